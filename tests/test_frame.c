/* Frames: a value and its quality move together; a missing, a stale, a bad value and zero are four things. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "frame.h"

static struct site *small_site(size_t gens) {
	struct site *site = site_new();
	site->bus_count = 2;
	for (size_t i = 0; i < 2; i++) {
		site->bus[i].id[0] = (char)('A' + i);
		site->bus[i].nominal_kv = 13.8;
		site->bus[i].nominal_hz = 60;
	}
	site->gen_count = gens;
	site->gen = mem_zalloc(gens, sizeof *site->gen);
	site_finish(site);
	return site;
}

static void expect(const struct frame *f, enum metric_id id, size_t object, double value, enum quality quality, int64_t since_ms) {
	struct reading r = frame_get(f, id, object);
	if (isnan(value))
		assert_true(isnan(r.value));
	else
		assert_near(r.value, value, 0);
	assert_int_equal(r.quality, quality);
	assert_true(r.since_ms == since_ms);
}

static void test_reset_is_all_missing(void **state) {
	(void)state;
	struct site *site = small_site(14);
	struct frame f;
	frame_init(&f);
	assert_null(f.site);
	assert_true(f.t_ms == TIME_NONE);
	frame_reset(&f, site, 1234);
	assert_int_equal(f.count, site->column_count);
	assert_int_equal(f.t_ms, 1234);
	for (size_t g = 0; g < 14; g++)
		expect(&f, M_GEN_KW, g, NAN, QUALITY_MISSING, TIME_NONE);
	frame_set(&f, M_GEN_KW, 3, 1746);
	f.window_s = 60;
	frame_reset(&f, site, 1235);
	expect(&f, M_GEN_KW, 3, NAN, QUALITY_MISSING, TIME_NONE);
	assert_near(f.window_s, 0, 0);
	frame_free(&f);
	assert_null(f.value);
	site_free(site);
}

static void test_the_four_kinds(void **state) {
	(void)state;
	struct site *site = small_site(4);
	struct frame f;
	frame_init(&f);
	frame_reset(&f, site, 0);
	frame_set(&f, M_GEN_KW, 0, 0);
	frame_set(&f, M_GEN_KW, 1, 1746);
	frame_mark(&f, M_GEN_KW, 1, QUALITY_STALE, 99);
	frame_set(&f, M_GEN_KW, 2, 5);
	frame_mark(&f, M_GEN_KW, 2, QUALITY_BAD, 99);
	expect(&f, M_GEN_KW, 0, 0, QUALITY_GOOD, TIME_NONE);
	expect(&f, M_GEN_KW, 1, 1746, QUALITY_STALE, 99);
	expect(&f, M_GEN_KW, 2, 5, QUALITY_BAD, TIME_NONE);
	expect(&f, M_GEN_KW, 3, NAN, QUALITY_MISSING, TIME_NONE);
	assert_true(frame_good(&f, M_GEN_KW, 0));
	assert_false(frame_good(&f, M_GEN_KW, 1));
	frame_mark(&f, M_GEN_KW, 1, QUALITY_MISSING, 99);
	expect(&f, M_GEN_KW, 1, NAN, QUALITY_MISSING, TIME_NONE);
	frame_mark(&f, M_GEN_KW, 1, QUALITY_STALE, 7); /* stale without a last reading */
	expect(&f, M_GEN_KW, 1, NAN, QUALITY_STALE, 7);
	frame_mark(&f, M_GEN_KW, 1, QUALITY_GOOD, 7); /* there is nothing good about no value */
	expect(&f, M_GEN_KW, 1, NAN, QUALITY_MISSING, TIME_NONE);
	frame_free(&f);
	site_free(site);
}

