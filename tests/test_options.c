/* Options: every kind with input that is valid and input that is not, both spellings, operands, and the nearest word. */
#include "support.h"

#include <string.h>

#include "options.h"

enum { FLAG, TEXT, LIST, NUMBER, INTEGER, CHOICE, ANY, ROWS };
static const struct option_row rows[ROWS] = {
	[FLAG] = { "ascii", 'a', OPTION_FLAG, NULL, 0, 0, "ASCII only" },
	[TEXT] = { "output", 'o', OPTION_TEXT, "FILE", 0, 0, "where to" },
	[LIST] = { "edit", 'e', OPTION_LIST, "EDIT", 0, 0, "an edit" },
	[NUMBER] = { "speed", 0, OPTION_NUMBER, "N", 0.1, 10000, "speed" },
	[INTEGER] = { "gpus", 0, OPTION_INTEGER, "N", 1, 1000000, "GPUs" },
	[CHOICE] = { "format", 'f', OPTION_CHOICE, "text|json|csv", 0, 0, "format" },
	[ANY] = { "offset", 0, OPTION_NUMBER, "N", 0, 0, "any number" },
};

struct parsed {
	bool ok;
	int operands;
	char *argv[80];
	struct option_value values[ROWS];
	struct error err;
};

/* Parses words separated by '|'. */
static struct parsed *parse(const char *line) {
	static struct parsed p;
	static char text[1024];
	memset(&p, 0, sizeof p);
	snprintf(text, sizeof text, "%s", line);
	int argc = 0;
	for (char *word = text, *next; *line; word = next + 1) {
		next = strchr(word, '|');
		p.argv[argc++] = word;
		if (!next)
			break;
		*next = '\0';
	}
	p.ok = options_parse(rows, ROWS, argc, p.argv, p.values, &p.operands, &p.err);
	return &p;
}

static struct parsed *accept(const char *line) {
	struct parsed *p = parse(line);
	if (!p->ok)
		fail_msg("%s: %s", line, p->err.text);
	return p;
}

static void refuse(const char *line, const char *expected) {
	struct parsed *p = parse(line);
	if (p->ok)
		fail_msg("accepted: %s", line);
	if (!strstr(p->err.text, expected))
		fail_msg("%s: \"%s\" does not say \"%s\"", line, p->err.text, expected);
}

static void test_nothing(void **state) {
	(void)state;
	struct parsed *p = accept("");
	assert_int_equal(p->operands, 0);
	for (int i = 0; i < ROWS; i++)
		assert_false(p->values[i].given);
}

static void test_flag(void **state) {
	(void)state;
	assert_true(accept("--ascii")->values[FLAG].given);
	assert_true(accept("-a")->values[FLAG].given);
	assert_true(accept("-a|--ascii")->values[FLAG].given);
	refuse("--ascii=", "--ascii: \"\" is neither yes nor no");
	refuse("--ascii=yess", "neither yes nor no");
	assert_true(accept("--ascii=yes")->values[FLAG].given);
	assert_true(accept("--ascii=On")->values[FLAG].given);
	const struct parsed *off = accept("--ascii|--ascii=no");
	assert_false(off->values[FLAG].given);
	assert_true(off->values[FLAG].said);
	assert_false(accept("")->values[FLAG].said);
	off = accept("--ascii|--no-ascii");
	assert_false(off->values[FLAG].given);
	assert_true(off->values[FLAG].said);
	refuse("--no-ascii=yes", "unknown option --no-ascii");
	refuse("--no-asci", "did you mean --no-ascii?");
	refuse("--no-speed", "unknown option");
	refuse("-ab", "unknown option");
}

/* What stands in the help does what is said beside it, whichever way round the flag is. */
static void test_help_is_of_what_stands_there(void **state) {
	(void)state;
	const struct option_row off = { "ascii", 0, OPTION_FLAG, NULL, 0, 0, "ASCII only" }, on = { "mouse", 0, OPTION_FLAG, "leave it alone", 0, 0, "take clicks" },
	                        value = { "speed", 0, OPTION_NUMBER, "N", 0, 0, "so fast" };
	const struct { const struct option_row *row; const char *prefix, *help; } cases[] = { { &off, "", "ASCII only" }, { &on, "no-", "leave it alone" }, { &value, "", "so fast" } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(option_prefix(cases[i].row), cases[i].prefix);
		assert_string_equal(option_help(cases[i].row), cases[i].help);
	}
}

static void test_text(void **state) {
	(void)state;
	assert_string_equal(accept("--output|x.ndjson")->values[TEXT].text, "x.ndjson");
	assert_string_equal(accept("--output=x=y")->values[TEXT].text, "x=y");
	assert_string_equal(accept("--output=")->values[TEXT].text, "");
	assert_string_equal(accept("-o|x")->values[TEXT].text, "x");
	assert_string_equal(accept("-o|-")->values[TEXT].text, "-");
	assert_string_equal(accept("-o|-10m")->values[TEXT].text, "-10m");
	assert_string_equal(accept("-o|a|--output=b")->values[TEXT].text, "b"); /* the last */
	refuse("--output", "needs a value (FILE)");
	refuse("-o", "needs a value (FILE)");
	refuse("-o|--ascii", "needs a value (FILE)");
	assert_string_equal(accept("--output=--ascii")->values[TEXT].text, "--ascii");
}

