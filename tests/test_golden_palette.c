/* Golden screens of the palette and of the help by context, through the keyboard: nothing typed, "gen", "n1", a time, a row chosen, a small screen; the help of
 * the overview, of zoomed panels, of the what-if, of its rows with a word, and while one types. */
#include "app_bench.h"

#include "golden_file.h"
#include "screen.h"

static void resize(struct bench *b, int cols, int rows) {
	app_update(b->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = cols, .rows = rows, .mono_ms = b->mono });
}

/* How many rows there are in all depends on the recordings and themes of the machine: a long list has 400. */
static int shot(struct bench *b, const char *name, int cols, int rows, bool ascii) {
	struct grid g;
	grid_init(&g);
	g.ascii = ascii;
	grid_resize(&g, cols, rows);
	resize(b, cols, rows);
	struct view v = *app_view(b->app);
	if (v.palette.total > PALETTE_ROWS)
		v.palette.total = 400;
	screen_draw(&g, app_world(b->app), &v);
	char *file = mem_printf("%s-%dx%d%s", name, cols, rows, ascii ? "-ascii" : "");
	int bad = golden_check(file, &g);
	free(file);
	grid_free(&g);
	return bad;
}

static int both(struct bench *b, const char *name) { return shot(b, name, 80, 24, false) + shot(b, name, 120, 40, false); }

static void begin(struct bench *b) {
	key(b, ' ');
	read_all(b);
	type(b, "g+610s\r");
	resize(b, 80, 24);
}

static void palettes(void **state) {
	struct bench *b = *state;
	int bad = 0;
	begin(b);
	type(b, ":");
	bad += both(b, "palette-empty");
	type(b, "gen");
	bad += both(b, "palette-gen");
	key(b, KEYCODE_DOWN);
	key(b, KEYCODE_DOWN);
	bad += shot(b, "palette-chosen", 80, 24, false) + shot(b, "palette-chosen", 80, 24, true);
	key(b, KEYCODE_ESC);
	type(b, ":n1");
	bad += both(b, "palette-n1");
	key(b, KEYCODE_ESC);
	type(b, ":zzzz");
	bad += shot(b, "palette-nothing", 80, 24, false) + shot(b, "palette-nothing", 120, 40, false);
	key(b, KEYCODE_ESC);
	type(b, ":T-15m");
	bad += both(b, "palette-time") + shot(b, "palette-time", 40, 12, false) + shot(b, "palette-time", 20, 3, false);
	assert_int_equal(bad, 0);
}

static void helps(void **state) {
	struct bench *b = *state;
	int bad = 0;
	begin(b);
	type(b, "?");
	bad += both(b, "help-overview");
	type(b, "/ack");
	bad += both(b, "help-filter");
	type(b, "\r?3z?");
	bad += both(b, "help-generators");
	type(b, "?z6z?");
	bad += both(b, "help-timeline");
	type(b, "?z5z?");
	bad += both(b, "help-alarms") + shot(b, "help-alarms", 80, 24, true);
	type(b, "?zw?"); /* Alarms has the keys */
	bad += both(b, "help-whatif");
	type(b, ":");
	key(b, KEYCODE_F1);
	bad += shot(b, "help-typing", 80, 24, false);
	assert_int_equal(bad, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = { TEST(palettes), TEST(helps) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
