/* The sequence of events and its order, on worlds of events alone: what is uncertain follows from clocks and from what stands beside an entry, never from
 * what is shown of the sequence. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "alarm_sequence.h"

#define T0 INT64_C(1721638800000)

struct night {
	struct event_list events;
	struct alarm log[4];
	struct world w;
	struct device_clocks clocks;
};

/* An event that arrives at T0 + at_ms and bears a time `lead_ms` from that. */
static void event(struct night *n, int64_t at_ms, int64_t lead_ms, const char *src, const char *text) {
	struct event e = { .t_ms = T0 + at_ms, .t_src_ms = T0 + at_ms + lead_ms };
	snprintf(e.src, sizeof e.src, "%s", src);
	snprintf(e.text, sizeof e.text, "%s", text);
	strcpy(e.kind, "note");
	event_list_add(&n->events, &e);
}

/* Clocks of four devices, G04's 300 ms behind, as `rounds` quiet minutes tell them; then the cursor far behind all. */
static void begin(struct night *n, int rounds) {
	static const char *const names[] = { "G01", "G02", "G03", "G04" };
	*n = (struct night){ .w = { .cursor_ms = T0 + INT64_C(100000000000) } };
	for (int i = 0; i < rounds * 4; i++)
		event(n, i * 1000, i % 4 == 3 ? -360 : -60, names[i % 4], "quiet");
}

static void settle(struct night *n) {
	n->w.events = &n->events;
	n->w.alarm_log = n->log;
	device_clocks_free(&n->clocks);
	alarms_clocks(&n->w, &n->clocks);
}

static void end(struct night *n) {
	device_clocks_free(&n->clocks);
	event_list_free(&n->events);
}

static bool doubtful(const struct night *n, const char *filter, const char *text) {
	static struct alarms_entry list[64];
	size_t count = alarms_sequence(&n->w, filter, list, 64);
	for (size_t i = 0; i < count; i++)
		if (!strcmp(list[i].text, text))
			return alarms_order_uncertain(&n->w, &n->clocks, &list[i]);
	fail_msg("\"%s\" is not there under \"%s\"", text, filter);
	return false;
}

static void intervals_that_overlap(void **state) {
	/* b arrives so long after a; both reports take the usual 60 ms, and G04's clock is 300 ms behind. A right clock is right to 50 ms, a wrong one is known
	 * to 60 ms. */
	static const struct { const char *src; int64_t after_ms; bool want; } table[] = {
		{ "G02", 0, true }, { "G02", 90, true }, { "G02", 120, false }, { "G02", 5000, false }, { "G04", 90, true }, { "G04", 130, false },
		{ "G01", 0, false }, { "G01", 10, false }, /* one device is in the order of its own clock */
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct night n;
		begin(&n, 5);
		event(&n, 60000, -60, "G01", "a");
		event(&n, 60000 + table[i].after_ms, strcmp(table[i].src, "G04") ? -60 : -360, table[i].src, "b");
		settle(&n);
		if (doubtful(&n, "", "a") != table[i].want || doubtful(&n, "", "b") != table[i].want)
			fail_msg("row %zu: %s after %d ms", i, table[i].src, (int)table[i].after_ms);
		end(&n);
	}
}

static void a_filter_changes_nothing(void **state) {
	(void)state;
	struct night n;
	begin(&n, 5);
	event(&n, 60000, -60, "G01", "first");
	event(&n, 60020, -60, "G02", "second");
	event(&n, 70000, -60, "G01", "alone");
	settle(&n);
	assert_true(doubtful(&n, "", "first"));
	assert_true(doubtful(&n, "first", "first")); /* what may have come before it is not shown */
	assert_true(doubtful(&n, "G02", "second"));
	assert_false(doubtful(&n, "G01", "alone"));
	n.w.cursor_ms = T0 + 60010; /* here the second is not known of yet */
	settle(&n);
	assert_false(doubtful(&n, "", "first"));
	end(&n);
}

