/* The reducer over a recording made here: keys move the cursor, playing keeps its pace, nothing changes the site. And the session: what it
 * shows after a jump equals what it shows after playing there. */
#include "app_bench.h"

#include <limits.h>
#include <unistd.h>

static void test_plays_from_the_start(void **state) {
	struct bench *b = *state;
	assert_true(app_view(b->app)->playing);
	assert_near(at(b), 0, 0);
	wait_ms(b, 5000);
	assert_near(at(b), 5, 0);
	key(b, ' ');
	wait_ms(b, 5000);
	assert_near(at(b), 5, 0);
	assert_false(app_view(b->app)->playing);
}

/* A time outside the recording is told with the range, and the nearest end is shown. */
static void test_at_outside_is_told(void **state) {
	struct bench *b = *state;
	struct app *a = app_new(b->session, "1999-01-01T00:00:00Z", 1, b->mono);
	assert_true(app_view(a)->message_is_error);
	if (!strstr(app_view(a)->message, "--at 1999-01-01T00:00:00Z: outside the recording, which goes from 2024-07-22 "))
		fail_msg("%s", app_view(a)->message);
	assert_int_equal(app_world(a)->cursor_ms, app_world(a)->first_ms);
	app_free(a);
	a = app_new(b->session, "2030-01-01T00:00:00Z", 1, b->mono);
	assert_non_null(strstr(app_view(a)->message, "outside the recording"));
	assert_int_equal(app_world(a)->cursor_ms, app_world(a)->last_ms);
	app_free(a);
	a = app_new(b->session, "+10s", 1, b->mono);
	assert_string_equal(app_view(a)->message, "");
	app_free(a);
}

static void test_ten_times_is_ten_times_after_anything(void **state) {
	struct bench *b = *state;
	type(b, "g+100s\r");
	type(b, ">>>"); /* 1 2 5 10 */
	assert_near(app_view(b->app)->speed, 10, 0);
	key(b, 'l');
	for (int i = 0; i < 100; i++)
		wait_ms(b, 100);
	assert_near(at(b), 110 + 100, 1);
	key(b, KEYCODE_BACKSPACE);
	wait_ms(b, 3000);
	assert_near(at(b), 213, 1);
}

static void test_keys_move(void **state) {
	static const struct { uint32_t key; double by; } moves[] = {
		{ KEYCODE_RIGHT, 10 }, { 'l', 10 }, { KEYCODE_LEFT, -10 }, { 'h', -10 }, { 'L', 60 }, { 'H', -60 }, { '.', 1 }, { 't', 1 }, { ',', -1 }, { 'T', -1 },
	};
	struct bench *b = *state;
	key(b, ' ');
	type(b, "g+100s\r");
	for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
		double before = at(b);
		key(b, moves[i].key);
		assert_near(at(b) - before, moves[i].by, 0);
	}
	key(b, KEYCODE_HOME);
	assert_near(at(b), 0, 0);
	key(b, KEYCODE_LEFT);
	assert_near(at(b), 0, 0);
	key(b, 'G');
	assert_near(at(b), SECONDS - 1, 0);
}

static void test_goto_takes_every_form_of_time(void **state) {
	static const struct { const char *text; double second; } times[] = {
		{ "04:10", 600 }, { "04:10:30", 630 }, { "T-5m", 900 }, { "2024-07-22T09:02:00Z", 120 }, { "+90s", 210 }, { "-10s", 200 }, { "T", 1200 },
	};
	struct bench *b = *state;
	key(b, ' ');
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		key(b, 'g');
		type(b, times[i].text);
		key(b, KEYCODE_ENTER);
		assert_near(at(b), times[i].second, 0);
	}
	type(b, "gsoon\r");
	assert_true(app_view(b->app)->message_is_error);
	assert_near(at(b), 1200, 0);
	key(b, 'o');
	assert_near(at(b), 200, 0);
}

static void test_undo_plays_on(void **state) {
	struct bench *b = *state;
	wait_ms(b, 5000);
	key(b, 'G');
	assert_false(app_view(b->app)->playing);
	key(b, 'o');
	assert_true(app_view(b->app)->playing);
	assert_near(at(b), 5, 0);
	key(b, ' ');
	type(b, "g23:00\r"); /* on no day of the recording */
	assert_true(app_view(b->app)->message_is_error);
	assert_near(at(b), 5, 0);
}

