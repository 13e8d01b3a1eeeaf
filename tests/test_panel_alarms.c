/* The Alarms panel: counts, order, the sequence of events up to the cursor, first-out by arrival, floods, and what is not read yet. */
#include "panel_world.h"

#include "panel_alarms_list.h"
#include "screen.h"

static const struct rect box60 = { 0, 0, 60, 8 };

static void trip(struct small *s) {
	struct event *e = small_event(s, 300120, EVENT_RAISE, PRIORITY_HIGH, "G07", "trip", "low gas pressure shutdown");
	e->t_src_ms = e->t_ms - 300;
	strcpy(e->ansi, "63");
	small_event(s, 300200, EVENT_NOTE, PRIORITY_LOW, "G07", "breaker", "generator breaker open");
	/* The device whose clock runs 300 ms behind reports after the trip, with a time before it. */
	e = small_event(s, 300270, EVENT_RAISE, PRIORITY_HIGH, "G07", "lockout", "lock-out");
	e->t_src_ms = e->t_ms - 600;
}

static void counts_stand_in_the_title(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	assert_shows(small_draw(&s, panel_alarms_draw, 120, 40, box60, false), "Alarms  0 high · 0 medium · 0 low · 0 shelved");
	assert_shows(small_draw(&s, panel_alarms_draw, 120, 40, box60, false), "no active alarm");
	small_activate(&s, small_alarm(&s, 100000, PRIORITY_HIGH, "G07", "low gas pressure"));
	small_activate(&s, small_alarm(&s, 200000, PRIORITY_LOW, "G03", "coolant high"));
	small_activate(&s, small_alarm(&s, 210000, PRIORITY_LOW, "G04", "coolant high"));
	const char *text = small_draw(&s, panel_alarms_draw, 120, 40, box60, false);
	assert_shows(text, "1 high 0 med 2 low 0 shelved · 3 to acknowledge");
	assert_shows(text, "✖!high   G07 low gas pressure");
	assert_shows(text, "since 04:01:40");
	assert_true(strstr(text, "G07") < strstr(text, "G03"));
	assert_hides(text, "no active alarm");
	/* The counts survive a narrow panel. */
	assert_shows(small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 0, 40, 4 }, false), "1 high 0 med 2 low · 3 to ack");
	assert_shows(small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 0, 26, 4 }, false), "1H 0M 2L 0s 3!");
	small_free(&s);
}

static void more_than_fit_are_counted(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	for (int i = 0; i < 9; i++)
		small_activate(&s, small_alarm(&s, 1000 * i, PRIORITY_MEDIUM, "G01", "something"));
	assert_shows(small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 0, 60, 6 }, false), "and 6 more");
	small_free(&s);
}

/* What is over but not acknowledged is counted too, in words as long as there is room. */
static void what_is_over_is_counted(void **state) {
	static const struct { int cols, rows; struct rect r; const char *title; } sizes[] = {
		{ 120, 40, { 0, 0, 90, 8 }, "0 high · 0 medium · 0 low · 0 shelved · 3 to acknowledge" },
		{ 80, 24, { 0, 0, 40, 4 }, "Alarms 0 high 0 med 0 low · 3 to ack" },
		{ 40, 12, { 0, 0, 40, 1 }, "Alarms 0 high 0 med 0 low · 3 to ack" },
		{ 40, 12, { 0, 0, 30, 1 }, "Alarms 0H 0M 0L 0s 3!" },
	};
	(void)state;
	struct small s;
	small_init(&s, false);
	for (int i = 0; i < 3; i++) {
		struct alarm *a = small_alarm(&s, 1000 * i, PRIORITY_LOW, "G01", "coolant high");
		a->off_ms = a->on_ms + 5000;
		small_line(&s, a, ALARM_RTN_UNACK);
	}
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		assert_shows(small_draw(&s, panel_alarms_draw, sizes[i].cols, sizes[i].rows, sizes[i].r, false), sizes[i].title);
	small_free(&s);
}

/* In a flood on three rows: the flood, the gravest with how many more there are, and what came last. */
static void a_flood_says_how_many_more(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	for (int i = 0; i < 16; i++)
		small_activate(&s, small_alarm(&s, 1000 * i, PRIORITY_HIGH, "G07", "low gas pressure shutdown of the engine"));
	s.w.flood.on = true;
	s.w.flood.recent = 16;
	const char *text = small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 0, 40, 4 }, false);
	assert_shows(text, "FLOOD 16 alarms in 10 min");
	assert_shows(text, "✖!high   G07 low gas…       and 15 more");
	assert_shows(text, "04:00:15");
	text = small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 0, 40, 6 }, false);
	assert_shows(text, "and 14 more: 5 z");
	small_free(&s);
}

