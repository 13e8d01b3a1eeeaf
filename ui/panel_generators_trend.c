/* The power of one set over the timeline's span: a row of eighths in the table; in the set in full charts of it and of its bus, which are
 * the timeline's lanes over the timeline's columns. Always true: a gap stays a gap, what is not read yet is hatched and no gap, and the scenario's
 * power stands in its own role, from where the scenario begins. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "panel_generators_set.h"
#include "panel_whatif.h"
#include "screen.h"
#include "strip.h"
#include "values.h"

/* Bins of the recording and of the scenario, NULL where there are none; owned. */
struct trend { struct timeline t; size_t count; struct chart_bin *base, *branch; };

static bool trend_get(struct trend *out, const struct world *w, const struct view *v, const char *key, int columns, int count) {
	*out = (struct trend){ .t = { .w = w, .v = v, .columns = columns }, .count = (size_t)(count > 0 ? count : 0) };
	screen_timeline_span(w, v, &out->t.from_ms, &out->t.to_ms);
	if (columns <= 0 || w->first_ms == TIME_NONE)
		return false;
	out->base = timeline_bins(&out->t, key, out->count);
	if (whatif_is_on(w) && v->show != WHATIF_BASELINE && w->whatif->from_ms != TIME_NONE)
		out->branch = timeline_bins_of(&out->t, w->whatif->history, key, out->count);
	return out->base || out->branch;
}

static void trend_free(struct trend *trend) {
	free(trend->base);
	free(trend->branch);
}

static bool known(const struct chart_bin *bins, size_t i) {
	return bins && !isnan(bins[i].lowest) && !isnan(bins[i].highest);
}

/* Columns [*first, *end) that lie within the recording: outside of it nothing could be missing. */
static void recorded(const struct trend *trend, int *first, int *end) {
	const struct world *w = trend->t.w;
	*first = w->first_ms <= trend->t.from_ms ? 0 : timeline_column(&trend->t, w->first_ms);
	*end = w->last_ms >= trend->t.to_ms ? trend->t.columns : timeline_column(&trend->t, w->last_ms) + 1;
	if (*first < 0)
		*end = *first = 0;
}

static void power_key(char key[48], const struct world *w, size_t set) {
	snprintf(key, 48, "gen.%.40s.kw", w->site->gen[set].id);
}

void generators_trend_draw(struct grid *g, struct rect r, int x, int y, int width, const struct world *w, const struct view *v, size_t set) {
	char key[48];
	struct trend trend;
	struct chart_scale scale = { 0, w->site->gen[set].rated_kw };
	int first, end, unread_first, unread_end;
	power_key(key, w, set);
	if (!trend_get(&trend, w, v, key, width, width))
		return;
	recorded(&trend, &first, &end);
	if (!timeline_unread(&trend.t, &unread_first, &unread_end))
		unread_first = unread_end = 0;
	for (int i = 0; i < width; i++) {
		bool branch = known(trend.branch, (size_t)i), base = known(trend.base, (size_t)i);
		if (branch || base)
			strip_spark(g, r, x + i, y, 1, branch ? ROLE_WHATIF : ROLE_BAR, branch ? &trend.branch[i] : &trend.base[i], 1, scale);
		else if (i >= unread_first && i < unread_end)
			chart_hatch(g, rect_clip((struct rect){ r.x + x + i, r.y + y, 1, 1 }, r), ROLE_MISSING, "");
		else if (i >= first && i < end)
			put_char(g, r, x + i, y, ROLE_MISSING, g->ascii ? '.' : 0xb7);
	}
	trend_free(&trend);
}

/* Cells before the charts: the unit and a scale. */
#define GUTTER 9
#define TITLES_FROM 12 /* rows from which on each chart has a title with what stands at the cursor, and a row above them shows where that is */

/* How the rows of the charts are given out. */
struct chart_rows { bool titles; int axis, power, hz; };

