/* History: nothing that was sampled gets lost at any zoom, a gap stays one, and the order of reading does not matter. */
#include "history_tape.h"

static void keys(void **state) {
	(void)state;
	struct tape t = tape_new(14, 100);
	static const char *const all[] = { "load_mw", "gpus_fit", "bus.A.hz", "bus.A.kv", "feed.TVA.mw", "gen.G01.kw", "gen.G14.kw", "gpu.online" };
	static const char *const none[] = { "", "load", "bus.B.hz", "bus.A.hz_min", "gen.G15.kw", "gen.G01.oil_kpa", "gen.*.kw", "gpu.mw" };
	assert_int_equal(history_series_count(t.h), DERIVED_COUNT + 2 + 1 + 14 + 1);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		assert_true(series(&t, all[i]) < history_series_count(t.h));
		for (size_t k = 0; k < i; k++)
			assert_int_not_equal(series(&t, all[i]), series(&t, all[k]));
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(history_series_find(t.h, none[i]), -1);
	put(&t, 0, 30);
	struct history_bin bin;
	static const double values[] = { 30, 31999, 60.01, 13.78, 3, 22670.0 / 14, 22670.0 / 14, 32000 };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (i == 1)
			continue;
		history_query(t.h, series(&t, all[i]), T0, T0 + 1000, 1, &bin, NULL);
		assert_near(bin.lowest, values[i], 1e-3 * values[i]);
		assert_near(bin.highest, values[i], 1e-3 * values[i]);
	}
	tape_free(&t);
}

/* A spike up and a dip of one sample each, seen in some column at every zoom and place that shows them. */
static void spikes_at_every_zoom(void **state) {
	(void)state;
	enum { DAYS_3 = 3 * 86400 };
	struct tape t = tape_new(1, DAYS_3);
	static const int64_t up = 200001, down = 20003; /* beyond the window of level 0, and within */
	for (int64_t s = 0; s < DAYS_3; s++)
		put(&t, s, s == up ? 99 : s == down ? -7 : 30);
	size_t load = series(&t, "load_mw");
	static const size_t counts[] = { 1, 2, 3, 7, 80, 113, 400, 1000 };
	struct history_bin out[1000];
	for (int64_t width = 2 * DAYS_3; width > 10; width = width * 2 / 3)
		for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
			for (size_t k = 0; k < 2; k++) {
				int64_t at = k ? up : down, from = at - width * 2 / 5, bin_ms;
				history_query(t.h, load, T0 + from * 1000, T0 + (from + width) * 1000, counts[c], out, &bin_ms);
				size_t seen = 0;
				for (size_t i = 0; i < counts[c]; i++) {
					assert_true(isnan(out[i].lowest) == isnan(out[i].highest));
					seen += k ? out[i].highest > 98 : out[i].lowest < -6;
				}
				assert_true(seen >= 1);
				if (width * 1000 / (int64_t)counts[c] >= bin_ms)
					assert_int_equal(seen, 1); /* and not smeared over the one beside it */
			}
	tape_free(&t);
}

static void gaps_stay_gaps(void **state) {
	(void)state;
	struct tape t = tape_new(1, 3600);
	for (int64_t s = 0; s < 3600; s++)
		if (s < 1000 || s >= 2000)
			put(&t, s, 30);
	struct history_bin out[3600];
	size_t load = series(&t, "load_mw");
	history_query(t.h, load, T0, T0 + 3600000, 3600, out, NULL);
	for (int64_t s = 0; s < 3600; s++)
		assert_int_equal(isnan(out[s].lowest), s >= 1000 && s < 2000);
	history_query(t.h, load, T0, T0 + 3600000, 36, out, NULL);
	for (int64_t i = 0; i < 36; i++)
		assert_int_equal(isnan(out[i].highest), i >= 10 && i < 20);
	tape_free(&t);
	t = tape_new(1, 3600);
	for (int64_t s = 0; s < 100; s += 2) { /* one that is not good is a gap of its series only */
		frame_mark(&t.frame, M_FEED_MW, 0, QUALITY_STALE, T0);
		t.frame.t_ms = T0 + s * 1000;
		history_add(t.h, &t.frame, &t.derived);
	}
	history_query(t.h, series(&t, "feed.TVA.mw"), T0, T0 + 100000, 100, out, NULL);
	for (int64_t i = 0; i < 100; i++)
		assert_true(isnan(out[i].lowest));
	history_query(t.h, load, T0, T0 + 99000, 99, out, NULL);
	for (int64_t i = 0; i < 99; i++) /* every second sample is no gap yet: the one before stands */
		assert_true(!isnan(out[i].lowest));
	tape_free(&t);
}

