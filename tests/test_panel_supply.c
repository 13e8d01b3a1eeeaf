/* The Supply panel by the rules of DOMAIN.md: share of the limit beside MW, IMPORT and EXPORT in words, residual, N-1 with what it would
 * lose, sums with a member missing, dead buses, several feeds. */
#include "worlds.h"

static char *draw(const struct test_world *t, int cols, int rows) {
	return test_world_text(t, cols, rows, false);
}

static char *panel(const struct test_world *t, int cols, int rows, int w, int h) {
	return test_panel_text(panel_supply_draw, t, cols, rows, w, h);
}

static void rederive(struct test_world *t) {
	frame_apply_rules(&t->frame);
	power_derive(&t->frame, t->last_kw, &t->w.derived);
}

static void the_default_site(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	assert_says(panel(&t, 80, 24, 40, 6),
	            WORDS("TVA IMPORT      7.84 MW", "98 %", "Generators     22.71 MW", "65 %", "Load           30.52 MW", "resid. +0.03", "Headroom",
	                  "N-1 +4.48 TVA", "Frequency A    60.02 Hz", "13.8 kV", "PARALLEL"));
	assert_says(panel(&t, 120, 40, 60, 9),
	            WORDS("Grid TVA   IMPORT", "residual +0.03", "set +9.98", "Available", "43.00 MW", "firm set 40.50 feed 35.00", "60.00-60.02", "Voltage A"));
	test_world_free(&t);
}

static void export_is_a_word(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	frame_set(&t.frame, M_FEED_MW, 0, -1.25);
	rederive(&t);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("TVA EXPORT      1.25 MW"));
	frame_set(&t.frame, M_FEED_MW, 0, -0.01); /* as small as is shown */
	rederive(&t);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("TVA EXPORT      0.01 MW"));
	frame_set(&t.frame, M_FEED_MW, 0, -0.004);
	rederive(&t);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("TVA IMPORT      0.00 MW"));
	test_world_free(&t);
}

/* Zero, missing, bad and stale: four different rows. */
static void what_is_not_known_never_reads_as_zero(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	frame_set(&t.frame, M_FEED_MW, 0, 0);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("TVA IMPORT      0.00 MW"));
	frame_mark(&t.frame, M_FEED_MW, 0, QUALITY_MISSING, TIME_NONE);
	rederive(&t);
	char *missing = panel(&t, 80, 24, 40, 6);
	assert_null(strstr(missing, "IMPORT"));
	assert_says(missing, WORDS("TVA                \u2014 MW"));
	frame_mark(&t.frame, M_FEED_MW, 0, QUALITY_BAD, TIME_NONE);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("bad MW"));
	frame_set(&t.frame, M_FEED_MW, 0, 7.5);
	frame_mark(&t.frame, M_FEED_MW, 0, QUALITY_STALE, WORLD_LOST_MS);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("7.50 MW 14s"));
	test_world_free(&t);
}

static void over_the_contract_is_abnormal(void **state) {
	(void)state;
	struct test_world t;
	struct grid g;
	struct buf roles = { 0 };
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	frame_set(&t.frame, M_FEED_MW, 0, 10.06);
	rederive(&t);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("10.06 MW", "126 %"));
	grid_init(&g);
	grid_resize(&g, 80, 24);
	panel_supply_draw(&g, (struct rect){ 0, 0, 40, 6 }, &t.w, &t.v);
	grid_roles(&g, &roles);
	assert_non_null(strstr(roles.data, "aaaaa"));
	buf_free(&roles);
	grid_free(&g);
	test_world_free(&t);
}

static void a_sum_with_a_silent_set(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_MISSING));
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("\u2265 21.09 MW 13/14", "N-1 \u2265 +1.98 TVA"));
	assert_true(t.w.derived.probably_carrying);
	assert_says(panel(&t, 200, 60, 120, 11), WORDS("probably still carrying"));
	test_world_free(&t);
}

static void a_dead_bus_has_no_frequency(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_DEAD));
	assert_silent(panel(&t, 80, 24, 40, 6), "51.20");
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("DEAD, 0.41 kV", "TVA OPEN"));
	assert_says(panel(&t, 120, 40, 60, 9), WORDS("invalid: DEAD, 0.41 kV"));
	test_world_free(&t);
}

