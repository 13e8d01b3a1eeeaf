/* The bring-up night as its recording shows it: the signatures that DOMAIN.md lists for memphis-bring-up, and that every sample adds up. */
#include "sim_run.h"

#include "dispatch.h"

#define NIGHT "recordings/memphis-bring-up.sim"

/* Feeds + sets = load within the meters' error, in every sample; frequency and speed belong together. */
static void test_every_sample_adds_up(void **state) {
	(void)state;
	struct sim_run r;
	sim_run_open(&r, NIGHT, NULL, NULL);
	while (sim_run_next_frame(&r)) {
		double hz = sim_run_value(&r, M_BUS_HZ, 0);
		sim_run_assert_sample(&r, 0.02);
		assert_true(hz > 59.9 && hz < 60.1);
		for (size_t i = 0; i < 14; i++)
			if (sim_run_value(&r, M_GEN_BREAKER, i) != BREAKER_CLOSED)
				assert_near(sim_run_value(&r, M_GEN_KW, i), 0, 0);
	}
	sim_run_close(&r);
}

/* 63 arrays of 512, the last is half; each that comes draws about 0.46 MW when idle. */
static void test_gpus_come_in_arrays(void **state) {
	(void)state;
	struct sim_run r;
	double last = 0, first_mw = NAN, steps = 0;
	sim_run_open(&r, NIGHT, NULL, NULL);
	while (sim_run_next_frame(&r)) {
		double online = sim_run_value(&r, M_GPU_ONLINE, 0);
		if (online > last) {
			assert_true(online - last == 512 || online == 32000);
			steps++;
		}
		/* Each array's model is loaded before the next comes: this is one idle array, its cooling running up. */
		if (online == 512 && sim_run_value(&r, M_GPU_READY, 0) == 0)
			first_mw = sim_run_value(&r, M_GPU_MW, 0);
		last = online;
	}
	assert_near(steps, 63, 0);
	assert_near(first_mw, 0.455, 0.04);
	assert_near(last, 32000, 0);
	sim_run_close(&r);
}

/* Sets start one after another, each when the load gives it its least. */
static void test_sets_start_as_the_load_allows(void **state) {
	(void)state;
	struct sim_run r;
	size_t loaded = 0;
	int64_t last_ms = 0;
	sim_run_open(&r, NIGHT, NULL, NULL);
	while (loaded < 14 && sim_run_next_frame(&r)) {
		size_t now = 0;
		for (size_t i = 0; i < 14; i++)
			now += sim_run_value(&r, M_GEN_STATE, i) == GEN_LOADED;
		if (now == loaded)
			continue;
		assert_int_equal(now, loaded + 1);
		assert_true(r.frame.t_ms - last_ms >= DISPATCH_START_APART_MS);
		assert_true(sim_run_value(&r, M_GPU_MW, 0) >= 0.75 * (double)now);
		assert_true(sim_run_value(&r, M_FEED_MW, 0) > 0);
		loaded = now;
		last_ms = r.frame.t_ms;
	}
	assert_int_equal(loaded, 14);
	for (int i = 0; i < 90; i++) /* a minute and a half later the last carries its least */
		assert_true(sim_run_next(&r));
	sim_run_to(&r, r.frame.t_ms);
	for (size_t i = 0; i < 14; i++)
		assert_true(sim_run_value(&r, M_GEN_KW, i) > 730);
	sim_run_close(&r);
}

static void test_ready_at_t_minus_15(void **state) {
	(void)state;
	struct sim_run r;
	struct derived d;
	sim_run_open(&r, NIGHT, "T-20m", "T-15m");
	sim_run_to(&r, SIM_T - 20 * SIM_MINUTE);
	while (sim_run_next(&r)) {
		power_derive(&r.frame, NULL, &d);
		assert_near(d.q[D_AVAILABLE_MW].value, 43, 1e-9);
		assert_near(d.q[D_FIRM_MW].value, 40.5, 1e-9);
		assert_near(d.q[D_START_LOAD_MW].value, 42.99, 0.005);
		assert_near(d.q[D_LOAD_MW].value, 30.49, 0.05);
		assert_near(d.q[D_IMPORT_MW].value, 7.82, 0.09);
		assert_true(fabs(d.q[D_RESIDUAL_MW].value) < 0.01 * d.q[D_LOAD_MW].value);
		assert_int_equal(d.gens_in_state[GEN_LOADED], 14);
		assert_near(sim_run_value(&r, M_GPU_ONLINE, 0), 32000, 0);
		assert_near(sim_run_value(&r, M_GPU_READY, 0), 32000, 0);
		assert_near(sim_run_value(&r, M_GPU_CAP_W, 0), 402, 0);
	}
	sim_run_close(&r);
}

