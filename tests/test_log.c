/* The log: lines with their time go to the file that $MWTOP_LOG names, after what is there; nothing goes to the terminal. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "log.h"
#include "times.h"

/* The file is chosen once in a process: each case logs in a child, whose output comes back through a pipe. */
static void log_in_child(const char *path, char *out, size_t size) {
	int ends[2], status;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		if (path)
			setenv("MWTOP_LOG", path, 1);
		else
			unsetenv("MWTOP_LOG");
		log_line("speed %d", 10);
		log_line("done");
		_exit(0);
	}
	close(ends[1]);
	ssize_t got = read(ends[0], out, size - 1);
	out[got > 0 ? got : 0] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void test_lines_are_appended(void **state) {
	(void)state;
	char *dir = test_dir_make(), *path = test_file_write(dir, "log", "before\n", 7), said[64], text[256] = "";
	log_in_child(path, said, sizeof said);
	assert_string_equal(said, "");
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	size_t length = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	text[length] = '\0';
	int64_t t;
	assert_memory_equal(text, "before\n", 7);
	assert_true(time_parse_iso(text + 7, 24, &t));
	assert_memory_equal(text + 7 + 24, " speed 10\n", 10);
	assert_string_equal(text + length - 6, " done\n");
	free(path);
	test_dir_remove(dir);
}

static void test_silence_without_a_file(void **state) {
	(void)state;
	char said[64];
	log_in_child(NULL, said, sizeof said);
	assert_string_equal(said, "");
	log_in_child("", said, sizeof said);
	assert_string_equal(said, "");
	log_in_child("/nonexistent/directory/log", said, sizeof said);
	assert_string_equal(said, "");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines_are_appended),
		cmocka_unit_test(test_silence_without_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
