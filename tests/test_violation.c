/* Violations in words. */
#include "violation.h"

#include "model_site.h"

static const char *printed(const struct violation *v, int64_t now_ms) {
	static char out[160];
	struct site *site = model_site(1, 2);
	violation_print(v, site, now_ms, out, sizeof out);
	site_free(site);
	return out;
}

static void test_object_size_limit_and_duration(void **state) {
	(void)state;
	struct violation v = { VIOLATION_IMPORT, 0, T0, T0 + 6300, 10.063, 8, T0, false };
	assert_string_equal(printed(&v, T0 + 60000), "TVA import over contract 10.06 MW of 8.00 for 6.3 s");
	v = (struct violation){ VIOLATION_SET_OVER, 1, T0, T0 + 300000, 2561.4, 2500, T0, false };
	assert_string_equal(printed(&v, T0 + 600000), "G02 set over its maximum 2561 kW of 2500 for 5 min");
	v = (struct violation){ VIOLATION_UNSERVED, -1, T0, T0 + 3 * 3600000, 7.81, 0, T0, false };
	assert_string_equal(printed(&v, T0), "load shed 7.81 MW for 3.0 h");
	v = (struct violation){ VIOLATION_RAMP, -1, T0, T0 + 1000, 0.48, 0.35, T0, false };
	assert_string_equal(printed(&v, T0), "load moves faster than the sets ramp 0.480 MW/s of 0.350 for 1.0 s");
}

/* In narrow places the unit stays; a duration goes before it. */
static void test_brief_keeps_the_unit(void **state) {
	(void)state;
	struct violation v = { VIOLATION_IMPORT, 0, T0, T0 + 6300, 10.063, 8, T0, false };
	struct site *site = model_site(1, 2);
	char out[80];
	assert_string_equal(violation_brief(&v, site, T0, 40, out, sizeof out), "TVA import 10.06/8.00 MW 6.3 s");
	assert_string_equal(violation_brief(&v, site, T0, 28, out, sizeof out), "TVA import 10.06/8 MW 6.3 s");
	assert_string_equal(violation_brief(&v, site, T0, 22, out, sizeof out), "TVA import 10.06/8 MW");
	v = (struct violation){ VIOLATION_SET_OVER, 1, T0, T0 + 300000, 2561.4, 2500, T0, false };
	assert_string_equal(violation_brief(&v, site, T0, 27, out, sizeof out), "G02 over max 2561/2500 kW");
	site_free(site);
}

static void test_moments_and_what_goes_on(void **state) {
	(void)state;
	struct violation v = { VIOLATION_FEED_TRIP, 0, T0, T0, 11, 11, T0, false };
	assert_string_equal(printed(&v, T0 + 5000), "TVA feed tripped by overload 11.00 MW");
	v = (struct violation){ VIOLATION_DEAD, 0, T0, TIME_NONE, 0, 60, T0, false };
	assert_string_equal(printed(&v, T0 + 5000), "bus A dead for 5.0 s, and goes on");
}

static void test_it_fits_into_any_room(void **state) {
	(void)state;
	struct violation v = { VIOLATION_IMPORT, 0, T0, T0 + 6300, 10.063, 8, T0, false };
	struct site *site = model_site(1, 2);
	for (size_t size = 0; size < 64; size++) {
		char out[64];
		memset(out, 'x', sizeof out);
		violation_print(&v, site, T0, out, size);
		assert_true(size == 0 ? out[0] == 'x' : strlen(out) < size);
		assert_true(size == sizeof out || out[size] == 'x');
	}
	site_free(site);
}

/* The naive way: every pair. */
static bool overlaps_any(const struct violation *v, const struct violation *others, size_t count) {
	double most = 0;
	int64_t lasts_ms = 0;
	bool any = false, stands = false;
	for (size_t i = 0; i < count; i++) {
		const struct violation *o = &others[i];
		if (o->kind != v->kind || o->object != v->object || (o->end_ms != TIME_NONE && o->end_ms + VIOLATION_AGAIN_MS < v->start_ms) ||
		    (v->end_ms != TIME_NONE && v->end_ms + VIOLATION_AGAIN_MS < o->start_ms))
			continue;
		any = true;
		most = fmax(most, fabs(o->size - o->limit));
		stands = stands || o->end_ms == TIME_NONE;
		lasts_ms += o->end_ms == TIME_NONE ? 0 : o->end_ms - o->start_ms;
	}
	bool longer = !stands && (v->end_ms == TIME_NONE || v->end_ms - v->start_ms > 2 * lasts_ms + 30000);
	return any && !longer && fabs(v->size - v->limit) <= 1.5 * most + 1e-9;
}

/* Violations in the order of their start, those of one kind and object one after another; the last of each may stand. */
static size_t some(uint64_t *rng, struct violation *out, size_t room) {
	int64_t free_from[2][3] = { { 0 } };
	size_t count = 0;
	for (int64_t t = T0; count < room; t += (int64_t)(model_random(rng) % 20000)) {
		int kind = (int)(model_random(rng) % 2), object = (int)(model_random(rng) % 3) - 1;
		int64_t *free_ms = &free_from[kind][object + 1];
		if (t < *free_ms)
			continue;
		bool stands = model_random(rng) % 12 == 0;
		int64_t end = t + (int64_t)(model_random(rng) % 30000);
		out[count++] = (struct violation){ kind ? VIOLATION_HZ : VIOLATION_IMPORT, object, t, stands ? TIME_NONE : end, 1 + (double)(model_random(rng) % 20) / 10, 0, t, model_random(rng) % 2 == 0 };
		*free_ms = stands ? INT64_MAX : end + VIOLATION_AGAIN_MS + 1;
		if (free_from[0][0] == INT64_MAX && free_from[0][1] == INT64_MAX && free_from[0][2] == INT64_MAX)
			break;
	}
	return count;
}

static void test_what_the_baseline_has_too(void **state) {
	(void)state;
	uint64_t rng = model_seed();
	struct violation a[40], b[40];
	size_t marked = 0, others = 0;
	for (int n = 0; n < 300; n++) {
		size_t count = some(&rng, a, 40), with = some(&rng, b, 40);
		violations_compare(a, count, b, with);
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(a[i].baseline, overlaps_any(&a[i], b, with));
			marked += a[i].baseline;
			others += !a[i].baseline;
		}
	}
	assert_true(marked > 100 && others > 100);
	violations_compare(a, 1, NULL, 0);
	assert_false(a[0].baseline);
	/* 24 minutes at 10.91 MW are not the 3 s at 8.76 MW that the recording has at the same time */
	a[0] = (struct violation){ VIOLATION_IMPORT, 0, T0, TIME_NONE, 10.91, 8, T0, true };
	b[0] = (struct violation){ VIOLATION_IMPORT, 0, T0, T0 + 3000, 8.76, 8, T0, false };
	violations_compare(a, 1, b, 1);
	assert_false(a[0].baseline);
	a[0] = b[0];
	violations_compare(a, 1, b, 1);
	assert_true(a[0].baseline);
	a[0] = (struct violation){ VIOLATION_IMPORT, 0, T0, T0 + 6300, 10.063, 8, T0, true };
	assert_string_equal(printed(&a[0], T0 + 60000), "TVA import over contract 10.06 MW of 8.00 for 6.3 s, also without the edits");
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_object_size_limit_and_duration),
		cmocka_unit_test(test_brief_keeps_the_unit),
		cmocka_unit_test(test_moments_and_what_goes_on),
		cmocka_unit_test(test_it_fits_into_any_room),
		cmocka_unit_test(test_what_the_baseline_has_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
