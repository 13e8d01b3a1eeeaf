/* Errors: one clean line, whatever goes in. */
#include "support.h"

#include <string.h>

#include "error.h"

static void test_set_says_false(void **state) {
	(void)state;
	struct error e;
	assert_false(error_set(&e, "%s: line %d", "night.ndjson", 17));
	assert_string_equal(e.text, "night.ndjson: line 17");
}

static void test_prefix_stands_before(void **state) {
	(void)state;
	struct error e;
	error_set(&e, "no such set: G99");
	assert_false(error_prefix(&e, "line %d", 3));
	assert_string_equal(e.text, "line 3: no such set: G99");
}

static void test_old_text_may_be_an_argument(void **state) {
	(void)state;
	struct error e;
	error_set(&e, "inner");
	error_set(&e, "outer (%s)", e.text);
	assert_string_equal(e.text, "outer (inner)");
	error_prefix(&e, "%s", e.text);
	assert_string_equal(e.text, "outer (inner): outer (inner)");
}

static void test_controls_become_question_marks(void **state) {
	(void)state;
	struct error e;
	error_set(&e, "a\x1b[2Jb\nc\td\x7f\xc2\x9b" "e\xe2\x80\xae");
	assert_string_equal(e.text, "a?[2Jb?c?d??e?");
	error_set(&e, "52 \xc2\xb0" "C \xff");
	assert_string_equal(e.text, "52 \xc2\xb0" "C ?");
}

static void test_long_text_is_cut_at_a_character(void **state) {
	(void)state;
	struct error e;
	char text[3001];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	error_set(&e, "%s", text);
	assert_int_equal(strlen(e.text), sizeof e.text - 1);
	for (size_t i = 0; i + 2 < sizeof text; i += 2)
		memcpy(text + i, "\xc2\xb0", 2);
	error_set(&e, "x%s", text);
	assert_int_equal(strlen(e.text) % 2, 1); /* x, then whole pairs */
	assert_true(strlen(e.text) >= sizeof e.text - 2);
	error_prefix(&e, "p");
	assert_true(strlen(e.text) < sizeof e.text);
	assert_memory_equal(e.text, "p: x", 4);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_says_false),
		cmocka_unit_test(test_prefix_stands_before),
		cmocka_unit_test(test_old_text_may_be_an_argument),
		cmocka_unit_test(test_controls_become_question_marks),
		cmocka_unit_test(test_long_text_is_cut_at_a_character),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
