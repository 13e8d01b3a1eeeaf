/* The bundled recordings carry what DOMAIN.md says that a believable recording of such a night contains. Each test reads the recording as the
 * program does, by time or line by line, and looks for one signature. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "power.h"
#include "source.h"

#define T 1721640000000 /* 09:20:00Z, the start of training */
#define MINUTE 60000

static struct source *open_recording(const char *name) {
	char *path = test_bundled_path(name);
	struct error err;
	struct source *s = source_open(path, &err);
	if (!s)
		fail_msg("%s", err.text);
	free(path);
	return s;
}

static double at(struct source *s, int64_t t_ms, enum metric_id id, size_t object) {
	struct frame f;
	frame_init(&f);
	assert_true(source_frame_before(s, t_ms, &f));
	double v = frame_good(&f, id, object) ? frame_get(&f, id, object).value : NAN;
	frame_free(&f);
	return v;
}

static struct derived derived_at(struct source *s, int64_t t_ms) {
	struct frame f;
	struct derived d;
	frame_init(&f);
	assert_true(source_frame_before(s, t_ms, &f));
	power_derive(&f, NULL, &d);
	frame_free(&f);
	return d;
}

static void test_bring_up_ready(void **state) {
	(void)state;
	struct source *s = open_recording("memphis-bring-up");
	struct derived d = derived_at(s, T - 15 * MINUTE);
	assert_near(d.q[D_AVAILABLE_MW].value, 43, 1e-9);
	assert_near(d.q[D_FIRM_MW].value, 40.5, 1e-9);
	assert_near(d.q[D_START_LOAD_MW].value, 42.99, 0.005);
	assert_near(d.q[D_LOAD_MW].value, 30.49, 0.15);
	assert_near(d.q[D_IMPORT_MW].value, 7.82, 0.15);
	assert_true(fabs(d.q[D_RESIDUAL_MW].value) < 0.01 * d.q[D_LOAD_MW].value);
	assert_near(at(s, T - 15 * MINUTE, M_GPU_READY, 0), 32000, 0);
	assert_int_equal(d.gens_in_state[GEN_LOADED], 14);
	source_close(s);
}

/* Sets start one after another, each when the load allows its minimum; arrays come in steps of 512. */
static void test_bring_up_grows(void **state) {
	(void)state;
	struct source *s = open_recording("memphis-bring-up");
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	unsigned loaded = 0, started = 0;
	double online = -1;
	while (source_scan_next(scan, &line) && line.t_ms < T - 30 * MINUTE) {
		if (line.kind != LINE_FRAME)
			continue;
		unsigned now = 0;
		for (size_t i = 0; i < line.site->gen_count; i++) {
			bool runs = frame_label(line.frame, M_GEN_STATE, i) == GEN_LOADED;
			now += runs;
			if (runs)
				assert_true(frame_get(line.frame, M_GEN_KW, i).value > -50);
		}
		if (now > loaded)
			started++;
		assert_true(now <= loaded + 2);
		loaded = now;
		double gpus = frame_get(line.frame, M_GPU_ONLINE, 0).value;
		assert_true(gpus >= online && gpus - online <= 1024);
		online = gpus;
	}
	assert_int_equal(loaded, 14);
	assert_true(started >= 10);
	assert_near(online, 32000, 512);
	source_scan_close(scan);
	source_close(s);
}

static void test_start_ramps_to_the_limit(void **state) {
	(void)state;
	struct source *s = open_recording("memphis-bring-up");
	double before = at(s, T - 5000, M_GPU_MW, 0), middle = at(s, T + 45000, M_GPU_MW, 0), after = at(s, T + 8 * MINUTE, M_GPU_MW, 0);
	assert_near(before, 30.49, 0.15);
	assert_true(middle > before + 3 && middle < after - 2);
	assert_near(after, 42.99, 0.3);
	struct derived d = derived_at(s, T + 8 * MINUTE);
	assert_true(d.q[D_GEN_MW].value / d.q[D_RUNNING_MW].value > 0.985);
	assert_true(d.q[D_N1_MW].value < 0);
	source_close(s);
}

