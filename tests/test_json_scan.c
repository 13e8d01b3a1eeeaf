/* The scanner: what it takes, what it refuses and where, and that numbers come out as the C library reads them. */
#include "json_scan.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "support.h"

/* The column of the fault, 0 when there is none; *why gets the reason. */
static size_t scan(const char *text, size_t length, const char **why) {
	struct json_scan s;
	enum json_kind kind;
	char *copy = malloc(length + 1); /* of exactly the length, so that a read past the end is seen */
	memcpy(copy, text, length);
	copy = realloc(copy, length ? length : 1);
	json_scan_init(&s, copy, length);
	size_t steps = 0;
	while ((kind = json_next(&s)) != JSON_END && kind != JSON_FAULT)
		assert_true(steps++ <= length);
	size_t column = kind == JSON_FAULT ? json_column(&s, s.at) : 0;
	assert_int_equal(json_next(&s), kind); /* stays */
	*why = s.why;
	free(copy);
	return column;
}

static void test_takes(void **state) {
	(void)state;
	static const char *const good[] = {
		"{}", "[]", " { } ", "0", "-0", "\"\"", "null", "true", "false", "{\"a\":[1,{\"b\":[[]]},\"x\"]}", "\t[1 , 2\r\n]",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD834\\uDD1E\"", "1.5e-3", "1E+5", "[NaN,Infinity,-Infinity]", "\"\xff\xc3\"",
		"\"0123456789abcdef\"",
	};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		const char *why;
		size_t column = scan(good[i], strlen(good[i]), &why);
		if (column != 0)
			fail_msg("%s refused: column %zu: %s", good[i], column, why);
	}
}

static void test_refuses(void **state) {
	(void)state;
	static const struct { const char *text; size_t column; const char *why; } bad[] = {
		{ "", 1, "too early" }, { "{", 2, "too early" }, { "{\"a\"", 5, "too early" }, { "{\"a\" 1}", 6, "':'" }, { "{\"a\":1", 7, "too early" },
		{ "{\"a\":1,}", 8, "key" }, { "{,}", 2, "key" }, { "[1,]", 4, "value" }, { "[,1]", 2, "value" }, { "[1 2]", 4, "','" },
		{ "{a:1}", 2, "key" }, { "{\"a\":1]", 7, "'}'" }, { "[1}", 3, "']'" }, { "{}x", 3, "follows" }, { "01", 2, "follows" },
		{ "1.", 1, "number" }, { "-", 1, "number" }, { ".5", 1, "value" }, { "+1", 1, "value" }, { "1e", 1, "number" },
		{ "tru", 1, "value" }, { "nul", 1, "value" }, { "nan", 1, "value" }, { "-Inf", 1, "value" }, { "'a'", 1, "value" },
		{ "\"a", 3, "too early" }, { "\"a\tb\"", 3, "control" }, { "\"\\x\"", 3, "escape" }, { "\"\\u12g4\"", 3, "escape" },
		{ "\"\\", 3, "too early" }, { "\"\\u12", 3, "escape" }, { "{\"a\":}", 6, "value" }, { "{\"a\":1 \"b\":2}", 8, "','" }, { "]", 1, "value" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *why;
		size_t column = scan(bad[i].text, strlen(bad[i].text), &why);
		if (column != bad[i].column || strstr(why, bad[i].why) == NULL)
			fail_msg("%s: column %zu: %s; expected column %zu: %s", bad[i].text, column, why, bad[i].column, bad[i].why);
	}
}

static void test_nul_bytes(void **state) {
	(void)state;
	const char *why;
	assert_int_equal(scan("{\"a\0\":1}", 8, &why), 4);
	assert_int_equal(scan("\0\0\0", 3, &why), 1);
	assert_int_equal(scan("\"\\\0\"", 4, &why), 3);
	assert_int_equal(scan("{}\0", 3, &why), 3);
}

static void test_depth(void **state) {
	(void)state;
	const char *why;
	char text[300];
	memset(text, '[', 150);
	memset(text + 150, ']', 150);
	assert_int_equal(scan(text + 150 - JSON_DEPTH_MAX, 2 * JSON_DEPTH_MAX, &why), 0);
	assert_int_equal(scan(text + 149 - JSON_DEPTH_MAX, 2 * JSON_DEPTH_MAX + 2, &why), JSON_DEPTH_MAX + 1);
	assert_non_null(strstr(why, "deep"));
}

/* Each byte of a quoted text of every length up to 40 is looked at, wherever the eight-byte steps fall. */
static void test_string_bytes(void **state) {
	(void)state;
	for (size_t length = 1; length <= 40; length++)
		for (size_t place = 0; place < length; place++)
			for (int c = 0; c < 256; c++) {
				char text[44];
				const char *why;
				memset(text, 0xFF, sizeof text);
				text[0] = text[length + 1] = '"';
				text[place + 1] = (char)c;
				size_t column = scan(text, length + 2, &why);
				bool last = place + 1 == length; /* then a backslash takes the closing quote away */
				size_t expected = c < 0x20 ? place + 2 : c == '"' ? place + 3 : c == '\\' ? place + 3 + last : 0;
				if (column != expected)
					fail_msg("byte %d at %zu of %zu: column %zu, expected %zu", c, place, length, column, expected);
			}
}

static void test_tokens(void **state) {
	(void)state;
	static const char text[] = "{\"k\\u0077\":\"v\",\"n\":[-1.5,null]}";
	static const enum json_kind kinds[] = {
		JSON_OBJECT, JSON_KEY, JSON_STRING, JSON_KEY, JSON_ARRAY, JSON_NUMBER, JSON_NULL, JSON_ARRAY_END, JSON_OBJECT_END, JSON_END,
	};
	struct json_scan s;
	json_scan_init(&s, text, sizeof text - 1);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		assert_int_equal(json_next(&s), kinds[i]);
		if (i == 1) {
			assert_true(json_token_is(&s, "kw"));
			assert_false(json_token_is(&s, "k"));
			assert_false(json_token_is(&s, ""));
		}
		if (i == 5)
			assert_true(s.length == 4 && memcmp(s.token, "-1.5", 4) == 0 && s.depth == 2);
	}
}

