/* Relays that take sets off the bus, and stages that take load off it. */
#include "support.h"

#include "swing_island.h"

static void test_breakers_save_the_island(void **state) {
	(void)state;
	lose_import(SHED_BREAKER);
	assert_false(swing.dead);
	assert_int_equal(swing.event_count, 2);
	const struct swing_event *order = first_event(SWING_ORDER), *shed = first_event(SWING_SHED);
	assert_near(order->hz, 59, 1e-6);
	assert_near(shed->t_s, order->t_s + 0.2, 1e-6);
	assert_near(shed->mw, 7.84, 1e-9);
	assert_near(swing_shed_mw(&swing), 7.84, 1e-9);
	assert_near(swing.unserved_mw_s, 7.84 * (30 - shed->t_s), 1e-6);
	assert_near(swing_hz(&swing), 60 + (7.84 - 7.8) / (13 * 2.5 / 3), 1e-3);
	assert_near(swing.rocof_hz_s, -4.8, 1e-9);
	assert_near(swing.extreme_hz, swing.lowest_hz, 0);
	assert_true(swing.lowest_hz > 57.5 && swing.lowest_hz < 58.5);
	swing_load(&swing, 20); /* what is shed is a part of the load, whatever that is */
	assert_near(swing_shed_mw(&swing), 4, 1e-9);
}

static void test_caps_and_nothing_do_not(void **state) {
	(void)state;
	lose_import(SHED_CAP);
	assert_true(swing.dead);
	assert_int_equal(count_events(SWING_ORDER), 1);
	assert_int_equal(count_events(SWING_SHED), 0);
	lose_import(SHED_NONE);
	assert_true(swing.dead);
	assert_int_equal(count_events(SWING_ORDER), 0);
	assert_int_equal(count_events(SWING_81U), 13);
}

static void test_stages_follow_each_other(void **state) {
	(void)state;
	struct swing_case c = site_case(13, 31.4);
	c.shed_s = 0.2;
	c.stage_count = 3;
	c.stage[0].hz = 59.0, c.stage[0].pct = 10;
	c.stage[1].hz = 58.6, c.stage[1].pct = 10;
	c.stage[2].hz = 55.0, c.stage[2].pct = 10;
	swing_init(&swing, &c);
	swing_load(&swing, 39.2);
	swing_step(&swing, 30);
	assert_false(swing.dead);
	assert_int_equal(count_events(SWING_SHED), 2);
	assert_near(swing_shed_mw(&swing), 7.84, 1e-9);
}

/* Two of 60 % take all there is, and no more. */
static void test_stages_take_no_more_than_the_load(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 28);
	c.stage_count = 2;
	c.stage[0].hz = c.stage[1].hz = 59.5;
	c.stage[0].pct = c.stage[1].pct = 60;
	swing_init(&swing, &c);
	swing_load(&swing, 36);
	swing_step(&swing, 0.25);
	assert_int_equal(count_events(SWING_SHED), 2);
	assert_near(swing_served_mw(&swing), 0, 1e-12);
	assert_near(swing_shed_mw(&swing), 36, 1e-12);
}

/* Its delay counts from when the frequency passed the setting, wherever the steps fell. */
static void test_relay_counts_from_the_crossing(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 35);
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].u_hz = 57.51, sets[i].u_s = 0.12;
	swing_init(&swing, &c);
	swing_trip(&swing, 6);
	swing_step(&swing, 5);
	assert_near(first_event(SWING_81U)->t_s, 2.49 / (2.5 / 1.625) + 0.12, 1e-4);
}

/* A dip below 81U that is shorter than its delay. */
static void test_relay_resets(void **state) {
	(void)state;
	for (int late = 0; late < 2; late++) {
		struct swing_case c = site_case(SITE_SETS, 28);
		for (size_t i = 0; i < SITE_SETS; i++)
			sets[i].u_hz = 59.7, sets[i].u_s = late ? 0.1 : 1;
		swing_init(&swing, &c);
		swing_load(&swing, 30.3); /* to 59.62, and 59.80 at rest */
		assert_near(swing_settled_hz(&swing), 59.803, 0.001);
		swing_step(&swing, 0.3);
		assert_true(swing_hz(&swing) < 59.7);
		swing_step(&swing, 20);
		assert_int_equal(swing.dead, late);
		assert_int_equal(count_events(SWING_81U), late ? SITE_SETS : 0);
	}
}

/* Staggered settings lose what must go and keep the rest. */
static void test_81o_takes_sets_one_by_one(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 30);
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].o_hz = 61 + 0.1 * (double)i, sets[i].o_s = 0.1;
	swing_init(&swing, &c);
	swing_load(&swing, 17.4);
	swing_step(&swing, 30);
	size_t left = count_events(SWING_81O);
	assert_false(swing.dead);
	assert_true(left >= 3 && left <= 12);
	for (size_t i = 0; i < left; i++)
		assert_int_equal(swing.event[i].object, i);
	assert_near(swing_gen_mw(&swing, 0), 0, 0);
	assert_near(swing_sets_mw(&swing), 17.4, 1e-3);
}

static void test_lost_load_is_overspeed(void **state) {
	(void)state;
	for (int late = 0; late < 2; late++) {
		struct swing_case c = site_case(SITE_SETS, 35);
		for (size_t i = 0; i < SITE_SETS; i++)
			sets[i].o_hz = late ? 63 : 0, sets[i].o_s = late ? 5 : 0;
		swing_init(&swing, &c);
		swing_load(&swing, 0);
		swing_step(&swing, 10);
		assert_true(swing.dead);
		assert_int_equal(count_events(late ? SWING_OVERSPEED : SWING_81O), SITE_SETS);
		assert_true(late ? swing.event[0].hz >= 66 : swing.event[0].hz > 62.5 && swing.event[0].hz < 66);
	}
}

/* Without 81U an engine stalls; the frequency never goes to where no engine turns. */
static void test_engines_stall_without_a_relay(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 35);
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].u_hz = i % 2 ? NAN : 0;
	swing_init(&swing, &c);
	swing_load(&swing, 40);
	swing_step(&swing, 60);
	assert_true(swing.dead);
	assert_true(first_event(SWING_81U)->hz < 45 && swing.dead_hz > 30);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_breakers_save_the_island),
	cmocka_unit_test(test_caps_and_nothing_do_not),
	cmocka_unit_test(test_stages_follow_each_other),
	cmocka_unit_test(test_stages_take_no_more_than_the_load),
	cmocka_unit_test(test_relay_counts_from_the_crossing),
	cmocka_unit_test(test_relay_resets),
	cmocka_unit_test(test_81o_takes_sets_one_by_one),
	cmocka_unit_test(test_lost_load_is_overspeed),
	cmocka_unit_test(test_engines_stall_without_a_relay),
};

int main(void) {
	return cmocka_run_group_tests(tests, NULL, NULL);
}
