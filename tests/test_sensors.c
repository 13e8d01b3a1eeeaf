/* Telemetry that fails while the machines run on: the signatures that DOMAIN.md lists for telemetry-dropout, and each kind of fault. */
#include "sim_run.h"

#include "power.h"

#define DROPOUT "recordings/telemetry-dropout.sim"
#define FROM (SIM_T - 115 * SIM_MINUTE) /* 02:25 */

static void open_at(struct sim_run *r, int minutes) {
	char from[32];
	snprintf(from, sizeof from, "T-%dm", 115 - minutes);
	sim_run_open(r, DROPOUT, from, NULL);
	sim_run_to(r, FROM + minutes * SIM_MINUTE);
}

/* Three sets at once: stale first, keeping the last reading and saying since when; then nothing; and the residual says that they carry. */
static void test_gateway(void **state) {
	(void)state;
	struct sim_run r;
	struct derived d;
	int64_t lost_ms = FROM + 17 * SIM_MINUTE;
	double before[3];
	open_at(&r, 16);
	while (r.frame.t_ms < lost_ms)
		sim_run_to(&r, r.frame.t_ms + 1);
	for (size_t i = 0; i < 3; i++)
		before[i] = sim_run_value(&r, M_GEN_KW, 3 + i);
	for (int64_t t = lost_ms + 1000; t < lost_ms + 30000; t += 1000) {
		sim_run_to(&r, t);
		for (size_t i = 0; i < 3; i++) {
			struct reading kw = frame_get(&r.frame, M_GEN_KW, 3 + i);
			assert_int_equal(kw.quality, QUALITY_STALE);
			assert_near(kw.value, before[i], 0);
			assert_true(kw.since_ms == lost_ms);
			assert_int_equal(frame_label(&r.frame, M_GEN_STATE, 3 + i), -1);
		}
		assert_true(frame_good(&r.frame, M_GEN_KW, 6));
	}
	for (int64_t t = lost_ms + 31000; t <= lost_ms + 6 * SIM_MINUTE; t += 1000) {
		sim_run_to(&r, t);
		for (size_t i = 0; i < 3; i++)
			assert_int_equal(frame_get(&r.frame, M_GEN_KW, 3 + i).quality, QUALITY_MISSING);
		power_derive(&r.frame, NULL, &d);
		assert_int_equal(d.gens_reporting, 11);
		assert_near(-d.q[D_RESIDUAL_MW].value, 3 * 1.619, 0.1);
	}
	sim_run_to(&r, lost_ms + 6 * SIM_MINUTE + 1000);
	assert_near(sim_run_value(&r, M_GEN_KW, 3), before[0], 60);
	sim_run_close(&r);
}

/* A stuck value is the one before the fault, without its noise; its neighbours go on. */
static void test_stuck(void **state) {
	(void)state;
	struct sim_run r;
	double held, changes = 0, others = 0, last_other = 0;
	open_at(&r, 3);
	held = sim_run_value(&r, M_GEN_KW, 10);
	for (int i = 0; i < 600; i++) {
		sim_run_to(&r, r.frame.t_ms + 1);
		changes += sim_run_value(&r, M_GEN_KW, 10) != held;
		others += sim_run_value(&r, M_GEN_KW, 9) != last_other;
		last_other = sim_run_value(&r, M_GEN_KW, 9);
	}
	assert_near(changes, 0, 0);
	assert_true(others > 300);
	for (int i = 0; i < 60; i++) {
		sim_run_to(&r, r.frame.t_ms + 1);
		changes += sim_run_value(&r, M_GEN_KW, 10) != held;
	}
	assert_true(changes > 20);
	sim_run_close(&r);
}

