/* The panels of the what-if on a world made by hand: what must be read at every size, whatever is computed yet and whatever is not known. */
#include "whatif_world.h"

#include "fields.h"
#include "panel_whatif.h"

#define PANELS_WITH_FIELDS 4

/* DOMAIN.md rule 18: unmistakable on every screen that has room for the words at all. */
static void the_banner_is_on_every_size(void **state) {
	(void)state;
	for (int future = 0; future <= 1; future++)
		for (int show = 0; show < WHATIF_SHOW_COUNT; show++) {
			struct whatif_world x;
			whatif_world_make(&x, future);
			x.t.v.show = (enum whatif_show)show;
			const char *want = show == WHATIF_BASELINE ? "WHAT-IF BASELINE" : show == WHATIF_SCENARIO ? "WHAT-IF SCENARIO" : "WHAT-IF";
			for (int cols = 20; cols <= 160; cols += 7)
				for (int rows = 3; rows <= 50; rows += 9) {
					char *text = test_world_text(&x.t, cols, rows, cols % 2);
					bool both = cols >= 36; /* WHAT-IF SCENARIO COMPUTED; below that COMPUTED comes first, and a word that says it alone is enough */
					const char *least = both ? want : future ? "COMPUTED" : show == WHATIF_BOTH ? "WHAT-IF" : want + strlen("WHAT-IF ");
					if (!strstr(text, least) || (future && !strstr(text, "COMPUTED")))
						fail_msg("%dx%d: no %s%s in\n%s", cols, rows, want, future ? " COMPUTED" : "", text);
					free(text);
				}
			whatif_world_free(&x);
		}
}

static void both_stand_side_by_side(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.t.v.focus = PANEL_TIMELINE;
	assert_says(test_world_text(&x.t, 80, 24, false), WORDS("TVA import     7.84 \u2192   10.06    +2.22", "NO-GO \u2192 GO", "402 \u2192     345",
	                                                        "lockout\u2192loaded", "04:04:12 TVA import 10.06/8 MW", "G07 low gas pressure"));
	x.t.v.show = WHATIF_BASELINE;
	assert_silent(test_world_text(&x.t, 80, 24, false), "10.06");
	x.t.v.show = WHATIF_SCENARIO;
	assert_silent(test_world_text(&x.t, 80, 24, false), "LOCKOUT");
	whatif_world_free(&x);
}

/* The verdict of the scenario is what one looks for: it is there on the smallest screen. */
static void the_smallest_screen_has_both_verdicts(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	assert_says(test_world_text(&x.t, 20, 3, false), WORDS("WHAT-IF", "NO-GO \u2192 GO"));
	assert_says(test_world_text(&x.t, 40, 12, false), WORDS("WHAT-IF", "NO-GO \u2192 GO"));
	x.f.verdict = x.t.w.verdict; /* both fail: the whole reason with its remedies, at the size that everybody has */
	char *text = test_world_text(&x.t, 80, 24, false);
	assert_says(text, WORDS("NO-GO \u2192 NO-GO", "start needs 42.99 MW, have 40.50: short", "30,147 GPUs"));
	whatif_world_free(&x);
}

/* Margins have a sign, so that a zero and a lack are told apart; sums have none. */
static void signed_values_have_their_sign(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.t.v.focus = PANEL_TIMELINE;
	assert_says(test_world_text(&x.t, 120, 40, false), WORDS("+9.98 \u2192     +6.40", "-2.49 \u2192     +2.52", " 30.52 \u2192     36.60"));
	whatif_world_free(&x);
}

/* Nothing of the baseline stands for a scenario that is not computed yet. */
static void what_is_not_computed_is_not_shown(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.f.frame = NULL;
	assert_says(test_world_text(&x.t, 120, 40, false), WORDS("WHAT-IF", "computing the scenario"));
	x.t.v.show = WHATIF_SCENARIO;
	char *text = test_world_text(&x.t, 120, 40, false);
	for (const char *const *figure = WORDS("402 W", "30.52", "7.84", "1758"); *figure; figure++)
		if (strstr(text, *figure))
			fail_msg("%s of the baseline under SCENARIO in\n%s", *figure, text);
	free(text);
	whatif_world_free(&x);
}

