/* What an answer may cost, and the words for a call that failed. */
#include "support.h"

#include "http_fault.h"
#include "times.h"

static void the_meter_counts(void **state) {
	(void)state;
	struct http_meter m = http_meter_of(&(struct http_limits){ .stall_s = 2, .bytes_max = 10 }, 1000);
	assert_true(http_meter_stall_ms(&m) == 3000);
	assert_false(http_meter_stalls(&m, 2999));
	assert_true(http_meter_header(&m, 65536, 2000));
	assert_true(http_meter_stall_ms(&m) == 4000);
	assert_true(http_meter_body(&m, 10));
	assert_false(http_meter_body(&m, 1));
	assert_true(m.too_much);
	m = http_meter_of(&(struct http_limits){ .stall_s = 2 }, 1000);
	assert_true(http_meter_body(&m, SIZE_MAX / 2));
	assert_false(http_meter_header(&m, 65537, 1000));
	assert_true(http_meter_stalls(&m, 3000));
	m = http_meter_of(&(struct http_limits){ 0 }, 1000);
	assert_true(http_meter_stall_ms(&m) == TIME_NONE);
	assert_false(http_meter_stalls(&m, INT64_MAX));
}

static void says(struct http_fault f, struct http_meter m, const char *expected) {
	struct error err;
	f.name = "host:1";
	f.meter = &m;
	http_fault_describe(&f, &err);
	assert_string_equal(err.text, expected);
}

static void faults_in_words(void **state) {
	(void)state;
	struct http_meter fine = { 0 };
	says((struct http_fault){ .words = "no such host" }, fine, "host:1: no such host");
	says((struct http_fault){ .unconnected = true, .number = 111, .words = "x" }, fine, "host:1: Connection refused");
	says((struct http_fault){ .unconnected = true, .proxy = "p:2" }, fine, "host:1, by the proxy p:2: no connection");
	says((struct http_fault){ .unconnected = true, .proxy = "" }, fine, "host:1: no connection");
	says((struct http_fault){ .refused = true, .words = "x" }, fine, "host:1: the answer was of no use");
	says((struct http_fault){ .refused = true }, (struct http_meter){ .too_much = true }, "host:1: the answer is too long");
	says((struct http_fault){ .words = "x" }, (struct http_meter){ .stalled = true, .stall_s = 15 }, "host:1: silent for 15 s");
}

static void retry_after(void **state) {
	(void)state;
	assert_near(http_retry_after_s("7"), 7, 0);
	assert_near(http_retry_after_s("1e9"), 86400, 0);
	assert_true(isnan(http_retry_after_s(NULL)) && isnan(http_retry_after_s("soon")) && isnan(http_retry_after_s("-3")));
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_meter_counts), cmocka_unit_test(faults_in_words), cmocka_unit_test(retry_after) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
