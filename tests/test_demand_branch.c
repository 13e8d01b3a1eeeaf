/* The load of a branch: DOMAIN.md "Power per GPU" and "How the load moves", on recorded loads. */
#include "demand_branch.h"
#include "model_site.h"

struct night {
	struct site *site;
	struct baseline base;
	struct demand_branch d;
	size_t row;
};

/* `seconds` of 32,000 GPUs at 402 W, of which `job` from `job_from` on draw 402 W, and in [stall_from, stall_to) 152 W; what is slow follows. */
static void open_night(struct night *n, size_t seconds, size_t job_from, size_t stall_from, size_t stall_to) {
	struct frame f;
	double slow = 0;
	memset(n, 0, sizeof *n);
	n->site = model_site(1, 14);
	baseline_init(&n->base, n->site);
	frame_init(&f);
	model_frame(&f, n->site, T0);
	for (size_t i = 0; i < seconds; i++) {
		struct derived d;
		double w = i < job_from ? 118 : i >= stall_from && i < stall_to ? 152 : 402, fast = 32000 * (w + 575) * 1e-6;
		slow = i == 0 ? fast * 0.375 : slow + (fast * 0.375 - slow) / 121;
		f.t_ms = T0 + (int64_t)i * 1000;
		frame_set(&f, M_GPU_JOB, 0, i < job_from ? 0 : 32000);
		frame_set(&f, M_GPU_MW, 0, fast + slow);
		frame_set(&f, M_FEED_MW, 0, fast + slow - 22.67);
		power_derive(&f, NULL, &d);
		baseline_add(&n->base, &f, &d);
	}
	frame_free(&f);
}

static void close_night(struct night *n) {
	baseline_free(&n->base);
	site_free(n->site);
}

static void edit(struct night *n, const char *text) {
	struct error err;
	struct edit e;
	struct time_context context = { .tz = tz_utc(), .cursor_ms = n->base.t_ms[n->row], .plus_ms = T0, .training_ms = T_START };
	if (!edit_parse(text, n->site, &context, &e, &err))
		fail_msg("%s: %s", text, err.text);
	demand_branch_edit(&n->d, &n->base, n->row, &e);
	demand_branch_row(&n->d, &n->base, n->row, n->base.t_ms[n->row], 0);
}

static double load_at(struct night *n, size_t row) {
	while (n->row < row) {
		n->row++;
		demand_branch_row(&n->d, &n->base, n->row, n->base.t_ms[n->row], n->base.t_ms[n->row] - n->base.t_ms[n->row - 1]);
	}
	return n->d.load_mw;
}

static void begin(struct night *n, size_t row) {
	n->row = row;
	demand_branch_init(&n->d, &n->base, row);
}

static void test_the_record_is_split(void **state) {
	(void)state;
	struct night n;
	open_night(&n, 600, 100, 0, 0);
	assert_near(n.base.fast_mw[99], 32000 * 693e-6, 1e-9);
	assert_near(n.base.fast_mw[100], 32000 * 977e-6, 1e-9); /* the edge is in it at once */
	assert_near(n.base.fast_mw[599], 32000 * 977e-6, 1e-9);
	close_night(&n);
}

static void test_until_an_edit_it_is_the_record(void **state) {
	(void)state;
	struct night n;
	open_night(&n, 600, 100, 300, 320);
	begin(&n, 50);
	for (size_t row = 51; row < 600; row += 7)
		assert_true(load_at(&n, row) == n.base.load_mw[row]);
	close_night(&n);
}

static void test_a_cap_acts_in_two_parts(void **state) {
	(void)state;
	struct night n;
	open_night(&n, 3000, 0, 0, 0);
	begin(&n, 10);
	edit(&n, "gpu cap 345W");
	assert_near(n.d.load_mw, 32000 * 1.375 * 977e-6 - 32000 * 57e-6, 1e-6); /* 57 W off each GPU at once */
	assert_near(load_at(&n, 2999), 32000 * 1.375 * 920e-6, 1e-3);           /* and the cooling of them in the end: 40.48 MW */
	assert_near((double)n.d.gpus.cap_w, 345, 0);
	close_night(&n);
}

