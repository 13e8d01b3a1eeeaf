/* Sites: defaults, and columns that number every metric of every object once, at any count of sets and feeds. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "site.h"

static struct site *site_of(size_t feeds, size_t gens) {
	struct site *site = site_new();
	site->bus_count = 1;
	strcpy(site->bus[0].id, "A");
	site->feed_count = feeds;
	for (size_t i = 0; i < feeds; i++)
		snprintf(site->feed[i].id, sizeof site->feed[i].id, "F%zu", i + 1);
	site->gen_count = gens;
	site->gen = mem_zalloc(gens, sizeof *site->gen);
	for (size_t i = 0; i < gens; i++) {
		site->gen[i] = site_gen_default();
		snprintf(site->gen[i].id, sizeof site->gen[i].id, "G%02zu", i + 1);
	}
	site_finish(site);
	return site;
}

static void test_defaults(void **state) {
	(void)state;
	struct site *site = site_new();
	assert_string_equal(site->schema, "mwtop/1");
	assert_string_equal(site->tz_name, "UTC");
	assert_ptr_equal(site->tz, tz_utc());
	assert_near(site->period_s, 1, 0);
	assert_false(site->gpu.present);
	assert_string_equal(site->gpu.model, "H100");
	assert_near(site->gpu.tdp_w, 700, 0);
	assert_near(site->gpu.overhead_w, 575, 0);
	assert_near(site->gpu.pue, 1.25, 0);
	assert_near(site->gpu.pue * (1 + site->gpu.network_pct / 100) * (402 + site->gpu.overhead_w), 1343.4, 0.05); /* W per GPU */
	assert_false(site->training.present);
	assert_true(site->training.start_ms == TIME_NONE);
	assert_int_equal(site->policy.stance, STANCE_N0);
	assert_int_equal(site->policy.shed, SHED_CAP);
	assert_near(site->policy.cap_s, 15, 0);
	assert_near(site->policy.breaker_s, 0.2, 0);
	assert_int_equal(site->feed_count + site->gen_count + site->bus_count, 0);
	assert_int_equal(site->array_count, 0);
	assert_int_equal(site->column_count, metric_class_size(CLASS_GPU) + metric_class_size(CLASS_AUX));
	struct site_gen gen = site_gen_default();
	assert_near(gen.rated_kw, 2500, 0);
	assert_near(gen.mva, 3.125, 0);
	assert_near(gen.u_hz, 57.5, 0);
	struct site_feed feed = site_feed_default();
	assert_true(feed.trip_mw != feed.trip_mw && feed.limit_mw != feed.limit_mw);
	assert_near(feed.import_min_mw, 0, 0);
	site_free(site);
	site_free(NULL);
}

static void test_every_column_comes_back(void **state) {
	(void)state;
	static const size_t gens[] = { 0, 1, 14, 40, 256 }, feeds[] = { 0, 1, 3, 8 };
	for (size_t g = 0; g < 5; g++)
		for (size_t f = 0; f < 4; f++) {
			struct site *site = site_of(feeds[f], gens[g]);
			size_t expected = metric_class_size(CLASS_BUS) + feeds[f] * metric_class_size(CLASS_FEED) +
			                  gens[g] * metric_class_size(CLASS_GEN) + metric_class_size(CLASS_GPU) + metric_class_size(CLASS_AUX);
			assert_int_equal(site->column_count, expected);
			for (size_t c = 0; c < site->column_count; c++) {
				enum metric_id id;
				size_t object;
				char key[64];
				assert_true(site_column_parts(site, c, &id, &object));
				assert_int_equal(site_column(site, id, object), c);
				site_column_key(site, c, key, sizeof key);
				assert_int_equal(site_column_find(site, key, strlen(key)), c);
			}
			enum metric_id id;
			size_t object;
			assert_false(site_column_parts(site, site->column_count, &id, &object));
			site_free(site);
		}
}

