/* What changed between two moments, over frames made here: the sums are equal whoever picks up, what is not known is never a zero, objects are the same by
 * their ids, alarms by when they came and went. */
#include "model_scene.h"

#include "difference.h"

static struct difference_side side_of(const struct scene *s, int64_t t_ms) {
	return (struct difference_side){ t_ms, &s->frame, &s->d };
}

static void make(struct difference *d, const struct scene *then, const struct scene *now) {
	struct difference_side a = side_of(then, T0), b = side_of(now, T0 + 60000);
	difference_make(d, &a, &b, NULL, 0, INT64_MAX);
}

static const struct difference_row *find(const struct difference *d, enum difference_section section, const char *key) {
	for (size_t i = d->first[section]; i < d->first[section + 1]; i++)
		if (!strcmp(d->row[i].key, key))
			return &d->row[i];
	return NULL;
}

static const struct difference_row *need(const struct difference *d, enum difference_section section, const char *key) {
	const struct difference_row *r = find(d, section, key);
	if (!r)
		fail_msg("no row %s", key);
	return r;
}

/* What the lost set gave is what the feed and the other sets take, and their sum is the change of the supply (DOMAIN.md: a step goes to the feed first). */
static void test_pickup_adds_up(void **state) {
	struct scene then = scene_new(1, 14), now = scene_new(1, 14);
	struct difference d = { 0 };
	(void)state;
	double lost = frame_get(&then.frame, M_GEN_KW, 6).value;
	model_trip(&now.frame, 6);
	frame_set(&now.frame, M_FEED_MW, 0, 7.82 + (lost - 13 * 25) / 1000);
	for (size_t i = 0; i < 14; i++)
		if (i != 6)
			frame_set(&now.frame, M_GEN_KW, i, frame_get(&then.frame, M_GEN_KW, i).value + 25);
	derive(&now);
	make(&d, &then, &now);
	const struct difference_row *g07 = need(&d, DIFFERENCE_PICKUP, "gen.G07.kw"), *feed = need(&d, DIFFERENCE_PICKUP, "feed.TVA.kw");
	assert_near(g07->change, -lost, 1e-6);
	assert_near(g07->share_pct, -100, 1e-6);
	assert_near(feed->change, lost - 13 * 25, 1e-6);
	assert_near(d.up_kw + d.down_kw, 0, 1e-6);
	assert_near(d.up_kw + d.down_kw, (VALUE(now, D_SUPPLY_MW) - VALUE(then, D_SUPPLY_MW)) * 1000, 1e-6);
	double share = 0;
	for (size_t i = 0; i < d.first[DIFFERENCE_PICKUP + 1]; i++) {
		share += d.row[i].share_pct;
		assert_true(i == 0 || fabs(d.row[i - 1].change) >= fabs(d.row[i].change)); /* the largest first */
	}
	assert_near(share, 0, 1e-6); /* 100 % picked up, 100 % given up */
	assert_int_equal(d.first[DIFFERENCE_PICKUP + 1], 15);
	const struct difference_row *state_row = need(&d, DIFFERENCE_SETS, "gen.G07.state");
	assert_string_equal(state_row->then.word, "loaded");
	assert_string_equal(state_row->now.word, "tripped");
	assert_ptr_equal(state_row, &d.row[d.first[DIFFERENCE_SETS]]);
	assert_string_equal(need(&d, DIFFERENCE_SETS, "gen.G07.breaker")->now.word, "open");
	assert_near(need(&d, DIFFERENCE_POWER, "available_mw")->change, -2.5, 1e-9);
	assert_null(find(&d, DIFFERENCE_POWER, "load_mw")); /* it did not change */
	assert_int_equal(d.first[DIFFERENCE_GPUS], d.first[DIFFERENCE_ALARMS]);
	assert_int_equal(d.same[DIFFERENCE_GPUS], 4);
	difference_free(&d);
	scene_free(&then);
	scene_free(&now);
}

static void test_the_same_is_nothing(void **state) {
	struct scene s = scene_new(2, 3);
	struct difference d = { 0 };
	(void)state;
	make(&d, &s, &s);
	assert_int_equal(d.count, 0);
	assert_int_equal(d.same[DIFFERENCE_PICKUP], 5);
	assert_near(d.up_kw, 0, 0);
	difference_free(&d);
	scene_free(&s);
}

