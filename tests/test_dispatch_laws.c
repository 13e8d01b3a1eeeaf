/* Laws of the dispatch over random sites, loads, edits and faults: what it knows from the step before changes nothing; the balance; the limits of
 * sets; and time counts from anywhere. */
#include "model_site.h"

#include "dispatch.h"

#define SCENARIOS 60
#define STEPS 3000

/* What happens to a site: the same from the same seed, at any time. */
struct story {
	uint64_t random;
	struct site *site;
	double load_mw, target_mw, most_mw;
	int64_t step_ms;
	bool stands; /* the load */
};

static double uniform(struct story *s) {
	return (double)(model_random(&s->random) >> 11) / 9007199254740992.0;
}

static bool chance(struct story *s, double p) {
	return uniform(s) < p;
}

static size_t pick(struct story *s, size_t count) {
	return (size_t)(uniform(s) * (double)count);
}

static void story_feed(struct story *s, struct site_feed *f, int64_t t_ms) {
	f->import_min_mw = uniform(s) * 2;
	if (chance(s, 0.5)) {
		f->trip_mw = 9 + uniform(s) * 4;
		f->trip_s = uniform(s) * 20;
	}
	if (chance(s, 0.5)) {
		f->promise_count = 1;
		f->promise[0] = (struct promise){ t_ms + (int64_t)(uniform(s) * 2e6), uniform(s) * 20 };
	}
}

static void story_begin(struct story *s, uint64_t seed, int64_t t_ms, struct dispatch *d) {
	*s = (struct story){ .random = seed * 7919 + 1 };
	for (int i = 0; i < 10; i++)
		model_random(&s->random);
	s->site = model_site(pick(s, 4), chance(s, 0.02) ? SITE_GEN_MAX : pick(s, 20));
	for (size_t i = 0; i < s->site->feed_count; i++)
		story_feed(s, &s->site->feed[i], t_ms);
	for (size_t i = 0; i < s->site->gen_count; i++) {
		struct site_gen *g = &s->site->gen[i];
		g->rated_kw = 1000 + uniform(s) * 2000;
		g->start_s = uniform(s) * 90;
		g->min_pct = uniform(s) * 40;
		g->ramp_kw_s = 5 + uniform(s) * 50;
	}
	s->most_mw = (double)s->site->feed_count * 8 + (double)s->site->gen_count * 2.2;
	s->load_mw = s->target_mw = uniform(s) * s->most_mw;
	dispatch_init(d, s->site, t_ms);
	if (chance(s, 0.7))
		dispatch_settle(d, s->load_mw);
}

static void story_gen(struct story *s, struct dispatch *d) {
	static const enum edit_verb verbs[] = { EDIT_GEN_TRIP, EDIT_GEN_START, EDIT_GEN_STOP, EDIT_GEN_RESTORE, EDIT_GEN_RESTORE, EDIT_GEN_MAX };
	struct edit e = { .verb = verbs[pick(s, 6)], .object = (int)pick(s, s->site->gen_count), .number = chance(s, 0.2) ? 0 : uniform(s) * 2500 };
	if (chance(s, 0.02))
		e.object = -1;
	if (chance(s, 0.8))
		dispatch_edit(d, &e);
	else if (chance(s, 0.5))
		dispatch_set_ceiling(d, pick(s, s->site->gen_count), chance(s, 0.5) ? INFINITY : uniform(s) * 2000);
	else if (chance(s, 0.5))
		dispatch_trip_open(d, pick(s, s->site->gen_count));
	else
		dispatch_gen_out(d, pick(s, s->site->gen_count));
}

static void story_feed_edit(struct story *s, struct dispatch *d) {
	static const enum edit_verb verbs[] = { EDIT_FEED_LOSE, EDIT_FEED_RESTORE, EDIT_FEED_RESTORE, EDIT_FEED_LIMIT, EDIT_FEED_IMPORT, EDIT_FEED_PROMISE };
	struct edit e = { .verb = verbs[pick(s, 6)], .object = (int)pick(s, s->site->feed_count), .number = uniform(s) * 12 };
	e.when_ms = d->t_ms + (int64_t)(uniform(s) * 600000);
	if (chance(s, 0.6))
		dispatch_edit(d, &e);
	else if (chance(s, 0.5))
		dispatch_feed_switch(d, (size_t)e.object, chance(s, 0.7));
	else
		dispatch_feed_limit(d, (size_t)e.object, e.number);
}