static const struct site_bus *bus_of(const struct world *w, size_t set) {
	int bus = w->site->gen[set].bus;
	return bus >= 0 && (size_t)bus < w->site->bus_count ? &w->site->bus[bus] : NULL;
}

static struct chart_rows chart_rows(int rows, bool bus) {
	struct chart_rows out = { .titles = rows >= TITLES_FROM, .axis = rows >= SET_CHART_LEAST ? 1 : 0 };
	int body = rows - out.axis - (out.titles ? 1 : 0);
	out.hz = !bus || body < 3 ? 0 : body >= 9 ? body * 2 / 5 : 1;
	out.power = body - out.hz;
	return out;
}

bool generators_chart_plan(struct rect r, const struct world *w, const struct view *v, struct timeline *t, struct rect *chart) {
	*t = (struct timeline){ .w = w, .v = v, .columns = r.w - GUTTER };
	*chart = (struct rect){ r.x + GUTTER, r.y, r.w - GUTTER, r.h };
	screen_timeline_span(w, v, &t->from_ms, &t->to_ms);
	t->compact = !chart_rows(r.h, true).titles;
	return !rect_empty(r) && t->columns > 0 && w->first_ms != TIME_NONE && t->to_ms > t->from_ms;
}

/* With a title of its own, or with its unit in the gutter beside what stands at the cursor. */
static void lane_draw(struct grid *g, struct rect r, const struct timeline *t, const struct timeline_lane *lane, bool title) {
	int first, end;
	if (r.h <= 0)
		return;
	if (title) {
		timeline_lane_title(g, r, t, lane);
		r.y++;
		r.h--;
	} else {
		put_text(g, r, 0, 0, ROLE_DIM, lane->unit);
	}
	struct chart_scale scale = timeline_lane_draw(g, r, GUTTER, t, lane);
	if (isnan(scale.least) && !timeline_unread(t, &first, &end))
		put_cut(g, r, GUTTER, 0, r.w - GUTTER, ROLE_MISSING, "no data in this window");
}

static struct timeline_lane power_lane(const struct world *w, size_t set) {
	struct timeline_lane lane = { .title = "Power", .unit = "kW", .rule = w->site->gen[set].rated_kw, .rule_name = "rated", .from_zero = true, .span_least = 1 };
	power_key(lane.line, w, set);
	return lane;
}

static struct timeline_lane hz_lane(const struct site_bus *bus) {
	struct timeline_lane lane = { .unit = "Hz", .rule = bus->nominal_hz, .rule_name = "nominal", .span_least = 0.2, .decimals = 2 };
	snprintf(lane.title, sizeof lane.title, "Frequency %.20s", bus->id);
	snprintf(lane.line, sizeof lane.line, "bus.%.20s.hz", bus->id);
	return lane;
}

void generators_chart_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v, size_t set) {
	struct timeline t;
	struct rect chart;
	const struct site_bus *bus = bus_of(w, set);
	struct chart_rows rows = chart_rows(r.h, bus != NULL);
	if (!generators_chart_plan(r, w, v, &t, &chart))
		return;
	if (rows.titles) {
		char span[32], text[48];
		timeline_span_words(&t, span);
		snprintf(text, sizeof text, "Trends  %s", span);
		timeline_axis(g, (struct rect){ r.x - 1, r.y, r.w + 1, 1 }, 0, &t, true, false, text, ROLE_TITLE, ""); /* a title begins with a blank */
	}
	struct timeline_lane power = power_lane(w, set);
	int y = r.y + (rows.titles ? 1 : 0);
	lane_draw(g, (struct rect){ r.x, y, r.w, rows.power }, &t, &power, rows.titles);
	if (bus) {
		struct timeline_lane hz = hz_lane(bus);
		lane_draw(g, (struct rect){ r.x, y + rows.power, r.w, rows.hz }, &t, &hz, rows.titles);
	}
	if (rows.axis)
		timeline_axis(g, chart, r.h - 1, &t, false, true, "", ROLE_DIM, "");
}