/* A stall takes 8.0 MW off at once and 11.0 MW in the end; here it is shorter than the cooling's time constant. */
static void test_stall_has_a_fast_and_a_slow_part(void **state) {
	(void)state;
	struct source *s = open_recording("memphis-bring-up");
	struct source_scan *scan = source_scan_open(s, T + 8 * MINUTE);
	struct scan_line line;
	double last = NAN, drop = 0, lowest = 1e9;
	while (source_scan_next(scan, &line)) {
		if (line.kind != LINE_FRAME || !frame_good(line.frame, M_GPU_MW, 0))
			continue;
		double mw = frame_get(line.frame, M_GPU_MW, 0).value;
		if (last - mw > drop)
			drop = last - mw;
		lowest = fmin(lowest, mw);
		last = mw;
	}
	assert_true(drop > 3);
	assert_true(lowest < 43 - 8.0 + 0.5);
	assert_true(lowest > 43 - 11.5);
	assert_near(last, 42.99, 0.5);
	source_scan_close(scan);
	source_close(s);
}

static int64_t trip_time(struct source *s, struct event *trip) {
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	int64_t t = TIME_NONE;
	while (t == TIME_NONE && source_scan_next(scan, &line))
		if (line.kind == LINE_EVENT && line.event.state == EVENT_RAISE && line.event.priority == PRIORITY_HIGH) {
			*trip = line.event;
			t = line.t_ms;
		}
	source_scan_close(scan);
	assert_int_not_equal(t, TIME_NONE);
	return t;
}

static void test_trip_first_out(void **state) {
	(void)state;
	struct event trip;
	struct source *s = open_recording("generator-trip");
	int64_t t = trip_time(s, &trip);
	assert_string_equal(trip.src, "G07");
	assert_string_equal(trip.ansi, "63");
	assert_string_equal(trip.text, "low gas pressure shutdown");
	assert_near((double)(T - t) / MINUTE, 18, 0.5);
	source_close(s);
}

static void test_trip_is_foreseen(void **state) {
	(void)state;
	struct event trip;
	struct source *s = open_recording("generator-trip");
	int64_t t = trip_time(s, &trip);
	assert_true(at(s, t - 5000, M_GEN_GAS_KPA, 6) < at(s, t - 120000, M_GEN_GAS_KPA, 6) - 3);
	assert_true(at(s, t - 3000, M_GEN_EXH_SPREAD_C, 6) > at(s, t - 120000, M_GEN_EXH_SPREAD_C, 6) + 20);
	assert_true(at(s, t - 3000, M_GEN_KW, 6) < at(s, t - 120000, M_GEN_KW, 6) - 50);
	assert_true(at(s, t - 3000, M_GEN_KW, 0) > at(s, t - 120000, M_GEN_KW, 0));
	source_close(s);
}

static void test_trip_runs_down(void **state) {
	(void)state;
	struct event trip;
	struct source *s = open_recording("generator-trip");
	int64_t t = trip_time(s, &trip);
	assert_near(at(s, t + 2000, M_GEN_BREAKER, 6), BREAKER_OPEN, 0);
	assert_near(at(s, t + 2000, M_GEN_KW, 6), 0, 20);
	double early = at(s, t + 5000, M_GEN_RPM, 6);
	assert_true(early > 200 && early < 1750);
	assert_near(at(s, t + 60000, M_GEN_RPM, 6), 0, 30);
	assert_true(at(s, t + 60000, M_GEN_OIL_KPA, 6) < 60);
	double before = at(s, t - 120000, M_GEN_COOLANT_C, 6), soaked = at(s, t + 120000, M_GEN_COOLANT_C, 6);
	assert_true(soaked > before - 1);
	assert_true(at(s, t + 20 * MINUTE, M_GEN_COOLANT_C, 6) < soaked - 2);
	assert_near(at(s, t + 2 * MINUTE, M_GEN_STATE, 6), GEN_LOCKOUT, 0);
	source_close(s);
}

static void test_trip_import_over_contract(void **state) {
	(void)state;
	struct event trip;
	struct source *s = open_recording("generator-trip");
	int64_t t = trip_time(s, &trip), over = 0;
	double highest = 0;
	for (int64_t k = 0; k < 60; k++) {
		double mw = at(s, t + k * 1000, M_FEED_MW, 0);
		over += mw > 8;
		highest = fmax(highest, mw);
	}
	assert_true(highest > 8.5 && highest < 11);
	assert_true(over >= 2 && over <= 30);
	assert_near(at(s, t + 2 * MINUTE, M_FEED_MW, 0), 7.82, 0.2);
	source_close(s);
}

