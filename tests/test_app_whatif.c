/* The what-if's keys through the reducer: what they do to the scenario, and that without the mode they do nothing. */
#include "app_whatif_bench.h"

#include <limits.h>
#include <unistd.h>

#include "fields.h"
#include "screen.h"

static size_t edits(const struct bench *b) { return whatif(b) ? whatif(b)->edit_count : 0; }
static char *edit_text(const struct bench *b, size_t i) {
	static char text[EDIT_TEXT_SIZE];
	struct edit e = whatif(b)->edits[i];
	e.at_given = false;
	return edit_print(&e, app_world(b->app)->site, text, sizeof text);
}

static bool in_dir(struct bench *b, const char *name) {
	char path[PATH_MAX];
	snprintf(path, sizeof path, "%s/%s", b->dir, name);
	return access(path, F_OK) == 0;
}

/* PEERS.md, trap 14: no single keystroke outside of the mode changes anything. */
static void test_outside_its_keys_do_nothing(void **state) {
	static const uint32_t keys[] = { 'x', KEYCODE_ENTER, KEYCODE_DELETE, '+', '-', 'u', KEY_CTRL('r'), 'b', 'c', 'V', 's' };
	struct bench *b = *state;
	key(b, ' ');
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		key(b, keys[i]);
	assert_null(whatif(b));
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
	key(b, KEYCODE_ESC); /* Enter opened the selected set, which is a look at it and no more */
	key(b, KEYCODE_ESC);
	enter(b);
	key(b, KEYCODE_ESC);
	assert_false(whatif(b)->on);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		key(b, keys[i]);
	assert_int_equal(edits(b), 0);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
}

static void test_x_trips_and_restores(void **state) {
	struct bench *b = *state;
	enter(b);
	select_field(b, '3', "G02 max");
	assert_int_equal(app_view(b->app)->focus, PANEL_GENERATORS);
	assert_int_equal(app_view(b->app)->selected_gen, 1);
	key(b, 'x');
	assert_int_equal(edits(b), 1);
	assert_string_equal(edit_text(b, 0), "gen G02 trip");
	assert_int_equal(whatif(b)->edits[0].at_ms, T0 + 100000);
	assert_string_equal(message(b), "gen G02 trip");
	assert_int_equal(frame_label(whatif(b)->frame, M_GEN_STATE, 1), GEN_TRIPPED);
	assert_int_equal(frame_label(app_world(b->app)->frame, M_GEN_STATE, 1), GEN_LOADED); /* the baseline stands */
	type(b, "ll"); /* time still moves with the letters */
	assert_near(at(b), 120, 0);
	key(b, 'x');
	assert_string_equal(edit_text(b, 1), "gen G02 restore");
	key(b, KEYCODE_DELETE); /* takes out of lists only */
	assert_int_equal(edits(b), 2);
	key(b, 'u');
	key(b, 'u');
	assert_int_equal(edits(b), 0);
	key(b, 'u');
	assert_string_equal(message(b), "Nothing to undo");
	key(b, KEY_CTRL('r'));
	assert_int_equal(edits(b), 1);
}

static void test_nudges_are_one_edit(void **state) {
	struct bench *b = *state;
	enter(b);
	select_field(b, '1', "TVA limit");
	type(b, "+++");
	assert_int_equal(edits(b), 1);
	assert_string_equal(edit_text(b, 0), "feed TVA limit 11MW");
	type(b, "-");
	assert_string_equal(edit_text(b, 0), "feed TVA limit 10MW");
	key(b, 'u');
	assert_int_equal(edits(b), 0);
	select_field(b, '1', "TVA import"); /* what was asked for counts, not how far the sets have come */
	type(b, "+++");
	assert_int_equal(edits(b), 1);
	assert_string_equal(edit_text(b, 0), "feed TVA import 6.5MW");
	key(b, 'u');
	select_field(b, '4', "online");
	type(b, ":gpu online 6000 over 10m\r+");
	assert_string_equal(edit_text(b, edits(b) - 1), "gpu online 6144");
	key(b, 'u');
	key(b, 'u');
	int64_t window = app_view(b->app)->window_ms;
	key(b, ']');
	assert_true(app_view(b->app)->window_ms < window); /* zooming has another key */
	select_field(b, '4', "cap");
	for (int i = 0; i < 100; i++)
		key(b, '+');
	assert_string_equal(edit_text(b, 0), "gpu cap 700W"); /* and no further: refused with the bound */
	assert_true(app_view(b->app)->message_is_error);
	assert_non_null(strstr(message(b), "at most 700 W"));
}

