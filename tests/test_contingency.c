/* Single losses: DOMAIN.md's worked answers, loss by loss; the least margin is n1_mw for any frame; several buses; what is not known. */
#include "model_scene.h"

#include "contingency.h"

struct losses {
	struct scene s;
	struct contingency at[CONTINGENCY_MAX];
	size_t count;
};

static void list(struct losses *l) {
	derive(&l->s);
	l->count = contingency_list(&l->s.frame, &l->s.d, l->at);
}

static void open_scene(struct losses *l, size_t feeds, size_t gens) {
	l->s = scene_new(feeds, gens);
	list(l);
}

static const struct contingency *loss_of(const struct losses *l, const char *id) {
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(contingency_id(l->s.site, &l->at[i]), id))
			return &l->at[i];
	fail_msg("no loss of %s", id);
	return NULL;
}

/* So many MW of load, evenly on the sets that are loaded, beside so much import. */
static void carry(struct losses *l, double load_mw, double import_mw) {
	size_t loaded = 0;
	for (size_t i = 0; i < l->s.site->gen_count; i++)
		loaded += frame_label(&l->s.frame, M_GEN_STATE, i) == GEN_LOADED;
	for (size_t i = 0; i < l->s.site->gen_count; i++)
		if (frame_label(&l->s.frame, M_GEN_STATE, i) == GEN_LOADED)
			frame_set(&l->s.frame, M_GEN_KW, i, (load_mw - import_mw) * 1000 / (double)loaded);
	frame_set(&l->s.frame, M_GPU_MW, 0, load_mw);
	if (l->s.site->feed_count)
		frame_set(&l->s.frame, M_FEED_MW, 0, import_mw);
}

/* At T-15 min of the story: 43 MW online, 30.49 MW of load. */
static void the_default_site(void **state) {
	(void)state;
	struct losses l;
	open_scene(&l, 1, 14);
	assert_int_equal(l.count, 15);
	assert_string_equal(contingency_id(l.s.site, &l.at[0]), "TVA");
	assert_near(l.at[0].lost_mw, 8, 1e-9);
	assert_near(l.at[0].left_mw, 35, 1e-9);
	assert_near(l.at[0].margin_mw, 4.51, 1e-9);
	assert_near(l.at[1].margin_mw, 43 - 2.5 - 30.49, 1e-9);
	assert_string_equal(contingency_id(l.s.site, &l.at[1]), "G01");
	assert_string_equal(contingency_id(l.s.site, &l.at[14]), "G14");
	assert_near(l.at[1].gpus_off, 0, 0);
	scene_free(&l.s);
}

/* One of 14 sets trips at 2,243 kW with 7.82 MW of import: import 10.06 MW (126 %), below 8 MW after 6.3 s. */
static void the_feed_takes_the_step_first(void **state) {
	(void)state;
	struct losses l;
	open_scene(&l, 1, 14);
	for (size_t i = 0; i < 14; i++)
		frame_set(&l.s.frame, M_GEN_KW, i, 1744);
	frame_set(&l.s.frame, M_GEN_KW, 6, 2243);
	list(&l);
	const struct contingency *c = loss_of(&l, "G07");
	assert_near(c->import_mw, 10.063, 1e-9);
	assert_near(c->over_s, 6.35, 0.01);
	assert_int_equal(c->outcome, CONTINGENCY_OVER);
	l.s.site->feed[0].trip_mw = 9;
	l.s.site->feed[0].trip_s = 1;
	list(&l);
	assert_int_equal(loss_of(&l, "G07")->outcome, CONTINGENCY_OPENS); /* above 9 MW for 3.3 s */
	l.s.site->feed[0].trip_s = 5;
	list(&l);
	assert_int_equal(loss_of(&l, "G07")->outcome, CONTINGENCY_OVER);
	carry(&l, 20, 2);
	list(&l);
	assert_int_equal(loss_of(&l, "G07")->outcome, CONTINGENCY_HOLDS);
	assert_near(loss_of(&l, "G07")->over_s, 0, 0);
	scene_free(&l.s);
}

