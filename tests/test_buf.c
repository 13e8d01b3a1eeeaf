/* The byte buffer: growth, formats longer than its room, and the NUL behind what was added. */
#include "support.h"

#include <string.h>

#include "buf.h"

static void test_starts_empty_and_frees_to_empty(void **state) {
	(void)state;
	struct buf b = { 0 };
	buf_free(&b);
	buf_puts(&b, "");
	assert_int_equal(b.len, 0);
	assert_string_equal(b.data, "");
	buf_free(&b);
	assert_null(b.data);
	assert_int_equal(b.cap, 0);
}

static void test_grows_byte_by_byte(void **state) {
	(void)state;
	struct buf b = { 0 };
	for (int i = 0; i < 10000; i++) {
		char c = (char)('a' + i % 26);
		buf_add(&b, &c, 1);
		assert_int_equal(b.len, i + 1);
		assert_int_equal(b.data[b.len], '\0');
	}
	for (int i = 0; i < 10000; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	buf_free(&b);
}

static void test_printf_at_the_edge_of_its_room(void **state) {
	(void)state;
	for (int width = 0; width < 300; width++) {
		struct buf b = { 0 };
		buf_puts(&b, "x");
		buf_printf(&b, "%*s|", width, "");
		assert_int_equal(b.len, width + 2);
		assert_int_equal(strlen(b.data), b.len);
		assert_int_equal(b.data[width + 1], '|');
		buf_free(&b);
	}
}

static void test_reserve_then_raise(void **state) {
	(void)state;
	struct buf b = { 0 };
	memcpy(buf_reserve(&b, 1000), "abc", 3);
	b.len += 3;
	buf_puts(&b, "d");
	assert_string_equal(b.data, "abcd");
	buf_free(&b);
}

static void test_clear_keeps_memory(void **state) {
	(void)state;
	struct buf b = { 0 };
	buf_clear(&b); /* nothing there yet */
	buf_puts(&b, "telemetry");
	char *before = b.data;
	buf_clear(&b);
	assert_int_equal(b.len, 0);
	assert_string_equal(b.data, "");
	buf_puts(&b, "x");
	assert_ptr_equal(b.data, before);
	buf_free(&b);
}

static void test_bytes_with_nul(void **state) {
	(void)state;
	struct buf b = { 0 };
	buf_add(&b, "a\0b", 3);
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.data, "a\0b", 4);
	buf_add(&b, NULL, 0);
	assert_int_equal(b.len, 3);
	buf_free(&b);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_starts_empty_and_frees_to_empty),
		cmocka_unit_test(test_grows_byte_by_byte),
		cmocka_unit_test(test_printf_at_the_edge_of_its_room),
		cmocka_unit_test(test_reserve_then_raise),
		cmocka_unit_test(test_clear_keeps_memory),
		cmocka_unit_test(test_bytes_with_nul),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
