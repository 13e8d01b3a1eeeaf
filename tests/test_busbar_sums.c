/* Dispatch and swing on one busbar: what is told of it is what stands in it, in parallel, as the feed goes, in the transient, and after it. */
#include "model_site.h"

#include "busbar.h"

static struct busbar bar;
static struct busbar_swing swing;

static void assert_sums(double load_mw) {
	const struct dispatch *d = &bar.dispatch;
	double kw = 0;
	for (size_t i = 0; i < d->site->gen_count; i++)
		kw += d->gen[i].kw;
	assert_near(dispatch_sets_mw(d), kw / 1000, 0);
	assert_near(kw / 1000 + dispatch_feeds_mw(d) + bar.unserved_mw, load_mw, 1e-6);
}

static void run(double load_mw, int seconds) {
	for (int i = 0; i < seconds; i++) {
		busbar_step(&bar, &swing, load_mw, 1000);
		assert_sums(load_mw);
	}
}

static void test_the_sums_are_those_of_the_sets(void **state) {
	(void)state;
	struct site *site = model_site(1, 14);
	struct edit little = { .verb = EDIT_FEED_IMPORT, .object = 0, .number = 1 }, back = { .verb = EDIT_FEED_RESTORE, .object = 0 };
	site->feed[0].trip_mw = 2;
	site->feed[0].trip_s = 2;
	busbar_init(&bar, site, T0);
	busbar_edit(&bar, &swing, &little);
	busbar_settle(&bar, 25);
	run(25, 60);
	run(27.5, 1); /* faster than the sets can follow: the feed is above its trip */
	assert_false(dispatch_island(&bar.dispatch));
	run(27.5, 1);
	assert_true(dispatch_island(&bar.dispatch) && bar.swinging && !bar.dead);
	run(27.5, 300);
	assert_false(bar.swinging || bar.dead);
	busbar_edit(&bar, &swing, &back);
	assert_sums(27.5);
	run(27.5, 600);
	assert_false(dispatch_island(&bar.dispatch));
	site_free(site);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_the_sums_are_those_of_the_sets) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
