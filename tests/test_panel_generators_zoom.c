/* The zoomed Generators panel: its orders, its filter, its columns and trends, and one set in full, on worlds made by hand. What is not known is never
 * a zero, in no column and in no order. */
#include "whatif_world.h"

#include "panel_generators_table.h"

static struct test_world *made(enum world_kind kind, size_t gens, bool history) {
	static struct test_world t;
	test_world_make(&t, (struct world_wish){ kind, gens, 1, 1, true, true, history });
	t.v.zoomed = true;
	t.v.focus = PANEL_GENERATORS;
	return &t;
}

/* The row of a set in a text of the screen, owned by the caller. */
static char *row_of(char *text, const char *id) {
	char *at = strstr(text, id);
	if (!at)
		fail_msg("no %s in\n%s", id, text);
	char *row = mem_strdup(at);
	row[strcspn(row, "\n")] = '\0';
	free(text);
	return row;
}

/* Readings of every kind: of eight sets the numbers differ, two are equal, one is missing, one bad, one stale. */
static void mix(struct test_world *t) {
	static const enum metric_id ids[] = { M_GEN_KW, M_GEN_COOLANT_C, M_GEN_RUN_H };
	for (size_t k = 0; k < sizeof ids / sizeof *ids; k++) {
		for (size_t i = 0; i < t->wish.gens; i++)
			frame_set(&t->frame, ids[k], i, (double)((i * 5 + k) % 7 * 100));
		frame_mark(&t->frame, ids[k], 1, QUALITY_MISSING, TIME_NONE);
		frame_mark(&t->frame, ids[k], 4, QUALITY_BAD, TIME_NONE);
		frame_mark(&t->frame, ids[k], 6, QUALITY_STALE, WORLD_LOST_MS);
	}
}

static void orders_are_stable_and_the_unknown_stands_last(void **state) {
	static const enum gen_sort sorts[] = { GEN_SORT_KW, GEN_SORT_LOAD, GEN_SORT_SPARE, GEN_SORT_COOLANT, GEN_SORT_HOURS };
	(void)state;
	struct test_world *t = made(WORLD_NORMAL, 16, false);
	mix(t);
	for (size_t s = 0; s < sizeof sorts / sizeof *sorts; s++)
		for (int reverse = 0; reverse <= 1; reverse++) {
			size_t count;
			t->v.gen_sort = sorts[s];
			t->v.gen_sort_reverse = reverse;
			size_t *rows = generators_rows(&t->w, &t->v, &count);
			assert_int_equal(count, 16);
			assert_int_equal(rows[14], 1);
			assert_int_equal(rows[15], 4);
			for (size_t i = 0; i + 3 < count; i++) {
				double a = generators_read(generators_column_of(sorts[s]), &t->frame, rows[i]).value;
				double b = generators_read(generators_column_of(sorts[s]), &t->frame, rows[i + 1]).value;
				assert_true(a == b ? rows[i] < rows[i + 1] : (a > b) != reverse);
			}
			free(rows);
		}
	test_world_free(t);
}

static void what_is_the_matter_stands_first(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_TRIPPED, 14, false);
	size_t count;
	world_set_locked(&t->frame, 9); /* out, without an alarm */
	world_alarm(t, PRIORITY_LOW, false, WORLD_TRIP_MS, "G12", "coolant warm");
	t->v.gen_sort = GEN_SORT_ALARM;
	size_t *rows = generators_rows(&t->w, &t->v, &count);
	assert_int_equal(rows[0], 6);
	assert_int_equal(rows[1], 11);
	assert_int_equal(rows[2], 9);
	assert_int_equal(rows[3], 0);
	free(rows);
	t->v.gen_sort = GEN_SORT_STATE;
	rows = generators_rows(&t->w, &t->v, &count);
	assert_int_equal(rows[0], 6);
	assert_int_equal(rows[1], 9);
	free(rows);
	test_world_free(t);
}