/* What comes next: edits at once, and the load and the length of the step. */
static int64_t story_next(struct story *s, struct dispatch *d) {
	static const int64_t lengths[] = { 1000, 1000, 1000, 1000, 100, 10, 7, 5000 };
	if (chance(s, 0.01))
		s->target_mw = uniform(s) * s->most_mw;
	if (chance(s, 0.02))
		s->stands = !s->stands;
	if (!s->stands)
		s->load_mw += (s->target_mw - s->load_mw) * 0.05 + 0.0005 * s->load_mw * (uniform(s) - 0.5);
	if (s->step_ms == 0 || chance(s, 0.02))
		s->step_ms = lengths[pick(s, sizeof lengths / sizeof *lengths)];
	if (s->site->gen_count && chance(s, 0.01))
		story_gen(s, d);
	if (s->site->feed_count && chance(s, 0.005))
		story_feed_edit(s, d);
	if (chance(s, 0.001)) {
		struct edit inlet = { .verb = EDIT_SITE_INLET, .object = -1, .number = 20 + uniform(s) * 25 };
		dispatch_edit(d, &inlet);
	}
	return s->step_ms;
}

/* Bit for bit; times of b are `later_ms` later. */
static bool same_gen(const struct dispatch_gen *a, const struct dispatch_gen *b, int64_t later_ms) {
	return a->state == b->state && a->command == b->command && a->closed == b->closed && a->since_ms + later_ms == b->since_ms &&
	       memcmp(&a->kw, &b->kw, sizeof a->kw) == 0 && a->max_kw == b->max_kw && a->ceiling_kw == b->ceiling_kw &&
	       memcmp(&a->target_kw, &b->target_kw, sizeof a->target_kw) == 0 && a->block_kw == b->block_kw;
}

static bool same_time(int64_t a, int64_t b, int64_t later_ms) {
	return a == TIME_NONE ? b == TIME_NONE : a + later_ms == b;
}

static void assert_same(const struct dispatch *a, const struct dispatch *b, int64_t later_ms) {
	assert_true(a->t_ms + later_ms == b->t_ms);
	assert_true(same_time(a->last_start_ms, b->last_start_ms, later_ms) && same_time(a->low_since_ms, b->low_since_ms, later_ms));
	assert_true(a->unserved_mw == b->unserved_mw && a->sets_mw == b->sets_mw && a->down_fast == b->down_fast);
	for (size_t i = 0; i < a->site->gen_count; i++)
		if (!same_gen(&a->gen[i], &b->gen[i], later_ms))
			fail_msg("set %zu differs at %lld", i, (long long)a->t_ms);
	for (size_t i = 0; i < a->site->feed_count; i++) {
		const struct dispatch_feed *f = &a->feed[i], *g = &b->feed[i];
		assert_true(f->closed == g->closed && memcmp(&f->mw, &g->mw, sizeof f->mw) == 0 && f->limit_mw == g->limit_mw && f->over_ms == g->over_ms &&
		            f->promise_count == g->promise_count);
	}
}

static void assert_same_events(struct dispatch_events *a, struct dispatch_events *b, int64_t later_ms) {
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++)
		assert_true(a->at[i].t_ms + later_ms == b->at[i].t_ms && a->at[i].kind == b->at[i].kind && a->at[i].object == b->at[i].object);
	a->count = b->count = 0;
}

static struct dispatch one, other;
static struct dispatch_events of_one, of_other;

/* Two runs of a story, the second `later_ms` later, and forgetting what it knows before each step if told so. */
static void run_twice(uint64_t seed, int64_t later_ms, bool forget) {
	struct story s, t;
	story_begin(&s, seed, T0, &one);
	story_begin(&t, seed, T0 + later_ms, &other);
	of_one.count = of_other.count = 0;
	one.events = &of_one;
	other.events = &of_other;
	for (int i = 0; i < STEPS; i++) {
		int64_t dt_ms = story_next(&s, &one);
		assert_true(dt_ms == story_next(&t, &other));
		if (forget)
			dispatch_forget(&other);
		dispatch_step(&one, s.load_mw, dt_ms);
		dispatch_step(&other, t.load_mw, dt_ms);
		assert_same(&one, &other, later_ms);
		assert_same_events(&of_one, &of_other, later_ms);
	}
	site_free(s.site);
	site_free(t.site);
}

static void test_what_is_known_changes_nothing(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	for (uint64_t i = 0; i < SCENARIOS; i++)
		run_twice(seed + i, 0, true);
}

static void test_time_counts_from_anywhere(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	for (uint64_t i = 0; i < SCENARIOS / 4; i++)
		run_twice(seed + i, INT64_C(86400000) * 365 + 1, false);
}

