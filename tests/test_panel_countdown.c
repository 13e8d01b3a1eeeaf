/* The Countdown panel: the clock, the verdict in words, and the reasons with their remedies, never cut at 80 x 24. */
#include "values.h"
#include "worlds.h"

static char *panel(const struct test_world *t, int cols, int rows, int w, int h) {
	return test_panel_text(panel_countdown_draw, t, cols, rows, w, h);
}

static void all_is_well(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	char *text = panel(&t, 80, 24, 40, 6);
	assert_null(strstr(text, "NO-GO"));
	assert_says(text, WORDS("Grok 3 starts in", "N-0 accepted", "T\u221200:14:48", "04:20 CDT 09:20Z", "GO", "GPUs ready 32,000 of 32,000",
	                        "start 42.99 of 43.00 MW", "less a set: -2.49 MW"));
	test_world_free(&t);
}

/* The words of the issue, readable at 80 x 24, whatever the row breaks. */
static void why_not_stands_whole_at_80x24(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
	char *text = test_world_text(&t, 80, 24, false);
	assert_says(text, WORDS("NO-GO", "start needs 42.99 MW, have 40.50:", "short 2.49; cap 345 W or 30,147 GPUs", "G07 low gas pressure shutdown"));
	text = test_world_text(&t, 40, 12, false);
	assert_says(text, WORDS("NO-GO", "345 W", "30,147 GPUs"));
	text = test_world_text(&t, 120, 40, false);
	assert_says(text, WORDS("NO-GO", "345 W or 30,147 GPUs", "G07 low gas pressure shutdown, high alarm", "GPUs ready 32,000"));
	test_world_free(&t);
}

static void a_reason_without_room_is_counted(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	t.w.verdict.go = false;
	t.w.verdict.why_count = VERDICT_WHY_MAX;
	for (int i = 0; i < VERDICT_WHY_MAX; i++)
		snprintf(t.w.verdict.why[i], VERDICT_WHY_SIZE, "reason number %d", i + 1);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("reason number 1", "reason number 3", "5 more reasons"));
	t.w.verdict.why_count = 4;
	char *text = panel(&t, 80, 24, 40, 6);
	assert_null(strstr(text, "more"));
	assert_says(text, WORDS("reason number 4"));
	t.w.verdict.why_count = 1;
	snprintf(t.w.verdict.why[0], VERDICT_WHY_SIZE, "%s", "one-word-that-is-far-longer-than-a-row-of-the-panel-can-hold-and-is-broken-where-the-row-ends-345");
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("one-word-that-is-far-longer-than-a-ro\n", "-345"));
	test_world_free(&t);
}

static void after_the_start(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	t.frame.t_ms = WORLD_START_MS + 61000;
	power_judge(&t.frame, &t.w.derived, NULL, 0, NAN, &t.w.verdict);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("OVERDUE since", "T+00:01:01"));
	frame_set(&t.frame, M_GPU_JOB, 0, 32000);
	power_judge(&t.frame, &t.w.derived, NULL, 0, NAN, &t.w.verdict);
	char *text = panel(&t, 80, 24, 40, 6);
	assert_says(text, WORDS("runs since 04:20", "T+00:01:01", "RUNNING", "headroom", "N-1", "contract 8.00 MW"));
	t.frame.t_ms = WORLD_START_MS;
	t.w.verdict.state = TRAINING_OVERDUE;
	t.w.verdict.t_minus_s = 0;
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("OVERDUE since 04:20", "T+00:00:00"));
	t.w.verdict.state = TRAINING_STOPPED; /* as who knows the past says it */
	t.w.verdict.stopped_ms = WORLD_START_MS + 600000;
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("stopped since 04:30"));
	test_world_free(&t);
}

static void without_a_start(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	t.site->training.start_ms = TIME_NONE;
	power_judge(&t.frame, &t.w.derived, NULL, 0, NAN, &t.w.verdict);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("no start set"));
	assert_says(panel(&t, 120, 40, 60, 9), WORDS("no start set"));
	t.site->training.present = false;
	char *text = panel(&t, 80, 24, 40, 6);
	assert_int_equal(strspn(text, "\n"), strlen(text));
	free(text);
	test_world_free(&t);
}

static void big_digits_from_120x40_on(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	char *text = panel(&t, 120, 40, 60, 9);
	assert_null(strstr(text, "00:14:48"));
	assert_says(text, WORDS("\u2580\u2588\u2580", "GO", "04:20 CDT", "N-0 accepted"));
	t.w.verdict.t_minus_s = 1234567; /* 342:56:07 */
	assert_says(panel(&t, 120, 40, 60, 9), WORDS("\u2580\u2588\u2580"));
	t.w.verdict.t_minus_s = 1e9; /* too wide: in plain digits */
	assert_says(panel(&t, 120, 40, 40, 9), WORDS("T\u2212277777:46:40"));
	test_world_free(&t);
}

