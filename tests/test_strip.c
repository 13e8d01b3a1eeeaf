/* Strips: marks by weight, labels whole or not at all, sparks with gaps, shades. */
#include "support.h"

#include "strip.h"

static struct grid make(int w, bool ascii) {
	struct grid g;
	grid_init(&g);
	g.ascii = ascii;
	grid_resize(&g, w, 3);
	return g;
}

/* The second row is drawn into; the others must stay blank. */
static void assert_row(struct grid *g, const char *want) {
	struct buf b = { 0 }, wanted = { 0 };
	grid_text(g, &b);
	buf_printf(&wanted, "\n%s\n\n", want);
	assert_string_equal(b.data, wanted.data);
	buf_free(&b);
	buf_free(&wanted);
	grid_free(g);
}

static void the_heavier_mark_shows(void **state) {
	(void)state;
	static const struct strip_mark marks[] = {
		{ 2, 0, ROLE_DIM, 0xb7 }, { 2, 3, ROLE_ALARM_HIGH, 0x25b2 }, { 2, 1, ROLE_ALARM_LOW, 0x25cf }, { 5, 1, ROLE_ALARM_LOW, 0x25cf },
		{ -1, 9, ROLE_DIM, 'x' }, { 8, 9, ROLE_DIM, 'x' },
	};
	struct grid g = make(8, false);
	strip_marks(&g, grid_rect(&g), 1, marks, 6);
	assert_int_equal(g.cells[8 + 2].role, ROLE_ALARM_HIGH);
	assert_row(&g, "  ▲  ●");
	g = make(8, true);
	strip_marks(&g, grid_rect(&g), 1, marks, 6);
	assert_row(&g, "  ^  *");
}

static void labels_never_touch_and_are_never_cut(void **state) {
	(void)state;
	static const struct strip_label labels[] = {
		{ 0, "22:00", ROLE_DIM, 0, 0 }, { 4, "22:30", ROLE_DIM, 0, 0 }, { 8, "23:00", ROLE_DIM, 0, 0 }, { 17, "T", ROLE_MARK, 9, 0 }, { 16, "23:30", ROLE_DIM, 0, 0 },
		{ 30, "00:00", ROLE_DIM, 0, 0 }, { -3, "21:00", ROLE_DIM, 0, 0 },
	};
	struct grid g = make(20, false);
	assert_int_equal(strip_labels(&g, grid_rect(&g), 1, false, labels, 7), 3);
	assert_int_equal(g.cells[20 + 18].role, ROLE_MARK);
	assert_row(&g, "└22:00  └23:00   └T");
}

static void a_label_at_the_end_stands_before_its_tick(void **state) {
	(void)state;
	static const struct strip_label label = { 9, "05:00", ROLE_DIM, 0, 0 };
	struct grid g = make(10, false);
	assert_int_equal(strip_labels(&g, grid_rect(&g), 1, false, &label, 1), 1);
	assert_row(&g, "    05:00┘");
	g = make(10, true);
	strip_labels(&g, grid_rect(&g), 1, false, &label, 1);
	assert_row(&g, "    05:00|");
	g = make(4, false);
	assert_int_equal(strip_labels(&g, grid_rect(&g), 1, false, &label, 1), 0);
	assert_row(&g, "");
}

static void ticks_point_down_from_above(void **state) {
	(void)state;
	static const struct strip_label labels[] = { { 1, "22:00", ROLE_DIM, 0, 0 }, { 11, "23:00", ROLE_DIM, 0, 0 }, { 8, "", ROLE_CURSOR, 5, 0x25bc } };
	struct grid g = make(12, false);
	assert_int_equal(strip_labels(&g, grid_rect(&g), 1, true, labels, 3), 2);
	assert_row(&g, " ┌22:00 ▼");
	g = make(12, false);
	assert_int_equal(strip_labels(&g, grid_rect(&g), 1, true, labels + 1, 1), 1);
	assert_row(&g, "      23:00┐");
}

static void many_labels_are_bounded(void **state) {
	(void)state;
	struct strip_label labels[200];
	for (int i = 0; i < 200; i++)
		labels[i] = (struct strip_label){ 3 * i, "", ROLE_DIM, 0, 0 };
	struct grid g = make(900, true);
	assert_int_equal(strip_labels(&g, grid_rect(&g), 1, false, labels, 200), STRIP_LABELS_MAX);
	grid_free(&g);
}

static void sparks_rise_and_show_gaps(void **state) {
	(void)state;
	static const struct chart_bin bins[] = { { 0, 0 }, { 4, 4 }, { NAN, NAN }, { 8, 8 }, { 99, 99 } };
	struct grid g = make(6, false);
	strip_spark(&g, grid_rect(&g), 1, 1, 5, ROLE_TEXT, bins, 5, (struct chart_scale){ 0, 8 });
	assert_int_equal(g.cells[6 + 3].role, ROLE_MISSING);
	assert_row(&g, " ▁▄·██");
	g = make(6, false);
	strip_spark(&g, grid_rect(&g), 0, 1, 5, ROLE_TEXT, bins, 5, (struct chart_scale){ 3, 3 });
	assert_row(&g, "▁▁·▁▁");
}

static void shades_keep_nothing_and_all_apart(void **state) {
	(void)state;
	struct grid g = make(1, false);
	assert_int_equal(strip_shade(&g, 0), ' ');
	assert_int_equal(strip_shade(&g, 0.001), 0x2591);
	assert_int_equal(strip_shade(&g, 0.5), 0x2592);
	assert_int_equal(strip_shade(&g, 0.999), 0x2593);
	assert_int_equal(strip_shade(&g, 1), 0x2588);
	assert_int_equal(strip_shade(&g, NAN), ' ');
	g.ascii = true;
	assert_int_equal(strip_shade(&g, 1), '#');
	grid_free(&g);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_heavier_mark_shows), cmocka_unit_test(labels_never_touch_and_are_never_cut),
		cmocka_unit_test(a_label_at_the_end_stands_before_its_tick), cmocka_unit_test(ticks_point_down_from_above), cmocka_unit_test(many_labels_are_bounded),
		cmocka_unit_test(sparks_rise_and_show_gaps), cmocka_unit_test(shades_keep_nothing_and_all_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
