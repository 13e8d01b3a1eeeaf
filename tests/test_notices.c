/* The generator trip as its recording shows it: the signatures that DOMAIN.md lists for generator-trip, each in its test. */
#include "sim_run.h"

#include "alarms.h"
#include "notices.h"

#define TRIP "recordings/generator-trip.sim"
#define G07 6
#define TRIP_MS (SIM_T - 18 * SIM_MINUTE + 10820) /* 04:02:10.82 */

/* One metric of G07 from the trip - 120 s on, a value a second. */
static void record(enum metric_id id, double *out, size_t count) {
	struct sim_run r;
	sim_run_open(&r, TRIP, "2024-07-22T09:00:11Z", NULL);
	for (size_t i = 0; i < count; i++) {
		sim_run_to(&r, i ? r.frame.t_ms + 1 : 0);
		out[i] = sim_run_value(&r, id, G07);
	}
	sim_run_close(&r);
}
#define AT_TRIP 120 /* out[AT_TRIP] is the first sample after it */

static double mean(const double *x, size_t count) {
	double sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += x[i];
	return sum / (double)count;
}

static void test_gas_sags_from_90_s_before(void **state) {
	(void)state;
	double gas[AT_TRIP];
	record(M_GEN_GAS_KPA, gas, AT_TRIP);
	double before = mean(gas, 25), last = mean(gas + AT_TRIP - 3, 3);
	assert_near(before, 21, 0.7);
	for (size_t i = 0; i < 25; i++)
		assert_near(gas[i], before, 0.6);
	assert_true(last < 15);
	assert_near(mean(gas + 70, 10), (before + last) / 2, 0.8); /* steadily */
}

static void test_exhaust_drifts_apart(void **state) {
	(void)state;
	double spread[AT_TRIP];
	record(M_GEN_EXH_SPREAD_C, spread, AT_TRIP);
	assert_near(mean(spread, 25), 20, 8);
	assert_true(mean(spread + AT_TRIP - 3, 3) > mean(spread, 25) + 50);
}

static void test_power_sags_and_others_pick_up(void **state) {
	(void)state;
	struct sim_run r;
	double own, other;
	sim_run_open(&r, TRIP, "T-20m", "T-17m");
	sim_run_to(&r, TRIP_MS - 92000);
	own = sim_run_value(&r, M_GEN_KW, G07);
	other = sim_run_value(&r, M_GEN_KW, 0);
	sim_run_to(&r, TRIP_MS - 1500);
	assert_true(sim_run_value(&r, M_GEN_KW, G07) < own - 150);
	assert_true(sim_run_value(&r, M_GEN_KW, 0) > other + 10);
	assert_near(sim_run_value(&r, M_FEED_MW, 0), 7.82, 0.12);
	sim_run_close(&r);
}

/* First-out 18 minutes before the start; breaker 80 ms, lock-out 150 ms later by the set's clock. */
static void test_sequence_of_events(void **state) {
	(void)state;
	struct sim_run r;
	int64_t trip_ms = 0, open_ms = 0, lock_ms = 0;
	sim_run_open(&r, TRIP, NULL, NULL);
	while (lock_ms == 0 && sim_run_next(&r)) {
		if (r.kind != LINE_EVENT || strcmp(r.event.src, "G07") != 0)
			continue;
		if (strcmp(r.event.kind, "trip") == 0) {
			trip_ms = r.event.t_src_ms;
			assert_int_equal(r.event.state, EVENT_RAISE);
			assert_int_equal(r.event.priority, PRIORITY_HIGH);
			assert_string_equal(r.event.ansi, "63");
			assert_string_equal(r.event.text, "low gas pressure shutdown");
			assert_near((double)(SIM_T - r.event.t_ms) / 60000, 18, 0.25);
		}
		if (strcmp(r.event.ansi, "52") == 0)
			open_ms = r.event.t_src_ms;
		if (strcmp(r.event.ansi, "86") == 0)
			lock_ms = r.event.t_src_ms;
	}
	assert_int_equal(open_ms - trip_ms, 80);
	assert_int_equal(lock_ms - trip_ms, 150);
	sim_run_close(&r);
}

