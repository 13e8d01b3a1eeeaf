/* Watts and GPUs against the worked answers of DOMAIN.md "Power per GPU". */
#include "gpu.h"
#include "model_site.h"

static struct gpu_plan h100(double pue) {
	struct site *s = site_new();
	struct gpu_plan plan = s->gpu;
	site_free(s);
	plan.pue = pue;
	return plan;
}

static struct size_request request(double mw, double gpus, double cap_w) {
	return (struct size_request){ .mw = mw, .gpus = gpus, .cap_w = cap_w, .gpu = h100(1.25) };
}

/* PUE, W/GPU at 700 W, GPUs on 7 and on 43 MW, cap for 32,000 on 43 MW, MW of 100,000. The table of DOMAIN.md rounds the
 * cap of the first row up to 567 W; 32,000 would not fit at that, so that the answer is rounded down. */
static const struct { double pue, watts, on_7, on_43, cap, exact_cap, all_mw; } table[] = {
	{ 1.07, 1501, 4664, 28653, 566, 566.67, 150 },
	{ 1.15, 1613, 4340, 26660, 487, 487.25, 161 },
	{ 1.25, 1753, 3992, 24527, 402, 402.27, 175 },
};

static void table_of_pue(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct gpu_plan plan = h100(table[i].pue);
		assert_near(power_facility_w(&plan, 700), table[i].watts, 0.5);
		assert_near(power_gpus_fit(&plan, 7, 700), table[i].on_7, 0);
		assert_near(power_gpus_fit(&plan, 43, 700), table[i].on_43, 0);
		assert_near(power_cap_for(&plan, 43, 32000), table[i].cap, 0);
		assert_near(43e6 / 32000 / (plan.pue * 1.1) - plan.overhead_w, table[i].exact_cap, 0.005);
		assert_near(power_facility_w(&plan, 700) * 1e5 / 1e6, table[i].all_mw, 0.5);
	}
}

static void story_of_the_start(void **state) {
	(void)state;
	struct gpu_plan plan = h100(1.25);
	assert_near(32000 * power_facility_w(&plan, 402) / 1e6, 42.99, 0.005);
	assert_near(power_gpus_fit(&plan, 40.5, 402), 30147, 0);
	assert_near(power_cap_for(&plan, 40.5, 32000), 345, 0);
	assert_near(power_cap_for(&plan, 41.95, 32000), 378, 0); /* 3 % auxiliaries of the sets */
	assert_near(power_cap_for(&plan, 39.5, 32000), 322, 0);  /* 10 % derate */
}

static void exact_multiples_count_whole(void **state) {
	(void)state;
	for (double pue = 1; pue < 2; pue += 0.01) {
		struct gpu_plan plan = h100(pue);
		for (int n = 1; n < 100000; n = n * 3 + 1)
			for (double cap = 200; cap <= 700; cap += 50) {
				double mw = n * power_facility_w(&plan, cap) / 1e6;
				assert_near(power_gpus_fit(&plan, mw, cap), n, 0);
				assert_near(power_gpus_fit(&plan, mw - 1e-6, cap), n - 1, 0);
				assert_near(power_cap_for(&plan, mw, n), cap, 0);
			}
	}
}

static void odd_arguments(void **state) {
	(void)state;
	struct gpu_plan plan = h100(1.25);
	assert_near(power_gpus_fit(&plan, 0, 700), 0, 0);
	assert_near(power_gpus_fit(&plan, -3, 700), 0, 0);
	assert_true(isnan(power_gpus_fit(&plan, NAN, 700)));
	assert_true(isnan(power_gpus_fit(&plan, 43, NAN)));
	assert_true(isnan(power_cap_for(&plan, 43, 0)));
	assert_true(isnan(power_cap_for(&plan, 43, NAN)));
	assert_true(power_cap_for(&plan, 7, 32000) < plan.cap_min_w); /* the caller refuses */
	plan.pue = NAN;
	assert_true(isnan(power_gpus_fit(&plan, 43, 700)));
	plan.pue = 1e300;
	assert_near(power_gpus_fit(&plan, 43, 700), 0, 0);
}