static void test_what_is_not_finite_is_missing(void **state) {
	(void)state;
	struct site *site = small_site(1);
	struct frame f;
	frame_init(&f);
	frame_reset(&f, site, 0);
	const double bad[] = { NAN, INFINITY, -INFINITY };
	for (size_t i = 0; i < 3; i++) {
		frame_set(&f, M_GEN_KW, 0, 10);
		frame_set(&f, M_GEN_KW, 0, bad[i]);
		expect(&f, M_GEN_KW, 0, NAN, QUALITY_MISSING, TIME_NONE);
	}
	frame_free(&f);
	site_free(site);
}

static void test_labels(void **state) {
	(void)state;
	struct site *site = small_site(2);
	struct frame f;
	frame_init(&f);
	frame_reset(&f, site, 0);
	assert_int_equal(frame_label(&f, M_GEN_BREAKER, 0), -1);
	frame_set(&f, M_GEN_BREAKER, 0, BREAKER_OPEN);
	assert_int_equal(frame_label(&f, M_GEN_BREAKER, 0), BREAKER_OPEN);
	frame_set(&f, M_GEN_STATE, 1, GEN_OUT_OF_SERVICE);
	assert_int_equal(frame_label(&f, M_GEN_STATE, 1), GEN_OUT_OF_SERVICE);
	frame_mark(&f, M_GEN_STATE, 1, QUALITY_STALE, 0);
	assert_int_equal(frame_label(&f, M_GEN_STATE, 1), -1);
	frame_set(&f, M_GEN_STATE, 1, -1);
	assert_int_equal(frame_label(&f, M_GEN_STATE, 1), -1);
	frame_set(&f, M_GEN_STATE, 1, 1e300);
	assert_int_equal(frame_label(&f, M_GEN_STATE, 1), -1);
	frame_free(&f);
	site_free(site);
}

static void test_copy(void **state) {
	(void)state;
	struct site *small = small_site(1), *large = small_site(256);
	struct frame a, b, empty;
	frame_init(&a);
	frame_init(&b);
	frame_init(&empty);
	frame_reset(&a, large, 5);
	frame_set(&a, M_GEN_KW, 255, 1);
	frame_mark(&a, M_GEN_KW, 255, QUALITY_STALE, 3);
	frame_reset(&b, small, 1);
	frame_copy(&b, &a);
	assert_ptr_equal(b.site, large);
	assert_int_equal(b.t_ms, 5);
	assert_int_equal(b.count, a.count);
	assert_memory_equal(a.value, b.value, a.count * sizeof *a.value);
	assert_memory_equal(a.quality, b.quality, a.count);
	assert_memory_equal(a.since_ms, b.since_ms, a.count * sizeof *a.since_ms);
	frame_set(&b, M_GEN_KW, 255, 2);
	expect(&a, M_GEN_KW, 255, 1, QUALITY_STALE, 3); /* apart */
	frame_copy(&b, &b);
	expect(&b, M_GEN_KW, 255, 2, QUALITY_GOOD, TIME_NONE);
	frame_copy(&b, &empty);
	assert_int_equal(b.count, 0);
	assert_null(b.site);
	frame_reset(&b, small, 1); /* smaller than its room */
	expect(&b, M_GEN_KW, 0, NAN, QUALITY_MISSING, TIME_NONE);
	frame_free(&a);
	frame_free(&b);
	frame_free(&empty);
	site_free(small);
	site_free(large);
}

/* Lowest and highest go with a copy, and are gone when the frame is filled anew. */
static void test_the_range_of_a_window(void **state) {
	(void)state;
	struct site *small = small_site(1), *large = small_site(256);
	struct frame a, b;
	frame_init(&a);
	frame_init(&b);
	frame_reset(&a, small, 5);
	assert_false(a.ranged);
	assert_null(a.low); /* plain frames need none */
	frame_begin_range(&a);
	frame_reset(&a, large, 5); /* larger than the room */
	assert_false(a.ranged);
	frame_begin_range(&a);
	size_t last = large->column_count - 1;
	for (size_t i = 0; i <= last; i++)
		assert_true(isnan(a.low[i]) && isnan(a.high[i]));
	a.low[last] = -1;
	a.high[last] = 2;
	frame_copy(&b, &a);
	assert_true(b.ranged);
	assert_ptr_not_equal(a.low, b.low);
	assert_near(b.low[last], -1, 0);
	assert_near(b.high[last], 2, 0);
	frame_reset(&a, small, 6);
	frame_copy(&b, &a);
	assert_false(b.ranged);
	frame_free(&a);
	frame_free(&b);
	assert_null(b.low);
	site_free(small);
	site_free(large);
}

