/* The verdict: GO and NO-GO, and the words. */
#include "model_site.h"
#include "power.h"

struct court {
	struct site *site;
	struct frame frame;
	struct verdict v;
};

static struct court court_new(void) {
	struct court c = { .site = model_site(1, 14) };
	frame_init(&c.frame);
	model_frame(&c.frame, c.site, T0);
	return c;
}

static void judge_with(struct court *c, const char *const *alarms, size_t count, double rate) {
	struct derived d;
	power_derive(&c->frame, NULL, &d);
	power_judge(&c->frame, &d, alarms, count, rate, &c->v);
	assert_true(c->v.why_count <= VERDICT_WHY_MAX);
	assert_true(c->v.state == TRAINING_NONE || c->v.go == (c->v.why_count == 0));
}

static void judge(struct court *c) {
	judge_with(c, NULL, 0, NAN);
}

static void court_free(struct court *c) {
	frame_free(&c->frame);
	site_free(c->site);
}

static void all_well_is_go(void **state) {
	(void)state;
	struct court c = court_new();
	judge(&c);
	assert_true(c.v.go);
	assert_int_equal(c.v.state, TRAINING_COUNTDOWN);
	assert_near(c.v.t_minus_s, 900, 0);
	assert_int_equal(c.v.ready_at_ms, T0);
	court_free(&c);
}

static void tripped_set_in_words(void **state) {
	(void)state;
	struct court c = court_new();
	static const char *const alarms[] = { "G07 tripped" };
	model_trip(&c.frame, 6);
	judge_with(&c, alarms, 1, NAN);
	assert_false(c.v.go);
	assert_int_equal(c.v.why_count, 2);
	assert_string_equal(c.v.why[0], "start needs 42.99 MW, have 40.50: short 2.49; cap 345 W or 30,147 GPUs");
	assert_string_equal(c.v.why[1], "G07 tripped, high alarm");
	court_free(&c);
}

static void an_alarm_alone_is_no_go(void **state) {
	(void)state;
	struct court c = court_new();
	static const char *const alarms[] = { "A frequency low" };
	judge_with(&c, alarms, 1, NAN);
	assert_false(c.v.go);
	assert_string_equal(c.v.why[0], "A frequency low, high alarm");
	court_free(&c);
}

static void exact_fit_is_go(void **state) {
	(void)state;
	struct court c = court_new();
	double each_mw = power_facility_w(&c.site->gpu, 402) / 1e6;
	for (int n = 30000; n < 32000; n += 7) { /* as much as is needed, put together from a feed and 14 sets */
		c.site->training.gpus_needed = n;
		frame_set(&c.frame, M_FEED_LIMIT_MW, 0, n * each_mw - 35);
		judge(&c);
		assert_true(c.v.go);
		frame_set(&c.frame, M_FEED_LIMIT_MW, 0, n * each_mw - 35 - 1e-6);
		judge(&c);
		assert_false(c.v.go);
	}
	court_free(&c);
}

static void accepted_stance(void **state) {
	(void)state;
	struct court c = court_new();
	c.site->policy.stance = STANCE_N1_SET;
	judge(&c);
	assert_false(c.v.go);
	assert_int_equal(c.v.why_count, 1);
	assert_string_equal(c.v.why[0], "N-1 set accepted: start needs 42.99 MW, firm has 40.50: short 2.49; cap 345 W or 30,147 GPUs");
	c.site->policy.stance = STANCE_N1_FEED;
	judge(&c);
	assert_false(c.v.go);
	assert_string_equal(c.v.why[0], "N-1 feed accepted: start needs 42.99 MW, firm has 35.00: short 7.99; cap 220 W or 26,053 GPUs");
	c.site->training.gpus_needed = 26053;
	judge(&c);
	assert_true(c.v.go);
	c.site->training.gpus_needed = 26054;
	judge(&c);
	assert_false(c.v.go);
	court_free(&c);
}

static void no_cap_would_do(void **state) {
	(void)state;
	struct court c = court_new();
	for (size_t g = 0; g < 6; g++)
		model_trip(&c.frame, g);
	judge(&c); /* 28 MW: 61 W */
	assert_string_equal(c.v.why[0], "start needs 42.99 MW, have 28.00: short 14.99; no cap in 200-700 W would do; 20,843 GPUs");
	for (size_t g = 0; g < 14; g++)
		model_trip(&c.frame, g);
	frame_set(&c.frame, M_FEED_BREAKER, 0, BREAKER_OPEN);
	judge(&c);
	assert_string_equal(c.v.why[0], "start needs 42.99 MW, have 0.00: short 42.99; no cap in 200-700 W would do");
	court_free(&c);
}

static void lower_bound_is_said(void **state) {
	(void)state;
	struct court c = court_new();
	model_mark(&c.frame, CLASS_GEN, 6, QUALITY_MISSING);
	judge(&c);
	assert_string_equal(c.v.why[0], "start needs 42.99 MW, have \u2265 40.50: short \u2264 2.49; cap 345 W or 30,147 GPUs");
	c.site->policy.stance = STANCE_N1_FEED;
	judge(&c);
	assert_string_equal(c.v.why[1], "N-1 feed accepted: start needs 42.99 MW, firm has \u2265 32.50: short \u2264 10.49; no cap is sure to do; 24,192 GPUs");
	court_free(&c);
}

