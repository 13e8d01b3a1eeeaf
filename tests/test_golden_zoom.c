/* Golden screens of the zoomed Supply and GPUs panels: several buses and feeds with members missing, many sets, arrays of every kind, no counts of
 * arrays at all. */
#include "worlds.h"

#include "golden_file.h"

static const struct { int cols, rows; bool ascii; } sizes[] = { { 80, 24, false }, { 120, 40, false }, { 200, 60, false }, { 80, 24, true } };

static int shots(const struct test_world *t, const char *name, size_t size_count) {
	int bad = 0;
	for (size_t i = 0; i < size_count; i++) {
		struct grid g;
		grid_init(&g);
		g.ascii = sizes[i].ascii;
		grid_resize(&g, sizes[i].cols, sizes[i].rows);
		screen_draw(&g, &t->w, &t->v);
		char *file = mem_printf("%s-%dx%d%s", name, g.cols, g.rows, g.ascii ? "-ascii" : "");
		bad += golden_check(file, &g);
		free(file);
		grid_free(&g);
	}
	return bad;
}

static void make(struct test_world *t, struct world_wish wish, enum panel focus) {
	test_world_make(t, wish);
	t->v.zoomed = true;
	t->v.focus = focus;
}

/* Two buses apart with their loads, and a silent set: lower bounds, and sections of their own. */
static void supply(void **state) {
	(void)state;
	struct test_world t;
	make(&t, (struct world_wish){ WORLD_MISSING, 14, 3, 2, true, true, true }, PANEL_SUPPLY);
	frame_set(&t.frame, M_BUS_GPU_MW, 0, 18.2);
	frame_set(&t.frame, M_BUS_GPU_MW, 1, 12.3);
	power_derive(&t.frame, t.last_kw, &t.w.derived);
	int bad = shots(&t, "supply-zoom", 4);
	t.v.supply_scroll = 10000;
	bad += shots(&t, "supply-zoom-end", 1);
	test_world_free(&t);
	make(&t, (struct world_wish){ WORLD_NORMAL, 256, 1, 1, true, true, true }, PANEL_SUPPLY);
	frame_set(&t.frame, M_GPU_MW, 0, 645.2);
	power_derive(&t.frame, t.last_kw, &t.w.derived);
	bad += shots(&t, "supply-zoom-sets256", 2);
	test_world_free(&t);
	make(&t, (struct world_wish){ WORLD_DEAD, 14, 1, 1, true, true, true }, PANEL_SUPPLY);
	bad += shots(&t, "supply-zoom-dead", 1);
	test_world_free(&t);
	assert_int_equal(bad, 0);
}

static void gpus(void **state) {
	(void)state;
	struct test_world t;
	make(&t, (struct world_wish){ WORLD_NORMAL, 14, 1, 1, true, true, true }, PANEL_GPUS);
	for (size_t i = 0; i < 20; i++)
		frame_set(&t.frame, M_ARRAY_ONLINE, 40 + i, (double)(i * 512 / 19));
	frame_mark(&t.frame, M_ARRAY_ONLINE, 3, QUALITY_MISSING, TIME_NONE);
	frame_mark(&t.frame, M_ARRAY_ONLINE, 4, QUALITY_BAD, TIME_NONE);
	frame_mark(&t.frame, M_ARRAY_ONLINE, 5, QUALITY_STALE, WORLD_LOST_MS);
	frame_mark(&t.frame, M_GPU_READY, 0, QUALITY_STALE, WORLD_LOST_MS);
	t.v.selected_array = 50;
	int bad = shots(&t, "gpus-zoom", 4);
	for (size_t i = 0; i < t.site->array_count; i++)
		frame_mark(&t.frame, M_ARRAY_ONLINE, i, QUALITY_MISSING, TIME_NONE);
	bad += shots(&t, "gpus-zoom-none", 2);
	test_world_free(&t);
	assert_int_equal(bad, 0);
}

/* Nothing to count down to: what could start, and with what margin; with a silent set all sums are bounds. */
static void countdown_without_training(void **state) {
	(void)state;
	struct test_world t;
	make(&t, (struct world_wish){ WORLD_MISSING, 14, 1, 1, true, false, true }, PANEL_COUNTDOWN);
	int bad = shots(&t, "countdown-none", 2);
	test_world_free(&t);
	assert_int_equal(bad, 0);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(supply), cmocka_unit_test(gpus), cmocka_unit_test(countdown_without_training) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