static void test_trip_sequence_and_clocks(void **state) {
	(void)state;
	struct event trip, breaker = { 0 }, lockout = { 0 };
	struct source *s = open_recording("generator-trip");
	int64_t t = trip_time(s, &trip);
	struct source_scan *scan = source_scan_open(s, t - 2000);
	struct scan_line line;
	bool earlier_by_its_own_clock = false;
	while (source_scan_next(scan, &line) && line.t_ms < t + 5000) {
		if (line.kind != LINE_EVENT)
			continue;
		if (!strcmp(line.event.ansi, "52"))
			breaker = line.event;
		if (!strcmp(line.event.ansi, "86"))
			lockout = line.event;
		if (strcmp(line.event.src, "G07") && line.event.t_src_ms != TIME_NONE && line.event.t_ms > trip.t_ms && line.event.t_src_ms < trip.t_src_ms)
			earlier_by_its_own_clock = true;
	}
	assert_near((double)(breaker.t_src_ms - trip.t_src_ms), 80, 20);
	assert_near((double)(lockout.t_src_ms - trip.t_src_ms), 150, 20);
	assert_true(earlier_by_its_own_clock);
	source_scan_close(scan);
	source_close(s);
}

static void test_trip_holds_the_start(void **state) {
	(void)state;
	struct source *s = open_recording("generator-trip");
	struct derived d = derived_at(s, T - 15 * MINUTE);
	assert_near(d.q[D_START_MARGIN_MW].value, -2.49, 0.005);
	assert_int_equal(d.gens_in_state[GEN_LOADED], 13);
	source_close(s);
}

static void test_dropout_carries_on(void **state) {
	(void)state;
	struct source *s = open_recording("telemetry-dropout");
	int64_t t = 1721634300000; /* 07:45:00Z */
	struct derived d = derived_at(s, t);
	assert_int_equal(d.gens_reporting, 11);
	assert_near(-d.q[D_RESIDUAL_MW].value, 3 * at(s, t, M_GEN_KW, 0) / 1000, 0.3);
	assert_near(at(s, t + 10 * MINUTE, M_GEN_KW, 3), at(s, t + 10 * MINUTE, M_GEN_KW, 0), 60);
	source_close(s);
}

static void test_dropout_lies(void **state) {
	(void)state;
	struct source *s = open_recording("telemetry-dropout");
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	unsigned bad = 0, still = 0, longest = 0;
	double last = NAN;
	while (source_scan_next(scan, &line)) {
		if (line.kind != LINE_FRAME)
			continue;
		for (size_t c = 0; c < line.frame->count; c++)
			bad += line.frame->quality[c] == QUALITY_BAD && isnan(line.frame->value[c]);
		double kw = frame_get(line.frame, M_GEN_KW, 10).value;
		still = kw == last ? still + 1 : 0;
		longest = still > longest ? still : longest;
		last = kw;
	}
	struct damage_counts n;
	source_scan_counts(scan, &n);
	assert_true(bad > 60);      /* sentinels became no values */
	assert_true(longest > 60);  /* a value that has lost its noise */
	assert_int_equal(n.misordered, 1);
	assert_true(n.gaps >= 1);
	source_scan_close(scan);
	source_close(s);
}

static void test_collapse(void **state) {
	(void)state;
	struct source *s = open_recording("iberian-blackout");
	int64_t t = 1745836398000; /* 10:33:18Z */
	assert_near(at(s, t, M_BUS_HZ, 0), 49.902, 1e-9);
	assert_near(at(s, t + 4000, M_BUS_HZ, 0), 47.476, 1e-9);
	assert_true(isnan(at(s, t + 6000, M_BUS_HZ, 0)));
	assert_true(at(s, t + 6000, M_BUS_KV, 0) < 1);
	source_close(s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bring_up_ready), cmocka_unit_test(test_bring_up_grows), cmocka_unit_test(test_start_ramps_to_the_limit),
		cmocka_unit_test(test_stall_has_a_fast_and_a_slow_part), cmocka_unit_test(test_trip_first_out), cmocka_unit_test(test_trip_is_foreseen),
		cmocka_unit_test(test_trip_runs_down), cmocka_unit_test(test_trip_import_over_contract), cmocka_unit_test(test_trip_sequence_and_clocks),
		cmocka_unit_test(test_trip_holds_the_start), cmocka_unit_test(test_dropout_carries_on), cmocka_unit_test(test_dropout_lies),
		cmocka_unit_test(test_collapse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
