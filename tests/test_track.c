/* A track against the plain way: every sample of the window looked at one by one, for random data with gaps, whatever windows came before, however the
 * reading was sliced and broken off, while the source grows. */
#include "model_site.h"

#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "series.h"
#include "track.h"

#define SAMPLES 4000

struct tape {
	struct site *site;
	struct frame frame;
	int64_t t_ms[SAMPLES];
	double oil[SAMPLES], hz[SAMPLES], hz_min[SAMPLES], load[SAMPLES]; /* NaN: missing */
	size_t count;  /* that the source has up to now */
	struct track *track;
	struct track_keys keys;
	struct random random;
};

static double chance(struct tape *t) { return random_uniform(&t->random); }

static void tape_fill(struct tape *t, uint64_t seed) {
	*t = (struct tape){ .site = model_site(1, 3), .count = SAMPLES, .track = track_new() };
	random_seed(&t->random, seed, 0);
	frame_init(&t->frame);
	frame_reset(&t->frame, t->site, T0);
	t->keys = (struct track_keys){ 3, { "gen.G02.oil_kpa", "bus.A.hz", "load_mw" } };
	int64_t at = T0;
	for (size_t i = 0; i < SAMPLES; i++) {
		at += chance(t) < 0.005 ? 40000 : 1000;
		t->t_ms[i] = at;
		t->oil[i] = chance(t) < 0.1 ? NAN : chance(t) < 0.01 ? 0 : floor(400 + 20 * chance(t));
		t->hz[i] = 60 + 0.02 * chance(t);
		t->hz_min[i] = t->hz[i] - (chance(t) < 0.01 ? 0.5 : 0.01);
		t->load[i] = floor(300 * chance(t)) / 8;
	}
}

static void tape_free(struct tape *t) {
	track_free(t->track);
	frame_free(&t->frame);
	site_free(t->site);
}

static void add(struct tape *t, size_t i) {
	struct derived d = { .tie = { BUS_UNKNOWN } };
	t->frame.t_ms = t->t_ms[i];
	frame_set(&t->frame, M_GEN_OIL_KPA, 1, t->oil[i]);
	frame_set(&t->frame, M_BUS_HZ, 0, t->hz[i]);
	frame_set(&t->frame, M_BUS_HZ_MIN, 0, t->hz_min[i]);
	frame_set(&t->frame, M_BUS_HZ_MAX, 0, t->hz[i] + 0.01);
	d.q[D_LOAD_MW].value = t->load[i];
	track_add(t->track, &t->frame, &d);
}

static void look(struct tape *t, int64_t from, int64_t to) {
	track_look(t->track, &t->keys, from, to, t->t_ms[t->count - 1] + 1);
}

/* As the session does it: from the sample at or before the range, up to `most` samples. True when the range is at its end. */
static bool read_some(struct tape *t, size_t most) {
	int64_t from, to;
	if (!track_begin(t->track, &from, &to))
		return true;
	size_t i = 0;
	while (i + 1 < t->count && t->t_ms[i + 1] <= from)
		i++;
	for (; i < t->count && t->t_ms[i] < to && most; i++, most--) {
		add(t, i);
		track_reached(t->track, t->t_ms[i] + 1);
	}
	if (i < t->count && t->t_ms[i] < to)
		return false;
	track_end(t->track);
	return true;
}

static void read_all(struct tape *t) {
	for (int i = 0; i < 10 && track_progress(t->track) < 1; i++)
		read_some(t, SIZE_MAX);
	assert_near(track_progress(t->track), 1, 0);
	int64_t from, to;
	assert_false(track_unread(t->track, &from, &to));
}

