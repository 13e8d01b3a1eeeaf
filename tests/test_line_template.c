/* The fast way gives what the general way gives, whatever changes from one line to the next; and it is taken when it can be. */
#include "line_samples.h"
#include "line_template.h"

#define START INT64_C(1721606400000)

struct pair {
	struct site *site;
	struct line_reader *fast, *general;
	struct frame a, b;
};

static struct pair pair_new(size_t sets) {
	struct pair p = { .site = sample_site(sets), .fast = line_reader_new(), .general = line_reader_new() };
	line_reader_use(p.fast, p.site);
	line_reader_use(p.general, p.site);
	line_reader_general_only(p.general, true);
	frame_init(&p.a);
	frame_init(&p.b);
	return p;
}

static void pair_free(struct pair *p) {
	frame_free(&p->a);
	frame_free(&p->b);
	line_reader_free(p->fast);
	line_reader_free(p->general);
	site_free(p->site);
}

/* Both ways must agree on the kind, the frame and the reason. Text lies in memory of exactly its length. */
static enum line_kind read_both(struct pair *p, const char *text, size_t length) {
	struct error err_a = { "" }, err_b = { "" };
	struct event event;
	const struct site *site;
	char *copy = mem_alloc(length);
	memcpy(copy, text, length);
	enum line_kind a = line_read(p->fast, copy, length, &p->a, &event, &site, &err_a);
	enum line_kind b = line_read(p->general, copy, length, &p->b, &event, &site, &err_b);
	free(copy);
	if (a != b || strcmp(err_a.text, err_b.text) != 0)
		fail_msg("%d \"%s\", and %d \"%s\": %.*s", a, err_a.text, b, err_b.text, (int)length, text);
	if (a == LINE_FRAME)
		assert_frames_same(&p->a, &p->b);
	return a;
}

static enum line_kind read_text(struct pair *p, const char *text) {
	return read_both(p, text, strlen(text));
}

static uint64_t fast_count(const struct pair *p) {
	uint64_t fast, general;
	line_reader_counts(p->fast, &fast, &general);
	return fast;
}

/* Moves some readings, sometimes words, seldom what is there at all. */
static void move_frame(struct frame *f, struct random *r) {
	f->t_ms += random_next(r) % 50 == 0 ? 86399000 : 1000;
	for (size_t c = 0; c < f->count; c++) {
		enum metric_id id;
		size_t object;
		site_column_parts(f->site, c, &id, &object);
		uint64_t dice = random_next(r) % 1000;
		if (metric_at(id)->kind == METRIC_NUMBER ? dice < 500 : dice < 10)
			if (f->quality[c] == QUALITY_GOOD && id != M_BUS_KV)
				frame_set(f, id, object, sample_value(r, metric_at(id)));
		if (dice == 999 && random_next(r) % 20 == 0 && id != M_BUS_KV)
			frame_mark(f, id, object, (enum quality)(random_next(r) % 4), f->t_ms - 5000);
	}
}

static void test_random_recordings(void **state) {
	(void)state;
	static const size_t sets[] = { 0, 1, 14, 40 };
	for (uint64_t seed = 1; seed <= 24; seed++) {
		struct pair p = pair_new(sets[seed % 4]);
		struct random r;
		struct frame f;
		struct buf line = { 0 };
		random_seed(&r, seed, 0);
		frame_init(&f);
		sample_frame(&f, p.site, &r, START);
		for (int n = 0; n < 120; n++) {
			buf_clear(&line);
			line_write_frame(&line, &f);
			assert_int_equal(read_both(&p, line.data, line.len - 1), LINE_FRAME);
			move_frame(&f, &r);
		}
		if (fast_count(&p) < 40)
			fail_msg("seed %llu: only %llu lines by the template", (unsigned long long)seed, (unsigned long long)fast_count(&p));
		buf_free(&line);
		frame_free(&f);
		pair_free(&p);
	}
}

/* A byte of a good line is changed, put in or taken out: both ways refuse it or read the same, and the next good line is read. */
static void test_damaged_lines(void **state) {
	(void)state;
	static const char bytes[] = "0123456789.-+eE\"{}[]:,nulltrue \\\x01\xff\t";
	struct pair p = pair_new(3);
	struct random r;
	struct frame f;
	struct buf line = { 0 }, damaged = { 0 };
	random_seed(&r, 99, 0);
	frame_init(&f);
	sample_frame(&f, p.site, &r, START);
	for (int n = 0; n < 20000; n++) {
		buf_clear(&line);
		line_write_frame(&line, &f);
		line.len--;
		size_t place = random_next(&r) % line.len, cut = random_next(&r) % 3 != 0;
		buf_clear(&damaged);
		buf_add(&damaged, line.data, place);
		if (random_next(&r) % 3 != 0)
			buf_add(&damaged, &bytes[random_next(&r) % (sizeof bytes - 1)], 1);
		buf_add(&damaged, line.data + place + cut, line.len - place - cut);
		read_both(&p, damaged.data, damaged.len);
		if (n % 2)
			assert_int_equal(read_both(&p, line.data, line.len), LINE_FRAME);
		f.t_ms += 1000;
		frame_set(&f, M_GEN_KW, 1, floor(fabs(random_normal(&r)) * 2000));
	}
	buf_free(&line);
	buf_free(&damaged);
	frame_free(&f);
	pair_free(&p);
}

