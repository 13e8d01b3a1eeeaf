/* How close: extremes, durations and their bounds from frames made by hand; on the bundled trip the same figures counted anew from its frames. */
#include "model_scene.h"
#include "report_close.h"
#include "source.h"

#define TRIP "generator-trip"

struct run { struct scene s; struct closeness c; };

static struct run run_new(void) {
	struct run r = { .s = scene_new(1, 2) };
	closeness_init(&r.c);
	return r;
}

/* The frame as it stands, a second after the one before. */
static void step(struct run *r) {
	derive(&r->s);
	closeness_add(&r->c, &r->s.frame, &r->s.d, 1);
	r->s.frame.t_ms += 1000;
}

static void import_over_the_contract_has_a_size_and_a_time(void **state) {
	(void)state;
	struct run r = run_new();
	const double mw[] = { 7.9, 8.0, 8.5, 9.5, 7.9, 8.1, 8.0 };
	for (size_t i = 0; i < sizeof mw / sizeof *mw; i++) {
		frame_set(&r.s.frame, M_FEED_MW, 0, mw[i]);
		step(&r);
	}
	const struct feed_close *f = &r.c.feed[0];
	assert_near(f->import_mw.value, 9.5, 1e-12);
	assert_int_equal(f->import_mw.t_ms, T0 + 3000);
	assert_near(f->over_mw.value, 1.5, 1e-12);
	assert_near(f->over_limit_mw, 8, 0);
	assert_near(f->over.total_s, 3, 1e-12); /* at the limit is not over it */
	assert_near(f->over.longest_s, 2, 1e-12);
	assert_int_equal(f->over.longest_ms, T0 + 2000);
	assert_true(isnan(f->export_mw.value));
	scene_free(&r.s);
}

static void of_equal_extremes_the_first_is_told(void **state) {
	(void)state;
	struct run r = run_new();
	for (int i = 0; i < 3; i++)
		step(&r);
	assert_int_equal(r.c.headroom.all.t_ms, T0);
	assert_int_equal(r.c.feed[0].import_mw.t_ms, T0);
	assert_int_equal(r.c.bus[0].lowest_hz.t_ms, T0);
	scene_free(&r.s);
}

static void a_contract_that_changes_is_judged_by_what_it_was(void **state) {
	(void)state;
	struct run r = run_new();
	frame_set(&r.s.frame, M_FEED_LIMIT_MW, 0, 50);
	frame_set(&r.s.frame, M_FEED_MW, 0, 30);
	step(&r);
	frame_set(&r.s.frame, M_FEED_LIMIT_MW, 0, 8);
	frame_set(&r.s.frame, M_FEED_MW, 0, 8.25);
	step(&r);
	assert_near(r.c.feed[0].import_mw.value, 30, 0);
	assert_near(r.c.feed[0].over_mw.value, 0.25, 1e-12);
	assert_near(r.c.feed[0].over_import_mw, 8.25, 0);
	assert_near(r.c.feed[0].over_limit_mw, 8, 0);
	scene_free(&r.s);
}

static void export_is_a_figure_of_its_own(void **state) {
	(void)state;
	struct run r = run_new();
	frame_set(&r.s.frame, M_FEED_MW, 0, -1.25);
	step(&r);
	assert_near(r.c.feed[0].export_mw.value, 1.25, 0);
	scene_free(&r.s);
}

static void the_lowest_frequency_is_the_sampled_one_or_that_within(void **state) {
	(void)state;
	struct run r = run_new();
	frame_set(&r.s.frame, M_BUS_HZ, 0, 59.5);
	step(&r);
	assert_near(r.c.bus[0].lowest_hz.value, 59.5, 0);
	assert_false(r.c.bus[0].lowest_within);
	frame_set(&r.s.frame, M_BUS_HZ, 0, 60);
	frame_set(&r.s.frame, M_BUS_HZ_MIN, 0, 58.5);
	step(&r);
	assert_near(r.c.bus[0].lowest_hz.value, 58.5, 0);
	assert_true(r.c.bus[0].lowest_within);
	assert_int_equal(r.c.bus[0].lowest_hz.t_ms, T0 + 1000);
	scene_free(&r.s);
}

static void a_dead_bus_has_no_frequency_and_a_time(void **state) {
	(void)state;
	struct run r = run_new();
	step(&r);
	frame_set(&r.s.frame, M_BUS_KV, 0, 1);
	frame_set(&r.s.frame, M_BUS_HZ, 0, 12);
	frame_apply_rules(&r.s.frame);
	step(&r);
	assert_near(r.c.bus[0].lowest_hz.value, 60.01, 1e-9);
	assert_near(r.c.bus[0].dead_s, 1, 0);
	assert_near(r.c.bus[0].parallel_s, 1, 0);
	scene_free(&r.s);
}

