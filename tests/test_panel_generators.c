/* The Generators panel: every state by glyph and word, no data that is not "tripped", rated / available / running, all sets at 80 x 24,
 * scrolling beyond, the zoomed table with mode, engine and breaker apart. */
#include "worlds.h"

#include "panel_generators_parts.h"

static struct test_world *made(enum world_kind kind, size_t gens) {
	static struct test_world t;
	test_world_make(&t, (struct world_wish){ kind, gens, 1, 1, true, true, false });
	return &t;
}

static void all_sets_at_80x24(void **state) {
	static const size_t counts[] = { 1, 2, 13, 14, 40 };
	(void)state;
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		struct test_world *t = made(WORLD_NORMAL, counts[i]);
		char *text = test_world_text(t, 80, 24, false), id[16];
		for (size_t g = 1; g <= counts[i]; g++) {
			snprintf(id, sizeof id, "G%02zu \u25cf", g);
			if (!strstr(text, id))
				fail_msg("no %s of %zu in:\n%s", id, counts[i], text);
		}
		free(text);
		test_world_free(t);
	}
}

static void rated_available_running(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_TRIPPED, 14);
	assert_says(test_world_text(t, 80, 24, false), WORDS("13 loaded \u00b7 1 locked out", "rated 35.0", "avail. 32.5", "running 32.5 MW"));
	assert_says(test_world_text(t, 120, 40, false), WORDS("14 \u00d7 2.5 MW", "13 loaded \u00b7 1 locked out", "rated 35.0 \u00b7 available 32.5 \u00b7 running 32.5 MW"));
	test_world_free(t);
}

static void a_tripped_set_tells_the_first_out(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_TRIPPED, 14);
	assert_says(test_world_text(t, 80, 24, false), WORDS("G07 \u2716 LOCKOUT low gas pressure 04:02:11"));
	assert_says(test_world_text(t, 120, 40, false), WORDS("low gas pressure shutdown", "04:02:11"));
	world_alarm(t, PRIORITY_HIGH, true, WORLD_TRIP_MS - 500, "G07", "overspeed"); /* earlier: this one is the cause */
	assert_says(test_world_text(t, 80, 24, false), WORDS("LOCKOUT overspeed"));
	test_world_free(t);
}

static void silence_is_not_a_trip(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_MISSING, 14);
	char *text = test_world_text(t, 80, 24, false);
	assert_null(strstr(text, "TRIPPED"));
	assert_null(strstr(text, "LOCKOUT"));
	assert_says(text, WORDS("G08 ? NO DATA since 04:04:58 last 1621", "probably still carrying"));
	t->w.last_kw = NULL;
	t->w.last_kw_ms = NULL;
	assert_says(test_world_text(t, 80, 24, false), WORDS("G08 ? NO DATA"));
	test_world_free(t);
}

static void stale_keeps_its_value_with_its_age(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_STALE, 14);
	assert_says(test_world_text(t, 80, 24, false), WORDS("1 stale", "1627 kW 14s"));
	test_world_free(t);
}

static void bad_missing_and_zero_differ(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_NORMAL, 14);
	frame_mark(&t->frame, M_GEN_KW, 0, QUALITY_BAD, TIME_NONE);
	frame_mark(&t->frame, M_GEN_KW, 1, QUALITY_MISSING, TIME_NONE);
	frame_set(&t->frame, M_GEN_KW, 2, 0);
	char *text = test_world_text(t, 120, 40, false);
	const char *bad = strstr(text, "G01"), *missing = strstr(text, "G02"), *zero = strstr(text, "G03");
	assert_non_null(strstr(bad, "bad"));
	assert_true(strstr(bad, "bad") < missing);
	assert_true(strstr(missing, "\u2014") < zero);
	assert_non_null(strstr(zero, " 0   0 %"));
	free(text);
	test_world_free(t);
}

/* No two states share glyph and word, and none rests on colour alone. */
static void every_state_has_its_look(void **state) {
	(void)state;
	for (int a = -1; a < GEN_STATE_COUNT; a++)
		for (int b = -1; b < a; b++)
			assert_string_not_equal(generators_look(a).word, generators_look(b).word);
	struct test_world *t = made(WORLD_NORMAL, 14);
	for (int s = 0; s < GEN_STATE_COUNT; s++)
		frame_set(&t->frame, M_GEN_STATE, (size_t)s, s);
	char *text = test_world_text(t, 80, 24, false);
	for (int s = 0; s < GEN_STATE_COUNT; s++)
		assert_non_null(strstr(text, generators_look(s).word));
	free(text);
	test_world_free(t);
}

