/* Strings and numbers as they are written. */
#include "json_write.h"

#include <stdlib.h>
#include <string.h>

#include "json_scan.h"
#include "random.h"
#include "support.h"

static void test_strings(void **state) {
	(void)state;
	static const struct { const char *text, *json; } rows[] = {
		{ "", "\"\"" }, { "plain", "\"plain\"" }, { "a\"b\\c", "\"a\\\"b\\\\c\"" }, { "\x1b[2J\n", "\"\\u001b[2J\\u000a\"" },
		{ "\x7f", "\"\\u007f\"" }, { "\xc2\x9b" "1m", "\"\\u009b1m\"" }, { "21 \xc2\xb0" "C", "\"21 \xc2\xb0" "C\"" }, { "\xff", "\"\xef\xbf\xbd\"" },
		{ "\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf out = { 0 };
		json_add_string(&out, rows[i].text);
		assert_string_equal(out.data, rows[i].json);
		buf_free(&out);
	}
}

static void test_numbers(void **state) {
	(void)state;
	static const struct { double value; int decimals; const char *json; } rows[] = {
		{ 0, 3, "0" }, { -0.0, 3, "0" }, { -0.0004, 3, "0" }, { 0.0005, 3, "0.001" }, { 60, 3, "60" }, { 60.01, 3, "60.01" },
		{ 60.0149, 2, "60.01" }, { -7.825, 2, "-7.83" }, { 1746.4, 0, "1746" }, { 100, 2, "100" }, { 1e9, 0, "1000000000" },
		{ 0.1 + 0.2, 3, "0.3" }, { 99999.9996, 3, "100000" }, { 5, -2, "5" }, { 1e20, 2, "1e+20" },
		{ 1e300, 2, "1e+300" }, { NAN, 2, "null" }, { INFINITY, 2, "null" }, { -INFINITY, 0, "null" }, { 12345678901.125, 9, "12345678901.125" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf out = { 0 };
		json_add_number(&out, rows[i].value, rows[i].decimals);
		assert_string_equal(out.data, rows[i].json);
		buf_free(&out);
	}
}

/* Written, read and written again: the same bytes, and within half of the last decimal. */
static void test_numbers_settle(void **state) {
	(void)state;
	struct random r;
	struct buf once = { 0 }, again = { 0 };
	random_seed(&r, 11, 0);
	for (int i = 0; i < 100000; i++) {
		int decimals = (int)(random_next(&r) % 5);
		double value = random_normal(&r) * exp((double)(random_next(&r) % 20));
		buf_clear(&once);
		buf_clear(&again);
		json_add_number(&once, value, decimals);
		double read = json_number(once.data, once.len);
		assert_near(read, value, 0.5001 * pow(10, -decimals) + fabs(value) * 1e-15);
		json_add_number(&again, read, decimals);
		assert_string_equal(once.data, again.data);
	}
	buf_free(&once);
	buf_free(&again);
}

static void test_exact(void **state) {
	(void)state;
	struct random r;
	struct buf out = { 0 };
	random_seed(&r, 12, 0);
	for (int i = 0; i < 20000; i++) {
		uint64_t bits = random_next(&r);
		double value;
		memcpy(&value, &bits, sizeof value);
		if (!isfinite(value))
			continue;
		buf_clear(&out);
		json_add_exact(&out, value);
		assert_ptr_equal(json_number_end(out.data, out.data + out.len), out.data + out.len);
		assert_true(json_number(out.data, out.len) == value);
	}
	buf_clear(&out);
	json_add_exact(&out, 0.1);
	assert_string_equal(out.data, "0.1");
	buf_free(&out);
}

static void test_keys(void **state) {
	(void)state;
	struct buf out = { 0 };
	buf_puts(&out, "{");
	json_add_key(&out, "a");
	json_add_number(&out, 1, 0);
	json_add_key(&out, "b");
	json_add_time(&out, 0);
	assert_string_equal(out.data, "{\"a\":1,\"b\":\"1970-01-01T00:00:00.000Z\"");
	buf_free(&out);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strings), cmocka_unit_test(test_numbers), cmocka_unit_test(test_numbers_settle), cmocka_unit_test(test_exact),
		cmocka_unit_test(test_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
