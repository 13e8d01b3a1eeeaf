/* Lines out of bytes: the same lines whatever the window, and what is no line is named and passed over without being kept. */
#include "support.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "line.h"
#include "lines.h"

static const size_t windows[] = { 1, 2, 3, 7, 16, 64, 4096, 1 << 20 };
#define WINDOWS (sizeof windows / sizeof *windows)

/* Every result as one character sequence: "T:text@pos " and so on. */
static void describe(struct lines *l, struct buf *out) {
	struct line_at line;
	for (int guard = 0; guard < 1000; guard++) {
		enum lines_kind kind = lines_next(l, &line);
		if (kind == LINES_END)
			break;
		const char *kinds[] = { "END", "TEXT", "LONG", "ZEROS", "LOST" };
		buf_printf(out, "%s%s", kinds[kind], line.unfinished ? "?" : "");
		if (kind == LINES_TEXT)
			buf_printf(out, ":%.*s", (int)line.length, line.text);
		else
			buf_printf(out, ":%llu", (unsigned long long)line.bytes);
		buf_printf(out, "#%llu@%llu ", (unsigned long long)line.number, (unsigned long long)line.at);
		if (line.unfinished)
			break;
	}
}

static struct store *store_of(const char *dir, const char *text, size_t length) {
	char *path = test_file_write(dir, "x", text, length);
	struct store *s = store_new_plain(open(path, O_RDONLY), length);
	free(path);
	return s;
}

static void expect_lines(const char *text, size_t length, store_pos from, bool within, const char *expected) {
	char *dir = test_dir_make();
	for (size_t w = 0; w < WINDOWS; w++) {
		struct store *s = store_of(dir, text, length);
		struct lines l;
		struct buf got = { 0 };
		lines_init(&l, s, windows[w]);
		lines_seek(&l, from, within);
		describe(&l, &got);
		assert_string_equal(got.data ? got.data : "", expected);
		buf_free(&got);
		lines_free(&l);
		store_free(s);
	}
	test_dir_remove(dir);
}
#define EXPECT(text, from, within, expected) expect_lines(text, sizeof(text) - 1, from, within, expected)

static void test_lines_of_any_window(void **state) {
	(void)state;
	EXPECT("", 0, false, "");
	EXPECT("\n\n\n", 0, false, "");
	EXPECT("one\ntwo\n", 0, false, "TEXT:one#1@0 TEXT:two#2@4 ");
	EXPECT("one\n\n\ntwo\n", 0, false, "TEXT:one#1@0 TEXT:two#4@6 ");
	EXPECT("one\r\n\r\ntwo\r\n", 0, false, "TEXT:one#1@0 TEXT:two#3@7 ");
	EXPECT("one\ntw", 0, false, "TEXT:one#1@0 TEXT?:tw#2@4 ");
	EXPECT("tw", 0, false, "TEXT?:tw#1@0 ");
}

static void test_seek_into_a_line(void **state) {
	(void)state;
	EXPECT("one\ntwo\nthree\n", 4, false, "TEXT:two#1@4 TEXT:three#2@8 ");
	EXPECT("one\ntwo\nthree\n", 4, true, "TEXT:two#2@4 TEXT:three#3@8 "); /* it begins just there */
	EXPECT("one\ntwo\nthree\n", 5, true, "TEXT:three#2@8 ");
	EXPECT("one\ntwo\nthree\n", 3, true, "TEXT:two#2@4 TEXT:three#3@8 ");
	EXPECT("one\ntwo\nthree\n", 13, true, "");
	EXPECT("one\ntwo\nthree\n", 14, false, "");
	EXPECT("one\ntwo\nthree\n", 99, true, "");
}

static void test_zero_bytes(void **state) {
	(void)state;
	EXPECT("one\n\0\0\0two\nthree\n", 0, false, "TEXT:one#1@0 ZEROS:3#2@4 TEXT:two#2@7 TEXT:three#3@11 ");
	EXPECT("\0\0\0\0", 0, false, "ZEROS:4#1@0 ");
	EXPECT("a\n\0\0\nb\n", 0, false, "TEXT:a#1@0 ZEROS:2#2@2 TEXT:b#3@5 ");
}

