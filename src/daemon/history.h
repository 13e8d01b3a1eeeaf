/* The lines of a range of time, byte for byte as they were recorded, from a snapshot of the recording. */
#ifndef MWTOP_HISTORY_H
#define MWTOP_HISTORY_H

#include "line.h"

struct history;

struct history_range {
	int64_t from_ms, to_ms; /* [from, to); TIME_NONE: open */
	bool arrival;           /* from the first line that is not before `from` all that follow, in the order of arrival */
	bool events_only;       /* sites and events */
};

/* NULL with err. The snapshot holds everything that was recorded before the call. */
struct history *history_open(const char *path, const struct history_range *range, struct error *err);
void history_close(struct history *h); /* NULL is fine */

enum history_step { HISTORY_LINE, HISTORY_BUSY /* nothing in this step, there may be more */, HISTORY_END };
struct history_line {
	enum line_kind kind;
	const char *text;        /* with `length`, without newline; until the next call */
	size_t length;
	const struct frame *frame; /* LINE_FRAME */
	int64_t t_ms;
};
/* The next line of the range: the governing site first, and again when it changes. */
enum history_step history_next(struct history *h, struct history_line *out);
/* Whether a site was given out already. */
bool history_site_given(const struct history *h);
/* Takes in what was recorded since; true when history_next has more to give after HISTORY_END. */
bool history_advance(struct history *h);

#endif
