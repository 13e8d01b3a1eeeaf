/* The action table: complete, no key bound twice, every function key backed by a letter. */
#include "support.h"

#include <string.h>

#include "actions.h"

static void every_action_is_whole(void **state) {
	(void)state;
	for (unsigned id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		const struct action *a = action_at((enum action_id)id);
		if (a->id != id || !a->name || !a->name[0])
			fail_msg("row %u has no name or another's id", id);
		if (!a->keys[0] || a->keys[5])
			fail_msg("%s has no key, or no end to its keys", a->name);
		if (!a->help || strlen(a->help) < 2 || a->help[strlen(a->help) - 1] == '.')
			fail_msg("%s has no help, or one that ends in a full stop", a->name);
		if (!a->key_text[0] || !a->key_ascii[0] || a->group >= GROUP_COUNT)
			fail_msg("%s: no words for its keys, or no group", a->name);
		for (const char *c = a->key_ascii; *c; c++)
			assert_in_range((unsigned char)*c, 32, 126);
		for (const char *c = a->help; *c; c++)
			assert_in_range((unsigned char)*c, 32, 126);
		for (const char *c = a->brief ? a->brief : ""; *c; c++)
			assert_in_range((unsigned char)*c, 32, 126);
	}
}

static void names_and_keys_are_unique(void **state) {
	(void)state;
	for (unsigned a = ACT_NONE + 1; a < ACT_COUNT; a++)
		for (unsigned b = ACT_NONE + 1; b < ACT_COUNT; b++) {
			const struct action *x = action_at((enum action_id)a), *y = action_at((enum action_id)b);
			if (a != b && !strcmp(x->name, y->name))
				fail_msg("two actions are called %s", x->name);
			for (int i = 0; x->keys[i]; i++)
				for (int k = 0; y->keys[k]; k++)
					if ((a != b || i != k) && x->whatif == y->whatif && x->keys[i] == y->keys[k])
						fail_msg("key %u does %s and %s", (unsigned)x->keys[i], x->name, y->name);
		}
}

static void keys_find_their_action(void **state) {
	(void)state;
	static const struct { uint32_t key; enum action_id id; } want[] = {
		{ ' ', ACT_PAUSE }, { '.', ACT_STEP_FORWARD }, { 't', ACT_STEP_FORWARD }, { ',', ACT_STEP_BACK }, { 'T', ACT_STEP_BACK },
		{ KEYCODE_LEFT, ACT_BACK }, { 'h', ACT_BACK }, { KEYCODE_RIGHT, ACT_FORWARD }, { 'l', ACT_FORWARD }, { 'H', ACT_BACK_MINUTE },
		{ 'L', ACT_FORWARD_MINUTE }, { KEYCODE_PGUP, ACT_WINDOW_BACK }, { KEYCODE_PGDN, ACT_WINDOW_FORWARD }, { 'g', ACT_GOTO },
		{ KEYCODE_HOME, ACT_START }, { KEYCODE_END, ACT_END }, { 'G', ACT_END }, { '>', ACT_FASTER }, { '<', ACT_SLOWER },
		{ KEYCODE_BACKSPACE, ACT_SPEED_ONE }, { 'e', ACT_EVENT_NEXT }, { 'E', ACT_EVENT_PREVIOUS }, { 'o', ACT_UNDO_JUMP },
		{ KEYCODE_TAB, ACT_PANEL_NEXT }, { KEYCODE_BACKTAB, ACT_PANEL_PREVIOUS }, { '1', ACT_PANEL_1 }, { '6', ACT_PANEL_6 },
		{ KEYCODE_UP, ACT_ROW_UP }, { 'k', ACT_ROW_UP }, { 'j', ACT_ROW_DOWN }, { 'z', ACT_ZOOM_PANEL }, { '[', ACT_ZOOM_OUT },
		{ ']', ACT_ZOOM_IN }, { '+', ACT_ZOOM_IN }, { '-', ACT_ZOOM_OUT }, { '/', ACT_SEARCH }, { 'n', ACT_SEARCH_NEXT },
		{ 'N', ACT_SEARCH_PREVIOUS }, { ':', ACT_COMMAND }, { '?', ACT_HELP }, { KEYCODE_F1, ACT_HELP }, { 'i', ACT_ASSUMPTIONS },
		{ 'S', ACT_SAVE_SCREEN }, { 12, ACT_REDRAW }, { 26, ACT_SUSPEND }, { 27, ACT_CLOSE }, { 'q', ACT_QUIT }, { 3, ACT_QUIT },
		{ 'a', ACT_ALARM_ACK }, { 'A', ACT_ALARM_ACK_ALL }, { 'v', ACT_ALARM_SHELVE }, { KEYCODE_ENTER, ACT_OPEN }, { 'O', ACT_SORT },
		{ 'F', ACT_FILTER }, { 'x', ACT_NONE }, { 'u', ACT_NONE }, { KEYCODE_NONE, ACT_NONE }, { 0x20ac, ACT_NONE },
	};
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
		if (action_for_key(want[i].key, false) != want[i].id)
			fail_msg("key %u gives %s", (unsigned)want[i].key, action_at(action_for_key(want[i].key, false))->name);
}

static void keys_of_the_what_if_come_first_in_it(void **state) {
	(void)state;
	static const struct { uint32_t key; enum action_id id, else_id; } want[] = {
		{ '+', ACT_EDIT_MORE, ACT_ZOOM_IN }, { '-', ACT_EDIT_LESS, ACT_ZOOM_OUT }, { 'b', ACT_WHATIF_SHOW, ACT_WINDOW_BACK },
		{ KEYCODE_ENTER, ACT_EDIT_VALUE, ACT_OPEN }, { 'x', ACT_EDIT_TOGGLE, ACT_NONE }, { 'u', ACT_EDIT_UNDO, ACT_NONE }, { 18, ACT_EDIT_REDO, ACT_NONE },
		{ 's', ACT_WHATIF_SAVE, ACT_NONE }, { 'w', ACT_WHATIF, ACT_WHATIF }, { ']', ACT_ZOOM_IN, ACT_ZOOM_IN }, { 'q', ACT_QUIT, ACT_QUIT },
	};
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		assert_int_equal(action_for_key(want[i].key, true), want[i].id);
		assert_int_equal(action_for_key(want[i].key, false), want[i].else_id);
	}
}

static void function_keys_have_a_letter(void **state) {
	(void)state;
	for (unsigned id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		const struct action *a = action_at((enum action_id)id);
		bool function = false, plain = false;
		for (int i = 0; a->keys[i]; i++) {
			function |= a->keys[i] >= KEYCODE_F1;
			plain |= a->keys[i] < 0x7f;
		}
		if (function && !plain)
			fail_msg("%s can only be had with a function key", a->name);
	}
}

static void out_of_range_is_none(void **state) {
	(void)state;
	assert_int_equal(action_at(ACT_COUNT)->id, ACT_NONE);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_action_is_whole), cmocka_unit_test(names_and_keys_are_unique), cmocka_unit_test(keys_find_their_action),
		cmocka_unit_test(keys_of_the_what_if_come_first_in_it),
		cmocka_unit_test(function_keys_have_a_letter), cmocka_unit_test(out_of_range_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