static void the_sequence_ends_at_the_cursor(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	trip(&s);
	small_event(&s, 600000, EVENT_NOTE, PRIORITY_LOW, "GPU", "job", "job started");
	struct alarm *a = small_alarm(&s, 303000, PRIORITY_MEDIUM, "TVA", "import over contract");
	a->off_ms = a->on_ms + 6000;
	const char *text = small_draw(&s, panel_alarms_draw, 120, 40, (struct rect){ 0, 0, 90, 12 }, false);
	assert_hides(text, "job started");
	assert_shows(text, "cleared after 6 s");
	assert_shows(text, "04:05:00.120");
	s.w.cursor_ms = SMALL_START_MS + 304000;
	text = small_draw(&s, panel_alarms_draw, 120, 40, (struct rect){ 0, 0, 90, 12 }, false);
	assert_shows(text, "import over contract");
	assert_hides(text, "cleared"); /* it has not been, at this time */
	s.w.cursor_ms = SMALL_START_MS + 300150;
	text = small_draw(&s, panel_alarms_draw, 120, 40, (struct rect){ 0, 0, 90, 12 }, false);
	assert_shows(text, "low gas pressure shutdown");
	assert_hides(text, "breaker open");
	small_free(&s);
}

/* The alarms that the events raise, as the engine would have them. */
static void raise_alarms(struct small *s) {
	for (size_t i = 0; i < s->events.count; i++) {
		const struct event *e = &s->events.at[i];
		if (e->state != EVENT_RAISE)
			continue;
		struct alarm *a = small_alarm(s, (int)(e->t_ms - SMALL_START_MS), e->priority, e->src, e->text);
		a->device = true;
		snprintf(a->id, sizeof a->id, "%s%s%s", e->kind, *e->ansi ? "-" : "", e->ansi);
		if (e->priority == PRIORITY_HIGH)
			strcpy(a->group, ALARM_GROUP_COMMON);
	}
}

static void a_wrong_clock_does_not_steal_the_first_out(void **state) {
	(void)state;
	struct small s;
	struct alarms_entry list[8];
	small_init(&s, false);
	small_event(&s, 100000, EVENT_RAISE, PRIORITY_LOW, "G02", "warning", "coolant warm");
	trip(&s);
	small_event(&s, 306000, EVENT_RAISE, PRIORITY_HIGH, "G08", "trip", "overload");
	small_event(&s, 320000, EVENT_RAISE, PRIORITY_HIGH, "G09", "trip", "overload");
	raise_alarms(&s);
	size_t count = alarms_sequence(&s.w, "", list, 8);
	assert_int_equal(count, 6);
	for (size_t i = 0; i < count; i++) {
		bool want = !strcmp(list[i].text, "low gas pressure shutdown") || !strcmp(list[i].src, "G09");
		if (list[i].first_out != want)
			fail_msg("%s %s: first-out %d", list[i].src, list[i].text, list[i].first_out);
		assert_true(i == 0 || list[i].t_ms <= list[i - 1].t_ms);
	}
	/* Also when the entry before it is no longer among those asked for. */
	assert_int_equal(alarms_sequence(&s.w, "", list, 2), 2);
	assert_true(list[0].first_out);
	assert_false(list[1].first_out);
	const char *text = small_draw(&s, panel_alarms_draw, 120, 40, (struct rect){ 0, 0, 90, 12 }, false);
	assert_shows(text, "low gas pressure shutdown  first-out  ANSI 63");
	assert_hides(text, "lock-out  first-out");
	small_free(&s);
}

static void device_alarms_stand_once(void **state) {
	(void)state;
	struct small s;
	struct alarms_entry list[8];
	small_init(&s, false);
	trip(&s);
	raise_alarms(&s);
	assert_int_equal(alarms_sequence(&s.w, "", list, 8), 3);
	assert_ptr_equal(list[2].alarm, &s.alarms[0]);
	assert_null(list[1].alarm); /* a note */
	s.alarms[0].off_ms = SMALL_START_MS + 400120;
	assert_shows(small_draw(&s, panel_alarms_draw, 120, 40, (struct rect){ 0, 0, 110, 12 }, false), "cleared after 100 s");
	small_free(&s);
}