static void test_events_are_stops_in_order(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	key(b, 'e');
	assert_near(at(b), 602, 0); /* over for 2 s */
	assert_non_null(strstr(app_view(b->app)->message, "import over contract"));
	assert_int_equal(app_world(b->app)->active_count, 1);
	key(b, 'e');
	assert_near(at(b), 899.5, 0);
	key(b, 'e');
	assert_near(at(b), 1260, 0);
	assert_non_null(strstr(app_view(b->app)->message, "recording has no samples for 61 s before this"));
	key(b, 'e');
	assert_near(at(b), 1260, 0);
	key(b, 'E');
	assert_near(at(b), 899.5, 0);
	key(b, 'E');
	assert_near(at(b), 602, 0);
	type(b, "/gas\r");
	assert_near(at(b), 899.5, 0);
}

static void test_gap_is_a_gap(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	type(b, "g+1230s\r");
	const struct world *w = app_world(b->app);
	assert_true(w->in_gap);
	assert_int_equal(frame_get(w->frame, M_GEN_KW, 0).quality, QUALITY_STALE);
	assert_true(isnan(w->derived.q[D_LOAD_MW].value));
	assert_false(w->verdict.go);
	assert_string_equal(w->verdict.why[0], "not known: no data for 31 s");
	assert_near(w->derived.q[D_START_LOAD_MW].value, 5000 * 1343.375 / 1e6, 1e-6); /* the last cap, not the TDP */
	key(b, '.');
	assert_near(at(b), 1260, 0);
	assert_false(app_world(b->app)->in_gap);
}

static void test_lost_set_is_probably_carrying(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	type(b, "g+330s\r");
	const struct world *w = app_world(b->app);
	assert_int_equal(w->derived.gens_reporting, 1);
	assert_near(w->last_kw[1], 1000 + 299 % 7, 0);
	assert_near(w->derived.q[D_GEN_MW].value, 1.001, 0.01);
	assert_true(w->derived.q[D_GEN_MW].reporting < w->derived.q[D_GEN_MW].total);
	assert_true(w->derived.probably_carrying);
}

static void test_jump_equals_playing(void **state) {
	struct bench *b = *state;
	read_all(b);
	key(b, ' ');
	type(b, "g+605s\r");
	size_t jumped = app_world(b->app)->active_count;
	double import = app_world(b->app)->derived.q[D_IMPORT_MW].value;
	key(b, KEYCODE_HOME);
	type(b, ":speed 100\r");
	key(b, ' ');
	for (int i = 0; i < 605; i++)
		wait_ms(b, 10);
	assert_near(at(b), 605, 0);
	assert_int_equal(app_world(b->app)->active_count, jumped);
	assert_near(app_world(b->app)->derived.q[D_IMPORT_MW].value, import, 0);
}

static void test_end_stops_and_paused_never_wakes(void **state) {
	struct bench *b = *state;
	read_all(b);
	assert_true(app_next_tick(b->app, b->mono) > b->mono);
	wait_ms(b, (int64_t)SECONDS * 1000);
	assert_near(at(b), SECONDS - 1, 0);
	assert_false(app_view(b->app)->playing && app_next_tick(b->app, b->mono) != TIME_NONE);
	assert_int_equal(app_next_tick(b->app, b->mono), TIME_NONE);
	assert_false(app_work(b->app, 5, b->mono));
}

static void test_prompt_edits(void **state) {
	struct bench *b = *state;
	type(b, ":abc");
	key(b, KEYCODE_LEFT);
	key(b, KEYCODE_BACKSPACE);
	key(b, 0xE9);
	assert_string_equal(app_view(b->app)->prompt_text, "aéc");
	key(b, KEYCODE_BACKSPACE);
	assert_string_equal(app_view(b->app)->prompt_text, "ac");
	key(b, KEYCODE_HOME);
	key(b, KEYCODE_DELETE);
	assert_string_equal(app_view(b->app)->prompt_text, "c");
	for (int i = 0; i < 500; i++)
		key(b, 'x');
	assert_true(strlen(app_view(b->app)->prompt_text) < sizeof app_view(b->app)->prompt_text);
	key(b, KEYCODE_ESC);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
	type(b, ":zoom-panle\r");
	assert_non_null(strstr(app_view(b->app)->message, "zoom-panel"));
}