static void speed_between_the_points(void **state) {
	(void)state;
	static const double points[][2] = { { .44, .484 }, { .55, .634 }, { .66, .78 }, { .77, .894 }, { .88, .94 }, { 1, 1 } };
	for (size_t i = 0; i < 6; i++)
		assert_near(power_speed(points[i][0]), points[i][1], 1e-12);
	assert_near(power_speed(.94), .97, 1e-12);
	assert_near(power_speed(2), 1, 0);
	assert_true(isnan(power_speed(.4399)));
	assert_true(isnan(power_speed(0)));
	assert_true(isnan(power_speed(NAN)));
	for (double share = .44, last = 0; share < 1.1; share += .001) {
		assert_true(power_speed(share) >= last);
		last = power_speed(share);
	}
}

static void throughput_on_both_bases(void **state) {
	(void)state;
	assert_near(power_throughput(32000, 402, 700), 21300, 50);
	assert_near(power_throughput(32000, 402, 548), 27400, 50);
	assert_near(power_throughput(24527, 700, 700), 24500, 50);
	assert_near(power_throughput(24527, 700, 548), 24500, 50);
	assert_true(isnan(power_throughput(32000, 300, 700)));
	assert_true(isnan(power_throughput(32000, 402, 0)));
	assert_true(isnan(power_throughput(32000, 402, NAN)));
}

static void sizes_answered(void **state) {
	(void)state;
	struct size_answer a;
	struct error err = { "" };
	struct size_request r = request(7, NAN, NAN);
	assert_true(power_size(&r, &a, &err));
	assert_near(a.gpus, 3992, 0);
	assert_near(a.cap_w, 700, 0);
	assert_near(a.watts_per_gpu, 1753, 0.5);

	r = request(43, 32000, NAN);
	assert_true(power_size(&r, &a, &err));
	assert_near(a.cap_w, 402, 0);
	assert_near(a.mw, 42.99, 0.005);
	assert_near(a.spare_mw, 43 - a.mw, 1e-9);
	assert_near(a.throughput_nameplate, 21300, 50);
	assert_near(a.throughput_measured, 27400, 50);

	r = request(43, 20000, NAN);
	assert_true(power_size(&r, &a, &err));
	assert_near(a.cap_w, 700, 0);
	assert_near(a.gpus, 20000, 0);
	assert_near(a.spare_mw, 43 - 20000 * 1753.125e-6, 1e-9);

	r = request(43, NAN, 402);
	assert_true(power_size(&r, &a, &err));
	assert_near(a.gpus, 32008, 0);

	r = request(43, 32000, 402);
	assert_true(power_size(&r, &a, &err));
	assert_near(a.gpus, 32000, 0);
}

static void best_cap(void **state) {
	(void)state;
	struct size_answer a;
	struct error err = { "" };
	struct size_request r = request(43, NAN, NAN);
	r.best = true;
	assert_true(power_size(&r, &a, &err));
	assert_near(a.cap_w, 540, 1);
	assert_near(a.throughput_nameplate, 25100, 50);
	for (double cap = 200; cap <= 700; cap++) { /* no other cap is better */
		double work = power_throughput(power_gpus_fit(&r.gpu, 43, cap), cap, 700);
		assert_true(isnan(work) || work <= a.throughput_nameplate);
	}
	r.gpus = 20000; /* no more than these: they get all they can take */
	assert_true(power_size(&r, &a, &err));
	assert_near(a.cap_w, 700, 0);
	assert_near(a.gpus, 20000, 0);
}

