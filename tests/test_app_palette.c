/* The palette at the keyboard: every action can be found and done by it, nothing is done that was not chosen, and it knows edits, readings, times,
 * recordings, options and what was typed before. */
#include "app_bench.h"

#include <unistd.h>

#include "actions.h"
#include "help_text.h"

static const struct palette_view *rows(const struct bench *b) { return &app_view(b->app)->palette; }

static void open_with(struct bench *b, const char *text) {
	key(b, ':');
	type(b, text);
}

static const struct palette_row *find(const struct bench *b, const char *text) {
	for (int i = 0; i < rows(b)->count; i++)
		if (!strcmp(rows(b)->row[i].text, text))
			return &rows(b)->row[i];
	return NULL;
}

static const char *first(const struct bench *b) { return rows(b)->count ? rows(b)->row[0].text : ""; }

/* In the list it stands first, with its key, also among lines that were typed before. */
static void every_action_is_found_by_its_name(void **state) {
	struct bench *b = *state;
	for (int id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		const struct action *action = action_at((enum action_id)id);
		open_with(b, action->name);
		if (strcmp(first(b), action->name))
			fail_msg("%s comes before %s when that is typed", first(b), action->name);
		assert_string_equal(rows(b)->row[0].key, action->key_text);
		assert_int_equal(rows(b)->chosen, -1);
		key(b, KEYCODE_ESC);
	}
}

/* One of its keys leads to it, in the what-if at least; there is a handler; the manual has it. */
static void every_action_has_a_key_a_handler_and_a_line_in_the_manual(void **state) {
	struct buf keys = { 0 };
	char page[200], line[200], want[400];
	bool listed = false;
	(void)state;
	assert_true(doc_list("keys", "", &keys));
	FILE *f = fopen("man/mwtop.1", "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		listed |= !strcmp(line, ".\\\" LIST keys\n");
	fclose(f);
	assert_true(listed);
	for (int id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		const struct action *action = action_at((enum action_id)id);
		bool by_key = false;
		for (const uint32_t *k = action->keys; *k; k++)
			by_key |= action_for_key(*k, action->whatif) == action->id;
		snprintf(page, sizeof page, "%s (%s)", action->help, action->name);
		snprintf(want, sizeof want, "%s\n", page);
		if (!by_key || !app_handles(action->id) || !strstr(keys.data, want + (*want == '.')))
			fail_msg("%s: no key, no handler, or not in the manual", action->name);
	}
	assert_false(app_handles(ACT_NONE));
	assert_false(app_handles(ACT_COUNT));
	buf_free(&keys);
}

static void typed(struct bench *b, enum action_id id) {
	open_with(b, action_at(id)->name);
	key(b, KEYCODE_ENTER);
}

/* What is seen of the view and the world after a key and after the name; both from the same beginning. */
struct trace { size_t edits, field; enum whatif_show show; enum panel focus; bool zoomed, playing; enum overlay overlay; enum prompt_kind prompt; double at, speed; int64_t window_ms; enum app_wish wish; };
static struct trace trace_of(struct bench *b) {
	const struct view *v = app_view(b->app);
	const struct world_whatif *what = app_world(b->app)->whatif;
	return (struct trace){ what ? what->edit_count : 0, (size_t)v->field[v->focus], v->show, v->focus, v->zoomed, v->playing, v->overlay, v->prompt, at(b), v->speed, v->window_ms, app_take_wish(b->app) };
}

/* An action of the what-if is done there, with an edit to undo. */
static struct trace done(void **state, enum action_id id, bool by_name) {
	setup(state);
	struct bench *b = *state;
	read_all(b);
	wait_ms(b, 605000);
	key(b, ' ');
	if (action_at(id)->whatif)
		type(b, id == ACT_EDIT_REDO ? ":gen G01 trip\ru" : ":gen G01 trip\r");
	if (by_name)
		typed(b, id);
	else
		key(b, action_at(id)->keys[0]);
	struct trace t = trace_of(b);
	teardown(state);
	return t;
}

static void a_name_does_what_its_key_does(void **unused) {
	void *state = NULL;
	(void)unused;
	for (int id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		if (id == ACT_COMMAND)
			continue;
		struct trace by_key = done(&state, (enum action_id)id, false), by_name = done(&state, (enum action_id)id, true);
		if (by_key.edits != by_name.edits || by_key.field != by_name.field || by_key.show != by_name.show || by_key.focus != by_name.focus || by_key.zoomed != by_name.zoomed || by_key.playing != by_name.playing || by_key.overlay != by_name.overlay ||
		    by_key.prompt != by_name.prompt || by_key.at != by_name.at || by_key.speed != by_name.speed || by_key.window_ms != by_name.window_ms ||
		    by_key.wish != by_name.wish)
			fail_msg("%s: its name does other than its key", action_at((enum action_id)id)->name);
	}
}

