/* Two levels of history. Level 0 holds samples as they are, a time and one float per series, of a window of at most 24 h; level 1
 * holds the lowest and highest of each bin of 64 periods over the whole recording. Both lie sample by sample (bin by bin), so that
 * adding touches one stretch of memory. Where memory would pass its bound, level 1 merges bins in pairs and level 0 holds a
 * shorter window. While the end is what is looked at, a window that is full moves on by a sixteenth of itself, and what is in both places
 * is not read again. Level 0 is allocated whole, but the system gives memory only to what was written. Always true: samples of level 0 are in order of time, and none is missing between the first and the last of
 * them, or in the window before the first. The frequency within a sample (hz_min, hz_max) travels behind the series of a row. A
 * decimated frame lies in level 0 as three samples, a millisecond apart: its lowest, its highest, its last.
 * Reading is in history_query.c. */
#include "history_parts.h"

#include <stdlib.h>
#include <string.h>

#define SPREAD_PERIODS 2.0 /* less than makes a gap (HISTORY_GAP_PERIODS) */
#define SPREAD_MOST 4096
#define LEVEL_0_SPAN_MS 86400000.0
#define LEVEL_0_BYTES (HISTORY_BYTES_MAX / 32 * 17)
#define LEVEL_1_BYTES (HISTORY_BYTES_MAX / 32 * 15)
#define LEVEL_1_PERIODS 64
#define LATE_MAX 64            /* samples that one may come late by and still find its place in level 0 */
#define TIME_FAR_MS INT64_C(8640000000000000) /* beyond every time that a line can hold */
#define AHEAD_MS (31 * INT64_C(86400000))

static int64_t clamp_time(int64_t t_ms) {
	return t_ms < -TIME_FAR_MS ? -TIME_FAR_MS : t_ms > TIME_FAR_MS ? TIME_FAR_MS : t_ms;
}

struct history *history_new(const struct site *site, int64_t first_ms, int64_t last_ms) {
	struct history *h = mem_zalloc(1, sizeof *h);
	h->site = site;
	h->buses = site->bus_count;
	h->feeds = site->feed_count;
	h->gens = site->gen_count;
	h->series = DERIVED_COUNT + 2 * h->buses + h->feeds + h->gens + 1;
	h->width = h->series + 2 * h->buses;
	double period_ms = site->period_s * 1000;
	h->period_ms = !(period_ms >= 1) ? (site->period_s > 0 ? 1 : 1000) : period_ms > LEVEL_0_SPAN_MS ? LEVEL_0_SPAN_MS : period_ms;
	h->first_ms = h->from_ms = clamp_time(first_ms);
	h->last_ms = clamp_time(last_ms) < h->first_ms ? h->first_ms : clamp_time(last_ms);
	double samples = LEVEL_0_SPAN_MS / h->period_ms;
	h->most = LEVEL_0_BYTES / (h->width * sizeof *h->value + sizeof *h->t_ms);
	if ((double)h->most > samples)
		h->most = (size_t)samples + 1;
	h->bin_ms = (int64_t)(h->period_ms * LEVEL_1_PERIODS);
	h->bin_most = LEVEL_1_BYTES / (h->series * sizeof *h->bin);
	while ((h->last_ms - h->first_ms) / h->bin_ms >= (int64_t)h->bin_most)
		h->bin_ms *= 2;
	h->wanted_ms = TIME_NONE;
	h->row = mem_zalloc(h->width, sizeof *h->row);
	return h;
}

void history_free(struct history *h) {
	if (!h)
		return;
	free(h->t_ms);
	free(h->value);
	free(h->bin);
	free(h->window_s);
	free(h->row);
	free(h->low);
	free(h->high);
	free(h);
}

static float good(const struct frame *f, enum metric_id id, size_t object) {
	size_t c = site_column(f->site, id, object);
	return f->quality[c] == QUALITY_GOOD ? (float)f->value[c] : NAN;
}

