/* What must hold of an island whatever its figures are: the balance of energy, another integration, a finer step, copies, odd numbers. */
#include "support.h"

#include "random.h"
#include "swing_island.h"

static double between(struct random *r, double low, double high) {
	return low + (high - low) * random_uniform(r);
}

static struct swing_case random_case(struct random *r) {
	size_t count = 1 + random_next(r) % SETS_MOST;
	struct swing_case c = { .nominal_hz = random_next(r) % 2 ? 60 : 50, .sets = sets, .set_count = count };
	double mva = 0;
	for (size_t i = 0; i < count; i++) {
		struct swing_set *set = &sets[i];
		*set = (struct swing_set){ .closed = true, .rated_mw = between(r, 1, 4), .h_s = between(r, 0.6, 2), .droop_pct = between(r, 3, 6),
		                           .tg_s = between(r, 0.01, 0.2), .te_s = between(r, 0.1, 0.5), .u_s = between(r, 0.05, 0.5), .o_s = 0.1 };
		set->mva = set->rated_mw * between(r, 1, 1.3);
		set->max_mw = set->rated_mw * between(r, 0.8, 1);
		set->p0_mw = set->max_mw * between(r, 0, 1);
		set->isochronous = random_next(r) % 4 == 0;
		set->u_hz = c.nominal_hz * between(r, 0.94, 0.98);
		set->o_hz = c.nominal_hz * between(r, 1.03, 1.05);
		c.load_mw += set->p0_mw;
		mva += set->mva;
	}
	c.damping_mw_hz = random_next(r) % 2 ? 0 : between(r, 0, 0.02) * mva;
	return c;
}

static double inertia_of_closed(const struct swing_case *c) {
	double sum = 0;
	for (size_t i = 0; i < c->set_count; i++)
		sum += swing.closed[i] ? 2 * sets[i].h_s * sets[i].mva / c->nominal_hz : 0;
	return sum;
}

/* What the sets give less what the load takes is what the masses gain, step by step; a set stays within its limits; what was lost has
 * nothing more to give. */
static void test_balance(void **state) {
	(void)state;
	const uint64_t seed = 20240722;
	size_t checked = 0, events = 0;
	print_message("seed %llu\n", (unsigned long long)seed);
	for (uint64_t run = 0; run < 200; run++) {
		struct random r;
		random_seed(&r, seed, run);
		struct swing_case c = random_case(&r);
		c.step_s = 0.001;
		c.shed_s = 0.2;
		c.stage_count = 1;
		c.stage[0].hz = c.nominal_hz * 0.985, c.stage[0].pct = 10;
		swing_init(&swing, &c);
		for (int i = 0; i < 4000 && !swing.dead; i++) {
			if (i % 1000 == 0)
				swing_load(&swing, c.load_mw * between(&r, 0.6, 1.5));
			size_t event_count = swing.event_count;
			double hz = swing_hz(&swing), surplus = swing_sets_mw(&swing) - swing_served_mw(&swing) - c.damping_mw_hz * (hz - c.nominal_hz);
			swing_step(&swing, 0.001);
			double sum = 0, after = swing_sets_mw(&swing) - swing_served_mw(&swing) - c.damping_mw_hz * (swing_hz(&swing) - c.nominal_hz);
			if (swing.dead || swing.event_count != event_count)
				continue; /* within the step it changed */
			double gained = inertia_of_closed(&c) * (swing_hz(&swing) - hz) / 0.001;
			if (fabs(gained - (surplus + after) / 2) > 2e-4 * c.load_mw)
				fail_msg("run %d, %g s: masses gain %.9g MW of %.9g", (int)run, swing.t_s, gained, (surplus + after) / 2);
			for (size_t k = 0; k < c.set_count; k++) {
				double mw = swing_gen_mw(&swing, k);
				sum += mw;
				assert_true(mw >= -1e-9 && mw <= fmax(sets[k].max_mw, sets[k].p0_mw) + 1e-9);
				assert_true(swing.closed[k] || mw == 0);
			}
			assert_near(sum, swing_sets_mw(&swing), 1e-9);
			checked++;
		}
		events += swing.event_count;
	}
	assert_true(checked > 100000 && events > 100); /* calm and stormy ones */
}