/* The sample in which the bus dies tells how far it had fallen; those after it tell nothing. */
static void the_collapse_is_within_the_sample_in_which_the_bus_died(void **state) {
	(void)state;
	struct run r = run_new();
	const struct bus_close *bus = &r.c.bus[0];
	frame_set(&r.s.frame, M_BUS_HZ, 0, 58.2);
	frame_set(&r.s.frame, M_BUS_HZ_MIN, 0, 57.53);
	step(&r);
	frame_set(&r.s.frame, M_BUS_HZ, 0, 60);
	frame_set(&r.s.frame, M_BUS_HZ_MIN, 0, 59.9);
	step(&r);
	for (int i = 0; i < 3; i++) {
		frame_set(&r.s.frame, M_BUS_KV, 0, 0);
		frame_set(&r.s.frame, M_BUS_HZ, 0, 0);
		frame_set(&r.s.frame, M_BUS_HZ_MIN, 0, i == 0 ? 55.6 : 47.5 - i);
		frame_apply_rules(&r.s.frame);
		step(&r);
	}
	assert_near(bus->lowest_hz.value, 55.6, 1e-12);
	assert_int_equal(bus->lowest_hz.t_ms, T0 + 2000);
	assert_true(bus->lowest_within && bus->dying);
	assert_near(bus->held_hz.value, 57.53, 1e-12);
	assert_true(bus->held_within);
	assert_near(bus->rocof_hz_s.value, -4.4, 1e-9); /* 60 to 55.6 within a second */
	assert_int_equal(bus->rocof_hz_s.t_ms, T0 + 2000);
	scene_free(&r.s);
}

/* A meter that says 0 of a bus that dies says nothing of its frequency. */
static void noise_of_a_dying_meter_is_no_frequency(void **state) {
	(void)state;
	struct run r = run_new();
	step(&r);
	frame_set(&r.s.frame, M_BUS_KV, 0, 0);
	frame_set(&r.s.frame, M_BUS_HZ_MIN, 0, 0);
	frame_apply_rules(&r.s.frame);
	step(&r);
	assert_near(r.c.bus[0].lowest_hz.value, 60.01, 1e-9);
	assert_false(r.c.bus[0].dying);
	scene_free(&r.s);
}

static void no_slope_over_a_gap(void **state) {
	(void)state;
	struct run r = run_new();
	step(&r);
	r.s.frame.t_ms += 9000;
	frame_set(&r.s.frame, M_BUS_HZ, 0, 59);
	step(&r);
	assert_true(isnan(r.c.bus[0].rocof_hz_s.value));
	frame_set(&r.s.frame, M_BUS_HZ, 0, 59.5);
	step(&r);
	assert_near(r.c.bus[0].rocof_hz_s.value, 0.5, 1e-9);
	scene_free(&r.s);
}

static void a_margin_with_a_missing_member_is_a_bound(void **state) {
	(void)state;
	struct run r = run_new();
	frame_set(&r.s.frame, M_GPU_MW, 0, 5);
	step(&r);
	double whole = r.s.d.q[D_HEADROOM_MW].value;
	frame_mark(&r.s.frame, M_GEN_BREAKER, 1, QUALITY_MISSING, TIME_NONE);
	frame_mark(&r.s.frame, M_GEN_STATE, 1, QUALITY_MISSING, TIME_NONE);
	step(&r);
	assert_true(r.c.headroom.at_least);
	assert_near(r.c.headroom.all.value, whole - 2.5, 1e-9);
	assert_near(r.c.headroom.complete.value, whole, 1e-9);
	assert_int_equal(r.c.incomplete, 1);
	assert_int_equal(r.c.frames, 2);
	scene_free(&r.s);
}

static void what_is_not_known_changes_nothing(void **state) {
	(void)state;
	struct run r = run_new();
	step(&r);
	struct closeness before = r.c;
	frame_reset(&r.s.frame, r.s.site, T0 + 1000);
	step(&r);
	assert_near(r.c.headroom.complete.value, before.headroom.complete.value, 0);
	assert_near(r.c.feed[0].import_mw.value, before.feed[0].import_mw.value, 0);
	assert_near(r.c.set_share.value, before.set_share.value, 0);
	assert_near(r.c.load_mwh, before.load_mwh, 0);
	scene_free(&r.s);
}

