/* The list of events: always in order of arrival, equal times as they came, bounded. */
#include "support.h"

#include <string.h>

#include "event.h"

static void add(struct event_list *list, int64_t t_ms, const char *id) {
	struct event e = { .t_ms = t_ms, .t_src_ms = TIME_NONE };
	snprintf(e.id, sizeof e.id, "%s", id);
	event_list_add(list, &e);
}

static void expect_ids(const struct event_list *list, const char *expected) {
	char ids[64] = "";
	for (size_t i = 0; i < list->count; i++)
		strcat(ids, list->at[i].id);
	assert_string_equal(ids, expected);
}

static void test_order(void **state) {
	(void)state;
	struct event_list list = { 0 };
	add(&list, 20, "c");
	add(&list, 30, "e");
	add(&list, 10, "a");
	add(&list, 20, "d"); /* after c, before e */
	add(&list, 10, "b");
	add(&list, 30, "f");
	expect_ids(&list, "abcdef");
	event_list_free(&list);
	assert_null(list.at);
	assert_int_equal(list.count, 0);
}

static void test_many_in_any_order(void **state) {
	(void)state;
	struct event_list list = { 0 };
	unsigned random = 7;
	for (int i = 0; i < 2000; i++) {
		random = random * 1103515245u + 12345u;
		add(&list, (int64_t)(random >> 16) % 500, "");
	}
	assert_int_equal(list.count, 2000);
	for (size_t i = 1; i < list.count; i++)
		assert_true(list.at[i - 1].t_ms <= list.at[i].t_ms);
	event_list_free(&list);
}

static void test_after(void **state) {
	(void)state;
	struct event_list list = { 0 };
	assert_int_equal(event_list_after(&list, 0), 0);
	add(&list, 10, "a");
	add(&list, 20, "b");
	add(&list, 20, "c");
	add(&list, 30, "d");
	assert_int_equal(event_list_after(&list, TIME_NONE), 0);
	assert_int_equal(event_list_after(&list, 9), 0);
	assert_int_equal(event_list_after(&list, 10), 1);
	assert_int_equal(event_list_after(&list, 20), 3);
	assert_int_equal(event_list_after(&list, 29), 3);
	assert_int_equal(event_list_after(&list, 30), 4);
	assert_int_equal(event_list_after(&list, INT64_MAX), 4);
	event_list_free(&list);
}

static void test_bounded(void **state) {
	(void)state;
	struct event_list list = { 0 };
	for (int i = 0; i < EVENT_LIST_MAX + 3; i++)
		add(&list, i, "");
	assert_int_equal(list.count, EVENT_LIST_MAX);
	assert_int_equal(list.dropped, 3);
	event_list_free(&list);
}

static void test_state_words(void **state) {
	(void)state;
	assert_int_equal(word_find(event_state_words, "raise", 5), EVENT_RAISE);
	assert_int_equal(word_find(event_state_words, "clear", 5), EVENT_CLEAR);
	assert_int_equal(word_find(event_state_words, "", 0), EVENT_NOTE);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_many_in_any_order),
		cmocka_unit_test(test_after),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_state_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
