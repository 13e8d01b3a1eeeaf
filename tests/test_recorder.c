/* The recorder: what stands in which segment, under which name, what is compressed, removed and synced, and what is refused. */
#include "recorder_dir.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/syscall.h>

#include "source.h"

/* The disk: counts, and can be slow or broken. Takes the place of the C library's own. */
static atomic_int synced, disk_is_slow, disk_fault;
int fdatasync(int fd);
int fdatasync(int fd) {
	while (disk_is_slow)
		usleep(1000);
	atomic_fetch_add(&synced, 1);
	if (disk_fault != 0) {
		errno = disk_fault;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, fd);
}

/* Waits up to 10 s until at least `count` were synced. */
static void wait_synced(int count) {
	int64_t end = clock_mono_ms() + 10000;
	while (atomic_load(&synced) < count) {
		if (clock_mono_ms() > end)
			fail_msg("%d syncs, not %d", atomic_load(&synced), count);
		usleep(500);
	}
}

#define NAME "20240722T090500Z-000.ndjson"
#define LINE_1 "{\"t\":\"2024-07-22T09:05:00.000Z\",\"n\":1}\n"
#define LINE_2 "{\"t\":\"2024-07-22T09:05:01.000Z\",\"n\":2}\n"

static void test_a_segment(void **state) {
	(void)state;
	char *dir = test_dir_make(), *below = mem_printf("%s/rec", dir), *path = mem_printf("%s/" NAME, below), *packed = mem_printf("%s.zst", path);
	struct recorder *r = open_dir(below, 0, 0); /* made */
	assert_null(recorder_file(r));
	write_text(r, LINE_1); /* of what site? */
	write_text(r, "{\"site\":5}\n");
	write_text(r, SITE);
	assert_null(recorder_file(r)); /* no name yet */
	write_text(r, LINE_1);
	assert_string_equal(recorder_file(r), path);
	assert_text(path, SITE LINE_1);
	write_text(r, "\nnot a line\n" SITE_2 LINE_2 "torn");
	assert_text(path, SITE LINE_1 "\nnot a line\n" SITE_2 LINE_2);
	struct stat info;
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(recorder_bytes(r), info.st_size);
	struct source *s;
	struct error err;
	int64_t first, last;
	assert_non_null(s = source_open(path, &err));
	assert_true(source_range(s, &first, &last) && first == T0 && last == T0 + 1000);
	source_close(s);
	struct error work;
	assert_false(recorder_work(r, 100, &work)); /* the open one is left alone */
	close_fine(r);
	assert_names(below, NAME ".zst ");
	assert_text(packed, SITE LINE_1 "\nnot a line\n" SITE_2 LINE_2);
	assert_non_null(s = source_open(packed, &err));
	assert_null(source_note(s));
	source_close(s);
	free(below);
	free(path);
	free(packed);
	test_dir_remove(dir);
}

static void test_after_every_start_a_new_one(void **state) {
	(void)state;
	char *dir = test_dir_make();
	free(test_file_write(dir, "20240101T000000Z-000.ndjson", SITE LINE_1 "{\"t\":\"20", sizeof SITE + sizeof LINE_1 + 6)); /* killed in mid-line */
	free(test_file_write(dir, "20240102T000000Z-000.ndjson", "{\"site", 6));                                        /* before its first line */
	free(test_file_write(dir, "20240103T000000Z-000.ndjson", SITE LINE_1, sizeof SITE + sizeof LINE_1 - 2));
	free(test_file_write(dir, "20240103T000000Z-000.ndjson.zst", "whole", 5));                                        /* killed before the plain one went */
	free(test_file_write(dir, "20240104T000000Z-000.ndjson.zst.part", "half", 4));                                    /* while it was made */
	free(test_file_write(dir, "night.ndjson", SITE, strlen(SITE)));                                                   /* not ours */
	free(test_file_write(dir, "20240104T00.ndjson", SITE, strlen(SITE)));
	struct recorder *r = open_dir(dir, 0, 0);
	assert_names(dir, "20240101T000000Z-000.ndjson 20240102T000000Z-000.ndjson 20240103T000000Z-000.ndjson.zst 20240104T00.ndjson night.ndjson ");
	write_text(r, SITE LINE_1);
	work_all(r);
	assert_names(dir, "20240101T000000Z-000.ndjson.zst 20240103T000000Z-000.ndjson.zst 20240104T00.ndjson " NAME " night.ndjson ");
	char *first = mem_printf("%s/20240101T000000Z-000.ndjson.zst", dir);
	assert_text(first, SITE LINE_1);
	close_fine(r);
	r = open_dir(dir, 0, 0);
	write_text(r, SITE LINE_1);
	close_fine(r);
	r = open_dir(dir, 0, 0);
	write_line(r, T0, 1, 0);
	close_fine(r); /* without a site there is nothing */
	assert_names(dir, "20240101T000000Z-000.ndjson.zst 20240103T000000Z-000.ndjson.zst 20240104T00.ndjson " NAME ".zst 20240722T090500Z-001.ndjson.zst night.ndjson ");
	free(first);
	test_dir_remove(dir);
}