/* "Dynamics" of DOMAIN.md, 8 MW of grid lost at 25 MW on the sets: -1.478 Hz, at rest -0.686; one of 14 islanded at 28 MW: -0.354, -0.185; at
 * 35 MW: no rest. */
static void an_island_comes_to_rest_or_not(void **state) {
	(void)state;
	struct losses l;
	open_scene(&l, 1, 14);
	carry(&l, 25 + 8, 8);
	list(&l);
	assert_near(loss_of(&l, "TVA")->rest_hz, 60 - 0.686, 5e-4);
	assert_near(loss_of(&l, "TVA")->extreme_hz, 60 - 1.478, 5e-4);
	assert_int_equal(loss_of(&l, "TVA")->outcome, CONTINGENCY_HOLDS);
	carry(&l, 33, 8); /* enough is left, but slowly: on the way the sets' relays would act */
	for (size_t i = 0; i < 14; i++)
		l.s.site->gen[i].u_hz = 58.6;
	list(&l);
	assert_true(loss_of(&l, "TVA")->margin_mw > 0);
	assert_int_equal(loss_of(&l, "TVA")->outcome, CONTINGENCY_SHEDS);
	for (size_t i = 0; i < 14; i++)
		l.s.site->gen[i].u_hz = 57.5;
	frame_set(&l.s.frame, M_FEED_BREAKER, 0, BREAKER_OPEN);
	carry(&l, 28, 0);
	list(&l);
	assert_int_equal(l.count, 14);
	assert_near(loss_of(&l, "G01")->rest_hz, 60 - 0.185, 5e-4);
	assert_near(loss_of(&l, "G01")->extreme_hz, 60 - 0.354, 5e-4);
	carry(&l, 35, 0);
	list(&l);
	assert_true(isnan(loss_of(&l, "G01")->rest_hz));
	assert_int_equal(loss_of(&l, "G01")->outcome, CONTINGENCY_SHORT);
	scene_free(&l.s);
}

/* The job runs at 42.99 MW: without a set 40.5 MW are left, for which the story's answer is a cap of 345 W. */
static void what_is_short_costs_gpus_or_a_cap(void **state) {
	(void)state;
	struct losses l;
	open_scene(&l, 1, 14);
	carry(&l, 32000 * power_facility_w(&l.s.site->gpu, 402) / 1e6, 8);
	list(&l);
	const struct contingency *set = loss_of(&l, "G03"), *feed = &l.at[0];
	assert_int_equal(set->outcome, CONTINGENCY_SHORT);
	assert_near(set->margin_mw, -2.49, 0.005);
	assert_near(set->cap_w, 345, 0);
	assert_near(set->gpus_off, 32000 - 30147, 1);
	assert_string_equal(contingency_id(l.s.site, feed), "TVA");
	assert_near(feed->margin_mw, 35 - 42.99, 0.005);
	assert_near(feed->cap_w, 220, 0); /* 35e6 / 32000 / 1.375 - 575 = 220.45 W */
	l.s.site->gpu.cap_min_w = 230;
	list(&l);
	assert_true(isnan(l.at[0].cap_w)); /* no cap does it */
	scene_free(&l.s);
}

/* "The largest contingency is often the feed": 50 MW of grid and 35 MW of sets leave 35. */
static void a_large_feed_is_the_worst(void **state) {
	(void)state;
	struct losses l;
	open_scene(&l, 1, 14);
	frame_set(&l.s.frame, M_FEED_LIMIT_MW, 0, 50);
	list(&l);
	assert_string_equal(contingency_id(l.s.site, &l.at[0]), "TVA");
	assert_near(l.at[0].left_mw, 35, 1e-9);
	scene_free(&l.s);
}

