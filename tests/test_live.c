/* What a live view shows beside its panels: the row at the foot, values that are old, nothing to show yet. */
#include "worlds.h"

#include "live.h"

static char *screen_text(struct test_world *t, int cols, int rows) {
	return test_world_text(t, cols, rows, false);
}

static void expect_row(struct test_world *t, int cols, int rows, const char *const *words) {
	char *text = screen_text(t, cols, rows);
	for (; *words; words++)
		if (!strstr(text, *words))
			fail_msg("no \"%s\" at %dx%d:\n%s", *words, cols, rows, text);
	free(text);
}

#define EXPECT(t, cols, rows, ...) expect_row(t, cols, rows, (const char *const[]){ __VA_ARGS__, NULL })

/* Whatever lies over the screen, the live clock and the live verdict are there, and how to return. */
static void the_edge_is_always_in_sight(void **state) {
	(void)state;
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 }, { 72, 16 }, { 60, 12 }, { 40, 10 }, { 64, 9 }, { 30, 5 } };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (int overlay = OVERLAY_NONE; overlay <= OVERLAY_ASSUMPTIONS; overlay++)
			for (int zoomed = 0; zoomed < 2; zoomed++) {
				struct test_world t;
				test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
				test_world_live(&t, LIVE_PAUSED);
				t.v.overlay = (enum overlay)overlay;
				t.v.zoomed = zoomed;
				EXPECT(&t, sizes[i][0], sizes[i][1], "LIVE 04:06:47", "End");
				if (sizes[i][0] >= 40)
					EXPECT(&t, sizes[i][0], sizes[i][1], "NO-GO");
				if (sizes[i][0] >= 80)
					EXPECT(&t, sizes[i][0], sizes[i][1], "2 new alarms, 1 high");
				test_world_free(&t);
			}
}

/* As the Countdown has it: whether it could start is no question any more. */
static void a_running_job_is_running_at_the_edge(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	test_world_live(&t, LIVE_PAUSED);
	t.w.edge.state = t.w.verdict.state = TRAINING_RUNNING;
	for (int go = 0; go < 2; go++) {
		t.w.edge.go = go;
		char *text = screen_text(&t, 120, 40), *row = strstr(text, "LIVE 04:06:47");
		assert_non_null(row);
		if (!strstr(row, "RUNNING") || strstr(row, "GO"))
			fail_msg("%s", row);
		free(text);
	}
	test_world_free(&t);
}

static void only_a_new_high_alarm_has_its_colour(void **state) {
	(void)state;
	struct test_world t;
	struct grid g;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	test_world_live(&t, LIVE_PAUSED);
	grid_init(&g);
	for (size_t high = 0; high < 2; high++) {
		bool coloured = false;
		grid_resize(&g, 120, 1);
		t.w.edge.new_high = high;
		live_strip_draw(&g, grid_rect(&g), &t.w, &t.v);
		for (int x = 0; x < 120; x++)
			coloured |= g.cells[x].role == ROLE_ALARM_HIGH;
		assert_int_equal(coloured, high);
	}
	grid_free(&g);
	test_world_free(&t);
}

static void old_values_are_dim_and_say_since_when(void **state) {
	(void)state;
	static const enum world_live kinds[] = { LIVE_FOLLOWS, LIVE_STALE, LIVE_DOWN };
	for (size_t i = 0; i < 3; i++) {
		struct test_world t;
		struct grid g;
		size_t bright = 0;
		test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
		test_world_live(&t, kinds[i]);
		grid_init(&g);
		grid_resize(&g, 120, 40);
		screen_draw(&g, &t.w, &t.v);
		for (int y = 2; y < 30; y++)
			for (int x = 0; x < 120; x++)
				bright += g.cells[y * 120 + x].ch != ' ' && (g.cells[y * 120 + x].role == ROLE_TEXT || g.cells[y * 120 + x].role == ROLE_STRONG);
		grid_free(&g);
		if (kinds[i] == LIVE_FOLLOWS)
			assert_true(bright > 100);
		else
			assert_int_equal(bright, 0);
		if (kinds[i] == LIVE_STALE)
			EXPECT(&t, 80, 24, "STALE since 04:05:12, 12 s", "LIVE, STALE 12 s");
		if (kinds[i] == LIVE_DOWN)
			EXPECT(&t, 80, 24, "LINK DOWN since 04:05:12", "refused", "next try in 4 s");
		test_world_free(&t);
	}
}

static void a_clock_that_is_off_stands_beside_the_age(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	test_world_live(&t, LIVE_FOLLOWS);
	t.w.edge.clock_off_s = -7203;
	EXPECT(&t, 120, 40, "LIVE 0 s, clock -2 h");
	EXPECT(&t, 80, 24, "LIVE 0 s, clock -2 h");
	t.w.edge.clock_off_s = 95;
	EXPECT(&t, 80, 24, "LIVE 0 s, clock +95 s");
	test_world_live(&t, LIVE_PAUSED);
	t.w.edge.clock_off_s = 95;
	EXPECT(&t, 80, 24, "PAUSED", "clock +95 s");
	test_world_free(&t);
}

/* A recording, and a live view that is well, have no such row. */
static void otherwise_there_is_no_row(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	assert_false(live_strip_wanted(&t.w, &t.v));
	test_world_live(&t, LIVE_FOLLOWS);
	assert_false(live_strip_wanted(&t.w, &t.v));
	test_world_live(&t, LIVE_STALE);
	assert_true(live_strip_wanted(&t.w, &t.v));
	t.v.live = false;
	assert_false(live_strip_wanted(&t.w, &t.v));
	test_world_free(&t);
}

static void the_clock_of_the_first_row_ticks_on(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	test_world_live(&t, LIVE_DOWN); /* 130 s after the last sample */
	EXPECT(&t, 100, 24, "04:07:22 CDT");
	test_world_live(&t, LIVE_PAUSED); /* the cursor's */
	EXPECT(&t, 100, 24, "04:05:12 CDT");
	test_world_free(&t);
}

static void what_a_daemon_says_stays_in_its_place(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	struct world kept = t.w;
	t.w = (struct world){ .link = LINK_DOWN, .source_name = "http://a-host-with-a-name-of-many-letters.example.org:9643", .cursor_ms = TIME_NONE,
		.first_ms = TIME_NONE, .last_ms = TIME_NONE };
	memset(t.w.link_note, 'x', sizeof t.w.link_note - 1); /* no blank to break at */
	t.v.live = true;
	for (int cols = 1; cols < 90; cols += 7)
		for (int rows = 1; rows < 30; rows += 3)
			free(screen_text(&t, cols, rows));
	EXPECT(&t, 80, 24, "Waiting for", "xxxx", "q quits");
	EXPECT(&t, 20, 4, "Waiting for");
	t.w = kept;
	test_world_free(&t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_edge_is_always_in_sight), cmocka_unit_test(a_running_job_is_running_at_the_edge), cmocka_unit_test(only_a_new_high_alarm_has_its_colour),
		cmocka_unit_test(old_values_are_dim_and_say_since_when), cmocka_unit_test(otherwise_there_is_no_row), cmocka_unit_test(a_clock_that_is_off_stands_beside_the_age),
		cmocka_unit_test(the_clock_of_the_first_row_ticks_on), cmocka_unit_test(what_a_daemon_says_stays_in_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
