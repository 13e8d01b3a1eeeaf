/* Streams of mwtopd: what comes is passed on at once and once; a client that resumes loses nothing and gets nothing twice; one that does not
 * read is dropped. */
#include "daemon_feed.h"

#include <zstd.h>

static void test_nothing_yet(void **state) {
	struct daemon d;
	struct reply r;
	const char *const arguments[] = { "--collect", "-", "--listen", "127.0.0.1:0", NULL };
	(void)state;
	daemon_start(&d, arguments);
	static const char *const targets[] = { "/v1/now", "/v1/site", "/v1/range" };
	for (size_t i = 0; i < 3; i++) {
		daemon_get(&d, targets[i], &r);
		assert_int_equal(r.status, 503);
		assert_non_null(strstr(r.body.data, "no_data"));
		reply_free(&r);
	}
	daemon_get(&d, "/healthz", &r);
	assert_non_null(strstr(r.body.data, "\"state\":\"starting\",\"age_s\":null"));
	reply_free(&r);
	daemon_get(&d, "/v1/frames", &r);
	assert_int_equal(r.status, 200);
	assert_int_equal(r.body.len, 0);
	reply_free(&r);
	/* A stream that was asked for before anything was there gets it all. */
	struct buf expected = { 0 };
	buf_puts(&expected, SITE);
	daemon_stream(&d, "/v1/stream?from=2024-01-01T00:00:00Z", &r);
	give(&d, SITE, strlen(SITE));
	give_frames(&d, 0, 3, 0, &expected);
	assert_true(reply_until_lines(&r, 4));
	assert_text(&r.body, &expected);
	reply_free(&r);
	buf_free(&expected);
	assert_int_equal(daemon_end(&d, SIGTERM), 0);
	daemon_free(&d);
}

/* Without `from`: the site, the newest frame, then what comes, at once. */
static void test_newest_first(void **state) {
	struct daemon d;
	struct reply r;
	struct buf expected = { 0 };
	(void)state;
	start(&d, NULL);
	give_frames(&d, 0, 9, 0, NULL);
	buf_puts(&expected, SITE);
	give_frames(&d, 9, 10, 0, &expected);
	wait_for(&d, 9);
	daemon_stream(&d, "/v1/stream", &r);
	assert_true(reply_until_lines(&r, 2));
	assert_text(&r.body, &expected);
	assert_string_equal(reply_header(&r, "Mwtop-Source"), "live");
	assert_true(atof(reply_header(&r, "Mwtop-Age-S")) < 5);
	give_frames(&d, 10, 12, 0, &expected);
	assert_true(reply_until_lines(&r, 4));
	assert_text(&r.body, &expected);
	reply_free(&r);
	buf_free(&expected);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
}

/* Clients come while lines come: the history that each is given and what follows make one whole. */
static void test_resume_without_loss_or_double(void **state) {
	enum { CLIENTS = 12, STEP = 50, LAST = CLIENTS * STEP };
	struct daemon d;
	struct reply r[CLIENTS];
	struct buf all = { 0 };
	(void)state;
	start(&d, NULL);
	buf_puts(&all, SITE);
	for (int i = 0; i < CLIENTS; i++) {
		give_frames(&d, i * STEP, (i + 1) * STEP, 300, &all);
		if (i == 0)
			wait_for(&d, STEP - 1);
		daemon_stream(&d, "/v1/stream?from=2024-07-22T09:05:00Z", &r[i]);
	}
	for (int i = 0; i < CLIENTS; i++) {
		if (!reply_until_lines(&r[i], LAST + 1))
			fail_msg("client %d has %zu lines of %d", i, count_lines(&r[i].body), LAST + 1);
		assert_text(&r[i].body, &all);
		reply_free(&r[i]);
	}
	buf_free(&all);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
}

/* The ring is far smaller than the history, and a client takes so long with this that the ring has moved on: the recording has it. */
static void test_slow_with_history(void **state) {
	static const char *const more[] = { "--buffer", "64", NULL };
	struct daemon d;
	struct reply r;
	struct buf all = { 0 };
	int frames = 6000;
	(void)state;
	start(&d, more);
	buf_puts(&all, SITE);
	give_frames(&d, 0, 3000, 2000, &all);
	wait_for(&d, 2999);
	daemon_stream(&d, "/v1/stream?from=2024-07-22T09:05:00Z", &r); /* nothing is read but the headers and what came with them */
	give_frames(&d, 3000, frames, 2000, &all);
	wait_for(&d, frames - 1);
	assert_true(reply_until(&r, "\"kw\":5999}"));
	assert_true(reply_until_lines(&r, (size_t)frames + 1));
	assert_text(&r.body, &all);
	reply_free(&r);
	buf_free(&all);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
}