static void a_decimated_sample_tells_its_extremes(void **state) {
	(void)state;
	struct run r = run_new();
	struct frame *f = &r.s.frame;
	f->window_s = 60;
	frame_begin_range(f);
	size_t mw = site_column(r.s.site, M_FEED_MW, 0), hz = site_column(r.s.site, M_BUS_HZ, 0);
	f->low[mw] = -0.5;
	f->high[mw] = 9.1;
	f->low[hz] = 58.9;
	derive(&r.s);
	closeness_add(&r.c, f, &r.s.d, 60);
	assert_near(r.c.feed[0].import_mw.value, 9.1, 0);
	assert_near(r.c.feed[0].export_mw.value, 0.5, 0);
	assert_near(r.c.bus[0].lowest_hz.value, 58.9, 0);
	assert_true(r.c.bus[0].lowest_within);
	assert_true(r.c.decimated);
	scene_free(&r.s);
}

/* Counted anew, without the module: straight from the readings. */
struct counted { double import_mw, over_s, headroom_mw, hz, load_mwh; int64_t headroom_ms; };

static void count_frame(struct counted *n, const struct frame *f) {
	double mw = frame_get(f, M_FEED_MW, 0).value, online = frame_get(f, M_FEED_LIMIT_MW, 0).value, hz = frame_get(f, M_BUS_HZ_MIN, 0).value;
	for (size_t i = 0; i < f->site->gen_count; i++)
		if (frame_label(f, M_GEN_STATE, i) == GEN_LOADED && frame_label(f, M_GEN_BREAKER, i) == BREAKER_CLOSED)
			online += frame_get(f, M_GEN_MAX_KW, i).value / 1000;
	double load = frame_get(f, M_GPU_MW, 0).value;
	n->import_mw = mw > n->import_mw ? mw : n->import_mw;
	n->over_s += mw > frame_get(f, M_FEED_LIMIT_MW, 0).value;
	n->load_mwh += load / 3600;
	n->hz = hz < n->hz ? hz : n->hz;
	if (online - load < n->headroom_mw) {
		n->headroom_mw = online - load;
		n->headroom_ms = f->t_ms;
	}
}

static void the_trip_counted_anew_gives_the_same(void **state) {
	(void)state;
	struct error err;
	struct scan_line line;
	struct derived d;
	struct closeness c;
	struct counted n = { .headroom_mw = INFINITY, .hz = INFINITY };
	char *path = test_bundled_path(TRIP);
	struct source *source = source_open(path, &err);
	if (!source)
		fail_msg("%s", err.text);
	struct source_scan *scan = source_scan_open(source, TIME_NONE);
	closeness_init(&c);
	while (source_scan_next(scan, &line))
		if (line.kind == LINE_FRAME) {
			power_derive(line.frame, NULL, &d);
			closeness_add(&c, line.frame, &d, 1);
			count_frame(&n, line.frame);
		}
	source_scan_close(scan);
	assert_near(c.feed[0].import_mw.value, n.import_mw, 1e-9);
	assert_true(n.import_mw > 9);
	assert_near(c.feed[0].over.total_s, n.over_s, 1e-9);
	assert_near(c.headroom.all.value, n.headroom_mw, 1e-9);
	assert_int_equal(c.headroom.all.t_ms, n.headroom_ms);
	assert_near(c.bus[0].lowest_hz.value, n.hz, 1e-9);
	assert_near(c.load_mwh, n.load_mwh, 1e-6);
	source_close(source);
	free(path);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(import_over_the_contract_has_a_size_and_a_time),
		cmocka_unit_test(of_equal_extremes_the_first_is_told),
		cmocka_unit_test(a_contract_that_changes_is_judged_by_what_it_was),
		cmocka_unit_test(export_is_a_figure_of_its_own),
		cmocka_unit_test(the_lowest_frequency_is_the_sampled_one_or_that_within),
		cmocka_unit_test(a_dead_bus_has_no_frequency_and_a_time),
		cmocka_unit_test(the_collapse_is_within_the_sample_in_which_the_bus_died),
		cmocka_unit_test(noise_of_a_dying_meter_is_no_frequency),
		cmocka_unit_test(no_slope_over_a_gap),
		cmocka_unit_test(a_margin_with_a_missing_member_is_a_bound),
		cmocka_unit_test(what_is_not_known_changes_nothing),
		cmocka_unit_test(a_decimated_sample_tells_its_extremes),
		cmocka_unit_test(the_trip_counted_anew_gives_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
