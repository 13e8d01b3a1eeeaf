/* mwtopd over HTTP: what is answered to each request, in which form, and what is refused with which status. A finished recording is served
 * with its own times, so that every byte is known. */
#include "support.h"

#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon_run.h"
#include "recording.h"

#define FRAMES 600

static struct {
	char *dir, *path;
	struct recording r;
	struct daemon d;
} t;

/* A frame a second; events before some of them; another site in the middle. */
static void make_recording(void) {
	recording_init(&t.r);
	recording_site(&t.r, "One", 3, 1, 1);
	for (int i = 0; i < FRAMES; i++) {
		int64_t t_ms = RECORDING_START + i * 1000;
		if (i == FRAMES / 2)
			recording_site(&t.r, "Two", 4, 1, 1);
		if (i % 100 == 50)
			recording_event(&t.r, t_ms, "an event");
		recording_frame(&t.r, t_ms);
	}
	t.path = test_file_write(t.dir, "night.ndjson", t.r.text.data, t.r.text.len);
}

static int set_up(void **state) {
	(void)state;
	t.dir = test_dir_make();
	make_recording();
	const char *const arguments[] = { "--replay", t.path, "--own-times", "--listen", "127.0.0.1:0", "--header-time", "0.3", NULL };
	daemon_start(&t.d, arguments);
	return 0;
}

static int tear_down(void **state) {
	(void)state;
	daemon_free(&t.d);
	recording_free(&t.r);
	free(t.path);
	test_dir_remove(t.dir);
	return 0;
}

/* The text of line n (from 0) of the recording, with its newline. */
static const char *line_of(size_t n, size_t *length) {
	const char *at = t.r.text.data;
	while (n--)
		at = strchr(at, '\n') + 1;
	*length = (size_t)(strchr(at, '\n') - at) + 1;
	return at;
}

static void assert_body(const struct reply *r, const char *text, size_t length) {
	if (r->body.len != length || memcmp(r->body.data, text, length) != 0)
		fail_msg("expected %zu bytes:\n%.*s\ngot %zu:\n%s", length, (int)length, text, r->body.len, r->body.data);
}

static void assert_error(struct reply *r, int status, const char *code) {
	char *expected = mem_printf("{\"error\":{\"code\":\"%s\",\"message\":\"", code);
	assert_int_equal(r->status, status);
	assert_string_equal(reply_header(r, "Content-Type"), "application/json");
	if (!r->body.data || strncmp(r->body.data, expected, strlen(expected)) != 0 || strcmp(r->body.data + r->body.len - 4, "\"}}\n") != 0)
		fail_msg("expected %s, got %s", expected, r->body.data);
	free(expected);
	reply_free(r);
}

static void test_site_and_now(void **state) {
	struct reply r;
	size_t length;
	(void)state;
	daemon_get(&t.d, "/v1/now", &r);
	assert_int_equal(r.status, 200);
	const char *text = line_of(FRAMES + FRAMES / 100 + 1, &length);
	assert_body(&r, text, length);
	assert_string_equal(reply_header(&r, "Mwtop-Source"), "recording");
	assert_string_equal(reply_header(&r, "Cache-Control"), "no-store");
	assert_null(reply_header(&r, "Mwtop-Age-S")); /* nothing arrives */
	reply_free(&r);
	daemon_get(&t.d, "/v1/site", &r);
	assert_int_equal(r.status, 200);
	text = strstr(strchr(t.r.text.data, '\n'), "{\"site\"");
	assert_body(&r, text, (size_t)(strchr(text, '\n') - text) + 1);
	reply_free(&r);
}

static void test_all_frames_byte_for_byte(void **state) {
	struct reply r;
	(void)state;
	daemon_get(&t.d, "/v1/frames", &r);
	assert_int_equal(r.status, 200);
	assert_string_equal(reply_header(&r, "Content-Type"), "application/x-ndjson");
	assert_body(&r, t.r.text.data, t.r.text.len);
	reply_free(&r);
}