/* A reading that is stale or bad has no figure to compare with, whatever number it kept. */
static void what_is_not_good_is_a_dash(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.t.v.focus = PANEL_TIMELINE;
	frame_mark(&x.t.frame, M_FEED_MW, 0, QUALITY_BAD, TIME_NONE);
	frame_mark(&x.t.frame, M_GPU_CAP_W, 0, QUALITY_STALE, WORLD_LOST_MS);
	x.t.frame.value[site_column(x.t.site, M_FEED_MW, 0)] = 77.77;
	char *text = test_world_text(&x.t, 80, 24, false);
	if (strstr(text, "77.77") || strstr(text, "402 \u2192"))
		fail_msg("a value that is not good stands for one that is in\n%s", text);
	assert_says(text, WORDS("\u2014 \u2192   10.06", "\u2014 \u2192     345"));
	whatif_world_free(&x);
}

static void off_is_off(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.f.on = false;
	char *off = test_world_text(&x.t, 120, 40, false);
	x.t.w.whatif = NULL;
	char *without = test_world_text(&x.t, 120, 40, false);
	assert_string_equal(off, without);
	free(off);
	free(without);
	whatif_world_free(&x);
}

static void the_selected_field_is_named_at_every_size(void **state) {
	struct whatif_world x;
	struct field_place p;
	char name[FIELD_TEXT_SIZE];
	(void)state;
	whatif_world_make(&x, false);
	for (int panel = 0; panel < PANELS_WITH_FIELDS; panel++) {
		size_t count = fields_count(&x.t.w, (enum panel)panel);
		x.t.v.focus = (enum panel)panel;
		for (size_t i = 0; i < count && field_at(&x.t.w, (enum panel)panel, i, &p); i++) {
			x.t.v.field[panel] = (int)i;
			if (panel == PANEL_GENERATORS)
				x.t.v.selected_gen = (int)i;
			field_name(&x.t.w, &p, name);
			assert_says(test_world_text(&x.t, 80, 24, i % 2), WORDS(name));
			assert_says(test_world_text(&x.t, 120, 40, false), WORDS(name));
			assert_says(test_world_text(&x.t, 40, 12, false), WORDS(name));
			assert_says(test_world_text(&x.t, 20, 3, true), WORDS(name));
		}
	}
	whatif_world_free(&x);
}

static void the_list_of_violations_is_whole(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.t.v.overlay = OVERLAY_VIOLATIONS;
	x.t.v.field[PANEL_ALARMS] = 1;
	assert_says(test_world_text(&x.t, 120, 40, false), WORDS("Violations  3 of the scenario", "03:56:52 load moves faster than the sets ramp",
	                                                         "TVA import over contract 10.06 MW of 8.00", "G07 set over its maximum 2610 kW of 2500"));
	assert_says(test_world_text(&x.t, 20, 3, false), WORDS("04:04:12")); /* scrolled to the selected one */
	x.violation[1].baseline = true;
	assert_says(test_world_text(&x.t, 120, 40, false), WORDS("Violations  3 of the scenario, = 1 also without the edits", "= 04:04:12",
	                                                         "TVA import over contract 10.06 MW of 8.00 for 66.3 s, also without the edits"));
	assert_says(test_world_text(&x.t, 60, 24, false), WORDS("= 04:04:12", "Violations  3 of the scenario"));
	x.f.violation_count = 0;
	assert_says(test_world_text(&x.t, 80, 24, false), WORDS("nothing is violated"));
	x.t.w.whatif = NULL;
	free(test_world_text(&x.t, 80, 24, false));
	whatif_world_free(&x);
}

