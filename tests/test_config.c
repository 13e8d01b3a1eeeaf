/* Configuration: which place has the say, and that each fault is named by file, line and key while everything else goes on. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config.h"

struct bench {
	char *dir;
	struct config c;
};

static int setup(void **state) {
	struct bench *b = mem_zalloc(1, sizeof *b);
	b->dir = test_dir_make();
	config_init(&b->c);
	*state = b;
	return 0;
}

static int teardown(void **state) {
	struct bench *b = *state;
	for (int id = 0; id < DASH_COUNT; id++) {
		char name[64];
		unsetenv(config_variable((enum dashboard_option)id, name, sizeof name));
	}
	config_free(&b->c);
	test_dir_remove(b->dir);
	free(b);
	return 0;
}

static void read_file(struct bench *b, enum config_place place, const char *name, const char *text) {
	char *path = test_file_write(b->dir, name, text, strlen(text));
	assert_true(config_read_file(&b->c, place, path));
	free(path);
}

static void assert_option(struct bench *b, enum dashboard_option id, const char *text, const char *where) {
	char got[600];
	assert_string_equal(config_text(&b->c, id), text);
	config_where(&b->c, id, got, sizeof got);
	if (!strstr(got, where))
		fail_msg("%s comes from \"%s\", not \"%s\"", dashboard_rows[id].name, got, where);
}

static void take_line(struct bench *b, const char *const *words) {
	struct option_value *values = mem_zalloc(COMMAND_OPTIONS_MAX, sizeof *values);
	char *argv[16];
	int argc = 0, operands;
	struct error err;
	for (; words[argc]; argc++)
		argv[argc] = (char *)(uintptr_t)words[argc];
	if (!options_parse(dashboard_rows, DASH_COUNT, argc, argv, values, &operands, &err) ||
	    !config_take_line(&b->c, &(struct invocation){ .option = values, .argc = operands, .argv = argv }, &err))
		fail_msg("%s", err.text);
	free(values);
}

static void test_the_higher_place_wins(void **state) {
	struct bench *b = *state;
	assert_option(b, DASH_SPEED, "1", "default");
	assert_near(b->c.value[DASH_SPEED].number, 1, 0);
	read_file(b, CONFIG_SYSTEM, "system", "speed = 2\nascii = yes\nwindow = 6h\nsource = site\n");
	assert_option(b, DASH_SPEED, "2", "system: line 1");
	read_file(b, CONFIG_USER, "user", "# mine\nspeed = 3\nascii = no\nwindow = 2d\n");
	assert_option(b, DASH_SPEED, "3", "user: line 2");
	assert_option(b, DASH_ASCII, "no", "user: line 3");
	assert_false(b->c.value[DASH_ASCII].given);
	assert_option(b, DASH_SOURCE, "site", "system: line 4");
	setenv("MWTOP_SPEED", "4", 1);
	setenv("MWTOP_MAX_BPS", "", 1); /* empty is not there */
	config_read_environment(&b->c);
	assert_option(b, DASH_SPEED, "4", "$MWTOP_SPEED");
	assert_option(b, DASH_MAX_BPS, "", "default");
	take_line(b, (const char *const[]){ "--speed", "5", "--ascii", "other", NULL });
	assert_option(b, DASH_SPEED, "5", "--speed");
	assert_near(b->c.value[DASH_SPEED].number, 5, 0);
	assert_option(b, DASH_ASCII, "yes", "--ascii");
	assert_option(b, DASH_SOURCE, "other", "--source");
	assert_option(b, DASH_WINDOW, "2d", "user: line 4");
	assert_int_equal(dashboard_window_ms(b->c.value[DASH_WINDOW].text), 172800000);
	assert_int_equal(b->c.fault_count, 0);
}