static void gpus_not_ready(void **state) {
	(void)state;
	struct court c = court_new();
	frame_set(&c.frame, M_GPU_READY, 0, 31232);
	judge_with(&c, NULL, 0, 2);
	assert_false(c.v.go);
	assert_string_equal(c.v.why[0], "GPUs ready 31,232 of 32,000: 768 missing, ready in 7 min at the present rate");
	assert_int_equal(c.v.ready_at_ms, T0 + 384000);
	judge_with(&c, NULL, 0, 20);
	assert_string_equal(c.v.why[0], "GPUs ready 31,232 of 32,000: 768 missing, ready in 39 s at the present rate");
	judge_with(&c, NULL, 0, 0.05);
	assert_string_equal(c.v.why[0], "GPUs ready 31,232 of 32,000: 768 missing, ready in 4 h 16 min at the present rate");
	static const double hopeless[] = { NAN, 0, -3, 1e-300 };
	for (size_t i = 0; i < 4; i++) {
		judge_with(&c, NULL, 0, hopeless[i]);
		assert_string_equal(c.v.why[0], "GPUs ready 31,232 of 32,000: 768 missing");
		assert_int_equal(c.v.ready_at_ms, TIME_NONE);
	}
	frame_mark(&c.frame, M_GPU_READY, 0, QUALITY_STALE, T0);
	frame_mark(&c.frame, M_GPU_JOB, 0, QUALITY_STALE, T0);
	judge(&c);
	assert_string_equal(c.v.why[0], "GPUs ready not known, 32,000 needed");
	frame_set(&c.frame, M_GPU_JOB, 0, 0); /* none in the job says nothing of those that are ready: bad is not zero */
	frame_mark(&c.frame, M_GPU_READY, 0, QUALITY_BAD, TIME_NONE);
	judge(&c);
	assert_string_equal(c.v.why[0], "GPUs ready not known, 32,000 needed");
	frame_set(&c.frame, M_GPU_JOB, 0, 32000);
	judge(&c);
	assert_null(strstr(c.v.why_count ? c.v.why[0] : "", "GPUs ready"));
	court_free(&c);
}

static void states_of_the_training(void **state) {
	(void)state;
	struct court c = court_new();
	c.frame.t_ms = T_START;
	judge(&c);
	assert_int_equal(c.v.state, TRAINING_COUNTDOWN); /* the job shows in the samples after T */
	assert_near(c.v.t_minus_s, 0, 0);
	c.frame.t_ms = T_START + 5001;
	judge(&c);
	assert_int_equal(c.v.state, TRAINING_OVERDUE);
	frame_mark(&c.frame, M_GPU_JOB, 0, QUALITY_MISSING, TIME_NONE);
	c.frame.t_ms = T_START + 90500;
	judge(&c);
	assert_int_equal(c.v.state, TRAINING_OVERDUE);
	assert_near(c.v.t_minus_s, -90.5, 1e-9);
	frame_set(&c.frame, M_GPU_JOB, 0, 32000);
	frame_set(&c.frame, M_GPU_READY, 0, 0); /* they are in the job now */
	judge(&c);
	assert_int_equal(c.v.state, TRAINING_RUNNING);
	assert_true(c.v.go);
	c.frame.t_ms = T_START - 1;
	judge(&c);
	assert_int_equal(c.v.state, TRAINING_COUNTDOWN);
	c.site->training.start_ms = TIME_NONE;
	judge(&c);
	assert_true(isnan(c.v.t_minus_s));
	assert_int_equal(c.v.state, TRAINING_RUNNING);
	frame_set(&c.frame, M_GPU_JOB, 0, 0);
	judge(&c);
	assert_int_equal(c.v.state, TRAINING_NONE);
	court_free(&c);
}

static void nothing_planned_nothing_said(void **state) {
	(void)state;
	struct court c = court_new();
	c.site->training.present = false;
	judge(&c);
	assert_int_equal(c.v.state, TRAINING_NONE);
	assert_false(c.v.go);
	assert_int_equal(c.v.why_count, 0);
	c.site->training.present = true;
	c.site->gpu.present = false; /* a start without GPUs cannot be judged, so that it is refused */
	judge(&c);
	assert_false(c.v.go);
	assert_string_equal(c.v.why[0], "start load not known");
	c.site->gpu.present = true;
	frame_reset(&c.frame, c.site, T0);
	judge(&c);
	assert_false(c.v.go);
	court_free(&c);
	struct frame empty;
	struct derived d;
	struct verdict v;
	frame_init(&empty);
	power_derive(&empty, NULL, &d);
	power_judge(&empty, &d, NULL, 0, NAN, &v);
	assert_int_equal(v.state, TRAINING_NONE);
}

static void more_reasons_than_lines(void **state) {
	(void)state;
	struct court c = court_new();
	char name[300];
	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	const char *alarms[20];
	for (size_t i = 0; i < 20; i++)
		alarms[i] = name;
	judge_with(&c, alarms, 20, NAN);
	assert_int_equal(c.v.why_count, VERDICT_WHY_MAX);
	assert_string_equal(c.v.why[VERDICT_WHY_MAX - 1], "13 more high alarms");
	assert_string_equal(c.v.why[0] + strlen(c.v.why[0]) - 12, ", high alarm"); /* cut in the name, not in what matters */
	court_free(&c);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_well_is_go), cmocka_unit_test(tripped_set_in_words), cmocka_unit_test(an_alarm_alone_is_no_go),
		cmocka_unit_test(exact_fit_is_go), cmocka_unit_test(accepted_stance), cmocka_unit_test(no_cap_would_do),
		cmocka_unit_test(lower_bound_is_said), cmocka_unit_test(gpus_not_ready), cmocka_unit_test(states_of_the_training),
		cmocka_unit_test(nothing_planned_nothing_said), cmocka_unit_test(more_reasons_than_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
