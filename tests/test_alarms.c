/* The alarm engine: delays, deadband, gaps, limits by name, and a log that does not depend on how it was fed. */
#include "alarm_night.h"

static void import(struct night *n, double mw, int seconds) {
	for (int i = 0; i < seconds; i++) {
		frame_set(&n->frame, M_FEED_MW, 0, mw);
		second(n);
	}
}

static void delays_and_deadband(void **state) {
	(void)state;
	struct alarm_rule r = rule("feed-over", "feed.*.mw", OP_GT, NAN, "limit_mw");
	r.on_s = 2;
	r.off_s = 3;
	r.deadband = 0.2;
	struct night n = night_new(1, 2, &r, 1);
	import(&n, 8, 5);    /* at the limit is not over it */
	import(&n, 8.1, 2);  /* not long enough */
	import(&n, 7.9, 1);
	log_at(&n, 0, 0);
	int64_t began = n.t_ms;
	import(&n, 8.1, 3);
	const struct alarm *a = log_at(&n, 0, 1);
	assert_int_equal(a->first_ms, began);
	assert_int_equal(a->on_ms, began + 2000);
	assert_int_equal(a->off_ms, TIME_NONE);
	assert_string_equal(a->id, "feed-over");
	assert_string_equal(a->src, "TVA");
	assert_string_equal(a->text, "text of feed-over");
	assert_near(a->value, 8.1, 1e-9);
	assert_near(a->limit, 8, 1e-9);
	assert_false(a->device);
	import(&n, 7.9, 20); /* within the deadband */
	import(&n, 7.7, 3);
	import(&n, 8.1, 1);  /* back again before the delay was over */
	assert_int_equal(log_at(&n, 0, 1)->off_ms, TIME_NONE);
	began = n.t_ms;
	import(&n, 7.8, 3);
	assert_int_equal(log_at(&n, 0, 1)->off_ms, TIME_NONE);
	import(&n, 7.8, 1);
	assert_int_equal(log_at(&n, 0, 1)->off_ms, began + 3000);
	night_free(&n);
}

/* A decimated sample says that the limit was passed within its window, not when. */
static void a_window_knows_no_exact_time(void **state) {
	(void)state;
	struct alarm_rule r = rule("feed-over", "feed.*.mw", OP_GT, NAN, "limit_mw");
	struct night n = night_new(1, 2, &r, 1);
	for (int windowed = 0; windowed < 2; windowed++) {
		n.frame.window_s = windowed * 8;
		import(&n, 8.1, 1);
		n.frame.window_s = 8 - n.frame.window_s; /* what it is raised by counts, not what comes later */
		import(&n, 8.1, 1);
		assert_int_equal(log_at(&n, (size_t)windowed, (size_t)windowed + 1)->about, windowed);
		n.frame.window_s = 0;
		import(&n, 7, 5);
	}
	night_free(&n);
}

static void chatter_is_one_alarm(void **state) {
	(void)state;
	struct alarm_rule r = rule("hz-low", "bus.A.hz", OP_LT, 59.5, "");
	r.off_s = 5;
	r.deadband = 0.1;
	struct night n = night_new(1, 2, &r, 1);
	for (int i = 0; i < 500; i++) {
		frame_set(&n.frame, M_BUS_HZ, 0, i % 3 ? 59.4 : 60);
		second(&n);
	}
	assert_int_equal(log_at(&n, 0, 1)->off_ms, TIME_NONE);
	night_free(&n);
}

static void missing_values_freeze(void **state) {
	(void)state;
	struct alarm_rule r = rule("over", "feed.*.mw", OP_GT, 8, "");
	r.on_s = 3;
	r.off_s = 3;
	struct night n = night_new(1, 2, &r, 1);
	static const enum quality qualities[] = { QUALITY_MISSING, QUALITY_STALE, QUALITY_BAD };
	import(&n, 9, 2); /* a second of three */
	for (int i = 0; i < 30; i++) {
		frame_set(&n.frame, M_FEED_MW, 0, i % 2 ? 99 : 0);
		frame_mark(&n.frame, M_FEED_MW, 0, qualities[i % 3], n.t_ms);
		second(&n);
	}
	log_at(&n, 0, 0);
	import(&n, 9, 1); /* the second from the last frame that was missing counts */
	log_at(&n, 0, 0);
	import(&n, 9, 1);
	assert_int_equal(log_at(&n, 0, 1)->on_ms, n.t_ms - 1000);
	for (int i = 0; i < 30; i++) {
		frame_mark(&n.frame, M_FEED_MW, 0, qualities[i % 3], n.t_ms);
		second(&n);
	}
	assert_int_equal(log_at(&n, 0, 1)->off_ms, TIME_NONE);
	night_free(&n);
}