/* What is concluded for the scenario without a set that says nothing is what may be, as in the Supply panel itself. */
static void what_a_loss_may_do_is_said_so(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.t.v.focus = PANEL_SUPPLY;
	x.t.v.zoomed = true;
	frame_set(&x.frame, M_FEED_MW, 0, 7.9);
	frame_set(&x.frame, M_GPU_MW, 0, 39);
	power_derive(&x.frame, NULL, &x.f.derived);
	assert_says(test_world_text(&x.t, 120, 40, false), WORDS("short"));
	assert_silent(test_world_text(&x.t, 120, 40, false), "may be short");
	for (size_t i = 0; i < metric_class_size(CLASS_GEN); i++)
		frame_mark(&x.frame, (enum metric_id)(metric_class_first(CLASS_GEN) + i), 3, QUALITY_MISSING, TIME_NONE);
	power_derive(&x.frame, NULL, &x.f.derived);
	assert_says(test_world_text(&x.t, 120, 40, false), WORDS("may be short"));
	whatif_world_free(&x);
}

/* The alarms of the baseline as their own panel has them, and what is over but not acknowledged among them; shelved ones are put aside. */
static void alarms_of_the_baseline_have_their_state(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	struct alarm_line lines[6];
	const struct alarm *trip = x.t.w.alarms->at[0].alarm;
	struct alarm over = *trip;
	over.off_ms = WORLD_CURSOR_MS - 5000;
	strcpy(over.src, "G03");
	for (size_t i = 0; i < 6; i++)
		lines[i] = (struct alarm_line){ .alarm = i < 2 ? trip : &over, .state = i == 0 ? ALARM_UNACK : i == 1 ? ALARM_ACKED : i == 5 ? ALARM_SHELVED : ALARM_RTN_UNACK,
		                                .active = i < 2, .acked_ms = WORLD_CURSOR_MS, .shelved_until_ms = WORLD_CURSOR_MS + 60000 };
	struct alarm_list list = *x.t.w.alarms;
	list.at = lines;
	list.count = 6;
	x.t.w.alarms = &list;
	x.t.v.focus = PANEL_ALARMS;
	assert_says(test_world_text(&x.t, 80, 24, false), WORDS("\u2716!"));
	x.f.violation_count = 0;
	assert_says(test_world_text(&x.t, 80, 24, false), WORDS("\u2716!", "and 4 more: b lists them"));
	assert_says(test_world_text(&x.t, 120, 40, false), WORDS("\u2716!UNACK", "\u2716 ACKED", "\u25cb!RTN-UNACK"));
	x.t.v.zoomed = true;
	char *text = test_world_text(&x.t, 80, 24, false);
	int rows = 0;
	for (const char *p = text; (p = strstr(p, "\u25cb!RTN-UNACK")); p++)
		rows++;
	assert_int_equal(rows, 3);
	assert_says(text, WORDS("Alarms of the baseline", "\u2716!UNACK", "\u2716 ACKED", "ended"));
	assert_silent(test_world_text(&x.t, 80, 24, false), "more: b lists them");
	assert_silent(test_world_text(&x.t, 80, 24, false), "SHELVED");
	whatif_world_free(&x);
}

/* The row of the selected field takes the place of its own row, or of one that can be spared; the fields go down as the rows do. */
static void the_selected_field_hides_no_other_value(void **state) {
	static const struct { enum panel panel; int field; const char *words[6]; } views[] = {
		{ PANEL_GPUS, 0, { "In job", "Cap ", "\u25b8 online" } }, { PANEL_GPUS, 1, { "Online", "Cap ", "\u25b8 job" } },
		{ PANEL_GPUS, 2, { "Online", "In job", "\u25b8 cap" } }, { PANEL_GPUS, 3, { "Online", "Cap ", "\u25b8 draw" } },
		{ PANEL_SUPPLY, 1, { "TVA import", "Load", "Headroom", "N-1", "\u25b8 TVA limit" } },
		{ PANEL_SUPPLY, 2, { "Generators    22", "Load", "Headroom", "N-1", "\u25b8 TVA import" } },
	};
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		x.t.v.focus = views[i].panel;
		x.t.v.field[views[i].panel] = views[i].field;
		assert_says(test_world_text(&x.t, 80, 24, false), views[i].words);
	}
	whatif_world_free(&x);
}

