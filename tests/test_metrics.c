/* The metric table: classes stand together, slots count up, words match their enums. */
#include "support.h"

#include <string.h>

#include "metrics.h"

static void test_classes_partition_the_table(void **state) {
	(void)state;
	size_t next = 0;
	for (enum metric_class class = 0; class < CLASS_COUNT; class++) {
		assert_int_equal(metric_class_first(class), next);
		assert_true(metric_class_size(class) > 0);
		for (size_t slot = 0; slot < metric_class_size(class); slot++, next++) {
			const struct metric *m = metric_at((enum metric_id)next);
			assert_int_equal(m->class, class);
			assert_int_equal(m->slot, slot);
		}
	}
	assert_int_equal(next, METRIC_COUNT);
}

static void test_rows_are_whole(void **state) {
	(void)state;
	for (size_t i = 0; i < METRIC_COUNT; i++) {
		const struct metric *m = metric_at((enum metric_id)i);
		assert_non_null(m->key);
		assert_non_null(m->unit);
		assert_true(strlen(m->help) > 0);
		assert_int_equal(m->kind == METRIC_LABEL, m->words != NULL);
		assert_in_range(m->decimals, 0, 3);
		assert_int_equal(metric_find(m->class, m->key, strlen(m->key)), i);
	}
}

static void test_find(void **state) {
	(void)state;
	assert_int_equal(metric_find(CLASS_GEN, "kw", 2), M_GEN_KW);
	assert_int_equal(metric_find(CLASS_FEED, "mw\":7.82", 2), M_FEED_MW);
	assert_int_equal(metric_find(CLASS_AUX, "mw", 2), M_AUX_MW);
	assert_int_equal(metric_find(CLASS_GEN, "k", 1), METRIC_COUNT);
	assert_int_equal(metric_find(CLASS_GEN, "kwx", 3), METRIC_COUNT);
	assert_int_equal(metric_find(CLASS_GEN, "kw\0x", 4), METRIC_COUNT);
	assert_int_equal(metric_find(CLASS_GEN, "", 0), METRIC_COUNT);
	assert_int_equal(metric_find(CLASS_BUS, "kw", 2), METRIC_COUNT);
}

static void test_words(void **state) {
	(void)state;
	assert_int_equal(word_find(gen_state_words, "loaded", 6), GEN_LOADED);
	assert_int_equal(word_find(gen_state_words, "lockout", 7), GEN_LOCKOUT);
	assert_int_equal(word_find(gen_state_words, "out_of_service", 14), GEN_OUT_OF_SERVICE);
	assert_int_equal(word_find(gen_state_words, "load", 4), -1);
	assert_int_equal(word_find(gen_state_words, "", 0), -1);
	assert_int_equal(word_find(gen_mode_words, "test", 4), MODE_TEST);
	assert_int_equal(word_find(gen_ctl_words, "droop", 5), CTL_DROOP);
	assert_int_equal(word_find(breaker_words, "open", 4), BREAKER_OPEN);
	assert_int_equal(word_find(breaker_words, "closed\0x", 8), -1);
	assert_string_equal(metric_class_words[CLASS_AUX], "aux");
	assert_null(metric_class_words[CLASS_COUNT]);
}

static void test_registers_are_marked(void **state) {
	(void)state;
	assert_true(metric_at(M_GEN_KW)->flags & METRIC_REGISTER);
	assert_false(metric_at(M_FEED_MW)->flags & METRIC_REGISTER);
	assert_false(metric_at(M_GPU_ONLINE)->flags & METRIC_REGISTER); /* 65,535 GPUs is a number like any other */
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classes_partition_the_table),
		cmocka_unit_test(test_rows_are_whole),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_registers_are_marked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
