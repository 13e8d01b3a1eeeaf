/* One lane of the timeline: its scale in a gutter, gaps, band, limits, line, what is not read yet, and the cursor's column; its title is drawn in
 * panel_timeline_title.c. A series that the history has is drawn from that, which is there at once, any other from the track. Always true: the scale is wide enough for everything in view, and what has not been read is hatched, whatever
 * stands in the bins there. */
#include "panel_timeline_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "utf8.h"

struct lane_bins {
	size_t count;
	struct chart_bin *line, *band, *steps; /* owned; NULL without */
	struct chart_bin *branch; /* owned; the scenario's line, where it is another; NULL without */
	bool tracked;             /* the line is the track's */
};

/* What differs by less than this share of what stands there is the same line. */
#define BRANCH_SHARE 0.002F

/* The scenario's line, without what lies on the baseline's. */
static struct chart_bin *branch_line(const struct timeline *t, const struct timeline_lane *lane, const struct chart_bin *line, size_t count) {
	const struct world_whatif *what = t->w->whatif;
	if (!what || !what->on || t->v->show == WHATIF_BASELINE || what->from_ms == TIME_NONE)
		return NULL;
	struct chart_bin *out = timeline_bins_of(t, what->history, lane->line, count);
	for (size_t i = 0; out && line && i < count; i++)
		if (fabsf(out[i].lowest - line[i].lowest) <= BRANCH_SHARE * fabsf(line[i].lowest) &&
		    fabsf(out[i].highest - line[i].highest) <= BRANCH_SHARE * fabsf(line[i].highest))
			out[i].lowest = out[i].highest = NAN;
	return out;
}

/* Past the recording the baseline is computed, too: its line, band and steps go on. */
static void computed_bins(const struct timeline *t, const char *key, struct chart_bin *bins, size_t count) {
	const struct world_whatif *what = t->w->whatif;
	if (!bins || !what || !what->future || t->to_ms <= t->w->last_ms)
		return;
	struct chart_bin *computed = timeline_bins_of(t, what->ahead, key, count);
	for (size_t i = 0; computed && i < count; i++) {
		double at = (double)t->from_ms + (double)(t->to_ms - t->from_ms) * ((double)i + 0.5) / (double)count;
		if (at > (double)t->w->last_ms)
			bins[i] = computed[i];
	}
	free(computed);
}

static struct lane_bins lane_bins_get(const struct grid *g, const struct timeline *t, const struct timeline_lane *lane) {
	struct lane_bins b = { .count = (size_t)chart_columns(g, t->columns > 0 ? t->columns : 0) };
	b.line = timeline_bins(t, lane->line, b.count);
	if (!b.line) {
		b.line = timeline_tracked(t, lane->line, b.count);
		b.tracked = b.line != NULL;
	}
	b.band = timeline_bins(t, lane->band, b.count);
	b.steps = timeline_bins(t, lane->steps, b.count);
	computed_bins(t, lane->line, b.line, b.count);
	b.branch = branch_line(t, lane, b.line, b.count);
	computed_bins(t, lane->band, b.band, b.count);
	computed_bins(t, lane->steps, b.steps, b.count);
	return b;
}

static void lane_bins_free(struct lane_bins *b) {
	free(b->line);
	free(b->band);
	free(b->steps);
	free(b->branch);
}

static struct chart_scale lane_scale(const struct lane_bins *b, const struct timeline_lane *lane, int rows) {
	double least = lane->from_zero ? 0 : NAN, most = NAN;
	const struct chart_bin *all[] = { b->line, b->band, b->steps, b->branch };
	bool found = false;
	for (int i = 0; i < 4; i++)
		found |= all[i] && chart_range(all[i], b->count, &least, &most);
	if (!found)
		return (struct chart_scale){ NAN, NAN };
	if (lane->words)
		return (struct chart_scale){ least, most > least ? most : least + 1 };
	if (!isnan(lane->rule)) {
		least = fmin(least, lane->rule);
		most = fmax(most, lane->rule);
	}
	if (lane->from_zero && least > -0.02 * fmax(most, lane->span_least))
		least = 0; /* the noise of a meter about zero is drawn at the edge */
	return chart_scale_round(least, most, lane->span_least, rows < 3 ? 9 : 5);
}

/* Decimals that the edges of the scale need. */
static int scale_decimals(struct chart_scale s) {
	double step = chart_step(s.most - s.least, 5);
	return step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
}

/* The words of the edges, where the values are labels. */
static void gutter_words(struct grid *g, struct rect r, int gutter, const char *const *words, struct chart_scale s) {
	size_t count = 0;
	while (words[count])
		count++;
	if (s.most < (double)count)
		put_right(g, r, 0, gutter - 1, 0, ROLE_DIM, words[(size_t)s.most]);
	if (r.h > 1 && s.least >= 0 && s.least < (double)count)
		put_right(g, r, 0, gutter - 1, r.h - 1, ROLE_DIM, words[(size_t)s.least]);
}

