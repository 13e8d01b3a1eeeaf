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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_the_list_of_alarms_is_behind_b),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
