/* zstd frames by position: from any offset the next frame is found; a damaged one is lost alone; a cut one is read as far as it
 * goes; what is no frame, too large or hostile ends in bounded time and memory. */
#include "support.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "buf.h"
#include "store.h"

struct packed {
	struct buf file, text;
	uint64_t offset[64]; /* of each frame in the file, and the end */
	size_t start[64];    /* of its text */
	size_t count;
};

static void add_frame(struct packed *p, const char *text, size_t length, bool with_size) {
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t room = ZSTD_compressBound(length);
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, with_size);
	p->offset[p->count] = p->file.len;
	p->start[p->count++] = p->text.len;
	p->file.len += ZSTD_compress2(c, buf_reserve(&p->file, room), room, text, length);
	buf_add(&p->text, text, length);
	p->offset[p->count] = p->file.len;
	p->start[p->count] = p->text.len;
	ZSTD_freeCCtx(c);
}

/* Text that compresses as telemetry does, and differs everywhere. */
static void add_text_frame(struct packed *p, size_t length, bool with_size) {
	char *text = mem_alloc(length);
	unsigned random = (unsigned)p->count + 1;
	for (size_t i = 0; i < length; i++) {
		random = random * 1103515245u + 12345u;
		text[i] = (char)('a' + (random >> 16) % (i % 7 ? 3 : 26));
		if (i % 97 == 96)
			text[i] = '\n';
	}
	add_frame(p, text, length, with_size);
	free(text);
}

static void make_packed(struct packed *p, size_t frames, size_t length) {
	*p = (struct packed){ 0 };
	for (size_t i = 0; i < frames; i++)
		add_text_frame(p, length + 1000 * i, i % 3 != 2);
}

static void free_packed(struct packed *p) {
	buf_free(&p->file);
	buf_free(&p->text);
}

static struct store *open_bytes(const char *dir, const char *bytes, size_t length) {
	char *path = test_file_write(dir, "x.zst", bytes, length);
	struct store *s = store_new_frames(open(path, O_RDONLY), length);
	free(path);
	store_resize(s, length, true);
	return s;
}

/* Reads on from `pos` to the end; losses are put as "<lost OFFSET+BYTES>", a cut end as "<cut>". */
static void read_all(struct store *s, store_pos pos, size_t room, struct buf *out) {
	struct store_piece piece;
	store_pos last = pos;
	for (;;) {
		char *to = buf_reserve(out, room);
		store_read(s, pos, to, room, &piece);
		if (piece.lost) {
			assert_int_equal(piece.length, 0);
			buf_printf(out, "<lost %llu+%llu>", (unsigned long long)piece.lost_at, (unsigned long long)piece.lost_bytes);
		}
		out->len += piece.length;
		if (piece.length == 0 && piece.next == pos) {
			if (piece.truncated)
				buf_puts(out, "<cut>");
			break;
		}
		assert_true(piece.at >= last && piece.next > piece.at - (piece.length == 0));
		assert_true(piece.next > pos);
		last = piece.at;
		pos = piece.next;
	}
}

static void expect_bytes(const struct buf *got, const char *text, size_t length) {
	assert_int_equal(got->len, length);
	assert_memory_equal(got->data, text, length);
}

static void test_reads_all_with_any_room(void **state) {
	(void)state;
	static const size_t rooms[] = { 700, 65536, 300000, 2 << 20 };
	struct packed p;
	char *dir = test_dir_make();
	make_packed(&p, 9, 200000);
	struct store *s = open_bytes(dir, p.file.data, p.file.len);
	assert_true(store_frames_suit(store_fd(s), p.file.len));
	for (size_t i = 0; i < 4; i++) {
		struct buf got = { 0 };
		read_all(s, 0, rooms[i], &got);
		expect_bytes(&got, p.text.data, p.text.len);
		buf_free(&got);
	}
	store_free(s);
	free_packed(&p);
	test_dir_remove(dir);
}

static void test_every_offset_leads_to_the_next_frame(void **state) {
	(void)state;
	struct packed p;
	char *dir = test_dir_make();
	make_packed(&p, 5, 3000);
	struct store *s = open_bytes(dir, p.file.data, p.file.len);
	for (uint64_t at = 0; at <= p.file.len; at++) {
		size_t next = 0;
		while (p.offset[next] < at)
			next++;
		assert_int_equal(store_align(s, store_at_offset(s, at)), store_at_offset(s, p.offset[next]));
	}
	assert_int_equal(store_align(s, 1), store_at_offset(s, p.offset[1]));
	store_free(s);
	free_packed(&p);
	test_dir_remove(dir);
}