/* Names sort in the order of opening, whatever the clock does, and beyond all numbers of three digits. */
static void test_names_go_on(void **state) {
	(void)state;
	char *dir = test_dir_make();
	free(test_file_write(dir, "20240722T090500Z-997.ndjson.zst", "x", 1));
	struct recorder *r = open_dir(dir, 0, 1); /* one line a segment */
	write_text(r, SITE);
	for (unsigned i = 0; i < 4; i++)
		write_line(r, T0 - HOUR * i, i, 0);
	write_line(r, T0 + 999, 4, 0);
	write_line(r, T0 + 1000, 5, 0);
	close_fine(r);
	assert_names(dir, "20240722T090500Z-997.ndjson.zst 20240722T090500Z-998.ndjson.zst 20240722T090500Z-999000000.ndjson.zst 20240722T090500Z-999000001.ndjson.zst "
	                  "20240722T090500Z-999000002.ndjson.zst 20240722T090500Z-999000003.ndjson.zst 20240722T090501Z-000.ndjson.zst ");
	char *last = mem_printf("%s/20240722T090501Z-000.ndjson.zst", dir);
	assert_text(last, SITE "{\"t\":\"2024-07-22T09:05:01.000Z\",\"n\":5}\n");
	free(last);
	test_dir_remove(dir);
}

/* Segments of about that size; each begins with the site that governs, and together they are what was written. */
static void test_too_large_a_segment(void **state) {
	(void)state;
	char *dir = test_dir_make();
	struct recorder *r = open_dir(dir, 0, 10000);
	struct buf all = { 0 }, got = { 0 };
	buf_puts(&all, SITE);
	for (unsigned i = 0; i < 100; i++) {
		if (i == 50)
			buf_puts(&all, SITE_2);
		add_line(&all, T0 + 1000 * i, i, i == 70 ? 20000 : 900);
	}
	assert_true(recorder_write(r, all.data, all.len, &(struct error){ "" }));
	close_fine(r);
	struct dirent **entry;
	int count = scandir(dir, &entry, not_hidden, by_bytes);
	assert_true(count >= 10 && count <= 14);
	bool second = false;
	for (int i = 0; i < count; i++) {
		struct buf text = { 0 };
		char *path = mem_printf("%s/%s", dir, entry[i]->d_name);
		load_text(path, &text);
		assert_true(text.len <= 10000 || strstr(text.data, "\"n\":70") != NULL);
		const char *site = second ? SITE_2 : SITE;
		assert_memory_equal(text.data, site, strlen(site));
		buf_puts(&got, text.data + (i > 0 ? strlen(site) : 0));
		second |= strstr(text.data, SITE_2) != NULL;
		buf_free(&text);
		free(path);
		free(entry[i]);
	}
	free(entry);
	assert_string_equal(got.data, all.data);
	buf_free(&all);
	buf_free(&got);
	test_dir_remove(dir);
}