static void test_enter_types_a_value(void **state) {
	struct bench *b = *state;
	enter(b);
	select_field(b, '4', "cap");
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_EDIT);
	assert_string_equal(app_view(b->app)->prompt_text, "gpu cap 402W");
	assert_string_equal(app_view(b->app)->prompt_hint, "e.g. gpu cap 402W [over 90s]");
	key(b, KEY_CTRL('U'));
	assert_string_equal(app_view(b->app)->prompt_text, ""); /* with the unit behind the cursor */
	type(b, "gpu cap 345 over 90s\r");
	assert_string_equal(edit_text(b, 0), "gpu cap 345W over 90s");
	type(b, ":gpu cap 9000\r");
	assert_int_equal(edits(b), 1);
	assert_true(app_view(b->app)->message_is_error);
	type(b, "\r");
	key(b, KEYCODE_ESC);
	assert_int_equal(edits(b), 1);
	assert_true(whatif(b)->on); /* Esc closed the prompt alone */
}

static void test_a_typed_edit_begins_the_mode(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	type(b, ":gpu cap 9000W\r"); /* refused: nothing is changed, the mode neither */
	assert_true(app_view(b->app)->message_is_error && !session_whatif_on(b->session));
	type(b, ":at 04:02 gen g01 trip\r");
	read_all(b);
	assert_true(whatif(b)->on);
	assert_int_equal(edits(b), 1);
	assert_int_equal(whatif(b)->edits[0].at_ms, T0 + 120000);
	type(b, ":gen G9 trip\r");
	assert_true(app_view(b->app)->message_is_error);
	assert_int_equal(edits(b), 1);
	type(b, ":goto 04:05\r"); /* commands are still commands */
	assert_near(at(b), 300, 0);
}

static void test_tab_completes(void **state) {
	static const struct { const char *typed, *text; } rows[] = {
		{ "ge", "gen " }, { "gen ", "gen " }, { "gen G", "gen G0" }, { "gen g01 re", "gen g01 restore " }, { "gpu ca", "gpu cap " }, { "gpu model b2", "gpu model B200 " },
		{ "at 04:05 fe", "at 04:05 feed " }, { "feed T", "feed TVA " }, { "feed TVA li", "feed TVA limit " }, { "site stance n1", "site stance n1-" },
		{ "job start o", "job start over " }, { "zoom-p", "zoom-panel " }, { "nothing", "nothing" }, { "gen nothing ", "gen nothing " },
	};
	struct bench *b = *state;
	key(b, ' ');
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		key(b, ':');
		type(b, rows[i].typed);
		key(b, KEYCODE_TAB);
		if (strcmp(app_view(b->app)->prompt_text, rows[i].text) != 0)
			fail_msg("\"%s\" became \"%s\"", rows[i].typed, app_view(b->app)->prompt_text);
		key(b, KEYCODE_ESC);
	}
	type(b, ":gen G01 ");
	assert_string_equal(app_view(b->app)->prompt_hint, "trip start stop restore max");
	type(b, "max ");
	assert_string_equal(app_view(b->app)->prompt_hint, "e.g. gen G01 max 1800kW");
}

/* The list of violations is whole at every size, and each row is a jump. */
static void test_violations_are_jumps(void **state) {
	struct bench *b = *state;
	enter(b);
	type(b, "V");
	key(b, KEYCODE_ENTER); /* nothing to go to */
	assert_near(at(b), 100, 0);
	key(b, KEYCODE_ESC);
	type(b, ":feed TVA lose\r:at 04:03 feed TVA restore\r:at 04:10 feed TVA lose\r");
	read_all(b);
	size_t count = whatif(b)->violation_count;
	assert_true(count >= 2);
	type(b, "V");
	for (size_t i = 0; i < count + 3; i++) /* stays on the last */
		key(b, KEYCODE_DOWN);
	int64_t start = whatif(b)->violations[count - 1].start_ms;
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_world(b->app)->cursor_ms, start);
	assert_int_equal(app_view(b->app)->overlay, OVERLAY_NONE);
	assert_true(*message(b) != '\0');
	key(b, 'o');
	assert_near(at(b), 100, 0);
	type(b, "V");
	key(b, KEYCODE_HOME);
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_world(b->app)->cursor_ms, whatif(b)->violations[0].start_ms);
	type(b, "V");
	key(b, KEYCODE_DELETE); /* takes out edits only */
	assert_int_equal(edits(b), 3);
}

