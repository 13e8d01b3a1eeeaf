/* The GPUs panel: what it says of counts that are good, zero, stale, bad or missing; the map of the arrays; the assumptions. */
#include "panel_world.h"

static const struct rect narrow = { 0, 0, 40, 4 };

static void fill(struct small *s) {
	frame_set(&s->frame, M_GPU_ONLINE, 0, 32000);
	frame_set(&s->frame, M_GPU_READY, 0, 31488);
	frame_set(&s->frame, M_GPU_JOB, 0, 0);
	frame_set(&s->frame, M_GPU_MW, 0, 30.49);
	frame_set(&s->frame, M_GPU_CAP_W, 0, 402);
	s->w.derived.q[D_WATTS_PER_GPU].value = 953;
	s->w.derived.q[D_GPUS_FIT].value = 32005;
	s->w.derived.q[D_GPUS_FIT_FIRM].value = 30147;
}

static void at_80x24_all_of_it_stands_there(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	fill(&s);
	for (int ascii = 0; ascii < 2; ascii++) {
		const char *text = small_draw(&s, panel_gpus_draw, 80, 24, narrow, ascii);
		static const char *const parts[] = { "GPUs  H100", "32,000 / 100,000 online", "31,488 ready", "0 in job", "cap 402 W", "30.49 MW", "953 W/GPU", "fit 32,005" };
		for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
			assert_shows(text, parts[i]);
	}
	const char *text = small_draw(&s, panel_gpus_draw, 120, 40, (struct rect){ 0, 0, 60, 6 }, false);
	assert_shows(text, "30,147 of firm");
	text = small_draw(&s, panel_gpus_draw, 80, 24, (struct rect){ 0, 0, 80, 1 }, false);
	assert_shows(text, "32,000 / 100,000 online   30.49 MW   cap 402 W   0 in job");
	small_free(&s);
}

static void zero_stale_bad_and_missing_differ(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	fill(&s);
	static const char *const words[] = { "no data", "0 in job   cap", "0 in job 14s", "bad" };
	for (int kind = 0; kind < 4; kind++) {
		frame_set(&s.frame, M_GPU_JOB, 0, 0);
		if (kind != 1)
			frame_mark(&s.frame, M_GPU_JOB, 0, kind == 0 ? QUALITY_MISSING : kind == 2 ? QUALITY_STALE : QUALITY_BAD, s.w.cursor_ms - 14000);
		const char *text = small_draw(&s, panel_gpus_draw, 120, 40, (struct rect){ 0, 0, 70, 6 }, false);
		for (int other = 0; other < 4; other++)
			if (other == kind)
				assert_shows(text, words[other]);
			else
				assert_hides(text, words[other]);
	}
	small_free(&s);
}

/* In the narrow panel of 80x24 words are shortened and the job gives way, never the cap. */
static void the_cap_never_gives_way(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	fill(&s);
	frame_set(&s.frame, M_GPU_READY, 0, 32000);
	frame_set(&s.frame, M_GPU_JOB, 0, 32000);
	assert_shows(small_draw(&s, panel_gpus_draw, 80, 24, (struct rect){ 0, 0, 39, 4 }, false), "32,000 ready  32,000 in job  cap ");
	const char *tight = small_draw(&s, panel_gpus_draw, 80, 24, (struct rect){ 0, 0, 32, 4 }, false);
	assert_shows(tight, "32,000 ready   cap ");
	assert_hides(tight, "job");
	small_free(&s);
}

static void a_missing_count_is_not_zero(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	const char *text = small_draw(&s, panel_gpus_draw, 80, 24, narrow, false);
	assert_shows(text, "no data / 100,000 online");
	assert_hides(text, " 0 ");
	s.w.frame = NULL;
	assert_shows(small_draw(&s, panel_gpus_draw, 80, 24, narrow, false), "? NO DATA");
	s.w.site = NULL;
	assert_shows(small_draw(&s, panel_gpus_draw, 80, 24, narrow, false), "no GPUs");
	small_free(&s);
}

