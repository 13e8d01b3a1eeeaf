/* The alarms of the bundled nights, in a session: the same whatever was looked at before, and the device with the wrong clock steals nothing. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "model_site.h"
#include "panel_alarms_list.h"
#include "bundled_session.h"

/* All that the panel knows at the cursor, as text. */
static void alarms_text(const struct world *w, struct buf *out) {
	buf_clear(out);
	buf_printf(out, "active %zu, flood %d %u %lld\n", w->active_count, w->flood.on, w->flood.recent, (long long)w->flood.since_ms);
	for (size_t i = 0; w->alarms && i < w->alarms->count; i++) {
		const struct alarm_line *line = &w->alarms->at[i];
		int64_t off_ms = line->active ? TIME_NONE : line->alarm->off_ms;
		buf_printf(out, "%s %s %s %d %lld %lld\n", alarm_state_words[line->state], line->alarm->src, line->alarm->id, line->first_out,
		           (long long)line->alarm->on_ms, (long long)off_ms);
	}
	struct alarms_entry list[200];
	struct device_clocks clocks;
	size_t count = alarms_sequence(w, "", list, 200);
	device_clocks_estimate(w->events, w->events ? event_list_after(w->events, w->cursor_ms) : 0, &clocks);
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%lld %s %s %d %d\n", (long long)list[i].t_ms, list[i].src, list[i].text, list[i].first_out,
		           alarms_order_uncertain(w, &clocks, &list[i]));
	device_clocks_free(&clocks);
}

/* Folded up to a time only, as `once` does; folded in slices while the cursor jumps about; folded whole: one history. */
static void a_jump_equals_playing(void **state) {
	(void)state;
	static const char *const names[] = { "generator-trip", "telemetry-dropout", "iberian-blackout" };
	uint64_t seed = model_seed();
	for (size_t n = 0; n < 3; n++) {
		struct session *jumping = bundled_session(names[n]);
		struct buf want = { 0 }, got = { 0 };
		bool shown;
		int64_t first = session_world(jumping)->first_ms, last = session_world(jumping)->last_ms;
		for (int i = 0; i < 12; i++) {
			int64_t t = first + (int64_t)(model_random(&seed) % (uint64_t)(last - first + 1));
			struct session *once = bundled_session(names[n]);
			session_fold_to(once, t);
			session_seek(once, t);
			alarms_text(session_world(once), &want);
			for (int k = 0; k < 5; k++) { /* elsewhere first, and back */
				session_work(jumping, 0, 0, 1, &shown);
				session_seek(jumping, first + (int64_t)(model_random(&seed) % (uint64_t)(last - first + 1)));
			}
			if (i == 6)
				session_fold_to(jumping, TIME_NONE);
			else if (i < 6)
				session_fold_to(jumping, t);
			session_seek(jumping, t);
			alarms_text(session_world(jumping), &got);
			if (want.len != got.len || memcmp(want.data, got.data, want.len))
				fail_msg("%s at %lld:\n%.*s\n-- after jumps:\n%.*s", names[n], (long long)t, (int)want.len, want.data, (int)got.len, got.data);
			session_close(once);
		}
		session_close(jumping);
		buf_free(&want);
		buf_free(&got);
	}
}

#define TRIP_MS INT64_C(1721638930900) /* 09:02:10.900Z: the low gas pressure of G07 arrives */

static void the_wrong_clock_steals_nothing(void **state) {
	(void)state;
	struct session *s = bundled_session("generator-trip");
	session_fold_to(s, TIME_NONE);
	for (int64_t t = TRIP_MS; t <= TRIP_MS + 600000; t += t < TRIP_MS + 3000 ? 50 : 30000) {
		struct alarms_entry list[64];
		session_seek(s, t);
		const struct world *w = session_world(s);
		size_t count = alarms_sequence(w, "", list, 64), first_outs = 0, first = 0;
		for (size_t i = 0; i < count; i++)
			if (list[i].first_out) {
				first_outs++;
				first = i;
			}
		assert_int_equal(first_outs, 1);
		assert_int_equal(list[first].t_ms, TRIP_MS);
		assert_string_equal(list[first].src, "G07");
		assert_string_equal(list[first].text, "low gas pressure shutdown");
		assert_true(w->alarms->at[0].first_out && !strcmp(w->alarms->at[0].alarm->src, "G07"));
		for (size_t i = 1; i < w->alarms->count; i++)
			assert_false(w->alarms->at[i].first_out);
	}
	session_close(s);
}

/* The same night, in which G08 raises a trip where it only noted a load step: it arrives later, and bears an earlier time. */
static void nor_would_it_with_a_trip_of_its_own(void **state) {
	(void)state;
	struct session *s = bundled_session("generator-trip");
	session_fold_to(s, TIME_NONE);
	const struct event_list *events = session_world(s)->events;
	struct alarm_engine *engine = alarms_new(session_world(s)->site);
	struct event_list told = { 0 };
	for (size_t i = 0; i < events->count; i++) {
		struct event e = events->at[i];
		if (!strcmp(e.src, "G08") && e.t_ms > TRIP_MS && e.t_ms < TRIP_MS + 1000) {
			assert_true(e.t_src_ms < TRIP_MS - 80);
			e.state = EVENT_RAISE;
			e.priority = PRIORITY_HIGH;
		}
		event_list_add(&told, &e);
		alarms_event(engine, &e);
	}
	size_t count, first_outs = 0;
	const struct alarm *log = alarms_log(engine, &count);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++)
		if (alarm_first_out(log, &log[i])) {
			assert_string_equal(log[i].src, "G07");
			first_outs++;
		}
	assert_int_equal(first_outs, 1);
	struct world w = *session_world(s);
	struct alarms_entry list[64];
	w.events = &told;
	w.alarm_log = log;
	w.alarm_log_count = count;
	w.cursor_ms = TRIP_MS + 5000;
	size_t rows = alarms_sequence(&w, "", list, 64);
	for (size_t i = 0; i < rows; i++)
		assert_int_equal(list[i].first_out, list[i].t_ms == TRIP_MS);
	event_list_free(&told);
	alarms_free(engine);
	session_close(s);
}

