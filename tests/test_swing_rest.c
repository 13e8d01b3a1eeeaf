/* Where the frequency comes to rest: restoration by isochronous sets, and the class of ISO 8528-5. */
#include "support.h"

#include "swing_island.h"

/* When the frequency was last farther than `within` from nominal, over 60 s. */
static double restored_s(double within) {
	static struct swing_point point[6001];
	size_t count = swing_run(&swing, 60, point, 6001);
	double last = 0;
	assert_int_equal(count, 6001);
	for (size_t i = 0; i < count; i++)
		last = fabs(point[i].hz - 60) > within ? point[i].t_s : last;
	return last;
}

static void test_isochronous_sets_restore(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 28);
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].isochronous = true;
	swing_init(&swing, &c);
	swing_load(&swing, 30);
	assert_near(swing_settled_hz(&swing), 60, 1e-9);
	assert_near(swing_droop_hz(&swing), 60 - 0.1714, 0.0001);
	double s = restored_s(0.05 * 0.1714); /* 5 % of what droop leaves */
	if (s < 5 || s > 20)
		fail_msg("restored after %g s, expected 5 to 20", s);
	assert_near(swing_hz(&swing), 60, 1e-4);
	assert_near(swing_gen_mw(&swing, 3), 30.0 / 14, 1e-3);
}

/* Droop alone, until the slower hand begins. */
static void test_restoration_may_begin_later(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 28);
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].isochronous = true;
	c.restore_after_s = 8;
	swing_init(&swing, &c);
	swing_load(&swing, 30);
	swing_step(&swing, 8);
	assert_near(swing_hz(&swing), swing_droop_hz(&swing), 1e-4);
	swing_step(&swing, 2);
	assert_true(swing_hz(&swing) > swing_droop_hz(&swing) + 0.03);
	swing_step(&swing, 20);
	assert_near(swing_hz(&swing), 60, 0.01);
}

/* One of them takes the whole of it, in the same time; the others go back to where they stood. */
static void test_one_isochronous_set_takes_what_changed(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 28);
	sets[2].isochronous = true;
	swing_init(&swing, &c);
	swing_load(&swing, 28.4);
	double s = restored_s(0.05 * 0.4 / (35 / 3.0));
	if (s < 5 || s > 20)
		fail_msg("restored after %g s, expected 5 to 20", s);
	assert_near(swing_gen_mw(&swing, 2), 2.4, 1e-3);
	assert_near(swing_gen_mw(&swing, 3), 2, 1e-3);
}

/* 0.5 MW is all that it has: the other 13 carry 1.5 MW by droop, and nothing winds up for when the load goes back. */
static void test_isochronous_set_at_its_limit(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 28);
	sets[2].isochronous = true;
	swing_init(&swing, &c);
	swing_load(&swing, 30);
	swing_step(&swing, 600);
	assert_near(swing_gen_mw(&swing, 2), 2.5, 1e-3);
	assert_near(swing_hz(&swing) - 60, -1.5 / (13 * 2.5 / 3), 1e-3);
	assert_near(swing_settled_hz(&swing), swing_hz(&swing), 1e-3);
	swing_load(&swing, 28);
	swing_step(&swing, 20);
	assert_near(swing_hz(&swing), 60, 0.01);
}

/* From the trace alone: when the frequency was last outside the band, half of it either way of where it rests. */
static double recovery_by_hand(const struct swing_point *point, size_t count, double band_pct) {
	double rest = point[count - 1].hz, last = 0;
	for (size_t i = 1; i < count; i++)
		last = fabs(point[i].hz - rest) > band_pct / 200 * 60 ? point[i].t_s : last;
	return last;
}

static void test_class(void **state) {
	(void)state;
	static const double band_pct[] = { 0, 2.5, 1.5, 0.5 };
	static const enum iso_class expected[] = { ISO_G3, ISO_G3, ISO_G3, ISO_G3 };
	static struct swing_point point[2001];
	for (size_t i = 0; i < ORACLES; i++) {
		begin(&oracles[i], 0);
		swing_run(&swing, 20, point, 2001);
		assert_int_equal(swing_class(&swing), expected[i]);
		for (enum iso_class g = ISO_G1; g <= ISO_G3; g++)
			assert_near(swing_recovery_s(&swing, g), recovery_by_hand(point, 2001, band_pct[g]), 0.011);
	}
}