/* G08's clock is 300 ms off: by it, its report lies before the trip. In order of arrival the trip stays the first. */
static void test_a_wrong_clock_does_not_steal_the_first_out(void **state) {
	(void)state;
	struct sim_run r;
	int64_t trip_src_ms = TIME_NONE;
	bool before_by_its_clock = false;
	sim_run_open(&r, TRIP, "T-18m", "T-17m");
	while (sim_run_next(&r)) {
		if (r.kind != LINE_EVENT || strcmp(r.event.kind, "limit") == 0)
			continue;
		if (trip_src_ms == TIME_NONE) {
			assert_string_equal(r.event.src, "G07");
			trip_src_ms = r.event.t_src_ms;
		}
		if (strcmp(r.event.src, "G08") == 0)
			before_by_its_clock = r.event.t_src_ms < trip_src_ms && r.event.t_ms > TRIP_MS;
	}
	assert_true(before_by_its_clock);
	sim_run_close(&r);
}

/* 20 to 40 s to rest, never speeding up; oil pressure goes with the speed. */
static void test_the_engine_coasts_down(void **state) {
	(void)state;
	double rpm[AT_TRIP + 60], oil[AT_TRIP + 60];
	record(M_GEN_RPM, rpm, AT_TRIP + 60);
	record(M_GEN_OIL_KPA, oil, AT_TRIP + 60);
	size_t rest = AT_TRIP;
	while (rest < AT_TRIP + 60 && rpm[rest] > 0) {
		assert_true(rpm[rest] < rpm[rest - 1] + 2);
		rest++;
	}
	assert_true(rest - AT_TRIP >= 20 && rest - AT_TRIP <= 40);
	double full = mean(oil, AT_TRIP) / 1800;
	for (size_t i = AT_TRIP + 2; i < AT_TRIP + 60; i++) /* the gauge follows within a second */
		assert_near(oil[i], (rpm[i] + rpm[i - 1]) / 2 * full, 40);
	assert_near(oil[AT_TRIP + 59], 0, 0);
}

static void test_coolant_soaks_then_falls(void **state) {
	(void)state;
	static double coolant[AT_TRIP + 900];
	record(M_GEN_COOLANT_C, coolant, AT_TRIP + 900);
	double before = mean(coolant + AT_TRIP - 20, 20), peak = 0, peak_at = 0;
	for (size_t i = AT_TRIP; i < AT_TRIP + 900; i++) {
		if (coolant[i] > peak) {
			peak = coolant[i];
			peak_at = (double)(i - AT_TRIP);
		}
	}
	assert_near(peak - before, 3, 0.6);
	assert_true(peak_at > 30 && peak_at < 150);
	double later = mean(coolant + AT_TRIP + 890, 10);
	assert_true(later < peak - 5 && later > peak - 20); /* slowly */
}

static void test_import_over_contract_for_seconds(void **state) {
	(void)state;
	struct sim_run r;
	double over_s = 0, highest = 0;
	sim_run_open(&r, TRIP, "T-18m", "T-17m");
	while (sim_run_next_frame(&r)) {
		over_s += sim_run_value(&r, M_FEED_MW, 0) > 8;
		highest = fmax(highest, sim_run_value(&r, M_FEED_MW, 0));
	}
	assert_true(over_s >= 3 && over_s <= 8);
	assert_near(highest, 9.1, 0.3);
	sim_run_close(&r);
}

static void test_a_set_reaches_its_limit(void **state) {
	(void)state;
	struct sim_run r;
	double at_limit_s = 0;
	sim_run_open(&r, TRIP, "T-18m30s", "T-15m");
	while (sim_run_next_frame(&r)) {
		double max = sim_run_value(&r, M_GEN_MAX_KW, 10);
		at_limit_s += max < 2500 && sim_run_value(&r, M_GEN_KW, 10) > max - 12;
		assert_true(sim_run_value(&r, M_GEN_KW, 10) < max + 15);
	}
	assert_true(at_limit_s > 60);
	sim_run_close(&r);
}

