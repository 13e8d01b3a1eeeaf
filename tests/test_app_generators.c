/* The sets through the reducer: order, filter and time move rows, never the selection; a set in full opens and closes; each panel has its own acts. */
#include "app_bench.h"

#include "panel_generators_table.h"

static const char *message(const struct bench *b) { return app_view(b->app)->message; }
static int selected(const struct bench *b) { return app_view(b->app)->selected_gen; }

/* The rows as words: "G02 G01". */
static char *rows_text(const struct bench *b) {
	static char text[64];
	size_t count, n = 0;
	size_t *rows = generators_rows(app_world(b->app), app_view(b->app), &count);
	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i ? " " : "", app_world(b->app)->site->gen[rows[i]].id);
	free(rows);
	return text;
}

static void begin(struct bench *b, const char *at_text) {
	key(b, ' ');
	read_all(b);
	key(b, 'g');
	type(b, at_text);
	type(b, "\r3z");
}

static char *screen_text(struct bench *b) {
	struct grid g;
	struct buf text = { 0 };
	grid_init(&g);
	grid_resize(&g, 80, 24);
	app_draw(b->app, &g);
	grid_text(&g, &text);
	grid_free(&g);
	return text.data;
}

static bool shows(struct bench *b, const char *what) {
	char *text = screen_text(b);
	bool found = strstr(text, what) != NULL;
	if (!found)
		print_message("no \"%s\" in\n%s", what, text);
	free(text);
	return found;
}

static void test_orders_follow_each_other(void **state) {
	static const char *const words[] = { "state", "kW", "% of rating", "spare", "temperature", "hours", "alarm", "site order" };
	struct bench *b = *state;
	char want[64];
	begin(b, "+100s");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		key(b, 'O');
		snprintf(want, sizeof want, "Sets by %s", words[i]);
		assert_string_equal(message(b), want);
		key(b, ' ');
		key(b, ' ');
		snprintf(want, sizeof want, " by %s", words[i]);
		assert_true(shows(b, want));
	}
	assert_int_equal(app_view(b->app)->alarm_sort, ALARM_SORT_STATE); /* that of the other panel */
}

/* At 330 s G02 says nothing: it is neither the least nor the most, and at 901 s G01 has the trip. */
static void test_what_is_not_known_stands_last(void **state) {
	struct bench *b = *state;
	begin(b, "+330s");
	type(b, "OO");
	assert_string_equal(rows_text(b), "G01 G02");
	key(b, 'I');
	assert_string_equal(message(b), "Sets by kW, reversed");
	assert_string_equal(rows_text(b), "G01 G02");
	type(b, "g+10s\r");
	type(b, "g+561s\r"); /* 901 s: both say the same; the order of the site holds both ways round */
	assert_string_equal(rows_text(b), "G01 G02");
	key(b, 'I');
	assert_string_equal(rows_text(b), "G01 G02");
	key(b, 'I');
	key(b, 'O'); /* % of rating ... */
	for (int i = 0; i < 4; i++)
		key(b, 'O');
	assert_string_equal(message(b), "Sets by alarm, reversed");
	assert_string_equal(rows_text(b), "G01 G02"); /* nothing is the matter with G02: it stands last, whichever way round */
}

static void test_the_selection_is_a_set(void **state) {
	struct bench *b = *state;
	begin(b, "+330s");
	key(b, 'j');
	assert_int_equal(selected(b), 1);
	type(b, "O"); /* by state: what says nothing stands before what carries load */
	assert_string_equal(rows_text(b), "G02 G01");
	assert_int_equal(selected(b), 1);
	key(b, 'j');
	assert_int_equal(selected(b), 0); /* the row below */
	key(b, 'j');
	assert_int_equal(selected(b), 0);
	type(b, "g+100s\r"); /* G02 is back: the rows change places */
	assert_string_equal(rows_text(b), "G01 G02");
	assert_int_equal(selected(b), 0);
}

static void test_the_filter(void **state) {
	struct bench *b = *state;
	begin(b, "+330s");
	key(b, 'F');
	assert_int_equal(app_view(b->app)->prompt, PROMPT_FILTER_SETS);
	type(b, "no data\r");
	assert_string_equal(rows_text(b), "G02");
	assert_int_equal(selected(b), 1); /* what was selected is not among the rows: the first is */
	assert_true(shows(b, "only \"no data\""));
	assert_true(shows(b, "1 of 2"));
	type(b, "g+100s\r"); /* it is back, and no row is left */
	assert_string_equal(rows_text(b), "");
	assert_int_equal(selected(b), 1);
	assert_true(shows(b, "no set with \"no data\""));
	key(b, KEYCODE_ENTER);
	assert_non_null(strstr(message(b), "not among the rows"));
	assert_false(app_view(b->app)->gen_open);
	type(b, "FG0\r");
	assert_string_equal(rows_text(b), "G01 G02");
	type(b, "F\r");
	assert_string_equal(app_view(b->app)->gen_filter, "");
	assert_string_equal(app_view(b->app)->alarm_filter, "");
}

