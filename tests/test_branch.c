/* The what-if's engine: the figures of DOMAIN.md on a constant baseline. */
#include "branch_run.h"

static void test_a_trip_in_parallel_goes_to_the_feed_first(void **state) {
	(void)state;
	struct branch_run r;
	struct site *site = model_site(1, 14);
	struct frame f;
	frame_init(&f);
	model_frame(&f, site, T0);
	for (size_t i = 0; i < 14; i++)
		frame_set(&f, M_GEN_KW, i, 2243);
	frame_set(&f, M_GPU_MW, 0, 2.243 * 14 + 7.82);
	branch_run_open(&r, site, &f, 120);
	branch_run_edit(&r, "at +10s gen G07 trip");
	branch_run_at(&r, 9);
	assert_near(frame_get(&r.out, M_FEED_MW, 0).value, 7.82, 0);
	branch_run_at(&r, 10);
	assert_near(frame_get(&r.out, M_FEED_MW, 0).value, 10.06, 0.005);
	assert_near(r.derived.q[D_IMPORT_MW].value, 10.063, 0.001);
	const struct violation *v = branch_run_violation(&r, VIOLATION_IMPORT);
	assert_non_null(v);
	assert_near((double)(v->start_ms - T0) / 1000, 10, 0);
	assert_near((double)(v->end_ms - v->start_ms) / 1000, 6.3, 1); /* told by samples of a second */
	assert_near(v->size, 10.063, 0.001);
	branch_run_at(&r, 16);
	assert_true(r.derived.q[D_IMPORT_MW].value > 8);
	branch_run_at(&r, 17);
	assert_true(r.derived.q[D_IMPORT_MW].value < 8);
	frame_free(&f);
	branch_run_close(&r);
}

/* A frame between two rows has the edits up to its own time, and the walk goes on as if nobody had asked for it. */
static void test_an_edit_between_two_rows(void **state) {
	(void)state;
	struct branch_run r, straight; /* the other is asked for nothing between */
	branch_run_open(&r, model_site(1, 14), NULL, 60);
	branch_run_open(&straight, model_site(1, 14), NULL, 60);
	branch_run_edit(&r, "at +10.4s gen G07 trip");
	branch_run_edit(&straight, "at +10.4s gen G07 trip");
	branch_run_apply(&r);
	branch_run_apply(&straight);
	branch_run_at(&r, 10.2);
	assert_int_equal(frame_label(&r.out, M_GEN_BREAKER, 6), BREAKER_CLOSED);
	branch_run_at(&r, 10.7);
	assert_int_equal(frame_label(&r.out, M_GEN_BREAKER, 6), BREAKER_OPEN);
	branch_run_at(&r, 10);
	assert_int_equal(frame_label(&r.out, M_GEN_BREAKER, 6), BREAKER_CLOSED);
	branch_run_at(&r, 10.7);
	branch_run_at(&r, 25);
	branch_run_at(&straight, 25);
	assert_memory_equal(r.out.value, straight.out.value, r.out.count * sizeof *r.out.value);
	branch_run_close(&r);
	branch_run_close(&straight);
}

static void test_without_edits_it_is_the_baseline(void **state) {
	(void)state;
	struct branch_run r;
	branch_run_open(&r, model_site(1, 14), NULL, 60);
	branch_run_apply(&r);
	assert_true(branch_from_ms(r.branch) == TIME_NONE);
	branch_run_at(&r, 30);
	assert_memory_equal(r.out.value, r.frame.value, r.frame.count * sizeof *r.frame.value);
	branch_run_edit(&r, "at +5s gpu cap 345W");
	branch_run_at(&r, 30);
	assert_true(memcmp(r.out.value, r.frame.value, r.frame.count * sizeof *r.frame.value) != 0);
	r.edits = 0;
	branch_run_apply(&r);
	branch_run_at(&r, 30);
	assert_memory_equal(r.out.value, r.frame.value, r.frame.count * sizeof *r.frame.value);
	branch_run_close(&r);
}

