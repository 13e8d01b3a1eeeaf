/* Where marks are kept, and what happens to the file: round trip, another dashboard, a broken file, directories that cannot be written, what has no name. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "golden_file.h"
#include "marks_file.h"

#define NINE INT64_C(1721638800000) /* 2024-07-22T09:00:00Z */

struct place { char *dir, *state, *recording, *beside; };

static int make(void **state) {
	struct place *p = calloc(1, sizeof *p);
	p->dir = test_dir_make();
	p->state = mem_printf("%s/home/state", p->dir);
	p->recording = test_file_write(p->dir, "night.ndjson.zst", "x", 1);
	p->beside = mem_printf("%s/night.ndjson.marks", p->dir);
	setenv("XDG_STATE_HOME", p->state, 1);
	*state = p;
	return 0;
}

static int clean(void **state) {
	struct place *p = *state;
	chmod(p->dir, 0700);
	test_dir_remove(p->dir);
	free(p->state);
	free(p->recording);
	free(p->beside);
	free(p);
	return 0;
}

static bool set(struct marks_file *m, char letter, int64_t t_ms, const char *text) {
	struct error err;
	struct mark mark = { .letter = letter, .t_ms = t_ms };
	snprintf(mark.text, sizeof mark.text, "%s", text);
	return marks_file_set(m, &mark, &err);
}

static void assert_holds(const char *path, const char *expected) {
	char *text = golden_read(path);
	if (!text)
		fail_msg("there is no %s", path);
	assert_string_equal(text, expected);
	free(text);
}

static void test_round_trip(void **state) {
	struct place *p = *state;
	struct marks_file *m = marks_file_open(p->recording);
	assert_string_equal(marks_file_path(m), p->beside);
	assert_int_not_equal(access(p->beside, F_OK), 0); /* looking makes no file */
	assert_true(set(m, 'b', NINE + 1000, ""));
	assert_true(set(m, 'a', NINE, "the trip"));
	assert_true(set(m, 'c', NINE, "not for long"));
	assert_true(set(m, 'c', TIME_NONE, ""));
	marks_file_close(m);
	assert_holds(p->beside, "b 2024-07-22T09:00:01.000Z\na 2024-07-22T09:00:00.000Z the trip\n");
	m = marks_file_open(p->recording);
	assert_int_equal(marks_file_list(m)->count, 2);
	assert_string_equal(marks_file_list(m)->at[0].text, "the trip");
	assert_string_equal(marks_file_fault(m), "");
	marks_file_close(m);
	assert_int_not_equal(access(p->state, F_OK), 0);
}

static void test_two_dashboards(void **state) {
	struct place *p = *state;
	struct marks_file *one = marks_file_open(p->recording), *other = marks_file_open(p->recording);
	assert_true(set(one, 'a', NINE, ""));
	assert_true(set(other, 'b', NINE + 1, ""));
	assert_int_equal(marks_file_list(other)->count, 2);
	unlink(p->beside);
	assert_true(set(other, 'c', NINE + 2, "")); /* the file is gone, the marks are not */
	marks_file_close(one);
	marks_file_close(other);
	assert_holds(p->beside, "a 2024-07-22T09:00:00.000Z\nb 2024-07-22T09:00:00.001Z\nc 2024-07-22T09:00:00.002Z\n");
}

static void test_broken_file_is_named_and_kept(void **state) {
	static const char broken[] = "a 2024-07-22T09:00:00.000Z\nb soon\nnot mine\n";
	struct place *p = *state;
	free(test_file_write(p->dir, "night.ndjson.marks", broken, strlen(broken)));
	struct marks_file *m = marks_file_open(p->recording);
	char *expected = mem_printf("%s: line 2, column 3: expected a time", p->beside);
	assert_true(!strncmp(marks_file_fault(m), expected, strlen(expected)));
	assert_non_null(strstr(marks_file_fault(m), "and 1 more"));
	assert_int_equal(marks_file_list(m)->count, 1);
	assert_holds(p->beside, broken);
	assert_true(set(m, 'b', NINE, "new"));
	assert_holds(p->beside, "a 2024-07-22T09:00:00.000Z\nb soon\nnot mine\nb 2024-07-22T09:00:00.000Z new\n");
	free(expected);
	marks_file_close(m);
}

static void refuses(struct place *p, const void *bytes, size_t length, const char *why) {
	free(test_file_write(p->dir, "night.ndjson.marks", bytes, length));
	struct marks_file *m = marks_file_open(p->recording);
	struct error err;
	if (!strstr(marks_file_fault(m), why))
		fail_msg("no \"%s\" in: %s", why, marks_file_fault(m));
	assert_null(marks_file_path(m));
	assert_true(marks_file_set(m, &(struct mark){ .letter = 'a', .t_ms = NINE }, &err)); /* here, and not there */
	assert_int_equal(marks_file_list(m)->count, 1);
	marks_file_close(m);
	struct stat info;
	assert_int_equal(stat(p->beside, &info), 0);
	assert_int_equal(info.st_size, length);
}

static void test_what_is_no_marks_file_is_never_written(void **state) {
	struct place *p = *state;
	char *much = calloc(1, MARKS_FILE_MAX + 1);
	refuses(p, "a 2024\0-07", 10, "not a text file; marks are there");
	memset(much, 'a', MARKS_FILE_MAX + 1);
	refuses(p, much, MARKS_FILE_MAX + 1, "too long");
	free(much);
	unlink(p->beside);
	assert_int_equal(mkdir(p->beside, 0700), 0);
	struct marks_file *m = marks_file_open(p->recording);
	assert_non_null(strstr(marks_file_fault(m), "is a directory"));
	assert_true(set(m, 'a', NINE, ""));
	marks_file_close(m);
}

