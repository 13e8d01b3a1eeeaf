/* The table of what can be edited: every row makes edits that the language takes, and every verb of the language that changes a thing on a panel is
 * reachable. */
#include "fields.h"

#include <string.h>

#include "edits_table.h"
#include "model_scene.h"

static struct world world_of(struct scene *s) {
	struct world w = { .site = s->site, .frame = &s->frame, .cursor_ms = T0, .first_ms = T0, .last_ms = T0 };
	w.derived = s->d;
	return w;
}

static void assert_taken(const struct scene *s, const struct edit *e) {
	struct edit again, plain = *e;
	struct error err;
	char text[EDIT_TEXT_SIZE];
	struct time_context context = { .tz = tz_utc(), .cursor_ms = T0, .plus_ms = T0, .minus_ms = T0, .training_ms = T_START };
	plain.at_given = false;
	edit_print(&plain, s->site, text, sizeof text);
	if (!edit_parse(text, s->site, &context, &again, &err))
		fail_msg("%s: %s", text, err.text);
	assert_int_equal(again.verb, e->verb);
	assert_int_equal(again.object, e->object);
}

static void test_every_field_makes_edits(void **state) {
	(void)state;
	struct scene s = scene_new(2, 14);
	struct world w = world_of(&s);
	bool made[EDIT_VERB_COUNT] = { false };
	size_t total = 0;
	for (int panel = 0; panel < PANEL_COUNT; panel++) {
		size_t count = fields_count(&w, (enum panel)panel);
		struct field_place p;
		for (size_t i = 0; i < count; i++) {
			struct edit e;
			char text[FIELD_TEXT_SIZE];
			assert_true(field_at(&w, (enum panel)panel, i, &p));
			assert_int_equal(p.field->panel, panel);
			assert_true(strcmp(field_text(&w, &p, true, text), "") != 0);
			assert_true(field_name(&w, &p, text)[0]);
			for (int steps = -1; steps <= 1; steps++)
				if (field_edit(&w, &p, steps, &e)) {
					if (!(e.verb == EDIT_GEN_MAX && steps > 0)) /* it stands at its rating */
						assert_taken(&s, &e);
					made[e.verb] = true;
				}
			if (field_toggle(&w, &p, &e)) {
				assert_taken(&s, &e);
				made[p.field->on] = made[p.field->off] = true;
			}
		}
		assert_false(field_at(&w, (enum panel)panel, count, &p));
		total += count;
	}
	assert_int_equal(total, 2 * 3 + 4 + 2 + 14 + 7);
	/* What is typed only: dates, and starting or stopping a set by hand. */
	for (int verb = 0; verb < EDIT_VERB_COUNT; verb++)
		if (!made[verb] && verb != EDIT_FEED_PROMISE && verb != EDIT_GEN_START && verb != EDIT_GEN_STOP)
			fail_msg("no field makes: %s", edit_usage((size_t)verb));
	scene_free(&s);
}

static void test_fields_of_one_object_stand_together(void **state) {
	(void)state;
	struct scene s = scene_new(2, 3);
	struct world w = world_of(&s);
	struct field_place p;
	static const size_t objects[] = { 0, 0, 0, 1, 1, 1 };
	for (size_t i = 0; i < 6; i++) {
		assert_true(field_at(&w, PANEL_SUPPLY, i, &p));
		assert_int_equal(p.object, objects[i]);
		assert_int_equal(p.field->class, CLASS_FEED);
	}
	scene_free(&s);
}

static void test_steps_go_to_whole_steps(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	struct world w = world_of(&s);
	struct field_place p;
	struct edit e;
	field_at(&w, PANEL_SUPPLY, 2, &p); /* import, by 0.5 MW, at 7.82 */
	assert_true(field_edit(&w, &p, 1, &e));
	assert_near(e.number, 8, 0);
	assert_true(field_edit(&w, &p, -1, &e));
	assert_near(e.number, 7.5, 0);
	assert_true(field_edit(&w, &p, 0, &e));
	assert_near(e.number, 7.82, 0);
	frame_set(&s.frame, M_FEED_MW, 0, 0.2);
	assert_true(field_edit(&w, &p, -3, &e));
	assert_near(e.number, 0, 0); /* never below nothing */
	scene_free(&s);
}

static void test_x_turns_what_is(void **state) {
	(void)state;
	struct scene s = scene_new(1, 14);
	struct world w = world_of(&s);
	struct field_place p;
	struct edit e;
	field_at(&w, PANEL_GENERATORS, 6, &p);
	assert_true(field_toggle(&w, &p, &e));
	assert_int_equal(e.verb, EDIT_GEN_TRIP);
	assert_int_equal(e.object, 6);
	model_trip(&s.frame, 6);
	assert_true(field_toggle(&w, &p, &e));
	assert_int_equal(e.verb, EDIT_GEN_RESTORE);
	field_at(&w, PANEL_GPUS, 0, &p); /* the cap */
	assert_false(field_toggle(&w, &p, &e));
	scene_free(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_field_makes_edits), cmocka_unit_test(test_fields_of_one_object_stand_together),
		cmocka_unit_test(test_steps_go_to_whole_steps), cmocka_unit_test(test_x_turns_what_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
