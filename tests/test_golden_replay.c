/* Golden screens of the bundled recordings, through the whole program but the terminal: session, fold, screen. Two planes a file: the text, and one
 * letter per cell for its role. `make golden` renews them; look at the difference before it is committed. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bundled_session.h"
#include "golden_file.h"
#include "screen.h"

static const struct shot { const char *name, *recording; int64_t t_ms; enum panel focus; bool zoomed; const char *chart[8]; } shots[] = {
	{ "normal", "memphis-bring-up", 1721639100000, PANEL_SUPPLY, false, { NULL } },    /* 09:05:00Z, T-15m */
	{ "tripped", "generator-trip", 1721639100000, PANEL_SUPPLY, false, { NULL } },
	{ "stale", "telemetry-dropout", 1721634010000, PANEL_SUPPLY, false, { NULL } },    /* 07:40:10Z: the gateway has just gone */
	{ "missing", "telemetry-dropout", 1721634300000, PANEL_SUPPLY, false, { NULL } },  /* 07:45:00Z */
	{ "dead", "iberian-blackout", 1745836420000, PANEL_SUPPLY, false, { NULL } },      /* 10:33:40Z */
	{ "zoom-generators", "generator-trip", 1721639100000, PANEL_GENERATORS, true, { NULL } },
	{ "zoom-timeline", "generator-trip", 1721639100000, PANEL_TIMELINE, true, { NULL } },
	{ "zoom-timeline-chosen", "generator-trip", 1721639100000, PANEL_TIMELINE, true, { "gen.G07.oil_kpa", "gen.G07.gas_kpa", "gen.G07.state", "gen.G08.kw", "spinning_reserve_mw" } },
	{ "zoom-timeline-gap", "telemetry-dropout", 1721634300000, PANEL_TIMELINE, true, { "gen.G05.coolant_c", "gen.G01.coolant_c", "gen_mw" } },
	{ "zoom-alarms", "generator-trip", 1721639100000, PANEL_ALARMS, true, { NULL } },
	{ "zoom-countdown", "generator-trip", 1721639100000, PANEL_COUNTDOWN, true, { NULL } },
	{ "zoom-gpus", "memphis-bring-up", 1721639100000, PANEL_GPUS, true, { NULL } },
};
static const struct { int cols, rows; bool ascii; } sizes[] = {
	{ 80, 24, false }, { 120, 40, false }, { 200, 60, false }, { 40, 12, false }, { 80, 24, true }, { 120, 40, true }, { 200, 60, true }, { 40, 12, true },
};

static struct view view_of(const struct shot *shot) {
	struct view v;
	view_init(&v);
	v.speed = 1;
	v.focus = shot->focus;
	v.zoomed = shot->zoomed;
	for (; shot->chart[v.chart_count]; v.chart_count++)
		snprintf(v.chart[v.chart_count], sizeof v.chart[0], "%s", shot->chart[v.chart_count]);
	return v;
}

static int draw(const struct shot *shot, const struct world *w) {
	int bad = 0;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct grid g;
		struct view v = view_of(shot);
		if (shot->zoomed && (sizes[i].cols > 120 || sizes[i].cols < 80))
			continue;
		grid_init(&g);
		g.ascii = sizes[i].ascii;
		grid_resize(&g, sizes[i].cols, sizes[i].rows);
		screen_draw(&g, w, &v);
		char *name = mem_printf("replay-%s-%dx%d%s", shot->name, g.cols, g.rows, g.ascii ? "-ascii" : "");
		bad += golden_check(name, &g);
		free(name);
		grid_free(&g);
	}
	return bad;
}

/* What the timeline shows is read as finely as the program would. */
static void refine(struct session *s, const struct shot *shot) {
	struct view v = view_of(shot);
	struct track_keys keys;
	int64_t from, to;
	bool shown = false;
	screen_timeline_span(session_world(s), &v, &from, &to);
	screen_timeline_series(session_world(s), &v, &keys);
	session_track(s, &keys, from, to);
	while (session_work(s, from, to, 1000, &shown))
		continue;
	session_refresh(s);
}

static void test_screens(void **state) {
	int bad = 0;
	(void)state;
	for (size_t i = 0; i < sizeof shots / sizeof *shots; i++) {
		struct session *s = bundled_session(shots[i].recording);
		session_fold_to(s, TIME_NONE);
		session_seek(s, shots[i].t_ms);
		refine(s, &shots[i]);
		bad += draw(&shots[i], session_world(s));
		session_close(s);
	}
	assert_int_equal(bad, 0);
}

/* What must stand on the screen in words whatever the golden files hold (DESIGN.md, DOMAIN.md rules 2, 4, 5, 6, 8, 18). */
static void test_words(void **state) {
	static const struct { const char *file; const char *words[6]; } needed[] = {
		{ "tests/golden/replay-normal-80x24.txt", { "IMPORT", "SIMULATED", "REPLAY", "N-1", "GO", "PARALLEL" } },
		{ "tests/golden/replay-tripped-80x24.txt", { "NO-GO", "345 W", "30,147 GPUs", "G07", "LOCKOUT", "G14" } },
		{ "tests/golden/replay-missing-80x24.txt", { "NO DATA", "≥", "11/14" } },
		{ "tests/golden/replay-missing-120x40.txt", { "probably still carr" } },
		{ "tests/golden/replay-dead-80x24.txt", { "IMPORTED", "DEAD" } },
		{ "tests/golden/replay-dead-40x12.txt", { "DEAD" } },
	};
	(void)state;
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
		char *text = golden_read(needed[i].file);
		assert_non_null(text);
		*strstr(text, ROLES_LINE) = '\0';
		for (size_t k = 0; k < 6 && needed[i].words[k]; k++)
			if (!strstr(text, needed[i].words[k]))
				fail_msg("%s does not say %s", needed[i].file, needed[i].words[k]);
		free(text);
	}
}

static void test_ascii_is_ascii(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof shots / sizeof *shots; i++) {
		char *path = mem_printf("tests/golden/replay-%s-80x24-ascii.txt", shots[i].name);
		char *text = golden_read(path);
		assert_non_null(text);
		for (const char *at = text; *at; at++)
			if ((unsigned char)*at > 126)
				fail_msg("%s: a byte over 126 at %zu", path, (size_t)(at - text));
		free(text);
		free(path);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_screens), cmocka_unit_test(test_words), cmocka_unit_test(test_ascii_is_ascii) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
