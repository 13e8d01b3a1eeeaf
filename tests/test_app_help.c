/* The help at the keyboard: it is of the place that it was asked from and gives it back; its rows are filtered while one types; it can be had while one types. */
#include "app_bench.h"

#include "screen.h"
#include "theme.h"

static const struct view *view(const struct bench *b) { return app_view(b->app); }

static char *draw(struct bench *b, int cols, int rows) {
	struct grid g;
	struct buf out = { 0 };
	grid_init(&g);
	grid_resize(&g, cols, rows);
	app_update(b->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = cols, .rows = rows, .mono_ms = b->mono });
	app_draw(b->app, &g);
	grid_text(&g, &out);
	grid_free(&g);
	return out.data;
}

static bool has(struct bench *b, const char *words) {
	char *text = draw(b, 80, 24);
	bool found = strstr(text, words) != NULL;
	free(text);
	return found;
}

static void begin(struct bench *b) {
	key(b, ' ');
	read_all(b);
	type(b, "g+610s\r");
}

/* Keys to a place, what the title calls it, and what stands among its first rows. */
static void it_is_of_where_one_is(void **state) {
	static const struct { const char *keys, *title, *row, *back; } places[] = {
		{ "3", "Help: Generators ", "the selected set in full", "" }, { "5z", "Help: Alarms, zoomed", "acknowledge the selected", "z" },
		{ "3z", "Help: Generators, zoomed", "sets: the order the other way round", "z" }, { "3zJ", "Help: a set in full", "a row down", "\x1bz" },
		{ "6z", "Help: Timeline, zoomed", "timeline: a shorter window", "z" }, { "1", "Help: Supply", "derived numbers", "" },
		{ "ma\rM", "Help: marks", "the marks: Enter goes there", "\x1b" }, { "i", "Help: assumptions", "derived numbers", "\x1b" },
		{ "3w", "Help: what if, Generators", "trip or restore", "" }, { "c", "Help: list of edits", "a row down", "\x1b" },
	};
	struct bench *b = *state;
	begin(b);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		type(b, places[i].keys);
		enum overlay below = view(b)->overlay;
		type(b, "?");
		if (!has(b, places[i].title) || !has(b, places[i].row) || !has(b, "Here"))
			fail_msg("%s: no %s, or no %s", places[i].keys, places[i].title, places[i].row);
		type(b, i % 2 ? "?" : "\x1b"); /* either gives back what was open */
		assert_int_equal(view(b)->overlay, below);
		type(b, places[i].back);
	}
}

static void settings_are_given_back_as_they_were(void **state) {
	struct bench *b = *state;
	struct theme themes[2] = { *theme_default(), *theme_none() };
	struct theme_list list = { .at = themes, .count = 2 };
	begin(b);
	type(b, "C");
	assert_int_equal(app_take_wish(b->app), APP_WISH_THEMES);
	app_offer_themes(b->app, &list, 0, "256 colours");
	type(b, "l"); /* a preview */
	assert_int_equal(view(b)->theme, 1);
	type(b, "?");
	assert_true(has(b, "Help: settings"));
	type(b, "?");
	assert_int_equal(view(b)->overlay, OVERLAY_SETTINGS);
	assert_int_equal(view(b)->theme, 1);
	key(b, KEYCODE_ESC);
	assert_int_equal(view(b)->theme, 0);
}

static void rows_are_filtered_while_one_types(void **state) {
	struct bench *b = *state;
	begin(b);
	type(b, "?/shel");
	assert_true(has(b, "shelve it for a time"));
	assert_false(has(b, "play faster"));
	assert_true(has(b, "rows with \"shel\""));
	type(b, "xyz");
	assert_true(has(b, "no row has these words"));
	key(b, KEYCODE_ESC); /* leaves the prompt, and all rows are there again */
	assert_string_equal(view(b)->help_filter, "");
	assert_int_equal(view(b)->overlay, OVERLAY_HELP);
	type(b, "/ctrl-r\r"); /* by a key */
	assert_true(has(b, "make it again"));
	key(b, KEYCODE_ESC);
	assert_string_equal(view(b)->help_filter, "");
	assert_int_equal(view(b)->overlay, OVERLAY_HELP);
	key(b, KEYCODE_ESC);
	assert_int_equal(view(b)->overlay, OVERLAY_NONE);
	type(b, "?/zoom\rq?"); /* a filter does not outlast its help */
	assert_string_equal(view(b)->help_filter, "");
	for (int i = 0; i < 200; i++) /* longer than a filter may be */
		type(b, i ? "x" : "/");
	assert_true(strlen(view(b)->help_filter) < sizeof view(b)->help_filter);
}

/* The last line can be reached in the dashboard, too. */
static void the_end_can_be_reached(void **state) {
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 40, 12 }, { 60, 6 } };
	struct bench *b = *state;
	begin(b);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		free(draw(b, sizes[i][0], sizes[i][1]));
		type(b, "?");
		for (int k = 0; k < 200; k++)
			key(b, KEYCODE_DOWN);
		char *text = draw(b, sizes[i][0], sizes[i][1]);
		if (!strstr(text, "▼ T"))
			fail_msg("not at %dx%d:\n%s", sizes[i][0], sizes[i][1], text);
		free(text);
		type(b, "?");
	}
}

static void it_can_be_had_while_one_types(void **state) {
	struct bench *b = *state;
	begin(b);
	type(b, ":spe");
	key(b, KEYCODE_F1);
	assert_int_equal(view(b)->overlay, OVERLAY_HELP);
	assert_int_equal(view(b)->prompt, PROMPT_COMMAND);
	assert_true(has(b, "while you type"));
	assert_int_equal(view(b)->palette.count, 0); /* what the help hides cannot be chosen */
	key(b, KEYCODE_DOWN);
	assert_int_equal(view(b)->palette.chosen, -1);
	key(b, KEYCODE_PGDN);
	assert_true(view(b)->help_scroll > 0);
	type(b, "ed 4");
	assert_string_equal(view(b)->prompt_text, "speed 4");
	key(b, KEYCODE_F1);
	assert_int_equal(view(b)->overlay, OVERLAY_NONE);
	key(b, KEYCODE_ENTER);
	assert_near(view(b)->speed, 4, 0);
	type(b, "?:"); /* the list takes the place of the help */
	assert_int_equal(view(b)->overlay, OVERLAY_NONE);
	assert_true(view(b)->palette.count > 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(it_is_of_where_one_is), TEST(settings_are_given_back_as_they_were), TEST(rows_are_filtered_while_one_types), TEST(the_end_can_be_reached),
		TEST(it_can_be_had_while_one_types),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