bool history_keeps_bounds(enum derived_id id) { return id == D_ONLINE_MW || id == D_AVAILABLE_MW; }

/* The sample as a row of floats, in the order of the series. */
static float *fill_head(struct history *h, const struct derived *d) {
	float *to = h->row;
	for (int i = 0; i < DERIVED_COUNT; i++)
		*to++ = quantity_is_bound(&d->q[i]) && !history_keeps_bounds((enum derived_id)i) ? NAN : (float)d->q[i].value;
	return to;
}

/* A reading of the object that has this id there too, or NaN. */
static float of_same_id(const struct history *h, const struct frame *f, enum metric_id id, size_t object) {
	const char *name = site_object_id(h->site, metric_at(id)->class, object);
	int there = site_find(f->site, metric_at(id)->class, name, strlen(name));
	return there < 0 ? NAN : good(f, id, (size_t)there);
}

/* The same row from a frame of a site with other objects: sums as they are, objects by their ids. */
static void fill_row_by_id(struct history *h, const struct frame *f, const struct derived *d) {
	float *to = fill_head(h, d);
	for (size_t i = 0; i < h->buses; i++) {
		*to++ = of_same_id(h, f, M_BUS_HZ, i);
		*to++ = of_same_id(h, f, M_BUS_KV, i);
	}
	for (size_t i = 0; i < h->feeds; i++)
		*to++ = of_same_id(h, f, M_FEED_MW, i);
	for (size_t i = 0; i < h->gens; i++)
		*to++ = of_same_id(h, f, M_GEN_KW, i);
	*to++ = good(f, M_GPU_ONLINE, 0);
	for (size_t i = 0; i < h->buses; i++) {
		*to++ = of_same_id(h, f, M_BUS_HZ_MIN, i);
		*to++ = of_same_id(h, f, M_BUS_HZ_MAX, i);
	}
}

static void fill_row(struct history *h, const struct frame *f, const struct derived *d) {
	float *to = fill_head(h, d);
	for (size_t i = 0; i < h->buses; i++) {
		*to++ = good(f, M_BUS_HZ, i);
		*to++ = good(f, M_BUS_KV, i);
	}
	for (size_t i = 0; i < h->feeds; i++)
		*to++ = good(f, M_FEED_MW, i);
	size_t stride = metric_class_size(CLASS_GEN), c = h->gens ? site_column(f->site, M_GEN_KW, 0) : 0;
	for (size_t i = 0; i < h->gens; i++, c += stride)
		*to++ = f->quality[c] == QUALITY_GOOD ? (float)f->value[c] : NAN;
	*to++ = good(f, M_GPU_ONLINE, 0);
	for (size_t i = 0; i < h->buses; i++) {
		*to++ = good(f, M_BUS_HZ_MIN, i);
		*to++ = good(f, M_BUS_HZ_MAX, i);
	}
}

/* Whether objects of both sites are told by their index. */
static bool same_objects(const struct history *h, const struct site *s) {
	return s->bus_count == h->buses && s->feed_count == h->feeds && s->gen_count == h->gens;
}

/* Takes the frame into the row; false when it is of no site. */
static bool take_row(struct history *h, const struct frame *f, const struct derived *d) {
	const struct site *s = f->site;
	if (!s || f->count < s->column_count)
		return false;
	if (same_objects(h, s))
		fill_row(h, f, d);
	else
		fill_row_by_id(h, f, d);
	return true;
}

/* The object that has this id in the site of the frame, or -1. */
static int object_there(const struct history *h, const struct frame *f, enum metric_class class, size_t object) {
	if (same_objects(h, f->site))
		return (int)object;
	const char *name = site_object_id(h->site, class, object);
	return site_find(f->site, class, name, strlen(name));
}

