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
	struct violation v = { VIOLATION_IMPORT, 0, T0, T0 + 6300, 10.063, 8, T0 };
	assert_string_equal(printed(&v, T0 + 60000), "TVA import over contract 10.06 MW of 8.00 for 6.3 s");
	v = (struct violation){ VIOLATION_SET_OVER, 1, T0, T0 + 300000, 2561.4, 2500, T0 };
	assert_string_equal(printed(&v, T0 + 600000), "G02 set over its maximum 2561 kW of 2500 for 5 min");
	v = (struct violation){ VIOLATION_UNSERVED, -1, T0, T0 + 3 * 3600000, 7.81, 0, T0 };
	assert_string_equal(printed(&v, T0), "load shed 7.81 MW for 3.0 h");
	v = (struct violation){ VIOLATION_RAMP, -1, T0, T0 + 1000, 0.48, 0.35, T0 };
	assert_string_equal(printed(&v, T0), "load moves faster than the sets ramp 0.480 MW/s of 0.350 for 1.0 s");
}

static void test_moments_and_what_goes_on(void **state) {
	(void)state;
	struct violation v = { VIOLATION_FEED_TRIP, 0, T0, T0, 11, 11, T0 };
	assert_string_equal(printed(&v, T0 + 5000), "TVA feed tripped by overload 11.00 MW");
	v = (struct violation){ VIOLATION_DEAD, 0, T0, TIME_NONE, 0, 60, T0 };
	assert_string_equal(printed(&v, T0 + 5000), "A bus dead for 5.0 s, and goes on");
}

static void test_it_fits_into_any_room(void **state) {
	(void)state;
	struct violation v = { VIOLATION_IMPORT, 0, T0, T0 + 6300, 10.063, 8, T0 };
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

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_object_size_limit_and_duration),
		cmocka_unit_test(test_moments_and_what_goes_on),
		cmocka_unit_test(test_it_fits_into_any_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
