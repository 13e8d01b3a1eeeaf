/* Device alarms, and the log with its index. */
#include "alarm_night.h"

static struct event event(int64_t t_ms, const char *src, const char *kind, const char *ansi, enum event_state st) {
	struct event e = { .t_ms = t_ms, .t_src_ms = TIME_NONE, .state = st, .priority = PRIORITY_HIGH };
	snprintf(e.src, sizeof e.src, "%s", src);
	snprintf(e.kind, sizeof e.kind, "%s", kind);
	snprintf(e.ansi, sizeof e.ansi, "%s", ansi);
	snprintf(e.text, sizeof e.text, "low gas pressure shutdown");
	return e;
}

static void feed_event(struct night *n, int64_t t_ms, const char *src, const char *kind, const char *ansi, enum event_state st) {
	struct event e = event(t_ms, src, kind, ansi, st);
	alarms_event(n->engine, &e);
}

static void device_alarms(void **state) {
	(void)state;
	struct night n = night_new(1, 14, NULL, 0);
	feed_event(&n, 1000, "G07", "trip", "63", EVENT_RAISE);
	feed_event(&n, 1100, "G07", "trip", "63", EVENT_RAISE); /* once more: the same */
	feed_event(&n, 1200, "G07", "trip", "86", EVENT_RAISE);
	feed_event(&n, 1300, "G08", "trip", "63", EVENT_RAISE);
	feed_event(&n, 1400, "G08", "note", "", EVENT_NOTE);
	feed_event(&n, 1500, "G08", "trip", "64", EVENT_CLEAR); /* nothing of that kind is open */
	feed_event(&n, 2000, "G07", "trip", "63", EVENT_CLEAR);
	feed_event(&n, 2100, "G07", "trip", "63", EVENT_CLEAR);
	const struct alarm *a = log_at(&n, 0, 3);
	assert_true(a->device);
	assert_int_equal(a[0].on_ms, 1000);
	assert_int_equal(a[0].off_ms, 2000);
	assert_string_equal(a[0].text, "low gas pressure shutdown");
	assert_int_equal(a[1].off_ms, TIME_NONE);
	assert_string_equal(a[2].src, "G08");
	assert_int_equal(a[2].off_ms, TIME_NONE);
	feed_event(&n, 3000, "G07", "trip", "63", EVENT_RAISE); /* afterwards it is a new one */
	feed_event(&n, 3100, "G07", "trip", "", EVENT_CLEAR);   /* without a number: any */
	feed_event(&n, 3200, "G07", "trip", "", EVENT_CLEAR);
	a = log_at(&n, 0, 4);
	assert_true(a[1].off_ms != TIME_NONE && a[3].off_ms != TIME_NONE);
	night_free(&n);
}

static void active_at_a_time(void **state) {
	(void)state;
	struct night n = night_new(1, 14, NULL, 0);
	const struct alarm *out[8];
	struct event low = event(1000, "G01", "warning", "", EVENT_RAISE);
	low.priority = PRIORITY_LOW;
	alarms_event(n.engine, &low);
	feed_event(&n, 2000, "G02", "trip", "", EVENT_RAISE);
	feed_event(&n, 3000, "G03", "trip", "", EVENT_RAISE);
	feed_event(&n, 4000, "G02", "trip", "", EVENT_CLEAR);
	assert_int_equal(alarms_active(n.engine, 999, out, 8), 0);
	assert_int_equal(alarms_active(n.engine, 1000, out, 8), 1);
	assert_int_equal(alarms_active(n.engine, 3999, out, 8), 3);
	assert_string_equal(out[0]->src, "G02"); /* high before low, older before newer */
	assert_string_equal(out[1]->src, "G03");
	assert_string_equal(out[2]->src, "G01");
	assert_int_equal(alarms_active(n.engine, 4000, out, 8), 2);
	assert_string_equal(out[0]->src, "G03");
	assert_int_equal(alarms_active(n.engine, 3999, out, 1), 1);
	assert_string_equal(out[0]->src, "G02");
	assert_int_equal(alarms_active(n.engine, 3999, out, 0), 0);
	night_free(&n);
}

/* Against a plain walk over the log, with entries out of order too. */
static void index_agrees_with_a_walk(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	struct night n = night_new(1, 14, NULL, 0);
	int64_t t_ms = 0;
	for (int i = 0; i < 20000; i++) {
		char src[24];
		snprintf(src, sizeof src, "D%u", (unsigned)(model_random(&seed) % 200));
		t_ms += (int64_t)(model_random(&seed) % 50);
		int64_t late = model_random(&seed) % 100 == 0 ? (int64_t)(model_random(&seed) % 3000) : 0;
		feed_event(&n, t_ms - late, src, "warning", "", model_random(&seed) % 2 ? EVENT_RAISE : EVENT_CLEAR);
		if (i % 4999 == 0) {
			size_t sorted;
			alarms_log(n.engine, &sorted);
		}
	}
	size_t count;
	const struct alarm *log = alarms_log(n.engine, &count), *out[256];
	assert_true(count > 4000);
	for (size_t i = 1; i < count; i++)
		assert_true(log[i - 1].on_ms <= log[i].on_ms);
	for (int k = 0; k < 200; k++) {
		int64_t at = (int64_t)(model_random(&seed) % (uint64_t)(t_ms + 1000)) - 500;
		size_t expected = 0, got = alarms_active(n.engine, at, out, 256);
		for (size_t i = 0; i < count; i++)
			expected += log[i].on_ms <= at && (log[i].off_ms == TIME_NONE || log[i].off_ms > at);
		assert_int_equal(got, expected);
		for (size_t i = 0; i < got; i++)
			assert_true(out[i]->on_ms <= at && (out[i]->off_ms == TIME_NONE || out[i]->off_ms > at));
	}
	night_free(&n);
}

static void log_is_bounded(void **state) {
	(void)state;
	struct night n = night_new(1, 1, NULL, 0);
	for (int i = 0; i < 100010; i++) {
		feed_event(&n, i, "G01", "warning", "", EVENT_RAISE);
		feed_event(&n, i, "G01", "warning", "", EVENT_CLEAR);
	}
	log_at(&n, 0, 100000);
	assert_int_equal(alarms_dropped(n.engine), 10);
	night_free(&n);
	n = night_new(1, 1, NULL, 0);
	for (int i = 0; i < 10000; i++) { /* all open at once */
		char src[24];
		snprintf(src, sizeof src, "D%d", i);
		feed_event(&n, i, src, "warning", "", EVENT_RAISE);
	}
	size_t count;
	alarms_log(n.engine, &count);
	assert_true(count >= 1000 && count + alarms_dropped(n.engine) == 10000);
	night_free(&n);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(device_alarms), cmocka_unit_test(active_at_a_time), cmocka_unit_test(index_agrees_with_a_walk),
		cmocka_unit_test(log_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
