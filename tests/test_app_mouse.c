/* The mouse over a recording made here: what a click, a drag and the wheel do, that a click on the timeline is a jump, and that junk does nothing. */
#include "app_bench.h"

#include "hit.h"
#include "screen.h"

#define COLS 120
#define ROWS 40

static void size(struct bench *b, int cols, int rows) {
	app_update(b->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = cols, .rows = rows, .mono_ms = b->mono });
}

/* Later than any double click. */
static void mouse(struct bench *b, enum mouse_kind kind, int col, int row) {
	b->mono += 1000;
	app_update(b->app, &(struct app_msg){ .kind = APP_MOUSE, .mouse = { .kind = kind, .col = col, .row = row }, .mono_ms = b->mono });
}

static void click(struct bench *b, int col, int row) {
	mouse(b, MOUSE_PRESS, col, row);
	mouse(b, MOUSE_RELEASE, col, row);
}

static void double_click(struct bench *b, int col, int row) {
	click(b, col, row);
	b->mono -= 1800; /* 200 ms after the first press */
	mouse(b, MOUSE_PRESS, col, row);
}

struct spot { int col, row; struct hit hit; };

/* The first cell, row by row, of that kind in that panel; fails where there is none. */
static struct spot find(const struct bench *b, enum hit_kind kind, enum panel panel, int nth) {
	struct spot s = { 0 };
	for (s.row = 0; s.row < ROWS; s.row++)
		for (s.col = 0; s.col < COLS; s.col++) {
			s.hit = hit_test(app_world(b->app), app_view(b->app), COLS, ROWS, false, s.col, s.row);
			if (s.hit.kind == kind && (kind == HIT_KEY || s.hit.panel == panel)) {
				if (nth-- == 0)
					return s;
				break; /* one a row */
			}
		}
	fail_msg("nothing of kind %d in panel %d", kind, panel);
	return s;
}

static struct spot find_action(const struct bench *b, enum action_id id) {
	struct spot s = { .row = ROWS - 1 };
	for (; s.col < COLS; s.col++) {
		s.hit = hit_test(app_world(b->app), app_view(b->app), COLS, ROWS, false, s.col, s.row);
		if (s.hit.kind == HIT_KEY && s.hit.action == id)
			return s;
	}
	fail_msg("%s is not in the key row", action_at(id)->name);
	return s;
}

static void start(struct bench *b) {
	size(b, COLS, ROWS);
	key(b, ' ');
	read_all(b);
	type(b, "[G"); /* the window is the whole */
	key(b, KEYCODE_ESC); /* what was said stands in the key row */
}

static void test_a_click_focuses_and_a_title_zooms(void **state) {
	struct bench *b = *state;
	start(b);
	for (int p = 0; p < PANEL_COUNT; p++) {
		struct spot s = find(b, HIT_TITLE, (enum panel)p, 0);
		key(b, p == PANEL_GENERATORS ? '1' : '3');
		click(b, s.col + 2, s.row);
		assert_int_equal(app_view(b->app)->focus, p);
		assert_false(app_view(b->app)->zoomed);
		click(b, s.col + 2, s.row);
		assert_true(app_view(b->app)->zoomed);
		s = find(b, HIT_TITLE, (enum panel)p, 0);
		click(b, s.col + 2, s.row);
		assert_false(app_view(b->app)->zoomed);
		assert_int_equal(app_view(b->app)->focus, p);
	}
}

static void test_a_double_click_zooms(void **state) {
	struct bench *b = *state;
	start(b);
	static const enum panel panels[] = { PANEL_SUPPLY, PANEL_COUNTDOWN, PANEL_GPUS };
	for (size_t i = 0; i < 3; i++) {
		struct spot s = find(b, HIT_PANEL, panels[i], 1);
		double_click(b, s.col, s.row);
		assert_int_equal(app_view(b->app)->focus, panels[i]);
		assert_true(app_view(b->app)->zoomed);
		mouse(b, MOUSE_RELEASE, s.col, s.row);
		s = find(b, HIT_PANEL, panels[i], 1);
		double_click(b, s.col, s.row); /* only its title goes back */
		assert_true(app_view(b->app)->zoomed);
		key(b, KEYCODE_ESC);
		click(b, s.col, s.row);
		click(b, s.col, s.row); /* twice, but slowly */
		assert_false(app_view(b->app)->zoomed);
	}
	struct spot s = find(b, HIT_TITLE, PANEL_GPUS, 0);
	key(b, '1');
	double_click(b, s.col, s.row); /* zoomed once, not there and back */
	assert_true(app_view(b->app)->zoomed);
	assert_int_equal(app_view(b->app)->focus, PANEL_GPUS);
	key(b, KEYCODE_ESC);
	double_click(b, s.col, s.row);
	assert_true(app_view(b->app)->zoomed);
}

