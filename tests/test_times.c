/* Times: the calendar against the C library, ISO forms, zones at their changes of clocks, durations, every form of TIME. */
#include "support.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "times.h"

static int64_t iso(const char *text) {
	int64_t t = TIME_NONE;
	if (!time_parse_iso(text, strlen(text), &t))
		fail_msg("not read: %s", text);
	return t;
}

static const struct tz *zone(const char *name) {
	struct error err;
	const struct tz *tz = tz_open(name, &err);
	if (!tz)
		fail_msg("%s", err.text);
	return tz;
}

static void test_calendar_agrees_with_the_library(void **state) {
	(void)state;
	uint64_t random = 1;
	for (int i = 0; i < 20000; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		int64_t t_ms = (int64_t)(random >> 16) % 253402300800000LL;
		if (i % 4 == 0)
			t_ms = -t_ms % 62135596800000LL;
		time_t t_s = (time_t)(t_ms / 1000 - (t_ms % 1000 < 0));
		struct tm expected;
		gmtime_r(&t_s, &expected);
		struct civil c;
		tz_civil(tz_utc(), t_ms, &c);
		assert_int_equal(c.year, expected.tm_year + 1900);
		assert_int_equal(c.month, expected.tm_mon + 1);
		assert_int_equal(c.day, expected.tm_mday);
		assert_int_equal(c.hour, expected.tm_hour);
		assert_int_equal(c.minute, expected.tm_min);
		assert_int_equal(c.second, expected.tm_sec);
		assert_int_equal(c.weekday, expected.tm_wday);
		assert_int_equal(c.ms, t_ms - (int64_t)t_s * 1000);
		assert_int_equal(tz_moment(tz_utc(), &c), t_ms);
		char text[TIME_ISO_SIZE];
		assert_int_equal(iso(time_format_iso(t_ms, text)), t_ms);
	}
}

static void test_iso_is_written(void **state) {
	(void)state;
	char out[TIME_ISO_SIZE];
	assert_string_equal(time_format_iso(0, out), "1970-01-01T00:00:00.000Z");
	assert_string_equal(time_format_iso(-1, out), "1969-12-31T23:59:59.999Z");
	assert_string_equal(time_format_iso(1721639112000, out), "2024-07-22T09:05:12.000Z");
	assert_string_equal(time_format_iso(1709164800001, out), "2024-02-29T00:00:00.001Z");
	assert_string_equal(time_format_iso(253402300800000, out), "+000010000-01-01T00:00:00.000Z");
	assert_true(strlen(time_format_iso(INT64_MAX, out)) < TIME_ISO_SIZE);
	assert_true(strlen(time_format_iso(INT64_MIN, out)) < TIME_ISO_SIZE);
}

static void test_iso_is_read(void **state) {
	(void)state;
	assert_int_equal(iso("2024-07-22T09:05:12.000Z"), 1721639112000);
	assert_int_equal(iso("2024-07-22T09:05:12Z"), 1721639112000);
	assert_int_equal(iso("2024-07-22T09:05:12.5Z"), 1721639112500);
	assert_int_equal(iso("2024-07-22T09:05:12.1239999Z"), 1721639112123);
	assert_int_equal(iso("2024-07-22T04:05:12-05:00"), 1721639112000);
	assert_int_equal(iso("2024-07-22T14:35:12.000+0530"), 1721639112000);
	assert_int_equal(iso("2024-07-22T11:05:12+02"), 1721639112000);
	assert_int_equal(iso("1970-01-01T00:00:00Z"), 0);
	assert_int_equal(iso("2016-12-31T23:59:60Z"), iso("2017-01-01T00:00:00Z"));
	assert_int_equal(iso("0000-03-01T00:00:00Z") - iso("0000-02-29T00:00:00Z"), 86400000);
}

