/* The whole screen: every size and every kind of site without a write outside, the header's words, the last row, the timeline's span. */
#include "worlds.h"

#include "utf8.h"

static const struct world_wish kinds[] = {
	{ WORLD_NORMAL, 14, 1, 1, true, true, false },  { WORLD_TRIPPED, 14, 1, 1, true, true, false }, { WORLD_STALE, 14, 1, 1, true, true, false },
	{ WORLD_MISSING, 14, 1, 1, true, true, false }, { WORLD_DEAD, 14, 1, 1, true, true, false },    { WORLD_EMPTY, 14, 1, 1, true, true, false },
	{ WORLD_NORMAL, 0, 1, 1, true, true, false },   { WORLD_TRIPPED, 1, 1, 1, true, true, false },  { WORLD_TRIPPED, 40, 3, 2, true, true, false },
	{ WORLD_MISSING, 256, 8, 8, true, true, false }, { WORLD_NORMAL, 14, 0, 1, true, true, false }, { WORLD_NORMAL, 14, 3, 3, true, true, false },
	{ WORLD_NORMAL, 14, 1, 1, false, false, false }, { WORLD_NORMAL, 0, 0, 1, false, false, false }, { WORLD_NORMAL, 0, 0, 0, false, false, false },
	{ WORLD_NORMAL, 14, 1, 1, false, true, false },
};
#define KIND_COUNT (sizeof kinds / sizeof *kinds)

/* A grid inside a larger one would hide an overrun: this one is allocated to its size, and the sanitizer watches. */
static void draw_once(struct grid *g, const struct test_world *t, int cols, int rows) {
	grid_resize(g, cols, rows);
	screen_draw(g, &t->w, &t->v);
	for (int i = 0; i < cols * rows; i++)
		if (g->cells[i].ch == 0 || g->cells[i].role >= ROLE_COUNT || (g->ascii && g->cells[i].ch > 126))
			fail_msg("cell %d,%d of %dx%d: character %x, role %d", i % cols, i / cols, cols, rows, (unsigned)g->cells[i].ch, g->cells[i].role);
}

static void each_kind_at_many_sizes(void **state) {
	static const int some_rows[] = { 1, 2, 3, 4, 5, 7, 9, 12, 15, 16, 18, 23, 24, 25, 30, 33, 34, 40, 43, 44, 60, 80 };
	(void)state;
	for (size_t k = 0; k < KIND_COUNT; k++) {
		struct test_world t;
		struct grid g;
		grid_init(&g);
		g.ascii = k % 2 != 0;
		test_world_make(&t, kinds[k]);
		for (size_t r = 0; r < sizeof some_rows / sizeof *some_rows; r++)
			for (int cols = 1 + (int)(r % 3); cols <= 250; cols += cols < 45 ? 3 : 13)
				draw_once(&g, &t, cols, some_rows[r]);
		grid_free(&g);
		test_world_free(&t);
	}
}

static void every_small_size(void **state) {
	struct test_world t;
	struct grid g;
	(void)state;
	grid_init(&g);
	test_world_make(&t, kinds[1]);
	for (int rows = 0; rows <= 26; rows++)
		for (int cols = 0; cols <= 82; cols++)
			draw_once(&g, &t, cols, rows);
	grid_free(&g);
	test_world_free(&t);
}

static void zooms_overlays_and_prompts_at_many_sizes(void **state) {
	static const int sizes[][2] = { { 1, 1 }, { 2, 3 }, { 20, 3 }, { 40, 12 }, { 36, 10 }, { 79, 23 }, { 80, 24 }, { 100, 34 }, { 200, 60 }, { 250, 4 } };
	(void)state;
	for (size_t k = 0; k < KIND_COUNT; k++) {
		struct test_world t;
		struct grid g;
		grid_init(&g);
		test_world_make(&t, kinds[k]);
		for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
			for (int p = 0; p < PANEL_COUNT; p++) {
				t.v.zoomed = true;
				t.v.focus = (enum panel)p;
				t.v.selected_gen = t.v.gen_scroll = 1000 * (p - 2);
				draw_once(&g, &t, sizes[s][0], sizes[s][1]);
			}
			t.v.zoomed = false;
			for (int o = OVERLAY_HELP; o <= OVERLAY_ASSUMPTIONS; o++) {
				t.v.overlay = (enum overlay)o;
				t.v.help_scroll = 30 * (o - 1);
				draw_once(&g, &t, sizes[s][0], sizes[s][1]);
			}
			t.v.overlay = OVERLAY_NONE;
			t.v.prompt = PROMPT_GOTO;
			strcpy(t.v.prompt_text, "T-30m");
			t.v.prompt_cursor = 5;
			draw_once(&g, &t, sizes[s][0], sizes[s][1]);
			t.v.prompt = PROMPT_NONE;
		}
		grid_free(&g);
		test_world_free(&t);
	}
}