static void test_a_recorded_stall_stays_one(void **state) {
	(void)state;
	struct night n;
	open_night(&n, 2000, 0, 1500, 1530);
	begin(&n, 10);
	edit(&n, "gpu cap 345W");
	double before = load_at(&n, 1499), in = load_at(&n, 1500);
	/* 402 -> 152 W of 118 and 402 is an activity of 0.1197; at 345 W that is 145 W */
	double stalled_w = 118 + (152.0 - 118) / (402 - 118) * (345 - 118);
	assert_near(before - in, 32000 * (345 - stalled_w) * 1e-6, 0.05);
	assert_near(load_at(&n, 1999), 32000 * 1.375 * 920e-6, 0.15);
	close_night(&n);
}

static void test_starting_the_job(void **state) {
	(void)state;
	struct night n;
	open_night(&n, 2500, 2500, 0, 0);
	begin(&n, 10);
	edit(&n, "job start");
	assert_near(n.d.load_mw - n.base.load_mw[10], 32000 * 284e-6, 1e-6);
	assert_near(load_at(&n, 2499) - n.base.load_mw[10], 12.50, 0.005); /* DOMAIN.md: from ready to 402 W */
	assert_near((double)n.d.gpus.job, 32000, 0);
	edit(&n, "job stop");
	assert_near((double)n.d.gpus.job, 0, 0);
	close_night(&n);
}

static void test_fewer_gpus_online(void **state) {
	(void)state;
	struct night n;
	open_night(&n, 2000, 2000, 0, 0);
	begin(&n, 10);
	edit(&n, "gpu online 16000");
	assert_near((double)n.d.gpus.online, 16000, 0);
	assert_near(load_at(&n, 1999), 16000 * 1.375 * 693e-6, 2e-3);
	close_night(&n);
}

static void test_an_assumption_about_the_site_was_always_so(void **state) {
	(void)state;
	struct night n;
	open_night(&n, 100, 100, 0, 0);
	begin(&n, 10);
	edit(&n, "site pue 1.15");
	assert_near(n.d.load_mw, 32000 * 1.15 * 1.1 * 693e-6, 1e-6);
	close_night(&n);
}

static void test_another_model(void **state) {
	(void)state;
	struct night n;
	open_night(&n, 3000, 0, 0, 0);
	begin(&n, 10);
	edit(&n, "gpu model H200"); /* power-neutral: 700 W and the same overhead */
	assert_near(load_at(&n, 2999), n.base.load_mw[2999], 1e-6);
	begin(&n, 10);
	edit(&n, "gpu model B200"); /* 788 W of overhead; it keeps the cap */
	assert_near(load_at(&n, 2999), 32000 * 1.375 * (402 + 788) * 1e-6, 2e-3);
	close_night(&n);
}

static void test_a_training_that_is_held(void **state) {
	(void)state;
	struct night n;
	open_night(&n, 1500, 300, 0, 0);
	begin(&n, 10);
	edit(&n, "training hold");
	assert_near(load_at(&n, 600), n.base.load_mw[10], 1e-6); /* the record's job does not start here */
	edit(&n, "training start +700s");
	assert_near(load_at(&n, 699), n.base.load_mw[10], 1e-6);
	load_at(&n, 1499);
	assert_near((double)n.d.gpus.job, 32000, 0);
	assert_near(n.d.load_mw, 42.99, 0.05);
	close_night(&n);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_record_is_split),
		cmocka_unit_test(test_until_an_edit_it_is_the_record),
		cmocka_unit_test(test_a_cap_acts_in_two_parts),
		cmocka_unit_test(test_a_recorded_stall_stays_one),
		cmocka_unit_test(test_starting_the_job),
		cmocka_unit_test(test_fewer_gpus_online),
		cmocka_unit_test(test_an_assumption_about_the_site_was_always_so),
		cmocka_unit_test(test_another_model),
		cmocka_unit_test(test_a_training_that_is_held),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
