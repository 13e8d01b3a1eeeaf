/* Choosing what the zoomed Timeline charts: names and patterns, what may be typed, faults; what the lanes then say, against the numbers of the recording; a
 * week of it stays quick. */
#include "app_bench.h"

#include <stdio.h>
#include <unistd.h>

#include "cells.h"
#include "screen.h"

static char *draw(struct bench *b, int cols, int rows) {
	struct grid g;
	struct buf out = { 0 };
	grid_init(&g);
	grid_resize(&g, cols, rows);
	app_draw(b->app, &g);
	grid_text(&g, &out);
	grid_free(&g);
	return out.data;
}

static void shows(struct bench *b, const char *words) {
	char *text = draw(b, 100, 30);
	if (!strstr(text, words))
		fail_msg("\"%s\" does not stand in:\n%s", words, text);
	free(text);
}

static void hides(struct bench *b, const char *words) {
	char *text = draw(b, 100, 30);
	if (strstr(text, words))
		fail_msg("\"%s\" stands in:\n%s", words, text);
	free(text);
}

static const struct view *view(struct bench *b) { return app_view(b->app); }

static void zoom(struct bench *b) {
	key(b, ' ');
	app_update(b->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = 100, .rows = 30, .mono_ms = b->mono });
	type(b, "g+100s\r6z");
}

static void slash_searches_elsewhere(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	key(b, '/');
	assert_int_equal(view(b)->prompt, PROMPT_SEARCH);
	key(b, KEYCODE_ESC);
	type(b, "6");
	key(b, '/');
	assert_int_equal(view(b)->prompt, PROMPT_SEARCH); /* it has the keys, but is not zoomed */
	key(b, KEYCODE_ESC);
	type(b, "z");
	key(b, '/');
	assert_int_equal(view(b)->prompt, PROMPT_CHART);
	key(b, KEYCODE_ESC);
	assert_int_equal(view(b)->chart_count, 0);
	type(b, ":search\r");
	assert_int_equal(view(b)->prompt, PROMPT_SEARCH);
	key(b, KEYCODE_ESC);
}

/* The site's own lanes: power, frequency, import, GPUs, voltage; their numbers are over all samples of the window, here the half hour. */
static void lanes_of_the_site_tell_the_window(void **state) {
	struct bench *b = *state;
	zoom(b);
	read_all(b);
	shows(b, "Import TVA MW  5.00");
	/* 5 MW in 1720 samples and 9 in 20 */
	shows(b, "lowest 5.00  mean 5.05  highest 9.00");
	key(b, KEYCODE_DOWN);
	assert_int_equal(view(b)->lane_scroll, 0); /* all are in sight */
}

static void chosen_series_are_charted(void **state) {
	struct bench *b = *state;
	zoom(b);
	type(b, "/gen.G02.kw gpu.ready, GPU.CAP_W\r");
	assert_int_equal(view(b)->chart_count, 3);
	assert_string_equal(view(b)->chart[0], "gen.G02.kw");
	assert_string_equal(view(b)->chart[2], "gpu.cap_w");
	shows(b, "% read");
	shows(b, "not read yet");
	read_all(b);
	hides(b, "% read");
	shows(b, "gen.G02.kw kW  1002");
	shows(b, "lowest 1000  mean 1003.0  highest 1006");
	/* ready is 4000 + second, from 0 to 1799 without 1200 to 1259 */
	shows(b, "gpu.ready  4100");
	shows(b, "lowest 4000  mean 4888.1  highest 5799");
	shows(b, "gpu.cap_w W  402");
	type(b, "g+230s\r");
	shows(b, "gen.G02.kw kW  no data");
	type(b, "g+900s\r");
	shows(b, "gpu.ready  5199 stale 31s");
	type(b, "/-*.kw load_mw\r");
	assert_int_equal(view(b)->chart_count, 3);
	assert_string_equal(view(b)->chart[0], "gpu.ready");
	assert_string_equal(view(b)->chart[2], "load_mw");
	type(b, "/\r");
	assert_int_equal(view(b)->chart_count, 0);
	shows(b, "Import TVA MW");
}