/* The lowest or highest values of the series that are columns, put over a row. */
static void fill_range(const struct history *h, const struct frame *f, const double *range, float *row) {
	const struct { enum metric_id id; size_t at, stride, count; } columns[] = {
		{ M_BUS_HZ, DERIVED_COUNT, 2, h->buses },
		{ M_BUS_KV, DERIVED_COUNT + 1, 2, h->buses },
		{ M_FEED_MW, DERIVED_COUNT + 2 * h->buses, 1, h->feeds },
		{ M_GEN_KW, DERIVED_COUNT + 2 * h->buses + h->feeds, 1, h->gens },
		{ M_GPU_ONLINE, h->series - 1, 1, 1 },
		{ M_GPU_MW, D_LOAD_MW, 1, 1 },
	};
	for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
		for (size_t i = 0; i < columns[c].count; i++) {
			int there = object_there(h, f, metric_at(columns[c].id)->class, i);
			if (there >= 0)
				row[columns[c].at + i * columns[c].stride] = (float)range[site_column(f->site, columns[c].id, (size_t)there)];
		}
}

/* Takes what a decimated frame tells of its window into low and high; false when it is a sample. */
static bool take_range(struct history *h, const struct frame *f) {
	if (!(f->window_s > 0))
		return false;
	if (!h->low) {
		h->low = mem_zalloc(h->width, sizeof *h->low);
		h->high = mem_zalloc(h->width, sizeof *h->high);
	}
	memcpy(h->low, h->row, h->width * sizeof *h->low); /* of what has no range the last value stands */
	memcpy(h->high, h->row, h->width * sizeof *h->high);
	if (f->ranged) {
		fill_range(h, f, f->low, h->low);
		fill_range(h, f, f->high, h->high);
	}
	return true;
}

/* Where a sample of that time belongs; SIZE_MAX when there is one of that time, or when it comes too late. */
static size_t sample_place(const struct history *h, int64_t t_ms) {
	size_t at = h->count;
	while (at && h->t_ms[at - 1] >= t_ms) {
		if (h->t_ms[at - 1] == t_ms || h->count - at == LATE_MAX)
			return SIZE_MAX;
		at--;
	}
	return at;
}

static int64_t window_span(const struct history *h) {
	return (int64_t)((double)h->most * h->period_ms);
}

/* Of level 0 at the most: what is yet to come finds room behind it. */
static int64_t widest_range(const struct history *h) {
	return window_span(h) - window_span(h) / 16;
}

/* The window begins there now. */
static void drop_before(struct history *h, int64_t from_ms) {
	size_t gone = history_sample_at(h, from_ms);
	h->from_ms = from_ms;
	h->count -= gone;
	if (gone == 0 || h->count == 0)
		return;
	memmove(h->t_ms, h->t_ms + gone, h->count * sizeof *h->t_ms);
	memmove(h->value, h->value + gone * h->width, h->count * h->width * sizeof *h->value);
}

/* The window gives up its oldest sixteenth for what comes at its end, but nothing that is looked at. */
static void move_on(struct history *h, int64_t t_ms) {
	int64_t newest_ms = h->count ? h->t_ms[h->count - 1] : TIME_NONE, span = window_span(h);
	bool full = h->count == h->most; /* where they come more often than once a period, before the window ends */
	if (h->wanted_ms == TIME_NONE || !h->count || t_ms <= newest_ms || newest_ms < h->last_ms)
		return;
	int64_t from = t_ms + 1 - widest_range(h);
	if (full && from < h->t_ms[h->most / 16])
		from = h->t_ms[h->most / 16];
	if (from > h->wanted_ms)
		from = h->wanted_ms;
	size_t gone = history_sample_at(h, from);
	if (full ? gone < h->most / 32 : from - h->from_ms < span / 32)
		return; /* hardly anything would be won by it */
	drop_before(h, from);
}

