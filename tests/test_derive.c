/* Derived values where there are several buses, and what must hold for any frame. */
#include "model_scene.h"

/* Two buses with 8 MW of feed and one set on A, six sets on B. */
static struct scene two_buses(void) {
	struct scene s = { .site = model_site(1, 7) };
	s.site->bus_count = 2;
	s.site->bus[1] = s.site->bus[0];
	snprintf(s.site->bus[1].id, SITE_ID_SIZE, "B");
	for (size_t g = 1; g < 7; g++)
		s.site->gen[g].bus = 1;
	s.site->tie_count = 1;
	snprintf(s.site->tie[0].id, SITE_ID_SIZE, "T");
	s.site->tie[0].bus_a = 0;
	s.site->tie[0].bus_b = 1;
	site_finish(s.site);
	frame_init(&s.frame);
	model_frame(&s.frame, s.site, T0);
	frame_set(&s.frame, M_GPU_MW, 0, 19);
	frame_set(&s.frame, M_BUS_GPU_MW, 0, 6);
	frame_set(&s.frame, M_BUS_GPU_MW, 1, 13);
	frame_set(&s.frame, M_TIE_BREAKER, 0, BREAKER_OPEN);
	return s;
}

static void rule_8_margins_per_bus(void **state) {
	(void)state;
	struct scene s = two_buses();
	derive(&s);
	assert_near(VALUE(s, D_HEADROOM_MW), 25.5 - 19, 1e-9);
	assert_near(VALUE(s, D_N1_SET_MW), 15 - 13 - 2.5, 1e-9);    /* bus B */
	assert_near(VALUE(s, D_N1_FEED_MW), 10.5 - 6 - 8, 1e-9);    /* bus A, where the feed is */
	assert_near(VALUE(s, D_N1_MW), -3.5, 1e-9);
	assert_string_equal(s.d.n1_worst, "TVA");
	assert_int_equal(s.d.tie[0], BUS_PARALLEL);
	assert_int_equal(s.d.tie[1], BUS_ISLAND);
	frame_set(&s.frame, M_TIE_BREAKER, 0, BREAKER_CLOSED); /* joined: one */
	derive(&s);
	assert_near(VALUE(s, D_N1_MW), 25.5 - 19 - 8, 1e-9);
	assert_near(VALUE(s, D_N1_SET_MW), 25.5 - 19 - 2.5, 1e-9);
	assert_int_equal(s.d.tie[1], BUS_PARALLEL);
	frame_mark(&s.frame, M_TIE_BREAKER, 0, QUALITY_STALE, T0); /* not known: not joined */
	derive(&s);
	assert_near(VALUE(s, D_N1_MW), -3.5, 1e-9);
	frame_mark(&s.frame, M_BUS_GPU_MW, 1, QUALITY_MISSING, TIME_NONE); /* loads not known: all buses are one */
	derive(&s);
	assert_near(VALUE(s, D_N1_MW), 25.5 - 19 - 8, 1e-9);
	scene_free(&s);
}

static void rule_5_dead_bus(void **state) {
	(void)state;
	struct scene s = two_buses();
	frame_set(&s.frame, M_BUS_KV, 1, 2.7);
	derive(&s);
	assert_int_equal(s.d.tie[1], BUS_DEAD);
	assert_int_equal(s.d.tie[0], BUS_PARALLEL);
	frame_mark(&s.frame, M_BUS_KV, 1, QUALITY_MISSING, TIME_NONE);
	derive(&s);
	assert_int_equal(s.d.tie[1], BUS_ISLAND);
	frame_set(&s.frame, M_TIE_BREAKER, 0, BREAKER_CLOSED); /* its neighbour's voltage is its own */
	frame_set(&s.frame, M_BUS_KV, 0, 0);
	derive(&s);
	assert_int_equal(s.d.tie[1], BUS_DEAD);
	frame_set(&s.frame, M_BUS_KV, 0, 13.8);
	for (size_t g = 0; g < 7; g++)
		model_trip(&s.frame, g);
	frame_set(&s.frame, M_FEED_BREAKER, 0, BREAKER_OPEN);
	derive(&s); /* voltage, and nobody knows from where */
	assert_int_equal(s.d.tie[0], BUS_UNKNOWN);
	scene_free(&s);
}