/* A sum of which a member is missing is at least that much, and no reading: its lowest would be none. Capacity stands behind the load all the same. */
static void bounds_are_no_readings(void **state) {
	(void)state;
	struct tape t = tape_new(2, 3600);
	for (int64_t s = 0; s < 3600; s++) {
		if (s == 1800)
			for (size_t i = 0; i < 6; i++)
				frame_mark(&t.frame, (enum metric_id[]){ M_GEN_STATE, M_GEN_BREAKER, M_GEN_KW }[i % 3], i / 3, QUALITY_MISSING, TIME_NONE);
		power_derive(&t.frame, NULL, &t.derived);
		put(&t, s, 30);
	}
	static const char *const left_out[] = { "supply_mw", "headroom_mw", "n1_mw", "gen_mw", "firm_mw" }, *const kept[] = { "online_mw", "available_mw", "load_mw", "feed.TVA.mw" };
	struct history_bin out[4];
	for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++) {
		history_query(t.h, series(&t, left_out[i]), T0, T0 + 3600000, 4, out, NULL);
		assert_true(!isnan(out[0].lowest) && isnan(out[3].lowest) && isnan(out[3].highest));
	}
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		history_query(t.h, series(&t, kept[i]), T0, T0 + 3600000, 4, out, NULL);
		assert_true(!isnan(out[0].lowest) && !isnan(out[3].lowest));
	}
	history_query(t.h, series(&t, "online_mw"), T0, T0 + 3600000, 4, out, NULL);
	assert_near(out[0].lowest, 13, 1e-6);
	assert_near(out[3].highest, 8, 1e-6);
	assert_true(history_keeps_bounds(D_ONLINE_MW) && history_keeps_bounds(D_AVAILABLE_MW) && !history_keeps_bounds(D_HEADROOM_MW));
	tape_free(&t);
}

/* Columns narrower than a sample repeat it; nothing is made up between two. */
static void finer_than_the_samples(void **state) {
	(void)state;
	struct tape t = tape_new(1, 100);
	for (int64_t s = 0; s < 100; s++)
		put(&t, s, (double)s);
	struct history_bin out[1000];
	int64_t bin_ms;
	history_query(t.h, series(&t, "load_mw"), T0 + 10000, T0 + 20000, 1000, out, &bin_ms);
	assert_int_equal(bin_ms, 1000);
	for (int64_t i = 0; i < 1000; i++) {
		assert_near(out[i].lowest, (double)(10 + i / 100), 0);
		assert_near(out[i].highest, (double)(10 + i / 100), 0);
	}
	tape_free(&t);
}

static void frequency_within_the_sample(void **state) {
	(void)state;
	struct tape t = tape_new(1, 1000000);
	frame_set(&t.frame, M_BUS_HZ_MIN, 0, 59.1);
	frame_set(&t.frame, M_BUS_HZ_MAX, 0, 60.7);
	put(&t, 50, 30);
	put(&t, 900000, 30);
	struct history_bin out;
	history_query(t.h, series(&t, "bus.A.hz"), T0 + 50000, T0 + 51000, 1, &out, NULL);
	assert_near(out.lowest, 59.1, 1e-4);
	assert_near(out.highest, 60.7, 1e-4);
	history_query(t.h, series(&t, "bus.A.hz"), T0 + 100000000, T0 + 1000000000, 1, &out, NULL); /* from level 1 */
	assert_near(out.lowest, 59.1, 1e-4);
	assert_near(out.highest, 60.7, 1e-4);
	history_query(t.h, series(&t, "bus.A.kv"), T0, T0 + 1000000000, 1, &out, NULL);
	assert_near(out.lowest, 13.78, 1e-4);
	tape_free(&t);
}