static void filters_look_at_names_words_and_alarms(void **state) {
	static const struct { const char *filter; size_t count; } rows[] = {
		{ "", 14 }, { "G0", 9 }, { "g07", 1 }, { "lockout", 2 }, { "lockout alarm", 1 }, { "gas pressure", 1 }, { "high", 1 }, { "manual", 1 }, { "open", 2 },
		{ "loaded auto", 10 }, { "no data", 1 }, { "stale", 1 }, { "nothing of the kind", 0 }, { "  ", 14 },
	};
	(void)state;
	struct test_world *t = made(WORLD_TRIPPED, 14, false);
	world_set_locked(&t->frame, 9);
	frame_set(&t->frame, M_GEN_MODE, 2, MODE_MANUAL);
	frame_mark(&t->frame, M_GEN_STATE, 3, QUALITY_MISSING, TIME_NONE);
	frame_mark(&t->frame, M_GEN_KW, 4, QUALITY_STALE, WORLD_LOST_MS);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t count;
		strcpy(t->v.gen_filter, rows[i].filter);
		free(generators_rows(&t->w, &t->v, &count));
		if (count != rows[i].count)
			fail_msg("\"%s\": %zu rows, not %zu", rows[i].filter, count, rows[i].count);
	}
	test_world_free(t);
}

/* All that a site reports can be brought onto 80 columns. */
static void every_column_can_be_had(void **state) {
	(void)state;
	static const int widths[] = { 80, 120, 200 };
	struct test_world *t = made(WORLD_TRIPPED, 14, false);
	for (size_t s = 0; s < 3; s++)
		for (size_t c = 0; generators_column(c); c++) {
			bool found = false;
			int most = screen_gen_columns(widths[s], 40, &t->w, &t->v);
			for (t->v.gen_column = 0; t->v.gen_column <= most && !found; t->v.gen_column++) {
				char *text = test_world_text(t, widths[s], 40, false);
				found = strstr(text, generators_column(c)->title) != NULL;
				free(text);
			}
			if (!found)
				fail_msg("%s is never seen at %d columns", generators_column(c)->title, widths[s]);
		}
	test_world_free(t);
}

static void the_column_of_the_order_is_always_there(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_NORMAL, 14, false);
	for (int sort = GEN_SORT_KW; sort <= GEN_SORT_HOURS; sort++)
		for (t->v.gen_column = 0; t->v.gen_column < 20; t->v.gen_column += 3) {
			char want[32];
			t->v.gen_sort = (enum gen_sort)sort;
			snprintf(want, sizeof want, "%s\u25bc", generators_column_of(t->v.gen_sort)->title);
			assert_says(test_world_text(t, 80, 24, false), WORDS(want));
		}
	test_world_free(t);
}

static void bad_missing_stale_and_zero_differ(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_NORMAL, 14, false);
	frame_mark(&t->frame, M_GEN_COOLANT_C, 0, QUALITY_BAD, TIME_NONE);
	frame_mark(&t->frame, M_GEN_COOLANT_C, 1, QUALITY_MISSING, TIME_NONE);
	frame_set(&t->frame, M_GEN_COOLANT_C, 2, 0);
	frame_mark(&t->frame, M_GEN_COOLANT_C, 3, QUALITY_STALE, WORLD_LOST_MS);
	t->frame.value[site_column(t->site, M_GEN_COOLANT_C, 0)] = 77;
	t->v.gen_sort = GEN_SORT_COOLANT;
	static const struct { const char *id, *has; } rows[] = { { "G01", " bad " }, { "G02", " \u2014 " }, { "G03", "  0 " }, { "G04", " 14s " } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *row = row_of(test_world_text(t, 80, 24, false), rows[i].id);
		assert_non_null(strstr(row, rows[i].has));
		assert_null(strstr(row, "77"));
		free(row);
	}
	test_world_free(t);
}

/* What cannot be is no zero: the power factor and the spare of a set that gives nothing. */
static void what_cannot_be_is_a_dash(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_TRIPPED, 14, false);
	assert_true(isnan(generators_power_factor(&t->frame, 6, METRIC_COUNT).value));
	assert_true(isnan(generators_spare_kw(&t->frame, 6, METRIC_COUNT).value));
	assert_near(generators_spare_kw(&t->frame, 0, METRIC_COUNT).value, 2500 - frame_get(&t->frame, M_GEN_KW, 0).value, 1e-9);
	assert_near(generators_power_factor(&t->frame, 0, METRIC_COUNT).value, 0.98, 0.01);
	frame_mark(&t->frame, M_GEN_KVAR, 0, QUALITY_STALE, WORLD_LOST_MS);
	assert_int_equal(generators_power_factor(&t->frame, 0, METRIC_COUNT).quality, QUALITY_STALE);
	assert_int_equal(generators_power_factor(&t->frame, 0, METRIC_COUNT).since_ms, WORLD_LOST_MS);
	frame_mark(&t->frame, M_GEN_KVAR, 0, QUALITY_MISSING, TIME_NONE);
	assert_int_equal(generators_power_factor(&t->frame, 0, METRIC_COUNT).quality, QUALITY_MISSING);
	test_world_free(t);
}