static void test_iso_refuses(void **state) {
	(void)state;
	static const char *const bad[] = {
		"", "Z", "2024-07-22", "2024-07-22T09:05:12", "2024-07-22T09:05Z", "2024-07-22 09:05:12Z", "2024-07-22T09:05:12z",
		"2024-7-22T09:05:12.000Z", "2024-13-22T09:05:12Z", "2024-00-22T09:05:12Z", "2024-07-00T09:05:12Z", "2024-07-32T09:05:12Z",
		"2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-04-31T00:00:00Z", "2024-07-22T24:00:00Z", "2024-07-22T09:60:00Z",
		"2024-07-22T09:05:61Z", "2024-07-22T09:05:12.Z", "2024-07-22T09:05:12,5Z", "2024-07-22T09:05:12.000ZZ", "2024-07-22T09:05:12 Z",
		"2024-07-22T09:05:12+2", "2024-07-22T09:05:12+24:00", "2024-07-22T09:05:12+02:60", "2024-07-22T09:05:12+02:0", "2024-07-22T09:05:12+02-00",
		"-024-07-22T09:05:12Z", "+2024-07-22T09:05:12Z", " 2024-07-22T09:05:12Z", "2024/07/22T09:05:12Z", "2024-07-22T09.05.12Z",
		"2024-07-22T0 :05:12.000Z", "2024-07-22T09:05:12.0-0Z",
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t t = 42;
		if (time_parse_iso(bad[i], strlen(bad[i]), &t) || t != 42)
			fail_msg("read: %s", bad[i]);
	}
	/* Only what lies within the length counts. */
	int64_t t;
	assert_true(time_parse_iso("2024-07-22T09:05:12.000Z\",\"bus\"", 24, &t));
	for (size_t length = 0; length < 24; length++)
		assert_false(time_parse_iso("2024-07-22T09:05:12.000Z", length, &t));
}

static void test_zones(void **state) {
	(void)state;
	struct civil c;
	const struct tz *chicago = zone("America/Chicago");
	assert_ptr_equal(chicago, zone("America/Chicago"));
	assert_string_equal(tz_name(chicago), "America/Chicago");
	assert_ptr_equal(zone("UTC"), tz_utc());
	tz_civil(chicago, iso("2024-07-22T09:20:00.250Z"), &c);
	assert_int_equal(c.hour, 4);
	assert_int_equal(c.minute, 20);
	assert_int_equal(c.ms, 250);
	assert_int_equal(c.weekday, 1);
	assert_int_equal(c.offset_s, -5 * 3600);
	assert_string_equal(c.zone, "CDT");
	tz_civil(chicago, iso("2024-01-22T09:20:00Z"), &c);
	assert_int_equal(c.hour, 3);
	assert_string_equal(c.zone, "CST");
	tz_civil(zone("Europe/Madrid"), iso("2025-04-28T10:33:24Z"), &c); /* another zone between */
	assert_int_equal(c.hour, 12);
	assert_string_equal(c.zone, "CEST");
	tz_civil(chicago, -1, &c); /* before 1970 */
	assert_int_equal(c.hour, 17);
	assert_int_equal(c.second, 59);
	assert_int_equal(c.ms, 999);
	tz_civil(tz_utc(), 0, &c);
	assert_string_equal(c.zone, "UTC");
}

static void test_bad_zone_names(void **state) {
	(void)state;
	static const char *const bad[] = { "", "Nowhere/City", "../../etc/passwd", "/etc/localtime", "America/../UTC", "America", "zone.tab",
		"CST6CDT,M3.2.0,M11.1.0", ":UTC", "America/Chicago\n", "-x",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error err = { "" };
		if (tz_open(bad[i], &err))
			fail_msg("opened: %s", bad[i]);
		assert_non_null(strstr(err.text, "no such time zone"));
		assert_null(strchr(err.text, '\n'));
	}
}

static int64_t local(const struct tz *tz, int year, int month, int day, int hour, int minute) {
	struct civil c = { .year = year, .month = month, .day = day, .hour = hour, .minute = minute };
	return tz_moment(tz, &c);
}

static void test_local_to_moment(void **state) {
	(void)state;
	const struct tz *chicago = zone("America/Chicago"), *apia = zone("Pacific/Apia");
	assert_int_equal(local(chicago, 2024, 7, 22, 4, 20), iso("2024-07-22T09:20:00Z"));
	assert_int_equal(local(chicago, 2024, 12, 22, 4, 20), iso("2024-12-22T10:20:00Z"));
	/* 2024-03-10: 02:00 CST becomes 03:00 CDT; what is skipped moves forward. */
	assert_int_equal(local(chicago, 2024, 3, 10, 1, 59), iso("2024-03-10T07:59:00Z"));
	assert_int_equal(local(chicago, 2024, 3, 10, 2, 0), iso("2024-03-10T08:00:00Z"));
	assert_int_equal(local(chicago, 2024, 3, 10, 2, 30), iso("2024-03-10T08:30:00Z"));
	assert_int_equal(local(chicago, 2024, 3, 10, 3, 0), iso("2024-03-10T08:00:00Z"));
	/* 2024-11-03: 01:00 to 02:00 comes twice; the earlier. */
	assert_int_equal(local(chicago, 2024, 11, 3, 0, 59), iso("2024-11-03T05:59:00Z"));
	assert_int_equal(local(chicago, 2024, 11, 3, 1, 0), iso("2024-11-03T06:00:00Z"));
	assert_int_equal(local(chicago, 2024, 11, 3, 1, 59), iso("2024-11-03T06:59:00Z"));
	assert_int_equal(local(chicago, 2024, 11, 3, 2, 0), iso("2024-11-03T08:00:00Z"));
	/* East of Greenwich and in the other half of the year: Auckland, gap 2024-09-29, doubled 2024-04-07. */
	const struct tz *auckland = zone("Pacific/Auckland");
	assert_int_equal(local(auckland, 2024, 9, 29, 2, 30), iso("2024-09-28T14:30:00Z"));
	assert_int_equal(local(auckland, 2024, 4, 7, 2, 30), iso("2024-04-06T13:30:00Z"));
	/* A whole day that Samoa left out. */
	assert_int_equal(local(apia, 2011, 12, 30, 12, 0), iso("2011-12-30T22:00:00Z"));
}

