/* Scenario files: what is saved loads as the same, saving is all or nothing, and what is no scenario file is refused by its name. */
#include "edit_fixture.h"

#include <errno.h>
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenario_file.h"

static char *dir;

static int make(void **state) {
	dir = test_dir_make();
	return make_site(state) == 0 && dir ? 0 : -1;
}

static int clean(void **state) {
	test_dir_remove(dir);
	return free_site(state);
}

static struct scenario *scenario_of(const char *text) {
	struct scenario *s = scenario_new();
	struct error err;
	if (!scenario_read(s, text, strlen(text), "text", site, &context, &err))
		fail_msg("%s", err.text);
	return s;
}

static void assert_holds(const char *path, const char *expected) {
	char text[1000];
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(text, expected);
}

static size_t files(void) {
	size_t n = 0;
	DIR *d = opendir(dir);
	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static void test_round(void **state) {
	(void)state;
	struct error err;
	char *path = mem_printf("%s/plan.scenario", dir);
	struct scenario *s = scenario_of("at T gen G07 trip\nat T-5m gpu cap 402W over 90s\n"), *again = scenario_new();
	size_t before = files(), count, count_again;
	assert_true(scenario_unsaved(s));
	if (!scenario_file_save(s, path, site, &err))
		fail_msg("%s", err.text);
	assert_false(scenario_unsaved(s));
	assert_int_equal(files(), before + 1); /* nothing is left beside it */
	assert_holds(path, "at 2024-07-22T09:15:00.000Z gpu cap 402W over 90s\nat 2024-07-22T09:20:00.000Z gen G07 trip\n");
	if (!scenario_file_load(again, path, site, &context, &err))
		fail_msg("%s", err.text);
	assert_false(scenario_unsaved(again));
	const struct edit *e = scenario_edits(s, &count), *f = scenario_edits(again, &count_again);
	assert_int_equal(count, count_again);
	assert_memory_equal(e, f, count * sizeof *e);
	/* Added to others it is not what was saved. */
	assert_true(scenario_file_load(again, path, site, &context, &err));
	assert_true(scenario_unsaved(again));
	/* An empty scenario is a file, too. */
	scenario_clear(s);
	assert_true(scenario_file_save(s, path, site, &err));
	assert_holds(path, "");
	assert_true(scenario_file_load(s, path, site, &context, &err));
	scenario_free(s);
	scenario_free(again);
	free(path);
}

static void test_permissions_and_links(void **state) {
	(void)state;
	struct error err;
	struct stat info;
	char *path = test_file_write(dir, "real", "old\n", 4), *link = mem_printf("%s/link", dir);
	struct scenario *s = scenario_of("job stop\n");
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(symlink("real", link), 0);
	assert_true(scenario_file_save(s, link, site, &err));
	assert_int_equal(lstat(link, &info), 0);
	assert_true(S_ISLNK(info.st_mode));
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0640);
	assert_holds(path, "at 2024-07-22T09:05:00.000Z job stop\n");
	scenario_free(s);
	free(path);
	free(link);
}

static void assert_not_loaded(const char *path, const char *part) {
	struct scenario *s = scenario_new();
	struct error err;
	size_t count;
	assert_false(scenario_file_load(s, path, site, &context, &err));
	if (strncmp(err.text, path, strlen(path)) != 0 || !strstr(err.text, part))
		fail_msg("\"%s\", expected \"%s\" and \"%s\"", err.text, path, part);
	scenario_edits(s, &count);
	assert_int_equal(count, 0);
	scenario_free(s);
}

static void test_load_refusals(void **state) {
	(void)state;
	char *path = mem_printf("%s/none", dir);
	assert_not_loaded(path, "No such file");
	free(path);
	assert_not_loaded(dir, "is a directory");
	assert_not_loaded("/dev/zero", "longer than 4 MiB");
	path = test_file_write(dir, "bad", "job stop\njob halt\n", 18);
	assert_not_loaded(path, ":2: column 5: no such job edit: \"halt\"; one of start, stall, stop");
	free(path);
	/* Up to 4 MiB is read, one byte more is not. */
	char *large = mem_alloc(SCENARIO_FILE_MAX + 1);
	memset(large, ' ', SCENARIO_FILE_MAX + 1);
	memcpy(large, "job stop\n", 9);
	struct scenario *s = scenario_new();
	struct error err;
	path = test_file_write(dir, "large", large, SCENARIO_FILE_MAX);
	if (!scenario_file_load(s, path, site, &context, &err))
		fail_msg("%s", err.text);
	free(path);
	path = test_file_write(dir, "large", large, SCENARIO_FILE_MAX + 1);
	assert_not_loaded(path, "longer than 4 MiB");
	scenario_free(s);
	free(path);
	free(large);
}

static void assert_not_saved(struct scenario *s, const char *path, const char *part) {
	struct error err;
	assert_false(scenario_file_save(s, path, site, &err));
	if (strncmp(err.text, path, strlen(path)) != 0 || !strstr(err.text, part) || !strstr(err.text, "another name"))
		fail_msg("\"%s\", expected \"%s\" and \"%s\"", err.text, path, part);
	assert_true(scenario_unsaved(s));
}

static void test_save_refusals(void **state) {
	(void)state;
	struct error err;
	struct scenario *s = scenario_of("job stop\n");
	char *path = mem_printf("%s/no/plan", dir);
	assert_not_saved(s, path, "No such file or directory");
	free(path);
	assert_not_saved(s, dir, "is a directory");
	assert_not_saved(s, "/dev/null", "is no plain file");
	assert_false(scenario_file_save(s, "", site, &err));
	scenario_free(s);
}

/* A disk that takes no more: the old file is whole, and nothing lies beside it. */
static void test_full_disk(void **state) {
	(void)state;
	char *path = test_file_write(dir, "full", "job stop\n", 9);
	struct scenario *s = scenario_new();
	struct error err;
	struct buf text = { 0 };
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "at T-%ds job start\n", i);
	assert_true(scenario_read(s, text.data, text.len, "text", site, &context, &err));
	size_t before = files();
	struct rlimit old, small;
	getrlimit(RLIMIT_FSIZE, &old);
	small = old;
	small.rlim_cur = 4096;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	bool saved = scenario_file_save(s, path, site, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	signal(SIGXFSZ, SIG_DFL);
	assert_false(saved);
	assert_non_null(strstr(err.text, strerror(EFBIG)));
	assert_true(scenario_unsaved(s));
	assert_int_equal(files(), before);
	assert_holds(path, "job stop\n");
	scenario_free(s);
	buf_free(&text);
	free(path);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round), cmocka_unit_test(test_permissions_and_links), cmocka_unit_test(test_load_refusals),
		cmocka_unit_test(test_save_refusals), cmocka_unit_test(test_full_disk),
	};
	return cmocka_run_group_tests(tests, make, clean);
}
