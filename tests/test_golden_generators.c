/* The zoomed Generators panel as golden screens: the table and one set in full, by day, in a bad night, and in the what-if. */
#include "whatif_world.h"

#include "golden_file.h"

static const int sizes[][2] = { { 80, 24 }, { 120, 40 } };

static int shots(const struct test_world *t, const char *name) {
	int bad = 0;
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		struct grid g;
		char file[96];
		snprintf(file, sizeof file, "%s-%dx%d", name, sizes[s][0], sizes[s][1]);
		grid_init(&g);
		grid_resize(&g, sizes[s][0], sizes[s][1]);
		screen_draw(&g, &t->w, &t->v);
		bad += golden_check(file, &g);
		grid_free(&g);
	}
	return bad;
}

static void zoom(struct test_world *t) {
	t->v.zoomed = true;
	t->v.focus = PANEL_GENERATORS;
	t->v.playing = false;
	t->v.speed = 1;
}

static const struct gen_change changes[] = { { WORLD_FIRST_MS, 2, GEN_LOADED, true }, { WORLD_TRIP_MS, 6, GEN_LOCKOUT, false } };

static void a_good_day(void **state) {
	struct test_world t;
	(void)state;
	test_world_make(&t, (struct world_wish){ WORLD_NORMAL, 14, 1, 1, true, true, true });
	zoom(&t);
	t.w.gen_changes = changes;
	t.w.gen_change_count = 1;
	t.v.selected_gen = 2;
	int bad = shots(&t, "gens-zoom");
	t.v.gen_open = true;
	bad += shots(&t, "gens-set");
	test_world_free(&t);
	assert_int_equal(bad, 0);
}

/* G07 tripped, G08 says nothing, readings of G03 to G05 are stale, bad and missing, G10 is locked out without an alarm. */
static void bad_night(struct test_world *t) {
	struct frame *f = &t->frame;
	for (size_t m = 0; m < metric_class_size(CLASS_GEN); m++)
		frame_mark(f, (enum metric_id)(metric_class_first(CLASS_GEN) + m), 7, QUALITY_MISSING, TIME_NONE);
	t->last_kw_ms[7] = WORLD_LOST_MS;
	frame_mark(f, M_GEN_KW, 2, QUALITY_STALE, WORLD_LOST_MS);
	frame_mark(f, M_GEN_COOLANT_C, 2, QUALITY_STALE, WORLD_LOST_MS);
	frame_mark(f, M_GEN_KW, 3, QUALITY_BAD, TIME_NONE);
	frame_mark(f, M_GEN_COOLANT_C, 4, QUALITY_MISSING, TIME_NONE);
	frame_mark(f, M_GEN_MODE, 4, QUALITY_MISSING, TIME_NONE);
	world_set_locked(f, 9);
	power_derive(f, t->last_kw, &t->w.derived);
}

static void a_bad_night(void **state) {
	struct test_world t;
	(void)state;
	test_world_make(&t, (struct world_wish){ WORLD_TRIPPED, 14, 1, 1, true, true, true });
	zoom(&t);
	bad_night(&t);
	t.w.gen_changes = changes;
	t.w.gen_change_count = 2;
	t.v.gen_sort = GEN_SORT_STATE;
	t.v.selected_gen = 6;
	int bad = shots(&t, "gens-zoom-tripped");
	t.v.gen_open = true;
	bad += shots(&t, "gens-set-tripped");
	t.v.selected_gen = 7;
	bad += shots(&t, "gens-set-missing");
	test_world_free(&t);
	assert_int_equal(bad, 0);
}

static void many_sets_with_a_filter(void **state) {
	struct test_world t;
	(void)state;
	test_world_make(&t, (struct world_wish){ WORLD_TRIPPED, 256, 1, 1, true, true, false });
	zoom(&t);
	strcpy(t.v.gen_filter, "loaded G0");
	t.v.gen_sort = GEN_SORT_COOLANT;
	t.v.gen_sort_reverse = true;
	t.v.selected_gen = 42;
	int bad = shots(&t, "gens-zoom-256");
	test_world_free(&t);
	assert_int_equal(bad, 0);
}

static void the_what_if(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	zoom(&x.t);
	frame_set(&x.frame, M_GEN_STATE, 3, GEN_TRIPPED);
	frame_set(&x.frame, M_GEN_BREAKER, 3, BREAKER_OPEN);
	frame_set(&x.frame, M_GEN_KW, 3, 0);
	frame_set(&x.frame, M_GEN_OIL_KPA, 3, NAN);
	x.t.v.selected_gen = 3;
	int bad = shots(&x.t, "gens-zoom-whatif");
	x.t.v.gen_open = true;
	bad += shots(&x.t, "gens-set-whatif");
	whatif_world_free(&x);
	assert_int_equal(bad, 0);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_day), cmocka_unit_test(a_bad_night), cmocka_unit_test(many_sets_with_a_filter), cmocka_unit_test(the_what_if),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
