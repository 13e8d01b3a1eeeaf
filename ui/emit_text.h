/* The bytes of one motion of the cursor and of one change of style, as short as they can be, for terminals of the ECMA-48 kind. Pure, and without
 * memory: what the terminal stands at is the caller's. */
#ifndef MWTOP_EMIT_TEXT_H
#define MWTOP_EMIT_TEXT_H

#include "theme.h"

/* Room for any motion or change of style. */
struct emit_text { char at[64]; size_t len; };

/* What a reset leaves. */
extern const struct pen emit_plain;

bool emit_pen_same(const struct pen *a, const struct pen *b);
/* What makes a terminal with that pen (known: or with any) write with the other; empty where nothing is needed. */
void emit_style_change(const struct pen *from, bool known, const struct pen *to, struct emit_text *out);
size_t emit_style_cost(const struct pen *from, bool known, const struct pen *to); /* its length */
/* The shortest motion from cell (x, y) to the other; x or y -1: not known. Empty where the cursor is there. */
void emit_motion(int x, int y, int to_x, int to_y, struct emit_text *best);
/* "ESC [ n final", without n where that is 1 or less. */
void emit_csi(struct emit_text *t, int n, char final);

#endif
