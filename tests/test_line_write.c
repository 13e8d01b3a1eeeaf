/* Frames as they are written, and that writing, reading and writing again gives the same bytes. */
#include "line_samples.h"

#define T_MS INT64_C(1721639112000)
#define T_TEXT "{\"t\":\"2024-07-22T09:05:12.000Z\""

/* An empty frame at T_MS of a new site; both the caller's. */
static struct site *begin(struct frame *f, size_t sets) {
	struct site *site = sample_site(sets);
	frame_init(f);
	frame_reset(f, site, T_MS);
	return site;
}

static void assert_written(const struct frame *f, const char *expected) {
	struct buf out = { 0 };
	line_write_frame(&out, f);
	assert_string_equal(out.data, expected);
	buf_free(&out);
}

static void test_places_and_order(void **state) {
	(void)state;
	struct frame f;
	struct site *site = begin(&f, 2);
	assert_written(&f, T_TEXT "}\n");
	f.window_s = 60;
	frame_set(&f, M_AUX_MW, 0, 0.5);
	frame_set(&f, M_ARRAY_ONLINE, 2, 276);
	frame_set(&f, M_ARRAY_ONLINE, 0, 512);
	frame_set(&f, M_BUS_GPU_MW, 1, 3.1234);
	frame_set(&f, M_GPU_CAP_W, 0, 402.4);
	frame_set(&f, M_STORE_SOC_PCT, 0, 50.05);
	frame_set(&f, M_TIE_BREAKER, 0, BREAKER_OPEN);
	frame_set(&f, M_GEN_KW, 1, 1746.4);
	frame_set(&f, M_GEN_STATE, 1, GEN_LOADED);
	frame_set(&f, M_FEED_MW, 0, -7.8249);
	frame_set(&f, M_BUS_HZ, 0, 60.0104);
	assert_written(&f, T_TEXT ",\"window_s\":60,\"bus\":{\"A\":{\"hz\":60.01}},\"feed\":{\"TVA\":{\"mw\":-7.825}},\"gen\":{\"G002\":{\"state\":\"loaded\",\"kw\":1746}},"
	                          "\"tie\":{\"T1\":{\"breaker\":\"open\"}},\"store\":{\"B1\":{\"soc_pct\":50.1}},\"gpu\":{\"cap_w\":402,\"bus_mw\":{\"B\":3.123},"
	                          "\"arrays\":[512,null,276]},\"aux\":{\"mw\":0.5}}\n");
	frame_free(&f);
	site_free(site);
}

static void test_qualities(void **state) {
	(void)state;
	struct frame f;
	struct site *site = begin(&f, 1);
	frame_set(&f, M_GEN_KW, 0, 5);
	frame_mark(&f, M_GEN_KW, 0, QUALITY_STALE, T_MS - 14000);
	frame_set(&f, M_GEN_KVAR, 0, 0);
	frame_mark(&f, M_GEN_KVAR, 0, QUALITY_STALE, TIME_NONE);
	frame_set(&f, M_GEN_RPM, 0, 7);
	frame_mark(&f, M_GEN_RPM, 0, QUALITY_BAD, TIME_NONE);
	frame_mark(&f, M_GEN_STATE, 0, QUALITY_BAD, TIME_NONE);
	frame_mark(&f, M_GEN_OIL_KPA, 0, QUALITY_STALE, T_MS); /* never read: the same as missing */
	f.value[site_column(site, M_GEN_MODE, 0)] = 77;          /* no such word */
	f.quality[site_column(site, M_GEN_MODE, 0)] = QUALITY_GOOD;
	frame_mark(&f, M_ARRAY_ONLINE, 1, QUALITY_BAD, TIME_NONE);
	assert_written(&f, T_TEXT ",\"gen\":{\"G001\":{\"state\":null,\"kw\":5,\"kvar\":0,\"rpm\":null}},\"gpu\":{\"arrays\":[null,null]},"
	                          "\"q\":{\"gen.G001.state\":{\"is\":\"bad\"},\"gen.G001.kw\":{\"is\":\"stale\",\"since\":\"2024-07-22T09:04:58.000Z\"},"
	                          "\"gen.G001.kvar\":{\"is\":\"stale\"},\"gen.G001.rpm\":{\"is\":\"bad\"},\"array.2.online\":{\"is\":\"bad\"}}}\n");
	frame_free(&f);
	site_free(site);
}

