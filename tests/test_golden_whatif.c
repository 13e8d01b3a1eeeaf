/* The what-if at the keyboard, as golden screens of whole stories: keys into the reducer, the session and the engine, and the screen that comes of
 * them. The first is the story that the program is for: the night on which G07 tripped, without the trip. */
#include <unistd.h>

#include "app.h"
#include "bundled_session.h"
#include "golden_file.h"
#include "scenario.h"

struct desk {
	struct session *session;
	struct app *app;
	int64_t mono_ms;
};

static void work(struct desk *d) {
	for (int i = 0; i < 20000 && app_work(d->app, 50, d->mono_ms); i++)
		d->mono_ms += 1;
	app_update(d->app, &(struct app_msg){ .kind = APP_TICK, .mono_ms = d->mono_ms });
}

static void press(struct desk *d, uint32_t key) {
	app_update(d->app, &(struct app_msg){ .kind = APP_KEY, .key = key, .mono_ms = d->mono_ms });
}

static void type(struct desk *d, const char *text) {
	for (; *text; text++)
		press(d, *text == '\n' ? KEYCODE_ENTER : (uint32_t)(unsigned char)*text);
}

static void open_desk(struct desk *d, const char *name, const char *at) {
	memset(d, 0, sizeof *d);
	d->session = bundled_session(name);
	d->app = app_new(d->session, at, 1, 0);
	press(d, ' ');
	work(d);
}

static void close_desk(struct desk *d) {
	app_free(d->app);
	session_close(d->session);
}

static int shot(struct desk *d, const char *name, int cols, int rows, bool ascii) {
	struct grid g;
	grid_init(&g);
	g.ascii = ascii;
	grid_resize(&g, cols, rows);
	app_update(d->app, &(struct app_msg){ .kind = APP_RESIZE, .cols = cols, .rows = rows, .mono_ms = d->mono_ms });
	work(d);
	app_draw(d->app, &g);
	char *file = mem_printf("whatif-%s-%dx%d%s", name, cols, rows, ascii ? "-ascii" : "");
	int bad = golden_check(file, &g);
	free(file);
	grid_free(&g);
	return bad;
}

static int shots(struct desk *d, const char *name) {
	return shot(d, name, 80, 24, false) + shot(d, name, 120, 40, false) + shot(d, name, 200, 60, false) + shot(d, name, 80, 24, true) +
	       shot(d, name, 40, 12, false) + shot(d, name, 20, 3, false);
}

static const struct world_whatif *whatif(const struct desk *d) { return app_world(d->app)->whatif; }

static void test_the_night_without_the_trip(void **state) {
	(void)state;
	char *dir = test_dir_make(), *path = mem_printf("%s/a.scenario", dir);
	struct desk d;
	int bad = 0;
	open_desk(&d, "generator-trip", "T-19m");
	type(&d, "w:gen G07 restore\n");
	type(&d, ":gpu cap 345W\n");
	work(&d);
	type(&d, "gT-15m\n");
	work(&d);
	assert_false(app_world(d.app)->verdict.go);
	assert_true(whatif(&d)->verdict.go);
	bad += shots(&d, "story");
	assert_true(whatif(&d)->unsaved);
	type(&d, "s");
	for (int i = 0; i < 160; i++)
		press(&d, KEYCODE_BACKSPACE); /* the name that is proposed; one too many closes the prompt */
	type(&d, "s\x15");
	type(&d, path);
	type(&d, "\n");
	assert_int_equal(access(path, F_OK), 0);
	assert_false(whatif(&d)->unsaved);
	type(&d, "q");
	assert_int_equal(app_take_wish(d.app), APP_WISH_QUIT);
	close_desk(&d);

	struct error err;
	open_desk(&d, "generator-trip", "T-15m");
	type(&d, "w");
	if (!session_whatif_load(d.session, path, &err))
		fail_msg("%s", err.text);
	work(&d);
	press(&d, KEYCODE_NONE); /* any key takes the message away */
	bad += shot(&d, "story", 120, 40, false) + shot(&d, "story", 80, 24, false);
	close_desk(&d);
	assert_int_equal(bad, 0);
	free(path);
	test_dir_remove(dir);
}

static void test_keys_make_edits(void **state) {
	(void)state;
	struct desk d;
	open_desk(&d, "memphis-bring-up", "T-30m");
	type(&d, "w3");
	for (int i = 0; i < 6; i++)
		press(&d, KEYCODE_DOWN);
	type(&d, "x");
	work(&d);
	assert_int_equal(whatif(&d)->edit_count, 1);
	assert_int_equal(whatif(&d)->edits[0].verb, EDIT_GEN_TRIP);
	assert_int_equal(whatif(&d)->edits[0].object, 6);
	assert_int_equal(frame_label(whatif(&d)->frame, M_GEN_BREAKER, 6), BREAKER_OPEN);
	type(&d, "x"); /* it is tripped now: back */
	assert_int_equal(whatif(&d)->edits[1].verb, EDIT_GEN_RESTORE);
	type(&d, "4jj+++"); /* three steps of the cap are one edit */
	work(&d);
	assert_int_equal(whatif(&d)->edit_count, 3);
	assert_near(whatif(&d)->edits[2].number, 415, 0);
	type(&d, "---");
	assert_near(whatif(&d)->edits[2].number, 400, 0);
	type(&d, "u");
	assert_int_equal(whatif(&d)->edit_count, 2);
	press(&d, KEY_CTRL('r'));
	assert_int_equal(whatif(&d)->edit_count, 3);
	press(&d, KEYCODE_ENTER); /* "gpu cap 400|W" */
	type(&d, "\x7f\x7f" "50\n");
	assert_int_equal(whatif(&d)->edit_count, 4);
	assert_near(whatif(&d)->edits[3].number, 450, 0);
	close_desk(&d);
}

