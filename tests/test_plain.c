/* A site in words: one change, one line, by table; what nobody wants to hear twice is not said. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "plain.h"
#include "worlds.h"

#define END { METRIC_COUNT, 0, 0 }
struct change { enum metric_id id; size_t object; double value; }; /* NaN: missing */

struct bench {
	struct test_world t;
	struct plain *plain;
	struct plain_lines lines;
	struct buf text;
};

static void settle(struct bench *b) {
	power_derive(&b->t.frame, NULL, &b->t.w.derived);
	world_judge(&b->t);
}

/* What is said of the world as it stands, joined by " | ". */
static const char *take(struct bench *b) {
	b->lines.count = 0;
	buf_clear(&b->text);
	buf_puts(&b->text, "");
	plain_take(b->plain, &b->t.w, &b->lines);
	for (size_t i = 0; i < b->lines.count; i++)
		buf_printf(&b->text, "%s%s", i ? " | " : "", b->lines.at[i].text);
	return b->text.data;
}

static void wait_s(struct bench *b, double seconds) {
	b->t.frame.t_ms += (int64_t)(seconds * 1000);
	b->t.w.cursor_ms = b->t.frame.t_ms;
}

static void change(struct bench *b, const struct change *c) {
	for (; c->id != METRIC_COUNT; c++)
		frame_set(&b->t.frame, c->id, c->object, c->value);
	settle(b);
}

static void begin(struct bench *b, struct world_wish wish) {
	test_world_make(&b->t, wish);
	b->plain = plain_new();
	settle(b);
}

static void end(struct bench *b) {
	plain_free(b->plain);
	plain_lines_free(&b->lines);
	buf_free(&b->text);
	test_world_free(&b->t);
	memset(b, 0, sizeof *b);
}

static void test_one_change_one_line(void **state) {
	(void)state;
	static const struct { struct change change[8]; const char *says; } rows[] = {
		{ { END }, "" },
		{ { { M_GEN_STATE, 6, GEN_TRIPPED }, END }, "Set G07: tripped, was loaded with 1618 kW" },
		{ { { M_GEN_STATE, 6, GEN_LOCKOUT }, { M_GEN_BREAKER, 6, BREAKER_OPEN }, { M_GEN_KW, 6, 0 }, END }, "Set G07: locked out, breaker open, was loaded with 1618 kW" },
		{ { { M_GEN_BREAKER, 0, BREAKER_OPEN }, END }, "Set G01: breaker open, loaded" },
		{ { { M_GEN_STATE, 1, NAN }, { M_GEN_KW, 1, NAN }, END }, "Set G02: no data, was loaded with 1618 kW" },
		{ { { M_GEN_KW, 1, NAN }, END }, "" },                    /* its state is known */
		{ { { M_GEN_KW, 3, 2400 }, END }, "" },                   /* no news */
		{ { { M_GEN_MAX_KW, 3, 1700 }, END }, "" },               /* not yet: it may go on */
		{ { { M_FEED_BREAKER, 0, BREAKER_OPEN }, { M_FEED_MW, 0, 0 }, END }, "Feed TVA: breaker open, was importing 7.82 MW | Bus A: island, no feed is closed" },
		{ { { M_FEED_KV, 0, 1.2 }, END }, "Feed TVA: no voltage on the side of the grid" },
		{ { { M_FEED_MW, 0, NAN }, { M_FEED_BREAKER, 0, NAN }, END }, "Feed TVA: no data, was importing 7.82 MW" },
		{ { { M_FEED_LIMIT_MW, 0, 50 }, END }, "Feed TVA: contract limit 50.00 MW, was 8.00 MW" },
		{ { { M_BUS_HZ, 0, 59.81 }, END }, "" },
		{ { { M_BUS_HZ, 0, 59.79 }, END }, "Bus A: frequency 59.79 Hz, more than 0.2 below 60" },
		{ { { M_BUS_HZ_MIN, 0, 57.6 }, END }, "Bus A: frequency 57.60 Hz, more than 2.0 below 60" },
		{ { { M_BUS_HZ_MAX, 0, 60.6 }, END }, "Bus A: frequency 60.60 Hz, more than 0.5 above 60" },
		{ { { M_GPU_ONLINE, 0, 27001 }, END }, "" },
		{ { { M_GPU_ONLINE, 0, 27000 }, END }, "GPUs: 27,000 online, were 32,000" },
		{ { { M_GPU_JOB, 0, 1 }, END }, "GPUs: 1 in the job, were 0" },
		{ { { M_GPU_CAP_W, 0, 345 }, END }, "" },                 /* it may ramp */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct bench b = { 0 };
		begin(&b, (struct world_wish){ .kind = WORLD_NORMAL, .gens = 14, .feeds = 1, .buses = 1, .gpus = true });
		change(&b, (const struct change[]){ { M_GEN_KW, 6, 1618 }, { M_GEN_KW, 1, 1618 }, { M_FEED_MW, 0, 7.82 }, END });
		take(&b);
		wait_s(&b, 1);
		change(&b, rows[i].change);
		const char *said = take(&b);
		bool same = *rows[i].says ? !strncmp(said, rows[i].says, strlen(rows[i].says)) : !*said;
		if (!same)
			fail_msg("row %zu: said \"%s\", expected \"%s\"", i, said, rows[i].says);
		wait_s(&b, 1);
		if (*take(&b))
			fail_msg("row %zu: said twice: %s", i, b.text.data);
		end(&b);
	}
}

