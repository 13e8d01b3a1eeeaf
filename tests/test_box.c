/* Boxes, rules, notes. */
#include "widget_grid.h"

#include "box.h"

static void a_box_has_its_title_and_an_inside(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 14, 4, false);
	struct rect in = box_draw(&g, grid_rect(&g), ROLE_TITLE, "Supply");
	assert_int_equal(in.x, 2);
	assert_int_equal(in.y, 1);
	assert_int_equal(in.w, 10);
	assert_int_equal(in.h, 2);
	assert_int_equal(g.cells[3].role, ROLE_TITLE);
	assert_int_equal(g.cells[0].role, ROLE_FRAME);
	widget_expect(&g, "\u256d\u2500 Supply \u2500\u2500\u2500\u256e\n\u2502            \u2502\n\u2502            \u2502\n"
	                  "\u2570\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u256f\n");
	grid_free(&g);
}

static void ascii_boxes(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 8, 3, true);
	box_draw(&g, grid_rect(&g), ROLE_TITLE, "Generators");
	widget_expect(&g, "+- Ge~ +\n|      |\n+------+\n");
	grid_free(&g);
}

static void too_small_for_a_box(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 20, 2, false);
	struct rect in = box_draw(&g, grid_rect(&g), ROLE_TITLE, "x");
	assert_int_equal(in.w, 20);
	assert_int_equal(in.h, 2);
	widget_expect(&g, "\n\n");
	grid_free(&g);
}

static void a_rule_leaves_the_rest(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 12, 3, true);
	struct rect in = box_rule(&g, grid_rect(&g), ROLE_FOCUS, "GPUs");
	assert_int_equal(in.y, 1);
	assert_int_equal(in.h, 2);
	assert_int_equal(g.cells[1].role, ROLE_FOCUS);
	widget_expect(&g, " GPUs -----\n\n\n");
	in = box_rule(&g, (struct rect){ 0, 0, 12, 0 }, ROLE_FOCUS, "GPUs");
	assert_true(rect_empty(in));
	widget_expect(&g, "\n\n\n");
	grid_free(&g);
}

static void a_note_never_covers_the_title(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 21, 3, true);
	box_draw(&g, grid_rect(&g), ROLE_TITLE, "Supply");
	box_note(&g, grid_rect(&g), 6, ROLE_TEXT, "ISLAND");
	box_foot(&g, grid_rect(&g), ROLE_TEXT, "35.0 MW");
	widget_expect(&g, "+- Supply -- ISLAND +\n|                   |\n+---------- 35.0 MW +\n");
	box_draw(&g, grid_rect(&g), ROLE_TITLE, "Supply");
	box_note(&g, grid_rect(&g), 6, ROLE_TEXT, "A PARALLEL"); /* does not fit: left out */
	widget_expect(&g, "+- Supply ----------+\n|                   |\n+-------------------+\n");
	grid_free(&g);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_box_has_its_title_and_an_inside),
		cmocka_unit_test(ascii_boxes),
		cmocka_unit_test(too_small_for_a_box),
		cmocka_unit_test(a_rule_leaves_the_rest),
		cmocka_unit_test(a_note_never_covers_the_title),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
