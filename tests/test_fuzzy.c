/* Fuzzy scores: what fits at all, and what fits better than what. */
#include "support.h"

#include <stdbool.h>
#include <string.h>

#include "fuzzy.h"

static void only_subsequences_fit(void **state) {
	static const struct { const char *typed, *name; bool fits; } cases[] = {
		{ "", "pause", true }, { "  ", "pause", true }, { "", "", true }, { "p", "", false }, { "ps", "pause", true }, { "sp", "pause", false },
		{ "PAUSE", "pause", true }, { "pausee", "pause", false }, { "gen trip", "gen G07|all trip", true }, { "gt", "gen G07|all trip", true },
		{ "trip gen", "gen G07|all trip", false }, { "\xc3\xa9", "caf\xc3\xa9", true }, { "e", "caf\xc3\xa9", false }, { "next-e", "event-next", false }, { "ex", "event-next", true },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if ((fuzzy_score(cases[i].typed, cases[i].name, NULL) != FUZZY_NONE) != cases[i].fits)
			fail_msg("\"%s\" in \"%s\": %d", cases[i].typed, cases[i].name, fuzzy_score(cases[i].typed, cases[i].name, NULL));
}

static void better_ways_score_more(void **state) {
	static const struct { const char *typed, *better, *worse; } cases[] = {
		{ "end", "end", "event-next-day" },                /* the whole name */
		{ "gen", "gen_mw", "panel-generators" },           /* its start */
		{ "gen", "panel-generators", "largest-unit-on" },  /* a run */
		{ "en", "event-next", "open" },                    /* starts of words */
		{ "mark", "marks", "marks-of-the-recording" },     /* shorter */
		{ "g07", "gen.G07.kw", "gen.G01.k0w7" },           /* a run inside */
		{ "ack", "ack", "ack-all" }, { "ack", "ack-all", "back" }, { "pt", "panel-timeline", "script" }, { "n1", "n1-set", "n-0 set 1" },
		{ "gk", "gen.G01.kw", "gen.G01.tank" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int better = fuzzy_score(cases[i].typed, cases[i].better, NULL), worse = fuzzy_score(cases[i].typed, cases[i].worse, NULL);
		if (better <= worse)
			fail_msg("%s: %s has %d, %s has %d", cases[i].typed, cases[i].better, better, cases[i].worse, worse);
	}
}

static void what_fits_is_told(void **state) {
	uint64_t fits;
	(void)state;
	fuzzy_score("en", "event-next", &fits);
	assert_int_equal(fits, 1u | 1u << 6);
	fuzzy_score("gen", "panel-generators", &fits);
	assert_int_equal(fits, 7u << 6);
	fuzzy_score("Step", "step", &fits);
	assert_int_equal(fits, 15);
	fuzzy_score("zz", "step", &fits);
	assert_int_equal(fits, 0);
}

static void long_texts_end(void **state) {
	char name[4000], typed[400];
	uint64_t fits;
	(void)state;
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	memset(typed, 'a', sizeof typed - 1);
	typed[sizeof typed - 1] = '\0';
	assert_int_equal(fuzzy_score(typed, name, &fits), FUZZY_NONE);
	typed[FUZZY_TYPED_MAX] = '\0';
	assert_true(fuzzy_score(typed, name, &fits) >= 0);
	assert_true(fits != 0);
	assert_true(fuzzy_score(name, name, &fits) >= FUZZY_EXACT);
	strcpy(name + FUZZY_NAME_MAX, "b");
	assert_int_equal(fuzzy_score("b", name, NULL), FUZZY_NONE); /* further than is looked at */
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_subsequences_fit), cmocka_unit_test(better_ways_score_more), cmocka_unit_test(what_fits_is_told), cmocka_unit_test(long_texts_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