static const char *draw_zoomed(struct small *s, int cols, int rows) {
	s->v.zoomed = true;
	s->v.focus = PANEL_ALARMS;
	return small_draw(s, panel_alarms_draw, cols, rows, (struct rect){ 0, 0, cols, rows }, false);
}

static void zoomed_it_has_all_clocks(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	trip(&s);
	const char *text = draw_zoomed(&s, 130, 20);
	assert_shows(text, "newest first; CDT, UTC");
	assert_shows(text, "04:05:00.120  09:05:00.120Z  high    09:04:59.820Z ?");
	assert_shows(text, "ANSI 63");
	assert_shows(text, "note");
	assert_shows(draw_zoomed(&s, 80, 20), "04:05:00.120  09:05:00.120Z  high");
	small_free(&s);
}

static void zoomed_it_scrolls(void **state) {
	(void)state;
	struct small s;
	char text[32];
	small_init(&s, false);
	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof text, "note %d.", i);
		small_event(&s, 1000 * i, EVENT_NOTE, PRIORITY_LOW, "X", "note", text);
	}
	const char *screen = draw_zoomed(&s, 80, 24);
	assert_shows(screen, "note 99.");
	assert_hides(screen, "note 0.");
	s.v.alarm_row = 50;
	screen = draw_zoomed(&s, 80, 24);
	assert_hides(screen, "note 99.");
	assert_shows(screen, "note 49."); /* the selected one */
	assert_hides(screen, "note 48.");
	s.v.alarm_row = 2000000000;
	screen = draw_zoomed(&s, 80, 24);
	assert_shows(screen, "note 0.");
	assert_shows(screen, "note 17."); /* the last page is full */
	small_free(&s);
}

/* Of each state one. */
static void one_of_each(struct small *s) {
	struct alarm *over = small_alarm(s, 210000, PRIORITY_MEDIUM, "TVA", "import over contract");
	small_line(s, small_alarm(s, 100000, PRIORITY_HIGH, "G07", "low gas pressure"), ALARM_UNACK)->first_out = true;
	small_line(s, small_alarm(s, 150000, PRIORITY_HIGH, "G05", "overspeed"), ALARM_ACKED)->acked_ms = SMALL_START_MS + 200000;
	small_line(s, over, ALARM_RTN_UNACK)->active = false;
	over->off_ms = over->on_ms + 6000;
	small_line(s, small_alarm(s, 220000, PRIORITY_LOW, "G03", "coolant high"), ALARM_SHELVED)->shelved_until_ms = SMALL_START_MS + 2020000;
	small_line(s, small_alarm(s, 230000, PRIORITY_LOW, "G14", "no data"), ALARM_SUPPRESSED);
	s->events.count = 0;
}

static void zoomed_it_lists_the_states(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	one_of_each(&s);
	for (int cols = 80; cols <= 130; cols += 50) {
		const char *text = draw_zoomed(&s, cols, 24);
		static const char *const states[] = { "✖!UNACK      high", "✖ ACKED      high", "○!RTN-UNACK  medium", "- SHELVED    low", "- SUPPRESSED low" };
		for (size_t i = 0; i < 5; i++) {
			assert_shows(text, states[i]);
			assert_true(i == 0 || strstr(text, states[i - 1]) < strstr(text, states[i]));
		}
		assert_shows(text, "low gas pressure  first-out");
		assert_shows(text, "acked 04:03:20");
		assert_shows(text, "ended 04:03:36");
		assert_shows(text, "until 04:33:40");
		assert_shows(text, "2 high");
		assert_shows(text, "0 medium");
		assert_shows(text, "1 shelved");
	}
	assert_shows(draw_zoomed(&s, 130, 24), "1 suppressed · 2 to acknowledge");
	/* Inverse only for what is high, holds and was not acknowledged. */
	int inverse = 0;
	for (int i = 0; i < s.g.rows * s.g.cols; i++)
		inverse += s.g.cells[i].role == ROLE_ALARM_UNACK && s.g.cells[i].ch == 'U';
	assert_int_equal(inverse, 1);
	/* In the overview what holds stands first, what is put aside is only counted. */
	s.v.zoomed = false;
	const char *text = small_draw(&s, panel_alarms_draw, 120, 40, (struct rect){ 0, 0, 60, 9 }, false);
	assert_shows(text, "✖!high   G07");
	assert_shows(text, "✖ high   G05");
	assert_shows(text, "○!medium TVA import over contract");
	assert_hides(text, "- low");
	assert_shows(text, "1 shelved");
	/* A single row has the gravest and the counts. */
	text = small_draw(&s, panel_alarms_draw, 40, 12, (struct rect){ 0, 0, 40, 1 }, false);
	assert_shows(text, "✖!high   G07");
	assert_shows(text, "2H 0M 0L 1s");
	small_free(&s);
}