static void test_13_sets_do_not_carry_the_start(void **state) {
	(void)state;
	struct sim_run r;
	struct derived d;
	struct verdict v;
	static const char *const high[] = { "G07 low gas pressure shutdown" };
	sim_run_open(&r, TRIP, "T-15m", "T-14m");
	sim_run_to(&r, SIM_T - 15 * SIM_MINUTE);
	power_derive(&r.frame, NULL, &d);
	assert_int_equal(d.gens_in_state[GEN_LOADED], 13);
	assert_near(d.q[D_AVAILABLE_MW].value, 40.5, 1e-9);
	assert_near(d.q[D_START_MARGIN_MW].value, -2.49, 0.005);
	power_judge(&r.frame, &d, high, 1, 0, &v);
	assert_false(v.go);
	assert_non_null(strstr(v.why[0], "345 W"));
	assert_non_null(strstr(v.why[0], "30,147 GPUs"));
	sim_run_close(&r);
}

/* The device alarm ends with an event of the same id; the site line follows the hold; at 345 W the start is good. */
static void test_the_start_is_made_later(void **state) {
	(void)state;
	struct sim_run r;
	char raised[16] = "", cleared[16] = "-";
	size_t sites = 0;
	bool held = false;
	struct derived d;
	struct verdict v;
	sim_run_open(&r, TRIP, NULL, NULL);
	while (sim_run_next(&r) && !(r.kind == LINE_FRAME && r.frame.t_ms >= SIM_T + 29 * SIM_MINUTE)) {
		sites += r.kind == LINE_SITE;
		held = held || (r.kind == LINE_SITE && r.site->training.start_ms == TIME_NONE);
		if (r.kind != LINE_EVENT || strcmp(r.event.kind, "trip") != 0)
			continue;
		snprintf(r.event.state == EVENT_RAISE ? raised : cleared, sizeof raised, "%s", r.event.id);
	}
	assert_int_equal(sites, 3);
	assert_true(held);
	assert_string_equal(raised, cleared);
	assert_true(r.site->training.start_ms == SIM_T + 30 * SIM_MINUTE);
	power_derive(&r.frame, NULL, &d);
	assert_near(d.q[D_START_MARGIN_MW].value, 0.02, 0.01);
	power_judge(&r.frame, &d, NULL, 0, 0, &v);
	assert_true(v.go);
	sim_run_to(&r, SIM_T + 43 * SIM_MINUTE);
	assert_near(sim_run_value(&r, M_GPU_MW, 0), 40.48, 0.15);
	assert_near(sim_run_value(&r, M_GPU_JOB, 0), 32000, 0);
	sim_run_close(&r);
}

/* A clear with a number would only end an alarm of that number: a feed lost for 27 and back for 25 would stay in alarm. */
static void test_what_ends_an_alarm_has_no_number(void **state) {
	(void)state;
	size_t clears = 0;
	for (int kind = 0; kind <= HAPPENED_FEED_BACK; kind++) {
		const struct event *e = notices_happened((enum dispatch_kind)kind);
		assert_true(e->kind[0] && e->text[0]);
		clears += e->state == EVENT_CLEAR;
		assert_true(e->state != EVENT_CLEAR || !e->ansi[0]);
	}
	assert_int_equal(clears, 2); /* that of a feed is made from what raised it */
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gas_sags_from_90_s_before), cmocka_unit_test(test_exhaust_drifts_apart),
		cmocka_unit_test(test_power_sags_and_others_pick_up), cmocka_unit_test(test_sequence_of_events),
		cmocka_unit_test(test_a_wrong_clock_does_not_steal_the_first_out), cmocka_unit_test(test_the_engine_coasts_down),
		cmocka_unit_test(test_coolant_soaks_then_falls), cmocka_unit_test(test_import_over_contract_for_seconds),
		cmocka_unit_test(test_a_set_reaches_its_limit), cmocka_unit_test(test_13_sets_do_not_carry_the_start),
		cmocka_unit_test(test_the_start_is_made_later),
		cmocka_unit_test(test_what_ends_an_alarm_has_no_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
