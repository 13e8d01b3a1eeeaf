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

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_trip_in_parallel_goes_to_the_feed_first),
		cmocka_unit_test(test_without_edits_it_is_the_baseline),
		cmocka_unit_test(test_the_lost_feed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
