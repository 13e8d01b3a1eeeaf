/* The Timeline panel: spikes stay, gaps stay gaps, samples are not drawn finer than they are, what is not read yet says so, and every column
 * tells one time in all its rows. */
#include "panel_world.h"

#include "panel_timeline_parts.h"
#include "utf8.h"

#define LEFT 6 /* first column of a chart in MW on 80 columns */

static const struct rect strip = { 0, 0, 80, 4 };

static void steady(int i, double *load, double *online, double *hz, double *kv) {
	*load = 15;
	*online = 43;
	*hz = 60 + 0.01 * (i % 3 - 1);
	*kv = 13.8;
}

static void spike(int i, double *load, double *online, double *hz, double *kv) {
	steady(i, load, online, hz, kv);
	*load = i == 700 ? 39 : i == 300 ? 1 : 15;
}

static void staircase(int i, double *load, double *online, double *hz, double *kv) {
	steady(i, load, online, hz, kv);
	*hz = i / 2 % 2 ? 59.9 : 60.1;
}

static int count_glyph(const struct small *s, int row, uint32_t ch) {
	int n = 0;
	for (int x = 0; x < s->g.cols; x++)
		n += small_cell(s, x, row).ch == ch;
	return n;
}

static int find_glyph(const struct small *s, int row, uint32_t ch) {
	for (int x = 0; x < s->g.cols; x++)
		if (small_cell(s, x, row).ch == ch)
			return x;
	return -1;
}

static bool is_braille(uint32_t ch) {
	return ch > 0x2800 && ch <= 0x28ff;
}

static void four_rows_hold_everything(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_history(&s, steady, 0, 0);
	small_event(&s, 250000, EVENT_RAISE, PRIORITY_HIGH, "G07", "trip", "gas");
	small_alarm(&s, 750000, PRIORITY_LOW, "TVA", "import over contract");
	const char *text = small_draw(&s, panel_timeline_draw, 80, 24, strip, false);
	assert_shows(text, "Timeline 0 to 45 MW 16.");
	assert_shows(text, "04:13 T");
	assert_shows(text, "04:10");
	assert_shows(text, "45 ");
	/* Columns LEFT to 79 are the chart: the cursor in its middle, the trip at a quarter, the alarm at three quarters. */
	assert_int_equal(find_glyph(&s, 0, 0x25bc), LEFT + 37);
	assert_int_equal(small_cell(&s, LEFT + 37, 1).role, ROLE_CURSOR);
	assert_int_equal(find_glyph(&s, 3, 0x25b2), LEFT + 18);
	assert_int_equal(small_cell(&s, LEFT + 18, 3).role, ROLE_ALARM_HIGH);
	assert_int_equal(find_glyph(&s, 3, 0x25cf), LEFT + 55);
	assert_int_equal(small_cell(&s, LEFT + 55, 3).role, ROLE_ALARM_LOW);
	for (int x = LEFT; x < 80; x++)
		assert_true(is_braille(small_cell(&s, x, 2).ch)); /* 15 of 45 */
	small_free(&s);
}

static void without_unicode(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_history(&s, steady, 0, 0);
	small_event(&s, 250000, EVENT_RAISE, PRIORITY_HIGH, "G07", "trip", "gas");
	const char *text = small_draw(&s, panel_timeline_draw, 80, 24, strip, true);
	for (const char *c = text; *c; c++)
		assert_true(*c == '\n' || (*c >= 32 && *c < 127));
	assert_int_equal(find_glyph(&s, 0, 'v'), LEFT + 37);
	assert_int_equal(find_glyph(&s, 3, '^'), LEFT + 18);
	small_free(&s);
}

static void one_sample_among_many_shows(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_history(&s, spike, 0, 0);
	small_draw(&s, panel_timeline_draw, 80, 24, strip, false);
	/* Sample 700 of 1,000 is in column 52, sample 300 in column 22; 39 of 45 is in the upper row, 1 at the very bottom. */
	int top = 0;
	for (int x = LEFT; x < 80; x++)
		top += is_braille(small_cell(&s, x, 1).ch);
	assert_true(top >= 1 && top <= 2);
	assert_true(is_braille(small_cell(&s, LEFT + 51, 1).ch));
	assert_true((small_cell(&s, LEFT + 22, 2).ch & 0xc0) != 0); /* the lowest dots */
	assert_true((small_cell(&s, LEFT + 40, 2).ch & 0xc0) == 0);
	small_free(&s);
}

