/* The Alarms panel: counts, order, the sequence of events up to the cursor, first-out by arrival, floods, and what is not read yet. */
#include "panel_world.h"

#include "panel_alarms_list.h"

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
	assert_shows(text, "1 high · 0 medium · 2 low · 0 shelved");
	assert_shows(text, "✖ high   G07 low gas pressure");
	assert_shows(text, "since 04:01:40");
	assert_true(strstr(text, "G07") < strstr(text, "G03"));
	assert_hides(text, "no active alarm");
	/* The counts survive a narrow panel. */
	assert_shows(small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 0, 40, 4 }, false), "1 high 0 med 2 low 0 shelved");
	assert_shows(small_draw(&s, panel_alarms_draw, 80, 24, (struct rect){ 0, 0, 26, 4 }, false), "1H 0M 2L 0s");
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

static void a_wrong_clock_does_not_steal_the_first_out(void **state) {
	(void)state;
	struct small s;
	struct alarms_entry list[8];
	small_init(&s, false);
	small_event(&s, 100000, EVENT_RAISE, PRIORITY_LOW, "G02", "warning", "coolant warm");
	trip(&s);
	small_event(&s, 306000, EVENT_RAISE, PRIORITY_HIGH, "G08", "trip", "overload");
	small_event(&s, 320000, EVENT_RAISE, PRIORITY_HIGH, "G09", "trip", "overload");
	size_t count = alarms_sequence(&s.w, list, 8);
	assert_int_equal(count, 6);
	for (size_t i = 0; i < count; i++) {
		bool want = !strcmp(list[i].text, "low gas pressure shutdown") || !strcmp(list[i].src, "G09");
		if (list[i].first_out != want)
			fail_msg("%s %s: first-out %d", list[i].src, list[i].text, list[i].first_out);
		assert_true(i == 0 || list[i].t_ms <= list[i - 1].t_ms);
	}
	/* Also when the entry before it is no longer among those asked for. */
	assert_int_equal(alarms_sequence(&s.w, list, 2), 2);
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
	small_alarm(&s, 300120, PRIORITY_HIGH, "G07", "low gas pressure shutdown")->device = true;
	assert_int_equal(alarms_sequence(&s.w, list, 8), 3);
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
	assert_shows(text, "04:05:00.120  09:05:00.120Z  high    09:04:59.820Z -0.300 s");
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
	s.v.alarm_scroll = 5;
	screen = draw_zoomed(&s, 80, 24);
	assert_hides(screen, "note 95.");
	assert_shows(screen, "note 94.");
	s.v.alarm_scroll = 2000000000;
	screen = draw_zoomed(&s, 80, 24);
	assert_shows(screen, "note 0.");
	assert_shows(screen, "note 17."); /* the last page is full */
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

static void floods_begin_over_10_and_end_below_5(void **state) {
	(void)state;
	struct small s;
	unsigned recent;
	small_init(&s, false);
	for (int i = 0; i < 10; i++)
		small_alarm(&s, 1000 * i, PRIORITY_LOW, "G01", "x");
	s.w.cursor_ms = SMALL_START_MS + 20000;
	assert_false(alarms_flood(&s.w, &recent));
	assert_int_equal(recent, 10);
	small_alarm(&s, 10000, PRIORITY_LOW, "G01", "x");
	assert_true(alarms_flood(&s.w, &recent));
	assert_int_equal(recent, 11);
	assert_shows(small_draw(&s, panel_alarms_draw, 120, 40, box60, false), "FLOOD 11");
	s.w.cursor_ms = SMALL_START_MS + 9000; /* before the eleventh */
	assert_false(alarms_flood(&s.w, &recent));
	s.w.cursor_ms = SMALL_START_MS + 605500; /* five are left: those of 6 to 10 s */
	assert_true(alarms_flood(&s.w, &recent));
	assert_int_equal(recent, 5);
	s.w.cursor_ms = SMALL_START_MS + 606500;
	assert_false(alarms_flood(&s.w, &recent));
	assert_int_equal(recent, 4);
	small_alarm(&s, 606600, PRIORITY_LOW, "G01", "x"); /* five again, but the flood is over */
	s.w.cursor_ms = SMALL_START_MS + 606700;
	assert_false(alarms_flood(&s.w, &recent));
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
	small_sweep(&s, panel_alarms_draw, PANEL_ALARMS);
	small_free(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_stand_in_the_title), cmocka_unit_test(more_than_fit_are_counted), cmocka_unit_test(the_sequence_ends_at_the_cursor),
		cmocka_unit_test(a_wrong_clock_does_not_steal_the_first_out), cmocka_unit_test(device_alarms_stand_once),
		cmocka_unit_test(zoomed_it_has_all_clocks), cmocka_unit_test(zoomed_it_scrolls), cmocka_unit_test(what_is_not_read_is_said),
		cmocka_unit_test(floods_begin_over_10_and_end_below_5), cmocka_unit_test(hostile_text_is_harmless), cmocka_unit_test(every_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
