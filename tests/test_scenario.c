/* Scenarios: what is in force after any operations is what a naive model says, undo goes back to the empty list, and a scenario that is
 * written reads as the same. */
#include "edit_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "edit_lines.h"
#include "scenario.h"

static void add(struct scenario *s, const char *line, bool nudge) {
	struct edit e = parse(line);
	struct error err;
	assert_true(scenario_add(s, &e, nudge, &err));
}

/* The list in force as text, each edit without its time, with "; " between. */
static const char *listed(const struct scenario *s) {
	static char out[1000];
	size_t count, n = 0;
	const struct edit *e = scenario_edits(s, &count);
	out[0] = '\0';
	for (size_t i = 0; i < count && n < sizeof out; i++) {
		struct edit bare = e[i];
		char text[EDIT_TEXT_SIZE];
		assert_true(e[i].at_given);
		bare.at_given = false;
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%s", i ? "; " : "", edit_print(&bare, site, text, sizeof text));
	}
	return out;
}

static void test_order(void **state) {
	(void)state;
	struct scenario *s = scenario_new();
	size_t count = 7;
	scenario_edits(s, &count);
	assert_int_equal(count, 0);
	add(s, "at T-5m job stop", false);
	add(s, "at T-10m gen G01 trip", false);
	add(s, "at T-5m gen G02 trip", false);
	add(s, "at T-7m gen G03 trip", false);
	assert_string_equal(listed(s), "gen G01 trip; gen G03 trip; job stop; gen G02 trip");
	assert_int_equal(scenario_made(s), 4);
	scenario_free(s);
	scenario_free(NULL);
}

static void test_undo_redo(void **state) {
	(void)state;
	struct scenario *s = scenario_new();
	assert_false(scenario_undo(s));
	assert_false(scenario_redo(s));
	add(s, "at T-5m gen G01 trip", false);
	add(s, "at T-6m gen G02 trip", false);
	add(s, "at T-7m gen G03 trip", false);
	uint64_t before = scenario_revision(s);
	assert_true(scenario_undo(s));
	assert_true(scenario_undo(s));
	assert_true(scenario_revision(s) != before);
	assert_string_equal(listed(s), "gen G01 trip");
	assert_int_equal(scenario_made(s), 3);
	assert_true(scenario_redo(s));
	assert_string_equal(listed(s), "gen G02 trip; gen G01 trip");
	/* A new edit in the middle: the third is forgotten. */
	add(s, "at T-8m gen G04 trip", false);
	assert_string_equal(listed(s), "gen G04 trip; gen G02 trip; gen G01 trip");
	assert_false(scenario_redo(s));
	assert_int_equal(scenario_made(s), 3);
	scenario_free(s);
}

static void test_remove_and_clear(void **state) {
	(void)state;
	struct scenario *s = scenario_new();
	assert_false(scenario_remove(s, 0));
	add(s, "at T-5m gen G01 trip", false);
	add(s, "at T-6m gen G02 trip", false);
	add(s, "at T-7m gen G03 trip", false);
	assert_false(scenario_remove(s, 3));
	assert_true(scenario_remove(s, 1));
	assert_string_equal(listed(s), "gen G03 trip; gen G01 trip");
	assert_true(scenario_undo(s));
	assert_string_equal(listed(s), "gen G03 trip; gen G02 trip; gen G01 trip");
	assert_true(scenario_redo(s));
	assert_true(scenario_remove(s, 0));
	assert_string_equal(listed(s), "gen G01 trip");
	scenario_clear(s);
	assert_string_equal(listed(s), "");
	uint64_t empty = scenario_revision(s);
	scenario_clear(s);
	assert_true(scenario_revision(s) == empty);
	assert_true(scenario_undo(s));
	assert_string_equal(listed(s), "gen G01 trip");
	/* After undo a new edit forgets the clearing, not the edits. */
	add(s, "at T-4m gen G04 trip", false);
	assert_string_equal(listed(s), "gen G01 trip; gen G04 trip");
	assert_false(scenario_redo(s));
	scenario_free(s);
}