/* Each is refused, with these words in the message. */
static void refused(struct size_request r, const char *words) {
	struct size_answer a;
	struct error err = { "" };
	if (power_size(&r, &a, &err))
		fail_msg("not refused: %s", words);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void sizes_refused(void **state) {
	(void)state;
	refused(request(43, NAN, 199), "200 W");
	refused(request(43, NAN, 701), "700 W");
	refused(request(43, NAN, -1), "200 W");
	refused(request(7, 32000, NAN), "6,568");
	refused(request(7, 32000, NAN), "200 W");
	refused(request(40.5, 32000, 402), "30,147 fit");
	refused(request(40.5, 32000, 402), "345 W");
	refused(request(40.5, 32000, 402), "42.99 MW");
	refused(request(0, NAN, NAN), "more than 0");
	refused(request(-1, NAN, NAN), "more than 0");
	refused(request(NAN, NAN, NAN), "more than 0");
	refused(request(INFINITY, NAN, NAN), "more than 0");
	refused(request(43, 0, NAN), "from 1");
	refused(request(43, 1.5, NAN), "whole number");
	refused(request(0.001, NAN, NAN), "1753 W");
	struct size_request r = request(43, NAN, 500);
	r.best = true;
	refused(r, "leave one out");
	r = request(43, NAN, NAN);
	r.gpu.pue = 0.9;
	refused(r, "1 or more");
	r.gpu.pue = NAN;
	refused(r, "1 or more");
	r = request(43, NAN, NAN);
	r.gpu.overhead_w = NAN;
	refused(r, "overhead");
	r = request(43, NAN, NAN);
	r.gpu.tdp_w = 1e18;
	r.best = true;
	refused(r, "cap range");
	r = request(1e-9, NAN, NAN);
	r.best = true;
	refused(r, "speed");
}

static void models_known(void **state) {
	(void)state;
	struct gpu_plan plan = h100(1.25);
	double as_h100 = power_facility_w(&plan, 700);
	gpu_plan_use(&plan, gpu_model_find("h200"));
	assert_string_equal(plan.model, "H200");
	assert_near(power_facility_w(&plan, plan.tdp_w), as_h100, 1e-9); /* power-neutral */
	assert_near(plan.train_w, 548, 0);
	gpu_plan_use(&plan, gpu_model_find("B100"));
	assert_near(plan.tdp_w + plan.overhead_w, 1275, 0);
	gpu_plan_use(&plan, gpu_model_find("B200"));
	assert_near(plan.tdp_w + plan.overhead_w, 1788, 0); /* 14.3 kW for 8 */
	assert_near(plan.cap_min_w, 200, 0);
	assert_true(isnan(plan.train_w)); /* nobody measured it there */
	assert_null(gpu_model_find("GB200")); /* overhead not known */
	assert_null(gpu_model_find("GB300"));
	assert_null(gpu_model_find(""));
	size_t count = 0;
	while (gpu_model_at(count))
		count++;
	assert_int_equal(count, 4);
}

static void counts_in_words(void **state) {
	(void)state;
	char text[COUNT_TEXT_SIZE];
	static const struct { double count; const char *words; } cases[] = {
		{ 0, "0" }, { 999, "999" }, { 1000, "1,000" }, { 30147, "30,147" }, { 1234567, "1,234,567" }, { -1234, "-1,234" },
		{ -999, "-999" }, { -0.2, "0" }, { NAN, "?" }, { 999.6, "1,000" }, { 1e15, "1,000,000,000,000,000" }, { INFINITY, "inf" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(count_text(cases[i].count, text), cases[i].words);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_of_pue), cmocka_unit_test(story_of_the_start), cmocka_unit_test(exact_multiples_count_whole),
		cmocka_unit_test(odd_arguments), cmocka_unit_test(speed_between_the_points), cmocka_unit_test(throughput_on_both_bases),
		cmocka_unit_test(sizes_answered), cmocka_unit_test(best_cap), cmocka_unit_test(sizes_refused),
		cmocka_unit_test(models_known), cmocka_unit_test(counts_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