static void add_sample(struct history *h, int64_t t_ms, const float *sample) {
	if (h->count == h->most || t_ms >= history_window_end(h))
		move_on(h, t_ms);
	if (h->count == h->most || t_ms < h->from_ms || t_ms >= history_window_end(h))
		return;
	size_t at = sample_place(h, t_ms);
	if (at == SIZE_MAX)
		return;
	if (!h->t_ms) {
		h->t_ms = mem_alloc(h->most * sizeof *h->t_ms);
		h->value = mem_alloc(h->most * h->width * sizeof *h->value);
	}
	float *row = h->value + at * h->width;
	if (at < h->count) {
		memmove(&h->t_ms[at + 1], &h->t_ms[at], (h->count - at) * sizeof *h->t_ms);
		memmove(row + h->width, row, (h->count - at) * h->width * sizeof *row);
	}
	h->t_ms[at] = t_ms;
	memcpy(row, sample, h->width * sizeof *row);
	h->count++;
}

static void add_bin(struct history *h, int64_t t_ms, const float *row);

static void note_window(struct history *h, int64_t t_ms, double window_s) {
	float *window = &h->window_s[(t_ms - h->first_ms) / h->bin_ms];
	*window = *window < (float)window_s ? (float)window_s : *window;
}

/* A decimated frame stands for its window up to its time: its lowest and highest are put there in turn, close enough together to make no gap,
 * behind what there is already. */
static void spread(struct history *h, const struct frame *f, bool bins, bool samples) {
	int64_t window_ms = (int64_t)(f->window_s * 1000), step_ms = (int64_t)(SPREAD_PERIODS * h->period_ms);
	int64_t from_ms = f->t_ms - (f->t_ms % window_ms + window_ms) % window_ms, last_ms = h->count ? h->t_ms[h->count - 1] : TIME_NONE;
	step_ms = step_ms > window_ms / SPREAD_MOST ? step_ms : window_ms / SPREAD_MOST;
	from_ms = from_ms > h->first_ms ? from_ms : h->first_ms;
	for (int64_t i = 0; i < SPREAD_MOST && from_ms + i * step_ms < f->t_ms - 2; i++) {
		int64_t t_ms = from_ms + i * step_ms;
		const float *row = i % 2 ? h->high : h->low;
		if (bins) {
			add_bin(h, t_ms, row);
			note_window(h, t_ms, f->window_s);
		}
		if (samples && (last_ms == TIME_NONE || t_ms > last_ms))
			add_sample(h, t_ms, row);
	}
}

static void add_samples(struct history *h, int64_t t_ms, bool ranged) {
	if (ranged) {
		add_sample(h, t_ms - 2, h->low);
		add_sample(h, t_ms - 1, h->high);
	}
	add_sample(h, t_ms, h->row);
}

/* Half as many bins, each twice as wide. */
static void merge_pairs(struct history *h) {
	for (size_t i = 0; i < h->bins; i++)
		h->window_s[i / 2] = i % 2 && h->window_s[i / 2] > h->window_s[i] ? h->window_s[i / 2] : h->window_s[i];
	for (size_t i = 0; i < h->bins; i++)
		for (size_t s = 0; s < h->series; s++) {
			struct history_bin from = h->bin[i * h->series + s], *to = &h->bin[i / 2 * h->series + s];
			if (i % 2 == 0)
				*to = from;
			else
				history_bin_take(to, from.lowest, from.highest);
		}
	h->bins = (h->bins + 1) / 2;
	h->bin_ms *= 2;
}

/* The bin of that time, made if need be. */
static struct history_bin *bin_at(struct history *h, int64_t t_ms) {
	while ((t_ms - h->first_ms) / h->bin_ms >= (int64_t)h->bin_most)
		merge_pairs(h);
	size_t at = (size_t)((t_ms - h->first_ms) / h->bin_ms);
	if (at >= h->bin_room) {
		size_t room = at + at / 2 + 64;
		h->bin_room = room < h->bin_most ? room : h->bin_most;
		h->bin = mem_resize(h->bin, h->bin_room, h->series * sizeof *h->bin);
		h->window_s = mem_resize(h->window_s, h->bin_room, sizeof *h->window_s);
	}
	for (; h->bins <= at; h->bins++) {
		h->window_s[h->bins] = 0;
		for (size_t s = 0; s < h->series; s++)
			h->bin[h->bins * h->series + s] = (struct history_bin){ NAN, NAN };
	}
	return h->bin + at * h->series;
}