static void gaps_stop_the_timers(void **state) {
	(void)state;
	struct alarm_rule r = rule("over", "feed.*.mw", OP_GT, 8, "");
	r.on_s = 3;
	r.off_s = 3;
	struct night n = night_new(1, 2, &r, 1);
	import(&n, 9, 1);
	n.t_ms += 600000;
	import(&n, 9, 1);
	log_at(&n, 0, 0);
	n.t_ms += 1400; /* 2.4 periods: no gap */
	import(&n, 9, 1);
	import(&n, 9, 1);
	log_at(&n, 0, 1);
	import(&n, 1, 1);
	n.t_ms += 600000;
	import(&n, 1, 1);
	assert_int_equal(log_at(&n, 0, 1)->off_ms, TIME_NONE);
	n.t_ms -= 60000; /* a clock that steps back does not count either */
	import(&n, 1, 1);
	assert_int_equal(log_at(&n, 0, 1)->off_ms, TIME_NONE);
	import(&n, 1, 3);
	assert_true(log_at(&n, 0, 1)->off_ms != TIME_NONE);
	night_free(&n);
}

/* One frame that is bad for every rule below, and the limit that each was held against. */
static void limits_by_name(void **state) {
	(void)state;
	struct alarm_rule rules[] = {
		rule("trip", "feed.*.mw", OP_GT, NAN, "trip_mw"),         rule("max", "gen.*.kw", OP_GT, NAN, "max_kw"),
		rule("rated", "gen.G02.kw", OP_GT, NAN, "rated_kw"),      rule("kv", "bus.*.kv", OP_LT, NAN, "nominal_kv"),
		rule("gen-hz", "gen.*.hz", OP_LT, NAN, "nominal_hz"),     rule("state", "gen.*.state", OP_EQ, NAN, "tripped"),
		rule("not-auto", "gen.*.mode", OP_NE, NAN, "auto"),       rule("least", "gen.*.kw", OP_LT, NAN, "min_kw"),
		rule("headroom", "headroom_mw", OP_LT, 30, ""),           rule("load", "load_mw", OP_GT, NAN, "import_mw"),
		rule("cap", "gpu.cap_w", OP_LT, NAN, "tdp_w"),            rule("dead", "bus.*.tie", OP_EQ, NAN, "PARALLEL"),
		rule("lost", "gen.*.oil_kpa", OP_QUALITY, NAN, "missing"), rule("old", "gen.*.kvar", OP_QUALITY, NAN, "stale"),
	};
	rules[3].limit_scale = 0.9;
	struct night n = night_new(1, 2, rules, sizeof rules / sizeof *rules);
	assert_null(alarms_fault(n.engine, 0));
	assert_true(alarms_need_derived(n.engine));
	n.site->feed[0].trip_mw = 11;
	alarms_free(n.engine);
	n.engine = alarms_new(n.site);
	for (size_t g = 0; g < 2; g++) {
		frame_set(&n.frame, M_GEN_KW, g, 2400);
		frame_set(&n.frame, M_GEN_HZ, g, 60);
		frame_set(&n.frame, M_GEN_KVAR, g, 10);
		frame_set(&n.frame, M_GEN_OIL_KPA, g, 400);
	}
	frame_set(&n.frame, M_FEED_MW, 0, 11.5);
	frame_set(&n.frame, M_GEN_MAX_KW, 0, 2000);
	frame_set(&n.frame, M_GEN_KW, 1, 2600);
	frame_set(&n.frame, M_BUS_KV, 0, 12.4);
	frame_set(&n.frame, M_GEN_HZ, 1, 59);
	frame_set(&n.frame, M_GEN_STATE, 1, GEN_TRIPPED);
	frame_set(&n.frame, M_GEN_MODE, 0, MODE_MANUAL);
	frame_mark(&n.frame, M_GEN_OIL_KPA, 0, QUALITY_MISSING, TIME_NONE);
	frame_mark(&n.frame, M_GEN_KVAR, 1, QUALITY_STALE, T0);
	second(&n);
	static const struct { const char *id, *src; double limit; } expected[] = {
		{ "trip", "TVA", 11 }, { "max", "G01", 2000 }, { "max", "G02", 2500 }, { "rated", "G02", 2500 }, { "kv", "A", 12.42 },
		{ "gen-hz", "G02", 60 }, { "state", "G02", GEN_TRIPPED }, { "not-auto", "G01", MODE_AUTO }, { "headroom", "site", 30 },
		{ "load", "site", 11.5 }, { "cap", "gpu", 700 }, { "dead", "A", BUS_PARALLEL }, { "lost", "G01", NAN }, { "old", "G02", NAN },
	};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		const struct alarm *a = log_at(&n, i, sizeof expected / sizeof *expected);
		assert_string_equal(a->id, expected[i].id);
		assert_string_equal(a->src, expected[i].src);
		if (!isnan(expected[i].limit))
			assert_near(a->limit, expected[i].limit, 1e-9);
	}
	night_free(&n);
}

