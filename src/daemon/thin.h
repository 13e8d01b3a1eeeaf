/* Lines made fewer: one line per window of time (`every=`). Events pass, in their order among the windows. */
#ifndef MWTOP_THIN_H
#define MWTOP_THIN_H

#include "line.h"

struct thin;

struct thin *thin_new(int64_t every_ms);
void thin_free(struct thin *t); /* NULL is fine */
/* Takes one line; `frame` for a frame. Appends what is complete. */
void thin_add(struct thin *t, enum line_kind kind, const char *text, size_t length, int64_t t_ms, const struct frame *frame, struct buf *out);
/* Appends the window that was begun. */
void thin_end(struct thin *t, struct buf *out);

#endif