/* A line of set G001 and its values in a row: each after the other, with "%s" the value. */
static void read_values(struct pair *p, const char *format, const char *const *values) {
	for (; *values != NULL; values++) {
		char text[512];
		snprintf(text, sizeof text, format, *values, *values);
		read_text(p, text);
	}
}

static void test_every_change_of_form(void **state) {
	(void)state;
	static const char *const values[] = {
		"1", "2", "10", "9", "-9", "9.5", "10.25", "-10.25", "0", "-0", "null", "5", "\"NaN\"", "5", "1e3", "5", "NaN", "5", "65535",
		"7", "32768", "12345678", "123456789", "1234567890.125", "3", "0.5", "true", "3", "false", "\"open\"", "3", "{\"a\":1}", "3",
		"[1,2]", "3", "007", "3", "1.", "3", "-", "3", "", "3", "1e400", "3", "99999999", "100000000", "3.0000000001", "3", NULL,
	};
	struct pair p = pair_new(1);
	read_values(&p, "{\"t\":\"2024-07-22T09:05:12.000Z\",\"gen\":{\"G001\":{\"kw\":%s,\"kvar\":1}}}", values);
	read_values(&p, "{\"t\":\"2024-07-22T09:05:12.000Z\",\"gen\":{\"G001\":{\"kw\":1,\"kvar\":%s}},\"x\":{\"y\":[%s]}}", values);
	read_values(&p, "{\"t\":\"2024-07-22T09:05:12.000Z\",\"window_s\":%s,\"gpu\":{\"online\":1,\"arrays\":[1,%s,3]}}", values);
	read_values(&p, "{\"t\":\"2024-07-22T09:05:12.000Z\",\"gen\":{\"G001\":{\"kw\":%s,\"state\":%s}},\"q\":{\"gen.G001.kw\":{\"is\":\"stale\"}}}", values);
	read_values(&p, "{\"t\":\"2024-07-22T09:05:12.000Z\",\"gen\":{\"G001\":{\"kw\":%s,\"kw\":%s}}}", values);
	read_values(&p, "{\"t\":\"2024-07-22T09:05:12.000Z\",\"feed\":{\"TVA\":{\"mw\":%s}},\"feed\":{\"TVA\":{\"mw\":%s,\"kv\":1}}}", values);
	static const char *const words[] = {
		"loaded", "tripped", "loaded", "lo\\u0061ded", "loaded", "", "loaded", "no such state", "stopped", "stop\tped", "stopped", "out_of_service", NULL,
	};
	read_values(&p, "{\"t\":\"2024-07-22T09:05:12.000Z\",\"gen\":{\"G001\":{\"state\":\"%s\",\"mode\":\"auto\"}},\"note\":\"%s\"}", words);
	static const char *const times[] = {
		"2024-07-22T09:05:12.000Z", "2024-07-22T09:05:12.001Z", "2024-07-22T09:05:59.999Z", "2024-07-22T09:05:60.000Z", "2024-07-22T09:06:00.000Z",
		"2024-07-22T23:59:59.000Z", "2024-07-23T00:00:00.000Z", "2024-13-23T00:00:00.000Z", "2024-07-23T00:00:01.000Z", "2024-07-23T00:00:01Z",
		"2024-07-23T00:00:02.000Z", "2024-07-23T02:00:03+02:00", "2024-07-23T00:00:04.000Z", "2024-07-23T00:00:05.0x0Z", "2024-07-23T00:00:06.000Z",
		"2024-07-23T00:00:07.000", "0000-07-23T00:00:07.000Z", "2024-07-23T00:00:08.000Z", NULL,
	};
	read_values(&p, "{\"t\":\"%s\",\"gen\":{\"G001\":{\"kw\":1}}}", times);
	read_values(&p, "{\"gen\":{\"G001\":{\"kw\":1}},\"t\":\"%s\"}", times);
	pair_free(&p);
}