/* What a decimated frame tells of its window is drawn at its place, from both levels; a plain frame after it tells nothing of the kind. */
static void lowest_and_highest_of_a_window(void **state) {
	(void)state;
	struct tape t = tape_new(2, 1000000);
	static const struct { const char *series, *column; double low, high; } cases[] = {
		{ "load_mw", "gpu.mw", 1, 77 }, { "bus.A.hz", "bus.A.hz", 59, 61 }, { "bus.A.kv", "bus.A.kv", 12, 15 }, { "feed.TVA.mw", "feed.TVA.mw", -4, 9 },
		{ "gen.G02.kw", "gen.G02.kw", 0, 22222 }, { "gpu.online", "gpu.online", 100, 40000 },
	};
	struct history_bin out;
	t.frame.window_s = 60;
	frame_begin_range(&t.frame);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t column = (size_t)site_column_find(t.site, cases[i].column, strlen(cases[i].column));
		t.frame.low[column] = cases[i].low;
		t.frame.high[column] = cases[i].high;
	}
	for (int round = 0; round < 2; round++) {
		int64_t from, to;
		if (round == 0) {
			put(&t, 1000, 30);
			put(&t, 900000, 30);
		} else { /* away, back, and fed again */
			assert_true(history_refine(t.h, T0 + 800000000, T0 + 800001000, &from, &to));
			assert_true(history_refine(t.h, T0 + 800000, T0 + 1200000, &from, &to));
			t.frame.t_ms = T0 + 1000000;
			history_refine_add(t.h, &t.frame, &t.derived);
		}
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			history_query(t.h, series(&t, cases[i].series), T0 + 990000, T0 + 1010000, 1, &out, NULL);
			assert_near(out.lowest, cases[i].low, 1e-4);
			assert_near(out.highest, cases[i].high, 1e-4);
			history_query(t.h, series(&t, cases[i].series), T0, T0 + 1000000000, 1, &out, NULL);
			assert_near(out.lowest, cases[i].low, 1e-4);
			assert_near(out.highest, cases[i].high, 1e-4);
		}
	}
	history_query(t.h, series(&t, "gen.G01.kw"), T0 + 990000, T0 + 1010000, 1, &out, NULL); /* of which nothing was told */
	assert_near(out.lowest, out.highest, 0);
	t.frame.window_s = 0;
	put(&t, 2000, 30);
	history_query(t.h, series(&t, "load_mw"), T0 + 1990000, T0 + 2010000, 1, &out, NULL);
	assert_near(out.lowest, 30, 1e-4);
	assert_near(out.highest, 30, 1e-4);
	tape_free(&t);
}

static void odd_ranges(void **state) {
	(void)state;
	struct tape t = tape_new(1, 100);
	struct history_bin out[8];
	int64_t bin_ms = 0;
	size_t load = series(&t, "load_mw");
	history_query(t.h, load, T0, T0 + 1000, 8, out, &bin_ms); /* nothing in it */
	for (size_t i = 0; i < 8; i++)
		assert_true(isnan(out[i].lowest));
	for (int64_t s = 0; s < 100; s++)
		put(&t, s, 30);
	static const int64_t ranges[][2] = {
		{ T0 - 100000, T0 }, { T0 + 101000, T0 + 200000 }, { T0 + 50000, T0 + 50000 }, { T0 + 50000, T0 + 40000 },
		{ INT64_MIN, T0 - 1 }, { INT64_MAX - 1, INT64_MAX }, { INT64_MIN, INT64_MIN },
	};
	for (size_t r = 0; r < sizeof ranges / sizeof *ranges; r++) {
		history_query(t.h, load, ranges[r][0], ranges[r][1], 8, out, &bin_ms);
		for (size_t i = 0; i < 8; i++)
			assert_true(isnan(out[i].lowest) && isnan(out[i].highest));
	}
	out[0].lowest = 5;
	history_query(t.h, load, T0, T0 + 1000, 0, out, &bin_ms);
	assert_near(out[0].lowest, 5, 0); /* nothing asked, nothing written */
	history_query(t.h, load, INT64_MIN, INT64_MAX, 1, out, &bin_ms);
	assert_near(out[0].lowest, 30, 0);
	history_query(t.h, 100000, T0, T0 + 1000, 1, out, &bin_ms); /* no such series */
	assert_true(isnan(out[0].lowest));
	history_query(t.h, load, T0 - 50000, T0 + 50000, 2, out, NULL);
	assert_true(isnan(out[0].lowest));
	assert_near(out[1].lowest, 30, 0);
	tape_free(&t);
	history_free(NULL);
}

/* The same samples in any order give the same bins of level 1, and level 0 takes those that are a little late. */
static void any_order(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	enum { COUNT = 20000 };
	struct tape a = tape_new(1, COUNT), b = tape_new(1, COUNT);
	static int64_t order[COUNT];
	for (int64_t s = 0; s < COUNT; s++)
		order[s] = s;
	for (size_t i = 0; i < COUNT; i++) { /* nothing comes more than 40 late */
		size_t k = i - i % 40 + model_random(&seed) % 40;
		int64_t s = order[i];
		order[i] = order[k];
		order[k] = s;
	}
	for (int64_t s = 0; s < COUNT; s++)
		put(&a, s, (double)(s % 977));
	for (size_t i = 0; i < COUNT; i++)
		put(&b, order[i], (double)(order[i] % 977));
	struct history_bin out_a[200], out_b[200];
	for (int64_t width = COUNT; width > 100; width /= 2) {
		history_query(a.h, series(&a, "load_mw"), T0 + 5000, T0 + width * 1000, 200, out_a, NULL);
		history_query(b.h, series(&b, "load_mw"), T0 + 5000, T0 + width * 1000, 200, out_b, NULL);
		for (size_t i = 0; i < 200; i++) {
			assert_near(out_b[i].lowest, out_a[i].lowest, 0);
			assert_near(out_b[i].highest, out_a[i].highest, 0);
		}
	}
	tape_free(&a);
	tape_free(&b);
}

