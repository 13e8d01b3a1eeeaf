/* States of alarms as ISA-18.2 and OPC UA Part 9 mean them: a table of time series, of what a person did, and of the exact transitions; and laws
 * that hold for any series and any acts. */
#include "alarm_night.h"

#include "alarm_desk.h"

#include <stdlib.h>

/* The import, one letter a second, over a limit of 8 MW with a deadband of 0.2: '.' well below, '-' below but within the deadband, '#' over,
 * '?' not known. Acts come at the end of a second: "5a" acknowledge, "5s3" shelve for 3 s, "5u" unshelve, "5x" the rule's set goes out of service,
 * "5y" it comes back. What is expected: second and state of every change, from NORM on. */
static const struct row {
	const char *name, *series, *acts, *states;
	double on_s, off_s;
	bool suppress;
} table[] = {
	{ "never over", "..--..", "", "", 0, 0, false },
	{ "over, seen, back", "..###...", "3a", "2 UNACK 3 ACKED 5 NORM", 0, 0, false },
	{ "over, back, seen", "..###...", "6a", "2 UNACK 5 RTN-UNACK 6 NORM", 0, 0, false },
	{ "seen by nobody", "..###...", "", "2 UNACK 5 RTN-UNACK", 0, 0, false },
	{ "the deadband holds it", "..#---.", "", "2 UNACK 6 RTN-UNACK", 0, 0, false },
	{ "from below the deadband does nothing", "..---..", "", "", 0, 0, false },
	{ "shorter than its delay", "..##..##..", "", "", 2, 0, false },
	{ "as long as its delay", "..###..", "", "4 UNACK 5 RTN-UNACK", 2, 0, false },
	{ "delay to go", "..#......", "", "2 UNACK 6 RTN-UNACK", 0, 3, false },
	{ "back within the delay to go", "..#..#.....", "", "2 UNACK 9 RTN-UNACK", 0, 3, false },
	{ "comes again, unseen", ".#..#.", "", "1 UNACK 2 RTN-UNACK 4 UNACK 5 RTN-UNACK", 0, 0, false },
	{ "comes again, after it was seen", ".##..##..", "2a", "1 UNACK 2 ACKED 3 NORM 5 UNACK 7 RTN-UNACK", 0, 0, false },
	{ "seen while it was gone, comes again", ".#...#..", "3a", "1 UNACK 2 RTN-UNACK 3 NORM 5 UNACK 6 RTN-UNACK", 0, 0, false },
	{ "acknowledged before it came", "...##..", "1a", "3 UNACK 5 RTN-UNACK", 0, 0, false },
	{ "acknowledged twice", ".####..", "2a 3a", "1 UNACK 2 ACKED 5 NORM", 0, 0, false },
	{ "not known neither raises nor clears", ".?#??#..", "", "2 UNACK 6 RTN-UNACK", 0, 0, false },
	{ "shelved for 3 s", ".########", "3s3", "1 UNACK 3 SHELVED 6 UNACK", 0, 0, false },
	{ "shelved, gone meanwhile", ".###......", "2s6", "1 UNACK 2 SHELVED 8 RTN-UNACK", 0, 0, false },
	{ "shelved and acknowledged", ".########", "2s4 3a", "1 UNACK 2 SHELVED 6 ACKED", 0, 0, false },
	{ "unshelved before its time", ".########", "2s6 4u", "1 UNACK 2 SHELVED 4 UNACK", 0, 0, false },
	{ "shelved anew", ".##########", "2s3 4s4", "1 UNACK 2 SHELVED 8 UNACK", 0, 0, false },
	{ "comes while shelved", ".#..#####", "2s4", "1 UNACK 2 SHELVED 6 UNACK", 0, 0, false },
	{ "suppressed by its rule", ".###..", "", "1 SUPPRESSED 4 NORM", 0, 0, true },
	{ "shelved over suppressed", ".#######", "2s2", "1 SUPPRESSED 2 SHELVED 4 SUPPRESSED", 0, 0, true },
	{ "out of service and back", ".########", "3x 5y", "1 UNACK 4 SUPPRESSED 6 UNACK", 0, 0, false },
	{ "acknowledged before it went out of service", ".########", "2a 3x 5y", "1 UNACK 2 ACKED 4 SUPPRESSED 6 ACKED", 0, 0, false },
	{ "came and went out of service", "....##....", "1x 7y", "4 SUPPRESSED 6 NORM", 0, 0, false },
	{ "went out of service, ended there", ".####.....", "2x 7y", "1 UNACK 3 SUPPRESSED 5 RTN-UNACK", 0, 0, false },
	{ "came out of service, stays", "...######.", "1x 5y", "3 SUPPRESSED 6 UNACK 9 RTN-UNACK", 0, 0, false },
};

