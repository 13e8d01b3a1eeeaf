/* Checkpoints of a large job as the recording shows them: the signatures that DOMAIN.md lists for checkpoint-swing. */
#include "sim_run.h"

#define SWING "recordings/checkpoint-swing.sim"
#define FROM_MS INT64_C(1721643600000) /* 2024-07-22T10:20:00Z */
#define AT(minutes, seconds) (FROM_MS + (minutes) * SIM_MINUTE + (int64_t)((seconds) * 1000))
#define STALLS 6
#define CONTRACT_MW 8.0
#define FAST_MW 8.0  /* 32,000 x (402 - 152) W */
#define END_MW 11.0  /* with network, losses and cooling: x 1.375 */

/* Every fall and rise of more than 4 MW from one sample to the next, and that no other sample moves by more than 0.3. */
struct edges {
	size_t falls, rises;
	double fall_mw[16], rise_mw[16];
	int64_t fall_ms[16];
};

static struct edges find_edges(void) {
	struct sim_run r;
	struct edges e = { 0 };
	double last = NAN;
	sim_run_open(&r, SWING, NULL, NULL);
	while (sim_run_next_frame(&r)) {
		double mw = sim_run_value(&r, M_GPU_MW, 0), by = mw - last;
		if (by < -4 && e.falls < 16) {
			e.fall_ms[e.falls] = r.frame.t_ms;
			e.fall_mw[e.falls++] = -by;
		} else if (by > 4 && e.rises < 16) {
			e.rise_mw[e.rises++] = by;
		} else {
			assert_true(isnan(by) || fabs(by) < 0.3 || r.frame.t_ms - AT(15, 12.6) < 200); /* the last goes on at a low cap */
		}
		last = mw;
	}
	sim_run_close(&r);
	return e;
}

static void test_edges_within_a_sample(void **state) {
	(void)state;
	struct edges e = find_edges();
	assert_int_equal(e.falls, STALLS);
	assert_int_equal(e.rises, STALLS - 1);
	for (size_t i = 0; i < e.falls; i++)
		assert_near(e.fall_mw[i], FAST_MW, 0.1);
	for (size_t i = 0; i < e.rises; i++)
		assert_near(e.rise_mw[i], FAST_MW, 0.1);
}

/* About every 95 s, and never the same. */
static void test_the_period_has_jitter(void **state) {
	(void)state;
	struct edges e = find_edges();
	double least = 1e9, most = 0;
	for (size_t i = 1; i < e.falls; i++) {
		double s = (double)(e.fall_ms[i] - e.fall_ms[i - 1]) / 1000;
		least = fmin(least, s);
		most = fmax(most, s);
		assert_true(s > 80 && s < 110);
	}
	assert_true(most - least > 10);
}

/* With each fall the import turns; the sets follow at their ramps and export ends; with each rise it is over the contract for seconds. The
 * frequency is the grid's and says nothing, and no feed opens. */
static void test_the_import_dives_and_turns(void **state) {
	(void)state;
	struct sim_run r;
	double over_s = 0, lowest = 100, highest = 0, out_s = 0;
	size_t turns = 0;
	bool out = false;
	sim_run_open(&r, SWING, NULL, NULL);
	while (sim_run_next_frame(&r)) {
		double mw = sim_run_value(&r, M_FEED_MW, 0);
		assert_near(sim_run_value(&r, M_FEED_BREAKER, 0), BREAKER_CLOSED, 0);
		assert_near(sim_run_value(&r, M_BUS_HZ, 0), 60, 0.08);
		turns += mw < -0.1 && !out;
		out = mw < -0.1 || (out && mw < 0);
		out_s += out ? 0.2 : 0;
		over_s += mw > CONTRACT_MW ? 0.2 : 0;
		lowest = fmin(lowest, mw);
		highest = fmax(highest, mw);
	}
	assert_int_equal(turns, STALLS);
	assert_near(lowest, -1.4, 0.15);
	assert_true(out_s / STALLS > 3 && out_s / STALLS < 6); /* 1.4 MW at 14 x 25 kW/s, and the cooling */
	assert_near(highest, 8.8, 0.2);
	assert_true(over_s > 5 && over_s < 5 * STALLS);
	sim_run_close(&r);
}

/* The stall of six minutes: 8.0 MW at once, 3.0 more with a time constant of 120 s. */
static void test_the_slow_tail_of_cooling(void **state) {
	(void)state;
	struct sim_run r;
	static const double after_s[] = { 30, 60, 120, 240, 355 };
	double before, full = 32000 * 1.375 * (402 + 535) * 1e-6;
	sim_run_open(&r, SWING, "+8m", "+16m");
	sim_run_to(&r, AT(9, 12.4));
	before = sim_run_value(&r, M_GPU_MW, 0);
	assert_near(before, full, 0.45); /* the cooling of the stall before is not quite back */
	for (size_t i = 0; i < 5; i++) {
		sim_run_to(&r, AT(9, 12.5 + after_s[i]));
		double missing_mw = before - FAST_MW - (full - END_MW); /* of the slow part, when it began */
		double expected = full - END_MW + missing_mw * exp(-after_s[i] / 120);
		assert_near(sim_run_value(&r, M_GPU_MW, 0), expected, 0.12);
	}
	assert_near(full - sim_run_value(&r, M_GPU_MW, 0), END_MW, 0.3);
	sim_run_close(&r);
}

/* The way back under a cap that is ramped: no faster than the sets, so that the contract holds. */
static void test_the_way_back_is_ramped(void **state) {
	(void)state;
	struct sim_run r;
	sim_run_open(&r, SWING, "+15m", NULL);
	sim_run_to(&r, AT(15, 12));
	assert_near(sim_run_value(&r, M_GPU_CAP_W, 0), 200, 0);
	while (r.frame.t_ms < AT(19, 50)) {
		sim_run_to(&r, r.frame.t_ms + 1);
		if (r.frame.t_ms >= AT(15, 14))
			assert_true(sim_run_value(&r, M_FEED_MW, 0) < CONTRACT_MW + 0.05);
	}
	assert_near(sim_run_value(&r, M_GPU_CAP_W, 0), 402, 0);
	assert_near(sim_run_value(&r, M_GPU_MW, 0), 41.2, 0.5);
	sim_run_close(&r);
}

/* Reverse power is an alarm each time, the contract where it is passed for long; nothing else is, and all of them end. */
static void test_alarms(void **state) {
	(void)state;
	struct sim_run r;
	struct alarm_engine *alarms;
	const struct alarm *log, *active[8];
	size_t count, reverse = 0;
	sim_run_open(&r, SWING, NULL, NULL);
	alarms = sim_run_alarms(&r);
	log = alarms_log(alarms, &count);
	for (size_t i = 0; i < count; i++) {
		bool is_reverse = !strcmp(log[i].text, "reverse power at the intertie");
		reverse += is_reverse;
		if (!is_reverse)
			assert_string_equal(log[i].text, "import over contract");
	}
	assert_int_equal(reverse, STALLS);
	assert_int_equal(alarms_active(alarms, AT(19, 59), active, 8), 0);
	alarms_free(alarms);
	sim_run_close(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edges_within_a_sample), cmocka_unit_test(test_the_period_has_jitter),
		cmocka_unit_test(test_the_import_dives_and_turns), cmocka_unit_test(test_the_slow_tail_of_cooling),
		cmocka_unit_test(test_the_way_back_is_ramped), cmocka_unit_test(test_alarms),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