static void test_fast_way_is_taken(void **state) {
	(void)state;
	static const struct { const char *text; bool fast; } rows[] = {
		{ "{\"t\":\"2024-07-22T09:05:12.000Z\",\"gen\":{\"G001\":{\"state\":\"loaded\",\"kw\":1746}},\"new\":\"x\"}", false },
		{ "{\"t\":\"2024-07-22T09:05:13.000Z\",\"gen\":{\"G001\":{\"state\":\"loaded\",\"kw\":1746}},\"new\":\"x\"}", true },
		{ "{\"t\":\"2024-07-22T09:06:13.000Z\",\"gen\":{\"G001\":{\"state\":\"tripped\",\"kw\":17.5}},\"new\":\"yy\"}", true },
		{ "{\"t\":\"2024-07-22T09:06:14.000Z\",\"gen\":{\"G001\":{\"state\":\"tripped\",\"kw\":null}},\"new\":17}", true },
		{ "{\"t\":\"2024-07-22T09:06:15.000Z\",\"gen\":{\"G001\":{\"state\":null,\"kw\":123456789.5}},\"new\":true}", true },
		{ "{\"t\":\"2024-07-22T09:06:16.000Z\",\"gen\":{\"G001\":{\"state\":\"loaded\",\"kw\":-1}},\"new\":null}", true },
		{ "{\"t\":\"2024-07-22T09:06:17.000Z\",\"gen\":{\"G001\":{\"kw\":-1}},\"new\":null}", false },
		{ "{\"t\":\"2024-07-22T09:06:18.000Z\",\"gen\":{\"G001\":{\"kw\":-2}},\"new\":null}", true },
		{ "{\"t\":\"2024-07-22T09:06:19.000Z\",\"gen\":{\"G001\":{\"kw\":-2}},\"new\":null} ", false },
		{ "{\"t\":\"2024-07-22T09:06:20.000Z\",\"gen\":{\"G001\":{\"kw\":-3}},\"new\":null} ", true },
	};
	struct pair p = pair_new(1);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint64_t before = fast_count(&p);
		assert_int_equal(read_text(&p, rows[i].text), LINE_FRAME);
		if ((fast_count(&p) > before) != rows[i].fast)
			fail_msg("%s: %s", rows[i].fast ? "not by the template" : "by the template", rows[i].text);
	}
	pair_free(&p);
}

/* Keys that come in every third line only, and marks that come and go: each shape keeps its own template, and what is left of a line
 * that was tried against the wrong one must not be seen. */
static void test_shapes_take_turns(void **state) {
	(void)state;
	struct pair p = pair_new(2);
	struct random r;
	random_seed(&r, 5, 0);
	for (int i = 0; i < 600; i++) {
		static const char *const states[] = { "loaded", "tripped", "starting" };
		static const char *const ends[] = { "", ",\"arrays\":[512,3,null]", ",\"job\":5", ",\"new\":{\"a\":\"b\"}" };
		char text[600];
		const char *word = states[random_next(&r) % 3];
		int kw = (int)(random_next(&r) % 3000), n = snprintf(text, sizeof text, "{\"t\":\"2024-07-22T09:%02d:%02d.000Z\",\"window_s\":%d,\"gen\":{", i / 60, i % 60, kw % 3);
		n += snprintf(text + n, sizeof text - (size_t)n, "\"G001\":{\"state\":\"%s\",\"kw\":%d,\"kvar\":%s,\"rpm\":1800},", word, kw, kw % 7 ? "310" : "null");
		n += snprintf(text + n, sizeof text - (size_t)n, "\"G002\":{\"state\":\"%s\",\"kw\":%.1f}},\"gpu\":{\"online\":%d%s}", states[kw % 3], kw / 10.0, kw / 100, ends[i % (i < 300 ? 3 : 4)]);
		snprintf(text + n, sizeof text - (size_t)n, "%s}", i % 50 < 2 ? ",\"q\":{\"gen.G001\":{\"is\":\"stale\",\"since\":\"2024-07-22T09:00:00Z\"}}" : "");
		assert_int_equal(read_text(&p, text), LINE_FRAME);
	}
	if (fast_count(&p) < 250)
		fail_msg("only %llu of 600 lines by a template", (unsigned long long)fast_count(&p));
	pair_free(&p);
}

/* Another site has other columns: nothing of the old template may be used. */
static void test_change_of_site(void **state) {
	(void)state;
	static const char line[] = "{\"t\":\"2024-07-22T09:05:12.000Z\",\"gen\":{\"G001\":{\"kw\":5},\"G002\":{\"kw\":6}}}";
	struct pair p = pair_new(1);
	struct site *other = sample_site(2);
	read_text(&p, line);
	read_text(&p, line);
	line_reader_use(p.fast, other);
	line_reader_use(p.general, other);
	read_text(&p, line);
	assert_ptr_equal(p.a.site, other);
	assert_near(frame_get(&p.a, M_GEN_KW, 1).value, 6, 0);
	read_text(&p, line);
	line_reader_use(p.fast, p.site);
	line_reader_use(p.general, p.site);
	read_text(&p, line);
	assert_near(frame_get(&p.a, M_GEN_KW, 0).value, 5, 0);
	pair_free(&p);
	site_free(other);
}

