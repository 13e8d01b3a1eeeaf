/* The help: every action and its keys can be read at every size by scrolling, in ASCII too, and nothing is drawn outside its rect. */
#include "support.h"

#include <string.h>

#include "actions.h"
#include "help.h"
#include "panel.h"

static void draw(struct buf *out, int cols, int rows, int scroll, bool ascii) {
	struct grid g;
	struct world w = { .site = NULL };
	struct view v;
	grid_init(&g);
	g.ascii = ascii;
	grid_resize(&g, cols, rows);
	view_init(&v);
	v.help_scroll = scroll;
	help_draw(&g, grid_rect(&g), &w, &v);
	grid_text(&g, out);
	grid_free(&g);
}

static int scroll_most(int cols, int rows) {
	struct world w = { .site = NULL };
	struct view v;
	view_init(&v);
	return help_scroll_most(cols, rows, &w, &v);
}

/* All that can be seen from the top to the last scroll position. */
static void read_all(struct buf *out, int cols, int rows, bool ascii) {
	int most = scroll_most(cols, rows);
	for (int scroll = 0; scroll <= most; scroll += rows > 2 ? rows - 2 : 1)
		draw(out, cols, rows, scroll, ascii);
	draw(out, cols, rows, most, ascii);
}

static void every_action_can_be_read(void **state) {
	(void)state;
	static const int sizes[][2] = { { 80, 24 }, { 80, 10 }, { 120, 40 }, { 120, 20 }, { 200, 60 } };
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
		for (int ascii = 0; ascii < 2; ascii++) {
			struct buf b = { 0 };
			read_all(&b, sizes[s][0], sizes[s][1], ascii);
			for (int id = ACT_NONE + 1; id < ACT_COUNT; id++) {
				const struct action *a = action_at((enum action_id)id);
				if (!strstr(b.data, a->help) || !strstr(b.data, ascii ? a->key_ascii : a->key_text))
					fail_msg("%s cannot be read at %dx%d", a->name, sizes[s][0], sizes[s][1]);
			}
			for (int group = 0; group < GROUP_COUNT; group++)
				assert_non_null(strstr(b.data, action_group_titles[group]));
			assert_non_null(strstr(b.data, "NO DATA"));
			assert_non_null(strstr(b.data, "never zero"));
			buf_free(&b);
		}
}

static void ascii_is_ascii(void **state) {
	(void)state;
	struct buf b = { 0 };
	read_all(&b, 100, 30, true);
	for (size_t i = 0; i < b.len; i++)
		assert_true(b.data[i] == '\n' || (b.data[i] >= 32 && b.data[i] < 127));
	buf_free(&b);
}

static void wide_screens_have_two_columns(void **state) {
	(void)state;
	assert_int_equal(scroll_most(200, 60), 0);
	assert_true(scroll_most(80, 24) > 20);
	struct buf b = { 0 };
	draw(&b, 200, 60, 0, false);
	const char *line = strstr(b.data, action_group_titles[GROUP_TRANSPORT]);
	assert_non_null(line);
	assert_true(strcspn(line, "\n") > 100); /* something stands beside it */
	buf_free(&b);
}

static void scrolling_too_far_stops_at_the_end(void **state) {
	(void)state;
	struct buf a = { 0 }, b = { 0 };
	draw(&a, 80, 24, scroll_most(80, 24), false);
	draw(&b, 80, 24, 100000, false);
	assert_string_equal(a.data, b.data);
	buf_clear(&b);
	draw(&b, 80, 24, -5, false);
	buf_clear(&a);
	draw(&a, 80, 24, 0, false);
	assert_string_equal(a.data, b.data);
	buf_free(&a);
	buf_free(&b);
}

static void it_covers_what_was_there_and_no_more(void **state) {
	(void)state;
	struct world w = { .site = NULL };
	struct view v;
	view_init(&v);
	for (int width = 0; width < 40; width += 3)
		for (int height = 0; height < 12; height++) {
			struct grid g;
			grid_init(&g);
			grid_resize(&g, 44, 14);
			put_fill(&g, grid_rect(&g), ROLE_TEXT, '#');
			struct rect r = { 2, 1, width, height };
			help_draw(&g, r, &w, &v);
			for (int y = 0; y < 14; y++)
				for (int x = 0; x < 44; x++) {
					bool inside = x >= 2 && x < 2 + width && y >= 1 && y < 1 + height;
					if ((g.cells[y * 44 + x].ch == '#') == inside)
						fail_msg("%dx%d at %d,%d", width, height, x, y);
				}
			grid_free(&g);
		}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_action_can_be_read), cmocka_unit_test(ascii_is_ascii), cmocka_unit_test(wide_screens_have_two_columns),
		cmocka_unit_test(scrolling_too_far_stops_at_the_end), cmocka_unit_test(it_covers_what_was_there_and_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
