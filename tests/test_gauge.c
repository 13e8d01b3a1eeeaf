/* Bars in eighths, limit marks, needles. */
#include "widget_grid.h"

#include "gauge.h"

static struct gauge bar_of(double value, double most, double limit) {
	return (struct gauge){ value, 0, most, limit, ROLE_BAR };
}

static void draw(struct grid *g, int width, double value, double most, double limit) {
	struct gauge bar = bar_of(value, most, limit);
	gauge_bar(g, grid_rect(g), 0, 0, width, &bar);
}

static void bars_fill_in_eighths(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 12, 1, false);
	draw(&g, 10, 0, 8, NAN);
	widget_expect(&g, "\u2595        \u258f\n");
	draw(&g, 10, 1.125, 8, NAN);
	widget_expect(&g, "\u2595\u2588\u258f      \u258f\n");
	draw(&g, 10, 7.5, 8, NAN);
	widget_expect(&g, "\u2595\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u258c\u258f\n");
	draw(&g, 10, 8, 8, NAN);
	widget_expect(&g, "\u2595\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u258f\n");
	grid_free(&g);
}

static void each_eighth_has_its_glyph(void **state) {
	(void)state;
	static const uint32_t want[] = { ' ', 0x258F, 0x258E, 0x258D, 0x258C, 0x258B, 0x258A, 0x2589, 0x2588 };
	struct grid g;
	widget_grid(&g, 1, 1, false);
	for (int i = 0; i <= 8; i++) {
		draw(&g, 1, i, 8, NAN);
		assert_int_equal(g.cells[0].ch, want[i]);
		assert_int_equal(g.cells[0].role, i ? ROLE_BAR : ROLE_BAR_EMPTY);
	}
	grid_free(&g);
}

static void the_limit_is_seen_before_and_behind_the_bar(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 10, 1, false);
	draw(&g, 10, 2, 8, 6.5);
	assert_int_equal(g.cells[7].role, ROLE_LIMIT);
	widget_expect(&g, "\u2595\u2588\u2588    \u2502 \u258f\n");
	draw(&g, 10, 8, 8, 6.5);
	assert_int_equal(g.cells[7].ch, 0x2502);
	put_fill(&g, grid_rect(&g), ROLE_TEXT, ' ');
	draw(&g, 10, 2, 8, 9); /* beyond the scale: no mark */
	widget_expect(&g, "\u2595\u2588\u2588      \u258f\n");
	grid_free(&g);
}

static void over_the_scale_ends_in_an_arrow(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 6, 1, false);
	draw(&g, 6, 9, 8, NAN);
	widget_expect(&g, "\u2595\u2588\u2588\u2588\u25b6\u258f\n");
	grid_free(&g);
}

static void what_is_not_known_is_empty(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 6, 1, false);
	draw(&g, 6, NAN, 8, NAN);
	widget_expect(&g, "\u2595    \u258f\n");
	draw(&g, 6, 3, 0, NAN); /* no scale */
	widget_expect(&g, "\u2595    \u258f\n");
	draw(&g, 6, -5, 8, NAN);
	widget_expect(&g, "\u2595    \u258f\n");
	draw(&g, 6, 3, NAN, NAN);
	widget_expect(&g, "\u2595    \u258f\n");
	grid_free(&g);
}

static void ascii_bars_use_hash_and_dash(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 10, 1, true);
	draw(&g, 10, 3.5, 8, 6.5);
	widget_expect(&g, "[####--|-]\n");
	grid_free(&g);
}

static void no_width_no_bar(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 4, 1, false);
	draw(&g, 0, 3, 8, 4);
	draw(&g, -7, 3, 8, 4);
	widget_expect(&g, "\n");
	draw(&g, 40, 3, 8, 4); /* wider than the grid: clipped */
	grid_free(&g);
}

static void needle(struct grid *g, int width, double value) {
	struct gauge gauge = { value, 57.5, 62.5, NAN, ROLE_STRONG };
	gauge_needle(g, grid_rect(g), 0, 0, width, &gauge, 60);
}

static void the_needle_stands_where_the_value_is(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 12, 1, false);
	needle(&g, 11, 60);
	widget_expect(&g, "\u2595\u00b7\u00b7\u00b7\u00b7\u25c6\u00b7\u00b7\u00b7\u00b7\u258f\n");
	needle(&g, 11, 58);
	widget_expect(&g, "\u2595\u25c6\u00b7\u00b7\u00b7\u2502\u00b7\u00b7\u00b7\u00b7\u258f\n");
	needle(&g, 11, 57);
	widget_expect(&g, "\u2595\u25c0\u00b7\u00b7\u00b7\u2502\u00b7\u00b7\u00b7\u00b7\u258f\n");
	needle(&g, 11, 63);
	widget_expect(&g, "\u2595\u00b7\u00b7\u00b7\u00b7\u2502\u00b7\u00b7\u00b7\u25b6\u258f\n");
	needle(&g, 11, NAN);
	widget_expect(&g, "\u2595\u00b7\u00b7\u00b7\u00b7\u2502\u00b7\u00b7\u00b7\u00b7\u258f\n");
	grid_free(&g);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_fill_in_eighths),
		cmocka_unit_test(each_eighth_has_its_glyph),
		cmocka_unit_test(the_limit_is_seen_before_and_behind_the_bar),
		cmocka_unit_test(over_the_scale_ends_in_an_arrow),
		cmocka_unit_test(what_is_not_known_is_empty),
		cmocka_unit_test(ascii_bars_use_hash_and_dash),
		cmocka_unit_test(no_width_no_bar),
		cmocka_unit_test(the_needle_stands_where_the_value_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
