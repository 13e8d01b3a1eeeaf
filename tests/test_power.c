/* Derived values against the worked figures of the default site. */
#include "model_scene.h"

static void all_well(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	static const struct { enum derived_id id; double value; } expected[] = {
		{ D_AVAILABLE_MW, 43 }, { D_FIRM_MW, 40.5 }, { D_FIRM_FEED_MW, 35 }, { D_RATED_MW, 43 }, { D_ONLINE_MW, 43 },
		{ D_RUNNING_MW, 35 }, { D_IMPORT_MW, 7.82 }, { D_GEN_MW, 22.67 }, { D_SUPPLY_MW, 30.49 }, { D_LOAD_MW, 30.49 },
		{ D_RESIDUAL_MW, 0 }, { D_HEADROOM_MW, 12.51 }, { D_SPINNING_MW, 12.33 }, { D_N1_SET_MW, 10.01 }, { D_N1_FEED_MW, 4.51 },
		{ D_N1_MW, 4.51 }, { D_START_LOAD_MW, 42.988 }, { D_START_MARGIN_MW, 0.012 }, { D_START_N1_MW, -2.488 },
		{ D_WATTS_PER_GPU, 30.49e6 / 32000 }, { D_GPUS_FIT, 32008 }, { D_GPUS_FIT_FIRM, 30147 },
	};
	for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
		const struct quantity *q = &s.d.q[expected[i].id];
		assert_near(q->value, expected[i].value, 1e-6);
		assert_int_equal(q->reporting, q->total);
	}
	assert_nothing(s, D_STORE_MW);
	assert_members(s, D_AVAILABLE_MW, 15, 15);
	assert_string_equal(s.d.n1_worst, "TVA");
	assert_int_equal(s.d.tie[0], BUS_PARALLEL);
	assert_int_equal(s.d.gens_in_state[GEN_LOADED], 14);
	assert_int_equal(s.d.gens_reporting, 14);
	scene_free(&s);
}

/* DESIGN.md's screen: G07 has tripped. */
static void a_set_trips(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	model_trip(&s.frame, 6);
	frame_set(&s.frame, M_GEN_KW, 6, 4); /* noise of the meter behind an open breaker */
	derive(&s);
	assert_near(VALUE(s, D_AVAILABLE_MW), 40.5, 1e-9);
	assert_near(VALUE(s, D_FIRM_MW), 38, 1e-9);
	assert_near(VALUE(s, D_RATED_MW), 43, 1e-9);
	assert_near(VALUE(s, D_HEADROOM_MW), 10.01, 1e-9);
	assert_near(VALUE(s, D_N1_MW), 2.01, 1e-9);
	assert_near(VALUE(s, D_N1_SET_MW), 7.51, 1e-9);
	assert_near(VALUE(s, D_START_MARGIN_MW), -2.488, 1e-9);
	assert_near(VALUE(s, D_GPUS_FIT), 30147, 0);
	assert_near(VALUE(s, D_GEN_MW), 13 * 22.67 / 14, 1e-9); /* nothing of the noise */
	assert_members(s, D_GEN_MW, 14, 14);
	assert_int_equal(s.d.gens_in_state[GEN_TRIPPED], 1);
	for (enum gen_state st = 0; st < GEN_STATE_COUNT; st++) { /* which states count as available */
		frame_set(&s.frame, M_GEN_STATE, 6, st);
		derive(&s);
		bool out = st == GEN_TRIPPED || st == GEN_LOCKOUT || st == GEN_OUT_OF_SERVICE;
		assert_near(VALUE(s, D_AVAILABLE_MW), out ? 40.5 : 43, 1e-9);
		assert_near(VALUE(s, D_ONLINE_MW), 40.5, 1e-9); /* its breaker is open */
	}
	scene_free(&s);
}

