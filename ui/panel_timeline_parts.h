/* The parts of the Timeline panel: bins per column, lanes (what is drawn under what), and the rows of marks and times. */
#ifndef MWTOP_PANEL_TIMELINE_PARTS_H
#define MWTOP_PANEL_TIMELINE_PARTS_H

#include "chart.h"
#include "numbers.h"
#include "view.h"

/* What the whole panel shares: the span and the columns that it is drawn over. */
struct timeline {
	const struct world *w;
	const struct view *v;
	int64_t from_ms, to_ms; /* [from, to), from < to */
	int columns;            /* cells */
	bool compact;           /* one lane in a few rows: what stands at the cursor is told in its gutter, the range of its scale in the panel's title */
};

/* What the chart of the panel in rect r of a screen of that size shows, and where: all rows below each other over the same columns. False where it
 * has nothing to show. */
bool timeline_chart_at(struct rect r, int cols, int rows, const struct world *w, const struct view *v, struct timeline *t, struct rect *chart);

/* Cell column of a time; -1 outside the span. The end of the span itself belongs to the last column. */
int timeline_column(const struct timeline *t, int64_t t_ms);
/* The time of a column: its middle. A column that is none is the nearest. */
int64_t timeline_time(const struct timeline *t, int column);
/* Cell columns [*first, *end) of which the recording is not read yet; false when there are none. */
bool timeline_unread(const struct timeline *t, int *first, int *end);

/* `count` bins over the span, owned by the caller; NULL without such a series. Nothing is finer than the samples (or than what is kept of
 * them): columns that share a sample repeat it. */
struct chart_bin *timeline_bins(const struct timeline *t, const char *key, size_t count);

/* The same of another history (the what-if's); h may be NULL. */
struct chart_bin *timeline_bins_of(const struct timeline *t, const struct history *h, const char *key, size_t count);

/* The same of the track, where the panel is zoomed; NULL without. What was not read of it is a gap here, see timeline_track_unread. */
struct chart_bin *timeline_tracked(const struct timeline *t, const char *key, size_t count);
/* The track, if it is of what is shown; else NULL. */
const struct track *timeline_track(const struct timeline *t);
/* Columns [*first, *end) that the track has still to read; false: none. */
bool timeline_track_unread(const struct timeline *t, int *first, int *end);

/* A chart of one quantity: keys of its series ("" for none). */
struct timeline_lane {
	char title[48], unit[8];
	char line[48], band[48], steps[48];
	double rule;        /* a level that is marked: nominal, limit; NaN none */
	char rule_name[16]; /* "limit" */
	bool from_zero;
	double span_least;  /* of the scale, so that noise does not look like an event */
	int decimals;
	bool chosen;        /* by a person; its title is the name of the series */
	const char *const *words; /* of a label: the values are their indexes; NULL: numbers */
};
#define TIMELINE_LANES_MAX 40
#define TIMELINE_AXIS_ROWS 2 /* marks and times below the lanes of a tall panel */
/* All lanes that the site has something for, the most telling first. */
size_t timeline_lanes(const struct world *w, struct timeline_lane *out, size_t room);
/* The lanes of the panel as it is shown: those of the site, or, zoomed, the chosen ones (panel_timeline_chosen.c). */
size_t timeline_lanes_shown(const struct world *w, const struct view *v, struct timeline_lane *out, size_t room);
/* How many lanes of `count` fit a zoomed panel with so many rows inside; by how many lanes it scrolls at the most. */
size_t timeline_lanes_fit(const struct view *v, size_t count, int rows);
int timeline_scroll_most(int rows, const struct world *w, const struct view *v);

/* Draws a lane: a gutter of `gutter` cells for its scale, then the chart, in all rows of r. Returns the scale, NaN where there is nothing to draw. */
struct chart_scale timeline_lane_draw(struct grid *g, struct rect r, int gutter, const struct timeline *t, const struct timeline_lane *lane);
/* What stands at the cursor, of the scenario or of the baseline: in a gap nothing is good. */
struct reading timeline_reading(const struct world *w, const char *key, bool scenario);
/* The same as a number, "—" where it is not good; "≥ 35.50" where it is a sum of which members are missing. Returns out. */
char *timeline_number(char out[NUMBER_SIZE], const struct world *w, const char *key, bool scenario, int decimals);
/* Title of a lane with that, in row 0 of r. */
void timeline_lane_title(struct grid *g, struct rect r, const struct timeline *t, const struct timeline_lane *lane);

/* Marks of trips, alarms and notes in row y of r (r is as wide as the chart). */
void timeline_marks(struct grid *g, struct rect r, int y, const struct timeline *t);
/* Local times, training start and cursor in row y of r; `above`: the row stands above the chart, whose columns
 * are the last of r. `text` (a title) stands at the left, `note` at the right where nothing is in its way; "" for none. */
void timeline_axis(struct grid *g, struct rect r, int y, const struct timeline *t, bool above, bool ticks, const char *text, enum role text_role,
                   const char *note);
/* "3.5 h", "20 min": the span in words. */
void timeline_span_words(const struct timeline *t, char out[32]);

#endif
