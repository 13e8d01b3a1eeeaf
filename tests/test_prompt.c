/* The prompt: label, text, cursor, and what is shown of a text longer than its room. */
#include "widget_grid.h"

#include "prompt.h"

static int cursor_at(const struct grid *g) {
	for (int x = 0; x < g->cols; x++)
		if (g->cells[x].role == ROLE_CURSOR)
			return x;
	return -1;
}

static void the_cursor_stands_after_what_was_typed(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 20, 1, false);
	prompt_draw(&g, grid_rect(&g), 0, "go to: ", "14:05", 5);
	assert_int_equal(cursor_at(&g), 12);
	widget_expect(&g, "go to: 14:05\n");
	prompt_draw(&g, grid_rect(&g), 0, "go to: ", "14:05", 2);
	assert_int_equal(cursor_at(&g), 9);
	grid_free(&g);
}

static void a_long_text_scrolls(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 10, 1, false);
	prompt_draw(&g, grid_rect(&g), 0, ": ", "0123456789abc", 13);
	assert_int_equal(cursor_at(&g), 9);
	widget_expect(&g, ": 6789abc\n");
	prompt_draw(&g, grid_rect(&g), 0, ": ", "0123456789abc", 0);
	assert_int_equal(cursor_at(&g), 2);
	widget_expect(&g, ": 01234567\n");
	grid_free(&g);
}

static void the_cursor_counts_characters_not_bytes(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 10, 1, false);
	prompt_draw(&g, grid_rect(&g), 0, "", "\u00e9\u00e9x", 4);
	assert_int_equal(cursor_at(&g), 2);
	grid_free(&g);
}

static void a_narrow_screen_shows_the_text(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 5, 1, false);
	prompt_draw(&g, grid_rect(&g), 0, "search: ", "abc", 3);
	assert_int_equal(cursor_at(&g), 3);
	widget_expect(&g, "abc\n");
	grid_resize(&g, 0, 0);
	prompt_draw(&g, grid_rect(&g), 0, "search: ", "abc", 3);
	grid_resize(&g, 1, 1);
	prompt_draw(&g, grid_rect(&g), 0, "search: ", "abc", 3);
	assert_int_equal(cursor_at(&g), 0);
	grid_free(&g);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cursor_stands_after_what_was_typed),
		cmocka_unit_test(a_long_text_scrolls),
		cmocka_unit_test(the_cursor_counts_characters_not_bytes),
		cmocka_unit_test(a_narrow_screen_shows_the_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