/* In so few rows a label is only true of the edge of its row: what stands at the cursor stands at its own row, and an edge where that leaves room. */
static void gutter_compact(struct grid *g, struct rect r, int gutter, const struct timeline *t, const struct timeline_lane *lane, struct chart_scale s) {
	char text[NUMBER_SIZE];
	bool scenario = t->w->whatif && t->w->whatif->on && t->w->whatif->frame && t->v->show == WHATIF_SCENARIO;
	struct reading now = timeline_reading(t->w, lane->line, scenario);
	int edge = scale_decimals(s), decimals = lane->decimals, row = now.quality == QUALITY_GOOD ? chart_row(now.value, s, r.h) : -1;
	while (decimals > 0 && (int)utf8_cells(timeline_number(text, t->w, lane->line, scenario, decimals)) > gutter - 1)
		decimals--;
	if (row >= 0)
		put_right(g, r, 0, gutter - 1, row, scenario ? ROLE_WHATIF : ROLE_STRONG, timeline_number(text, t->w, lane->line, scenario, decimals));
	if (row != 0)
		put_right(g, r, 0, gutter - 1, 0, ROLE_DIM, number_text(text, s.most, edge, NUMBER_PLAIN));
	if (r.h > 1 && row != r.h - 1)
		put_right(g, r, 0, gutter - 1, r.h - 1, ROLE_DIM, number_text(text, s.least, edge, NUMBER_PLAIN));
}

static void gutter_draw(struct grid *g, struct rect r, int gutter, const struct timeline *t, const struct timeline_lane *lane, struct chart_scale s) {
	char text[NUMBER_SIZE];
	int decimals = scale_decimals(s);
	if (gutter <= 1 || isnan(s.least))
		return;
	if (t->compact) {
		gutter_compact(g, r, gutter, t, lane, s);
		return;
	}
	if (lane->words) {
		gutter_words(g, r, gutter, lane->words, s);
		return;
	}
	put_right(g, r, 0, gutter - 1, 0, ROLE_DIM, number_text(text, s.most, decimals, NUMBER_PLAIN));
	if (r.h > 1)
		put_right(g, r, 0, gutter - 1, r.h - 1, ROLE_DIM, number_text(text, s.least, decimals, NUMBER_PLAIN));
	if (r.h > 4)
		put_right(g, r, 0, gutter - 1, 1, ROLE_DIM, lane->unit);
	int row = chart_row(lane->rule, s, r.h);
	if (!isnan(lane->rule) && row > 1 && row < r.h - 1)
		put_right(g, r, 0, gutter - 1, row, ROLE_DIM, number_text(text, lane->rule, decimals, NUMBER_PLAIN));
}

static void unread_draw(struct grid *g, struct rect chart, const struct timeline *t, bool tracked) {
	int first, end;
	if (tracked ? timeline_track_unread(t, &first, &end) : timeline_unread(t, &first, &end))
		chart_hatch(g, rect_clip((struct rect){ chart.x + first, chart.y, end - first, chart.h }, chart), ROLE_MISSING, "not read yet");
}

/* The first row in which a word of that many cells covers no line; 0 where there is none. */
static int row_without_line(const struct grid *g, struct rect chart, int x, int cells) {
	struct rect at = rect_clip((struct rect){ chart.x + x, chart.y, cells, chart.h }, rect_clip(chart, grid_rect(g)));
	for (int y = 0; y < at.h; y++) {
		bool line = false;
		for (int i = 0; i < at.w; i++) {
			uint32_t ch = g->cells[(size_t)(at.y + y) * (size_t)g->cols + (size_t)(at.x + i)].ch;
			line |= g->ascii ? ch < 0x80 && strchr("_-~|", (int)ch) : ch >= 0x2800 && ch <= 0x28ff;
		}
		if (!line)
			return y;
	}
	return 0;
}

/* Past the recording everything is computed: the word stands there, and a rule where it begins. */
static void future_draw(struct grid *g, struct rect chart, const struct timeline *t) {
	static const char word[] = "computed";
	const struct world *w = t->w;
	int first = w->last_ms != TIME_NONE && w->last_ms < t->to_ms ? timeline_column(t, w->last_ms) : -1;
	if (first < 0 || !w->whatif || !w->whatif->future)
		return;
	for (int y = 0; y < chart.h; y++)
		put_char(g, chart, first, y, ROLE_WHATIF, 0x250a);
	if (first + 2 + (int)sizeof word <= t->columns)
		put_text(g, chart, first + 2, row_without_line(g, chart, first + 2, (int)sizeof word - 1), ROLE_WHATIF, word);
}