static void test_client_that_does_not_read(void **state) {
	static const char *const more[] = { "--buffer", "64", NULL };
	struct daemon d;
	struct reply r, other;
	(void)state;
	start(&d, more);
	give_frames(&d, 0, 1, 0, NULL);
	wait_for(&d, 0);
	daemon_stream(&d, "/v1/stream", &r);
	give_frames(&d, 1, 4000, 2000, NULL); /* eight megabytes: more than socket and ring hold */
	daemon_says(&d, "does not read: dropped");
	assert_non_null(strstr(d.said.data, "127.0.0.1:")); /* by name */
	wait_for(&d, 3999); /* the others have nothing to wait for */
	daemon_get(&d, "/healthz", &other);
	assert_non_null(strstr(other.body.data, "\"dropped\":1"));
	reply_free(&other);
	reply_until(&r, "\"kw\":3999}");
	assert_true(r.cut && !r.complete); /* it can see that this is not all */
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
}

/* What the clock of the site does is no concern of a stream. */
static void test_clock_that_steps_back(void **state) {
	struct daemon d;
	struct reply r;
	struct buf expected = { 0 };
	(void)state;
	start(&d, NULL);
	buf_puts(&expected, SITE);
	give_frames(&d, 3600, 3601, 0, &expected);
	wait_for(&d, 3600);
	daemon_stream(&d, "/v1/stream?from=2024-07-22T09:05:00Z", &r);
	give_frames(&d, 100, 102, 0, &expected);
	give_frames(&d, 7200, 7201, 0, &expected);
	assert_true(reply_until_lines(&r, 5));
	assert_text(&r.body, &expected);
	reply_free(&r);
	buf_free(&expected);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
}

/* Lines in pieces, lines that cannot be read, a new site. */
static void test_what_comes_in(void **state) {
	struct daemon d;
	struct reply r;
	(void)state;
	start(&d, NULL);
	daemon_stream(&d, "/v1/stream", &r);
	give(&d, "{\"t\":\"2024-07-22T09:05:00Z\",\"gen\":", 34);
	usleep(20000); /* may arrive apart; it makes no difference if not */
	give(&d, "{\"G1\":{\"kw\":1}}}\n\n", 18);
	give(&d, "nonsense \x1b[31m\n{\"t\":3}\n", 23);
	static const char other[] = "{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"Other\",\"bus\":{\"A\":{\"nominal_kv\":4}}}}\n{\"t\":\"2024-07-22T09:05:01Z\",\"bus\":{\"A\":{\"kv\":4}}}\n";
	give(&d, other, strlen(other));
	assert_true(reply_until(&r, "\"kv\":4}}}\n"));
	assert_null(strstr(r.body.data, "nonsense"));
	assert_non_null(strstr(r.body.data, "\"kw\":1}}}\n{\"site\":")); /* nothing between */
	reply_free(&r);
	daemon_says(&d, "cannot be read");
	assert_null(strchr(d.said.data, '\x1b'));
	daemon_get(&d, "/v1/site", &r);
	assert_non_null(strstr(r.body.data, "Other"));
	reply_free(&r);
	daemon_get(&d, "/v1/frames?from=2024-07-22T09:05:01Z", &r);
	assert_int_equal(count_lines(&r.body), 2);
	assert_non_null(strstr(r.body.data, "Other"));
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
}

static void test_windows_as_they_end(void **state) {
	struct daemon d;
	struct reply r;
	(void)state;
	start(&d, NULL);
	give_frames(&d, 0, 30, 0, NULL);
	wait_for(&d, 29);
	daemon_stream(&d, "/v1/stream?from=2024-07-22T09:05:00Z&every=60s", &r);
	give_frames(&d, 30, 125, 0, NULL);
	assert_true(reply_until_lines(&r, 3)); /* the site, two whole minutes; what the history held and what came later are one window */
	assert_int_equal(count_lines(&r.body), 3);
	assert_non_null(strstr(r.body.data, "\"t\":\"2024-07-22T09:05:59.000Z\""));
	assert_non_null(strstr(r.body.data, "\"t\":\"2024-07-22T09:06:59.000Z\""));
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
}

