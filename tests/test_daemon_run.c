/* mwtopd as a program: what it plays and with which times, where it listens, who may ask, wrong use, signals, the files that it leaves. */
#include "support.h"

#include <dirent.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon_run.h"
#include "recording.h"

static struct {
	char *dir;
} t;

static int set_up(void **state) {
	(void)state;
	t.dir = test_dir_make();
	return 0;
}

static int tear_down(void **state) {
	(void)state;
	test_dir_remove(t.dir);
	return 0;
}

static char *make_recording(const char *name, size_t gens, int frames, double period_s) {
	struct recording r;
	recording_init(&r);
	recording_site(&r, "One", gens, 1, period_s);
	for (int i = 0; i < frames; i++)
		recording_frame(&r, RECORDING_START + (int64_t)(i * period_s * 1000));
	char *path = test_file_write(t.dir, name, r.text.data, r.text.len);
	recording_free(&r);
	return path;
}

/* The times of the frames in a body; returns their number. */
static size_t times_of(const struct buf *b, int64_t *times, size_t room) {
	size_t count = 0;
	for (const char *line = b->data; line && *line && count < room; line = strchr(line, '\n'), line += line != NULL) {
		int64_t t_ms = line_time(line, strcspn(line, "\n"));
		if (t_ms != TIME_NONE)
			times[count++] = t_ms;
	}
	return count;
}