static void test_a_click_selects_a_set(void **state) {
	struct bench *b = *state;
	start(b);
	for (int zoomed = 0; zoomed < 2; zoomed++)
		for (int i = 1; i >= 0; i--) {
			struct spot s = find(b, HIT_SET, PANEL_GENERATORS, i);
			assert_int_equal(s.hit.index, i);
			click(b, s.col + 4, s.row);
			assert_int_equal(app_view(b->app)->selected_gen, i);
			if (!zoomed && i == 0)
				type(b, "z");
		}
}

static void test_a_click_on_the_timeline_is_a_jump(void **state) {
	struct bench *b = *state;
	start(b);
	double before = at(b);
	struct spot s = find(b, HIT_TIME, PANEL_TIMELINE, 1);
	struct hit h = hit_test(app_world(b->app), app_view(b->app), COLS, ROWS, false, s.col + 40, s.row);
	click(b, s.col + 40, s.row);
	assert_int_equal(app_view(b->app)->focus, PANEL_TIMELINE);
	assert_true(app_world(b->app)->cursor_ms == h.t_ms);
	assert_true(at(b) > 500 && at(b) < 800);
	key(b, 'o');
	assert_near(at(b), before, 0);
	/* A drag is one jump; a release ends it; outside of the chart it goes to its edges. */
	mouse(b, MOUSE_PRESS, s.col + 40, s.row);
	double pressed = at(b);
	mouse(b, MOUSE_DRAG, s.col + 50, s.row - 10);
	assert_true(at(b) > pressed);
	mouse(b, MOUSE_DRAG, COLS + 500, 0);
	assert_true(at(b) > 1780);
	mouse(b, MOUSE_DRAG, 0, 0);
	assert_true(at(b) < 20);
	mouse(b, MOUSE_RELEASE, 0, 0);
	double released = at(b);
	mouse(b, MOUSE_DRAG, s.col + 30, s.row);
	assert_near(at(b), released, 0);
	key(b, 'o');
	assert_near(at(b), before, 0);
	key(b, 'o'); /* the jump to the end */
	assert_near(at(b), 0, 0);
}

/* While one drags the window follows the cursor; the columns mean what they meant. */
static void test_a_drag_in_a_window(void **state) {
	struct bench *b = *state;
	start(b);
	type(b, "]0g+600s\r"); /* 10 minutes */
	key(b, KEYCODE_ESC);
	struct spot s = find(b, HIT_TIME, PANEL_TIMELINE, 1);
	mouse(b, MOUSE_PRESS, s.col + 20, s.row);
	double from = at(b), step = (double)(s.hit.chart.to_ms - s.hit.chart.from_ms) / 1000 / s.hit.chart.columns;
	for (int i = 1; i <= 30; i++) {
		mouse(b, MOUSE_DRAG, s.col + 20 + i, s.row);
		assert_near(at(b), from + i * step, 0.01);
	}
}

static void test_the_wheel_zooms_the_timeline(void **state) {
	struct bench *b = *state;
	start(b);
	struct spot s = find(b, HIT_TIME, PANEL_TIMELINE, 1);
	double before = at(b);
	assert_int_equal(app_view(b->app)->window_ms, 0);
	mouse(b, MOUSE_WHEEL_UP, s.col, s.row);
	assert_int_equal(app_view(b->app)->window_ms, 600000);
	mouse(b, MOUSE_WHEEL_UP, s.col, s.row);
	assert_int_equal(app_view(b->app)->window_ms, 300000);
	mouse(b, MOUSE_WHEEL_DOWN, s.col, s.row);
	mouse(b, MOUSE_WHEEL_DOWN, s.col, s.row);
	assert_int_equal(app_view(b->app)->window_ms, 0);
	assert_near(at(b), before, 0);
	assert_int_equal(app_view(b->app)->focus, PANEL_GENERATORS); /* it scrolls where it is, and focuses nothing */
}