static void nothing_read_yet(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	struct world none = { .cursor_ms = TIME_NONE, .first_ms = TIME_NONE, .last_ms = TIME_NONE, .folded_to_ms = TIME_NONE };
	struct world kept = t.w;
	t.w = none;
	char *text = test_world_text(&t, 80, 24, false);
	assert_non_null(strstr(text, "nothing has been read yet"));
	free(text);
	t.w = kept;
	test_world_free(&t);
}

/* The same world and view give the same cells. */
static void a_screen_is_a_pure_function(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
	char *a = test_world_text(&t, 120, 40, false), *b = test_world_text(&t, 120, 40, false);
	assert_string_equal(a, b);
	free(a);
	free(b);
	test_world_free(&t);
}

static void assert_header(struct test_world *t, int cols, const char *const *words, const char *const *not_words) {
	char *text = test_world_text(t, cols, 24, false);
	text[strcspn(text, "\n")] = '\0';
	for (; words && *words; words++)
		if (!strstr(text, *words))
			fail_msg("no \"%s\" in the header at %d columns: |%s|", *words, cols, text);
	for (; not_words && *not_words; not_words++)
		if (strstr(text, *not_words))
			fail_msg("\"%s\" in the header at %d columns: |%s|", *not_words, cols, text);
	assert_true(utf8_cells(text) <= (size_t)cols);
	free(text);
}

static void the_header_says_what_one_looks_at(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	assert_header(&t, 120, WORDS("mwtop", "Memphis bring-up", "REPLAY 10\u00d7", "SIMULATED", "Mon 22 Jul 2024", "04:05:12 CDT", "09:05:12Z", "1 s samples"), NULL);
	assert_header(&t, 80, WORDS("REPLAY 10\u00d7", "SIMULATED", "04:05:12 CDT", "09:05:12Z", "1 s"), NULL);
	t.v.playing = false;
	assert_header(&t, 80, WORDS("REPLAY PAUSED", "SIMULATED", "04:05:12 CDT", "09:05:12Z", "1 s"), NULL);
	t.v.playing = true;
	t.v.speed = 0.1;
	assert_header(&t, 80, WORDS("REPLAY 0.1\u00d7"), NULL);
	t.v.speed = 10000;
	assert_header(&t, 80, WORDS("REPLAY 10,000\u00d7"), NULL);
	t.v.live = true;
	t.w.link = LINK_LIVE;
	assert_header(&t, 80, WORDS("LIVE"), WORDS("REPLAY", "STALE"));
	test_world_live(&t, LIVE_FOLLOWS);
	assert_header(&t, 80, WORDS("LIVE 0 s"), WORDS("REPLAY", "STALE"));
	test_world_live(&t, LIVE_STALE);
	t.w.age_s = 14;
	assert_header(&t, 100, WORDS("LIVE, STALE 14 s"), NULL);
	t.w.link = LINK_DOWN;
	assert_header(&t, 100, WORDS("LINK DOWN 14 s"), NULL);
	t.v.playing = false;
	assert_header(&t, 100, WORDS("PAUSED", "LINK DOWN"), NULL);
	test_world_free(&t);
}

/* Whatever the width: live or replay, where the data come from and the time stay. */
static void the_header_never_drops_mode_origin_and_time(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	t.w.demo = true;
	t.w.damage.unreadable = 3;
	t.w.fold_done = false;
	t.w.fold_progress = 0.42;
	t.w.in_gap = true;
	t.w.cursor_ms += 100000;
	assert_header(&t, 200, WORDS("3 lines unreadable", "reading 42 %", "DEMO", "GAP, no data for 100 s"), NULL);
	for (int cols = 34; cols < 200; cols++)
		assert_header(&t, cols, WORDS("REPLAY", "SIM", "04:06:52", "GAP", "DEMO"), NULL);
	t.w.demo = t.w.in_gap = false;
	t.w.damage.unreadable = 0;
	for (int cols = 24; cols < 40; cols++)
		assert_header(&t, cols, WORDS("SIM", "04:06"), NULL);
	for (int cols = 20; cols < 23; cols++) /* beside the counts of alarms, which no panel of these says */
		assert_header(&t, cols, WORDS("\u25b6 SIM 0H0M0L", "04:06"), NULL);
	for (int cols = 30; cols < 40; cols++)
		assert_header(&t, cols, WORDS("REPLAY", "SIM", "04:06:52"), NULL);
	t.site->origin = ORIGIN_IMPORTED;
	assert_header(&t, 80, WORDS("IMPORTED"), NULL);
	t.site->origin = ORIGIN_MEASURED;
	assert_header(&t, 80, NULL, WORDS("MEASURED", "SIM"));
	test_world_free(&t);
}

