/* What a branch finds wrong, as edits and islands come and go. */
#include "branch_run.h"

/* A margin that only the greatest set covers: whether it is a violation is the stance's word, and that of the edits in force. */
static void test_another_stance_judges_anew(void **state) {
	(void)state;
	struct branch_run r;
	branch_run_open(&r, model_site(1, 14), NULL, 60);
	branch_run_edit(&r, "at +0s gen G07 trip");
	branch_run_edit(&r, "at +0s gen G08 trip");
	branch_run_edit(&r, "at +0s gen G09 trip");
	branch_run_edit(&r, "at +0s site stance n1-feed");
	assert_non_null(branch_run_violation(&r, VIOLATION_N1)); /* 35.5 MW less a feed of 8, for 30.49 */
	r.edits--;
	branch_run_edit(&r, "at +0s site stance n0");
	assert_null(branch_run_violation(&r, VIOLATION_N1));
	r.edits--;
	branch_run_edit(&r, "at +30s site stance n1-feed");
	const struct violation *v = branch_run_violation(&r, VIOLATION_N1);
	assert_non_null(v);
	assert_true(v->start_ms == run_ms(30));
	branch_run_close(&r);
}

/* 5 MW on 14 sets, each below its minimum of 750 kW, until a feed is back after 300 s of healthy voltage. */
static void test_sets_are_judged_until_the_island_ends(void **state) {
	(void)state;
	struct branch_run r;
	struct frame f;
	struct site *site = model_site(1, 14);
	size_t count, under = 0;
	frame_init(&f);
	model_island(&f, site, 5, T0);
	branch_run_open(&r, site, &f, 400);
	branch_run_edit(&r, "at +10s feed TVA restore");
	assert_non_null(branch_run_violation(&r, VIOLATION_SET_UNDER));
	const struct violation *v = branch_violations(r.branch, &count);
	for (size_t i = 0; i < count; i++) {
		if (v[i].kind != VIOLATION_SET_UNDER)
			continue;
		under++;
		assert_near((double)(v[i].end_ms - run_ms(0)) / 1000, 311, 0); /* it closes at 310 s: the sample after is the first in parallel */
	}
	assert_int_equal(under, 14);
	frame_free(&f);
	branch_run_close(&r);
}

/* The contract is cut and given back every few seconds: one violation; after a while it is another. */
static void test_what_comes_and_goes_is_one(void **state) {
	(void)state;
	struct branch_run r;
	size_t count, imports = 0;
	branch_run_open(&r, model_site(1, 14), NULL, 120);
	branch_run_edit(&r, "at +10s feed TVA limit 5MW");
	branch_run_edit(&r, "at +12s feed TVA limit 12MW");
	branch_run_edit(&r, "at +15s feed TVA limit 5MW");
	branch_run_edit(&r, "at +17s feed TVA limit 12MW");
	branch_run_edit(&r, "at +60s feed TVA limit 5MW");
	branch_run_edit(&r, "at +61s feed TVA limit 12MW");
	branch_compute(r.branch, INT64_MAX, SIZE_MAX);
	const struct violation *v = branch_violations(r.branch, &count);
	static const double times[2][2] = { { 10, 17 }, { 60, 61 } };
	for (size_t i = 0; i < count; i++)
		if (v[i].kind == VIOLATION_IMPORT) {
			assert_true(imports < 2);
			assert_near((double)(v[i].start_ms - T0) / 1000, times[imports][0], 0);
			assert_near((double)(v[i].end_ms - T0) / 1000, times[imports][1], 0);
			imports++;
		}
	assert_int_equal(imports, 2);
	branch_run_close(&r);
}

/* 34 MW on 14 sets of 2.5, one trips: the terminals give more than the engines can while the frequency falls and arrays are shed. No engine is over its
 * maximum, and the frequency says what there is to say. */
static void test_inertia_is_no_load_on_an_engine(void **state) {
	(void)state;
	struct branch_run r;
	struct frame f;
	struct site *site = model_site(1, 14);
	double most_kw = 0;
	site->policy.shed = SHED_BREAKER;
	frame_init(&f);
	model_island(&f, site, 34, T0);
	branch_run_open(&r, site, &f, 60);
	branch_run_edit(&r, "at +10s gen G07 trip");
	assert_null(branch_run_violation(&r, VIOLATION_SET_OVER));
	assert_non_null(branch_run_violation(&r, VIOLATION_HZ));
	for (int second = 10; second < 60; second++)
		most_kw = fmax(most_kw, frame_get(branch_run_at(&r, second), M_GEN_KW, 0).value);
	assert_true(most_kw > 2500 * 1.01);
	frame_free(&f);
	branch_run_close(&r);
}

/* At rest it is one at once: an engine that is not to give what it gives. */
static void test_an_engine_over_its_maximum(void **state) {
	(void)state;
	struct branch_run r;
	struct frame f;
	struct site *site = model_site(1, 14);
	frame_init(&f);
	model_island(&f, site, 28, T0);
	branch_run_open(&r, site, &f, 60);
	branch_run_edit(&r, "at +10s gen G03 max 1700kW");
	const struct violation *v = branch_run_violation(&r, VIOLATION_SET_OVER);
	assert_non_null(v);
	assert_int_equal(v->object, 2);
	assert_near((double)(v->start_ms - T0) / 1000, 10, 0);
	assert_near(v->size, 2000, 1);
	frame_free(&f);
	branch_run_close(&r);
}

/* What the engine finds without edits, too: marked from the same frame on, and nothing else is. */
static void test_what_stands_without_the_edits(void **state) {
	(void)state;
	struct branch_run r;
	struct frame f;
	size_t count, also = 0;
	struct site *site = model_site(1, 14);
	frame_init(&f);
	model_island(&f, site, 5, T0);
	branch_run_open(&r, site, &f, 60);
	branch_run_edit(&r, "at +10s gen G07 trip");
	branch_compute(r.branch, INT64_MAX, SIZE_MAX);
	struct branch *plain = branch_new(&r.base);
	r.frame.t_ms = run_ms(10);
	branch_set_edits(plain, NULL, 0, &r.frame, NULL);
	branch_compute(plain, INT64_MAX, SIZE_MAX);
	branch_compare(r.branch, plain);
	const struct violation *v = branch_violations(r.branch, &count);
	assert_true(count > 0);
	for (size_t i = 0; i < count; i++) {
		if (v[i].baseline)
			assert_int_equal(v[i].kind, VIOLATION_SET_UNDER); /* 5 MW are too few for 14, and for 13 */
		also += v[i].baseline;
		if (v[i].kind == VIOLATION_SET_UNDER)
			assert_true(v[i].baseline);
	}
	assert_true(also >= 13);
	branch_free(plain);
	frame_free(&f);
	branch_run_close(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_comes_and_goes_is_one), cmocka_unit_test(test_another_stance_judges_anew), cmocka_unit_test(test_sets_are_judged_until_the_island_ends),
		cmocka_unit_test(test_inertia_is_no_load_on_an_engine), cmocka_unit_test(test_an_engine_over_its_maximum),
		cmocka_unit_test(test_what_stands_without_the_edits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