static void out_without_an_alarm_is_said(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_NORMAL, 14, false);
	world_set_locked(&t->frame, 2);
	frame_set(&t->frame, M_GEN_STATE, 2, GEN_TRIPPED);
	char *row = row_of(test_world_text(t, 80, 24, false), "G03");
	assert_non_null(strstr(row, "TRIPPED no alarm"));
	free(row);
	t->v.gen_open = true;
	t->v.selected_gen = 2;
	assert_says(test_world_text(t, 80, 24, false), WORDS("tripped", "device     no alarm"));
	t->v.gen_open = t->v.zoomed = false;
	assert_says(test_world_text(t, 80, 24, false), WORDS("G03 \u2716 TRIPPED no alarm"));
	t->w.fold_done = false; /* then it is not known whether there is one */
	t->w.folded_to_ms = WORLD_FIRST_MS;
	assert_says(test_world_text(t, 80, 24, false), WORDS("G03 \u2716 TRIPPED not read"));
	t->w.fold_done = true;
	world_alarm(t, PRIORITY_MEDIUM, false, WORLD_TRIP_MS, "G03", "speed low"); /* by rule alone */
	assert_says(test_world_text(t, 80, 24, false), WORDS("G03 \u2716 TRIPPED speed low"));
	t->w.active_count = 0;
	t->lines[0].state = ALARM_SUPPRESSED;
	assert_says(test_world_text(t, 80, 24, false), WORDS("G03 \u2716 TRIPPED suppressed"));
	test_world_free(t);
}

static void gaps_stay_gaps_in_the_trend(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_MISSING, 14, true);
	t->v.window_ms = 60000;
	char *row = row_of(test_world_text(t, 80, 24, false), "G08"), *other = row_of(test_world_text(t, 80, 24, false), "G09");
	assert_non_null(strstr(row, "\u00b7\u00b7"));
	assert_null(strstr(other, "\u00b7"));
	free(row);
	free(other);
	t->w.fold_done = false; /* what is not read yet is no gap */
	t->w.folded_to_ms = WORLD_FIRST_MS;
	row = row_of(test_world_text(t, 80, 24, false), "G08");
	assert_null(strstr(row, "\u00b7"));
	assert_non_null(strstr(row, "\u2571"));
	free(row);
	test_world_free(t);
}

static void the_selected_row_is_in_sight(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_NORMAL, 256, false);
	t->v.gen_sort = GEN_SORT_COOLANT;
	for (int set = 0; set < 256; set += 17)
		for (int from = -300; from <= 300; from += 150) {
			t->v.selected_gen = set;
			t->v.gen_row = from;
			assert_says(test_world_text(t, 80, 24, false), WORDS(t->site->gen[set].id, "of 256", "by temperature"));
		}
	test_world_free(t);
}

static void a_set_in_full(void **state) {
	(void)state;
	struct test_world *t = made(WORLD_TRIPPED, 14, true);
	static const struct gen_change changes[] = { { WORLD_FIRST_MS, 0, GEN_LOADED, true }, { WORLD_TRIP_MS, 6, GEN_LOCKOUT, false },
	                                             { WORLD_LAST_MS, 6, GEN_STOPPED, false } };
	t->w.gen_changes = changes;
	t->w.gen_change_count = 3;
	t->v.gen_open = true;
	t->v.selected_gen = 6;
	for (int wide = 0; wide <= 1; wide++)
		assert_says(test_world_text(t, wide ? 200 : 80, wide ? 60 : 24, false),
		            WORDS("Electrical", "0 kW", "0 % of rating", "reactive", "apparent", "13.79 kV", "open", "of the load", "Engine", "lockout  since 04:02:11", "0 rpm", "oil",
		                  "coolant", "3.1 kPa", "spread", "hours run", "rated", "750 kW", "500 kW", "25 kW/s", "60 s", "5.0 %", "1.2 s", "under 57.50 Hz for 0.10 s",
		                  "low gas pressure shutdown first-out 04:02:11", "UNACK", "Events", "kW", "2500", "Hz", "\u2502")); /* and the cursor's column */
	assert_says(test_world_text(t, 200, 60, false), WORDS("Trends", "\u25bc", "Power kW  0  rated 2500", "Frequency A Hz  60.02", "\u251404:00"));
	assert_says(test_world_text(t, 80, 24, false), WORDS("\u251404:00")); /* its times */
	assert_silent(test_world_text(t, 200, 60, false), "import over contract"); /* of another object */
	world_alarm(t, PRIORITY_LOW, false, WORLD_TRIP_MS, "G07", "coolant warm"); /* a row less for the charts: the power stays, with its times */
	for (int rows = 23; rows <= 24; rows++)
		assert_says(test_world_text(t, 80, rows, false), WORDS("kW", "\u251404:00", "Events", "low gas pressure shutdown"));
	test_world_free(t);
}

