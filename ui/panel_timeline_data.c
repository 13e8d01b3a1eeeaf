/* From history to columns. Always true: a column never shows a value finer than the samples that were taken, a bin without samples stays
 * a gap, and the lowest and the highest of all samples of a column are both in it. */
#include "panel_timeline_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int timeline_column(const struct timeline *t, int64_t t_ms) {
	if (t_ms == TIME_NONE || t_ms < t->from_ms || t_ms > t->to_ms || t->columns <= 0)
		return -1;
	double share = (double)(t_ms - t->from_ms) / (double)(t->to_ms - t->from_ms);
	int column = (int)(share * t->columns);
	return column < t->columns ? column : t->columns - 1;
}

int64_t timeline_time(const struct timeline *t, int column) {
	int last = t->columns > 0 ? t->columns - 1 : 0;
	column = column < 0 ? 0 : column > last ? last : column;
	return t->from_ms + (int64_t)((double)(t->to_ms - t->from_ms) * (column + 0.5) / (last + 1));
}

bool timeline_unread(const struct timeline *t, int *first, int *end) {
	const struct world *w = t->w;
	if (w->fold_done || w->last_ms == TIME_NONE)
		return false;
	int64_t known = w->folded_to_ms == TIME_NONE ? w->first_ms : w->folded_to_ms;
	int64_t from = known > t->from_ms ? known : t->from_ms, to = w->last_ms < t->to_ms ? w->last_ms : t->to_ms;
	if (from >= to)
		return false;
	*first = timeline_column(t, from);
	*end = timeline_column(t, to) + 1;
	if (w->folded_to_ms != TIME_NONE && *first < *end && known > t->from_ms)
		++*first; /* a column that is known in part is drawn */
	return *first < *end;
}

static void query(const struct history *h, size_t series, int64_t from, int64_t to, size_t count, struct chart_bin *out, int64_t *bin_ms) {
	struct history_bin *bins = mem_zalloc(count, sizeof *bins);
	history_query(h, series, from, to, count, bins, bin_ms);
	for (size_t i = 0; i < count; i++)
		out[i] = (struct chart_bin){ bins[i].lowest, bins[i].highest };
	free(bins);
}

static int64_t floor_div(int64_t a, int64_t b) {
	return a / b - (a % b < 0);
}

/* Columns that are narrower than `step`: asks for whole steps, counted from the first time of the recording, and repeats each over its
 * columns. Returns the width of bin that the answer was drawn from. */
static int64_t fill_steps(const struct timeline *t, const struct history *h, size_t series, int64_t step, size_t count, struct chart_bin *out) {
	int64_t origin = t->w->first_ms == TIME_NONE ? t->from_ms : t->w->first_ms, bin_ms = 0;
	int64_t first = floor_div(t->from_ms - origin, step), last = floor_div(t->to_ms - 1 - origin, step);
	size_t steps = (size_t)(last - first + 1);
	struct chart_bin *bins = mem_zalloc(steps, sizeof *bins);
	query(h, series, origin + first * step, origin + (last + 1) * step, steps, bins, &bin_ms);
	for (size_t i = 0; i < count; i++) {
		double middle = (double)(t->to_ms - t->from_ms) * ((double)i + 0.5) / (double)count;
		int64_t at = floor_div(t->from_ms + (int64_t)middle - origin, step) - first;
		out[i] = bins[at < 0 ? 0 : at > last - first ? last - first : at];
	}
	free(bins);
	return bin_ms;
}

struct chart_bin *timeline_bins(const struct timeline *t, const char *key, size_t count) {
	return timeline_bins_of(t, t->w->history, key, count);
}

struct chart_bin *timeline_bins_of(const struct timeline *t, const struct history *h, const char *key, size_t count) {
	const struct world *w = t->w;
	long series = h && key[0] ? history_series_find(h, key) : -1;
	if (series < 0 || !count)
		return NULL;
	struct chart_bin *out = mem_zalloc(count, sizeof *out);
	int64_t period = w->site ? (int64_t)(w->site->period_s * 1000) : 1000, bin_ms = 0;
	int64_t column_ms = (t->to_ms - t->from_ms) / (int64_t)count, step = period > 0 ? period : 1;
	if (column_ms >= step)
		query(h, (size_t)series, t->from_ms, t->to_ms, count, out, &bin_ms);
	else
		bin_ms = fill_steps(t, h, (size_t)series, step, count, out);
	if (bin_ms > step && bin_ms > column_ms)
		fill_steps(t, h, (size_t)series, bin_ms, count, out);
	return out;
}

