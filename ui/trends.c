/* Trends of zoomed panels; see trends.h. Always true: a gap stays a gap, what is not read yet is hatched, the lowest and the highest stand in the line and
 * in figures, and the scenario's part of a line is never taken for the recording's. */
#include "trends.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel_timeline_parts.h"
#include "screen.h"
#include "strip.h"
#include "values.h"

/* Columns: label, value at the cursor, unit, lowest, highest, the chart up to the right edge. */
#define VALUE_END 21
#define LOWEST_END 33
#define HIGHEST_END 42
#define CHART_LEAST 20

size_t trends_add(struct trend *list, size_t count, const struct world *w, const char *label, const char *key, double span_least) {
	if (count >= TRENDS_MOST || !w->history || history_series_find(w->history, key) < 0)
		return count;
	struct trend *t = &list[count];
	snprintf(t->label, sizeof t->label, "%s", label);
	snprintf(t->key, sizeof t->key, "%s", key);
	t->span_least = span_least;
	return count + 1;
}

int trends_rows(size_t count, int rows_each) { return count ? 1 + (int)count * rows_each : 0; }

static bool is_scenario(const struct world *w) {
	return w->whatif && w->whatif->on && w->frame && w->frame == w->whatif->frame && w->whatif->from_ms != TIME_NONE;
}

/* What is drawn of one series: the recording's part, the scenario's, and both in one. NULL: no such series. */
struct lines { struct chart_bin *recorded, *branch, *both; size_t count; };

static struct lines lines_get(const struct timeline *t, const char *key, size_t count) {
	struct lines l = { timeline_bins(t, key, count), NULL, NULL, count };
	if (!l.recorded)
		return l;
	l.both = mem_zalloc(count, sizeof *l.both);
	memcpy(l.both, l.recorded, count * sizeof *l.both);
	if (!is_scenario(t->w))
		return l;
	l.branch = timeline_bins_of(t, t->w->whatif->history, key, count);
	const struct chart_bin none = { NAN, NAN };
	double from = (double)(t->w->whatif->from_ms - t->from_ms) / (double)(t->to_ms - t->from_ms) * (double)count;
	for (size_t i = 0; i < count; i++) {
		bool branch = (double)i + 1 > from;
		if (branch)
			l.recorded[i] = none;
		else if (l.branch)
			l.branch[i] = none;
		l.both[i] = !branch ? l.recorded[i] : l.branch ? l.branch[i] : none;
	}
	return l;
}

static void lines_free(struct lines *l) {
	free(l->recorded);
	free(l->branch);
	free(l->both);
}

/* Decimals and unit of a series. */
static int key_form(const struct site *s, const char *key, const char **unit, enum metric_id *id, size_t *object) {
	int derived = derived_find(key, strlen(key));
	if (derived >= 0) {
		*unit = derived_info_at((enum derived_id)derived)->unit;
		return derived_info_at((enum derived_id)derived)->decimals;
	}
	long column = site_column_find(s, key, strlen(key));
	*unit = "";
	if (column < 0 || !site_column_parts(s, (size_t)column, id, object))
		return 2;
	*unit = metric_at(*id)->unit;
	return metric_at(*id)->decimals;
}

static void figures_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct trend *trend, const struct lines *l, bool range) {
	const char *unit;
	enum metric_id id = METRIC_COUNT;
	size_t object = 0;
	char text[NUMBER_SIZE];
	int decimals = key_form(w->site, trend->key, &unit, &id, &object), derived = derived_find(trend->key, strlen(trend->key));
	put_cut(g, r, 0, y, 11, ROLE_DIM, trend->label);
	if (!w->frame || w->frame->site != w->site)
		put_right(g, r, 11, VALUE_END, y, ROLE_MISSING, number_text(text, NAN, 0, NUMBER_PLAIN));
	else if (derived >= 0)
		put_right(g, r, 11, VALUE_END, y, isnan(w->derived.q[derived].value) ? ROLE_MISSING : ROLE_TEXT, value_derived(text, w, (enum derived_id)derived));
	else if (id != METRIC_COUNT)
		value_put(g, r, VALUE_END, y, VALUE_END - 11, w, id, object, NULL);
	put_text(g, r, VALUE_END + 1, y, ROLE_DIM, unit);
	double lowest = NAN, highest = NAN;
	if (!range)
		return;
	bool found = l->both && chart_range(l->both, l->count, &lowest, &highest);
	enum number_sign sign = derived >= 0 && derived_info_at((enum derived_id)derived)->is_signed ? NUMBER_SIGNED : NUMBER_PLAIN;
	put_right(g, r, VALUE_END + 4, LOWEST_END, y, found ? ROLE_TEXT : ROLE_MISSING, number_text(text, lowest, decimals, sign));
	put_right(g, r, LOWEST_END + 1, HIGHEST_END, y, found ? ROLE_TEXT : ROLE_MISSING, number_text(text, highest, decimals, sign));
}