static void test_the_wheel_scrolls_rows(void **state) {
	struct bench *b = *state;
	start(b);
	struct spot s = find(b, HIT_PANEL, PANEL_GPUS, 1);
	mouse(b, MOUSE_WHEEL_DOWN, s.col, s.row);
	mouse(b, MOUSE_WHEEL_DOWN, s.col, s.row);
	mouse(b, MOUSE_WHEEL_UP, s.col, s.row);
	assert_int_equal(app_view(b->app)->selected_array, 1);
	assert_int_equal(app_view(b->app)->focus, PANEL_GENERATORS);
	type(b, "5z");
	s = find(b, HIT_ALARM, PANEL_ALARMS, 0);
	mouse(b, MOUSE_WHEEL_DOWN, s.col, s.row);
	assert_int_equal(app_view(b->app)->alarm_row, 1);
	mouse(b, MOUSE_WHEEL_UP, s.col, s.row);
	mouse(b, MOUSE_WHEEL_UP, s.col, s.row);
	assert_int_equal(app_view(b->app)->alarm_row, 0);
	key(b, KEYCODE_ESC);
	s = find(b, HIT_SET, PANEL_GENERATORS, 0);
	mouse(b, MOUSE_WHEEL_DOWN, s.col, s.row); /* all are in sight */
	assert_int_equal(app_view(b->app)->gen_scroll, 0);
}

static void test_rows_of_alarms(void **state) {
	struct bench *b = *state;
	start(b);
	double before = at(b);
	for (int zoomed = 0; zoomed < 2; zoomed++) {
		struct spot s = find(b, HIT_ALARM, PANEL_ALARMS, 0); /* the trip at 899.5 s */
		key(b, '1');
		if (zoomed)
			type(b, "5z");
		s = find(b, HIT_ALARM, PANEL_ALARMS, zoomed ? 1 : 0);
		click(b, s.col + 3, s.row);
		assert_int_equal(app_view(b->app)->focus, PANEL_ALARMS);
		assert_int_equal(app_view(b->app)->zoomed, zoomed);
		assert_true(app_view(b->app)->alarm_key == s.hit.key);
		assert_non_null(strstr(app_view(b->app)->message, zoomed ? "TVA import over contract" : "G01 low gas pressure"));
		assert_near(at(b), before, 0);
		click(b, s.col + 3, s.row); /* it is selected: a jump */
		assert_near(at(b), zoomed ? 602 : 899.5, 0);
		key(b, 'o');
		assert_near(at(b), before, 0);
		key(b, KEYCODE_ESC);
	}
}

/* What is selected with the mouse is what the keys act on, as long as one sees it. */
/* A click selects an event of the set in full, another one goes there; its charts are clicked as the timeline is. */
static void test_events_of_a_set(void **state) {
	struct bench *b = *state;
	start(b);
	type(b, "0g+910s\r3z\r");
	struct spot s = find(b, HIT_EVENT, PANEL_GENERATORS, 0);
	click(b, s.col, s.row);
	assert_near(at(b), 910, 0);
	assert_true(app_view(b->app)->set_event == s.hit.key);
	click(b, s.col, s.row);
	assert_near(at(b), 899.5, 0);
	s = find(b, HIT_TIME, PANEL_GENERATORS, 0);
	click(b, s.col, s.row);
	assert_near(at(b), (double)(s.hit.t_ms - T0) / 1000, 0.01);
	assert_true(app_view(b->app)->gen_open);
}

static void test_a_selected_alarm_is_acknowledged(void **state) {
	struct bench *b = *state;
	start(b);
	struct spot s = find(b, HIT_ALARM, PANEL_ALARMS, 1);
	click(b, s.col + 3, s.row);
	key(b, 'a');
	assert_string_equal(app_view(b->app)->message, "Acknowledged, here only: TVA import over contract");
	key(b, '1'); /* another panel has the keys: the gravest */
	key(b, 'a');
	assert_string_equal(app_view(b->app)->message, "Acknowledged, here only: G01 low gas pressure");
	key(b, '5');
	key(b, KEYCODE_ENTER);
	assert_non_null(strstr(app_view(b->app)->message, "5 z opens")); /* what was selected is over, seen, and not listed any more */
}