static void test_the_lost_feed(void **state) {
	(void)state;
	struct branch_run r;
	struct site *site = model_site(1, 14);
	struct frame f;
	frame_init(&f);
	model_frame(&f, site, T0);
	for (size_t i = 0; i < 14; i++)
		frame_set(&f, M_GEN_KW, i, 25000.0 / 14);
	frame_set(&f, M_FEED_MW, 0, 8);
	frame_set(&f, M_GPU_MW, 0, 33);
	branch_run_open(&r, site, &f, 200);
	branch_run_edit(&r, "at +10s feed TVA lose");
	struct branch_totals t;
	branch_compute(r.branch, INT64_MAX, SIZE_MAX);
	branch_totals(r.branch, &t);
	assert_near(t.rocof_hz_s, -4.571, 0.05);
	assert_near(t.hz_extreme - 60, -1.478, 0.015);
	assert_near((double)(t.extreme_ms - run_ms(10)) / 1000, 0.639, 0.01);
	assert_near(t.hz_settled - 60, -0.686, 0.007);
	assert_near(t.unserved_mwh, 0, 1e-9);
	branch_run_at(&r, 12);
	assert_near(r.derived.q[D_GEN_MW].value, 33, 1e-6);
	assert_int_equal(r.derived.tie[0], BUS_ISLAND);
	assert_true(frame_get(&r.out, M_BUS_HZ, 0).value < 59.9);
	branch_run_at(&r, 40);
	assert_near(frame_get(&r.out, M_BUS_HZ, 0).value, 60, 0.05);
	struct branch_transient at;
	assert_true(branch_transient_at(r.branch, run_ms(20), &at));
	print_message("%zu points, %s\n", at.count, at.text);
	assert_near((double)at.hz[64], 60 - 1.478, 0.015);
	frame_free(&f);
	branch_run_close(&r);
}

static void test_cases_of_an_island(void **state) {
	(void)state;
	static const struct { double mw; const char *edit; double rocof, extreme, rest; } cases[] = {
		{ 28, "at +10s gen G07 trip", -1.231, -0.354, -0.185 },
	};
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct branch_run r;
		struct frame f;
		struct branch_totals t;
		struct site *site = model_site(1, 14);
		frame_init(&f);
		model_island(&f, site, cases[k].mw, T0);
		branch_run_open(&r, site, &f, 60);
		branch_run_edit(&r, cases[k].edit);
		branch_compute(r.branch, INT64_MAX, SIZE_MAX);
		branch_totals(r.branch, &t);
		assert_near(t.rocof_hz_s, cases[k].rocof, 0.01 * fabs(cases[k].rocof));
		assert_near(t.hz_extreme - 60, cases[k].extreme, 0.01 * fabs(cases[k].extreme));
		assert_near(t.hz_settled - 60, cases[k].rest, 0.01 * fabs(cases[k].rest));
		frame_free(&f);
		branch_run_close(&r);
	}
}

/* 35 MW on 14 sets: no set has room, and they leave one after the other. */
static void test_a_cascade(void **state) {
	(void)state;
	struct branch_run r;
	struct frame f;
	struct branch_totals t;
	struct branch_transient at;
	struct site *site = model_site(1, 14);
	frame_init(&f);
	model_island(&f, site, 35, T0);
	branch_run_open(&r, site, &f, 120);
	branch_run_edit(&r, "at +10s gen G07 trip");
	branch_compute(r.branch, INT64_MAX, SIZE_MAX);
	branch_totals(r.branch, &t);
	assert_near(t.rocof_hz_s, -1.538, 0.015);
	assert_true(t.hz_extreme < 57.5 && t.hz_extreme > 45); /* at which the last set left */
	assert_true(isnan(t.hz_settled));
	const struct violation *dead = branch_run_violation(&r, VIOLATION_DEAD);
	assert_non_null(dead);
	assert_near((double)(dead->start_ms - run_ms(10)) / 1000, 2, 1);
	assert_true(branch_transient_at(r.branch, run_ms(30), &at));
	for (size_t i = 0; i < at.count; i++)
		if (at.hz[i] <= 57.5F) {
			assert_near((double)i / 100, 1.63, 0.02);
			break;
		}
	branch_run_at(&r, 60);
	assert_int_equal(r.derived.tie[0], BUS_DEAD);
	assert_near(r.derived.q[D_LOAD_MW].value, 0, 0);
	assert_near(frame_get(&r.out, M_GPU_ONLINE, 0).value, 0, 0); /* without power none is online, and none in a job */
	assert_near(frame_get(&r.out, M_GPU_JOB, 0).value, 0, 0);
	assert_null(branch_run_violation(&r, VIOLATION_UNSERVED)); /* a dead bus is one violation, not two */
	assert_int_equal(frame_get(&r.out, M_BUS_HZ, 0).quality == QUALITY_GOOD, false);
	assert_near(t.shed_gpus, 32000, 0);
	/* Nothing comes back by itself; with the sets reset and the feed back it does, after the sync check's time. */
	branch_run_edit(&r, "at +20s gen all restore");
	branch_run_at(&r, 100);
	assert_int_equal(r.derived.tie[0], BUS_DEAD);
	frame_free(&f);
	branch_run_close(&r);
}