static void several_feeds(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, (struct world_wish){ WORLD_NORMAL, 14, 3, 2, true, true, false });
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("3 feeds IMP.", "20.48 MW", "worst TVA", "98 %", "A PARALLEL", "B PARALLEL"));
	assert_says(panel(&t, 120, 40, 60, 11), WORDS("Grid TVA", "Grid MLGW", "Grid North", "Frequency A", "Frequency B"));
	frame_mark(&t.frame, M_FEED_MW, 1, QUALITY_MISSING, TIME_NONE);
	rederive(&t);
	assert_says(panel(&t, 80, 24, 40, 6), WORDS("\u2265 13.67 MW 2/3"));
	test_world_free(&t);
}

static void a_site_with_a_bus_alone(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, (struct world_wish){ WORLD_NORMAL, 0, 0, 1, false, false, false });
	char *text = panel(&t, 80, 24, 80, 4);
	assert_null(strstr(text, "Generators"));
	assert_null(strstr(text, "Load"));
	assert_null(strstr(text, "UNKNOWN"));
	assert_says(text, WORDS("Frequency A", "Voltage A"));
	test_world_free(&t);
}

/* Fewer rows than there is to say: the feed goes last, the frequency before it. */
static void the_least_wanted_gives_way_first(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
	char *text = panel(&t, 40, 12, 40, 4);
	assert_null(strstr(text, "Frequency"));
	assert_says(text, WORDS("TVA IMPORT", "Generators", "Load", "Headroom"));
	text = panel(&t, 40, 12, 40, 1);
	assert_null(strstr(text, "Generators"));
	assert_says(text, WORDS("TVA IMPORT"));
	test_world_free(&t);
}

static void negative_margins_are_judged_by_the_accepted_stance(void **state) {
	(void)state;
	struct test_world t;
	for (int stance = STANCE_N0; stance <= STANCE_N1_FEED; stance++) {
		test_world_make(&t, WORLD_WISH(WORLD_NORMAL));
		t.site->policy.stance = (enum stance)stance;
		frame_set(&t.frame, M_GPU_MW, 0, 42.0);
		rederive(&t);
		assert_true(t.w.derived.q[D_N1_SET_MW].value < 0 && t.w.derived.q[D_N1_FEED_MW].value < 0);
		struct grid g;
		struct buf roles = { 0 };
		grid_init(&g);
		grid_resize(&g, 80, 24);
		panel_supply_draw(&g, (struct rect){ 0, 4, 40, 1 + 5 }, &t.w, &t.v);
		grid_roles(&g, &roles);
		char *row = roles.data + 81 * 8; /* the headroom row */
		row[80] = '\0';
		assert_int_equal(strchr(row, 'a') != NULL, stance != STANCE_N0);
		buf_free(&roles);
		grid_free(&g);
		test_world_free(&t);
	}
}

/* Scrolled to its end if need be. */
static void zoomed_it_shows_every_derived_number(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, (struct world_wish){ WORLD_NORMAL, 14, 1, 1, true, true, true });
	t.v.zoomed = true;
	t.v.focus = PANEL_SUPPLY;
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 } };
	for (int s = 0; s < 3; s++) {
		t.v.supply_scroll = 0;
		assert_says(draw(&t, sizes[s][0], sizes[s][1]), WORDS("50 MW", "2024-08-01", "13.78", "After the loss of", "Trends"));
		t.v.supply_scroll = screen_supply_scroll_most(sizes[s][0], sizes[s][1], &t.w, &t.v);
		assert_int_equal(t.v.supply_scroll > 0, s < 2);
		char *text = draw(&t, sizes[s][0], sizes[s][1]);
		for (int i = 0; i < DERIVED_COUNT; i++)
			if (!strstr(text, derived_info_at((enum derived_id)i)->key))
				fail_msg("no %s at %dx%d", derived_info_at((enum derived_id)i)->key, sizes[s][0], sizes[s][1]);
		free(text);
		t.v.supply_scroll += 1000; /* no further than the end, no matter what */
		text = draw(&t, sizes[s][0], sizes[s][1]);
		assert_non_null(strstr(text, "gpus_fit_firm"));
		free(text);
		t.v.supply_scroll = -7;
		assert_says(draw(&t, sizes[s][0], sizes[s][1]), WORDS("After the loss of"));
	}
	test_world_free(&t);
}

static void zoom(struct test_world *t, struct world_wish wish) {
	test_world_make(t, wish);
	t->v.zoomed = true;
	t->v.focus = PANEL_SUPPLY;
}

