/* The keys that a place names first: each is one of that place, and stands in the last row of its screen. */
#include "whatif_world.h"

#include "place_keys.h"

static unsigned place_bit(int i) { return i < PANEL_COUNT ? WHERE_ZOOM(i) : WHERE_SET; }

static void a_place_names_what_it_has(void **state) {
	(void)state;
	for (int i = 0; i <= PANEL_COUNT; i++) {
		int count = 0;
		for (const struct place_key *k = place_keys(place_bit(i)); k->id != ACT_NONE; k++, count++) {
			assert_true(action_at(k->id)->where & place_bit(i));
			assert_true(k->with == ACT_NONE || action_at(k->with)->where & place_bit(i));
			assert_true(k->brief[0] != '\0');
		}
		assert_true(count > 0);
	}
	for (const struct place_key *k = place_keys(WHERE_FOCUS(PANEL_ALARMS)); k->id != ACT_NONE; k++)
		assert_true(k->id == ACT_ZOOM_PANEL || action_at(k->id)->where & WHERE_FOCUS(PANEL_ALARMS));
	assert_int_equal(place_keys(WHERE_FOCUS(PANEL_ALARMS))->id, ACT_ALARM_ACK); /* beside others it has keys of its own, too */
	assert_int_equal(place_keys(WHERE_FOCUS(PANEL_TIMELINE))->id, ACT_NONE);
}

static char *last_row(const struct test_world *t, int cols, int rows, bool ascii) {
	static char out[1024];
	char *text = test_world_text(t, cols, rows, ascii), *end = text + strlen(text);
	while (end > text && end[-1] == '\n')
		*--end = '\0';
	char *row = strrchr(text, '\n');
	snprintf(out, sizeof out, "%s", row ? row + 1 : text);
	free(text);
	return out;
}

static void the_last_row_names_them(void **state) {
	static const struct { enum panel panel; bool open; int cols; const char *row; } rows[] = {
		{ PANEL_SUPPLY, false, 80, " \u2191\u2193 rows  i assumptions  z back  Space pause" },
		{ PANEL_COUNTDOWN, false, 80, " i assumptions  z back  Space pause" },
		{ PANEL_GENERATORS, false, 80, " O order  I reverse  F filter  Enter set  () columns  z back  ? help  q quit" },
		{ PANEL_GENERATORS, true, 80, " \u2191\u2193 events  Enter jump  () sets  Esc table  z back" },
		{ PANEL_GPUS, false, 80, " \u2191\u2193 arrays  z back  Space pause" },
		{ PANEL_ALARMS, false, 80, " a ack  A all  v shelve  O order  F filter  Enter jump  z back  ? help  q quit" },
		{ PANEL_ALARMS, false, 120, " a ack  A all  v shelve  O order  F filter  Enter jump  z back  / search" },
		{ PANEL_TIMELINE, false, 80, " / charts  ][ window  \u2191\u2193 lanes  e event  m mark  z back" },
		{ PANEL_TIMELINE, false, 120, " / charts  ][ window  \u2191\u2193 lanes  e event  m mark  z back  M marks  d difference  o undo jump" },
	};
	struct test_world t;
	(void)state;
	test_world_make(&t, (struct world_wish){ WORLD_TRIPPED, 14, 1, 1, true, true, false });
	t.v.zoomed = true;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		t.v.focus = rows[i].panel;
		t.v.gen_open = rows[i].open;
		const char *row = last_row(&t, rows[i].cols, 24, false);
		if (strncmp(row, rows[i].row, strlen(rows[i].row)) || !strstr(row, "? help") || !strstr(row, "q quit"))
			fail_msg("panel %d, %d columns: \"%s\" does not begin with \"%s\"", (int)rows[i].panel, rows[i].cols, row, rows[i].row);
	}
	assert_non_null(strstr(last_row(&t, 120, 24, true), "][ window  Up/Down lanes") ? "" : strstr(last_row(&t, 120, 24, true), "]/[ window  Up/Down lanes"));
	test_world_free(&t);
}

/* There its own keys come first, and a key that means something else is not named for the place. */
static void the_what_if_keeps_its_row(void **state) {
	struct whatif_world x;
	(void)state;
	whatif_world_make(&x, false);
	x.t.v.zoomed = true;
	x.t.v.focus = PANEL_ALARMS;
	const char *row = last_row(&x.t, 200, 60, false);
	assert_non_null(strstr(row, "Enter value"));
	assert_non_null(strstr(row, "F filter"));
	assert_null(strstr(row, "jump"));
	assert_non_null(strstr(last_row(&x.t, 80, 24, false), "s save"));
	whatif_world_free(&x);
}

/* A prompt and what lies over the screen have none of the panel below. */
static void an_overlay_hides_them(void **state) {
	struct test_world t;
	(void)state;
	test_world_make(&t, (struct world_wish){ WORLD_TRIPPED, 14, 1, 1, true, true, false });
	t.v.zoomed = true;
	t.v.focus = PANEL_ALARMS;
	t.v.overlay = OVERLAY_HELP;
	assert_null(strstr(last_row(&t, 120, 40, false), "shelve"));
	test_world_free(&t);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_names_what_it_has), cmocka_unit_test(the_last_row_names_them), cmocka_unit_test(the_what_if_keeps_its_row),
		cmocka_unit_test(an_overlay_hides_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