static void test_the_opening(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, WORLD_WISH(WORLD_TRIPPED));
	const char *said = take(&b);
	static const char *const words[] = { "Memphis bring-up, replay of memphis-bring-up", "14 sets: 13 loaded, 1 locked out", "Feed TVA: breaker closed, import 7.8",
		"Bus A: parallel with the grid", "GPUs: 32,000 online", "Alarm since 04:02:11, high: G07 low gas pressure shutdown (trip)", "NO-GO: ",
		"start needs 42.99 MW, have 40.50: short 2.49", "T minus 00:14:48, NO-GO" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strstr(said, words[i]))
			fail_msg("no \"%s\" in: %s", words[i], said);
	if (strstr(said, "Set G"))
		fail_msg("the state is told as a change: %s", said);
	end(&b);
}

static void test_many_sets_are_one_line(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, (struct world_wish){ .kind = WORLD_NORMAL, .gens = 256, .feeds = 1, .buses = 1 });
	take(&b);
	wait_s(&b, 1);
	for (size_t i = 0; i < 256; i++) {
		frame_set(&b.t.frame, M_GEN_STATE, i, i < 3 ? GEN_TRIPPED : NAN);
		if (i >= 3)
			frame_set(&b.t.frame, M_GEN_KW, i, NAN);
	}
	settle(&b);
	const char *said = take(&b);
	size_t sets = 0;
	for (size_t i = 0; i < b.lines.count; i++)
		sets += strstr(b.lines.at[i].text, "set") || strstr(b.lines.at[i].text, "Set");
	assert_int_equal(sets, 4); /* three one by one, the rest in one line */
	assert_non_null(strstr(said, "253 sets: no data: G"));
	assert_non_null(strstr(said, " more"));
	end(&b);
}

/* What ramps is told when it rests, once. */
static void test_ramps(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, (struct world_wish){ .kind = WORLD_NORMAL, .gens = 2, .feeds = 1, .buses = 1, .gpus = true });
	take(&b);
	size_t said = 0;
	for (int second = 1; second <= 40; second++) {
		double share = second < 20 ? second / 20.0 : 1;
		wait_s(&b, 1);
		change(&b, (const struct change[]){ { M_GPU_CAP_W, 0, floor(402 - 57 * share) }, { M_GEN_MAX_KW, 1, 2500 - 800 * share }, END });
		const char *text = take(&b);
		said += strstr(text, "GPUs: cap 345 W, was 402 W") != NULL;
		said += strstr(text, "Set G02: greatest power 1700 kW, was 2500 kW") != NULL;
		if (second < 20 && (strstr(text, "cap") || strstr(text, "greatest")))
			fail_msg("told on its way: %s", text);
	}
	assert_int_equal(said, 2);
	end(&b);
}

