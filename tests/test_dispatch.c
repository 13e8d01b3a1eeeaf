/* The dispatch: the figures of DOMAIN.md "Dynamics" in parallel with the grid, the lives of sets and feeds, and the balance always. */
#include "dispatch_site.h"

#include "dispatch.h"

static void edit(struct dispatch *d, enum edit_verb verb, int object, double number) {
	struct edit e = { .verb = verb, .object = object, .number = number };
	dispatch_edit(d, &e);
}

static void assert_balance(const struct dispatch *d) {
	assert_near(dispatch_sets_mw(d) + dispatch_feeds_mw(d) + d->unserved_mw, d->load_mw, 1e-9);
	for (size_t i = 0; i < d->site->gen_count; i++) {
		assert_true(d->gen[i].kw >= 0 && d->gen[i].kw <= dispatch_gen_max_kw(d, i) + 1e-9);
		assert_true(d->gen[i].closed || d->gen[i].kw == 0);
	}
}

static void run(struct dispatch *d, double load_mw, int64_t ms, int64_t step_ms) {
	for (int64_t t = 0; t < ms; t += step_ms) {
		dispatch_step(d, load_mw, step_ms);
		assert_balance(d);
	}
}

static struct dispatch settled(double load_mw) {
	struct dispatch d;
	dispatch_init(&d, site, 0);
	dispatch_settle(&d, load_mw);
	assert_balance(&d);
	return d;
}

/* Tells what happens to d into a list that stands until the next call. */
static void listen_to(struct dispatch *d) {
	static struct dispatch_events events;
	events.count = 0;
	d->events = &events;
}

static size_t count_in(const struct dispatch *d, enum gen_state state) {
	size_t n = 0;
	for (size_t i = 0; i < d->site->gen_count; i++)
		n += d->gen[i].state == state;
	return n;
}

/* Of the first event of that kind; TIME_NONE. */
static int64_t happened(const struct dispatch *d, enum dispatch_kind kind) {
	for (size_t i = 0; i < d->events->count; i++)
		if (d->events->at[i].kind == kind)
			return d->events->at[i].t_ms;
	return TIME_NONE;
}

static void test_shares_and_holds_the_feed(void **state) {
	(void)state;
	struct dispatch d = settled(30.49);
	assert_int_equal(count_in(&d, GEN_LOADED), 14);
	assert_near(dispatch_feeds_mw(&d), 7.82, 0.001);
	for (size_t i = 0; i < 14; i++)
		assert_near(d.gen[i].kw, 22.67e3 / 14, 0.1);
	run(&d, 30.49, 60000, 1000);
	assert_near(dispatch_feeds_mw(&d), 7.82, 0.001);
	edit(&d, EDIT_GEN_MAX, 3, 1250); /* in proportion to what each can give */
	run(&d, 30.49, 120000, 1000);
	assert_near(d.gen[3].kw * 2, d.gen[4].kw, 0.1);
	edit(&d, EDIT_FEED_IMPORT, 0, 4.2);
	run(&d, 30.49, 60000, 1000);
	assert_near(dispatch_feeds_mw(&d), 4.2, DISPATCH_BAND_MW);
}

/* One of 14 trips at 2,243 kW with 7.82 MW of import: 10.06 MW, below 8 MW after 6.3 s. */
static void test_trip_goes_to_the_feed_first(void **state) {
	(void)state;
	double load = 14 * 2.243 + 7.82, highest = 0;
	int64_t back_ms = 0;
	struct dispatch d = settled(load);
	edit(&d, EDIT_GEN_TRIP, 6, 0);
	while (dispatch_feeds_mw(&d) > 8 || back_ms < 1000) {
		dispatch_step(&d, load, 10);
		assert_balance(&d);
		highest = fmax(highest, dispatch_feeds_mw(&d));
		back_ms += 10;
		assert_true(back_ms < 10000);
	}
	assert_near(highest, 10.06, 0.01);
	assert_near((double)back_ms / 1000, 6.3, 0.15);
	assert_int_equal(count_in(&d, GEN_LOADED), 13);
	assert_near(d.gen[0].kw, 2243 + (double)(back_ms - 80) * 0.025, 6);
}

