/* From one screen to the next in as few bytes as can be: what differs is sent run by run, each reached by the shortest motion, with the
 * parameters of its style that differ. For terminals of the ECMA-48 kind, which all of today are. Pure: no terminal here. */
#ifndef MWTOP_EMIT_H
#define MWTOP_EMIT_H

#include "theme.h"

struct emitter {
	/* What the terminal can do. */
	bool utf8;
	bool ech, rep;          /* erases, repeats characters */
	bool bce;               /* what is erased takes the background of the pen; else the terminal's own */
	bool late_wrap;         /* the last column can be written without a line feed (xenl) */
	struct pen role[ROLE_COUNT];
	/* Where it stands: -1 where that is not known. */
	int x, y;
	struct pen pen;
	bool pen_known;
	int turn;               /* row that a limited frame goes on with */
};

/* Nothing is known of the terminal: the next thing sent says all. */
void emit_forget(struct emitter *e);
/* Appends what clears the screen and makes `shown` (whose size the terminal has) blank. */
void emit_clear(struct emitter *e, struct grid *shown, struct buf *out);
/* Appends what makes `shown` look like `wanted` (of the same size), or, where that is more than about `most` bytes, a part of it, at least
 * one run: the first and the last row before the others. `shown` becomes what the terminal then shows. True when all of it was sent. */
bool emit_changes(struct emitter *e, struct grid *shown, const struct grid *wanted, size_t most, struct buf *out);

#endif
