/* Finding one's way in the what-if: scenario files, values without their words, and what keys say where they have nothing to do. */
#include "app_bench.h"

#include <limits.h>
#include <unistd.h>

#include "fields.h"

static const struct world_whatif *whatif(const struct bench *b) { return app_world(b->app)->whatif; }
static const char *message(const struct bench *b) { return app_view(b->app)->message; }

static void says(const struct bench *b, const char *words) {
	if (!strstr(message(b), words))
		fail_msg("no \"%s\" in \"%s\"", words, message(b));
}

/* At 100 s, everything read, in the mode. */
static void enter(struct bench *b) {
	key(b, ' ');
	read_all(b);
	type(b, "g2024-07-22T09:01:40Z\rw");
	read_all(b);
	assert_true(whatif(b) && whatif(b)->on);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_the_list_of_alarms_is_behind_b),
		TEST(test_a_scenario_opens_at_its_first_edit),
		TEST(test_a_file_replaces_the_edits),
		TEST(test_scenarios_of_the_directory_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
