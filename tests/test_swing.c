/* The dynamics of an island against the figures of DOMAIN.md "Dynamics"; what its caller does to it, and what it tells. */
#include "support.h"

#include <string.h>

#include "swing_island.h"

/* To when the frequency passes hz on its way down, to 0.1 ms. */
static double time_to_hz(double hz) {
	while (swing_hz(&swing) > hz && swing.t_s < 10)
		swing_step(&swing, 0.0001);
	return swing.t_s;
}

static void test_glover(void **state) {
	(void)state;
	const double mva[] = { 1000, 750, 500 }, share_mw[] = { 88.89, 66.67, 44.44 };
	for (size_t i = 0; i < 3; i++)
		sets[i] = (struct swing_set){ .closed = true, .rated_mw = mva[i], .mva = mva[i], .h_s = 5, .droop_pct = 5, .tg_s = 0.2, .te_s = 0.5,
		                              .p0_mw = mva[i] / 2, .max_mw = mva[i] };
	struct swing_case c = { .nominal_hz = 60, .load_mw = 1125, .sets = sets, .set_count = 3 };
	swing_init(&swing, &c);
	swing_load(&swing, 1325);
	assert_near(swing_settled_hz(&swing) - 60, -0.2667, 0.00005);
	swing_step(&swing, 60);
	assert_near(swing_hz(&swing) - 60, -0.2667, 0.00005);
	for (size_t i = 0; i < 3; i++)
		assert_near(swing_gen_mw(&swing, i) - mva[i] / 2, share_mw[i], 0.005);
}

static struct swing_case saadat(void) {
	sets[0] = (struct swing_set){ .closed = true, .rated_mw = 1000, .mva = 1000, .h_s = 5, .droop_pct = 5, .tg_s = 0.2, .te_s = 0.5,
	                              .p0_mw = 500, .max_mw = 1000 };
	return (struct swing_case){ .nominal_hz = 60, .damping_mw_hz = 0.8 * 1000 / 60, .load_mw = 700, .sets = sets, .set_count = 1 };
}

static void test_saadat(void **state) {
	(void)state;
	struct swing_case c = saadat();
	swing_init(&swing, &c);
	swing_step(&swing, 60);
	assert_near(swing.rocof_hz_s, -1.2, 1e-9);
	assert_near(swing.extreme_hz - 60, -0.893, 0.0005);
	assert_near(swing.extreme_s, 1.222, 0.0005);
	assert_near(swing_hz(&swing) - 60, -0.5769, 0.00005);
	assert_near(swing_settled_hz(&swing) - 60, -0.5769, 0.00005);
}

static void test_site_cases(void **state) {
	(void)state;
	for (size_t i = 0; i < ORACLES; i++) {
		const struct oracle *o = &oracles[i];
		begin(o, 0);
		swing_step(&swing, 30);
		assert_near(swing.rocof_hz_s, o->rocof, fabs(o->rocof) * 0.003);
		assert_near(swing.extreme_hz - 60, o->extreme, fabs(o->extreme) * 0.003);
		if (!isnan(o->extreme_s))
			assert_near(swing.extreme_s, o->extreme_s, o->extreme_s * 0.003);
		assert_near(swing_hz(&swing) - 60, o->rest, fabs(o->rest) * 0.003);
		assert_near(swing_settled_hz(&swing), swing_hz(&swing), 1e-6);
		assert_int_equal(swing.dead, 0);
		assert_int_equal(swing.event_count, o->trip);
	}
}

static void test_full_sets_are_lost_one_after_the_other(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 35);
	swing_init(&swing, &c);
	swing_trip(&swing, 6);
	assert_true(isnan(swing_settled_hz(&swing)));
	swing_step(&swing, 1);
	assert_near(swing_rocof_hz_s(&swing), -1.538, 0.001);
	assert_near(time_to_hz(57.5), 1.63, 0.0163);
	assert_near(swing_rocof_hz_s(&swing), -1.538, 0.001);
	swing_step(&swing, 10);
	assert_true(swing.dead);
	assert_near(swing.rocof_hz_s, -1.538, 0.001);
	assert_int_equal(count_events(SWING_81U), 13);
	assert_near(first_event(SWING_81U)->t_s, 1.625 + 0.1, 0.001);
	for (size_t i = 2; i < swing.event_count; i++) {
		assert_true(swing.event[i].t_s >= swing.event[i - 1].t_s);
		assert_true(swing.event[i].hz <= swing.event[i - 1].hz);
		if (swing.event[i].kind == SWING_81U)
			assert_true(swing.event[i].t_s > swing.event[i - 1].t_s);
	}
	assert_near(swing.dead_s, first_event(SWING_DEAD)->t_s, 0);
	assert_near(swing.extreme_hz, swing.dead_hz, 0);
	assert_near(swing.extreme_s, swing.dead_s, 0);
	assert_true(swing.dead_hz < 57.4 && swing.dead_hz > 55); /* where the last set left, not where a sum without relays would go */
	assert_true(isnan(swing_hz(&swing)) && isnan(swing_settled_hz(&swing)) && isnan(swing_droop_hz(&swing)));
	assert_near(swing_sets_mw(&swing), 0, 0);
	assert_int_equal(swing_class(&swing), ISO_NONE);
	assert_near(swing.unserved_mw_s, 35 * (swing.t_s - swing.dead_s), 1e-6);
}