/* Letters that fit something are not a choice of it. */
static void nothing_is_done_that_was_not_chosen(void **state) {
	struct bench *b = *state;
	open_with(b, "qui");
	assert_non_null(find(b, "quit"));
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	assert_non_null(strstr(app_view(b->app)->message, "did you mean quit"));
	open_with(b, "qui");
	key(b, KEYCODE_DOWN);
	assert_string_equal(rows(b)->row[rows(b)->chosen].text, "quit");
	key(b, KEYCODE_UP);
	assert_int_equal(rows(b)->chosen, -1);
	key(b, KEYCODE_DOWN);
	key(b, 't'); /* what is typed changes what is listed: the choice is gone */
	assert_int_equal(rows(b)->chosen, -1);
	key(b, KEYCODE_DOWN);
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_take_wish(b->app), APP_WISH_QUIT);
}

static void it_narrows_and_scrolls(void **state) {
	struct bench *b = *state;
	open_with(b, "");
	size_t all = rows(b)->total;
	assert_true(all > ACT_COUNT);
	for (int i = 0; i < 40; i++)
		key(b, KEYCODE_DOWN);
	assert_true(rows(b)->first > 20 && rows(b)->chosen >= 0 && rows(b)->chosen < rows(b)->count);
	type(b, "zoom");
	assert_true(rows(b)->total < all && rows(b)->first == 0);
	assert_non_null(find(b, "zoom-panel"));
	type(b, "xyzzy");
	assert_int_equal(rows(b)->count, 0);
	key(b, KEYCODE_DOWN); /* nothing to choose */
	assert_int_equal(rows(b)->chosen, -1);
}

static void readings_are_told_and_charted(void **state) {
	struct bench *b = *state;
	wait_ms(b, 100000);
	open_with(b, "gen.G02.kw");
	const struct palette_row *row = find(b, "gen.G02.kw");
	assert_non_null(row);
	assert_non_null(strstr(row->note, "kW"));
	key(b, KEYCODE_DOWN);
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_view(b->app)->focus, PANEL_TIMELINE);
	assert_true(app_view(b->app)->zoomed);
	assert_string_equal(app_view(b->app)->chart[0], "gen.G02.kw");
	wait_ms(b, 220000); /* G02 is without data */
	open_with(b, "gen.G02.kw");
	assert_non_null(strstr(find(b, "gen.G02.kw")->note, "no data"));
	assert_null(strstr(find(b, "gen.G02.kw")->note, "kW"));
}

/* In a gap nothing looks current; and what is listed follows the cursor while one thinks. */
static void readings_are_honest_and_follow_the_cursor(void **state) {
	struct bench *b = *state;
	wait_ms(b, 1190000);
	open_with(b, "gpu.ready");
	assert_non_null(strstr(rows(b)->row[0].note, "5190"));
	key(b, KEYCODE_DOWN);
	wait_ms(b, 5000);
	assert_non_null(strstr(rows(b)->row[0].note, "5195"));
	assert_int_equal(rows(b)->chosen, 0);
	wait_ms(b, 40000); /* 1235 s: no samples from 1200 s on */
	assert_non_null(strstr(rows(b)->row[0].note, "stale"));
	key(b, KEYCODE_ESC);
	open_with(b, "load_mw");
	assert_string_equal(first(b), "load_mw");
	assert_non_null(strstr(rows(b)->row[0].note, "no data"));
}

static void a_time_says_where_it_would_go(void **state) {
	struct bench *b = *state;
	open_with(b, "T-10m");
	assert_string_equal(rows(b)->row[0].text, "goto T-10m");
	assert_non_null(strstr(rows(b)->row[0].note, "04:10:00"));
	key(b, KEYCODE_DOWN);
	key(b, KEYCODE_ENTER);
	assert_near(at(b), 600, 0);
	open_with(b, "2030-01-01T00:00:00Z");
	assert_non_null(strstr(rows(b)->row[0].note, "outside"));
	key(b, KEYCODE_ESC);
	open_with(b, "goto 04:05");
	assert_string_equal(first(b), "goto 04:05");
	assert_non_null(strstr(rows(b)->row[0].note, "04:05:00"));
	key(b, KEYCODE_ESC);
	open_with(b, "04:12"); /* a whole time is a command by itself */
	key(b, KEYCODE_ENTER);
	assert_near(at(b), 720, 0);
	open_with(b, "+90s");
	key(b, KEYCODE_ENTER);
	assert_near(at(b), 810, 0);
	open_with(b, "-10");
	assert_string_equal(first(b), "goto -10");
	key(b, KEYCODE_ESC);
	static const char *const none[] = { "04", "T-", "4:1:", "t", "12 o'clock" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		open_with(b, none[i]);
		key(b, KEYCODE_ENTER);
		assert_true(app_view(b->app)->message_is_error);
		assert_near(at(b), 810, 0);
	}
}

