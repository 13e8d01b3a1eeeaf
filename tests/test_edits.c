/* The edit language: every form parses to what it says, prints back to itself, and what is impossible is refused with the nearest word
 * or the bound and its column. */
#include "edit_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "edit_lines.h"

static void assert_identity(const char *line) {
	struct edit e = parse(line), again;
	struct error err;
	char text[200];
	edit_print(&e, site, text, sizeof text);
	if (!edit_parse(text, site, &context, &again, &err))
		fail_msg("\"%s\" printed as \"%s\": %s", line, text, err.text);
	assert_memory_equal(&e, &again, sizeof e);
}

static void assert_refused(const char *line, const char *column, const char *part) {
	struct edit e;
	struct error err;
	if (edit_parse(line, site, &context, &e, &err))
		fail_msg("\"%s\" was taken", line);
	if (strncmp(err.text, column, strlen(column)) != 0 || !strstr(err.text, part))
		fail_msg("\"%s\" was refused with \"%s\", expected \"%s\" and \"%s\"", line, err.text, column, part);
}

static void test_objects(void **state) {
	(void)state;
	struct edit e = parse("gen G07 trip");
	assert_int_equal(e.verb, EDIT_GEN_TRIP);
	assert_int_equal(e.object, 6);
	assert_false(e.at_given);
	assert_true(e.at_ms == context.cursor_ms);
	assert_int_equal(parse("gen g07 stop").object, 6);
	assert_int_equal(parse("gen all start").object, -1);
	assert_int_equal(parse("GEN G14 RESTORE").object, 13);
	assert_int_equal(parse("  feed  TVA\tlose ").object, 0);
}

static void test_units(void **state) {
	(void)state;
	static const char *const max[] = { "gen G01 max 1800kW", "gen G01 max 1.8MW", "gen G01 max 1800", "gen G01 max 1800 kw", "gen G01 max 1800000w" };
	for (size_t i = 0; i < 5; i++)
		assert_near(parse(max[i]).number, 1800, 1e-9);
	assert_near(parse("feed TVA limit 50MW").number, 50, 0);
	assert_near(parse("feed TVA limit 50").number, 50, 0);
	assert_near(parse("feed TVA import 4200kW").number, 4.2, 1e-12);
	assert_near(parse("gpu cap 402W").number, 402, 0);
	assert_near(parse("gpu cap 402").number, 402, 0);
	assert_near(parse("gpu cap 0.402kW").number, 402, 1e-9);
	assert_near(parse("site inlet 40C").number, 40, 0);
	assert_near(parse("site inlet -5 °C").number, -5, 0);
	assert_near(parse("site pue 1.15").number, 1.15, 0);
}

static void test_times(void **state) {
	(void)state;
	struct edit e = parse("at T-18m gen G07 trip");
	assert_true(e.at_given);
	assert_true(e.at_ms == context.training_ms - 18 * 60000);
	assert_true(parse("at 04:20 job start").at_ms == context.training_ms);
	assert_true(parse("at 2024-07-22 04:20 job start").at_ms == context.training_ms);
	assert_true(parse("at +90s job stop").at_ms == context.cursor_ms + 90000);
	e = parse("feed TVA promise 2024-08-01 50MW"); /* local midnight, CDT */
	int64_t midnight;
	assert_true(time_parse_iso("2024-08-01T05:00:00Z", 20, &midnight));
	assert_true(e.when_ms == midnight);
	assert_near(e.number, 50, 0);
	assert_true(parse("training start T+30m").when_ms == context.training_ms + 1800000);
	assert_near(parse("gpu online 32000 over 40m").over_s, 2400, 0);
	assert_near(parse("job stall 30s").over_s, 30, 0);
}

static void test_words(void **state) {
	(void)state;
	assert_string_equal(parse("gpu model b200").word, "B200");
	struct edit e = parse("site stance N1-set");
	assert_string_equal(e.word, "n1-set");
	assert_int_equal((int)e.number, STANCE_N1_SET);
}