/* Decodes what there is of one zstd stream; returns its text. */
static struct buf unpack(const struct buf *packed) {
	struct buf text = { 0 };
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer in = { packed->data, packed->len, 0 };
	for (size_t given = 1; in.pos < in.size || given > 0;) {
		ZSTD_outBuffer out = { buf_reserve(&text, 65537), 65536, 0 };
		size_t more = ZSTD_decompressStream(z, &out, &in);
		if (ZSTD_isError(more))
			fail_msg("zstd: %s", ZSTD_getErrorName(more));
		text.len += given = out.pos;
	}
	ZSTD_freeDStream(z);
	return text;
}

/* Each line that has come can be decoded at once, and all of a range. */
static void test_compressed(void **state) {
	struct daemon d;
	struct reply r;
	struct buf all = { 0 }, text = { 0 };
	(void)state;
	start(&d, NULL);
	buf_puts(&all, SITE);
	give_frames(&d, 0, 100, 500, &all);
	wait_for(&d, 99);
	daemon_get_with(&d, "/v1/frames", "Accept-Encoding: gzip, zstd\r\n", &r);
	assert_string_equal(reply_header(&r, "Content-Encoding"), "zstd");
	assert_true(r.complete && r.body.len < all.len / 4);
	text = unpack(&r.body);
	assert_text(&text, &all);
	buf_free(&text);
	reply_free(&r);
	int fd = client_connect(&d);
	client_send(fd, "GET /v1/stream?from=2024-07-22T09:05:00Z HTTP/1.1\r\nHost: x\r\nAccept-Encoding: zstd\r\n\r\n");
	reply_begin(&r, fd);
	for (int i = 100; i < 105; i++) {
		size_t before = r.body.len;
		give_frames(&d, i, i + 1, 0, &all);
		for (int64_t until_ms = clock_mono_ms() + DAEMON_WAIT_MS; text.len != all.len && clock_mono_ms() < until_ms;) {
			assert_true(reply_more(&r));
			buf_free(&text);
			text = unpack(&r.body);
		}
		assert_true(r.body.len > before);
		assert_text(&text, &all);
	}
	reply_free(&r);
	daemon_get_with(&d, "/v1/frames", "Accept-Encoding: zstd;q=0, gzip\r\n", &r);
	assert_null(reply_header(&r, "Content-Encoding"));
	assert_text(&r.body, &all);
	reply_free(&r);
	buf_free(&text);
	buf_free(&all);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
}

/* SIGTERM: what came is sent, the streams are ended as they should, then the daemon ends. */
static void test_drain(void **state) {
	struct daemon d;
	struct reply r;
	struct buf all = { 0 };
	(void)state;
	start(&d, NULL);
	buf_puts(&all, SITE);
	give_frames(&d, 0, 500, 1000, &all);
	wait_for(&d, 499);
	daemon_stream(&d, "/v1/stream?from=2024-07-22T09:05:00Z", &r);
	kill(d.pid, SIGTERM);
	reply_until(&r, "nothing of the kind");
	assert_true(r.complete);
	assert_text(&r.body, &all);
	reply_free(&r);
	buf_free(&all);
	assert_int_equal(daemon_end(&d, SIGTERM), 0);
	daemon_free(&d);
}

/* The end of standard input ends nothing: what came stays to be read. */
static void test_end_of_input(void **state) {
	struct daemon d;
	struct reply r;
	(void)state;
	start(&d, NULL);
	give_frames(&d, 0, 5, 0, NULL);
	close(d.input);
	d.input = -1;
	daemon_says(&d, "it has ended");
	daemon_get(&d, "/v1/frames", &r);
	assert_int_equal(count_lines(&r.body), 6);
	reply_free(&r);
	assert_int_equal(daemon_end(&d, SIGINT), 0);
	daemon_free(&d);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_yet), cmocka_unit_test(test_newest_first), cmocka_unit_test(test_resume_without_loss_or_double),
		cmocka_unit_test(test_slow_with_history), cmocka_unit_test(test_client_that_does_not_read), cmocka_unit_test(test_clock_that_steps_back),
		cmocka_unit_test(test_what_comes_in), cmocka_unit_test(test_windows_as_they_end), cmocka_unit_test(test_compressed),
		cmocka_unit_test(test_drain), cmocka_unit_test(test_end_of_input),
	};
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
