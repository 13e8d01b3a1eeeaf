/* The power of one set over the timeline's span: a row of eighths in the table, a chart in the set in full. Always true: a gap stays a gap, what is
 * not read yet is hatched and no gap, and the scenario's power stands in its own role, from where the scenario begins. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "panel_generators_table.h"
#include "panel_timeline_parts.h"
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

static void power_key(char key[SITE_ID_SIZE + 16], const struct world *w, size_t set) {
	snprintf(key, SITE_ID_SIZE + 16, "gen.%s.kw", w->site->gen[set].id);
}

void generators_trend_draw(struct grid *g, struct rect r, int x, int y, int width, const struct world *w, const struct view *v, size_t set) {
	char key[SITE_ID_SIZE + 16];
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

#define GUTTER 9
/* A gutter with name and scale, and the line of a series; `rule`: a level that is marked. */
static void lane_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v, const char *name, const char *key, struct chart_scale scale,
                      double rule, int decimals) {
	char text[NUMBER_SIZE];
	struct rect chart = { r.x + GUTTER, r.y, r.w - GUTTER, r.h };
	struct trend trend;
	int first, end;
	if (chart.w <= 0 || r.h <= 0)
		return;
	put_text(g, r, 0, 0, ROLE_DIM, name);
	put_right(g, r, 3, GUTTER - 1, 0, ROLE_DIM, number_text(text, r.h > 1 ? scale.most : rule, decimals, NUMBER_PLAIN));
	if (r.h > 1)
		put_right(g, r, 0, GUTTER - 1, r.h - 1, ROLE_DIM, number_text(text, scale.least, decimals, NUMBER_PLAIN));
	if (!trend_get(&trend, w, v, key, chart.w, chart_columns(g, chart.w))) {
		put_cut(g, chart, 0, 0, chart.w, ROLE_MISSING, "no trend yet");
		return;
	}
	if (trend.base)
		chart_line(g, chart, ROLE_LOAD, trend.base, trend.count, scale);
	if (trend.branch)
		chart_line(g, chart, ROLE_WHATIF, trend.branch, trend.count, scale);
	chart_rule(g, chart, ROLE_LIMIT, rule, scale);
	recorded(&trend, &first, &end);
	for (int i = first; i < end && trend.base; i++)
		if (!known((struct chart_bin[]){ chart_bin_at(trend.base, trend.count, i, chart.w) }, 0) && !trend.branch)
			put_char(g, chart, i, chart.h - 1, ROLE_MISSING, g->ascii ? '.' : 0xb7);
	if (timeline_unread(&trend.t, &first, &end))
		chart_hatch(g, rect_clip((struct rect){ chart.x + first, chart.y, end - first, chart.h }, chart), ROLE_MISSING, "not read yet");
	int cursor = timeline_column(&trend.t, w->cursor_ms);
	if (cursor >= 0)
		put_role(g, rect_clip((struct rect){ chart.x + cursor, chart.y, 1, chart.h }, chart), ROLE_CURSOR);
	trend_free(&trend);
}

/* Edges around the nominal frequency that hold all that is in view. */
static struct chart_scale hz_scale(const struct world *w, const struct view *v, const char *key, double nominal, int columns) {
	double least = nominal - 0.1, most = nominal + 0.1;
	struct trend trend;
	if (trend_get(&trend, w, v, key, columns, columns)) {
		if (trend.base)
			chart_range(trend.base, trend.count, &least, &most);
		if (trend.branch)
			chart_range(trend.branch, trend.count, &least, &most);
	}
	trend_free(&trend);
	return chart_scale_round(least, most, 0.2, 5);
}

void generators_chart_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v, size_t set) {
	char power[SITE_ID_SIZE + 16], hz[SITE_ID_SIZE + 16];
	const struct site_gen *gen = &w->site->gen[set];
	const struct site_bus *bus = gen->bus >= 0 && (size_t)gen->bus < w->site->bus_count ? &w->site->bus[gen->bus] : NULL;
	int below = bus && r.h >= 3 ? (r.h >= 9 ? r.h / 3 : 1) : 0;
	power_key(power, w, set);
	struct rect kw_rect = { r.x, r.y, r.w, r.h - below };
	lane_draw(g, kw_rect, w, v, "kW", power, chart_scale_round(0, gen->rated_kw, 1, 5), gen->rated_kw, 0);
	if (!below)
		return;
	snprintf(hz, sizeof hz, "bus.%.20s.hz", bus->id);
	lane_draw(g, (struct rect){ r.x, r.y + r.h - below, r.w, below }, w, v, "Hz", hz, hz_scale(w, v, hz, bus->nominal_hz, r.w - GUTTER), bus->nominal_hz, 2);
}