static void test_caps_are_too_slow_at_31_mw(void **state) {
	(void)state;
	struct swing_case c = site_case(13, 31.4);
	swing_init(&swing, &c);
	swing_load(&swing, 31.4 + 7.8);
	assert_near(time_to_hz(58), 0.44, 0.005);
}

/* The same loss on one of several buses is another thing than on one bus of all. */
static void test_four_sets_are_not_fourteen(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 28);
	swing_init(&swing, &c);
	swing_trip(&swing, 0);
	swing_step(&swing, 30);
	double lowest = swing.lowest_hz;
	for (size_t i = 4; i < SITE_SETS; i++)
		sets[i].closed = false;
	c.load_mw = 8;
	swing_init(&swing, &c);
	swing_trip(&swing, 0);
	assert_true(isnan(swing_settled_hz(&swing))); /* three sets of 2.5 MW do not carry 8 */
	swing_step(&swing, 30);
	assert_false(lowest < 59.6);
	assert_true(swing.dead);
	assert_near(swing.rocof_hz_s, -2 / (3 * 0.125), 1e-9);
	assert_int_equal(count_events(SWING_81U), 3);
}

static void test_open_sets_take_no_part(void **state) {
	(void)state;
	struct swing_case c = site_case(13, 26);
	swing_init(&swing, &c);
	swing_load(&swing, 28);
	swing_step(&swing, 5);
	double hz = swing_hz(&swing), mw = swing_gen_mw(&swing, 12);
	memmove(sets + 6, sets + 5, 8 * sizeof *sets);
	sets[5].closed = false;
	c.set_count = 14;
	swing_init(&swing, &c);
	swing_load(&swing, 28);
	swing_step(&swing, 5);
	assert_near(swing_hz(&swing), hz, 1e-9);
	assert_near(swing_gen_mw(&swing, 13), mw, 1e-9);
	assert_near(swing_gen_mw(&swing, 5), 0, 0);
	swing_trip(&swing, 5);
	swing_trip(&swing, 14);
	assert_int_equal(swing.event_count, 0);
}

static void test_no_sets_no_frequency(void **state) {
	(void)state;
	struct swing_case c = { .nominal_hz = 60, .load_mw = 5 };
	swing_init(&swing, &c);
	swing_step(&swing, 10);
	assert_true(swing.dead && isnan(swing_hz(&swing)) && isnan(swing.extreme_hz));
	assert_near(swing.unserved_mw_s, 50, 1e-9);
}

static void test_join_limit_and_setpoint(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 28);
	sets[13].closed = false;
	c.load_mw = 26;
	swing_init(&swing, &c);
	swing_step(&swing, 5);
	assert_near(swing_hz(&swing), 60, 1e-9);
	sets[13].closed = true;
	sets[13].p0_mw = 0;
	swing_join(&swing, 13, &sets[13]);
	swing_step(&swing, 5);
	assert_near(swing_hz(&swing), 60, 1e-9);
	for (int i = 1; i <= 100; i++) { /* load goes over to it, at 25 kW/s for 4 s a step */
		swing_setpoint(&swing, 13, 0.02 * i);
		for (size_t k = 0; k < 13; k++)
			swing_setpoint(&swing, k, 2 - 0.02 * i / 13);
		swing_step(&swing, 0.8);
		assert_near(swing_hz(&swing), 60, 1e-3);
	}
	swing_step(&swing, 5);
	assert_near(swing_gen_mw(&swing, 13), 2, 1e-3);
	assert_near(swing_gen_mw(&swing, 0), 2 - 2.0 / 13, 1e-3);
	swing_limit(&swing, 13, 1.2); /* its gas sags: 0.8 MW for the others, by droop */
	assert_near(swing_settled_hz(&swing) - 60, -0.8 / (13 * 2.5 / 3), 1e-6);
	swing_step(&swing, 20);
	assert_near(swing_gen_mw(&swing, 13), 1.2, 1e-3);
	assert_near(swing_hz(&swing), swing_settled_hz(&swing), 1e-3);
	swing_setpoint(&swing, 0, 99);
	swing_step(&swing, 20);
	assert_near(swing_gen_mw(&swing, 0), 2.5, 0.2);
}