static void zoomed_it_names_each_single_loss(void **state) {
	(void)state;
	struct test_world t;
	zoom(&t, WORLD_WISH(WORLD_NORMAL));
	assert_says(draw(&t, 120, 40), WORDS("TVA      feed        8.00    35.00      +4.48  holds", "island: extreme 58.6", "G01      set         2.50    40.50      +9.98",
	                                     "G14      set", "over contract  import 9.4"));
	frame_set(&t.frame, M_GPU_MW, 0, 42);
	rederive(&t);
	assert_says(draw(&t, 80, 24), WORDS("TVA      feed        8.00    35.00      -7.00  short          5,334 off, 220 W"));
	frame_mark(&t.frame, M_GPU_MW, 0, QUALITY_MISSING, TIME_NONE);
	rederive(&t);
	assert_says(draw(&t, 120, 40), WORDS("35.00          \u2014  unknown", "the load is not known"));
	test_world_free(&t);
	zoom(&t, WORLD_WISH(WORLD_MISSING));
	assert_says(draw(&t, 120, 40), WORDS("\u2265 +1.98", "\u2265 +7.48"));
	test_world_free(&t);
	zoom(&t, (struct world_wish){ WORLD_NORMAL, 256, 3, 1, true, true, false });
	assert_says(draw(&t, 120, 40), WORDS("TVA      feed", "rows 1 to 35 of"));
	t.v.supply_scroll = 20;
	assert_says(draw(&t, 120, 40), WORDS("and 219 more, none of them worse"));
	test_world_free(&t);
}

/* Two buses apart, each with its load: each loss stands for its own bus, and the sections themselves are listed. */
static void zoomed_it_reckons_bus_by_bus(void **state) {
	(void)state;
	struct test_world t;
	zoom(&t, (struct world_wish){ WORLD_NORMAL, 14, 2, 2, true, true, false });
	frame_set(&t.frame, M_BUS_GPU_MW, 0, 18);
	frame_set(&t.frame, M_BUS_GPU_MW, 1, 12);
	rederive(&t);
	assert_string_equal(t.w.derived.n1_worst, "TVA");
	assert_says(draw(&t, 120, 40), WORDS("TVA      feed A      8.00    17.50      -0.50  short", "MLGW     feed B      8.00    17.50      +5.50", "A        bus        25.50", "its own 18.00 MW of load are dark"));
	test_world_free(&t);
}

/* Nothing is derived there, but what the bus tells has its trends. */
static void zoomed_a_bus_alone_has_its_trends(void **state) {
	(void)state;
	struct test_world t;
	zoom(&t, (struct world_wish){ WORLD_NORMAL, 0, 0, 1, false, false, true });
	assert_says(draw(&t, 120, 40), WORDS("Trends 60 min", "Frequency", "Voltage", "neither sets nor feeds"));
	assert_says(draw(&t, 80, 12), WORDS("neither sets nor feeds"));
	test_world_free(&t);
}

/* The share of a feed has room or is not there: over the power it would be another power. */
static void narrow_screens_do_not_mix_numbers(void **state) {
	(void)state;
	struct test_world t;
	test_world_make(&t, WORLD_WISH(WORLD_TRIPPED));
	for (int cols = 20; cols < 60; cols++) {
		char *text = test_world_text(&t, cols, 5, cols % 2);
		char *row = strstr(text, "7.84");
		assert_non_null(row);
		assert_true(strspn(row, "0123456789.") == 4);
		row[strcspn(row, "\n")] = '\0';
		if (strchr(row, '%'))
			assert_non_null(strstr(row, "MW "));
		free(text);
	}
	test_world_free(&t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_site),
		cmocka_unit_test(export_is_a_word),
		cmocka_unit_test(what_is_not_known_never_reads_as_zero),
		cmocka_unit_test(over_the_contract_is_abnormal),
		cmocka_unit_test(a_sum_with_a_silent_set),
		cmocka_unit_test(a_dead_bus_has_no_frequency),
		cmocka_unit_test(several_feeds),
		cmocka_unit_test(a_site_with_a_bus_alone),
		cmocka_unit_test(the_least_wanted_gives_way_first),
		cmocka_unit_test(negative_margins_are_judged_by_the_accepted_stance),
		cmocka_unit_test(zoomed_it_shows_every_derived_number),
		cmocka_unit_test(zoomed_it_names_each_single_loss),
		cmocka_unit_test(zoomed_it_reckons_bus_by_bus), cmocka_unit_test(zoomed_a_bus_alone_has_its_trends),
		cmocka_unit_test(narrow_screens_do_not_mix_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