static void a_gap_is_neither_bridged_nor_zero(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_history(&s, steady, 400, 600);
	small_draw(&s, panel_timeline_draw, 80, 24, strip, false);
	for (int x = LEFT; x < 80; x++) {
		uint32_t ch = small_cell(&s, x, 2).ch;
		bool within = x - LEFT > 30 && x - LEFT < 44;
		bool outside = x - LEFT < 28 || x - LEFT > 47;
		if (within && (ch != 0xb7 || small_cell(&s, x, 1).ch != (x == LEFT + 37 ? 0x2502u : ' ')))
			fail_msg("column %d of the gap holds U+%04X", x - LEFT, (unsigned)ch);
		if (outside && !is_braille(ch))
			fail_msg("column %d beside the gap holds U+%04X", x - LEFT, (unsigned)ch);
		if (within)
			assert_int_equal(small_cell(&s, x, 2).role, x == LEFT + 37 ? ROLE_CURSOR : ROLE_MISSING);
	}
	small_free(&s);
}

static void what_is_not_read_is_hatched(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_history(&s, steady, 0, 0);
	s.w.fold_done = false;
	s.w.folded_to_ms = SMALL_START_MS + 333000;
	assert_shows(small_draw(&s, panel_timeline_draw, 80, 24, strip, false), " not read yet ");
	for (int x = LEFT + 26; x < 80; x++)
		assert_false(is_braille(small_cell(&s, x, 2).ch));
	for (int x = LEFT; x < LEFT + 24; x++)
		assert_true(is_braille(small_cell(&s, x, 2).ch));
	s.w.folded_to_ms = TIME_NONE;
	history_free(s.history);
	s.w.history = s.history = NULL;
	assert_shows(small_draw(&s, panel_timeline_draw, 80, 24, strip, true), "not read yet");
	assert_int_equal(count_glyph(&s, 1, '/'), 74); /* the cursor does not hide it either */
	small_free(&s);
}

static void samples_are_steps_when_columns_are_finer(void **state) {
	(void)state;
	struct small s;
	small_init(&s, true);
	small_history(&s, staircase, 0, 0);
	int64_t feed_from, feed_to;
	struct timeline t = { &s.w, &s.v, SMALL_START_MS + 500000, SMALL_START_MS + 520000, 100, false };
	struct frame f;
	frame_init(&f);
	if (history_refine(s.history, t.from_ms - 60000, t.to_ms + 60000, &feed_from, &feed_to))
		for (int i = 0; i < SMALL_COUNT; i += 2) {
			struct derived d;
			memset(&d, 0, sizeof d);
			frame_reset(&f, s.site, SMALL_START_MS + i * 1000);
			frame_set(&f, M_BUS_HZ, 0, i / 2 % 2 ? 59.9 : 60.1);
			if (f.t_ms >= feed_from && f.t_ms < feed_to)
				history_refine_add(s.history, &f, &d);
		}
	frame_free(&f);
	struct chart_bin *bins = timeline_bins(&t, "bus.A.hz", 200);
	assert_non_null(bins);
	int changes = 0;
	for (int i = 0; i < 200; i++) {
		double want = i / 20 % 2 ? 59.9 : 60.1; /* 20 s, 2 s a sample, 20 columns each */
		assert_near(bins[i].lowest, want, 0.001);
		assert_near(bins[i].highest, want, 0.001);
		changes += i > 0 && fabsf(bins[i].lowest - bins[i - 1].lowest) > 0.01f;
	}
	assert_int_equal(changes, 9);
	free(bins);
	assert_null(timeline_bins(&t, "no.such.series", 10));
	assert_null(timeline_bins(&t, "", 10));
	small_free(&s);
}

static void a_site_without_load_shows_what_it_has(void **state) {
	(void)state;
	struct small s;
	small_init(&s, true);
	small_history(&s, steady, 0, 0);
	const char *text = small_draw(&s, panel_timeline_draw, 80, 24, strip, false);
	assert_shows(text, "Timeline Hz kV");
	assert_hides(text, "MW");
	assert_true(is_braille(small_cell(&s, 40, 1).ch));
	assert_true(is_braille(small_cell(&s, 40, 2).ch));
	text = small_draw(&s, panel_timeline_draw, 120, 40, (struct rect){ 0, 0, 120, 10 }, false);
	assert_shows(text, "2 s samples");
	small_free(&s);
}

