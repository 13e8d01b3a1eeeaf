/* Reading a track. A column takes every bin whose middle lies in it, so that each sample is in one column and a spike of one sample is seen; a column that is
 * narrower than the samples are apart shows the one that stands there. */
#include "track_parts.h"

#include <string.h>

bool track_is_of(const struct track *t, int64_t from_ms, int64_t to_ms) {
	return t->span_ms > 0 && t->from_ms == from_ms && t->to_ms == to_ms;
}

long track_find(const struct track *t, const char *key) {
	for (size_t i = 0; i < t->keys.count; i++)
		if (!strcmp(t->keys.key[i], key))
			return (long)i;
	return -1;
}

/* The bin before `at` (counted with the lead) that has samples, if they may still stand there; 0 may be one, too. -1: none. */
static long standing_before(const struct track *t, int64_t at, int64_t t_ms) {
	int64_t reach_ms = (int64_t)(TRACK_GAP_PERIODS * (double)t->longest_ms);
	for (int64_t i = at; i >= 0; i--) {
		if (t->slot[i].first_ms != TIME_NONE)
			return t_ms - t->slot[i].last_ms <= reach_ms ? (long)i : -1;
		if (i > 0 && t_ms - track_edge(t, i) > reach_ms)
			return -1;
	}
	return -1;
}

static int64_t next_sample(const struct track *t, int64_t at, int64_t until_ms) {
	for (int64_t i = at; i <= TRACK_BINS && track_edge(t, i - 1) <= until_ms; i++)
		if (t->slot[i].first_ms != TIME_NONE)
			return t->slot[i].first_ms;
	return TIME_NONE;
}

/* The bin whose last sample stands at a time at which none was taken; -1: a gap. */
static long standing_at(const struct track *t, int64_t t_ms) {
	int64_t at = track_bin(t, t_ms) + 1;
	long i = standing_before(t, at - 1, t_ms);
	if (i < 0 || t_ms >= t->end_ms)
		return -1;
	const struct track_slot *s = &t->slot[i];
	int64_t longest_ms = (int64_t)(TRACK_GAP_PERIODS * (double)s->period_ms), next_ms = next_sample(t, at, s->last_ms + longest_ms);
	int64_t until_ms = next_ms != TIME_NONE && next_ms - s->last_ms <= longest_ms ? next_ms : s->last_ms + s->period_ms;
	return t_ms < until_ms ? i : -1;
}

static struct history_bin column(const struct track *t, const struct track_value *value, int64_t from_ms, int64_t to_ms) {
	struct history_bin out = { NAN, NAN };
	int64_t middle_ms = from_ms + (to_ms - from_ms) / 2, first = track_bin(t, from_ms), last = track_bin(t, to_ms);
	bool sampled = false;
	if (middle_ms < t->from_ms || middle_ms >= t->from_ms + t->span_ms)
		return out;
	for (int64_t i = first < 0 ? 0 : first; i <= last && i < TRACK_BINS; i++) {
		int64_t at_ms = t->from_ms + t->span_ms * (2 * i + 1) / (2 * TRACK_BINS);
		if ((at_ms < from_ms || at_ms >= to_ms) && i != track_bin(t, middle_ms))
			continue;
		const struct track_value *v = &value[i + 1];
		sampled |= t->slot[i + 1].first_ms != TIME_NONE;
		if (!isnan(v->lowest) && !(out.lowest <= v->lowest))
			out.lowest = v->lowest;
		if (!isnan(v->highest) && !(out.highest >= v->highest))
			out.highest = v->highest;
	}
	long stands = sampled ? -1 : standing_at(t, middle_ms);
	return stands < 0 ? out : (struct history_bin){ value[stands].lowest, value[stands].highest };
}

void track_query(const struct track *t, size_t series, int64_t from_ms, int64_t to_ms, size_t count, struct history_bin *out) {
	double step = (double)(to_ms - from_ms) / (double)(count ? count : 1);
	for (size_t i = 0; i < count; i++) {
		int64_t from = from_ms + (int64_t)(step * (double)i), to = from_ms + (int64_t)(step * (double)(i + 1));
		out[i] = (struct history_bin){ NAN, NAN };
		if (series < t->keys.count && t->span_ms > 0)
			out[i] = column(t, t->value + series * (TRACK_BINS + 1), from, to > from ? to : from + 1);
	}
}

static struct track_sum sum_of(const struct track_value *v) {
	return (struct track_sum){ (double)v->lowest, v->weight > 0 ? v->sum / v->weight : NAN, (double)v->highest, v->weight };
}

void track_bin_sum(const struct track *t, size_t series, size_t i, struct track_sum *out) {
	static const struct track_value none = { NAN, NAN, 0, 0 };
	*out = sum_of(series < t->keys.count && i < TRACK_BINS ? &t->value[series * (TRACK_BINS + 1) + i + 1] : &none);
}

void track_sum(const struct track *t, size_t series, struct track_sum *out) {
	struct track_value all = { NAN, NAN, 0, 0 };
	for (size_t i = 1; series < t->keys.count && i <= TRACK_BINS; i++) {
		const struct track_value *v = &t->value[series * (TRACK_BINS + 1) + i];
		all.lowest = !isnan(v->lowest) && !(all.lowest <= v->lowest) ? v->lowest : all.lowest;
		all.highest = !isnan(v->highest) && !(all.highest >= v->highest) ? v->highest : all.highest;
		all.sum += v->sum;
		all.weight += v->weight;
	}
	*out = sum_of(&all);
}

double track_progress(const struct track *t) {
	int64_t whole = t->end_ms - t->from_ms, end = t->known_to_ms < t->end_ms ? t->known_to_ms : t->end_ms, known = end - t->known_from_ms;
	return whole <= 0 ? 1 : known <= 0 ? 0 : (double)known / (double)whole;
}

bool track_unread(const struct track *t, int64_t *from_ms, int64_t *to_ms) {
	bool left = t->known_from_ms > t->from_ms, reading = t->range_from_ms < t->range_to_ms;
	*from_ms = left ? (reading ? t->left_to_ms : t->from_ms) : t->known_to_ms;
	*to_ms = left ? t->known_from_ms : t->end_ms;
	return *from_ms < *to_ms;
}
