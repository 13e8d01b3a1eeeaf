/* Palette and help as golden screens, from the keys that open them. */
#include "app_bench.h"

#include "golden_file.h"
#include "screen.h"

static const int sizes[][2] = { { 80, 24 }, { 120, 40 } };

static void size(struct bench *b, const int s[2]) { app_update(b->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = s[0], .rows = s[1], .mono_ms = b->mono }); }

/* What recordings and themes there are differs from machine to machine: how many rows there are is not told of a list that has them. */
static int shot(struct bench *b, const char *name, const int s[2], size_t total) {
	char file[96];
	struct grid g;
	struct view v = *app_view(b->app);
	if (total)
		v.palette.total = total;
	snprintf(file, sizeof file, "%s-%dx%d", name, s[0], s[1]);
	grid_init(&g);
	grid_resize(&g, s[0], s[1]);
	screen_draw(&g, app_world(b->app), &v);
	int bad = golden_check(file, &g);
	grid_free(&g);
	return bad;
}

static void begin(struct bench *b) {
	read_all(b);
	wait_ms(b, 630000);
	key(b, ' ');
}

static void palette_screens(void **state) {
	static const struct { const char *name, *typed; int down; size_t total; } shots[] = {
		{ "palette-empty", "", 0, 120 }, { "palette-gen", "gen tri", 2, 0 }, { "palette-n1", "n1", 1, 0 }, { "palette-time", "T-15m", 1, 0 }, { "palette-none", "xyzzy", 0, 0 },
	};
	struct bench *b = *state;
	int bad = 0;
	begin(b);
	for (size_t i = 0; i < sizeof shots / sizeof *shots; i++)
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
			size(b, sizes[s]);
			key(b, ':');
			type(b, shots[i].typed);
			for (int k = 0; k < shots[i].down; k++)
				key(b, KEYCODE_DOWN);
			bad += shot(b, shots[i].name, sizes[s], shots[i].total);
			key(b, KEYCODE_ESC);
		}
	assert_int_equal(bad, 0);
}

/* The least that has a list; and in ASCII. */
static void other_terminals(void **state) {
	static const int least[2] = { 40, 12 };
	struct bench *b = *state;
	struct grid g;
	begin(b);
	size(b, least);
	type(b, ":gen tri");
	key(b, KEYCODE_DOWN);
	int bad = shot(b, "palette-least", least, 0);
	size(b, sizes[0]);
	grid_init(&g);
	g.ascii = true;
	grid_resize(&g, sizes[0][0], sizes[0][1]);
	screen_draw(&g, app_world(b->app), app_view(b->app));
	bad += golden_check("palette-gen-80x24-ascii", &g);
	grid_free(&g);
	assert_int_equal(bad, 0);
}

/* No room for a list: the line alone, and what is typed is done all the same. */
static void a_small_screen_has_the_line_alone(void **state) {
	static const int small[2] = { 20, 3 };
	struct bench *b = *state;
	struct grid g;
	begin(b);
	size(b, small);
	key(b, ':');
	type(b, "zoom-panel");
	grid_init(&g);
	grid_resize(&g, small[0], small[1]);
	app_draw(b->app, &g);
	struct buf text = { 0 };
	grid_text(&g, &text);
	assert_non_null(strstr(text.data, ": zoom-panel"));
	assert_null(strstr(text.data, "Commands"));
	buf_free(&text);
	grid_free(&g);
	key(b, KEYCODE_ENTER);
	assert_true(app_view(b->app)->zoomed);
}

static void help_screens(void **state) {
	static const struct { const char *name, *keys; } shots[] = {
		{ "help-overview", "?" }, { "help-alarms", "5z?" }, { "help-generators", "3z?" }, { "help-timeline", "6z?" }, { "help-whatif", "3w?" }, { "help-search", "?/zoom\r" },
	};
	int bad = 0;
	(void)state;
	for (size_t i = 0; i < sizeof shots / sizeof *shots; i++)
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
			void *bench = NULL;
			setup(&bench);
			begin(bench);
			size(bench, sizes[s]);
			type(bench, shots[i].keys);
			bad += shot(bench, shots[i].name, sizes[s], 0);
			teardown(&bench);
		}
	assert_int_equal(bad, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = { TEST(palette_screens), TEST(other_terminals), TEST(a_small_screen_has_the_line_alone), cmocka_unit_test(help_screens) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
