/* The answer of `mwtop whatif` against the session of a dashboard over the same recording: the same numbers, whichever way they were computed. */
#include "whatif_answer.h"

#include <stdlib.h>
#include <string.h>

#include "bundled_session.h"

struct pair { struct session *headless, *dashboard; struct whatif_answer *answer; };

static struct session *open_bundled(const char *name) {
	struct error err;
	struct session *s = bundled_session(name);
	assert_true(session_whatif_enter(s, &err));
	return s;
}

static void open_pair(struct pair *p, const char *name) {
	p->headless = open_bundled(name);
	p->dashboard = open_bundled(name);
	p->answer = mem_zalloc(1, sizeof *p->answer);
}

static void close_pair(struct pair *p) {
	session_close(p->headless);
	session_close(p->dashboard);
	free(p->answer);
}

static void add_edit(struct session *s, const char *text) {
	struct time_context context;
	struct error err;
	struct edit edit;
	session_time_context(s, true, &context);
	if (!scenario_parse(session_scenario(s), text, session_world(s)->site, &context, &edit, &err) || !session_whatif_add(s, &edit, false, &err))
		fail_msg("%s: %s", text, err.text);
}

static int64_t time_of(struct session *s, const char *text) {
	struct error err;
	int64_t t_ms;
	if (!session_parse_time(s, text, true, &t_ms, &err))
		fail_msg("%s", err.text);
	return t_ms;
}

static void ask(struct pair *p, const char *at) {
	struct error err;
	int64_t at_ms = time_of(p->headless, at), until_ms = session_world(p->headless)->last_ms;
	if (!whatif_answer_make(p->headless, at_ms, until_ms > at_ms ? until_ms : at_ms, p->answer, &err))
		fail_msg("%s", err.text);
}

/* As a dashboard gets there: a fold and a what-if in slices, between which the cursor moves about. */
static const struct world *look(struct session *s, int64_t t_ms) {
	bool shown;
	for (int i = 0; i < 200000 && session_work(s, 0, 0, 1, &shown); i++)
		if (i % 7 == 0)
			session_seek(s, session_world(s)->first_ms + (session_world(s)->last_ms - session_world(s)->first_ms) * (i % 11) / 11);
	session_seek(s, t_ms);
	assert_non_null(session_world(s)->whatif);
	return session_world(s);
}

static void same_numbers(const double *value, const struct derived *d) {
	for (size_t i = 0; i < DERIVED_COUNT; i++)
		if (memcmp(&value[i], &d->q[i].value, sizeof *value) && !(isnan(value[i]) && isnan(d->q[i].value)))
			fail_msg("%s: %.17g there, %.17g in the dashboard", derived_info_at((enum derived_id)i)->key, value[i], d->q[i].value);
}

static void same_verdict(const struct verdict *a, const struct verdict *b) {
	assert_int_equal(a->go, b->go);
	assert_int_equal(a->why_count, b->why_count);
	assert_true(a->ready_at_ms == b->ready_at_ms);
	for (size_t i = 0; i < a->why_count; i++)
		assert_string_equal(a->why[i], b->why[i]);
}

static void compare(const char *name, const char *const *edits, const char *at) {
	struct pair p;
	open_pair(&p, name);
	for (size_t i = 0; edits[i]; i++) {
		add_edit(p.headless, edits[i]);
		add_edit(p.dashboard, edits[i]);
	}
	ask(&p, at);
	const struct world *w = look(p.dashboard, p.answer->at_ms);
	assert_non_null(w->whatif->frame);
	same_numbers(p.answer->baseline.value, &w->derived);
	same_numbers(p.answer->scenario.value, &w->whatif->derived);
	same_verdict(&p.answer->baseline.verdict, &w->verdict);
	same_verdict(&p.answer->scenario.verdict, &w->whatif->verdict);
	close_pair(&p);
}

static void test_the_dashboard_shows_the_same(void **state) {
	(void)state;
	compare("generator-trip", (const char *const[]){ "at T-20m gen G07 restore", "at T-16m gpu cap 345W", NULL }, "T-15m");
	compare("generator-trip", (const char *const[]){ "at T-19m gen G03 trip", "at T-10m gen G03 restore", NULL }, "T-9m");
	compare("generator-trip", (const char *const[]){ "at T-25m feed TVA lose", "at T-12m feed TVA restore", NULL }, "T-5m");
	compare("telemetry-dropout", (const char *const[]){ "at +5m gpu cap 300W over 90s", NULL }, "+30m");
}

static void test_without_edits_both_sides_are_one(void **state) {
	(void)state;
	struct pair p;
	open_pair(&p, "generator-trip");
	ask(&p, "T-15m");
	assert_memory_equal(p.answer->baseline.value, p.answer->scenario.value, sizeof p.answer->baseline.value);
	assert_near(p.answer->baseline.value[D_AVAILABLE_MW], 40.5, 1e-9);
	for (size_t i = 0; i < WHATIF_VALUE_COUNT; i++)
		assert_true(isnan(p.answer->baseline.value[i]) ? isnan(whatif_delta(p.answer, i)) : whatif_delta(p.answer, i) == 0);
	assert_int_equal(p.answer->violation_count, 0);
	assert_true(p.answer->moment_count > 0);
	close_pair(&p);
}

