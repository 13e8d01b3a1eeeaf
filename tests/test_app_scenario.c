/* Finding one's way in the what-if: scenario files, values without their words, and what keys say where they have nothing to do. */
#include "app_whatif_bench.h"

#include <limits.h>
#include <unistd.h>

#include "fields.h"
#include "screen.h"

static void says(const struct bench *b, const char *words) {
	if (!strstr(message(b), words))
		fail_msg("no \"%s\" in \"%s\"", words, message(b));
}

/* Violations stand in the place of the list: what acts on its rows says where they are, and acknowledging takes no row that one does not see. */
static void test_the_list_of_alarms_is_behind_b(void **state) {
	struct bench *b = *state;
	enter(b);
	type(b, "5z");
	type(b, "O");
	says(b, "b (BASELINE) shows the list of alarms");
	type(b, "F");
	says(b, "b (BASELINE) shows the list of alarms");
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
	type(b, "J");
	says(b, "b (BASELINE) shows the list of alarms");
	type(b, "bbO");
	says(b, "Alarms by");
	type(b, "F");
	assert_int_equal(app_view(b->app)->prompt, PROMPT_FILTER);
}

static char *scenario_of(const struct bench *b, const char *name, const char *text) { return test_file_write(b->dir, name, text, strlen(text)); }

/* Another app over the same session, as the command line makes it: what it shows after its first message, without a tick. */
static void reopen(struct bench *b, const char *at, const char *scenario) {
	app_free(b->app);
	session_close(b->session);
	struct error err;
	b->session = session_open(b->path, NULL, &err);
	b->app = app_new(b->session, at, 1, b->mono);
	app_set_scenario(b->app, scenario);
	app_update(b->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = 80, .rows = 24, .mono_ms = b->mono });
}

/* Where nothing says where to look, one looks at the first edit, and time stands still. */
static void test_a_scenario_opens_at_its_first_edit(void **state) {
	struct bench *b = *state;
	char *path = scenario_of(b, "a.scenario", "at 2024-07-22T09:15:00Z gen G01 trip\nat 2024-07-22T09:20:00Z gpu cap 345W\n");
	reopen(b, NULL, path);
	assert_near(at(b), 900, 0);
	assert_false(app_view(b->app)->playing);
	says(b, "2 edits of ");
	wait_ms(b, 3000);
	assert_near(at(b), 900, 0);
	reopen(b, "2024-07-22T09:05:00Z", path);
	assert_near(at(b), 300, 0);
	assert_false(app_view(b->app)->playing);
	assert_int_equal(whatif(b)->edit_count, 2);
	free(path);
}

/* In the place of what was there, as one step of undo; nothing that is not saved goes. */
static void test_a_file_replaces_the_edits(void **state) {
	struct bench *b = *state;
	char *one = scenario_of(b, "one.scenario", "at 2024-07-22T09:15:00Z gen G01 trip\n");
	char *two = scenario_of(b, "two.scenario", "at 2024-07-22T09:01:00Z gpu cap 345W\nat 2024-07-22T09:02:00Z job stop\n");
	char *bad = scenario_of(b, "bad.scenario", "gen G01 jump\n");
	key(b, ' ');
	read_all(b);
	type(b, ":scenario\r");
	says(b, "scenario: which file?");
	type(b, ":scenario ");
	type(b, bad);
	type(b, "\r");
	says(b, "bad.scenario:1: ");
	assert_false(whatif(b) && whatif(b)->on); /* a refusal does not begin the mode */
	type(b, ":scenario ");
	type(b, one);
	type(b, "\r");
	says(b, "1 edit of ");
	assert_true(whatif(b)->on);
	assert_false(whatif(b)->unsaved);
	assert_near(at(b), 900, 0); /* still to come: there */
	assert_false(app_view(b->app)->playing);
	type(b, ":scenario ");
	type(b, two);
	type(b, "\r");
	says(b, "2 edits of ");
	assert_int_equal(whatif(b)->edit_count, 2);
	assert_near(at(b), 900, 0);
	type(b, "u");
	assert_int_equal(whatif(b)->edit_count, 1);
	assert_int_equal(whatif(b)->edits[0].verb, EDIT_GEN_TRIP);
	assert_true(whatif(b)->unsaved);
	type(b, ":scenario ");
	type(b, two);
	type(b, "\r");
	says(b, "the edits are not saved");
	assert_int_equal(whatif(b)->edit_count, 1);
	free(one);
	free(two);
	free(bad);
}