static void check_number(const char *text) {
	double expected = strtod(text, NULL), got = json_number(text, strlen(text));
	if (memcmp(&expected, &got, sizeof got) != 0)
		fail_msg("%s: %.17g, expected %.17g", text, got, expected);
}

static void test_numbers(void **state) {
	(void)state;
	static const char *const edges[] = {
		"0", "-0", "0.0", "-0.0e5", "1e22", "1e23", "1e-22", "1e-23", "123456789012345", "1234567890123456", "9007199254740993",
		"0.1", "0.000000000000001", "999999999999999e22", "999999999999999e-22", "1e400", "-1e400", "1e-400", "5e-324",
		"2.2250738585072011e-308", "1.7976931348623157e308", "9223372036854775794", "0.30000000000000004", "1e00005", "1e000000000000000005",
		"1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000", "0.00000000000000000000000012345",
	};
	for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
		check_number(edges[i]);
	struct random r;
	random_seed(&r, 7, 0);
	for (int i = 0; i < 200000; i++) {
		char text[64];
		if (i % 2)
			snprintf(text, sizeof text, "%.*f", (int)(random_next(&r) % 8), random_normal(&r) * (double)(random_next(&r) % 100000));
		else
			snprintf(text, sizeof text, "%.*e", (int)(random_next(&r) % 18), random_normal(&r) * exp((double)(random_next(&r) % 600) - 300));
		check_number(text);
	}
}

static void test_number_end(void **state) {
	(void)state;
	static const struct { const char *text; long length; } rows[] = {
		{ "1,", 1 }, { "-1.5}", 4 }, { "1e5", 3 }, { "1.5E-10,", 7 }, { "0", 1 }, { "00", 1 }, { "-", -1 }, { "1.", -1 }, { "1e+", -1 },
		{ "x", -1 }, { "", -1 }, { "-a", -1 }, { ".1", -1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *end = json_number_end(rows[i].text, rows[i].text + strlen(rows[i].text));
		assert_int_equal(end != NULL ? end - rows[i].text : -1, rows[i].length);
	}
}

static void test_unescape(void **state) {
	(void)state;
	static const struct { const char *text, *plain; } rows[] = {
		{ "plain", "plain" }, { "\\u0041\\n\\\"\\/", "A\n\"/" }, { "\\u00e9", "\xc3\xa9" }, { "\\uD834\\uDD1E", "\xf0\x9d\x84\x9e" },
		{ "\\ud834x", "\xef\xbf\xbdx" }, { "\\udd1e", "\xef\xbf\xbd" }, { "\\u0000", "?" }, { "", "" },
	};
	char out[32];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(json_unescape(rows[i].text, strlen(rows[i].text), out, sizeof out), strlen(rows[i].plain));
		assert_string_equal(out, rows[i].plain);
	}
	assert_int_equal(json_unescape("abcdef", 6, out, 4), 3); /* cut */
	assert_string_equal(out, "abc");
	assert_int_equal(json_unescape("ab\\u00e9", 8, out, 4), 2); /* never within a character */
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_takes), cmocka_unit_test(test_refuses), cmocka_unit_test(test_nul_bytes), cmocka_unit_test(test_depth),
		cmocka_unit_test(test_string_bytes), cmocka_unit_test(test_tokens), cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_number_end), cmocka_unit_test(test_unescape),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
