/* UTF-8: what decodes, what is one cell, and that nothing dangerous passes utf8_clean. */
#include "support.h"

#include <string.h>

#include "utf8.h"

static void expect(const char *bytes, size_t length, uint32_t cp, size_t taken) {
	uint32_t got = 0;
	char exact[8]; /* no room behind: a sanitizer sees any read too far */
	memcpy(exact + sizeof exact - length, bytes, length);
	size_t step = utf8_decode(exact + sizeof exact - length, length, &got);
	if (got != cp || step != taken)
		fail_msg("decoded U+%04X of %zu bytes, expected U+%04X of %zu", got, step, cp, taken);
}

static void test_valid(void **state) {
	(void)state;
	expect("A", 1, 'A', 1);
	expect("\0", 1, 0, 1);
	expect("\x7f", 1, 0x7F, 1);
	expect("\xc2\x80", 2, 0x80, 2);
	expect("\xdf\xbf", 2, 0x7FF, 2);
	expect("\xe0\xa0\x80", 3, 0x800, 3);
	expect("\xed\x9f\xbf", 3, 0xD7FF, 3);
	expect("\xee\x80\x80", 3, 0xE000, 3);
	expect("\xef\xbf\xbf", 3, 0xFFFF, 3);
	expect("\xf0\x90\x80\x80", 4, 0x10000, 4);
	expect("\xf4\x8f\xbf\xbf", 4, 0x10FFFF, 4);
	expect("\xe2\x96\x88x", 4, 0x2588, 3);
}

static void test_invalid_takes_one_byte(void **state) {
	(void)state;
	expect("\x80", 1, 0xFFFD, 1);             /* a continuation alone */
	expect("\xff", 1, 0xFFFD, 1);
	expect("\xc0\xaf", 2, 0xFFFD, 1);         /* overlong '/' */
	expect("\xc1\xbf", 2, 0xFFFD, 1);
	expect("\xe0\x80\xaf", 3, 0xFFFD, 1);     /* overlong in three */
	expect("\xe0\x9f\xbf", 3, 0xFFFD, 1);
	expect("\xf0\x8f\xbf\xbf", 4, 0xFFFD, 1); /* overlong in four */
	expect("\xed\xa0\x80", 3, 0xFFFD, 1);     /* surrogates */
	expect("\xed\xbf\xbf", 3, 0xFFFD, 1);
	expect("\xf4\x90\x80\x80", 4, 0xFFFD, 1); /* past U+10FFFF */
	expect("\xf5\x80\x80\x80", 4, 0xFFFD, 1);
	expect("\xe2\x96", 2, 0xFFFD, 1);         /* cut */
	expect("\xf0\x9f\x98", 3, 0xFFFD, 1);
	expect("\xe2\x28\x88", 3, 0xFFFD, 1);
	expect("\xf0\x9f\x28\x80", 4, 0xFFFD, 1);
}

static void test_encode_is_the_reverse(void **state) {
	(void)state;
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp += cp < 0x3000 ? 1 : 7) {
		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		char bytes[4];
		uint32_t back;
		size_t length = utf8_encode(cp, bytes);
		assert_int_equal(utf8_decode(bytes, length, &back), length);
		assert_int_equal(back, cp);
	}
	char bytes[4];
	assert_int_equal(utf8_encode(0xD800, bytes), 3);
	assert_memory_equal(bytes, "\xef\xbf\xbd", 3);
	assert_int_equal(utf8_encode(0x110000, bytes), 3);
}

static void test_cells(void **state) {
	(void)state;
	static const uint32_t one[] = { ' ', '~', 0xA0, 0xB0, 0xE9, 0x3B1, 0x416, 0x2026, 0x2190, 0x2502, 0x2588, 0x258B, 0x25CF, 0x2716, 0x25B2,
		0x2265, 0x28FF, 0x256D, 0x1FB00, 0xFFFD };
	static const uint32_t none[] = {
		0, 7, 0x1B, 0x1F, 0x7F, 0x80, 0x9B, 0x9F, 0xAD,  /* controls, soft hyphen */
		0x300, 0x36F, 0x483, 0x20DD, 0x200B, 0x200D, 0x2060, 0xFE0F, 0xFEFF, /* combining, zero width */
		0x200E, 0x200F, 0x61C, 0x202A, 0x202E, 0x2066, 0x2069, /* bidi */
		0x2028, 0x2029,                                  /* separators of lines */
		0x1100, 0x1160, 0x3042, 0x4E00, 0xAC00, 0xFF21, 0x20000, /* wide */
		0x1F600, 0x26A1, 0x1F1E6, 0x1FAE8,               /* emoji */
		0xD800, 0xE000, 0xF0000, 0xE0001, 0x10FFFF, 0x110000, 0xFFFFFFFF,
	};
	for (size_t i = 0; i < sizeof one / sizeof *one; i++)
		if (!utf8_is_cell(one[i]))
			fail_msg("U+%04X should be a cell", one[i]);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (utf8_is_cell(none[i]))
			fail_msg("U+%04X should be no cell", none[i]);
}

static void test_count_of_cells(void **state) {
	(void)state;
	assert_int_equal(utf8_cells(""), 0);
	assert_int_equal(utf8_cells("88 \xc2\xb0" "C"), 5);
	assert_int_equal(utf8_cells("\xe2\x96"), 2); /* each stray byte is one '?' */
	assert_int_equal(utf8_cells("\xf0\x9f\x98\x80\xff"), 2);
}

static void clean(const char *text, size_t length, size_t size, const char *expected) {
	char out[64];
	memset(out, '#', sizeof out);
	utf8_clean(out, size, text, length);
	assert_string_equal(out, expected);
	assert_int_equal(out[size], '#');
}

static void test_clean(void **state) {
	(void)state;
	clean("G07 loaded", 10, 40, "G07 loaded");
	clean("a\x1b]0;owned\x07z", 12, 40, "a?]0;owned?z");
	clean("\xc2\x9b" "31m", 5, 40, "?31m");
	clean("a\0b", 3, 40, "a?b");
	clean("e\xcc\x81", 3, 40, "e?");
	clean("\xe4\xb8\x80\xf0\x9f\x98\x80", 7, 40, "??");
	clean("x\xe2\x80\xaey", 5, 40, "x?y");
	clean("\xff\xfe\x80", 3, 40, "???");
	clean("\xef\xbf\xbd", 3, 40, "?");
	clean("line\nline", 9, 40, "line?line");
}

static void test_clean_cuts_at_a_character(void **state) {
	(void)state;
	clean("abc", 3, 4, "abc");
	clean("abc", 3, 3, "ab");
	clean("abc", 3, 1, "");
	clean("\xc2\xb0\xc2\xb0", 4, 5, "\xc2\xb0\xc2\xb0");
	clean("\xc2\xb0\xc2\xb0", 4, 4, "\xc2\xb0");
	clean("\xe2\x96\x88", 3, 3, "");
	char untouched = '#';
	utf8_clean(&untouched, 0, "abc", 3);
	assert_int_equal(untouched, '#');
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_invalid_takes_one_byte),
		cmocka_unit_test(test_encode_is_the_reverse),
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_count_of_cells),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_clean_cuts_at_a_character),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