/* A frequency is told when it strays further, and when it is back, with the extreme. */
static void test_an_excursion(void **state) {
	(void)state;
	static const struct { double hz; const char *says; } steps[] = {
		{ 59.9, "" }, { 59.7, "59.70 Hz, more than 0.2 below 60" }, { 59.6, "" }, { 59.4, "59.40 Hz, more than 0.5 below 60" }, { 59.3, "" }, { 59.6, "" },
		{ 59.75, "" }, { 59.7, "" }, { 59.85, "" }, { 59.95, "back at 59.95 Hz, lowest was 59.30" }, { 59.85, "" }, { 60.3, "more than 0.2 above 60" },
		{ 59.7, "more than 0.2 below 60" }, { 60.0, "back at 60.00 Hz, lowest was 59.70" },
	};
	struct bench b = { 0 };
	begin(&b, (struct world_wish){ .kind = WORLD_NORMAL, .gens = 2, .feeds = 1, .buses = 1 });
	change(&b, (const struct change[]){ { M_BUS_HZ_MIN, 0, NAN }, { M_BUS_HZ_MAX, 0, NAN }, END });
	take(&b);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		wait_s(&b, 1);
		change(&b, (const struct change[]){ { M_BUS_HZ, 0, steps[i].hz }, END });
		const char *said = take(&b);
		if (*steps[i].says ? !strstr(said, steps[i].says) : *said)
			fail_msg("step %zu, %.2f Hz: said \"%s\", expected \"%s\"", i, steps[i].hz, said, steps[i].says);
	}
	end(&b);
}

static void test_go_and_why(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, WORLD_WISH(WORLD_NORMAL));
	assert_non_null(strstr(take(&b), "GO: training can start"));
	wait_s(&b, 1);
	change(&b, (const struct change[]){ { M_GPU_READY, 0, 31000 }, END });
	assert_string_equal(take(&b), "NO-GO: GPUs ready 31,000 of 32,000: 1,000 missing");
	assert_true(b.lines.at[0].important);
	wait_s(&b, 1); /* another figure is no news, another reason is */
	change(&b, (const struct change[]){ { M_GPU_READY, 0, 31500 }, END });
	assert_string_equal(take(&b), "");
	wait_s(&b, 1);
	change(&b, (const struct change[]){ { M_GEN_MAX_KW, 0, 0 }, END });
	assert_non_null(strstr(take(&b), "NO-GO still: start needs 42.99 MW, have 40.50: short 2.49"));
	wait_s(&b, 1);
	change(&b, (const struct change[]){ { M_GEN_MAX_KW, 0, 2500 }, { M_GPU_READY, 0, 32000 }, END });
	assert_string_equal(take(&b), "GO: training can start");
	end(&b);
}

/* Once the job runs the start is no question any more; what else fails is. */
static void test_a_running_job_is_running(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, WORLD_WISH(WORLD_NORMAL));
	b.t.site->training.start_ms = b.t.frame.t_ms;
	change(&b, (const struct change[]){ { M_GPU_JOB, 0, 32000 }, END });
	const char *said = take(&b);
	assert_non_null(strstr(said, ", RUNNING"));
	assert_null(strstr(said, "GO"));
	wait_s(&b, 1); /* it would not be enough for a start */
	change(&b, (const struct change[]){ { M_GEN_MAX_KW, 0, 0 }, { M_GPU_READY, 0, 31000 }, END });
	assert_false(b.t.w.verdict.go);
	assert_null(strstr(take(&b), "NO-GO"));
	wait_s(&b, 1);
	strcpy(b.t.w.verdict.why[b.t.w.verdict.why_count++], "high: G07 low gas pressure shutdown");
	assert_string_equal(take(&b), "RUNNING still: high: G07 low gas pressure shutdown");
	wait_s(&b, 1);
	assert_string_equal(take(&b), "");
	b.t.w.verdict.why_count--;
	wait_s(&b, 1);
	assert_string_equal(take(&b), "RUNNING still, nothing against it any more");
	wait_s(&b, 1);
	change(&b, (const struct change[]){ { M_GPU_JOB, 0, 0 }, END });
	assert_non_null(strstr(take(&b), "NO-GO: start needs"));
	end(&b);
}

static void test_a_flood_begins_and_ends(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, WORLD_WISH(WORLD_NORMAL));
	take(&b);
	wait_s(&b, 1);
	b.t.w.flood = (struct alarm_flood){ .recent = 11, .on = true };
	assert_string_equal(take(&b), "FLOOD: 11 alarms in 10 min");
	assert_true(b.lines.at[0].important);
	wait_s(&b, 1);
	b.t.w.flood.recent = 12; /* one line for a flood, however many come */
	assert_string_equal(take(&b), "");
	wait_s(&b, 1);
	b.t.w.flood = (struct alarm_flood){ .recent = 4 };
	assert_string_equal(take(&b), "Flood over: 4 alarms in 10 min");
	end(&b);
}

