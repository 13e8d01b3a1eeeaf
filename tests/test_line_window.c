/* Decimation: each window one line, with the last values, and the lowest and highest of the good ones. */
#include "line_samples.h"
#include "line_window.h"

#define T_MS INT64_C(1721639100000) /* 2024-07-22T09:05:00Z */

struct fixture {
	struct site *site;
	struct line_window *w;
	struct frame frame;
	struct buf out;
};

static void set_up(struct fixture *f, int64_t every_ms) {
	*f = (struct fixture){ .site = sample_site(2), .w = line_window_new(every_ms) };
	frame_init(&f->frame);
}

static void tear_down(struct fixture *f) {
	frame_free(&f->frame);
	line_window_free(f->w);
	buf_free(&f->out);
	site_free(f->site);
}

static void put(struct fixture *f, int64_t t_ms, double kw) {
	frame_reset(&f->frame, f->site, t_ms);
	frame_set(&f->frame, M_GEN_KW, 0, kw);
	line_window_add(f->w, &f->frame, &f->out);
}

static void assert_out(struct fixture *f, const char *expected) {
	assert_string_equal(f->out.len ? f->out.data : "", expected);
	buf_clear(&f->out);
}

#define LINE(time, last, low, high) \
	"{\"t\":\"2024-07-22T" time "Z\",\"window_s\":10,\"gen\":{\"G001\":{\"kw\":" last "}},\"min\":{\"gen\":{\"G001\":{\"kw\":" low "}}},\"max\":{\"gen\":{\"G001\":{\"kw\":" high "}}}}\n"

static void test_windows(void **state) {
	(void)state;
	struct fixture f;
	set_up(&f, 10000);
	line_window_end(f.w, &f.out);
	assert_out(&f, "");
	put(&f, T_MS - 1, 1);
	assert_out(&f, "");
	put(&f, T_MS, 5); /* the window begins at its first moment */
	assert_out(&f, LINE("09:04:59.999", "1", "1", "1"));
	put(&f, T_MS + 3000, -7);
	put(&f, T_MS + 3000, 8); /* the same moment again is no step back */
	put(&f, T_MS + 9999, 6);
	assert_out(&f, "");
	put(&f, T_MS + 40000, 2); /* windows without frames give nothing */
	assert_out(&f, LINE("09:05:09.999", "6", "-7", "8"));
	line_window_end(f.w, &f.out);
	assert_out(&f, LINE("09:05:40.000", "2", "2", "2"));
	line_window_end(f.w, &f.out);
	assert_out(&f, "");
	put(&f, T_MS + 40001, 3); /* and on, as a window of its own */
	line_window_end(f.w, &f.out);
	assert_out(&f, LINE("09:05:40.001", "3", "3", "3"));
	tear_down(&f);
}

static void test_time_that_steps_back(void **state) {
	(void)state;
	struct fixture f;
	set_up(&f, 10000);
	put(&f, T_MS + 5000, 5);
	put(&f, T_MS + 4000, 4);
	assert_out(&f, LINE("09:05:05.000", "5", "5", "5"));
	put(&f, T_MS + 4500, 6);
	put(&f, -1, 1); /* before 1970 */
	assert_out(&f, LINE("09:05:04.500", "6", "4", "6"));
	put(&f, 0, 2);
	assert_out(&f, "{\"t\":\"1969-12-31T23:59:59.999Z\",\"window_s\":10,\"gen\":{\"G001\":{\"kw\":1}},\"min\":{\"gen\":{\"G001\":{\"kw\":1}}},\"max\":{\"gen\":{\"G001\":{\"kw\":1}}}}\n");
	tear_down(&f);
}

static void test_only_what_is_good(void **state) {
	(void)state;
	struct fixture f;
	set_up(&f, 10000);
	put(&f, T_MS, 5);
	frame_reset(&f.frame, f.site, T_MS + 1000);
	frame_set(&f.frame, M_GEN_KW, 0, 99);
	frame_mark(&f.frame, M_GEN_KW, 0, QUALITY_STALE, T_MS);
	frame_set(&f.frame, M_GEN_STATE, 0, GEN_LOADED);
	frame_set(&f.frame, M_GEN_KW, 1, 99);
	frame_mark(&f.frame, M_GEN_KW, 1, QUALITY_BAD, TIME_NONE);
	line_window_add(f.w, &f.frame, &f.out);
	line_window_end(f.w, &f.out);
	assert_out(&f, "{\"t\":\"2024-07-22T09:05:01.000Z\",\"window_s\":10,\"gen\":{\"G001\":{\"state\":\"loaded\",\"kw\":99},\"G002\":{\"kw\":null}},"
	               "\"q\":{\"gen.G001.kw\":{\"is\":\"stale\",\"since\":\"2024-07-22T09:05:00.000Z\"},\"gen.G002.kw\":{\"is\":\"bad\"}},"
	               "\"min\":{\"gen\":{\"G001\":{\"kw\":5}}},\"max\":{\"gen\":{\"G001\":{\"kw\":5}}}}\n");
	put(&f, T_MS, NAN); /* nothing known: nothing lowest */
	line_window_end(f.w, &f.out);
	assert_out(&f, "{\"t\":\"2024-07-22T09:05:00.000Z\",\"window_s\":10}\n");
	tear_down(&f);
}

