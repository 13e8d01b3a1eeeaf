/* A chart of the report as one SVG in the page: lines from a history, drawn from the lowest to the highest within each bin, so that a spike of one sample is
 * seen at any length of the range. Where there is no sample nothing is drawn and the ground is grey. Every chart says where its data came from. */
#ifndef MWTOP_REPORT_CHART_H
#define MWTOP_REPORT_CHART_H

#include "report_data.h"

#define CHART_LINES 8
#define CHART_LIMITS 4
#define CHART_MARKS 24

struct chart_line {
	const char *name;              /* in the key; escaped there */
	const struct history *history;
	long series;                   /* of it; -1: none, the line is left out */
	bool at_least;                 /* some of its samples are lower bounds, and so are its lowest and highest */
	int64_t fell_ms;               /* at that time it was at fell_to for a moment, which the history does not hold; TIME_NONE */
	double fell_to;
};
struct chart_limit { const char *name; double value; };
struct chart_mark { int64_t t_ms; const char *label; }; /* "1": the number of a loss */

struct chart {
	const char *title, *unit;
	int decimals;
	int64_t from_ms, to_ms;
	const struct site *site;
	const char *origin;            /* "simulated", for the caption and the picture itself */
	bool tall, small;
	bool zero;                     /* the axis begins at 0 */
	size_t line_count, limit_count, mark_count;
	struct chart_line line[CHART_LINES];
	struct chart_limit limit[CHART_LIMITS];
	struct chart_mark mark[CHART_MARKS];
};

void chart_add_line(struct chart *c, const char *name, const struct history *history, long series);
/* NaN: none. */
void chart_add_limit(struct chart *c, const char *name, double value);
/* Draws it; false, and nothing is drawn, when no line has any reading in the range. */
bool report_chart(struct buf *out, const struct chart *c);

#endif
