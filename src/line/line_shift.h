/* A line as if it had happened at another time. */
#ifndef MWTOP_LINE_SHIFT_H
#define MWTOP_LINE_SHIFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "error.h"

/* Appends the line with every time in it (t, t_src, since, training start, promises) moved by `by_ms`, everything else byte for byte,
 * unknown keys too; no newline is added. False with err "column N: why" for a line that is no JSON object; nothing is appended then. */
bool line_shift(const char *text, size_t length, int64_t by_ms, struct buf *out, struct error *err);

#endif