/* Every size, with and without a scenario; nothing is drawn beside it, nothing crashes, ASCII is ASCII. */
static void every_size_is_drawn(void **state) {
	static struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.t.v.zoomed = true;
	x.t.v.focus = PANEL_GENERATORS;
	for (int cols = 0; cols <= 210; cols += cols < 30 ? 3 : 19)
		for (int rows = 0; rows <= 62; rows += rows < 26 ? 1 : 9) {
			x.f.on = cols % 2;
			x.t.v.gen_open = rows % 3 != 0;
			x.t.v.show = (enum whatif_show)(rows % WHATIF_SHOW_COUNT);
			x.t.v.gen_sort = (enum gen_sort)(rows % GEN_SORT_COUNT);
			x.t.v.selected_gen = rows % 5 ? rows : 100000;
			x.t.v.gen_column = rows - 3;
			char *text = test_world_text(&x.t, cols, rows, true);
			for (const char *c = text; *c; c++)
				assert_true((unsigned char)*c < 127);
			free(text);
			free(test_world_text(&x.t, cols, rows, false));
		}
	whatif_world_free(&x);
}

/* Under SCENARIO nothing of the baseline stands, the trend neither; side by side what it makes other has an arrow. */
static void the_what_if_says_which_is_which(void **state) {
	static struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.t.v.zoomed = true;
	x.t.v.focus = PANEL_GENERATORS;
	frame_set(&x.frame, M_GEN_MAX_KW, 0, 2000);
	frame_set(&x.frame, M_GEN_OIL_KPA, 0, NAN);
	char *row = row_of(test_world_text(&x.t, 200, 60, false), "G07");
	assert_non_null(strstr(row, "lockout\u2192loaded"));
	assert_non_null(strstr(row, "\u2192closed"));
	free(row);
	row = row_of(test_world_text(&x.t, 200, 60, false), "G01");
	assert_non_null(strstr(row, "\u21922000"));
	assert_non_null(strstr(row, "  413")); /* the recorded one, where nothing is computed */
	free(row);
	x.t.v.show = WHATIF_SCENARIO;
	row = row_of(test_world_text(&x.t, 200, 60, false), "G01");
	assert_null(strstr(row, "413"));
	assert_null(strstr(row, "\u2192"));
	free(row);
	x.t.v.show = WHATIF_BOTH;
	x.f.frame = NULL;
	assert_says(test_world_text(&x.t, 80, 24, false), WORDS("computing the scenario"));
	x.t.v.gen_open = true;
	assert_says(test_world_text(&x.t, 80, 24, false), WORDS("computing the scenario"));
	whatif_world_free(&x);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_are_stable_and_the_unknown_stands_last), cmocka_unit_test(what_is_the_matter_stands_first),
		cmocka_unit_test(filters_look_at_names_words_and_alarms), cmocka_unit_test(every_column_can_be_had),
		cmocka_unit_test(the_column_of_the_order_is_always_there), cmocka_unit_test(bad_missing_stale_and_zero_differ),
		cmocka_unit_test(what_cannot_be_is_a_dash), cmocka_unit_test(out_without_an_alarm_is_said), cmocka_unit_test(gaps_stay_gaps_in_the_trend),
		cmocka_unit_test(the_selected_row_is_in_sight), cmocka_unit_test(a_set_in_full), cmocka_unit_test(every_size_is_drawn),
		cmocka_unit_test(the_what_if_says_which_is_which),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
