/* Lines of all kinds: what a frame holds, what is refused and where, and what the quick looks at a line tell. */
#include "line_samples.h"

struct fixture {
	struct line_reader *reader;
	struct frame frame;
	struct event event;
	const struct site *site;
	struct error err;
};

#define SITE \
	"{\"site\":{\"schema\":\"mwtop/1\",\"bus\":{\"A\":{\"nominal_kv\":13.8},\"B\":{}},\"feed\":{\"TVA\":{\"bus\":\"A\"}}," \
	"\"gen\":{\"G01\":{\"bus\":\"A\"},\"G07\":{\"bus\":\"A\"}},\"tie\":{\"T\":{\"a\":\"A\",\"b\":\"B\"}},\"store\":{\"B1\":{\"bus\":\"A\"}}," \
	"\"gpu\":{\"installed\":1300,\"array\":512}}}"
#define T "{\"t\":\"2024-07-22T09:05:12.000Z\""

static enum line_kind read_bytes(struct fixture *f, const char *text, size_t length) {
	char *copy = mem_alloc(length); /* of exactly the length */
	memcpy(copy, text, length);
	f->err.text[0] = '\0';
	enum line_kind kind = line_read(f->reader, copy, length, &f->frame, &f->event, &f->site, &f->err);
	free(copy);
	return kind;
}

static enum line_kind read_text(struct fixture *f, const char *text) {
	return read_bytes(f, text, strlen(text));
}

static int setup(void **state) {
	struct fixture *f = mem_zalloc(1, sizeof *f);
	f->reader = line_reader_new();
	frame_init(&f->frame);
	*state = f;
	return read_text(f, SITE) == LINE_SITE ? 0 : -1;
}

static int teardown(void **state) {
	struct fixture *f = *state;
	frame_free(&f->frame);
	line_reader_free(f->reader);
	free(f);
	return 0;
}

/* The reading of a column by its key. */
static struct reading at(const struct fixture *f, const char *key) {
	long column = site_column_find(f->frame.site, key, strlen(key));
	if (column < 0)
		fail_msg("no column %s", key);
	return (struct reading){ f->frame.value[column], (enum quality)f->frame.quality[column], f->frame.since_ms[column] };
}

static void assert_good(const struct fixture *f, const char *key, double value) {
	struct reading r = at(f, key);
	if (r.quality != QUALITY_GOOD || r.value != value || r.since_ms != TIME_NONE)
		fail_msg("%s: %s %g", key, quality_words[r.quality], r.value);
}

static void assert_quality(const struct fixture *f, const char *key, enum quality quality) {
	struct reading r = at(f, key);
	if (r.quality != quality || (quality != QUALITY_STALE && !isnan(r.value)))
		fail_msg("%s: %s %g", key, quality_words[r.quality], r.value);
}

static size_t count_of(const struct fixture *f, enum quality quality) {
	size_t n = 0;
	for (size_t c = 0; c < f->frame.count; c++)
		n += f->frame.quality[c] == quality;
	return n;
}

static void test_site(void **state) {
	struct fixture *f = *state;
	assert_ptr_equal(line_reader_site(f->reader), f->site);
	assert_string_equal(f->site->json, SITE);
	assert_int_equal(f->site->array_count, 3);
	const struct site *first = f->site;
	assert_int_equal(read_text(f, "{\"site\":{\"schema\":\"mwtop/1\"}}"), LINE_SITE);
	assert_ptr_not_equal(f->site, first);
	assert_int_equal(read_text(f, SITE), LINE_SITE); /* known: the same again */
	assert_ptr_equal(f->site, first);
	assert_int_equal(read_text(f, "{\"site\":{\"schema\":\"mwtop/1\",\"period_s\":-1}}"), LINE_BAD);
	assert_ptr_equal(line_reader_site(f->reader), first); /* goes on governing */
}