static void labels_are_words(void **state) {
	struct bench *b = *state;
	zoom(b);
	type(b, "/gen.*.state feed.TVA.breaker\r");
	read_all(b);
	shows(b, "gen.G01.state  loaded");
	shows(b, "loaded throughout");
	shows(b, "closed throughout");
}

static void faults_change_nothing(void **state) {
	static const struct { const char *line, *words; } faults[] = {
		{ "/gen.G01.kv\r", "did you mean gen.G01.kw?" },
		{ "/gen.G09.*\r", "nothing is called \"gen.G09.*\"" },
		{ "/-gen.G02.kw\r", "\"gen.G02.kw\" is not charted" },
		{ "/load_mw -gen.*\r", "\"gen.*\" is not charted" },
		{ "/*\r", "at most 32" },
		{ "/nonsense\r", "names are like" },
	};
	struct bench *b = *state;
	zoom(b);
	type(b, "/feed.TVA.mw\r");
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		type(b, faults[i].line);
		assert_true(view(b)->message_is_error);
		if (!strstr(view(b)->message, faults[i].words))
			fail_msg("%s: %s", faults[i].line, view(b)->message);
		assert_int_equal(view(b)->chart_count, 1);
		assert_string_equal(view(b)->chart[0], "feed.TVA.mw");
	}
}

static void the_prompt_knows_the_names(void **state) {
	struct bench *b = *state;
	zoom(b);
	key(b, '/');
	assert_non_null(strstr(view(b)->prompt_hint, "Tab completes"));
	type(b, "gen");
	assert_non_null(strstr(view(b)->prompt_hint, "gen_mw gen."));
	type(b, ".g02.o");
	key(b, KEYCODE_TAB);
	assert_string_equal(view(b)->prompt_text, "gen.G02.oil_kpa ");
	type(b, "bus.");
	key(b, KEYCODE_TAB);
	assert_string_equal(view(b)->prompt_text, "gen.G02.oil_kpa bus.A.");
	assert_non_null(strstr(view(b)->prompt_hint, "hz hz_min hz_max kv gpu_mw"));
	type(b, "hz gen.*.k*");
	assert_string_equal(view(b)->prompt_hint, "4 series");
	key(b, KEYCODE_TAB);
	key(b, KEYCODE_ENTER);
	assert_int_equal(view(b)->chart_count, 6);
	type(b, "/-bus");
	key(b, KEYCODE_TAB);
	assert_string_equal(view(b)->prompt_text, "-bus.A.hz ");
	key(b, KEYCODE_ENTER);
	assert_int_equal(view(b)->chart_count, 5);
}

static void the_command_opens_the_panel(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	type(b, ":chart ");
	assert_non_null(strstr(view(b)->prompt_hint, "Tab completes"));
	type(b, "aux");
	key(b, KEYCODE_TAB);
	assert_string_equal(view(b)->prompt_text, "chart aux.mw ");
	key(b, KEYCODE_ENTER);
	assert_true(view(b)->zoomed);
	assert_int_equal(view(b)->focus, PANEL_TIMELINE);
	assert_string_equal(view(b)->chart[0], "aux.mw");
	read_all(b);
	shows(b, "aux.mw MW  no data");
	shows(b, "no data in the window");
	type(b, ":chrt\r");
	assert_non_null(strstr(view(b)->message, "did you mean chart?"));
}

static void lanes_scroll(void **state) {
	struct bench *b = *state;
	zoom(b);
	type(b, ":chart gen.*\r");
	int count = view(b)->chart_count, last = -1;
	assert_int_equal(count, 30);
	read_all(b);
	shows(b, "gen.G01.state");
	shows(b, "lanes 1-6 of 30");
	for (int i = 0; i < 40; i++) {
		key(b, KEYCODE_DOWN);
		assert_true(view(b)->lane_scroll == last || view(b)->lane_scroll == i + 1);
		last = view(b)->lane_scroll;
	}
	assert_int_equal(last, 24);
	shows(b, "lanes 25-30 of 30");
	key(b, 'k');
	assert_int_equal(view(b)->lane_scroll, 23);
	type(b, "/load_mw\r"); /* what was added last comes in sight */
	shows(b, "load_mw MW");
}