/* Where only decimated frames are known, the title tells their width and not the period of the samples. */
static void windows_are_not_called_samples(void **state) {
	(void)state;
	struct small s;
	struct frame f;
	struct derived d = { 0 };
	small_init(&s, true);
	frame_init(&f);
	s.w.history = s.history = history_new(s.site, s.w.first_ms, s.w.last_ms);
	for (int i = 0; i < SMALL_COUNT; i += 200) {
		frame_reset(&f, s.site, SMALL_START_MS + i * 1000);
		f.window_s = 200;
		frame_set(&f, M_BUS_HZ, 0, 60);
		history_add(s.history, &f, &d);
	}
	frame_free(&f);
	const char *text = small_draw(&s, panel_timeline_draw, 120, 40, (struct rect){ 0, 0, 120, 10 }, false);
	assert_shows(text, "200 s bins");
	assert_hides(text, "samples");
	small_free(&s);
}

static void zoomed_it_reads_out_the_cursor(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_history(&s, spike, 0, 0);
	s.w.cursor_ms = SMALL_START_MS + 702000;
	s.w.derived.q[D_LOAD_MW].value = 20.25;
	s.w.derived.q[D_ONLINE_MW].value = 43;
	frame_set(&s.frame, M_FEED_MW, 0, 7.82);
	s.v.zoomed = true;
	s.v.focus = PANEL_TIMELINE;
	const char *text = small_draw(&s, panel_timeline_draw, 120, 40, (struct rect){ 0, 0, 120, 39 }, false);
	assert_shows(text, "Load MW  20.25  online 43.00  available \xe2\x80\x94  column 15.00 to 39.00");
	assert_shows(text, "Frequency A Hz");
	assert_shows(text, "nominal 60.00");
	assert_shows(text, "Import TVA MW  7.82");
	assert_shows(text, "limit 8.00");
	s.w.in_gap = true;
	assert_hides(small_draw(&s, panel_timeline_draw, 120, 40, (struct rect){ 0, 0, 120, 39 }, false), "20.25");
	small_free(&s);
}

/* A sum of which a member is missing is at least that much, wherever it stands. */
static void a_lower_bound_is_marked(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_history(&s, spike, 0, 0);
	s.w.derived.q[D_LOAD_MW].value = 20.25;
	s.w.derived.q[D_ONLINE_MW] = (struct quantity){ 40.5, 12, 15 };
	s.w.derived.q[D_AVAILABLE_MW] = (struct quantity){ 41.5, 12, 15 };
	s.v.zoomed = true;
	s.v.focus = PANEL_TIMELINE;
	const char *text = small_draw(&s, panel_timeline_draw, 120, 40, (struct rect){ 0, 0, 120, 39 }, false);
	assert_shows(text, "Load MW  20.25  online \xe2\x89\xa5 40.50  available \xe2\x89\xa5 41.50");
	assert_shows(small_draw(&s, panel_timeline_draw, 120, 40, (struct rect){ 0, 0, 120, 39 }, true), "online >=40.50  available >=41.50");
	s.w.in_gap = true;
	assert_shows(small_draw(&s, panel_timeline_draw, 120, 40, (struct rect){ 0, 0, 120, 39 }, false), "online \xe2\x80\x94  available \xe2\x80\x94");
	s.w.in_gap = false;
	s.w.derived.q[D_SUPPLY_MW] = (struct quantity){ 20.5, 12, 15 };
	char number[NUMBER_SIZE];
	assert_string_equal(timeline_number(number, &s.w, "supply_mw", false, 1), "\xe2\x89\xa5 20.5");
	small_free(&s);
}

static void ticks_stand_on_round_local_times(void **state) {
	(void)state;
	struct small s;
	struct error err;
	small_init(&s, false);
	small_history(&s, steady, 0, 0);
	s.site->tz = tz_open("Asia/Kathmandu", &err); /* five hours and three quarters */
	const char *text = small_draw(&s, panel_timeline_draw, 120, 40, (struct rect){ 0, 0, 120, 10 }, false);
	assert_shows(text, "14:46");
	assert_shows(text, "14:50");
	s.site->tz = tz_open("Europe/Madrid", &err);
	s.w.first_ms = INT64_C(1729980000000); /* the night of 27 October 2024: 02:00 comes twice */
	s.w.last_ms = s.w.first_ms + 8 * 3600000;
	s.w.cursor_ms = s.w.first_ms;
	text = small_draw(&s, panel_timeline_draw, 200, 60, (struct rect){ 0, 0, 200, 10 }, false);
	assert_shows(text, "27 Oct");
	assert_shows(text, "06:00");
	small_free(&s);
}