/* From ready to 402 W: 9.1 MW within 90 s, the cooling after it; then 14 sets at their full power. */
static void test_the_job_takes_the_site_to_its_limit(void **state) {
	(void)state;
	struct sim_run r;
	double sets;
	sim_run_open(&r, NIGHT, "T-1m", "T+14m");
	sim_run_to(&r, SIM_T - 1000);
	assert_near(sim_run_value(&r, M_GPU_MW, 0), 30.49, 0.1);
	assert_near(sim_run_value(&r, M_GPU_JOB, 0), 0, 0);
	sim_run_to(&r, SIM_T + 45000);
	assert_near(sim_run_value(&r, M_GPU_MW, 0), 30.49 + 4.54 + 0.3, 0.3);
	sim_run_to(&r, SIM_T + 90000);
	assert_near(sim_run_value(&r, M_GPU_MW, 0), 30.49 + 9.09 + 1.0, 0.2);
	while (r.frame.t_ms < SIM_T + 12 * SIM_MINUTE) { /* the sets' ramps keep up with it: the contract holds */
		sim_run_to(&r, r.frame.t_ms + 1);
		assert_true(sim_run_value(&r, M_FEED_MW, 0) < 8.17);
	}
	sets = sim_run_sets_mw(&r);
	assert_near(sim_run_value(&r, M_GPU_MW, 0), 42.99, 0.12);
	assert_near(sets, 35, 0.06);
	assert_near(sim_run_value(&r, M_GPU_JOB, 0), 32000, 0);
	sim_run_close(&r);
}

/* A checkpoint: 8 MW go within a second and come back as fast, the import dives and turns; no more than seconds over the contract. */
static void test_the_checkpoint_stall(void **state) {
	(void)state;
	struct sim_run r;
	double before, lowest = 100, over_s = 0;
	sim_run_open(&r, NIGHT, "T+14m", "T+25m");
	sim_run_to(&r, SIM_T + 15 * SIM_MINUTE);
	before = sim_run_value(&r, M_GPU_MW, 0);
	sim_run_to(&r, r.frame.t_ms + 1000);
	assert_near(before - sim_run_value(&r, M_GPU_MW, 0), 8.0, 0.15);
	while (r.frame.t_ms < SIM_T + 15 * SIM_MINUTE + 19000) {
		sim_run_to(&r, r.frame.t_ms + 1);
		lowest = fmin(lowest, sim_run_value(&r, M_GPU_MW, 0));
		assert_true(sim_run_value(&r, M_FEED_MW, 0) < 2);
	}
	assert_near(before - lowest, 8.0 + 3.0 * 0.147, 0.15); /* the cooling has begun to follow */
	sim_run_to(&r, r.frame.t_ms + 1000);
	assert_near(sim_run_value(&r, M_GPU_MW, 0) - lowest, 8.0, 0.2);
	while (r.frame.t_ms < SIM_T + 16 * SIM_MINUTE) {
		over_s += sim_run_value(&r, M_FEED_MW, 0) > 8.16;
		sim_run_to(&r, r.frame.t_ms + 1);
	}
	assert_true(over_s >= 1 && over_s <= 5);
	sim_run_close(&r);
}

/* Over the whole night: a few low alarms, nothing high before the start, nothing left at T-15m that holds it. */
static void test_a_few_low_alarms(void **state) {
	(void)state;
	struct sim_run r;
	struct alarm_engine *alarms;
	const struct alarm *log, *active[8];
	size_t count, low = 0;
	sim_run_open(&r, NIGHT, NULL, "T+14m");
	alarms = sim_run_alarms(&r);
	assert_null(alarms_fault(alarms, 0));
	log = alarms_log(alarms, &count);
	for (size_t i = 0; i < count; i++) {
		if (log[i].priority != PRIORITY_LOW)
			fail_msg("%s %s %s", log[i].id, log[i].src, log[i].text);
		low += log[i].priority == PRIORITY_LOW;
	}
	assert_true(low >= 3 && low <= 8);
	assert_int_equal(alarms_active(alarms, SIM_T - 15 * SIM_MINUTE, active, 8), 0);
	alarms_free(alarms);
	sim_run_close(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_sample_adds_up), cmocka_unit_test(test_gpus_come_in_arrays),
		cmocka_unit_test(test_sets_start_as_the_load_allows), cmocka_unit_test(test_ready_at_t_minus_15),
		cmocka_unit_test(test_the_job_takes_the_site_to_its_limit), cmocka_unit_test(test_the_checkpoint_stall),
		cmocka_unit_test(test_a_few_low_alarms),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
