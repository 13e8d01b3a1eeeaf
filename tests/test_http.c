/* Fetching over HTTP, against a small server that says what a row tells it to. */
#include "http_rig.h"

#include <dirent.h>

static void test_answers(void **state) {
	(void)state;
	static const struct { const char *text; bool complete; int status; const char *body, *words; } rows[] = {
		{ OK "Content-Length: 5\r\nX-Mark: here\r\n\r\nhello", true, 200, "hello", "" },
		{ OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", true, 200, "abcde", "" },
		{ OK "Content-Length: 0\r\n\r\n", true, 200, "", "" },
		{ OK "\r\nall of it until it closes", true, 200, "all of it until it closes", "" },
		{ "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone", true, 404, "none", "" },
		{ "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", true, 302, "", "" },
		{ "HTTP/1.1 100 Continue\r\n\r\n" OK "Content-Length: 2\r\n\r\nok", true, 200, "ok", "" },
		{ OK "Content-Length: 50\r\n\r\ncut in the mid", false, 200, "cut in the mid", "cut" },
		{ OK "Transfer-Encoding: chunked\r\n\r\n30\r\ncut", false, 200, "cut", "cut" },
		{ "HTTP/1.1 200 O", false, 0, "", "" },
		{ OK "Content-Le", false, 0, "", "cut" },
		{ OK "X-Mark: here\r\n", false, 0, "", "cut" },
		{ "SSH-2.0-nothing\r\n", false, 0, "", "no HTTP" },
		{ "", false, 0, "", "without an answer" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct server s;
		struct answer a = { 0 };
		server_start(&s, NULL, rows[i].text, strlen(rows[i].text), false, 0);
		fetch(&s, &(struct http_limits){ 0 }, &a);
		if (a.result.complete != rows[i].complete || (rows[i].complete && a.result.status != rows[i].status) ||
		    strcmp(a.body.data ? a.body.data : "", rows[i].body) != 0 || !strstr(a.result.err.text, rows[i].words))
			fail_msg("row %zu: complete %d, %d, \"%s\", \"%s\"", i, a.result.complete, a.result.status, a.body.data ? a.body.data : "", a.result.err.text);
		if (!rows[i].complete)
			assert_non_null(strstr(a.result.err.text, "127.0.0.1"));
		if (i == 0)
			assert_string_equal(a.header, "here");
		if (rows[i].status)
			assert_int_equal(a.heads, 1);
		buf_free(&a.body);
		server_end(&s);
	}
}

static void test_retry_after(void **state) {
	(void)state;
	struct server s;
	struct answer a = { 0 };
	SERVE(&s, "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", 0);
	fetch(&s, &(struct http_limits){ 0 }, &a);
	assert_near(a.result.retry_after_s, 7, 0);
	server_end(&s);
	a = (struct answer){ 0 };
	SERVE(&s, "HTTP/1.1 503 No\r\nRetry-After: 99999999999\r\nContent-Length: 0\r\n\r\n", 0);
	fetch(&s, &(struct http_limits){ 0 }, &a);
	assert_near(a.result.retry_after_s, 86400, 0);
	server_end(&s);
}

static void test_nobody_there(void **state) {
	(void)state;
	struct server s;
	struct answer a = { 0 };
	SERVE(&s, "", 0);
	server_end(&s); /* its port is free again */
	fetch(&s, &(struct http_limits){ 0 }, &a);
	assert_false(a.result.complete);
	assert_int_equal(a.result.status, 0);
	assert_non_null(strcasestr(a.result.err.text, "refused"));
	struct http *h = client("unix:/no/such/socket", NULL);
	a = (struct answer){ 0 };
	ask(h, &a, &(struct http_limits){ 0 });
	pump_until(h, is_done, &a);
	assert_non_null(strstr(a.result.err.text, "unix:/no/such/socket"));
	http_close(h);
}

static void test_unix_socket(void **state) {
	(void)state;
	struct server s;
	struct answer a = { 0 };
	char *dir = test_dir_make(), *path = mem_printf("%s/s", dir), *base = mem_printf("unix:%s", path);
	server_start(&s, path, OK "Content-Length: 2\r\n\r\nhi", sizeof(OK "Content-Length: 2\r\n\r\nhi") - 1, false, 0);
	struct http *h = client(base, NULL);
	ask(h, &a, &(struct http_limits){ 0 });
	pump_until(h, is_done, &a);
	assert_true(a.result.complete);
	assert_string_equal(a.body.data, "hi");
	http_close(h);
	buf_free(&a.body);
	server_end(&s);
	free(base);
	free(path);
	test_dir_remove(dir);
}

/* A silence is told, whether before the header, within it or within the body. */
static void test_silence(void **state) {
	(void)state;
	static const char *const texts[] = { "", "HTTP/1.1 200 OK\r\nX-Ma", OK "Content-Length: 100\r\n\r\nbegun" };
	for (size_t i = 0; i < 3; i++) {
		struct server s;
		struct answer a = { 0 };
		server_start(&s, NULL, texts[i], strlen(texts[i]), false, 60000);
		fetch(&s, &(struct http_limits){ .stall_s = 0.2 }, &a);
		assert_false(a.result.complete);
		assert_non_null(strstr(a.result.err.text, "silent"));
		buf_free(&a.body);
		server_end(&s);
	}
}

static void test_too_much(void **state) {
	(void)state;
	struct server s;
	struct answer a = { 0 };
	struct buf text = { 0 };
	buf_puts(&text, OK "\r\n");
	for (int i = 0; i < 2000; i++)
		buf_puts(&text, "0123456789");
	server_start(&s, NULL, text.data, text.len, false, 0);
	fetch(&s, &(struct http_limits){ .bytes_max = 20000 }, &a);
	assert_true(a.result.complete); /* just as much as may be */
	assert_int_equal(a.body.len, 20000);
	buf_free(&a.body);
	a = (struct answer){ 0 };
	fetch(&s, &(struct http_limits){ .bytes_max = 19999 }, &a);
	assert_false(a.result.complete);
	assert_non_null(strstr(a.result.err.text, "too long"));
	assert_true(a.body.len < 20000);
	buf_free(&a.body);
	server_end(&s);
	buf_clear(&text);
	buf_puts(&text, OK);
	for (int i = 0; i < 20000; i++)
		buf_puts(&text, "X-More: 0123456789\r\n");
	server_start(&s, NULL, text.data, text.len, false, 0);
	a = (struct answer){ 0 };
	fetch(&s, &(struct http_limits){ 0 }, &a);
	assert_false(a.result.complete);
	server_end(&s);
	buf_free(&text);
}

static bool all_done(const void *data) {
	for (int i = 0; i < 20; i++)
		if (!is_done((const struct answer *)data + i))
			return false;
	return true;
}

static void test_many_at_once(void **state) {
	(void)state;
	struct server s;
	struct answer a[20] = { 0 };
	SERVE(&s, OK "Content-Length: 5\r\n\r\nhello", 0);
	struct http *h = client_of(&s);
	for (int i = 0; i < 20; i++)
		ask(h, &a[i], &(struct http_limits){ 0 });
	pump_until(h, all_done, a);
	for (int i = 0; i < 20; i++) {
		assert_true(a[i].result.complete);
		assert_string_equal(a[i].body.data, "hello");
		buf_free(&a[i].body);
	}
	for (int i = 0; i < 5; i++) /* on their way when the client closes */
		ask(h, &a[i], &(struct http_limits){ 0 });
	http_close(h);
	server_end(&s);
}

static void test_token_and_addresses(void **state) {
	(void)state;
	static const struct { const char *base, *token, *words; } refused[] = {
		{ "ftp://host", NULL, "expected http://" }, { "http://", NULL, "expected http://" }, { "http:///x", NULL, "expected http://" },
		{ "host:9643", NULL, "expected http://" }, { "unix:", NULL, "unix:PATH" }, { "http://me:secret@host", NULL, "--token-file" },
		{ "http://host?x", NULL, "expected" }, { "http://host:99999", NULL, "port" }, { "http://[::1]:0/x", NULL, "port" }, { "http://host", "a\r\nb", "token" }, { "http://host", "a b", "token" },
	};
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		struct error err;
		assert_null(http_open(&(struct http_options){ .base = refused[i].base, .token = refused[i].token }, &err));
		if (!strstr(err.text, refused[i].words) || strstr(err.text, "secret"))
			fail_msg("%s: %s", refused[i].base, err.text);
	}
	struct server s;
	server_start(&s, NULL, "", 0, true, 0);
	for (int with = 0; with < 2; with++) {
		struct answer a = { 0 };
		char base[64];
		snprintf(base, sizeof base, "http://127.0.0.1:%d/below///", s.port);
		struct http *h = client(base, with ? "s3cr-t" : NULL);
		ask(h, &a, &(struct http_limits){ 0 });
		pump_until(h, is_done, &a);
		assert_int_equal(strncmp(a.body.data, "GET /below/v1/now HTTP/1.1\r\n", 28), 0);
		assert_int_equal(strstr(a.body.data, "Authorization: Bearer s3cr-t\r\n") != NULL, with);
		http_close(h);
		buf_free(&a.body);
	}
	server_end(&s);
}

static void test_wake(void **state) {
	(void)state;
	struct http *h = client("http://127.0.0.1:1", NULL);
	struct pollfd p = { .fd = http_fd(h), .events = POLLIN };
	assert_int_equal(poll(&p, 1, 0), 0);
	http_wake(h, clock_mono_ms() + 30);
	assert_int_equal(poll(&p, 1, WAIT_MS), 1);
	http_pump(h);
	assert_int_equal(poll(&p, 1, 0), 0); /* once */
	http_wake(h, clock_mono_ms() + 20);
	http_wake(h, TIME_NONE);
	assert_int_equal(poll(&p, 1, 60), 0);
	http_wake(h, clock_mono_ms() - 1000); /* what is past is due */
	assert_int_equal(poll(&p, 1, WAIT_MS), 1);
	http_close(h);
}

static int open_descriptors(void) {
	DIR *d = opendir("/proc/self/fd");
	int count = 0;
	while (readdir(d))
		count++;
	closedir(d);
	return count;
}

static void test_nothing_leaks(void **state) {
	(void)state;
	struct server s;
	SERVE(&s, OK "Content-Length: 5\r\n\r\nhello", 0);
	int before = 0;
	for (int i = 0; i < 60; i++) {
		struct answer a = { .deed = (enum deed)(i % 3), .when = i % 2 ? AT_BODY : AT_HEAD }; /* takes, refuses, cancels */
		struct http *h = client_of(&s);
		ask(h, &a, &(struct http_limits){ .stall_s = 5 });
		for (int k = 0; k < 3; k++) {
			poll(NULL, 0, 1);
			http_pump(h);
		}
		http_close(h);
		buf_free(&a.body);
		if (i == 5)
			before = open_descriptors();
	}
	assert_int_equal(open_descriptors(), before);
	server_end(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers), cmocka_unit_test(test_retry_after), cmocka_unit_test(test_nobody_there), cmocka_unit_test(test_unix_socket),
		cmocka_unit_test(test_silence), cmocka_unit_test(test_too_much),
		cmocka_unit_test(test_many_at_once), cmocka_unit_test(test_token_and_addresses), cmocka_unit_test(test_wake),
		cmocka_unit_test(test_nothing_leaks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