static void test_ranges(void **state) {
	(void)state;
	struct frame f;
	struct site *site = begin(&f, 1);
	frame_set(&f, M_GEN_KW, 0, 5);
	frame_mark(&f, M_GEN_KW, 0, QUALITY_STALE, T_MS - 14000);
	frame_begin_range(&f);
	size_t kw = site_column(site, M_GEN_KW, 0), state_column = site_column(site, M_GEN_STATE, 0);
	f.low[kw] = 3.4;
	f.high[kw] = 9;
	f.low[state_column] = 2; /* words have no lowest */
	f.low[site_column(site, M_ARRAY_ONLINE, 1)] = 7;
	f.low[site_column(site, M_BUS_GPU_MW, 0)] = 1.5;
	f.high[site_column(site, M_AUX_MW, 0)] = 0;
	static const char rest[] = "\"gen\":{\"G001\":{\"kw\":5}},\"q\":{\"gen.G001.kw\":{\"is\":\"stale\",\"since\":\"2024-07-22T09:04:58.000Z\"}}";
	char expected[600];
	snprintf(expected, sizeof expected, T_TEXT ",%s}\n", rest);
	assert_written(&f, expected); /* of a sample there is no range */
	f.window_s = 60;
	snprintf(expected, sizeof expected, T_TEXT ",\"window_s\":60,%s,\"min\":{\"gen\":{\"G001\":{\"kw\":3}},\"gpu\":{\"bus_mw\":{\"A\":1.5},\"arrays\":[null,7]}},"
	         "\"max\":{\"gen\":{\"G001\":{\"kw\":9}},\"aux\":{\"mw\":0}}}\n", rest);
	assert_written(&f, expected);
	frame_free(&f);
	site_free(site);
}

/* Lowest and highest of some numbers, in no way related to the readings. */
static void sample_range(struct frame *f, struct random *r) {
	frame_begin_range(f);
	for (size_t c = 0; c < f->count; c++) {
		enum metric_id id;
		size_t object;
		site_column_parts(f->site, c, &id, &object);
		if (metric_at(id)->kind == METRIC_NUMBER && random_next(r) % 4 != 0)
			f->low[c] = sample_value(r, metric_at(id));
		if (metric_at(id)->kind == METRIC_NUMBER && random_next(r) % 4 != 0)
			f->high[c] = sample_value(r, metric_at(id));
	}
}

static void check_round_trip(uint64_t seed) {
	static const size_t sets[] = { 0, 1, 14, 40, 256 };
	struct site *site = sample_site(sets[seed % 5]);
	struct line_reader *r = line_reader_new();
	struct frame made, read;
	struct buf once = { 0 }, again = { 0 };
	struct random random;
	struct error err = { "" };
	random_seed(&random, seed, 0);
	frame_init(&made);
	frame_init(&read);
	line_reader_use(r, site);
	for (int i = 0; i < 8; i++) {
		sample_frame(&made, site, &random, T_MS + (int64_t)(random_next(&random) % 1000000000));
		made.window_s = random_next(&random) % 3 == 0 ? 60 : 0;
		if (random_next(&random) % 2 == 0)
			sample_range(&made, &random);
		buf_clear(&once);
		buf_clear(&again);
		line_write_frame(&once, &made);
		if (line_read(r, once.data, once.len - 1, &read, NULL, NULL, &err) != LINE_FRAME)
			fail_msg("seed %llu: %s: %s", (unsigned long long)seed, err.text, once.data);
		line_write_frame(&again, &read);
		if (strcmp(once.data, again.data) != 0)
			fail_msg("seed %llu:\n%s%s", (unsigned long long)seed, once.data, again.data);
		for (size_t c = 0; c < made.count; c++)
			if (made.quality[c] != read.quality[c] && !(made.quality[c] == QUALITY_STALE && isnan(made.value[c])))
				fail_msg("seed %llu: column %zu was %s and is %s", (unsigned long long)seed, c, quality_words[made.quality[c]], quality_words[read.quality[c]]);
		assert_int_equal(read.ranged, made.ranged && made.window_s > 0);
		for (size_t c = 0; read.ranged && c < made.count; c++)
			if (isnan(made.low[c]) != isnan(read.low[c]) || isnan(made.high[c]) != isnan(read.high[c]))
				fail_msg("seed %llu: column %zu had %g to %g and has %g to %g", (unsigned long long)seed, c, made.low[c], made.high[c], read.low[c], read.high[c]);
	}
	buf_free(&once);
	buf_free(&again);
	frame_free(&made);
	frame_free(&read);
	line_reader_free(r);
	site_free(site);
}

static void test_round_trip(void **state) {
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++)
		check_round_trip(seed);
}

/* Every column alone, at zero: it is written in its place and read back as zero, not as missing. */
static void test_every_column(void **state) {
	(void)state;
	struct site *site = sample_site(3);
	struct line_reader *r = line_reader_new();
	struct frame f, read;
	struct buf out = { 0 };
	struct error err;
	frame_init(&f);
	frame_init(&read);
	line_reader_use(r, site);
	for (size_t c = 0; c < site->column_count; c++) {
		enum metric_id id;
		size_t object;
		site_column_parts(site, c, &id, &object);
		frame_reset(&f, site, T_MS);
		frame_set(&f, id, object, 0);
		buf_clear(&out);
		line_write_frame(&out, &f);
		assert_int_equal(line_read(r, out.data, out.len - 1, &read, NULL, NULL, &err), LINE_FRAME);
		for (size_t i = 0; i < read.count; i++)
			if (read.quality[i] != (i == c ? QUALITY_GOOD : QUALITY_MISSING) || (i == c && read.value[i] != 0))
				fail_msg("column %zu of %s", i, out.data);
	}
	buf_free(&out);
	frame_free(&f);
	frame_free(&read);
	line_reader_free(r);
	site_free(site);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places_and_order), cmocka_unit_test(test_qualities), cmocka_unit_test(test_ranges), cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_every_column),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