static void test_the_start_moves(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, WORLD_WISH(WORLD_NORMAL));
	take(&b);
	static const struct { int64_t start_ms; const char *says; } steps[] = {
		{ TIME_NONE, "Training Grok 3: start held, no time is set; was 04:20:00" }, { TIME_NONE, "" },
		{ WORLD_START_MS + 1800000, "Training Grok 3: start at 04:50:00" }, { WORLD_START_MS + 3600000, "Training Grok 3: start at 05:20:00, was 04:50:00" },
	};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		wait_s(&b, 1);
		b.t.site->training.start_ms = steps[i].start_ms;
		settle(&b);
		assert_string_equal(take(&b), steps[i].says);
	}
	end(&b);
}

static void test_alarms_come_and_go(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, (struct world_wish){ .kind = WORLD_NORMAL, .gens = 2, .feeds = 1, .buses = 1 });
	take(&b);
	wait_s(&b, 1);
	world_alarm(&b.t, PRIORITY_HIGH, true, b.t.w.cursor_ms - 400, "G02", "low gas pressure shutdown");
	assert_string_equal(take(&b), "Alarm, high: G02 low gas pressure shutdown (trip)");
	assert_int_equal(b.lines.at[0].t_ms, b.t.w.cursor_ms - 400);
	wait_s(&b, 1);
	world_alarm(&b.t, PRIORITY_LOW, false, b.t.w.cursor_ms - 600000, "G01", "old"); /* learnt of late */
	b.t.alarm[1].about = true; /* from a past that came decimated */
	assert_string_equal(take(&b), "Alarm since about 03:55:14, low: G01 old");
	b.t.alarm[1].about = false; /* and then as it was recorded: the same alarm */
	b.t.alarm[1].on_ms -= 3000;
	assert_string_equal(take(&b), "");
	wait_s(&b, 1);
	assert_string_equal(take(&b), "");
	wait_s(&b, 87);
	b.t.w.active_count = 1;
	const char *said = take(&b);
	if (!strstr(said, "Alarm over: G01 old, after 00:11:31") || strstr(said, "G02"))
		fail_msg("%s", said);
	wait_s(&b, 1); /* came and went between two samples */
	b.t.alarm[1].on_ms = b.t.w.cursor_ms - 500;
	b.t.alarm[1].off_ms = b.t.w.cursor_ms - 100;
	assert_string_equal(take(&b), "Alarm, low: G01 old, over already");
	end(&b);
}

/* One alarm is told by its own line, several at once are counted, too; the line of each minute has what is active. */
static void test_alarms_are_counted(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, (struct world_wish){ .kind = WORLD_NORMAL, .gens = 2, .feeds = 1, .buses = 1 });
	assert_null(strstr(take(&b), "larms"));
	wait_s(&b, 1);
	world_alarm(&b.t, PRIORITY_LOW, false, b.t.w.cursor_ms, "G01", "old");
	assert_string_equal(take(&b), "Alarm, low: G01 old");
	wait_s(&b, 1);
	world_alarm(&b.t, PRIORITY_HIGH, true, b.t.w.cursor_ms, "G02", "tripped");
	world_alarm(&b.t, PRIORITY_HIGH, true, b.t.w.cursor_ms, "G01", "tripped");
	assert_string_equal(take(&b), "Alarm, high: G02 tripped (trip) | Alarm, high: G01 tripped (trip) | Alarms now: 2 high, 1 low");
	wait_s(&b, 60);
	if (!strstr(take(&b), " Hz; alarms: 2 high, 1 low"))
		fail_msg("%s", b.text.data);
	wait_s(&b, 1);
	b.t.w.active_count = 0;
	if (!strstr(take(&b), "Alarms now: none"))
		fail_msg("%s", b.text.data);
	wait_s(&b, 60);
	assert_null(strstr(take(&b), "larms"));
	end(&b);
}

static void note(struct bench *b, const char *text) {
	struct event e = { .t_ms = b->t.w.cursor_ms, .t_src_ms = TIME_NONE, .src = "desk", .kind = "log" };
	snprintf(e.text, sizeof e.text, "%s", text);
	event_list_add(&b->t.events, &e);
}

