/* Charts: where values land, what gaps and limits do, that nothing is drawn outside, that nothing is made up between samples. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "chart.h"

#define GAP { NAN, NAN }

static struct grid make(int w, int h, bool ascii) {
	struct grid g;
	grid_init(&g);
	g.ascii = ascii;
	grid_resize(&g, w, h);
	return g;
}

static void assert_drawn(struct grid *g, const char *want) {
	struct buf b = { 0 };
	grid_text(g, &b);
	assert_string_equal(b.data, want);
	buf_free(&b);
	grid_free(g);
}

static const struct chart_scale to_8 = { 0, 8 };

static void a_line_uses_two_by_four_dots(void **state) {
	(void)state;
	struct grid g = make(2, 2, false);
	static const struct chart_bin bins[] = { { 0, 0 }, { 0, 0 }, { 7.5f, 7.5f }, { 7.5f, 7.5f } };
	chart_line(&g, grid_rect(&g), ROLE_LOAD, bins, 4, to_8);
	/* The third column joins the second: from the dot above it up to the top. */
	assert_drawn(&g, " ⡏\n⣀⠇\n");
}

static void a_line_without_unicode(void **state) {
	(void)state;
	struct grid g = make(4, 2, true);
	static const struct chart_bin bins[] = { { 0, 0 }, { 2, 2 }, { 3.9f, 3.9f }, { 7.9f, 7.9f } };
	chart_line(&g, grid_rect(&g), ROLE_LOAD, bins, 4, to_8);
	assert_drawn(&g, "   |\n_-~\n");
}

static void lowest_and_highest_both_show(void **state) {
	(void)state;
	struct grid g = make(1, 2, false);
	static const struct chart_bin bins[] = { { 0, 7.9f }, { 3, 3 } };
	chart_line(&g, grid_rect(&g), ROLE_LOAD, bins, 2, to_8);
	assert_drawn(&g, "⡇\n⡏\n"); /* the left column whole, the right one dot: 3 of 8 is dot row 3 */
}

static void joining_bins_keeps_the_spike(void **state) {
	(void)state;
	struct chart_bin bins[1000];
	for (int i = 0; i < 1000; i++)
		bins[i] = (struct chart_bin){ 1, 1 };
	bins[777] = (struct chart_bin){ -3, 9 };
	struct chart_bin b = chart_bin_at(bins, 1000, 7, 10);
	assert_near(b.lowest, -3, 0);
	assert_near(b.highest, 9, 0);
	b = chart_bin_at(bins, 1000, 6, 10);
	assert_near(b.highest, 1, 0);
}

static void fewer_bins_repeat_as_steps(void **state) {
	(void)state;
	static const struct chart_bin bins[] = { { 1, 1 }, { 5, 5 }, GAP };
	for (int column = 0; column < 12; column++) {
		struct chart_bin b = chart_bin_at(bins, 3, column, 12);
		if (column < 8)
			assert_near(b.lowest, column < 4 ? 1 : 5, 0); /* 3 never appears: nothing is interpolated */
		else
			assert_true(isnan(b.lowest) && isnan(b.highest));
	}
	assert_true(isnan(chart_bin_at(bins, 0, 0, 12).lowest));
	assert_true(isnan(chart_bin_at(bins, 3, 12, 12).lowest));
	assert_true(isnan(chart_bin_at(bins, 3, -1, 12).lowest));
}

static void a_gap_is_not_bridged(void **state) {
	(void)state;
	struct grid g = make(6, 1, false);
	static const struct chart_bin bins[] = { { 0, 0 }, GAP, { 7.9f, 7.9f } };
	chart_gaps(&g, grid_rect(&g), ROLE_MISSING, bins, 3);
	chart_line(&g, grid_rect(&g), ROLE_LOAD, bins, 3, to_8);
	assert_int_equal(g.cells[2].role, ROLE_MISSING);
	assert_int_equal(g.cells[0].role, ROLE_LOAD);
	assert_drawn(&g, "⣀⣀··⠉⠉\n");
}

static void a_band_has_eighths_and_counts_the_lowest(void **state) {
	(void)state;
	struct grid g = make(5, 2, false);
	static const struct chart_bin bins[] = { { 0, 8 }, { 1, 8 }, { 4, 4 }, { 6, 7 }, { 8, 8 } };
	chart_band(&g, grid_rect(&g), ROLE_SUPPLY, bins, 5, to_8);
	assert_drawn(&g, "   ▄█\n ▂███\n");
	g = make(5, 2, true);
	chart_band(&g, grid_rect(&g), ROLE_SUPPLY, bins, 5, to_8);
	assert_drawn(&g, "   .:\n .:::\n");
}

