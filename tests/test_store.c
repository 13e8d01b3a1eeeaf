/* Byte stores: a plain file, one that shrinks, and marks of what was lost before it came here. */
#include "support.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store.h"

struct fixture {
	char *dir, *path;
	struct store *store;
};

static struct store *open_store(struct fixture *f, const char *text) {
	f->dir = test_dir_make();
	f->path = test_file_write(f->dir, "x", text, strlen(text));
	f->store = store_new_plain(open(f->path, O_RDONLY), strlen(text));
	return f->store;
}

static void close_store(struct fixture *f) {
	store_free(f->store);
	free(f->path);
	test_dir_remove(f->dir);
}

static void expect_piece(struct store *s, store_pos pos, size_t room, const char *text, bool lost) {
	char bytes[64];
	struct store_piece piece;
	store_read(s, pos, bytes, room, &piece);
	assert_int_equal(piece.length, strlen(text));
	assert_memory_equal(bytes, text, piece.length);
	assert_int_equal(piece.lost, lost);
	assert_int_equal(piece.at, pos);
	assert_int_equal(piece.next, pos + piece.length);
}

static void test_reads_by_position(void **state) {
	(void)state;
	struct fixture f;
	struct store *s = open_store(&f, "0123456789");
	expect_piece(s, 0, 4, "0123", false);
	expect_piece(s, 4, 64, "456789", false);
	expect_piece(s, 9, 1, "9", false);
	expect_piece(s, 10, 5, "", false);
	expect_piece(s, 1000, 5, "", false);
	assert_int_equal(store_end(s), 10);
	assert_int_equal(store_align(s, 7), 7);
	assert_int_equal(store_align(s, 70), 10);
	store_resize(s, 6, false); /* what is published ends here */
	expect_piece(s, 4, 64, "45", false);
	close_store(&f);
}

static void test_a_file_that_shrinks_gives_fewer_bytes(void **state) {
	(void)state;
	struct fixture f;
	struct store *s = open_store(&f, "0123456789");
	assert_int_equal(truncate(f.path, 3), 0);
	expect_piece(s, 0, 64, "012", false);
	expect_piece(s, 5, 64, "", false);
	close_store(&f);
}

static void test_marks_split_what_is_read(void **state) {
	(void)state;
	struct fixture f;
	struct store_piece piece;
	char bytes[16];
	struct store *s = open_store(&f, "0123456789");
	store_mark_lost(s, 4, 1000, 50, "why");
	store_mark_lost(s, 10, 2000, 7, "end");
	store_mark_lost(s, 10, 2007, 3, "end"); /* one place, one mark */
	expect_piece(s, 0, 16, "0123", false);
	expect_piece(s, 4, 16, "456789", true);
	expect_piece(s, 5, 16, "56789", false);
	store_read(s, 10, bytes, sizeof bytes, &piece);
	assert_true(piece.lost);
	assert_int_equal(piece.length, 0);
	assert_int_equal(piece.lost_at, 2000);
	assert_int_equal(piece.lost_bytes, 10);
	close_store(&f);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_by_position),
		cmocka_unit_test(test_a_file_that_shrinks_gives_fewer_bytes),
		cmocka_unit_test(test_marks_split_what_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
