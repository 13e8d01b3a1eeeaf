/* The ring of the newest lines: bytes by their number, what falls out, whole lines. */
#include "support.h"

#include <string.h>

#include "hub.h"

static void read_is(const struct hub *h, uint64_t at, const char *expected) {
	char text[256];
	size_t n = hub_read(h, &at, text, sizeof text);
	assert_int_equal(n, strlen(expected));
	assert_memory_equal(text, expected, n);
	assert_int_equal(at, hub_end(h));
}

static void test_bytes_by_number(void **state) {
	struct hub *h = hub_new(16);
	(void)state;
	assert_int_equal(hub_end(h), 0);
	hub_append(h, "abc\n", 4);
	hub_append(h, "def\n", 4);
	read_is(h, 0, "abc\ndef\n");
	read_is(h, 4, "def\n");
	read_is(h, 8, "");
	hub_free(h);
}

/* Around the edge, what is kept is what was written last. */
static void test_falls_out(void **state) {
	struct hub *h = hub_new(16);
	(void)state;
	for (char c = 'a'; c <= 'z'; c++)
		hub_append(h, (char[]){ c, '\n', '\0' }, 2);
	assert_int_equal(hub_end(h), 52);
	assert_int_equal(hub_begin(h), 36);
	read_is(h, 36, "s\nt\nu\nv\nw\nx\ny\nz\n");
	read_is(h, 37, "\nt\nu\nv\nw\nx\ny\nz\n");
	hub_free(h);
}

static void test_first_whole_line(void **state) {
	struct hub *h = hub_new(16);
	(void)state;
	assert_int_equal(hub_first_line(h), 0);
	for (int i = 0; i < 5; i++)
		hub_append(h, "xyz\n", 4);
	assert_int_equal(hub_begin(h), 4);
	assert_int_equal(hub_first_line(h), 8); /* it cannot tell that the line at 4 is whole */
	hub_append(h, "a\n", 2);
	assert_int_equal(hub_first_line(h), 8);
	hub_free(h);
}

static void test_grows_for_a_long_line(void **state) {
	struct hub *h = hub_new(16);
	char line[100], text[400];
	uint64_t at = 0;
	(void)state;
	memset(line, 'x', sizeof line);
	line[99] = '\n';
	hub_append(h, "before\n", 7);
	hub_append(h, line, sizeof line);
	assert_int_equal(hub_begin(h), 0);
	assert_int_equal(hub_read(h, &at, text, sizeof text), 107);
	assert_memory_equal(text, "before\nxxx", 10);
	assert_int_equal(text[106], '\n');
	hub_free(h);
}

static void test_whole_lines(void **state) {
	struct hub *h = hub_new(64);
	char text[64];
	uint64_t at = 0;
	(void)state;
	hub_append(h, "one\ntwo\nthree\n", 14);
	assert_int_equal(hub_read_lines(h, &at, text, 10), 8);
	assert_int_equal(at, 8);
	assert_int_equal(hub_read_lines(h, &at, text, 3), 3); /* longer than the room: a piece of it */
	assert_int_equal(hub_read_lines(h, &at, text, 64), 3);
	assert_int_equal(at, hub_end(h));
	assert_int_equal(hub_read_lines(h, &at, text, 64), 0);
	hub_free(h);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes_by_number), cmocka_unit_test(test_falls_out), cmocka_unit_test(test_first_whole_line),
		cmocka_unit_test(test_grows_for_a_long_line), cmocka_unit_test(test_whole_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
