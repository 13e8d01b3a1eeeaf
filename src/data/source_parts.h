/* The inside of a source, for the files that make it up: source.c opens and follows, source_look.c tells the range, find.c finds by time, scan.c goes line by line. */
#ifndef MWTOP_SOURCE_PARTS_H
#define MWTOP_SOURCE_PARTS_H

#include "lines.h"
#include "sites.h"
#include "source.h"
#include "feeder.h"

/* A line with a time. */
struct timed_line {
	store_pos at, next;
	int64_t t_ms;
};

struct source {
	char *name;               /* owned; as messages call it */
	char *note;               /* owned; NULL, or what is unusual about how it is read */
	struct store *store;
	const struct feeder_kind *feeding; /* what fills the store, NULL when the store is the file itself */
	void *feeder;             /* owned; of that kind */
	uint32_t feeder_revision;
	struct sites sites;
	struct error site_fault;  /* what is wrong with the first line that is meant as a site and is none; "" */
	struct lines lines;       /* of the jumps */
	struct timed_line last;   /* the frame handed out last; playing goes on from there */
	bool last_valid;
	int64_t first_ms, last_ms; /* TIME_NONE while there is none */
	int64_t newest_ms;        /* of the last line with a time, in the order of the file; TIME_NONE */
	int64_t wild_ms;           /* a time far after last_ms that nothing has confirmed yet; TIME_NONE */
	store_pos tail;           /* lines before it were looked at for last_ms */
	bool grew;                /* since it was opened */
	bool ended;               /* the stream came to its end */
	int64_t mtime_ms, opened_ms, fresh_mono_ms; /* of the file; wall clock; when something new last came */
	uint32_t revision;        /* how often positions of before became void: the file became shorter, parts of it were replaced */
};

/* Whether what stands unfinished at the end may yet be finished. */
static inline bool source_may_go_on(const struct source *s) {
	return s->feeding && s->feeding->streams ? !s->ended : s->grew;
}

#define SOURCE_LINE_WINDOW (16u << 10)

#define SOURCE_HEAD_LINES_MAX 1000u

/* Looks for the first site line and the first time. */
void source_look_at_head(struct source *s);
/* From the end backwards until there is a last time. */
void source_look_at_tail(struct source *s);
/* What came since: from where the times were taken, or, where that is much, from the new end. */
void source_look_at_growth(struct source *s);
/* The site lines at the heads of joined parts: a jump into the middle of one must know its site. */
void source_note_heads(struct source *s);

/* The next line with a time before `limit`, from where s->lines stand; site lines passed are noted. */
bool find_next_timed(struct source *s, store_pos limit, struct timed_line *out);
/* The last frame at or before t. `frame` may be NULL. */
bool find_before(struct source *s, int64_t t_ms, struct timed_line *out, struct frame *frame);
/* Lines stand behind the last loss of positions: nothing read before may be used. */
void find_forget(struct source *s);

#endif