static void add_bin(struct history *h, int64_t t_ms, const float *row) {
	struct history_bin *bin = bin_at(h, t_ms);
	for (size_t s = 0; s < h->series; s++)
		history_bin_take(&bin[s], row[s], row[s]);
	for (size_t b = 0; b < h->buses; b++) {
		const float *within = row + h->series + 2 * b;
		history_bin_take(&bin[DERIVED_COUNT + 2 * b], within[0], within[0]);
		history_bin_take(&bin[DERIVED_COUNT + 2 * b], within[1], within[1]);
	}
}

/* Whether a sample that is added belongs into level 0: while that was never moved, all do; afterwards what follows on its last. */
static bool follows_on(const struct history *h, int64_t t_ms) {
	if (!h->refined)
		return true;
	if (!h->count)
		return false;
	int64_t end = h->t_ms[h->count - 1];
	return (double)(t_ms - end) <= HISTORY_GAP_PERIODS * h->period_ms || (t_ms > h->last_ms && end >= h->last_ms);
}

void history_add(struct history *h, const struct frame *frame, const struct derived *derived) {
	int64_t t_ms = frame->t_ms;
	/* One clock gone astray must not stretch the bins of all the rest. */
	if (t_ms < h->first_ms || t_ms - h->last_ms > h->last_ms - h->first_ms + AHEAD_MS || !take_row(h, frame, derived))
		return;
	bool ranged = take_range(h, frame), samples = follows_on(h, ranged ? t_ms - (int64_t)(frame->window_s * 1000) : t_ms);
	if (ranged) {
		spread(h, frame, true, samples);
		add_bin(h, t_ms, h->low);
		add_bin(h, t_ms, h->high);
		note_window(h, t_ms, frame->window_s);
	}
	add_bin(h, t_ms, h->row);
	if (samples)
		add_samples(h, t_ms, ranged);
	if (t_ms > h->last_ms)
		h->last_ms = t_ms;
}

bool history_refine(struct history *h, int64_t from_ms, int64_t to_ms, int64_t *feed_from_ms, int64_t *feed_to_ms) {
	int64_t span = window_span(h), end = h->last_ms + 1;
	h->wanted_ms = TIME_NONE;
	from_ms = from_ms < h->first_ms ? h->first_ms : from_ms;
	to_ms = to_ms > end ? end : to_ms;
	if (to_ms <= from_ms || to_ms - from_ms > widest_range(h))
		return false;
	h->wanted_ms = to_ms > h->last_ms - span / 16 ? from_ms : TIME_NONE;
	if (from_ms >= h->from_ms && to_ms <= history_window_end(h))
		return false;
	/* In the middle of the window, so that small moves cost nothing; at the end, with room for what is yet to come. */
	int64_t start = from_ms - (span - (to_ms - from_ms)) / 2, latest = end - widest_range(h);
	start = start > latest && latest <= from_ms ? latest : start;
	start = start < h->first_ms ? h->first_ms : start;
	if (start >= h->from_ms) { /* onwards: what both places have stays */
		drop_before(h, start);
	} else {
		h->from_ms = start;
		h->count = 0;
	}
	h->refined = true;
	*feed_from_ms = h->count ? h->t_ms[h->count - 1] : h->from_ms;
	*feed_to_ms = history_window_end(h);
	return true;
}

void history_refine_add(struct history *h, const struct frame *frame, const struct derived *derived) {
	if (!take_row(h, frame, derived))
		return;
	bool ranged = take_range(h, frame);
	if (ranged)
		spread(h, frame, false, true);
	add_samples(h, frame->t_ms, ranged);
}