static void test_refusals_say_why(void **state) {
	(void)state;
	struct desk d;
	open_desk(&d, "memphis-bring-up", "T-30m");
	type(&d, "w:gpu cap 900W\n");
	assert_true(app_view(d.app)->message_is_error);
	assert_non_null(strstr(app_view(d.app)->message, "700"));
	type(&d, ":gen G99 trip\n");
	assert_true(app_view(d.app)->message_is_error);
	assert_int_equal(whatif(&d)->edit_count, 0);
	type(&d, "6x"); /* the timeline has no fields */
	assert_int_equal(whatif(&d)->edit_count, 0);
	close_desk(&d);
}

static void test_leaving_keeps_and_quitting_asks(void **state) {
	(void)state;
	struct desk d;
	open_desk(&d, "memphis-bring-up", "T-30m");
	type(&d, ":gen G01 trip\n"); /* an edit enters the mode */
	assert_true(whatif(&d)->on);
	press(&d, KEYCODE_ESC);
	assert_false(whatif(&d)->on);
	assert_int_equal(whatif(&d)->edit_count, 1);
	type(&d, "q");
	assert_int_equal(app_take_wish(d.app), APP_WISH_NONE);
	assert_int_equal(app_view(d.app)->prompt, PROMPT_UNSAVED);
	press(&d, KEYCODE_ESC);
	assert_int_equal(app_take_wish(d.app), APP_WISH_NONE);
	type(&d, "qq");
	assert_int_equal(app_take_wish(d.app), APP_WISH_QUIT);
	press(&d, KEY_CTRL('c'));
	press(&d, KEY_CTRL('c'));
	assert_int_equal(app_take_wish(d.app), APP_WISH_QUIT);
	close_desk(&d);
}

static void test_a_lost_feed_and_its_violations(void **state) {
	(void)state;
	struct desk d;
	int bad = 0;
	open_desk(&d, "generator-trip", "T-30m");
	type(&d, "w:feed TVA lose\n");
	work(&d);
	press(&d, KEYCODE_RIGHT);
	bad += shots(&d, "island");
	type(&d, "b");
	bad += shot(&d, "island-scenario", 80, 24, false);
	type(&d, "b");
	bad += shot(&d, "island-baseline", 80, 24, false);
	type(&d, "b5");
	assert_true(whatif(&d)->violation_count > 0);
	press(&d, KEYCODE_ENTER);
	assert_true(app_world(d.app)->cursor_ms == whatif(&d)->violations[0].start_ms);
	type(&d, "c");
	bad += shot(&d, "edits", 80, 24, false);
	type(&d, "x");
	assert_int_equal(whatif(&d)->edit_count, 0);
	type(&d, "u");
	assert_int_equal(whatif(&d)->edit_count, 1);
	press(&d, KEYCODE_ESC);
	type(&d, "1z");
	bad += shot(&d, "zoom-supply", 120, 40, false);
	type(&d, "4");
	bad += shot(&d, "zoom-gpus", 120, 40, false);
	type(&d, "1b"); /* the scenario alone: its trends from its first edit on, its losses; arrows scroll and select there */
	bad += shot(&d, "zoom-supply-scenario", 120, 40, false);
	press(&d, KEYCODE_DOWN);
	assert_int_equal(app_view(d.app)->supply_scroll, 1);
	type(&d, "4jj");
	assert_int_equal(app_view(d.app)->selected_array, 2);
	bad += shot(&d, "zoom-gpus-scenario", 120, 40, false);
	close_desk(&d);
	assert_int_equal(bad, 0);
}

static void test_the_future_is_computed(void **state) {
	(void)state;
	struct desk d;
	open_desk(&d, "memphis-bring-up", "T-30m");
	press(&d, KEYCODE_END);
	type(&d, "w");
	work(&d);
	type(&d, ":gen G01 trip\n");
	work(&d);
	type(&d, "g+10m\n");
	work(&d);
	assert_true(whatif(&d)->future);
	assert_near(whatif(&d)->derived.q[D_AVAILABLE_MW].value, 40.5, 0.05);
	int bad = shot(&d, "future", 80, 24, false) + shot(&d, "future", 120, 40, false);
	type(&d, "6z");
	work(&d);
	bad += shot(&d, "future-timeline", 120, 40, false);
	close_desk(&d);
	assert_int_equal(bad, 0);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_night_without_the_trip), cmocka_unit_test(test_keys_make_edits), cmocka_unit_test(test_refusals_say_why),
		cmocka_unit_test(test_leaving_keeps_and_quitting_asks), cmocka_unit_test(test_a_lost_feed_and_its_violations),
		cmocka_unit_test(test_the_future_is_computed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
