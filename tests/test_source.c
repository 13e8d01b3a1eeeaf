/* Sources: what is refused and in which words, the range without reading all, following, and what is compressed as a whole. */
#include "source_files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>
#include <zstd.h>

#include "source.h"

static void expect_refused(const char *path, const char *message) {
	struct error err;
	struct source *s = source_open(path, &err);
	assert_null(s);
	if (!strstr(err.text, message) || strncmp(err.text, path, strlen(path)) != 0)
		fail_msg("%s: \"%s\"", message, err.text);
}

static void test_what_is_refused(void **state) {
	(void)state;
	char *dir = test_dir_make(), *none = mem_printf("%s/night.ndjson", dir);
	expect_refused(none, "/night.ndjson: No such file or directory");
	expect_refused(dir, ": no segment (*.ndjson, *.ndjson.zst) in this directory");
	char *path = test_file_write(dir, "a", "", 0);
	expect_refused(path, "/a: it is empty");
	free(path);
	path = test_file_write(dir, "a", "Dear diary,\ntoday\n", 18);
	expect_refused(path, "/a: no site line in the first 1000 lines; is it a recording?");
	free(path);
	path = test_file_write(dir, "a", "\x28\xB5\x2F\xFD rubbish", 12);
	expect_refused(path, "/a: byte 0: no zstd frame, 12 bytes lost, and no site line in the first 1000 lines that can be read: use another copy");
	free(path);
	struct buf text = { 0 };
	for (int i = 0; i < 1001; i++)
		buf_puts(&text, "{\"x\":1}\n");
	buf_puts(&text, "{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"late\",\"bus\":{\"A\":{}}}}\n");
	path = test_file_write(dir, "a", text.data, text.len);
	expect_refused(path, "/a: no site line in the first 1000 lines");
	free(path);
	buf_free(&text);
	free(none);
	test_dir_remove(dir);
}

