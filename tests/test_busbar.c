/* The busbar: parallel, island, dead and back; what protection does to sets and load; and the balance in every step, whatever happens. */
#include "dispatch_site.h"

#include "busbar.h"

#define CHANGES 400
#define RUNS 60

static struct busbar_swing swing;

static void edit(struct busbar *g, enum edit_verb verb, int object, double number) {
	struct edit e = { .verb = verb, .object = object, .number = number };
	busbar_edit(g, &swing, &e);
}

static void assert_balance(const struct busbar *g, double load_mw) {
	const struct dispatch *d = &g->dispatch;
	double sets = 0, feeds = dispatch_feeds_mw(d);
	for (size_t i = 0; i < d->site->gen_count; i++)
		sets += d->gen[i].kw / 1000;
	assert_near(dispatch_sets_mw(d), sets, 1e-9);
	assert_near(sets + feeds + g->unserved_mw, load_mw, 1e-9);
	assert_true(g->unserved_mw >= -1e-9);
	assert_near(g->served_mw + g->unserved_mw, load_mw, 1e-9);
	for (size_t i = 0; i < d->site->gen_count; i++) {
		assert_true(d->gen[i].closed || d->gen[i].kw == 0);
		assert_true(!g->dead || !d->gen[i].closed || d->gen[i].kw == 0);
	}
	assert_true(!g->dead || (isnan(g->hz) && dispatch_island(d) && g->served_mw == 0));
	assert_true(g->dead || (g->hz_min <= g->hz && g->hz <= g->hz_max));
	assert_true(!g->swinging || dispatch_island(d));
}

static void run(struct busbar *g, double load_mw, double seconds, int64_t step_ms) {
	for (int64_t t = 0; t < (int64_t)(seconds * 1000); t += step_ms) {
		busbar_step(g, &swing, load_mw, step_ms);
		assert_balance(g, load_mw);
	}
}

static struct dispatch_events happened;

/* Sets and feed in the state that they are in after long at that load and import. */
static struct busbar settled(double load_mw, double import_mw) {
	struct busbar g;
	busbar_init(&g, site, 0);
	edit(&g, EDIT_FEED_IMPORT, 0, import_mw);
	busbar_settle(&g, load_mw);
	busbar_step(&g, &swing, load_mw, 1000);
	assert_near(dispatch_feeds_mw(&g.dispatch), import_mw, 1e-6);
	happened.count = 0;
	g.dispatch.events = &happened;
	return g;
}

static size_t count_closed(const struct busbar *g) {
	size_t n = 0;
	for (size_t i = 0; i < site->gen_count; i++)
		n += g->dispatch.gen[i].closed;
	return n;
}

static size_t count_events(enum dispatch_kind kind) {
	size_t n = 0;
	for (size_t i = 0; i < happened.count; i++)
		n += happened.at[i].kind == kind;
	return n;
}

/* DOMAIN.md: 8 MW of grid lost at 25 MW; then restoration, reconnection after 300 s, and the feed takes its share again. */
static void test_parallel_island_parallel(void **state) {
	(void)state;
	struct busbar g = settled(33, 8);
	assert_near(g.hz, 60, 0);
	edit(&g, EDIT_FEED_LOSE, 0, 0);
	double low = 60;
	for (int i = 0; i < 200; i++) {
		run(&g, 33, 0.01, 10);
		low = fmin(low, g.hz_min);
	}
	assert_near(low - 60, -1.478, 0.001);
	assert_near(swing.swing.rocof_hz_s, -4.571, 0.001);
	assert_near(swing.swing.extreme_s, 0.639, 0.001);
	assert_near(swing_droop_hz(&swing.swing) - 60, -0.686, 0.001);
	run(&g, 33, 60, 1000);
	assert_false(g.swinging);
	assert_near(g.hz, 60, 0.03);
	assert_near(g.unserved_mw, 0, 1e-9);
	assert_int_equal(count_closed(&g), 14);
	edit(&g, EDIT_FEED_RESTORE, 0, 0);
	run(&g, 33, 299, 1000);
	assert_true(dispatch_island(&g.dispatch));
	run(&g, 33, 2, 1000);
	assert_false(dispatch_island(&g.dispatch));
	assert_near(g.hz, 60, 0);
	assert_true(dispatch_feeds_mw(&g.dispatch) < 0.5); /* nothing jumps when it closes */
	run(&g, 33, 240, 1000);
	assert_near(dispatch_feeds_mw(&g.dispatch), 8, 0.05);
}

/* Too much: all sets leave within a second, in the order of their relays; nothing is served; the bus stays dead until a feed is back, onto which
 * the load comes by and by, and the sets with it. */
