/* Marks and the difference at the keyboard, over the half hour of the bench: import goes over its limit at 600 s, G02 is without data from 300 s on. */
#include "app_bench.h"

#include <unistd.h>

#include "golden_file.h"

static const char *message(const struct bench *b) { return app_view(b->app)->message; }
static enum overlay overlay(const struct bench *b) { return app_view(b->app)->overlay; }
static const struct mark_list *marks(const struct bench *b) { return app_world(b->app)->marks; }

static void assert_kept(const struct bench *b, const char *expected) {
	char *path = mem_printf("%s.marks", b->path), *text = golden_read(path);
	assert_string_equal(text ? text : "none", expected);
	free(text);
	free(path);
}

static void test_set_and_go(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	assert_kept(b, "none");
	type(b, "g+100s\rma");
	assert_kept(b, "a 2024-07-22T09:01:40.000Z\n");
	assert_non_null(strstr(message(b), "Mark a at 04:01:40 CDT"));
	type(b, "g+500s\r'a"); /* 500 s on from the cursor */
	assert_near(at(b), 100, 0);
	key(b, 'o');
	assert_near(at(b), 600, 0);
	type(b, "'a''");
	assert_near(at(b), 600, 0); /* back to where it jumped from */
	type(b, "''");
	assert_near(at(b), 100, 0); /* and back again */
	type(b, "'x");
	assert_true(app_view(b->app)->message_is_error);
	assert_string_equal(message(b), "No mark x; there are a");
	assert_near(at(b), 100, 0);
}

static void test_the_moment_is_that_of_the_key(void **state) {
	struct bench *b = *state;
	wait_ms(b, 5000);
	key(b, 'm');
	wait_ms(b, 3000); /* it plays on */
	key(b, 'a');
	assert_near((double)(marks(b)->at[0].t_ms - T0) / 1000, 5, 0);
	type(b, ":mark b");
	wait_ms(b, 3000);
	key(b, KEYCODE_ENTER);
	assert_near((double)(marks(b)->at[1].t_ms - T0) / 1000, 8, 0);
	assert_near(at(b), 11, 0);
}

static void test_second_replaces_and_says_so(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	type(b, "ma");
	type(b, "g+60s\r:mark a  import is near its limit\r");
	assert_int_equal(marks(b)->count, 1);
	assert_string_equal(marks(b)->at[0].text, "import is near its limit");
	assert_non_null(strstr(message(b), "no longer at 04:00:00"));
	assert_kept(b, "a 2024-07-22T09:01:00.000Z import is near its limit\n");
	type(b, ":mark a import is near its limit\r"); /* where it stands already */
	assert_string_equal(message(b), "Mark a at 04:01:00 CDT");
	type(b, ":mark\rZ");
	assert_int_equal(marks(b)->count, 2);
	type(b, ":mark !\r");
	assert_true(app_view(b->app)->message_is_error);
	type(b, "m!");
	assert_true(app_view(b->app)->message_is_error);
	key(b, 'm');
	key(b, KEYCODE_ESC);
	assert_string_equal(message(b), "");
	assert_int_equal(app_view(b->app)->prompt, PROMPT_NONE);
	assert_int_equal(marks(b)->count, 2);
}

static void test_list_goes_and_removes(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	type(b, "g+300s\rmcg-200s\rmag+100s\rmb"); /* in the order of time: a 100, b 200, c 300 */
	key(b, 'M');
	assert_int_equal(overlay(b), OVERLAY_MARKS);
	type(b, "jj");
	key(b, KEYCODE_DOWN);
	assert_int_equal(app_view(b->app)->mark_row, 2);
	key(b, KEYCODE_ENTER);
	assert_int_equal(overlay(b), OVERLAY_NONE);
	assert_near(at(b), 300, 0);
	key(b, 'M');
	key(b, 'x');
	assert_int_equal(marks(b)->count, 2);
	assert_int_equal(app_view(b->app)->mark_row, 1);
	key(b, KEYCODE_HOME);
	assert_int_equal(app_view(b->app)->mark_row, 0);
	key(b, KEYCODE_DELETE);
	assert_kept(b, "b 2024-07-22T09:03:20.000Z\n");
	key(b, 'x');
	key(b, 'x'); /* nothing is left */
	assert_int_equal(marks(b)->count, 0);
	assert_kept(b, "");
	key(b, KEYCODE_ESC);
	assert_int_equal(overlay(b), OVERLAY_NONE);
}

static void test_they_are_there_again(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	type(b, "g+100s\rmq");
	app_free(b->app);
	assert_null(session_world(b->session)->marks);
	b->app = app_new(b->session, NULL, 1, b->mono);
	assert_int_equal(marks(b)->count, 1);
	type(b, "'q");
	assert_near(at(b), 100, 0);
}

static void test_broken_file_is_told_at_the_start(void **state) {
	struct bench *b = *state;
	app_free(b->app);
	free(test_file_write(b->dir, "night.ndjson.marks", "a soon\nb 2024-07-22T09:00:10Z\nc 1999-01-01T00:00:00Z\n", 53));
	b->app = app_new(b->session, NULL, 1, b->mono);
	assert_true(app_view(b->app)->message_is_error);
	assert_non_null(strstr(message(b), "night.ndjson.marks: line 1, column 3"));
	assert_int_equal(marks(b)->count, 2);
	type(b, "'c");
	assert_non_null(strstr(message(b), "lies outside"));
}

