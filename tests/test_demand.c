/* The load of the GPUs: the figures of DOMAIN.md at rest, and how it moves between them. */
#include "support.h"

#include <string.h>

#include "demand.h"

static struct site *site;

static int make_site(void **state) {
	(void)state;
	site = site_new();
	site->gpu = (struct gpu_plan){
		.present = true, .installed = 100000, .array = 512, .tdp_w = 700, .cap_min_w = 200, .idle_w = 72, .ready_w = 118,
		.train_w = 548, .stall_w = 152, .overhead_w = 575, .network_pct = 10, .pue = 1.25, .cool_s = 120,
	};
	site->training.present = true;
	site->training.gpus_needed = 32000;
	site_finish(site);
	return 0;
}

static int free_site(void **state) {
	(void)state;
	site_free(site);
	return 0;
}

static void edit(struct demand *d, enum edit_verb verb, double number, double over_s) {
	struct edit e = { .verb = verb, .number = number, .over_s = over_s, .object = -1 };
	demand_edit(d, &e);
}

static void run(struct demand *d, int64_t seconds) {
	for (int64_t i = 0; i < seconds; i++)
		demand_step(d, 1000);
}

static struct demand ready_site(void) {
	struct demand d;
	demand_init(&d, site, 0);
	edit(&d, EDIT_GPU_CAP, 402, 0);
	edit(&d, EDIT_GPU_ONLINE, 32000, 0);
	demand_settle(&d);
	return d;
}

static void test_at_rest(void **state) {
	(void)state;
	struct demand d = ready_site();
	assert_near(demand_mw(&d), 30.492, 0.001); /* 32,000 x 1.375 x (118 + 575) */
	edit(&d, EDIT_JOB_START, 0, 0);
	run(&d, 2000);
	assert_near(demand_mw(&d), 42.988, 0.001); /* 32,000 x 1.375 x (402 + 575) */
	assert_near(d.job, 32000, 0);
}

static void test_uncapped_draw_is_what_training_takes(void **state) {
	(void)state;
	struct demand d = ready_site();
	edit(&d, EDIT_GPU_CAP, 700, 0);
	edit(&d, EDIT_JOB_START, 0, 0);
	assert_near(d.job_w, 548, 0);
	edit(&d, EDIT_GPU_DRAW, 600, 0);
	assert_near(d.job_w, 600, 0);
}

static void test_stall_is_8_mw_at_once_and_11_in_the_end(void **state) {
	(void)state;
	struct demand d = ready_site();
	edit(&d, EDIT_JOB_START, 0, 0);
	run(&d, 2000);
	double before = demand_mw(&d);
	edit(&d, EDIT_JOB_STALL, 0, 1000);
	assert_near(before - demand_mw(&d), 8.0, 0.001);
	run(&d, 120);
	assert_near(before - demand_mw(&d), 8 + 3 * 0.632, 0.02);
	run(&d, 870);
	assert_near(before - demand_mw(&d), 11.0, 0.01);
	run(&d, 10);
	assert_near(d.job_w, 402, 0);
}

static void test_job_ramps(void **state) {
	(void)state;
	struct demand d = ready_site();
	edit(&d, EDIT_JOB_START, 0, 90);
	assert_near(d.job_w, 118, 0);
	run(&d, 45);
	assert_near(d.job_w, 260, 1e-9);
	run(&d, 45);
	assert_near(d.job_w, 402, 1e-9);
	edit(&d, EDIT_JOB_STOP, 0, 0);
	assert_near(d.job, 0, 0);
}

static void test_cap_ramps(void **state) {
	(void)state;
	struct demand d = ready_site();
	edit(&d, EDIT_JOB_START, 0, 0);
	edit(&d, EDIT_GPU_CAP, 300, 60);
	run(&d, 30);
	assert_near(d.cap_w, 351, 1e-9);
	assert_near(d.job_w, 351, 1e-9);
	run(&d, 60);
	assert_near(d.cap_w, 300, 0);
}

static void test_arrays_come_one_after_another(void **state) {
	(void)state;
	struct demand d;
	demand_init(&d, site, 0);
	edit(&d, EDIT_GPU_ONLINE, 5120, 1000); /* an array each 100 s */
	double last = 0;
	for (int i = 0; i < 1000; i++) {
		demand_step(&d, 1000);
		double whole = d.online / 512;
		assert_near(whole, (double)(int)whole, 0);
		assert_true(d.online >= last && d.online - last <= 512);
		last = d.online;
	}
	assert_near(d.online, 5120, 0);
	assert_near(demand_array_online(&d, 9), 512, 0);
	assert_near(demand_array_online(&d, 10), 0, 0);
}

static void test_an_idle_array_is_0_46_mw(void **state) {
	(void)state;
	struct demand d;
	demand_init(&d, site, 0);
	edit(&d, EDIT_GPU_ONLINE, 512, 60);
	run(&d, 60);
	demand_settle(&d);
	assert_near(d.online, 512, 0);
	assert_near(d.ready, 0, 0);
	assert_near(demand_mw(&d), 0.4555, 0.0005);
	run(&d, DEMAND_LOAD_MODEL_MS / 1000);
	assert_near(d.ready, 512, 0);
}