/* In Chicago 01:00 to 01:59 comes twice on 3 November 2024, and 02:00 to 02:59 not at all on 10 March. */
static void ticks_go_on_where_the_clocks_change(void **state) {
	(void)state;
	struct small s;
	struct error err;
	small_init(&s, false);
	small_history(&s, steady, 0, 0);
	s.site->tz = tz_open("America/Chicago", &err);
	static const struct { int64_t from_ms; int hours; const char *want, *not; } nights[] = {
		{ INT64_C(1730615400000), 1, "01:50 01:55 01:00 CST 01:05 01:10", "CDT" }, { INT64_C(1730610000000), 6, "01:00 01:30 01:00 CST 01:30 02:00", "CDT" },
		{ INT64_C(1730610000000), 24, "3 Nov 02:00 CST 04:00 06:00", "CDT" }, { INT64_C(1710050400000), 6, "01:00 01:30 03:00 CDT 03:30 04:00", "02:00" },
		{ INT64_C(1710050400000), 48, "03:00 CDT 06:00 09:00 12:00", "07:00" },
	};
	for (size_t i = 0; i < sizeof nights / sizeof *nights; i++) {
		char line[1024] = "", *to = line;
		s.w.first_ms = nights[i].from_ms;
		s.w.last_ms = s.w.first_ms + nights[i].hours * INT64_C(3600000);
		s.w.cursor_ms = s.w.first_ms;
		s.v.window_ms = 0;
		const char *row = strstr(small_draw(&s, panel_timeline_draw, 200, 60, (struct rect){ 0, 0, 200, 10 }, false), "\u2514"); /* the axis is the only row with these ticks */
		assert_non_null(row);
		for (; *row && *row != '\n'; row++)
			if ((unsigned char)*row < 0x80 && (*row != ' ' || (to > line && to[-1] != ' ')))
				*to++ = *row;
		*to = '\0';
		if (!strstr(line, nights[i].want) || strstr(line, nights[i].not))
			fail_msg("night %zu: %s", i, line);
	}
	small_free(&s);
}

static void columns_of_times(void **state) {
	(void)state;
	struct world w = { .fold_done = true };
	struct timeline t = { &w, NULL, 1000, 11000, 10, false };
	assert_int_equal(timeline_column(&t, 1000), 0);
	assert_int_equal(timeline_column(&t, 1999), 0);
	assert_int_equal(timeline_column(&t, 2000), 1);
	assert_int_equal(timeline_column(&t, 11000), 9);
	assert_int_equal(timeline_column(&t, 11001), -1);
	assert_int_equal(timeline_column(&t, 999), -1);
	assert_int_equal(timeline_column(&t, TIME_NONE), -1);
	char words[32];
	timeline_span_words(&t, words);
	assert_string_equal(words, "10 s");
}

static void every_size(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	small_history(&s, spike, 500, 520);
	for (int i = 0; i < 20; i++)
		small_event(&s, 40000 * i, EVENT_RAISE, (enum priority)(i % 3), "G01", i % 2 ? "trip" : "x", "text");
	small_sweep(&s, panel_timeline_draw, PANEL_TIMELINE);
	s.v.window_ms = 3000;
	small_sweep(&s, panel_timeline_draw, PANEL_TIMELINE);
	s.w.fold_done = false;
	s.w.folded_to_ms = SMALL_START_MS + 100;
	small_sweep(&s, panel_timeline_draw, PANEL_TIMELINE);
	small_free(&s);
	small_init(&s, true);
	s.w.first_ms = s.w.last_ms = s.w.cursor_ms = TIME_NONE;
	s.w.frame = NULL;
	assert_shows(small_draw(&s, panel_timeline_draw, 80, 24, strip, false), "no data yet");
	small_sweep(&s, panel_timeline_draw, PANEL_TIMELINE);
	s.w.site = NULL;
	small_sweep(&s, panel_timeline_draw, PANEL_TIMELINE);
	small_free(&s);
}