/* One flipped bit anywhere: that frame is lost or reads the same, all others read as ever. */
static void test_a_flipped_bit_costs_one_frame(void **state) {
	(void)state;
	struct packed p;
	char *dir = test_dir_make();
	make_packed(&p, 3, 2000);
	for (uint64_t at = 0; at < p.file.len; at += 3) {
		struct buf got = { 0 }, expected = { 0 };
		p.file.data[at] ^= 0x10;
		struct store *s = open_bytes(dir, p.file.data, p.file.len);
		read_all(s, 0, 65536, &got);
		for (size_t i = 0; i < 3; i++) {
			bool hit = at >= p.offset[i] && at < p.offset[i + 1];
			if (hit)
				buf_printf(&expected, "<lost %llu+%llu>", (unsigned long long)p.offset[i], (unsigned long long)(p.offset[i + 1] - p.offset[i]));
			else
				buf_add(&expected, p.text.data + p.start[i], p.start[i + 1] - p.start[i]);
		}
		bool last_one_cut = at >= p.offset[2] && strstr(got.data, "<cut>"); /* its size reads as greater than the file */
		if (!last_one_cut && (got.len != p.text.len || memcmp(got.data, p.text.data, got.len) != 0))
			expect_bytes(&got, expected.data, expected.len);
		if (last_one_cut)
			assert_memory_equal(got.data, p.text.data, p.start[2]);
		buf_free(&got);
		buf_free(&expected);
		store_free(s);
		p.file.data[at] ^= 0x10;
	}
	free_packed(&p);
	test_dir_remove(dir);
}

static void test_zeros_and_rubbish_between_frames(void **state) {
	(void)state;
	struct packed p = { 0 };
	struct buf file = { 0 }, got = { 0 }, expected = { 0 };
	char *dir = test_dir_make(), rubbish[200000] = { 0 };
	make_packed(&p, 2, 5000);
	for (size_t i = 100000; i < sizeof rubbish; i++)
		rubbish[i] = "\x28\xB5\x2F\xFD"[i % 4]; /* nothing but magic numbers */
	buf_add(&file, p.file.data, p.offset[1]);
	buf_add(&file, rubbish, sizeof rubbish);
	buf_add(&file, p.file.data + p.offset[1], p.file.len - p.offset[1]);
	struct store *s = open_bytes(dir, file.data, file.len);
	read_all(s, 0, 65536, &got);
	buf_add(&expected, p.text.data, p.start[1]);
	buf_printf(&expected, "<lost %llu+%zu>", (unsigned long long)p.offset[1], sizeof rubbish);
	buf_add(&expected, p.text.data + p.start[1], p.text.len - p.start[1]);
	expect_bytes(&got, expected.data, expected.len);
	buf_free(&got);
	buf_free(&expected);
	buf_free(&file);
	store_free(s);
	free_packed(&p);
	test_dir_remove(dir);
}

static void test_skippable_frames_are_skipped(void **state) {
	(void)state;
	static const char skippable[] = "\x50\x2A\x4D\x18\x05\0\0\0-----";
	struct packed p;
	struct buf file = { 0 }, got = { 0 };
	char *dir = test_dir_make();
	make_packed(&p, 2, 5000);
	buf_add(&file, skippable, 13);
	buf_add(&file, p.file.data, p.offset[1]);
	buf_add(&file, skippable, 13);
	buf_add(&file, p.file.data + p.offset[1], p.file.len - p.offset[1]);
	buf_add(&file, skippable, 13);
	struct store *s = open_bytes(dir, file.data, file.len);
	read_all(s, 0, 65536, &got);
	expect_bytes(&got, p.text.data, p.text.len);
	assert_true(store_frames_suit(store_fd(s), file.len));
	buf_free(&got);
	buf_free(&file);
	store_free(s);
	free_packed(&p);
	test_dir_remove(dir);
}