static void put_hz(struct fixture *f, int64_t t_ms, double hz, double low, double high) {
	frame_reset(&f->frame, f->site, t_ms);
	frame_set(&f->frame, M_BUS_HZ, 1, hz);
	frame_set(&f->frame, M_BUS_HZ_MIN, 1, low);
	frame_set(&f->frame, M_BUS_HZ_MAX, 1, high);
	line_window_add(f->w, &f->frame, &f->out);
}

/* The frequency goes as low as it went within any sample. */
static void test_frequency_within_the_samples(void **state) {
	(void)state;
	struct fixture f;
	set_up(&f, 10000);
	put_hz(&f, T_MS, 60, 59.5, 60.1);
	put_hz(&f, T_MS + 1000, 60.2, NAN, NAN);
	put_hz(&f, T_MS + 2000, 60, 59.8, 60.1);
	line_window_end(f.w, &f.out);
	assert_out(&f, "{\"t\":\"2024-07-22T09:05:02.000Z\",\"window_s\":10,\"bus\":{\"B\":{\"hz\":60,\"hz_min\":59.8,\"hz_max\":60.1}},"
	               "\"min\":{\"bus\":{\"B\":{\"hz\":59.5,\"hz_min\":59.5,\"hz_max\":60.1}}},"
	               "\"max\":{\"bus\":{\"B\":{\"hz\":60.2,\"hz_min\":59.8,\"hz_max\":60.1}}}}\n");
	tear_down(&f);
}

static void test_another_site(void **state) {
	(void)state;
	struct fixture f;
	set_up(&f, 10000);
	struct site *own = f.site, *larger = sample_site(40);
	put(&f, T_MS, 5);
	f.site = larger;
	put(&f, T_MS + 1000, 6);
	assert_out(&f, LINE("09:05:00.000", "5", "5", "5"));
	line_window_end(f.w, &f.out);
	assert_out(&f, LINE("09:05:01.000", "6", "6", "6"));
	f.site = own;
	tear_down(&f);
	site_free(larger);
}

/* Ten windows of a second each, then those into one of ten: the same lowest and highest as at once. */
static void test_decimated_again(void **state) {
	(void)state;
	struct fixture f;
	struct line_window *fine = line_window_new(1000), *coarse = line_window_new(10000);
	struct line_reader *reader = line_reader_new();
	struct buf lines = { 0 }, twice = { 0 };
	struct random r;
	struct frame read;
	struct error err;
	set_up(&f, 10000);
	frame_init(&read);
	line_reader_use(reader, f.site);
	random_seed(&r, 3, 0);
	for (int i = 0; i < 100; i++) {
		sample_frame(&f.frame, f.site, &r, T_MS + 100 * i);
		for (size_t bus = 0; bus < f.site->bus_count; bus++)
			frame_set(&f.frame, M_BUS_HZ_MIN, bus, NAN); /* the fine windows tell it as hz */
		line_window_add(f.w, &f.frame, &f.out);
		line_window_add(fine, &f.frame, &lines);
	}
	line_window_end(f.w, &f.out);
	line_window_end(fine, &lines);
	size_t count = 0;
	for (char *at = lines.data, *end; *at != '\0'; at = end + 1, count++) {
		end = strchr(at, '\n');
		assert_int_equal(line_read(reader, at, (size_t)(end - at), &read, NULL, NULL, &err), LINE_FRAME);
		line_window_add(coarse, &read, &twice);
	}
	assert_int_equal(count, 10);
	line_window_end(coarse, &twice);
	assert_string_equal(twice.data, f.out.data);
	assert_non_null(strstr(twice.data, "\"min\":{\"bus\":{\"A\":{\"hz\":"));
	buf_free(&lines);
	buf_free(&twice);
	frame_free(&read);
	line_window_free(fine);
	line_window_free(coarse);
	line_reader_free(reader);
	tear_down(&f);
	line_window_free(NULL);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_time_that_steps_back),
		cmocka_unit_test(test_only_what_is_good),
		cmocka_unit_test(test_frequency_within_the_samples),
		cmocka_unit_test(test_another_site),
		cmocka_unit_test(test_decimated_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
