/* History, refined: the fine level moves to where somebody looks, is fed again, and is drawn only where it was. */
#include "history_tape.h"

static void refine_feed(struct tape *t, int64_t from_ms, int64_t to_ms, int64_t every) {
	for (int64_t s = (from_ms - T0 + 999) / 1000; T0 + s * 1000 < to_ms; s++) {
		t->frame.t_ms = T0 + s * 1000;
		t->derived.q[D_LOAD_MW].value = (double)(s % 1000);
		if (s % every == 0)
			history_refine_add(t->h, &t->frame, &t->derived);
	}
}

static void refine_moves_the_window(void **state) {
	(void)state;
	enum { WEEK = 7 * 86400 };
	struct tape t = tape_new(1, WEEK);
	for (int64_t s = 0; s < WEEK; s++)
		put(&t, s, (double)(s % 1000));
	int64_t from, to, bin_ms, at = T0 + INT64_C(400000) * 1000;
	struct history_bin out[60];
	size_t load = series(&t, "load_mw");
	history_query(t.h, load, at, at + 60000, 60, out, &bin_ms);
	assert_int_equal(bin_ms, 64000); /* all there is without it */
	assert_true(out[0].highest - out[0].lowest > 60);
	assert_false(history_refine(t.h, T0, T0 + 3600000, &from, &to)); /* that is there already */
	assert_false(history_refine(t.h, T0, T0 + INT64_C(1000) * WEEK, &from, &to)); /* too wide */
	assert_false(history_refine(t.h, T0 - 5000, T0 - 1000, &from, &to));
	assert_true(history_refine(t.h, at, at + 3600000, &from, &to));
	assert_true(from <= at && to >= at + 3600000);
	assert_true(to - from <= 86400000 + 2000);
	refine_feed(&t, from, to, 1);
	history_query(t.h, load, at, at + 60000, 60, out, &bin_ms);
	assert_int_equal(bin_ms, 1000);
	for (int64_t i = 0; i < 60; i++)
		assert_near(out[i].lowest, (double)(i % 1000), 0);
	assert_false(history_refine(t.h, at + 60000, at + 120000, &from, &to));
	history_query(t.h, load, T0, T0 + 60000, 1, out, &bin_ms); /* the beginning has left level 0 */
	assert_int_equal(bin_ms, 64000);
	tape_free(&t);
}

/* Playing on: what the old and the new place have in common is not read again, and stands as it was. */
static void refine_onwards_keeps_what_it_has(void **state) {
	(void)state;
	enum { DAYS_3 = 3 * 86400, HOUR = 3600 };
	struct tape t = tape_new(14, DAYS_3);
	for (int64_t s = 0; s < DAYS_3; s++)
		put(&t, s, (double)(s % 1000));
	int64_t from, to, bin_ms, fed = 0, feeds = 0;
	struct history_bin out[60];
	for (int64_t s = 100000; s < 200000; s += 60) {
		if (history_refine(t.h, T0 + s * 1000, T0 + (s + HOUR) * 1000, &from, &to)) {
			refine_feed(&t, from, to, 1);
			fed += (to - from) / 1000;
			feeds++;
		}
		history_query(t.h, series(&t, "load_mw"), T0 + s * 1000, T0 + (s + 60) * 1000, 60, out, &bin_ms);
		assert_int_equal(bin_ms, 1000);
		for (int64_t i = 0; i < 60; i++)
			assert_near(out[i].lowest, (double)((s + i) % 1000), 0);
	}
	assert_true(feeds >= 4 && fed < 100000 + HOUR + 40000 /* a window at the beginning, then what is new */);
	assert_true(history_refine(t.h, T0 + 50000000, T0 + 50060000, &from, &to)); /* and back: all of it */
	assert_true(from <= T0 + 50000000 && to >= T0 + 50060000);
	tape_free(&t);
}

/* At the end of a recording that grows: the window has room for what comes, which joins it, also after a pause. */
static void refined_end_grows(void **state) {
	(void)state;
	enum { DAYS_2 = 2 * 86400 };
	struct tape t = tape_new(1, DAYS_2);
	for (int64_t s = 0; s < DAYS_2; s++)
		put(&t, s, (double)(s % 1000));
	int64_t from, to, bin_ms, end = T0 + INT64_C(1000) * DAYS_2;
	assert_true(history_refine(t.h, end - 600000, end, &from, &to));
	refine_feed(&t, from, end, 1);
	struct history_bin out[600];
	for (int64_t s = DAYS_2; s < DAYS_2 + 3600; s++) {
		if (s >= DAYS_2 + 1000 && s < DAYS_2 + 1100)
			continue; /* the link was down */
		put(&t, s, (double)(s % 1000));
		assert_false(history_refine(t.h, end - 600000, T0 + s * 1000, &from, &to));
	}
	history_query(t.h, series(&t, "load_mw"), end + 900000, end + 1500000, 600, out, &bin_ms);
	assert_int_equal(bin_ms, 1000);
	for (int64_t i = 0; i < 600; i++)
		assert_int_equal(isnan(out[i].lowest), i >= 100 && i < 200);
	tape_free(&t);
}

/* A range that ends in a gap is still drawn sample by sample. */
static void refined_into_a_gap(void **state) {
	(void)state;
	enum { DAYS_3 = 3 * 86400 };
	struct tape t = tape_new(1, DAYS_3);
	for (int64_t s = 0; s < DAYS_3; s++)
		if (s < 200000 || s >= 210000)
			put(&t, s, 30);
	int64_t from, to, bin_ms, at = T0 + 199000000;
	assert_true(history_refine(t.h, at, at + 2000000, &from, &to));
	refine_feed(&t, from, T0 + 200000000, 1);
	struct history_bin out[2000];
	history_query(t.h, series(&t, "load_mw"), at, at + 2000000, 2000, out, &bin_ms);
	assert_int_equal(bin_ms, 1000);
	for (int64_t i = 0; i < 2000; i++)
		assert_int_equal(isnan(out[i].lowest), i >= 1000);
	tape_free(&t);
}

static void half_a_feed_is_not_drawn(void **state) {
	(void)state;
	enum { DAYS_3 = 3 * 86400 };
	struct tape t = tape_new(1, DAYS_3);
	for (int64_t s = 0; s < DAYS_3; s++)
		put(&t, s, 30);
	int64_t from, to, bin_ms, at = T0 + 200000000;
	assert_true(history_refine(t.h, at, at + 3600000, &from, &to));
	refine_feed(&t, from, at + 100000, 1);
	struct history_bin out[100];
	history_query(t.h, series(&t, "load_mw"), at, at + 3600000, 100, out, &bin_ms);
	assert_int_equal(bin_ms, 64000);
	for (size_t i = 0; i < 100; i++)
		assert_near(out[i].lowest, 30, 0);
	tape_free(&t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refine_moves_the_window), cmocka_unit_test(refine_onwards_keeps_what_it_has),
		cmocka_unit_test(refined_end_grows), cmocka_unit_test(refined_into_a_gap),
		cmocka_unit_test(half_a_feed_is_not_drawn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