/* A set that says nothing may carry and may be of help: what is concluded from the others is what may be. */
static void of_lower_bounds_it_is_at_most(void **state) {
	(void)state;
	struct losses l;
	char text[CONTINGENCY_TEXT_SIZE];
	open_scene(&l, 1, 14);
	carry(&l, 32000 * power_facility_w(&l.s.site->gpu, 402) / 1e6, 7.82);
	list(&l);
	assert_false(loss_of(&l, "G03")->at_least);
	assert_string_equal(contingency_outcome_text(loss_of(&l, "G03")), "short");
	model_mark(&l.s.frame, CLASS_GEN, 6, QUALITY_MISSING);
	list(&l);
	const struct contingency *c = loss_of(&l, "G03");
	assert_true(c->at_least);
	assert_int_equal(c->outcome, CONTINGENCY_SHORT); /* the word of the JSON stays */
	assert_string_equal(contingency_outcome_text(c), "may be short");
	assert_string_equal(contingency_print(c, true, text), "up to 3,714 GPUs off or cap \u2265 288 W");
	assert_string_equal(contingency_print(c, false, text), "up to 3,714 off");
	carry(&l, 29.5, 7.82);
	list(&l);
	c = loss_of(&l, "G03");
	assert_int_equal(c->outcome, CONTINGENCY_OVER);
	assert_string_equal(contingency_outcome_text(c), "over contract"); /* the import is measured */
	assert_non_null(strstr(contingency_print(c, true, text), "down to it after at most "));
	assert_non_null(strstr(contingency_print(c, false, text), " \u2264"));
	scene_free(&l.s);
}

static void in_words(void **state) {
	(void)state;
	struct losses l;
	char text[CONTINGENCY_TEXT_SIZE];
	open_scene(&l, 1, 14);
	carry(&l, 32000 * power_facility_w(&l.s.site->gpu, 402) / 1e6, 7.82);
	list(&l);
	assert_string_equal(contingency_print(loss_of(&l, "G03"), true, text), "1,853 GPUs off or cap 345 W");
	assert_string_equal(contingency_print(loss_of(&l, "G03"), false, text), "1,853 off, 345 W");
	carry(&l, 25, 8);
	list(&l);
	assert_string_equal(contingency_print(loss_of(&l, "TVA"), true, text), "island: extreme 58.69 Hz, at rest on droop 59.31 Hz");
	assert_string_equal(contingency_print(loss_of(&l, "TVA"), false, text), "58.69 Hz");
	carry(&l, 30.49, 7.82);
	list(&l);
	assert_string_equal(contingency_print(loss_of(&l, "G03"), true, text), "import 9.44 MW at once, down to it after 5 s");
	assert_string_equal(contingency_print(loss_of(&l, "G03"), false, text), "import 9.44 5s");
	carry(&l, 20, 2);
	list(&l);
	assert_string_equal(contingency_print(loss_of(&l, "G03"), true, text), "import 3.29 MW at once");
	carry(&l, 20, -4);
	list(&l);
	assert_string_equal(contingency_print(loss_of(&l, "G03"), true, text), "export 2.29 MW at once");
	frame_mark(&l.s.frame, M_GPU_MW, 0, QUALITY_MISSING, TIME_NONE);
	list(&l);
	assert_string_equal(contingency_print(loss_of(&l, "G03"), true, text), "the load is not known");
	scene_free(&l.s);
}

static void what_is_not_known_is_not_zero(void **state) {
	(void)state;
	struct losses l;
	open_scene(&l, 1, 14);
	frame_mark(&l.s.frame, M_GEN_KW, 0, QUALITY_MISSING, TIME_NONE);
	frame_mark(&l.s.frame, M_GEN_BREAKER, 1, QUALITY_STALE, T0); /* counts as open */
	list(&l);
	assert_int_equal(l.count, 14);
	assert_true(isnan(loss_of(&l, "G01")->carried_mw));
	assert_true(isnan(loss_of(&l, "G01")->import_mw));
	assert_near(loss_of(&l, "G01")->margin_mw, 40.5 - 2.5 - 30.49, 1e-9);
	frame_mark(&l.s.frame, M_GPU_MW, 0, QUALITY_STALE, T0);
	list(&l);
	for (size_t i = 0; i < l.count; i++) {
		assert_true(isnan(l.at[i].margin_mw));
		assert_int_equal(l.at[i].outcome, CONTINGENCY_UNKNOWN);
	}
	scene_free(&l.s);
}

