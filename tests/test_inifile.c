/* INI text: rows with their lines, the first fault named, and nothing cut in silence. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "inifile.h"

/* Each row becomes "line:section/key=value;"; the key "refuse" is refused. */
static bool note(void *data, const char *section, const char *key, const char *value, int line, struct error *err) {
	if (strcmp(key, "refuse") == 0)
		return error_set(err, "no such key: %s", key);
	buf_printf(data, "%d:%s/%s=%s;", line, section, key, value);
	return true;
}

static void reads(const char *text, const char *expected) {
	struct buf got = { 0 };
	struct error err;
	buf_puts(&got, "");
	if (!inifile_parse(text, "t", note, &got, &err))
		fail_msg("%s", err.text);
	assert_string_equal(got.data, expected);
	buf_free(&got);
}

static void refuses(const char *text, const char *expected) {
	struct buf got = { 0 };
	struct error err = { "" };
	if (inifile_parse(text, "map", note, &got, &err))
		fail_msg("read: %s", text);
	assert_string_equal(err.text, expected);
	buf_free(&got);
}

static void test_rows(void **state) {
	(void)state;
	reads("", "");
	reads("\n\n", "");
	reads("a=1", "1:/a=1;");
	reads("# c\n[colour]\n\ntext = #a0a0a0 bold\n; x\nload=\n", "4:colour/text=#a0a0a0 bold;6:colour/load=;");
	reads("[a]\nk=v ; comment\n[b]\nk=v;w\n", "2:a/k=v;4:b/k=v;w;");
	reads("\xef\xbb\xbf[a]\r\nk = v\r\n", "2:a/k=v;");
	reads("[a]\nk: v = w\n", "2:a/k=v = w;");
}

static void test_indented_lines_stand_alone(void **state) {
	(void)state;
	reads("[a]\n  k = 1\n\tm = 2\n   \n", "2:a/k=1;3:a/m=2;");
}

static void test_faults(void **state) {
	(void)state;
	refuses("[a]\nk = 1\nnonsense\n", "map: line 3: expected [section] or key = value");
	refuses("[a\nk = 1\n", "map: line 1: expected [section] or key = value");
	refuses("[a]\n= 1\n", "map: line 2: expected key = value");
	refuses("[a]\n\nrefuse = 1\nrefuse = 2\n", "map: line 3: no such key: refuse");
	refuses("nonsense\nrefuse = 1\n", "map: line 1: expected [section] or key = value"); /* the first of both */
	refuses("refuse = 1\nnonsense\n", "map: line 1: no such key: refuse");
}

static void told(void *data, int line, const char *why) {
	buf_printf(data, "%d:!%s;", line, why);
}

static void all(const char *text, const char *expected) {
	struct buf got = { 0 };
	buf_puts(&got, "");
	inifile_parse_all(text, note, told, &got);
	assert_string_equal(got.data, expected);
	buf_free(&got);
}

static void test_every_fault_is_told_and_the_rest_is_read(void **state) {
	(void)state;
	char text[600], name[300];
	all("a=1\nnonsense\nrefuse=1\n[x\nb=2\n=3\n[y]\nc=4\n",
	    "1:/a=1;2:!expected [section] or key = value;3:!no such key: refuse;4:!expected [section] or key = value;5:/b=2;6:!expected key = value;8:y/c=4;");
	all("a ;=1\nb=1 ; c\n", "1:!expected [section] or key = value;2:/b=1;");
	all("\xef\xbb\xbf\r\n\r\n  \na=1\r\n", "4:/a=1;");
	memset(name, 'n', sizeof name);
	snprintf(text, sizeof text, "a=1\nk=%.*s\n[%.*s]\nb=2\n", 200, name, 60, name);
	all(text, "1:/a=1;2:!the line is too long (190 bytes at most);3:!the name of the section is too long (49 bytes at most);4:/b=2;");
}

static void test_lengths(void **state) {
	(void)state;
	char text[1200], name[1000];
	memset(name, 'n', sizeof name);
	struct buf got = { 0 };
	struct error err;
	for (int length = 1; length < 400; length++) {
		/* A value: whole, or refused. */
		snprintf(text, sizeof text, "k=%.*s\n", length, name);
		buf_clear(&got);
		if (inifile_parse(text, "t", note, &got, &err))
			assert_int_equal(got.len, strlen("1:/k=;") + (size_t)length);
		else
			assert_string_equal(err.text, "t: line 1: the line is too long (190 bytes at most)");
		assert_int_equal(got.len > 0, length <= 188);
		/* A key. */
		snprintf(text, sizeof text, "%.*s=v\n", length, name);
		buf_clear(&got);
		assert_int_equal(inifile_parse(text, "t", note, &got, &err), length <= 48);
		/* A section. */
		snprintf(text, sizeof text, "[%.*s]\nk=v\n", length, name);
		buf_clear(&got);
		bool ok = inifile_parse(text, "t", note, &got, &err);
		assert_int_equal(ok, length <= 49);
		if (ok)
			assert_int_equal(got.len, strlen("2:/k=v;") + (size_t)length);
		/* A comment may be as long as it likes. */
		snprintf(text, sizeof text, "# %.*s\nk=v\n", length, name);
		buf_clear(&got);
		assert_true(inifile_parse(text, "t", note, &got, &err));
		assert_string_equal(got.data, "2:/k=v;");
	}
	buf_free(&got);
}

static void test_files(void **state) {
	(void)state;
	char *dir = test_dir_make();
	struct buf got = { 0 };
	struct error err;
	char *good = test_file_write(dir, "good.ini", "[a]\nk=v", 7);
	assert_true(inifile_read(good, note, &got, &err));
	assert_string_equal(got.data, "2:a/k=v;");
	char *nul = test_file_write(dir, "nul.ini", "k=v\0x", 5);
	assert_false(inifile_read(nul, note, &got, &err));
	assert_non_null(strstr(err.text, "nul.ini: not a text file"));
	char *missing = mem_printf("%s/none.ini", dir);
	assert_false(inifile_read(missing, note, &got, &err));
	assert_non_null(strstr(err.text, "none.ini: No such file"));
	assert_false(inifile_read(dir, note, &got, &err));
	assert_non_null(strstr(err.text, "Is a directory"));
	char *bytes = mem_alloc((1u << 20) + 1);
	memset(bytes, '\n', (1u << 20) + 1);
	char *most = test_file_write(dir, "most.ini", bytes, 1u << 20), *over = test_file_write(dir, "over.ini", bytes, (1u << 20) + 1);
	assert_true(inifile_read(most, note, &got, &err));
	assert_false(inifile_read(over, note, &got, &err));
	assert_non_null(strstr(err.text, "too large"));
	char *bad = test_file_write(dir, "bad.ini", "[a]\nk", 5);
	assert_false(inifile_read(bad, note, &got, &err));
	assert_non_null(strstr(err.text, "bad.ini: line 2: "));
	buf_free(&got);
	free(bytes);
	free(good);
	free(nul);
	free(missing);
	free(most);
	free(over);
	free(bad);
	test_dir_remove(dir);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_indented_lines_stand_alone),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_every_fault_is_told_and_the_rest_is_read),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