static void test_every_hour_of_a_year_comes_back(void **state) {
	(void)state;
	static const char *const names[] = { "America/Chicago", "Europe/Madrid", "Australia/Lord_Howe", "Asia/Kolkata" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct tz *tz = zone(names[i]);
		int doubled = 0;
		for (int64_t t = iso("2024-01-01T00:00:00Z"); t < iso("2025-01-01T00:00:00Z"); t += 1800000) {
			struct civil c;
			tz_civil(tz, t, &c);
			int64_t back = tz_moment(tz, &c);
			assert_true(back <= t);
			doubled += back != t;
		}
		assert_int_equal(doubled, i == 3 ? 0 : i == 2 ? 1 : 2); /* half hours that come twice */
	}
}

static void duration(const char *text, int64_t expected) {
	int64_t ms = -1;
	if (!time_parse_duration(text, &ms))
		fail_msg("not read: %s", text);
	assert_int_equal(ms, expected);
}

static void test_durations(void **state) {
	(void)state;
	duration("90s", 90000);
	duration("1h30m", 5400000);
	duration("40m", 2400000);
	duration("2d", 172800000);
	duration("250ms", 250);
	duration("90", 90000);
	duration("0", 0);
	duration("1.5h", 5400000);
	duration("0.25", 250);
	duration("1d2h3m4s5ms", 93784005);
	static const char *const bad[] = { "", " ", "s", "-5s", "+5s", "5x", "1h30", "30m1h", "1h1h", "5 s", "5s ", ".5s", "5.s", "1e3s", "5mss",
		"inf", "0x10", "99999999999999999999d", "999999999999d", "5S" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t ms = 42;
		if (time_parse_duration(bad[i], &ms) || ms != 42)
			fail_msg("read: \"%s\"", bad[i]);
	}
}

static void test_hms(void **state) {
	(void)state;
	char out[TIME_ISO_SIZE];
	static const struct { int64_t ms; const char *text; } lasted[] = {
		{ 0, "0 s" }, { 200, "0.2 s" }, { -61000, "61 s" }, { 99999, "100 s" }, { 100000, "1 min 40 s" }, { 324499, "5 min 24 s" }, { 3599999, "1 h" },
		{ 10805000, "3 h 0 min 5 s" }, { 10921000, "3 h 2 min 1 s" }, { 86400000, "1 d" }, { INT64_C(251635075200000), "2912443 d" }, { INT64_MIN, "106751991167 d 7 h 12 min" },
	};
	for (size_t i = 0; i < sizeof lasted / sizeof *lasted; i++)
		assert_string_equal(time_format_lasted(lasted[i].ms, out), lasted[i].text);
	assert_string_equal(time_format_hms(888000, out), "00:14:48");
	assert_string_equal(time_format_hms(-888999, out), "00:14:48");
	assert_string_equal(time_format_hms(0, out), "00:00:00");
	assert_string_equal(time_format_hms(100 * 3600000LL, out), "100:00:00");
	assert_string_equal(time_format_hms(INT64_MIN, out), "2562047788015:12:55");
}

static const struct time_context *context(void) {
	static struct time_context c;
	c = (struct time_context){
		.tz = zone("America/Chicago"),
		.cursor_ms = iso("2024-07-22T09:05:12Z"),
		.minus_ms = iso("2024-07-22T10:00:00Z"),
		.plus_ms = iso("2024-07-22T03:00:00Z"),
		.training_ms = iso("2024-07-22T09:20:00Z"),
	};
	return &c;
}

static void form(const char *text, const char *expected) {
	int64_t t;
	struct error err = { "" };
	if (!time_parse(text, context(), &t, &err))
		fail_msg("%s: %s", text, err.text);
	if (t != iso(expected)) {
		char got[TIME_ISO_SIZE];
		fail_msg("%s is %s, expected %s", text, time_format_iso(t, got), expected);
	}
}

