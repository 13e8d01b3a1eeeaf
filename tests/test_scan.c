/* Scans: each kind of damage is named once, with its place, and the rest is read. */
#include "source_files.h"

#include <fcntl.h>
#include <unistd.h>

struct fixture {
	char *dir, *path;
	struct source *source;
};

static void open_text(struct fixture *f, const char *name, const char *bytes, size_t length) {
	struct error err;
	f->dir = test_dir_make();
	f->path = test_file_write(f->dir, name, bytes, length);
	f->source = source_open_any(f->path, &err);
	if (!f->source)
		fail_msg("%s", err.text);
}

static void close_text(struct fixture *f) {
	source_close(f->source);
	free(f->path);
	test_dir_remove(f->dir);
}

struct seen {
	size_t frames, events, sites, bad;
	struct damage_counts damage;
	char first[480], last[480]; /* messages */
};

static void scan_all(struct source *s, struct seen *out) {
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	struct scan_line line;
	*out = (struct seen){ 0 };
	while (source_scan_next(scan, &line)) {
		out->frames += line.kind == LINE_FRAME;
		out->events += line.kind == LINE_EVENT;
		out->sites += line.kind == LINE_SITE;
		if (line.kind != LINE_BAD)
			continue;
		out->bad++;
		snprintf(out->last, sizeof out->last, "%s", line.err.text);
	}
	assert_false(source_scan_next(scan, &line)); /* damage at the end is told once */
	source_scan_counts(scan, &out->damage);
	if (source_scan_first_damage(scan))
		snprintf(out->first, sizeof out->first, "%s", source_scan_first_damage(scan));
	source_scan_close(scan);
}

static void scan_text(const char *name, const struct buf *text, struct seen *out) {
	struct fixture f;
	open_text(&f, name, text->data ? text->data : "", text->len);
	scan_all(f.source, out);
	close_text(&f);
}

/* Puts `bytes` in front of frame line `index` (the line after the site is 0). */
static void insert(struct recording *r, size_t index, const char *bytes, size_t length) {
	char *at = r->text.data;
	struct buf text = { 0 };
	for (size_t i = 0; i <= index; i++)
		at = (char *)memchr(at, '\n', r->text.len) + 1;
	buf_add(&text, r->text.data, (size_t)(at - r->text.data));
	buf_add(&text, bytes, length);
	buf_add(&text, at, r->text.len - (size_t)(at - r->text.data));
	buf_free(&r->text);
	r->text = text;
}

