/* Writing recordings: whole lines in frames of about 256 KiB, a name only for what is complete, and errors that are told. */
#include "support.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "source.h"

struct fixture {
	char *dir, *path, *part;
	struct error err;
};

static void set_up(struct fixture *f, const char *name) {
	f->dir = test_dir_make();
	f->path = mem_printf("%s/%s", f->dir, name);
	f->part = mem_printf("%s.part", f->path);
}

static void tear_down(struct fixture *f) {
	free(f->path);
	free(f->part);
	test_dir_remove(f->dir);
}

static void load(const char *path, struct buf *out) {
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	for (size_t n = 1; n > 0; out->len += n)
		n = fread(buf_reserve(out, 65536), 1, 65536, f);
	fclose(f);
}

static bool exists(const char *path) {
	return access(path, F_OK) == 0;
}

/* Lines of many lengths; one is longer than a frame. */
static void make_text(struct buf *text) {
	for (size_t i = 0; i < 3000; i++) {
		size_t length = i == 1500 ? 600000 : i * 37 % 900;
		buf_printf(text, "{\"line\":%zu,\"", i);
		memset(buf_reserve(text, length), 'a' + (int)(i % 26), length);
		text->len += length;
		buf_puts(text, "\"}\n");
	}
}

static void test_plain_is_what_was_given(void **state) {
	(void)state;
	struct fixture f;
	struct buf text = { 0 }, got = { 0 };
	set_up(&f, "a.ndjson");
	make_text(&text);
	struct recording_writer *w = recording_create(f.path, &f.err);
	assert_true(recording_write(w, text.data, text.len / 2, &f.err));
	assert_false(exists(f.path));
	assert_true(exists(f.part));
	assert_true(recording_write(w, text.data + text.len / 2, text.len - text.len / 2, &f.err));
	assert_true(recording_close(w, &f.err));
	assert_false(exists(f.part));
	load(f.path, &got);
	assert_int_equal(got.len, text.len);
	assert_memory_equal(got.data, text.data, got.len);
	buf_free(&text);
	buf_free(&got);
	tear_down(&f);
}

/* However the lines arrive, each frame begins and ends with a whole line, has its size and checksum, and is not over 256 KiB. */
static void expect_frames(const struct buf *file, const struct buf *text) {
	size_t at = 0, done = 0, frames = 0;
	while (at < file->len) {
		size_t packed = ZSTD_findFrameCompressedSize(file->data + at, file->len - at);
		unsigned long long length = ZSTD_getFrameContentSize(file->data + at, file->len - at);
		char *frame = mem_alloc((size_t)length);
		assert_false(ZSTD_isError(packed));
		assert_true(file->data[at + 4] & 0x04); /* RFC 8878: the checksum flag */
		assert_int_equal(ZSTD_decompress(frame, (size_t)length, file->data + at, packed), length);
		assert_int_equal(frame[0], '{');
		assert_int_equal(frame[length - 1], '\n');
		assert_true(length <= (256u << 10) || length > 600000);
		assert_true(length > (128u << 10) || at + packed == file->len || length + 600000 > (256u << 10));
		assert_memory_equal(frame, text->data + done, (size_t)length);
		done += (size_t)length;
		at += packed;
		frames++;
		free(frame);
	}
	assert_int_equal(done, text->len);
	assert_true(frames >= 6 && frames <= 12);
}

static void test_frames_of_whole_lines(void **state) {
	(void)state;
	struct fixture f;
	struct buf text = { 0 };
	make_text(&text);
	for (int by_line = 0; by_line <= 1; by_line++) {
		struct buf got = { 0 };
		set_up(&f, "a.ndjson.zst");
		struct recording_writer *w = recording_create(f.path, &f.err);
		const char *at = text.data, *end = text.data + text.len;
		while (at < end) {
			const char *next = by_line ? (const char *)memchr(at, '\n', (size_t)(end - at)) + 1 : end;
			assert_true(recording_write(w, at, (size_t)(next - at), &f.err));
			at = next;
		}
		assert_true(recording_close(w, &f.err));
		load(f.path, &got);
		expect_frames(&got, &text);
		buf_free(&got);
		tear_down(&f);
	}
	buf_free(&text);
}

static void test_abandoned_leaves_nothing_and_the_old_file(void **state) {
	(void)state;
	struct fixture f;
	struct buf got = { 0 };
	set_up(&f, "a.ndjson");
	free(test_file_write(f.dir, "a.ndjson", "old\n", 4));
	struct recording_writer *w = recording_create(f.path, &f.err);
	assert_true(recording_write(w, "new\n", 4, &f.err));
	assert_true(recording_flush(w, &f.err));
	recording_abandon(w);
	assert_false(exists(f.part));
	load(f.path, &got);
	assert_int_equal(got.len, 4);
	assert_memory_equal(got.data, "old\n", 4);
	buf_free(&got);
	tear_down(&f);
}

static void test_flushed_text_can_be_followed(void **state) {
	(void)state;
	struct fixture f;
	struct buf got = { 0 };
	set_up(&f, "a.ndjson");
	struct recording_writer *w = recording_create(f.path, &f.err);
	assert_true(recording_write(w, "one\n", 4, &f.err));
	assert_true(recording_flush(w, &f.err));
	load(f.part, &got);
	assert_int_equal(got.len, 4);
	assert_true(recording_close(w, &f.err));
	buf_free(&got);
	tear_down(&f);
}

static void test_what_cannot_be_written(void **state) {
	(void)state;
	struct fixture f;
	set_up(&f, "a");
	char *below = mem_printf("%s/none/a.ndjson", f.dir);
	assert_null(recording_create(below, &f.err));
	assert_non_null(strstr(f.err.text, "none/a.ndjson"));
	assert_non_null(strstr(f.err.text, "No such file"));
	assert_null(recording_create(f.dir, &f.err));
	assert_non_null(strstr(f.err.text, "Is a directory"));
	free(below);
	tear_down(&f);
}

static void test_a_full_disk_is_told(void **state) {
	(void)state;
	struct error err;
	char *lines = mem_alloc(1 << 20);
	memset(lines, '\n', 1 << 20);
	struct recording_writer *w = recording_create("/dev/full", &err);
	assert_non_null(w);
	assert_false(recording_write(w, lines, 1 << 20, &err));
	assert_string_equal(err.text, "/dev/full: No space left on device");
	assert_false(recording_write(w, "x\n", 2, &err));
	assert_false(recording_close(w, &err));
	assert_true(exists("/dev/full")); /* a device is written in place, and not removed */
	assert_false(exists("/dev/full.part"));
	w = recording_create("/dev/full", &err);
	assert_true(recording_write(w, "x\n", 2, &err)); /* gathered */
	assert_false(recording_close(w, &err));
	free(lines);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_is_what_was_given),
		cmocka_unit_test(test_frames_of_whole_lines),
		cmocka_unit_test(test_abandoned_leaves_nothing_and_the_old_file),
		cmocka_unit_test(test_flushed_text_can_be_followed),
		cmocka_unit_test(test_what_cannot_be_written),
		cmocka_unit_test(test_a_full_disk_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