static void test_identity(void **state) {
	(void)state;
	static const char *const lines[] = {
		"gen G07 trip", "gen all start", "gen G03 stop", "gen G03 restore", "gen G01 max 1800kW", "gen all max 1799.9kW",
		"feed TVA lose", "feed all restore", "feed TVA limit 50MW", "feed TVA import 4.2MW", "feed TVA promise 2024-08-15 50MW",
		"gpu online 32000 over 40m", "gpu online 512", "gpu cap 402W over 90s", "gpu cap 333.333333333", "gpu draw 548W", "gpu model B200",
		"job start over 1.5s", "job start", "job stall 250ms", "job stop", "training start T+5m", "training hold", "training go",
		"training gpus 24500", "site pue 1.15", "site overhead 525W", "site reserve 2.5MW", "site stance n1-feed", "site aux 1050kW",
		"site inlet 40C", "at T-18m gen G07 trip", "at 2024-07-22T09:05:12.345Z gpu cap 0.402kW over 90s",
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_identity(lines[i]);
}

/* Thousands of lines of every verb, with every form of object, number, unit and time, print as lines of the same meaning; printing is
 * stable. The seed of a failure is printed. */
static void test_identity_random(void **state) {
	(void)state;
	uint64_t seed = edit_lines_seed(), random = seed;
	print_message("seed %llu\n", (unsigned long long)seed);
	for (int i = 0; i < 20000; i++) {
		char line[200], text[EDIT_TEXT_SIZE], again[EDIT_TEXT_SIZE];
		size_t verb = (size_t)i % EDIT_VERB_COUNT;
		edit_line_random(&random, verb, line, sizeof line);
		assert_identity(line);
		struct edit e = parse(line);
		if (e.verb != (enum edit_verb)verb)
			fail_msg("\"%s\" is verb %d, expected %zu", line, (int)e.verb, verb);
		edit_print(&e, site, text, sizeof text);
		e = parse(text);
		assert_string_equal(edit_print(&e, site, again, sizeof again), text);
	}
}

/* Takes what stands in the brackets of a usage out, or puts it in, and uses the first of words with a bar between. */
static void example_of(const char *usage, bool optional, char *out) {
	for (const char *p = usage; *p; p++) {
		if (*p == '[' && !optional)
			p = strchr(p, ']');
		else if (*p == '|')
			p += strcspn(p, " ") - 1;
		else if (*p != '[' && *p != ']')
			*out++ = *p;
	}
	*out = '\0';
}

/* Every verb has a usage whose examples parse to that verb, and a meaning of one line. */
static void test_usage(void **state) {
	(void)state;
	size_t count = 0;
	for (; edit_usage(count); count++) {
		for (int optional = 0; optional < 2; optional++) {
			char line[100], *time;
			example_of(edit_usage(count), optional, line);
			if ((time = strstr(line, "TIME")))
				strcpy(time, "T+5m");
			assert_int_equal(parse(line).verb, count);
		}
		assert_true(strlen(edit_meaning(count)) > 5);
		assert_null(strchr(edit_meaning(count), '\n'));
	}
	assert_int_equal(count, EDIT_VERB_COUNT);
	assert_null(edit_meaning(count));
}

static void test_refusals(void **state) {
	(void)state;
	assert_refused("", "column 1: ", "gen, feed, gpu");
	assert_refused("gem G07 trip", "column 1: ", "gen");
	assert_refused("gen G77 trip", "column 5: ", "G07");
	assert_refused("gen G07 tripp", "column 9: ", "trip");
	assert_refused("gen G07", "column 8: ", "trip, start, stop, restore, max");
	assert_refused("gen G07 max 2600kW", "column 13: ", "2500");
	assert_refused("gen G07 max -1kW", "column 13: ", "at least 0");
	assert_refused("gen G07 max 1800kV", "column 13: ", "kW");
	assert_refused("gen G07 max nan", "column 13: ", "number");
	assert_refused("gen G07 max 0x10", "column 13: ", "number");
	assert_refused("feed TVB lose", "column 6: ", "TVA");
	assert_refused("feed TVA limit -1MW", "column 16: ", "at least 0");
	assert_refused("feed TVA import -1MW", "column 17: ", "import_min_mw");
	assert_refused("feed TVA promise 50MW", "column 18: ", "50MW");
	assert_refused("gpu cap 199W", "column 9: ", "200");
	assert_refused("gpu cap 701W", "column 9: ", "700");
	assert_refused("gpu online 100001", "column 12: ", "100000");
	assert_refused("gpu online 1.5", "column 12: ", "whole");
	assert_refused("gpu model B20", "column 11: ", "B200");
	assert_refused("gpu cap 402W over soon", "column 19: ", "duration");
	assert_refused("gpu cap 402W under 3s", "column 14: ", "under");
	assert_refused("job stall 0s", "column 11: ", "longer than 0");
	assert_refused("job stall", "column 10: ", "duration");
	assert_refused("training gpus 0", "column 15: ", "at least 1");
	assert_refused("site pue 0.9", "column 10: ", "at least 1");
	assert_refused("site stance n2", "column 13: ", "n0");
	assert_refused("at later gen G07 trip", "column 4: ", "later");
	assert_refused("gen G07 trip now", "column 14: ", "now");
	assert_refused("att T-18m gen G07 trip", "column 1: ", "did you mean at?");
	assert_refused("at T-18m at T-18m gen G07 trip", "column 10: ", "one of gen, feed, gpu, job, training, site");
	assert_refused("at", "column 3: ", "T-30m");
	assert_refused("gpu cap 402W ovr 90s", "column 14: ", "did you mean over?");
	assert_refused("gpu cap 402 kV", "column 13: ", "expected W, kW, MW or \"over DURATION\"");
	assert_refused("gen G07 max 1800 kV", "column 18: ", "expected kW, MW, GW, W or nothing");
	assert_refused("gpu cap 402 W over 90s over 90s", "column 24: ", "nothing expected");
	assert_refused("gen G07 max 2600 kW", "column 13: ", "at most 2500 kW (the rating)");
	assert_refused("gpu online 32,000", "column 12: ", "plain number");
	assert_refused("training start 9:99", "column 16: ", "no time");
	assert_refused("site stanse n0", "column 6: ", "did you mean stance?");
	assert_refused("gen trip", "column 5: ", "all");
	assert_refused("feed lose", "column 6: ", "TVA, all");
	assert_refused("feed TVA promise 2024-08-15", "column 28: ", "MW");
	assert_refused("feed TVA promise 2024-08-15 -1MW", "column 29: ", "at least 0 MW");
	assert_refused("gpu cap 402W over 367d", "column 19: ", "at most 366d");
	assert_refused("site inlet 71C", "column 12: ", "at most 70 C");
}

/* A bound that the site does not state binds nothing, but nothing turns negative or infinite then. */
static void test_unknown_bounds(void **state) {
	(void)state;
	struct gpu_plan plan = site->gpu;
	site->gpu.installed = 0;
	site->gpu.tdp_w = site->gpu.cap_min_w = NAN;
	assert_near(parse("gpu online 200000").number, 200000, 0);
	assert_near(parse("gpu cap 5000W").number, 5000, 0);
	assert_refused("gpu cap -1W", "column 9: ", "at least 0 W");
	assert_refused("gpu cap 1e308MW", "column 9: ", "too large");
	assert_refused("gpu cap 1e999", "column 9: ", "too large");
	site->gpu = plan;
}

/* What cannot be written down as a time is refused; an edit without a time needs a cursor. */
static void test_time_bounds(void **state) {
	(void)state;
	assert_identity("at 9999-12-31T23:59:59.999Z gpu cap 402");
	assert_identity("at 0000-01-01T00:00:00.000Z gpu cap 402");
	assert_refused("at 9999-12-31T23:59:59-23:59 gpu cap 402", "column 4: ", "0000 to 9999");
	assert_refused("training start +10000000d", "column 16: ", "0000 to 9999");
	struct time_context none = context;
	struct edit e;
	struct error err;
	none.cursor_ms = TIME_NONE;
	assert_false(edit_parse("gpu cap 402", site, &none, &e, &err));
	assert_non_null(strstr(err.text, "column 1: \"at TIME\" is missing"));
}

/* Words beyond the size of a word are read whole or refused, never cut to something else. */
static void test_long_words(void **state) {
	(void)state;
	char line[200];
	snprintf(line, sizeof line, "gpu cap %0100d", 402);
	assert_near(parse(line).number, 402, 0);
	snprintf(line, sizeof line, "gpu cap %0100dkW", 0);
	assert_refused(line, "column 9: ", "at least 200");
	snprintf(line, sizeof line, "job stall %0100ds", 30);
	assert_refused(line, "column 11: ", "duration");
	snprintf(line, sizeof line, "at +%0100ds job stop", 30);
	assert_refused(line, "column 4: ", "too long");
	assert_near(copysign(1, parse("feed TVA limit -0MW").number), 1, 0);
}

/* A word longer than any buffer, and bytes that are no text. */
static void test_hostile(void **state) {
	(void)state;
	char line[5000];
	struct edit e;
	struct error err;
	memset(line, 'G', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	memcpy(line, "gen ", 4);
	assert_false(edit_parse(line, site, &context, &e, &err));
	assert_refused("gen \033[2Jx trip", "column 5: ", "no such set");
	assert_false(edit_parse("gen \033[2Jx trip", site, &context, &e, &err));
	assert_null(strchr(err.text, '\033'));
	assert_refused("gpu cap 99999999999999999999999999999999999999999999999999999999999999999999999", "column 9: ", "700");
}

/* Every prefix and every change of one byte of a good line is either taken or refused, and what is taken prints back. */
static void test_every_byte(void **state) {
	(void)state;
	static const char *const lines[] = { "at T-18m gen G07 max 1800kW", "feed TVA promise 2024-08-15 50MW", "gpu cap 402W over 90s" };
	for (size_t l = 0; l < 3; l++) {
		for (size_t i = 0; i < strlen(lines[l]); i++) {
			for (int c = 0; c < 128; c++) {
				char line[80];
				struct edit e;
				struct error err;
				strcpy(line, lines[l]);
				line[i] = (char)c;
				if (edit_parse(line, site, &context, &e, &err))
					assert_identity(line);
				else
					assert_int_equal(strncmp(err.text, "column ", 7), 0);
			}
		}
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_objects), cmocka_unit_test(test_units), cmocka_unit_test(test_times), cmocka_unit_test(test_words),
		cmocka_unit_test(test_identity), cmocka_unit_test(test_identity_random), cmocka_unit_test(test_usage), cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_unknown_bounds), cmocka_unit_test(test_time_bounds), cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_hostile), cmocka_unit_test(test_every_byte),
	};
	return cmocka_run_group_tests(tests, make_site, free_site);
}