static void an_alarm_by_rule_happened_within_its_sample(void **state) {
	(void)state;
	struct night n;
	struct site *site = site_new();
	site->period_s = 1;
	begin(&n, 5);
	event(&n, 60000, -60, "G01", "a");
	n.w.site = site;
	n.w.alarm_log_count = 2;
	n.log[0] = (struct alarm){ .on_ms = T0 + 60500, .off_ms = TIME_NONE, .src = "TVA", .text = "in the same sample" };
	n.log[1] = (struct alarm){ .on_ms = T0 + 62500, .off_ms = TIME_NONE, .src = "TVA", .text = "a sample later" };
	settle(&n);
	assert_true(alarms_alarm_uncertain(&n.w, &n.clocks, &n.log[0]));
	assert_false(alarms_alarm_uncertain(&n.w, &n.clocks, &n.log[1]));
	assert_true(doubtful(&n, "a", "a"));
	n.w.cursor_ms = T0 + 60400;
	settle(&n);
	assert_false(alarms_alarm_uncertain(&n.w, &n.clocks, &n.log[0])); /* it has not come */
	end(&n);
	site_free(site);
}

/* In a log of 100,000 each entry has the answer that all pairs of neighbours give. */
static void a_long_log(void **state) {
	(void)state;
	struct night n;
	begin(&n, 5);
	for (int i = 0; i < 90000; i++)
		event(&n, 60000 + (i / 2) * 1000 + (i % 2) * 20, -60, i % 2 ? "G02" : "G01", "pair");
	event(&n, INT64_C(60000000), -60, "G03", "last");
	settle(&n);
	static struct alarms_entry list[5000];
	size_t count = alarms_sequence(&n.w, "", list, 5000);
	assert_int_equal(count, 5000);
	assert_false(alarms_order_uncertain(&n.w, &n.clocks, &list[0]));
	for (size_t i = 1; i < count; i++)
		assert_true(alarms_order_uncertain(&n.w, &n.clocks, &list[i]));
	end(&n);
}

/* Everything at one instant: each alarm is found by the first event that raised it, in a time that grows with the events alone. */
static void a_burst_at_one_instant(void **state) {
	enum { ALARMS = 1000, TIMES = 10 };
	(void)state;
	struct night n;
	struct alarm *log = mem_zalloc(ALARMS, sizeof *log);
	struct alarms_entry entry;
	begin(&n, 5);
	size_t quiet = n.events.count;
	for (int i = 0; i < ALARMS * TIMES; i++) {
		struct event e = { .t_ms = T0 + 60000, .t_src_ms = T0 + 59940, .src = "G01", .text = "burst", .ansi = "63", .state = EVENT_RAISE };
		snprintf(e.kind, sizeof e.kind, "k%d", i % ALARMS);
		event_list_add(&n.events, &e);
	}
	for (int i = 0; i < ALARMS; i++) {
		log[i] = (struct alarm){ .on_ms = T0 + 60000, .off_ms = TIME_NONE, .src = "G01", .device = true };
		snprintf(log[i].id, sizeof log[i].id, "k%d-63", i);
	}
	settle(&n);
	n.w.alarm_log = log;
	n.w.alarm_log_count = ALARMS;
	for (int i = 0; i < ALARMS; i++) {
		assert_true(alarms_entry_of(&n.w, &log[i], &entry));
		assert_int_equal(entry.events_before, quiet + (size_t)i);
		assert_ptr_equal(entry.alarm, &log[i]);
	}
	end(&n);
	free(log);
}

static void the_offset_in_words(void **state) {
	static const struct { int64_t lead_ms; const char *want; } table[] = {
		{ 0, "+0.000" }, { -417, "-0.417" }, { 1500, "+1.500" }, { -99999, "-99.999" }, { -100000, "<-99" }, { 100000, ">99" }, { INT64_C(300000000), "far off" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		char out[DEVICE_CLOCK_TEXT_SIZE];
		assert_string_equal(device_clock_print_offset(T0, T0 + table[i].lead_ms, out), table[i].want);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_that_overlap), cmocka_unit_test(a_filter_changes_nothing), cmocka_unit_test(an_alarm_by_rule_happened_within_its_sample),
		cmocka_unit_test(a_long_log), cmocka_unit_test(a_burst_at_one_instant),
		cmocka_unit_test(the_offset_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