/* Raised by a decimated sample: "~", and nothing finer than its seconds, in the overview, the list and the sequence. */
static void a_time_that_is_not_exact_says_so(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	struct alarm *a = small_alarm(&s, 240000, PRIORITY_MEDIUM, "TVA", "import over contract");
	small_activate(&s, a);
	const char *text = draw_zoomed(&s, 160, 24);
	assert_shows(text, "medium 04:04:00.000  09:04:00.000Z TVA");
	a->about = true;
	text = draw_zoomed(&s, 160, 24);
	assert_shows(text, "medium~04:04:00     ~09:04:00Z     TVA");
	assert_shows(text, "●~04:04:00     ~09:04:00Z      medium");
	assert_hides(text, "04:04:00.000");
	s.v.zoomed = false;
	assert_shows(small_draw(&s, panel_alarms_draw, 120, 40, (struct rect){ 0, 0, 60, 9 }, false), "since ~04:04:00");
	small_free(&s);
}

static void zoomed_it_sorts_and_filters(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	one_of_each(&s);
	trip(&s);
	size_t count, lines;
	static const struct { enum alarm_sort sort; const char *order[5]; } sorts[] = {
		{ ALARM_SORT_STATE, { "G07", "G05", "TVA", "G03", "G14" } },
		{ ALARM_SORT_TIME, { "G14", "G03", "TVA", "G05", "G07" } },
		{ ALARM_SORT_SOURCE, { "G03", "G05", "G07", "G14", "TVA" } },
	};
	for (size_t i = 0; i < 3; i++) {
		s.v.alarm_sort = sorts[i].sort;
		struct alarms_row *rows = alarms_rows(&s.w, &s.v, &count, &lines);
		assert_int_equal(lines, 5);
		for (size_t k = 0; k < 5; k++)
			assert_string_equal(rows[k].line->alarm->src, sorts[i].order[k]);
		free(rows);
	}
	static const struct { const char *filter; size_t lines, entries; } filters[] = {
		{ "", 5, 8 }, { "unack", 2, 0 }, { "UNACK high", 1, 0 }, { "g07", 1, 4 }, { "high", 3, 5 }, { "shelved", 1, 0 }, { "suppressed", 1, 0 },
		{ "rtn", 1, 0 }, { "nowhere", 0, 0 }, { "note", 0, 1 }, { "  low   gas ", 1, 2 },
	};
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
		strcpy(s.v.alarm_filter, filters[i].filter);
		free(alarms_rows(&s.w, &s.v, &count, &lines));
		if (lines != filters[i].lines || count - lines != filters[i].entries)
			fail_msg("\"%s\": %zu alarms and %zu entries", filters[i].filter, lines, count - lines);
	}
	strcpy(s.v.alarm_filter, "g07");
	assert_shows(draw_zoomed(&s, 100, 24), "only with \"g07\"");
	small_free(&s);
}

static void the_selection_stays_on_its_row(void **state) {
	(void)state;
	struct small s;
	size_t count, lines;
	small_init(&s, false);
	one_of_each(&s);
	struct alarms_row *rows = alarms_rows(&s.w, &s.v, &count, &lines);
	s.v.alarm_key = rows[2].key;
	assert_int_equal(alarms_selected(&s.v, rows, count), 2);
	free(rows);
	memmove(&s.lines[1], &s.lines[0], s.list.count * sizeof *s.lines); /* a new one comes above it */
	s.list.count = 0;
	struct alarm_line above = *small_line(&s, small_alarm(&s, 400000, PRIORITY_HIGH, "G01", "overspeed"), ALARM_UNACK);
	s.lines[0] = above;
	s.list.count = 6;
	rows = alarms_rows(&s.w, &s.v, &count, &lines);
	assert_int_equal(alarms_selected(&s.v, rows, count), 3);
	assert_string_equal(rows[3].line->alarm->src, "TVA");
	s.v.alarm_key = 12345; /* it has gone: by the row */
	s.v.alarm_row = 1000;
	assert_int_equal(alarms_selected(&s.v, rows, count), count - 1);
	free(rows);
	small_free(&s);
}