static void test_cascade_dead_and_back(void **state) {
	(void)state;
	struct busbar g = settled(42.9, 8);
	edit(&g, EDIT_FEED_LOSE, 0, 0);
	run(&g, 42.9, 10, 10);
	assert_true(g.dead);
	assert_int_equal(count_events(HAPPENED_TRIP), 14);
	assert_int_equal(count_events(HAPPENED_LOCKOUT), 14);
	size_t last = 0;
	for (size_t i = 0; i < happened.count; i++)
		if (happened.at[i].kind == HAPPENED_TRIP) {
			assert_true(happened.at[i].object >= (int)last);
			last = (size_t)happened.at[i].object;
		}
	run(&g, 42.9, 60, 1000);
	assert_near(g.unserved_mw, 42.9, 0);
	edit(&g, EDIT_GEN_RESTORE, -1, 0);
	edit(&g, EDIT_FEED_IMPORT, 0, NAN);
	edit(&g, EDIT_FEED_RESTORE, 0, 0);
	run(&g, 42.9, 299, 1000);
	assert_true(g.dead);
	double served = 0;
	for (int i = 0; i < 1800; i++) {
		run(&g, 42.9, 1, 1000);
		assert_true(g.served_mw >= served - 1e-9);
		assert_true(dispatch_feeds_mw(&g.dispatch) < 1.02 * 8); /* on the way, too */
		served = g.served_mw;
	}
	assert_false(g.dead);
	assert_int_equal(count_closed(&g), 14);
	assert_near(served, 42.82, 0.01); /* the sets' 35 and what the import control leaves to the feed */
}

static void test_a_stage_sheds(void **state) {
	(void)state;
	site->policy.shed = SHED_BREAKER;
	site->policy.stage_count = 2;
	site->policy.stage[0].hz = 58.5;
	site->policy.stage[1].hz = 58.3;
	site->policy.stage[0].pct = site->policy.stage[1].pct = 12;
	struct busbar g = settled(33, 8);
	edit(&g, EDIT_FEED_LOSE, 0, 0);
	run(&g, 33, 30, 10);
	assert_near(g.shed_share, 0, 0); /* 58.52 Hz */
	g = settled(42.5, 8);
	edit(&g, EDIT_FEED_LOSE, 0, 0);
	run(&g, 42.5, 60, 10);
	assert_false(g.dead);
	assert_int_equal(count_closed(&g), 14);
	assert_near(g.shed_share, 0.24, 1e-9);
	assert_near(g.unserved_mw, 0.24 * 42.5, 1e-6);
	assert_near(g.hz, 60, 0.05);
	/* The caller takes what is off out of what it asks for. */
	busbar_forget_shed(&g);
	run(&g, 0.76 * 42.5, 60, 1000);
	assert_near(g.unserved_mw, 0, 1e-9);
	assert_near(g.hz, 60, 0.05);
	site->policy.stage_count = 0;
}

/* A set that leaves, by its own trip or by an edit, while the frequency moves: its power and its inertia go at once. */
static void test_a_set_leaves_in_a_transient(void **state) {
	(void)state;
	for (int by_edit = 0; by_edit < 2; by_edit++) {
		struct busbar g = settled(28, 2);
		edit(&g, EDIT_FEED_LOSE, 0, 0);
		run(&g, 28, 0.3, 10);
		assert_true(g.swinging);
		double before = g.hz;
		if (by_edit)
			edit(&g, EDIT_GEN_MAX, 3, 0);
		else
			busbar_trip(&g, &swing, 3);
		run(&g, 28, 0.05, 10);
		assert_false(swing.swing.closed[3]);
		assert_near(g.dispatch.gen[3].kw, 0, 0);
		assert_near(g.unserved_mw, 0, 1e-9);
		assert_true(g.hz < before - 0.05);
		run(&g, 28, 60, 10);
		assert_int_equal(count_closed(&g), 13);
		assert_near(g.hz, 60, 0.03);
	}
}

/* A set that was on its way joins while the frequency moves: its inertia and its governor count. */
static void test_a_set_joins_in_a_transient(void **state) {
	(void)state;
	struct busbar g = settled(25, 2);
	busbar_trip(&g, &swing, 3);
	run(&g, 25, 5, 1000);
	edit(&g, EDIT_GEN_RESTORE, 3, 0);
	edit(&g, EDIT_GEN_START, 3, 0);
	run(&g, 25, 59.9, 100);
	assert_false(g.dispatch.gen[3].closed);
	edit(&g, EDIT_FEED_LOSE, 0, 0);
	run(&g, 25, 2, 10);
	assert_true(g.swinging && g.dispatch.gen[3].closed);
	assert_true(swing.swing.closed[3]);
	assert_true(g.dispatch.gen[3].kw > 1);
}

