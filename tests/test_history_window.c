/* The window of single samples: it moves along with what is looked at, in steps, and never takes more than its share of memory. */
#include "history_tape.h"

#include "history_parts.h"

/* What is looked at at the end is drawn sample by sample for as long as it grows, and nothing of it is ever read again. */
static void the_window_moves_along(void **state) {
	(void)state;
	static const struct { size_t gens; double period_s; int64_t step_ms, look_ms, every; } cases[] = {
		{ 256, 1, 1000, 600000, 1 }, { 256, 0.02, 20, 30000, 1 }, { 256, 1, 20, 20000, 1 /* more often than its site says */ },
		{ 200, 1, 1000, 1000, 1 }, { 256, 1, 1000, 3580000, 100 /* nearly all of it, looked at in steps */ },
	};
	for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
		struct tape t = tape_new(cases[c].gens, 1);
		history_free(t.h);
		t.site->period_s = cases[c].period_s;
		t.h = history_new(t.site, T0, T0);
		int64_t step = cases[c].step_ms, look = cases[c].look_ms, every = cases[c].every, begin = T0, from, to, bin_ms, moves = 0, start = T0;
		size_t load = series(&t, "load_mw");
		struct history_bin out[100];
		for (int64_t i = 0; i < (int64_t)t.h->most * 4; i++) {
			t.frame.t_ms = T0 + i * step;
			t.derived.q[D_LOAD_MW].value = (double)(i % 1000);
			history_add(t.h, &t.frame, &t.derived);
			if (i % every == 0) {
				begin = t.frame.t_ms + 1 - look > T0 ? t.frame.t_ms + 1 - look : T0;
				assert_false(history_refine(t.h, begin, t.frame.t_ms + 1, &from, &to));
			}
			moves += t.h->from_ms != start;
			start = t.h->from_ms;
			history_query(t.h, load, begin, begin + step, 1, out, &bin_ms);
			assert_true(!isnan(out[0].lowest));
			assert_int_equal(bin_ms, (int64_t)(cases[c].period_s * 1000));
			if (i % 97 || i < 100)
				continue;
			int64_t end = t.frame.t_ms + step;
			history_query(t.h, load, end - 50 * step, end, 50, out, &bin_ms);
			if (look > 50 * step)
				assert_int_equal(bin_ms, (int64_t)(cases[c].period_s * 1000));
			for (int64_t k = 0; k < 50 && look > 50 * step; k++)
				assert_near(out[k].highest, (double)((i - 49 + k) % 1000), 0);
		}
		assert_true(moves >= 10 && moves <= 110); /* in steps, not with each sample */
		tape_free(&t);
	}
}

/* What is looked at is not given up: a range far from the end, or one that does not reach it, stays as it is. */
static void the_window_stays_where_it_is_looked_at(void **state) {
	(void)state;
	struct tape t = tape_new(256, 1);
	int64_t from, to, most = (int64_t)t.h->most;
	for (int64_t s = 0; s < most - 1; s++)
		put(&t, s, 30);
	int64_t middle = T0 + most / 2 * 1000;
	assert_false(history_refine(t.h, middle, middle + 60000, &from, &to));
	for (int64_t s = most - 1; s < 2 * most; s++)
		put(&t, s, 30);
	assert_int_equal(t.h->from_ms, T0);
	assert_false(history_refine(t.h, middle, middle + 60000, &from, &to));
	assert_true(history_refine(t.h, T0 + (2 * most - 600) * 1000, T0 + 2 * most * 1000, &from, &to)); /* to the end: what was left out is read */
	assert_true(from <= T0 + (2 * most - 600) * 1000 && to >= T0 + 2 * most * 1000);
	assert_false(history_refine(t.h, T0, T0 + most * 1000, &from, &to)); /* wider than it can be while it moves */
	tape_free(&t);
}

/* What level 0 left out while nobody looked at the end is not bridged when somebody does. */
static void no_hole_in_the_window(void **state) {
	(void)state;
	struct tape t = tape_new(256, 1);
	struct history_bin out[40];
	int64_t from, to, most = (int64_t)t.h->most;
	for (int64_t s = 0; s < most + 20; s++)
		put(&t, s, 30);
	assert_false(history_refine(t.h, T0 + (most - 600) * 1000, T0 + (most - 1) * 1000, &from, &to)); /* all of that is there */
	put(&t, most + 20, 30);
	history_query(t.h, series(&t, "load_mw"), T0 + (most - 19) * 1000, T0 + (most + 21) * 1000, 40, out, NULL);
	for (size_t i = 0; i < 40; i++)
		assert_near(out[i].lowest, 30, 0);
	tape_free(&t);
}

/* Never more than the bound, whatever the site and however long; of the default site what the header says. */
static void memory_is_bounded(void **state) {
	(void)state;
	static const size_t gens[] = { 1, 14, 256 };
	for (size_t i = 0; i < sizeof gens / sizeof *gens; i++) {
		struct tape t = tape_new(gens[i], 7 * 86400);
		size_t fine = t.h->most * (t.h->width * sizeof(float) + sizeof(int64_t)), coarse = t.h->bin_most * t.h->series * sizeof(struct history_bin);
		assert_true(fine <= HISTORY_BYTES_MAX / 32 * 17 && fine + coarse <= HISTORY_BYTES_MAX);
		assert_true((double)t.h->most * 15 / 16 >= 3600); /* an hour, of the greatest site too */
		if (gens[i] == 14) {
			assert_true((double)t.h->most >= 6.8 * 3600);
			assert_int_equal(t.h->bin_ms, 64000); /* a week */
		}
		tape_free(&t);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_window_moves_along), cmocka_unit_test(the_window_stays_where_it_is_looked_at),
		cmocka_unit_test(no_hole_in_the_window), cmocka_unit_test(memory_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