static void plain_sum(const struct tape *t, const double *value, const double *low, double above, int64_t from, int64_t to, struct track_sum *out) {
	double sum = 0;
	*out = (struct track_sum){ NAN, NAN, NAN, 0 };
	for (size_t i = 0; i < t->count; i++) {
		if (t->t_ms[i] < from || t->t_ms[i] >= to || isnan(value[i]))
			continue;
		double lowest = low ? low[i] : value[i], highest = value[i] + above;
		out->lowest = out->lowest <= lowest ? out->lowest : lowest;
		out->highest = out->highest >= highest ? out->highest : highest;
		out->samples++;
		sum += value[i];
	}
	out->mean = out->samples > 0 ? sum / out->samples : NAN;
}

static void assert_same(double a, double b) {
	assert_true(isnan(a) == isnan(b));
	if (!isnan(a))
		assert_near(a, b, 1e-5 * fmax(1, fabs(b)));
}

/* The numbers of the whole window, and each column's lowest and highest. */
static void check(struct tape *t, int64_t from, int64_t to) {
	const struct { const double *value, *low; double above; } series[] = { { t->oil, NULL, 0 }, { t->hz, t->hz_min, 0.01 }, { t->load, NULL, 0 } };
	assert_true(track_is_of(t->track, from, to));
	for (size_t s = 0; s < 3; s++) {
		struct track_sum got, wanted;
		assert_int_equal(track_find(t->track, t->keys.key[s]), (long)s);
		track_sum(t->track, s, &got);
		plain_sum(t, series[s].value, series[s].low, series[s].above, from, to, &wanted);
		assert_same(got.lowest, wanted.lowest);
		assert_same(got.mean, wanted.mean);
		assert_same(got.highest, wanted.highest);
		assert_near(got.samples, wanted.samples, 0);
		struct history_bin bins[150];
		track_query(t->track, s, from, to, 150, bins);
		double lowest = NAN, highest = NAN;
		for (size_t i = 0; i < 150; i++) {
			assert_true(isnan(bins[i].lowest) == isnan(bins[i].highest));
			lowest = lowest <= (double)bins[i].lowest || isnan(bins[i].lowest) ? lowest : (double)bins[i].lowest;
			highest = highest >= (double)bins[i].highest || isnan(bins[i].highest) ? highest : (double)bins[i].highest;
		}
		if (to - from > 150000 && wanted.samples > 0) { /* narrower columns show what stands from before the window, too */
			assert_same(lowest, fmin(lowest, wanted.lowest));
			assert_true(lowest <= wanted.lowest + 1e-4 && highest >= wanted.highest - 1e-4);
		}
	}
}

static void equals_the_plain_way(void **state) {
	static const int64_t widths_s[] = { 30, 60, 300, 600, 1800, 3600 };
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct tape t;
		tape_fill(&t, seed);
		t.count = SAMPLES / 2;
		size_t width = 3;
		int64_t step = 0;
		for (int round = 0; round < 120; round++) {
			double what = chance(&t);
			if (what < 0.2)
				width = (size_t)(chance(&t) * 6);
			else if (what < 0.5) /* on and back by eighths, as the timeline moves */
				step += (int64_t)(chance(&t) * 9) - 4;
			else if (what < 0.6)
				step = (int64_t)(chance(&t) * 60);
			else
				t.count += t.count + 40 < SAMPLES ? 40 : 0;
			step = step < 0 ? 0 : step;
			int64_t span = widths_s[width] * 1000, from = T0 + step * (span / 8);
			from = from < t.t_ms[t.count - 1] ? from : T0;
			look(&t, from, from + span);
			if (chance(&t) < 0.4) {
				read_some(&t, (size_t)(chance(&t) * 300)); /* and is broken off */
				continue;
			}
			read_all(&t);
			check(&t, from, from + span);
		}
		tape_free(&t);
	}
}

/* The whole of a source that grows sample by sample: bins are joined, and nothing is read twice. */
static void grows(void **state) {
	(void)state;
	struct tape t;
	tape_fill(&t, 7);
	size_t read = 0;
	for (t.count = 10; t.count < SAMPLES; t.count += 1 + t.count / 50) {
		int64_t from, to;
		look(&t, T0, t.t_ms[t.count - 1] + 1);
		assert_true(track_begin(t.track, &from, &to));
		assert_true(from >= (read ? t.t_ms[read - 1] + 1 : T0));
		read_all(&t);
		read = t.count;
		check(&t, T0, t.t_ms[t.count - 1] + 1);
	}
	tape_free(&t);
}