static void test_nudges_coalesce(void **state) {
	(void)state;
	struct scenario *s = scenario_new();
	char line[40];
	add(s, "gpu cap 400W", false);
	for (int i = 1; i <= 10; i++) {
		uint64_t before = scenario_revision(s);
		snprintf(line, sizeof line, "gpu cap %dW", 400 + i);
		add(s, line, true);
		assert_true(scenario_revision(s) != before);
	}
	/* The first was no nudge: ten presses are one edit beside it. */
	assert_string_equal(listed(s), "gpu cap 400W; gpu cap 410W");
	assert_true(scenario_undo(s));
	assert_string_equal(listed(s), "gpu cap 400W");
	assert_true(scenario_redo(s));
	assert_string_equal(listed(s), "gpu cap 400W; gpu cap 410W");
	add(s, "at T gpu cap 500W", true); /* another time */
	add(s, "gen G01 max 2000kW", true); /* another verb */
	add(s, "gen G02 max 2000kW", true); /* another object */
	add(s, "gen G02 max 1900kW", true);
	add(s, "gen G01 max 1800kW", true); /* not the last */
	assert_string_equal(listed(s), "gpu cap 400W; gpu cap 410W; gen G01 max 2000kW; gen G02 max 1900kW; gen G01 max 1800kW; gpu cap 500W");
	add(s, "gen G01 max 1700kW", false); /* no nudge */
	assert_int_equal(scenario_made(s), 7);
	/* A nudge forgets what was undone like any edit. */
	assert_true(scenario_undo(s));
	add(s, "gen G01 max 1750kW", true);
	assert_int_equal(scenario_made(s), 6);
	assert_false(scenario_redo(s));
	scenario_free(s);
}

static void test_saved(void **state) {
	(void)state;
	struct scenario *s = scenario_new();
	assert_false(scenario_unsaved(s));
	add(s, "gpu cap 400W", true);
	assert_true(scenario_unsaved(s));
	scenario_mark_saved(s);
	assert_false(scenario_unsaved(s));
	add(s, "gpu cap 401W", true); /* in place of it */
	assert_true(scenario_unsaved(s));
	add(s, "gpu cap 400W", true);
	assert_false(scenario_unsaved(s));
	assert_true(scenario_undo(s));
	assert_true(scenario_unsaved(s));
	assert_true(scenario_redo(s));
	assert_false(scenario_unsaved(s));
	scenario_clear(s);
	assert_true(scenario_unsaved(s));
	scenario_mark_saved(s);
	assert_false(scenario_unsaved(s));
	scenario_free(s);
}

/* The naive model: every state that there was, as a whole list in the order of making, and where in them one stands. */
#define STEPS 60
struct state {
	struct edit edit[STEPS];
	size_t count;
	bool nudged; /* by a nudge, of its last edit */
};
struct naive {
	struct state state[STEPS + 1];
	size_t at, last;
};

static struct state *naive_next(struct naive *n) {
	n->state[n->at + 1] = n->state[n->at];
	n->last = ++n->at;
	n->state[n->at].nudged = false;
	return &n->state[n->at];
}

static void naive_add(struct naive *n, struct edit e, bool nudge) {
	struct state *now = &n->state[n->at];
	e.at_given = true;
	const struct edit *before = now->count ? &now->edit[now->count - 1] : NULL;
	if (nudge && now->nudged && before->verb == e.verb && before->object == e.object && before->at_ms == e.at_ms) {
		now->edit[now->count - 1] = e;
		n->last = n->at;
		return;
	}
	now = naive_next(n);
	now->edit[now->count++] = e;
	now->nudged = nudge;
}

/* Indexes of the edits in the order of time, by repeated choice of the earliest. */
static void naive_order(const struct state *now, size_t *order) {
	bool taken[STEPS] = { false };
	for (size_t k = 0; k < now->count; k++) {
		size_t best = STEPS;
		for (size_t i = 0; i < now->count; i++)
			if (!taken[i] && (best == STEPS || now->edit[i].at_ms < now->edit[best].at_ms))
				best = i;
		taken[best] = true;
		order[k] = best;
	}
}

