/* The recorder when it is killed at any moment, and when the disk is full: what was written stays whole. */
#include "recorder_dir.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "random.h"
#include "source.h"

#define KILLS 20
#define PAD 700

/* ---- kill -9 ---- */

/* Writes numbered lines, as fast as it can, until it is killed. */
static void write_for_ever(const char *dir) {
	struct recorder *r = open_dir(dir, 0, 200000);
	struct error err;
	struct buf lines = { 0 };
	buf_puts(&lines, SITE);
	for (unsigned n = 0;;) {
		for (unsigned i = n % 5; i < 5; i++, n++)
			add_line(&lines, T0 + 10 * (int64_t)n, n, PAD);
		if (!recorder_write(r, lines.data, lines.len, &err))
			_exit(1);
		buf_clear(&lines);
		recorder_tick(r, clock_mono_ms());
		recorder_work(r, 0, &err);
		if (err.text[0] != '\0')
			_exit(1);
	}
}

static bool ends_with(const char *text, const char *end) {
	size_t length = strlen(text), tail = strlen(end);
	return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Takes what follows the site line of a segment: lines from *n on, and a torn one at the end where that is allowed. */
static void check_segment(const struct buf *text, unsigned *n, bool may_be_torn) {
	struct buf line = { 0 };
	size_t site = strlen(SITE), at = site < text->len ? site : text->len;
	assert_memory_equal(text->data, SITE, at);
	while (at < text->len) {
		buf_clear(&line);
		add_line(&line, T0 + 10 * (int64_t)*n, *n, PAD);
		size_t left = text->len - at, count = left < line.len ? left : line.len;
		assert_memory_equal(text->data + at, line.data, count);
		if (count < line.len) {
			assert_true(may_be_torn);
			break;
		}
		at += count;
		++*n;
	}
	buf_free(&line);
}

static void check_opens(const char *path) {
	struct error err;
	struct source *s = source_open(path, &err);
	if (s == NULL)
		fail_msg("%s", err.text);
	source_close(s);
}

/* The segments in order are a prefix of what was written; the count of its lines. */
static unsigned check_dir(const char *dir, bool killed) {
	struct dirent **entry;
	int count = scandir(dir, &entry, not_hidden, by_bytes);
	unsigned n = 0;
	for (int i = 0; i < count; i++) {
		const char *name = entry[i]->d_name;
		char *path = mem_printf("%s/%s", dir, name), *packed = mem_printf("%s.zst", path);
		if (ends_with(name, ".part")) {
			assert_true(killed);
		} else if (!there(packed)) { /* or that one stands for it */
			struct buf text = { 0 };
			load_text(path, &text);
			check_segment(&text, &n, killed && i + 1 == count);
			if (text.len > strlen(SITE))
				check_opens(path);
			buf_free(&text);
		}
		free(path);
		free(packed);
	}
	for (int i = 0; i < count; i++)
		free(entry[i]);
	free(entry);
	return n;
}

/* Waits up to 10 s until the child has begun to write. */
static void wait_begun(const char *dir) {
	int64_t end = clock_mono_ms() + 10000;
	for (bool begun = false; !begun && clock_mono_ms() < end; usleep(200)) {
		char *names = names_in(dir);
		begun = *names != '\0';
		free(names);
	}
}

static void test_killed_at_any_moment(void **state) {
	(void)state;
	struct random r;
	random_seed(&r, 11, 0);
	for (int i = 0; i < KILLS; i++) {
		char *dir = test_dir_make();
		pid_t child = fork();
		if (child == 0)
			write_for_ever(dir);
		assert_true(child > 0);
		wait_begun(dir);
		usleep((unsigned)(random_next(&r) % 12000));
		kill(child, SIGKILL);
		int status;
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		unsigned lines = check_dir(dir, true);
		struct recorder *again = open_dir(dir, 0, 0);
		work_all(again);
		assert_int_equal(check_dir(dir, false), lines); /* whole lines only, compressed */
		write_text(again, SITE);
		write_line(again, T0 - HOUR, 0, 0);
		assert_non_null(recorder_file(again));
		char *names = names_in(dir), *last = strrchr(recorder_file(again), '/') + 1;
		assert_memory_equal(names + strlen(names) - strlen(last) - 1, last, strlen(last)); /* a new one, after all others */
		for (char *at = names, *end; *at != '\0'; at = end + 1) {
			end = strchr(at, ' ');
			*end = '\0';
			assert_true(ends_with(at, ".zst") || strcmp(at, last) == 0);
		}
		free(names);
		close_fine(again);
		test_dir_remove(dir);
	}
}

/* ---- a full disk ---- */

/* Writes lines until there is no room; checks what is left. Returns 0, or the line of the check that failed: it also runs in a child. */
#define CHECK(condition) \
	do { \
		if (!(condition)) \
			return __LINE__; \
	} while (0)

static int check_kept(const char *path, unsigned written) {
	struct buf text = { 0 }, expected = { 0 };
	unsigned n = 0;
	load_file(path, &text);
	buf_puts(&expected, SITE);
	while (expected.len < text.len)
		add_line(&expected, T0 + 1000 * (int64_t)n, n, PAD), n++;
	CHECK(text.len == expected.len && memcmp(text.data, expected.data, text.len) == 0);
	CHECK(n >= written && n < written + 3); /* the whole lines of the call that failed, too */
	buf_free(&text);
	buf_free(&expected);
	return 0;
}

static int fill_up(const char *dir, const char *why) {
	const struct recorder_options options = { .dir = dir };
	struct error err;
	struct buf lines = { 0 };
	struct recorder *r = recorder_open(&options, &err);
	CHECK(r != NULL);
	CHECK(recorder_write(r, SITE, strlen(SITE), &err));
	unsigned n = 0;
	for (bool fine = true; fine && n < 100000; n += fine ? 3 : 0) {
		buf_clear(&lines);
		for (unsigned i = 0; i < 3; i++)
			add_line(&lines, T0 + 1000 * (int64_t)(n + i), n + i, PAD);
		fine = recorder_write(r, lines.data, lines.len, &err);
	}
	CHECK(n > 10 && n < 100000);
	CHECK(strstr(err.text, why) != NULL);
	CHECK(recorder_failed(r) && recorder_file(r) == NULL && recorder_due(r) == TIME_NONE);
	CHECK(recorder_write(r, lines.data, lines.len, &err)); /* told once */
	CHECK(!recorder_work(r, 100, &err) && err.text[0] == '\0');
	CHECK(recorder_close(r, &err));
	buf_free(&lines);
	char *path = mem_printf("%s/20240722T090500Z-000.ndjson", dir);
	int wrong = check_kept(path, n);
	free(path);
	return wrong;
}

/* A limit on the size of files stands for a full disk: a write of many lines gets in by half, then fails. */
static void test_a_file_that_may_not_grow(void **state) {
	(void)state;
	char *dir = test_dir_make();
	struct rlimit before, limit;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 100000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	int wrong = fill_up(dir, "20240722T090500Z-000.ndjson: File too large; recording has stopped");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(wrong, 0);
	close_fine(open_dir(dir, 0, 0)); /* the next run compresses it */
	assert_names(dir, "20240722T090500Z-000.ndjson.zst ");
	test_dir_remove(dir);
}

/* No room for so much as the site: no file is left. */
static void test_no_room_at_all(void **state) {
	(void)state;
	char *dir = test_dir_make();
	struct rlimit before, limit;
	struct error err;
	struct recorder *r = open_dir(dir, 0, 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 10;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	bool fine = recorder_write(r, SITE "{\"t\":\"2024-07-22T09:05:00.000Z\"}\n", strlen(SITE) + 33, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_false(fine);
	assert_non_null(strstr(err.text, "File too large; recording has stopped"));
	close_fine(r);
	assert_names(dir, "");
	test_dir_remove(dir);
}

/* In a child with a small file system of its own; 200 where there can be none. */
static int in_small_disk(const char *dir) {
	if (unshare(CLONE_NEWNS) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
		return 200;
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	if (mount("tmpfs", dir, "tmpfs", 0, "size=256k") < 0)
		return 200;
	return fill_up(dir, "20240722T090500Z-000.ndjson: No space left on device; recording has stopped") != 0;
}

static void test_a_full_disk(void **state) {
	(void)state;
	char *dir = test_dir_make();
	pid_t child = fork();
	if (child == 0)
		_exit(in_small_disk(dir));
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	test_dir_remove(dir);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == 200)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed_at_any_moment),
		cmocka_unit_test(test_a_file_that_may_not_grow),
		cmocka_unit_test(test_no_room_at_all),
		cmocka_unit_test(test_a_full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
