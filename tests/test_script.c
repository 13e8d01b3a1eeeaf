/* Simulator scripts: what they say is what happens, and what they cannot say is refused with file, line and column. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "script.h"

#define HEAD "site site.json\nfrom 2024-07-22 04:00\nto +1h\n"

static char *dir;

static int make_dir(void **state) {
	(void)state;
	static const char site[] =
		"{\"schema\":\"mwtop/1\",\"name\":\"S\",\"tz\":\"America/Chicago\",\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60}},"
		"\"feed\":{\"TVA\":{\"bus\":\"A\",\"limit_mw\":8}},\"gen\":{\"G01\":{\"bus\":\"A\",\"rated_kw\":2500},\"G02\":{\"bus\":\"A\",\"rated_kw\":2500}},"
		"\"gpu\":{\"model\":\"H100\",\"installed\":100000},\"training\":{\"name\":\"T\",\"start\":\"2024-07-22T09:20:00Z\",\"gpus_needed\":32000}}";
	dir = test_dir_make();
	free(test_file_write(dir, "site.json", site, sizeof site - 1));
	return 0;
}

static int remove_dir(void **state) {
	(void)state;
	test_dir_remove(dir);
	return 0;
}

static bool read_text(struct script *s, const char *text, const struct sim_options *options, struct error *err) {
	char *path = test_file_write(dir, "night.sim", text, strlen(text));
	bool fine = script_read(s, path, options, err);
	free(path);
	return fine;
}

static struct script read_good(const char *text, const struct sim_options *options) {
	struct script s;
	struct error err;
	if (!read_text(&s, text, options, &err))
		fail_msg("%s", err.text);
	return s;
}

static void assert_refused(const char *text, const char *part) {
	struct script s;
	struct error err;
	bool fine = read_text(&s, text, NULL, &err);
	script_free(&s);
	if (fine)
		fail_msg("taken: %s", text);
	if (!strstr(err.text, "night.sim") || !strstr(err.text, part))
		fail_msg("refused with \"%s\", expected \"%s\" in it", err.text, part);
}

static void test_head(void **state) {
	(void)state;
	struct script s = read_good("# a night\n\nsite site.json # beside the script\nseed 7\nfrom 2024-07-22 04:00\nto +1h\nperiod 200ms\nsettle 20m\nabout one, two \n", NULL);
	assert_string_equal(s.name, "night");
	assert_string_equal(s.about, "one, two");
	assert_true(s.seed == 7);
	assert_true(s.from_ms == INT64_C(1721638800000)); /* 09:00Z */
	assert_true(s.to_ms == s.from_ms + 3600000);
	assert_true(s.begin_ms == s.from_ms - 1200000);
	assert_near(s.site->period_s, 0.2, 1e-12);
	script_free(&s);
}

static void test_order_is_that_of_time(void **state) {
	(void)state;
	struct script s = read_good(HEAD "at T job start\nat 04:10 gen G02 trip\ngpu cap 402W\ngpu online 512\nat T-10m gen G01 trip\n", NULL);
	assert_int_equal(s.count, 5);
	assert_int_equal(s.entry[0].edit.verb, EDIT_GPU_CAP); /* at `from` */
	assert_int_equal(s.entry[1].edit.verb, EDIT_GPU_ONLINE);
	assert_int_equal(s.entry[2].edit.object, 1);
	assert_int_equal(s.entry[3].edit.object, 0); /* the same time, a later line */
	assert_true(s.entry[2].at_ms == s.entry[3].at_ms);
	assert_int_equal(s.entry[4].edit.verb, EDIT_JOB_START);
	script_free(&s);
}

static void test_statements(void **state) {
	(void)state;
	struct script s = read_good(HEAD "at +1s sensor gen.G02.kw stuck for 12m\nat +2s sensor gen.G02.oil_kpa sentinel 8000\nat +3s sensor gpu.mw sentinel\n"
	                                 "at +4s sensor G01 clock -300ms\nat +5s gateway G01,G02 drop for 6m\nat +6s fault gen.G01 low-gas over 90s\n"
	                                 "at +7s clock step -2s\nat +8s recorder stop for 40s\nat +9s fault G02 limit 1.7MW over 2m\nomit gen.exh_c gpu.cap_w\n", NULL);
	assert_int_equal(s.count, 11);
	assert_int_equal(s.entry[0].sensor, SENSOR_STUCK);
	assert_true(s.entry[0].for_ms == 720000);
	assert_true((long)s.entry[0].column == site_column_find(s.site, "gen.G02.kw", 10));
	assert_near(s.entry[1].number, 32768, 0);
	assert_true(s.entry[1].for_ms == INT64_MAX);
	assert_true(s.entry[2].number > 9.2e18);
	assert_int_equal(s.entry[3].verb, SCRIPT_DEVICE_CLOCK);
	assert_near(s.entry[3].number, -300, 0);
	assert_int_equal(s.entry[4].gen, 0);
	assert_int_equal(s.entry[5].gen, 1);
	assert_true(s.entry[5].for_ms == 360000);
	assert_int_equal(s.entry[6].fault, FAULT_LOW_GAS);
	assert_near(s.entry[7].number, -2000, 0);
	assert_int_equal(s.entry[8].verb, SCRIPT_RECORDER);
	assert_near(s.entry[9].number, 1700, 1e-9);
	assert_int_equal(s.entry[10].verb, SCRIPT_TRIP); /* at the end of the low gas */
	assert_true(s.entry[10].at_ms == s.from_ms + 96000);
	assert_true(s.omit[M_GEN_EXH_C] && s.omit[M_GPU_CAP_W] && !s.omit[M_GEN_KW]);
	script_free(&s);
}

