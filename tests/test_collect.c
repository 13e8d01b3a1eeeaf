/* Following a file or a pipe: whole lines only, each once, whatever happens to the file. */
#include "support.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collect.h"
#include "line.h"

static struct {
	char *dir, *path;
	struct collect *c;
	struct buf out;
} t;

static int set_up(void **state) {
	(void)state;
	t.dir = test_dir_make();
	t.path = mem_printf("%s/growing", t.dir);
	return 0;
}

static int tear_down(void **state) {
	(void)state;
	collect_close(t.c);
	t.c = NULL;
	buf_free(&t.out);
	free(t.path);
	test_dir_remove(t.dir);
	return 0;
}

static void write_to(const char *path, int flags, const char *text, size_t length) {
	int fd = open(path, O_WRONLY | O_CREAT | flags, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, length), length);
	close(fd);
}

static void append(const char *text) {
	write_to(t.path, O_APPEND, text, strlen(text));
}

static void begin(void) {
	struct error err;
	t.c = collect_open(t.path, &err);
	if (!t.c)
		fail_msg("%s", err.text);
}

/* Reads until nothing comes; what came since the last call is that. */
static void comes(const char *expected) {
	buf_clear(&t.out);
	for (int i = 0; i < 3; i++) /* a file that was replaced is read in the next call */
		while (collect_read(t.c, &t.out))
			continue;
	if (t.out.len != strlen(expected) || (t.out.len && memcmp(t.out.data, expected, t.out.len) != 0))
		fail_msg("expected \"%s\", got \"%.200s\"", expected, t.out.data ? t.out.data : "");
}

static void test_growing_file(void **state) {
	(void)state;
	append("one\ntwo\nthr");
	begin();
	assert_int_equal(collect_fd(t.c), -1); /* looked at by the clock */
	comes("one\ntwo\n");
	comes("");
	append("ee\n");
	comes("three\n");
	append("f");
	comes("");
	append("ou");
	comes("");
	append("r\nfive\n");
	comes("four\nfive\n");
	assert_true(collect_due(t.c) > clock_mono_ms()); /* not at once again */
}

static void test_file_moved_away(void **state) {
	char *moved = mem_printf("%s.1", t.path);
	(void)state;
	append("one\n");
	begin();
	comes("one\n");
	append("two\n");
	assert_int_equal(rename(t.path, moved), 0);
	comes("two\n"); /* the end of the old one is not lost */
	append("three\n");
	comes("three\n");
	assert_non_null(collect_note(t.c));
	assert_null(collect_note(t.c)); /* said once */
	free(moved);
}

static void test_file_begun_again(void **state) {
	(void)state;
	append("one\ntwo\n");
	begin();
	comes("one\ntwo\n");
	write_to(t.path, O_TRUNC, "new\n", 4);
	comes("new\n");
}

static void test_pipe_with_writers_one_after_the_other(void **state) {
	(void)state;
	assert_int_equal(mkfifo(t.path, 0600), 0);
	begin();
	assert_true(collect_fd(t.c) >= 0);
	append("one\n");
	append("two\nth");
	comes("one\ntwo\n");
	append("ree\n");
	comes("three\n");
	assert_null(collect_note(t.c)); /* no end */
}

static void test_line_without_end(void **state) {
	char *filler = mem_alloc(LINE_LENGTH_MAX + 100);
	(void)state;
	memset(filler, 'x', LINE_LENGTH_MAX + 100);
	append("one\n");
	write_to(t.path, O_APPEND, filler, LINE_LENGTH_MAX + 100);
	begin();
	comes("one\n");
	assert_non_null(collect_note(t.c));
	write_to(t.path, O_APPEND, filler, 1000);
	comes("");
	append("rest\ntwo\n");
	comes("two\n");
	free(filler);
}

static void test_what_cannot_be_read(void **state) {
	struct error err;
	(void)state;
	assert_null(collect_open("/no/such/file", &err));
	assert_non_null(strstr(err.text, "/no/such/file: No such file"));
	assert_null(collect_open(t.dir, &err));
	assert_non_null(strstr(err.text, "directory"));
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_growing_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_file_moved_away, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_file_begun_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_pipe_with_writers_one_after_the_other, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_line_without_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_cannot_be_read, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
