/* Alarm statistics: what counts as raised, durations cut to the range, floods at their bounds. */
#include <stdlib.h>
#include <string.h>

#include "report_alarms.h"
#include "support.h"

#define T INT64_C(1721639100000)
#define S INT64_C(1000)

static struct alarm alarm_at(int64_t on_ms, int64_t off_ms, const char *src, const char *id, enum priority priority) {
	struct alarm a = { .on_ms = on_ms, .off_ms = off_ms, .first_ms = on_ms, .priority = priority };
	snprintf(a.src, sizeof a.src, "%s", src);
	snprintf(a.id, sizeof a.id, "%s", id);
	snprintf(a.text, sizeof a.text, "text of %s", id);
	return a;
}

static void the_range_cuts_what_stood(void **state) {
	(void)state;
	struct alarm log[] = {
		alarm_at(T - 100 * S, T - 50 * S, "G01", "gone", PRIORITY_HIGH),      /* over before it */
		alarm_at(T - 90 * S, T + 10 * S, "G01", "hot", PRIORITY_MEDIUM),      /* stands at its beginning: 10 s of it */
		alarm_at(T, T + 5 * S, "G01", "hot", PRIORITY_MEDIUM),                /* raised at its first moment */
		alarm_at(T + 20 * S, TIME_NONE, "TVA", "over", PRIORITY_HIGH),        /* stands at its end: 40 s of it */
		alarm_at(T + 60 * S, T + 90 * S, "G02", "hot", PRIORITY_LOW),         /* raised at its last moment */
		alarm_at(T + 61 * S, T + 62 * S, "G02", "late", PRIORITY_HIGH),       /* after it */
	};
	struct alarm_stats s;
	alarm_stats_make(&s, log, sizeof log / sizeof *log, T, T + 60 * S);
	assert_int_equal(s.raised_all, 3);
	assert_int_equal(s.raised[PRIORITY_HIGH], 1);
	assert_int_equal(s.raised[PRIORITY_MEDIUM], 1);
	assert_int_equal(s.raised[PRIORITY_LOW], 1);
	assert_int_equal(s.standing, 1);
	assert_int_equal(s.open, 2);
	assert_int_equal(s.kind_count, 3);
	assert_int_equal(s.source_count, 3);
	assert_string_equal(s.kind[0].src, "TVA"); /* of equal counts what stood longest */
	assert_int_equal(s.kind[0].stood_ms, 40 * S);
	assert_true(s.kind[0].open);
	assert_string_equal(s.kind[1].src, "G01");
	assert_int_equal(s.kind[1].raised, 1);
	assert_int_equal(s.kind[1].standing, 1);
	assert_int_equal(s.kind[1].stood_ms, 15 * S);
	assert_int_equal(s.kind[1].longest_ms, 10 * S);
	alarm_stats_free(&s);
}

static void chattering_stale_and_time_in_flood(void **state) {
	(void)state;
	const int64_t day = 86400 * S;
	struct alarm log[40];
	size_t n = 0;
	log[n++] = alarm_at(T - day - S, TIME_NONE, "G09", "old", PRIORITY_LOW);        /* stale */
	log[n++] = alarm_at(T - day + 300 * S, TIME_NONE, "G08", "older", PRIORITY_LOW); /* not yet at 60 s */
	log[n++] = alarm_at(T - 30 * S, T - 29 * S, "G01", "gone", PRIORITY_LOW);
	log[n++] = alarm_at(T - 20 * S, T + 1 * S, "G02", "b", PRIORITY_LOW);           /* stood before: no raise of this range */
	for (int i = 0; i < 2; i++)
		log[n++] = alarm_at(T + i * S, T + i * S + 500, "G02", "b", PRIORITY_LOW);
	for (int i = 0; i < 3; i++)
		log[n++] = alarm_at(T + 10 * S + i * 29 * S, T + 11 * S + i * 29 * S, "G01", "a", PRIORITY_LOW); /* three in 58 s */
	for (int i = 0; i < 3; i++)
		log[n++] = alarm_at(T + 100 * S + i * 30 * S, T + 101 * S + i * 30 * S, "G03", "a", PRIORITY_LOW); /* two in a minute at most */
	struct alarm_stats s;
	alarm_stats_make(&s, log, n, T, T + 200 * S);
	assert_int_equal(s.chattering, 1);
	assert_int_equal(s.stale, 1);
	assert_int_equal(s.flood_ms, 0);
	assert_int_equal(s.top_raised, 8);
	for (size_t i = 0; i < s.kind_count; i++) {
		size_t most = !strcmp(s.kind[i].src, "G01") ? 3 : !strcmp(s.kind[i].src, "G02") || !strcmp(s.kind[i].src, "G03") ? 2 : 0;
		assert_int_equal(s.kind[i].most_in_minute, most);
		assert_true(s.kind[i].stale == !strcmp(s.kind[i].src, "G09"));
	}
	alarm_stats_free(&s);
	for (n = 0; n < 11; n++)
		log[n] = alarm_at(T + (int64_t)n * S, T + (int64_t)n * S + 1, "G01", "a", PRIORITY_LOW);
	alarm_stats_make(&s, log, n, T, T + 3600 * S);
	assert_int_equal(s.flood_count, 1);
	assert_int_equal(s.flood_ms, s.flood[0].to_ms - s.flood[0].from_ms);
	alarm_stats_free(&s);
	alarm_stats_make(&s, log, n, T, T + 100 * S); /* the range ends in the flood */
	assert_int_equal(s.flood_ms, 90 * S);
	alarm_stats_free(&s);
}