/* The equations of the header by Runge and Kutta in steps of 0.2 ms, for cases in which no relay acts. */
#define REFERENCE_S 0.0002
struct reference { double df, pv[SETS_MOST], pm[SETS_MOST]; };

static void reference_slope(const struct swing_case *c, double load_mw, const struct reference *at, struct reference *slope) {
	double inertia = 0, sum = -load_mw - c->damping_mw_hz * at->df;
	for (size_t i = 0; i < c->set_count; i++) {
		double want = -at->df * sets[i].rated_mw / (sets[i].droop_pct / 100 * c->nominal_hz);
		want = fmin(sets[i].max_mw - sets[i].p0_mw, fmax(-sets[i].p0_mw, want));
		slope->pv[i] = (want - at->pv[i]) / sets[i].tg_s;
		slope->pm[i] = (at->pv[i] - at->pm[i]) / sets[i].te_s;
		sum += sets[i].p0_mw + at->pm[i];
		inertia += 2 * sets[i].h_s * sets[i].mva / c->nominal_hz;
	}
	slope->df = sum / inertia;
}

static struct reference reference_plus(const struct reference *a, const struct reference *slope, double h, size_t count) {
	struct reference out = { .df = a->df + h * slope->df };
	for (size_t i = 0; i < count; i++) {
		out.pv[i] = a->pv[i] + h * slope->pv[i];
		out.pm[i] = a->pm[i] + h * slope->pm[i];
	}
	return out;
}

static void reference_step(const struct swing_case *c, double load_mw, struct reference *at) {
	struct reference k[4], mid;
	const double h = REFERENCE_S;
	reference_slope(c, load_mw, at, &k[0]);
	for (int i = 1; i < 4; i++) {
		mid = reference_plus(at, &k[i - 1], i == 3 ? h : h / 2, c->set_count);
		reference_slope(c, load_mw, &mid, &k[i]);
	}
	for (int i = 0; i < 4; i++)
		*at = reference_plus(at, &k[i], h / (i == 0 || i == 3 ? 6 : 3), c->set_count);
}

static void test_other_integration_agrees(void **state) {
	(void)state;
	const uint64_t seed = 4207;
	print_message("seed %llu\n", (unsigned long long)seed);
	for (uint64_t run = 0; run < 40; run++) {
		struct random r;
		random_seed(&r, seed, run);
		struct swing_case c = random_case(&r);
		for (size_t i = 0; i < c.set_count; i++)
			sets[i].isochronous = false, sets[i].u_hz = 0, sets[i].o_hz = 1e3;
		struct reference at = { 0 };
		double load_mw = c.load_mw * between(&r, 0.8, 1.05), worst = 0, farthest = 0;
		swing_init(&swing, &c);
		swing_load(&swing, load_mw);
		for (int i = 0; i < 500 && swing.event_count == 0; i++) {
			for (int k = 0; k < 50; k++)
				reference_step(&c, load_mw, &at);
			swing_step(&swing, 0.01);
			worst = fmax(worst, fabs(swing_hz(&swing) - c.nominal_hz - at.df));
			farthest = fmax(farthest, fabs(at.df));
		}
		if (!(worst <= 0.001 * farthest + 1e-9))
			fail_msg("run %d: off by %g Hz of %g", (int)run, worst, farthest);
	}
}

/* A step of half the length changes nothing by 0.1 %: deviations, times, and what a cascade comes to. */
static void test_half_the_step(void **state) {
	(void)state;
	for (size_t i = 0; i <= ORACLES; i++) {
		double extreme[2], extreme_s[2], rest[2], unserved[2];
		for (int half = 0; half < 2; half++) {
			if (i < ORACLES) {
				begin(&oracles[i], half ? 0.005 : 0.01);
			} else {
				struct swing_case c = site_case(SITE_SETS, 35);
				c.step_s = half ? 0.005 : 0.01;
				swing_init(&swing, &c);
				swing_trip(&swing, 0);
			}
			swing_step(&swing, 5);
			extreme[half] = swing.extreme_hz - 60;
			extreme_s[half] = swing.extreme_s;
			rest[half] = swing.dead ? 0 : swing_hz(&swing) - 60;
			unserved[half] = swing.unserved_mw_s;
		}
		assert_true(swing.dead || extreme[0] != extreme[1]); /* the step was another */
		assert_near(extreme[0], extreme[1], fabs(extreme[1]) * 1e-3);
		assert_near(extreme_s[0], extreme_s[1], extreme_s[1] * 1e-3);
		assert_near(rest[0], rest[1], fabs(rest[1]) * 1e-3);
		assert_near(unserved[0], unserved[1], unserved[1] * 1e-3);
	}
}

