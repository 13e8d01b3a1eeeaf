/* Floods, suppression and first-out: what the log says beyond which alarms there were, the same whatever was fed after the time asked for. */
#include "alarm_night.h"

static void raise(struct night *n, int64_t t_ms, const char *src, enum priority priority) {
	struct event e = { .t_ms = t_ms, .t_src_ms = TIME_NONE, .kind = "trip", .state = EVENT_RAISE, .priority = priority };
	snprintf(e.src, sizeof e.src, "%s", src);
	alarms_event(n->engine, &e);
}

/* A new device each time, so that each is an alarm. */
static void raise_new(struct night *n, int64_t t_ms) {
	static unsigned count;
	char src[24];
	snprintf(src, sizeof src, "D%u", count++ % 1000000);
	raise(n, t_ms, src, PRIORITY_LOW);
}

static void begins_over_10_and_ends_below_5(void **state) {
	(void)state;
	struct night n = night_new(1, 2, NULL, 0);
	for (int i = 0; i < 10; i++)
		raise_new(&n, 1000 * i);
	struct alarm_flood f = alarms_flood(n.engine, 20000);
	assert_false(f.on);
	assert_int_equal(f.recent, 10);
	assert_int_equal(f.since_ms, TIME_NONE);
	raise_new(&n, 10000);
	f = alarms_flood(n.engine, 10000);
	assert_true(f.on);
	assert_int_equal(f.recent, 11);
	assert_int_equal(f.since_ms, 10000);
	assert_false(alarms_flood(n.engine, 9999).on); /* before the eleventh */
	f = alarms_flood(n.engine, 605999);            /* five are left: those of 6 to 10 s */
	assert_true(f.on);
	assert_int_equal(f.recent, 5);
	f = alarms_flood(n.engine, 606000);
	assert_false(f.on);
	assert_int_equal(f.recent, 4);
	raise_new(&n, 606600); /* five again, but the flood is over */
	assert_false(alarms_flood(n.engine, 606700).on);
	for (int i = 0; i < 7; i++)
		raise_new(&n, 607000 + i);
	assert_true(alarms_flood(n.engine, 607006).on); /* a second one */
	assert_int_equal(alarms_flood(n.engine, 607006).since_ms, 607006);
	assert_true(alarms_flood(n.engine, 605999).on); /* and the first is as it was */
	night_free(&n);
}

/* Against a plain walk second by second, at times asked in any order while it is being fed. */
static void agrees_with_a_walk(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	for (int round = 0; round < 5; round++) {
		struct night n = night_new(1, 2, NULL, 0);
		enum { SECONDS = 20000 };
		static bool on[SECONDS];
		static unsigned recent[SECONDS], came[SECONDS];
		bool flood = false;
		unsigned rate = 20;
		for (int t = 0; t < SECONDS; t++) {
			if (t % 500 == 0)
				rate = 10 + (unsigned)(model_random(&seed) % 200);
			came[t] = model_random(&seed) % rate == 0;
			if (came[t])
				raise_new(&n, t * 1000);
			recent[t] = (t ? recent[t - 1] : 0) + came[t] - (t >= 600 ? came[t - 600] : 0);
			flood = recent[t] > 10 || (flood && recent[t] >= 5);
			on[t] = flood;
			if (model_random(&seed) % 50 == 0) {
				int at = (int)(model_random(&seed) % (uint64_t)(t + 1));
				struct alarm_flood f = alarms_flood(n.engine, at * 1000);
				if (f.on != on[at] || f.recent != recent[at])
					fail_msg("at %d, fed to %d: %d with %u, expected %d with %u", at, t, f.on, f.recent, on[at], recent[at]);
			}
		}
		int floods = 0;
		for (int t = 0; t < SECONDS; t++) {
			struct alarm_flood f = alarms_flood(n.engine, t * 1000 + 999);
			if (f.on != on[t] || f.recent != recent[t])
				fail_msg("at %d: %d with %u, expected %d with %u", t, f.on, f.recent, on[t], recent[t]);
			floods += on[t] && !(t && on[t - 1]);
		}
		assert_true(floods > 1);
		night_free(&n);
	}
}

static void late_entries_count_where_they_belong(void **state) {
	(void)state;
	struct night n = night_new(1, 2, NULL, 0);
	for (int i = 0; i < 10; i++)
		raise_new(&n, 100000 + 1000 * i);
	assert_false(alarms_flood(n.engine, 200000).on);
	raise_new(&n, 50000);
	assert_true(alarms_flood(n.engine, 109000).on);
	assert_false(alarms_flood(n.engine, 108999).on);
	night_free(&n);
}

static void suppressed_alarms_are_nowhere(void **state) {
	(void)state;
	struct alarm_rule r = rule("over", "gen.*.kw", OP_GT, 100, "");
	r.priority = PRIORITY_HIGH;
	r.suppress = true;
	struct night n = night_new(1, 14, &r, 1);
	const struct alarm *active[16];
	for (size_t g = 0; g < 14; g++)
		frame_set(&n.frame, M_GEN_KW, g, 1000);
	second(&n);
	const struct alarm *log = log_at(&n, 0, 14);
	assert_true(log->by_design && log->came_suppressed);
	assert_int_equal(alarms_active(n.engine, T0, active, 16), 0);
	assert_int_equal(alarms_flood(n.engine, T0).recent, 0);
	assert_false(alarms_flood(n.engine, T0).on);
	assert_false(alarm_first_out(log, log));
	assert_int_equal(alarms_latest(n.engine, T0, active, 16), 14); /* but the list of states has them */
	night_free(&n);
}