static void test_bad_lines_are_named(void **state) {
	(void)state;
	static const struct { const char *line, *message; } cases[] = {
		{ "rubbish\n", "line 4, column 1" },
		{ "{\"t\":\"2024-07-22T09:05:13.000Z\",\"bus\":{\"A\":{\"hz\":60,}}}\n", "line 4, column 53" },
		{ "{\"t\":\"yesterday\",\"bus\":{}}\n", "line 4, column 6" },
		{ "\x80\xFF\x01\x1B[31m\n", "line 4, column 1" },
		{ "{\"site\":{\"bus\":[]}}\n", "line 4, column " },
		{ "\r\n\n \n!\n", "line 7, column 1" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct recording r;
		struct seen seen;
		recording_plain(&r, 6, 2, 1);
		insert(&r, 2, cases[i].line, strlen(cases[i].line));
		scan_text("a.ndjson", &r.text, &seen);
		assert_int_equal(seen.frames, 6);
		assert_int_equal(seen.events, 1);
		assert_int_equal(seen.damage.unreadable, 1);
		if (!strstr(seen.last, cases[i].message) || !strstr(seen.last, "a.ndjson: line"))
			fail_msg("%s: \"%s\"", cases[i].line, seen.last);
		assert_string_equal(seen.first, seen.last);
		assert_null(strchr(seen.last, 0x1B));
		recording_free(&r);
	}
}

static void test_crlf_is_tolerated(void **state) {
	(void)state;
	struct recording r;
	struct buf text = { 0 };
	struct seen seen;
	recording_plain(&r, 50, 2, 1);
	for (size_t i = 0; i < r.text.len; i++) {
		if (r.text.data[i] == '\n')
			buf_puts(&text, "\r");
		buf_add(&text, r.text.data + i, 1);
	}
	scan_text("a.ndjson", &text, &seen);
	assert_int_equal(seen.frames, 50);
	assert_int_equal(seen.bad, 0);
	buf_free(&text);
	recording_free(&r);
}

static void test_a_line_of_ten_megabytes(void **state) {
	(void)state;
	size_t length = 10u << 20;
	struct recording r;
	struct seen seen;
	char *line = mem_alloc(length + 1);
	memset(line, '[', length);
	line[length] = '\n';
	recording_plain(&r, 5, 2, 1);
	insert(&r, 2, line, length + 1);
	scan_text("a.ndjson", &r.text, &seen);
	assert_int_equal(seen.frames, 5);
	assert_int_equal(seen.damage.too_long, 1);
	assert_int_equal(seen.damage.unreadable, 0);
	assert_non_null(strstr(seen.last, "line 4, column 1: 10485760 bytes, over 1 MiB, passed over"));
	free(line);
	recording_free(&r);
}

static void test_nested_braces(void **state) {
	(void)state;
	struct recording r;
	struct seen seen;
	char *line = mem_alloc(100001);
	memset(line, '{', 100000);
	line[100000] = '\n';
	recording_plain(&r, 5, 2, 1);
	insert(&r, 2, line, 100001);
	scan_text("a.ndjson", &r.text, &seen);
	assert_int_equal(seen.frames, 5);
	assert_int_equal(seen.damage.unreadable, 1);
	free(line);
	recording_free(&r);
}

static void test_zero_bytes_before_a_line(void **state) {
	(void)state;
	static const char zeros[70000] = { 0 };
	struct recording r;
	struct seen seen;
	recording_plain(&r, 5, 2, 1);
	insert(&r, 2, zeros, sizeof zeros);
	scan_text("a.ndjson", &r.text, &seen);
	assert_int_equal(seen.frames, 5); /* the line behind them is whole */
	assert_int_equal(seen.damage.unreadable, 1);
	assert_non_null(strstr(seen.last, "70000 zero bytes"));
	recording_free(&r);
}

static void test_a_file_of_zeros(void **state) {
	(void)state;
	struct buf text = { .data = mem_zalloc(3 << 20, 1), .len = 3 << 20 };
	struct seen seen;
	scan_text("a.ndjson", &text, &seen);
	assert_int_equal(seen.bad, 1);
	assert_int_equal(seen.damage.unreadable, 1);
	assert_non_null(strstr(seen.last, "3145728 zero bytes"));
	text.len = 0;
	scan_text("a.ndjson", &text, &seen);
	assert_int_equal(seen.bad, 0);
	buf_free(&text);
}

/* Cut after every byte of the last two lines. */
static void test_a_torn_end(void **state) {
	(void)state;
	struct recording r;
	struct seen seen;
	recording_plain(&r, 4, 2, 1);
	size_t length = r.text.len, last = length - 1;
	while (r.text.data[last - 1] != '\n')
		last--;
	for (r.text.len = last; r.text.len <= length; r.text.len++) {
		scan_text("a.ndjson", &r.text, &seen);
		bool torn = r.text.len > last && r.text.len < length;
		assert_int_equal(seen.frames, r.text.len == length ? 4 : 3);
		assert_int_equal(seen.damage.torn, torn);
		assert_int_equal(seen.bad, torn);
		if (torn)
			assert_non_null(strstr(seen.last, "line 5: torn"));
	}
	r.text.len = length;
	recording_free(&r);
}

/* A torn line that is finished after all: counted back, and handed out. */
static void test_a_torn_end_that_grows(void **state) {
	(void)state;
	struct recording r;
	struct fixture f;
	struct scan_line line;
	struct damage_counts damage;
	size_t frames = 0;
	recording_plain(&r, 4, 2, 1);
	open_text(&f, "a.ndjson", r.text.data, r.text.len - 20);
	struct source_scan *scan = source_scan_open(f.source, TIME_NONE);
	while (source_scan_next(scan, &line) && line.kind != LINE_BAD)
		frames += line.kind == LINE_FRAME;
	assert_int_equal(frames, 3);
	assert_true(line.torn);
	source_scan_counts(scan, &damage);
	assert_int_equal(damage.torn, 1);
	int fd = open(f.path, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, r.text.data + r.text.len - 20, 19), 19);
	assert_true(source_advance(f.source));
	assert_false(source_scan_next(scan, &line)); /* still no newline, but it grows: not yet */
	source_scan_counts(scan, &damage);
	assert_int_equal(damage.torn, 0);
	assert_int_equal(write(fd, "\n", 1), 1);
	assert_true(source_advance(f.source));
	assert_true(source_scan_next(scan, &line));
	assert_int_equal(line.kind, LINE_FRAME);
	assert_int_equal(line.line_number, 5);
	expect_frame(line.frame, &r.frames[3]);
	close(fd);
	source_scan_close(scan);
	close_text(&f);
	recording_free(&r);
}

