/* The fast way to read short decimals gives what the general one gives, and takes nothing else. */
#include "line_number.h"

#include <stdio.h>

#include "json_scan.h"
#include "random.h"
#include "support.h"

static struct number_form forms[NUMBER_FORMS];

static int setup(void **state) {
	(void)state;
	number_forms_make(forms);
	return 0;
}

/* What the fast way makes of a text, or NaN when it leaves it alone. */
static double fast(const char *text, size_t *length) {
	char padded[64] = { 0 };
	uint64_t x;
	snprintf(padded, sizeof padded, "%s,", text);
	const struct number_form *f = &forms[number_form_find(padded)];
	*length = f->length;
	return number_digits(f, padded, &x) ? number_value(f, x) : NAN;
}

static void test_same_as_general(void **state) {
	(void)state;
	struct random r;
	random_seed(&r, 3, 0);
	for (int i = 0; i < 500000; i++) {
		char text[48];
		size_t length;
		int decimals = (int)(random_next(&r) % 7);
		static const double reach[] = { 0.01, 1, 10, 100, 1e3, 1e4, 1e5, 1e6 };
		double value = random_normal(&r) * reach[random_next(&r) % 8];
		snprintf(text, sizeof text, "%.*f", decimals, i % 3 ? value : fabs(value));
		double got = fast(text, &length), expected = json_number(text, strlen(text));
		if (strlen(text) > NUMBER_LONGEST) {
			assert_true(isnan(got));
		} else if (length != strlen(text) || memcmp(&got, &expected, sizeof got) != 0) {
			fail_msg("%s: %.17g (%zu), expected %.17g", text, got, length, expected);
		}
	}
}

/* Every text of up to five of these characters: taken if and only if it is a plain decimal of JSON's grammar. */
static void test_takes_nothing_else(void **state) {
	(void)state;
	static const char alphabet[] = "0159.-e+/:";
	char text[8] = "";
	size_t letters = sizeof alphabet - 1, total = 1;
	for (size_t size = 1; size <= 5; size++) {
		total *= letters;
		for (size_t n = 0; n < total; n++) {
			size_t rest = n, length;
			for (size_t i = 0; i < size; i++, rest /= letters)
				text[i] = alphabet[rest % letters];
			text[size] = '\0';
			double got = fast(text, &length);
			const char *end = json_number_end(text, text + size);
			bool plain = end == text + size && strpbrk(text, "eE") == NULL;
			if (!isnan(got) && length == size ? !plain || got != json_number(text, size) : plain)
				fail_msg("%s: %g by %zu characters", text, got, length);
		}
	}
}

/* A form that is kept from the last line must not take a number of another form. */
static void test_forms_check(void **state) {
	(void)state;
	static const struct { const char *form, *text; bool fits; } rows[] = {
		{ "12.3", "99.9", true }, { "12.3", "1.23", false }, { "12.3", "123.", false }, { "12.3", "02.3", false }, { "2.3", "0.3", true },
		{ "-12", "-21", true }, { "-12", "121", false }, { "121", "-12", false }, { "12", "1a", false }, { "12", "1/", false }, { "12", "1:", false },
		{ "12", "1\xb5", false }, { "12", "\xff" "2", false }, { "12345678", "00000000", false }, { "12345678", "98765432", true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char form[16] = { 0 }, text[16] = { 0 };
		uint64_t x;
		snprintf(form, sizeof form, "%s,", rows[i].form);
		snprintf(text, sizeof text, "%s,", rows[i].text);
		if (number_digits(&forms[number_form_find(form)], text, &x) != rows[i].fits)
			fail_msg("%s in the form of %s", rows[i].text, rows[i].form);
	}
	uint64_t x;
	char zero[16] = { 0 };
	assert_false(number_digits(&forms[0], zero, &x));
	assert_false(number_digits(&forms[0], "12345678", &x));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_as_general), cmocka_unit_test(test_takes_nothing_else), cmocka_unit_test(test_forms_check),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