/* An edit wants its object and value: the row goes into the line. */
static void an_edit_is_put_into_the_line(void **state) {
	struct bench *b = *state;
	wait_ms(b, 1000);
	open_with(b, "gen trip");
	assert_string_equal(rows(b)->row[0].text, "gen G07|all trip");
	key(b, KEYCODE_DOWN);
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_COMMAND);
	assert_string_equal(app_view(b->app)->prompt_text, "gen G01 trip");
	key(b, KEYCODE_ENTER);
	assert_true(app_world(b->app)->whatif && app_world(b->app)->whatif->edit_count == 1);
}

/* The set that is typed is the one that is meant, whichever is selected. */
static void an_edit_keeps_the_set_that_was_typed(void **state) {
	struct bench *b = *state;
	wait_ms(b, 1000);
	open_with(b, "gen g02 tr");
	assert_string_equal(first(b), "gen G02 trip");
	key(b, KEYCODE_DOWN);
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
	assert_int_equal(app_world(b->app)->whatif->edits[0].verb, EDIT_GEN_TRIP);
	assert_int_equal(app_world(b->app)->whatif->edits[0].object, 1);
	open_with(b, "gen all ma");
	assert_string_equal(first(b), "gen all max 1800kW");
	key(b, KEYCODE_DOWN);
	key(b, KEYCODE_ENTER);
	assert_string_equal(app_view(b->app)->prompt_text, "gen all max ");
}

static void resize(struct bench *b, int cols, int lines) {
	app_update(b->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = cols, .rows = lines, .mono_ms = b->mono });
}

/* Where no row is seen none can be chosen; what was chosen stays in sight, or is none any more. */
static void what_is_not_seen_is_not_chosen(void **state) {
	struct bench *b = *state;
	resize(b, 60, 10);
	open_with(b, "qui");
	key(b, KEYCODE_DOWN);
	assert_int_equal(rows(b)->chosen, -1);
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	assert_true(app_view(b->app)->message_is_error);
	resize(b, 120, 40);
	open_with(b, "");
	for (int i = 0; i < 12; i++)
		key(b, KEYCODE_DOWN);
	assert_int_equal(rows(b)->chosen, 11);
	char was[80];
	strcpy(was, rows(b)->row[11].text);
	resize(b, 80, 24);
	assert_true(rows(b)->chosen >= 0 && rows(b)->chosen < rows(b)->count);
	assert_string_equal(rows(b)->row[rows(b)->chosen].text, was);
	resize(b, 20, 3);
	assert_int_equal(rows(b)->count, 0);
	assert_int_equal(rows(b)->chosen, -1);
	resize(b, 120, 40);
	assert_int_equal(rows(b)->chosen, -1);
}

/* A line that was typed before is run whole, however little of it the list shows. */
static void a_long_line_is_run_whole(void **state) {
	struct bench *b = *state;
	char line[200] = "chart";
	for (int i = 0; i < 12; i++)
		strcat(line, i % 2 ? " gen.G01.kw" : " gen.G02.kw");
	strcat(line, " gpu.ready");
	wait_ms(b, 1000);
	open_with(b, line);
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_view(b->app)->chart_count, 3);
	type(b, ":chart\r");
	open_with(b, "chart gen.G02.kw gen");
	key(b, KEYCODE_DOWN);
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_view(b->app)->chart_count, 3);
}

static void control_keys_walk_the_history(void **state) {
	struct bench *b = *state;
	type(b, ":speed 4\r:speed 5\r");
	open_with(b, "zoo");
	key(b, KEYCODE_DOWN);
	key(b, KEY_CTRL('P'));
	assert_string_equal(app_view(b->app)->prompt_text, "speed 5");
	assert_int_equal(rows(b)->chosen, -1);
	key(b, KEY_CTRL('P'));
	assert_string_equal(app_view(b->app)->prompt_text, "speed 4");
	key(b, KEY_CTRL('N'));
	key(b, KEY_CTRL('N'));
	assert_string_equal(app_view(b->app)->prompt_text, "zoo"); /* what was typed is not lost */
	key(b, KEY_CTRL('N'));
	assert_string_equal(app_view(b->app)->prompt_text, "zoo");
	key(b, KEYCODE_UP);
	type(b, "5"); /* a new line from an old one: Down is for the list again */
	assert_string_equal(app_view(b->app)->prompt_text, "speed 55");
	key(b, KEYCODE_UP);
	key(b, KEYCODE_DOWN);
	assert_string_equal(app_view(b->app)->prompt_text, "speed 55");
}