/* Three devices whose clocks are right, and G08, whose clock is 300 ms slow: its report bears a time before the trip. */
static void order_is_uncertain_where_clocks_overlap(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	static const struct { int t, t_src; const char *src, *text; } notes[] = {
		{ 100050, 100000, "G05", "early a" }, { 100560, 100500, "G06", "early b" }, { 101040, 101000, "G07", "early c" }, { 101550, 101200, "G08", "early d" },
		{ 299950, 299900, "G05", "first" }, { 300110, 300050, "G06", "second" }, { 300130, 299780, "G08", "third" }, { 300500, 300445, "G07", "fourth" },
	};
	for (size_t i = 0; i < 8; i++)
		small_event(&s, notes[i].t, EVENT_NOTE, PRIORITY_LOW, notes[i].src, "note", notes[i].text)->t_src_ms = SMALL_START_MS + notes[i].t_src;
	const char *text = draw_zoomed(&s, 130, 20);
	assert_shows(text, "09:04:59.780Z -0.29±0.06"); /* -350 ms less the usual -55 */
	assert_shows(text, "09:05:00.445Z +0.01±0.06");
	text = draw_zoomed(&s, 150, 20); /* with room for the offset to the arrival */
	assert_shows(text, DEVICE_CLOCK_HEADING);
	assert_shows(text, "09:04:59.780Z -0.350  -0.29±0.06");
	text = draw_zoomed(&s, 130, 20);
	assert_hides(text, DEVICE_CLOCK_HEADING);
	assert_shows(text, DEVICE_CLOCK_HEADING_SHORT);
	static const struct { const char *text; bool uncertain; } want[] = { { "first", false }, { "second", true }, { "third", true }, { "fourth", false } };
	for (size_t i = 0; i < 4; i++) {
		const char *row = strstr(text, want[i].text), *end = strchr(row, '\n'), *word = strstr(row, "order uncertain");
		if ((word && word < end) != want[i].uncertain)
			fail_msg("%s: %.*s", want[i].text, (int)(end - row), row);
	}
	small_free(&s);
}

static void what_is_not_read_is_said(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	s.w.fold_done = false;
	s.w.folded_to_ms = SMALL_START_MS + 120000;
	const char *text = small_draw(&s, panel_alarms_draw, 120, 40, box60, false);
	assert_shows(text, "read to 04:02:00 so far");
	assert_hides(text, "no active alarm"); /* nobody knows that yet */
	s.w.folded_to_ms = TIME_NONE;
	assert_shows(small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 0, 40, 4 }, false), "not read yet");
	assert_shows(small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 0, 40, 1 }, false), "not read yet");
	s.w.folded_to_ms = s.w.cursor_ms;
	assert_hides(small_draw(&s, panel_alarms_draw, 120, 40, box60, false), "so far");
	small_free(&s);
}

static void a_flood_has_a_banner(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	s.w.flood = (struct alarm_flood){ true, 11, SMALL_START_MS };
	assert_shows(small_draw(&s, panel_alarms_draw, 120, 40, box60, false), "FLOOD 11 alarms in 10 min");
	assert_shows(small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 0, 40, 4 }, false), "FLOOD 11 alarms in 10 min");
	assert_shows(draw_zoomed(&s, 80, 24), "FLOOD 11");
	s.v.zoomed = false;
	s.w.flood.on = false;
	assert_hides(small_draw(&s, panel_alarms_draw, 120, 40, box60, false), "FLOOD");
	small_free(&s);
}

/* What its device raised again while it held: how often, where there is room for that. */
static void raises_are_counted(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	struct alarm_line *line = small_line(&s, small_alarm(&s, 100000, PRIORITY_HIGH, "G07", "oil hot"), ALARM_UNACK);
	s.v.zoomed = true;
	s.v.focus = PANEL_ALARMS;
	line->raises = 1;
	assert_hides(draw_zoomed(&s, 120, 40), "raised");
	line->raises = 3;
	assert_shows(draw_zoomed(&s, 120, 40), "oil hot  raised 3 times");
	assert_shows(draw_zoomed(&s, 80, 24), "oil hot  raised 3 times");
	small_free(&s);
}

static void hostile_text_is_harmless(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_event(&s, 1000, EVENT_RAISE, PRIORITY_HIGH, "\033[2J", "trip", "a\033]0;x\007b\xe2\x80\xae%s%n");
	small_activate(&s, small_alarm(&s, 1000, PRIORITY_HIGH, "G\n1", "\x9b" "31m\xff"));
	for (int zoomed = 0; zoomed < 2; zoomed++) {
		const char *text = zoomed ? draw_zoomed(&s, 130, 20) : small_draw(&s, panel_alarms_draw, 120, 40, box60, false);
		assert_null(strchr(text, '\033'));
		assert_null(strchr(text, '\007'));
		assert_hides(text, "\xe2\x80\xae");
		assert_shows(text, "%s%n");
	}
	small_free(&s);
}