static void limit_of_the_frame_wins(void **state) {
	(void)state;
	struct alarm_rule r = rule("over", "feed.*.mw", OP_GT, NAN, "limit_mw");
	struct night n = night_new(1, 2, &r, 1);
	frame_set(&n.frame, M_FEED_LIMIT_MW, 0, 50);
	import(&n, 30, 1);
	log_at(&n, 0, 0);
	frame_mark(&n.frame, M_FEED_LIMIT_MW, 0, QUALITY_STALE, T0); /* then what the site says: 8 */
	import(&n, 30, 1);
	assert_near(log_at(&n, 0, 1)->limit, 8, 0);
	night_free(&n);
}

static void absolute_residual(void **state) {
	(void)state;
	struct alarm_rule rules[] = { rule("balance", "abs(residual_mw)", OP_GT, 0.6, ""), rule("more", "residual_mw", OP_GT, 0.6, "") };
	struct night n = night_new(1, 14, rules, 2);
	import(&n, 7.82, 1);
	log_at(&n, 0, 0);
	model_mark(&n.frame, CLASS_GEN, 3, QUALITY_MISSING); /* a sum that lacks a member is no balance */
	import(&n, 7.82, 3);
	log_at(&n, 0, 0);
	model_frame(&n.frame, n.site, n.t_ms);
	import(&n, 7.0, 1);
	assert_string_equal(log_at(&n, 0, 1)->id, "balance");
	assert_near(log_at(&n, 0, 1)->value, 0.82, 1e-9);
	night_free(&n);
}

static void faults_are_told(void **state) {
	(void)state;
	struct alarm_rule rules[] = {
		rule("a", "feed.*.mww", OP_GT, 1, ""), rule("b", "feed.TVB.mw", OP_GT, 1, ""), rule("c", "nonsense", OP_GT, 1, ""),
		rule("d", "feed.*.mw", OP_GT, NAN, "limit_mww"), rule("e", "gen.*.state", OP_EQ, NAN, "broken"),
		rule("f", "gen.*.kw", OP_QUALITY, NAN, "lost"), rule("g", "headroom_mw", OP_LT, NAN, "limit_mw"), rule("h", "abs()", OP_LT, 1, ""),
		rule("i", "", OP_GT, 1, ""), rule("j", ".", OP_GT, 1, ""), rule("k", "gen..kw", OP_GT, 1, ""), rule("l", "feed.*.mw", OP_GT, 5, ""),
	};
	struct night n = night_new(1, 2, rules, sizeof rules / sizeof *rules);
	for (size_t i = 0; i < 11; i++) {
		assert_non_null(alarms_fault(n.engine, i));
		assert_memory_equal(alarms_fault(n.engine, i), "alarm ", 6);
		assert_int_equal(alarms_fault(n.engine, i)[6], rules[i].id[0]);
	}
	assert_null(alarms_fault(n.engine, 11));
	import(&n, 6, 1); /* the rule that is sound still works */
	assert_string_equal(log_at(&n, 0, 1)->id, "l");
	night_free(&n);
}