/* It grows far beyond the length it was made for: bins get wider, and nothing is lost. */
static void growing_end(void **state) {
	(void)state;
	struct tape t = tape_new(256, 10);
	int64_t step = 3600, count = 24 * 365, spike = 4321, bin_ms;
	for (int64_t i = 0; i < count; i++)
		put(&t, i * step, i == spike ? 77 : 30);
	struct history_bin out[100];
	history_query(t.h, series(&t, "load_mw"), T0, T0 + count * step * 1000, 100, out, &bin_ms);
	assert_true(bin_ms > 64000);
	size_t seen = 0;
	for (size_t i = 0; i < 100; i++) {
		assert_near(out[i].lowest, 30, 0);
		seen += out[i].highest > 76;
	}
	assert_int_equal(seen, 1);
	put(&t, INT64_C(100000000000), 500); /* a clock that jumped by 3,000 years changes nothing */
	int64_t after;
	history_query(t.h, series(&t, "load_mw"), T0, T0 + count * step * 1000, 100, out, &after);
	assert_int_equal(after, bin_ms);
	put(&t, -5, 500); /* before the beginning */
	history_query(t.h, series(&t, "load_mw"), T0 - 10000, T0 + 1000, 1, out, NULL);
	assert_near(out[0].highest, 30, 0);
	tape_free(&t);
}

static void odd_sites(void **state) {
	(void)state;
	static const double periods[] = { 0, -1, NAN, 1e-9, 0.02, 2, 3600, 1e300, INFINITY };
	struct history_bin out[4];
	int64_t bin_ms, from, to;
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
		struct tape t = tape_new(2, 100);
		history_free(t.h);
		t.site->period_s = periods[i];
		t.h = history_new(t.site, T0, T0 + 1000000);
		for (int64_t s = 0; s < 100; s++)
			put(&t, s, 30);
		history_query(t.h, 0, T0, T0 + 100000, 4, out, &bin_ms);
		assert_true(bin_ms > 0);
		history_refine(t.h, T0 + 1000, T0 + 90000, &from, &to);
		tape_free(&t);
	}
	struct tape t = tape_new(2, 100);
	history_free(t.h);
	t.h = history_new(t.site, INT64_MIN, INT64_MAX);
	put(&t, 0, 30);
	history_query(t.h, series(&t, "load_mw"), INT64_MIN, INT64_MAX, 1, out, &bin_ms);
	assert_near(out[0].lowest, 30, 0);
	struct site *other = model_site(2, 2); /* another shape does no harm at an end of time */
	struct frame f;
	frame_init(&f);
	model_frame(&f, other, T0);
	history_add(t.h, &f, &t.derived);
	frame_reset(&f, other, T0);
	history_refine_add(t.h, &f, &t.derived);
	frame_free(&f);
	site_free(other);
	tape_free(&t);
}

/* A site that changes keeps its past: sums go on, objects are found by their ids, those that are gone are a gap. */
static void another_site_goes_on(void **state) {
	(void)state;
	struct tape t = tape_new(14, 100);
	struct site *other = model_site(1, 3);
	struct frame f;
	struct history_bin out;
	int64_t bin_ms;
	for (int64_t s = 0; s < 50; s++)
		put(&t, s, 30);
	frame_init(&f);
	for (int64_t s = 50; s < 100; s++) {
		model_frame(&f, other, T0 + s * 1000);
		frame_set(&f, M_GEN_KW, 1, 777);
		t.derived.q[D_LOAD_MW].value = 20;
		history_add(t.h, &f, &t.derived);
	}
	history_query(t.h, series(&t, "load_mw"), T0 + 60000, T0 + 90000, 1, &out, &bin_ms);
	assert_near(out.lowest, 20, 0);
	history_query(t.h, series(&t, "load_mw"), T0, T0 + 40000, 1, &out, &bin_ms);
	assert_near(out.lowest, 30, 0);
	history_query(t.h, series(&t, "gen.G02.kw"), T0 + 60000, T0 + 90000, 1, &out, &bin_ms);
	assert_near(out.highest, 777, 0);
	history_query(t.h, series(&t, "gen.G05.kw"), T0 + 60000, T0 + 90000, 1, &out, &bin_ms);
	assert_true(isnan(out.highest));
	frame_free(&f);
	site_free(other);
	tape_free(&t);
}