static void test_the_length_limit_is_exact(void **state) {
	(void)state;
	char *dir = test_dir_make();
	for (size_t over = 0; over <= 1; over++) {
		size_t length = LINE_LENGTH_MAX + over;
		char *text = mem_alloc(length + 8);
		memset(text, 'x', length);
		memcpy(text + length, "\nnext\n", 6);
		for (size_t w = 5; w < WINDOWS; w++) {
			struct store *s = store_of(dir, text, length + 6);
			struct lines l;
			struct line_at line;
			lines_init(&l, s, windows[w]);
			assert_int_equal(lines_next(&l, &line), over ? LINES_TOO_LONG : LINES_TEXT);
			assert_int_equal(over ? line.bytes : line.length, length);
			assert_int_equal(line.at, 0);
			assert_int_equal(line.next, length + 1);
			assert_int_equal(lines_next(&l, &line), LINES_TEXT);
			assert_int_equal(line.number, 2);
			assert_int_equal(line.at, length + 1);
			assert_memory_equal(line.text, "next", 4);
			lines_free(&l);
			store_free(s);
		}
		free(text);
	}
	test_dir_remove(dir);
}

static void test_ten_megabytes_are_not_kept(void **state) {
	(void)state;
	size_t length = 10u << 20;
	char *dir = test_dir_make(), *text = mem_alloc(length + 1);
	memset(text, '{', length);
	struct store *s = store_of(dir, text, length);
	struct lines l;
	struct line_at line;
	lines_init(&l, s, 256u << 10);
	assert_int_equal(lines_next(&l, &line), LINES_TOO_LONG);
	assert_true(line.unfinished);
	assert_int_equal(line.bytes, length);
	assert_true(l.cap <= LINE_LENGTH_MAX + 2 * (256u << 10));
	assert_int_equal(lines_next(&l, &line), LINES_TOO_LONG); /* the same again */
	assert_int_equal(line.bytes, length);
	lines_free(&l);
	store_free(s);
	free(text);
	test_dir_remove(dir);
}

/* Text appended byte by byte gives each line once it is whole, and never before. */
static void test_a_file_that_grows(void **state) {
	(void)state;
	static const char text[] = "one\n\0\0two\r\nthree\n";
	char *dir = test_dir_make();
	struct store *s = store_of(dir, text, sizeof text - 1);
	struct lines l;
	struct line_at line;
	struct buf got = { 0 };
	lines_init(&l, s, 4);
	for (size_t size = 0; size < sizeof text; size++) {
		store_resize(s, size, false);
		while (lines_next(&l, &line) != LINES_END && !line.unfinished)
			if (line.kind == LINES_TEXT)
				buf_printf(&got, "%.*s@%zu ", (int)line.length, line.text, size);
	}
	assert_string_equal(got.data, "one@4 two@11 three@17 ");
	buf_free(&got);
	lines_free(&l);
	store_free(s);
	test_dir_remove(dir);
}

static void test_what_was_lost_is_told_once(void **state) {
	(void)state;
	static const char text[] = "{1}\n{2{3}\n4}\n{5}\n";
	char *dir = test_dir_make();
	for (size_t w = 0; w < WINDOWS; w++) {
		struct store *s = store_of(dir, text, sizeof text - 1);
		struct lines l;
		struct buf got = { 0 };
		store_mark_lost(s, 6, 77, 33, "damaged");  /* after "{2": that line has no end, {3} begins one */
		store_mark_lost(s, 10, 200, 44, "damaged"); /* before "4}": the end of a line */
		lines_init(&l, s, windows[w]);
		describe(&l, &got);
		assert_string_equal(got.data, "TEXT:{1}#1@0 LOST:33#2@6 TEXT:{3}#2@6 LOST:44#3@10 TEXT:{5}#4@13 ");
		buf_free(&got);
		lines_free(&l);
		store_free(s);
	}
	test_dir_remove(dir);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_of_any_window),
		cmocka_unit_test(test_seek_into_a_line),
		cmocka_unit_test(test_zero_bytes),
		cmocka_unit_test(test_the_length_limit_is_exact),
		cmocka_unit_test(test_ten_megabytes_are_not_kept),
		cmocka_unit_test(test_a_file_that_grows),
		cmocka_unit_test(test_what_was_lost_is_told_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
