/* A stream into the spool: the text arrives whole, in any pieces, plain or compressed; what is damaged is marked and passed over;
 * nothing is left behind in $TMPDIR. */
#include "support.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "buf.h"
#include "spool.h"

struct stream {
	int in; /* where the test writes */
	struct spool *spool;
};

static void open_stream(struct stream *st) {
	int ends[2];
	struct error err;
	assert_int_equal(pipe(ends), 0);
	st->in = ends[1];
	st->spool = spool_open(ends[0], &err);
	assert_non_null(st->spool);
}

static void send_bytes(struct stream *st, const void *bytes, size_t length) {
	assert_int_equal(write(st->in, bytes, length), length);
}

static void end_stream(struct stream *st) {
	close(st->in);
	while (!spool_ended(st->spool))
		spool_pump(st->spool, 1 << 20);
}

/* The text; losses as "<lost AT+BYTES>". */
static void take_text(struct spool *sp, struct buf *out) {
	struct store_piece piece;
	store_pos pos = 0;
	buf_clear(out);
	do {
		char bytes[4096];
		store_read(spool_store(sp), pos, bytes, sizeof bytes, &piece);
		if (piece.lost)
			buf_printf(out, "<lost %llu+%llu>", (unsigned long long)piece.lost_at, (unsigned long long)piece.lost_bytes);
		buf_add(out, bytes, piece.length);
		pos = piece.next;
	} while (piece.length > 0);
}

static void expect_text(struct spool *sp, const char *text) {
	struct buf got = { 0 };
	take_text(sp, &got);
	assert_string_equal(got.data ? got.data : "", text);
	buf_free(&got);
}

static size_t pack(const char *text, char *out, size_t room) {
	ZSTD_CCtx *c = ZSTD_createCCtx();
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	size_t n = ZSTD_compress2(c, out, room, text, strlen(text));
	ZSTD_freeCCtx(c);
	assert_false(ZSTD_isError(n));
	return n;
}

static void test_plain_text_as_it_comes(void **state) {
	(void)state;
	struct stream st;
	open_stream(&st);
	assert_false(spool_pump(st.spool, 100)); /* nothing there: does not wait */
	assert_true(spool_fd(st.spool) >= 0);
	send_bytes(&st, "{1}\n{", 5);
	assert_true(spool_pump(st.spool, 100));
	expect_text(st.spool, "{1}\n{");
	send_bytes(&st, "2}\n", 3);
	assert_true(spool_pump(st.spool, 100));
	expect_text(st.spool, "{1}\n{2}\n");
	assert_false(spool_ended(st.spool));
	end_stream(&st);
	assert_int_equal(spool_fd(st.spool), -1);
	assert_null(spool_fault(st.spool));
	expect_text(st.spool, "{1}\n{2}\n");
	spool_close(st.spool);
}

static void test_short_and_empty_streams(void **state) {
	(void)state;
	static const char *const texts[] = { "", "x", "\x28", "\x28\xB5\x2F", "abc" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct stream st;
		open_stream(&st);
		send_bytes(&st, texts[i], strlen(texts[i]));
		spool_pump(st.spool, 100);
		end_stream(&st);
		expect_text(st.spool, texts[i]);
		spool_close(st.spool);
	}
}

static void test_compressed_byte_by_byte(void **state) {
	(void)state;
	char packed[400];
	size_t length = pack("{1}\n{2}\n", packed, 200);
	length += pack("{3}\n", packed + length, 200);
	struct stream st;
	open_stream(&st);
	for (size_t i = 0; i < length; i++) {
		send_bytes(&st, packed + i, 1);
		spool_pump(st.spool, 100);
	}
	assert_true(spool_is_compressed(st.spool));
	expect_text(st.spool, "{1}\n{2}\n{3}\n"); /* before the end of the stream */
	end_stream(&st);
	expect_text(st.spool, "{1}\n{2}\n{3}\n");
	spool_close(st.spool);
}