static void test_options_go_over_the_script(void **state) {
	(void)state;
	struct sim_options options = { .seed_given = true, .seed = 9, .from = "T-10m", .to = "+7d" };
	struct script s = read_good("site site.json\nseed 7\nfrom 2024-07-22 04:00\nto +1h\ngpu cap 402W\nat +1m job start\n", &options);
	assert_true(s.seed == 9);
	assert_true(s.from_ms == INT64_C(1721640000000) - 600000);
	assert_true(s.to_ms == s.from_ms + INT64_C(604800000));
	/* The night before is lived through, and what is said of it stays where it was. */
	assert_true(s.begin_ms == INT64_C(1721638800000));
	assert_true(s.entry[0].at_ms == s.begin_ms);
	assert_true(s.entry[1].at_ms == s.begin_ms + 60000);
	script_free(&s);
}

static void test_refusals(void **state) {
	(void)state;
	assert_refused("", "\"site\" is missing");
	assert_refused("seed 1\n", ":1: column 1: expected \"site FILE.json\" first");
	assert_refused("site\n", ":1: column 5: site needs");
	assert_refused("site nowhere.json\n", ":1: ");
	assert_refused("site night.sim\n", ":1: ");
	assert_refused("site site.json\nsite site.json\n", ":2: ");
	assert_refused("site site.json\nfrom 2024-07-22 04:00\n", "\"to\" is missing");
	assert_refused("site site.json\nfrom 2024-07-22 04:00\nto 2024-07-22 03:00\n", "does not lie after");
	assert_refused("site site.json\nfrom 2024-07-22 04:00\nto 2030-07-22 03:00\n", "400 days");
	assert_refused("site site.json\ngpu cap 402W\n", ":2: ");
	assert_refused(HEAD "gpu cap 402W\nto +2h\n", ":5: column 1: from and to come before");
	assert_refused(HEAD "seed x\n", ":4: column 6: seed is a whole number");
	assert_refused(HEAD "seed -1\n", ":4: column 6: ");
	assert_refused(HEAD "gen G77 trip\n", ":4: column 5: no such set");
	assert_refused(HEAD "at noon gen G01 trip\n", ":4: column 4: ");
	assert_refused(HEAD "sensor gen.G02.watts stuck\n", ":4: column 8: no such column");
	assert_refused(HEAD "sensor gen.G02.kw stick\n", ":4: column 19: no such sensor fault: \"stick\"; did you mean stuck?");
	assert_refused(HEAD "sensor gen.G02.state sentinel\n", ":4: ");
	assert_refused(HEAD "sensor gen.G02.kw stuck for ever\n", ":4: column 29: ");
	assert_refused(HEAD "sensor G09 clock 3ms\n", ":4: ");
	assert_refused(HEAD "gateway G01,,G02 drop\n", ":4: column 9: set is missing: G01, G02");
	assert_refused(HEAD "gateway G01,G20 drop\n", ":4: column 9: no such set: \"G20\"; did you mean G02?");
	assert_refused(HEAD "sensr gen.G02.kw drop\n", ":4: column 1: no such statement: \"sensr\"; did you mean sensor?");
	assert_refused(HEAD "gpu cap 900W\n", ":4: column 9: gpu cap must be at most 700 W (the model's TDP)");
	assert_refused(HEAD "gateway G01 lose\n", ":4: ");
	assert_refused(HEAD "fault gen.G01 low-gaz\n", ":4: column 15: ");
	assert_refused(HEAD "fault gen.G01 low-gas over 10ms\n", ":4: ");
	assert_refused(HEAD "clock jump 2s\n", ":4: ");
	assert_refused(HEAD "clock step 2d\n", ":4: ");
	assert_refused(HEAD "recorder start\n", ":4: ");
	assert_refused(HEAD "omit gen.colour\n", ":4: column 6: no such metric");
	assert_refused(HEAD "settle 3d\n", ":4: ");
	assert_refused(HEAD "period 20ms\n", ":4: column 8: a period is 50ms to 60s");
	assert_refused(HEAD "period 2m\n", ":4: ");
}

static void test_unreadable(void **state) {
	(void)state;
	struct script s;
	struct error err;
	assert_false(script_read(&s, "/nonexistent/night.sim", NULL, &err));
	assert_non_null(strstr(err.text, "/nonexistent/night.sim"));
	script_free(&s);
	assert_false(script_read(&s, dir, NULL, &err));
	assert_non_null(strstr(err.text, dir));
	script_free(&s);
}

/* Whatever byte is changed in a script, it is read or refused with its place. */
static void test_every_byte(void **state) {
	(void)state;
	static const char good[] = HEAD "at T-10m fault gen.G01 low-gas over 90s\ngateway G01,G02 drop for 6m\n";
	for (size_t i = 0; i < sizeof good - 1; i += 1) {
		static const char bytes[] = "\n #0-,.G\377";
		for (const char *c = bytes; *c; c++) {
			char text[sizeof good];
			struct script s;
			struct error err;
			memcpy(text, good, sizeof good);
			text[i] = *c;
			if (!read_text(&s, text, NULL, &err))
				assert_non_null(strstr(err.text, "night.sim"));
			script_free(&s);
		}
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head), cmocka_unit_test(test_order_is_that_of_time), cmocka_unit_test(test_statements),
		cmocka_unit_test(test_options_go_over_the_script), cmocka_unit_test(test_refusals), cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_every_byte),
	};
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
