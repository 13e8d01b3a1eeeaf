/* The grid: clipping, cutting, the ASCII set, the two planes. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "utf8.h"

static char *text_of(const struct grid *g) {
	struct buf b = { 0 };
	grid_text(g, &b);
	return b.data ? b.data : mem_strdup("");
}

static void assert_rows(const struct grid *g, const char *want) {
	char *got = text_of(g);
	assert_string_equal(got, want);
	free(got);
}

static void make(struct grid *g, int cols, int rows, bool ascii) {
	grid_init(g);
	g->ascii = ascii;
	grid_resize(g, cols, rows);
}

static void a_new_grid_is_blank(void **state) {
	(void)state;
	struct grid g;
	make(&g, 3, 2, false);
	assert_rows(&g, "\n\n");
	for (int i = 0; i < 6; i++) {
		assert_int_equal(g.cells[i].ch, ' ');
		assert_int_equal(g.cells[i].role, ROLE_TEXT);
	}
	grid_free(&g);
}

static void sizes_are_clamped(void **state) {
	(void)state;
	struct grid g;
	make(&g, -5, 7, false);
	assert_int_equal(g.cols, 0);
	grid_resize(&g, 5000, 1);
	assert_int_equal(g.cols, 4096);
	grid_resize(&g, 0, 0);
	assert_true(rect_empty(grid_rect(&g)));
	put_text(&g, grid_rect(&g), 0, 0, ROLE_TEXT, "nowhere");
	assert_rows(&g, "");
	grid_free(&g);
}

static void nothing_leaves_its_rect(void **state) {
	(void)state;
	struct grid g;
	make(&g, 6, 3, false);
	struct rect r = { 2, 1, 3, 1 };
	put_text(&g, r, -1, 0, ROLE_TEXT, "abcdefgh");
	put_text(&g, r, 0, 1, ROLE_TEXT, "below");
	put_text(&g, r, 0, -1, ROLE_TEXT, "above");
	assert_rows(&g, "\n  bcd\n\n");
	put_text(&g, (struct rect){ 4, 2, 100, 100 }, 0, 0, ROLE_TEXT, "beyond the grid");
	put_char(&g, (struct rect){ -3, 0, 4, 1 }, 2, 0, ROLE_TEXT, '!');
	put_char(&g, (struct rect){ -3, 0, 4, 1 }, 3, 0, ROLE_TEXT, '?');
	assert_rows(&g, "?\n  bcd\n    be\n");
	grid_free(&g);
}

static void text_is_cut_with_an_ellipsis(void **state) {
	(void)state;
	struct grid g;
	make(&g, 10, 4, false);
	struct rect r = grid_rect(&g);
	assert_int_equal(put_cut(&g, r, 0, 0, 10, ROLE_TEXT, "0123456789"), 10);
	assert_int_equal(put_cut(&g, r, 0, 1, 10, ROLE_TEXT, "0123456789a"), 10);
	assert_int_equal(put_cut(&g, r, 0, 2, 1, ROLE_TEXT, "ab"), 1);
	assert_int_equal(put_cut(&g, r, 4, 3, 0, ROLE_TEXT, "ab"), 4);
	assert_rows(&g, "0123456789\n012345678\u2026\n\u2026\n\n");
	grid_free(&g);
}

static void numbers_end_where_they_should(void **state) {
	(void)state;
	struct grid g;
	make(&g, 8, 3, true);
	struct rect r = grid_rect(&g);
	assert_int_equal(put_right(&g, r, 0, 8, 0, ROLE_TEXT, "12"), 6);
	assert_int_equal(put_right(&g, r, 5, 8, 1, ROLE_TEXT, "12345"), 5);
	assert_int_equal(put_right(&g, r, 8, 5, 2, ROLE_TEXT, "12345"), 5);
	assert_rows(&g, "      12\n     12~\n\n");
	grid_free(&g);
}

static void control_characters_become_a_question_mark(void **state) {
	(void)state;
	struct grid g;
	make(&g, 20, 1, false);
	put_text(&g, grid_rect(&g), 0, 0, ROLE_TEXT, "a\033[2Jb\tc\xff\u202Ed\u4e2de");
	assert_rows(&g, "a?[2Jb?c\uFFFD?d?e\n");
	for (int i = 0; i < 20; i++)
		assert_true(utf8_is_cell(g.cells[i].ch));
	grid_free(&g);
}

static void ascii_keeps_the_width(void **state) {
	(void)state;
	struct grid g;
	make(&g, 30, 2, true);
	struct rect r = grid_rect(&g);
	put_text(&g, r, 0, 0, ROLE_TEXT, "\u2265 22.70 \u25cf\u2716\u2502\u256d\u2500\u256e T\u221200 \u00d7\u2026 \u28ff\u2800");
	put_text(&g, r, 0, 1, ROLE_TEXT, "Z\u00fcrich \u00c5lesund \u4e2d");
	assert_rows(&g, ">=22.70 *X|+-+ T-00 x~ #\nZurich Alesund ?\n");
	grid_free(&g);
}

static void no_ascii_grid_holds_more_than_ascii(void **state) {
	(void)state;
	struct grid g;
	make(&g, 1, 1, true);
	for (uint32_t cp = 1; cp < 0x3100; cp++) {
		put_char(&g, grid_rect(&g), 0, 0, ROLE_TEXT, cp);
		assert_in_range(g.cells[0].ch, 32, 126);
	}
	grid_free(&g);
}

static void roles_have_their_plane(void **state) {
	(void)state;
	struct grid g;
	struct buf b = { 0 };
	make(&g, 4, 2, false);
	put_text(&g, grid_rect(&g), 1, 0, ROLE_GO, "GO");
	put_role(&g, (struct rect){ 3, 1, 9, 9 }, ROLE_CURSOR);
	put_role(&g, (struct rect){ -3, -1, 4, 2 }, ROLE_DIM);
	grid_roles(&g, &b);
	assert_string_equal(b.data, "dgg.\n...c\n");
	buf_free(&b);
	grid_free(&g);
}

static void every_role_has_its_own_letter(void **state) {
	(void)state;
	assert_int_equal(strlen(role_letters), ROLE_COUNT);
	for (int a = 0; a < ROLE_COUNT; a++) {
		assert_non_null(role_keys[a]);
		for (int b = 0; b < a; b++) {
			assert_int_not_equal(role_letters[a], role_letters[b]);
			assert_string_not_equal(role_keys[a], role_keys[b]);
		}
	}
}

static void rects_clip(void **state) {
	(void)state;
	struct rect c = rect_clip((struct rect){ 0, 0, 10, 10 }, (struct rect){ 8, -2, 10, 5 });
	assert_int_equal(c.x, 8);
	assert_int_equal(c.y, 0);
	assert_int_equal(c.w, 2);
	assert_int_equal(c.h, 3);
	assert_true(rect_empty(rect_clip((struct rect){ 0, 0, 4, 4 }, (struct rect){ 4, 0, 4, 4 })));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_grid_is_blank),
		cmocka_unit_test(sizes_are_clamped),
		cmocka_unit_test(nothing_leaves_its_rect),
		cmocka_unit_test(text_is_cut_with_an_ellipsis),
		cmocka_unit_test(numbers_end_where_they_should),
		cmocka_unit_test(control_characters_become_a_question_mark),
		cmocka_unit_test(ascii_keeps_the_width),
		cmocka_unit_test(no_ascii_grid_holds_more_than_ascii),
		cmocka_unit_test(roles_have_their_plane),
		cmocka_unit_test(every_role_has_its_own_letter),
		cmocka_unit_test(rects_clip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
