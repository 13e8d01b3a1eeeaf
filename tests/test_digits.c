/* Big digits: three rows by half blocks or segments, five rows by points. */
#include "widget_grid.h"

#include "digits.h"

static void three_rows_of_half_blocks(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 12, 3, false);
	assert_int_equal(digits_draw(&g, grid_rect(&g), 0, 0, 3, ROLE_STRONG, "0:7"), 9);
	widget_expect(&g, "\u2588\u2580\u2588 \u2584 \u2580\u2580\u2588\n\u2588 \u2588 \u2584   \u2588\n\u2580\u2580\u2580     \u2580\n");
	grid_free(&g);
}

static void three_rows_of_segments_in_ascii(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 14, 3, true);
	digits_draw(&g, grid_rect(&g), 0, 0, 3, ROLE_STRONG, "1:20");
	widget_expect(&g, "       _   _\n  | .  _| | |\n  | . |_  |_|\n");
	grid_free(&g);
}

static void five_rows_are_twice_as_wide(void **state) {
	(void)state;
	struct grid g;
	widget_grid(&g, 16, 5, true);
	assert_int_equal(digits_draw(&g, grid_rect(&g), 0, 0, 5, ROLE_STRONG, "4-"), 11);
	widget_expect(&g, "##  ##\n##  ##\n###### ####\n    ##\n    ##\n");
	grid_free(&g);
}

static void the_width_is_what_is_drawn(void **state) {
	(void)state;
	static const char *const samples[] = { "", "T-00:14:48", "T+123:59:59", "1", "x", "0.1" };
	struct grid g;
	widget_grid(&g, 120, 5, false);
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		for (int height = 3; height <= 5; height += 2)
			assert_int_equal(digits_width(samples[i], height), digits_draw(&g, grid_rect(&g), 0, 0, height, ROLE_STRONG, samples[i]));
	grid_free(&g);
}

/* Every digit can be told from every other at each height and in each set. */
static void no_two_digits_look_alike(void **state) {
	(void)state;
	static const char all[] = "0123456789T-+:. ";
	for (int variant = 0; variant < 3; variant++) {
		char seen[sizeof all][256];
		for (size_t i = 0; all[i]; i++) {
			struct grid g;
			struct buf b = { 0 };
			char one[2] = { all[i], '\0' };
			widget_grid(&g, 8, 5, variant == 1);
			digits_draw(&g, grid_rect(&g), 0, 0, variant == 2 ? 5 : 3, ROLE_STRONG, one);
			grid_text(&g, &b);
			assert_true(b.len < sizeof seen[i]);
			memcpy(seen[i], b.data, b.len + 1);
			for (size_t k = 0; k < i; k++)
				assert_string_not_equal(seen[i], seen[k]);
			buf_free(&b);
			grid_free(&g);
		}
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_rows_of_half_blocks),
		cmocka_unit_test(three_rows_of_segments_in_ascii),
		cmocka_unit_test(five_rows_are_twice_as_wide),
		cmocka_unit_test(the_width_is_what_is_drawn),
		cmocka_unit_test(no_two_digits_look_alike),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