static void test_forms_of_time(void **state) {
	(void)state;
	form("T", "2024-07-22T09:20:00Z");
	form("T-30m", "2024-07-22T08:50:00Z");
	form("T+5m", "2024-07-22T09:25:00Z");
	form("t-1h30m", "2024-07-22T07:50:00Z");
	form("T-90", "2024-07-22T09:18:30Z");
	form("-10m", "2024-07-22T09:50:00Z");
	form("+90s", "2024-07-22T03:01:30Z");
	form("14:05", "2024-07-22T19:05:00Z");
	form("14:05:30", "2024-07-22T19:05:30Z");
	form("4:05", "2024-07-22T09:05:00Z");
	form("00:00", "2024-07-22T05:00:00Z");
	form("04:05:12.25", "2024-07-22T09:05:12.250Z");
	form(" 14:05\t", "2024-07-22T19:05:00Z");
	form("2024-07-22T09:05:12Z", "2024-07-22T09:05:12Z");
	form("2024-07-22T09:05:12.125+02:00", "2024-07-22T07:05:12.125Z");
	form("2024-07-22T14:05-05:00", "2024-07-22T19:05:00Z");
	form("2024-07-22T14:05:30", "2024-07-22T19:05:30Z");
	form("2024-07-22 14:05", "2024-07-22T19:05:00Z");
	form("2024-08-15", "2024-08-15T05:00:00Z");
	form("2024-03-10 02:30", "2024-03-10T08:30:00Z");
}

static void test_forms_that_are_none(void **state) {
	(void)state;
	static const char *const bad[] = { "", " ", "now", "25:00", "14:60", "14:05:61", "14:5", "14", "1405", "114:05", "14:05x", "14:05 30", "T-", "T+",
		"T30m", "T--5m", "T-5x", "-", "+", "--10m", "-10x", "+ 5m", "T - 5m", "2024-07-22T", "2024-07-22X14:05", "2024-02-30", "2024-07-22 14:05 CDT",
		"2024-07-22T14:05:00.Z", "T-5m-5m", "\x1b[2J", "::::::::::::::::::::::::::::::::::::::::::::::::", "-999999999999d", "T\n" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t t;
		struct error err = { "" };
		if (time_parse(bad[i], context(), &t, &err))
			fail_msg("read: \"%s\"", bad[i]);
		assert_true(strlen(err.text) > 10);
		assert_null(strchr(err.text, '\x1b'));
	}
}

static void test_forms_without_their_base(void **state) {
	(void)state;
	struct time_context none = { .tz = tz_utc(), .cursor_ms = TIME_NONE, .minus_ms = TIME_NONE, .plus_ms = TIME_NONE, .training_ms = TIME_NONE };
	static const char *const forms[] = { "T", "T-5m", "-5m", "+5m", "14:05" };
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		int64_t t;
		struct error err = { "" };
		assert_false(time_parse(forms[i], &none, &t, &err));
		assert_true(strstr(err.text, "known") || strstr(err.text, "which day"));
	}
	int64_t t;
	struct error err;
	assert_true(time_parse("2024-07-22 09:05", &none, &t, &err));
	assert_int_equal(t, iso("2024-07-22T09:05:00Z"));
	struct time_context edge = none;
	edge.plus_ms = INT64_MAX - 5;
	edge.minus_ms = INT64_MIN + 5;
	assert_false(time_parse("+5m", &edge, &t, &err));
	assert_false(time_parse("-5m", &edge, &t, &err));
}

static void test_clocks_run(void **state) {
	(void)state;
	int64_t mono = clock_mono_ms(), wall = clock_wall_ms();
	assert_true(llabs(wall - (int64_t)time(NULL) * 1000) < 5000);
	nanosleep(&(struct timespec){ .tv_nsec = 3000000 }, NULL);
	assert_true(clock_mono_ms() >= mono + 2);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calendar_agrees_with_the_library),
		cmocka_unit_test(test_iso_is_written),
		cmocka_unit_test(test_iso_is_read),
		cmocka_unit_test(test_iso_refuses),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_bad_zone_names),
		cmocka_unit_test(test_local_to_moment),
		cmocka_unit_test(test_every_hour_of_a_year_comes_back),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_hms),
		cmocka_unit_test(test_forms_of_time),
		cmocka_unit_test(test_forms_that_are_none),
		cmocka_unit_test(test_forms_without_their_base),
		cmocka_unit_test(test_clocks_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
