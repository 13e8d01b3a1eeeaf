/* The dynamics of an island against the figures of DOMAIN.md "Dynamics", and against what must hold whatever the figures are. */
#include "support.h"

#include <string.h>

#include "random.h"
#include "swing.h"

#define SETS_MOST 16
#define SITE_SETS 14

/* Big; the tests use one after the other. */
static struct swing swing;
static struct swing_set sets[SETS_MOST];

/* `count` sets of the site that share `mw` alike, and a load of that. */
static struct swing_case site_case(size_t count, double mw) {
	struct site_gen gen = site_gen_default();
	for (size_t i = 0; i < count; i++)
		sets[i] = swing_set_of(&gen, mw / (double)count, 2.5);
	return (struct swing_case){ .nominal_hz = 60, .load_mw = mw, .sets = sets, .set_count = count };
}

static size_t count_events(enum swing_kind kind) {
	size_t count = 0;
	for (size_t i = 0; i < swing.event_count; i++)
		count += swing.event[i].kind == kind;
	return count;
}

static const struct swing_event *first_event(enum swing_kind kind) {
	for (size_t i = 0; i < swing.event_count; i++)
		if (swing.event[i].kind == kind)
			return &swing.event[i];
	fail_msg("no event %s", swing_kind_words[kind]);
	return NULL;
}

/* To when the frequency passes hz on its way down, to 0.1 ms. */
static double time_to_hz(double hz) {
	while (swing_hz(&swing) > hz && swing.t_s < 10)
		swing_step(&swing, 0.0001);
	return swing.t_s;
}

/* ---- published cases ---- */

static void test_glover(void **state) {
	(void)state;
	const double mva[] = { 1000, 750, 500 }, share_mw[] = { 88.89, 66.67, 44.44 };
	for (size_t i = 0; i < 3; i++)
		sets[i] = (struct swing_set){ .closed = true, .rated_mw = mva[i], .mva = mva[i], .h_s = 5, .droop_pct = 5, .tg_s = 0.2, .te_s = 0.5,
		                              .p0_mw = mva[i] / 2, .max_mw = mva[i] };
	struct swing_case c = { .nominal_hz = 60, .load_mw = 1125, .sets = sets, .set_count = 3 };
	swing_init(&swing, &c);
	swing_load(&swing, 1325);
	assert_near(swing_settled_hz(&swing) - 60, -0.2667, 0.00005);
	swing_step(&swing, 60);
	assert_near(swing_hz(&swing) - 60, -0.2667, 0.00005);
	for (size_t i = 0; i < 3; i++)
		assert_near(swing_gen_mw(&swing, i) - mva[i] / 2, share_mw[i], 0.005);
}

static struct swing_case saadat(void) {
	sets[0] = (struct swing_set){ .closed = true, .rated_mw = 1000, .mva = 1000, .h_s = 5, .droop_pct = 5, .tg_s = 0.2, .te_s = 0.5,
	                              .p0_mw = 500, .max_mw = 1000 };
	return (struct swing_case){ .nominal_hz = 60, .damping_mw_hz = 0.8 * 1000 / 60, .load_mw = 700, .sets = sets, .set_count = 1 };
}

static void test_saadat(void **state) {
	(void)state;
	struct swing_case c = saadat();
	swing_init(&swing, &c);
	swing_step(&swing, 60);
	assert_near(swing.rocof_hz_s, -1.2, 1e-9);
	assert_near(swing.extreme_hz - 60, -0.893, 0.0005);
	assert_near(swing.extreme_s, 1.222, 0.0005);
	assert_near(swing_hz(&swing) - 60, -0.5769, 0.00005);
	assert_near(swing_settled_hz(&swing) - 60, -0.5769, 0.00005);
}

/* ---- this site ---- */

struct oracle { const char *name; double mw, load_mw; bool trip; double rocof, extreme, extreme_s, rest; }; /* extreme_s NAN: not given */
static const struct oracle oracles[] = {
	{ "+2 MW at 28 MW", 28, 30, false, -1.143, -0.328, 0.455, -0.171 },
	{ "one of 14 trips at 28 MW", 28, 28, true, -1.231, -0.354, NAN, -0.185 },
	{ "8 MW of grid lost at 25 MW", 25, 33, false, -4.571, -1.478, 0.639, -0.686 },
	{ "12.6 MW stall at 30 MW", 30, 17.4, false, 7.20, 2.069, NAN, 1.080 },
};