/* from is inclusive, to is not; an event of exactly `from` stands before the frame of that time; the site comes first. */
static void test_range(void **state) {
	struct reply r;
	struct buf expected = { 0 };
	size_t length;
	const char *text = line_of(0, &length);
	(void)state;
	buf_add(&expected, text, length);
	for (size_t n = 51; n < 51 + 11; n++) { /* line 51 is the event of second 50 */
		text = line_of(n, &length);
		buf_add(&expected, text, length);
	}
	daemon_get(&t.d, "/v1/frames?from=2024-07-22T09:06:02Z&to=2024-07-22T09:06:12Z", &r);
	assert_body(&r, expected.data, expected.len);
	reply_free(&r);
	/* The same moments with an offset, '+' as it is and escaped. */
	daemon_get(&t.d, "/v1/frames?from=2024-07-22T11:06:02+02:00&to=2024-07-22T11:06:12.000%2B02:00", &r);
	assert_body(&r, expected.data, expected.len);
	reply_free(&r);
	buf_free(&expected);
}

static void test_range_under_the_second_site(void **state) {
	struct reply r;
	struct buf expected = { 0 };
	size_t length;
	(void)state;
	const char *text = strstr(strchr(t.r.text.data, '\n'), "{\"site\"");
	buf_add(&expected, text, (size_t)(strchr(text, '\n') - text) + 1);
	for (size_t n = FRAMES + 6 + 2 - 10; n < FRAMES + 6 + 2; n++) {
		text = line_of(n, &length);
		buf_add(&expected, text, length);
	}
	daemon_get(&t.d, "/v1/frames?from=-9s", &r);
	assert_body(&r, expected.data, expected.len);
	reply_free(&r);
	/* Across the change both sites stand, each before its frames. */
	daemon_get(&t.d, "/v1/frames?from=2024-07-22T09:10:10Z&to=2024-07-22T09:10:14Z", &r);
	assert_int_equal(count_lines(&r.body), 6);
	const char *one = strstr(r.body.data, "\"One\""), *two = strstr(r.body.data, "\"Two\"");
	assert_true(one && two && one < two);
	assert_true(two < strstr(r.body.data, "09:10:12"));
	assert_true(two > strstr(r.body.data, "09:10:11"));
	reply_free(&r);
	buf_free(&expected);
}

static void test_empty_ranges(void **state) {
	struct reply r;
	(void)state;
	daemon_get(&t.d, "/v1/frames?from=2025-01-01T00:00:00Z", &r); /* the site alone, so that it is a recording */
	assert_int_equal(r.status, 200);
	assert_int_equal(count_lines(&r.body), 1);
	assert_true(line_is_site(r.body.data, r.body.len));
	reply_free(&r);
	daemon_get(&t.d, "/v1/frames?to=2024-01-01T00:00:00Z", &r);
	assert_int_equal(r.status, 200);
	assert_int_equal(count_lines(&r.body), 1);
	reply_free(&r);
}

static void test_events(void **state) {
	struct reply r;
	(void)state;
	daemon_get(&t.d, "/v1/events", &r);
	assert_int_equal(r.status, 200);
	assert_int_equal(count_lines(&r.body), 2 + 6);
	assert_null(strstr(r.body.data, "\"bus\":{\"A\":{\"hz\""));
	reply_free(&r);
	daemon_get(&t.d, "/v1/events?from=2024-07-22T09:06:02Z&to=2024-07-22T09:06:03Z", &r);
	assert_int_equal(count_lines(&r.body), 2);
	reply_free(&r);
}

static void test_every(void **state) {
	struct reply r;
	(void)state;
	daemon_get(&t.d, "/v1/frames?every=60s&from=2024-07-22T09:06:00Z&to=2024-07-22T09:10:00Z", &r);
	assert_int_equal(r.status, 200);
	/* The site, a line for each of four minutes, and the events of 09:06:02, 09:07:42 and 09:09:22. */
	assert_int_equal(count_lines(&r.body), 1 + 4 + 3);
	const char *event = strstr(r.body.data, "\"event\""), *first = strstr(r.body.data, "09:06:59");
	assert_true(event && first && event < first); /* in the order of time */
	assert_non_null(strstr(r.body.data, "\"window_s\":60"));
	assert_non_null(strstr(r.body.data, "\"min\":{"));
	assert_non_null(strstr(r.body.data, "\"max\":{"));
	reply_free(&r);
}

