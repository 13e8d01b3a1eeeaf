/* /metrics in the Prometheus text format, read by a parser that takes nothing but its grammar. */
#include "support.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "metrics_text.h"

static const char site_line[] =
	"{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"A \\\"quoted\\\" \\\\ site\\n\",\"period_s\":60,\"bus\":{\"A\":{\"nominal_kv\":13.8}},"
	"\"feed\":{\"TVA\":{\"bus\":\"A\",\"limit_mw\":8}},\"gen\":{\"G1\":{\"bus\":\"A\",\"rated_kw\":2500},\"G2\":{\"bus\":\"A\"}},"
	"\"training\":{\"name\":\"x\",\"start\":\"2024-07-22T09:20:00Z\",\"gpus_needed\":100}}}\n";
static const char frame_line[] =
	"{\"t\":\"2024-07-22T09:05:00Z\",\"bus\":{\"A\":{\"hz\":60.01,\"kv\":13.8}},\"feed\":{\"TVA\":{\"mw\":-0.5,\"limit_mw\":8,\"kv\":13.8,\"breaker\":\"closed\"}},"
	"\"gen\":{\"G1\":{\"state\":\"loaded\",\"breaker\":\"closed\",\"kw\":1746,\"oil_kpa\":null},\"G2\":{\"state\":\"stopped\",\"kw\":0,\"coolant_c\":30}},"
	"\"q\":{\"gen.G2.coolant_c\":{\"is\":\"stale\",\"since\":\"2024-07-22T09:00:00Z\"}}}\n";

static struct station *make_station(const char *lines) {
	struct error err;
	struct station *s = station_open(&(struct station_options){ .keep_s = 60, .ring_bytes = 1 << 16, .source = "test" }, &err);
	if (!s)
		fail_msg("%s", err.text);
	station_take(s, site_line, strlen(site_line));
	if (lines)
		station_take(s, lines, strlen(lines));
	return s;
}

static void get(const struct station *s, struct buf *out) {
	struct api_counts counts = { .clients = 3, .flows = 2, .requests = 10, .dropped = 1 };
	metrics_write(s, &counts, "1.2.3", out);
}

static void end(struct station *s, struct buf *out) {
	struct error err;
	buf_free(out);
	assert_true(station_close(s, &err));
}

/* ---- the parser ---- */

static const char *name_end(const char *at) {
	if (!isalpha((unsigned char)*at) && *at != '_' && *at != ':')
		fail_msg("no name: %.60s", at);
	while (isalnum((unsigned char)*at) || *at == '_' || *at == ':')
		at++;
	return at;
}

static const char *expect(const char *at, char wanted) {
	if (*at != wanted)
		fail_msg("expected '%c' at: %.60s", wanted, at);
	return at + 1;
}

static const char *labels_end(const char *at) {
	for (;;) {
		at = expect(name_end(at), '=');
		at = expect(at, '"');
		for (; *at != '"'; at++) {
			assert_true(*at && *at != '\n');
			if (*at == '\\' && !strchr("\\\"n", *++at))
				fail_msg("no escape: %.20s", at);
		}
		at++;
		if (*at == '}')
			return at + 1;
		at = expect(at, ',');
	}
}