static void missing_members_make_a_lower_bound(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	static const enum quality qualities[] = { QUALITY_MISSING, QUALITY_STALE, QUALITY_BAD };
	for (size_t i = 0; i < 3; i++) {
		model_frame(&s.frame, s.site, T0);
		model_mark(&s.frame, CLASS_GEN, 7, qualities[i]);
		derive(&s);
		assert_near(VALUE(s, D_GEN_MW), 13 * 22.67 / 14, 1e-9);
		assert_members(s, D_GEN_MW, 13, 14);
		assert_members(s, D_SUPPLY_MW, 14, 15);
		assert_near(VALUE(s, D_AVAILABLE_MW), 40.5, 1e-9);
		assert_members(s, D_AVAILABLE_MW, 14, 15);
		assert_members(s, D_START_MARGIN_MW, 14, 15);
		assert_members(s, D_RATED_MW, 15, 15);
		assert_near(VALUE(s, D_ONLINE_MW), 40.5, 1e-9);
		assert_members(s, D_ONLINE_MW, 14, 15);
		assert_int_equal(s.d.gens_reporting, 13);
		assert_int_equal(s.d.gens_total, 14);
		assert_int_equal(s.d.gens_in_state[GEN_LOADED], 13);
	}
	scene_free(&s);
}

static void stale_breaker_counts_as_open_for_margins(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	frame_mark(&s.frame, M_GEN_BREAKER, 0, QUALITY_STALE, T0);
	frame_mark(&s.frame, M_FEED_BREAKER, 0, QUALITY_STALE, T0);
	derive(&s);
	assert_near(VALUE(s, D_ONLINE_MW), 32.5, 1e-9);
	assert_members(s, D_ONLINE_MW, 13, 15);
	assert_near(VALUE(s, D_N1_FEED_MW), 32.5 - 30.49, 1e-9); /* no feed to lose any more */
	assert_string_equal(s.d.n1_worst, "G02");
	assert_near(VALUE(s, D_AVAILABLE_MW), 43, 1e-9);
	assert_near(VALUE(s, D_SUPPLY_MW), 30.49, 1e-9); /* what is measured is measured */
	assert_int_equal(s.d.tie[0], BUS_UNKNOWN);
	scene_free(&s);
}

static void rule_4_silent_sets_that_still_carry(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	double last[14];
	for (size_t g = 0; g < 14; g++)
		last[g] = 22670.0 / 14;
	for (size_t g = 3; g < 6; g++)
		model_mark(&s.frame, CLASS_GEN, g, QUALITY_MISSING);
	power_derive(&s.frame, last, &s.d);
	assert_near(s.d.missing_kw, 3 * 22670.0 / 14, 1e-6);
	assert_near(VALUE(s, D_RESIDUAL_MW), -3 * 22.67 / 14, 1e-9);
	assert_true(s.d.probably_carrying);
	frame_set(&s.frame, M_GPU_MW, 0, 30.49 - 0.7); /* 2.3 % off */
	power_derive(&s.frame, last, &s.d);
	assert_false(s.d.probably_carrying);
	frame_set(&s.frame, M_GPU_MW, 0, 30.49 - 0.5);
	power_derive(&s.frame, last, &s.d);
	assert_true(s.d.probably_carrying);
	frame_set(&s.frame, M_GPU_MW, 0, 30.49 - 3 * 22.67 / 14); /* they are gone, and so is the load */
	power_derive(&s.frame, last, &s.d);
	assert_false(s.d.probably_carrying);
	for (size_t g = 0; g < 14; g++)
		last[g] = NAN;
	frame_set(&s.frame, M_GPU_MW, 0, 30.49);
	power_derive(&s.frame, last, &s.d); /* nobody knows what they carried */
	assert_near(s.d.missing_kw, 0, 0);
	assert_false(s.d.probably_carrying);
	model_frame(&s.frame, s.site, T0);
	model_mark(&s.frame, CLASS_GEN, 3, QUALITY_STALE); /* a stale reading is its own last one */
	derive(&s);
	assert_near(s.d.missing_kw, 22670.0 / 14, 1e-6);
	assert_true(s.d.probably_carrying);
	frame_mark(&s.frame, M_FEED_MW, 0, QUALITY_MISSING, TIME_NONE); /* then the balance proves nothing */
	derive(&s);
	assert_false(s.d.probably_carrying);
	scene_free(&s);
}

