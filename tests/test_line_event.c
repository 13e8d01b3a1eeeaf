/* Events: read, cleaned, written, read again. */
#include "line_event.h"

#include "line_samples.h"

static struct event read_good(const char *text) {
	struct event e;
	struct error err = { "" };
	size_t column;
	if (!line_event_read(text, strlen(text), &e, &err, &column))
		fail_msg("column %zu: %s", column, err.text);
	return e;
}

static void test_every_key(void **state) {
	(void)state;
	struct event e = read_good("{\"t\":\"2024-07-22T09:02:11.120Z\",\"event\":{\"id\":\"17\",\"src\":\"G07\",\"t_src\":\"2024-07-22T09:02:10.820Z\","
	                           "\"kind\":\"trip\",\"ansi\":\"63\",\"state\":\"raise\",\"priority\":\"high\",\"text\":\"low gas pressure\"}}");
	assert_int_equal(e.t_ms, INT64_C(1721638931120));
	assert_int_equal(e.t_src_ms, INT64_C(1721638930820));
	assert_string_equal(e.id, "17");
	assert_string_equal(e.src, "G07");
	assert_string_equal(e.kind, "trip");
	assert_string_equal(e.ansi, "63");
	assert_string_equal(e.text, "low gas pressure");
	assert_true(e.state == EVENT_RAISE && e.priority == PRIORITY_HIGH);
}

static void test_lenient(void **state) {
	(void)state;
	struct event e = read_good("{\"event\":{\"new\":{\"text\":[\"x\"]},\"id\":17,\"ansi\":86,\"t_src\":null,\"state\":null,\"text\":{\"a\":1},\"kind\":\"a\\u0009b\\u001b[2J\xff\","
	                           "\"src\":\"a name that is longer than any id may be\"},\"t\":\"2024-07-22T09:02:11Z\",\"z\":[{}]}");
	assert_string_equal(e.id, "17");
	assert_string_equal(e.ansi, "86");
	assert_string_equal(e.kind, "a?b?[2J?");
	assert_string_equal(e.text, "");
	assert_int_equal(strlen(e.src), sizeof e.src - 1);
	assert_true(e.state == EVENT_NOTE && e.priority == PRIORITY_LOW && e.t_src_ms == TIME_NONE);
	e = read_good("{\"t\":\"2024-07-22T09:02:11Z\",\"event\":{\"state\":\"\",\"text\":\"a\",\"text\":\"b\"}}");
	assert_true(e.state == EVENT_NOTE);
	assert_string_equal(e.text, "b");
}

static void test_written(void **state) {
	(void)state;
	static const char line[] = "{\"t\":\"2024-07-22T09:02:11.120Z\",\"event\":{\"id\":\"17\",\"src\":\"G07\",\"t_src\":\"2024-07-22T09:02:10.820Z\",\"kind\":\"trip\","
	                           "\"ansi\":\"63\",\"state\":\"clear\",\"priority\":\"medium\",\"text\":\"say \\\"low\\\" \xc2\xb0\"}}\n";
	static const char least[] = "{\"t\":\"1970-01-01T00:00:00.000Z\",\"event\":{\"priority\":\"low\"}}\n";
	struct buf out = { 0 };
	struct event e = read_good(line);
	line_write_event(&out, &e);
	assert_string_equal(out.data, line);
	buf_clear(&out);
	e = (struct event){ .t_src_ms = TIME_NONE };
	line_write_event(&out, &e);
	assert_string_equal(out.data, least);
	read_good(least);
	buf_free(&out);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_key), cmocka_unit_test(test_lenient), cmocka_unit_test(test_written) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
