/* The lines of a range of time, byte for byte as they were recorded, from a snapshot of the recording. */
#ifndef MWTOP_EXCERPT_H
#define MWTOP_EXCERPT_H

#include "station.h"

struct excerpt;

struct excerpt_range {
	int64_t from_ms, to_ms; /* [from, to); TIME_NONE: open */
	bool arrival;           /* from the first line that is not before `from` all that follow, in the order of arrival */
	bool events_only;       /* sites and events */
};

/* NULL with err. The snapshot holds everything that was recorded before the call. The station must outlive it. */
struct excerpt *excerpt_open(const struct station *station, const struct excerpt_range *range, struct error *err);
void excerpt_close(struct excerpt *h); /* NULL is fine */

enum excerpt_step { EXCERPT_LINE, EXCERPT_BUSY /* nothing in this step, there may be more */, EXCERPT_END };
struct excerpt_line {
	enum line_kind kind;
	const char *text;        /* with `length`, without newline; until the next call */
	size_t length;
	int64_t t_ms;
};
/* The next line of the range: the governing site first, and again when it changes. */
enum excerpt_step excerpt_next(struct excerpt *h, struct excerpt_line *out);
/* Whether a site was given out already. */
bool excerpt_site_given(const struct excerpt *h);
/* Takes in what was recorded since; true when excerpt_next has more to give after EXCERPT_END. */
bool excerpt_advance(struct excerpt *h);

#endif