/* Sentinels stand in the line as the devices send them, and are no value to the reader. */
static void test_sentinels(void **state) {
	(void)state;
	struct sim_run r;
	open_at(&r, 5);
	sim_run_to(&r, r.frame.t_ms + 2000);
	assert_non_null(strstr(r.text, "\"coolant_c\":65535"));
	assert_int_equal(frame_get(&r.frame, M_GEN_COOLANT_C, 1).quality, QUALITY_BAD);
	assert_true(isnan(frame_get(&r.frame, M_GEN_COOLANT_C, 1).value));
	sim_run_to(&r, FROM + 6 * SIM_MINUTE + 2000);
	assert_non_null(strstr(r.text, "\"oil_kpa\":32768"));
	assert_int_equal(frame_get(&r.frame, M_GEN_OIL_KPA, 11).quality, QUALITY_BAD);
	sim_run_to(&r, FROM + 8 * SIM_MINUTE + 2000);
	assert_non_null(strstr(r.text, "\"ready\":9223372036854775794,"));
	assert_int_equal(frame_get(&r.frame, M_GPU_READY, 0).quality, QUALITY_BAD);
	sim_run_to(&r, FROM + 8 * SIM_MINUTE + 22000);
	assert_near(sim_run_value(&r, M_GPU_READY, 0), 32000, 0);
	sim_run_close(&r);
}

static void test_noise_and_drop(void **state) {
	(void)state;
	struct sim_run r;
	double jumps = 0, last;
	open_at(&r, 9);
	last = sim_run_value(&r, M_GEN_EXH_C, 12);
	for (int i = 0; i < 120; i++) {
		sim_run_to(&r, r.frame.t_ms + 1);
		jumps += fabs(sim_run_value(&r, M_GEN_EXH_C, 12) - last) > 8;
		last = sim_run_value(&r, M_GEN_EXH_C, 12);
	}
	assert_true(jumps > 60);
	sim_run_to(&r, FROM + 11 * SIM_MINUTE + 2000);
	assert_int_equal(frame_get(&r.frame, M_BUS_KV, 0).quality, QUALITY_MISSING);
	assert_true(frame_good(&r.frame, M_BUS_HZ, 0));
	sim_run_to(&r, FROM + 11 * SIM_MINUTE + 32000);
	assert_near(sim_run_value(&r, M_BUS_KV, 0), 13.8, 0.1);
	sim_run_close(&r);
}

/* The recorder's clock is set back 2 s (once a time before the last), forth again (a gap), and is down for 40 s (a gap). */
static void test_clock_steps(void **state) {
	(void)state;
	struct sim_run r;
	int64_t last_ms = TIME_NONE;
	size_t back = 0, gaps = 0;
	open_at(&r, 30);
	do {
		if (r.kind != LINE_FRAME)
			continue;
		if (last_ms != TIME_NONE && r.frame.t_ms < last_ms) {
			back++;
			assert_int_equal(last_ms - r.frame.t_ms, 1000);
		}
		if (last_ms != TIME_NONE && r.frame.t_ms - last_ms > 2500) {
			gaps++;
			assert_true(r.frame.t_ms - last_ms == 3000 || r.frame.t_ms - last_ms == 40000 || r.frame.t_ms - last_ms == 41000);
		}
		last_ms = r.frame.t_ms;
	} while (sim_run_next(&r));
	assert_int_equal(back, 1);
	assert_int_equal(gaps, 2);
	sim_run_close(&r);
}

/* Through all of it the machines did nothing: what is measured beside the faults stays what it was. */
static void test_the_machines_run_on(void **state) {
	(void)state;
	struct sim_run r;
	sim_run_open(&r, DROPOUT, NULL, NULL);
	while (sim_run_next(&r)) {
		if (r.kind == LINE_EVENT)
			fail_msg("%s %s", r.event.src, r.event.text);
		if (r.kind != LINE_FRAME)
			continue;
		assert_near(sim_run_value(&r, M_FEED_MW, 0), 7.82, 0.12);
		assert_near(sim_run_value(&r, M_GPU_MW, 0), 30.49, 0.1);
		assert_near(sim_run_value(&r, M_GEN_KW, 0), 1619, 25);
	}
	sim_run_close(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gateway), cmocka_unit_test(test_stuck), cmocka_unit_test(test_sentinels), cmocka_unit_test(test_noise_and_drop),
		cmocka_unit_test(test_clock_steps), cmocka_unit_test(test_the_machines_run_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