static void test_the_key_row_runs_actions(void **state) {
	struct bench *b = *state;
	start(b);
	type(b, "0g+100s\r");
	key(b, KEYCODE_ESC);
	struct spot s = find_action(b, ACT_FORWARD);
	click(b, s.col, s.row);
	assert_near(at(b), 110, 0);
	s = find_action(b, ACT_BACK);
	click(b, s.col, s.row);
	assert_near(at(b), 100, 0);
	s = find_action(b, ACT_ZOOM_PANEL);
	click(b, s.col + 3, s.row);
	assert_true(app_view(b->app)->zoomed);
	s = find_action(b, ACT_HELP);
	click(b, s.col, s.row);
	assert_int_equal(app_view(b->app)->overlay, OVERLAY_HELP);
	mouse(b, MOUSE_WHEEL_DOWN, 10, 10);
	assert_int_equal(app_view(b->app)->help_scroll > 0, 1);
	click(b, 10, 10); /* nothing to choose */
	assert_int_equal(app_view(b->app)->overlay, OVERLAY_HELP);
	s = find_action(b, ACT_QUIT);
	click(b, s.col, s.row);
	assert_int_equal(app_view(b->app)->overlay, OVERLAY_NONE);
	s = find_action(b, ACT_QUIT); /* the zoomed panel has other keys before it */
	click(b, s.col, s.row);
	assert_int_equal(app_take_wish(b->app), APP_WISH_QUIT);
}

static void test_a_prompt_takes_no_click(void **state) {
	struct bench *b = *state;
	start(b);
	double before = at(b);
	type(b, "g1");
	for (int y = 0; y < ROWS; y++)
		for (int x = 0; x < COLS; x += 7)
			mouse(b, x % 2 ? MOUSE_PRESS : MOUSE_WHEEL_UP, x, y);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_GOTO);
	assert_string_equal(app_view(b->app)->prompt_text, "1");
	assert_near(at(b), before, 0);
}

/* The rows above a command: a click chooses, one on what is chosen does it; around them nothing takes a click. */
static void test_rows_of_the_palette(void **state) {
	struct bench *b = *state;
	start(b);
	type(b, ":zzzz"); /* the row that says that nothing fits is none to choose */
	for (int y = 0; y < ROWS; y++)
		click(b, 5, y);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_COMMAND);
	assert_int_equal(app_view(b->app)->palette.chosen, -1);
	key(b, KEYCODE_ESC);
	type(b, ":zoom-p");
	struct spot s = find(b, HIT_COMMAND, PANEL_SUPPLY, 0);
	click(b, s.col, s.row);
	assert_int_equal(app_view(b->app)->palette.chosen, 0);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_COMMAND);
	assert_false(app_view(b->app)->zoomed);
	click(b, 5, 5);
	click(b, s.col, ROWS - 1);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_COMMAND);
	click(b, s.col, s.row);
	assert_true(app_view(b->app)->zoomed);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
	type(b, ":g");
	s = find(b, HIT_COMMAND, PANEL_SUPPLY, 0);
	mouse(b, MOUSE_WHEEL_UP, s.col, s.row); /* nothing was chosen: the line stays */
	assert_string_equal(app_view(b->app)->prompt_text, "g");
	mouse(b, MOUSE_WHEEL_DOWN, s.col, s.row);
	mouse(b, MOUSE_WHEEL_DOWN, s.col, s.row);
	assert_int_equal(app_view(b->app)->palette.chosen, 1);
	mouse(b, MOUSE_WHEEL_UP, s.col, s.row);
	mouse(b, MOUSE_WHEEL_UP, s.col, s.row);
	assert_int_equal(app_view(b->app)->palette.chosen, 0);
}

static void test_rows_of_marks(void **state) {
	struct bench *b = *state;
	start(b);
	type(b, "0g+100s\rmag+50s\rmbG");
	type(b, "M");
	struct spot s = find(b, HIT_MARK, PANEL_SUPPLY, 1);
	click(b, s.col, s.row);
	assert_int_equal(app_view(b->app)->mark_row, 1);
	assert_int_equal(app_view(b->app)->overlay, OVERLAY_MARKS);
	mouse(b, MOUSE_WHEEL_UP, s.col, s.row);
	assert_int_equal(app_view(b->app)->mark_row, 0);
	s = find(b, HIT_MARK, PANEL_SUPPLY, 0);
	click(b, s.col, s.row);
	assert_int_equal(app_view(b->app)->overlay, OVERLAY_NONE);
	assert_near(at(b), 100, 0);
}

