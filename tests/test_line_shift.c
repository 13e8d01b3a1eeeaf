/* Lines at another time: every time moves, nothing else changes, and back again they are what they were. */
#include "line_samples.h"
#include "line_shift.h"

#define HOUR 3600000

static void assert_shifted(const char *text, int64_t by_ms, const char *expected) {
	struct buf out = { 0 };
	struct error err;
	buf_puts(&out, "before ");
	char *copy = mem_alloc(strlen(text)); /* of exactly the length */
	memcpy(copy, text, strlen(text));
	if (!line_shift(copy, strlen(text), by_ms, &out, &err))
		fail_msg("%s: %s", text, err.text);
	free(copy);
	assert_memory_equal(out.data, "before ", 7);
	assert_string_equal(out.data + 7, expected);
	buf_free(&out);
}

static void test_every_time_moves(void **state) {
	(void)state;
	assert_shifted("{\"t\":\"2024-07-22T23:05:12.000Z\",\"q\":{\"gen.G07.kw\":{\"is\":\"stale\",\"since\":\"2024-07-22T22:59:58.250Z\"}}}", HOUR,
	               "{\"t\":\"2024-07-23T00:05:12.000Z\",\"q\":{\"gen.G07.kw\":{\"is\":\"stale\",\"since\":\"2024-07-22T23:59:58.250Z\"}}}");
	assert_shifted("{\"t\":\"2024-03-01T00:00:00.000Z\",\"event\":{\"id\":\"17\",\"t_src\":\"2024-02-29T23:59:59.999Z\",\"kind\":\"trip\"}}", -HOUR,
	               "{\"t\":\"2024-02-29T23:00:00.000Z\",\"event\":{\"id\":\"17\",\"t_src\":\"2024-02-29T22:59:59.999Z\",\"kind\":\"trip\"}}");
	assert_shifted("{\"site\":{\"feed\":{\"TVA\":{\"promise\":[{\"t\":\"2024-08-01T05:00:00.000Z\",\"limit_mw\":50},{\"limit_mw\":1,\"t\":\"2024-12-31T06:00:00.000Z\"}]}},"
	               "\"training\":{\"name\":\"t\",\"start\":\"2024-07-22T09:20:00.000Z\"}}}", 86400000LL * 365,
	               "{\"site\":{\"feed\":{\"TVA\":{\"promise\":[{\"t\":\"2025-08-01T05:00:00.000Z\",\"limit_mw\":50},{\"limit_mw\":1,\"t\":\"2025-12-31T06:00:00.000Z\"}]}},"
	               "\"training\":{\"name\":\"t\",\"start\":\"2025-07-22T09:20:00.000Z\"}}}");
}

/* Spaces, order, unknown keys and numbers as they are; a key of that name in another place is not ours. */
static void test_the_rest_stays(void **state) {
	(void)state;
	assert_shifted(" { \"x\" : [1.50, \"2024-07-22T09:00:00.000Z\", {\"t\":\"2024-07-22T09:00:00.000Z\"}],\t\"t\" : \"2024-07-22T09:00:00.000Z\" , \"t2\":NaN,"
	               "\"gen\":{\"t\":\"2024-07-22T09:00:00.000Z\",\"since\":\"2024-07-22T09:00:00.000Z\"},\"q\":{\"since\":\"2024-07-22T09:00:00.000Z\"},\"u\":\"\\u00e9\"} ", HOUR,
	               " { \"x\" : [1.50, \"2024-07-22T09:00:00.000Z\", {\"t\":\"2024-07-22T09:00:00.000Z\"}],\t\"t\" : \"2024-07-22T10:00:00.000Z\" , \"t2\":NaN,"
	               "\"gen\":{\"t\":\"2024-07-22T09:00:00.000Z\",\"since\":\"2024-07-22T09:00:00.000Z\"},\"q\":{\"since\":\"2024-07-22T09:00:00.000Z\"},\"u\":\"\\u00e9\"} ");
	assert_shifted("{\"site\":{\"start\":\"2024-07-22T09:00:00.000Z\",\"feed\":{\"A\":{\"t\":\"2024-07-22T09:00:00.000Z\",\"promise\":{\"t\":\"2024-07-22T09:00:00.000Z\"}}}}}", HOUR,
	               "{\"site\":{\"start\":\"2024-07-22T09:00:00.000Z\",\"feed\":{\"A\":{\"t\":\"2024-07-22T09:00:00.000Z\",\"promise\":{\"t\":\"2024-07-22T09:00:00.000Z\"}}}}}");
	assert_shifted("{}", HOUR, "{}");
}