/* A little power missing beside a great load: the balance fits both, so that nothing is said. */
static void rule_4_needs_more_than_noise(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	double last[14] = { [3] = 300 };
	frame_set(&s.frame, M_GEN_KW, 3, 0);
	frame_set(&s.frame, M_GEN_KW, 4, 2 * 22670.0 / 14);
	model_mark(&s.frame, CLASS_GEN, 3, QUALITY_MISSING);
	power_derive(&s.frame, last, &s.d);
	assert_near(VALUE(s, D_RESIDUAL_MW), 0, 1e-9);
	assert_false(s.d.probably_carrying);
	scene_free(&s);
}

static void feeds_out_of_service(void **state) {
	(void)state;
	struct scene s = scene_new(3, 2);
	assert_near(VALUE(s, D_AVAILABLE_MW), 29, 1e-9);
	frame_set(&s.frame, M_FEED_KV, 0, 0.19 * 13.8);
	frame_set(&s.frame, M_FEED_BREAKER, 1, BREAKER_OPEN);
	frame_set(&s.frame, M_FEED_LIMIT_MW, 2, 0);
	derive(&s);
	for (size_t i = 0; i < 3; i++)
		assert_false(power_feed_in_service(&s.frame, i));
	assert_near(VALUE(s, D_AVAILABLE_MW), 5, 1e-9);
	assert_near(VALUE(s, D_FIRM_FEED_MW), 5, 1e-9);
	assert_near(VALUE(s, D_IMPORT_MW), 2 * 7.82, 1e-9); /* the open one carries nothing */
	assert_members(s, D_AVAILABLE_MW, 5, 5);
	assert_int_equal(s.d.tie[0], BUS_ISLAND);
	frame_set(&s.frame, M_FEED_KV, 0, 0.21 * 13.8);
	frame_mark(&s.frame, M_FEED_KV, 2, QUALITY_MISSING, TIME_NONE); /* no voltage reading, limit of the site, no breaker */
	frame_mark(&s.frame, M_FEED_LIMIT_MW, 2, QUALITY_MISSING, TIME_NONE);
	frame_mark(&s.frame, M_FEED_BREAKER, 2, QUALITY_MISSING, TIME_NONE);
	derive(&s);
	assert_true(power_feed_in_service(&s.frame, 0));
	assert_true(power_feed_in_service(&s.frame, 2));
	assert_near(VALUE(s, D_AVAILABLE_MW), 21, 1e-9);
	s.site->feed[2].limit_mw = NAN; /* nobody says what it may give */
	derive(&s);
	assert_near(VALUE(s, D_AVAILABLE_MW), 13, 1e-9);
	assert_members(s, D_AVAILABLE_MW, 4, 5);
	scene_free(&s);
}

static void promises_do_not_count(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	s.site->feed[0].promise_count = 1;
	s.site->feed[0].promise[0] = (struct promise){ T0 - 1000, 50 };
	derive(&s);
	assert_near(VALUE(s, D_AVAILABLE_MW), 43, 1e-9);
	frame_set(&s.frame, M_FEED_LIMIT_MW, 0, 50); /* it has come: 50 instead of 8 */
	derive(&s);
	assert_near(VALUE(s, D_AVAILABLE_MW), 85, 1e-9);
	assert_near(VALUE(s, D_FIRM_MW), 82.5, 1e-9);
	assert_near(VALUE(s, D_FIRM_FEED_MW), 35, 1e-9); /* the largest contingency is the feed */
	scene_free(&s);
}