static void test_range_of_what_there_is(void **state) {
	struct reply r;
	(void)state;
	daemon_get(&t.d, "/v1/range", &r);
	assert_int_equal(r.status, 200);
	char *expected = mem_printf("{\"first\":\"2024-07-22T09:05:12.000Z\",\"last\":\"2024-07-22T09:15:11.000Z\",\"bytes\":%zu}\n", t.r.text.len);
	assert_body(&r, expected, strlen(expected));
	free(expected);
	reply_free(&r);
}

static void test_health(void **state) {
	struct reply r;
	(void)state;
	daemon_get(&t.d, "/healthz", &r);
	assert_int_equal(r.status, 200);
	assert_string_equal(reply_header(&r, "Content-Type"), "application/json");
	assert_non_null(strstr(r.body.data, "\"state\":\"ok\""));
	assert_non_null(strstr(r.body.data, "\"clients\":"));
	assert_non_null(strstr(r.body.data, "\"failed\":false"));
	assert_non_null(strstr(r.body.data, t.path));
	reply_free(&r);
}

/* All of the history, then it stays open. */
static void test_stream_of_a_recording(void **state) {
	struct reply r;
	(void)state;
	daemon_stream(&t.d, "/v1/stream", &r);
	assert_int_equal(r.status, 200);
	assert_true(reply_until_lines(&r, FRAMES + 6 + 2));
	assert_body(&r, t.r.text.data, t.r.text.len);
	assert_true(r.fd >= 0);
	assert_true(reply_until(&r, "\n\n")); /* the heartbeat */
	assert_int_equal(r.body.len, t.r.text.len + 1);
	assert_false(r.complete);
	reply_free(&r);
}

static void test_head_and_keep_alive(void **state) {
	struct reply r;
	int fd = client_connect(&t.d);
	(void)state;
	client_send(fd, "GET /v1/now HTTP/1.1\r\nHost: x\r\n\r\n");
	reply_read(&r, fd);
	size_t length = r.body.len;
	r.fd = -1;
	reply_free(&r);
	client_send(fd, "HEAD /v1/now HTTP/1.1\r\nHost: x\r\n\r\n");
	reply_begin(&r, fd);
	assert_int_equal(r.status, 200);
	assert_int_equal(strtoul(reply_header(&r, "Content-Length"), NULL, 10), length);
	assert_int_equal(r.body.len, 0);
	reply_free(&r);
}

/* A client of HTTP/1.0 knows no chunks: the body ends with the connection. */
static void test_old_client(void **state) {
	struct reply r;
	int fd = client_connect(&t.d);
	(void)state;
	client_send(fd, "GET /v1/frames HTTP/1.0\r\n\r\n");
	reply_read(&r, fd);
	assert_int_equal(r.status, 200);
	assert_null(reply_header(&r, "Transfer-Encoding"));
	assert_int_equal(r.raw.len - r.body_at, t.r.text.len);
	assert_memory_equal(r.raw.data + r.body_at, t.r.text.data, t.r.text.len);
	reply_free(&r);
}

static void test_wrong_requests(void **state) {
	struct reply r;
	(void)state;
	daemon_get(&t.d, "/v1/frame", &r);
	assert_non_null(strstr(r.body.data, "did you mean /v1/frames?"));
	assert_error(&r, 404, "not_found");
	daemon_get(&t.d, "/", &r);
	assert_error(&r, 404, "not_found");
	daemon_get(&t.d, "/v1/frames?from=yesterday", &r);
	assert_error(&r, 400, "bad_time");
	daemon_get(&t.d, "/v1/stream?from=", &r);
	assert_error(&r, 400, "bad_time");
	daemon_get(&t.d, "/v1/frames?from=-1s&to=-2s", &r);
	assert_error(&r, 400, "bad_range");
	daemon_get(&t.d, "/v1/frames?every=0", &r);
	assert_error(&r, 400, "bad_duration");
	daemon_get(&t.d, "/v1/frames?every=2d", &r);
	assert_error(&r, 400, "bad_duration");
	daemon_get(&t.d, "/v1/stream?to=-1s", &r);
	assert_error(&r, 400, "unknown_parameter");
	daemon_get(&t.d, "/v1/now?x", &r);
	assert_error(&r, 400, "unknown_parameter");
	/* What it says of a request cannot break out of the JSON. */
	daemon_get(&t.d, "/v1/now?%22%0a%1b%5b31m=1", &r);
	assert_null(strchr(r.body.data, '\x1b'));
	assert_error(&r, 400, "unknown_parameter");
}