static void test_frame(void **state) {
	struct fixture *f = *state;
	assert_int_equal(read_text(f, T ",\"window_s\":60,\"bus\":{\"A\":{\"hz\":60.01,\"kv\":13.78}},\"feed\":{\"TVA\":{\"mw\":-7.82,\"breaker\":\"closed\"}},"
	                            "\"gen\":{\"G07\":{\"state\":\"tripped\",\"kw\":0,\"mode\":\"auto\"},\"G01\":{\"kw\":1.746e3}},\"tie\":{\"T\":{\"mw\":1}},"
	                            "\"store\":{\"B1\":{\"soc_pct\":50}},\"gpu\":{\"online\":32000,\"bus_mw\":{\"B\":3.5,\"X\":1},\"arrays\":[512,null,276,9]},"
	                            "\"aux\":{\"mw\":0.5}}"), LINE_FRAME);
	assert_int_equal(f->frame.t_ms, INT64_C(1721639112000));
	assert_near(f->frame.window_s, 60, 0);
	assert_ptr_equal(f->frame.site, f->site);
	assert_good(f, "bus.A.hz", 60.01);
	assert_good(f, "feed.TVA.mw", -7.82);
	assert_good(f, "feed.TVA.breaker", BREAKER_CLOSED);
	assert_good(f, "gen.G07.state", GEN_TRIPPED);
	assert_good(f, "gen.G07.kw", 0);
	assert_good(f, "gen.G01.kw", 1746);
	assert_good(f, "tie.T.mw", 1);
	assert_good(f, "store.B1.soc_pct", 50);
	assert_good(f, "gpu.online", 32000);
	assert_good(f, "bus.B.gpu_mw", 3.5);
	assert_good(f, "array.1.online", 512);
	assert_quality(f, "array.2.online", QUALITY_MISSING);
	assert_good(f, "array.3.online", 276);
	assert_good(f, "aux.mw", 0.5);
	assert_int_equal(count_of(f, QUALITY_GOOD), 15);
	assert_int_equal(count_of(f, QUALITY_MISSING), f->frame.count - 15);
	assert_int_equal(read_text(f, T "}"), LINE_FRAME); /* nothing is left of the last one */
	assert_int_equal(count_of(f, QUALITY_MISSING), f->frame.count);
	assert_near(f->frame.window_s, 0, 0);
}

/* "min" and "max" stand beside the readings, touch none of them, and are gone with the next line, whichever way that is read. */
static void test_lowest_and_highest(void **state) {
	(void)state;
	struct fixture *f = *state;
	assert_int_equal(read_text(f, T ",\"gen\":{\"G01\":{\"kw\":5}},\"window_s\":60}"), LINE_FRAME);
	assert_false(f->frame.ranged);
	assert_int_equal(read_text(f, T ",\"max\":{\"gen\":{\"G01\":{\"kw\":9.5,\"kvar\":65535,\"state\":\"loaded\",\"x\":{\"kw\":7}},\"G99\":{\"kw\":1}},\"gpu\":{\"arrays\":[3,null,4,5],"
	                            "\"bus_mw\":{\"B\":2}},\"t\":5,\"window_s\":7,\"q\":{\"gen.G01.kw\":{\"is\":\"bad\"}}},\"gen\":{\"G01\":{\"kw\":5}},\"window_s\":60,"
	                            "\"min\":{\"gen\":{\"G01\":{\"kw\":\"low\",\"kvar\":null,\"oil_kpa\":[4]}},\"bus\":{\"A\":{\"hz\":59.5}}}}"), LINE_FRAME);
	assert_int_equal(f->frame.t_ms, INT64_C(1721639112000));
	assert_near(f->frame.window_s, 60, 0);
	assert_true(f->frame.ranged);
	assert_good(f, "gen.G01.kw", 5);
	assert_int_equal(count_of(f, QUALITY_GOOD), 1);
	static const struct { const char *key; double low, high; } told[] = {
		{ "gen.G01.kw", NAN, 9.5 }, { "gen.G01.kvar", NAN, NAN }, { "gen.G01.state", NAN, NAN }, { "gen.G01.oil_kpa", NAN, NAN }, { "bus.A.hz", 59.5, NAN },
		{ "array.1.online", NAN, 3 }, { "array.2.online", NAN, NAN }, { "array.3.online", NAN, 4 }, { "bus.B.gpu_mw", NAN, 2 },
	};
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		size_t column = (size_t)site_column_find(f->site, told[i].key, strlen(told[i].key));
		if (!values_same(f->frame.low[column], told[i].low) || !values_same(f->frame.high[column], told[i].high))
			fail_msg("%s: %g to %g", told[i].key, f->frame.low[column], f->frame.high[column]);
	}
	assert_int_equal(read_text(f, T ",\"gen\":{\"G01\":{\"kw\":6}},\"window_s\":60}"), LINE_FRAME);
	assert_false(f->frame.ranged);
	assert_int_equal(read_text(f, T ",\"min\":{\"gen\":{\"G01\":{\"kw\":6}}}}"), LINE_FRAME); /* of what window? */
	assert_false(f->frame.ranged);
	assert_int_equal(read_text(f, T ",\"window_s\":60,\"min\":[{\"kw\":6}],\"max\":3}"), LINE_FRAME);
	for (size_t c = 0; f->frame.ranged && c < f->frame.count; c++)
		assert_true(isnan(f->frame.low[c]) && isnan(f->frame.high[c]));
	assert_int_equal(count_of(f, QUALITY_GOOD), 0);
}

