/* What the dispatch makes of a frame: states and commands of sets, those without data, feeds, promises, and the import that it holds. */
#include "model_site.h"

#include "dispatch.h"

static struct site *site;
static struct frame frame;
static struct dispatch d;

static int begin(void **state) {
	(void)state;
	site = model_site(2, 14);
	frame_init(&frame);
	model_frame(&frame, site, T0);
	return 0;
}

static int end(void **state) {
	(void)state;
	frame_free(&frame);
	site_free(site);
	return 0;
}

static void adopt(const double *last_kw) {
	dispatch_adopt(&d, site, &frame, last_kw);
}

static void step(double load_mw, int seconds) {
	for (int i = 0; i < seconds; i++)
		dispatch_step(&d, load_mw, 1000);
}

static double total_mw(void) {
	return dispatch_sets_mw(&d) + dispatch_feeds_mw(&d);
}

static void test_the_first_steps_move_nothing(void **state) {
	(void)state;
	static struct dispatch was;
	adopt(NULL);
	was = d;
	assert_true(d.t_ms == T0);
	assert_near(d.load_mw, 30.49 + 7.82, 1e-9);
	step(total_mw(), 60);
	for (size_t i = 0; i < 14; i++)
		assert_near(d.gen[i].kw, was.gen[i].kw, 1e-9);
	frame_set(&frame, M_GEN_MAX_KW, 4, 1250);
	frame_set(&frame, M_GEN_KW, 4, 1260); /* by its meter */
	adopt(NULL);
	assert_near(d.gen[4].max_kw, 1250, 0);
	assert_near(d.gen[4].kw, 1250, 0);
}

static void test_sets_without_data_carry_on(void **state) {
	(void)state;
	double last_kw[14];
	for (size_t i = 0; i < 14; i++)
		last_kw[i] = i == 2 ? 1500 : NAN;
	model_mark(&frame, CLASS_GEN, 2, QUALITY_MISSING);
	model_mark(&frame, CLASS_GEN, 3, QUALITY_MISSING);
	adopt(last_kw);
	assert_int_equal(d.gen[2].state, GEN_LOADED);
	assert_true(d.gen[2].closed);
	assert_near(d.gen[2].kw, 1500, 0);
	assert_int_equal(d.gen[3].state, GEN_STOPPED);
	assert_false(d.gen[3].closed);
	adopt(NULL);
	assert_int_equal(d.gen[2].state, GEN_STOPPED);
}

static void put_gen(size_t i, enum gen_state state, enum gen_mode mode) {
	frame_set(&frame, M_GEN_STATE, i, state);
	frame_set(&frame, M_GEN_MODE, i, mode);
	if (state == GEN_LOADED || state == GEN_UNLOADING)
		return;
	frame_set(&frame, M_GEN_BREAKER, i, BREAKER_OPEN);
	frame_set(&frame, M_GEN_KW, i, 0);
}

/* What a person put in manual stays as it is; what is off stays off; what runs through its states goes on. */
static void test_states_and_commands(void **state) {
	(void)state;
	put_gen(0, GEN_LOADED, MODE_MANUAL);
	put_gen(1, GEN_STOPPED, MODE_MANUAL);
	put_gen(2, GEN_STOPPED, MODE_OFF);
	put_gen(3, GEN_OUT_OF_SERVICE, MODE_AUTO);
	put_gen(4, GEN_TRIPPED, MODE_AUTO);
	put_gen(5, GEN_LOCKOUT, MODE_AUTO);
	put_gen(6, GEN_STARTING, MODE_AUTO);
	put_gen(7, GEN_COOLING, MODE_AUTO);
	put_gen(8, GEN_UNLOADING, MODE_AUTO);
	put_gen(9, GEN_STOPPED, MODE_AUTO);
	adopt(NULL);
	assert_int_equal(d.gen[0].command, COMMAND_START);
	assert_int_equal(d.gen[1].command, COMMAND_STOP);
	assert_int_equal(d.gen[2].state, GEN_OUT_OF_SERVICE);
	step(45, 1);
	assert_int_equal(d.gen[4].state, GEN_LOCKOUT);
	step(45, 29);
	assert_int_equal(d.gen[6].state, GEN_RUNNING);
	step(45, 300);
	static const enum gen_state then[] = {
		GEN_LOADED, GEN_STOPPED, GEN_OUT_OF_SERVICE, GEN_OUT_OF_SERVICE, GEN_LOCKOUT, GEN_LOCKOUT, GEN_LOADED, GEN_LOADED, GEN_LOADED, GEN_LOADED,
	};
	for (size_t i = 0; i < sizeof then / sizeof *then; i++)
		if (d.gen[i].state != then[i])
			fail_msg("set %zu is in state %d, not %d", i, d.gen[i].state, then[i]);
}