/* Letters that crowd around a trip stand once each, in the row of marks, and take nothing from the times below. */
/* Samples without a word of any device: a set that comes to be tripped is a trip, once, and none where the event says it. */
static void a_trip_that_nobody_reported_is_marked(void **state) {
	(void)state;
	static const struct gen_change changes[] = {
		{ SMALL_START_MS, 0, GEN_TRIPPED, true }, { SMALL_START_MS, 1, GEN_LOADED, true }, { SMALL_START_MS + 250000, 1, GEN_TRIPPED, false },
		{ SMALL_START_MS + 500000, 1, GEN_LOCKOUT, false },
	};
	struct small s;
	small_init(&s, false);
	small_history(&s, steady, 0, 0);
	s.site->gen = mem_zalloc(2, sizeof *s.site->gen);
	strcpy(s.site->gen[0].id, "G01");
	strcpy(s.site->gen[1].id, "G02");
	s.site->gen_count = 2;
	s.w.cursor_ms = SMALL_START_MS + 60000; /* out of the way of the words */
	s.w.gen_changes = changes;
	s.w.gen_change_count = 2;
	assert_shows(small_draw(&s, panel_timeline_draw, 80, 24, strip, false), "no trips, alarms or notes in these");
	s.w.gen_change_count = 4;
	const char *text = small_draw(&s, panel_timeline_draw, 80, 24, strip, false);
	assert_hides(text, "no trips");
	assert_int_equal(count_glyph(&s, 3, 0x25b2), 1);
	int trip = find_glyph(&s, 3, 0x25b2);
	small_event(&s, 249000, EVENT_RAISE, PRIORITY_LOW, "G02", "trip", "gas");
	small_draw(&s, panel_timeline_draw, 80, 24, strip, false);
	assert_int_equal(count_glyph(&s, 3, 0x25b2), 1);
	assert_int_equal(s.g.cells[3 * 80 + trip].role, ROLE_ALARM_LOW); /* the event's own */
	small_free(&s);
}

static void a_mark_stands_once(void **state) {
	(void)state;
	static const struct rect whole = { 0, 1, 80, 22 };
	struct small s;
	struct mark_list list = { 0 };
	char axis[2][80];
	small_init(&s, false);
	small_history(&s, steady, 0, 0);
	s.v.zoomed = true;
	s.v.focus = PANEL_TIMELINE;
	small_event(&s, 400000, EVENT_RAISE, PRIORITY_HIGH, "G07", "trip", "gas");
	for (int with = 0; with < 2; with++) {
		s.w.marks = with ? &list : NULL;
		small_draw(&s, panel_timeline_draw, 80, 24, whole, false);
		for (int x = 0; x < 80; x++)
			axis[with][x] = (char)(small_cell(&s, x, 22).ch & 0x7f);
		for (const char *letter = "wxyz"; *letter; letter++) {
			mark_list_set(&list, &(struct mark){ .letter = *letter, .t_ms = SMALL_START_MS + 400000 + (*letter - 'w') * 100 });
			assert_int_equal(count_glyph(&s, 21, (uint32_t)*letter), with);
			assert_int_equal(count_glyph(&s, 22, (uint32_t)*letter), 0);
		}
	}
	int trip = find_glyph(&s, 21, 0x25b2);
	assert_true(trip > 0);
	for (const char *letter = "wxyz"; *letter; letter++)
		assert_in_range(find_glyph(&s, 21, (uint32_t)*letter), trip - 2, trip + 2);
	assert_memory_equal(axis[0], axis[1], sizeof axis[0]);
	small_free(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_rows_hold_everything), cmocka_unit_test(without_unicode), cmocka_unit_test(one_sample_among_many_shows),
		cmocka_unit_test(a_gap_is_neither_bridged_nor_zero), cmocka_unit_test(what_is_not_read_is_hatched),
		cmocka_unit_test(samples_are_steps_when_columns_are_finer), cmocka_unit_test(windows_are_not_called_samples), cmocka_unit_test(a_lower_bound_is_marked), cmocka_unit_test(a_mark_stands_once), cmocka_unit_test(a_trip_that_nobody_reported_is_marked), cmocka_unit_test(a_site_without_load_shows_what_it_has),
		cmocka_unit_test(zoomed_it_reads_out_the_cursor), cmocka_unit_test(ticks_stand_on_round_local_times), cmocka_unit_test(ticks_go_on_where_the_clocks_change),
		cmocka_unit_test(columns_of_times), cmocka_unit_test(every_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