const struct track *timeline_track(const struct timeline *t) {
	bool zoomed = t->v->zoomed && t->v->focus == PANEL_TIMELINE;
	return zoomed && t->w->track && track_is_of(t->w->track, t->from_ms, t->to_ms) ? t->w->track : NULL;
}

struct chart_bin *timeline_tracked(const struct timeline *t, const char *key, size_t count) {
	const struct track *track = timeline_track(t);
	long series = track ? track_find(track, key) : -1;
	if (series < 0 || !count)
		return NULL;
	struct history_bin *bins = mem_zalloc(count, sizeof *bins);
	struct chart_bin *out = mem_zalloc(count, sizeof *out);
	track_query(track, (size_t)series, t->from_ms, t->to_ms, count, bins);
	for (size_t i = 0; i < count; i++)
		out[i] = (struct chart_bin){ bins[i].lowest, bins[i].highest };
	free(bins);
	return out;
}

bool timeline_track_unread(const struct timeline *t, int *first, int *end) {
	const struct track *track = timeline_track(t);
	int64_t from, to;
	if (!track || !track_unread(track, &from, &to))
		return false;
	*first = timeline_column(t, from);
	*end = timeline_column(t, to) + 1;
	return *first >= 0 && *first < *end;
}

static struct timeline_lane *lane_add(struct timeline_lane *out, size_t room, size_t *count) {
	static struct timeline_lane spare;
	struct timeline_lane *l = *count < room ? &out[(*count)++] : &spare;
	*l = (struct timeline_lane){ .rule = NAN, .decimals = 2 };
	return l;
}

#define SET(field, ...) snprintf((field), sizeof(field), __VA_ARGS__)

static void lane_power(const struct site *s, struct timeline_lane *l) {
	SET(l->unit, "MW");
	SET(l->line, "%s", s->gpu.present ? "load_mw" : "supply_mw");
	SET(l->title, "%s", s->gpu.present ? "Load" : "Supply");
	SET(l->band, "online_mw");
	SET(l->steps, "available_mw");
	l->from_zero = true;
	l->span_least = 1;
}

static void lane_bus(const struct site *s, size_t bus, bool hz, struct timeline_lane *l) {
	const struct site_bus *b = &s->bus[bus];
	SET(l->unit, hz ? "Hz" : "kV");
	SET(l->line, "bus.%s.%s", b->id, hz ? "hz" : "kv");
	SET(l->title, "%s %s", hz ? "Frequency" : "Voltage", b->id);
	SET(l->rule_name, "nominal");
	l->rule = hz ? b->nominal_hz : b->nominal_kv;
	l->span_least = hz ? 0.1 : 0.02 * b->nominal_kv;
}

static void lane_feed(const struct world *w, size_t feed, struct timeline_lane *l) {
	const struct site_feed *f = &w->site->feed[feed];
	SET(l->unit, "MW");
	SET(l->line, "feed.%s.mw", f->id);
	SET(l->title, "Import %s", f->id);
	SET(l->rule_name, "limit");
	l->rule = w->frame && w->frame->site == w->site ? power_feed_limit_mw(w->frame, feed) : f->limit_mw;
	l->from_zero = true;
	l->span_least = 1;
}

size_t timeline_lanes(const struct world *w, struct timeline_lane *out, size_t room) {
	const struct site *s = w->site;
	size_t count = 0;
	if (!s)
		return 0;
	bool power = s->gpu.present || s->gen_count || s->feed_count, counts = w->history && history_series_find(w->history, "gpu.online") >= 0;
	if (power)
		lane_power(s, lane_add(out, room, &count));
	for (size_t i = 0; i < s->bus_count; i++)
		lane_bus(s, i, true, lane_add(out, room, &count));
	for (size_t i = 0; i < s->feed_count; i++)
		lane_feed(w, i, lane_add(out, room, &count));
	if (s->gpu.present && counts) {
		struct timeline_lane *l = lane_add(out, room, &count);
		SET(l->line, "gpu.online");
		SET(l->title, "GPUs online");
		l->from_zero = true;
		l->decimals = 0;
		l->span_least = 100;
	}
	for (size_t i = 0; i < s->bus_count; i++)
		lane_bus(s, i, false, lane_add(out, room, &count));
	return count;
}
