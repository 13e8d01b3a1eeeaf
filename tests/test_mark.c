/* Marks and the text that keeps them: lines read and refused by their numbers, a text edited without touching what it does not mean. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "mark.h"

#define NINE INT64_C(1721638800000) /* 2024-07-22T09:00:00Z */

static void test_lines(void **state) {
	static const struct { const char *line; enum mark_line kind; char letter; int64_t t_ms; const char *text; } lines[] = {
		{ "a 2024-07-22T09:00:00.000Z", MARK_LINE_MARK, 'a', NINE, "" },
		{ "Z 2024-07-22T09:00:00Z the trip of G07", MARK_LINE_MARK, 'Z', NINE, "the trip of G07" },
		{ "  7\t2024-07-22T11:00:00+02:00   words  \r", MARK_LINE_MARK, '7', NINE, "words" },
		{ "b 2024-07-22T09:00:00Z \x1b[31mred", MARK_LINE_MARK, 'b', NINE, "?[31mred" },
		{ "", MARK_LINE_NOTHING, 0, 0, NULL }, { "   ", MARK_LINE_NOTHING, 0, 0, NULL }, { "# a 2024-07-22T09:00:00Z", MARK_LINE_NOTHING, 0, 0, NULL },
		{ "a", MARK_LINE_BAD, 0, 0, "column 2: expected a time" }, { "ab 2024-07-22T09:00:00Z", MARK_LINE_BAD, 0, 0, "column 1: expected a letter" },
		{ "! 2024-07-22T09:00:00Z", MARK_LINE_BAD, 0, 0, "column 1: expected a letter" }, { "a yesterday", MARK_LINE_BAD, 0, 0, "column 3: expected a time" },
		{ "a 2024-07-22T09:00:00", MARK_LINE_BAD, 0, 0, "column 3" }, { "a 2024-13-22T09:00:00Z", MARK_LINE_BAD, 0, 0, "column 3" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct mark m;
		struct error err = { "" };
		enum mark_line kind = mark_line_read(lines[i].line, strlen(lines[i].line), &m, &err);
		if (kind != lines[i].kind)
			fail_msg("\"%s\" is %d: %s", lines[i].line, (int)kind, err.text);
		if (kind == MARK_LINE_BAD && !strstr(err.text, lines[i].text))
			fail_msg("\"%s\": %s", lines[i].line, err.text);
		if (kind != MARK_LINE_MARK)
			continue;
		assert_int_equal(m.letter, lines[i].letter);
		assert_int_equal(m.t_ms, lines[i].t_ms);
		assert_string_equal(m.text, lines[i].text);
	}
}

static void test_list_is_in_order_and_holds_each_letter_once(void **state) {
	struct mark_list list = { .count = 0 };
	(void)state;
	for (int c = 0; c < 256; c++)
		if (mark_is_letter((uint32_t)c))
			mark_list_set(&list, &(struct mark){ .letter = (char)c, .t_ms = NINE - c % 7 * 1000 });
	assert_int_equal(list.count, MARKS_MAX);
	mark_list_set(&list, &(struct mark){ .letter = 'k', .t_ms = NINE + 5000, .text = "late" });
	assert_int_equal(list.count, MARKS_MAX);
	assert_int_equal(list.at[MARKS_MAX - 1].letter, 'k');
	assert_string_equal(mark_list_find(&list, 'k')->text, "late");
	for (size_t i = 1; i < list.count; i++)
		assert_true(list.at[i - 1].t_ms < list.at[i].t_ms || (list.at[i - 1].t_ms == list.at[i].t_ms && list.at[i - 1].letter < list.at[i].letter));
	assert_null(mark_list_find(&list, '!'));
	mark_list_set(&list, &list.at[0]); /* of itself */
	assert_int_equal(list.count, MARKS_MAX);
}

static const char mixed[] = "# of the night shift\n"
	"a 2024-07-22T09:00:00.000Z first\n"
	"a line that somebody else has written\n"
	"\n"
	"b 2024-07-22T08:00:00.000Z\n"
	"c 2024-07-22\n"
	"a 2024-07-22T10:00:00.000Z again";

static void test_text_names_its_first_bad_line(void **state) {
	struct mark_list list;
	struct error err;
	(void)state;
	assert_int_equal(mark_text_read(mixed, strlen(mixed), &list, &err), 2);
	assert_true(!strncmp(err.text, "line 3, column 3: expected a time", 33));
	assert_int_equal(list.count, 2);
	assert_int_equal(list.at[0].letter, 'b');
	assert_string_equal(list.at[1].text, "again"); /* the later counts */
	assert_int_equal(mark_text_read("", 0, &list, &err), 0);
	assert_int_equal(list.count, 0);
}

static void assert_edits(const char *from, const struct mark *mark, const char *expected) {
	struct buf out = { 0 };
	mark_text_edit(from, strlen(from), mark, &out);
	assert_string_equal(out.data ? out.data : "", expected);
	buf_free(&out);
}

static void test_edit_leaves_the_rest(void **state) {
	(void)state;
	assert_edits("", &(struct mark){ .letter = 'a', .t_ms = NINE, .text = "words" }, "a 2024-07-22T09:00:00.000Z words\n");
	assert_edits(mixed, &(struct mark){ .letter = 'a', .t_ms = NINE + 1 }, "# of the night shift\na 2024-07-22T09:00:00.001Z\na line that somebody else has written\n\n"
		"b 2024-07-22T08:00:00.000Z\nc 2024-07-22\n");
	assert_edits(mixed, &(struct mark){ .letter = 'b', .t_ms = TIME_NONE }, "# of the night shift\na 2024-07-22T09:00:00.000Z first\na line that somebody else has written\n\n"
		"c 2024-07-22\na 2024-07-22T10:00:00.000Z again\n");
	assert_edits("x", &(struct mark){ .letter = 'x', .t_ms = NINE }, "x\nx 2024-07-22T09:00:00.000Z\n"); /* not a mark: kept */
	assert_edits("", &(struct mark){ .letter = 'a', .t_ms = TIME_NONE }, "");
}

static void test_what_is_written_reads_back(void **state) {
	struct buf text = { 0 };
	struct mark_list list;
	struct error err;
	(void)state;
	for (int c = 'a'; c <= 'z'; c++) {
		struct buf next = { 0 };
		struct mark m = { .letter = (char)c, .t_ms = NINE + c * 1234 };
		snprintf(m.text, sizeof m.text, "%s%c", c % 2 ? "w\u00f6rds of " : "", c);
		mark_text_edit(text.data ? text.data : "", text.len, &m, &next);
		buf_free(&text);
		text = next;
	}
	assert_int_equal(mark_text_read(text.data, text.len, &list, &err), 0);
	assert_int_equal(list.count, 26);
	assert_int_equal(mark_list_find(&list, 'k')->t_ms, NINE + 'k' * 1234);
	assert_string_equal(mark_list_find(&list, 'k')->text, "w\u00f6rds of k");
	buf_free(&text);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines), cmocka_unit_test(test_list_is_in_order_and_holds_each_letter_once), cmocka_unit_test(test_text_names_its_first_bad_line),
		cmocka_unit_test(test_edit_leaves_the_rest), cmocka_unit_test(test_what_is_written_reads_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