/* The caller may hand in another frame each time, and change what it got. */
static void test_frames_are_the_callers(void **state) {
	(void)state;
	struct pair p = pair_new(1);
	struct frame other;
	struct error err;
	char text[200];
	frame_init(&other);
	for (int i = 0; i < 10; i++) {
		snprintf(text, sizeof text, "{\"t\":\"2024-07-22T09:05:1%d.000Z\",\"gen\":{\"G001\":{\"kw\":%d,\"kvar\":7}}}", i, i);
		struct frame *f = i % 3 ? &other : &p.a;
		assert_int_equal(line_read(p.fast, text, strlen(text), f, NULL, NULL, &err), LINE_FRAME);
		assert_int_equal(line_read(p.general, text, strlen(text), &p.b, NULL, NULL, &err), LINE_FRAME);
		assert_frames_same(f, &p.b);
		frame_set(f, M_GEN_KVAR, 0, 1e6);
		frame_set(f, M_GEN_RPM, 0, 3);
		frame_mark(f, M_GEN_KW, 0, QUALITY_STALE, 5);
	}
	assert_true(fast_count(&p) == 9);
	frame_free(&other);
	pair_free(&p);
}

/* DOMAIN.md rule 5 is applied to what is handed out, and undone when the bus lives again although its text is the same. */
static void test_rules_on_the_fast_way(void **state) {
	(void)state;
	struct pair p = pair_new(0);
	static const struct { const char *kv; enum quality quality; } rows[] = {
		{ "13.8", QUALITY_GOOD }, { "13.7", QUALITY_GOOD }, { "2.75", QUALITY_BAD }, { "0", QUALITY_BAD }, { "2.77", QUALITY_GOOD }, { "13.8", QUALITY_GOOD },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[200];
		snprintf(text, sizeof text, "{\"t\":\"2024-07-22T09:05:12.000Z\",\"bus\":{\"A\":{\"hz\":59.9,\"kv\":%s}}}", rows[i].kv);
		assert_int_equal(read_text(&p, text), LINE_FRAME);
		assert_int_equal(frame_get(&p.a, M_BUS_HZ, 0).quality, rows[i].quality);
	}
	assert_true(fast_count(&p) == 5);
	pair_free(&p);
}

/* More scalars than the template keeps, and lines as long as they may be. */
static void test_large_lines(void **state) {
	(void)state;
	struct pair p = pair_new(1);
	struct buf line = { 0 };
	for (int round = 0; round < 3; round++) {
		buf_clear(&line);
		buf_printf(&line, "{\"t\":\"2024-07-22T09:05:1%d.000Z\",\"gen\":{\"G001\":{\"kw\":%d}},\"x\":[", round, round);
		while (line.len < LINE_LENGTH_MAX - 10)
			buf_puts(&line, line.data[line.len - 1] == '[' ? "1" : ",1");
		buf_puts(&line, "]}");
		assert_int_equal(read_both(&p, line.data, line.len), LINE_FRAME);
		assert_near(frame_get(&p.a, M_GEN_KW, 0).value, round, 0);
	}
	for (int round = 0; round < 3; round++) {
		buf_clear(&line);
		buf_printf(&line, "{\"t\":\"2024-07-22T09:05:1%d.000Z\",\"gen\":{\"G001\":{\"kw\":%d}},\"x\":\"", round, round);
		while (line.len < LINE_LENGTH_MAX - 10)
			buf_puts(&line, round == 2 ? "yyyyyyyy" : "zzzzzzzz");
		buf_puts(&line, "\"}");
		assert_int_equal(read_both(&p, line.data, line.len), LINE_FRAME);
		assert_near(frame_get(&p.a, M_GEN_KW, 0).value, round, 0);
	}
	assert_true(fast_count(&p) == 2);
	read_text(&p, "{\"t\":\"2024-07-22T09:05:12.000Z\",\"gen\":{\"G001\":{\"kw\":1}},\"x\":\"\"}");
	buf_free(&line);
	pair_free(&p);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_recordings), cmocka_unit_test(test_damaged_lines), cmocka_unit_test(test_every_change_of_form),
		cmocka_unit_test(test_fast_way_is_taken), cmocka_unit_test(test_shapes_take_turns),
		cmocka_unit_test(test_change_of_site), cmocka_unit_test(test_frames_are_the_callers),
		cmocka_unit_test(test_rules_on_the_fast_way), cmocka_unit_test(test_large_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
