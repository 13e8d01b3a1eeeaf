/* Golden screens: tests/golden/NAME-COLSxROWS[-ascii].txt holds the text plane, a line "---- roles ----" and the role plane (one letter a
 * cell, widgets/cells.h). GOLDEN_RENEW=1 writes them anew; a change is then read in the diff. */
#include "worlds.h"

#include <unistd.h>

#define SEPARATOR "---- roles ----\n"

struct golden {
	const char *name;
	struct world_wish wish;
	enum overlay overlay;
	bool zoomed;
	enum panel focus;
};
static const struct golden worlds[] = {
	{ .name = "normal", .wish = { WORLD_NORMAL, 14, 1, 1, true, true, true } },
	{ .name = "tripped", .wish = { WORLD_TRIPPED, 14, 1, 1, true, true, true } },
	{ .name = "stale", .wish = { WORLD_STALE, 14, 1, 1, true, true, true } },
	{ .name = "missing", .wish = { WORLD_MISSING, 14, 1, 1, true, true, true } },
};
static const struct golden extras[] = {
	{ .name = "dead", .wish = { WORLD_DEAD, 14, 1, 1, true, true, true } },
	{ .name = "sets40", .wish = { WORLD_NORMAL, 40, 3, 2, true, true, true } },
	{ .name = "sets256", .wish = { WORLD_TRIPPED, 256, 3, 1, true, true, true } },
	{ .name = "bare", .wish = { WORLD_NORMAL, 0, 0, 1, false, false, true } },
	{ .name = "zoom-supply", .wish = { WORLD_MISSING, 14, 3, 1, true, true, true }, .zoomed = true, .focus = PANEL_SUPPLY },
	{ .name = "zoom-countdown", .wish = { WORLD_TRIPPED, 14, 1, 1, true, true, true }, .zoomed = true, .focus = PANEL_COUNTDOWN },
	{ .name = "zoom-generators", .wish = { WORLD_TRIPPED, 14, 1, 1, true, true, true }, .zoomed = true, .focus = PANEL_GENERATORS },
	{ .name = "assumptions", .wish = { WORLD_NORMAL, 14, 1, 1, true, true, true }, .overlay = OVERLAY_ASSUMPTIONS },
};
static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 }, { 40, 12 } };

static char *file_read(const char *path) {
	struct buf b = { 0 };
	FILE *f = fopen(path, "rb");
	if (!f)
		return NULL;
	for (int c = getc(f); c != EOF; c = getc(f)) {
		char byte = (char)c;
		buf_add(&b, &byte, 1);
	}
	fclose(f);
	return b.data ? b.data : mem_strdup("");
}

/* The first row in which two texts differ, both ways, for one who reads the failure. */
static void rows_compare(const char *path, const char *want, const char *got) {
	for (int row = 0; *want || *got; row++) {
		int a = (int)strcspn(want, "\n"), b = (int)strcspn(got, "\n");
		if (a != b || memcmp(want, got, (size_t)a) != 0) {
			print_error("%s: line %d differs\n  golden: |%.*s|\n  drawn:  |%.*s|\n", path, row + 1, a, want, b, got);
			return;
		}
		want += a + (want[a] == '\n');
		got += b + (got[b] == '\n');
	}
}

/* Draws, compares (or renews); false when it differs. */
static bool golden_check(const struct test_world *t, const char *name, int cols, int rows, bool ascii) {
	char path[256];
	struct grid g;
	struct buf drawn = { 0 };
	snprintf(path, sizeof path, "tests/golden/%s-%dx%d%s.txt", name, cols, rows, ascii ? "-ascii" : "");
	grid_init(&g);
	g.ascii = ascii;
	grid_resize(&g, cols, rows);
	screen_draw(&g, &t->w, &t->v);
	grid_text(&g, &drawn);
	buf_puts(&drawn, SEPARATOR);
	grid_roles(&g, &drawn);
	grid_free(&g);
	bool same = true;
	if (getenv("GOLDEN_RENEW")) {
		FILE *f = fopen(path, "wb");
		assert_non_null(f);
		assert_int_equal(fwrite(drawn.data, 1, drawn.len, f), drawn.len);
		assert_int_equal(fclose(f), 0);
	} else {
		char *want = file_read(path);
		same = want && strcmp(want, drawn.data) == 0;
		if (!want)
			print_error("%s: missing; make golden writes it\n", path);
		else if (!same)
			rows_compare(path, want, drawn.data);
		free(want);
	}
	buf_free(&drawn);
	return same;
}

