/* The palette at the keyboard: every action can be found and done by it, nothing is done that was not chosen, and it knows edits, readings, times,
 * recordings, options and what was typed before. */
#include "app_bench.h"

#include "actions.h"

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

/* Its name and Enter do what its key does; in the list it stands with that key. */
static void every_action_is_found_by_its_name(void **state) {
	struct bench *b = *state;
	for (int id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		const struct action *action = action_at((enum action_id)id);
		open_with(b, action->name);
		const struct palette_row *row = find(b, action->name);
		if (!row)
			fail_msg("%s is not in sight when its name is typed", action->name);
		assert_string_equal(row->key, action->key_text);
		assert_int_equal(rows(b)->chosen, -1);
		key(b, KEYCODE_ESC);
	}
}

static void typed(struct bench *b, enum action_id id) {
	open_with(b, action_at(id)->name);
	key(b, KEYCODE_ENTER);
}

/* What is seen of the view and the world after a key and after the name; both from the same beginning. */
struct trace { enum panel focus; bool zoomed, playing; enum overlay overlay; enum prompt_kind prompt; double at, speed; int64_t window_ms; enum app_wish wish; };
static struct trace trace_of(struct bench *b) {
	const struct view *v = app_view(b->app);
	return (struct trace){ v->focus, v->zoomed, v->playing, v->overlay, v->prompt, at(b), v->speed, v->window_ms, app_take_wish(b->app) };
}

static struct trace done(void **state, enum action_id id, bool by_name) {
	setup(state);
	struct bench *b = *state;
	read_all(b);
	wait_ms(b, 605000);
	key(b, ' ');
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
		if (action_at((enum action_id)id)->whatif || id == ACT_COMMAND)
			continue;
		struct trace by_key = done(&state, (enum action_id)id, false), by_name = done(&state, (enum action_id)id, true);
		if (by_key.focus != by_name.focus || by_key.zoomed != by_name.zoomed || by_key.playing != by_name.playing || by_key.overlay != by_name.overlay ||
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
	assert_non_null(strstr(find(b, "gen.G02.kw")->note, "\u2014"));
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
		TEST(every_action_is_found_by_its_name), cmocka_unit_test(a_name_does_what_its_key_does), TEST(nothing_is_done_that_was_not_chosen), TEST(it_narrows_and_scrolls),
		TEST(readings_are_told_and_charted), TEST(a_time_says_where_it_would_go), TEST(an_edit_is_put_into_the_line), TEST(what_was_typed_comes_back),
		TEST(another_source_is_asked_for), TEST(the_next_session_takes_over), TEST(tab_completes_settings_and_themes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
