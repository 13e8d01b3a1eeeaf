/* Lines out of a byte store, one after the other, from any position. Whatever stands in the file, at most one line and one window
 * are held in memory: a line over LINE_LENGTH_MAX is passed over without being kept, zero bytes are counted and passed over. */
#ifndef MWTOP_LINES_H
#define MWTOP_LINES_H

#include "store.h"

enum lines_kind {
	LINES_END,      /* the present end, nothing unfinished there */
	LINES_TEXT,     /* a line, never empty unless unfinished */
	LINES_TOO_LONG, /* a line over LINE_LENGTH_MAX: `bytes` */
	LINES_ZEROS,    /* `bytes` zero bytes where a line should begin */
	LINES_LOST,     /* `bytes` bytes of the file from `lost_at` could not be read: `why` */
};

struct line_at {
	enum lines_kind kind;
	bool unfinished;     /* the file ends here without a newline; the same again after it grew, or finished */
	const char *text;    /* LINES_TEXT: no newline, no carriage return before it; until the next call on these lines */
	size_t length;
	store_pos at, next;  /* where it begins, and where the next begins or is to be read from */
	uint64_t number;     /* from 1, counted from the last lines_seek */
	uint64_t bytes, lost_at;
	const char *why;
};

enum lines_skip { SKIP_NOTHING, SKIP_PARTIAL, SKIP_TOO_LONG };

struct lines {
	struct store *store; /* not owned */
	size_t window;
	char *buf;           /* owned */
	size_t cap, begin, end;
	size_t searched;     /* bytes from `begin` on known to hold no newline */
	size_t split;        /* bytes from here on were read from split_at; those before belong to a line that began at begin_at */
	store_pos split_at, begin_at, next_read;
	uint64_t number;     /* of the line at `begin` */
	enum lines_skip skip;
	uint64_t skipped;    /* bytes of the line being passed over */
	store_pos skip_at;
	bool truncated, lost_pending;
	struct store_piece lost;
	store_pos lost_told; /* place of the last LINES_LOST, so that it is told once */
};

/* Reads `window` bytes at a time. */
void lines_init(struct lines *l, struct store *store, size_t window);
void lines_free(struct lines *l);
/* Next line: the one at `pos`; with `within`, the first that begins at or after `pos`. Free of reading when the buffer holds it. */
void lines_seek(struct lines *l, store_pos pos, bool within);
enum lines_kind lines_next(struct lines *l, struct line_at *out);
/* Where the next line is looked for. */
store_pos lines_position(const struct lines *l);

#endif
