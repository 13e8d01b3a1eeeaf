/* A growing byte buffer; `data` is always followed by a NUL that `len` does not count once anything was added. */
#ifndef MWTOP_BUF_H
#define MWTOP_BUF_H

#include <stddef.h>

#include "alloc.h"

struct buf {
	char *data; /* owned; NULL while empty */
	size_t len, cap;
};

void buf_add(struct buf *b, const void *bytes, size_t count);
void buf_puts(struct buf *b, const char *text);
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
/* Makes room for `count` more bytes and returns where they go; the caller raises `len`. */
char *buf_reserve(struct buf *b, size_t count);
void buf_clear(struct buf *b); /* len 0, memory kept */
void buf_free(struct buf *b);  /* back to the zero state */

#endif
