/* A recorded frame adopted by the dispatch, which goes on with the recorded load: the sets do what was recorded, as long as nothing happens that the
 * load does not tell. */
#include "sim_run.h"

#include "dispatch.h"

#define NIGHT "recordings/memphis-bring-up.sim"
#define TRIP "recordings/generator-trip.sim"

static double supplied_mw(const struct sim_run *r) {
	return sim_run_value(r, M_FEED_MW, 0) + sim_run_sets_mw(r);
}

static void assert_adopted(const struct dispatch *d, const struct sim_run *r) {
	for (size_t i = 0; i < r->frame.site->gen_count; i++) {
		const struct dispatch_gen *g = &d->gen[i];
		assert_near(g->kw, fmin(sim_run_value(r, M_GEN_KW, i), g->max_kw), 1e-9);
		assert_int_equal(g->state, frame_label(&r->frame, M_GEN_STATE, i));
		assert_true(g->closed == (frame_label(&r->frame, M_GEN_BREAKER, i) == BREAKER_CLOSED));
	}
	assert_near(dispatch_feeds_mw(d), sim_run_value(r, M_FEED_MW, 0), 1e-9);
	assert_near(d->load_mw, dispatch_sets_mw(d) + dispatch_feeds_mw(d), 1e-9);
}

/* `minutes` from the start of training on; returns the worst difference of a set in the next five, as a share of its recorded power. */
static double worst_share(const char *script, double minutes) {
	static struct dispatch d;
	struct sim_run r;
	double worst = 0;
	sim_run_open(&r, script, NULL, NULL);
	sim_run_to(&r, SIM_T + (int64_t)(minutes * 60000));
	dispatch_adopt(&d, r.frame.site, &r.frame, NULL);
	assert_adopted(&d, &r);
	int64_t end_ms = r.frame.t_ms + 5 * SIM_MINUTE;
	while (r.frame.t_ms < end_ms && sim_run_next(&r)) {
		if (r.kind != LINE_FRAME)
			continue;
		dispatch_step(&d, supplied_mw(&r), r.frame.t_ms - d.t_ms);
		for (size_t i = 0; i < r.frame.site->gen_count; i++) {
			double kw = sim_run_value(&r, M_GEN_KW, i);
			assert_int_equal(d.gen[i].state, frame_label(&r.frame, M_GEN_STATE, i));
			if (kw > 0)
				worst = fmax(worst, fabs(d.gen[i].kw / kw - 1));
			else
				assert_near(d.gen[i].kw, 0, 0);
		}
	}
	sim_run_close(&r);
	return worst;
}

/* At rest, while GPUs and sets come online, as the job begins, and over its checkpoint, which throws load off and takes it back. */
static void test_the_bring_up_night_goes_on(void **state) {
	(void)state;
	static const double minutes[] = { -100, -60, -30, -8, 3, 13 };
	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++)
		assert_true(worst_share(NIGHT, minutes[i]) < 0.01);
}

/* Before the trip, after it with the set locked out, and at the lower cap. */
static void test_the_night_of_the_trip_goes_on(void **state) {
	(void)state;
	static const double minutes[] = { -40, -10, 5 };
	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++)
		assert_true(worst_share(TRIP, minutes[i]) < 0.01);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_the_bring_up_night_goes_on), cmocka_unit_test(test_the_night_of_the_trip_goes_on) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
