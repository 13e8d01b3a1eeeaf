/* The stream that is sent: after each flush the other end has everything, whatever the pieces; after the end it is a whole zstd frame. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "pack.h"

/* The other end: takes what came since the last look, in pieces of `piece` bytes. */
struct reader {
	ZSTD_DCtx *stream;
	struct buf text;
	size_t taken;
	bool frame_done; /* the last piece ended a frame */
};

static void take(struct reader *r, const struct buf *sent, size_t piece) {
	while (r->taken < sent->len) {
		size_t count = sent->len - r->taken < piece ? sent->len - r->taken : piece;
		ZSTD_inBuffer in = { sent->data + r->taken, count, 0 };
		bool full = true;
		while (in.pos < in.size || full) {
			ZSTD_outBuffer out = { buf_reserve(&r->text, 1000), 1000, 0 };
			size_t left = ZSTD_decompressStream(r->stream, &out, &in);
			assert_false(ZSTD_isError(left));
			r->text.len += out.pos;
			r->text.data[r->text.len] = '\0';
			r->frame_done = left == 0;
			full = out.pos == out.size;
		}
		r->taken += count;
	}
}

static void make_line(struct buf *line, unsigned i, size_t length) {
	buf_clear(line);
	buf_printf(line, "{\"t\":\"2024-07-22T09:05:%02u.000Z\",\"x\":\"", i % 60);
	uint32_t random = i * 2654435761u;
	for (size_t n = 0; n < length; n++) {
		random = random * 1664525u + 1013904223u;
		char c = (char)('a' + (random >> 28));
		buf_add(line, &c, 1);
	}
	buf_puts(line, "\"}\n");
}

/* Lines of all lengths, up to more than the window; flushed after each, or every seventh. */
static void check_stream(unsigned flush_every, size_t piece) {
	struct pack *p = pack_new();
	struct buf line = { 0 }, all = { 0 }, sent = { 0 };
	struct reader r = { .stream = ZSTD_createDCtx() };
	assert_non_null(p);
	for (unsigned i = 1; i <= 200; i++) {
		make_line(&line, i, i % 50 == 0 ? 200000 : i * 37 % 3000);
		buf_add(&all, line.data, line.len);
		bool flush = i % flush_every == 0;
		assert_true(pack_add(p, line.data, line.len, flush, false, &sent));
		take(&r, &sent, piece);
		if (flush)
			assert_int_equal(r.text.len, all.len);
	}
	size_t before = sent.len;
	assert_true(pack_add(p, NULL, 0, true, false, &sent));
	take(&r, &sent, piece);
	assert_int_equal(r.text.len, all.len);
	assert_memory_equal(r.text.data, all.data, all.len);
	assert_false(r.frame_done);
	size_t flushed = sent.len;
	assert_true(flushed >= before);
	assert_true(pack_add(p, NULL, 0, true, false, &sent)); /* nothing new: nothing to send */
	assert_int_equal(sent.len, flushed);
	assert_true(pack_add(p, "{}\n", 3, false, true, &sent));
	take(&r, &sent, piece);
	assert_true(r.frame_done);
	assert_int_equal(r.text.len, all.len + 3);
	assert_true(sent.len < all.len);
	ZSTD_freeDCtx(r.stream);
	pack_free(p);
	buf_free(&r.text);
	buf_free(&line);
	buf_free(&all);
	buf_free(&sent);
}

static void test_all_is_there_after_a_flush(void **state) {
	(void)state;
	check_stream(1, 1 << 20);
	check_stream(1, 1);
	check_stream(7, 100);
}

/* A frame a second that hardly changes costs a small part of itself, though each is sent at once. */
static void test_flushed_lines_are_small(void **state) {
	(void)state;
	struct pack *p = pack_new();
	struct buf line = { 0 }, sent = { 0 };
	size_t text = 0;
	for (unsigned i = 0; i < 100; i++) {
		make_line(&line, 7, 2000);
		line.data[30] = (char)('a' + i % 26);
		text += line.len;
		assert_true(pack_add(p, line.data, line.len, true, false, &sent));
	}
	assert_true(sent.len < text / 20);
	pack_free(p);
	buf_free(&line);
	buf_free(&sent);
}

static void test_what_follows_the_end(void **state) {
	(void)state;
	struct pack *p = pack_new();
	struct buf sent = { 0 };
	struct reader r = { .stream = ZSTD_createDCtx() };
	buf_puts(&sent, ""); /* what is in the buffer stays */
	assert_true(pack_add(p, "one\n", 4, true, true, &sent));
	assert_true(pack_add(p, "two\n", 4, true, true, &sent));
	take(&r, &sent, 3);
	assert_string_equal(r.text.data, "one\ntwo\n");
	assert_int_equal(ZSTD_findFrameCompressedSize(sent.data, sent.len) < sent.len, 1);
	ZSTD_freeDCtx(r.stream);
	pack_free(p);
	pack_free(NULL);
	buf_free(&r.text);
	buf_free(&sent);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_is_there_after_a_flush),
		cmocka_unit_test(test_flushed_lines_are_small),
		cmocka_unit_test(test_what_follows_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