static void a_new_site_goes_on(void **state) {
	(void)state;
	struct alarm_rule rules[] = { rule("over", "gen.*.kw", OP_GT, 2000, ""), rule("gone", "gen.*.kw", OP_GT, 2000, "") };
	struct night n = night_new(1, 3, rules, 2);
	for (size_t g = 0; g < 3; g++)
		frame_set(&n.frame, M_GEN_KW, g, g == 1 ? 2200 : 1000);
	second(&n);
	log_at(&n, 0, 2);
	struct site *next = model_site(1, 5); /* two more sets, one rule less */
	rules_set(next, rules, 1);
	alarms_resite(n.engine, next);
	struct frame f;
	frame_init(&f);
	model_frame(&f, next, n.t_ms);
	for (size_t g = 0; g < 5; g++)
		frame_set(&f, M_GEN_KW, g, g == 1 ? 2200 : 1000);
	alarms_frame(n.engine, &f, NULL);
	const struct alarm *a = log_at(&n, 0, 2);
	assert_int_equal(a[0].off_ms, TIME_NONE);         /* still the same alarm */
	assert_int_equal(a[1].off_ms, n.t_ms - 1000);     /* its rule is gone */
	frame_set(&f, M_GEN_KW, 1, 1000);
	frame_set(&f, M_GEN_KW, 4, 2300);
	f.t_ms += 1000;
	alarms_frame(n.engine, &f, NULL);
	a = log_at(&n, 0, 3);
	assert_int_equal(a[0].off_ms, f.t_ms);
	assert_string_equal(a[2].src, "G05");
	frame_free(&f);
	night_free(&n);
	site_free(next);
}

static const struct alarm_rule night_rules[] = {
	{ .id = "over", .value = "gen.*.kw", .op = OP_GT, .limit = 2000, .limit_scale = 1, .deadband = 50, .on_s = 2, .off_s = 3 },
	{ .id = "under", .value = "gen.*.kw", .op = OP_LE, .limit = 1200, .limit_scale = 1, .deadband = 50, .on_s = 0, .off_s = 1 },
	{ .id = "max", .value = "gen.*.kw", .op = OP_GE, .limit = NAN, .limit_key = "max_kw", .limit_scale = .8, .on_s = 1, .off_s = 0 },
	{ .id = "lost", .value = "gen.*.kw", .op = OP_QUALITY, .limit = NAN, .limit_key = "missing", .limit_scale = 1, .on_s = 1 },
	{ .id = "state", .value = "gen.*.state", .op = OP_NE, .limit = NAN, .limit_key = "loaded", .limit_scale = 1, .off_s = 2 },
	{ .id = "hz", .value = "abs(bus.*.hz)", .op = OP_LT, .limit = 59.9, .limit_scale = 1, .on_s = 1, .off_s = 1 },
};

static void random_step(struct frame *f, size_t gens, uint64_t *seed) {
	for (size_t g = 0; g < gens; g++) {
		double kw = frame_get(f, M_GEN_KW, g).value;
		kw = (isnan(kw) ? 1600 : kw) + (double)(model_random(seed) % 401) - 200;
		frame_set(f, M_GEN_KW, g, kw < 900 || kw > 2400 ? 1600 : kw);
		if (model_random(seed) % 20 == 0)
			frame_mark(f, M_GEN_KW, g, (enum quality)(model_random(seed) % 4), f->t_ms);
		frame_set(f, M_GEN_STATE, g, model_random(seed) % 30 ? GEN_LOADED : GEN_COOLING);
	}
	frame_set(f, M_BUS_HZ, 0, 59.8 + (double)(model_random(seed) % 100) / 300);
}

