/* The sequence of moments that `e` and `E` walk. */
#include "model_site.h"
#include "world.h"

struct story {
	struct event_list events;
	struct alarm alarm[400];
	struct world w;
};

static void happen(struct story *s, int64_t t_ms, const char *kind, enum event_state state, enum priority priority, const char *text) {
	struct event e = { .t_ms = t_ms, .t_src_ms = TIME_NONE, .state = state, .priority = priority };
	snprintf(e.src, sizeof e.src, "G07");
	snprintf(e.kind, sizeof e.kind, "%s", kind);
	snprintf(e.text, sizeof e.text, "%s", text);
	event_list_add(&s->events, &e);
}

static void alarm(struct story *s, int64_t t_ms, bool device, const char *text) {
	struct alarm *a = &s->alarm[s->w.alarm_log_count++];
	*a = (struct alarm){ .on_ms = t_ms, .off_ms = TIME_NONE, .device = device, .priority = PRIORITY_MEDIUM };
	snprintf(a->src, sizeof a->src, "TVA");
	snprintf(a->text, sizeof a->text, "%s", text);
	s->w.alarm_log = s->alarm;
	s->w.events = &s->events;
}

static void after(const struct story *s, int64_t t_ms, int64_t at_ms, const char *text) {
	struct moment m = { .t_ms = TIME_NONE };
	bool found = world_moment_after(&s->w, t_ms, &m);
	assert_int_equal(found, text != NULL);
	if (text) {
		assert_int_equal(m.t_ms, at_ms);
		assert_string_equal(m.text, text);
	}
}

static void before(const struct story *s, int64_t t_ms, int64_t at_ms, const char *text) {
	struct moment m = { .t_ms = TIME_NONE };
	bool found = world_moment_before(&s->w, t_ms, &m);
	assert_int_equal(found, text != NULL);
	if (text) {
		assert_int_equal(m.t_ms, at_ms);
		assert_string_equal(m.text, text);
	}
}

static struct story trip(void) {
	struct story s = { .w = { .events = NULL } };
	happen(&s, 1000, "start", EVENT_NOTE, PRIORITY_LOW, "sets start");
	happen(&s, 3000, "trip", EVENT_RAISE, PRIORITY_HIGH, "low gas pressure shutdown");
	happen(&s, 5000, "trip", EVENT_CLEAR, PRIORITY_HIGH, "low gas pressure shutdown");
	happen(&s, 7000, "lockout", EVENT_RAISE, PRIORITY_MEDIUM, "");
	alarm(&s, 2000, false, "import over contract");
	alarm(&s, 3000, true, "low gas pressure shutdown");
	alarm(&s, 3000, false, "frequency low");
	alarm(&s, 9000, false, "bus dead");
	return s;
}

static void there_and_back(void **state) {
	(void)state;
	struct story s = trip();
	after(&s, INT64_MIN, 1000, "sets start");
	after(&s, 999, 1000, "sets start");
	after(&s, 1000, 2000, "import over contract");
	after(&s, 2000, 3000, "low gas pressure shutdown"); /* the more important of two at once */
	after(&s, 3000, 7000, "lockout"); /* the clear is no stop, and where there is no text the kind speaks */
	after(&s, 7000, 9000, "bus dead");
	after(&s, 9000, 0, NULL);
	after(&s, INT64_MAX, 0, NULL);
	before(&s, INT64_MAX, 9000, "bus dead");
	before(&s, 9000, 7000, "lockout");
	before(&s, 7000, 3000, "low gas pressure shutdown");
	before(&s, 3000, 2000, "import over contract");
	before(&s, 2000, 1000, "sets start");
	before(&s, 1000, 0, NULL);
	before(&s, INT64_MIN, 0, NULL);
	event_list_free(&s.events);
}

static void glyphs(void **state) {
	(void)state;
	struct story s = trip();
	struct moment m[8];
	assert_int_equal(world_moments(&s.w, 0, 10000, m, 8), 6);
	static const char expected[] = ".!x!!!";
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(m[i].glyph, expected[i]);
	assert_string_equal(m[2].src, "G07");
	assert_string_equal(m[1].src, "TVA");
	assert_int_equal(m[2].priority, PRIORITY_HIGH);
	event_list_free(&s.events);
}

static void lists(void **state) {
	(void)state;
	struct story s = trip();
	struct moment m[8];
	assert_int_equal(world_moments(&s.w, 1000, 7000, m, 8), 4); /* without the first end, with the last */
	assert_int_equal(m[0].t_ms, 2000);
	assert_int_equal(m[3].t_ms, 7000);
	assert_int_equal(world_moments(&s.w, 0, 10000, m, 2), 2); /* the newest */
	assert_int_equal(m[0].t_ms, 7000);
	assert_int_equal(m[1].t_ms, 9000);
	assert_int_equal(world_moments(&s.w, 0, 10000, m, 0), 0);
	assert_int_equal(world_moments(&s.w, 7000, 7000, m, 8), 0);
	assert_int_equal(world_moments(&s.w, 9000, 1000, m, 8), 0);
	event_list_free(&s.events);
}

static void nothing_folded(void **state) {
	(void)state;
	struct world w = { .events = NULL };
	struct moment m[2];
	assert_false(world_moment_after(&w, 0, m));
	assert_false(world_moment_before(&w, 0, m));
	assert_int_equal(world_moments(&w, INT64_MIN, INT64_MAX, m, 2), 0);
}

/* Walking forwards, walking backwards, and the list see the same times. */
static void walks_agree(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	struct story s = { .w = { .events = NULL } };
	int64_t t_ms = 0;
	for (int i = 0; i < 400; i++) {
		t_ms += (int64_t)(model_random(&seed) % 3);
		happen(&s, (int64_t)(model_random(&seed) % 400), "warning", (enum event_state)(model_random(&seed) % 3),
		       (enum priority)(model_random(&seed) % 3), "event");
		alarm(&s, t_ms, model_random(&seed) % 2, "alarm");
	}
	static struct moment all[1000];
	size_t count = world_moments(&s.w, INT64_MIN, INT64_MAX, all, 1000), distinct = 1, walked = 0;
	assert_true(count > 300);
	for (size_t i = 1; i < count; i++) {
		assert_true(all[i - 1].t_ms <= all[i].t_ms);
		distinct += all[i - 1].t_ms != all[i].t_ms;
	}
	int64_t seen[1000];
	struct moment m;
	for (int64_t at = -1; world_moment_after(&s.w, at, &m); at = m.t_ms)
		seen[walked++] = m.t_ms;
	assert_int_equal(walked, distinct);
	for (int64_t at = 10000; world_moment_before(&s.w, at, &m); at = m.t_ms)
		assert_int_equal(seen[--walked], m.t_ms);
	assert_int_equal(walked, 0);
	event_list_free(&s.events);
}

static void words(void **state) {
	(void)state;
	static const char *const expected[] = { "file", "live", "stale", "down" };
	for (int i = 0; i < 4; i++)
		assert_string_equal(link_state_words[i], expected[i]);
	assert_null(link_state_words[4]);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back), cmocka_unit_test(glyphs), cmocka_unit_test(lists), cmocka_unit_test(nothing_folded),
		cmocka_unit_test(walks_agree), cmocka_unit_test(words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