static void test_trip_opens_then_locks_out(void **state) {
	(void)state;
	struct dispatch d = settled(30.49), coarse = d;
	edit(&d, EDIT_GEN_TRIP, 6, 0);
	assert_int_equal(d.gen[6].state, GEN_TRIPPED);
	run(&d, 30.49, 70, 10);
	assert_true(d.gen[6].closed);
	run(&d, 30.49, 20, 10);
	assert_false(d.gen[6].closed);
	assert_int_equal(d.gen[6].state, GEN_TRIPPED);
	run(&d, 30.49, 70, 10);
	assert_int_equal(d.gen[6].state, GEN_LOCKOUT);
	/* The same times from one long step. */
	listen_to(&coarse);
	edit(&coarse, EDIT_GEN_TRIP, 6, 0);
	run(&coarse, 30.49, 1000, 1000);
	assert_true(happened(&coarse, HAPPENED_TRIP) == 0);
	assert_true(happened(&coarse, HAPPENED_OPEN) == DISPATCH_BREAKER_MS);
	assert_true(happened(&coarse, HAPPENED_LOCKOUT) == DISPATCH_LOCKOUT_MS);
}

static void test_a_tripped_set_stays_until_restored(void **state) {
	(void)state;
	struct dispatch d = settled(30.49);
	edit(&d, EDIT_GEN_TRIP, 6, 0);
	run(&d, 30.49, 600000, 1000);
	edit(&d, EDIT_GEN_START, 6, 0);
	run(&d, 30.49, 600000, 1000);
	assert_int_equal(d.gen[6].state, GEN_LOCKOUT);
	edit(&d, EDIT_GEN_RESTORE, 6, 0);
	assert_int_equal(d.gen[6].state, GEN_STOPPED);
	run(&d, 30.49, 200000, 1000);
	assert_int_equal(d.gen[6].state, GEN_LOADED);
	assert_near(d.gen[6].kw, 22.67e3 / 14, 5);
}

static void test_start_takes_its_time(void **state) {
	(void)state;
	struct dispatch d;
	dispatch_init(&d, site, 0);
	listen_to(&d);
	edit(&d, EDIT_GEN_START, 2, 0);
	run(&d, 4, 1000, 100);
	assert_int_equal(d.gen[2].state, GEN_STARTING);
	run(&d, 4, 20000, 100);
	assert_int_equal(d.gen[2].state, GEN_RUNNING);
	run(&d, 4, 30000, 100);
	assert_int_equal(d.gen[2].state, GEN_SYNCHRONISING);
	assert_false(d.gen[2].closed);
	run(&d, 4, 10000, 100);
	assert_int_equal(d.gen[2].state, GEN_LOADED);
	assert_true(d.gen[2].kw <= 25 * 1.1);
	assert_true(happened(&d, HAPPENED_CLOSE) >= 59900 && happened(&d, HAPPENED_CLOSE) <= 60000);
	run(&d, 4, 60000, 100);
	assert_near(d.gen[2].kw, 750, 1e-9); /* its least, although the feed could carry all */
	assert_near(dispatch_feeds_mw(&d), 3.25, 1e-9);
}

static void test_stop_unloads_cools_stops(void **state) {
	(void)state;
	struct dispatch d = settled(30.49);
	edit(&d, EDIT_GEN_STOP, 2, 0);
	run(&d, 30.49, 10000, 1000);
	assert_int_equal(d.gen[2].state, GEN_UNLOADING);
	assert_near(d.gen[2].kw, 1619.3 - 250, 1);
	run(&d, 30.49, 60000, 1000);
	assert_int_equal(d.gen[2].state, GEN_COOLING);
	assert_false(d.gen[2].closed);
	run(&d, 30.49, DISPATCH_COOLING_MS, 1000);
	assert_int_equal(d.gen[2].state, GEN_STOPPED);
	run(&d, 30.49, 600000, 1000);
	assert_int_equal(d.gen[2].state, GEN_STOPPED); /* by hand, so it stays */
	assert_near(dispatch_feeds_mw(&d), 7.82, DISPATCH_BAND_MW);
}

