/* What is asked of a daemon: the range it tells, windows, stretches, waiting, targets. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "remote_plan.h"
#include "times.h"

#define T0 INT64_C(1721639112000) /* 2024-07-22T09:05:12Z */
#define DAY INT64_C(86400000)

static bool read_range(const char *json, struct remote_range *out) {
	return remote_read_range(json, strlen(json), out);
}

static void test_range(void **state) {
	(void)state;
	struct remote_range r;
	assert_true(read_range("{\"first\":\"2024-07-22T09:05:12.000Z\",\"x\":{\"bytes\":7},\"last\":\"2024-07-22T09:05:13Z\",\"bytes\":1234}", &r));
	assert_true(r.first_ms == T0 && r.last_ms == T0 + 1000);
	assert_int_equal(r.bytes, 1234);
	assert_true(read_range("{\"first\":null,\"bytes\":-4}", &r));
	assert_true(r.first_ms == TIME_NONE && r.bytes == 0);
	assert_true(read_range("{\"first\":7,\"last\":[1],\"bytes\":\"many\"}", &r)); /* of other types: not told */
	assert_true(r.first_ms == TIME_NONE && r.last_ms == TIME_NONE && r.bytes == 0);
	assert_false(read_range("[]", &r));
	assert_false(read_range("{\"first\":\"today\"}", &r));
	assert_false(read_range("{\"first\":\"2024-07-22T09:05:12.000Z\"", &r));
	assert_false(read_range("", &r));
}

static void test_windows(void **state) {
	(void)state;
	static const int64_t spans[] = { 0, 1000, 499999, 500000, 600000, 3600000, DAY, 7 * DAY, 365 * DAY };
	int64_t before = 0;
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		int64_t window = remote_window_ms(spans[i]);
		assert_true(window >= before && window >= 1000 && window % 1000 == 0);
		assert_true(spans[i] / window < 500);
		before = window;
	}
	assert_true(remote_window_ms(499999) == 1000 && remote_window_ms(500000) == 2000);
}

static void test_stretches(void **state) {
	(void)state;
	int64_t from, to;
	for (int64_t window = 1000; window <= 3600000; window *= 6) {
		for (int64_t t = T0; t < T0 + DAY; t += 7919000) {
			remote_stretch(t, window, T0 - 5000, T0 + DAY, &from, &to);
			assert_true(from <= t && t < to);
			assert_true(from == T0 - 5000 || from % window == 0);
			assert_true(to == T0 + DAY || to % window == 0);
			assert_true(to - from <= 300000 + window);
		}
	}
	remote_stretch(T0, 60000, T0 - 1, T0 + 1, &from, &to);
	assert_true(from == T0 - 1 && to == T0 + 1);
}

static void test_backoff(void **state) {
	(void)state;
	assert_true(remote_backoff_ms(1, 0.5) == 500);
	for (unsigned n = 1; n < 100; n++) {
		int64_t least = remote_backoff_ms(n, 0), most = remote_backoff_ms(n, 1);
		assert_true(least > 0 && least < most && most <= 30000 + 30000 / 4);
		assert_true(remote_backoff_ms(n + 1, 0.5) >= remote_backoff_ms(n, 0.5));
	}
	assert_true(remote_backoff_ms(20, 0.5) == 30000);
}

static void expect_target(const char *expected, int64_t from, int64_t to, int64_t every) {
	char *target = remote_target("/v1/frames", from, to, every);
	assert_string_equal(target, expected);
	free(target);
}

static void test_targets(void **state) {
	(void)state;
	expect_target("/v1/frames", TIME_NONE, TIME_NONE, 0);
	expect_target("/v1/frames?from=2024-07-22T09:05:12.000Z", T0, TIME_NONE, 0);
	expect_target("/v1/frames?to=2024-07-22T09:05:12.000Z&every=60s", TIME_NONE, T0, 60000);
	expect_target("/v1/frames?from=2024-07-22T09:05:12.000Z&to=2024-07-22T09:05:12.500Z&every=0.5s", T0, T0 + 500, 500);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_range), cmocka_unit_test(test_windows), cmocka_unit_test(test_stretches), cmocka_unit_test(test_backoff),
		cmocka_unit_test(test_targets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
