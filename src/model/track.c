/* Filling a track, and moving its window. All bins have one width, and a window that moves by whole bins (the timeline moves in eighths of its width)
 * keeps those that both windows have; one that grows at its end joins them in pairs. Always true: every sample in [known_from, known_to) is in the bins,
 * once, and none of any other time but of the range that is being read; known_from lies on the edge of a bin. */
#include "track_parts.h"

#include <stdlib.h>
#include <string.h>

static const struct track_slot no_sample = { TIME_NONE, TIME_NONE, 0 };
static const struct track_value no_value = { NAN, NAN, 0, 0 };

struct track *track_new(void) {
	return mem_zalloc(1, sizeof(struct track));
}

void track_free(struct track *t) {
	if (!t)
		return;
	free(t->value);
	free(t);
}

static struct track_value *row(const struct track *t, size_t series) {
	return t->value + series * (TRACK_BINS + 1);
}

static void bins_clear(struct track *t, size_t first, size_t end) {
	for (size_t i = first; i < end; i++)
		t->slot[i] = no_sample;
	for (size_t s = 0; s < t->keys.count; s++)
		for (size_t i = first; i < end; i++)
			row(t, s)[i] = no_value;
}

void track_clear(struct track *t) {
	t->site = NULL;
	t->longest_ms = 0;
	for (size_t i = 0; i < t->keys.count; i++)
		t->minute[i].on = false;
	t->known_from_ms = t->known_to_ms = t->from_ms;
	t->range_from_ms = t->range_to_ms = t->from_ms;
	t->round++;
	bins_clear(t, 0, TRACK_BINS + 1);
}

static void look_anew(struct track *t, const struct track_keys *keys, int64_t from_ms, int64_t to_ms) {
	if (keys->count != t->keys.count || !t->value)
		t->value = mem_resize(t->value, (keys->count ? keys->count : 1) * (TRACK_BINS + 1), sizeof *t->value);
	t->keys = *keys;
	t->from_ms = from_ms;
	t->span_ms = to_ms - from_ms;
	track_clear(t);
}

/* What two bins hold goes into the first. */
static void value_join(struct track_value *to, const struct track_value *from) {
	to->lowest = !(to->lowest <= from->lowest) && from->lowest == from->lowest ? from->lowest : to->lowest;
	to->highest = !(to->highest >= from->highest) && from->highest == from->highest ? from->highest : to->highest;
	to->sum += from->sum;
	to->weight += from->weight;
}

static void slot_join(struct track_slot *to, const struct track_slot *from) {
	if (from->first_ms == TIME_NONE)
		return;
	if (to->first_ms == TIME_NONE || from->first_ms < to->first_ms)
		to->first_ms = from->first_ms;
	if (to->last_ms == TIME_NONE || from->last_ms > to->last_ms)
		to->last_ms = from->last_ms;
	to->period_ms = from->period_ms > to->period_ms ? from->period_ms : to->period_ms;
}

/* Half as many bins in use, each twice as wide. */
static void bins_pair(struct track *t) {
	for (size_t i = 0; i < TRACK_BINS / 2; i++) {
		size_t to = 1 + i, from = 1 + 2 * i;
		struct track_slot slot = t->slot[from];
		slot_join(&slot, &t->slot[from + 1]);
		t->slot[to] = slot;
		for (size_t s = 0; s < t->keys.count; s++) {
			struct track_value value = row(t, s)[from];
			value_join(&value, &row(t, s)[from + 1]);
			row(t, s)[to] = value;
		}
	}
	t->span_ms *= 2;
	bins_clear(t, 1 + TRACK_BINS / 2, TRACK_BINS + 1);
}

static void bins_move(struct track *t, size_t to, size_t from, size_t count) {
	memmove(t->slot + to, t->slot + from, count * sizeof *t->slot);
	for (size_t s = 0; s < t->keys.count; s++)
		memmove(row(t, s) + to, row(t, s) + from, count * sizeof *t->value);
}

static bool knows_nothing(const struct track *t) {
	return t->known_from_ms >= t->known_to_ms;
}

/* The window moves on by `by` bins: the newest sample of those that go is the one before it. */
static void move_on(struct track *t, size_t by, int64_t from_ms) {
	size_t lead = by;
	while (lead > 0 && t->slot[lead].first_ms == TIME_NONE)
		lead--;
	bins_move(t, 0, lead, 1);
	bins_move(t, 1, 1 + by, TRACK_BINS - by);
	bins_clear(t, 1 + TRACK_BINS - by, TRACK_BINS + 1);
	t->from_ms = from_ms;
	t->known_from_ms = t->known_from_ms > from_ms ? t->known_from_ms : from_ms;
}

static void move_back(struct track *t, size_t by, int64_t from_ms) {
	bins_move(t, 1 + by, 1, TRACK_BINS - by);
	bins_clear(t, 0, 1 + by);
	t->from_ms = from_ms;
	t->known_to_ms = t->known_to_ms < from_ms + t->span_ms ? t->known_to_ms : from_ms + t->span_ms;
}