/* The same calls give the same bits, and a copy goes its own way. */
static void test_copies_and_repeats(void **state) {
	(void)state;
	static struct swing first, branch;
	for (int i = 0; i < 2; i++) {
		lose_import(SHED_BREAKER);
		if (i == 0)
			first = swing;
	}
	assert_memory_equal(&first, &swing, sizeof swing);
	branch = first;
	swing_load(&branch, 36);
	swing_step(&branch, 10);
	assert_memory_equal(&first, &swing, sizeof swing);
	swing_load(&swing, 36);
	for (int i = 0; i < 1000; i++)
		swing_step(&swing, 0.01);
	assert_near(swing_hz(&swing), swing_hz(&branch), 1e-6); /* however the time is cut */
	assert_int_equal(swing.event_count, branch.event_count);
}

/* What a site may state in error gives some transient, and an end. */
static void test_numbers_without_sense(void **state) {
	(void)state;
	static const double odd[] = { NAN, 0, -1, INFINITY, -INFINITY, 1e-12, 1e12 };
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		for (size_t field = 0; field < 12; field++) {
			struct swing_case c = site_case(4, 8);
			for (size_t k = 0; k < 4; k++) {
				double *const of[] = { &sets[k].rated_mw, &sets[k].mva, &sets[k].h_s, &sets[k].droop_pct, &sets[k].tg_s, &sets[k].te_s,
				                       &sets[k].p0_mw, &sets[k].max_mw, &sets[k].u_hz, &sets[k].u_s, &sets[k].o_hz, &sets[k].o_s };
				*of[field] = odd[i];
			}
			swing_init(&swing, &c);
			swing_load(&swing, odd[i]);
			swing_load(&swing, 9);
			swing_step(&swing, 5);
			swing_step(&swing, odd[i] > 100 ? 0 : odd[i]);
			if (!swing.dead && !(swing_hz(&swing) > 0 && swing_hz(&swing) < 120))
				fail_msg("field %zu as %g: %g Hz", field, odd[i], swing_hz(&swing));
		}
}

/* Lags far below a step, or alike, are as good as any: the step is exact for them. */
static void test_any_lag(void **state) {
	(void)state;
	double lowest[2];
	for (int alike = 0; alike < 2; alike++) {
		struct swing_case c = site_case(SITE_SETS, 28);
		for (size_t i = 0; i < SITE_SETS; i++)
			sets[i].tg_s = sets[i].te_s = 0.2, sets[i].te_s *= alike ? 1 : 1.0001;
		swing_init(&swing, &c);
		swing_load(&swing, 30);
		swing_step(&swing, 20);
		lowest[alike] = swing.lowest_hz;
	}
	assert_near(lowest[0], lowest[1], 1e-4);
	struct swing_case c = site_case(SITE_SETS, 28); /* no lags: it goes straight to its rest, and not beyond */
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].tg_s = sets[i].te_s = 0;
	swing_init(&swing, &c);
	swing_load(&swing, 30);
	swing_step(&swing, 0.15);
	assert_near(swing_hz(&swing) - 60, -2 / (35 / 3.0) * (1 - exp(-0.15 * 35 / 3 / 1.75)), 1e-3);
	swing_step(&swing, 20);
	assert_near(swing.lowest_hz - 60, -2 / (35 / 3.0), 1e-3);
	for (size_t i = 0; i < SITE_SETS; i++)
		sets[i].h_s = 0.05, sets[i].droop_pct = 1; /* and hardly any mass */
	swing_init(&swing, &c);
	swing_load(&swing, 30);
	swing_step(&swing, 20);
	assert_near(swing.lowest_hz - 60, -2 / (35 / 0.6), 1e-3);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_balance),
	cmocka_unit_test(test_other_integration_agrees),
	cmocka_unit_test(test_half_the_step),
	cmocka_unit_test(test_copies_and_repeats),
	cmocka_unit_test(test_numbers_without_sense),
	cmocka_unit_test(test_any_lag),
};

int main(void) {
	return cmocka_run_group_tests(tests, NULL, NULL);
}