static void test_times_are_judged(void **state) {
	(void)state;
	static const struct { int64_t t_ms; bool misordered, doubled, gap; } steps[] = {
		{ 0, false, false, false }, { 2000, false, false, false }, { 4000, false, false, false }, { 4000, false, true, false },
		{ 9000, false, false, false }, /* 2.5 periods: not a gap yet */ { 14001, false, false, true }, { 12000, true, false, false },
		{ 16000, false, false, false }, { 16000, false, true, false },
	};
	struct recording r;
	struct fixture f;
	struct scan_line line;
	recording_init(&r);
	recording_site(&r, "two seconds", 1, 1, 2);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		recording_frame(&r, RECORDING_START + steps[i].t_ms);
	recording_event(&r, RECORDING_START + 16000, "same");
	recording_event(&r, RECORDING_START + 16000, "another at the same time");
	open_text(&f, "a.ndjson", r.text.data, r.text.len);
	struct source_scan *scan = source_scan_open(f.source, TIME_NONE);
	assert_true(source_scan_next(scan, &line));
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		assert_true(source_scan_next(scan, &line));
		assert_int_equal(line.misordered, steps[i].misordered);
		assert_int_equal(line.doubled, steps[i].doubled);
		assert_int_equal(line.gap, steps[i].gap);
	}
	for (int i = 0; i < 2; i++) {
		assert_true(source_scan_next(scan, &line));
		assert_false(line.misordered || line.doubled || line.gap);
	}
	source_scan_close(scan);
	close_text(&f);
	recording_free(&r);
}

static void test_a_doubled_event(void **state) {
	(void)state;
	struct recording r;
	struct seen seen;
	recording_plain(&r, 3, 1, 1);
	recording_event(&r, RECORDING_START + 9000, "twice");
	r.event_count--;
	recording_event(&r, RECORDING_START + 9000, "twice");
	scan_text("a.ndjson", &r.text, &seen);
	assert_int_equal(seen.damage.doubled, 1);
	recording_free(&r);
}

static void test_frames_without_a_site(void **state) {
	(void)state;
	struct recording r;
	struct seen seen;
	recording_plain(&r, 3, 1, 1);
	char *first = memchr(r.text.data, '\n', r.text.len);
	struct buf text = { .data = first + 1, .len = r.text.len - (size_t)(first + 1 - r.text.data) };
	scan_text("a.ndjson", &text, &seen);
	assert_int_equal(seen.frames, 0);
	assert_int_equal(seen.damage.unreadable, 3);
	recording_free(&r);
}

