/* Numbers as text: separators, signs, what is missing, stale, bad, and sums with a member missing. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "numbers.h"
#include "utf8.h"

struct text_case { double value; int decimals; enum number_sign sign; const char *want; };
static const struct text_case texts[] = {
	{ 0, 2, NUMBER_PLAIN, "0.00" }, { 0, 2, NUMBER_SIGNED, "0.00" }, { -0.001, 2, NUMBER_SIGNED, "0.00" }, { -0.005001, 2, NUMBER_PLAIN, "-0.01" },
	{ 1746, 0, NUMBER_PLAIN, "1746" }, { 30147, 0, NUMBER_PLAIN, "30,147" }, { 100000, 0, NUMBER_PLAIN, "100,000" },
	{ 1234567.891, 2, NUMBER_PLAIN, "1,234,567.89" }, { -12345, 0, NUMBER_SIGNED, "-12,345" }, { 2.01, 2, NUMBER_SIGNED, "+2.01" },
	{ 9999.6, 0, NUMBER_PLAIN, "10,000" }, { 1e15, 0, NUMBER_PLAIN, "1.0e+15" }, { -1e300, 2, NUMBER_PLAIN, "-1.0e+300" },
	{ 999999999999999, 0, NUMBER_PLAIN, "999,999,999,999,999" },
	{ NAN, 2, NUMBER_PLAIN, "\u2014" }, { INFINITY, 2, NUMBER_PLAIN, "\u2014" }, { -INFINITY, 0, NUMBER_SIGNED, "\u2014" },
	{ 1.5, -3, NUMBER_PLAIN, "2" }, { 1, 99, NUMBER_PLAIN, "1.000000" },
};

static void numbers_read_as_people_write_them(void **state) {
	(void)state;
	char out[NUMBER_SIZE];
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_string_equal(number_text(out, texts[i].value, texts[i].decimals, texts[i].sign), texts[i].want);
}

static void a_sum_with_a_missing_member_says_so(void **state) {
	(void)state;
	char out[NUMBER_SIZE];
	assert_string_equal(number_sum(out, 22.7, 2, NUMBER_PLAIN, 14, 14), "22.70");
	assert_string_equal(number_sum(out, 22.7, 2, NUMBER_PLAIN, 13, 14), "\u2265 22.70");
	assert_string_equal(number_sum(out, NAN, 2, NUMBER_PLAIN, 0, 14), "\u2014");
	assert_string_equal(number_reporting(out, 13, 14), "13/14");
	assert_string_equal(number_reporting(out, 14, 14), "");
}

static void percent_needs_a_whole(void **state) {
	(void)state;
	char out[NUMBER_SIZE];
	assert_string_equal(number_percent(out, 7.82, 8), "98 %");
	assert_string_equal(number_percent(out, 10.06, 8), "126 %");
	assert_string_equal(number_percent(out, -1.02, 8), "-13 %");
	assert_string_equal(number_percent(out, 7.82, 0), "\u2014");
	assert_string_equal(number_percent(out, NAN, 8), "\u2014");
	assert_string_equal(number_percent(out, 1, NAN), "\u2014");
}

struct age_case { double s; const char *brief, *words; };
static const struct age_case ages[] = {
	{ 0, "0s", "0 s" }, { -3, "0s", "0 s" }, { 14.9, "14s", "14 s" }, { 119, "119s", "119 s" }, { 120, "2m", "2 min" }, { 7199, "119m", "119 min" },
	{ 7200, "2h", "2 h" }, { 863999, "239h", "239 h" }, { 864000, "10d", "10 days" }, { 1e30, ">99999d", ">99999 days" }, { NAN, "", "" },
};

static void ages_are_short(void **state) {
	(void)state;
	char out[NUMBER_SIZE];
	for (size_t i = 0; i < sizeof ages / sizeof *ages; i++) {
		assert_string_equal(number_age(out, ages[i].s), ages[i].brief);
		assert_string_equal(number_age_long(out, ages[i].s), ages[i].words);
	}
}

struct put_case { struct number n; int width; const char *want; enum role role; };
static const struct put_case puts_[] = {
	{ { 1746, 0, NUMBER_GOOD, NAN, "kW" }, 12, "     1746 kW", ROLE_TEXT },
	{ { 0, 0, NUMBER_GOOD, NAN, "kW" }, 12, "        0 kW", ROLE_TEXT },
	{ { NAN, 0, NUMBER_MISSING, NAN, "kW" }, 12, "           \u2014", ROLE_MISSING },
	{ { 1746, 0, NUMBER_BAD, NAN, "kW" }, 12, "         bad", ROLE_MISSING },
	{ { 1746, 0, NUMBER_STALE, 14, "kW" }, 12, " 1746 kW 14s", ROLE_STALE },
	{ { 1746, 0, NUMBER_STALE, 14, "kW" }, 9, " 1746 14s", ROLE_STALE },
	{ { 1746, 0, NUMBER_STALE, 14, "kW" }, 5, " 1746", ROLE_STALE },
	{ { 1746, 0, NUMBER_STALE, NAN, NULL }, 6, "  1746", ROLE_STALE },
	{ { NAN, 0, NUMBER_GOOD, NAN, "kW" }, 4, "   \u2014", ROLE_MISSING },
	{ { 123456, 0, NUMBER_GOOD, NAN, "kW" }, 4, "123\u2026", ROLE_TEXT },
};

/* Missing, bad, stale and zero: no two of them look alike, in text and in role. */
static void the_four_states_differ(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof puts_ / sizeof *puts_; i++) {
		struct grid g;
		struct buf b = { 0 };
		grid_init(&g);
		grid_resize(&g, puts_[i].width, 1);
		number_put(&g, grid_rect(&g), puts_[i].width, 0, puts_[i].width, ROLE_TEXT, &puts_[i].n);
		grid_text(&g, &b);
		b.data[b.len - 1] = '\0';
		assert_string_equal(b.data, puts_[i].want);
		assert_int_equal(g.cells[puts_[i].width - 1].role, puts_[i].role);
		buf_free(&b);
		grid_free(&g);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_read_as_people_write_them),
		cmocka_unit_test(a_sum_with_a_missing_member_says_so),
		cmocka_unit_test(percent_needs_a_whole),
		cmocka_unit_test(ages_are_short),
		cmocka_unit_test(the_four_states_differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
