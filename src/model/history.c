/* Two levels of history. Level 0 holds samples as they are (time and one float per series) of a window of at most 24 h; level 1 holds the lowest and
 * highest of each bin of 64 periods over the whole recording. Rows are stored series by series beside each other, so that adding a sample touches one
 * stretch of memory. Where memory would pass its bound, level 1 merges bins in pairs and level 0 holds a shorter window. */
#include "history.h"

#include <stdlib.h>
#include <string.h>

#define LEVEL_0_SPAN_MS 86400000
#define LEVEL_0_BYTES (HISTORY_BYTES_MAX / 3 * 2)
#define LEVEL_1_BYTES (HISTORY_BYTES_MAX / 3)
#define LEVEL_1_PERIODS 64
#define HOLD_PERIODS 2.5 /* a sample stands for this long; after that there is a gap */

struct history {
	const struct site *site;
	size_t buses, feeds, gens, series;
	double period_ms;
	int64_t first_ms, last_ms;
	/* level 0: samples in order of time within [from_ms, from_ms + span) */
	int64_t from_ms;
	size_t count, room, most;
	int64_t *t_ms;
	float *value;
	bool refined; /* filled by history_refine_add; new samples join only where they follow on */
	/* level 1 */
	int64_t bin_ms;
	size_t bins, bin_room, bin_most;
	struct history_bin *bin;
	float *row; /* scratch: one sample */
};

struct history *history_new(const struct site *site, int64_t first_ms, int64_t last_ms) {
	struct history *h = mem_zalloc(1, sizeof *h);
	h->site = site;
	h->buses = site->bus_count;
	h->feeds = site->feed_count;
	h->gens = site->gen_count;
	h->series = DERIVED_COUNT + 2 * h->buses + h->feeds + h->gens + 1;
	h->period_ms = site->period_s > 0 ? site->period_s * 1000 : 1000;
	h->first_ms = h->from_ms = first_ms;
	h->last_ms = last_ms;
	double samples = LEVEL_0_SPAN_MS / h->period_ms;
	h->most = LEVEL_0_BYTES / (h->series * sizeof *h->value + sizeof *h->t_ms);
	if ((double)h->most > samples)
		h->most = (size_t)samples + 1;
	h->bin_ms = (int64_t)(h->period_ms * LEVEL_1_PERIODS);
	h->bin_most = LEVEL_1_BYTES / (h->series * sizeof *h->bin);
	while ((last_ms - first_ms) / h->bin_ms >= (int64_t)h->bin_most)
		h->bin_ms *= 2;
	h->row = mem_zalloc(h->series, sizeof *h->row);
	return h;
}

void history_free(struct history *h) {
	if (!h)
		return;
	free(h->t_ms);
	free(h->value);
	free(h->bin);
	free(h->row);
	free(h);
}

static float good(const struct frame *f, enum metric_id id, size_t object) {
	size_t c = site_column(f->site, id, object);
	return f->quality[c] == QUALITY_GOOD ? (float)f->value[c] : NAN;
}

/* The sample as a row of floats, in the order of the series. */
static void fill_row(struct history *h, const struct frame *f, const struct derived *d) {
	float *to = h->row;
	for (int i = 0; i < DERIVED_COUNT; i++)
		*to++ = (float)d->q[i].value;
	for (size_t i = 0; i < h->buses; i++) {
		*to++ = good(f, M_BUS_HZ, i);
		*to++ = good(f, M_BUS_KV, i);
	}
	for (size_t i = 0; i < h->feeds; i++)
		*to++ = good(f, M_FEED_MW, i);
	for (size_t i = 0; i < h->gens; i++)
		*to++ = good(f, M_GEN_KW, i);
	*to = good(f, M_GPU_ONLINE, 0);
}

static bool same_shape(const struct history *h, const struct site *site) {
	return site->bus_count == h->buses && site->feed_count == h->feeds && site->gen_count == h->gens;
}

static int64_t window_end(const struct history *h) { return h->from_ms + (int64_t)((double)h->most * h->period_ms); }

static void add_sample(struct history *h, int64_t t_ms) {
	if (h->count == h->most || t_ms < h->from_ms || t_ms >= window_end(h) || (h->count && t_ms <= h->t_ms[h->count - 1]))
		return;
	if (h->count == h->room) {
		size_t room = h->room ? h->room * 2 : 1024;
		h->room = room < h->most ? room : h->most;
		h->t_ms = mem_resize(h->t_ms, h->room, sizeof *h->t_ms);
		h->value = mem_resize(h->value, h->room, h->series * sizeof *h->value);
	}
	h->t_ms[h->count] = t_ms;
	memcpy(h->value + h->count * h->series, h->row, h->series * sizeof *h->value);
	h->count++;
}

static void widen(struct history_bin *bin, float low, float high) {
	if (!(bin->lowest <= low))
		bin->lowest = isnan(low) ? bin->lowest : low;
	if (!(bin->highest >= high))
		bin->highest = isnan(high) ? bin->highest : high;
}

/* Half as many bins, each twice as wide. */
static void merge_pairs(struct history *h) {
	for (size_t i = 0; i < h->bins; i++)
		for (size_t s = 0; s < h->series; s++) {
			struct history_bin from = h->bin[i * h->series + s], *to = &h->bin[i / 2 * h->series + s];
			if (i % 2 == 0)
				*to = from;
			else
				widen(to, from.lowest, from.highest);
		}
	h->bins = (h->bins + 1) / 2;
	h->bin_ms *= 2;
}