struct desk_night {
	struct night n;
	struct alarm_desk *desk;
};

static void night_values(struct night *n, char letter) {
	static const struct { char letter; double kw; } values[] = { { '.', 7000 }, { '-', 7900 }, { '#', 9000 } };
	for (size_t i = 0; i < 3; i++)
		if (values[i].letter == letter)
			frame_set(&n->frame, M_GEN_KW, 0, values[i].kw);
	if (letter == '?')
		frame_mark(&n->frame, M_GEN_KW, 0, QUALITY_MISSING, TIME_NONE);
}

static void night_act(struct desk_night *d, int second, const char *acts) {
	for (const char *at = acts; *at;) {
		char *rest;
		long when = strtol(at, &rest, 10), lasts = strtol(rest + 1, NULL, 10);
		int64_t t_ms = T0 + when * 1000;
		if (when == second) {
			if (*rest == 'a')
				alarm_desk_ack(d->desk, "over", "G01", t_ms);
			else if (*rest == 's')
				alarm_desk_shelve(d->desk, "over", "G01", t_ms, t_ms + lasts * 1000);
			else if (*rest == 'u')
				alarm_desk_unshelve(d->desk, "over", "G01", t_ms);
			else
				frame_set(&d->n.frame, M_GEN_STATE, 0, *rest == 'x' ? GEN_OUT_OF_SERVICE : GEN_LOADED);
		}
		at = strchr(rest, ' ') ? strchr(rest, ' ') + 1 : "";
	}
}

static enum alarm_state state_at(const struct desk_night *d, int64_t t_ms) {
	struct alarm_list list = { 0 };
	alarm_desk_list(d->desk, d->n.engine, t_ms, &list);
	enum alarm_state state = list.count ? list.at[0].state : ALARM_NORM;
	assert_true(list.count <= 1);
	alarm_list_free(&list);
	return state;
}

static struct desk_night desk_new(const struct row *row) {
	struct alarm_rule r = rule("over", "gen.G01.kw", OP_GT, 8000, "");
	r.deadband = 200;
	r.on_s = row->on_s;
	r.off_s = row->off_s;
	r.suppress = row->suppress;
	struct desk_night d = { night_new(1, 2, &r, 1), alarm_desk_new() };
	frame_set(&d.n.frame, M_GEN_STATE, 0, GEN_LOADED);
	return d;
}

static void desk_free(struct desk_night *d) {
	alarm_desk_free(d->desk);
	night_free(&d->n);
}

/* The changes as they are met, or as they are read afterwards: one text. */
static void transitions(const struct desk_night *d, int seconds, char *out, size_t size) {
	enum alarm_state was = ALARM_NORM;
	size_t used = 0;
	out[0] = '\0';
	for (int i = 0; i < seconds; i++) {
		enum alarm_state is = state_at(d, T0 + i * 1000);
		if (is != was)
			used += (size_t)snprintf(out + used, size - used, "%s%d %s", used ? " " : "", i, alarm_state_words[is]);
		was = is;
	}
}