static void test_a_set_opens_and_closes(void **state) {
	struct bench *b = *state;
	begin(b, "+910s");
	key(b, KEYCODE_ENTER);
	assert_true(shows(b, "Electrical"));
	assert_true(shows(b, "low gas pressure"));
	assert_true(shows(b, "G01  1 of 2 by site order"));
	key(b, ')');
	assert_true(shows(b, "G02  2 of 2 by site order"));
	double before = at(b);
	type(b, "l"); /* time goes on with its keys */
	assert_near(at(b) - before, 10, 0);
	key(b, 'q'); /* closes it and does not quit */
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	assert_true(shows(b, "engine"));
	type(b, "J");
	assert_true(app_view(b->app)->gen_open);
	key(b, KEYCODE_ESC);
	assert_true(app_view(b->app)->zoomed && !app_view(b->app)->gen_open);
	key(b, KEYCODE_ESC);
	assert_false(app_view(b->app)->zoomed);
	key(b, KEYCODE_ENTER); /* from the panel the set at once; z leads back to the panel */
	assert_true(shows(b, "Electrical"));
	key(b, 'z');
	assert_false(app_view(b->app)->zoomed || app_view(b->app)->gen_open);
	type(b, "\r1"); /* another panel has the screen: Esc is its own */
	key(b, KEYCODE_ESC);
	assert_false(app_view(b->app)->zoomed);
}

/* G01 has a trip at 899.5 s, G02 no event. */
static void test_events_of_a_set_are_jumps(void **state) {
	struct bench *b = *state;
	begin(b, "+910s");
	key(b, KEYCODE_ENTER);
	assert_true(shows(b, "newest first, local and UTC; \u2191\u2193 select, Enter jumps"));
	key(b, 'j'); /* there is one: it stays */
	assert_int_equal(selected(b), 0);
	uint64_t event = app_view(b->app)->set_event;
	assert_true(event != 0);
	key(b, KEYCODE_ENTER);
	assert_near(at(b), 899.5, 0);
	assert_string_equal(message(b), "G01 low gas pressure");
	assert_true(app_view(b->app)->gen_open && app_view(b->app)->set_event == event);
	key(b, 'o');
	assert_near(at(b), 910, 0);
	key(b, ')');
	assert_int_equal(selected(b), 1);
	key(b, 'k');
	assert_int_equal(selected(b), 1);
	assert_string_equal(message(b), "No event of this set up to the cursor: ( and ) go to other sets");
	key(b, KEYCODE_ENTER);
	assert_near(at(b), 910, 0);
	type(b, "(w"); /* Enter is of the field there, J of the rows */
	read_all(b);
	assert_true(shows(b, "J jumps"));
	key(b, 'J');
	assert_near(at(b), 899.5, 0);
}

static void test_since_when_it_is_so(void **state) {
	struct bench *b = *state;
	begin(b, "+910s");
	key(b, KEYCODE_ENTER);
	assert_true(shows(b, "loaded  before 04:00:00"));
}

static void test_columns_scroll(void **state) {
	struct bench *b = *state;
	begin(b, "+100s");
	assert_true(shows(b, "mode"));
	for (int i = 0; i < 40; i++)
		key(b, ')');
	assert_true(app_view(b->app)->gen_column >= 0 && app_view(b->app)->gen_column < 20);
	assert_true(shows(b, "ctl")); /* the last that is reported */
	key(b, '(');
	for (int i = 0; i < 40; i++)
		key(b, '(');
	assert_int_equal(app_view(b->app)->gen_column, 0);
}

static void test_other_panels_say_what_they_have_not(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	for (const char *panel = "12"; *panel; panel++)
		for (const char *k = "OIF()J"; *k; k++) {
			key(b, (uint32_t)*panel);
			key(b, (uint32_t)*k);
			assert_non_null(strstr(message(b), "here"));
			assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
		}
	type(b, "5I");
	assert_non_null(strstr(message(b), "No order to turn round here"));
	assert_int_equal(app_view(b->app)->gen_sort, GEN_SORT_SITE);
	type(b, "5O");
	assert_string_equal(message(b), "Alarms by time");
}

/* In the what-if Enter is the value of the field; J opens the set, x and + act on it there, too. */
static void test_what_if_keeps_its_keys(void **state) {
	struct bench *b = *state;
	begin(b, "+100s");
	key(b, 'w');
	read_all(b);
	key(b, 'j');
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_EDIT);
	key(b, KEYCODE_ESC);
	key(b, 'J');
	assert_true(app_view(b->app)->gen_open);
	key(b, 'x');
	read_all(b);
	key(b, '.');
	read_all(b);
	assert_int_equal(app_world(b->app)->whatif->edit_count, 1);
	assert_int_equal(frame_label(app_world(b->app)->whatif->frame, M_GEN_STATE, 1), GEN_LOCKOUT);
	assert_true(shows(b, "loaded \u2192 lockout"));
	key(b, KEYCODE_ESC);
	assert_true(shows(b, "loaded\u2192lockout"));
	type(b, "O");
	assert_string_equal(rows_text(b), "G02 G01"); /* by the scenario's state */
	type(b, "bb");
	assert_string_equal(rows_text(b), "G01 G02"); /* the baseline alone */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_orders_follow_each_other), TEST(test_what_is_not_known_stands_last), TEST(test_the_selection_is_a_set), TEST(test_the_filter),
		TEST(test_a_set_opens_and_closes), TEST(test_events_of_a_set_are_jumps), TEST(test_since_when_it_is_so), TEST(test_columns_scroll), TEST(test_other_panels_say_what_they_have_not),
		TEST(test_what_if_keeps_its_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
