/* Between track.c and track_query.c: the bins. */
#ifndef MWTOP_TRACK_PARTS_H
#define MWTOP_TRACK_PARTS_H

#include "track.h"

#define TRACK_GAP_PERIODS 2.5

/* The samples of a bin by their times, whatever their series. */
struct track_slot {
	int64_t first_ms, last_ms; /* TIME_NONE: no sample */
	int64_t period_ms;         /* how long one of them stands; of decimated ones their window */
};
struct track_value {
	float lowest, highest;     /* NaN: none */
	double sum, weight;
};

/* Bin i + 1 holds [from + i * span / TRACK_BINS, ...); bin 0 the last sample before the window, which stands into it. */
struct track {
	struct track_keys keys;
	const struct site *site;   /* that the columns are of; NULL: not looked up */
	int derived[TRACK_SERIES_MAX];   /* -1: a column */
	long column[TRACK_SERIES_MAX], lowest[TRACK_SERIES_MAX], highest[TRACK_SERIES_MAX]; /* -1: none; columns of the extremes within a sample */
	struct { bool on; double value; int64_t t_ms; } minute[TRACK_SERIES_MAX]; /* of counts per array, which may come once a minute only: the last one */
	int64_t from_ms, to_ms, end_ms, span_ms; /* span: of all bins, at least to - from and less than twice it */
	int64_t known_from_ms, known_to_ms;      /* read and in the bins */
	int64_t range_from_ms, range_to_ms;      /* being read; from >= to: none */
	int64_t left_to_ms;        /* how far a range before what is known was read */
	int64_t longest_ms;        /* of all periods */
	uint32_t round;
	struct track_slot slot[TRACK_BINS + 1];
	struct track_value *value; /* owned; rows of TRACK_BINS + 1 */
};

/* First time that falls into bin i (0 .. TRACK_BINS) after the lead. */
static inline int64_t track_edge(const struct track *t, int64_t i) {
	return t->from_ms + (t->span_ms * i + TRACK_BINS - 1) / TRACK_BINS;
}

static inline int64_t track_bin(const struct track *t, int64_t t_ms) {
	return (t_ms - t->from_ms) * TRACK_BINS / t->span_ms;
}

#endif