/* What the readers of a state are told is what stands in it. */
static void assert_sums(const struct dispatch *d) {
	double kw = 0;
	bool island = true;
	for (size_t i = 0; i < d->site->gen_count; i++)
		kw += d->gen[i].kw;
	for (size_t i = 0; i < d->site->feed_count; i++)
		island &= !(d->feed[i].closed && d->feed[i].limit_mw > 0);
	assert_near(dispatch_sets_mw(d), kw / 1000, 0);
	assert_true(dispatch_island(d) == island);
	assert_near(dispatch_sets_mw(d) + dispatch_feeds_mw(d) + d->unserved_mw, d->load_mw, 1e-9 * (1 + d->load_mw));
	assert_true(d->unserved_mw >= 0 && (island || d->unserved_mw == 0));
}

/* `was`: before the step; `island`: whether a block may have been taken. */
static void assert_set(const struct dispatch *d, const struct dispatch *was, size_t i, double dt_s, bool island) {
	const struct dispatch_gen *g = &d->gen[i];
	const struct site_gen *plan = &d->site->gen[i];
	double most = fmin(dispatch_gen_max_kw(d, i), g->ceiling_kw), least = fmin(plan->rated_kw * plan->min_pct / 100, most);
	bool leaves = g->state == GEN_TRIPPED; /* carries what it did until its breaker opens */
	assert_true(g->kw >= 0 && (g->kw <= fmax(0, most) * (1 + 1e-12) || leaves));
	assert_true(g->closed || g->kw == 0);
	if (g->closed && !leaves && !island)
		assert_true(g->kw <= was->gen[i].kw + plan->ramp_kw_s * dt_s + 1e-9);
	/* Below its minimum only on the way up; its target is never there. */
	if (g->state == GEN_LOADED && !island) {
		assert_true(g->target_kw >= least && g->target_kw <= fmax(0, most));
		assert_true(g->kw >= least || g->kw < g->target_kw);
	}
}

static void test_balance_and_limits(void **state) {
	(void)state;
	static struct dispatch was;
	uint64_t seed = model_seed();
	size_t loaded = 0;
	for (uint64_t k = 0; k < SCENARIOS; k++) {
		struct story s;
		story_begin(&s, seed + k, T0, &one);
		for (int i = 0; i < STEPS; i++) {
			int64_t dt_ms = story_next(&s, &one);
			was = one;
			bool island = dispatch_island(&one);
			dispatch_step(&one, s.load_mw, dt_ms);
			assert_sums(&one);
			for (size_t g = 0; g < s.site->gen_count; g++) {
				assert_set(&one, &was, g, (double)dt_ms / 1000, island || dispatch_island(&one));
				loaded += one.gen[g].state == GEN_LOADED;
			}
		}
		site_free(s.site);
	}
	assert_true(loaded > SCENARIOS * STEPS); /* the stories tell of something */
}

/* `one` at rest with 30.49 MW, a minute on. */
static void run_a_minute(const struct site *site) {
	dispatch_init(&one, site, T0);
	dispatch_settle(&one, 30.49);
	for (int i = 0; i < 60; i++)
		dispatch_step(&one, 30.49, 1000);
}

/* Who writes into a state says so, and then it counts. */
static void test_forget_after_writing(void **state) {
	(void)state;
	struct site *site = model_site(1, 14);
	run_a_minute(site);
	assert_true(one.known.sets && one.known.feeds && one.known.shares && one.known.rest && one.known.kw);
	one.gen[3].kw -= 100;
	dispatch_forget(&one);
	assert_near(dispatch_sets_mw(&one), 22.57, 1e-9);
	dispatch_step(&one, 30.49, 1000);
	assert_near(one.gen[3].kw, 22670.0 / 14 - 75, 1e-6);
	assert_near(dispatch_feeds_mw(&one), 7.895, 1e-9);
	site_free(site);
}

/* After the states alone, the powers are the caller's. */
static void test_powers_of_an_island_are_the_callers(void **state) {
	(void)state;
	struct site *site = model_site(1, 14);
	run_a_minute(site);
	dispatch_feed_switch(&one, 0, false);
	dispatch_step_states(&one, 30.49, 1000);
	for (size_t i = 0; i < 14; i++)
		one.gen[i].kw = 2000;
	assert_near(dispatch_sets_mw(&one), 28, 1e-9);
	dispatch_feed_switch(&one, 0, true);
	dispatch_step(&one, 30.49, 1000);
	assert_near(dispatch_feeds_mw(&one), 2.49 + 14 * 0.005, 1e-9); /* down again, at a fifth of their ramps */
	site_free(site);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_known_changes_nothing), cmocka_unit_test(test_time_counts_from_anywhere), cmocka_unit_test(test_balance_and_limits),
		cmocka_unit_test(test_forget_after_writing), cmocka_unit_test(test_powers_of_an_island_are_the_callers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