/* What stands at the time of a sample but comes in a later piece of a stream is told, once; what was told is not told again. */
static void test_what_comes_behind_its_sample(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, (struct world_wish){ .kind = WORLD_NORMAL, .gens = 2, .feeds = 1, .buses = 1 });
	take(&b);
	wait_s(&b, 1);
	note(&b, "first");
	assert_string_equal(take(&b), "Event: desk first");
	note(&b, "second"); /* the cursor stands still */
	assert_string_equal(take(&b), "Event: desk second");
	assert_string_equal(take(&b), "");
	note(&b, "third");
	int64_t behind_ms = b.t.w.cursor_ms;
	wait_s(&b, 1);
	assert_string_equal(take(&b), "Event: desk third");
	assert_int_equal(b.lines.at[0].t_ms, behind_ms);
	world_alarm(&b.t, PRIORITY_HIGH, true, b.t.w.cursor_ms, "G02", "low gas pressure shutdown");
	behind_ms = b.t.w.cursor_ms;
	wait_s(&b, 1);
	assert_string_equal(take(&b), "Alarm, high: G02 low gas pressure shutdown (trip)");
	assert_int_equal(b.lines.at[0].t_ms, behind_ms);
	world_alarm(&b.t, PRIORITY_LOW, false, b.t.w.cursor_ms, "G01", "short");
	b.t.w.active_count = 1;
	b.t.alarm[1].off_ms = b.t.w.cursor_ms + 500;
	wait_s(&b, 1);
	assert_string_equal(take(&b), "Alarm, low: G01 short, over already");
	wait_s(&b, 1);
	assert_string_equal(take(&b), "");
	end(&b);
}

static void test_a_line_each_minute(void **state) {
	(void)state;
	struct bench b = { 0 };
	size_t said = 0;
	begin(&b, WORLD_WISH(WORLD_NORMAL));
	take(&b);
	for (int i = 0; i < 600; i++) {
		wait_s(&b, 1);
		said += strstr(take(&b), "Load 30.") != NULL;
	}
	assert_int_equal(said, 10);
	end(&b);
}

static void test_the_link(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, (struct world_wish){ .kind = WORLD_NORMAL, .gens = 2, .feeds = 1, .buses = 1 });
	test_world_live(&b.t, LIVE_FOLLOWS);
	assert_null(strstr(take(&b), "Link"));
	test_world_live(&b.t, LIVE_STALE);
	assert_string_equal(take(&b), "Link: stale, nothing new for 12 s");
	test_world_live(&b.t, LIVE_DOWN);
	assert_string_equal(take(&b), "Link: down, nothing new for 130 s: 127.0.0.1:9643: Connection refused");
	snprintf(b.t.w.link_note, sizeof b.t.w.link_note, "127.0.0.1:9643: Connection refused; next try in 3 s");
	assert_string_equal(take(&b), "");
	test_world_live(&b.t, LIVE_FOLLOWS);
	assert_string_equal(take(&b), "Link: live again");
	end(&b);
}

/* What the clock alone has brought about bears the live clock, not the time of the last sample; what a sample brings bears the sample's. */
static void test_silence_bears_the_live_clock(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, WORLD_WISH(WORLD_NORMAL));
	test_world_live(&b.t, LIVE_FOLLOWS);
	take(&b);
	int64_t sample_ms = b.t.w.cursor_ms;
	test_world_live(&b.t, LIVE_DOWN);
	take(&b);
	int64_t link_ms = b.lines.at[0].t_ms;
	b.t.w.edge.now_ms += 2000;
	b.t.w.verdict.go = false;
	b.t.w.verdict.why_count = 1;
	snprintf(b.t.w.verdict.why[0], sizeof b.t.w.verdict.why[0], "not known: no data for 11 s");
	assert_string_equal(take(&b), "NO-GO: not known: no data for 11 s");
	assert_int_equal(b.lines.at[0].t_ms, b.t.w.edge.now_ms);
	assert_true(b.lines.at[0].t_ms > link_ms && link_ms > sample_ms);
	test_world_live(&b.t, LIVE_FOLLOWS);
	take(&b);
	wait_s(&b, 60);
	settle(&b);
	const char *said = take(&b);
	assert_non_null(strstr(said, "GO: training can start"));
	for (size_t i = 0; i < b.lines.count; i++)
		assert_int_equal(b.lines.at[i].t_ms, b.t.w.cursor_ms);
	end(&b);
}

