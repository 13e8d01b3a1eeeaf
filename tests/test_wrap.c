/* Words in too little room: cut at a word, marked, broken over rows, measured without drawing. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "wrap.h"

static void check(const char *text, int width, bool mark, const char *want) {
	struct grid g;
	struct buf out = { 0 };
	grid_init(&g);
	grid_resize(&g, 40, 1);
	int x = put_words(&g, grid_rect(&g), 0, 0, width, ROLE_TEXT, text, mark);
	grid_text(&g, &out);
	assert_string_equal(out.data, want);
	assert_int_equal(x, (int)strlen(want) - 1 - (strstr(want, "…") ? 2 : 0));
	buf_free(&out);
	grid_free(&g);
}

static void words_are_whole(void **state) {
	(void)state;
	check("low gas pressure shutdown", 25, true, "low gas pressure shutdown\n");
	check("low gas pressure shutdown", 24, true, "low gas pressure…\n");
	check("low gas pressure shutdown", 17, true, "low gas pressure…\n");
	check("low gas pressure shutdown", 16, true, "low gas…\n");
	check("low gas pressure shutdown", 16, false, "low gas pressure\n");
	check("no voltage, bus dead", 14, true, "no voltage…\n");
	check("overcurrent", 8, true, "overcur…\n"); /* no word fits */
	check("a frequency", 9, true, "a freque…\n");
	check("", 5, true, "\n");
	check("x y", 0, true, "\n");
}

static void rows_begin_with_words(void **state) {
	(void)state;
	struct grid g;
	struct buf out = { 0 };
	grid_init(&g);
	grid_resize(&g, 12, 4);
	struct rect r = grid_rect(&g);
	static const char text[] = "one two three four five six seven eight";
	assert_int_equal(put_wrapped(NULL, r, 0, 0, 10, ROLE_TEXT, text), 4);
	assert_int_equal(put_wrapped(&g, r, 2, 1, 3, ROLE_TEXT, text), 3);
	grid_text(&g, &out);
	assert_string_equal(out.data, "\n  one two\n  three four\n  five six…\n");
	buf_clear(&out);
	grid_resize(&g, 12, 4);
	assert_int_equal(put_wrapped(&g, r, 0, 0, 4, ROLE_TEXT, "abcdefghijklmnop q"), 2);
	grid_text(&g, &out);
	assert_string_equal(out.data, "abcdefghijkl\nmnop q\n\n\n");
	assert_int_equal(put_wrapped(NULL, r, 0, 0, 4, ROLE_TEXT, ""), 0);
	assert_int_equal(put_wrapped(NULL, r, 12, 0, 4, ROLE_TEXT, "x"), 0);
	buf_free(&out);
	grid_free(&g);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(words_are_whole), cmocka_unit_test(rows_begin_with_words) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
