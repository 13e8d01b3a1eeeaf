/* Frames by time where the file is not as it should be: stretches of rubbish, thousands of events in a row, lines in no order. */
#include "recording.h"

#include "source.h"

struct fixture {
	char *dir, *path;
	struct source *source;
	struct frame frame;
};

static void open_text(struct fixture *f, const struct buf *text) {
	struct error err;
	f->dir = test_dir_make();
	f->path = test_file_write(f->dir, "a", text->data, text->len);
	f->source = source_open(f->path, &err);
	if (!f->source)
		fail_msg("%s", err.text);
	frame_init(&f->frame);
}

static void close_text(struct fixture *f) {
	frame_free(&f->frame);
	source_close(f->source);
	free(f->path);
	test_dir_remove(f->dir);
}

static void expect_before(struct fixture *f, int64_t t_ms, const struct expected *e) {
	assert_true(source_frame_before(f->source, t_ms, &f->frame));
	expect_frame(&f->frame, e);
}

static void expect_after(struct fixture *f, int64_t t_ms, const struct expected *e) {
	assert_true(source_frame_after(f->source, t_ms, &f->frame));
	expect_frame(&f->frame, e);
}

static void add_frames(struct recording *r, size_t count, int64_t from_s) {
	for (size_t i = 0; i < count; i++)
		recording_frame(r, RECORDING_START + 1000 * (from_s + (int64_t)i));
}

static void test_rubbish_in_the_middle(void **state) {
	(void)state;
	char *rubbish = mem_zalloc(5 << 20, 1);
	for (int kind = 0; kind < 4; kind++) { /* zeros, one long line, short lines, a line that ends in a frame */
		struct recording r;
		struct fixture f;
		memset(rubbish, kind == 0 ? 0 : 'x', 5 << 20);
		for (size_t i = 0; kind == 2 && i < 5 << 20; i += 70)
			rubbish[i] = '\n';
		recording_init(&r);
		recording_site(&r, "test", 14, 1, 1);
		add_frames(&r, 500, 0);
		buf_add(&r.text, rubbish, 5 << 20);
		if (kind != 3)
			buf_puts(&r.text, "\n");
		if (kind == 3)
			buf_puts(&r.text, "{\"t\":\"2024-07-22T09:05:13.000Z\"}\n");
		add_frames(&r, 500, 600);
		open_text(&f, &r.text);
		for (size_t i = 0; i < 1000; i += 99) {
			expect_before(&f, r.frames[i].t_ms + 999, &r.frames[i]);
			expect_after(&f, r.frames[i].t_ms - 1, &r.frames[i]);
		}
		expect_before(&f, r.frames[500].t_ms - 1, &r.frames[499]);
		expect_after(&f, r.frames[499].t_ms, &r.frames[500]);
		expect_before(&f, r.frames[500].t_ms, &r.frames[500]);
		close_text(&f);
		recording_free(&r);
	}
	free(rubbish);
}

static void test_thousands_of_events_in_a_row(void **state) {
	(void)state;
	struct recording r;
	struct fixture f;
	recording_init(&r);
	recording_site(&r, "test", 1, 1, 1);
	add_frames(&r, 50, 0);
	for (int i = 0; i < 20000; i++)
		recording_event(&r, RECORDING_START + 49100 + i * 10, "a flood");
	add_frames(&r, 50, 300);
	open_text(&f, &r.text);
	expect_before(&f, RECORDING_START + 49500, &r.frames[49]);
	expect_before(&f, RECORDING_START + 200000, &r.frames[49]);
	expect_after(&f, RECORDING_START + 120000, &r.frames[50]);
	expect_before(&f, RECORDING_START + 299999, &r.frames[49]);
	expect_before(&f, RECORDING_START + 300000, &r.frames[50]);
	expect_before(&f, RECORDING_START + 1500, &r.frames[1]);
	close_text(&f);
	recording_free(&r);
}