static void test_other_forms(void **state) {
	(void)state;
	assert_shifted("{\"t\":\"2024-07-22T09:00:00Z\"}", 1, "{\"t\":\"2024-07-22T09:00:00.001Z\"}");
	assert_shifted("{\"t\":\"2024-07-22T09:00:00.5+02:00\"}", 0, "{\"t\":\"2024-07-22T09:00:00.5+02:00\"}");
	assert_shifted("{\"t\":\"2024-07-22T09:00:00.5+02:00\"}", HOUR, "{\"t\":\"2024-07-22T08:00:00.500Z\"}");
	assert_shifted("{\"t\":\"2024-07-22T09:00:0\\u0030Z\"}", 1, "{\"t\":\"2024-07-22T09:00:00.001Z\"}");
}

/* What is no time, or would leave the years that can be written, stays. */
static void test_times_that_cannot_move(void **state) {
	(void)state;
	static const char *const lines[] = {
		"{\"t\":\"yesterday\"}", "{\"t\":5}", "{\"t\":null}", "{\"t\":[\"2024-07-22T09:00:00.000Z\"]}", "{\"t\":{\"t\":\"2024-07-22T09:00:00.000Z\"}}",
		"{\"t\":\"2024-02-30T09:00:00.000Z\"}", "{\"t\":\"9999-12-31T23:30:00.000Z\"}", "{\"t\":\"\"}",
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_shifted(lines[i], HOUR, lines[i]);
	assert_shifted("{\"t\":\"2024-07-22T09:00:00.000Z\"}", INT64_MAX, "{\"t\":\"2024-07-22T09:00:00.000Z\"}");
	assert_shifted("{\"t\":\"2024-07-22T09:00:00.000Z\"}", INT64_MIN, "{\"t\":\"2024-07-22T09:00:00.000Z\"}");
	assert_shifted("{\"t\":\"0000-01-01T00:30:00.000Z\"}", -HOUR, "{\"t\":\"0000-01-01T00:30:00.000Z\"}");
}

static void test_refused(void **state) {
	(void)state;
	static const struct { const char *text, *why; } cases[] = {
		{ "", "column 1: the text ends too early" },
		{ "{\"t\":\"2024-07-22T09:00:00.000Z\"", "column 32: the text ends too early" },
		{ "[1]", "column 1: expected '{'" },
		{ "\"t\"", "column 1: expected '{'" },
		{ "{\"t\":\"2024-07-22T09:00:00.000Z\"} x", "column 34: something follows after the end of the object" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out = { 0 };
		struct error err;
		assert_false(line_shift(cases[i].text, strlen(cases[i].text), HOUR, &out, &err));
		assert_string_equal(err.text, cases[i].why);
		assert_int_equal(out.len, 0);
		buf_puts(&out, "kept");
		assert_false(line_shift(cases[i].text, strlen(cases[i].text), HOUR, &out, &err));
		assert_string_equal(out.data, "kept");
		buf_free(&out);
	}
}

/* Moved by d the line is read as the same frame d later; moved back it is the same bytes. */
static void test_there_and_back(void **state) {
	(void)state;
	struct site *site = sample_site(14);
	struct line_reader *reader = line_reader_new();
	struct random r;
	struct frame f, moved;
	struct error err;
	random_seed(&r, 7, 0);
	frame_init(&f);
	frame_init(&moved);
	line_reader_use(reader, site);
	for (int i = 0; i < 300; i++) {
		struct buf line = { 0 }, there = { 0 }, back = { 0 };
		int64_t by_ms = (int64_t)(random_next(&r) % 2000000000000) - 1000000000000;
		sample_frame(&f, site, &r, INT64_C(1721639112000) + 1000 * i);
		line_write_frame(&line, &f);
		assert_true(line_shift(line.data, line.len, by_ms, &there, &err));
		assert_true(line_shift(there.data, there.len, -by_ms, &back, &err));
		assert_string_equal(back.data, line.data);
		assert_int_equal(line_read(reader, there.data, there.len - 1, &moved, NULL, NULL, &err), LINE_FRAME);
		assert_int_equal(moved.t_ms, f.t_ms + by_ms);
		for (size_t c = 0; c < f.count; c++)
			if (f.quality[c] == QUALITY_STALE && f.since_ms[c] != TIME_NONE)
				assert_int_equal(moved.since_ms[c], f.since_ms[c] + by_ms);
		buf_free(&line);
		buf_free(&there);
		buf_free(&back);
	}
	frame_free(&f);
	frame_free(&moved);
	line_reader_free(reader);
	site_free(site);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_time_moves),
		cmocka_unit_test(test_the_rest_stays),
		cmocka_unit_test(test_other_forms),
		cmocka_unit_test(test_times_that_cannot_move),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_there_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