static void begin(const struct oracle *o, double step_s) {
	struct swing_case c = site_case(SITE_SETS, o->mw);
	c.step_s = step_s;
	swing_init(&swing, &c);
	swing_load(&swing, o->load_mw);
	if (o->trip)
		swing_trip(&swing, 6);
}

static void test_site_cases(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof oracles / sizeof *oracles; i++) {
		const struct oracle *o = &oracles[i];
		begin(o, 0);
		swing_step(&swing, 30);
		assert_near(swing.rocof_hz_s, o->rocof, fabs(o->rocof) * 0.01);
		assert_near(swing.extreme_hz - 60, o->extreme, fabs(o->extreme) * 0.01);
		if (!isnan(o->extreme_s))
			assert_near(swing.extreme_s, o->extreme_s, o->extreme_s * 0.01);
		assert_near(swing_hz(&swing) - 60, o->rest, fabs(o->rest) * 0.01);
		assert_near(swing_settled_hz(&swing), swing_hz(&swing), 1e-6);
		assert_int_equal(swing.dead, 0);
		assert_int_equal(swing.event_count, o->trip);
	}
}

static void test_full_sets_are_lost_one_after_the_other(void **state) {
	(void)state;
	struct swing_case c = site_case(SITE_SETS, 35);
	swing_init(&swing, &c);
	swing_trip(&swing, 6);
	assert_true(isnan(swing_settled_hz(&swing)));
	swing_step(&swing, 1);
	assert_near(swing_rocof_hz_s(&swing), -1.538, 0.001);
	assert_near(time_to_hz(57.5), 1.63, 0.0163);
	assert_near(swing_rocof_hz_s(&swing), -1.538, 0.001);
	swing_step(&swing, 10);
	assert_true(swing.dead);
	assert_near(swing.rocof_hz_s, -1.538, 0.001);
	assert_int_equal(count_events(SWING_81U), 13);
	assert_near(first_event(SWING_81U)->t_s, 1.625 + 0.1, 0.001);
	for (size_t i = 2; i < swing.event_count; i++) {
		assert_true(swing.event[i].t_s >= swing.event[i - 1].t_s);
		assert_true(swing.event[i].hz <= swing.event[i - 1].hz);
		if (swing.event[i].kind == SWING_81U)
			assert_true(swing.event[i].t_s > swing.event[i - 1].t_s);
	}
	assert_near(swing.dead_s, first_event(SWING_DEAD)->t_s, 0);
	assert_near(swing.extreme_hz, swing.dead_hz, 0);
	assert_near(swing.extreme_s, swing.dead_s, 0);
	assert_true(swing.dead_hz < 57.4 && swing.dead_hz > 55); /* where the last set left, not where a sum without relays would go */
	assert_true(isnan(swing_hz(&swing)) && isnan(swing_settled_hz(&swing)) && isnan(swing_droop_hz(&swing)));
	assert_near(swing_sets_mw(&swing), 0, 0);
	assert_int_equal(swing_class(&swing), ISO_NONE);
	assert_near(swing.unserved_mw_s, 35 * (swing.t_s - swing.dead_s), 1e-6);
}

static void test_caps_are_too_slow_at_31_mw(void **state) {
	(void)state;
	struct swing_case c = site_case(13, 31.4);
	swing_init(&swing, &c);
	swing_load(&swing, 31.4 + 7.8);
	assert_near(time_to_hz(58), 0.44, 0.005);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_glover),
	cmocka_unit_test(test_saadat),
	cmocka_unit_test(test_site_cases),
	cmocka_unit_test(test_full_sets_are_lost_one_after_the_other),
	cmocka_unit_test(test_caps_are_too_slow_at_31_mw),
};

int main(void) {
	return cmocka_run_group_tests(tests, NULL, NULL);
}