static void test_what_is_not_known_is_no_zero(void **state) {
	struct scene then = scene_new(1, 4), now = scene_new(1, 4);
	struct difference d = { 0 };
	(void)state;
	model_mark(&now.frame, CLASS_GEN, 0, QUALITY_MISSING);
	frame_mark(&now.frame, M_GEN_KW, 1, QUALITY_STALE, T0);
	frame_mark(&now.frame, M_GEN_KW, 2, QUALITY_BAD, TIME_NONE);
	frame_mark(&then.frame, M_BUS_KV, 0, QUALITY_STALE, T0 - 9000);
	frame_mark(&now.frame, M_BUS_KV, 0, QUALITY_STALE, T0 - 9000);
	derive(&then);
	derive(&now);
	make(&d, &then, &now);
	static const struct { const char *key; enum quality now; } want[] = { { "gen.G01.kw", QUALITY_MISSING }, { "gen.G02.kw", QUALITY_STALE }, { "gen.G03.kw", QUALITY_BAD } };
	for (size_t i = 0; i < 3; i++) {
		const struct difference_row *r = need(&d, DIFFERENCE_PICKUP, want[i].key);
		assert_int_equal(r->now.reading.quality, want[i].now);
		assert_true(isnan(r->change) && isnan(r->share_pct));
		assert_near(r->then.reading.value, 22670 / 4.0, 1e-9);
	}
	assert_int_equal(d.unknown, 3);
	assert_near(d.down_kw, 0, 0); /* nobody gave anything up, as far as is known */
	const struct difference_row *gen = need(&d, DIFFERENCE_POWER, "gen_mw");
	assert_true(gen->now.at_least && !gen->then.at_least && isnan(gen->change));
	assert_int_equal(need(&d, DIFFERENCE_POWER, "bus.A.kv")->then.reading.quality, QUALITY_STALE); /* seen, although both say the same */
	assert_string_equal(need(&d, DIFFERENCE_SETS, "gen.G01.state")->now.word, "no data");
	for (size_t i = 1; i < d.first[DIFFERENCE_POWER + 1] - d.first[DIFFERENCE_POWER]; i++) {
		const struct difference_row *r = &d.row[d.first[DIFFERENCE_POWER] + i];
		assert_false(isnan(r[-1].change) && !isnan(r->change) && r[-1].kind == DIFFERENCE_NUMBER && r->kind == DIFFERENCE_NUMBER); /* what is not known comes last */
	}
	difference_free(&d);
	scene_free(&then);
	scene_free(&now);
}

/* A set without data at both moments is there, and a measured open breaker gives nothing whatever its meter says. */
static void test_both_unknown_and_open(void **state) {
	struct scene then = scene_new(1, 3), now = scene_new(1, 3);
	struct difference d = { 0 };
	(void)state;
	model_mark(&then.frame, CLASS_GEN, 0, QUALITY_MISSING);
	model_mark(&now.frame, CLASS_GEN, 0, QUALITY_MISSING);
	frame_set(&now.frame, M_GEN_BREAKER, 1, BREAKER_OPEN);
	make(&d, &then, &now);
	assert_int_equal(need(&d, DIFFERENCE_PICKUP, "gen.G01.kw")->then.reading.quality, QUALITY_MISSING);
	assert_near(need(&d, DIFFERENCE_PICKUP, "gen.G02.kw")->now.reading.value, 0, 0);
	assert_null(find(&d, DIFFERENCE_SETS, "gen.G01.state"));
	difference_free(&d);
	scene_free(&then);
	scene_free(&now);
}