/* A list in the what-if: a click selects, one on what is selected goes there. */
static void test_rows_of_edits(void **state) {
	struct bench *b = *state;
	start(b);
	type(b, "g+100s\rw");
	type(b, ":at 04:02:00 gen G01 trip\r");
	type(b, ":at 04:03:00 gen G02 trip\r");
	type(b, "c");
	key(b, 'k');
	key(b, 'k');
	struct spot s = find(b, HIT_EDIT, PANEL_SUPPLY, 1);
	assert_int_equal(app_view(b->app)->edit_row, 0);
	click(b, s.col, s.row);
	assert_int_equal(app_view(b->app)->edit_row, 1);
	assert_int_equal(app_view(b->app)->overlay, OVERLAY_EDITS);
	click(b, s.col, s.row);
	assert_near(at(b), 180, 0);
}

static void test_option(void **state) {
	struct bench *b = *state;
	struct config config;
	assert_true(app_mouse(b->app));
	config_init(&config);
	app_set_config(b->app, &config);
	assert_true(app_mouse(b->app));
	type(b, ":set mouse no\r");
	assert_string_equal(app_view(b->app)->message, "mouse = no, until the program ends");
	assert_false(app_mouse(b->app));
	enum panel focus = app_view(b->app)->focus;
	size(b, COLS, ROWS);
	for (int y = 0; y < ROWS; y += 3) /* a terminal that reports it all the same */
		for (int x = 0; x < COLS; x += 7)
			double_click(b, x, y);
	assert_int_equal(app_view(b->app)->focus, focus);
	assert_false(app_view(b->app)->zoomed);
	type(b, ":set mouse yes\r");
	assert_true(app_mouse(b->app));
	app_free(b->app);
	config_free(&config);
	b->app = app_new(b->session, NULL, 1, b->mono);
}

/* Anything anywhere, at any size: nothing breaks, and the recording is what it was. */
static void test_any_mouse(void **state) {
	struct bench *b = *state;
	struct grid g;
	unsigned seed = 4711;
	grid_init(&g);
	for (int i = 0; i < 4000; i++) {
		seed = seed * 1103515245u + 12345u;
		int cols = 1 + (int)(seed >> 8) % 200, rows = 1 + (int)(seed >> 20) % 60;
		if (i % 7 == 0) {
			size(b, cols, rows);
			grid_resize(&g, cols, rows);
			app_draw(b->app, &g);
		}
		if (i % 5 == 0) {
			static const char keys[] = "1234567zziwcVx:\033\033\033?CG0][jkO";
			key(b, (unsigned char)keys[(seed >> 16) % (sizeof keys - 1)]);
		}
		struct mouse m = { .kind = (enum mouse_kind)((seed >> 12) % 5), .button = (int)(seed >> 28) % 3, .col = (int)(seed >> 9) % 220 - 10,
		                   .row = (int)(seed >> 17) % 70 - 5 };
		app_update(b->app, &(struct app_msg){ .kind = APP_MOUSE, .mouse = m, .mono_ms = b->mono += 50 });
		(void)app_take_wish(b->app);
	}
	grid_free(&g);
	for (int i = 0; i < 5; i++)
		key(b, KEYCODE_ESC);
	type(b, ":goto 2024-07-22T09:10:05Z\r");
	assert_near(app_world(b->app)->derived.q[D_IMPORT_MW].value, 9, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_a_click_focuses_and_a_title_zooms), TEST(test_a_double_click_zooms), TEST(test_a_click_selects_a_set),
		TEST(test_a_click_on_the_timeline_is_a_jump), TEST(test_a_drag_in_a_window), TEST(test_the_wheel_zooms_the_timeline), TEST(test_the_wheel_scrolls_rows), TEST(test_rows_of_alarms),
		TEST(test_events_of_a_set), TEST(test_a_selected_alarm_is_acknowledged), TEST(test_the_key_row_runs_actions), TEST(test_a_prompt_takes_no_click), TEST(test_rows_of_edits), TEST(test_rows_of_the_palette), TEST(test_rows_of_marks),
		TEST(test_option), TEST(test_any_mouse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