/* Permissions bind root, too, when it has given up what lets it pass them by; that cannot be taken back, so this is for a child. */
static void obey_permissions(void) {
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	if (syscall(SYS_capset, &head, none) != 0)
		_exit(9);
}

/* The exit status tells which step went wrong. */
static int read_only(struct place *p) {
	struct marks_file *m = marks_file_open(p->recording);
	if (!marks_file_path(m) || strncmp(marks_file_path(m), p->state, strlen(p->state)) != 0)
		return 1;
	if (marks_file_list(m)->count != 1 || strcmp(marks_file_list(m)->at[0].text, "of a colleague") != 0)
		return 2;
	if (!set(m, 'b', NINE + 1000, ""))
		return 3;
	marks_file_close(m);
	m = marks_file_open(p->recording);
	size_t count = marks_file_list(m)->count;
	marks_file_close(m);
	return count == 2 ? 0 : 4;
}

static void test_read_only_directory(void **state) {
	struct place *p = *state;
	free(test_file_write(p->dir, "night.ndjson.marks", "a 2024-07-22T09:00:00.000Z of a colleague\n", 42));
	char *home = mem_printf("%s/home", p->dir);
	mkdir(home, 0700);
	assert_int_equal(chmod(p->dir, 0500), 0);
	pid_t child = fork();
	if (child == 0) {
		obey_permissions();
		_exit(read_only(p));
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_holds(p->beside, "a 2024-07-22T09:00:00.000Z of a colleague\n");
	free(home);
}

static void test_no_place_at_all(void **state) {
	struct place *p = *state;
	struct error err;
	setenv("XDG_STATE_HOME", "/dev/null/none", 1);
	struct marks_file *m = marks_file_open("unix:/run/site.sock");
	assert_false(marks_file_set(m, &(struct mark){ .letter = 'a', .t_ms = NINE }, &err));
	assert_non_null(strstr(err.text, "/dev/null"));
	assert_int_equal(marks_file_list(m)->count, 1); /* until the program ends */
	assert_null(marks_file_path(m));
	assert_true(set(m, 'b', NINE, ""));
	marks_file_close(m);
	m = marks_file_open("-");
	assert_null(marks_file_path(m));
	assert_true(set(m, 'a', NINE, ""));
	assert_int_equal(marks_file_list(m)->count, 1);
	marks_file_close(m);
	(void)p;
}

static void test_daemons_have_their_own(void **state) {
	static const char *const names[] = { "http://site-a:9643", "http://site-b:9643", "unix:/run/../x", "https://user@host/very/long/" };
	struct place *p = *state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct marks_file *m = marks_file_open(names[i]);
		const char *path = marks_file_path(m), *file = strrchr(path, '/') + 1;
		assert_true(!strncmp(path, p->state, strlen(p->state)));
		assert_true(!strncmp(path + strlen(p->state), "/mwtop/marks/", 13) && strlen(file) > 20 && *file != '.');
		assert_int_equal(marks_file_list(m)->count, 0); /* none has another's */
		assert_true(set(m, 'a', NINE + (int64_t)i, ""));
		marks_file_close(m);
	}
	struct marks_file *m = marks_file_open(names[1]);
	assert_int_equal(marks_file_list(m)->at[0].t_ms, NINE + 1);
	marks_file_close(m);
}

static void test_directory_of_segments(void **state) {
	struct place *p = *state;
	char *expected = mem_printf("%s/mwtop.marks", p->dir);
	struct marks_file *m = marks_file_open(p->dir);
	assert_string_equal(marks_file_path(m), expected);
	marks_file_close(m);
	free(expected);
}

#define AT_ONCE 8

/* One process each, all let go at the same moment: none takes out what another has just put in. */
static void test_many_dashboards_at_the_same_instant(void **state) {
	struct place *p = *state;
	int gate[2];
	pid_t child[AT_ONCE];
	assert_int_equal(pipe(gate), 0);
	for (int i = 0; i < AT_ONCE; i++) {
		child[i] = fork();
		assert_true(child[i] >= 0);
		if (child[i] == 0) {
			struct marks_file *m = marks_file_open(p->recording);
			char byte;
			close(gate[1]);
			bool fine = read(gate[0], &byte, 1) == 0;
			for (int k = 0; k < 5; k++)
				fine = set(m, (char)('a' + i), NINE + k, "") && fine;
			_exit(fine ? 0 : 1);
		}
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < AT_ONCE; i++) {
		int status;
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(status, 0);
	}
	struct marks_file *m = marks_file_open(p->recording);
	assert_int_equal(marks_file_list(m)->count, AT_ONCE);
	marks_file_close(m);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_round_trip, make, clean), cmocka_unit_test_setup_teardown(test_two_dashboards, make, clean),
		cmocka_unit_test_setup_teardown(test_many_dashboards_at_the_same_instant, make, clean),
		cmocka_unit_test_setup_teardown(test_broken_file_is_named_and_kept, make, clean),
		cmocka_unit_test_setup_teardown(test_what_is_no_marks_file_is_never_written, make, clean),
		cmocka_unit_test_setup_teardown(test_read_only_directory, make, clean), cmocka_unit_test_setup_teardown(test_no_place_at_all, make, clean),
		cmocka_unit_test_setup_teardown(test_daemons_have_their_own, make, clean), cmocka_unit_test_setup_teardown(test_directory_of_segments, make, clean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
