/* A zstd stream, piece by piece, for sending: everything given so far can be decoded by the other end after each flush. */
#ifndef MWTOP_PACK_H
#define MWTOP_PACK_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

struct pack;
/* A window of 128 KiB: a few hundred KiB of memory. NULL: no memory. */
struct pack *pack_new(void);
void pack_free(struct pack *p);
/* Appends what is ready to go; with `flush` all of it, with `end` the end of the stream too. False: zstd failed. */
bool pack_add(struct pack *p, const char *text, size_t length, bool flush, bool end, struct buf *out);

#endif
