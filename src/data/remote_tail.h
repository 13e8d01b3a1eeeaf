/* The lines that a daemon sends as they come, in a temporary file of their own. */
#ifndef MWTOP_REMOTE_TAIL_H
#define MWTOP_REMOTE_TAIL_H

#include "buf.h"
#include "error.h"
#include "roll.h"

struct tail {
	struct roll text;     /* its store is owned by who joins it */
	struct buf partial;   /* of a line whose end has not come */
	bool skipping;        /* the rest of a line that is too long */
	uint64_t site_hash;   /* of the newest site line; 0: none */
	int64_t first_ms;     /* of the first line with a time; TIME_NONE */
	int64_t last_ms;      /* of the newest line with a time, in the order of coming; TIME_NONE */
	int64_t latest_ms;    /* of all lines there were, here and before; TIME_NONE */
	/* After a connection was made again: lines that are here already, by hash, until one comes that is new and later than all. Where clocks
	 * were set back, lines of before the tail may come first: what is not known waits for one that is, which shows it to be old. */
	uint64_t *known;      /* owned; open addressing, 0 is empty */
	size_t known_room;
	bool anchored;        /* a known line came: from here on what is not known is new */
	struct buf held;      /* what waits */
	uint64_t bytes;       /* of the present connection, since the last line end */
	uint64_t lines, dropped;
	unsigned strange;     /* lines in a row that are neither a site nor have a time */
};

bool tail_init(struct tail *t, struct error *err);
/* The store stays. */
void tail_free(struct tail *t);
/* A connection begins whose first lines may be known: those are left out. What was begun of a line is forgotten. */
void tail_resume(struct tail *t);
/* Takes a piece of the stream. *fresh is set when a frame or event that is new was among it. False with err when the temporary file cannot
 * take it, or the peer sends no line ends. */
bool tail_take(struct tail *t, const char *bytes, size_t count, bool *fresh, struct error *err);

#endif