static void the_last_row(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	char *text = test_world_text(&t, 80, 24, false);
	assert_non_null(strstr(text, "\u2190\u2192 10 s"));
	assert_non_null(strstr(text, "q quit"));
	free(text);
	text = test_world_text(&t, 40, 12, false);
	assert_non_null(strstr(text, "80\u00d724 shows all"));
	assert_non_null(strstr(text, "q quit"));
	free(text);
	strcpy(t.v.message, "no such \033[31m time");
	t.v.message_is_error = true;
	text = test_world_text(&t, 80, 24, false);
	assert_non_null(strstr(text, " no such ?[31m time"));
	free(text);
	text = test_world_text(&t, 40, 2, false); /* no row of keys: it covers what stands there */
	assert_non_null(strstr(text, "no such ?[31m time"));
	free(text);
	t.v.prompt = PROMPT_GOTO;
	strcpy(t.v.prompt_text, "14:05");
	t.v.prompt_cursor = 5;
	text = test_world_text(&t, 80, 24, false);
	assert_non_null(strstr(text, "go to: 14:05"));
	free(text);
	test_world_free(&t);
}

/* A message that is longer than a row is there whole, in whole words, and covers no more than a third of the screen. */
static void a_long_message_is_whole(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	strcpy(t.v.message, "G07 low gas pressure shutdown of the engine after a fall in the pressure of the yard's gas main; its clock said 09:02:10.700Z and is 0.34 s behind");
	assert_int_equal(screen_message_rows(200, 60, &t.v), 1);
	assert_int_equal(screen_message_rows(80, 24, &t.v), 2);
	assert_int_equal(screen_message_rows(40, 12, &t.v), 4);
	assert_int_equal(screen_message_rows(20, 3, &t.v), 1);
	char *text = test_world_text(&t, 80, 24, false);
	assert_non_null(strstr(text, "\n G07 low gas pressure shutdown of the engine after a fall in the pressure of\n the yard's gas main; its clock said 09:02:10.700Z and is 0.34 s behind\n"));
	free(text);
	text = test_world_text(&t, 20, 3, false);
	assert_non_null(strstr(text, "G07 low gas\u2026\n"));
	free(text);
	t.v.prompt = PROMPT_EDIT; /* it stands above what one types */
	strcpy(t.v.prompt_text, "gen G07");
	text = test_world_text(&t, 80, 24, false);
	assert_non_null(strstr(text, "pressure of\n the yard's gas main; its clock said 09:02:10.700Z and is 0.34 s behind\n edit: gen G07"));
	free(text);
	assert_int_equal(screen_message_rows(80, 1, &t.v), 0);
	test_world_free(&t);
}

/* What a peer sends never reaches a cell as a control character. */
static void hostile_names_are_cleaned(void **state) {
	(void)state;
	struct test_world t;
	struct grid g;
	test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
	strcpy(t.site->name, "\033]0;x\007\xff\xfe site");
	strcpy(t.site->training.name, "\033[2JGrok");
	strcpy(t.site->feed[0].id, "\x1b\x9b\x01 feed");
	strcpy(t.site->gen[2].id, "\033c\r\nG3");
	strcpy(t.alarm[0].text, "\b\b\b\033[31mred\u202e");
	strcpy(t.site->bus[0].id, "\n\n\n");
	grid_init(&g);
	for (int zoom = 0; zoom <= PANEL_COUNT; zoom++) {
		t.v.zoomed = zoom < PANEL_COUNT;
		t.v.focus = (enum panel)(zoom % PANEL_COUNT);
		grid_resize(&g, 80, 24);
		screen_draw(&g, &t.w, &t.v);
		for (int i = 0; i < 80 * 24; i++)
			assert_true(utf8_is_cell(g.cells[i].ch));
	}
	grid_free(&g);
	test_world_free(&t);
}