static void test_wrong_methods(void **state) {
	struct reply r;
	int fd = client_connect(&t.d);
	(void)state;
	client_send(fd, "DELETE /v1/now HTTP/1.1\r\nHost: x\r\n\r\n");
	reply_read(&r, fd);
	assert_string_equal(reply_header(&r, "Allow"), "GET, HEAD");
	assert_error(&r, 405, "method_not_allowed");
	fd = client_connect(&t.d);
	client_send(fd, "POST /v1/now HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
	reply_read(&r, fd);
	assert_error(&r, 405, "method_not_allowed");
	fd = client_connect(&t.d);
	client_send(fd, "GET /v1/now HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
	reply_read(&r, fd);
	assert_string_equal(reply_header(&r, "Connection"), "close");
	assert_error(&r, 413, "body_refused");
	fd = client_connect(&t.d);
	client_send(fd, "GET /v1/now HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
	reply_read(&r, fd);
	assert_error(&r, 413, "body_refused");
}

static void test_long_target(void **state) {
	struct reply r;
	char target[3000];
	(void)state;
	memset(target, 'a', sizeof target - 1);
	target[0] = '/';
	target[sizeof target - 1] = '\0';
	daemon_get(&t.d, target, &r);
	assert_error(&r, 414, "uri_too_long");
}

/* Beyond all bounds the connection is refused too, whatever the words. */
static void test_endless_header(void **state) {
	struct reply r;
	int fd = client_connect(&t.d);
	char *filler = mem_alloc(100001);
	(void)state;
	memset(filler, 'x', 100000);
	filler[100000] = '\0';
	client_send(fd, "GET /v1/now HTTP/1.1\r\nX: ");
	send(fd, filler, 100000, MSG_NOSIGNAL);
	reply_read(&r, fd);
	assert_true(r.status == 431 || r.status == 413 || r.status == 414 || (r.cut && r.status == 0));
	reply_free(&r);
	free(filler);
	daemon_get(&t.d, "/v1/now", &r);
	assert_int_equal(r.status, 200);
	reply_free(&r);
}

/* Half a header, and nothing at all: both are closed after --header-time. */
static void test_late_header(void **state) {
	struct reply half, none;
	int a = client_connect(&t.d), b = client_connect(&t.d);
	(void)state;
	client_send(a, "GET /v1/now HT");
	reply_read(&half, a);
	assert_true(half.cut);
	assert_int_equal(half.status, 0);
	reply_read(&none, b);
	assert_true(none.cut);
	reply_free(&half);
	reply_free(&none);
}

static void test_nonsense(void **state) {
	struct reply r;
	int fd = client_connect(&t.d);
	(void)state;
	client_send(fd, "\x16\x03\x01\x02 hello\r\n\r\n");
	reply_read(&r, fd);
	assert_true(r.cut || r.status >= 400);
	reply_free(&r);
	daemon_get(&t.d, "/healthz", &r);
	assert_int_equal(r.status, 200);
	reply_free(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_site_and_now), cmocka_unit_test(test_all_frames_byte_for_byte), cmocka_unit_test(test_range),
		cmocka_unit_test(test_range_under_the_second_site), cmocka_unit_test(test_empty_ranges), cmocka_unit_test(test_events),
		cmocka_unit_test(test_every), cmocka_unit_test(test_range_of_what_there_is), cmocka_unit_test(test_health),
		cmocka_unit_test(test_stream_of_a_recording), cmocka_unit_test(test_head_and_keep_alive), cmocka_unit_test(test_old_client),
		cmocka_unit_test(test_wrong_requests), cmocka_unit_test(test_wrong_methods), cmocka_unit_test(test_long_target),
		cmocka_unit_test(test_endless_header), cmocka_unit_test(test_late_header), cmocka_unit_test(test_nonsense),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
