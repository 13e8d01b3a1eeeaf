/* A text whose oldest lines are let go of: what is kept stays at its positions, a reader at the end misses nothing, the file stays small. */
#include "model_site.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "lines.h"
#include "roll.h"

static const char site_line[] = "{\"site\":{\"name\":\"one\"}}\n";

static void must_init(struct roll *r) {
	struct error err;
	if (!roll_init(r, &err))
		fail_msg("%s", err.text);
}

static void add(struct roll *r, const char *text) {
	struct error err;
	assert_true(roll_add(r, text, strlen(text), &err));
	store_resize(r->store, r->end, false);
}

static void end(struct roll *r) {
	store_free(r->store);
	roll_free(r);
}

static uint64_t file_size(const struct roll *r) {
	struct stat info;
	assert_int_equal(fstat(r->fd, &info), 0);
	return (uint64_t)info.st_size;
}

static void expect_at(struct roll *r, store_pos at, const char *text) {
	char got[256];
	struct store_piece piece;
	store_read(r->store, at, got, strlen(text), &piece);
	assert_int_equal(piece.length, strlen(text));
	assert_int_equal(piece.at, at);
	assert_false(piece.lost);
	assert_memory_equal(got, text, piece.length);
}

/* `count` lines of 20 bytes, numbered on. */
static void add_lines(struct roll *r, int *number, int count) {
	for (char line[32]; count-- > 0; add(r, line))
		snprintf(line, sizeof line, "{\"t\":%012d}\n", (*number)++);
}

static void test_what_is_kept(void **state) {
	(void)state;
	struct roll r;
	struct store_piece piece;
	char bytes[100];
	int n = 0;
	size_t site = strlen(site_line);
	must_init(&r);
	add(&r, site_line);
	add_lines(&r, &n, 100);
	assert_int_equal(r.end, site + 1900);
	assert_false(roll_trim(&r, 1000)); /* not twice as much */
	expect_at(&r, 0, site_line);
	assert_true(roll_trim(&r, 200));
	assert_int_equal(r.end, site + 1900);
	assert_int_equal(store_end(r.store), r.end);
	assert_int_equal(r.begin, site + 1900 - 190 - site); /* ten whole lines, and the site before them */
	assert_int_equal(file_size(&r), site + 190);
	expect_at(&r, r.begin, site_line);
	expect_at(&r, site + 1710, "{\"t\":000000000090}\n");
	expect_at(&r, r.end - 19, "{\"t\":000000000099}\n");
	store_read(r.store, 5, bytes, sizeof bytes, &piece);
	assert_true(piece.lost);
	assert_int_equal(piece.lost_bytes, r.begin - 5);
	assert_int_equal(piece.at, r.begin);
	assert_memory_equal(bytes, site_line, site);
	assert_int_equal(store_align(r.store, 5), r.begin);
	add_lines(&r, &n, 30); /* and it goes on */
	expect_at(&r, r.end - 19, "{\"t\":000000000129}\n");
	expect_at(&r, site + 1710, "{\"t\":000000000090}\n");
	assert_true(roll_trim(&r, 200)); /* the site is handed on */
	expect_at(&r, r.begin, site_line);
	add(&r, "{\"site\":{\"name\":\"two\"}}\n");
	add_lines(&r, &n, 40);
	assert_true(roll_trim(&r, 200));
	expect_at(&r, r.begin, "{\"site\":{\"name\":\"two\"}}\n");
	end(&r);
}

/* Who reads at the end gets each line once and whole, whatever is let go of behind, also where a line has not come to its end. */
static void test_a_reader_at_the_end(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	struct roll r;
	struct lines lines;
	struct line_at line;
	int sent = 0, got = 0, trims = 0;
	uint64_t largest = 0;
	must_init(&r);
	add(&r, site_line);
	lines_init(&lines, r.store, 128);
	lines_seek(&lines, 0, false);
	for (int round = 0; round < 20000; round++) {
		char text[64];
		int length = snprintf(text, sizeof text, "{\"t\":%d,%.*s}\n", sent++, (int)(model_random(&seed) % 30), "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
		int cut = (int)(model_random(&seed) % (uint64_t)length);
		struct error err;
		assert_true(roll_add(&r, text, (size_t)cut, &err));
		store_resize(r.store, r.end, false);
		while (lines_next(&lines, &line) == LINES_TEXT && !line.unfinished)
			if (strncmp(line.text, "{\"t\":", 5) == 0)
				assert_int_equal(strtol(line.text + 5, NULL, 10), got++);
		trims += roll_trim(&r, 500 + model_random(&seed) % 500);
		assert_true(roll_add(&r, text + cut, (size_t)(length - cut), &err));
		store_resize(r.store, r.end, false);
		largest = file_size(&r) > largest ? file_size(&r) : largest;
	}
	while (lines_next(&lines, &line) == LINES_TEXT && !line.unfinished)
		assert_int_equal(strtol(line.text + 5, NULL, 10), got++);
	assert_int_equal(got, sent);
	assert_true(trims > 200);
	assert_true(largest < 2200);
	lines_free(&lines);
	end(&r);
}

/* Marks of damage before what is kept go with it, those within stay. */
static void test_marks(void **state) {
	(void)state;
	struct roll r;
	struct store_piece piece;
	char bytes[32];
	int n = 0;
	must_init(&r);
	add(&r, site_line);
	add_lines(&r, &n, 20);
	store_mark_lost(r.store, 50, 1, 2, "early");
	store_mark_lost(r.store, r.end - 19, 3, 4, "late");
	assert_true(roll_trim(&r, 100));
	store_read(r.store, r.begin, bytes, sizeof bytes, &piece);
	assert_false(piece.lost);
	store_read(r.store, r.end - 19, bytes, sizeof bytes, &piece);
	assert_true(piece.lost);
	assert_string_equal(piece.why, "late");
	end(&r);
}

/* A file that cannot be written to any more: what is kept reads as before, and nothing else is promised. */
static void test_what_cannot_be_moved(void **state) {
	(void)state;
	struct roll r;
	char *path;
	int n = 0, fd;
	must_init(&r);
	add(&r, site_line);
	add_lines(&r, &n, 100);
	path = mem_printf("/proc/self/fd/%d", r.fd);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	free(path);
	int writable = r.fd;
	r.fd = fd;
	assert_true(roll_trim(&r, 200));
	r.fd = writable;
	close(fd);
	assert_int_equal(r.begin, r.end - 190);
	expect_at(&r, r.begin, "{\"t\":000000000090}\n");
	add_lines(&r, &n, 100);
	expect_at(&r, r.end - 19, "{\"t\":000000000199}\n");
	expect_at(&r, r.begin, "{\"t\":000000000090}\n");
	assert_true(roll_trim(&r, 200)); /* the next one makes up for it */
	assert_int_equal(file_size(&r), r.end - r.begin);
	expect_at(&r, r.end - 19, "{\"t\":000000000199}\n");
	end(&r);
}

static void test_no_line_to_begin_at(void **state) {
	(void)state;
	struct roll r;
	char text[2001];
	must_init(&r);
	memset(text, 'x', 2000);
	text[2000] = '\0';
	add(&r, site_line);
	add(&r, text);
	assert_false(roll_trim(&r, 300));
	assert_int_equal(r.begin, 0);
	expect_at(&r, 0, site_line);
	end(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_kept), cmocka_unit_test(test_a_reader_at_the_end), cmocka_unit_test(test_marks),
		cmocka_unit_test(test_what_cannot_be_moved), cmocka_unit_test(test_no_line_to_begin_at),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