/* A feed that carried nothing opens: there is no transient, and the sets follow a load that drifts. */
static void test_the_load_drifts_in_an_island(void **state) {
	(void)state;
	struct busbar g = settled(28, 0);
	run(&g, 28, 5, 1000);
	edit(&g, EDIT_FEED_LOSE, 0, 0);
	for (int i = 0; i <= 100; i++)
		run(&g, 28 + 0.02 * i, 1, 1000);
	assert_false(g.swinging);
	assert_near(g.served_mw, 30, 1e-9);
	for (int i = 0; i <= 200; i++)
		run(&g, 30 - 0.02 * i, 1, 1000);
	assert_near(g.unserved_mw, 0, 1e-9);
}

/* A set is started onto the dead bus: voltage, no load, until the caller asks for load anew. */
static void test_black_start(void **state) {
	(void)state;
	struct busbar g = settled(42.9, 8);
	edit(&g, EDIT_FEED_LOSE, 0, 0);
	run(&g, 42.9, 10, 10);
	assert_true(g.dead);
	edit(&g, EDIT_GEN_RESTORE, -1, 0);
	edit(&g, EDIT_GEN_START, 0, 0);
	edit(&g, EDIT_GEN_START, 1, 0);
	run(&g, 42.9, 120, 1000);
	assert_false(g.dead);
	assert_int_equal(count_closed(&g), 2);
	assert_near(g.hz, 60, 0);
	assert_near(g.served_mw, 0, 0);
	busbar_forget_shed(&g);
	run(&g, 0.01, 5, 1000);
	for (double mw = 0; mw < 3; mw += 0.02)
		run(&g, mw, 1, 1000);
	assert_near(g.served_mw, 2.98, 1e-6);
	assert_near(g.hz, 60, 0.05);
}

static void random_change(struct busbar *g, uint64_t *rng) {
	int gen = (int)(model_random(rng) % 14);
	double part = (double)(model_random(rng) % 1001) / 1000;
	switch (model_random(rng) % 12) {
	case 0: edit(g, EDIT_GEN_TRIP, gen, 0); break;
	case 1: edit(g, EDIT_GEN_STOP, gen, 0); break;
	case 2: edit(g, EDIT_GEN_START, gen, 0); break;
	case 3: edit(g, EDIT_GEN_RESTORE, -1, 0); break;
	case 4: edit(g, EDIT_GEN_MAX, gen, part < 0.2 ? 0 : 2500 * part); break;
	case 5: edit(g, EDIT_FEED_LOSE, 0, 0); break;
	case 6: case 7: edit(g, EDIT_FEED_RESTORE, 0, 0); break;
	case 8: edit(g, EDIT_FEED_LIMIT, 0, 20 * part); break;
	case 9: edit(g, EDIT_SITE_INLET, 0, 25 + 20 * part); break;
	default: break;
	}
}

/* Sets + feeds + unserved = load after each step, of 10 ms and of seconds, over whatever happens. */
static void test_the_balance_over_random_nights(void **state) {
	(void)state;
	uint64_t rng = model_seed();
	site->policy.shed = SHED_BREAKER;
	site->policy.stage_count = 1;
	site->policy.stage[0].hz = 58.5;
	site->policy.stage[0].pct = 20;
	size_t deaths = 0, swings = 0, returns = 0;
	for (int i = 0; i < RUNS; i++) {
		double load = 5 + (double)(model_random(&rng) % 38000) / 1000;
		struct busbar g;
		busbar_init(&g, site, 0);
		busbar_settle(&g, load);
		for (int k = 0; k < CHANGES; k++) {
			bool was_dead = g.dead;
			random_change(&g, &rng);
			if (model_random(&rng) % 4 == 0)
				load = fmax(0, load + (double)(model_random(&rng) % 12001) / 1000 - 6);
			busbar_step(&g, &swing, load, 0);
			assert_balance(&g, load);
			static const int64_t steps[] = { 10, 20, 200, 1000, 5000, 30000 };
			int64_t step = steps[model_random(&rng) % 6];
			for (int n = 0; n < 5; n++) {
				busbar_step(&g, &swing, load, step);
				assert_balance(&g, load);
			}
			swings += g.swinging;
			deaths += g.dead && !was_dead;
			returns += g.returning;
		}
	}
	assert_true(deaths > 5 && swings > 100 && returns > 20); /* the nights had them */
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parallel_island_parallel), cmocka_unit_test(test_cascade_dead_and_back), cmocka_unit_test(test_a_stage_sheds),
		cmocka_unit_test(test_a_set_leaves_in_a_transient), cmocka_unit_test(test_a_set_joins_in_a_transient),
		cmocka_unit_test(test_black_start), cmocka_unit_test(test_the_load_drifts_in_an_island),
		cmocka_unit_test(test_the_balance_over_random_nights),
	};
	return cmocka_run_group_tests(tests, make_site, free_site);
}