static void voltage(struct frame *f, double kv) {
	frame_set(f, M_BUS_KV, 0, kv);
	frame_set(f, M_BUS_HZ, 0, 60);
	frame_set(f, M_BUS_HZ_MIN, 0, 59.9);
	frame_set(f, M_BUS_HZ_MAX, 0, 60.1);
	frame_set(f, M_BUS_HZ, 1, 60);
	frame_apply_rules(f);
}

static void test_a_dead_bus_has_no_frequency(void **state) {
	(void)state;
	struct site *site = small_site(0);
	struct frame f;
	frame_init(&f);
	frame_reset(&f, site, 0);
	voltage(&f, 13.8 * 0.2);
	expect(&f, M_BUS_HZ, 0, 60, QUALITY_GOOD, TIME_NONE); /* exactly 20 % is alive */
	assert_false(frame_bus_dead(&f, 0));
	voltage(&f, 13.8 * 0.2 - 0.001);
	assert_true(frame_bus_dead(&f, 0));
	assert_int_equal(f.dead_told, 1); /* what was read of the lowest is kept beside it, for the sample in which the bus died */
	assert_near(f.dead_hz[0], 59.9, 1e-12);
	expect(&f, M_BUS_HZ, 0, NAN, QUALITY_BAD, TIME_NONE);
	expect(&f, M_BUS_HZ_MIN, 0, NAN, QUALITY_BAD, TIME_NONE);
	expect(&f, M_BUS_HZ_MAX, 0, NAN, QUALITY_BAD, TIME_NONE);
	expect(&f, M_BUS_KV, 0, 13.8 * 0.2 - 0.001, QUALITY_GOOD, TIME_NONE);
	expect(&f, M_BUS_HZ, 1, 60, QUALITY_GOOD, TIME_NONE); /* another bus */
	voltage(&f, 0);
	expect(&f, M_BUS_HZ, 0, NAN, QUALITY_BAD, TIME_NONE);
	/* What was not read is missing, dead bus or not. */
	frame_set(&f, M_BUS_HZ_MIN, 0, NAN);
	frame_apply_rules(&f);
	expect(&f, M_BUS_HZ_MIN, 0, NAN, QUALITY_MISSING, TIME_NONE);
	expect(&f, M_BUS_HZ_MAX, 0, NAN, QUALITY_BAD, TIME_NONE);
	assert_int_equal(f.dead_told, 0); /* there is nothing to keep */
	/* A voltage that is not known says nothing, nor does one without a nominal. */
	voltage(&f, NAN);
	expect(&f, M_BUS_HZ, 0, 60, QUALITY_GOOD, TIME_NONE);
	frame_set(&f, M_BUS_KV, 0, 1);
	frame_mark(&f, M_BUS_KV, 0, QUALITY_STALE, 0);
	assert_false(frame_bus_dead(&f, 0));
	site->bus[0].nominal_kv = NAN;
	voltage(&f, 0);
	assert_false(frame_bus_dead(&f, 0));
	frame_free(&f);
	site_free(site);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reset_is_all_missing),
		cmocka_unit_test(test_the_four_kinds),
		cmocka_unit_test(test_what_is_not_finite_is_missing),
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_the_range_of_a_window),
		cmocka_unit_test(test_a_dead_bus_has_no_frequency),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