/* A clock that is off is told once, however far it goes on to run away, and so is that it is right again. */
static void test_a_wrong_clock_is_told(void **state) {
	(void)state;
	static const struct { double off_s; const char *says; } steps[] = {
		{ 0, "" }, { -7205, "Clock: the data's clock is 2 h behind" }, { -7300, "" }, { 0, "Clock: the data's clock is right again" }, { 61, "Clock: the data's clock is 61 s ahead" },
		{ 900, "" },
	};
	struct bench b = { 0 };
	begin(&b, (struct world_wish){ .kind = WORLD_NORMAL, .gens = 2, .feeds = 1, .buses = 1 });
	test_world_live(&b.t, LIVE_FOLLOWS);
	take(&b);
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		b.t.w.edge.clock_off_s = steps[i].off_s;
		assert_string_equal(take(&b), steps[i].says);
	}
	end(&b);
}

/* Lines that could not be taken: the first by name, then the sum once a minute, and what is left at the end. */
static void test_damage_is_told(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, (struct world_wish){ .kind = WORLD_NORMAL, .gens = 2, .feeds = 1, .buses = 1 });
	take(&b);
	wait_s(&b, 1);
	b.t.w.damage = (struct damage_counts){ .unreadable = 1 };
	b.t.w.damage_first = "night.ndjson: line 7, column 3: expected a value";
	assert_string_equal(take(&b), "Recording: 1 line unreadable; the first: night.ndjson: line 7, column 3: expected a value");
	assert_string_equal(take(&b), "");
	b.t.w.damage.unreadable = 3;
	b.t.w.damage.misordered = 1;
	size_t said = 0;
	for (int i = 0; i < 59; i++) {
		wait_s(&b, 1);
		said += strstr(take(&b), "Recording") != NULL;
	}
	assert_int_equal(said, 0);
	wait_s(&b, 1);
	assert_non_null(strstr(take(&b), "Recording: 3 lines unreadable, 1 out of order by now"));
	b.t.w.damage.doubled = 1;
	wait_s(&b, 1);
	assert_string_equal(take(&b), "");
	b.lines.count = 0;
	plain_end(b.plain, &b.t.w, &b.lines);
	assert_int_equal(b.lines.count, 2);
	assert_string_equal(b.lines.at[0].text, "Recording: 3 lines unreadable, 2 out of order by now");
	assert_string_equal(b.lines.at[1].text, "End of the recording");
	end(&b);
}

static void test_hostile_text_is_cleaned(void **state) {
	(void)state;
	struct bench b = { 0 };
	begin(&b, WORLD_WISH(WORLD_NORMAL));
	snprintf(b.t.site->name, sizeof b.t.site->name, "\x1b]0;owned\x07\xc2\x9b" "31mX");
	snprintf(b.t.site->gen[0].id, sizeof b.t.site->gen[0].id, "\x1b[2J");
	world_alarm(&b.t, PRIORITY_HIGH, false, b.t.w.cursor_ms, "G\nNO-GO", "\r\x1b[31m");
	take(&b);
	frame_set(&b.t.frame, M_GEN_STATE, 0, GEN_TRIPPED);
	plain_take(b.plain, &b.t.w, &b.lines);
	struct plain_day day = { 0 };
	struct buf out = { 0 };
	for (size_t i = 0; i < b.lines.count; i++)
		plain_format(tz_utc(), b.lines.at[i].t_ms, b.lines.at[i].text, true, &day, &out);
	size_t newlines = 0;
	for (size_t i = 0; i < out.len; i++) {
		newlines += out.data[i] == '\n';
		if (((unsigned char)out.data[i] < ' ' && out.data[i] != '\n') || (unsigned char)out.data[i] > 126)
			fail_msg("byte %d in: %s", out.data[i], out.data);
	}
	assert_int_equal(newlines, b.lines.count);
	buf_free(&out);
	end(&b);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_change_one_line), cmocka_unit_test(test_the_opening), cmocka_unit_test(test_many_sets_are_one_line), cmocka_unit_test(test_ramps),
		cmocka_unit_test(test_an_excursion), cmocka_unit_test(test_go_and_why), cmocka_unit_test(test_a_running_job_is_running), cmocka_unit_test(test_a_flood_begins_and_ends), cmocka_unit_test(test_the_start_moves), cmocka_unit_test(test_alarms_come_and_go), cmocka_unit_test(test_alarms_are_counted),
		cmocka_unit_test(test_what_comes_behind_its_sample),
		cmocka_unit_test(test_a_line_each_minute), cmocka_unit_test(test_the_link), cmocka_unit_test(test_silence_bears_the_live_clock), cmocka_unit_test(test_damage_is_told), cmocka_unit_test(test_a_wrong_clock_is_told),
		cmocka_unit_test(test_hostile_text_is_cleaned),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
