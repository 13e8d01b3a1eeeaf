/* Clocks of devices: the error is found from their events, what is usual is not taken for one, and nothing is said where too little is known. */
#include "device_clock.h"
#include "model_site.h"

static void report(struct event_list *list, int64_t t_ms, int64_t t_src_ms, const char *src) {
	struct event e = { .t_ms = t_ms, .t_src_ms = t_src_ms };
	snprintf(e.src, sizeof e.src, "%s", src);
	event_list_add(list, &e);
}

static double error_of(const struct device_clocks *c, const char *src) {
	const struct device_clock *clock = device_clocks_find(c, src);
	assert_non_null(clock);
	return clock->error_ms;
}

/* Devices with delays of 40 to 130 ms and jitter, clocks within 5 ms, and one that is off. */
static void finds_the_one_that_is_off(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	for (int round = 0; round < 50; round++) {
		struct event_list list = { 0 };
		struct device_clocks c;
		int devices = 4 + (int)(model_random(&seed) % 20), wrong = (int)(model_random(&seed) % (uint64_t)devices);
		int64_t off = 1000 + (int64_t)(model_random(&seed) % 100000) * (model_random(&seed) % 2 ? 1 : -1), latency[24], clock[24];
		if (off > -1000 && off < 1000)
			off = 1000;
		for (int i = 0; i < devices; i++) {
			latency[i] = 40 + (int64_t)(model_random(&seed) % 91);
			clock[i] = (int64_t)(model_random(&seed) % 9) - 4 + (i == wrong ? off : 0);
		}
		for (int k = 0; k < 200; k++) {
			int i = k < devices ? k : (int)(model_random(&seed) % (uint64_t)devices);
			char src[24];
			int64_t t = k * 10000;
			snprintf(src, sizeof src, "G%02d", i);
			report(&list, t + latency[i] + (int64_t)(model_random(&seed) % 7), t + clock[i], src);
		}
		device_clocks_estimate(&list, list.count, &c);
		for (int i = 0; i < devices; i++) {
			char src[24];
			snprintf(src, sizeof src, "G%02d", i);
			const struct device_clock *found = device_clocks_find(&c, src);
			assert_near(found->error_ms, (double)clock[i], 100);
			if (found->off != (i == wrong))
				fail_msg("round %d: %s %+.0f ms within %.0f: off %d, clock %+lld", round, src, found->error_ms, found->within_ms, found->off, (long long)clock[i]);
		}
		/* When it happened: within the spread of the delays, and never after it arrived. */
		for (size_t i = 0; i < list.count; i++) {
			struct happened h = device_clocks_span(&c, list.at[i].src, list.at[i].t_ms, list.at[i].t_src_ms);
			assert_true(h.from_ms <= h.to_ms && h.to_ms <= (double)list.at[i].t_ms);
			assert_near((h.from_ms + h.to_ms) / 2, (double)(i * 10000), 200);
		}
		device_clocks_free(&c);
		event_list_free(&list);
	}
}

static void says_nothing_where_little_is_known(void **state) {
	(void)state;
	struct event_list list = { 0 };
	struct device_clocks c;
	device_clocks_estimate(NULL, 0, &c);
	assert_int_equal(c.count, 0);
	device_clocks_free(&c);
	report(&list, 1000, 700, "G01");
	report(&list, 2000, TIME_NONE, "G02");
	report(&list, 3000, 2950, "G03");
	device_clocks_estimate(&list, list.count, &c);
	assert_true(isnan(error_of(&c, "G01"))); /* two clocks: which of them is right? */
	assert_false(device_clocks_find(&c, "G01")->off);
	assert_null(device_clocks_find(&c, "G02"));
	struct happened h = device_clocks_span(&c, "G01", 1000, 700);
	assert_near(h.from_ms, 700, 0);
	assert_near(h.to_ms, 1000, 0);
	h = device_clocks_span(&c, "G01", 1000, 1700); /* ahead: it has happened by when it arrived */
	assert_true(h.from_ms <= 1000 && h.to_ms <= 1000);
	h = device_clocks_span(&c, "G02", 2000, TIME_NONE);
	assert_near(h.from_ms, 2000, 0);
	device_clocks_free(&c);
	report(&list, 4000, 3940, "G04");
	device_clocks_estimate(&list, list.count, &c);
	assert_near(error_of(&c, "G01"), -240, 1e-9); /* -300 less the -60 that are usual */
	assert_near(error_of(&c, "G04"), 0, 1e-9);
	assert_true(device_clocks_find(&c, "G01")->off);
	device_clocks_free(&c);
	device_clocks_estimate(&list, 2, &c); /* earlier, that was not known */
	assert_true(isnan(error_of(&c, "G01")));
	device_clocks_free(&c);
	event_list_free(&list);
}

static void overlap(void **state) {
	(void)state;
	assert_true(happened_overlap((struct happened){ 1, 3 }, (struct happened){ 3, 4 }));
	assert_true(happened_overlap((struct happened){ 2, 3 }, (struct happened){ 1, 4 }));
	assert_false(happened_overlap((struct happened){ 1, 2 }, (struct happened){ 2.1, 4 }));
	assert_false(happened_overlap((struct happened){ 2.1, 4 }, (struct happened){ 1, 2 }));
}

static void many_devices_and_events_are_bounded(void **state) {
	(void)state;
	struct event_list list = { 0 };
	struct device_clocks c;
	for (int i = 0; i < 5000; i++) {
		char src[24];
		snprintf(src, sizeof src, "D%d", i);
		report(&list, i * 1000, i * 1000 - 50, src);
	}
	device_clocks_estimate(&list, list.count, &c);
	assert_in_range(c.count, 1, 1000);
	assert_near(c.usual_ms, -50, 0);
	assert_non_null(device_clocks_find(&c, "D4999")); /* the newest */
	device_clocks_free(&c);
	event_list_free(&list);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_one_that_is_off), cmocka_unit_test(says_nothing_where_little_is_known), cmocka_unit_test(overlap),
		cmocka_unit_test(many_devices_and_events_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