/* A feed and a set on A, six sets on B, which a tie joins. */
static void each_bus_for_itself(void **state) {
	(void)state;
	struct losses l;
	open_scene(&l, 1, 7);
	struct site *site = l.s.site;
	site->bus_count = 2;
	site->bus[1] = site->bus[0];
	snprintf(site->bus[1].id, SITE_ID_SIZE, "B");
	for (size_t g = 1; g < 7; g++)
		site->gen[g].bus = 1;
	site->tie_count = 1;
	site->tie[0].bus_b = 1;
	site_finish(site);
	model_frame(&l.s.frame, site, T0);
	frame_set(&l.s.frame, M_GPU_MW, 0, 19);
	frame_set(&l.s.frame, M_BUS_GPU_MW, 0, 6);
	frame_set(&l.s.frame, M_BUS_GPU_MW, 1, 13);
	frame_set(&l.s.frame, M_TIE_BREAKER, 0, BREAKER_OPEN);
	list(&l);
	assert_int_equal(l.count, 1 + 7 + 2);
	assert_string_equal(contingency_id(site, &l.at[0]), "TVA");
	assert_near(l.at[0].margin_mw, -3.5, 1e-9);
	assert_near(loss_of(&l, "G01")->margin_mw, 8 - 6, 1e-9);
	assert_near(loss_of(&l, "G02")->margin_mw, 12.5 - 13, 1e-9);
	assert_int_equal(loss_of(&l, "G02")->bus, 1);
	assert_int_equal(loss_of(&l, "A")->outcome, CONTINGENCY_DARK); /* nothing else hangs on it */
	assert_near(loss_of(&l, "A")->dark_mw, 6, 1e-9);
	frame_set(&l.s.frame, M_TIE_BREAKER, 0, BREAKER_CLOSED);
	list(&l);
	assert_near(loss_of(&l, "TVA")->margin_mw, 17.5 - 19, 1e-9);
	assert_near(loss_of(&l, "A")->margin_mw, 15 - 13, 1e-9);
	assert_near(loss_of(&l, "B")->margin_mw, 10.5 - 6, 1e-9);
	assert_int_equal(loss_of(&l, "B")->outcome, CONTINGENCY_HOLDS);
	scene_free(&l.s);
}

/* The same numbers as n1_mw, n1_set_mw and n1_feed_mw, whatever a frame holds. */
static void the_least_margin_is_n1(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	static const size_t gens[] = { 0, 1, 14, 40, 256 }, feeds[] = { 0, 1, 3, 8 };
	size_t compared = 0;
	for (int round = 0; round < 400; round++) {
		struct losses l;
		open_scene(&l, feeds[model_random(&seed) % 4], gens[model_random(&seed) % 5]);
		struct site *site = l.s.site;
		if (round % 2) {
			site->bus_count = 3;
			site->bus[1] = site->bus[2] = site->bus[0];
			site->tie_count = 2;
			site->tie[0].bus_b = site->tie[1].bus_a = 1;
			site->tie[1].bus_b = 2;
			for (size_t i = 0; i < site->gen_count; i++)
				site->gen[i].bus = (int)(model_random(&seed) % 3);
		}
		site_finish(site);
		model_frame(&l.s.frame, site, T0);
		for (size_t b = 0; round % 4 == 1 && b < 3; b++)
			frame_set(&l.s.frame, M_BUS_GPU_MW, b, (double)(model_random(&seed) % 20));
		for (size_t t = 0; t < site->tie_count; t++)
			frame_set(&l.s.frame, M_TIE_BREAKER, t, (double)(model_random(&seed) % 2));
		for (size_t i = 0; i < site->gen_count; i++) {
			frame_set(&l.s.frame, M_GEN_STATE, i, model_random(&seed) % 4 ? GEN_LOADED : (double)(model_random(&seed) % GEN_STATE_COUNT));
			frame_set(&l.s.frame, M_GEN_BREAKER, i, model_random(&seed) % 8 ? BREAKER_CLOSED : BREAKER_OPEN);
			frame_set(&l.s.frame, M_GEN_MAX_KW, i, (double)(500 + model_random(&seed) % 2500));
			if (model_random(&seed) % 8 == 0)
				frame_mark(&l.s.frame, M_GEN_BREAKER, i, QUALITY_STALE, T0);
		}
		for (size_t i = 0; i < site->feed_count; i++) {
			frame_set(&l.s.frame, M_FEED_LIMIT_MW, i, (double)(model_random(&seed) % 40));
			frame_set(&l.s.frame, M_FEED_BREAKER, i, model_random(&seed) % 4 ? BREAKER_CLOSED : BREAKER_OPEN);
		}
		frame_set(&l.s.frame, M_GPU_MW, 0, (double)(model_random(&seed) % 80));
		list(&l);
		const struct contingency *least = NULL;
		double set = NAN, feed = NAN;
		for (size_t i = 0; i < l.count; i++) {
			const struct contingency *c = &l.at[i];
			assert_true(i == 0 || isnan(c->margin_mw) || c->margin_mw >= l.at[i - 1].margin_mw);
			if (c->kind == CONTINGENCY_BUS || isnan(c->margin_mw))
				continue;
			least = least ? least : c;
			set = c->kind == CONTINGENCY_SET ? fmin(set, c->margin_mw) : set;
			feed = c->kind == CONTINGENCY_FEED ? fmin(feed, c->margin_mw) : feed;
		}
		if (!*l.s.d.n1_worst) {
			scene_free(&l.s);
			continue;
		}
		compared++;
		assert_non_null(least);
		assert_near(least->margin_mw, VALUE(l.s, D_N1_MW), 1e-9);
		if (!isnan(set)) /* a bus without a set may stand behind n1_set_mw */
			assert_true(VALUE(l.s, D_N1_SET_MW) <= set + 1e-9);
		if (!isnan(feed))
			assert_true(VALUE(l.s, D_N1_FEED_MW) <= feed + 1e-9);
		if (site->bus_count == 1 && !isnan(set))
			assert_near(VALUE(l.s, D_N1_SET_MW), set, 1e-9);
		if (site->bus_count == 1 && !isnan(feed))
			assert_near(VALUE(l.s, D_N1_FEED_MW), feed, 1e-9);
		if (site->bus_count == 1)
			assert_string_equal(contingency_id(site, least), l.s.d.n1_worst);
		scene_free(&l.s);
	}
	assert_true(compared > 200);
}