/* Sets start one after another as the load allows 750 kW for each beside the feed's share, and leave when it has gone for long. */
static void test_commits_by_load(void **state) {
	(void)state;
	struct dispatch d;
	size_t last = 0;
	dispatch_init(&d, site, 0);
	for (int i = 0; i < 7200; i++) {
		dispatch_step(&d, 15.0 * i / 7200, 1000);
		assert_balance(&d);
		size_t on = 14 - count_in(&d, GEN_STOPPED);
		assert_true(on >= last && on <= last + 1);
		assert_true((double)on * 0.75 <= d.load_mw);
		assert_true(on == 0 || d.gen[on - 1].state != GEN_STOPPED); /* in their order */
		last = on;
	}
	assert_int_equal(last, 14);
	assert_true(dispatch_feeds_mw(&d) >= 0);
	run(&d, 3, 4 * 3600000, 1000);
	assert_true(count_in(&d, GEN_LOADED) <= 2);
	assert_true(count_in(&d, GEN_LOADED) == 0 || d.gen[0].state == GEN_LOADED); /* the last first */
	assert_true(dispatch_feeds_mw(&d) >= 0);
}

static void test_feed_trips_after_its_time(void **state) {
	(void)state;
	struct dispatch below = settled(45.99);
	run(&below, 45.99, 60000, 1000);
	assert_true(below.feed[0].closed);
	struct dispatch above = settled(46.01);
	listen_to(&above);
	run(&above, 46.01, 9000, 1000);
	assert_true(above.feed[0].closed);
	run(&above, 46.01, 1000, 1000);
	assert_false(above.feed[0].closed);
	assert_true(happened(&above, HAPPENED_FEED_TRIP) == 10000);
	assert_near(above.unserved_mw, 46.01 - 35, 1e-6);
}

static void test_feed_lost_sets_take_what_they_can(void **state) {
	(void)state;
	struct dispatch d = settled(30.49);
	edit(&d, EDIT_FEED_LOSE, 0, 0);
	assert_true(dispatch_island(&d));
	dispatch_step(&d, 30.49, 100);
	assert_balance(&d);
	assert_near(dispatch_feeds_mw(&d), 0, 0);
	/* 14 blocks of 500 kW at once, the rest of 7.82 MW by ramp. */
	assert_near(d.unserved_mw, 7.82 - 7 - 0.035, 0.01);
	run(&d, 30.49, 5000, 100);
	assert_near(d.unserved_mw, 0, 1e-9);
	run(&d, 20, 1000, 1000); /* less load: never more from the sets than it takes */
	assert_near(dispatch_sets_mw(&d), 20, 1e-9);
	edit(&d, EDIT_FEED_RESTORE, 0, 0);
	run(&d, 30.49, 120000, 1000);
	assert_near(dispatch_feeds_mw(&d), 7.82, DISPATCH_BAND_MW);
}

static void test_load_that_falls_sends_power_out(void **state) {
	(void)state;
	struct dispatch d = settled(42.99);
	dispatch_step(&d, 42.99 - 12.5, 100);
	assert_true(dispatch_feeds_mw(&d) < -4);
	run(&d, 42.99 - 12.5, 16000, 100); /* 0.35 MW/s until nothing goes out */
	assert_true(dispatch_feeds_mw(&d) > -0.01);
	double import = dispatch_feeds_mw(&d);
	run(&d, 42.99 - 12.5, 10000, 100); /* then at a fifth of it */
	assert_near(dispatch_feeds_mw(&d) - import, 0.7, 0.05);
}

static void test_promises_replace_the_limit(void **state) {
	(void)state;
	struct site *promised = model_site(1, 14);
	struct dispatch d;
	promised->feed[0].promise_count = 1;
	promised->feed[0].promise[0] = (struct promise){ 10000, 50 };
	dispatch_init(&d, promised, 0);
	struct dispatch slipped = d;
	struct edit e = { .verb = EDIT_FEED_PROMISE, .object = 0, .number = 50, .when_ms = 20000 };
	dispatch_edit(&slipped, &e);
	run(&d, 5, 9000, 1000);
	assert_near(d.feed[0].limit_mw, 8, 0);
	run(&d, 5, 1000, 1000);
	assert_near(d.feed[0].limit_mw, 50, 0);
	run(&slipped, 5, 19000, 1000);
	assert_near(slipped.feed[0].limit_mw, 8, 0);
	run(&slipped, 5, 1000, 1000);
	assert_near(slipped.feed[0].limit_mw, 50, 0);
	assert_int_equal(slipped.feed[0].promise_count, 0);
	site_free(promised);
}