static void test_sites_that_differ(void **state) {
	struct scene then = scene_new(2, 3), now = scene_new(1, 5);
	struct difference d = { 0 };
	(void)state;
	make(&d, &then, &now);
	assert_int_equal(need(&d, DIFFERENCE_PICKUP, "gen.G05.kw")->then.reading.quality, QUALITY_MISSING);
	assert_int_equal(need(&d, DIFFERENCE_PICKUP, "feed.F2.kw")->now.reading.quality, QUALITY_MISSING);
	assert_near(need(&d, DIFFERENCE_PICKUP, "feed.F2.kw")->then.reading.value, 7820, 1e-9);
	assert_string_equal(need(&d, DIFFERENCE_SETS, "gen.G04.state")->then.word, "no data");
	assert_near(need(&d, DIFFERENCE_PICKUP, "gen.G01.kw")->change, 22670 / 5.0 - 22670 / 3.0, 1e-9);
	difference_free(&d);
	scene_free(&then);
	scene_free(&now);
}

static struct alarm alarm_of(const char *id, int64_t on_ms, int64_t off_ms, enum priority priority) {
	struct alarm a = { .on_ms = on_ms, .off_ms = off_ms, .priority = priority, .src = "G01" };
	snprintf(a.id, sizeof a.id, "%s", id);
	return a;
}

static void test_alarms(void **state) {
	struct scene s = scene_new(1, 1);
	struct difference d = { 0 };
	(void)state;
	struct alarm log[] = {
		alarm_of("over-before", T0 - 9000, T0 - 1000, PRIORITY_HIGH), alarm_of("stays", T0 - 8000, TIME_NONE, PRIORITY_HIGH),
		alarm_of("ended", T0 - 7000, T0 + 1000, PRIORITY_HIGH), alarm_of("at-then", T0, T0 + 60000, PRIORITY_LOW), alarm_of("passed", T0 + 1, T0 + 2, PRIORITY_LOW),
		alarm_of("raised", T0 + 5000, TIME_NONE, PRIORITY_HIGH), alarm_of("ends-later", T0 + 60000, T0 + 60001, PRIORITY_MEDIUM),
		alarm_of("suppressed", T0 + 60000, TIME_NONE, PRIORITY_HIGH), alarm_of("later", T0 + 60001, TIME_NONE, PRIORITY_HIGH),
	};
	log[7].came_suppressed = true;
	static const struct { const char *id; enum difference_kind kind; } want[] = { { "raised", DIFFERENCE_RAISED }, { "ended", DIFFERENCE_ENDED },
		{ "ends-later", DIFFERENCE_RAISED }, { "passed", DIFFERENCE_PASSED }, { "at-then", DIFFERENCE_ENDED } };
	struct difference_side a = side_of(&s, T0), b = side_of(&s, T0 + 60000);
	difference_make(&d, &a, &b, log, sizeof log / sizeof *log, T0 + 60000);
	assert_true(d.alarms_known);
	assert_int_equal(d.count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_string_equal(d.row[i].key, want[i].id);
		assert_int_equal(d.row[i].kind, want[i].kind);
	}
	assert_int_equal(d.row[2].off_ms, TIME_NONE); /* that it will end is not known yet */
	difference_make(&d, &a, &b, log, sizeof log / sizeof *log, T0 + 59999);
	assert_false(d.alarms_known);
	difference_free(&d);
	scene_free(&s);
}

static void test_many_alarms_are_bounded(void **state) {
	struct scene s = scene_new(1, 1);
	struct difference d = { 0 };
	(void)state;
	struct alarm *log = calloc(DIFFERENCE_ALARMS_MAX + 7, sizeof *log);
	for (size_t i = 0; i < DIFFERENCE_ALARMS_MAX + 7; i++)
		log[i] = alarm_of("many", T0 + 1 + (int64_t)i, TIME_NONE, PRIORITY_LOW);
	struct difference_side a = side_of(&s, T0), b = side_of(&s, T0 + 60000);
	difference_make(&d, &a, &b, log, DIFFERENCE_ALARMS_MAX + 7, INT64_MAX);
	assert_int_equal(d.count, DIFFERENCE_ALARMS_MAX);
	assert_int_equal(d.alarms_left_out, 7);
	free(log);
	difference_free(&d);
	scene_free(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pickup_adds_up), cmocka_unit_test(test_the_same_is_nothing), cmocka_unit_test(test_what_is_not_known_is_no_zero),
		cmocka_unit_test(test_both_unknown_and_open), cmocka_unit_test(test_sites_that_differ), cmocka_unit_test(test_alarms),
		cmocka_unit_test(test_many_alarms_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