static void naive_remove(struct naive *n, size_t index) {
	size_t order[STEPS];
	struct state *now = naive_next(n);
	naive_order(now, order);
	size_t at = order[index];
	memmove(&now->edit[at], &now->edit[at + 1], (now->count - 1 - at) * sizeof *now->edit);
	now->count--;
}

static void assert_same(const struct scenario *s, const struct naive *n) {
	const struct state *now = &n->state[n->at];
	size_t order[STEPS], count;
	const struct edit *e = scenario_edits(s, &count);
	assert_int_equal(count, now->count);
	naive_order(now, order);
	for (size_t i = 0; i < count; i++)
		assert_memory_equal(&e[i], &now->edit[order[i]], sizeof *e);
}

static void random_add(struct scenario *s, struct naive *n, uint64_t *random) {
	static const char *const times[] = { "T-5m", "T-3m", "T-3m", "T" };
	char line[200], text[160];
	struct error err;
	bool nudge = edit_lines_below(random, 2);
	if (nudge)
		snprintf(text, sizeof text, "gen G0%d max %dkW", 1 + (int)edit_lines_below(random, 2), (int)edit_lines_below(random, 2500));
	do {
		if (!nudge)
			edit_line_random(random, (size_t)edit_lines_below(random, EDIT_VERB_COUNT), text, sizeof text);
	} while (strncmp(text, "at", 2) == 0);
	snprintf(line, sizeof line, "at %s %s", times[edit_lines_below(random, 4)], text);
	struct edit e = parse(line);
	assert_true(scenario_add(s, &e, nudge, &err));
	naive_add(n, e, nudge);
}

static void random_step(struct scenario *s, struct naive *n, uint64_t *random) {
	uint64_t before = scenario_revision(s), kind = edit_lines_below(random, 16);
	size_t count = n->state[n->at].count;
	if (kind < 8) {
		random_add(s, n, random);
	} else if (kind < 11) {
		assert_int_equal(scenario_undo(s), n->at > 0);
		n->at -= n->at > 0;
	} else if (kind < 13) {
		assert_int_equal(scenario_redo(s), n->at < n->last);
		n->at += n->at < n->last;
	} else if (kind < 15) {
		size_t index = (size_t)edit_lines_below(random, count + 1);
		assert_int_equal(scenario_remove(s, index), index < count);
		if (index < count)
			naive_remove(n, index);
	} else {
		scenario_clear(s);
		if (count)
			naive_next(n)->count = 0;
	}
	bool changed = scenario_revision(s) != before;
	assert_true(changed || n->state[n->at].count == count);
}

static void test_random_operations(void **state) {
	(void)state;
	uint64_t seed = edit_lines_seed(), random = seed;
	print_message("seed %llu\n", (unsigned long long)seed);
	struct naive *n = mem_zalloc(1, sizeof *n);
	for (int round = 0; round < 300; round++) {
		struct scenario *s = scenario_new();
		n->at = n->last = n->state[0].count = 0;
		for (int step = 0; step < STEPS; step++) {
			random_step(s, n, &random);
			assert_same(s, n);
		}
		size_t last = n->last, undone = 0;
		while (scenario_undo(s))
			undone++;
		assert_int_equal(undone, n->at);
		n->at = 0;
		assert_same(s, n);
		assert_int_equal(n->state[0].count, 0);
		while (scenario_redo(s))
			n->at++;
		assert_int_equal(n->at, last);
		assert_same(s, n);
		scenario_free(s);
	}
	free(n);
}

static bool read(struct scenario *s, const char *text, struct error *err) {
	return scenario_read(s, text, strlen(text), "plan.scenario", site, &context, err);
}