static void test_hot_air_derates(void **state) {
	(void)state;
	struct dispatch d = settled(42.99);
	edit(&d, EDIT_SITE_INLET, -1, 40);
	run(&d, 42.99, 2000, 1000);
	assert_near(dispatch_gen_max_kw(&d, 0), 2250, 1e-9);
	assert_near(dispatch_sets_mw(&d), 31.5, 1e-9);
	assert_near(dispatch_feeds_mw(&d), 11.49, 1e-9);
}

static void test_no_power_left_is_out_of_service(void **state) {
	(void)state;
	struct dispatch d = settled(30.49);
	edit(&d, EDIT_GEN_MAX, 6, 0);
	assert_int_equal(d.gen[6].state, GEN_OUT_OF_SERVICE);
	assert_false(d.gen[6].closed);
	run(&d, 30.49, 60000, 1000);
	assert_near(dispatch_feeds_mw(&d), 7.82, DISPATCH_BAND_MW);
	edit(&d, EDIT_GEN_MAX, 6, 2000);
	run(&d, 30.49, 200000, 1000);
	assert_int_equal(d.gen[6].state, GEN_LOADED);
}

static void test_a_faulty_set_gives_its_share_to_others(void **state) {
	(void)state;
	struct dispatch d = settled(30.49);
	dispatch_set_ceiling(&d, 10, 1000);
	run(&d, 30.49, 60000, 1000);
	assert_near(d.gen[10].kw, 1000, 1e-9);
	assert_near(d.gen[0].kw, (22.67e3 - 1000) / 13, 1);
}

static void test_sizes(void **state) {
	(void)state;
	static const size_t feeds[] = { 0, 1, 3, 8 }, sets[] = { 0, 1, 14, 40, 256 };
	for (size_t f = 0; f < 4; f++) {
		for (size_t g = 0; g < 5; g++) {
			struct site *s = model_site(feeds[f], sets[g]);
			struct dispatch d;
			dispatch_init(&d, s, 0);
			dispatch_settle(&d, 12);
			edit(&d, EDIT_GEN_TRIP, -1, 0);
			run(&d, 12, 5000, 1000);
			edit(&d, EDIT_GEN_RESTORE, -1, 0);
			run(&d, 12, 300000, 1000);
			run(&d, 0, 5000, 1000);
			site_free(s);
		}
	}
}

static void test_a_copy_is_a_branch(void **state) {
	(void)state;
	struct dispatch d = settled(30.49), same = d, branch = d;
	edit(&branch, EDIT_GEN_TRIP, 6, 0);
	run(&branch, 30.49, 60000, 1000);
	run(&d, 30.49, 60000, 1000);
	run(&same, 30.49, 60000, 1000);
	assert_memory_equal(&d, &same, sizeof d);
	assert_int_equal(d.gen[6].state, GEN_LOADED);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shares_and_holds_the_feed), cmocka_unit_test(test_trip_goes_to_the_feed_first),
		cmocka_unit_test(test_trip_opens_then_locks_out), cmocka_unit_test(test_a_tripped_set_stays_until_restored),
		cmocka_unit_test(test_start_takes_its_time), cmocka_unit_test(test_stop_unloads_cools_stops), cmocka_unit_test(test_commits_by_load),
		cmocka_unit_test(test_feed_trips_after_its_time), cmocka_unit_test(test_feed_lost_sets_take_what_they_can),
		cmocka_unit_test(test_load_that_falls_sends_power_out), cmocka_unit_test(test_promises_replace_the_limit),
		cmocka_unit_test(test_hot_air_derates), cmocka_unit_test(test_no_power_left_is_out_of_service),
		cmocka_unit_test(test_a_faulty_set_gives_its_share_to_others), cmocka_unit_test(test_sizes), cmocka_unit_test(test_a_copy_is_a_branch),
	};
	return cmocka_run_group_tests(tests, make_site, free_site);
}