/* The same rules read one value at a time, as alarms.h tells it: the engine's quick test must not lose anything. */
struct slow_point { int phase; int64_t held_ms; };
static void slow_step(struct slow_point *p, const struct alarm_rule *r, bool bad, bool back, int64_t passed_ms, size_t *raised) {
	if (p->phase == 0 && bad) {
		p->phase = 1;
		p->held_ms = -passed_ms;
	}
	if (p->phase == 1) {
		p->held_ms += passed_ms;
		if (!bad) {
			p->phase = 0;
		} else if ((double)p->held_ms >= r->on_s * 1000) {
			p->phase = 2;
			++*raised;
		}
	} else if (p->phase >= 2) {
		p->held_ms = p->phase == 2 ? 0 : p->held_ms + passed_ms;
		p->phase = back ? 3 : 2;
		if (back && (double)p->held_ms >= r->off_s * 1000)
			p->phase = 0;
	}
}

static void quick_test_loses_nothing(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	struct night n = night_new(1, 14, night_rules, 6);
	struct slow_point over[14] = { { 0, 0 } }, under[14] = { { 0, 0 } };
	size_t raised = 0, found = 0, count;
	for (int i = 0; i < 5000; i++) {
		random_step(&n.frame, 14, &seed);
		second(&n);
		for (size_t g = 0; g < 14; g++) {
			struct reading kw = frame_get(&n.frame, M_GEN_KW, g);
			if (kw.quality != QUALITY_GOOD)
				continue;
			slow_step(&over[g], &night_rules[0], kw.value > 2000, kw.value <= 1950, i ? 1000 : 0, &raised);
			slow_step(&under[g], &night_rules[1], kw.value <= 1200, kw.value > 1250, i ? 1000 : 0, &raised);
		}
	}
	const struct alarm *log = alarms_log(n.engine, &count);
	for (size_t i = 0; i < count; i++)
		found += !strcmp(log[i].id, "over") || !strcmp(log[i].id, "under");
	assert_true(raised > 1000);
	assert_int_equal(found, raised);
	night_free(&n);
}

/* Slices, and looking at the log between them, change nothing. */
static void slices_change_nothing(void **state) {
	(void)state;
	uint64_t seed = model_seed(), again = seed;
	struct night a = night_new(1, 14, night_rules, 6), b = night_new(1, 14, night_rules, 6);
	const struct alarm *out[64];
	size_t count_a, count_b;
	for (int i = 0; i < 3000; i++) {
		random_step(&a.frame, 14, &seed);
		second(&a);
	}
	for (int i = 0; i < 3000; i++) {
		random_step(&b.frame, 14, &again);
		second(&b);
		if (i % 7 == 0) {
			alarms_log(b.engine, &count_b);
			alarms_active(b.engine, b.t_ms, out, 64);
		}
	}
	const struct alarm *log_a = alarms_log(a.engine, &count_a), *log_b = alarms_log(b.engine, &count_b);
	assert_true(count_a > 500);
	assert_int_equal(count_a, count_b);
	for (size_t i = 0; i < count_a; i++) {
		assert_int_equal(log_a[i].on_ms, log_b[i].on_ms);
		assert_int_equal(log_a[i].off_ms, log_b[i].off_ms);
		assert_string_equal(log_a[i].id, log_b[i].id);
		assert_string_equal(log_a[i].src, log_b[i].src);
	}
	night_free(&a);
	night_free(&b);
}

static void no_site_no_objects(void **state) {
	(void)state;
	struct alarm_rule rules[] = { rule("a", "gen.*.kw", OP_GT, 1, ""), rule("b", "feed.*.mw", OP_GT, NAN, "limit_mw") };
	struct night n = night_new(0, 0, rules, 2);
	assert_null(alarms_fault(n.engine, 0)); /* all of none is no fault */
	second(&n);
	log_at(&n, 0, 0);
	struct frame empty;
	frame_init(&empty);
	alarms_frame(n.engine, &empty, NULL);
	night_free(&n);
	alarms_free(NULL);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delays_and_deadband), cmocka_unit_test(chatter_is_one_alarm), cmocka_unit_test(a_window_knows_no_exact_time), cmocka_unit_test(missing_values_freeze),
		cmocka_unit_test(gaps_stop_the_timers), cmocka_unit_test(limits_by_name), cmocka_unit_test(limit_of_the_frame_wins),
		cmocka_unit_test(absolute_residual), cmocka_unit_test(faults_are_told), cmocka_unit_test(a_new_site_goes_on),
		cmocka_unit_test(quick_test_loses_nothing), cmocka_unit_test(slices_change_nothing), cmocka_unit_test(no_site_no_objects),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