static void test_what_is_not_ours(void **state) {
	struct fixture *f = *state;
	assert_int_equal(read_text(f, "{\"v\":[{\"t\":1,\"event\":{}}],\"gen\":{\"G99\":{\"kw\":1},\"G01\":{\"kwx\":2,\"kw\":3,\"deep\":{\"kw\":[4]}}},"
	                            "\"min\":{\"gen\":{\"G01\":{\"kw\":0}}},\"t\":\"2024-07-22T09:05:12Z\",\"gen2\":{\"G01\":{\"kw\":5}},\"array\":{\"1\":{\"online\":6}},"
	                            "\"bus\":7,\"feed\":[8],\"tie\":\"T\",\"store\":{\"B1\":9},\"gpu\":{\"arrays\":{\"1\":1},\"bus_mw\":[1]},\"aux\":null}"), LINE_FRAME);
	assert_good(f, "gen.G01.kw", 3);
	assert_int_equal(count_of(f, QUALITY_MISSING), f->frame.count - 1);
}

static void test_wrong_types_and_doubles(void **state) {
	struct fixture *f = *state;
	assert_int_equal(read_text(f, T ",\"gen\":{\"G01\":{\"kw\":\"12\",\"kvar\":{\"x\":1},\"rpm\":[1],\"state\":4,\"mode\":\"flying\",\"hz\":true,\"exh_c\":NaN,"
	                            "\"oil_kpa\":65535,\"run_h\":65535,\"k\\u0077\":7,\"k\\u0077\":8}}}"), LINE_FRAME);
	assert_good(f, "gen.G01.kw", 8); /* the last, escaped or not */
	assert_good(f, "gen.G01.run_h", 65535);
	static const char *const bad[] = { "kvar", "rpm", "state", "mode", "hz", "exh_c", "oil_kpa" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char key[32];
		snprintf(key, sizeof key, "gen.G01.%s", bad[i]);
		assert_quality(f, key, QUALITY_BAD);
	}
	assert_int_equal(read_text(f, T ",\"gen\":{\"G01\":{\"kw\":5}},\"gen\":{\"G01\":{\"kw\":null}}}"), LINE_FRAME);
	assert_quality(f, "gen.G01.kw", QUALITY_MISSING);
}

