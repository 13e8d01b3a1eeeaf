/* Commands that were typed: each once, the newest last, a hundred of them; and their file, written whole, with what another dashboard has put there. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command_history.h"

static int setup(void **state) {
	*state = test_dir_make();
	setenv("XDG_STATE_HOME", *state, 1);
	return 0;
}

static int teardown(void **state) {
	test_dir_remove(*state);
	unsetenv("XDG_STATE_HOME");
	return 0;
}

static void lines_are(const struct command_history *h, const char *want) {
	char got[4096] = "";
	for (size_t i = 0; i < h->count; i++)
		snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i ? "|" : "", h->line[i]);
	assert_string_equal(got, want);
}

static void each_line_stands_once(void **state) {
	struct command_history h = { .count = 0 };
	(void)state;
	command_history_add(&h, "pause");
	command_history_add(&h, "speed 4");
	command_history_add(&h, "  ");
	command_history_add(&h, "");
	lines_are(&h, "pause|speed 4");
	command_history_add(&h, "pause");
	lines_are(&h, "speed 4|pause");
	command_history_add(&h, "pause");
	lines_are(&h, "speed 4|pause");
	assert_int_equal(h.added, 2);
}

static void the_oldest_goes(void **state) {
	struct command_history *h = mem_zalloc(1, sizeof *h);
	char line[40];
	(void)state;
	for (int i = 0; i < 3 * HISTORY_MAX; i++) {
		snprintf(line, sizeof line, "speed %d", i);
		command_history_add(h, line);
	}
	assert_int_equal(h->count, HISTORY_MAX);
	assert_int_equal(h->added, HISTORY_MAX);
	assert_string_equal(h->line[0], "speed 200");
	assert_string_equal(h->line[HISTORY_MAX - 1], "speed 299");
	command_history_add(h, "speed 200");
	assert_string_equal(h->line[0], "speed 201");
	assert_string_equal(h->line[HISTORY_MAX - 1], "speed 200");
	free(h);
}

static void the_file_is_added_to(void **state) {
	struct command_history one = { .count = 0 }, other = { .count = 0 }, all = { .count = 0 };
	struct error err;
	struct stat info;
	char *path = mem_printf("%s/mwtop/history", (char *)*state);
	assert_true(command_history_write(&one, &err)); /* nothing was typed: no file is made */
	assert_int_not_equal(stat(path, &info), 0);
	command_history_read(&one);
	command_history_read(&other);
	command_history_add(&one, "pause");
	command_history_add(&other, "gpu cap 345W");
	assert_true(command_history_write(&one, &err));
	assert_true(command_history_write(&other, &err));
	command_history_read(&all);
	lines_are(&all, "pause|gpu cap 345W");
	assert_int_equal(all.added, 0);
	command_history_add(&all, "pause");
	assert_int_equal(all.added, 1);
	assert_true(command_history_write(&all, &err));
	all.count = 0;
	command_history_read(&all);
	lines_are(&all, "gpu cap 345W|pause");
	free(path);
}

static void what_the_file_holds_is_cleaned(void **state) {
	struct command_history h = { .count = 0 };
	struct error err;
	command_history_add(&h, "quit");
	assert_true(command_history_write(&h, &err));
	char *path = mem_printf("%s/mwtop/history", (char *)*state);
	FILE *f = fopen(path, "w");
	fputs("\x1b[31mred\n\n", f);
	for (int i = 0; i < 3000; i++)
		fputc('x', f);
	fputs("\nlast", f);
	fclose(f);
	h.count = h.added = 0;
	command_history_read(&h);
	assert_int_equal(h.count, 3);
	assert_null(strchr(h.line[0], 0x1b));
	assert_true(strlen(h.line[1]) < HISTORY_LINE_SIZE);
	assert_string_equal(h.line[2], "last");
	free(path);
}

static void a_place_that_cannot_be_written_is_told(void **state) {
	struct command_history h = { .count = 0 };
	struct error err;
	char *path = test_file_write(*state, "mwtop", "a file", 6); /* where the directory would be */
	command_history_add(&h, "pause");
	assert_false(command_history_write(&h, &err));
	assert_non_null(strstr(err.text, "mwtop"));
	free(path);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(each_line_stands_once), TEST(the_oldest_goes), TEST(the_file_is_added_to), TEST(what_the_file_holds_is_cleaned), TEST(a_place_that_cannot_be_written_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