/* Cut after each byte of the last frame: all before it is there, and of it what decodes. */
static void test_a_cut_end(void **state) {
	(void)state;
	struct packed p;
	char *dir = test_dir_make();
	make_packed(&p, 2, 300000);
	for (uint64_t size = p.offset[1] + 1; size < p.file.len; size += 1 + (size - p.offset[1]) / 3) {
		struct buf got = { 0 };
		struct store *s = open_bytes(dir, p.file.data, size);
		read_all(s, 0, 65536, &got);
		bool told = strstr(got.data + p.start[1], "<cut>") || strstr(got.data + p.start[1], "<lost");
		assert_true(told);
		size_t text = got.len;
		while (got.data[text - 1] != '<')
			text--;
		assert_true(text - 1 >= p.start[1]);
		assert_memory_equal(got.data, p.text.data, text - 1);
		if (size + 200 > p.file.len)
			assert_true(text - 1 >= p.start[1] + 131072); /* a block of it at least */
		/* A file that may grow says nothing of it, and gives it when it is whole. */
		store_resize(s, size, false);
		buf_clear(&got);
		read_all(s, 0, 65536, &got);
		expect_bytes(&got, p.text.data, p.start[1]);
		buf_free(&got);
		store_free(s);
	}
	free_packed(&p);
	test_dir_remove(dir);
}

static void test_positions_stay_true_while_it_grows(void **state) {
	(void)state;
	struct packed p;
	struct buf got = { 0 };
	struct store_piece piece;
	char *dir = test_dir_make(), bytes[65536];
	store_pos pos = 0;
	make_packed(&p, 6, 40000);
	struct store *s = open_bytes(dir, p.file.data, p.file.len);
	for (uint64_t size = 0; size <= p.file.len; size += size + 997 > p.file.len && size < p.file.len ? p.file.len - size : 997) {
		store_resize(s, size, false);
		do {
			store_read(s, pos, bytes, sizeof bytes, &piece);
			buf_add(&got, bytes, piece.length);
			assert_false(piece.lost);
			pos = piece.next;
		} while (piece.length > 0);
	}
	expect_bytes(&got, p.text.data, p.text.len);
	buf_free(&got);
	store_free(s);
	free_packed(&p);
	test_dir_remove(dir);
}

static void test_what_does_not_suit(void **state) {
	(void)state;
	char *dir = test_dir_make(), *text = mem_zalloc(STORE_FRAME_TEXT_MAX + 1, 1);
	for (int with_size = 0; with_size <= 1; with_size++) {
		for (size_t over = 0; over <= 1; over++) {
			struct packed p = { 0 };
			add_frame(&p, text, STORE_FRAME_TEXT_MAX + over, with_size);
			struct store *s = open_bytes(dir, p.file.data, p.file.len);
			assert_int_equal(store_frames_suit(store_fd(s), p.file.len), !over);
			struct buf got = { 0 };
			read_all(s, 0, 1 << 20, &got);
			if (over)
				assert_non_null(strstr(got.data, "<lost 0+"));
			else
				expect_bytes(&got, text, STORE_FRAME_TEXT_MAX);
			buf_free(&got);
			store_free(s);
			free_packed(&p);
		}
	}
	free(text);
	test_dir_remove(dir);
}

/* Frames that begin everywhere and decode nowhere: a chain of empty blocks behind each magic number. */
static void test_hostile_headers_end(void **state) {
	(void)state;
	size_t length = 4u << 20;
	char *dir = test_dir_make(), *bytes = mem_zalloc(length, 1);
	for (size_t i = 0; i + 64 < length; i += 64)
		memcpy(bytes + i, "\x28\xB5\x2F\xFD\x04\x58", 6);
	struct store *s = open_bytes(dir, bytes, length);
	struct buf got = { 0 };
	read_all(s, 0, 65536, &got);
	assert_non_null(strstr(got.data, "<lost 0+"));
	buf_free(&got);
	store_free(s);
	free(bytes);
	test_dir_remove(dir);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_all_with_any_room),
		cmocka_unit_test(test_every_offset_leads_to_the_next_frame),
		cmocka_unit_test(test_a_flipped_bit_costs_one_frame),
		cmocka_unit_test(test_zeros_and_rubbish_between_frames),
		cmocka_unit_test(test_skippable_frames_are_skipped),
		cmocka_unit_test(test_a_cut_end),
		cmocka_unit_test(test_positions_stay_true_while_it_grows),
		cmocka_unit_test(test_what_does_not_suit),
		cmocka_unit_test(test_hostile_headers_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