static void test_each_day(void **state) {
	(void)state;
	char *dir = test_dir_make();
	struct recorder *r = open_dir(dir, 0, 0);
	int64_t midnight = INT64_C(1721692800000); /* of the 23rd */
	write_text(r, SITE);
	write_line(r, midnight - 2000, 1, 0);
	write_line(r, midnight + 400 * 24 * HOUR, 2, 0); /* one clock gone astray is no day */
	write_line(r, midnight - 1, 3, 0);
	assert_names(dir, "20240722T235958Z-000.ndjson ");
	write_line(r, midnight, 4, 0);
	assert_names(dir, "20240722T235958Z-000.ndjson 20240723T000000Z-000.ndjson ");
	write_line(r, midnight - 1000, 5, 0); /* a clock that steps over midnight and back makes no more of them */
	write_line(r, midnight + 1000, 6, 0);
	write_line(r, midnight + 23 * HOUR, 7, 0);
	write_line(r, midnight + 25 * HOUR, 8, 0); /* within the same minute as the last */
	close_fine(r);
	assert_names(dir, "20240722T235958Z-000.ndjson.zst 20240723T000000Z-000.ndjson.zst ");
	char *second = mem_printf("%s/20240723T000000Z-000.ndjson.zst", dir);
	struct buf text = { 0 };
	load_text(second, &text);
	assert_memory_equal(text.data, SITE "{\"t\":\"2024-07-23T00:00:00.000Z\"", strlen(SITE) + 30);
	buf_free(&text);
	free(second);
	test_dir_remove(dir);
}

static void record_once(const char *dir, int64_t t_ms) {
	struct recorder *r = open_dir(dir, 0, 0);
	write_text(r, SITE);
	write_line(r, t_ms, 1, 0);
	write_line(r, t_ms + 1000, 2, 0);
	close_fine(r);
}

static void test_what_is_too_old_is_removed(void **state) {
	(void)state;
	char *dir = test_dir_make();
	record_once(dir, T0 - 4 * HOUR);
	record_once(dir, T0 - 2 * HOUR);
	free(test_file_write(dir, "20200101T000000Z-000.ndjson.zst", "broken", 6)); /* when that ended nobody knows */
	free(test_file_write(dir, "20200101.ndjson", SITE LINE_1, sizeof SITE + sizeof LINE_1 - 2));
	struct recorder *r = open_dir(dir, 3 * 3600, 0);
	work_all(r);
	write_text(r, SITE);
	write_line(r, T0, 1, 0); /* alone: not yet believed */
	work_all(r);
	assert_names(dir, "20200101.ndjson 20200101T000000Z-000.ndjson.zst 20240722T050500Z-000.ndjson.zst 20240722T070500Z-000.ndjson.zst " NAME " ");
	write_line(r, T0 + 1000, 2, 0);
	write_line(r, T0 + 9000 * HOUR, 3, 0);
	work_all(r);
	assert_names(dir, "20200101.ndjson 20200101T000000Z-000.ndjson.zst 20240722T070500Z-000.ndjson.zst " NAME " ");
	write_line(r, T0 + HOUR + 1000, 4, 0);
	work_all(r);
	assert_names(dir, "20200101.ndjson 20200101T000000Z-000.ndjson.zst 20240722T070500Z-000.ndjson.zst " NAME " "); /* to the millisecond */
	write_line(r, T0 + HOUR + 1001, 5, 0);
	work_all(r);
	assert_names(dir, "20200101.ndjson 20200101T000000Z-000.ndjson.zst " NAME " ");
	/* Times ahead of the wall clock, however many, make nothing old. */
	write_line(r, T0 + 400000 * HOUR, 6, 0);
	write_line(r, T0 + 400000 * HOUR, 7, 0);
	work_all(r);
	close_fine(r);
	char *names = names_in(dir);
	assert_non_null(strstr(names, NAME ".zst "));
	free(names);
	test_dir_remove(dir);
}

