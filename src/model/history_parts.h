/* Between history.c and history_query.c: the two levels. */
#ifndef MWTOP_HISTORY_PARTS_H
#define MWTOP_HISTORY_PARTS_H

#include "history.h"

/* Two samples further apart than this have a gap between them. */
#define HISTORY_GAP_PERIODS 2.5

struct history {
	const struct site *site;
	size_t buses, feeds, gens;
	size_t series, width;   /* of a row: the series; with what stands behind them */
	double period_ms;
	int64_t first_ms, last_ms;
	/* level 0: samples in order of time within [from_ms, history_window_end) */
	int64_t from_ms;
	size_t count, most;
	int64_t *t_ms;          /* owned */
	float *value;           /* owned, rows of `width` */
	bool refined;           /* moved at least once */
	int64_t wanted_ms;      /* where the range that was last asked for begins, when it reaches the end; TIME_NONE: it does not */
	/* level 1: from first_ms on */
	int64_t bin_ms;
	size_t bins, bin_room, bin_most;
	struct history_bin *bin; /* owned, rows of `series` */
	float *window_s;        /* owned, for each bin the widest window of the frames in it; 0: samples */
	float *row;             /* owned; the sample at hand */
	float *low, *high;      /* owned; what a decimated frame tells of its window, made when the first one comes */
};

/* Index of the first sample at or after t. */
size_t history_sample_at(const struct history *h, int64_t t_ms);

static inline int64_t history_window_end(const struct history *h) {
	return h->from_ms + (int64_t)((double)h->most * h->period_ms);
}

/* NaN, either way, is no sample. */
static inline void history_bin_take(struct history_bin *bin, float low, float high) {
	if (!(bin->lowest <= low) && low == low)
		bin->lowest = low;
	if (!(bin->highest >= high) && high == high)
		bin->highest = high;
}

#endif