static void test_list(void **state) {
	(void)state;
	struct parsed *p = accept("-e|gen G07 trip|--edit=job start|--edit|gpu cap 402W");
	assert_int_equal(p->values[LIST].list_count, 3);
	assert_string_equal(p->values[LIST].list[0], "gen G07 trip");
	assert_string_equal(p->values[LIST].list[1], "job start");
	assert_string_equal(p->values[LIST].list[2], "gpu cap 402W");
	char line[600] = "--edit=x";
	for (int i = 1; i < 64; i++)
		strcat(line, "|--edit=x");
	assert_int_equal(accept(line)->values[LIST].list_count, 64);
	strcat(line, "|--edit=x");
	refuse(line, "more than 64");
}

static void test_number(void **state) {
	(void)state;
	assert_near(accept("--speed|2.5")->values[NUMBER].number, 2.5, 0);
	assert_near(accept("--speed=1e3")->values[NUMBER].number, 1000, 0);
	assert_near(accept("--speed=0.1")->values[NUMBER].number, 0.1, 0);
	assert_near(accept("--speed=10000")->values[NUMBER].number, 10000, 0);
	assert_near(accept("--offset|-7.5")->values[ANY].number, -7.5, 0);
	static const char *const bad[] = { "--speed=", "--speed=x", "--speed=1x", "--speed= 1", "--speed=1 ", "--speed=inf", "--speed=nan", "--speed=0x10",
		"--speed=1e999", "--speed=e", "--speed=-", "--speed=1,5", "--offset=1e400" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		refuse(bad[i], "is no number");
	refuse("--speed=0.09", "out of range (0.1 to 10000)");
	refuse("--speed=10001", "out of range (0.1 to 10000)");
	refuse("--speed=-1", "out of range");
}

static void test_integer(void **state) {
	(void)state;
	assert_near(accept("--gpus|32000")->values[INTEGER].number, 32000, 0);
	assert_near(accept("--gpus|1e5")->values[INTEGER].number, 100000, 0);
	refuse("--gpus=32000.5", "is no whole number");
	refuse("--gpus=0", "out of range (1 to 1000000)");
	refuse("--gpus=1000001", "out of range");
	refuse("--gpus=many", "is no number");
}

static void test_choice(void **state) {
	(void)state;
	assert_near(accept("--format|text")->values[CHOICE].number, 0, 0);
	assert_near(accept("-f|json")->values[CHOICE].number, 1, 0);
	assert_near(accept("--format=csv")->values[CHOICE].number, 2, 0);
	refuse("--format=xml", "none of text|json|csv");
	refuse("--format=", "none of");
	refuse("--format=tex", "none of");
}

static void test_operands_come_first(void **state) {
	(void)state;
	struct parsed *p = accept("once|--ascii|SOURCE|-o|x|-|last");
	assert_int_equal(p->operands, 4);
	assert_string_equal(p->argv[0], "once");
	assert_string_equal(p->argv[1], "SOURCE");
	assert_string_equal(p->argv[2], "-");
	assert_string_equal(p->argv[3], "last");
	assert_string_equal(p->values[TEXT].text, "x");
	p = accept("a|--|--ascii|-o|--");
	assert_int_equal(p->operands, 4);
	assert_string_equal(p->argv[1], "--ascii");
	assert_string_equal(p->argv[3], "--");
	assert_false(p->values[FLAG].given);
}

static void test_unknown(void **state) {
	(void)state;
	refuse("--fromat=json", "unknown option --fromat (did you mean --format?)");
	refuse("--out|x", "did you mean --output?");
	refuse("--zzzzzzzz", "unknown option --zzzzzzzz");
	assert_null(strstr(parse("--zzzzzzzz")->err.text, "mean"));
	refuse("-q", "unknown option -q");
	refuse("--=x", "unknown option --");
	refuse("--\x1b[2J", "unknown option --?[2J");
}

static void test_find(void **state) {
	(void)state;
	assert_int_equal(options_find(rows, ROWS, "format"), CHOICE);
	assert_int_equal(options_find(rows, ROWS, "forma"), -1);
	assert_int_equal(options_find(rows, ROWS, ""), -1);
}

static void test_nearest_word(void **state) {
	(void)state;
	static const char *const words[] = { "G01", "G02", "G14", "once", "list", "whatif", "memphis-bring-up", "generator-trip", NULL };
	assert_string_equal(word_nearest("whatfi", words), "whatif");
	assert_string_equal(word_nearest("ONCE", words), "once");
	assert_string_equal(word_nearest("lits", words), "list");
	assert_string_equal(word_nearest("G1", words), "G01");
	assert_string_equal(word_nearest("genrator-trip", words), "generator-trip");
	assert_string_equal(word_nearest("memphis", words), "memphis-bring-up");
	assert_null(word_nearest("G99", words));
	assert_null(word_nearest("", words));
	assert_null(word_nearest("zebra", words));
	char text[500];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_null(word_nearest(text, words));
	const char *const longer[] = { text, "xx", NULL };
	assert_string_equal(word_nearest("xy", longer), "xx");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_flag),
		cmocka_unit_test(test_help_is_of_what_stands_there),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_integer),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_operands_come_first),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_nearest_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