/* No order at all: an answer whose time fits, for any time between the ends, and no hang. */
static void test_lines_in_no_order(void **state) {
	(void)state;
	struct recording r;
	struct fixture f;
	unsigned random = 7;
	recording_init(&r);
	recording_site(&r, "test", 14, 1, 1);
	for (int i = 0; i < 5000; i++) {
		random = random * 1103515245u + 12345u;
		recording_frame(&r, RECORDING_START + (int64_t)(random >> 8) % 5000 * 1000);
	}
	open_text(&f, &r.text);
	for (int64_t s = 0; s < 5000; s += 3) {
		if (source_frame_before(f.source, RECORDING_START + s * 1000, &f.frame))
			assert_true(f.frame.t_ms <= RECORDING_START + s * 1000);
		if (source_frame_after(f.source, RECORDING_START + s * 1000, &f.frame))
			assert_true(f.frame.t_ms > RECORDING_START + s * 1000);
	}
	assert_true(source_frame_before(f.source, INT64_MAX, &f.frame));
	close_text(&f);
	recording_free(&r);
}

/* Two frames at one time: the later in the file, and from it on to the next time. */
static void test_doubled_frames(void **state) {
	(void)state;
	struct recording r;
	struct fixture f;
	recording_init(&r);
	recording_site(&r, "test", 14, 1, 1);
	for (int i = 0; i < 400; i++)
		recording_frame(&r, RECORDING_START + i / 4 * 1000);
	open_text(&f, &r.text);
	for (int i = 0; i < 99; i++) {
		expect_before(&f, RECORDING_START + i * 1000, &r.frames[4 * i + 3]);
		expect_after(&f, RECORDING_START + i * 1000, &r.frames[4 * i + 4]);
	}
	expect_before(&f, RECORDING_START + 50 * 1000, &r.frames[203]);
	close_text(&f);
	recording_free(&r);
}

/* A step of the clock by two seconds: playing and jumping find frames of the right time on both sides. */
static void test_a_clock_that_steps_back(void **state) {
	(void)state;
	struct recording r;
	struct fixture f;
	recording_init(&r);
	recording_site(&r, "test", 14, 1, 1);
	add_frames(&r, 1000, 0);
	add_frames(&r, 1000, 998);
	open_text(&f, &r.text);
	for (int64_t ms = 990000; ms < 1010000; ms += 100) {
		assert_true(source_frame_before(f.source, RECORDING_START + ms, &f.frame));
		assert_int_equal(f.frame.t_ms, RECORDING_START + ms / 1000 * 1000);
	}
	for (int64_t ms = 1010000; ms > 990000; ms -= 100) {
		assert_true(source_frame_before(f.source, RECORDING_START + ms, &f.frame));
		assert_int_equal(f.frame.t_ms, RECORDING_START + ms / 1000 * 1000);
	}
	close_text(&f);
	recording_free(&r);
}

/* A frame now and then whose clock is astray hides nothing of what follows it, wherever a search comes upon it. */
static void test_strays(void **state) {
	(void)state;
	struct recording r;
	struct fixture f;
	recording_init(&r);
	recording_site(&r, "test", 2, 1, 1);
	for (int i = 0; i < 3000; i++)
		recording_frame(&r, RECORDING_START + 1000 * i + (i % 50 == 25 ? 120000 : 0));
	open_text(&f, &r.text);
	for (int k = 0; k < 6000; k++) {
		int i = (k * 1231) % 2990;
		if (i % 50 == 25)
			continue;
		/* a stray of two minutes before may fit too, but stands further up */
		expect_before(&f, r.frames[i].t_ms, &r.frames[i]);
	}
	close_text(&f);
	recording_free(&r);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rubbish_in_the_middle), cmocka_unit_test(test_strays),
		cmocka_unit_test(test_thousands_of_events_in_a_row),
		cmocka_unit_test(test_lines_in_no_order),
		cmocka_unit_test(test_doubled_frames),
		cmocka_unit_test(test_a_clock_that_steps_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