static void test_the_last_array_is_half(void **state) {
	(void)state;
	struct demand d = ready_site();
	assert_near(demand_array_online(&d, 61), 512, 0);
	assert_near(demand_array_online(&d, 62), 256, 0);
	assert_near(demand_array_online(&d, 63), 0, 0);
}

static void test_gpus_leave(void **state) {
	(void)state;
	struct demand d;
	demand_init(&d, site, 0);
	edit(&d, EDIT_GPU_ONLINE, 5120, 100);
	run(&d, 101);
	edit(&d, EDIT_GPU_ONLINE, 1000, 10);
	run(&d, 20);
	assert_near(d.online, 1000, 0);
	run(&d, 300);
	assert_near(d.ready, 1000, 0); /* the oldest stay and get ready */
	edit(&d, EDIT_GPU_ONLINE, 0, 0);
	demand_settle(&d);
	assert_near(demand_mw(&d), 0, 0);
}

static void test_model_keeps_the_cap_within_its_range(void **state) {
	(void)state;
	struct demand d = ready_site();
	struct edit e = { .verb = EDIT_GPU_MODEL, .object = -1 };
	edit(&d, EDIT_GPU_CAP, 700, 0);
	strcpy(e.word, "B200");
	demand_edit(&d, &e);
	assert_near(d.cap_w, 700, 0);
	assert_near(d.plan.tdp_w, 1000, 0);
	edit(&d, EDIT_GPU_CAP, 1000, 0);
	strcpy(e.word, "H100");
	demand_edit(&d, &e);
	assert_near(d.cap_w, 700, 0);
	assert_true(demand_mw(&d) > 1);
}

/* Arrays without power: whole ones, the last first, with all that they drew; what is left draws what it did. Without any the job is gone. */
static void test_arrays_lose_power(void **state) {
	(void)state;
	struct demand d = ready_site();
	edit(&d, EDIT_GPU_ONLINE, 25600, 0);
	edit(&d, EDIT_JOB_START, 0, 0);
	demand_settle(&d);
	double before = demand_mw(&d);
	edit(&d, EDIT_GPU_ONLINE, 40000, 600);
	demand_lose_power(&d, 0.235); /* 38.25 of 50 arrays are left */
	assert_near(d.online, 38 * 512, 0);
	assert_near(d.job, 38 * 512, 0);
	assert_near(demand_mw(&d), before * 38 / 50, 1e-6);
	assert_near(demand_array_online(&d, 37), 512, 0);
	assert_near(demand_array_online(&d, 38), 0, 0);
	run(&d, 700);
	assert_near(d.online, 38 * 512, 0); /* what was ordered before is void */
	demand_lose_power(&d, 1);
	assert_near(demand_mw(&d), 0, 0);
	assert_near(d.online + d.ready + d.job, 0, 0);
	edit(&d, EDIT_GPU_ONLINE, 1024, 60);
	run(&d, 700);
	assert_near(d.ready, 1024, 0);
	assert_near(d.job, 0, 0);
}

/* Those whose model is being loaded go first. */
static void test_loading_arrays_lose_power_first(void **state) {
	(void)state;
	struct demand d = ready_site();
	edit(&d, EDIT_GPU_ONLINE, 10240, 0);
	edit(&d, EDIT_GPU_ONLINE, 20480, 60);
	run(&d, 100);
	assert_near(d.ready, 10240, 0);
	demand_lose_power(&d, 0.25);
	assert_near(d.online, 15360, 0);
	assert_near(d.ready, 10240, 0);
	run(&d, 300);
	assert_near(d.ready, 15360, 0);
}

static void test_a_copy_is_a_branch(void **state) {
	(void)state;
	struct demand d = ready_site(), branch = d, same = d;
	edit(&branch, EDIT_SITE_PUE, 1.07, 0);
	run(&branch, 600);
	run(&d, 600);
	run(&same, 600);
	assert_memory_equal(&d, &same, sizeof d);
	assert_true(demand_mw(&branch) < demand_mw(&d) - 1);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_at_rest), cmocka_unit_test(test_uncapped_draw_is_what_training_takes),
		cmocka_unit_test(test_stall_is_8_mw_at_once_and_11_in_the_end), cmocka_unit_test(test_job_ramps), cmocka_unit_test(test_cap_ramps),
		cmocka_unit_test(test_arrays_come_one_after_another), cmocka_unit_test(test_an_idle_array_is_0_46_mw),
		cmocka_unit_test(test_the_last_array_is_half), cmocka_unit_test(test_gpus_leave),
		cmocka_unit_test(test_model_keeps_the_cap_within_its_range), cmocka_unit_test(test_arrays_lose_power),
		cmocka_unit_test(test_loading_arrays_lose_power_first), cmocka_unit_test(test_a_copy_is_a_branch),
	};
	return cmocka_run_group_tests(tests, make_site, free_site);
}