static void columns(struct tape *t, size_t series, int64_t from_s, int64_t to_s, size_t count, struct history_bin *out) {
	look(t, T0 + from_s * 1000, T0 + to_s * 1000);
	read_all(t);
	track_query(t->track, series, T0 + from_s * 1000, T0 + to_s * 1000, count, out);
}

/* Samples every second, none from 100 s to 120 s, oil pressure missing at 50 s and 51 s. */
static void gaps_and_steps(void **state) {
	(void)state;
	struct tape t;
	struct history_bin out[400];
	tape_fill(&t, 1);
	for (size_t i = 0; i < SAMPLES; i++) {
		t.t_ms[i] = T0 + (int64_t)(i < 100 ? i : i + 20) * 1000;
		t.oil[i] = i == 50 || i == 51 ? NAN : (double)(i + 1);
	}
	columns(&t, 0, 30, 60, 300, out); /* ten columns a second */
	for (size_t i = 0; i < 300; i++)
		if (i % 10 == 0 || i % 10 == 9) /* a sample lies in one of two */
			continue;
		else if (i / 10 == 20 || i / 10 == 21)
			assert_true(isnan(out[i].lowest));
		else
			assert_near(out[i].lowest, 31 + (int)i / 10, 0);
	columns(&t, 0, 90, 150, 60, out);
	for (size_t i = 0; i < 60; i++)
		assert_true(isnan(out[i].highest) == (i >= 10 && i < 30));
	columns(&t, 0, 90, 120, 300, out);
	for (size_t i = 0; i < 300; i++)
		assert_true(isnan(out[i].highest) == (i >= 100) || i == 99);
	struct track_sum sum;
	track_sum(t.track, 0, &sum);
	assert_near(sum.lowest, 91, 0);
	assert_near(sum.mean, 95.5, 1e-9);
	assert_near(sum.highest, 100, 0);
	columns(&t, 0, 102, 110, 10, out);
	track_sum(t.track, 0, &sum);
	assert_true(isnan(sum.mean) && isnan(sum.lowest) && isnan(out[5].lowest));
	tape_free(&t);
}

/* The part that both windows have is not read again. */
static void moving_keeps(void **state) {
	(void)state;
	struct tape t;
	int64_t from, to;
	tape_fill(&t, 3);
	look(&t, T0 + 800000, T0 + 1600000);
	read_all(&t);
	look(&t, T0 + 900000, T0 + 1700000);
	assert_true(track_begin(t.track, &from, &to));
	assert_int_equal(from, T0 + 1600000);
	assert_int_equal(to, T0 + 1700000);
	read_all(&t);
	look(&t, T0 + 700000, T0 + 1500000);
	assert_near(track_progress(t.track), 0.75, 1e-9);
	assert_true(track_begin(t.track, &from, &to));
	assert_int_equal(from, T0 + 700000);
	assert_int_equal(to, T0 + 900000);
	assert_true(track_unread(t.track, &from, &to));
	assert_int_equal(to, T0 + 900000);
	read_all(&t);
	check(&t, T0 + 700000, T0 + 1500000);
	uint32_t round = track_round(t.track);
	look(&t, T0 + 700000, T0 + 1500000);
	assert_int_equal(track_round(t.track), round);
	track_clear(t.track);
	assert_int_not_equal(track_round(t.track), round);
	assert_near(track_progress(t.track), 0, 0);
	read_all(&t);
	check(&t, T0 + 700000, T0 + 1500000);
	tape_free(&t);
}

