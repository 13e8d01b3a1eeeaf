/* What a branch answers where the answer is a matter of definition: after a collapse, and of promises. */
#include "branch_run.h"

/* A feed lost at a load that the sets hold, and half a minute later a load that they do not: the lesser disturbance is the collapse. */
static void test_after_a_collapse_nothing_has_settled(void **state) {
	(void)state;
	struct branch_run r;
	struct branch_totals before, after;
	branch_run_open(&r, model_site(1, 14), NULL, 240);
	branch_run_edit(&r, "at +10s feed TVA lose");
	branch_compute(r.branch, run_ms(60), SIZE_MAX);
	branch_totals(r.branch, &before);
	assert_true(before.hz_settled > 59 && before.hz_settled < 60);
	branch_run_edit(&r, "at +70s gpu cap 402W");
	branch_run_edit(&r, "at +71s job start over 30s");
	branch_compute(r.branch, INT64_MAX, SIZE_MAX);
	branch_totals(r.branch, &after);
	assert_non_null(branch_run_violation(&r, VIOLATION_DEAD));
	assert_true(isnan(after.hz_settled));
	assert_true(after.hz_extreme <= 57.5);
	branch_run_close(&r);
}

/* Inertia carries what the feed did until stages act: at the moment of the loss nothing is shed, and in the end one stage, 5 % of 32,000 GPUs. */
static void test_at_the_moment_of_a_loss_nothing_is_shed(void **state) {
	(void)state;
	struct branch_run r;
	struct branch_totals t;
	struct site *site = model_site(1, 14);
	site->policy.stage_count = 1;
	site->policy.stage[0].hz = 59;
	site->policy.stage[0].pct = 5;
	branch_run_open(&r, site, NULL, 120);
	branch_run_edit(&r, "at +10s feed TVA lose");
	branch_run_at(&r, 10);
	assert_near(r.derived.q[D_LOAD_MW].value, 30.49, 1e-6);
	assert_near(r.derived.q[D_SUPPLY_MW].value, 30.49, 1e-6);
	assert_near(r.derived.q[D_IMPORT_MW].value, 0, 0);
	branch_compute(r.branch, INT64_MAX, SIZE_MAX);
	branch_totals(r.branch, &t);
	assert_true(t.hz_extreme < 59);
	assert_near(t.unserved_most_mw, 0.05 * 30.49, 1e-3);
	assert_near(t.shed_gpus, 1600, 1);
	branch_run_close(&r);
}

/* 50 MW are promised: they replace the 8 when they come, and no firm figure has them, until somebody says that they are there. */
static void test_a_promise_that_came_is_not_firm(void **state) {
	(void)state;
	struct branch_run r;
	branch_run_open(&r, model_site(1, 14), NULL, 120);
	branch_run_edit(&r, "at +10s feed TVA promise 2024-07-22T09:05:30Z 50MW");
	branch_run_at(&r, 29);
	branch_derive_firm(r.branch, &r.out, &r.derived);
	assert_near(r.derived.q[D_AVAILABLE_MW].value, 43, 1e-9);
	assert_near(r.derived.q[D_FIRM_MW].value, 40.5, 1e-9);
	branch_run_at(&r, 31);
	branch_derive_firm(r.branch, &r.out, &r.derived);
	assert_near(r.derived.q[D_AVAILABLE_MW].value, 85, 1e-9);
	assert_near(r.derived.q[D_FIRM_MW].value, 40.5, 1e-9);
	assert_near(r.derived.q[D_FIRM_FEED_MW].value, 35, 1e-9);
	assert_near(r.derived.q[D_START_N1_MW].value, 40.5 - 42.988, 1e-3);
	assert_near(r.derived.q[D_GPUS_FIT_FIRM].value, 30147, 0);
	branch_run_edit(&r, "at +40s feed TVA limit 50MW");
	branch_run_at(&r, 41);
	branch_derive_firm(r.branch, &r.out, &r.derived);
	assert_near(r.derived.q[D_FIRM_MW].value, 82.5, 1e-9);
	assert_near(r.derived.q[D_FIRM_FEED_MW].value, 35, 1e-9);
	branch_run_close(&r);
}

/* What branch_frame copies from before the branch is what was measured. */
static void test_before_the_branch_everything_is_firm(void **state) {
	(void)state;
	struct branch_run r;
	branch_run_open(&r, model_site(1, 14), NULL, 60);
	branch_run_edit(&r, "at +30s feed TVA promise 2024-07-22T09:05:40Z 50MW");
	branch_run_at(&r, 50);
	frame_set(&r.frame, M_FEED_LIMIT_MW, 0, 20);
	branch_run_at(&r, 10);
	branch_derive_firm(r.branch, &r.out, &r.derived);
	assert_near(r.derived.q[D_FIRM_MW].value, 52.5, 1e-9);
	branch_run_close(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_after_a_collapse_nothing_has_settled),
		cmocka_unit_test(test_at_the_moment_of_a_loss_nothing_is_shed),
		cmocka_unit_test(test_a_promise_that_came_is_not_firm),
		cmocka_unit_test(test_before_the_branch_everything_is_firm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
