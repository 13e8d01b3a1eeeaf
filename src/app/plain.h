/* The site in words, for screen readers and logs: what differs between what was told last and a world, one line for each change. Nothing here
 * reads a clock or writes: the same worlds in the same order give the same lines. What comes from a recording passes utf8_clean on its way. */
#ifndef MWTOP_PLAIN_H
#define MWTOP_PLAIN_H

#include "buf.h"
#include "world.h"

#define PLAIN_TEXT_SIZE 400

struct plain_line {
	int64_t t_ms;   /* TIME_NONE: there is no sample yet to tell the time */
	bool important; /* a loss, an alarm of high priority, GO or NO-GO, the link: left out last when there is too much */
	char text[PLAIN_TEXT_SIZE];
};

/* Zero is an empty list; free with plain_lines_free. */
struct plain_lines {
	struct plain_line *at; /* owned; in the order in which they are to be said */
	size_t count, room;
};
void plain_lines_free(struct plain_lines *lines);

struct plain;
struct plain *plain_new(void);
void plain_free(struct plain *p);
/* Appends to `out` what has changed since the world before, and takes it as told; of the first world with a sample the state. Worlds are given in
 * the order of their cursors, each sample once: what lies between two of them is not seen, but for alarms and events. A site must live as long
 * as worlds with it are given, and one world more. */
void plain_take(struct plain *p, const struct world *w, struct plain_lines *out);
/* That nothing more comes, and what was kept back until now. */
void plain_end(struct plain *p, const struct world *w, struct plain_lines *out);

/* Never more than `most` lines a minute (0: any number), those that say what was left out among them. The last quarter of a minute's lines is kept
 * for what is important. A minute is that of the times given, which may come in any order: it only goes forward. */
struct plain_limit {
	unsigned most;
	int64_t minute;     /* since 1970 */
	unsigned said, left_out;
};
/* Whether a line may be said at t_ms. `*left_out` is how many of the minutes before were left out, which has to be said first; else 0. */
bool plain_limit_take(struct plain_limit *l, int64_t t_ms, bool important, unsigned *left_out);

/* "04:02:10 text\n", in the time of a site; where the day or the zone is another than *day says, "Monday 22 July 2024, 04:02:10 CDT text\n".
 * `ascii`: every other character becomes '?'. */
struct plain_day {
	int year, month, day;
	char zone[8];
};
void plain_format(const struct tz *tz, int64_t t_ms, const char *text, bool ascii, struct plain_day *day, struct buf *out);

#endif