static void the_most_frequent_come_first(void **state) {
	(void)state;
	struct alarm log[9];
	for (int i = 0; i < 9; i++)
		log[i] = alarm_at(T + i * S, T + i * S + 500, i % 3 == 0 ? "G01" : "G02", i % 3 == 1 ? "a" : "b", PRIORITY_LOW);
	struct alarm_stats s;
	alarm_stats_make(&s, log, 9, T, T + 60 * S);
	assert_int_equal(s.kind_count, 3);
	assert_int_equal(s.source_count, 2);
	assert_string_equal(s.source[0].src, "G02");
	assert_int_equal(s.source[0].raised, 6);
	assert_int_equal(s.most_in_window, 9);
	assert_int_equal(s.most_ms, T + 8 * S);
	alarm_stats_free(&s);
}

/* Floods of `count` alarms `step_ms` apart, with nothing after them. */
struct floods { size_t count, most; int64_t from_ms, to_ms; };
static struct floods floods_of(int count, int64_t step_ms, int64_t to_ms) {
	struct alarm *log = calloc((size_t)count, sizeof *log);
	struct alarm_stats s;
	for (int i = 0; i < count; i++)
		log[i] = alarm_at(T + i * step_ms, T + i * step_ms + 1, "G01", "a", PRIORITY_LOW);
	alarm_stats_make(&s, log, (size_t)count, T, to_ms);
	struct floods f = { s.flood_count, s.flood[0].most, s.flood[0].from_ms, s.flood[0].to_ms };
	alarm_stats_free(&s);
	free(log);
	return f;
}

static void ten_are_no_flood_and_eleven_are(void **state) {
	(void)state;
	assert_int_equal(floods_of(10, 10 * S, T + 3600 * S).count, 0);
	struct floods f = floods_of(11, 10 * S, T + 3600 * S);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.most, 11);
	assert_int_equal(f.from_ms, T + 100 * S);
	/* Fewer than 5 are left when the seventh leaves the window: raised at T + 60 s. */
	assert_int_equal(f.to_ms, T + 60 * S + ALARM_FLOOD_WINDOW_MS);
}

static void what_left_the_window_does_not_count(void **state) {
	(void)state;
	/* One a minute: ten within any 10 minutes, the one that is just 10 minutes old has left. */
	assert_int_equal(floods_of(60, 60 * S, T + 3600 * S).count, 0);
	assert_int_equal(floods_of(60, 59 * S, T + 3600 * S).count, 1);
}

static void a_flood_that_goes_on_ends_with_the_range(void **state) {
	(void)state;
	struct floods f = floods_of(300, 10 * S, T + 1000 * S);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.to_ms, T + 1000 * S);
}

static void two_floods_are_two(void **state) {
	(void)state;
	struct alarm log[24];
	struct alarm_stats s;
	for (int i = 0; i < 24; i++)
		log[i] = alarm_at(T + i * S + (i < 12 ? 0 : 3000 * S), TIME_NONE, "G01", "a", PRIORITY_HIGH);
	alarm_stats_make(&s, log, 24, T, T + 7200 * S);
	assert_int_equal(s.flood_count, 2);
	assert_int_equal(s.flood[1].from_ms, T + 3022 * S);
	assert_true(s.flood[0].to_ms < s.flood[1].from_ms);
	alarm_stats_free(&s);
}

static void what_came_suppressed_counts_as_that_alone(void **state) {
	(void)state;
	struct alarm log[24];
	struct alarm_stats s;
	for (int i = 0; i < 24; i++) {
		log[i] = alarm_at(T + i * S, TIME_NONE, "G01", "a", PRIORITY_HIGH);
		log[i].came_suppressed = i % 2 == 0;
	}
	alarm_stats_make(&s, log, 20, T, T + 7200 * S);
	assert_int_equal(s.suppressed, 10);
	assert_int_equal(s.raised_all, 10);
	assert_int_equal(s.open, 10);
	assert_int_equal(s.flood_count, 0);
	assert_int_equal(s.most_ms, T + 19 * S);
	alarm_stats_free(&s);
	alarm_stats_make(&s, log, 22, T, T + 7200 * S);
	assert_int_equal(s.flood_count, 1);
	alarm_stats_free(&s);
}

static void an_empty_log_is_fine(void **state) {
	(void)state;
	struct alarm_stats s;
	alarm_stats_make(&s, NULL, 0, T, T + 1);
	assert_int_equal(s.raised_all + s.kind_count + s.flood_count, 0);
	assert_int_equal(s.most_ms, TIME_NONE);
	alarm_stats_free(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_range_cuts_what_stood), cmocka_unit_test(chattering_stale_and_time_in_flood), cmocka_unit_test(the_most_frequent_come_first), cmocka_unit_test(ten_are_no_flood_and_eleven_are),
		cmocka_unit_test(what_left_the_window_does_not_count), cmocka_unit_test(a_flood_that_goes_on_ends_with_the_range), cmocka_unit_test(two_floods_are_two),
		cmocka_unit_test(what_came_suppressed_counts_as_that_alone), cmocka_unit_test(an_empty_log_is_fine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