/* Against a plain list of samples. */
static void agrees_with_a_list(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	enum { COUNT = 7200 };
	static double list[COUNT];
	struct tape t = tape_new(1, COUNT);
	for (int64_t s = 0; s < COUNT; s++) {
		list[s] = model_random(&seed) % 200 == 0 || (s > 3000 && s < 3300) ? NAN : (double)(model_random(&seed) % 1000);
		if (!isnan(list[s]))
			put(&t, s, list[s]);
	}
	struct history_bin out[50];
	for (int round = 0; round < 300; round++) {
		int64_t per = 1 + (int64_t)(model_random(&seed) % 100), from = (int64_t)(model_random(&seed) % COUNT) - 100;
		history_query(t.h, series(&t, "load_mw"), T0 + from * 1000, T0 + (from + per * 50) * 1000, 50, out, NULL);
		for (int64_t i = 0; i < 50; i++) {
			double low = NAN, high = NAN;
			for (int64_t s = from + i * per; s < from + (i + 1) * per; s++)
				if (s >= 0 && s < COUNT && !isnan(list[s])) {
					low = low <= list[s] ? low : list[s];
					high = high >= list[s] ? high : list[s];
				}
			if (isnan(low)) { /* what stands there, if anything, is the sample before */
				int64_t s = from + i * per;
				assert_true(isnan(out[i].lowest) || (per == 1 && s > 0 && s < COUNT && out[i].lowest == (float)list[s - 1]));
				continue;
			}
			assert_near(out[i].lowest, low, 0);
			assert_near(out[i].highest, high, 0);
		}
	}
	tape_free(&t);
}

/* A line per window, as a daemon sends of what is long past: it stands for its whole window, and a window without one is a gap. */
static void windows_stand_for_their_time(void **state) {
	(void)state;
	enum { WINDOWS = 30, MISSING = 12 };
	static const int64_t widths_s[] = { 10, 60, 1200 };
	for (size_t w = 0; w < sizeof widths_s / sizeof *widths_s; w++) {
		int64_t width = widths_s[w], begin = (T0 / 1000 + width - 1) / width * width - T0 / 1000;
		struct tape t = tape_new(2, begin + WINDOWS * width);
		size_t load = series(&t, "load_mw");
		t.frame.window_s = (double)width;
		for (int64_t i = 0; i < WINDOWS; i++)
			if (i != MISSING)
				put(&t, begin + (i + 1) * width - 1, 30 + (double)i);
		for (int64_t at = 0; at < WINDOWS * width; at += width / 5) {
			struct history_bin bin;
			history_query(t.h, load, T0 + (begin + at) * 1000, T0 + (begin + at + width / 5) * 1000, 1, &bin, NULL);
			bool missing = at / width == MISSING;
			bool edge = at / width == MISSING + 1 || at / width == MISSING - 1 || missing; /* bins of level 1 are 64 s wide */
			if (!edge || (missing && width == 1200 && at % width > width / 5 && at % width < width * 3 / 5))
				assert_int_equal(isnan(bin.lowest), missing);
			int64_t width_ms;
			history_query(t.h, load, T0 + (begin + at) * 1000, T0 + (begin + at + width / 5) * 1000, 1, &bin, &width_ms);
			if (!edge)
				assert_int_equal(width_ms, width * 1000 > 1000 ? width * 1000 : 1000); /* it is not shown as if it were finer */
			if (!edge)
				assert_true(bin.lowest <= (float)(31 + at / width) && bin.highest >= (float)(29 + at / width));
		}
		tape_free(&t);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(windows_stand_for_their_time), cmocka_unit_test(keys), cmocka_unit_test(spikes_at_every_zoom), cmocka_unit_test(gaps_stay_gaps), cmocka_unit_test(bounds_are_no_readings),
		cmocka_unit_test(finer_than_the_samples), cmocka_unit_test(frequency_within_the_sample), cmocka_unit_test(lowest_and_highest_of_a_window),
		cmocka_unit_test(odd_ranges), cmocka_unit_test(any_order), cmocka_unit_test(growing_end), cmocka_unit_test(odd_sites),
		cmocka_unit_test(another_site_goes_on), cmocka_unit_test(agrees_with_a_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
