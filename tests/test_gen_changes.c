/* Since when a set is in its state: from the fold over a recording, at any time, whichever way one came there. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "bundled_session.h"

#define TRIP INT64_C(1721638930900) /* 2024-07-22T09:02:10.9Z */
#define MINUTE INT64_C(60000)

static const struct gen_change *since(struct session *s, int64_t t_ms, const char *id, enum gen_state state) {
	session_seek(s, t_ms);
	session_refresh(s);
	const struct world *w = session_world(s);
	int set = site_find(w->site, CLASS_GEN, id, strlen(id));
	assert_true(set >= 0);
	assert_int_equal(frame_label(w->frame, M_GEN_STATE, (size_t)set), state);
	return world_gen_change(w, (size_t)set, state);
}

static void test_states_have_their_times(void **state) {
	(void)state;
	struct session *s = bundled_session("generator-trip");
	session_fold_to(s, TRIP + 60 * MINUTE);
	const struct gen_change *c = since(s, TRIP + 3 * MINUTE, "G07", GEN_LOCKOUT);
	assert_non_null(c);
	assert_true(c->t_ms >= TRIP && c->t_ms <= TRIP + 2000);
	assert_false(c->first);
	int64_t locked_ms = c->t_ms;
	c = since(s, TRIP - 3 * MINUTE, "G07", GEN_LOADED); /* the past is as it was */
	assert_non_null(c);
	assert_int_equal(c->t_ms, session_world(s)->first_ms);
	assert_true(c->first);
	c = since(s, TRIP + 20 * MINUTE, "G07", GEN_LOCKOUT);
	assert_int_equal(c->t_ms, locked_ms);
	c = since(s, TRIP + 20 * MINUTE, "G01", GEN_LOADED);
	assert_true(c && c->first);
	session_close(s);
}

/* What was not read yet is not known; a set that is silent for a time has not changed. */
static void test_silence_is_no_change(void **state) {
	(void)state;
	struct session *s = bundled_session("telemetry-dropout");
	const struct world *w = session_world(s);
	assert_null(world_gen_change(w, 0, GEN_LOADED));
	session_fold_to(s, w->last_ms);
	session_refresh(s);
	for (size_t i = 0; i < w->gen_change_count; i++)
		assert_true(w->gen_changes[i].first);
	session_close(s);
}

/* In slices or at once: the same list. */
static void test_slices_give_the_same(void **state) {
	(void)state;
	struct session *a = bundled_session("memphis-bring-up"), *b = bundled_session("memphis-bring-up");
	const struct world *wa = session_world(a), *wb = session_world(b);
	session_fold_to(a, wa->last_ms);
	for (int64_t t = wb->first_ms; t < wb->last_ms; t += 7 * MINUTE)
		session_fold_to(b, t);
	session_fold_to(b, wb->last_ms);
	session_refresh(a);
	session_refresh(b);
	assert_true(wa->gen_change_count > 28);
	assert_int_equal(wa->gen_change_count, wb->gen_change_count);
	for (size_t i = 0; i < wa->gen_change_count; i++) {
		assert_int_equal(wa->gen_changes[i].t_ms, wb->gen_changes[i].t_ms);
		assert_int_equal(wa->gen_changes[i].gen, wb->gen_changes[i].gen);
		assert_int_equal(wa->gen_changes[i].state, wb->gen_changes[i].state);
		assert_true(i == 0 || wa->gen_changes[i].t_ms >= wa->gen_changes[i - 1].t_ms);
	}
	session_close(a);
	session_close(b);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states_have_their_times), cmocka_unit_test(test_silence_is_no_change), cmocka_unit_test(test_slices_give_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