static void rules_stand_behind_what_is_drawn(void **state) {
	(void)state;
	struct grid g = make(4, 2, false);
	static const struct chart_bin bins[] = { { 8, 8 }, { 8, 8 }, { 0, 0 }, { 0, 0 } };
	chart_band(&g, grid_rect(&g), ROLE_SUPPLY, bins, 4, to_8);
	chart_rule(&g, grid_rect(&g), ROLE_LIMIT, 6, to_8);
	chart_rule(&g, grid_rect(&g), ROLE_LIMIT, 9, to_8);
	assert_drawn(&g, "██⠂⠂\n██\n");
	g = make(4, 2, true);
	static const struct chart_bin limits[] = { { 7, 7 }, GAP, { 1, 1 }, { 99, 99 } };
	chart_steps(&g, grid_rect(&g), ROLE_LIMIT, limits, 4, to_8);
	assert_drawn(&g, "'\n  ,\n");
}

/* Height of what is drawn in a cell, in dot rows from the bottom of the chart; of several dots the lowest. -1: nothing. */
static int height_of(const struct grid *g, int x) {
	for (int y = g->rows - 1; y >= 0; y--) {
		uint32_t ch = g->cells[y * g->cols + x].ch;
		const char *at = ch < 0x80 ? strchr("_,-~'", (int)ch) : NULL;
		if (ch == ' ')
			continue;
		if (g->ascii)
			return 3 * (g->rows - 1 - y) + (*at == '_' || *at == ',' ? 0 : *at == '-' ? 1 : 2);
		int row = ch & 0xC0 ? 0 : ch & 0x24 ? 1 : ch & 0x12 ? 2 : 3;
		return 4 * (g->rows - 1 - y) + row;
	}
	return -1;
}

/* A line covers the rule of its cell: a dot of a limit in it would be read as a value. */
static void a_line_takes_no_dot_of_a_rule(void **state) {
	(void)state;
	struct grid g = make(2, 1, false);
	static const struct chart_bin low[] = { { 0, 0 }, GAP }, other[] = { { 5, 5 }, GAP };
	chart_rule(&g, grid_rect(&g), ROLE_LIMIT, 7, to_8);
	chart_line(&g, grid_rect(&g), ROLE_LOAD, low, 2, to_8);
	chart_line(&g, grid_rect(&g), ROLE_WHATIF, other, 2, to_8);
	assert_drawn(&g, "\u28d2\u2801\n"); /* both lines, and the rule beside them */
}

/* A value that keeps a limit is never drawn above it, nor one that breaks it below, however near they are; and what differs by more than a dot
 * is told apart. */
static void a_value_stands_on_its_side_of_a_rule(void **state) {
	(void)state;
	for (int ascii = 0; ascii < 2; ascii++)
		for (int h = 1; h <= 24; h++) {
			struct chart_scale scale = { 49.8, 50.3 };
			struct grid g = make(2, h, ascii);
			for (int i = 0; i <= 300; i++)
				for (int k = -40; k <= 40; k++) {
					double limit = 49.8 + 0.5 * i / 300, dot = 0.5 / (h * (ascii ? 3 : 4));
					float value = (float)(limit + k * 0.0007);
					struct chart_bin bin = { value, value };
					if ((double)value <= 49.8 || (double)value >= 50.3)
						continue;
					put_fill(&g, grid_rect(&g), ROLE_TEXT, ' ');
					chart_line(&g, (struct rect){ 0, 0, 1, h }, ROLE_LOAD, &bin, 1, scale);
					chart_rule(&g, (struct rect){ 1, 0, 1, h }, ROLE_LIMIT, limit, scale);
					int line = height_of(&g, 0), rule = height_of(&g, 1);
					bool apart = fabs((double)value - limit) > 1.001 * dot;
					if (line < 0 || rule < 0 || (k < 0 && line > rule) || (k > 0 && line < rule) || (apart && line == rule))
						fail_msg("%d rows, %s: %.4f is drawn at %d, the limit %.4f at %d", h, ascii ? "ASCII" : "Unicode", (double)value, line, limit, rule);
				}
			grid_free(&g);
		}
}

static void hatching_says_why(void **state) {
	(void)state;
	struct grid g = make(12, 1, false);
	chart_hatch(&g, grid_rect(&g), ROLE_MISSING, "not yet");
	assert_drawn(&g, "╱ not yet ╱╱\n");
	g = make(5, 1, true);
	chart_hatch(&g, grid_rect(&g), ROLE_MISSING, "not yet");
	assert_drawn(&g, "/////\n");
}