/* One that stands for a minute counts as sixty, and its extremes are seen all over its minute. */
static void decimated(void **state) {
	(void)state;
	struct tape t;
	struct history_bin out[120];
	struct derived d = { .tie = { BUS_UNKNOWN } };
	struct track_sum sum;
	int64_t from, to;
	tape_fill(&t, 1);
	t.t_ms[0] = T0 + 119999;
	t.count = 1;
	look(&t, T0, T0 + 120000);
	assert_true(track_begin(t.track, &from, &to));
	frame_set(&t.frame, M_GEN_OIL_KPA, 1, 400);
	t.frame.t_ms = T0 + 60000 - 1;
	t.frame.window_s = 60;
	frame_begin_range(&t.frame);
	t.frame.low[site_column(t.site, M_GEN_OIL_KPA, 1)] = 380;
	t.frame.high[site_column(t.site, M_GEN_OIL_KPA, 1)] = 440;
	track_add(t.track, &t.frame, &d);
	t.frame.window_s = 0;
	t.frame.ranged = false;
	for (int i = 60; i < 120; i++) {
		t.frame.t_ms = T0 + i * 1000;
		frame_set(&t.frame, M_GEN_OIL_KPA, 1, 500);
		track_add(t.track, &t.frame, &d);
	}
	track_end(t.track);
	track_sum(t.track, 0, &sum);
	assert_near(sum.mean, 450, 1e-9);
	assert_near(sum.lowest, 380, 0);
	track_query(t.track, 0, T0, T0 + 120000, 120, out);
	for (int i = 0; i < 60; i++) {
		assert_near(out[i].lowest, 380, 0);
		assert_near(out[i].highest, 440, 0);
	}
	assert_near(out[61].lowest, 500, 0);
	tape_free(&t);
}

/* A sum of which a member is missing is no reading: neither lowest nor mean nor highest is of it, it is not counted, and where it stands is a gap. */
static void bounds_do_not_count(void **state) {
	(void)state;
	struct tape t;
	struct track_sum sum;
	struct history_bin out[100];
	struct derived d = { .tie = { BUS_UNKNOWN } };
	int64_t from, to;
	tape_fill(&t, 1);
	t.keys = (struct track_keys){ 2, { "headroom_mw", "load_mw" } };
	t.t_ms[0] = T0 + 99000;
	t.count = 1;
	look(&t, T0, T0 + 100000);
	assert_true(track_begin(t.track, &from, &to));
	for (int i = 0; i < 100; i++) {
		t.frame.t_ms = T0 + i * 1000;
		bool bound = i >= 40 && i < 60;
		d.q[D_HEADROOM_MW] = (struct quantity){ bound ? 4.98 : i == 70 ? 12.25 : 12.5, bound ? 12 : 15, 15 };
		d.q[D_LOAD_MW] = (struct quantity){ 30, 1, 1 };
		track_add(t.track, &t.frame, &d);
	}
	track_end(t.track);
	track_sum(t.track, 0, &sum);
	assert_near(sum.lowest, 12.25, 1e-6);
	assert_near(sum.highest, 12.5, 1e-6);
	assert_near(sum.mean, (79 * 12.5 + 12.25) / 80, 1e-9);
	assert_near(sum.samples, 80, 0);
	track_sum(t.track, 1, &sum);
	assert_near(sum.samples, 100, 0);
	track_query(t.track, 0, T0, T0 + 100000, 100, out);
	for (int i = 0; i < 99; i++)
		if (i > 40 && i < 59) /* at the edges a bin may belong to the column beside it */
			assert_true(isnan(out[i].lowest));
		else if (i < 39 || i > 60)
			assert_true(out[i].lowest >= 12.25F);
	tape_free(&t);
}