static void many_sets_scroll(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_NORMAL, 256);
	char *text = test_world_text(t, 80, 24, false);
	assert_null(strstr(text, "G029"));
	assert_says(text, WORDS("1-28 of 256 \u2193", "G001", "G028", "rated 640"));
	t->v.gen_scroll = 100;
	assert_says(test_world_text(t, 80, 24, false), WORDS("101-128 of 256 \u2191 \u2193", "G101", "G128"));
	t->v.gen_scroll = 100000;
	assert_says(test_world_text(t, 80, 24, false), WORDS("229-256 of 256 \u2191", "G256"));
	t->v.gen_scroll = -5;
	assert_says(test_world_text(t, 80, 24, false), WORDS("1-28 of 256 \u2193"));
	test_world_free(t);
}

static void the_strip_of_the_smallest(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_TRIPPED, 14);
	assert_says(test_world_text(t, 40, 12, false),
	            WORDS("\u25cf\u25cf\u25cf\u25cf\u25cf\u25cf\u2716\u25cf\u25cf\u25cf\u25cf\u25cf\u25cf\u25cf 13 loaded \u00b7 1 locked out"));
	assert_says(test_world_text(t, 40, 12, true), WORDS("******X******* 13 loaded"));
	test_world_free(t);
	t = made(WORLD_TRIPPED, 256);
	assert_says(test_world_text(t, 40, 12, false), WORDS("255 loaded \u00b7 1 locked out"));
	test_world_free(t);
}

static void mode_engine_and_breaker_are_three_columns(void **state) {
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 } };
	(void)state;
	struct test_world *t = made(WORLD_TRIPPED, 14);
	t->v.zoomed = true;
	t->v.focus = PANEL_GENERATORS;
	frame_set(&t->frame, M_GEN_MODE, 2, MODE_MANUAL);
	for (size_t i = 0; i < 3; i++)
		assert_says(test_world_text(t, sizes[i][0], sizes[i][1], false),
		            WORDS("engine", "mode", "breaker", "G03 \u25cf loaded", "manual", "closed", "open", "low gas pressure shutdown"));
	assert_says(test_world_text(t, 200, 60, false), WORDS("set Hz", "rpm", "oil kPa", "cool", "gas kPa", "exh", "spread", "run h", "kvar"));
	test_world_free(t);
}

static void a_derated_set_is_marked_at_what_it_can(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_NORMAL, 14);
	frame_set(&t->frame, M_GEN_MAX_KW, 0, 1250);
	char *text = test_world_text(t, 80, 24, false);
	char *row = strstr(text, "G01"), *mark = strstr(row, "\u2502"), *next = strstr(row, "G02");
	char *other = strstr(next, "\u2502");
	assert_true(mark && other && mark < next && mark - row < other - next);
	free(text);
	test_world_free(t);
}

static void no_sets_no_panel(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_NORMAL, 0);
	char *text = test_world_text(t, 120, 40, false);
	assert_null(strstr(text, "Generators"));
	free(text);
	t->v.zoomed = true;
	t->v.focus = PANEL_GENERATORS;
	assert_says(test_world_text(t, 80, 24, false), WORDS("none on this site"));
	test_world_free(t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_sets_at_80x24),
		cmocka_unit_test(rated_available_running),
		cmocka_unit_test(a_tripped_set_tells_the_first_out),
		cmocka_unit_test(silence_is_not_a_trip),
		cmocka_unit_test(stale_keeps_its_value_with_its_age),
		cmocka_unit_test(bad_missing_and_zero_differ),
		cmocka_unit_test(every_state_has_its_look),
		cmocka_unit_test(many_sets_scroll),
		cmocka_unit_test(the_strip_of_the_smallest),
		cmocka_unit_test(mode_engine_and_breaker_are_three_columns),
		cmocka_unit_test(a_derated_set_is_marked_at_what_it_can),
		cmocka_unit_test(no_sets_no_panel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