/* The site line stands in the first frame: where that is damaged the file is a recording still, and it is said what happened to it. */
static void test_a_damaged_first_frame_is_named(void **state) {
	(void)state;
	struct recording r;
	char packed[1 << 16];
	char *dir = test_dir_make();
	recording_plain(&r, 200, 2, 1);
	size_t half = (size_t)((const char *)memchr(r.text.data + r.text.len / 2, '\n', r.text.len / 2) + 1 - r.text.data), first, length;
	first = ZSTD_compress(packed, sizeof packed, r.text.data, half, 1);
	length = first + ZSTD_compress(packed + first, sizeof packed - first, r.text.data + half, r.text.len - half, 1);
	assert_false(ZSTD_isError(first) || ZSTD_isError(length - first));
	packed[first / 2] ^= 0x5a;
	packed[first / 2 + 1] ^= 0x5a;
	packed[first / 2 + 2] ^= 0x5a;
	packed[9] ^= 0x11;
	char *path = test_file_write(dir, "a.ndjson.zst", packed, length), *message = mem_printf("%s: byte 0: ", path);
	expect_refused(path, message);
	expect_refused(path, " bytes lost, and no site line in the first 1000 lines that can be read: use another copy; mwtop check says what is left");
	free(path);
	packed[0] ^= 0x5a; /* not even known as zstd */
	path = test_file_write(dir, "a.ndjson.zst", packed, length);
	expect_refused(path, "byte 0: no zstd frame begins there");
	free(message);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

static void test_a_site_alone_is_a_recording_without_samples(void **state) {
	(void)state;
	struct recording r;
	struct error err;
	struct frame f;
	int64_t first, last;
	char *dir = test_dir_make();
	recording_plain(&r, 0, 2, 1);
	char *path = test_file_write(dir, "a", r.text.data, r.text.len);
	struct source *s = source_open(path, &err);
	assert_non_null(s);
	assert_string_equal(source_name(s), path);
	assert_string_equal(source_site(s)->name, "test");
	assert_false(source_range(s, &first, &last));
	frame_init(&f);
	assert_false(source_frame_before(s, INT64_MAX, &f));
	assert_false(source_frame_after(s, 0, &f));
	frame_free(&f);
	source_close(s);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

/* The range comes from head and tail, past what cannot be read there. */
static void test_the_range_past_rubbish(void **state) {
	(void)state;
	struct recording r;
	struct error err;
	int64_t first, last;
	char *dir = test_dir_make(), *zeros = mem_zalloc(1 << 20, 1);
	recording_plain(&r, 20, 2, 1);
	buf_puts(&r.text, "rubbish\n");
	buf_add(&r.text, zeros, 1 << 20);
	buf_puts(&r.text, "\n{\"t\":\"2024-07-22T23:0");
	char *path = test_file_write(dir, "a", r.text.data, r.text.len);
	struct source *s = source_open(path, &err);
	assert_non_null(s);
	assert_true(source_range(s, &first, &last));
	assert_int_equal(first, RECORDING_START);
	assert_int_equal(last, RECORDING_START + 19000);
	source_close(s);
	free(path);
	free(zeros);
	recording_free(&r);
	test_dir_remove(dir);
}

static void test_a_file_at_rest_needs_no_looking_at(void **state) {
	(void)state;
	struct recording r;
	struct error err;
	char *dir = test_dir_make();
	recording_plain(&r, 20, 2, 1);
	char *path = test_file_write(dir, "a", r.text.data, r.text.len);
	struct source *s = source_open(path, &err);
	assert_true(source_poll_ms(s) > 0); /* just written: it may go on */
	assert_int_equal(source_link(s), LINK_FILE);
	assert_int_equal(source_fd(s), -1);
	source_close(s);
	struct utimbuf old = { 1000000000, 1000000000 };
	utime(path, &old);
	s = source_open(path, &err);
	assert_int_equal(source_poll_ms(s), 0);
	int fd = open(path, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "\n\n", 2), 2);
	assert_true(source_advance(s));
	assert_true(source_poll_ms(s) > 0);
	assert_int_equal(source_link(s), LINK_LIVE);
	close(fd);
	source_close(s);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

/* Appended in zstd frames, with the last one torn each time it is looked at. */
static void test_a_zst_file_that_grows(void **state) {
	(void)state;
	struct recording r;
	struct error err;
	struct frame f;
	struct buf bytes = { 0 };
	struct scan_line line;
	size_t frames = 0;
	char *dir = test_dir_make(), *path = mem_printf("%s/a.ndjson.zst", dir);
	recording_plain(&r, 3000, 14, 1);
	write_packed(path, &r.text, &bytes);
	size_t first = ZSTD_findFrameCompressedSize(bytes.data, bytes.len); /* the site, then the first samples */
	first += ZSTD_findFrameCompressedSize(bytes.data + first, bytes.len - first);
	assert_int_equal(truncate(path, (off_t)first), 0);
	struct source *s = source_open(path, &err);
	assert_non_null(s);
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	int fd = open(path, O_WRONLY | O_APPEND);
	frame_init(&f);
	for (size_t at = first, n; at <= bytes.len; at += n) {
		while (source_scan_next(scan, &line)) {
			if (line.kind == LINE_BAD)
				fail_msg("%s", line.err.text);
			if (line.kind == LINE_FRAME)
				expect_frame(line.frame, &r.frames[frames++]);
		}
		assert_true(source_frame_before(s, INT64_MAX, &f));
		expect_frame(&f, &r.frames[frames - 1]);
		n = bytes.len - at < 5000 ? bytes.len - at : 5000;
		if (n == 0)
			break;
		assert_int_equal(write(fd, bytes.data + at, n), n);
		assert_true(source_advance(s));
	}
	assert_int_equal(frames, 3000);
	frame_free(&f);
	source_scan_close(scan);
	close(fd);
	source_close(s);
	free(path);
	buf_free(&bytes);
	recording_free(&r);
	test_dir_remove(dir);
}

static void test_a_file_that_shrinks(void **state) {
	(void)state;
	struct recording r;
	struct error err;
	struct frame f;
	int64_t first, last;
	char *dir = test_dir_make();
	recording_plain(&r, 3000, 14, 1);
	char *path = test_file_write(dir, "a", r.text.data, r.text.len);
	struct source *s = source_open(path, &err);
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	frame_init(&f);
	for (int i = 0; i < 2000; i++)
		assert_true(source_scan_next(scan, &line));
	assert_true(source_frame_before(s, INT64_MAX, &f));
	assert_int_equal(truncate(path, (off_t)r.text.len / 3), 0);
	source_frame_before(s, RECORDING_START + 2900000, &f); /* anything but a crash, before it is known */
	assert_true(source_advance(s));
	assert_true(source_range(s, &first, &last));
	assert_true(last < RECORDING_START + 1100000);
	assert_true(source_frame_before(s, INT64_MAX, &f));
	assert_int_equal(f.t_ms, last);
	while (source_scan_next(scan, &line))
		assert_true(line.torn);
	frame_free(&f);
	source_scan_close(scan);
	source_close(s);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

/* As `zstd FILE` makes it: one frame of more than 8 MiB. */
static void test_compressed_as_a_whole(void **state) {
	(void)state;
	struct recording r;
	struct error err;
	struct frame f;
	char *dir = test_dir_make();
	recording_plain(&r, 26000, 14, 1);
	assert_true(r.text.len > 8u << 20);
	size_t room = ZSTD_compressBound(r.text.len);
	char *packed = mem_alloc(room);
	size_t length = ZSTD_compress(packed, room, r.text.data, r.text.len, 1);
	frame_init(&f);
	for (int cut = 0; cut <= 1; cut++) {
		char *path = test_file_write(dir, "a.zst", packed, cut ? length * 2 / 3 : length);
		struct source *s = source_open(path, &err);
		if (!s)
			fail_msg("%s", err.text);
		assert_non_null(strstr(source_note(s), "compressed as a whole"));
		assert_int_equal(source_link(s), LINK_FILE);
		assert_int_equal(source_poll_ms(s), 0);
		assert_true(source_frame_before(s, RECORDING_START + 10000700, &f));
		expect_frame(&f, &r.frames[10000]);
		struct source_scan *scan = source_scan_open(s, RECORDING_START + 12000000);
		struct scan_line line;
		struct damage_counts damage;
		size_t frames = 0;
		while (source_scan_next(scan, &line))
			frames += line.kind == LINE_FRAME;
		source_scan_counts(scan, &damage);
		assert_true(cut ? frames > 1000 && frames < 14000 : frames == 14000);
		assert_int_equal(damage.torn + damage.blocks, cut);
		source_scan_close(scan);
		source_close(s);
		free(path);
	}
	frame_free(&f);
	free(packed);
	recording_free(&r);
	test_dir_remove(dir);
}

/* A stream of which nothing has come yet is a source without a site; it says what it is when it has ended. */
static void test_an_empty_stream(void **state) {
	(void)state;
	struct error err;
	int64_t first, last;
	char *dir = test_dir_make(), *path = mem_printf("%s/fifo", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	struct source *s = source_open(path, &err);
	assert_non_null(s);
	assert_null(source_site(s));
	assert_false(source_range(s, &first, &last));
	assert_false(source_advance(s)); /* no writer yet is not the end */
	assert_true(source_fd(s) >= 0);
	int fd = open(path, O_WRONLY);
	assert_int_equal(write(fd, "{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"x\",\"bus\":{\"A\":{}}}}\n{\"t\":\"2024", 66), 66);
	assert_true(source_advance(s));
	assert_string_equal(source_site(s)->name, "x");
	assert_int_equal(source_link(s), LINK_LIVE);
	close(fd);
	assert_true(source_read_all(s, &err));
	assert_int_equal(source_fd(s), -1);
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	assert_true(source_scan_next(scan, &line));
	assert_int_equal(line.kind, LINE_SITE);
	assert_true(source_scan_next(scan, &line));
	assert_true(line.torn);
	assert_false(source_scan_next(scan, &line));
	source_scan_close(scan);
	source_close(s);
	free(path);
	test_dir_remove(dir);
}

/* One late line in front, one early line at the end, one wild clock: the range stays that of the others. */
static void test_outliers_do_not_move_the_range(void **state) {
	(void)state;
	struct recording r;
	struct error err;
	struct buf text = { 0 };
	int64_t first, last;
	recording_plain(&r, 300, 2, 1);
	const char *site_end = strchr(r.text.data, '\n') + 1, *first_end = strchr(site_end, '\n') + 1;
	const char *late = r.text.data + r.text.len - 1;
	while (late[-1] != '\n')
		late--;
	buf_add(&text, r.text.data, (size_t)(site_end - r.text.data));
	buf_puts(&text, late);
	buf_add(&text, site_end, r.text.len - (size_t)(site_end - r.text.data));
	buf_puts(&text, "{\"t\":\"2099-01-01T00:00:00.000Z\",\"gpu\":{\"online\":1}}\n");
	buf_add(&text, site_end, (size_t)(first_end - site_end));
	char *dir = test_dir_make(), *path = test_file_write(dir, "a.ndjson", text.data, text.len);
	struct source *s = source_open(path, &err);
	assert_non_null(s);
	assert_true(source_range(s, &first, &last));
	assert_int_equal(first, r.frames[0].t_ms);
	assert_int_equal(last, r.frames[299].t_ms);
	source_close(s);
	buf_free(&text);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

int main(void) {
	signal(SIGPIPE, SIG_IGN);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outliers_do_not_move_the_range),
		cmocka_unit_test(test_what_is_refused), cmocka_unit_test(test_a_damaged_first_frame_is_named),
		cmocka_unit_test(test_a_site_alone_is_a_recording_without_samples),
		cmocka_unit_test(test_the_range_past_rubbish),
		cmocka_unit_test(test_a_file_at_rest_needs_no_looking_at),
		cmocka_unit_test(test_a_zst_file_that_grows),
		cmocka_unit_test(test_a_file_that_shrinks),
		cmocka_unit_test(test_compressed_as_a_whole),
		cmocka_unit_test(test_an_empty_stream),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