/* Two buses with an open tie: four sets with 7 MW on their own, ten with the feed. The same trip. */
static void test_a_bus_of_four_sets(void **state) {
	(void)state;
	struct branch_run r;
	struct frame f;
	struct branch_totals t;
	struct site *site = model_site(1, 14);
	site->bus_count = 2;
	site->bus[1] = site->bus[0];
	snprintf(site->bus[1].id, SITE_ID_SIZE, "B");
	for (size_t i = 10; i < 14; i++)
		site->gen[i].bus = 1;
	site_finish(site);
	frame_init(&f);
	model_frame(&f, site, T0);
	for (size_t i = 10; i < 14; i++)
		frame_set(&f, M_GEN_KW, i, 1750);
	double kw = (30490 - 7820 - 7000) / 10.0;
	for (size_t i = 0; i < 10; i++)
		frame_set(&f, M_GEN_KW, i, kw);
	frame_set(&f, M_BUS_GPU_MW, 0, 30.49 - 7);
	frame_set(&f, M_BUS_GPU_MW, 1, 7);
	branch_run_open(&r, site, &f, 120);
	branch_run_edit(&r, "at +10s gen G12 trip");
	branch_compute(r.branch, INT64_MAX, SIZE_MAX);
	branch_totals(r.branch, &t);
	branch_run_at(&r, 30);
	/* 1.75 MW on three sets of 3.125 MVA: -1.75 x 60 / (2 x 3 x 1.2 x 3.125) Hz/s */
	assert_near(t.rocof_hz_s, -4.667, 0.05);
	assert_true(fabs(t.hz_extreme - 60) > 1);
	assert_int_equal(r.derived.tie[0], BUS_PARALLEL);
	assert_int_equal(r.derived.tie[1], BUS_ISLAND);
	assert_near(frame_get(&r.out, M_FEED_MW, 0).value, 7.82, 0.001); /* nothing of it is seen by the feed */
	for (size_t i = 10; i < 14; i++)
		assert_near(frame_get(&r.out, M_GEN_KW, i).value, i == 11 ? 0 : 7000 / 3.0, 30);
	for (size_t i = 0; i < 10; i++)
		assert_near(frame_get(&r.out, M_GEN_KW, i).value, kw, 1);
	r.edits = 0;
	branch_run_edit(&r, "at +10s gen G02 trip"); /* the same on the other bus: the feed takes it, the frequency is the grid's */
	branch_compute(r.branch, INT64_MAX, SIZE_MAX);
	branch_totals(r.branch, &t);
	assert_true(isnan(t.hz_extreme));
	branch_run_at(&r, 10);
	assert_near(frame_get(&r.out, M_FEED_MW, 0).value, 7.82 + kw / 1000, 0.001);
	frame_free(&f);
	branch_run_close(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_trip_in_parallel_goes_to_the_feed_first),
		cmocka_unit_test(test_an_edit_between_two_rows),
		cmocka_unit_test(test_without_edits_it_is_the_baseline),
		cmocka_unit_test(test_the_lost_feed),
		cmocka_unit_test(test_cases_of_an_island),
		cmocka_unit_test(test_a_cascade),
		cmocka_unit_test(test_a_bus_of_four_sets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
