/* Sequences of lines: what is kept of them, and every way in which one can differ from another. */
#include "support.h"

#include <string.h>

#include "sequence.h"

static const char site[] = "{\"site\":{\"name\":\"x\"}}";

/* Frame number n; of 10 minutes at most. */
static void add_frame(struct sequence *s, int n) {
	char line[80];
	int length = snprintf(line, sizeof line, "{\"t\":\"2024-07-22T09:%02d:%02d.000Z\",\"bus\":{}}", n / 60, n % 60);
	sequence_add(s, line, (size_t)length, n);
}

static struct sequence frames(const int *numbers, size_t count) {
	struct sequence s = { 0 };
	sequence_add(&s, site, sizeof site - 1, 0);
	for (size_t i = 0; i < count; i++)
		add_frame(&s, numbers[i]);
	return s;
}

#define FRAMES(...) frames((const int[]){ __VA_ARGS__ }, sizeof((const int[]){ __VA_ARGS__ }) / sizeof(int))

static void expect(struct sequence got, size_t lost, size_t doubled, size_t other, size_t first, size_t end) {
	struct sequence reference = FRAMES(10, 11, 12, 13, 14, 15, 16, 17);
	struct sequence_difference d;
	sequence_compare(&reference, &got, &d, NULL);
	assert_int_equal(d.lost, lost);
	assert_int_equal(d.doubled, doubled);
	assert_int_equal(d.other, other);
	assert_int_equal(d.first, first);
	assert_int_equal(d.end, end);
	sequence_free(&reference);
	sequence_free(&got);
}

static void test_what_is_kept(void **state) {
	static const char event[] = "{\"t\":\"2024-07-22T09:00:01.500Z\",\"event\":{\"id\":\"1\"}}", torn[] = "{\"t\":\"2024-07-22T09:00:02.000Z\",\"bus\"", text[] = "hello";
	struct sequence s = FRAMES(1, 2);
	(void)state;
	sequence_add(&s, event, sizeof event - 1, 7);
	sequence_add(&s, torn, sizeof torn - 1, 0);
	sequence_add(&s, text, sizeof text - 1, 0);
	sequence_add(&s, "", 0, 0);
	sequence_add(&s, site, sizeof site - 1, 0);
	assert_int_equal(s.count, 3);
	assert_int_equal(sequence_frames(&s, 0, 3), 2);
	assert_false(s.line[2].frame);
	assert_int_equal(s.line[2].t_ms - s.line[0].t_ms, 500);
	assert_int_equal(s.line[2].at_us, 7);
	assert_int_equal(s.bad, 2);
	assert_int_equal(s.blank, 1);
	assert_int_equal(s.sites, 2);
	assert_true(s.site_first);
	sequence_free(&s);
	add_frame(&s, 1);
	sequence_add(&s, site, sizeof site - 1, 0);
	assert_false(s.site_first);
	sequence_free(&s);
}

static void test_same(void **state) {
	(void)state;
	expect(FRAMES(10, 11, 12, 13, 14, 15, 16, 17), 0, 0, 0, 0, 8);
	expect(FRAMES(12, 13, 14), 0, 0, 0, 2, 5);
	expect(FRAMES(17), 0, 0, 0, 7, 8);
	expect((struct sequence){ 0 }, 0, 0, 0, 0, 0);
}

static void test_lost(void **state) {
	(void)state;
	expect(FRAMES(10, 12, 13), 1, 0, 0, 0, 4);
	expect(FRAMES(11, 17), 5, 0, 0, 1, 8);
}

static void test_doubled(void **state) {
	(void)state;
	expect(FRAMES(11, 11, 12), 0, 1, 0, 1, 3);
	expect(FRAMES(11, 12, 13, 11, 12, 13, 14), 0, 3, 0, 1, 5);
	expect(FRAMES(12, 11, 13), 0, 1, 0, 2, 4); /* out of order */
}

static void test_other(void **state) {
	struct sequence got = FRAMES(11, 50, 12), reference = FRAMES(10, 11, 12);
	struct sequence_difference d;
	size_t place[3];
	(void)state;
	expect(FRAMES(11, 50, 12), 0, 0, 1, 1, 3);
	expect(FRAMES(50, 10), 0, 0, 1, 0, 1);
	expect(FRAMES(50), 0, 0, 1, 0, 0);
	sequence_compare(&reference, &got, &d, place);
	assert_int_equal(place[0], 1);
	assert_true(place[1] == SEQUENCE_NOWHERE);
	assert_int_equal(place[2], 2);
	sequence_free(&got);
	sequence_free(&reference);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_kept), cmocka_unit_test(test_same), cmocka_unit_test(test_lost), cmocka_unit_test(test_doubled), cmocka_unit_test(test_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