static void exact_transitions(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const struct row *row = &table[i];
		struct desk_night d = desk_new(row);
		char met[256] = "", read[256];
		size_t used = 0;
		enum alarm_state was = ALARM_NORM;
		int seconds = (int)strlen(row->series);
		for (int k = 0; k < seconds; k++) {
			night_values(&d.n, row->series[k]);
			second(&d.n);
			night_act(&d, k, row->acts);
			enum alarm_state is = state_at(&d, T0 + k * 1000);
			if (is != was)
				used += (size_t)snprintf(met + used, sizeof met - used, "%s%d %s", used ? " " : "", k, alarm_state_words[is]);
			was = is;
		}
		transitions(&d, seconds, read, sizeof read);
		if (strcmp(met, row->states))
			fail_msg("%s: expected \"%s\", met \"%s\"", row->name, row->states, met);
		if (strcmp(read, met)) /* a jump to each moment, everything known */
			fail_msg("%s: played \"%s\", read \"%s\"", row->name, met, read);
		desk_free(&d);
	}
}

static void chatter_is_one_line(void **state) {
	(void)state;
	struct row row = { "", "", "", "", 0, 0, false };
	struct desk_night d = desk_new(&row);
	size_t count;
	for (int i = 0; i < 600; i++) { /* around the limit, within the deadband: one alarm */
		night_values(&d.n, i % 2 ? '#' : '-');
		second(&d.n);
	}
	alarms_log(d.n.engine, &count);
	assert_int_equal(count, 1);
	for (int i = 0; i < 600; i++) { /* over the whole deadband: many occurrences, one line, acknowledged at once */
		night_values(&d.n, i % 2 ? '#' : '.');
		second(&d.n);
	}
	alarms_log(d.n.engine, &count);
	assert_true(count > 200);
	assert_int_equal(alarms_points(d.n.engine), 1);
	assert_int_equal(state_at(&d, d.n.t_ms), ALARM_UNACK);
	alarm_desk_ack(d.desk, "over", "G01", d.n.t_ms);
	assert_int_equal(state_at(&d, d.n.t_ms), ALARM_ACKED);
	assert_int_equal(state_at(&d, d.n.t_ms - 1), ALARM_UNACK); /* before it was */
	desk_free(&d);
}

/* A device's own alarm, one letter a second: 'r' it raises, 'c' it clears. What is expected in the end: raises of the newest occurrence in the log, and
 * of those how many were new by what had been acknowledged. */
static const struct device_row {
	const char *name, *series, *acts, *states;
	size_t raises, occurrences, entries;
} device_table[] = {
	{ "raised once", ".r...", "", "1 UNACK", 1, 1, 1 },
	{ "raised again, unseen", ".r.r.r.", "", "1 UNACK", 3, 1, 1 },
	{ "raised again after it was seen", ".r..r..", "2a", "1 UNACK 2 ACKED 4 UNACK", 2, 2, 1 },
	{ "raised twice after it was seen", ".r..rr..", "2a", "1 UNACK 2 ACKED 4 UNACK", 3, 2, 1 },
	{ "seen each time", ".r..r..r..", "2a 5a 8a", "1 UNACK 2 ACKED 4 UNACK 5 ACKED 7 UNACK 8 ACKED", 3, 3, 1 },
	{ "seen twice without a raise between", ".r....r..", "2a 4a", "1 UNACK 2 ACKED 6 UNACK", 2, 2, 1 },
	{ "seen in the second of the raise", ".r..r..", "2a 4a", "1 UNACK 2 ACKED", 2, 2, 1 },
	{ "raised again, gone unseen", ".r..r.c..", "2a", "1 UNACK 2 ACKED 4 UNACK 6 RTN-UNACK", 2, 2, 1 },
	{ "raised again, gone, seen", ".r..r.c..", "2a 7a", "1 UNACK 2 ACKED 4 UNACK 6 RTN-UNACK 7 NORM", 2, 2, 1 },
	{ "cleared between", ".r.c.r..", "2a", "1 UNACK 2 ACKED 3 NORM 5 UNACK", 1, 1, 2 },
	{ "raised again while shelved", ".r..r....", "2a 3s4", "1 UNACK 2 ACKED 3 SHELVED 7 UNACK", 2, 2, 1 },
};