/* A flag of a file is taken back on the command line. */
static void test_no_takes_a_flag_back(void **state) {
	struct bench *b = *state;
	read_file(b, CONFIG_USER, "user", "ascii = yes\n");
	assert_true(b->c.value[DASH_ASCII].given);
	take_line(b, (const char *const[]){ "--ascii=no", NULL });
	assert_false(b->c.value[DASH_ASCII].given);
	assert_option(b, DASH_ASCII, "no", "--ascii");
}

static void test_each_fault_is_named(void **state) {
	static const struct { const char *line, *fault; } faults[] = {
		{ "speeed = 2", "speeed: no such key; did you mean speed?" },
		{ "qwertyuiop = 2", "qwertyuiop: no such key, mwtop.conf(5) has them all" },
		{ "max_bps = 9600", "max_bps: no such key; did you mean max-bps?" },
		{ "speed = fast", "speed: \"fast\" is no number" },
		{ "speed =", "speed: \"\" is no number" },
		{ "speed = 0.09", "speed: 0.09 is out of range (0.1 to 10000)" },
		{ "speed = 10001", "speed: 10001 is out of range (0.1 to 10000)" },
		{ "ascii = maybe", "ascii: \"maybe\" is neither yes nor no" },
		{ "window = 9s", "window: \"9s\": expected a duration from 10s to 366d, or all" },
		{ "window = 367d", "window: \"367d\": expected" },
		{ "source =", "source: expected a SOURCE" },
		{ "at = 10:00", "at: is for the command line alone" },
		{ "help = yes", "help: is for the command line alone" },
		{ "noise", "expected key = value" },
		{ "[section", "expected key = value" },
		{ "= 3", "expected key = value" },
	};
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct bench *b = *state;
		char text[200], expected[200];
		config_free(&b->c);
		config_init(&b->c);
		snprintf(text, sizeof text, "# first\n%s\nmax-bps = 9600\n", faults[i].line);
		read_file(b, CONFIG_USER, "f", text);
		snprintf(expected, sizeof expected, "/f: line 2: %s", faults[i].fault);
		if (b->c.fault_count != 1 || !strstr(b->c.faults.data, expected))
			fail_msg("%s: %zu faults: %s", faults[i].line, b->c.fault_count, b->c.faults.data ? b->c.faults.data : "");
		assert_near(b->c.value[DASH_MAX_BPS].number, 9600, 0); /* what follows is read */
		assert_option(b, DASH_SPEED, "1", "default");
	}
}