/* An edit between two samples is in the answer for its time, which is that of the sample after it. */
static void test_just_after_its_edits(void **state) {
	(void)state;
	struct pair p;
	open_pair(&p, "generator-trip");
	int64_t t_ms = time_of(p.headless, "T-19m");
	add_edit(p.headless, "at 2024-07-22T09:01:00.300Z gen G03 trip");
	ask(&p, "2024-07-22T09:01:00.300Z");
	assert_true(p.answer->at_ms == t_ms + 1000);
	assert_near(whatif_delta(p.answer, D_AVAILABLE_MW), -2.5, 1e-9);
	assert_string_equal(p.answer->scenario.verdict.why[p.answer->scenario.verdict.why_count - 1], "G03 tripped, high alarm");
	ask(&p, "2024-07-22T09:01:00Z");
	assert_near(whatif_delta(p.answer, D_AVAILABLE_MW), 0, 0);
	close_pair(&p);
}

/* Each change of capacity stands at its own second, also those that looks a minute apart pass over. */
static void test_changes_are_found_to_the_second(void **state) {
	(void)state;
	struct pair p;
	open_pair(&p, "generator-trip");
	add_edit(p.headless, "at 2024-07-22T09:10:10Z gen G03 max 2MW");
	add_edit(p.headless, "at 2024-07-22T09:10:25Z gen G03 max 1MW");
	add_edit(p.headless, "at 2024-07-22T09:10:40Z gen G03 max 2.5MW");
	ask(&p, "2024-07-22T09:10:00Z");
	const double available[] = { 40.5, 40, 39, 40.5 };
	const char *const times[] = { "2024-07-22T09:10:00.000Z", "2024-07-22T09:10:10.000Z", "2024-07-22T09:10:25.000Z", "2024-07-22T09:10:40.000Z" };
	char iso[TIME_ISO_SIZE];
	assert_true(p.answer->moment_count >= 4);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(time_format_iso(p.answer->moment[i].t_ms, iso), times[i]);
		assert_near(p.answer->moment[i].scenario.available_mw, available[i], 1e-9);
		assert_near(p.answer->moment[i].baseline.available_mw, 40.5, 1e-9);
	}
	close_pair(&p);
}

/* So does one that no edit tells: the recorded limit and trip. */
static void test_recorded_changes_are_found_to_the_second(void **state) {
	(void)state;
	struct pair p;
	char iso[TIME_ISO_SIZE];
	open_pair(&p, "generator-trip");
	ask(&p, "T-20m");
	assert_true(p.answer->moment_count >= 3);
	assert_near(p.answer->moment[0].baseline.available_mw, 43, 1e-9);
	assert_string_equal(time_format_iso(p.answer->moment[1].t_ms, iso), "2024-07-22T09:01:56.000Z"); /* G11 is held at 1.7 MW */
	assert_near(p.answer->moment[1].baseline.available_mw, 42.2, 1e-9);
	assert_string_equal(time_format_iso(p.answer->moment[2].t_ms, iso), "2024-07-22T09:02:11.000Z");
	assert_near(p.answer->moment[2].baseline.available_mw, 39.7, 1e-9);
	assert_false(p.answer->moment[2].baseline.go);
	close_pair(&p);
}

/* Of each violation of the session: its mark; returns how many there are. */
static size_t marks_of(const struct world *w, bool mark[20]) {
	assert_true(w->whatif->violation_count <= 20);
	for (size_t i = 0; i < w->whatif->violation_count; i++)
		mark[i] = w->whatif->violations[i].baseline;
	return w->whatif->violation_count;
}

/* The recording goes over the contract once; an edit that comes later does so on the same feed, and is told apart, whether it was there from the
 * beginning or was added and taken back. */
static void test_what_the_edits_make_is_told_apart(void **state) {
	(void)state;
	struct pair p;
	bool mark[20];
	open_pair(&p, "generator-trip");
	add_edit(p.headless, "at T-20m gen G07 restore");
	add_edit(p.headless, "at T-14m feed TVA limit 5MW");
	add_edit(p.dashboard, "at T-20m gen G07 restore");
	ask(&p, "T-15m");
	assert_true(p.answer->violation_count >= 2);
	assert_true(p.answer->violations[0].kind == VIOLATION_IMPORT && p.answer->violations[0].baseline);
	assert_true(p.answer->violations[1].kind == VIOLATION_IMPORT && !p.answer->violations[1].baseline);
	assert_true(p.answer->violations[1].object == p.answer->violations[0].object);
	assert_int_equal(marks_of(look(p.dashboard, p.answer->at_ms), mark), 1);
	assert_true(mark[0]);
	add_edit(p.dashboard, "at T-14m feed TVA limit 5MW");
	assert_int_equal(marks_of(look(p.dashboard, p.answer->at_ms), mark), p.answer->violation_count);
	for (size_t i = 0; i < p.answer->violation_count; i++)
		assert_int_equal(mark[i], p.answer->violations[i].baseline);
	assert_true(session_whatif_undo(p.dashboard));
	assert_int_equal(marks_of(look(p.dashboard, p.answer->at_ms), mark), 1);
	assert_true(mark[0]);
	close_pair(&p);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_dashboard_shows_the_same),
		cmocka_unit_test(test_without_edits_both_sides_are_one),
		cmocka_unit_test(test_just_after_its_edits),
		cmocka_unit_test(test_changes_are_found_to_the_second),
		cmocka_unit_test(test_recorded_changes_are_found_to_the_second),
		cmocka_unit_test(test_what_the_edits_make_is_told_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
