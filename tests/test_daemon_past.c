/* What mwtopd sends of the past, from its recording and from memory: ranges and streams miss nothing and double nothing at the seams of
 * segments, where clocks stepped, and when the disk is full. */
#include "daemon_feed.h"

#include <sys/resource.h>

/* SIGHUP begins a new segment, which has its site at its head: in what is sent it stands once, and nothing is lost at the seam. */
static void test_new_segments(void **state) {
	struct daemon d;
	struct reply early, late;
	struct buf all = { 0 };
	(void)state;
	start(&d, NULL);
	buf_puts(&all, SITE);
	for (int i = 0; i < 5; i++) {
		give_frames(&d, i * 100, (i + 1) * 100, 200, &all);
		wait_for(&d, (i + 1) * 100 - 1);
		if (i == 1)
			daemon_stream(&d, "/v1/stream?from=2024-07-22T09:05:00Z", &early);
		buf_clear(&d.said);
		kill(d.pid, SIGHUP);
		daemon_says(&d, "a new segment begins");
	}
	give_frames(&d, 500, 501, 0, &all);
	wait_for(&d, 500);
	daemon_stream(&d, "/v1/stream?from=2024-07-22T09:05:00Z", &late);
	assert_true(reply_until_lines(&early, 502));
	assert_text(&early.body, &all);
	assert_true(reply_until_lines(&late, 502));
	assert_text(&late.body, &all);
	reply_free(&early);
	reply_free(&late);
	buf_free(&all);
	assert_int_equal(daemon_end(&d, SIGTERM), 0);
	daemon_free(&d);
}

/* The disk is full (here: a file may not grow over 64 KiB): recording stops with one line, and nothing else does. */
static void test_full_disk(void **state) {
	char *dir = test_dir_make();
	const char *const more[] = { "--record", dir, NULL };
	struct daemon d;
	struct reply r;
	struct rlimit before, small;
	(void)state;
	getrlimit(RLIMIT_FSIZE, &before);
	small = (struct rlimit){ .rlim_cur = 65536, .rlim_max = before.rlim_max };
	setrlimit(RLIMIT_FSIZE, &small);
	start(&d, more);
	setrlimit(RLIMIT_FSIZE, &before);
	give_frames(&d, 0, 10, 1000, NULL);
	wait_for(&d, 9);
	give_frames(&d, 10, 200, 1000, NULL);
	wait_for(&d, 199);
	daemon_says(&d, "recording has stopped");
	daemon_get(&d, "/healthz", &r);
	assert_non_null(strstr(r.body.data, "\"failed\":true"));
	reply_free(&r);
	daemon_stream(&d, "/v1/stream?from=2024-07-22T09:05:00Z", &r);
	give_frames(&d, 200, 202, 0, NULL);
	assert_true(reply_until(&r, "\"kw\":201}"));
	assert_int_equal(strncmp(r.body.data, SITE, strlen(SITE)), 0);
	for (int i = 0; i < 202; i++) { /* nothing is missing: the recording and the ring overlap, or meet */
		char wanted[32];
		snprintf(wanted, sizeof wanted, "\"kw\":%d}", i);
		assert_non_null(strstr(r.body.data, wanted));
	}
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	const char *said = strstr(d.said.data, "recording has stopped");
	assert_null(strstr(said + 1, "recording has stopped"));
	daemon_free(&d);
	test_dir_remove(dir);
}

/* A frame of any time. */
static void give_at(struct daemon *d, int64_t t_ms, int number, struct buf *all) {
	char line[128], t[TIME_ISO_SIZE];
	int n = snprintf(line, sizeof line, "{\"t\":\"%s\",\"gen\":{\"G1\":{\"kw\":%d}}}\n", time_format_iso(t_ms, t), number);
	give(d, line, (size_t)n);
	buf_add(all, line, (size_t)n);
}