/* Of a range before what is known only whole ranges count. */
static void drop_unfinished(struct track *t) {
	if (t->known_from_ms > t->from_ms)
		bins_clear(t, 0, 1 + (size_t)track_bin(t, t->known_from_ms));
}

/* Makes the bins those of the new window where they have anything in common; false where they have not: bins of another width are read anew, but for a
 * window that grows at its end. */
static bool keep(struct track *t, int64_t from_ms, int64_t to_ms) {
	int64_t width = to_ms - from_ms, by_ms = from_ms - t->from_ms;
	if (knows_nothing(t))
		return false;
	if (by_ms == 0) {
		if (t->known_from_ms > t->from_ms || t->known_to_ms > to_ms || width >= 2 * (t->to_ms - t->from_ms))
			return false;
		while (width > t->span_ms)
			bins_pair(t);
		return width * 2 > t->span_ms;
	}
	if (width != t->span_ms || width != t->to_ms - t->from_ms || by_ms >= t->span_ms || by_ms <= -t->span_ms || by_ms * TRACK_BINS % t->span_ms != 0)
		return false;
	int64_t by = by_ms * TRACK_BINS / t->span_ms;
	drop_unfinished(t);
	if (by > 0)
		move_on(t, (size_t)by, from_ms);
	else
		move_back(t, (size_t)-by, from_ms);
	return !knows_nothing(t);
}

static bool same_keys(const struct track_keys *a, const struct track_keys *b) {
	for (size_t i = 0; i < a->count && a->count == b->count; i++)
		if (strcmp(a->key[i], b->key[i]) != 0)
			return false;
	return a->count == b->count;
}

void track_look(struct track *t, const struct track_keys *keys, int64_t from_ms, int64_t to_ms, int64_t end_ms) {
	int64_t end = end_ms < from_ms ? from_ms : end_ms < to_ms ? end_ms : to_ms;
	bool same = t->span_ms > 0 && same_keys(keys, &t->keys), stays = same && from_ms == t->from_ms && to_ms == t->to_ms;
	if (!stays) {
		t->round++;
		t->range_from_ms = t->range_to_ms = from_ms;
		if (!same || !keep(t, from_ms, to_ms))
			look_anew(t, keys, from_ms, to_ms);
	}
	t->to_ms = to_ms;
	t->end_ms = end;
}

uint32_t track_round(const struct track *t) { return t->round; }

#define MINUTE_MS 60000

/* Counts per array of the last full minute stand until the next. */
static bool lasts_a_minute(const struct track *t, size_t series) {
	return !strncmp(t->keys.key[series], "array.", 6);
}

static int64_t minute_of(int64_t t_ms) {
	return t_ms - (t_ms % MINUTE_MS + MINUTE_MS) % MINUTE_MS;
}

bool track_begin(struct track *t, int64_t *from_ms, int64_t *to_ms) {
	bool left = t->known_from_ms > t->from_ms;
	if (left)
		drop_unfinished(t);
	t->left_to_ms = t->from_ms;
	t->range_from_ms = *from_ms = left ? t->from_ms : t->known_to_ms;
	t->range_to_ms = *to_ms = left ? t->known_from_ms : t->end_ms;
	bool any = t->keys.count > 0 && *from_ms < *to_ms;
	for (size_t i = 0; i < t->keys.count; i++)
		if (lasts_a_minute(t, i))
			*from_ms = minute_of(t->range_from_ms);
	return any;
}

void track_reached(struct track *t, int64_t t_ms) {
	if (t->range_from_ms >= t->range_to_ms)
		return;
	t_ms = t_ms > t->range_to_ms ? t->range_to_ms : t_ms;
	if (t->range_from_ms >= t->known_from_ms)
		t->known_to_ms = t_ms > t->known_to_ms ? t_ms : t->known_to_ms;
	else if (t_ms == t->range_to_ms)
		t->known_from_ms = t->from_ms;
	else if (t_ms > t->left_to_ms)
		t->left_to_ms = t_ms;
}

void track_end(struct track *t) {
	track_reached(t, t->range_to_ms);
	t->range_from_ms = t->range_to_ms;
}

bool track_wants_derived(const struct track *t) {
	for (size_t i = 0; i < t->keys.count; i++)
		if (derived_find(t->keys.key[i], strlen(t->keys.key[i])) >= 0)
			return true;
	return false;
}

