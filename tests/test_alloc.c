/* Allocation: what is returned can be used and freed at every size, and a size that cannot be ends the program with one line. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"

static void test_empty_sizes_give_a_pointer(void **state) {
	(void)state;
	void *a = mem_alloc(0), *b = mem_zalloc(0, 8), *c = mem_resize(NULL, 0, 4);
	assert_true(a && b && c);
	free(a);
	free(b);
	free(mem_resize(c, 0, 1));
}

static void test_zalloc_clears(void **state) {
	(void)state;
	unsigned char *p = mem_zalloc(1000, 3);
	for (size_t i = 0; i < 3000; i++)
		assert_int_equal(p[i], 0);
	free(p);
}

static void test_resize_keeps_what_was_there(void **state) {
	(void)state;
	int *p = mem_resize(NULL, 2, sizeof *p);
	p[0] = 7;
	p[1] = 8;
	p = mem_resize(p, 100000, sizeof *p);
	p[99999] = 9;
	assert_int_equal(p[0], 7);
	assert_int_equal(p[1], 8);
	free(p);
}

static void test_copies_of_text(void **state) {
	(void)state;
	char *a = mem_strdup("feed"), *b = mem_strndup("feeder", 4), *c = mem_strndup("ab", 100), *d = mem_printf("%d-%s", 7, "x");
	assert_string_equal(a, "feed");
	assert_string_equal(b, "feed");
	assert_string_equal(c, "ab");
	assert_string_equal(d, "7-x");
	free(a);
	free(b);
	free(c);
	free(d);
}

static void test_impossible_size_ends_with_one_line(void **state) {
	(void)state;
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDERR_FILENO);
		volatile size_t count = SIZE_MAX / 4;
		free(mem_resize(NULL, count, 8)); /* the product overflows */
		_exit(0);
	}
	close(ends[1]);
	char text[256] = "";
	ssize_t got = read(ends[0], text, sizeof text - 1);
	close(ends[0]);
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
	assert_true(got > 0);
	assert_string_equal(text, "mwtop: out of memory\n");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty_sizes_give_a_pointer),
		cmocka_unit_test(test_zalloc_clears),
		cmocka_unit_test(test_resize_keeps_what_was_there),
		cmocka_unit_test(test_copies_of_text),
		cmocka_unit_test(test_impossible_size_ends_with_one_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