static void what_is_missing_for_the_start(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	frame_set(&t.frame, M_GPU_READY, 0, 30000);
	power_judge(&t.frame, &t.w.derived, NULL, 0, 10, &t.w.verdict);
	assert_says(panel(&t, 120, 40, 60, 9), WORDS("NO-GO", "GPUs ready 30,000 of 32,000"));
	test_world_free(&t);
}

static void zoomed_it_has_the_requirements(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
	t.v.zoomed = true;
	t.v.focus = PANEL_COUNTDOWN;
	char *text = test_world_text(&t, 80, 24, false);
	assert_says(text, WORDS("Requirement", "available (N-0)", "-2.49 MW", "-4.99 MW", "unasked", "345 W or 30,147 GPUs"));
	t.site->policy.stance = STANCE_N1_SET;
	text = test_world_text(&t, 80, 24, false);
	assert_says(text, WORDS("N-1 set accepted", "\u2716 firm, less the greatest set"));
	test_world_free(&t);
}

static void in_one_row(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
	char *text = panel(&t, 20, 3, 20, 1);
	assert_string_equal(text, "T\u221200:14:48     NO-GO\n\n\n");
	free(text);
	text = panel(&t, 7, 3, 7, 1);
	assert_string_equal(text, "NO-GO\n\n\n");
	free(text);
	test_world_free(&t);
}

/* Zoomed, a site without a training plan says that there is none, what could start and what is left; nothing is GO or NO-GO. */
static void nothing_is_planned(void **state) {
	(void)state;
	static const int sizes[][2] = { { 40, 12 }, { 80, 24 }, { 120, 40 } };
	for (size_t i = 0; i < 3; i++)
		for (int gpus = 0; gpus < 2; gpus++) {
			struct test_world t;
			test_world_make(&t, (struct world_wish){ WORLD_NORMAL, 14, 1, 1, gpus, false, false });
			t.v.zoomed = true;
			t.v.focus = PANEL_COUNTDOWN;
			char *text = test_world_text(&t, sizes[i][0], sizes[i][1], false);
			assert_null(strstr(text, "GO"));
			assert_says(text, WORDS("Training  none planned", "No training is planned", "What could start"));
			if (sizes[i][0] >= 80) {
				assert_says(test_world_text(&t, sizes[i][0], sizes[i][1], false), WORDS("Margin", "available", "43.00 MW", "firm, less the greatest set", "40.50 MW"));
				assert_says(test_world_text(&t, sizes[i][0], sizes[i][1], false), gpus ? WORDS("GPUs ready", "fit, of what is available", "GPUs at a cap of") : WORDS("no GPUs on this site"));
			}
			t.site->gen_count = t.site->feed_count = 0;
			if (sizes[i][0] >= 80)
				assert_says(test_world_text(&t, sizes[i][0], sizes[i][1], false), WORDS("neither sets nor feeds on this site"));
			t.w.frame = NULL;
			assert_says(test_world_text(&t, sizes[i][0], sizes[i][1], false), WORDS("none planned", "no sample yet"));
			test_world_free(&t);
		}
}

/* DOMAIN.md rule 8: which losses are accepted is in sight, however long the title is. */
static void the_stance_is_in_sight(void **state) {
	(void)state;
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 } };
	static const enum training_state states[] = { TRAINING_COUNTDOWN, TRAINING_RUNNING, TRAINING_OVERDUE, TRAINING_STOPPED };
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
	t.w.verdict.stopped_ms = WORLD_CURSOR_MS - 60000;
	for (size_t s = 0; s < sizeof states / sizeof *states; s++)
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			t.w.verdict.state = states[s];
			assert_says(test_world_text(&t, sizes[i][0], sizes[i][1], false), WORDS(value_stance(t.site->policy.stance)));
		}
	test_world_free(&t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_well),
		cmocka_unit_test(why_not_stands_whole_at_80x24),
		cmocka_unit_test(a_reason_without_room_is_counted),
		cmocka_unit_test(nothing_is_planned), cmocka_unit_test(after_the_start),
		cmocka_unit_test(without_a_start),
		cmocka_unit_test(big_digits_from_120x40_on),
		cmocka_unit_test(what_is_missing_for_the_start),
		cmocka_unit_test(zoomed_it_has_the_requirements),
		cmocka_unit_test(in_one_row),
		cmocka_unit_test(the_stance_is_in_sight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
