/* Fuzzy matching: what fits, and in which order. */
#include "support.h"

#include <stdbool.h>
#include <string.h>

#include "fuzzy.h"

static void letters_in_their_order(void **state) {
	static const struct { const char *pattern, *text; bool fits; } rows[] = {
		{ "", "anything", true }, { "gcap", "gpu cap 402W", true }, { "GPU", "gpu cap", true }, { "g p u", "gpu", true }, { "pac", "gpu cap", false },
		{ "gg", "gpu", false }, { "capp", "gpu cap", false }, { "x", "", false }, { "—", "gpu", false }, { "evp", "event-previous", true },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if ((fuzzy_score(rows[i].pattern, rows[i].text) != FUZZY_NONE) != rows[i].fits)
			fail_msg("\"%s\" and \"%s\"", rows[i].pattern, rows[i].text);
}

static void the_better_one_wins(void **state) {
	static const struct { const char *pattern, *better, *worse; } rows[] = {
		{ "undo", "undo", "undo-jump" },                     /* the whole name */
		{ "zoom", "zoom-in", "panel-zoom-in" },              /* what begins with it */
		{ "ep", "event-previous", "step" },                  /* beginnings of words */
		{ "cap", "gpu cap", "check a point" },               /* a run */
		{ "load", "load_mw", "headroom_load_mw" },
		{ "g07kw", "gen.G07.kw", "gen.G07.max_kw" },
		{ "mark", "mark", "marks" },                         /* the shorter one */
		{ "aab", "x-aab", "a-xxxaxxxb" },                    /* not the first alignment, the best */
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int better = fuzzy_score(rows[i].pattern, rows[i].better), worse = fuzzy_score(rows[i].pattern, rows[i].worse);
		if (better <= worse)
			fail_msg("\"%s\": \"%s\" %d, \"%s\" %d", rows[i].pattern, rows[i].better, better, rows[i].worse, worse);
	}
}

/* Against a search of all alignments by brute force: it fits exactly if there is one. */
static bool stands_in(const char *pattern, const char *text) {
	while (*pattern && *text)
		pattern += *pattern == *text++;
	return *pattern == '\0';
}

static void what_fits_is_what_stands_in_it(void **state) {
	unsigned seed = 7;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		char pattern[6] = "", text[12] = "";
		for (int i = 0; i < 11; i++) {
			seed = seed * 1103515245u + 12345u;
			text[i] = "ab.c"[seed >> 16 & 3];
			if (i < 5 && (seed >> 20 & 3))
				pattern[strlen(pattern)] = "abc."[seed >> 24 & 3];
		}
		int score = fuzzy_score(pattern, text);
		assert_true(score >= FUZZY_NONE);
		if ((score != FUZZY_NONE) != stands_in(pattern, text))
			fail_msg("\"%s\" and \"%s\": %d", pattern, text, score);
	}
}

static void what_is_too_long_fits_nothing(void **state) {
	char text[400], pattern[200];
	(void)state;
	memset(text, 'a', sizeof text - 1);
	memset(pattern, 'a', sizeof pattern - 1);
	text[sizeof text - 1] = pattern[sizeof pattern - 1] = '\0';
	assert_int_equal(fuzzy_score(pattern, text), FUZZY_NONE);
	pattern[20] = '\0';
	assert_true(fuzzy_score(pattern, text) > 0);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_in_their_order), cmocka_unit_test(the_better_one_wins), cmocka_unit_test(what_fits_is_what_stands_in_it),
		cmocka_unit_test(what_is_too_long_fits_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