static struct alarm_line device_line(const struct desk_night *d, int64_t t_ms) {
	const struct alarm *latest;
	if (alarms_latest(d->n.engine, t_ms, &latest, 1) == 0)
		return (struct alarm_line){ .state = ALARM_NORM };
	return alarm_desk_line(d->desk, d->n.engine, latest, t_ms);
}

static void device_act(struct desk_night *d, int second, const char *acts) {
	for (const char *at = acts; *at; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : "") {
		char *rest;
		int64_t t_ms = T0 + second * 1000;
		if (strtol(at, &rest, 10) != second)
			continue;
		if (*rest == 'a')
			alarm_desk_ack(d->desk, "trip-63", "G01", t_ms);
		else
			alarm_desk_shelve(d->desk, "trip-63", "G01", t_ms, t_ms + strtol(rest + 1, NULL, 10) * 1000);
	}
}

static void device_event(struct desk_night *d, int64_t t_ms, char letter) {
	struct event e = { .t_ms = t_ms, .t_src_ms = TIME_NONE, .src = "G01", .kind = "trip", .ansi = "63", .priority = PRIORITY_HIGH };
	e.state = letter == 'r' ? EVENT_RAISE : EVENT_CLEAR;
	alarms_event(d->n.engine, &e);
}

static void a_device_raises_again(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof device_table / sizeof *device_table; i++) {
		const struct device_row *row = &device_table[i];
		struct row none = { "", "", "", "", 0, 0, false };
		struct desk_night d = desk_new(&none);
		char met[256] = "", read[256] = "";
		size_t used = 0, seen = 0, count;
		enum alarm_state was = ALARM_NORM, is;
		int seconds = (int)strlen(row->series);
		for (int k = 0; k < seconds; k++, was = is) {
			if (row->series[k] != '.')
				device_event(&d, T0 + k * 1000, row->series[k]);
			device_act(&d, k, row->acts);
			is = device_line(&d, T0 + k * 1000).state;
			if (is != was)
				used += (size_t)snprintf(met + used, sizeof met - used, "%s%d %s", used ? " " : "", k, alarm_state_words[is]);
		}
		was = ALARM_NORM;
		for (int k = 0; k < seconds; k++, was = is) { /* a jump to each moment, everything known */
			is = device_line(&d, T0 + k * 1000).state;
			if (is != was)
				seen += (size_t)snprintf(read + seen, sizeof read - seen, "%s%d %s", seen ? " " : "", k, alarm_state_words[is]);
		}
		struct alarm_line end = device_line(&d, T0 + seconds * 1000);
		alarms_log(d.n.engine, &count);
		if (strcmp(met, row->states) || strcmp(read, met))
			fail_msg("%s: expected \"%s\", met \"%s\", read \"%s\"", row->name, row->states, met, read);
		if (end.raises != row->raises || end.occurrences != row->occurrences || count != row->entries)
			fail_msg("%s: %zu raises, %zu occurrences, %zu entries", row->name, end.raises, end.occurrences, count);
		desk_free(&d);
	}
}