static void rule_9_spinning_reserve(void **state) {
	(void)state;
	struct scene s = scene_new(1, 3);
	for (size_t g = 0; g < 3; g++)
		frame_set(&s.frame, M_GEN_KW, g, 1000);
	frame_set(&s.frame, M_GEN_MAX_KW, 0, 2000);          /* derated */
	frame_set(&s.frame, M_GEN_STATE, 1, GEN_RUNNING);    /* not loaded: no reserve */
	frame_set(&s.frame, M_GEN_BREAKER, 1, BREAKER_OPEN);
	frame_mark(&s.frame, M_GEN_MAX_KW, 2, QUALITY_BAD, TIME_NONE); /* then its rating */
	derive(&s);
	assert_near(VALUE(s, D_SPINNING_MW), 1 + 1.5, 1e-9);
	assert_near(VALUE(s, D_RUNNING_MW), 4.5, 1e-9);
	assert_near(VALUE(s, D_AVAILABLE_MW), 8 + 2 + 2.5 + 2.5, 1e-9);
	assert_near(VALUE(s, D_RATED_MW), 15.5, 1e-9);
	frame_mark(&s.frame, M_GEN_KW, 2, QUALITY_STALE, T0);
	derive(&s);
	assert_near(VALUE(s, D_SPINNING_MW), 1, 1e-9);
	assert_members(s, D_SPINNING_MW, 2, 3);
	scene_free(&s);
}

static void auxiliaries_and_batteries(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	s.site->store_count = 1;
	snprintf(s.site->store[0].id, SITE_ID_SIZE, "B1");
	site_finish(s.site);
	model_frame(&s.frame, s.site, T0);
	frame_set(&s.frame, M_STORE_MW, 0, 1.5);
	frame_set(&s.frame, M_AUX_MW, 0, 1.05);
	derive(&s);
	assert_near(VALUE(s, D_SUPPLY_MW), 31.99, 1e-9);
	assert_near(VALUE(s, D_RESIDUAL_MW), 0.45, 1e-9);
	frame_mark(&s.frame, M_AUX_MW, 0, QUALITY_STALE, T0); /* then it stands in the residual */
	derive(&s);
	assert_near(VALUE(s, D_RESIDUAL_MW), 1.5, 1e-9);
	scene_free(&s);
}

static void no_cap_is_tdp(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	frame_mark(&s.frame, M_GPU_CAP_W, 0, QUALITY_MISSING, TIME_NONE);
	derive(&s);
	assert_near(VALUE(s, D_GPUS_FIT), 24527, 0);
	assert_near(VALUE(s, D_START_LOAD_MW), 32000 * 1753.125e-6, 1e-9);
	s.site->policy.reserve_mw = 36;
	derive(&s);
	assert_near(VALUE(s, D_GPUS_FIT), 3992, 0); /* on 7 MW */
	assert_near(VALUE(s, D_START_MARGIN_MW), 43 - 32000 * 1753.125e-6, 1e-9); /* the reserve is no part of it */
	scene_free(&s);
}