/* Each limit of the table, one at a time. */
static void test_class_limits(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 14);
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].u_hz = 0, sets[i].o_hz = 90, sets[i].te_s = 0.2;
	swing_init(&swing, &c); /* outside G3's band at this moment */
	swing_load(&swing, 20);
	swing_step(&swing, 0.3);
	assert_true(isinf(swing_recovery_s(&swing, ISO_G3)));
	assert_int_equal(swing_class(&swing) == ISO_G3, 0);
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].te_s = 1.2; /* it swings for long */
	swing_init(&swing, &c);
	swing_load(&swing, 18);
	swing_step(&swing, 60);
	double g3 = swing_recovery_s(&swing, ISO_G3), g2 = swing_recovery_s(&swing, ISO_G2);
	assert_true(g3 > 3 && g2 < 5 && swing.lowest_hz > 55.8);
	assert_int_equal(swing_class(&swing), ISO_G2);
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].te_s = 0.2, sets[i].h_s = 0.4; /* down by more than 7 %, and soon back */
	swing_init(&swing, &c);
	swing_load(&swing, 30);
	swing_step(&swing, 60);
	assert_true(swing.lowest_hz < 55.8 && swing.lowest_hz > 54 && swing_recovery_s(&swing, ISO_G2) < 5);
	assert_int_equal(swing_class(&swing), ISO_G2);
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].droop_pct = 9, sets[i].h_s = 1.2; /* rests 4.5 % away */
	swing_init(&swing, &c);
	swing_load(&swing, 31.5);
	swing_step(&swing, 60);
	assert_near(swing_settled_hz(&swing), 60 * (1 - 0.09 * 0.5), 1e-6);
	assert_int_equal(swing_class(&swing), ISO_G2);
}

/* Either way of each deviation of the table, after a transient that is G3 in all else. */
static void test_class_deviations(void **state) {
	(void)state;
	static const struct { double pct; enum iso_class best; } rows[] = {
		{ -6.99, ISO_G3 }, { -7.01, ISO_G2 }, { -9.99, ISO_G2 }, { -10.01, ISO_G1 }, { -14.99, ISO_G1 }, { -15.01, ISO_NONE },
		{ 9.99, ISO_G3 }, { 10.01, ISO_G2 }, { 11.99, ISO_G2 }, { 12.01, ISO_G1 }, { 17.99, ISO_G1 }, { 18.01, ISO_NONE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		begin(&oracles[0], 0);
		swing_step(&swing, 10);
		*(rows[i].pct < 0 ? &swing.lowest_hz : &swing.highest_hz) = 60 * (1 + rows[i].pct / 100);
		assert_int_equal(swing_class(&swing), rows[i].best);
	}
}

/* Where a relay or a stage acts nothing is at rest. */
static void test_no_rest_where_protection_acts(void **state) {
	(void)state;
	for (int stage = 0; stage < 2; stage++) {
		struct swing_case c = site_case(SITE_SETS, 28);
		sets[4].u_hz = stage ? 57.5 : 59.9;
		c.stage_count = (size_t)stage;
		c.stage[0].hz = 59.9, c.stage[0].pct = 5;
		c.shed_s = 15;
		swing_init(&swing, &c);
		swing_load(&swing, 29);
		assert_near(swing_settled_hz(&swing) - 60, -1 / (35 / 3.0), 1e-6);
		swing_load(&swing, 30);
		assert_true(isnan(swing_settled_hz(&swing)) && isnan(swing_droop_hz(&swing)));
		swing_step(&swing, 60);
		assert_near(swing_settled_hz(&swing), swing_hz(&swing), 1e-3); /* it acted, and rests now */
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_isochronous_sets_restore),
	cmocka_unit_test(test_restoration_may_begin_later),
	cmocka_unit_test(test_one_isochronous_set_takes_what_changed),
	cmocka_unit_test(test_isochronous_set_at_its_limit),
	cmocka_unit_test(test_class),
	cmocka_unit_test(test_class_limits),
	cmocka_unit_test(test_class_deviations),
	cmocka_unit_test(test_no_rest_where_protection_acts),
};

int main(void) {
	return cmocka_run_group_tests(tests, NULL, NULL);
}