/* All times are moved by one constant, and the first is now. */
static void test_replay_is_now(void **state) {
	char *path = make_recording("replay.ndjson", 2, 400, 0.05);
	const char *const arguments[] = { "--replay", path, "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	struct reply r;
	int64_t times[400], before_ms = clock_wall_ms();
	(void)state;
	daemon_start(&d, arguments);
	daemon_stream(&d, "/v1/stream?from=2024-01-01T00:00:00Z", &r);
	assert_true(reply_until_lines(&r, 12));
	size_t count = times_of(&r.body, times, 400);
	assert_true(count >= 11);
	assert_true(times[0] >= before_ms - 1 && times[0] <= clock_wall_ms());
	for (size_t i = 1; i < count; i++)
		assert_int_equal(times[i] - times[i - 1], 50);
	assert_true(times[count - 1] <= clock_wall_ms() + 1); /* not before it is due */
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
	free(path);
}

/* --at: what lies before is history at once; the site's plans move with the frames. */
static void test_replay_from_the_middle(void **state) {
	char *path = make_recording("middle.ndjson", 2, 3000, 1);
	const char *const arguments[] = { "--replay", path, "--at", "+30m", "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	struct reply r;
	int64_t times[3000];
	(void)state;
	daemon_start(&d, arguments);
	daemon_get(&d, "/v1/frames", &r);
	size_t count = times_of(&r.body, times, 3000);
	assert_true(count >= 1801 && count <= 1812);
	assert_true(llabs((long long)(times[1800] - clock_wall_ms())) < 12000);
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
	free(path);
}

static void test_loop(void **state) {
	char *path = make_recording("loop.ndjson", 1, 5, 0.05);
	const char *const arguments[] = { "--replay", path, "--loop", "--speed", "4", "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	struct reply r;
	int64_t times[64];
	(void)state;
	daemon_start(&d, arguments);
	daemon_stream(&d, "/v1/stream?from=2024-01-01T00:00:00Z", &r);
	assert_true(reply_until_lines(&r, 18)); /* three times around, no site line has changed */
	size_t count = times_of(&r.body, times, 64);
	for (size_t i = 1; i < count; i++)
		assert_int_equal(times[i] - times[i - 1], 50);
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
	free(path);
}

static void test_simulation(void **state) {
	const char *const arguments[] = { "--sim", "generator-trip", "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	struct reply r;
	int64_t times[400];
	(void)state;
	daemon_start(&d, arguments);
	daemon_get(&d, "/v1/frames", &r);
	size_t count = times_of(&r.body, times, 400);
	assert_true(count >= 1);
	assert_true(llabs((long long)(times[count - 1] - clock_wall_ms())) < 3000);
	assert_int_equal(times[count - 1] % 1000, times[0] % 1000);
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
}

static void test_256_sets(void **state) {
	char *path = make_recording("large.ndjson", 256, 50, 0.1);
	const char *const arguments[] = { "--replay", path, "--at", "+2s", "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	struct reply r;
	(void)state;
	daemon_start(&d, arguments);
	daemon_stream(&d, "/v1/stream?from=2024-01-01T00:00:00Z", &r);
	assert_true(reply_until_lines(&r, 25));
	assert_non_null(strstr(r.body.data, "\"G255\":{\"kw\":"));
	reply_free(&r);
	daemon_get(&d, "/metrics", &r);
	assert_int_equal(r.status, 200);
	assert_non_null(strstr(r.body.data, "mwtop_gen_kw{site=\"One\",gen=\"G255\"} "));
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
	free(path);
}

/* Segments are in the directory when it has ended, and the next daemon serves them too. */
static void test_record(void **state) {
	char *path = make_recording("record.ndjson", 2, 200, 0.05), *dir = mem_printf("%s/segments", t.dir);
	const char *const arguments[] = { "--replay", path, "--at", "+2s", "--record", dir, "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	struct reply r;
	size_t files = 0;
	(void)state;
	daemon_start(&d, arguments);
	daemon_get(&d, "/v1/range", &r);
	assert_int_equal(r.status, 200);
	reply_free(&r);
	assert_int_equal(daemon_end(&d, SIGTERM), 0);
	daemon_free(&d);
	DIR *listing = opendir(dir);
	for (struct dirent *e; (e = readdir(listing));)
		files += strstr(e->d_name, ".ndjson") != NULL;
	closedir(listing);
	assert_int_equal(files, 1);
	daemon_start(&d, arguments);
	daemon_get(&d, "/v1/frames", &r);
	int64_t times[400];
	size_t count = times_of(&r.body, times, 400); /* 40 of the first; of the second what is later than those */
	assert_true(count > 40 && count < 400);
	for (size_t i = 1; i < count; i++)
		assert_true(times[i] >= times[i - 1]);
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
	free(dir);
	free(path);
}

static void test_private_recording_goes(void **state) {
	char *path = make_recording("private.ndjson", 1, 20, 0.05), *tmp = mem_printf("%s/tmp", t.dir);
	const char *const arguments[] = { "--replay", path, "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	const char *before = getenv("TMPDIR");
	char *saved = before ? mem_strdup(before) : NULL;
	(void)state;
	assert_int_equal(mkdir(tmp, 0700), 0);
	setenv("TMPDIR", tmp, 1);
	daemon_start(&d, arguments);
	if (saved)
		setenv("TMPDIR", saved, 1);
	else
		unsetenv("TMPDIR");
	assert_int_not_equal(rmdir(tmp), 0); /* there is something in it */
	assert_int_equal(daemon_end(&d, SIGTERM), 0);
	assert_int_equal(rmdir(tmp), 0);
	daemon_free(&d);
	free(saved);
	free(tmp);
	free(path);
}

static void test_unix_socket(void **state) {
	char *path = make_recording("unix.ndjson", 1, 20, 1), *socket_path = mem_printf("%s/d.sock", t.dir), *address = mem_printf("unix:%s", socket_path);
	const char *const arguments[] = { "--replay", path, "--own-times", "--listen", address, "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	struct reply r;
	struct stat info;
	struct buf said;
	(void)state;
	/* A daemon that is gone left its socket. */
	struct sockaddr_un left = { .sun_family = AF_UNIX };
	snprintf(left.sun_path, sizeof left.sun_path, "%s", socket_path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&left, sizeof left), 0);
	close(fd);
	daemon_start(&d, arguments);
	assert_int_equal(stat(socket_path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0660);
	fd = client_connect_unix(socket_path);
	client_send(fd, "GET /v1/now HTTP/1.1\r\nHost: x\r\n\r\n");
	reply_read(&r, fd);
	assert_int_equal(r.status, 200);
	reply_free(&r);
	/* Another daemon does not take it away. */
	assert_int_equal(daemon_refuses(arguments, &said), 2);
	assert_non_null(strstr(said.data, "another daemon listens there"));
	buf_free(&said);
	assert_int_equal(daemon_end(&d, SIGTERM), 0);
	assert_int_not_equal(stat(socket_path, &info), 0);
	daemon_free(&d);
	free(address);
	free(socket_path);
	free(path);
}

static void test_ipv6(void **state) {
	char *path = make_recording("six.ndjson", 1, 20, 1);
	const char *const arguments[] = { "--replay", path, "--own-times", "--listen", "[::1]:0", NULL };
	struct daemon d;
	(void)state;
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	struct sockaddr_in6 loopback = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	bool can = fd >= 0 && bind(fd, (struct sockaddr *)&loopback, sizeof loopback) == 0;
	close(fd);
	if (!can)
		skip();
	daemon_start(&d, arguments);
	assert_non_null(strstr(d.said.data, "http://[::1]:"));
	assert_true(d.port > 0);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
	free(path);
}

static char *write_token(const char *text) {
	char *path = test_file_write(t.dir, "token", text, strlen(text));
	chmod(path, 0600);
	return path;
}

static int status_with(const struct daemon *d, const char *headers) {
	struct reply r;
	daemon_get_with(d, "/v1/now", headers, &r);
	int status = r.status;
	if (status == 401)
		assert_string_equal(reply_header(&r, "WWW-Authenticate"), "Bearer");
	reply_free(&r);
	return status;
}

static void test_token(void **state) {
	char *path = make_recording("token.ndjson", 1, 20, 1), *token = write_token("correct-horse-battery\n");
	const char *const arguments[] = { "--replay", path, "--own-times", "--token-file", token, "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	(void)state;
	daemon_start(&d, arguments);
	assert_int_equal(status_with(&d, ""), 401);
	assert_int_equal(status_with(&d, "Authorization: Bearer correct-horse-batterY\r\n"), 401);
	assert_int_equal(status_with(&d, "Authorization: Bearer correct-horse\r\n"), 401);
	assert_int_equal(status_with(&d, "Authorization: Bearer correct-horse-battery-staple\r\n"), 401);
	assert_int_equal(status_with(&d, "Authorization: Bearer \r\n"), 401);
	assert_int_equal(status_with(&d, "Authorization: Basic correct-horse-battery\r\n"), 401);
	assert_int_equal(status_with(&d, "Authorization: Bearer correct-horse-battery\r\n"), 200);
	assert_int_equal(status_with(&d, "Authorization: bearer correct-horse-battery\r\n"), 200);
	/* SIGHUP reads it again. */
	free(write_token("another-token-of-today\n"));
	kill(d.pid, SIGHUP);
	daemon_says(&d, "token read again");
	assert_int_equal(status_with(&d, "Authorization: Bearer correct-horse-battery\r\n"), 401);
	assert_int_equal(status_with(&d, "Authorization: Bearer another-token-of-today\r\n"), 200);
	daemon_end(&d, SIGTERM);
	assert_null(strstr(d.said.data, "another-token")); /* never in the log */
	daemon_free(&d);
	free(token);
	free(path);
}

static void test_too_many_clients(void **state) {
	char *path = make_recording("many.ndjson", 1, 20, 1);
	const char *const arguments[] = { "--replay", path, "--own-times", "--max-clients", "2", "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	struct reply a, b, c;
	(void)state;
	daemon_start(&d, arguments);
	daemon_stream(&d, "/v1/stream", &a);
	daemon_stream(&d, "/v1/stream", &b);
	daemon_get(&d, "/v1/now", &c);
	assert_int_equal(c.status, 429);
	assert_string_equal(reply_header(&c, "Retry-After"), "5");
	assert_non_null(strstr(c.body.data, "too_many_clients"));
	reply_free(&c);
	reply_free(&a);
	reply_free(&b);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
	free(path);
}

static void test_wrong_use(void **state) {
	char *path = make_recording("wrong.ndjson", 1, 20, 1), *shared = write_token("everyone-may-read-this\n"), *closed;
	chmod(shared, 0644);
	closed = mem_printf("%s/token2", t.dir);
	const struct { const char *said; const char *arguments[8]; } cases[] = {
		{ "expected one of --sim", { NULL } },
		{ "expected one of --sim", { "--sim", "x", "--replay", "y" } },
		{ "no such file", { "--replay", "no-such-recording" } },
		{ "no-such-script", { "--sim", "no-such-script" } },
		{ "No such file", { "--collect", "/no/such/pipe" } },
		{ "do not go with --collect", { "--collect", "-", "--loop" } },
		{ "goes with --replay alone", { "--sim", "generator-trip", "--own-times" } },
		{ "do not go with --own-times", { "--replay", path, "--own-times", "--speed", "2" } },
		{ "lies outside of", { "--replay", path, "--at", "2020-01-01T00:00:00Z" } },
		{ "expected a duration", { "--replay", path, "--keep", "long" } },
		{ "expected ADDR:PORT", { "--replay", path, "--listen", "9643" } },
		{ "expected ADDR:PORT", { "--replay", path, "--listen", "127.0.0.1:99999" } },
		{ "number of an address", { "--replay", path, "--listen", "example.invalid:80" } },
		{ "a token is needed", { "--replay", path, "--listen", "0.0.0.0:0" } },
		{ "everyone may read it", { "--replay", path, "--token-file", shared } },
		{ "No such file", { "--replay", path, "--token-file", closed } },
		{ "is no socket", { "--replay", path, "--listen", mem_printf("unix:%s", path) } },
		{ "did you mean --listen?", { "--replay", path, "--lisen", "x" } },
		{ "out of range", { "--replay", path, "--speed", "0" } },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf said;
		int status = daemon_refuses(cases[i].arguments, &said);
		if (status != 2 || !said.data || !strstr(said.data, cases[i].said))
			fail_msg("expected 2 and \"%s\", got %d and \"%s\"", cases[i].said, status, said.data ? said.data : "");
		buf_free(&said);
	}
	free((char *)(uintptr_t)cases[16].arguments[3]);
	free(closed);
	free(shared);
	free(path);
}

static void test_help_and_version(void **state) {
	struct buf said;
	(void)state;
	assert_int_equal(daemon_refuses((const char *const[]){ "--help", NULL }, &said), 0);
	assert_non_null(strstr(said.data, "--own-times"));
	buf_free(&said);
	assert_int_equal(daemon_refuses((const char *const[]){ "--version", NULL }, &said), 0);
	assert_int_equal(strncmp(said.data, "mwtopd ", 7), 0);
	buf_free(&said);
}

/* The log goes to its file, and after SIGHUP to a new one of that name. */
static void test_log(void **state) {
	char *path = make_recording("log.ndjson", 1, 20, 1), *log = mem_printf("%s/log", t.dir), *moved = mem_printf("%s/log.1", t.dir);
	const char *const arguments[] = { "--replay", path, "--own-times", "--log", log, "--listen", "127.0.0.1:0", NULL };
	struct daemon d;
	struct stat info;
	(void)state;
	daemon_start(&d, arguments);
	assert_int_equal(rename(log, moved), 0);
	kill(d.pid, SIGHUP);
	int64_t until_ms = clock_mono_ms() + DAEMON_WAIT_MS;
	while (stat(log, &info) < 0 && clock_mono_ms() < until_ms)
		usleep(1000);
	assert_int_equal(daemon_end(&d, SIGTERM), 0);
	assert_int_equal(stat(log, &info), 0);
	assert_true(info.st_size > 0 && stat(moved, &info) == 0 && info.st_size > 0);
	daemon_free(&d);
	free(moved);
	free(log);
	free(path);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replay_is_now), cmocka_unit_test(test_replay_from_the_middle), cmocka_unit_test(test_loop), cmocka_unit_test(test_simulation),
		cmocka_unit_test(test_256_sets), cmocka_unit_test(test_record), cmocka_unit_test(test_private_recording_goes), cmocka_unit_test(test_unix_socket),
		cmocka_unit_test(test_ipv6), cmocka_unit_test(test_token), cmocka_unit_test(test_too_many_clients), cmocka_unit_test(test_wrong_use),
		cmocka_unit_test(test_help_and_version), cmocka_unit_test(test_log),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