static void test_delete_takes_out_of_the_list_alone(void **state) {
	struct bench *b = *state;
	enter(b);
	select_field(b, '3', "G02 max");
	key(b, KEYCODE_DELETE);
	assert_int_equal(edits(b), 0);
	type(b, "xc");
	key(b, KEYCODE_DELETE);
	assert_int_equal(edits(b), 0);
	key(b, KEYCODE_DELETE);
	type(b, "u");
	assert_int_equal(edits(b), 1);
}

/* An edit at a cursor between two computed steps is seen where it was made, and the computed future has no gaps between its steps. */
static void test_the_future_takes_edits_anywhere(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	type(b, "w3j"); /* G01 is out already */
	key(b, KEYCODE_END);
	key(b, KEYCODE_END);
	type(b, "HHH");
	read_all(b);
	key(b, ' '); /* play on for a part of a second */
	wait_ms(b, 437);
	key(b, ' ');
	assert_true(app_world(b->app)->cursor_ms % 1000 != 0 && whatif(b)->future);
	type(b, "x");
	assert_int_equal(frame_label(whatif(b)->frame, M_GEN_STATE, 1), GEN_TRIPPED);
	read_all(b);
	const struct history *h = whatif(b)->history;
	long series = history_series_find(h, "supply_mw");
	int64_t from = app_world(b->app)->cursor_ms / 1000 * 1000 + 5000;
	struct history_bin bins[40];
	history_query(h, (size_t)series, from, from + 40000, 40, bins, NULL);
	for (int i = 0; i < 40; i++)
		if (!(bins[i].lowest > 0))
			fail_msg("second %d of the future is a gap", i);
	history_query(h, (size_t)series, app_world(b->app)->last_ms, app_world(b->app)->last_ms + 15000, 15, bins, NULL);
	for (int i = 0; i < 15; i++)
		if (!(bins[i].lowest > 0))
			fail_msg("second %d after the recording is a gap", i);
}

/* The value's unit stands behind the cursor: Ctrl-U takes it, too, and makes room for another line altogether. */
static void test_a_typed_value_gives_way(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	type(b, "w4");
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_EDIT);
	key(b, 'U' & 31);
	assert_string_equal(app_view(b->app)->prompt_text, "");
	type(b, "gpu cap 300W\r");
	assert_int_equal(whatif(b)->edit_count, 1);
}

/* What is refused is not lost: the line stands, and what is wrong with it above. */
static void test_a_refused_line_can_be_mended(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	type(b, "w4");
	key(b, KEYCODE_ENTER);
	key(b, 'U' & 31);
	type(b, "gpu cap 300WW\r");
	assert_int_equal(edits(b), 0);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_EDIT);
	assert_string_equal(app_view(b->app)->prompt_text, "gpu cap 300WW");
	assert_non_null(strstr(message(b), "300WW"));
	struct grid g = { 0 };
	struct buf text = { 0 };
	grid_resize(&g, 80, 24);
	screen_draw(&g, app_world(b->app), app_view(b->app));
	grid_text(&g, &text);
	assert_non_null(strstr(text.data, "no unit, found \"300WW\""));
	assert_non_null(strstr(text.data, " edit: gpu cap 300WW"));
	buf_free(&text);
	grid_free(&g);
	key(b, KEYCODE_BACKSPACE);
	assert_string_equal(message(b), "");
	key(b, KEYCODE_ENTER);
	assert_int_equal(edits(b), 1);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
}

static void test_the_future_ends_with_the_mode(void **state) {
	struct bench *b = *state;
	enter(b);
	key(b, 'G');
	assert_near(at(b), SECONDS - 1, 0);
	key(b, '.');
	assert_near(at(b), SECONDS, 0);
	assert_true(whatif(b)->future);
	key(b, 'l');
	key(b, ',');
	assert_near(at(b), SECONDS + 9, 0);
	type(b, "g+2h\r");
	assert_near(at(b), SECONDS + 9 + 7200, 0);
	key(b, 'G');
	assert_int_equal(app_world(b->app)->cursor_ms, session_end_ms(b->session));
	assert_true(whatif(b)->end_ms > app_world(b->app)->last_ms);
	type(b, "g+1s\r");
	assert_true(app_view(b->app)->message_is_error);
	key(b, KEYCODE_ESC);
	assert_near(at(b), SECONDS - 1, 0);
	key(b, 'w'); /* plays on into what is computed, and stops at its end */
	key(b, ' ');
	wait_ms(b, 5000);
	assert_near(at(b), SECONDS + 4, 0);
	wait_ms(b, 24 * 3600000);
	assert_false(app_view(b->app)->playing);
	assert_int_equal(app_next_tick(b->app, b->mono), TIME_NONE);
}