/* Whatever a recording claims: finite or not known, ordered, and in words. */
static void absurd_readings(void **state) {
	(void)state;
	static const double odd[] = { 0, -1, 1e308, -1e308, 1e-308, 65535, 1e18, 0.5 };
	uint64_t seed = model_seed();
	struct losses l;
	open_scene(&l, 3, 14);
	for (int round = 0; round < 500; round++) {
		model_frame(&l.s.frame, l.s.site, T0);
		for (size_t c = 0; c < l.s.frame.count; c++) {
			enum metric_id id;
			size_t object;
			assert_true(site_column_parts(l.s.site, c, &id, &object));
			if (metric_at(id)->kind == METRIC_NUMBER && model_random(&seed) % 3 == 0)
				frame_set(&l.s.frame, id, object, odd[model_random(&seed) % 8]);
			if (model_random(&seed) % 16 == 0)
				frame_mark(&l.s.frame, id, object, (enum quality)(model_random(&seed) % 4), T0);
		}
		list(&l);
		assert_true(l.count <= 17);
		for (size_t i = 0; i < l.count; i++) {
			char text[CONTINGENCY_TEXT_SIZE];
			const struct contingency *c = &l.at[i];
			assert_true(isnan(c->margin_mw) || isfinite(c->margin_mw));
			assert_true(c->outcome < CONTINGENCY_OUTCOME_COUNT);
			assert_true(strlen(contingency_print(c, round % 2, text)) < CONTINGENCY_TEXT_SIZE);
		}
	}
	scene_free(&l.s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_site), cmocka_unit_test(the_feed_takes_the_step_first), cmocka_unit_test(an_island_comes_to_rest_or_not),
		cmocka_unit_test(what_is_short_costs_gpus_or_a_cap), cmocka_unit_test(a_large_feed_is_the_worst), cmocka_unit_test(in_words), cmocka_unit_test(of_lower_bounds_it_is_at_most), cmocka_unit_test(what_is_not_known_is_not_zero),
		cmocka_unit_test(each_bus_for_itself), cmocka_unit_test(the_least_margin_is_n1), cmocka_unit_test(absurd_readings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
