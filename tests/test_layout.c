/* The layout as plain geometry, at every size: inside the screen, no overlap, nothing of importance left out, and the row plan of 80 x 24. */
#include "support.h"

#include <string.h>

#include "screen.h"

#define COLS_MOST 250
#define ROWS_MOST 80

static const struct layout_wish wishes[] = {
	{ .gens = 14, .gpus = true, .training = true },  { .gens = 0, .gpus = true, .training = true },   { .gens = 1, .gpus = true, .training = true },
	{ .gens = 40, .gpus = true, .training = true },  { .gens = 256, .gpus = true, .training = true }, { .gens = 14, .gpus = false, .training = true },
	{ .gens = 14, .gpus = true, .training = false }, { .gens = 0, .gpus = false, .training = false }, { .gens = 14, .gpus = false, .training = false },
	{ .zoomed = true, .focus = PANEL_ALARMS, .gens = 14, .gpus = true, .training = true },
};
#define WISH_COUNT (sizeof wishes / sizeof *wishes)

static bool overlap(struct rect a, struct rect b) {
	return !rect_empty(a) && !rect_empty(b) && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static void assert_inside(struct rect r, int cols, int rows) {
	if (rect_empty(r))
		return;
	if (r.x < 0 || r.y < 0 || r.x + r.w > cols || r.y + r.h > rows)
		fail_msg("rect %d,%d %dx%d leaves %dx%d", r.x, r.y, r.w, r.h, cols, rows);
}

static void check(const struct layout *l, int cols, int rows) {
	struct rect all[PANEL_COUNT + 2];
	int count = 0, cells = 0;
	all[count++] = l->header;
	all[count++] = l->keys;
	for (int p = 0; p < PANEL_COUNT; p++)
		all[count++] = l->panel[p];
	for (int a = 0; a < count; a++) {
		assert_inside(all[a], cols, rows);
		cells += rect_empty(all[a]) ? 0 : all[a].w * all[a].h;
		for (int b = 0; b < a; b++)
			if (overlap(all[a], all[b]))
				fail_msg("rects %d and %d overlap at %dx%d", a, b, cols, rows);
	}
	assert_true(cells <= cols * rows);
}

static void no_size_overlaps_or_overruns(void **state) {
	(void)state;
	for (size_t i = 0; i < WISH_COUNT; i++)
		for (int cols = 0; cols <= COLS_MOST; cols++)
			for (int rows = 0; rows <= ROWS_MOST; rows++) {
				struct layout l;
				layout_compute(cols, rows, &wishes[i], &l);
				check(&l, cols, rows);
			}
}

/* From 80 x 24 on every panel that the site has anything for is there, with rows enough to say it. */
static void every_panel_is_there_from_80x24_on(void **state) {
	(void)state;
	for (size_t i = 0; i < WISH_COUNT - 1; i++)
		for (int cols = 80; cols <= COLS_MOST; cols++)
			for (int rows = 24; rows <= ROWS_MOST; rows++) {
				struct layout l;
				layout_compute(cols, rows, &wishes[i], &l);
				const bool has[PANEL_COUNT] = { true, wishes[i].training, wishes[i].gens > 0, wishes[i].gpus, true, true };
				for (int p = 0; p < PANEL_COUNT; p++)
					if (has[p] != (l.panel[p].h >= 3 && l.panel[p].w >= 39))
						fail_msg("panel %d at %dx%d, wish %zu: %dx%d", p, cols, rows, i, l.panel[p].w, l.panel[p].h);
			}
}

static void assert_rows(struct rect r, int y, int h) {
	assert_int_equal(r.y, y);
	assert_int_equal(r.h, h);
}

static void the_plan_of_80x24(void **state) {
	(void)state;
	struct layout l;
	layout_compute(80, 24, &wishes[0], &l);
	assert_false(l.boxed);
	assert_rows(l.header, 0, 1);
	assert_rows(l.panel[PANEL_SUPPLY], 1, 6);
	assert_rows(l.panel[PANEL_COUNTDOWN], 1, 6);
	assert_rows(l.panel[PANEL_GENERATORS], 7, 8);
	assert_rows(l.panel[PANEL_GPUS], 15, 4);
	assert_rows(l.panel[PANEL_ALARMS], 15, 4);
	assert_rows(l.panel[PANEL_TIMELINE], 19, 4);
	assert_rows(l.keys, 23, 1);
}

static void boxes_at_120x40(void **state) {
	(void)state;
	struct layout l;
	layout_compute(120, 40, &wishes[0], &l);
	assert_true(l.boxed);
	assert_true(l.panel[PANEL_GENERATORS].h >= 14 + 2);
	assert_true(l.panel[PANEL_SUPPLY].h >= 9);
	assert_int_equal(l.panel[PANEL_GPUS].x, l.panel[PANEL_ALARMS].x);
}

/* No row between header and keys is wasted where there are panels that could use it. */
static void all_rows_are_used(void **state) {
	(void)state;
	for (int cols = 72; cols <= COLS_MOST; cols += 8)
		for (int rows = 24; rows <= ROWS_MOST; rows++) {
			struct layout l;
			int bottom = 0;
			layout_compute(cols, rows, &wishes[0], &l);
			for (int p = 0; p < PANEL_COUNT; p++)
				if (l.panel[p].y + l.panel[p].h > bottom)
					bottom = l.panel[p].y + l.panel[p].h;
			if (bottom < rows - 1)
				fail_msg("%d of %d rows used at %d columns", bottom, rows - 1, cols);
		}
}

static void the_smallest_keep_what_matters_most(void **state) {
	(void)state;
	struct layout l;
	layout_compute(20, 3, &wishes[0], &l);
	assert_int_equal(l.panel[PANEL_COUNTDOWN].h, 1);
	assert_int_equal(l.panel[PANEL_SUPPLY].h, 0);
	assert_int_equal(l.keys.h, 1);
	layout_compute(1, 1, &wishes[0], &l);
	assert_int_equal(l.header.h, 1);
	layout_compute(40, 12, &wishes[0], &l);
	assert_int_equal(l.panel[PANEL_COUNTDOWN].h, 3);
	assert_int_equal(l.panel[PANEL_SUPPLY].h, 4);
	assert_int_equal(l.panel[PANEL_ALARMS].h, 1);
	assert_int_equal(l.panel[PANEL_GENERATORS].h, 1);
	assert_int_equal(l.panel[PANEL_GPUS].h, 1);
}

static void a_zoomed_panel_has_the_screen(void **state) {
	(void)state;
	struct layout l;
	layout_compute(80, 24, &wishes[WISH_COUNT - 1], &l);
	assert_rows(l.panel[PANEL_ALARMS], 1, 22);
	assert_int_equal(l.panel[PANEL_SUPPLY].h, 0);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_size_overlaps_or_overruns),
		cmocka_unit_test(every_panel_is_there_from_80x24_on),
		cmocka_unit_test(the_plan_of_80x24),
		cmocka_unit_test(boxes_at_120x40),
		cmocka_unit_test(all_rows_are_used),
		cmocka_unit_test(the_smallest_keep_what_matters_most),
		cmocka_unit_test(a_zoomed_panel_has_the_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
