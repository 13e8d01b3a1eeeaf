/* The what-if in a session, on the bundled recordings: the numbers that the dashboard and the export show. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "scenario.h"
#include "bundled_session.h"

#define T INT64_C(1721640000000) /* 09:20Z */
#define MINUTE INT64_C(60000)

static struct session *open_at(const char *name, int64_t t_ms) {
	struct session *s = bundled_session(name);
	session_seek(s, t_ms);
	session_fold_to(s, t_ms);
	session_refresh(s);
	return s;
}

static void edit(struct session *s, const char *text) {
	struct error err;
	struct edit e;
	struct time_context context;
	session_time_context(s, false, &context);
	if (!edit_parse(text, session_world(s)->site, &context, &e, &err) || !session_whatif_add(s, &e, false, &err))
		fail_msg("%s: %s", text, err.text);
}

static void work_all(struct session *s) {
	bool shown = false;
	for (int i = 0; i < 10000 && session_work(s, 0, 0, 50, &shown); i++)
		;
	session_refresh(s);
}

static void look(struct session *s, int64_t t_ms) {
	session_seek(s, t_ms);
	work_all(s);
}

static void enter(struct session *s) {
	struct error err;
	if (!session_whatif_enter(s, &err))
		fail_msg("%s", err.text);
}

static void test_the_set_that_did_not_trip(void **state) {
	(void)state;
	char *dir = test_dir_make(), path[256];
	struct error err;
	struct session *s = open_at("generator-trip", T - 19 * MINUTE);
	enter(s);
	edit(s, "gen G07 restore");
	edit(s, "gpu cap 345W");
	look(s, T - 15 * MINUTE);
	const struct world *w = session_world(s);
	assert_false(w->verdict.go); /* as it was */
	assert_non_null(w->whatif);
	assert_non_null(w->whatif->frame);
	if (!w->whatif->verdict.go)
		for (size_t i = 0; i < w->whatif->verdict.why_count; i++)
			print_message("why: %s\n", w->whatif->verdict.why[i]);
	assert_true(w->whatif->verdict.go);
	assert_near(w->whatif->derived.q[D_AVAILABLE_MW].value, 43, 0.01);
	assert_near(w->whatif->derived.q[D_START_LOAD_MW].value, 40.48, 0.01);
	snprintf(path, sizeof path, "%s/a.scenario", dir);
	assert_true(session_whatif_save(s, path, &err));
	double kw = frame_get(w->whatif->frame, M_GEN_KW, 6).value, load = w->whatif->derived.q[D_LOAD_MW].value;
	session_close(s);

	s = open_at("generator-trip", T - 15 * MINUTE);
	enter(s);
	if (!session_whatif_load(s, path, &err))
		fail_msg("%s", err.text);
	look(s, T - 15 * MINUTE);
	w = session_world(s);
	assert_true(w->whatif->verdict.go);
	assert_near(frame_get(w->whatif->frame, M_GEN_KW, 6).value, kw, 0);
	assert_near(w->whatif->derived.q[D_LOAD_MW].value, load, 0);
	session_close(s);
	test_dir_remove(dir);
}

static void test_undone_it_is_the_recording(void **state) {
	(void)state;
	struct session *s = open_at("memphis-bring-up", T - 30 * MINUTE);
	enter(s);
	work_all(s);
	edit(s, "gen G01 trip");
	edit(s, "feed TVA limit 50MW");
	const struct world *w = session_world(s); /* at once, since what lies before was read */
	assert_non_null(w->whatif->frame);
	assert_int_equal(frame_label(w->whatif->frame, M_GEN_STATE, 0), GEN_TRIPPED);
	assert_near(w->whatif->derived.q[D_AVAILABLE_MW].value, 82.5, 0.01);
	assert_near(w->derived.q[D_AVAILABLE_MW].value, 43, 0.01); /* the baseline's stand where they stood */
	assert_true(session_whatif_undo(s));
	assert_true(session_whatif_undo(s));
	look(s, T - 20 * MINUTE);
	assert_memory_equal(w->whatif->frame->value, w->frame->value, w->frame->count * sizeof *w->frame->value);
	assert_false(session_whatif_undo(s));
	assert_true(session_whatif_redo(s));
	look(s, T - 20 * MINUTE);
	assert_int_equal(frame_label(w->whatif->frame, M_GEN_BREAKER, 0), BREAKER_OPEN);
	session_close(s);
}

/* The baseline's lane past the recording has what stands at the cursor there, at every second and without gaps, whatever the scenario does. */
static void assert_baseline_drawn(const struct world *w, const char *key, double value) {
	struct history_bin bins[60];
	assert_non_null(w->whatif->ahead);
	long series = history_series_find(w->whatif->ahead, key);
	assert_true(series >= 0);
	history_query(w->whatif->ahead, (size_t)series, w->cursor_ms - 30000, w->cursor_ms + 30000, 60, bins, NULL);
	for (int i = 0; i < 60; i++)
		assert_near(bins[i].lowest, value, 0.01);
	history_query(w->whatif->ahead, (size_t)series, w->last_ms - MINUTE, w->last_ms, 1, bins, NULL);
	assert_true(isnan(bins[0].lowest)); /* what is recorded is not computed */
}

static void test_the_future_of_a_recording(void **state) {
	(void)state;
	struct session *s = open_at("memphis-bring-up", T);
	const struct world *w = session_world(s);
	int64_t last = w->last_ms;
	enter(s);
	look(s, last + 10 * MINUTE);
	assert_int_equal(w->cursor_ms, last + 10 * MINUTE);
	assert_true(w->whatif->future);
	assert_non_null(w->frame);
	assert_int_equal(w->frame->t_ms, last + 10 * MINUTE);
	assert_false(w->in_gap);
	assert_near(w->derived.q[D_LOAD_MW].value, 42.99, 0.1); /* the job goes on */
	edit(s, "gen G05 trip");
	look(s, last + 20 * MINUTE);
	assert_near(w->derived.q[D_AVAILABLE_MW].value, 43, 0.05);
	assert_near(w->whatif->derived.q[D_AVAILABLE_MW].value, 40.5, 0.05);
	assert_baseline_drawn(w, "available_mw", 43);
	assert_baseline_drawn(w, "load_mw", w->derived.q[D_LOAD_MW].value);
	session_whatif_leave(s);
	assert_int_equal(w->cursor_ms, last); /* nothing is known past it */
	session_close(s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_set_that_did_not_trip),
		cmocka_unit_test(test_undone_it_is_the_recording),
		cmocka_unit_test(test_the_future_of_a_recording),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