/* Outlandish scales, values and rects draw nothing or clamp; the cells around the rect stay as they are. */
static void nothing_lands_outside(void **state) {
	(void)state;
	static const struct chart_bin bins[] = { { -1e30f, 1e30f }, { 4, 4 }, GAP, { INFINITY, INFINITY }, { -INFINITY, 3 } };
	static const struct chart_scale scales[] = { { 0, 8 }, { 8, 0 }, { 3, 3 }, { NAN, 1 }, { 0, INFINITY }, { -1e300, 1e300 }, { 4, 4.0000001 } };
	for (int w = -1; w < 7; w++)
		for (int h = -1; h < 5; h++)
			for (size_t s = 0; s < sizeof scales / sizeof scales[0]; s++)
				for (int ascii = 0; ascii < 2; ascii++) {
					struct grid g = make(8, 6, ascii);
					struct rect r = { 1, 1, w, h };
					chart_gaps(&g, r, ROLE_MISSING, bins, 5);
					chart_band(&g, r, ROLE_SUPPLY, bins, 5, scales[s]);
					chart_line(&g, r, ROLE_LOAD, bins, 5, scales[s]);
					chart_steps(&g, r, ROLE_LIMIT, bins, 5, scales[s]);
					chart_rule(&g, r, ROLE_LIMIT, 4, scales[s]);
					chart_line(&g, r, ROLE_LOAD, bins, 0, scales[s]);
					for (int y = 0; y < 6; y++)
						for (int x = 0; x < 8; x++)
							if ((x < 1 || y < 1 || x > w || y > h) && g.cells[y * 8 + x].ch != ' ')
								fail_msg("%dx%d drew at %d,%d", w, h, x, y);
					grid_free(&g);
				}
}

static void ranges_and_round_scales(void **state) {
	(void)state;
	static const struct chart_bin bins[] = { GAP, { 3, 4 }, { -1, 2 } };
	double least = NAN, most = NAN;
	assert_true(chart_range(bins, 3, &least, &most));
	assert_near(least, -1, 0);
	assert_near(most, 4, 0);
	assert_false(chart_range(bins, 1, &least, &most));
	assert_near(chart_step(45, 5), 10, 1e-9);
	assert_near(chart_step(0.9, 5), 0.2, 1e-9);
	assert_near(chart_step(NAN, 5), 1, 0);
	struct chart_scale s = chart_scale_round(0, 43, 1, 5);
	assert_near(s.least, 0, 1e-9);
	assert_near(s.most, 50, 1e-9);
	s = chart_scale_round(59.99, 60.01, 0.2, 4);
	assert_true(s.least <= 59.9001 && s.most >= 60.0999 && s.most - s.least < 0.5);
	s = chart_scale_round(7, 7, 0, 4);
	assert_true(s.least <= 7 && s.most >= 7 && s.least < s.most);
	s = chart_scale_round(NAN, NAN, 1, 4);
	assert_true(s.least < s.most);
	s = chart_scale_round(0, 0, 1, 5); /* of a load of nothing: no half below zero, no "-0" */
	assert_true(s.least >= 0 && !signbit(s.least) && s.most >= 1);
	s = chart_scale_round(0.1, 0.2, 10, 5);
	assert_true(s.least >= 0 && s.most >= 10);
	s = chart_scale_round(-0.2, -0.1, 10, 5);
	assert_true(s.most <= 0 && s.least <= -10);
	s = chart_scale_round(-0.2, 0.1, 10, 5);
	assert_true(s.most > 4 && s.least < -4);
	assert_int_equal(chart_row(0, to_8, 4), 3);
	assert_int_equal(chart_row(8, to_8, 4), 0);
	assert_int_equal(chart_row(-5, to_8, 4), 3);
	assert_int_equal(chart_row(NAN, to_8, 4), 0);
	assert_int_equal(chart_columns(&(struct grid){ .ascii = true }, 7), 7);
	assert_int_equal(chart_columns(&(struct grid){ .ascii = false }, 7), 14);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_uses_two_by_four_dots), cmocka_unit_test(a_line_without_unicode),
		cmocka_unit_test(lowest_and_highest_both_show), cmocka_unit_test(joining_bins_keeps_the_spike),
		cmocka_unit_test(fewer_bins_repeat_as_steps), cmocka_unit_test(a_gap_is_not_bridged),
		cmocka_unit_test(a_band_has_eighths_and_counts_the_lowest), cmocka_unit_test(rules_stand_behind_what_is_drawn),
		cmocka_unit_test(a_value_stands_on_its_side_of_a_rule), cmocka_unit_test(a_line_takes_no_dot_of_a_rule),
		cmocka_unit_test(hatching_says_why), cmocka_unit_test(nothing_lands_outside), cmocka_unit_test(ranges_and_round_scales),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