static void nothing_there(void **state) {
	(void)state;
	struct scene s = scene_new(0, 0);
	static const enum derived_id nothing[] = { D_AVAILABLE_MW, D_FIRM_MW, D_FIRM_FEED_MW, D_RATED_MW, D_ONLINE_MW, D_RUNNING_MW,
	                                           D_IMPORT_MW, D_GEN_MW, D_STORE_MW, D_SUPPLY_MW, D_N1_SET_MW, D_N1_FEED_MW,
	                                           D_SPINNING_MW, D_START_MARGIN_MW, D_START_N1_MW, D_GPUS_FIT, D_GPUS_FIT_FIRM };
	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
		assert_nothing(s, nothing[i]);
	assert_string_equal(s.d.n1_worst, "");
	scene_free(&s);

	s = scene_new(1, 0); /* without sets nothing is taken off */
	assert_near(VALUE(s, D_FIRM_MW), 8, 1e-9);
	assert_nothing(s, D_N1_SET_MW);
	assert_nothing(s, D_GEN_MW);
	assert_near(VALUE(s, D_N1_MW), VALUE(s, D_N1_FEED_MW), 0);
	scene_free(&s);

	s = scene_new(0, 2); /* without feeds */
	assert_near(VALUE(s, D_FIRM_FEED_MW), 5, 1e-9);
	assert_nothing(s, D_N1_FEED_MW);
	assert_int_equal(s.d.tie[0], BUS_ISLAND);
	scene_free(&s);

	s = scene_new(1, 2); /* without GPUs and training, as a supply point */
	s.site->gpu.present = s.site->training.present = false;
	frame_mark(&s.frame, M_GPU_MW, 0, QUALITY_MISSING, TIME_NONE);
	derive(&s);
	static const enum derived_id of_gpus[] = { D_LOAD_MW, D_RESIDUAL_MW, D_HEADROOM_MW, D_N1_MW, D_START_LOAD_MW,
	                                           D_START_MARGIN_MW, D_START_N1_MW, D_WATTS_PER_GPU, D_GPUS_FIT, D_GPUS_FIT_FIRM };
	for (size_t i = 0; i < sizeof of_gpus / sizeof *of_gpus; i++)
		assert_nothing(s, of_gpus[i]);
	assert_near(VALUE(s, D_AVAILABLE_MW), 13, 1e-9);
	scene_free(&s);

	s = scene_new(1, 2);
	frame_set(&s.frame, M_GPU_ONLINE, 0, 0); /* no division by zero */
	derive(&s);
	assert_true(isnan(VALUE(s, D_WATTS_PER_GPU)));
	frame_reset(&s.frame, s.site, T0);
	derive(&s); /* a frame without a single reading */
	assert_true(isnan(VALUE(s, D_SUPPLY_MW)));
	assert_members(s, D_SUPPLY_MW, 0, 3);
	assert_near(VALUE(s, D_AVAILABLE_MW), 8, 1e-9); /* the feed by contract */
	assert_members(s, D_AVAILABLE_MW, 1, 3);
	assert_true(isnan(VALUE(s, D_HEADROOM_MW)));
	scene_free(&s);

	struct frame empty;
	struct derived d;
	frame_init(&empty);
	power_derive(&empty, NULL, &d);
	for (size_t i = 0; i < DERIVED_COUNT; i++)
		assert_true(isnan(d.q[i].value) && d.q[i].total == 0);
}

static void names_of_derived_values(void **state) {
	(void)state;
	for (int i = 0; i < DERIVED_COUNT; i++) {
		const char *key = derived_info_at((enum derived_id)i)->key;
		assert_int_equal(derived_find(key, strlen(key)), i);
		assert_int_equal(derived_find(key, strlen(key) - 1), -1);
		assert_true(*derived_info_at((enum derived_id)i)->help);
	}
	assert_int_equal(derived_find("", 0), -1);
	assert_string_equal(bus_tie_words[BUS_ISLAND], "ISLAND");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_well), cmocka_unit_test(a_set_trips), cmocka_unit_test(missing_members_make_a_lower_bound),
		cmocka_unit_test(stale_breaker_counts_as_open_for_margins), cmocka_unit_test(rule_4_silent_sets_that_still_carry),
		cmocka_unit_test(rule_4_needs_more_than_noise), cmocka_unit_test(feeds_out_of_service),
		cmocka_unit_test(promises_do_not_count), cmocka_unit_test(rule_9_spinning_reserve),
		cmocka_unit_test(auxiliaries_and_batteries), cmocka_unit_test(no_cap_is_tdp), cmocka_unit_test(nothing_there),
		cmocka_unit_test(names_of_derived_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
