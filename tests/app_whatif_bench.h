/* An app in the what-if, for the tests of its keys: the mode entered, the message, and the edit cursor brought to a field. */
#ifndef MWTOP_TEST_APP_WHATIF_BENCH_H
#define MWTOP_TEST_APP_WHATIF_BENCH_H

#include "app_bench.h"
#include "fields.h"

__attribute__((unused)) static const struct world_whatif *whatif(const struct bench *b) { return app_world(b->app)->whatif; }
__attribute__((unused)) static const char *message(const struct bench *b) { return app_view(b->app)->message; }

/* At 100 s, everything read, in the mode. */
__attribute__((unused)) static void enter(struct bench *b) {
	key(b, ' ');
	read_all(b);
	type(b, "g2024-07-22T09:01:40Z\rw");
	read_all(b);
	assert_true(whatif(b) && whatif(b)->on);
	assert_near(at(b), 100, 0);
}

/* The number of the panel, then down until the edit cursor is there. */
__attribute__((unused)) static void select_field(struct bench *b, char panel, const char *name) {
	const struct view *v = app_view(b->app);
	struct field_place p;
	char text[FIELD_TEXT_SIZE];
	key(b, (uint32_t)panel);
	for (int i = 0; i < 64; i++)
		key(b, KEYCODE_UP);
	for (int i = 0; i < 64; i++, key(b, KEYCODE_DOWN)) {
		size_t at = v->focus == PANEL_GENERATORS ? (size_t)v->selected_gen : (size_t)v->field[v->focus];
		if (field_at(app_world(b->app), v->focus, at, &p) && !strcmp(field_name(app_world(b->app), &p, text), name))
			return;
	}
	fail_msg("the cursor never comes to %s", name);
}

#endif