static void test_one_file(void **state) {
	(void)state;
	char *dir = test_dir_make(), *plain = mem_printf("%s/a.ndjson", dir), *packed = mem_printf("%s.zst", plain);
	struct recorder_options options = { .path = plain };
	struct error err;
	struct recorder *r = recorder_open(&options, &err);
	assert_non_null(r);
	assert_false(there(plain));
	write_text(r, SITE); /* needs no line to be named */
	assert_text(plain, SITE);
	write_line(r, T0, 1, 0);
	write_line(r, T0 + 100 * HOUR, 2, 0); /* days do not part it */
	write_line(r, T0 + 101 * HOUR, 3, 0);
	close_fine(r);
	assert_names(dir, "a.ndjson ");
	assert_null(recorder_open(&options, &err)); /* nothing is written over */
	assert_non_null(strstr(err.text, "a.ndjson: there is such a file"));
	options.path = packed;
	assert_null(recorder_open(&options, &err));
	unlink(plain);
	r = recorder_open(&options, &err);
	assert_non_null(r);
	write_text(r, SITE LINE_1);
	assert_string_equal(recorder_file(r), plain);
	assert_names(dir, "a.ndjson ");
	close_fine(r);
	assert_names(dir, "a.ndjson.zst ");
	assert_text(packed, SITE LINE_1);
	assert_null(recorder_open(&options, &err));
	unlink(packed);
	r = recorder_open(&options, &err);
	close_fine(r); /* nothing came, nothing is there */
	assert_names(dir, "");
	free(plain);
	free(packed);
	test_dir_remove(dir);
}

static void test_refused(void **state) {
	(void)state;
	char *dir = test_dir_make(), *file = test_file_write(dir, "f", "", 0), *below = mem_printf("%s/none/deeper", dir);
	struct error err;
	assert_null(recorder_open(&(struct recorder_options){ .dir = file }, &err));
	assert_non_null(strstr(err.text, file));
	assert_non_null(strstr(err.text, "Not a directory"));
	assert_null(recorder_open(&(struct recorder_options){ .dir = below }, &err));
	assert_non_null(strstr(err.text, "No such file"));
	assert_null(recorder_open(&(struct recorder_options){ .path = below }, &err));
	assert_non_null(strstr(err.text, "No such file"));
	struct recorder *r = open_dir(dir, 0, 0);
	assert_null(recorder_open(&(struct recorder_options){ .dir = dir }, &err)); /* two would compress each other's open segment */
	assert_non_null(strstr(err.text, "something else records into it"));
	close_fine(r);
	r = open_dir(dir, 0, 0);
	close_fine(r);
	free(file);
	free(below);
	test_dir_remove(dir);
}

/* What cannot be compressed stays, and is told once. */
static void test_no_place_for_the_packed_one(void **state) {
	(void)state;
	char *dir = test_dir_make(), *obstacle = mem_printf("%s/" NAME ".zst.part", dir);
	struct recorder *r = open_dir(dir, 0, 1);
	struct error err;
	int told = 0;
	assert_int_equal(mkdir(obstacle, 0700), 0);
	write_text(r, SITE LINE_1 LINE_2);
	while (recorder_work(r, 100, &err))
		told += err.text[0] != '\0' && strstr(err.text, NAME " stays as it is: ") != NULL;
	write_line(r, T0 + 5000, 3, 0);
	while (recorder_work(r, 100, &err))
		told += err.text[0] != '\0';
	assert_int_equal(told, 1);
	close_fine(r);
	assert_names(dir, NAME " " NAME ".zst.part 20240722T090501Z-000.ndjson 20240722T090505Z-000.ndjson ");
	assert_int_equal(rmdir(obstacle), 0);
	close_fine(open_dir(dir, 0, 0)); /* the next run makes up for it */
	assert_names(dir, NAME ".zst 20240722T090501Z-000.ndjson.zst 20240722T090505Z-000.ndjson.zst ");
	free(obstacle);
	test_dir_remove(dir);
}

/* ---- the disk ---- */

