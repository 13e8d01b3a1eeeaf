/* Lines in words as they are printed: their time and day, and never more of them a minute than asked for. */
#include "support.h"

#include <string.h>

#include "plain.h"

#define TRIP_MS INT64_C(1721638931000) /* 2024-07-22T09:02:11Z */

static void test_format(void **state) {
	(void)state;
	struct plain_day day = { 0 };
	struct buf out = { 0 };
	struct error err;
	const struct tz *tz = tz_open("America/Chicago", &err);
	plain_format(tz, TRIP_MS, "Set G07: tripped", false, &day, &out);
	plain_format(tz, TRIP_MS + 1500, "na\xc3\xafve \xe2\x89\xa5", false, &day, &out);
	plain_format(tz, TRIP_MS + 1500, "na\xc3\xafve \xe2\x89\xa5", true, &day, &out);
	plain_format(tz, TRIP_MS + 86400000, "next", true, &day, &out);
	assert_string_equal(out.data, "Monday 22 July 2024, 04:02:11 CDT Set G07: tripped\n04:02:12 na\xc3\xafve \xe2\x89\xa5\n04:02:12 na?ve ?\nTuesday 23 July 2024, 04:02:11 CDT next\n");
	buf_free(&out);
}

/* Whatever comes and at what times, a minute has at most so many lines, and every line is said or counted. */
static void test_never_more_than_so_many(void **state) {
	(void)state;
	unsigned seed = 20240722;
	for (unsigned most = 1; most <= 40; most += 3) {
		struct plain_limit l = { .most = most };
		unsigned said_in_minute = 0, total = 0, said = 0, told = 0, important_lost = 0;
		int64_t t_ms = 1000000000, minute = 0;
		for (int i = 0; i < 20000; i++) {
			seed = seed * 1664525 + 1013904223;
			bool important = seed >> 24 < 20;
			unsigned left_out;
			t_ms += (int64_t)(seed >> 16) % 4000 - (i % 50 == 0 ? 30000 : 0); /* back, now and then */
			if (t_ms / 60000 > minute) {
				minute = t_ms / 60000;
				said_in_minute = 0;
			}
			bool may = plain_limit_take(&l, t_ms, important, &left_out);
			total++;
			said += may;
			told += left_out;
			said_in_minute += (may ? 1u : 0u) + (left_out > 0 ? 1u : 0u);
			important_lost += important && !may;
			if (said_in_minute > most)
				fail_msg("seed 20240722: %u lines in a minute of at most %u", said_in_minute, most);
		}
		assert_int_equal(total, said + told + l.left_out);
		if (most >= 37 && important_lost)
			fail_msg("%u important lines left out at %u a minute", important_lost, most);
	}
	struct plain_limit any = { .most = 0 };
	unsigned left_out;
	for (int i = 0; i < 1000; i++)
		assert_true(plain_limit_take(&any, 0, false, &left_out));
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_format), cmocka_unit_test(test_never_more_than_so_many) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