/* Before the recording is read up to the cursor an alarm may stand against the start, or it may be held: GO is not said. */
static void no_go_while_alarms_are_not_read(void **state) {
	(void)state;
	struct session *s = bundled_session("generator-trip");
	const struct world *w = session_world(s);
	session_seek(s, TRIP_MS - 1200000);
	assert_false(world_is_read(w));
	assert_false(w->verdict.go);
	assert_int_equal(w->verdict.why_count, 1);
	assert_string_equal(w->verdict.why[0], "not known: alarms and orders up to here are not read yet");
	session_fold_to(s, TIME_NONE);
	session_seek(s, TRIP_MS - 1200000);
	assert_true(world_is_read(w));
	assert_true(w->verdict.go);
	session_close(s);
}

/* What stands beside an entry does not depend on which rows are shown: under every filter an entry is as certain as in the whole sequence, and so is the
 * alarm that it raised. */
static void doubt_does_not_depend_on_what_is_shown(void **state) {
	static const char *const filters[] = { "G08", "TVA", "high", "trip", "first-out", "low gas" };
	(void)state;
	struct session *s = bundled_session("generator-trip");
	struct device_clocks clocks;
	struct alarms_entry whole[200], some[200], raised;
	size_t doubtful = 0, alarms = 0;
	session_fold_to(s, TIME_NONE);
	session_seek(s, TRIP_MS + 600000);
	const struct world *w = session_world(s);
	device_clocks_estimate(w->events, event_list_after(w->events, w->cursor_ms), &clocks);
	size_t all = alarms_sequence(w, "", whole, 200);
	for (size_t f = 0; f < sizeof filters / sizeof *filters; f++) {
		size_t count = alarms_sequence(w, filters[f], some, 200), at = 0;
		for (size_t i = 0; i < count; i++, at++) {
			while (at < all && (whole[at].events_before != some[i].events_before || whole[at].alarms_before != some[i].alarms_before))
				at++;
			assert_true(at < all);
			assert_ptr_equal(whole[at].text, some[i].text);
			assert_int_equal(alarms_order_uncertain(w, &clocks, &some[i]), alarms_order_uncertain(w, &clocks, &whole[at]));
			doubtful += alarms_order_uncertain(w, &clocks, &some[i]);
		}
	}
	assert_true(doubtful > 0);
	for (size_t i = 0; i < all; i++) {
		if (!whole[i].alarm)
			continue;
		assert_true(alarms_entry_of(w, whole[i].alarm, &raised));
		assert_int_equal(raised.events_before, whole[i].events_before);
		assert_int_equal(raised.alarms_before, whole[i].alarms_before);
		assert_ptr_equal(raised.text, whole[i].text);
		alarms++;
	}
	assert_true(alarms > 3);
	device_clocks_free(&clocks);
	session_close(s);
}

/* G08's report bears a time before the trip, and comes after it; its clock is 300 ms slow, the others are right. */
static void the_wrong_clock_is_found(void **state) {
	(void)state;
	struct session *s = bundled_session("generator-trip");
	struct device_clocks clocks;
	struct alarms_entry list[64];
	session_fold_to(s, TIME_NONE);
	session_seek(s, TRIP_MS + 60000);
	const struct world *w = session_world(s);
	device_clocks_estimate(w->events, event_list_after(w->events, w->cursor_ms), &clocks);
	for (size_t i = 0; i < clocks.count; i++) {
		bool slow = !strcmp(clocks.at[i].src, "G08");
		if (clocks.at[i].off != slow)
			fail_msg("%s: %+.0f ms within %.0f", clocks.at[i].src, clocks.at[i].error_ms, clocks.at[i].within_ms);
	}
	const struct device_clock *g08 = device_clocks_find(&clocks, "G08");
	assert_true(fabs(g08->error_ms + 300) <= g08->within_ms);
	size_t count = alarms_sequence(w, "", list, 64);
	for (size_t i = 0; i < count; i++) {
		bool uncertain = alarms_order_uncertain(w, &clocks, &list[i]);
		if (!strcmp(list[i].src, "G08")) {
			assert_true(list[i].t_src_ms < TRIP_MS - 80); /* by its own clock it was first */
			assert_true(uncertain); /* against what came around it */
		}
		if (list[i].t_ms == TRIP_MS)
			assert_false(uncertain); /* but not with the trip */
	}
	device_clocks_free(&clocks);
	session_close(s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_jump_equals_playing), cmocka_unit_test(the_wrong_clock_steals_nothing),
		cmocka_unit_test(nor_would_it_with_a_trip_of_its_own), cmocka_unit_test(the_wrong_clock_is_found), cmocka_unit_test(no_go_while_alarms_are_not_read), cmocka_unit_test(doubt_does_not_depend_on_what_is_shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