static void test_read(void **state) {
	(void)state;
	struct scenario *s = scenario_new();
	struct error err;
	if (!read(s, "\xef\xbb\xbf# the night\r\n\r\nat T-5m gen G07 trip  # first\r\n  \n#\ngpu cap 402W", &err))
		fail_msg("%s", err.text);
	size_t count;
	const struct edit *e = scenario_edits(s, &count);
	assert_int_equal(count, 2);
	assert_true(e[0].at_ms == context.cursor_ms);
	assert_string_equal(listed(s), "gpu cap 402W; gen G07 trip");
	/* What is read stands beside what was there, and is one operation. */
	assert_true(read(s, "job stop\njob start\n", &err));
	assert_string_equal(listed(s), "gpu cap 402W; job stop; job start; gen G07 trip");
	assert_true(scenario_undo(s));
	assert_string_equal(listed(s), "gpu cap 402W; gen G07 trip");
	/* Nothing read is nothing done: it can still be redone. */
	assert_true(read(s, "# nothing\n", &err));
	assert_true(scenario_redo(s));
	scenario_free(s);
}

static void test_read_refusals(void **state) {
	(void)state;
	static const struct { const char *text, *why; } bad[] = {
		{ "job stop\n\ngen G77 trip\n", "plan.scenario:3: column 5: no such set: \"G77\"; did you mean G07?" },
		{ "job stop\n  gpu cap 199W # low", "plan.scenario:2: column 11: gpu cap must be at least 200 W (the model's least)" },
		{ "{\"site\":{}}", "plan.scenario:1: column 1: no such edit" },
	};
	struct scenario *s = scenario_new();
	struct error err;
	add(s, "gen G01 trip", false);
	add(s, "gen G02 trip", false);
	assert_true(scenario_undo(s));
	uint64_t before = scenario_revision(s);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(read(s, bad[i].text, &err));
		if (strncmp(err.text, bad[i].why, strlen(bad[i].why)) != 0)
			fail_msg("\"%s\", expected \"%s\"", err.text, bad[i].why);
	}
	assert_false(scenario_read(s, "job stop\njob\0 stop", 18, "plan.scenario", site, &context, &err));
	assert_non_null(strstr(err.text, "plan.scenario:2: column 4: "));
	/* Nothing was added, and what was undone can come back. */
	assert_true(scenario_revision(s) == before);
	assert_string_equal(listed(s), "gen G01 trip");
	assert_true(scenario_redo(s));
	scenario_free(s);
}

/* Caps are those of the model that the scenario puts in, from its time on. */
static void test_model_bounds(void **state) {
	(void)state;
	struct scenario *s = scenario_new();
	struct error err;
	struct edit e;
	assert_false(read(s, "at T gpu model B200\nat T-1m gpu cap 900W\n", &err));
	assert_non_null(strstr(err.text, ":2: column 17: gpu cap must be at most 700 W"));
	assert_false(read(s, "at T gpu model B200\nat T+1m gpu model H200\nat T+1m gpu cap 900W\n", &err));
	assert_non_null(strstr(err.text, ":3: "));
	/* Whichever was made first, the later one is in force. */
	assert_false(read(s, "at T+1m gpu model H200\nat T gpu model B200\nat T gpu cap 900W\nat T+2m gpu cap 900W\n", &err));
	assert_non_null(strstr(err.text, ":4: "));
	if (!read(s, "at T gpu model B200\nat T gpu cap 900W\n", &err))
		fail_msg("%s", err.text);
	assert_false(scenario_parse(s, "at T-1m gpu draw 900W", site, &context, &e, &err));
	assert_true(scenario_parse(s, "at T+1h gpu draw 900W", site, &context, &e, &err));
	assert_false(scenario_parse(s, "at T+1h gpu draw 1001W", site, &context, &e, &err));
	assert_non_null(strstr(err.text, "at most 1000 W"));
	assert_true(scenario_undo(s));
	assert_false(scenario_parse(s, "at T+1h gpu draw 900W", site, &context, &e, &err));
	assert_near(site->gpu.tdp_w, 700, 0);
	scenario_free(s);
}

