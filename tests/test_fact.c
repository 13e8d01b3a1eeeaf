/* One fact a line: the label padded, the text cleaned and cut. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "fact.h"

static void lines(void **state) {
	(void)state;
	struct buf out = { 0 };
	char longest[600];
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	fact_add_line(&out, "time", "%d s", 7);
	fact_add_line(&out, "", "a\x1b[2Jz");
	assert_string_equal(out.data, "time         7 s\n             a?[2Jz\n");
	buf_clear(&out);
	fact_add_line(&out, "x", "%s", longest);
	assert_int_equal(out.len, 13 + 511 + 1);
	buf_free(&out);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(lines) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