static void test_the_bounds_themselves_are_fine(void **state) {
	struct bench *b = *state;
	static const char *const texts[] = { "speed = 0.1\nmax-bps = 300\nwindow = 10s\n", "speed = 10000\nmax-bps = 1e9\nwindow = 366d\n", "window = all\n", "proxy =\n" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		read_file(b, CONFIG_USER, "f", texts[i]);
	assert_int_equal(b->c.fault_count, 0);
	assert_int_equal(dashboard_window_ms(config_text(&b->c, DASH_WINDOW)), 0);
	assert_true(b->c.value[DASH_PROXY].given); /* none, said so */
}

/* A fault leaves the say to the place below. */
static void test_a_faulty_line_counts_as_not_written(void **state) {
	struct bench *b = *state;
	read_file(b, CONFIG_SYSTEM, "system", "speed = 2\n");
	read_file(b, CONFIG_USER, "user", "speed = x\nspeed = 7\nspeed = 8\n[s]\nwindow = 6h\n");
	setenv("MWTOP_SPEED", "y", 1);
	config_read_environment(&b->c);
	assert_option(b, DASH_SPEED, "2", "system: line 1");
	assert_string_not_equal(config_text(&b->c, DASH_WINDOW), "6h");
	assert_int_equal(b->c.fault_count, 5);
	assert_non_null(strstr(b->c.faults.data, "user: line 2: speed: stands in line 1 already"));
	assert_non_null(strstr(b->c.faults.data, "user: line 5: window: stands in section [s]"));
	assert_non_null(strstr(b->c.faults.data, "$MWTOP_SPEED: \"y\" is no number"));
	char notice[400];
	config_notice(&b->c, notice, sizeof notice);
	assert_null(strchr(notice, '\n'));
	assert_non_null(strstr(notice, "user: line 1: speed: \"x\" is no number; 4 more: mwtop config check"));
}

static void test_files_that_cannot_be_read(void **state) {
	struct bench *b = *state;
	char *none = mem_printf("%s/none", b->dir);
	assert_false(config_read_file(&b->c, CONFIG_USER, none));
	assert_int_equal(b->c.fault_count, 0);
	assert_true(config_read_file(&b->c, CONFIG_USER, b->dir)); /* a directory */
	assert_int_equal(b->c.fault_count, 1);
	assert_non_null(strstr(b->c.faults.data, "Is a directory"));
	char *binary = test_file_write(b->dir, "binary", "speed\0= 2", 9);
	assert_true(config_read_file(&b->c, CONFIG_USER, binary));
	assert_int_equal(b->c.fault_count, 2);
	free(none);
	free(binary);
}

/* What stands in a file reaches no terminal as it is. */
static void test_hostile_text_is_cleaned(void **state) {
	struct bench *b = *state;
	read_file(b, CONFIG_USER, "f", "speed = \x1b]0;owned\x07\n\x1b[31mspeed = 2\n");
	for (const char *p = b->c.faults.data; *p; p++)
		if ((unsigned char)*p < ' ' && *p != '\n')
			fail_msg("a control character in: %s", b->c.faults.data);
	assert_int_equal(b->c.fault_count, 2);
}

static void test_home(void **state) {
	struct bench *b = *state;
	char *home = getenv("HOME") ? mem_strdup(getenv("HOME")) : NULL, *path;
	setenv("HOME", "/home/u", 1);
	read_file(b, CONFIG_USER, "f", "token-file = ~/token\n");
	assert_string_equal(b->c.value[DASH_TOKEN_FILE].text, "/home/u/token");
	setenv("XDG_CONFIG_HOME", "/x", 1);
	path = config_user_file();
	assert_string_equal(path, "/x/mwtop/mwtop.conf");
	free(path);
	setenv("XDG_CONFIG_HOME", "relative", 1);
	path = config_user_file();
	assert_string_equal(path, "/home/u/.config/mwtop/mwtop.conf");
	free(path);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("HOME");
	assert_null(config_user_file());
	if (home)
		setenv("HOME", home, 1);
	free(home);
}

/* The table: names are their own nearest, defaults are values, what `:set` refuses leaves what was. */
static void test_the_table(void **state) {
	struct bench *b = *state;
	struct error err;
	for (int id = 0; id < DASH_COUNT; id++) {
		struct option_value value = { 0 };
		const struct dashboard_use *use = &dashboard_uses[id];
		if (*use->otherwise && !dashboard_option_take((enum dashboard_option)id, use->otherwise, &value, &err))
			fail_msg("default of %s: %s", dashboard_rows[id].name, err.text);
		if (use->uses & USE_FILE)
			assert_string_equal(dashboard_option_near(dashboard_rows[id].name), dashboard_rows[id].name);
		assert_true(strlen(dashboard_rows[id].name) <= 48); /* of an INI key */
	}
	assert_true(config_set(&b->c, DASH_SPEED, "20", &err));
	assert_option(b, DASH_SPEED, "20", ":set");
	assert_false(config_set(&b->c, DASH_SPEED, "0", &err));
	assert_string_equal(err.text, "speed: 0 is out of range (0.1 to 10000)");
	assert_option(b, DASH_SPEED, "20", ":set");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_the_higher_place_wins), TEST(test_no_takes_a_flag_back), TEST(test_each_fault_is_named), TEST(test_the_bounds_themselves_are_fine),
		TEST(test_a_faulty_line_counts_as_not_written), TEST(test_files_that_cannot_be_read), TEST(test_hostile_text_is_cleaned), TEST(test_home), TEST(test_the_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