/* Raises that arrive out of order, and after an entry before theirs has moved the log, count at their own times. */
static void raises_keep_their_times(void **state) {
	(void)state;
	struct row none = { "", "", "", "", 0, 0, false };
	struct desk_night d = desk_new(&none);
	struct event other = { .t_ms = T0 + 500, .t_src_ms = TIME_NONE, .src = "G02", .kind = "trip", .state = EVENT_RAISE, .priority = PRIORITY_LOW };
	size_t count;
	device_event(&d, T0 + 1000, 'r');
	device_event(&d, T0 + 9000, 'r');
	alarms_event(d.n.engine, &other);
	const struct alarm *log = alarms_log(d.n.engine, &count);
	assert_int_equal(count, 2);
	assert_string_equal(log[0].src, "G02");
	device_event(&d, T0 + 5000, 'r');
	device_event(&d, T0 + 200, 'r'); /* before it came: then */
	static const struct { int64_t at_ms; size_t raises; int64_t last_ms; } want[] = { { 1000, 2, 1000 }, { 4999, 2, 1000 }, { 5000, 3, 5000 }, { 9000, 4, 9000 } };
	log = alarms_log(d.n.engine, &count);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		struct alarm_line line = alarm_desk_line(d.desk, d.n.engine, &log[1], T0 + want[i].at_ms);
		assert_int_equal(line.raises, want[i].raises);
		assert_int_equal(line.raised_ms, T0 + want[i].last_ms);
		line = alarm_desk_line(d.desk, d.n.engine, &log[0], T0 + want[i].at_ms);
		assert_int_equal(line.raises, 1);
	}
	for (int i = 0; i < 100100; i++) /* without end: bounded, and said */
		device_event(&d, T0 + 20000 + i, 'r');
	assert_int_equal(alarms_dropped(d.n.engine), 103);
	desk_free(&d);
}

static void a_shelf_has_an_end(void **state) {
	(void)state;
	struct row row = { "", "", "", "", 0, 0, false };
	struct desk_night d = desk_new(&row);
	night_values(&d.n, '#');
	second(&d.n);
	alarm_desk_shelve(d.desk, "over", "G01", T0, INT64_MAX);
	assert_int_equal(state_at(&d, T0 + ALARM_SHELVE_MOST_MS - 1), ALARM_SHELVED);
	assert_int_equal(state_at(&d, T0 + ALARM_SHELVE_MOST_MS), ALARM_UNACK);
	alarm_desk_shelve(d.desk, "over", "G01", T0 + 10, T0 - 5000);
	assert_int_equal(state_at(&d, T0 + 10 + ALARM_SHELVE_LEAST_MS - 1), ALARM_SHELVED);
	assert_int_equal(state_at(&d, T0 + 10 + ALARM_SHELVE_LEAST_MS), ALARM_UNACK);
	assert_int_equal(state_at(&d, T0 + 5), ALARM_SHELVED); /* by the first shelf */
	desk_free(&d);
}