/* The site, then the lines of a text whose times lie in [from, to); or, by arrival, all from the first that does. */
static void expect_lines(const struct daemon *d, const char *path, const struct buf *all, int64_t from_ms, int64_t to_ms, bool arrival) {
	char from[TIME_ISO_SIZE], to[TIME_ISO_SIZE], target[160];
	struct buf expected = { 0 };
	struct reply r;
	bool inside = false;
	buf_puts(&expected, SITE);
	for (const char *at = all->data, *end = all->data + all->len, *next; at < end; at = next) {
		int64_t t_ms;
		next = strchr(at, '\n') + 1;
		assert_true(time_parse_iso(at + 6, 24, &t_ms));
		if ((t_ms >= from_ms && t_ms < to_ms) || (arrival && inside)) {
			buf_add(&expected, at, (size_t)(next - at));
			inside = true;
		}
	}
	snprintf(target, sizeof target, arrival ? "%s?from=%s" : "%s?from=%s&to=%s", path, time_format_iso(from_ms, from), time_format_iso(to_ms, to));
	if (arrival) {
		daemon_stream(d, target, &r);
		assert_true(reply_until_lines(&r, count_lines(&expected)));
	} else {
		daemon_get(d, target, &r);
	}
	assert_int_equal(r.status, 200);
	assert_text(&r.body, &expected);
	reply_free(&r);
	buf_free(&expected);
}

/* A clock that is an hour ahead for a while, one that is set back, a stray frame: a range has all its lines, a stream all from its first on;
 * the same after a restart, when the disorder has to be found out. */
static void test_clocks_that_step(void **state) {
	struct daemon d;
	struct buf all = { 0 };
	char *dir = test_dir_make(), *record = mem_printf("%s/r", dir);
	const char *const more[] = { "--record", record, NULL };
	(void)state;
	start(&d, more);
	for (int i = 0; i < 900; i++) {
		int64_t t_ms = START + i * 1000;
		t_ms += i == 100 ? 3600000 : i >= 200 && i < 240 ? 3600000 : i >= 500 && i < 560 ? -600000 : i == 700 ? -2000 : 0;
		give_at(&d, t_ms, i, &all);
	}
	wait_for(&d, 899);
	for (int round = 0; round < 2; round++) {
		static const int at[] = { -700, -90, 0, 99, 100, 101, 150, 199, 205, 239, 240, 499, 505, 530, 560, 697, 698, 700, 701, 895, 3699, 3700, 3805, 9000 };
		for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
			expect_lines(&d, "/v1/frames", &all, START + at[i] * 1000, START + (at[i] + 10) * 1000, false);
			expect_lines(&d, "/v1/stream", &all, START + at[i] * 1000, INT64_MAX, at[i] < 3850);
			if (at[i] >= 3805)
				break;
		}
		expect_lines(&d, "/v1/frames", &all, START, START + 5000000, false);
		if (round == 1)
			break;
		assert_int_equal(daemon_end(&d, SIGTERM), 0);
		daemon_free(&d);
		start(&d, more);
		give_at(&d, START + 900000, 900, &all);
		wait_for(&d, 900);
	}
	assert_int_equal(daemon_end(&d, SIGTERM), 0);
	daemon_free(&d);
	buf_free(&all);
	free(record);
	test_dir_remove(dir);
}

/* After the disk is full what came since is there all the same, from memory. */
static void test_ranges_after_a_full_disk(void **state) {
	struct daemon d;
	struct buf all = { 0 };
	char *dir = test_dir_make(), *record = mem_printf("%s/r", dir);
	const char *const more[] = { "--record", record, NULL };
	struct rlimit before, small;
	(void)state;
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = 20000;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	start(&d, more);
	setrlimit(RLIMIT_FSIZE, &before);
	for (int i = 0; i < 600; i++)
		give_at(&d, START + i * 1000, i, &all);
	daemon_says(&d, "recording has stopped");
	wait_for(&d, 599);
	expect_lines(&d, "/v1/frames", &all, START + 10000, START + 20000, false);
	expect_lines(&d, "/v1/frames", &all, START + 100000, START + 590000, false);
	expect_lines(&d, "/v1/frames", &all, START + 580000, START + 900000, false);
	expect_lines(&d, "/v1/stream", &all, START + 10000, INT64_MAX, true);
	expect_lines(&d, "/v1/stream", &all, START + 590000, INT64_MAX, true);
	struct reply r;
	daemon_get(&d, "/v1/range", &r);
	assert_non_null(strstr(r.body.data, "\"last\":\"2024-07-22T09:14:59.000Z\""));
	reply_free(&r);
	daemon_end(&d, SIGTERM);
	daemon_free(&d);
	buf_free(&all);
	free(record);
	test_dir_remove(dir);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_segments), cmocka_unit_test(test_full_disk), cmocka_unit_test(test_clocks_that_step),
		cmocka_unit_test(test_ranges_after_a_full_disk),
	};
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