/* Where the series stand in frames of that site. */
static void look_up(struct track *t, const struct site *site) {
	t->site = site;
	for (size_t i = 0; i < t->keys.count; i++) {
		enum metric_id id = METRIC_COUNT;
		size_t object = 0;
		t->derived[i] = derived_find(t->keys.key[i], strlen(t->keys.key[i]));
		t->column[i] = t->derived[i] >= 0 ? -1 : site_column_find(site, t->keys.key[i], strlen(t->keys.key[i]));
		t->lowest[i] = t->highest[i] = -1;
		if (t->column[i] >= 0 && site_column_parts(site, (size_t)t->column[i], &id, &object) && id == M_BUS_HZ) {
			t->lowest[i] = (long)site_column(site, M_BUS_HZ_MIN, object);
			t->highest[i] = (long)site_column(site, M_BUS_HZ_MAX, object);
		}
	}
}

static void take(struct track_value *v, double value) {
	struct track_value one = { (float)value, (float)value, 0, 0 };
	value_join(v, &one);
}

static void take_good(struct track_value *v, const struct frame *f, long column) {
	if (column >= 0 && (size_t)column < f->count && f->quality[column] == QUALITY_GOOD)
		take(v, f->value[column]);
}

/* Keeps what lasts beyond its sample. */
static void keep_minutes(struct track *t, const struct frame *f) {
	for (size_t s = 0; s < t->keys.count; s++) {
		long column = lasts_a_minute(t, s) ? t->column[s] : -1;
		if (column < 0 || f->quality[column] != QUALITY_GOOD)
			continue;
		t->minute[s].on = true;
		t->minute[s].value = f->value[column];
		t->minute[s].t_ms = f->t_ms;
	}
}

/* What the frame tells of a series: its value, and the extremes within its time. */
static struct track_value told(const struct track *t, size_t s, const struct frame *f, const struct derived *d, double weight) {
	struct track_value v = no_value;
	long column = t->column[s];
	double value = NAN;
	if (t->derived[s] >= 0)
		value = d && !quantity_is_bound(&d->q[t->derived[s]]) ? d->q[t->derived[s]].value : NAN;
	else if (column >= 0 && (size_t)column < f->count && f->quality[column] == QUALITY_GOOD)
		value = f->value[column];
	if (value == value) {
		take(&v, value);
		v.sum = value * weight;
		v.weight = weight;
		take_good(&v, f, t->lowest[s]);
		take_good(&v, f, t->highest[s]);
	}
	if (column >= 0 && f->quality[column] == QUALITY_MISSING && t->minute[s].on && t->minute[s].t_ms <= f->t_ms && minute_of(t->minute[s].t_ms) == minute_of(f->t_ms))
		take(&v, t->minute[s].value); /* it is shown, but was not sampled again */
	long ranged = t->derived[s] == D_LOAD_MW ? (long)site_column(f->site, M_GPU_MW, 0) : column;
	if (f->window_s > 0 && f->ranged && ranged >= 0 && (size_t)ranged < f->count) {
		take(&v, f->low[ranged]);
		take(&v, f->high[ranged]);
	}
	return v;
}

/* A decimated frame stands for its window: its extremes are in every bin from the beginning of that to its own. */
static void spread(struct track *t, size_t bin, const struct track_slot *slot, const struct track_value *v, size_t s) {
	int64_t begin_ms = slot->first_ms - slot->period_ms + 1;
	int64_t first = begin_ms <= t->from_ms ? 0 : track_bin(t, begin_ms);
	struct track_value shown = { v->lowest, v->highest, 0, 0 };
	for (size_t i = 1 + (size_t)first; i < bin; i++) {
		int64_t at_ms = track_edge(t, (int64_t)i - 1);
		struct track_slot there = { at_ms, at_ms, slot->period_ms };
		slot_join(&t->slot[i], &there);
		value_join(&row(t, s)[i], &shown);
	}
}

void track_add(struct track *t, const struct frame *f, const struct derived *d) {
	bool before = f->t_ms < t->from_ms;
	if (!f->site || f->count < f->site->column_count)
		return;
	if (t->site != f->site)
		look_up(t, f->site);
	keep_minutes(t, f);
	if (!before && (f->t_ms < t->range_from_ms || f->t_ms >= t->range_to_ms))
		return;
	if (before && (t->range_from_ms != t->from_ms || (t->slot[0].first_ms != TIME_NONE && t->slot[0].first_ms > f->t_ms)))
		return;
	double period_s = f->site->period_s > 0 ? f->site->period_s : 1, weight = f->window_s > period_s ? f->window_s / period_s : 1;
	struct track_slot slot = { f->t_ms, f->t_ms, (int64_t)(period_s * weight * 1000) };
	size_t bin = before ? 0 : 1 + (size_t)track_bin(t, f->t_ms);
	t->longest_ms = slot.period_ms > t->longest_ms ? slot.period_ms : t->longest_ms;
	if (before)
		bins_clear(t, 0, 1);
	slot_join(&t->slot[bin], &slot);
	for (size_t s = 0; s < t->keys.count; s++) {
		struct track_value v = told(t, s, f, d, weight);
		value_join(&row(t, s)[bin], &v);
		if (f->window_s > period_s && !before)
			spread(t, bin, &slot, &v, s);
	}
}