/* The recording grows while the chart is looked at: the numbers go on from what was read. */
static void grows_with_the_source(void **state) {
	struct bench *b = *state;
	struct buf text = { 0 };
	zoom(b);
	type(b, "/gpu.ready\r");
	read_all(b);
	shows(b, "highest 5799");
	for (int i = SECONDS; i < SECONDS + 60; i++)
		add_sample(&text, app_world(b->app)->site, i);
	FILE *f = fopen(b->path, "a");
	assert_non_null(f);
	assert_int_equal(fwrite(text.data, 1, text.len, f), text.len);
	fclose(f);
	buf_free(&text);
	app_update(b->app, &(struct app_msg){ .kind = APP_SOURCE, .mono_ms = b->mono });
	read_all(b);
	/* (4000 + second) over 0 to 1859 without 1200 to 1259 */
	shows(b, "lowest 4000  mean 4919.5  highest 5859");
}

static void windows_move(void **state) {
	struct bench *b = *state;
	zoom(b);
	type(b, "/gpu.ready\rg+700s\r");
	for (int i = 0; i < 20 && view(b)->window_ms != 60000; i++)
		key(b, '+');
	assert_int_equal(view(b)->window_ms, 60000);
	for (int i = 0; i < 200; i++) {
		int64_t from, to;
		char words[64];
		key(b, i % 3 == 2 ? KEYCODE_LEFT : KEYCODE_RIGHT);
		screen_timeline_span(app_world(b->app), view(b), &from, &to);
		if (i % 5 == 0)
			continue; /* the next key comes before anything is read */
		read_all(b);
		int first = (int)((from - T0) / 1000 + (from % 1000 != 0)), last = (int)((to - T0 - 1) / 1000);
		snprintf(words, sizeof words, "lowest %d ", 4000 + first);
		if (last >= 1200 && first < 1260)
			continue;
		shows(b, words);
		snprintf(words, sizeof words, "highest %d", 4000 + last);
		if (last < SECONDS)
			shows(b, words);
	}
}

/* In the what-if the scenario's number stands beside the baseline's; what the branch does not compute says so. */
static void scenario_beside_baseline(void **state) {
	struct bench *b = *state;
	zoom(b);
	type(b, "/load_mw gen.G01.kw gen.G01.max_kw gen.G01.run_h\rw:gpu cap 300W\r");
	type(b, "l");
	read_all(b);
	shows(b, "load_mw MW  B 7.00  S ");
	shows(b, "gen.G01.kw kW  B 100");
	shows(b, "the line is the baseline's");
	shows(b, "B lowest 7.00  mean 7.00  highest 7.00");
	shows(b, "gen.G01.run_h h  no data  baseline only");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(slash_searches_elsewhere, setup, teardown), cmocka_unit_test_setup_teardown(lanes_of_the_site_tell_the_window, setup, teardown),
		cmocka_unit_test_setup_teardown(chosen_series_are_charted, setup, teardown), cmocka_unit_test_setup_teardown(labels_are_words, setup, teardown),
		cmocka_unit_test_setup_teardown(faults_change_nothing, setup, teardown), cmocka_unit_test_setup_teardown(the_prompt_knows_the_names, setup, teardown),
		cmocka_unit_test_setup_teardown(the_command_opens_the_panel, setup, teardown), cmocka_unit_test_setup_teardown(lanes_scroll, setup, teardown),
		cmocka_unit_test_setup_teardown(grows_with_the_source, setup, teardown), cmocka_unit_test_setup_teardown(windows_move, setup, teardown),
		cmocka_unit_test_setup_teardown(scenario_beside_baseline, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