/* Every key there is, many times, at many sizes: nothing crashes, and the recording's frame at a time stays what it is. */
static void test_any_keys(void **state) {
	struct bench *b = *state;
	struct grid g;
	unsigned seed = 12345;
	char home[PATH_MAX];
	grid_init(&g);
	assert_non_null(getcwd(home, sizeof home)); /* what such keys save goes to the test's own directory */
	assert_int_equal(chdir(b->dir), 0);
	for (int i = 0; i < 3000; i++) {
		seed = seed * 1103515245u + 12345u;
		uint32_t k = (seed >> 16) % 140;
		k = k < 127 ? k : KEYCODE_UP + (k - 127);
		k = k == '/' ? '?' : k; /* and to no other */
		app_update(b->app, &(struct app_msg){ .kind = APP_KEY, .key = k, .mono_ms = b->mono += 7 });
		(void)app_take_wish(b->app);
		if (i % 10 == 0) {
			int cols = (int)(seed >> 8) % 130, rows = (int)(seed >> 20) % 50;
			app_update(b->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = cols, .rows = rows, .mono_ms = b->mono });
			grid_resize(&g, cols, rows);
			app_draw(b->app, &g);
		}
	}
	grid_free(&g);
	assert_int_equal(chdir(home), 0);
	for (int i = 0; i < 4; i++) /* a question, a prompt, an overlay, the zoom */
		key(b, KEYCODE_ESC);
	type(b, ":goto 2024-07-22T09:10:05Z\r");
	assert_near(app_world(b->app)->derived.q[D_IMPORT_MW].value, 9, 0);
}

static enum alarm_state state_of(const struct bench *b, const char *src) {
	const struct alarm_list *list = app_world(b->app)->alarms;
	for (size_t i = 0; i < list->count; i++)
		if (!strcmp(list->at[i].alarm->src, src))
			return list->at[i].state;
	return ALARM_NORM;
}
static const char *message(const struct bench *b) { return app_view(b->app)->message; }

/* Import is over its limit from 602 s on and back at 625 s; the trip comes at 899.5 s and stays. */
static void test_acknowledging_is_at_the_cursor(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	type(b, "g+500s\ra");
	assert_string_equal(message(b), "No alarm");
	type(b, "g+110s\r"); /* 610 s */
	assert_int_equal(state_of(b, "TVA"), ALARM_UNACK);
	bool go = app_world(b->app)->verdict.go;
	key(b, 'a');
	assert_string_equal(message(b), "Acknowledged, here only: TVA import over contract");
	assert_int_equal(state_of(b, "TVA"), ALARM_ACKED);
	key(b, 'a');
	assert_string_equal(message(b), "Nothing to acknowledge");
	type(b, ",");
	assert_int_equal(state_of(b, "TVA"), ALARM_UNACK); /* a second before */
	type(b, "G");
	assert_int_equal(state_of(b, "TVA"), ALARM_NORM); /* over, and it had been seen */
	assert_int_equal(state_of(b, "G01"), ALARM_UNACK);
	go = app_world(b->app)->verdict.go;
	assert_false(go);
	key(b, 'A');
	assert_string_equal(message(b), "Acknowledged, here only: 1 alarm");
	assert_int_equal(state_of(b, "G01"), ALARM_ACKED);
	assert_int_equal(app_world(b->app)->verdict.go, go); /* silenced, not mended */
	assert_int_equal(app_world(b->app)->active_count, 1);
}

static void test_shelving_has_a_time(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	type(b, "g+1000s\rv");
	assert_int_equal(app_view(b->app)->prompt, PROMPT_SHELVE);
	type(b, "2x\r");
	assert_true(app_view(b->app)->message_is_error);
	assert_int_equal(state_of(b, "G01"), ALARM_UNACK);
	static const char *const refused[] = { "v25h\r", "v0\r", "v-5m\r" };
	for (size_t i = 0; i < 3; i++) {
		type(b, refused[i]);
		assert_true(app_view(b->app)->message_is_error);
		assert_int_equal(app_world(b->app)->alarms->counts.shelved, 0);
	}
	type(b, "v");
	assert_string_equal(app_view(b->app)->prompt_hint, "G01 low gas pressure");
	type(b, "5\r"); /* minutes, as the prompt has them */
	assert_non_null(strstr(message(b), "Shelved until 04:21:40 CDT, here only: G01 low gas pressure"));
	assert_int_equal(state_of(b, "G01"), ALARM_SHELVED);
	assert_int_equal(app_world(b->app)->alarms->counts.shelved, 1);
	assert_int_equal(app_world(b->app)->alarms->counts.active[PRIORITY_HIGH], 0);
	assert_false(app_world(b->app)->verdict.go); /* the trip still holds the start */
	type(b, "g+299s\r");
	assert_int_equal(state_of(b, "G01"), ALARM_SHELVED);
	type(b, "g+1s\r");
	assert_int_equal(state_of(b, "G01"), ALARM_UNACK);
	type(b, "v\r"); /* half an hour, past the end of the recording */
	assert_int_equal(state_of(b, "G01"), ALARM_SHELVED);
	type(b, "g+100s\r5z");
	key(b, 'k');
	for (int i = 0; i < 20 && strcmp(message(b), "Off the shelf, here only: G01 low gas pressure"); i++)
		type(b, i % 2 ? "v" : "j"); /* in the list it is selected */
	key(b, KEYCODE_ESC);
	type(b, "g-1100s\r");
	assert_int_equal(state_of(b, "G01"), ALARM_NORM); /* before anything happened */
}

