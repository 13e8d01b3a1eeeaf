/* The simulator as a maker of recordings: the same bytes every time, whatever part of the night is asked for, and lines that the reader
 * takes. */
#include "sim_run.h"

static void run_all(const char *path, const struct sim_options *options, struct buf *out) {
	struct error err;
	struct sim *sim = sim_open(path, options, &err);
	if (!sim)
		fail_msg("%s", err.text);
	while (sim_next(sim, out))
		;
	assert_near(sim_progress(sim), 1, 0.001);
	sim_close(sim);
}

static void test_same_script_same_bytes(void **state) {
	(void)state;
	static const char *const scripts[] = { "recordings/generator-trip.sim", "recordings/telemetry-dropout.sim" };
	for (size_t i = 0; i < 2; i++) {
		struct buf a = { 0 }, b = { 0 };
		run_all(scripts[i], NULL, &a);
		run_all(scripts[i], NULL, &b);
		assert_int_equal(a.len, b.len);
		assert_memory_equal(a.data, b.data, a.len);
		buf_free(&a);
		buf_free(&b);
	}
}

static void test_another_seed_other_noise(void **state) {
	(void)state;
	struct sim_options options = { .to = "+60s" }, other = { .to = "+60s", .seed_given = true, .seed = 8 };
	struct buf a = { 0 }, b = { 0 };
	run_all("recordings/generator-trip.sim", &options, &a);
	run_all("recordings/generator-trip.sim", &other, &b);
	assert_false(a.len == b.len && memcmp(a.data, b.data, a.len) == 0);
	assert_non_null(strstr(b.data, "seed 8"));
	buf_free(&a);
	buf_free(&b);
}

/* A later beginning meets the same plant, up to the noise of the meters. */
static void test_a_part_of_the_night_is_that_night(void **state) {
	(void)state;
	struct sim_run whole, part;
	sim_run_open(&whole, "recordings/memphis-bring-up.sim", NULL, NULL);
	sim_run_open(&part, "recordings/memphis-bring-up.sim", "T-3h", "T-2h50m");
	sim_run_to(&part, 0);
	assert_true(part.frame.t_ms == SIM_T - 180 * SIM_MINUTE);
	sim_run_to(&whole, part.frame.t_ms);
	assert_near(sim_run_value(&whole, M_GPU_ONLINE, 0), sim_run_value(&part, M_GPU_ONLINE, 0), 0);
	assert_near(sim_run_value(&whole, M_GPU_MW, 0), sim_run_value(&part, M_GPU_MW, 0), 0.1);
	for (size_t i = 0; i < 14; i++) {
		assert_near(sim_run_value(&whole, M_GEN_STATE, i), sim_run_value(&part, M_GEN_STATE, i), 0);
		assert_near(sim_run_value(&whole, M_GEN_KW, i), sim_run_value(&part, M_GEN_KW, i), 30);
	}
	sim_run_close(&whole);
	sim_run_close(&part);
}

static void test_times(void **state) {
	(void)state;
	struct sim_run r;
	int64_t t = SIM_T - 60 * SIM_MINUTE, last = 0;
	size_t frames = 0;
	sim_run_open(&r, "recordings/generator-trip.sim", NULL, "+5m");
	assert_true(sim_run_next(&r));
	assert_int_equal(r.kind, LINE_SITE); /* first */
	assert_int_equal(r.site->origin, ORIGIN_SIMULATED);
	assert_string_equal(r.site->origin_text, "generator-trip seed 7");
	assert_string_equal(r.site->about, sim_about(r.sim));
	while (sim_run_next(&r)) {
		int64_t now = r.kind == LINE_FRAME ? r.frame.t_ms : r.event.t_ms;
		assert_true(now >= last);
		last = now;
		if (r.kind == LINE_FRAME)
			assert_true(r.frame.t_ms == t + (int64_t)frames++ * 1000);
	}
	assert_int_equal(frames, 300); /* `from` inclusive, `to` exclusive */
	sim_run_close(&r);
}