static void a_lower_bound_says_so(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	fill(&s);
	s.w.derived.q[D_GPUS_FIT] = (struct quantity){ 30147, 13, 14 };
	assert_shows(small_draw(&s, panel_gpus_draw, 80, 24, narrow, false), "fit ≥ 30,147");
	small_free(&s);
}

static const char *draw_zoomed(struct small *s, int cols, int rows) {
	s->v.zoomed = true;
	s->v.focus = PANEL_GPUS;
	return small_draw(s, panel_gpus_draw, cols, rows, (struct rect){ 0, 0, cols, rows }, false);
}

static void the_map_counts_arrays(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	fill(&s);
	assert_shows(draw_zoomed(&s, 80, 24), "no counts per array at this time");
	/* 196 arrays; the last holds 160 GPUs only. */
	for (size_t i = 0; i < s.site->array_count; i++)
		frame_set(&s.frame, M_ARRAY_ONLINE, i, i < 62 ? 512 : i == 62 ? 256 : i == 195 ? 160 : 0);
	frame_mark(&s.frame, M_ARRAY_ONLINE, 3, QUALITY_MISSING, TIME_NONE);
	frame_mark(&s.frame, M_ARRAY_ONLINE, 4, QUALITY_STALE, TIME_NONE);
	const char *text = draw_zoomed(&s, 80, 24);
	assert_shows(text, "Arrays 196   62 full   1 partly   132 dark   1 no data   1 stale");
	assert_shows(text, "   1▸▸███ ███ ███ ??? ███ ███ ███ ███  ███ ");
	assert_shows(text, "███ ▒▒▒ ···");
	assert_shows(text, " 193  ··· ··· ··· ███");
	assert_shows(text, "Array 1: 512 of 512 online, 100 %");
	assert_shows(text, "? no data");
	s.g.ascii = true;
	s.v.selected_array = 62;
	text = small_draw(&s, panel_gpus_draw, 80, 24, (struct rect){ 0, 0, 80, 24 }, true);
	assert_shows(text, "   1  999 999 999 ??? 999 999 999 999  999 ");
	assert_shows(text, "999>555 000");
	assert_shows(text, "Array 63: 256 of 512 online, 50 %");
	assert_shows(text, "0 none online  1-8 part, by eighths  9 all  ? no data  ! bad");
	for (int i = 3; i < 5; i++) { /* what is told of the selected one */
		s.v.selected_array = i;
		assert_shows(draw_zoomed(&s, 80, 24), i == 3 ? "Array 4: no data" : "Array 5: 512 of 512 online, 100 %, stale, read ");
	}
	frame_mark(&s.frame, M_ARRAY_ONLINE, 3, QUALITY_BAD, TIME_NONE);
	s.v.selected_array = 3;
	assert_shows(draw_zoomed(&s, 80, 24), "Array 4: bad data");
	small_free(&s);
}

static void the_map_scrolls(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	fill(&s);
	s.site->gpu.installed = 1000000;
	site_finish(s.site);
	frame_reset(&s.frame, s.site, s.w.cursor_ms);
	fill(&s);
	for (size_t i = 0; i < s.site->array_count; i++)
		frame_set(&s.frame, M_ARRAY_ONLINE, i, 512);
	assert_shows(draw_zoomed(&s, 80, 24), "rows 1 to");
	s.v.selected_array = 100000;
	char last[16];
	snprintf(last, sizeof last, "%4d▸ ", (int)((s.site->array_count - 1) / 64 * 64 + 1));
	const char *text = draw_zoomed(&s, 80, 24);
	assert_shows(text, last);
	snprintf(last, sizeof last, "Array %zu:", s.site->array_count);
	assert_shows(text, last);
	s.v.selected_array = -5;
	assert_shows(draw_zoomed(&s, 80, 24), "   1▸ █");
	small_free(&s);
}