static void test_synced_in_time(void **state) {
	(void)state;
	char *dir = test_dir_make();
	struct recorder *r = open_dir(dir, 0, 0);
	atomic_store(&synced, 0);
	assert_int_equal(recorder_due(r), TIME_NONE);
	write_text(r, SITE LINE_1); /* the site at once */
	wait_synced(1);
	int64_t due = recorder_due(r), now = clock_mono_ms();
	assert_true(due > now && due <= now + 4000);
	write_text(r, LINE_2); /* counted from the first write */
	assert_int_equal(recorder_due(r), due);
	recorder_tick(r, due - 1);
	assert_int_equal(recorder_due(r), due);
	recorder_tick(r, due);
	assert_int_equal(recorder_due(r), TIME_NONE);
	wait_synced(2);
	write_line(r, T0 + 2000, 3, 0);
	assert_true(recorder_due(r) >= due - 4000);
	close_fine(r);
	assert_true(atomic_load(&synced) >= 3);
	test_dir_remove(dir);
}

static void test_a_slow_disk_holds_up_nobody(void **state) {
	(void)state;
	char *dir = test_dir_make();
	struct recorder *r = open_dir(dir, 0, 0);
	struct error err;
	disk_is_slow = 1;
	write_text(r, SITE LINE_1);
	for (unsigned i = 0; i < 1000; i++) {
		write_line(r, T0 + 1000 * i, i, 100);
		recorder_tick(r, INT64_MAX);
		assert_false(recorder_work(r, 0, &err));
	}
	struct buf text = { 0 };
	load_text(recorder_file(r), &text);
	assert_non_null(strstr(text.data, "\"n\":999"));
	buf_free(&text);
	disk_is_slow = 0;
	close_fine(r);
	test_dir_remove(dir);
}

static void test_a_disk_that_fails_to_sync(void **state) {
	(void)state;
	char *dir = test_dir_make();
	struct recorder *r = open_dir(dir, 0, 0);
	struct error err;
	write_text(r, SITE LINE_1);
	wait_synced(atomic_load(&synced) > 0);
	disk_fault = EIO;
	int before = atomic_load(&synced);
	write_text(r, LINE_2);
	recorder_tick(r, INT64_MAX);
	wait_synced(before + 1);
	disk_fault = 0;
	int64_t end = clock_mono_ms() + 10000;
	while (recorder_write(r, LINE_2, strlen(LINE_2), &err))
		assert_true(clock_mono_ms() < end);
	assert_non_null(strstr(err.text, NAME ": Input/output error; recording has stopped"));
	assert_true(recorder_failed(r));
	assert_null(recorder_file(r));
	assert_true(recorder_write(r, LINE_2, strlen(LINE_2), &err));
	close_fine(r);
	test_dir_remove(dir);
}

static int count_threads(void) {
	struct dirent **entry;
	int count = scandir("/proc/self/task", &entry, not_hidden, NULL);
	for (int i = 0; i < count; i++)
		free(entry[i]);
	free(entry);
	return count;
}

static void test_the_thread(void **state) {
	(void)state;
	char *dir = test_dir_make();
	int threads = count_threads();
	struct recorder *r = open_dir(dir, 0, 0);
	assert_int_equal(count_threads(), threads + 1);
	sigset_t usr, pending, before;
	sigemptyset(&usr);
	sigaddset(&usr, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &usr, &before);
	kill(getpid(), SIGUSR1); /* would end the program if the thread took it */
	write_text(r, SITE LINE_1);
	sigpending(&pending);
	assert_true(sigismember(&pending, SIGUSR1));
	close_fine(r);
	assert_int_equal(count_threads(), threads);
	sigpending(&pending);
	assert_true(sigismember(&pending, SIGUSR1));
	signal(SIGUSR1, SIG_IGN);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	test_dir_remove(dir);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_segment), cmocka_unit_test(test_after_every_start_a_new_one), cmocka_unit_test(test_names_go_on),
		cmocka_unit_test(test_too_large_a_segment), cmocka_unit_test(test_each_day), cmocka_unit_test(test_what_is_too_old_is_removed),
		cmocka_unit_test(test_one_file), cmocka_unit_test(test_refused), cmocka_unit_test(test_no_place_for_the_packed_one),
		cmocka_unit_test(test_synced_in_time), cmocka_unit_test(test_a_slow_disk_holds_up_nobody),
		cmocka_unit_test(test_a_disk_that_fails_to_sync), cmocka_unit_test(test_the_thread),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