static void test_marks(void **state) {
	struct fixture *f = *state;
	assert_int_equal(read_text(f, T ",\"q\":{\"gen.G07\":{\"is\":\"missing\"},\"gen.G01.kw\":{\"since\":\"2024-07-22T09:04:58Z\",\"is\":\"stale\"},"
	                            "\"gen.G01.kvar\":{\"is\":\"bad\"},\"gen.G01.rpm\":{\"is\":\"stale\"},\"gen.G01.hz\":{\"is\":\"stale\"},\"gen.G01.oil_kpa\":{\"is\":\"odd\"},"
	                            "\"gpu.bus_mw.A\":{\"is\":\"bad\"},\"gpu.arrays.2\":{\"is\":\"bad\"},\"aux\":{\"is\":\"bad\"},\"gen.G99\":{\"is\":\"bad\"},\"x\":{\"is\":\"bad\"},"
	                            "\"bus.A\":7,\"feed.TVA\":{},\"\":{\"is\":\"bad\"},\"gen\":{\"is\":\"bad\"},\"feed.TVA.mw\":{\"is\":\"good\"}},"
	                            "\"gen\":{\"G01\":{\"kw\":5,\"kvar\":6,\"rpm\":7,\"oil_kpa\":8,\"state\":\"loaded\"},\"G07\":{\"kw\":9}},\"feed\":{\"TVA\":{\"mw\":1}}}"), LINE_FRAME);
	struct reading kw = at(f, "gen.G01.kw");
	assert_true(kw.quality == QUALITY_STALE && kw.value == 5 && kw.since_ms == INT64_C(1721639098000));
	struct reading rpm = at(f, "gen.G01.rpm");
	assert_true(rpm.quality == QUALITY_STALE && rpm.value == 7 && rpm.since_ms == TIME_NONE);
	assert_quality(f, "gen.G01.kvar", QUALITY_BAD);
	assert_quality(f, "gen.G01.oil_kpa", QUALITY_BAD);
	assert_quality(f, "gen.G01.hz", QUALITY_MISSING); /* stale, but never read */
	assert_quality(f, "gen.G07.kw", QUALITY_MISSING);
	assert_quality(f, "bus.A.gpu_mw", QUALITY_BAD);
	assert_quality(f, "array.2.online", QUALITY_BAD);
	assert_quality(f, "aux.mw", QUALITY_BAD);
	assert_good(f, "feed.TVA.mw", 1);
	assert_good(f, "gen.G01.state", GEN_LOADED);
	assert_int_equal(count_of(f, QUALITY_BAD), 5);
	assert_int_equal(read_text(f, T ",\"q\":{\"gen.G01.kw\":{\"is\":\"bad\"}},\"q\":[],\"gen\":{\"G01\":{\"kw\":5}}}"), LINE_FRAME);
	assert_good(f, "gen.G01.kw", 5); /* the last q says nothing */
}

static void test_dead_bus(void **state) {
	struct fixture *f = *state;
	assert_int_equal(read_text(f, T ",\"bus\":{\"A\":{\"hz\":41,\"hz_min\":40,\"hz_max\":42,\"kv\":2.7},\"B\":{\"hz\":60,\"kv\":0}}}"), LINE_FRAME);
	assert_quality(f, "bus.A.hz", QUALITY_BAD);
	assert_quality(f, "bus.A.hz_max", QUALITY_BAD);
	assert_good(f, "bus.B.hz", 60); /* its nominal voltage is not stated */
}