static void sets_out_of_service_are_suppressed(void **state) {
	(void)state;
	struct alarm_rule r = rule("over", "gen.*.kw", OP_GT, 100, "");
	struct night n = night_new(1, 3, &r, 1);
	const struct alarm *active[16];
	frame_set(&n.frame, M_GEN_STATE, 1, GEN_OUT_OF_SERVICE);
	for (size_t g = 0; g < 3; g++)
		frame_set(&n.frame, M_GEN_KW, g, 1000);
	second(&n); /* T0 */
	assert_int_equal(alarms_active(n.engine, T0, active, 16), 2);
	assert_string_equal(active[0]->src, "G01");
	assert_string_equal(active[1]->src, "G03");
	raise(&n, T0 + 500, "G02", PRIORITY_HIGH); /* what the device itself raises, too */
	assert_int_equal(alarms_active(n.engine, T0 + 500, active, 16), 2);
	frame_mark(&n.frame, M_GEN_STATE, 1, QUALITY_MISSING, TIME_NONE);
	second(&n); /* not known: as it was */
	assert_int_equal(alarms_active(n.engine, T0 + 1000, active, 16), 2);
	/* A new site line changes nothing, whatever place the set has on it. */
	struct site *other = model_site(1, 5);
	rules_set(other, &r, 1);
	frame_reset(&n.frame, other, n.t_ms);
	for (size_t g = 0; g < 5; g++)
		frame_set(&n.frame, M_GEN_KW, g, 1000);
	second(&n); /* T0 + 2 s */
	assert_int_equal(alarms_active(n.engine, T0 + 2000, active, 16), 4);
	frame_set(&n.frame, M_GEN_STATE, 1, GEN_LOADED);
	second(&n); /* T0 + 3 s */
	assert_int_equal(alarms_active(n.engine, T0 + 3000, active, 16), 6);
	assert_string_equal(active[0]->src, "G02");
	assert_int_equal(alarms_active(n.engine, T0 + 2999, active, 16), 4);
	assert_int_equal(alarms_active(n.engine, T0, active, 16), 2);
	alarms_free(n.engine);
	n.engine = NULL;
	site_free(other);
	night_free(&n);
}

static void first_out_by_group_and_arrival(void **state) {
	(void)state;
	struct alarm_rule rules[] = { rule("a", "feed.*.mw", OP_GT, 8, ""), rule("b", "gen.G01.kw", OP_GT, 100, ""), rule("c", "gen.G02.kw", OP_GT, 100, "") };
	rules[0].priority = PRIORITY_HIGH; /* of the common group */
	strcpy(rules[1].group, "fuel");
	strcpy(rules[2].group, "fuel");
	struct night n = night_new(1, 3, rules, 3);
	raise(&n, T0 - 5000, "G03", PRIORITY_HIGH);
	raise(&n, T0 - 4000, "G02", PRIORITY_MEDIUM); /* of no group */
	frame_set(&n.frame, M_FEED_MW, 0, 9);
	frame_set(&n.frame, M_GEN_KW, 0, 0);
	frame_set(&n.frame, M_GEN_KW, 1, 1000);
	second(&n);
	frame_set(&n.frame, M_GEN_KW, 0, 1000);
	second(&n);
	raise(&n, T0 + 10001, "G01", PRIORITY_HIGH); /* more than 10 s after the feed's */
	static const bool want[] = { true, false, false, true, false, true }; /* G03, G02, a, c, b, G01 */
	const struct alarm *log = log_at(&n, 0, 6);
	for (size_t i = 0; i < 6; i++)
		if (alarm_first_out(log, &log[i]) != want[i])
			fail_msg("%s %s: %d", log[i].id, log[i].src, !want[i]);
	night_free(&n);
}

static void what_comes_again_is_one_alarm(void **state) {
	(void)state;
	struct night n = night_new(1, 2, NULL, 0);
	static const char *const names[] = { "A", "B", "AB", "A" };
	const struct alarm *out[8];
	for (int i = 0; i < 4; i++) {
		raise(&n, 1000 * i, names[i], PRIORITY_LOW);
		struct event clear = { .t_ms = 1000 * i + 500, .kind = "trip", .state = EVENT_CLEAR };
		snprintf(clear.src, sizeof clear.src, "%s", names[i]);
		alarms_event(n.engine, &clear);
	}
	assert_int_equal(alarms_points(n.engine), 3);
	assert_int_equal(alarms_latest(n.engine, 5000, out, 8), 3);
	assert_int_equal(out[0]->on_ms, 3000); /* the newer A */
	assert_string_equal(out[1]->src, "AB");
	assert_int_equal(alarms_latest(n.engine, 2999, out, 8), 3);
	assert_int_equal(out[2]->on_ms, 0); /* at that time the older */
	assert_int_equal(alarms_latest(n.engine, 999, out, 8), 1);
	assert_int_equal(alarms_latest(n.engine, -1, out, 8), 0);
	assert_int_equal(alarms_latest(n.engine, 5000, out, 2), 2);
	night_free(&n);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_over_10_and_ends_below_5), cmocka_unit_test(agrees_with_a_walk), cmocka_unit_test(late_entries_count_where_they_belong),
		cmocka_unit_test(suppressed_alarms_are_nowhere), cmocka_unit_test(sets_out_of_service_are_suppressed),
		cmocka_unit_test(first_out_by_group_and_arrival), cmocka_unit_test(what_comes_again_is_one_alarm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
