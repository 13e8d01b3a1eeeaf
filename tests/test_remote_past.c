/* Pieces of the past: what is refined takes the place of what was coarse, to the line, in whatever order it is looked at. */
#include "recording.h"

#include <stdlib.h>
#include <string.h>

#include "lines.h"
#include "remote_past.h"

#define WINDOW 10000
#define WINDOWS 30

/* The coarse text has one line per window; the fine one a line per second. */
static void coarse_line(struct buf *out, int64_t t_ms) {
	char iso[TIME_ISO_SIZE];
	buf_printf(out, "{\"t\":\"%s\",\"window_s\":10}\n", time_format_iso(t_ms, iso));
}

static void fine_lines(struct buf *out, int64_t from_ms, int64_t to_ms) {
	char iso[TIME_ISO_SIZE];
	for (int64_t t = from_ms; t < to_ms; t += 1000)
		buf_printf(out, "{\"t\":\"%s\"}\n", time_format_iso(t, iso));
}

static const char site[] = "{\"site\":{\"name\":\"x\"}}\n";

static void must_put(struct past *p, const struct buf *text) {
	struct error err;
	if (!past_put(p, text->data, text->len, &err))
		fail_msg("%s", err.text);
}

static int64_t begin_ms(void) {
	return RECORDING_START - RECORDING_START % WINDOW;
}

static void set_up(struct past *p) {
	struct buf text = { 0 };
	struct error err;
	assert_true(past_init(p, &err));
	buf_puts(&text, site);
	for (int i = 0; i < WINDOWS; i++)
		coarse_line(&text, begin_ms() + i * WINDOW + 9000);
	must_put(p, &text);
	past_set(p, begin_ms(), begin_ms() + WINDOWS * WINDOW, true, 0);
	buf_free(&text);
}

static void refine(struct past *p, int64_t from_ms, int64_t to_ms) {
	struct buf text = { 0 };
	uint64_t origin = past_begin(p);
	buf_puts(&text, site);
	fine_lines(&text, from_ms, to_ms);
	must_put(p, &text);
	past_refine(p, from_ms, to_ms, origin);
	buf_free(&text);
}

/* Every second from the first to the last is there once: finely, or within the window of a coarse line. */
static void expect_whole(const struct past *p, size_t fine_windows) {
	struct store *joined = store_new_joined();
	struct lines lines;
	struct line_at line;
	int64_t covered = begin_ms();
	size_t coarse = 0;
	past_join(p, joined, 0);
	lines_init(&lines, joined, 4096);
	while (lines_next(&lines, &line) == LINES_TEXT) {
		assert_false(line.unfinished);
		if (line_is_site(line.text, line.length))
			continue;
		int64_t t_ms = line_time(line.text, line.length);
		bool wide = memmem(line.text, line.length, "window_s", 8) != NULL;
		assert_true(t_ms == covered + (wide ? 9000 : 0));
		covered += wide ? WINDOW : 1000;
		coarse += wide;
	}
	assert_true(covered == begin_ms() + WINDOWS * WINDOW);
	assert_int_equal(coarse, WINDOWS - fine_windows);
	lines_free(&lines);
	store_free(joined);
	for (size_t i = 0; i + 1 < p->count; i++)
		assert_true(p->pieces[i].to_ms <= p->pieces[i + 1].from_ms);
}

static void test_one(void **state) {
	(void)state;
	static const int from[] = { 0, 5, WINDOWS - 3 };
	for (size_t i = 0; i < 3; i++) {
		struct past p;
		set_up(&p);
		expect_whole(&p, 0);
		refine(&p, begin_ms() + from[i] * WINDOW, begin_ms() + (from[i] + 3) * WINDOW);
		expect_whole(&p, 3);
		assert_null(past_coarse_at(&p, begin_ms() + (from[i] + 1) * WINDOW));
		assert_non_null(past_coarse_at(&p, begin_ms() + 4 * WINDOW + (i == 2 ? WINDOW : 0) + 500));
		past_free(&p);
	}
}

static void test_all_of_it_in_any_order(void **state) {
	(void)state;
	for (unsigned seed = 1; seed < 20; seed++) {
		struct past p;
		unsigned random = seed;
		size_t fine = 0;
		set_up(&p);
		for (int tries = 0; tries < 500 && fine < WINDOWS; tries++) {
			random = random * 1103515245u + 12345u;
			int64_t t = begin_ms() + (int64_t)(random >> 16) % (WINDOWS * WINDOW);
			const struct past_piece *piece = past_coarse_at(&p, t);
			if (!piece)
				continue;
			int64_t from = t - t % WINDOW;
			refine(&p, from, from + WINDOW);
			expect_whole(&p, ++fine);
		}
		for (int64_t t = begin_ms(); t < begin_ms() + WINDOWS * WINDOW; t += 1000)
			assert_true((past_coarse_at(&p, t) == NULL) == (fine == WINDOWS) || fine < WINDOWS);
		past_free(&p);
	}
}

/* A line that governs what follows stands before each part that a cut begins. */
static void test_the_site_of_a_part(void **state) {
	(void)state;
	struct past p;
	struct buf text = { 0 };
	struct error err;
	static const char other[] = "{\"site\":{\"name\":\"other\"}}\n";
	assert_true(past_init(&p, &err));
	buf_puts(&text, site);
	coarse_line(&text, begin_ms() + 9000);
	buf_puts(&text, other);
	for (int i = 1; i < WINDOWS; i++)
		coarse_line(&text, begin_ms() + i * WINDOW + 9000);
	must_put(&p, &text);
	past_set(&p, begin_ms(), begin_ms() + WINDOWS * WINDOW, true, 0);
	refine(&p, begin_ms() + 5 * WINDOW, begin_ms() + 6 * WINDOW);
	const struct past_piece *last = &p.pieces[p.count - 1];
	assert_int_equal(p.count, 3);
	assert_int_equal(last->site_size, sizeof other - 1);
	assert_int_equal(last->site_at, (const char *)memmem(text.data, text.len, other, sizeof other - 1) - text.data);
	struct store *joined = store_new_joined();
	assert_int_equal(past_join(&p, joined, 0), 4);
	store_free(joined);
	buf_free(&text);
	past_free(&p);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one), cmocka_unit_test(test_all_of_it_in_any_order), cmocka_unit_test(test_the_site_of_a_part),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