static void the_page_of_sets_is_what_is_shown(void **state) {
	static const struct { int cols, rows; size_t gens; int page; } cases[] = {
		{ 80, 24, 14, 14 }, { 80, 24, 40, 42 }, { 80, 24, 256, 28 }, { 120, 40, 14, 14 }, { 40, 12, 14, 14 }, { 20, 3, 14, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct test_world t;
		test_world_make(&t, (struct world_wish){ WORLD_NORMAL, cases[i].gens, 1, 1, true, true, false });
		int page = screen_gen_page(cases[i].cols, cases[i].rows, &t.w, &t.v);
		if (page < cases[i].page || (cases[i].gens > 200 && page != cases[i].page))
			fail_msg("%zu sets at %dx%d: a page of %d, expected %d", cases[i].gens, cases[i].cols, cases[i].rows, page, cases[i].page);
		test_world_free(&t);
	}
}

static void the_span_of_the_timeline(void **state) {
	(void)state;
	struct test_world t;
	int64_t from, to, again_from, again_to;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	t.v.window_ms = 0;
	screen_timeline_span(&t.w, &t.v, &from, &to);
	assert_int_equal(from, WORLD_FIRST_MS);
	assert_int_equal(to, WORLD_LAST_MS + 1);
	t.v.window_ms = 10 * 60 * 1000;
	screen_timeline_span(&t.w, &t.v, &from, &to);
	assert_int_equal(to - from, t.v.window_ms);
	assert_true(from <= t.w.cursor_ms && t.w.cursor_ms < to);
	t.w.cursor_ms += 1000; /* a second later the window has not moved, or by a whole step */
	screen_timeline_span(&t.w, &t.v, &again_from, &again_to);
	assert_int_equal((again_from - from) % (t.v.window_ms / 8), 0);
	for (int64_t at = WORLD_FIRST_MS; at <= WORLD_LAST_MS; at += 7000) {
		t.w.cursor_ms = at;
		screen_timeline_span(&t.w, &t.v, &from, &to);
		assert_true(from >= WORLD_FIRST_MS && from <= at && at < to && to - from == t.v.window_ms);
		assert_true(to <= WORLD_LAST_MS + t.v.window_ms / 8 + 1);
	}
	t.w.first_ms = t.w.last_ms = t.w.cursor_ms = WORLD_FIRST_MS; /* one sample */
	screen_timeline_span(&t.w, &t.v, &from, &to);
	assert_true(from < to);
	t.w.first_ms = t.w.last_ms = TIME_NONE;
	screen_timeline_span(&t.w, &t.v, &from, &to);
	assert_true(from < to);
	test_world_free(&t);
}

/* A site without GPUs has no load: what the line is, the legend says. */
static void the_legend_says_what_the_line_is(void **state) {
	(void)state;
	for (int gpus = 0; gpus < 2; gpus++) {
		struct test_world t;
		struct grid g;
		struct buf text = { 0 };
		test_world_make(&t, (struct world_wish){ WORLD_NORMAL, 14, 1, 1, gpus, gpus, true });
		t.v.focus = PANEL_TIMELINE;
		t.v.zoomed = true;
		grid_init(&g);
		grid_resize(&g, 200, 60);
		screen_draw(&g, &t.w, &t.v);
		grid_text(&g, &text);
		assert_true((strstr(text.data, "\u2812 load") != NULL) == (gpus == 1));
		assert_true((strstr(text.data, "\u2812 supply") != NULL) == (gpus == 0));
		buf_free(&text);
		grid_free(&g);
		test_world_free(&t);
	}
}

/* Wherever the cursor stands under the title: which lanes are in sight is told before how fine the samples are. */
static void the_lanes_in_sight_are_told(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
	t.v.zoomed = true;
	t.v.focus = PANEL_TIMELINE;
	for (int cols = 76; cols <= 130; cols++)
		for (int at = 0; at <= 20; at++) {
			t.w.cursor_ms = WORLD_FIRST_MS + (WORLD_LAST_MS - WORLD_FIRST_MS) / 20 * at;
			assert_says(test_world_text(&t, cols, 24, false), WORDS("lanes 1-"));
		}
	test_world_free(&t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_at_many_sizes),
		cmocka_unit_test(every_small_size),
		cmocka_unit_test(zooms_overlays_and_prompts_at_many_sizes),
		cmocka_unit_test(nothing_read_yet),
		cmocka_unit_test(a_screen_is_a_pure_function),
		cmocka_unit_test(the_header_says_what_one_looks_at),
		cmocka_unit_test(the_header_never_drops_mode_origin_and_time),
		cmocka_unit_test(the_last_row),
		cmocka_unit_test(a_long_message_is_whole),
		cmocka_unit_test(hostile_names_are_cleaned),
		cmocka_unit_test(the_page_of_sets_is_what_is_shown),
		cmocka_unit_test(the_span_of_the_timeline), cmocka_unit_test(the_legend_says_what_the_line_is),
		cmocka_unit_test(the_lanes_in_sight_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
