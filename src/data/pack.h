/* A zstd stream, piece by piece, for sending: everything given so far can be decoded by the other end after each flush. */
#ifndef MWTOP_PACK_H
#define MWTOP_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

struct pack;
/* A window of 128 KiB; less than half a MiB of memory (1 MiB with zstd before 1.5.4). NULL: no memory. */
struct pack *pack_new(void);
void pack_free(struct pack *p);
/* Appends what is ready to go; with `flush` all of it, with `end` the end of the stream too; what
 * is added after that begins another stream, which a reader of zstd takes as going on. False: zstd failed, now or before. */
bool pack_add(struct pack *p, const char *text, size_t length, bool flush, bool end, struct buf *out);

#endif
