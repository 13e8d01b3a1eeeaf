/* Import through a map: columns, scale, means, times and zones, sentinels, quoted fields; and what is refused, with the line. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "import.h"

static const char site_text[] = "{\"schema\":\"mwtop/1\",\"name\":\"Meter\",\"tz\":\"Europe/Madrid\",\"bus\":{\"A\":{\"nominal_kv\":45,\"nominal_hz\":50}}}";
#define HEAD "[import]\nsite = site.json\ntime = time\ntime_format = %d-%b-%Y %H:%M:%S\nzone = Europe/Madrid\n"
#define COLUMNS "[columns]\nbus.A.hz = f\n"

struct bench { char *dir, *out; char reports[4000]; struct import_result result; struct error err; };

static int setup(void **state) {
	struct bench *b = calloc(1, sizeof *b);
	b->dir = test_dir_make();
	free(test_file_write(b->dir, "site.json", site_text, strlen(site_text)));
	b->out = mem_printf("%s/out.ndjson", b->dir);
	*state = b;
	return 0;
}
static int teardown(void **state) {
	struct bench *b = *state;
	test_dir_remove(b->dir);
	free(b->out);
	free(b);
	return 0;
}

static void report(void *data, const char *line) {
	struct bench *b = data;
	size_t n = strlen(b->reports);
	snprintf(b->reports + n, sizeof b->reports - n, "%s\n", line);
}

static bool import(struct bench *b, const char *map, const char *csv) {
	char *map_path = test_file_write(b->dir, "x.map", map, strlen(map)), *csv_path = test_file_write(b->dir, "x.csv", csv, strlen(csv));
	struct recording_writer *w = recording_create(b->out, &b->err);
	assert_non_null(w);
	b->reports[0] = '\0';
	bool fine = import_csv(csv_path, map_path, w, report, b, &b->result, &b->err);
	if (fine)
		assert_true(recording_close(w, &b->err));
	else
		recording_abandon(w);
	free(map_path);
	free(csv_path);
	return fine;
}

static void expect(struct bench *b, int64_t t_ms, enum metric_id id, double value) {
	struct source *s = source_open(b->out, &b->err);
	struct frame f;
	if (!s)
		fail_msg("%s", b->err.text);
	frame_init(&f);
	assert_true(source_frame_before(s, t_ms, &f));
	assert_int_equal(f.t_ms, t_ms);
	struct reading r = frame_get(&f, id, 0);
	if (isnan(value))
		assert_int_not_equal(r.quality, QUALITY_GOOD);
	else
		assert_near(r.value, value, 1e-9);
	frame_free(&f);
	source_close(s);
}
#define NOON 1745834400000 /* 2025-04-28T10:00:00Z = 12:00 CEST */

static void test_scales_means_and_zone(void **state) {
	struct bench *b = *state;
	assert_true(import(b, HEAD "[columns]\nbus.A.hz = f * 0.1 + 1\nbus.A.kv = mean(u1, u2)\n", "f,u1,u2,time\n490,44,46,28-Apr-2025 12:00:00\n"));
	expect(b, NOON, M_BUS_HZ, 50);
	expect(b, NOON, M_BUS_KV, 45);
	assert_int_equal(b->result.rows, 1);
}

static void test_missing_is_missing(void **state) {
	struct bench *b = *state;
	assert_true(import(b, HEAD "missing = -9999 65535\n" COLUMNS,
	                   "time,f\n28-Apr-2025 12:00:00,-9999\n28-Apr-2025 12:00:02,\n28-Apr-2025 12:00:04,0\n28-Apr-2025 12:00:06,nan\n"));
	expect(b, NOON, M_BUS_HZ, NAN);
	expect(b, NOON + 2000, M_BUS_HZ, NAN);
	expect(b, NOON + 4000, M_BUS_HZ, 0);
	expect(b, NOON + 6000, M_BUS_HZ, NAN);
}

static void test_forms_of_the_table(void **state) {
	struct bench *b = *state;
	assert_true(import(b, "[import]\nsite = site.json\nseparator = semicolon\ntime = t\ntime_format = iso\n" COLUMNS,
	                   "\xEF\xBB\xBF\"t\";\"f\"\r\n\"2025-04-28T10:00:00Z\";\"50.5\"\r\n"));
	expect(b, NOON, M_BUS_HZ, 50.5);
	assert_true(import(b, "[import]\nsite = site.json\nseparator = tab\ntime = t\ntime_format = unix\n" COLUMNS, "t\tf\n1745834400.5\t50\n"));
	expect(b, NOON + 500, M_BUS_HZ, 50);
}

static void test_dead_bus_has_no_frequency(void **state) {
	struct bench *b = *state;
	assert_true(import(b, HEAD COLUMNS "bus.A.kv = u\n", "f,u,time\n47.4,0.5,28-Apr-2025 12:00:00\n47.4,9.1,28-Apr-2025 12:00:02\n"));
	expect(b, NOON, M_BUS_HZ, NAN);
	expect(b, NOON + 2000, M_BUS_HZ, 47.4);
}

static void test_bad_rows_are_named_and_skipped(void **state) {
	struct bench *b = *state;
	assert_true(import(b, HEAD COLUMNS, "f,time\n50,28-Apr-2025 12:00:00\nx,28-Apr-2025 12:00:02\n50,yesterday\n50\n\n51,28-Apr-2025 12:00:08\n"));
	assert_int_equal(b->result.rows, 2);
	assert_int_equal(b->result.skipped, 3);
	assert_non_null(strstr(b->reports, "x.csv: line 3: \"x\" is not a number"));
	assert_non_null(strstr(b->reports, "line 4: the time \"yesterday\""));
	assert_non_null(strstr(b->reports, "line 5"));
	expect(b, NOON + 8000, M_BUS_HZ, 51);
}

static void test_what_is_of_no_use_is_refused(void **state) {
	static const struct { const char *map, *csv, *why; } bad[] = {
		{ "[import]\nsite = none.json\n", "a\n", "none.json" },
		{ HEAD "[columns]\nbus.B.hz = f\n", "f,time\n", "bus.B.hz" },
		{ HEAD "[columns]\n", "f,time\n", "empty" },
		{ HEAD COLUMNS, "g,time\n1,2\n", "no column named \"f\"" },
		{ HEAD COLUMNS, "f,when\n1,2\n", "no column named \"time\"" },
		{ HEAD COLUMNS, "", "empty" },
		{ HEAD COLUMNS, "f,time\n1,2\n", "not one row" },
		{ HEAD "colour = red\n" COLUMNS, "f,time\n", "colour" },
		{ HEAD "zone = Mars/Base\n" COLUMNS, "f,time\n", "Mars/Base" },
		{ HEAD "[columns]\nbus.A.kv = mean(a, b\n", "f,time\n", "bracket" },
		{ HEAD "[columns]\nbus.A.kv = a * x\n", "f,time\n", "number" },
		{ "[nonsense]\na = b\n", "f,time\n", "nonsense" },
	};
	struct bench *b = *state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (import(b, bad[i].map, bad[i].csv))
			fail_msg("case %zu was taken", i);
		if (!strstr(b->err.text, bad[i].why))
			fail_msg("case %zu: \"%s\" does not say \"%s\"", i, b->err.text, bad[i].why);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_scales_means_and_zone), TEST(test_missing_is_missing), TEST(test_forms_of_the_table), TEST(test_dead_bus_has_no_frequency),
		TEST(test_bad_rows_are_named_and_skipped), TEST(test_what_is_of_no_use_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