static void test_quit_asks_when_it_is_not_saved(void **state) {
	struct bench *b = *state;
	enter(b);
	key(b, 'q');
	assert_int_equal(app_take_wish(b->app), APP_WISH_QUIT); /* nothing was edited */
	type(b, ":gen G02 trip\r");
	key(b, KEYCODE_ESC); /* left and kept is not saved either */
	assert_false(whatif(b)->on);
	key(b, 'q');
	assert_int_equal(app_view(b->app)->prompt, PROMPT_UNSAVED);
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	key(b, KEYCODE_ESC);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	key(b, KEY_CTRL('c'));
	key(b, KEY_CTRL('c'));
	assert_int_equal(app_take_wish(b->app), APP_WISH_QUIT);
	assert_int_equal(edits(b), 1);
}

static void test_saving(void **state) {
	struct bench *b = *state;
	char home[PATH_MAX];
	assert_non_null(getcwd(home, sizeof home));
	assert_int_equal(chdir(b->dir), 0);
	enter(b);
	type(b, ":gen G02 trip\rs");
	assert_string_equal(app_view(b->app)->prompt_text, "night.scenario");
	key(b, KEYCODE_ENTER);
	assert_true(in_dir(b, "night.scenario"));
	assert_false(whatif(b)->unsaved);
	type(b, ":gen G01 trip\rs\r"); /* the same file again: it is ours */
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
	assert_false(whatif(b)->unsaved);
	char *other = test_file_write(b->dir, "other", "keep", 4);
	type(b, ":feed TVA lose\rs");
	key(b, KEY_CTRL('U'));
	type(b, "other\r");
	assert_int_equal(app_view(b->app)->prompt, PROMPT_REPLACE);
	key(b, 'n');
	assert_true(whatif(b)->unsaved);
	type(b, "s");
	key(b, KEY_CTRL('U'));
	type(b, "other\ry");
	assert_false(whatif(b)->unsaved);
	assert_int_equal(edits(b), 3);
	free(other);
	type(b, ":gen G02 max 2000kW\rs");
	key(b, KEY_CTRL('U'));
	type(b, "none/a\r"); /* no such directory: asked again, and told in few words */
	assert_int_equal(app_view(b->app)->prompt, PROMPT_SAVE);
	assert_string_equal(app_view(b->app)->prompt_text, "none/a");
	assert_string_equal(message(b), "none/a: No such file or directory; not saved, give another name");
	key(b, KEYCODE_ESC);
	assert_int_equal(chdir(home), 0);
}

/* y at the question without a file asks for one; giving that up stays, and does not quit at the next save. */
static void test_a_save_that_is_given_up_does_not_quit(void **state) {
	struct bench *b = *state;
	char home[PATH_MAX];
	assert_non_null(getcwd(home, sizeof home));
	assert_int_equal(chdir(b->dir), 0);
	enter(b);
	type(b, ":gen G02 trip\rqs");
	assert_int_equal(app_view(b->app)->prompt, PROMPT_SAVE);
	key(b, KEY_CTRL('U'));
	key(b, KEYCODE_ENTER); /* no name: given up, as with Esc */
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	type(b, "s\r");
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	assert_true(in_dir(b, "night.scenario"));
	type(b, ":gen G02 restore\rqs");
	key(b, KEY_CTRL('U'));
	key(b, KEYCODE_BACKSPACE); /* and so */
	type(b, "s\r");
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	assert_false(whatif(b)->unsaved);
	type(b, ":gen G01 trip\rs");
	key(b, KEY_CTRL('U'));
	type(b, "no/such/directory\r");
	assert_true(app_view(b->app)->message_is_error);
	assert_true(whatif(b)->unsaved);
	assert_int_equal(chdir(home), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_outside_its_keys_do_nothing),
		TEST(test_x_trips_and_restores),
		TEST(test_nudges_are_one_edit),
		TEST(test_enter_types_a_value),
		TEST(test_a_typed_edit_begins_the_mode),
		TEST(test_tab_completes),
		TEST(test_violations_are_jumps),
		TEST(test_delete_takes_out_of_the_list_alone),
		TEST(test_the_future_ends_with_the_mode), TEST(test_a_typed_value_gives_way), TEST(test_a_refused_line_can_be_mended), TEST(test_the_future_takes_edits_anywhere),
		TEST(test_quit_asks_when_it_is_not_saved),
		TEST(test_saving),
		TEST(test_a_save_that_is_given_up_does_not_quit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