static void what_was_typed_comes_back(void **state) {
	struct bench *b = *state;
	open_with(b, "speed 4");
	key(b, KEYCODE_ENTER);
	open_with(b, "goto +10m");
	key(b, KEYCODE_ENTER);
	key(b, ':');
	key(b, KEYCODE_UP);
	assert_string_equal(app_view(b->app)->prompt_text, "goto +10m");
	key(b, KEYCODE_UP);
	key(b, KEYCODE_UP); /* there is no more */
	assert_string_equal(app_view(b->app)->prompt_text, "speed 4");
	key(b, KEYCODE_DOWN);
	assert_string_equal(app_view(b->app)->prompt_text, "goto +10m");
	key(b, KEYCODE_DOWN);
	assert_string_equal(app_view(b->app)->prompt_text, "");
	type(b, "speed");
	assert_non_null(find(b, "speed 4"));
	key(b, KEYCODE_ESC);
	for (int i = 0; i < 300; i++) { /* bounded */
		char line[32];
		snprintf(line, sizeof line, "speed %d", i + 1);
		open_with(b, line);
		key(b, KEYCODE_ENTER);
	}
	key(b, ':');
	for (int i = 0; i < 400; i++)
		key(b, KEYCODE_UP);
	assert_string_equal(app_view(b->app)->prompt_text, "speed 201");
}

static void another_source_is_asked_for(void **state) {
	struct bench *b = *state;
	open_with(b, "watch generator-trip");
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_take_wish(b->app), APP_WISH_WATCH);
	assert_string_equal(app_watch_wanted(b->app), "generator-trip");
	open_with(b, "watch -");
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	wait_ms(b, 1000);
	open_with(b, "gpu cap 345W"); /* a scenario that would be lost */
	key(b, KEYCODE_ENTER);
	open_with(b, "watch generator-trip");
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	assert_non_null(strstr(app_view(b->app)->message, "not saved"));
}

/* The app of the new session has what was typed, and nothing of the old one's view. */
static void the_next_session_takes_over(void **state) {
	struct bench *b = *state;
	struct error err;
	open_with(b, "speed 4");
	key(b, KEYCODE_ENTER);
	key(b, '3');
	struct session *next = session_open(b->path, NULL, &err);
	assert_non_null(next);
	b->app = app_succeed(b->app, next, b->mono);
	session_close(b->session);
	b->session = next;
	assert_near(at(b), 0, 0);
	key(b, ':');
	key(b, KEYCODE_UP);
	assert_string_equal(app_view(b->app)->prompt_text, "speed 4");
}

static void tab_completes_settings_and_themes(void **state) {
	static const struct { const char *typed, *want; } lines[] = {
		{ "set asc", "set ascii " }, { "set ascii n", "set ascii no " }, { "set theme isa", "set theme isa-grey " }, { "theme isa", "theme isa-grey " }, { "watc", "watch " },
		{ "mark-", "mark-go " },
	};
	struct bench *b = *state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		open_with(b, lines[i].typed);
		key(b, KEYCODE_TAB);
		assert_string_equal(app_view(b->app)->prompt_text, lines[i].want);
		key(b, KEYCODE_ESC);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(every_action_is_found_by_its_name), TEST(every_action_has_a_key_a_handler_and_a_line_in_the_manual), TEST(readings_are_honest_and_follow_the_cursor),
		TEST(an_edit_keeps_the_set_that_was_typed), TEST(what_is_not_seen_is_not_chosen), TEST(a_long_line_is_run_whole), TEST(control_keys_walk_the_history),
		cmocka_unit_test(a_name_does_what_its_key_does), TEST(nothing_is_done_that_was_not_chosen), TEST(it_narrows_and_scrolls),
		TEST(readings_are_told_and_charted), TEST(a_time_says_where_it_would_go), TEST(an_edit_is_put_into_the_line), TEST(what_was_typed_comes_back),
		TEST(another_source_is_asked_for), TEST(the_next_session_takes_over), TEST(tab_completes_settings_and_themes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