static void test_a_site_line_written_in_another_way(void **state) {
	(void)state;
	static const char line[] = "{ \"comment\": 1, \"site\" : {\"schema\":\"mwtop/1\",\"name\":\"other\",\"bus\":{\"A\":{}},\"feed\":{\"F0\":{\"bus\":\"A\"}},"
	                           "\"gen\":{\"G000\":{\"bus\":\"A\"}}}}\n";
	struct recording r;
	struct seen seen;
	recording_plain(&r, 5, 1, 1);
	insert(&r, 2, line, sizeof line - 1);
	scan_text("a.ndjson", &r.text, &seen);
	assert_int_equal(seen.sites, 2);
	assert_int_equal(seen.frames, 5);
	assert_int_equal(seen.bad, 0);
	recording_free(&r);
}

/* Thousands of different sites: bounded, each refusal named, and the end is reached. */
static void test_more_sites_than_are_kept(void **state) {
	(void)state;
	struct buf text = { 0 };
	struct seen seen;
	for (int i = 0; i < 6000; i++)
		buf_printf(&text, "{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"s%d\",\"bus\":{\"A\":{}}}}\n", i);
	scan_text("a.ndjson", &text, &seen);
	assert_int_equal(seen.sites + seen.bad, 6000);
	assert_true(seen.sites >= 1000 && seen.sites < 6000);
	buf_free(&text);
}

static void make_zst(struct fixture *f, const struct recording *r, struct buf *bytes) {
	f->dir = test_dir_make();
	f->path = mem_printf("%s/a.ndjson.zst", f->dir);
	write_packed(f->path, &r->text, bytes);
	free(f->path);
	test_dir_remove(f->dir);
}

/* A flipped byte in the second of three frames: one block, one gap, the sites and all else as before. */
static void test_a_damaged_zstd_frame(void **state) {
	(void)state;
	struct recording r;
	struct fixture f;
	struct buf bytes = { 0 };
	struct seen seen;
	recording_plain(&r, 2400, 14, 1);
	assert_true(r.text.len > 2 * (256u << 10));
	make_zst(&f, &r, &bytes);
	bytes.data[bytes.len / 2] ^= 0x40;
	scan_text("a.ndjson.zst", &bytes, &seen);
	assert_int_equal(seen.damage.blocks, 1);
	assert_int_equal(seen.damage.gaps, 1);
	assert_int_equal(seen.damage.unreadable + seen.damage.torn, 0);
	assert_int_equal(seen.bad, 1);
	assert_true(seen.frames > 700 && seen.frames < 2000);
	assert_non_null(strstr(seen.first, "a.ndjson.zst: byte "));
	assert_non_null(strstr(seen.first, "a damaged zstd frame"));
	buf_free(&bytes);
	recording_free(&r);
}

static void test_a_cut_zstd_file(void **state) {
	(void)state;
	struct recording r;
	struct fixture f;
	struct buf bytes = { 0 };
	struct seen seen;
	recording_plain(&r, 2400, 14, 1);
	make_zst(&f, &r, &bytes);
	for (size_t cut = 1; cut < bytes.len / 4; cut = cut * 3 + 1) {
		size_t length = bytes.len;
		bytes.len -= cut;
		scan_text("a.ndjson.zst", &bytes, &seen);
		assert_int_equal(seen.damage.torn, 1);
		assert_int_equal(seen.bad, 1);
		assert_int_equal(seen.damage.blocks, 0);
		assert_true(seen.frames > 1000);
		bytes.len = length;
	}
	buf_free(&bytes);
	recording_free(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_lines_are_named),
		cmocka_unit_test(test_crlf_is_tolerated),
		cmocka_unit_test(test_a_line_of_ten_megabytes),
		cmocka_unit_test(test_nested_braces),
		cmocka_unit_test(test_zero_bytes_before_a_line),
		cmocka_unit_test(test_a_file_of_zeros),
		cmocka_unit_test(test_a_torn_end),
		cmocka_unit_test(test_a_torn_end_that_grows),
		cmocka_unit_test(test_times_are_judged),
		cmocka_unit_test(test_a_doubled_event),
		cmocka_unit_test(test_frames_without_a_site),
		cmocka_unit_test(test_a_site_line_written_in_another_way),
		cmocka_unit_test(test_more_sites_than_are_kept),
		cmocka_unit_test(test_a_damaged_zstd_frame),
		cmocka_unit_test(test_a_cut_zstd_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