static void the_list_is_in_order_and_counted(void **state) {
	(void)state;
	struct night n = night_new(1, 14, NULL, 0);
	struct alarm_desk *desk = alarm_desk_new();
	struct alarm_list list = { 0 };
	static const struct { const char *src; enum priority priority; int clears; } events[] = {
		{ "D1", PRIORITY_LOW, 0 }, { "D2", PRIORITY_HIGH, 0 }, { "D3", PRIORITY_HIGH, 0 }, { "D4", PRIORITY_MEDIUM, 50 },
		{ "D5", PRIORITY_HIGH, 60 }, { "D6", PRIORITY_MEDIUM, 0 },
	};
	for (int i = 0; i < 6; i++) {
		struct event e = { .t_ms = i * 1000, .t_src_ms = TIME_NONE, .state = EVENT_RAISE, .priority = events[i].priority, .kind = "trip" };
		strcpy(e.src, events[i].src);
		alarms_event(n.engine, &e);
	}
	for (int i = 0; i < 6; i++) {
		struct event e = { .t_ms = events[i].clears * 1000, .t_src_ms = TIME_NONE, .state = EVENT_CLEAR, .kind = "trip" };
		strcpy(e.src, events[i].src);
		if (events[i].clears)
			alarms_event(n.engine, &e);
	}
	alarm_desk_ack(desk, "trip", "D2", 70000);
	alarm_desk_shelve(desk, "trip", "D6", 70000, 700000);
	alarm_desk_list(desk, n.engine, 80000, &list);
	static const char order[][3] = { "D3", "D2", "D1", "D5", "D4", "D6" };
	assert_int_equal(list.count, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(list.at[i].alarm->src, order[i]);
	assert_int_equal(list.counts.active[PRIORITY_HIGH], 2);
	assert_int_equal(list.counts.active[PRIORITY_MEDIUM], 0); /* it is shelved */
	assert_int_equal(list.counts.active[PRIORITY_LOW], 1);
	assert_int_equal(list.counts.unack, 4);
	assert_int_equal(list.counts.shelved, 1);
	assert_int_equal(list.counts.suppressed, 0);
	const struct alarm *active[8];
	assert_int_equal(alarms_active(n.engine, 80000, active, 8), 4); /* what a person did changes nothing of that */
	alarm_list_free(&list);
	alarm_desk_free(desk);
	night_free(&n);
}

/* Random series and acts in any order of time: the state at every moment is that of a plain walk over acts and samples. */
static void any_acts_in_any_order(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	for (int round = 0; round < 60; round++) {
		struct row row = { .on_s = 0, .off_s = 0 };
		struct desk_night d = desk_new(&row);
		bool over[120];
		struct { int second, kind, lasts; } act[40];
		for (int i = 0; i < 120; i++) {
			over[i] = model_random(&seed) % 4 == 0;
			night_values(&d.n, over[i] ? '#' : '.');
			second(&d.n);
		}
		for (int i = 0; i < 40; i++) {
			act[i].second = (int)(model_random(&seed) % 120);
			act[i].kind = (int)(model_random(&seed) % 3);
			act[i].lasts = 1 + (int)(model_random(&seed) % 20);
			int64_t t_ms = T0 + act[i].second * 1000;
			if (act[i].kind == 0)
				alarm_desk_ack(d.desk, "over", "G01", t_ms);
			else if (act[i].kind == 1)
				alarm_desk_shelve(d.desk, "over", "G01", t_ms, t_ms + act[i].lasts * 1000);
			else
				alarm_desk_unshelve(d.desk, "over", "G01", t_ms);
		}
		bool came = false, acked = false;
		int shelf = -1;
		for (int t = 0; t < 120; t++) {
			if (over[t] && (t == 0 || !over[t - 1])) {
				came = true;
				acked = false;
			}
			for (int i = 0; i < 40; i++)
				if (act[i].second == t) {
					acked |= act[i].kind == 0;
					shelf = act[i].kind == 1 ? t + act[i].lasts : act[i].kind == 2 ? -1 : shelf;
				}
			enum alarm_state want = !came ? ALARM_NORM : t < shelf ? ALARM_SHELVED : over[t] ? acked ? ALARM_ACKED : ALARM_UNACK : acked ? ALARM_NORM : ALARM_RTN_UNACK;
			if (state_at(&d, T0 + t * 1000) != want)
				fail_msg("round %d, second %d: %s, expected %s", round, t, alarm_state_words[state_at(&d, T0 + t * 1000)], alarm_state_words[want]);
		}
		desk_free(&d);
	}
}

static void a_full_desk_says_so(void **state) {
	(void)state;
	struct alarm_desk *desk = alarm_desk_new();
	for (int i = 0; i < ALARM_ACTS_MAX; i++)
		assert_true(alarm_desk_ack(desk, "a", "b", i));
	assert_false(alarm_desk_ack(desk, "a", "b", 0));
	assert_false(alarm_desk_shelve(desk, "a", "b", 0, 1));
	alarm_desk_free(desk);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_transitions), cmocka_unit_test(chatter_is_one_line), cmocka_unit_test(a_device_raises_again),
		cmocka_unit_test(raises_keep_their_times), cmocka_unit_test(a_shelf_has_an_end),
		cmocka_unit_test(the_list_is_in_order_and_counted), cmocka_unit_test(any_acts_in_any_order), cmocka_unit_test(a_full_desk_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