/* A window of as many seconds as there are bins: each is one second. */
static void bins_are_windows(void **state) {
	(void)state;
	struct tape t;
	tape_fill(&t, 5);
	look(&t, T0, T0 + TRACK_BINS * 1000);
	read_all(&t);
	for (size_t i = 0; i < TRACK_BINS; i++)
		for (size_t s = 0; s < 3; s++) {
			struct track_sum got, wanted;
			track_bin_sum(t.track, s, i, &got);
			plain_sum(&t, s == 0 ? t.oil : s == 1 ? t.hz : t.load, s == 1 ? t.hz_min : NULL, s == 1 ? 0.01 : 0, T0 + (int64_t)i * 1000, T0 + (int64_t)i * 1000 + 1000, &wanted);
			assert_same(got.lowest, wanted.lowest);
			assert_same(got.mean, wanted.mean);
			assert_same(got.highest, wanted.highest);
			assert_near(got.samples, wanted.samples, 0);
		}
	struct track_sum none;
	track_bin_sum(t.track, 3, 0, &none);
	assert_true(isnan(none.mean) && none.samples == 0);
	tape_free(&t);
}

/* Counts per array come with the full minute, and stand until the next; the samples of them are those that came. */
static void minutes_stand(void **state) {
	(void)state;
	struct tape t;
	struct history_bin out[100];
	struct derived d = { .tie = { BUS_UNKNOWN } };
	struct track_sum sum;
	int64_t from, to;
	tape_fill(&t, 1);
	t.site->gpu.array = 100;
	site_finish(t.site);
	frame_reset(&t.frame, t.site, T0);
	t.keys = (struct track_keys){ 1, { "array.1.online" } };
	t.t_ms[0] = T0 + 199999;
	t.count = 1;
	look(&t, T0 + 30000, T0 + 130000);
	assert_true(track_begin(t.track, &from, &to));
	assert_int_equal(from, T0);
	for (int i = 0; i < 130; i++) {
		t.frame.t_ms = T0 + i * 1000;
		frame_set(&t.frame, M_ARRAY_ONLINE, 0, i % 60 ? (double)NAN : 512.0 + i);
		track_add(t.track, &t.frame, &d);
	}
	track_end(t.track);
	track_query(t.track, 0, T0 + 30000, T0 + 130000, 100, out);
	for (int i = 0; i < 100; i++)
		assert_near(out[i].lowest, i < 30 ? 512 : i < 90 ? 572 : 632, 0);
	track_sum(t.track, 0, &sum);
	assert_near(sum.samples, 2, 0);
	assert_near(sum.mean, 602, 0);
	tape_free(&t);
}

static void names(void **state) {
	(void)state;
	struct site *site = model_site(2, 14);
	char key[20][SERIES_KEY_SIZE];
	struct series_info info;
	assert_int_equal(series_find(site, "gen.*.kw", key, 20), 14);
	assert_string_equal(key[0], "gen.G01.kw");
	assert_string_equal(key[13], "gen.G14.kw");
	assert_int_equal(series_find(site, "GEN.g07.OIL_kpa", key, 20), 1);
	assert_string_equal(key[0], "gen.G07.oil_kpa");
	assert_int_equal(series_find(site, "load_mw", key, 1), 1);
	assert_int_equal(series_find(site, "gen.*.k", NULL, 0), 0);
	assert_int_equal(series_find(site, "", NULL, 0), 0);
	assert_int_equal(series_find(site, "*", NULL, 0), series_count(site));
	assert_int_equal(series_find(site, "*gen*kw**", NULL, 0), 28);
	assert_true(series_info(site, "gen.G07.state", &info));
	assert_non_null(info.words);
	assert_true(series_info(site, "bus.A.hz", &info));
	assert_string_equal(info.unit, "Hz");
	assert_true(series_info(site, "headroom_mw", &info));
	assert_false(series_info(site, "gen.G15.kw", &info));
	for (size_t i = 0; i < series_count(site); i++)
		assert_true(series_info(site, series_key(site, i, key[0]), &info));
	site_free(site);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_the_plain_way), cmocka_unit_test(grows), cmocka_unit_test(gaps_and_steps), cmocka_unit_test(moving_keeps),
		cmocka_unit_test(decimated), cmocka_unit_test(bins_are_windows), cmocka_unit_test(bounds_do_not_count), cmocka_unit_test(minutes_stand), cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