/* A set that joins is the one that it says it is, whatever stood in its place. */
static void test_joined_set_has_its_own_lags(void **state) {
	(void)state;
	double hz[2];
	for (int joins = 0; joins < 2; joins++) {
		struct swing_case c = site_case(SITE_SETS, 28);
		sets[13].closed = !joins;
		sets[13].te_s = joins ? 0.1 : 3;
		swing_init(&swing, &c);
		if (joins) {
			c.load_mw = 26;
			swing_init(&swing, &c);
			swing_step(&swing, 1);
			sets[13].closed = true;
			sets[13].te_s = 3;
			swing_join(&swing, 13, &sets[13]);
		}
		swing_load(&swing, 31);
		swing_step(&swing, 1);
		hz[joins] = swing_hz(&swing);
	}
	assert_near(hz[0], hz[1], 1e-9);
}

static void test_ramp_is_gentler_than_a_step(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 20);
	swing_init(&swing, &c);
	for (int i = 1; i <= 3000; i++) { /* 10 MW in 30 s */
		swing_load(&swing, 20 + 10.0 * i / 3000);
		swing_step(&swing, 0.01);
	}
	double ramp = swing.lowest_hz;
	assert_true(fabs(swing.rocof_hz_s) < 0.3);
	swing_step(&swing, 20);
	assert_near(swing_hz(&swing) - 60, -10 / (35 / 3.0), 1e-3);
	swing_init(&swing, &c);
	swing_load(&swing, 30);
	swing_step(&swing, 50);
	assert_true(swing.lowest_hz < ramp - 0.5);
}

static void test_window(void **state) {
	(void)state;
	begin(&oracles[2], 0);
	double lowest = INFINITY;
	for (int i = 0; i < 5; i++) {
		swing_window(&swing);
		assert_near(swing.window_low_hz, swing_hz(&swing), 0);
		swing_step(&swing, 1);
		assert_true(swing.window_low_hz <= swing_hz(&swing) && swing.window_high_hz >= swing_hz(&swing));
		lowest = fmin(lowest, swing.window_low_hz);
		if (i == 0)
			assert_near(swing.window_low_hz, swing.extreme_hz, 0); /* between two frames */
		else
			assert_true(swing.window_low_hz > swing.extreme_hz + 0.1);
	}
	assert_near(lowest, swing.lowest_hz, 0);
}

static void test_points(void **state) {
	(void)state;
	static struct swing_point point[400];
	struct swing_case c = site_case(SITE_SETS, 35);
	swing_init(&swing, &c);
	swing_trip(&swing, 0);
	assert_int_equal(swing_run(&swing, 3, point, 400), 301);
	for (size_t i = 0; i < 301; i++) {
		assert_near(point[i].t_s, 0.01 * (double)i, 1e-6);
		assert_true(isnan(point[i].hz) == (point[i].t_s >= swing.dead_s));
		assert_near(point[i].load_mw, isnan(point[i].hz) ? 0 : 35, 0);
		if (point[i].t_s < 1.7)
			assert_near(point[i].hz, 60 - 1.5385 * point[i].t_s, 1e-3);
	}
	swing_init(&swing, &c);
	assert_int_equal(swing_run(&swing, 3, point, 10), 10);
	assert_near(swing.t_s, 3, 1e-9);
	assert_int_equal(swing_run(&swing, 3, NULL, 0), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_glover),
	cmocka_unit_test(test_saadat),
	cmocka_unit_test(test_site_cases),
	cmocka_unit_test(test_full_sets_are_lost_one_after_the_other),
	cmocka_unit_test(test_caps_are_too_slow_at_31_mw),
	cmocka_unit_test(test_four_sets_are_not_fourteen),
	cmocka_unit_test(test_open_sets_take_no_part),
	cmocka_unit_test(test_no_sets_no_frequency),
	cmocka_unit_test(test_join_limit_and_setpoint),
	cmocka_unit_test(test_joined_set_has_its_own_lags),
	cmocka_unit_test(test_ramp_is_gentler_than_a_step),
	cmocka_unit_test(test_window),
	cmocka_unit_test(test_points),
};

int main(void) {
	return cmocka_run_group_tests(tests, NULL, NULL);
}