static void test_damage_is_marked(void **state) {
	(void)state;
	char packed[600];
	size_t first = pack("{1}\n", packed, 200), second = pack("{two and two are four}\n", packed + first, 200);
	size_t third = pack("{3}\n", packed + first + second, 200), length = first + second + third;
	struct stream st;
	struct buf got = { 0 };
	packed[first + 4] ^= 0x08; /* a reserved bit of the second header: nothing of it decodes */
	open_stream(&st);
	send_bytes(&st, packed, length);
	end_stream(&st);
	buf_printf(&got, "{1}\n<lost %zu+%zu>{3}\n", first, second);
	expect_text(st.spool, got.data);
	spool_close(st.spool);
	buf_free(&got);
}

static void test_a_stream_cut_in_a_frame(void **state) {
	(void)state;
	char packed[400];
	size_t first = pack("{1}\n", packed, 200), second = pack("{2}\n", packed + first, 200);
	struct stream st;
	struct buf got = { 0 };
	open_stream(&st);
	send_bytes(&st, packed, first + second - 2); /* in the checksum */
	end_stream(&st);
	take_text(st.spool, &got);
	assert_non_null(strstr(got.data, "{1}\n"));
	assert_non_null(strstr(got.data, "<lost "));
	spool_close(st.spool);
	buf_free(&got);
}

/* Everything of a large stream, however little is asked for at once. */
static void test_large_streams_in_small_steps(void **state) {
	(void)state;
	size_t length = 3u << 20, room = ZSTD_compressBound(length);
	char *dir = test_dir_make(), *text = mem_alloc(length + 1), *packed = mem_alloc(room);
	for (size_t i = 0; i < length; i++) {
		text[i] = (char)('a' + i * i % 23);
		if (i % 101 == 100)
			text[i] = '\n';
	}
	text[length] = 0;
	size_t count = ZSTD_compress(packed, room, text, length, 1);
	for (int compressed = 0; compressed <= 1; compressed++) {
		struct error err;
		struct buf got = { 0 };
		char *path = test_file_write(dir, "in", compressed ? packed : text, compressed ? count : length);
		struct spool *sp = spool_open(open(path, O_RDONLY), &err);
		while (!spool_ended(sp))
			spool_pump(sp, 1000);
		take_text(sp, &got);
		assert_int_equal(got.len, length);
		assert_memory_equal(got.data, text, length);
		spool_close(sp);
		buf_free(&got);
		free(path);
	}
	free(text);
	free(packed);
	test_dir_remove(dir);
}

static void test_nothing_is_left_behind(void **state) {
	(void)state;
	char *dir = test_dir_make(), *before = getenv("TMPDIR") ? mem_strdup(getenv("TMPDIR")) : NULL;
	struct stream st;
	struct error err;
	int files = 0;
	setenv("TMPDIR", dir, 1);
	open_stream(&st);
	send_bytes(&st, "text\n", 5);
	spool_pump(st.spool, 100);
	DIR *d = opendir(dir);
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		files += e->d_name[0] != '.';
	closedir(d);
	assert_int_equal(files, 0); /* unlinked at once: a killed program leaves nothing */
	end_stream(&st);
	spool_close(st.spool);
	setenv("TMPDIR", "/nonexistent", 1);
	assert_null(spool_open(dup(0), &err));
	assert_non_null(strstr(err.text, "/nonexistent"));
	if (before)
		setenv("TMPDIR", before, 1);
	else
		unsetenv("TMPDIR");
	free(before);
	test_dir_remove(dir);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_text_as_it_comes),
		cmocka_unit_test(test_short_and_empty_streams),
		cmocka_unit_test(test_compressed_byte_by_byte),
		cmocka_unit_test(test_damage_is_marked),
		cmocka_unit_test(test_a_stream_cut_in_a_frame),
		cmocka_unit_test(test_large_streams_in_small_steps),
		cmocka_unit_test(test_nothing_is_left_behind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
