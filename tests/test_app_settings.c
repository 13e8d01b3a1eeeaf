/* The settings: they are opened with the themes that are offered, the arrows choose, Enter takes, Esc brings back; time goes on below them. And a
 * theme by name as a command. */
#include "app_bench.h"

#include "theme.h"

static struct theme themes[3];
static const struct theme_list list = { themes, 3 };

static int setup_themes(void **state) {
	for (size_t i = 0; i < 3; i++) {
		themes[i] = *theme_default();
		snprintf(themes[i].name, sizeof themes[i].name, "%s", (const char *[]){ "isa-grey", "dark", "night" }[i]);
	}
	return setup(state);
}

/* Opens them as the dashboard does. */
static void open_at(struct bench *b, size_t current) {
	key(b, KEYCODE_F2);
	assert_int_equal(app_take_wish(b->app), APP_WISH_THEMES);
	assert_int_equal(app_view(b->app)->overlay, OVERLAY_NONE); /* not before there is something to choose */
	app_offer_themes(b->app, &list, current, "256 colours");
	assert_int_equal(app_view(b->app)->overlay, OVERLAY_SETTINGS);
}

static void arrows_choose_and_enter_takes(void **state) {
	struct bench *b = *state;
	const struct view *v = app_view(b->app);
	open_at(b, 0);
	assert_int_equal(v->theme, 0);
	key(b, KEYCODE_RIGHT);
	assert_int_equal(v->theme, 1);
	type(b, "ll"); /* around */
	assert_int_equal(v->theme, 0);
	key(b, KEYCODE_LEFT);
	assert_int_equal(v->theme, 2);
	key(b, KEYCODE_ENTER);
	assert_int_equal(v->overlay, OVERLAY_NONE);
	assert_int_equal(v->theme, 2);
	assert_non_null(strstr(v->message, "night"));
}

static void leaving_brings_all_back(void **state) {
	static const uint32_t leaves[] = { KEYCODE_ESC, 'q', KEYCODE_F2, 'C' };
	struct bench *b = *state;
	const struct view *v = app_view(b->app);
	for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
		open_at(b, 1);
		key(b, KEYCODE_RIGHT);
		key(b, KEYCODE_DOWN);
		assert_int_equal(v->setting, SETTING_RATE);
		key(b, KEYCODE_RIGHT);
		assert_true(v->rate_shown);
		assert_int_equal(v->theme, 2);
		key(b, leaves[i]);
		assert_int_equal(v->overlay, OVERLAY_NONE);
		assert_int_equal(v->theme, 1);
		assert_false(v->rate_shown);
		assert_int_equal(app_take_wish(b->app), APP_WISH_NONE); /* q did not quit */
	}
}

static void time_goes_on_below_and_nothing_else_does(void **state) {
	struct bench *b = *state;
	const struct view *v = app_view(b->app);
	struct view before;
	open_at(b, 0);
	key(b, ' ');
	assert_false(v->playing);
	before = *v;
	type(b, "z5??i/:wxS"); /* the help lies over them, and gives them back */
	assert_int_equal(app_take_wish(b->app), APP_WISH_SAVE); /* a picture of it may be wanted */
	assert_int_equal(v->overlay, OVERLAY_SETTINGS);
	assert_int_equal(v->prompt, PROMPT_NONE);
	assert_true(v->zoomed == before.zoomed && v->focus == before.focus);
}

static void a_command_takes_a_theme_by_name(void **state) {
	struct bench *b = *state;
	const struct view *v = app_view(b->app);
	type(b, ":theme night\r");
	assert_int_equal(app_take_wish(b->app), APP_WISH_THEMES);
	app_offer_themes(b->app, &list, 0, "8 colours");
	assert_int_equal(v->theme, 2);
	assert_int_equal(v->overlay, OVERLAY_NONE);
	type(b, ":theme nigth\r");
	app_offer_themes(b->app, &list, 2, "8 colours");
	assert_int_equal(v->theme, 2);
	assert_true(v->message_is_error);
	assert_non_null(strstr(v->message, "did you mean night"));
}

/* At every size the chosen theme can be read where there are three rows, and what is below stays in sight where there is room. */
static void drawn_at_every_size(void **state) {
	struct bench *b = *state;
	open_at(b, 1);
	for (int rows = 0; rows <= 30; rows += 1)
		for (int cols = 0; cols <= 130; cols += 13) {
			struct grid g;
			struct buf text = { 0 };
			grid_init(&g);
			grid_resize(&g, cols, rows);
			app_draw(b->app, &g);
			grid_text(&g, &text);
			if (rows >= 3 && cols >= 39 && !strstr(text.data, "\u2190 dark \u2192"))
				fail_msg("%dx%d: the theme is not named:\n%s", cols, rows, text.data);
			if (rows >= 24 && cols >= 78 && (!strstr(text.data, "TVA") || !strstr(text.data, "2 of 3, 256 colours") || !strstr(text.data, "not acknowledged")))
				fail_msg("%dx%d: something is missing:\n%s", cols, rows, text.data);
			buf_free(&text);
			grid_free(&g);
		}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_themes, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(arrows_choose_and_enter_takes), TEST(leaving_brings_all_back), TEST(time_goes_on_below_and_nothing_else_does),
		TEST(a_command_takes_a_theme_by_name), TEST(drawn_at_every_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