static void add_bin(struct history *h, int64_t t_ms) {
	if (t_ms < h->first_ms)
		return;
	while ((size_t)((t_ms - h->first_ms) / h->bin_ms) >= h->bin_most)
		merge_pairs(h);
	size_t at = (size_t)((t_ms - h->first_ms) / h->bin_ms);
	if (at >= h->bins) {
		if (at >= h->bin_room) {
			size_t room = at + at / 2 + 64;
			h->bin_room = room < h->bin_most ? room : h->bin_most;
			h->bin = mem_resize(h->bin, h->bin_room, h->series * sizeof *h->bin);
		}
		for (size_t i = h->bins * h->series; i < (at + 1) * h->series; i++)
			h->bin[i] = (struct history_bin){ NAN, NAN };
		h->bins = at + 1;
	}
	struct history_bin *bin = h->bin + at * h->series;
	for (size_t s = 0; s < h->series; s++)
		widen(&bin[s], h->row[s], h->row[s]);
}

void history_add(struct history *h, const struct frame *frame, const struct derived *derived) {
	if (!same_shape(h, frame->site))
		return;
	fill_row(h, frame, derived);
	add_bin(h, frame->t_ms);
	if (!h->refined || (h->count && (double)(frame->t_ms - h->t_ms[h->count - 1]) <= HOLD_PERIODS * h->period_ms))
		add_sample(h, frame->t_ms);
	if (frame->t_ms > h->last_ms)
		h->last_ms = frame->t_ms;
}

bool history_refine(struct history *h, int64_t from_ms, int64_t to_ms, int64_t *feed_from_ms, int64_t *feed_to_ms) {
	int64_t span = (int64_t)((double)h->most * h->period_ms), end = h->last_ms + 1;
	from_ms = from_ms < h->first_ms ? h->first_ms : from_ms;
	to_ms = to_ms > end ? end : to_ms;
	if (to_ms <= from_ms || to_ms - from_ms > span || (from_ms >= h->from_ms && to_ms <= window_end(h)))
		return false;
	int64_t start = from_ms - (span - (to_ms - from_ms)) / 2;
	if (start > end - span)
		start = end - span;
	h->from_ms = start < h->first_ms ? h->first_ms : start;
	h->count = 0;
	h->refined = true;
	*feed_from_ms = h->from_ms;
	*feed_to_ms = window_end(h);
	return true;
}

void history_refine_add(struct history *h, const struct frame *frame, const struct derived *derived) {
	if (!same_shape(h, frame->site))
		return;
	fill_row(h, frame, derived);
	add_sample(h, frame->t_ms);
}

size_t history_series_count(const struct history *h) { return h->series; }

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
	case M_GPU_ONLINE: return (long)(gens + h->gens);
	default: return -1;
	}
}

/* Index of the first sample at or after t. */
static size_t sample_at(const struct history *h, int64_t t_ms) {
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

/* The lowest and highest of the samples in [from, to); where the bin is narrower than a sample, the sample that stands there. */
static struct history_bin from_samples(const struct history *h, size_t series, int64_t from_ms, int64_t to_ms) {
	struct history_bin bin = { NAN, NAN };
	size_t i = sample_at(h, from_ms);
	bool any = false;
	for (; i < h->count && h->t_ms[i] < to_ms; i++) {
		float v = h->value[i * h->series + series];
		widen(&bin, v, v);
		any = true;
	}
	if (!any && i > 0 && (double)(from_ms - h->t_ms[i - 1]) < HOLD_PERIODS * h->period_ms)
		bin.lowest = bin.highest = h->value[(i - 1) * h->series + series];
	return bin;
}

static struct history_bin from_bins(const struct history *h, size_t series, int64_t from_ms, int64_t to_ms) {
	struct history_bin bin = { NAN, NAN };
	if (to_ms <= h->first_ms)
		return bin;
	int64_t from = from_ms <= h->first_ms ? 0 : (from_ms - h->first_ms) / h->bin_ms, to = (to_ms - 1 - h->first_ms) / h->bin_ms;
	for (int64_t i = from; i <= to && i < (int64_t)h->bins; i++) {
		const struct history_bin *b = &h->bin[(size_t)i * h->series + series];
		widen(&bin, b->lowest, b->highest);
	}
	return bin;
}

void history_query(const struct history *h, size_t series, int64_t from_ms, int64_t to_ms, size_t count, struct history_bin *out,
                   int64_t *bin_ms) {
	double width = count ? (double)(to_ms - from_ms) / (double)count : 0;
	int64_t covered = h->count ? h->t_ms[h->count - 1] + (int64_t)(HOLD_PERIODS * h->period_ms) : h->from_ms;
	int64_t wanted = to_ms < h->last_ms ? to_ms : h->last_ms;
	bool fine = (from_ms >= h->from_ms || h->from_ms == h->first_ms) && covered >= wanted && width < 2 * (double)h->bin_ms;
	if (bin_ms)
		*bin_ms = (int64_t)width;
	for (size_t i = 0; i < count; i++) {
		int64_t from = from_ms + (int64_t)(width * (double)i), to = from_ms + (int64_t)(width * (double)(i + 1));
		out[i] = (struct history_bin){ NAN, NAN };
		if (series < h->series && to > from && from <= h->last_ms)
			out[i] = fine ? from_samples(h, series, from, to) : from_bins(h, series, from, to);
	}
}