static void test_kinds(void **state) {
	struct fixture *f = *state;
	static const struct { const char *text; enum line_kind kind; } rows[] = {
		{ "", LINE_EMPTY }, { " \t\r", LINE_EMPTY }, { T ",\"site\":{}}", LINE_FRAME }, { T ",\"event\":{}}", LINE_EVENT },
		{ "{\"event\":{\"t\":1},\"t\":\"2024-07-22T09:05:12Z\"}", LINE_EVENT }, { " " T "} \r", LINE_FRAME },
		{ "{\"x\":1,\"site\":{\"schema\":\"mwtop/1\"},\"t\":\"2024-07-22T09:05:12Z\"}", LINE_SITE }, { "{\"x\":{\"t\":1}}", LINE_BAD },
		{ "\xEF\xBB\xBF" T "}", LINE_FRAME },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (read_text(f, rows[i].text) != rows[i].kind)
			fail_msg("%s: %s", rows[i].text, f->err.text);
}

static void test_refused(void **state) {
	struct fixture *f = *state;
	static const struct { const char *text, *why; } rows[] = {
		{ "{", "column 2: the text ends too early" },
		{ "x", "column 1: expected a value" },
		{ "[1]", "column 1: expected '{'" },
		{ "5", "column 1: expected '{'" },
		{ "{\"x\":1}", "column 1: neither a site nor a time \"t\"" },
		{ "{\"t\":5}", "column 6: t is not a time" },
		{ "{\"t\":\"2024-07-22\"}", "column 6: t is not a time" },
		{ "{\"t\":null,\"gen\":{}}", "column 6: t is not a time" },
		{ T ",\"gen\" {}}", "column 39: expected ':'" },
		{ T "} trailing", "column 34: something follows" },
		{ T ",\"event\":5}", "column 41: event: expected an object" },
		{ T ",\"event\":{\"state\":\"up\"}}", "column 50: event.state is no word" },
		{ T ",\"event\":{\"priority\":3}}", "column 53: event.priority is no word" },
		{ T ",\"event\":{\"t_src\":\"x\"}}", "column 50: event.t_src is not a time" },
		{ "{\"site\":{\"schema\":\"mwtop/3\"}}", "column 19: schema: written by a newer mwtop" },
		{ "{\"site\":{\"schema\":\"mwtop/1\",\"period_s\":NaN}}", "column 40: expected a value" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (read_text(f, rows[i].text) != LINE_BAD || strncmp(f->err.text, rows[i].why, strlen(rows[i].why)) != 0)
			fail_msg("%s: %s; expected %s", rows[i].text, f->err.text, rows[i].why);
	assert_int_equal(read_bytes(f, "{\"t\":\0}", 7), LINE_BAD);
	assert_int_equal(read_bytes(f, "\0\0\0\0", 4), LINE_BAD);
	assert_int_equal(read_text(f, T "}"), LINE_FRAME); /* and goes on */
}

static void test_hostile_sizes(void **state) {
	struct fixture *f = *state;
	size_t size = (10u << 20) + 1;
	char *text = mem_alloc(size);
	memset(text, '{', size);
	assert_int_equal(read_bytes(f, text, 100000), LINE_BAD);
	memset(text, '[', 100000);
	assert_int_equal(read_bytes(f, text, 100000), LINE_BAD);
	for (size_t i = 0; i < 100000; i++)
		memcpy(text + 5 * i, "{\"a\":", 5);
	assert_int_equal(read_bytes(f, text, 500000), LINE_BAD);
	assert_non_null(strstr(f->err.text, "column 321: nested too deeply"));
	memset(text, ' ', size);
	memcpy(text, T "}", sizeof T);
	assert_int_equal(read_bytes(f, text, LINE_LENGTH_MAX), LINE_FRAME);
	assert_int_equal(read_bytes(f, text, LINE_LENGTH_MAX + 1), LINE_BAD);
	assert_int_equal(read_bytes(f, text, size), LINE_BAD);
	free(text);
}

/* Sites are kept as long as the reader; damage that looks like ever new sites must not fill the memory. */
static void test_too_many_sites(void **state) {
	struct fixture *f = *state;
	char text[100];
	int read = 0;
	enum line_kind kind = LINE_SITE;
	while (kind == LINE_SITE && read < 10000) {
		snprintf(text, sizeof text, "{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"%d\"}}", ++read);
		kind = read_text(f, text);
	}
	assert_int_equal(kind, LINE_BAD);
	assert_int_equal(read, 4096);
	assert_string_equal(f->err.text, "column 1: too many different sites in one recording");
	assert_int_equal(read_text(f, SITE), LINE_SITE); /* those that are known still serve */
}

static void test_frame_before_site(void **state) {
	(void)state;
	struct fixture f = { .reader = line_reader_new() };
	frame_init(&f.frame);
	assert_null(line_reader_site(f.reader));
	assert_int_equal(read_text(&f, T "}"), LINE_BAD);
	assert_string_equal(f.err.text, "column 1: a frame before any site");
	assert_int_equal(read_text(&f, T ",\"event\":{}}"), LINE_EVENT);
	frame_free(&f.frame);
	line_reader_free(f.reader);
}

static void test_without_places(void **state) {
	struct fixture *f = *state;
	assert_int_equal(line_read(f->reader, T "}", sizeof T, NULL, NULL, NULL, &f->err), LINE_FRAME);
	assert_int_equal(line_read(f->reader, T ",\"event\":{}}", sizeof T + 11, NULL, NULL, NULL, &f->err), LINE_EVENT);
	assert_int_equal(line_read(f->reader, SITE, sizeof SITE - 1, NULL, NULL, NULL, &f->err), LINE_SITE);
}

static void test_line_time(void **state) {
	(void)state;
	static const struct { const char *text; int64_t t_ms; bool site; } rows[] = {
		{ T "}", INT64_C(1721639112000), false },
		{ T ",\"event\":{", INT64_C(1721639112000), false }, /* torn, but its time is known */
		{ "{ \"t\" : \"2024-07-22T11:05:12+02:00\"}", INT64_C(1721639112000), false },
		{ "  {\"x\":{\"t\":\"2020-01-01T00:00:00Z\"},\"t\":\"2024-07-22T09:05:12Z\"}", INT64_C(1721639112000), false },
		{ "{\"t\":\"2024-07-22T09:05:12.5Z\"}", INT64_C(1721639112500), false },
		{ "{\"t\":\"2024-07-22T09:05:1", TIME_NONE, false }, { "{\"t\":\"2024-07-22T09:05:12.000Z", TIME_NONE, false },
		{ "{\"t\":5}", TIME_NONE, false }, { "", TIME_NONE, false }, { "{", TIME_NONE, false }, { "{}", TIME_NONE, false }, { "xyz", TIME_NONE, false },
		{ "{\"t\":\"2024-99-22T09:05:12.000Z\"}", TIME_NONE, false },
		{ SITE, TIME_NONE, true }, { " { \"site\" : {", TIME_NONE, true }, { "{\"x\":1,\"site\":{},\"t\":\"2024-07-22T09:05:12Z\"}", TIME_NONE, true },
		{ "{\"sites\":{}}", TIME_NONE, false }, { "{\"site\"", TIME_NONE, false }, { "\"site\"", TIME_NONE, false },
		{ "\xEF\xBB\xBF{\"site\":{}}", TIME_NONE, true }, { "\xEF\xBB\xBF" T "}", INT64_C(1721639112000), false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t length = strlen(rows[i].text);
		char *copy = mem_alloc(length);
		memcpy(copy, rows[i].text, length);
		if (line_time(copy, length) != rows[i].t_ms || line_is_site(copy, length) != rows[i].site)
			fail_msg("%s: %lld, %d", rows[i].text, (long long)line_time(copy, length), line_is_site(copy, length));
		free(copy);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_site), TEST(test_frame), TEST(test_lowest_and_highest), TEST(test_what_is_not_ours), TEST(test_wrong_types_and_doubles), TEST(test_marks), TEST(test_dead_bus),
		TEST(test_kinds), TEST(test_refused), TEST(test_hostile_sizes), TEST(test_too_many_sites), cmocka_unit_test(test_frame_before_site), TEST(test_without_places),
		cmocka_unit_test(test_line_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