/* Frames of a steady hour have one shape, so that the fast reader takes them; arrays come on full minutes. */
static void test_shape(void **state) {
	(void)state;
	struct sim_run r;
	uint64_t fast, general;
	sim_run_open(&r, "recordings/generator-trip.sim", NULL, "+10m");
	sim_run_to(&r, SIM_T - 60 * SIM_MINUTE);
	assert_near(sim_run_value(&r, M_ARRAY_ONLINE, 62), 256, 0);
	assert_near(sim_run_value(&r, M_ARRAY_ONLINE, 63), 0, 0);
	assert_true(sim_run_next(&r));
	assert_true(isnan(sim_run_value(&r, M_ARRAY_ONLINE, 62)));
	assert_true(r.length < 3000);
	while (sim_run_next(&r))
		;
	line_reader_counts(r.reader, &fast, &general);
	assert_true(fast > 500);
	assert_true(general < 60);
	sim_run_close(&r);
}

/* Every line is written back as it was read. */
static void test_lines_are_the_writers(void **state) {
	(void)state;
	struct sim_run r;
	struct buf again = { 0 };
	sim_run_open(&r, "recordings/generator-trip.sim", "T-18m", "T-17m");
	while (sim_run_next(&r)) {
		buf_clear(&again);
		if (r.kind == LINE_SITE)
			line_write_site(&again, r.site);
		else if (r.kind == LINE_FRAME)
			line_write_frame(&again, &r.frame);
		else
			line_write_event(&again, &r.event);
		assert_int_equal(again.len, r.length + 1);
		assert_memory_equal(again.data, r.text, r.length);
	}
	buf_free(&again);
	sim_run_close(&r);
}

static void test_errors(void **state) {
	(void)state;
	struct error err;
	struct sim_options from = { .from = "noon" };
	assert_null(sim_open("recordings/none.sim", NULL, &err));
	assert_non_null(strstr(err.text, "recordings/none.sim"));
	assert_null(sim_open("recordings/memphis.json", NULL, &err));
	assert_null(sim_open("recordings/generator-trip.sim", &from, &err));
	assert_non_null(strstr(err.text, "noon"));
	sim_close(NULL);
}

/* Sites of other sizes; one without GPUs, without feeds, without sets. */
static void test_other_sites(void **state) {
	(void)state;
	static const char *const sites[] = {
		"{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":50}},\"feed\":{\"F\":{\"bus\":\"A\",\"limit_mw\":8}}}",
		"{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60}},\"gen\":{\"G01\":{\"bus\":\"A\",\"rated_kw\":500}}}",
		"{\"schema\":\"mwtop/1\",\"period_s\":2,\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60}},"
		"\"feed\":{\"F\":{\"bus\":\"A\",\"limit_mw\":8},\"G\":{\"bus\":\"A\",\"limit_mw\":0},\"H\":{\"bus\":\"A\",\"limit_mw\":4}},"
		"\"gpu\":{\"model\":\"H100\",\"installed\":5000}}",
	};
	static const char script[] = "site site.json\nfrom 2024-07-22T00:00:00Z\nto +5m\n";
	char *dir = test_dir_make(), *path = test_file_write(dir, "x.sim", script, sizeof script - 1);
	for (size_t i = 0; i < 3; i++) {
		struct sim_run r;
		size_t frames = 0;
		free(test_file_write(dir, "site.json", sites[i], strlen(sites[i])));
		sim_run_open(&r, path, NULL, NULL);
		while (sim_run_next(&r))
			frames += r.kind == LINE_FRAME;
		assert_int_equal(frames, i == 2 ? 150 : 300);
		sim_run_close(&r);
	}
	free(path);
	test_dir_remove(dir);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_script_same_bytes), cmocka_unit_test(test_another_seed_other_noise),
		cmocka_unit_test(test_a_part_of_the_night_is_that_night), cmocka_unit_test(test_times), cmocka_unit_test(test_shape),
		cmocka_unit_test(test_lines_are_the_writers), cmocka_unit_test(test_errors), cmocka_unit_test(test_other_sites),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