/* A frame of which every reading may be anything. */
static void randomise(struct frame *f, uint64_t *seed) {
	static const double odd[] = { 0, -1, 1e308, -1e308, 1e-308, 65535, 1e18, 0.5 };
	for (size_t c = 0; c < f->count; c++) {
		uint64_t r = model_random(seed);
		enum metric_id id;
		size_t object;
		assert_true(site_column_parts(f->site, c, &id, &object));
		const struct metric *m = metric_at(id);
		double value = r % 64 == 0 ? odd[(r >> 8) % 8] : m->kind == METRIC_LABEL ? (double)((r >> 8) % 12) : (double)((r >> 8) % 3000);
		frame_set(f, id, object, value);
		if ((r >> 40) % 8 == 0)
			frame_mark(f, id, object, (enum quality)((r >> 48) % 4), T0);
	}
}

static void any_frame(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	static const size_t gens[] = { 0, 1, 14, 40, 256 }, feeds[] = { 0, 1, 3, 8 };
	for (int round = 0; round < 400; round++) {
		struct scene s = scene_new(feeds[model_random(&seed) % 4], gens[model_random(&seed) % 5]);
		if (round % 3 == 0)
			s.site->gpu.present = false;
		if (round % 5 == 0)
			s.site->training.present = false;
		if (round % 7 == 0)
			s.site->bus_count = 0; /* a site line may name none */
		site_finish(s.site);
		frame_reset(&s.frame, s.site, T0);
		for (int k = 0; k < 10; k++) {
			randomise(&s.frame, &seed);
			derive(&s);
			const struct quantity *q = s.d.q;
			for (int i = 0; i < DERIVED_COUNT; i++) {
				assert_true(isnan(q[i].value) || isfinite(q[i].value));
				assert_true(q[i].reporting <= q[i].total);
			}
			if (!isnan(q[D_AVAILABLE_MW].value)) {
				assert_true(q[D_FIRM_MW].value <= q[D_AVAILABLE_MW].value);
				assert_true(q[D_FIRM_FEED_MW].value <= q[D_AVAILABLE_MW].value);
			}
			if (!isnan(q[D_N1_SET_MW].value) && !isnan(q[D_N1_FEED_MW].value) && s.site->bus_count)
				assert_true(q[D_N1_MW].value <= fmin(q[D_N1_SET_MW].value, q[D_N1_FEED_MW].value));
			if (!isnan(q[D_SUPPLY_MW].value)) {
				double sum = 0;
				static const enum derived_id parts[] = { D_IMPORT_MW, D_GEN_MW, D_STORE_MW };
				for (size_t p = 0; p < 3; p++)
					sum += isnan(q[parts[p]].value) ? 0 : q[parts[p]].value;
				assert_near(q[D_SUPPLY_MW].value, sum, 1e-9 * fabs(sum) + 1e-9);
			}
			unsigned states = 0;
			for (int st = 0; st < GEN_STATE_COUNT; st++)
				states += s.d.gens_in_state[st];
			assert_true(states <= s.site->gen_count);
			assert_true(strlen(s.d.n1_worst) < SITE_ID_SIZE);
		}
		scene_free(&s);
	}
}

/* Losing a reading never makes what is available or online greater. */
static void less_is_known_less_is_counted(void **state) {
	(void)state;
	uint64_t seed = model_seed();
	struct scene s = scene_new(2, 14);
	for (int k = 0; k < 2000; k++) {
		model_frame(&s.frame, s.site, T0);
		derive(&s);
		double available = VALUE(s, D_AVAILABLE_MW), online = VALUE(s, D_ONLINE_MW), supply = VALUE(s, D_SUPPLY_MW);
		for (int m = 0; m < 5; m++) {
			size_t gen = model_random(&seed) % 14;
			enum metric_id id = (enum metric_id)(M_GEN_STATE + model_random(&seed) % metric_class_size(CLASS_GEN));
			frame_mark(&s.frame, id, gen, QUALITY_STALE, T0);
			derive(&s);
			assert_true(VALUE(s, D_AVAILABLE_MW) <= available && VALUE(s, D_ONLINE_MW) <= online && VALUE(s, D_SUPPLY_MW) <= supply);
			available = VALUE(s, D_AVAILABLE_MW);
			online = VALUE(s, D_ONLINE_MW);
			supply = VALUE(s, D_SUPPLY_MW);
		}
	}
	scene_free(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rule_8_margins_per_bus), cmocka_unit_test(rule_5_dead_bus), cmocka_unit_test(any_frame),
		cmocka_unit_test(less_is_known_less_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