static int goldens_run(const struct golden *golden, int size_count, bool ascii_too) {
	struct test_world t;
	int bad = 0;
	test_world_make(&t, golden->wish);
	t.v.overlay = golden->overlay;
	t.v.zoomed = golden->zoomed;
	t.v.focus = golden->focus;
	for (int s = 0; s < size_count; s++)
		for (int ascii = 0; ascii <= (ascii_too ? 1 : 0); ascii++)
			bad += !golden_check(&t, golden->name, sizes[s][0], sizes[s][1], ascii != 0);
	test_world_free(&t);
	return bad;
}

static void screens_are_as_recorded(void **state) {
	int bad = 0;
	(void)state;
	for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++)
		bad += goldens_run(&worlds[i], 4, true);
	assert_int_equal(bad, 0);
}

/* Live: followed, looked back at, old, and without a link; and a daemon that has not answered yet. */
static void live_screens_are_as_recorded(void **state) {
	static const struct { const char *name; enum world_live live; bool recording; } rows[] = {
		{ "live", LIVE_FOLLOWS, true }, { "live-paused", LIVE_PAUSED, false }, { "live-stale", LIVE_STALE, false }, { "live-down", LIVE_DOWN, false },
	};
	static const int at[][2] = { { 80, 24 }, { 120, 40 }, { 40, 12 }, { 20, 3 } };
	int bad = 0;
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct test_world t;
		test_world_make(&t, (struct world_wish){ WORLD_NORMAL, 14, 1, 1, true, true, true });
		test_world_live(&t, rows[i].live);
		t.v.rate_shown = rows[i].recording;
		t.v.rate_bps = 312;
		if (rows[i].recording)
			snprintf(t.v.recording, sizeof t.v.recording, "mwtop-20240722T090500Z.ndjson");
		for (size_t s = 0; s < sizeof at / sizeof *at; s++)
			for (int ascii = 0; ascii <= (rows[i].live == LIVE_PAUSED); ascii++)
				bad += !golden_check(&t, rows[i].name, at[s][0], at[s][1], ascii);
		test_world_free(&t);
	}
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	struct world kept = t.w;
	t.w = (struct world){ .link = LINK_DOWN, .source_name = "http://127.0.0.1:9643", .cursor_ms = TIME_NONE, .first_ms = TIME_NONE, .last_ms = TIME_NONE };
	t.v.live = t.v.playing = true;
	snprintf(t.w.link_note, sizeof t.w.link_note, "127.0.0.1:9643: Connection refused; next try in 4 s");
	for (size_t s = 0; s < sizeof at / sizeof *at; s++)
		bad += !golden_check(&t, "live-waiting", at[s][0], at[s][1], false);
	t.w = kept;
	test_world_free(&t);
	assert_int_equal(bad, 0);
}

static void other_sites_and_zooms_are_as_recorded(void **state) {
	int bad = 0;
	(void)state;
	for (size_t i = 0; i < sizeof extras / sizeof *extras; i++)
		bad += goldens_run(&extras[i], 2, false);
	assert_int_equal(bad, 0);
}

/* A harness that cannot fail shows nothing: one cell changed is told with its row. */
static void a_changed_cell_is_found(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, (struct world_wish){ WORLD_NORMAL, 14, 1, 1, true, true, false });
	char *before = test_world_text(&t, 80, 24, false);
	frame_set(&t.frame, M_GEN_KW, 3, 1234);
	char *after = test_world_text(&t, 80, 24, false);
	assert_string_not_equal(before, after);
	assert_non_null(strstr(after, "1234 kW"));
	free(before);
	free(after);
	test_world_free(&t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(screens_are_as_recorded),
		cmocka_unit_test(other_sites_and_zooms_are_as_recorded), cmocka_unit_test(live_screens_are_as_recorded),
		cmocka_unit_test(a_changed_cell_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
