/* Reading the history: series by key, and bins of any width over any range. A bin takes every sample (or every bin of level 1) that lies
 * in it, so that a spike of one sample is seen at every zoom; a bin narrower than what there is shows what stands at its
 * place. Between samples that have a gap between them nothing stands. */
#include "history_parts.h"

#include <string.h>

size_t history_series_count(const struct history *h) {
	return h->series;
}

long history_series_find(const struct history *h, const char *key) {
	int derived = derived_find(key, strlen(key));
	enum metric_id id;
	size_t object;
	if (derived >= 0)
		return derived;
	long column = site_column_find(h->site, key, strlen(key));
	if (column < 0 || !site_column_parts(h->site, (size_t)column, &id, &object))
		return -1;
	size_t buses = DERIVED_COUNT, feeds = buses + 2 * h->buses, gens = feeds + h->feeds;
	switch (id) {
	case M_BUS_HZ: return (long)(buses + 2 * object);
	case M_BUS_KV: return (long)(buses + 2 * object + 1);
	case M_FEED_MW: return (long)(feeds + object);
	case M_GEN_KW: return (long)(gens + object);
	case M_GPU_ONLINE: return h->site->gpu.present ? (long)(gens + h->gens) : -1;
	default: return -1;
	}
}

size_t history_sample_at(const struct history *h, int64_t t_ms) {
	size_t low = 0, high = h->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (h->t_ms[middle] >= t_ms)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Until when sample `i` stands: the next one, or after its period when there is a gap. */
static int64_t sample_end(const struct history *h, size_t i) {
	if (i + 1 < h->count && (double)(h->t_ms[i + 1] - h->t_ms[i]) <= HISTORY_GAP_PERIODS * h->period_ms)
		return h->t_ms[i + 1];
	return h->t_ms[i] + (int64_t)h->period_ms;
}

/* Where the lowest and highest within a sample of this series stand in a row, or 0. */
static size_t within_at(const struct history *h, size_t series) {
	size_t at = series - DERIVED_COUNT;
	return series >= DERIVED_COUNT && at < 2 * h->buses && at % 2 == 0 ? h->series + at : 0;
}

static void take_sample(const struct history *h, size_t i, size_t series, struct history_bin *bin) {
	const float *row = h->value + i * h->width;
	size_t within = within_at(h, series);
	history_bin_take(bin, row[series], row[series]);
	if (within) {
		history_bin_take(bin, row[within], row[within]);
		history_bin_take(bin, row[within + 1], row[within + 1]);
	}
}

static struct history_bin from_samples(const struct history *h, size_t series, int64_t from_ms, int64_t to_ms) {
	struct history_bin bin = { NAN, NAN };
	size_t first = history_sample_at(h, from_ms), i = first;
	for (; i < h->count && h->t_ms[i] < to_ms; i++)
		take_sample(h, i, series, &bin);
	if (i == first && first > 0 && from_ms < sample_end(h, first - 1))
		take_sample(h, first - 1, series, &bin);
	return bin;
}

static int64_t floor_div(int64_t a, int64_t b) {
	return a / b - (a % b < 0);
}

/* Bins of level 1 whose middle lies in [from, to); where that is narrower than one, the bin around it. */
static struct history_bin from_bins(const struct history *h, size_t series, int64_t from_ms, int64_t to_ms) {
	struct history_bin out = { NAN, NAN };
	int64_t half = h->bin_ms / 2, width = h->bin_ms, from, end;
	if (to_ms - from_ms >= width) {
		from = floor_div(from_ms - h->first_ms - half + width - 1, width);
		end = floor_div(to_ms - h->first_ms - half + width - 1, width);
	} else {
		from = floor_div(from_ms + (to_ms - from_ms) / 2 - h->first_ms, width);
		end = from + 1;
	}
	from = from < 0 ? 0 : from;
	end = end > (int64_t)h->bins ? (int64_t)h->bins : end;
	for (int64_t i = from; i < end; i++) {
		const struct history_bin *bin = &h->bin[(size_t)i * h->series + series];
		history_bin_take(&out, bin->lowest, bin->highest);
	}
	return out;
}

/* Whether level 1 knows of no sample from the bin after `after_ms` on to `before_ms`. */
static bool silent_between(const struct history *h, int64_t after_ms, int64_t before_ms) {
	int64_t from = (after_ms - h->first_ms) / h->bin_ms + 1, end = (before_ms - 1 - h->first_ms) / h->bin_ms + 1;
	for (int64_t i = from < 0 ? 0 : from; i < end && i < (int64_t)h->bins; i++)
		for (size_t s = 0; s < h->series; s++)
			if (!isnan(h->bin[(size_t)i * h->series + s].lowest))
				return false;
	return true;
}

/* Whether level 0 knows all that there is in the range. */
static bool samples_hold(const struct history *h, int64_t from_ms, int64_t to_ms) {
	int64_t from = from_ms < h->first_ms ? h->first_ms : from_ms, to = to_ms > h->last_ms + 1 ? h->last_ms + 1 : to_ms;
	if (!h->count || from < h->from_ms || from >= to || to > history_window_end(h))
		return false;
	int64_t end = h->t_ms[h->count - 1];
	return (double)(to - end) <= HISTORY_GAP_PERIODS * h->period_ms || silent_between(h, end, to);
}

/* The time `share` of `count` along the range, without overflow. */
static int64_t part_of(int64_t from_ms, int64_t span_ms, size_t share, size_t count) {
	int64_t n = (int64_t)count, i = (int64_t)share;
	return from_ms + span_ms / n * i + span_ms % n * i / n;
}

/* The widest window of what lies in the range, in ms; 0: samples alone. */
static int64_t widest_window(const struct history *h, int64_t from_ms, int64_t to_ms) {
	int64_t first = floor_div(from_ms - h->first_ms, h->bin_ms), end = floor_div(to_ms - 1 - h->first_ms, h->bin_ms) + 1;
	float widest_s = 0;
	for (int64_t i = first < 0 ? 0 : first; i < end && i < (int64_t)h->bins; i++)
		widest_s = h->window_s[i] > widest_s ? h->window_s[i] : widest_s;
	return (int64_t)(widest_s * 1000);
}

/* Whether `count` bins over the range come from samples. */
static bool is_fine(const struct history *h, int64_t from_ms, int64_t to_ms, size_t count) {
	return count && (to_ms - from_ms) / (int64_t)count < 2 * h->bin_ms && samples_hold(h, from_ms, to_ms);
}

int64_t history_bin_ms(const struct history *h, int64_t from_ms, int64_t to_ms, size_t count) {
	int64_t own_ms = is_fine(h, from_ms, to_ms, count) ? (int64_t)h->period_ms : h->bin_ms, window_ms = widest_window(h, from_ms, to_ms);
	return window_ms > own_ms ? window_ms : own_ms;
}

void history_query(const struct history *h, size_t series, int64_t from_ms, int64_t to_ms, size_t count, struct history_bin *out,
                   int64_t *bin_ms) {
	const int64_t far = INT64_C(1) << 60;
	from_ms = from_ms < -far ? -far : from_ms > far ? far : from_ms;
	to_ms = to_ms < from_ms ? from_ms : to_ms > far ? far : to_ms;
	int64_t span = to_ms - from_ms;
	bool fine = is_fine(h, from_ms, to_ms, count);
	if (bin_ms)
		*bin_ms = history_bin_ms(h, from_ms, to_ms, count);
	for (size_t i = 0; i < count; i++) {
		int64_t from = part_of(from_ms, span, i, count), to = part_of(from_ms, span, i + 1, count);
		out[i] = (struct history_bin){ NAN, NAN };
		if (series >= h->series || !span || from > h->last_ms || to <= h->first_ms)
			continue;
		out[i] = fine ? from_samples(h, series, from, to > from ? to : from + 1) : from_bins(h, series, from, to > from ? to : from + 1);
	}
}
