/* A directory of segments: which are taken, in which order, how it goes on, and what a torn end costs. */
#include "source_files.h"

#include <unistd.h>

/* Lines [from, to) of a text. */
static struct buf lines_of(const struct buf *text, size_t from, size_t to) {
	const char *at = text->data, *begin = at;
	for (size_t i = 0; i < to && at; i++) {
		if (i == from)
			begin = at;
		at = strchr(at, '\n');
		at = at ? at + 1 : text->data + text->len;
	}
	return (struct buf){ .data = (char *)begin, .len = (size_t)(at - begin) };
}

static void write_part(const char *dir, const char *name, const struct buf *text, size_t from, size_t to) {
	char *path = mem_printf("%s/%s", dir, name);
	struct buf part = lines_of(text, from, to);
	write_recording(path, &part);
	free(path);
}

static size_t count_frames(struct source *s, struct damage_counts *damage) {
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	size_t frames = 0;
	while (source_scan_next(scan, &line))
		frames += line.kind == LINE_FRAME;
	source_scan_counts(scan, damage);
	source_scan_close(scan);
	return frames;
}

static void test_what_is_a_segment(void **state) {
	(void)state;
	struct recording r;
	struct damage_counts damage;
	char *dir = test_dir_make();
	recording_plain(&r, 30, 2, 1); /* site, then frames, an event after the 6th: 32 lines */
	write_part(dir, "a.ndjson.zst", &r.text, 0, 12);
	write_part(dir, "b.ndjson", &r.text, 12, 22);
	write_part(dir, "b.ndjson.zst", &r.text, 12, 22); /* the same, compressed: read once */
	write_part(dir, "c.ndjson", &r.text, 22, 40);
	write_part(dir, "d.ndjson.zst.part", &r.text, 0, 5);
	write_part(dir, "notes.txt", &r.text, 0, 5);
	write_part(dir, ".hidden.ndjson", &r.text, 0, 5);
	struct source *s = must_open(dir);
	assert_int_equal(count_frames(s, &damage), 30);
	assert_int_equal(damage.doubled + damage.misordered + damage.unreadable + damage.blocks, 0);
	source_close(s);
	recording_free(&r);
	test_dir_remove(dir);
}

/* A recorder goes on, closes its segment, compresses it, removes it and begins the next; who follows sees each line once. */
static void test_a_recorder_goes_on(void **state) {
	(void)state;
	struct recording r;
	struct damage_counts damage;
	char *dir = test_dir_make();
	recording_plain(&r, 40, 2, 1);
	write_part(dir, "a.ndjson", &r.text, 0, 10);
	struct source *s = must_open(dir);
	assert_int_equal(count_frames(s, &damage), 8);
	assert_true(source_poll_ms(s) > 0); /* it is young and plain */
	assert_false(source_advance(s));
	char *path = mem_printf("%s/a.ndjson", dir);
	FILE *f = fopen(path, "a");
	struct buf more = lines_of(&r.text, 10, 15);
	fwrite(more.data, 1, more.len, f);
	fclose(f);
	write_part(dir, "b.ndjson", &r.text, 15, 20);
	write_part(dir, "a.ndjson.zst", &r.text, 0, 15);
	assert_true(source_advance(s));
	unlink(path);
	assert_int_equal(count_frames(s, &damage), 18);
	write_part(dir, "c.ndjson", &r.text, 20, 50);
	assert_true(source_advance(s));
	assert_false(source_advance(s));
	assert_int_equal(count_frames(s, &damage), 40);
	assert_int_equal(damage.doubled + damage.misordered + damage.gaps + damage.unreadable + damage.blocks, 0);
	struct frame frame;
	frame_init(&frame);
	for (size_t i = 0; i < r.frame_count; i += 3) {
		assert_true(source_frame_before(s, r.frames[i].t_ms, &frame));
		expect_frame(&frame, &r.frames[i]);
	}
	frame_free(&frame);
	source_close(s);
	free(path);
	recording_free(&r);
	test_dir_remove(dir);
}

/* What a killed recorder left in mid-line costs that line, and is told once; the next segment begins whole. */
static void test_a_torn_segment(void **state) {
	(void)state;
	struct recording r;
	struct damage_counts damage;
	char *dir = test_dir_make();
	recording_plain(&r, 30, 2, 1);
	struct buf part = lines_of(&r.text, 0, 12);
	free(test_file_write(dir, "a.ndjson", part.data, part.len - 30));
	part = lines_of(&r.text, 12, 40);
	struct buf second = { 0 };
	buf_add(&second, r.text.data, lines_of(&r.text, 0, 1).len); /* each segment begins with its site */
	buf_add(&second, part.data, part.len);
	free(test_file_write(dir, "b.ndjson", second.data, second.len));
	struct source *s = must_open(dir);
	assert_int_equal(count_frames(s, &damage), 29);
	assert_int_equal(damage.blocks, 1);
	assert_int_equal(damage.unreadable, 0);
	source_close(s);
	buf_free(&second);
	recording_free(&r);
	test_dir_remove(dir);
}

static void test_what_is_refused(void **state) {
	(void)state;
	struct error err;
	char *dir = test_dir_make();
	free(test_file_write(dir, "a.ndjson", "", 0));
	assert_null(source_open(dir, &err));
	assert_non_null(strstr(err.text, "it is empty"));
	free(test_file_write(dir, "b.ndjson", "rubbish\n", 8));
	assert_null(source_open(dir, &err));
	assert_non_null(strstr(err.text, "no site line"));
	test_dir_remove(dir);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_a_segment), cmocka_unit_test(test_a_recorder_goes_on), cmocka_unit_test(test_a_torn_segment),
		cmocka_unit_test(test_what_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