/* One family: HELP, TYPE, samples of that name; every family once. Returns the number of samples. */
static size_t parse_all(const char *text) {
	char seen[32768] = " ", key[128];
	size_t samples = 0;
	while (*text) {
		assert_int_equal(strncmp(text, "# HELP ", 7), 0);
		const char *name = text + 7, *end_of_name = name_end(name);
		size_t length = (size_t)(end_of_name - name), before = samples;
		snprintf(key, sizeof key, " %.*s ", (int)length, name);
		if (strstr(seen, key))
			fail_msg("twice:%s", key);
		strcat(seen, key + 1);
		assert_int_equal(*end_of_name, ' ');
		text = strchr(end_of_name, '\n') + 1;
		assert_int_equal(strncmp(text, "# TYPE ", 7), 0);
		assert_int_equal(strncmp(text + 7, name, length), 0);
		text = expect(text + 7 + length, ' ');
		bool counter = strncmp(text, "counter\n", 8) == 0;
		assert_true(counter || strncmp(text, "gauge\n", 6) == 0);
		assert_int_equal(counter, length > 6 && strncmp(end_of_name - 6, "_total", 6) == 0);
		text = strchr(text, '\n') + 1;
		while (*text && *text != '#') {
			char *end_of_number;
			assert_int_equal(strncmp(text, name, length), 0);
			text += length;
			if (*text == '{')
				text = labels_end(text + 1);
			text = expect(text, ' ');
			strtod(text, &end_of_number);
			assert_true(end_of_number > text);
			text = expect(end_of_number, '\n');
			samples++;
		}
		assert_true(samples > before); /* no family without samples */
	}
	return samples;
}

static void test_values(void **state) {
	struct buf out = { 0 };
	struct station *s = make_station(frame_line);
	(void)state;
	get(s, &out);
	assert_true(parse_all(out.data) > 25);
#define SITE "site=\"A \\\"quoted\\\" \\\\ site"
	assert_non_null(strstr(out.data, "mwtop_gen_kw{" SITE));
	assert_non_null(strstr(out.data, ",gen=\"G1\"} 1746\n"));
	assert_non_null(strstr(out.data, ",gen=\"G2\"} 0\n")); /* zero is a reading */
	assert_non_null(strstr(out.data, ",feed=\"TVA\"} -0.5\n"));
	assert_non_null(strstr(out.data, ",gen=\"G1\",state=\"loaded\"} 1\n"));
	assert_non_null(strstr(out.data, "# HELP mwtop_gen_kw active power (kW)\n# TYPE mwtop_gen_kw gauge\n"));
	assert_non_null(strstr(out.data, "\nmwtop_available_mw{"));
	assert_non_null(strstr(out.data, "\nmwtop_up 1\n"));
	assert_non_null(strstr(out.data, "\nmwtopd_clients 3\n"));
	assert_non_null(strstr(out.data, "\nmwtopd_dropped_total 1\n"));
	assert_non_null(strstr(out.data, "mwtopd_info{version=\"1.2.3\"} 1\n"));
	end(s, &out);
}

static void test_what_is_not_known_is_left_out(void **state) {
	struct buf out = { 0 };
	struct station *s = make_station(frame_line);
	(void)state;
	get(s, &out);
	assert_null(strstr(out.data, "oil_kpa"));     /* null */
	assert_null(strstr(out.data, "coolant_c"));   /* stale */
	assert_null(strstr(out.data, "mwtop_gpu_"));  /* never said */
	assert_null(strstr(out.data, "nan"));
	assert_null(strstr(out.data, "null"));
	end(s, &out);
}

static void test_before_the_first_frame(void **state) {
	struct buf out = { 0 };
	struct station *s = make_station(NULL);
	(void)state;
	get(s, &out);
	parse_all(out.data);
	assert_non_null(strstr(out.data, "\nmwtop_up 0\n"));
	assert_null(strstr(out.data, "mwtop_frame_age_seconds"));
	assert_null(strstr(out.data, "mwtop_gen_kw"));
	end(s, &out);
}

/* Old values are not shown as if they were new. */
static void test_stale(void **state) {
	struct buf out = { 0 };
	struct station *s = make_station(frame_line);
	(void)state;
	s->newest.arrived_mono_ms -= 151000; /* 2.5 periods of a minute */
	get(s, &out);
	parse_all(out.data);
	assert_non_null(strstr(out.data, "\nmwtop_up 0\n"));
	assert_non_null(strstr(out.data, "mwtop_frame_age_seconds 151"));
	assert_null(strstr(out.data, "mwtop_gen_kw"));
	end(s, &out);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values), cmocka_unit_test(test_what_is_not_known_is_left_out), cmocka_unit_test(test_before_the_first_frame),
		cmocka_unit_test(test_stale),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