static const struct difference_row *row(const struct bench *b, const char *name) {
	const struct difference *d = app_world(b->app)->difference;
	for (size_t i = 0; d && i < d->count; i++)
		if (!strcmp(d->row[i].key, name))
			return &d->row[i];
	return NULL;
}

static void test_difference_with_the_one_mark(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	key(b, 'd');
	assert_int_equal(overlay(b), OVERLAY_NONE);
	assert_non_null(strstr(message(b), "No mark to compare with"));
	type(b, "g+590s\rmag+20s\rd"); /* 590 s and 610 s */
	assert_int_equal(overlay(b), OVERLAY_DIFFERENCE);
	assert_string_equal(app_view(b->app)->difference_with, "mark a");
	assert_near(row(b, "feed.TVA.kw")->change, 4000, 1e-9);
	assert_near(row(b, "import_mw")->change, 4, 1e-9);
	assert_string_equal(row(b, "over")->text, "import over contract");
	assert_int_equal(row(b, "over")->kind, DIFFERENCE_RAISED);
	key(b, 'L'); /* a minute on, with the difference open */
	assert_near(at(b), 670, 0);
	assert_int_equal(overlay(b), OVERLAY_DIFFERENCE);
	assert_null(row(b, "feed.TVA.kw"));
	assert_int_equal(row(b, "over")->kind, DIFFERENCE_PASSED);
	key(b, 'q');
	assert_int_equal(overlay(b), OVERLAY_NONE);
	assert_null(app_world(b->app)->difference);
}

static void test_difference_with_a_letter_and_the_place_before(void **state) {
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	type(b, "g+100s\rmag+210s\rmb"); /* b: 310 s, without G02 */
	key(b, 'G');
	type(b, "db");
	assert_int_equal(overlay(b), OVERLAY_DIFFERENCE);
	assert_int_equal(row(b, "gen.G02.kw")->then.reading.quality, QUALITY_MISSING);
	assert_true(isnan(row(b, "gen.G02.kw")->change));
	assert_int_equal(app_world(b->app)->difference->then_ms, T0 + 310000);
	type(b, "da"); /* another one, while it is open */
	assert_int_equal(app_world(b->app)->difference->then_ms, T0 + 100000);
	key(b, KEYCODE_ESC);
	key(b, KEYCODE_HOME);
	type(b, "d'"); /* the cursor is the earlier of the two */
	assert_int_equal(app_world(b->app)->difference->then_ms, T0);
	assert_int_equal(app_world(b->app)->difference->now_ms, T0 + (SECONDS - 1) * 1000);
	key(b, KEYCODE_ESC);
	type(b, "dz");
	assert_string_equal(message(b), "No mark z; there are a b");
	assert_int_equal(overlay(b), OVERLAY_NONE);
	type(b, ":difference T-10m\r");
	assert_int_equal(app_world(b->app)->difference->now_ms, T0 + 600000);
	key(b, KEYCODE_ESC);
	type(b, ":difference soon\r");
	assert_true(app_view(b->app)->message_is_error);
}

static void test_difference_in_the_what_if_is_of_the_baseline(void **state) {
	struct bench *b = *state;
	struct grid g;
	struct buf text = { 0 };
	key(b, ' ');
	read_all(b);
	type(b, "g+100s\rmag+50s\rw:gen G01 trip\rd");
	assert_int_equal(overlay(b), OVERLAY_DIFFERENCE);
	assert_null(row(b, "gen.G01.state"));
	grid_init(&g);
	grid_resize(&g, 80, 24);
	app_draw(b->app, &g);
	grid_text(&g, &text);
	assert_non_null(strstr(text.data, "of the BASELINE"));
	buf_free(&text);
	grid_free(&g);
}

static void test_difference_scrolls_and_fits(void **state) {
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 40, 12 }, { 20, 3 }, { 1, 1 }, { 200, 60 } };
	struct bench *b = *state;
	key(b, ' ');
	read_all(b);
	type(b, "g+100s\rmag+505s\rd");
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct grid g;
		app_update(b->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = sizes[i][0], .rows = sizes[i][1], .mono_ms = b->mono });
		for (int k = 0; k < 60; k++)
			key(b, KEYCODE_DOWN);
		int most = app_view(b->app)->help_scroll;
		key(b, KEYCODE_END);
		assert_int_equal(app_view(b->app)->help_scroll, most);
		assert_near(at(b), 605, 0); /* End moves in the table, not in time */
		grid_init(&g);
		grid_resize(&g, sizes[i][0], sizes[i][1]);
		app_draw(b->app, &g);
		grid_free(&g);
		key(b, KEYCODE_HOME);
		assert_int_equal(app_view(b->app)->help_scroll, 0);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_set_and_go, setup, teardown), cmocka_unit_test_setup_teardown(test_the_moment_is_that_of_the_key, setup, teardown),
		cmocka_unit_test_setup_teardown(test_second_replaces_and_says_so, setup, teardown),
		cmocka_unit_test_setup_teardown(test_list_goes_and_removes, setup, teardown), cmocka_unit_test_setup_teardown(test_they_are_there_again, setup, teardown),
		cmocka_unit_test_setup_teardown(test_broken_file_is_told_at_the_start, setup, teardown),
		cmocka_unit_test_setup_teardown(test_difference_with_the_one_mark, setup, teardown),
		cmocka_unit_test_setup_teardown(test_difference_with_a_letter_and_the_place_before, setup, teardown),
		cmocka_unit_test_setup_teardown(test_difference_in_the_what_if_is_of_the_baseline, setup, teardown),
		cmocka_unit_test_setup_teardown(test_difference_scrolls_and_fits, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