/* The columns that are the scenario's. */
static void branch_role(struct grid *g, struct rect chart, const struct timeline *t, const struct lines *l) {
	int x = l->branch ? t->w->whatif->from_ms < t->from_ms ? 0 : timeline_column(t, t->w->whatif->from_ms) : -1;
	if (x >= 0)
		put_role(g, rect_clip((struct rect){ chart.x + x, chart.y, chart.w - x, 1 }, chart), ROLE_WHATIF);
}

static void line_draw(struct grid *g, struct rect chart, const struct timeline *t, const struct trend *trend, const struct lines *l) {
	double least = NAN, most = NAN;
	chart_gaps(g, chart, ROLE_MISSING, l->both, l->count);
	if (!chart_range(l->both, l->count, &least, &most))
		return;
	struct chart_scale scale = chart_scale_round(least, most, trend->span_least, 4);
	if (g->ascii && chart.h == 1) { /* eight heights where a line has three */
		strip_spark(g, chart, 0, 0, chart.w, ROLE_STRONG, l->both, l->count, scale);
		branch_role(g, chart, t, l);
		return;
	}
	chart_line(g, chart, ROLE_STRONG, l->recorded, l->count, scale);
	if (l->branch)
		chart_line(g, chart, ROLE_WHATIF, l->branch, l->count, scale);
}

static void chart_draw(struct grid *g, struct rect chart, const struct timeline *t, const struct trend *trend, const struct lines *l) {
	int first, end, cursor = timeline_column(t, t->w->cursor_ms);
	if (l->both)
		line_draw(g, chart, t, trend, l);
	if (timeline_unread(t, &first, &end))
		chart_hatch(g, (struct rect){ chart.x + first, chart.y, end - first, chart.h }, ROLE_MISSING, "");
	if (cursor >= 0)
		put_role(g, rect_clip((struct rect){ chart.x + cursor, chart.y, 1, chart.h }, chart), ROLE_CURSOR);
}

/* "Trends  60 min    lowest  highest   03:30   03:40 ▼" */
static void head_draw(struct grid *g, struct rect r, int y, const struct timeline *t, int chart_x) {
	char span[32], title[96], clock[NUMBER_SIZE];
	if (y < 0 || y >= r.h)
		return;
	timeline_span_words(t, span);
	if (chart_x == HIGHEST_END + 2) {
		put_right(g, r, 0, LOWEST_END, y, ROLE_DIM, "lowest");
		put_right(g, r, 0, HIGHEST_END, y, ROLE_DIM, "highest");
	}
	if (is_scenario(t->w))
		snprintf(title, sizeof title, "Scenario %s on", value_clock(clock, t->w, t->w->whatif->from_ms));
	else
		snprintf(title, sizeof title, "Trends %s", span);
	put_cut(g, r, 0, y, VALUE_END + 3, ROLE_TITLE, title);
	if (t->columns > 0)
		timeline_axis(g, (struct rect){ r.x + chart_x, r.y + y, r.w - chart_x, 1 }, 0, t, true, true, "", ROLE_DIM, "");
}

int trends_draw(struct grid *g, struct rect r, int y, int rows_each, const struct world *w, const struct view *v, const struct trend *list, size_t count) {
	struct timeline t = { .w = w, .v = v };
	bool range = r.w >= HIGHEST_END + 2 + CHART_LEAST;
	int chart_x = range ? HIGHEST_END + 2 : VALUE_END + 5;
	if (!count)
		return y;
	screen_timeline_span(w, v, &t.from_ms, &t.to_ms);
	t.columns = r.w - chart_x >= CHART_LEAST ? r.w - chart_x : 0;
	if (w->first_ms == TIME_NONE || t.to_ms <= t.from_ms)
		t.columns = 0;
	head_draw(g, r, y++, &t, chart_x);
	for (size_t i = 0; i < count; i++, y += rows_each) {
		if (y < 0 || y + rows_each > r.h)
			continue;
		size_t bins = (size_t)(t.columns > 0 ? chart_columns(g, t.columns) : 1);
		struct lines l = lines_get(&t, list[i].key, bins);
		figures_draw(g, r, y, w, &list[i], &l, range);
		if (t.columns > 0)
			chart_draw(g, (struct rect){ r.x + chart_x, r.y + y, t.columns, rows_each }, &t, &list[i], &l);
		lines_free(&l);
	}
	return y;
}