static void test_write_reads_back(void **state) {
	(void)state;
	uint64_t seed = edit_lines_seed(), random = seed;
	struct error err;
	print_message("seed %llu\n", (unsigned long long)seed);
	for (int round = 0; round < 50; round++) {
		struct scenario *s = scenario_new(), *again = scenario_new();
		struct buf text = { 0 };
		for (int i = 0; i < 100; i++) {
			char line[200];
			size_t verb = (size_t)edit_lines_below(&random, EDIT_VERB_COUNT);
			if (verb != EDIT_GPU_MODEL) /* bounds of caps are another test */
				add(s, edit_line_random(&random, verb, line, sizeof line), false);
		}
		scenario_write(s, site, &text);
		if (!scenario_read(again, text.data, text.len, "again", site, &context, &err))
			fail_msg("%s", err.text);
		size_t count, count_again;
		const struct edit *e = scenario_edits(s, &count), *f = scenario_edits(again, &count_again);
		assert_int_equal(count, count_again);
		assert_memory_equal(e, f, count * sizeof *e);
		buf_free(&text);
		scenario_free(s);
		scenario_free(again);
	}
}

/* As many edits as there may be, latest first; one more is refused, by hand and from a file. */
static void test_most(void **state) {
	(void)state;
	struct scenario *s = scenario_new();
	struct buf text = { 0 };
	struct error err;
	struct edit e = parse("job stop");
	for (int i = 0; i < SCENARIO_EDIT_MAX; i++)
		buf_printf(&text, "at T-%ds job stop\n", i);
	if (!scenario_read(s, text.data, text.len, "most", site, &context, &err))
		fail_msg("%s", err.text);
	size_t count;
	const struct edit *all = scenario_edits(s, &count);
	assert_int_equal(count, SCENARIO_EDIT_MAX);
	for (size_t i = 1; i < count; i++)
		assert_true(all[i - 1].at_ms < all[i].at_ms);
	assert_false(scenario_add(s, &e, false, &err));
	assert_non_null(strstr(err.text, "at most 10000 edits"));
	assert_true(scenario_undo(s));
	assert_true(scenario_add(s, &e, false, &err));
	assert_false(scenario_read(s, text.data, text.len, "most", site, &context, &err));
	assert_non_null(strstr(err.text, "most:10000: column 1: a scenario has at most 10000"));
	buf_free(&text);
	scenario_free(s);
}

/* Undo brings back what was replaced, and nothing of the new ones stays. */
static void test_replace(void **state) {
	(void)state;
	struct scenario *s = scenario_new(), *by = scenario_new();
	struct error err;
	struct edit stop = parse("at 04:10 job stop"), cap = parse("at 04:05 gpu cap 345W"), start = parse("at 04:15 job start");
	size_t count;
	assert_true(scenario_replace(s, by, &err));
	assert_false(scenario_undo(s)); /* nothing by nothing is no operation */
	assert_true(scenario_add(s, &stop, false, &err) && scenario_add(by, &start, false, &err) && scenario_add(by, &cap, false, &err));
	assert_true(scenario_replace(s, by, &err));
	const struct edit *edits = scenario_edits(s, &count);
	assert_int_equal(count, 2);
	assert_int_equal(edits[0].verb, EDIT_GPU_CAP);
	assert_int_equal(edits[1].verb, EDIT_JOB_START);
	assert_true(scenario_undo(s));
	edits = scenario_edits(s, &count);
	assert_int_equal(count, 1);
	assert_int_equal(edits[0].verb, EDIT_JOB_STOP);
	assert_true(scenario_redo(s));
	scenario_edits(s, &count);
	assert_int_equal(count, 2);
	scenario_free(s);
	scenario_free(by);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order), cmocka_unit_test(test_undo_redo), cmocka_unit_test(test_remove_and_clear),
		cmocka_unit_test(test_nudges_coalesce), cmocka_unit_test(test_saved), cmocka_unit_test(test_random_operations),
		cmocka_unit_test(test_read), cmocka_unit_test(test_read_refusals), cmocka_unit_test(test_model_bounds),
		cmocka_unit_test(test_write_reads_back), cmocka_unit_test(test_most), cmocka_unit_test(test_replace),
	};
	return cmocka_run_group_tests(tests, make_site, free_site);
}