static void test_keys(void **state) {
	(void)state;
	struct site *site = site_of(1, 14);
	strcpy(site->gen[3].id, "g.4"); /* an id may hold a dot */
	char key[64];
	assert_string_equal(site_column_key(site, site_column(site, M_GEN_KW, 6), key, sizeof key), "gen.G07.kw");
	assert_string_equal(site_column_key(site, site_column(site, M_GPU_ONLINE, 0), key, sizeof key), "gpu.online");
	assert_string_equal(site_column_key(site, 100000, key, sizeof key), "");
	assert_string_equal(site_column_key(site, site_column(site, M_GEN_KW, 6), key, 6), "gen.G");
	assert_int_equal(site_column_find(site, "gen.g.4.kw", 10), site_column(site, M_GEN_KW, 3));
	assert_int_equal(site_column_find(site, "gen.G07.kw\":{", 10), site_column(site, M_GEN_KW, 6));
	static const char *const bad[] = { "", ".", "..", "gen", "gen.", "gen.kw", "gen.G07", "gen.G07.", "gen.G99.kw", "gen.G07.mw", "gpu.x.online", "gpu..online",
		"bus.B.hz", "GEN.G07.kw", "gen.*.kw", "array.1.online", "aux.mw.mw" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (site_column_find(site, bad[i], strlen(bad[i])) != -1)
			fail_msg("found: %s", bad[i]);
	site_free(site);
}

static void test_find(void **state) {
	(void)state;
	struct site *site = site_of(2, 14);
	assert_int_equal(site_find(site, CLASS_GEN, "G14", 3), 13);
	assert_int_equal(site_find(site, CLASS_GEN, "G14x", 3), 13);
	assert_int_equal(site_find(site, CLASS_GEN, "G1", 2), -1);
	assert_int_equal(site_find(site, CLASS_GEN, "G141", 4), -1);
	assert_int_equal(site_find(site, CLASS_GEN, "", 0), -1);
	assert_int_equal(site_find(site, CLASS_FEED, "F2", 2), 1);
	assert_int_equal(site_find(site, CLASS_FEED, "F2\0", 3), -1);
	assert_int_equal(site_find(site, CLASS_GPU, "", 0), 0);
	assert_string_equal(site_object_id(site, CLASS_GEN, 6), "G07");
	assert_string_equal(site_object_id(site, CLASS_GEN, 14), "");
	assert_string_equal(site_object_id(site, CLASS_GPU, 0), "");
	site_free(site);
}

static size_t arrays(double installed, double array) {
	struct site *site = site_new();
	site->gpu.present = true;
	site->gpu.installed = installed;
	site->gpu.array = array;
	site_finish(site);
	size_t count = site->array_count;
	assert_int_equal(site->column_count, metric_class_size(CLASS_GPU) + metric_class_size(CLASS_AUX) + count);
	site_free(site);
	return count;
}

static void test_arrays(void **state) {
	(void)state;
	assert_int_equal(arrays(32000, 512), 63); /* the last is half */
	assert_int_equal(arrays(32256, 512), 63);
	assert_int_equal(arrays(32257, 512), 64);
	assert_int_equal(arrays(1, 512), 1);
	assert_int_equal(arrays(0, 512), 0);
	assert_int_equal(arrays(NAN, 512), 0);
	assert_int_equal(arrays(-5, 512), 0);
	assert_int_equal(arrays(1000, 0), 0);
	assert_int_equal(arrays(1000, 1e-300), 0);
	assert_int_equal(arrays(1e300, 1), SITE_ARRAY_MAX);
	assert_int_equal(arrays(INFINITY, INFINITY), 0);
	struct site *site = site_new();
	site->gpu.present = true;
	site->gpu.installed = 100000;
	site_finish(site);
	assert_int_equal(site->array_count, 196);
	assert_string_equal(site_object_id(site, CLASS_ARRAY, 195), "196");
	assert_int_equal(site_find(site, CLASS_ARRAY, "196", 3), 195);
	assert_int_equal(site_find(site, CLASS_ARRAY, "197", 3), -1);
	assert_int_equal(site_find(site, CLASS_ARRAY, "0", 1), -1);
	assert_int_equal(site_find(site, CLASS_ARRAY, "01", 2), -1);
	assert_int_equal(site_find(site, CLASS_ARRAY, "1x", 2), -1);
	assert_int_equal(site_find(site, CLASS_ARRAY, "99999999999999999999", 20), -1);
	assert_int_equal(site_column_find(site, "array.2.online", 14), site_column(site, M_ARRAY_ONLINE, 1));
	site_free(site);
}

static void test_promises_are_put_in_order(void **state) {
	(void)state;
	struct site *site = site_of(1, 0);
	site->feed[0].promise_count = 3;
	site->feed[0].promise[0] = (struct promise){ 3000, 150 };
	site->feed[0].promise[1] = (struct promise){ 1000, 20 };
	site->feed[0].promise[2] = (struct promise){ 2000, 50 };
	site_finish(site);
	for (int i = 0; i < 3; i++)
		assert_int_equal(site->feed[0].promise[i].t_ms, 1000 * (i + 1));
	assert_near(site->feed[0].promise[2].limit_mw, 150, 0);
	site_free(site);
}

static void test_words(void **state) {
	(void)state;
	assert_int_equal(word_find(stance_words, "n1-feed", 7), STANCE_N1_FEED);
	assert_int_equal(word_find(shed_words, "breaker", 7), SHED_BREAKER);
	assert_int_equal(word_find(priority_words, "high", 4), PRIORITY_HIGH);
	assert_int_equal(word_find(origin_words, "simulated", 9), ORIGIN_SIMULATED);
	assert_int_equal(word_find(rule_op_words, ">=", 2), OP_GE);
	assert_int_equal(word_find(rule_op_words, "is", 2), OP_QUALITY);
}

/* "A frequency low" would read as an article, "bus A bus dead" twice. */
static void a_bus_is_named_as_one(void **state) {
	(void)state;
	struct site *site = site_of(1, 2);
	const char *bus = site->bus[0].id, *set = site->gen[0].id;
	assert_string_equal(site_bus_word(site, bus), "bus ");
	assert_string_equal(site_bus_word(site, set), "");
	assert_string_equal(site_bus_word(site, "nobody"), "");
	assert_string_equal(site_bus_word(NULL, bus), "");
	assert_string_equal(site_bus_text(site, bus, "bus dead"), "dead");
	assert_string_equal(site_bus_text(site, bus, "busy"), "busy");
	assert_string_equal(site_bus_text(site, bus, "bus"), "bus");
	assert_string_equal(site_bus_text(site, set, "bus dead"), "bus dead");
	char said[32], small[6];
	assert_string_equal(site_say(site, bus, "bus dead", said, sizeof said), "bus A dead");
	assert_string_equal(site_say(site, set, "low gas", said, sizeof said), "G01 low gas");
	assert_string_equal(site_say(NULL, "", "job stopped", said, sizeof said), "job stopped");
	assert_string_equal(site_say(site, bus, "bus dead", small, sizeof small), "bus A");
	site_free(site);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_every_column_comes_back),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_arrays),
		cmocka_unit_test(test_promises_are_put_in_order),
		cmocka_unit_test(test_words), cmocka_unit_test(a_bus_is_named_as_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
