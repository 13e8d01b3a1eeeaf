/* A stream (standard input, a pipe, a zstd file that cannot be read by frames) on its way into an unlinked file in $TMPDIR, from
 * which a source reads it as it would a recording. zstd is told by its first bytes and decoded on the way in. */
#ifndef MWTOP_SPOOL_H
#define MWTOP_SPOOL_H

#include "error.h"
#include "feeder.h"

struct spool;

/* Takes from `fd`, which belongs to the spool from here on. NULL with err when no file can be made in $TMPDIR. */
struct spool *spool_open(int fd, struct error *err);
void spool_close(struct spool *sp);
/* The store that it fills; owned by the spool. */
struct store *spool_store(struct spool *sp);
/* Takes in what is there to be read, at most about `most` bytes, without waiting. True when there is more text than before. */
bool spool_pump(struct spool *sp, size_t most);
/* No more will come: the end was reached, or it failed (spool_fault says how). */
bool spool_ended(const struct spool *sp);
const char *spool_fault(const struct spool *sp); /* NULL: none */
bool spool_is_compressed(const struct spool *sp);
/* Descriptor to poll for readability, or -1 after the end. */
int spool_fd(const struct spool *sp);
extern const struct feeder_kind spool_feeder; /* of a struct spool */

#endif