/* A row of the night before the clocks were put back, and one of after: the heading names both zones, with one of them in sight only that. */
static void the_zones_of_the_rows_are_named(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_event(&s, 0, EVENT_NOTE, PRIORITY_LOW, "G07", "mode", "before")->t_ms = INT64_C(1730616000000); /* 06:40Z, 3 November 2024 */
	small_event(&s, 1000, EVENT_NOTE, PRIORITY_LOW, "G07", "mode", "after")->t_ms = INT64_C(1730618000000);
	s.w.cursor_ms = s.w.last_ms = s.w.folded_to_ms = INT64_C(1730618400000);
	s.v.focus = PANEL_ALARMS;
	s.v.zoomed = true;
	const struct rect whole = { 0, 1, 120, 39 };
	assert_shows(small_draw(&s, panel_alarms_draw, 120, 40, whole, false), "newest first; CDT/CST, UTC");
	s.events.count = 1;
	assert_shows(small_draw(&s, panel_alarms_draw, 120, 40, whole, false), "newest first; CDT, UTC");
	small_free(&s);
}

/* Where there is room a time of another day keeps its seconds, and what stands behind the times stays in one column. */
static void another_day_keeps_its_seconds(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_event(&s, -14460000, EVENT_NOTE, PRIORITY_LOW, "G07", "mode", "before midnight");
	small_event(&s, 60000, EVENT_NOTE, PRIORITY_LOW, "G08", "mode", "after it");
	struct alarm *a = small_alarm(&s, -14460000, PRIORITY_HIGH, "G03", "low oil");
	small_activate(&s, a);
	s.v.focus = PANEL_ALARMS;
	s.v.zoomed = true;
	const char *text = small_draw(&s, panel_alarms_draw, 120, 40, (struct rect){ 0, 1, 120, 39 }, false);
	assert_shows(text, "high   21 Jul 23:59:00  04:59:00.000Z G03");
	assert_shows(text, "+ 21 Jul 23:59:00  04:59:00.000Z  note");
	assert_shows(text, "+ 04:01:00.000     09:01:00.000Z  note");
	text = small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 1, 80, 23 }, false);
	assert_shows(text, "21 Jul 23:59");
	assert_hides(text, "21 Jul 23:59:00");
	small_free(&s);
}

static void every_size(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	trip(&s);
	for (int i = 0; i < 12; i++)
		small_activate(&s, small_alarm(&s, 400000 + 1000 * i, (enum priority)(i % 3), "G01-LONG-NAME", "a text that is a good deal longer than any narrow panel"));
	small_sweep(&s, panel_alarms_draw, PANEL_ALARMS);
	s.w.site = NULL;
	s.w.frame = NULL;
	s.w.events = NULL;
	s.w.cursor_ms = TIME_NONE;
	s.w.active_count = 0;
	s.w.alarms = NULL;
	small_sweep(&s, panel_alarms_draw, PANEL_ALARMS);
	small_free(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_stand_in_the_title), cmocka_unit_test(more_than_fit_are_counted), cmocka_unit_test(what_is_over_is_counted), cmocka_unit_test(a_flood_says_how_many_more), cmocka_unit_test(the_sequence_ends_at_the_cursor),
		cmocka_unit_test(a_wrong_clock_does_not_steal_the_first_out), cmocka_unit_test(device_alarms_stand_once),
		cmocka_unit_test(zoomed_it_has_all_clocks), cmocka_unit_test(zoomed_it_scrolls), cmocka_unit_test(what_is_not_read_is_said),
		cmocka_unit_test(a_flood_has_a_banner), cmocka_unit_test(zoomed_it_lists_the_states), cmocka_unit_test(zoomed_it_sorts_and_filters), cmocka_unit_test(a_time_that_is_not_exact_says_so),
		cmocka_unit_test(the_selection_stays_on_its_row), cmocka_unit_test(order_is_uncertain_where_clocks_overlap), cmocka_unit_test(raises_are_counted), cmocka_unit_test(hostile_text_is_harmless), cmocka_unit_test(the_zones_of_the_rows_are_named), cmocka_unit_test(another_day_keeps_its_seconds), cmocka_unit_test(every_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