static void drawn(struct bench *b, struct buf *out) {
	struct grid g;
	grid_init(&g);
	grid_resize(&g, 120, 40);
	app_draw(b->app, &g);
	grid_text(&g, out);
	grid_free(&g);
}

/* What is not said: that there is nothing, where a filter or the shelf hides it. */
static void test_what_is_hidden_is_not_denied(void **state) {
	struct bench *b = *state;
	struct buf filtered = { 0 }, shelved = { 0 };
	key(b, ' ');
	read_all(b);
	type(b, "g+1000s\r5zFzzz\r");
	drawn(b, &filtered);
	assert_non_null(strstr(filtered.data, "nothing with \"zzz\" up to the cursor"));
	type(b, "F\rzAv\r");
	assert_int_equal(app_world(b->app)->alarms->counts.shelved, 1);
	drawn(b, &shelved);
	assert_non_null(strstr(shelved.data, "no active alarm but 1 shelved"));
	buf_free(&filtered);
	buf_free(&shelved);
}

static void test_rows_of_the_list_are_jumps(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	type(b, "G");
	type(b, "5\r");
	assert_non_null(strstr(message(b), "5 z opens"));
	type(b, "z");
	key(b, KEYCODE_ENTER); /* the first row: the trip */
	assert_near(at(b), 899.5, 0);
	assert_non_null(strstr(message(b), "G01 low gas pressure"));
	type(b, "ojj\r"); /* back; the second row is the import, the third the newest event: samples that did not come */
	assert_near(at(b), 1260, 0);
	type(b, "oF");
	assert_int_equal(app_view(b->app)->prompt, PROMPT_FILTER);
	type(b, "tva rtn\r\r");
	assert_near(at(b), 602, 0);
	type(b, "F\r");
	assert_string_equal(app_view(b->app)->alarm_filter, "");
	type(b, "OO");
	assert_string_equal(message(b), "Alarms by source");
	type(b, "O");
	assert_int_equal(app_view(b->app)->alarm_sort, ALARM_SORT_STATE);
}

/* What is selected stays so when something graver comes above it: what is acknowledged is what one looked at. */
static void test_the_selected_alarm_is_meant(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	type(b, "g+610s\r5zjk"); /* down and up: the import is selected */
	type(b, "g+400s\r");
	assert_int_equal(state_of(b, "G01"), ALARM_UNACK);
	assert_string_equal(app_world(b->app)->alarms->at[0].alarm->src, "G01");
	key(b, 'a');
	assert_string_equal(message(b), "Acknowledged, here only: TVA import over contract");
	assert_int_equal(state_of(b, "TVA"), ALARM_NORM);
	assert_int_equal(state_of(b, "G01"), ALARM_UNACK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_plays_from_the_start), TEST(test_at_outside_is_told), TEST(test_ten_times_is_ten_times_after_anything), TEST(test_keys_move), TEST(test_goto_takes_every_form_of_time),
		TEST(test_undo_plays_on), TEST(test_events_are_stops_in_order), TEST(test_gap_is_a_gap), TEST(test_lost_set_is_probably_carrying), TEST(test_jump_equals_playing),
		TEST(test_end_stops_and_paused_never_wakes), TEST(test_prompt_edits), TEST(test_acknowledging_is_at_the_cursor),
		TEST(test_shelving_has_a_time), TEST(test_what_is_hidden_is_not_denied), TEST(test_rows_of_the_list_are_jumps), TEST(test_the_selected_alarm_is_meant), TEST(test_any_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