/* One array, a handful, and some thousands: each has a cell, and the larger cells are taken where they fit. */
static void any_number_of_arrays(void **state) {
	(void)state;
	static const struct { int arrays; const char *first; } rows[] = { { 1, "   1▸▸████ \n" }, { 40, "   1▸▸████ ████ " }, { 4000, "   1▸ ████████ " } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct small s;
		small_init(&s, false);
		s.site->gpu.installed = 512.0 * rows[i].arrays;
		site_finish(s.site);
		frame_reset(&s.frame, s.site, s.w.cursor_ms);
		fill(&s);
		for (size_t k = 0; k < s.site->array_count; k++)
			frame_set(&s.frame, M_ARRAY_ONLINE, k, 512);
		const char *text = draw_zoomed(&s, 80, 24);
		char full[32];
		snprintf(full, sizeof full, "Arrays %d   %d full", rows[i].arrays, rows[i].arrays);
		assert_shows(text, full);
		if (rows[i].arrays > 1)
			assert_shows(text, rows[i].first);
		small_free(&s);
	}
}

static void growth(int i, double *load_mw, double *online_mw, double *hz, double *kv) {
	*load_mw = 20 + i / 100.0;
	*online_mw = 43;
	*hz = 60;
	*kv = 13.8;
}

/* The figures above the map, and trends with lowest and highest; without history no trend is made up. */
static void figures_and_trends(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	fill(&s);
	s.w.derived.q[D_AVAILABLE_MW].value = 43;
	s.w.derived.q[D_FIRM_MW].value = 40.5;
	s.w.derived.q[D_LOAD_MW] = (struct quantity){ 30.49, 1, 1 };
	const char *text = draw_zoomed(&s, 80, 24);
	assert_shows(text, "31,488 ready   0 in the job of 32,000 needed   30.49 MW   953 W/GPU   cap 402 W");
	assert_shows(text, "PUE 1.25   fit now 32,005   firm 30,147   at 350 W 33,808, firm 31,842");
	assert_hides(text, "Trends");
	small_history(&s, growth, 400, 500);
	text = draw_zoomed(&s, 80, 24);
	assert_shows(text, "Trends 16.7 min");
	assert_shows(text, "Load            30.49 MW    20.00    29.99 ");
	assert_shows(text, "·"); /* the gap */
	s.w.derived.q[D_AVAILABLE_MW] = (struct quantity){ 40.5, 14, 15 };
	assert_shows(draw_zoomed(&s, 80, 24), "at 350 W \u2265 31,842");
	frame_set(&s.frame, M_GPU_CAP_W, 0, 200); /* the least: nothing lower */
	assert_hides(draw_zoomed(&s, 80, 24), "   at ");
	small_free(&s);
}

static void assumptions_stand_beside_the_numbers(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	fill(&s);
	const char *text = draw_zoomed(&s, 100, 40);
	assert_shows(text, "W per GPU at the facility: 1343");
	assert_shows(text, "PUE 1.25 x (1 + network 10 %) x (cap 402 + server 575 W)");
	assert_shows(text, "cap 200 to 700 W; idle 72, ready 118, training 548, stalled 152 W");
	frame_mark(&s.frame, M_GPU_CAP_W, 0, QUALITY_STALE, TIME_NONE);
	assert_shows(draw_zoomed(&s, 100, 40), "unknown, since the cap is not known");
	small_free(&s);
}

static void every_size(void **state) {
	(void)state;
	struct small s;
	small_init(&s, false);
	fill(&s);
	for (size_t i = 0; i < s.site->array_count; i++)
		frame_set(&s.frame, M_ARRAY_ONLINE, i, (double)(i % 513));
	small_sweep(&s, panel_gpus_draw, PANEL_GPUS);
	small_free(&s);
	small_init(&s, true);
	small_sweep(&s, panel_gpus_draw, PANEL_GPUS);
	small_free(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_80x24_all_of_it_stands_there), cmocka_unit_test(zero_stale_bad_and_missing_differ),
		cmocka_unit_test(the_cap_never_gives_way),
		cmocka_unit_test(a_missing_count_is_not_zero), cmocka_unit_test(a_lower_bound_says_so), cmocka_unit_test(the_map_counts_arrays),
		cmocka_unit_test(the_map_scrolls), cmocka_unit_test(any_number_of_arrays), cmocka_unit_test(figures_and_trends), cmocka_unit_test(assumptions_stand_beside_the_numbers), cmocka_unit_test(every_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