/* What the branch comes to: no heading without a row, and the frequency's extreme in the first one. */
static void totals_begin_with_the_extreme(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.f.totals = (struct branch_totals){ .hz_extreme = 56.59, .hz_settled = NAN, .rocof_hz_s = -4.47, .headroom_least_mw = -40.5, .shed_gpus = 31984 };
	x.t.v.focus = PANEL_SUPPLY;
	x.t.v.zoomed = true;
	int headed = 0;
	for (int rows = 8; rows <= 60; rows++) {
		char *text = test_world_text(&x.t, 80, rows, false), *heading = strstr(text, "From 03:55:00");
		char *below = heading ? strchr(heading, '\n') : NULL;
		if (heading && strncmp(below + 1, " extreme                  56.59 Hz", 34) != 0 && strncmp(below + 1, "\u2502 extreme                  56.59 Hz", 36) != 0)
			fail_msg("80x%d: no extreme below the heading in\n%s", rows, text);
		headed += heading != NULL;
		free(text);
	}
	assert_true(headed > 30);
	assert_says(test_world_text(&x.t, 80, 24, false), WORDS("extreme                  56.59 Hz", "RoCoF"));
	whatif_world_free(&x);
}

/* Where not all have a row those that stand at the cursor have one. */
static void what_stands_is_in_sight(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	for (int i = 0; i < 2; i++)
		x.violation[i].end_ms = x.violation[i].start_ms + 1000;
	x.violation[2].start_ms = WORLD_CURSOR_MS - 1000;
	x.t.v.focus = PANEL_TIMELINE;
	assert_says(test_world_text(&x.t, 80, 24, false), WORDS("G07 over max"));
	whatif_world_free(&x);
}

/* A zero would read as "nothing is wrong". */
static void what_is_not_read_has_no_count(void **state) {
	struct whatif_world x;
	char title[112];
	(void)state;
	whatif_world_make(&x, false);
	assert_true(whatif_alarms_title(title, sizeof title, &x.t.w, 100));
	assert_string_equal(title, "Violations  3 of the scenario \u00b7 alarms of the baseline 1H 1M 0L 0s 2!");
	x.t.w.fold_done = false;
	x.t.w.folded_to_ms = WORLD_CURSOR_MS - 600000;
	x.f.frame = NULL;
	x.f.violation_count = 0;
	whatif_alarms_title(title, sizeof title, &x.t.w, 100);
	assert_string_equal(title, "Violations  ? of the scenario \u00b7 alarms of the baseline ?");
	whatif_world_free(&x);
}

/* No size and no state of the mode draws outside or crashes. */
static void every_size_is_drawn(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, true);
	x.f.transient = &x.transient;
	for (int focus = 0; focus < PANEL_COUNT; focus++)
		for (int zoomed = 0; zoomed <= 1; zoomed++)
			for (int cols = 0; cols <= 130; cols += cols < 24 ? 3 : 21)
				for (int rows = 0; rows <= 60; rows += rows < 12 ? 1 : 9) {
					x.t.v.focus = (enum panel)focus;
					x.t.v.zoomed = zoomed;
					x.t.v.show = (enum whatif_show)(rows % WHATIF_SHOW_COUNT);
					x.t.v.overlay = rows % 5 == 4 ? OVERLAY_EDITS : rows % 5 == 3 ? OVERLAY_VIOLATIONS : OVERLAY_NONE;
					x.t.v.field[PANEL_ALARMS] = rows;
					free(test_world_text(&x.t, cols, rows, cols % 2));
				}
	whatif_world_free(&x);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_banner_is_on_every_size), cmocka_unit_test(both_stand_side_by_side),
		cmocka_unit_test(the_smallest_screen_has_both_verdicts), cmocka_unit_test(signed_values_have_their_sign),
		cmocka_unit_test(what_is_not_computed_is_not_shown), cmocka_unit_test(what_is_not_good_is_a_dash), cmocka_unit_test(off_is_off),
		cmocka_unit_test(the_selected_field_is_named_at_every_size), cmocka_unit_test(the_list_of_violations_is_whole), cmocka_unit_test(what_a_loss_may_do_is_said_so), cmocka_unit_test(what_is_not_read_has_no_count), cmocka_unit_test(what_stands_is_in_sight),
		cmocka_unit_test(alarms_of_the_baseline_have_their_state), cmocka_unit_test(the_selected_field_hides_no_other_value), cmocka_unit_test(totals_begin_with_the_extreme), cmocka_unit_test(every_size_is_drawn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