static void test_feeds_stand_as_measured(void **state) {
	(void)state;
	frame_set(&frame, M_FEED_LIMIT_MW, 0, 12);
	frame_set(&frame, M_FEED_MW, 0, 9);
	frame_set(&frame, M_FEED_BREAKER, 1, BREAKER_OPEN);
	frame_set(&frame, M_FEED_MW, 1, 0);
	adopt(NULL);
	assert_true(d.feed[0].closed && !d.feed[1].closed);
	assert_near(d.feed[0].limit_mw, 12, 0);
	assert_near(d.feed[0].mw, 9, 0);
	frame_set(&frame, M_FEED_BREAKER, 1, BREAKER_CLOSED);
	frame_set(&frame, M_FEED_KV, 1, 0.1); /* no voltage */
	adopt(NULL);
	assert_false(d.feed[1].closed);
	frame_set(&frame, M_FEED_KV, 0, 0);
	adopt(NULL);
	assert_true(dispatch_island(&d));
}

static void test_promises_to_come_remain(void **state) {
	(void)state;
	site->feed[0].promise_count = 2;
	site->feed[0].promise[0] = (struct promise){ T0, 30 };
	site->feed[0].promise[1] = (struct promise){ T0 + 10000, 50 };
	adopt(NULL);
	assert_int_equal(d.feed[0].promise_count, 1);
	step(total_mw(), 9);
	assert_near(d.feed[0].limit_mw, 8, 0); /* the frame's, not that of a promise that did not come */
	step(d.load_mw, 1);
	assert_near(d.feed[0].limit_mw, 50, 0);
}

/* Two feeds that are held at different powers, both below the contract: they stay where they were while the load moves. */
static void test_the_recorded_import_is_held(void **state) {
	(void)state;
	frame_set(&frame, M_FEED_MW, 0, 5);
	frame_set(&frame, M_FEED_MW, 1, 5);
	adopt(NULL);
	step(total_mw() + 1, 60);
	assert_near(dispatch_feeds_mw(&d), 10, DISPATCH_BAND_MW);
	/* Between the margin and the contract: held at the margin. Over it, or below the least import: as if it had not been measured. */
	frame_set(&frame, M_FEED_MW, 0, 7.95);
	frame_set(&frame, M_FEED_MW, 1, 8.5);
	adopt(NULL);
	assert_near(d.feed[0].import_mw, 7.82, 1e-9);
	assert_true(isnan(d.feed[1].import_mw));
	frame_set(&frame, M_FEED_MW, 1, -0.5);
	adopt(NULL);
	assert_true(isnan(d.feed[1].import_mw));
}

/* Sets at their minimum regulate nothing: what was imported then is what was left of the load. */
static void test_sets_at_minimum_hold_no_import(void **state) {
	(void)state;
	for (size_t i = 0; i < 14; i++)
		frame_set(&frame, M_GEN_KW, i, 760);
	frame_set(&frame, M_FEED_MW, 0, 3);
	adopt(NULL);
	assert_true(isnan(d.feed[0].import_mw));
	step(total_mw() + 3, 60);
	assert_near(dispatch_sets_mw(&d), 10.5, 0.15); /* the feeds have room yet */
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_first_steps_move_nothing, begin, end),
		cmocka_unit_test_setup_teardown(test_sets_without_data_carry_on, begin, end),
		cmocka_unit_test_setup_teardown(test_states_and_commands, begin, end),
		cmocka_unit_test_setup_teardown(test_feeds_stand_as_measured, begin, end),
		cmocka_unit_test_setup_teardown(test_promises_to_come_remain, begin, end),
		cmocka_unit_test_setup_teardown(test_the_recorded_import_is_held, begin, end),
		cmocka_unit_test_setup_teardown(test_sets_at_minimum_hold_no_import, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