/* Columns of the chart that lie within the recording: before it and after it there is nothing that could be missing. */
static void recorded_columns(const struct timeline *t, int *first, int *end) {
	const struct world *w = t->w;
	*first = w->first_ms == TIME_NONE || w->first_ms < t->from_ms ? 0 : timeline_column(t, w->first_ms);
	*end = w->last_ms == TIME_NONE || w->last_ms > t->to_ms ? t->columns : timeline_column(t, w->last_ms) + 1;
	if (*first < 0)
		*end = *first = 0;
}

static void gaps_draw(struct grid *g, struct rect chart, const struct timeline *t, const struct lane_bins *b) {
	int first, end;
	recorded_columns(t, &first, &end);
	for (int x = first; x < end; x++) {
		bool known = false;
		const struct chart_bin *all[] = { b->line, b->band };
		for (int i = 0; i < 2; i++)
			known |= all[i] && !isnan(chart_bin_at(all[i], b->count, x, t->columns).lowest);
		if (!known)
			put_char(g, chart, x, chart.h - 1, ROLE_MISSING, 0xb7);
	}
}

/* A rule through what is blank or filled; the line, its gaps and its edges stay to be read. */
static void cursor_draw(struct grid *g, struct rect chart, int column) {
	struct rect at = rect_clip((struct rect){ chart.x + column, chart.y, 1, chart.h }, rect_clip(chart, grid_rect(g)));
	if (column < 0)
		return;
	put_role(g, at, ROLE_CURSOR);
	for (int y = 0; y < at.h; y++) {
		uint32_t ch = g->cells[(size_t)(at.y + y) * (size_t)g->cols + (size_t)at.x].ch;
		if (ch == ' ' || (g->ascii ? ch == ':' : ch >= 0x2581 && ch <= 0x2588))
			put_char(g, at, 0, y, ROLE_CURSOR, 0x2502);
	}
}

/* Column of the last value; -1: none. */
static int last_column(const struct chart_bin *bins, size_t count, int columns) {
	for (int x = bins ? columns - 1 : -1; x >= 0; x--)
		if (!isnan(chart_bin_at(bins, count, x, columns).lowest))
			return x;
	return -1;
}

static int end_row(const struct chart_bin *bins, size_t count, int x, int columns, struct chart_scale s, int rows) {
	return chart_row((double)chart_bin_at(bins, count, x, columns).highest, s, rows);
}

/* Which line is which, without colour: a letter where each ends, if they end in different places. */
static void ends_draw(struct grid *g, struct rect chart, const struct timeline *t, const struct lane_bins *b, struct chart_scale s) {
	int x = last_column(b->branch, b->count, t->columns), x0 = last_column(b->line, b->count, t->columns);
	if (x < 0 || x0 < 0)
		return;
	int y = end_row(b->branch, b->count, x, t->columns, s, chart.h), y0 = end_row(b->line, b->count, x0, t->columns, s, chart.h);
	if (x == x0 && y == y0)
		return;
	put_char(g, chart, x0, y0, ROLE_LOAD, 'B');
	put_char(g, chart, x, y, ROLE_WHATIF, 'S');
}

struct chart_scale timeline_lane_draw(struct grid *g, struct rect r, int gutter, const struct timeline *t, const struct timeline_lane *lane) {
	struct rect chart = { r.x + gutter, r.y, t->columns, r.h };
	chart = rect_clip(chart, r);
	if (rect_empty(chart))
		return (struct chart_scale){ NAN, NAN };
	struct lane_bins b = lane_bins_get(g, t, lane);
	struct chart_scale s = lane_scale(&b, lane, r.h);
	gutter_draw(g, r, gutter, t, lane, s);
	gaps_draw(g, chart, t, &b);
	if (b.band)
		chart_band(g, chart, ROLE_SUPPLY, b.band, b.count, s);
	if (b.steps)
		chart_steps(g, chart, ROLE_LIMIT, b.steps, b.count, s);
	if (chart.h > 2)
		chart_rule(g, chart, ROLE_LIMIT, lane->rule, s);
	if (b.line)
		chart_line(g, chart, b.band ? ROLE_LOAD : ROLE_STRONG, b.line, b.count, s);
	if (b.branch)
		chart_line(g, chart, ROLE_WHATIF, b.branch, b.count, s);
	if (b.branch)
		ends_draw(g, chart, t, &b, s);
	future_draw(g, chart, t);
	unread_draw(g, chart, t, b.tracked);
	lane_bins_free(&b);
	cursor_draw(g, chart, timeline_column(t, t->w->cursor_ms));
	return s;
}