static void test_scenarios_of_the_directory_are_listed(void **state) {
	struct bench *b = *state;
	char home[PATH_MAX];
	assert_non_null(getcwd(home, sizeof home));
	assert_int_equal(chdir(b->dir), 0);
	free(scenario_of(b, "night.scenario", "at 2024-07-22T09:15:00Z gen G01 trip\n"));
	key(b, ' ');
	read_all(b);
	type(b, ":night");
	const struct palette_view *p = &app_view(b->app)->palette;
	bool listed = false;
	for (int i = 0; i < p->count; i++)
		listed |= !strcmp(p->row[i].text, "scenario night.scenario");
	assert_true(listed);
	type(b, ".scenario");
	key(b, KEYCODE_DOWN);
	key(b, KEYCODE_ENTER);
	says(b, "1 edit of night.scenario");
	assert_int_equal(chdir(home), 0);
}

/* Types it in place of the whole line; the newest edit is then that one. */
static void types(struct bench *b, const char *typed, const char *edit) {
	char text[EDIT_TEXT_SIZE];
	size_t before = whatif(b)->edit_count;
	key(b, KEYCODE_ENTER);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_EDIT);
	key(b, KEY_CTRL('U'));
	type(b, typed);
	key(b, KEYCODE_ENTER);
	assert_int_equal(whatif(b)->edit_count, before + 1);
	struct edit e = whatif(b)->edits[before];
	e.at_given = false;
	assert_string_equal(edit_print(&e, app_world(b->app)->site, text, sizeof text), edit);
}

/* The field is selected: its value alone is enough, and any other edit may stand there as well. */
static void test_a_value_alone_is_of_the_field(void **state) {
	struct bench *b = *state;
	enter(b);
	select_field(b, '4', "cap");
	types(b, "345", "gpu cap 345W");
	types(b, "350W over 90s", "gpu cap 350W over 90s");
	types(b, "gpu online 4800", "gpu online 4800");
	select_field(b, '1', "TVA limit");
	types(b, "2.5MW", "feed TVA limit 2.5MW");
	key(b, KEYCODE_ENTER);
	type(b, "3MW\r"); /* over the number and the unit that stand there */
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
	says(b, "feed TVA limit 3MW");
	key(b, KEYCODE_ENTER);
	key(b, KEY_CTRL('U'));
	assert_string_equal(app_view(b->app)->prompt_hint, "a value of feed TVA limit, or any edit");
	app_update(b->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = 120, .rows = 40, .mono_ms = b->mono });
	type(b, "9x\r");
	assert_true(app_view(b->app)->message_is_error);
	assert_string_equal(app_view(b->app)->prompt_text, "feed TVA limit 9x"); /* of which the column is told */
	says(b, "Esc leaves");
	key(b, KEYCODE_ESC);
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
	assert_true(whatif(b)->on);
}

/* Outside of the mode its keys say where they are, where they do nothing else there. */
static void test_its_keys_say_where_they_are(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	for (const char *k = "xucVs="; *k; k++) {
		key(b, (unsigned char)*k);
		says(b, "what if: w (there it is: ");
		assert_false(app_view(b->app)->message_is_error);
	}
	key(b, 'k');
	assert_string_equal(message(b), "");
	key(b, 'Q'); /* of nobody */
	assert_string_equal(message(b), "");
	type(b, "wc");
	assert_string_equal(message(b), "");
	assert_int_equal(app_view(b->app)->overlay, OVERLAY_EDITS);
}

/* What the last row of the screen names is not said once more at the foot of the table. */
static void test_keys_of_the_table_stand_once(void **state) {
	struct bench *b = *state;
	enter(b);
	type(b, "3z");
	for (int cols = 72; cols <= 220; cols += 4) {
		struct grid g;
		struct buf text = { 0 };
		grid_init(&g);
		grid_resize(&g, cols, 30);
		screen_draw(&g, app_world(b->app), app_view(b->app));
		grid_text(&g, &text);
		for (const char *const *words = (const char *const[]){ "O order", "I reverse", "F filter", NULL }; *words; words++) {
			const char *first = strstr(text.data, *words);
			if (!first || strstr(first + 1, *words))
				fail_msg("%d columns: %s not once in\n%s", cols, *words, text.data);
		}
		buf_free(&text);
		grid_free(&g);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_the_list_of_alarms_is_behind_b),
		TEST(test_a_scenario_opens_at_its_first_edit),
		TEST(test_a_file_replaces_the_edits),
		TEST(test_a_value_alone_is_of_the_field),
		TEST(test_its_keys_say_where_they_are), TEST(test_keys_of_the_table_stand_once),
		TEST(test_scenarios_of_the_directory_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
