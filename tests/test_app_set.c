/* `:set`: acts on the running dashboard, tells what is in force, and writes nothing. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app.h"
#include "recording.h"

struct bench {
	char *dir, *path, *conf;
	struct session *session;
	struct app *app;
	struct config config;
	int64_t mono_ms;
};

#define CONF "speed = 2\nwindow = 60m\n"

static int setup(void **state) {
	struct bench *b = mem_zalloc(1, sizeof *b);
	struct recording r;
	struct error err;
	recording_plain(&r, 600, 2, 1);
	b->dir = test_dir_make();
	b->path = test_file_write(b->dir, "night.ndjson", r.text.data, r.text.len);
	b->conf = test_file_write(b->dir, "mwtop.conf", CONF, strlen(CONF));
	recording_free(&r);
	config_init(&b->config);
	config_read_file(&b->config, CONFIG_USER, b->conf);
	b->session = session_open(b->path, NULL, &err);
	assert_non_null(b->session);
	b->app = app_new(b->session, NULL, b->config.value[DASH_SPEED].number, 1000);
	app_set_config(b->app, &b->config);
	b->mono_ms = 1000;
	*state = b;
	return 0;
}

static int teardown(void **state) {
	struct bench *b = *state;
	app_free(b->app);
	session_close(b->session);
	config_free(&b->config);
	test_dir_remove(b->dir);
	free(b->path);
	free(b->conf);
	free(b);
	return 0;
}

static void key(struct bench *b, uint32_t code) { app_update(b->app, &(struct app_msg){ .kind = APP_KEY, .key = code, .mono_ms = b->mono_ms }); }

/* Types ":set TEXT" and looks for words in the answer. */
static void says(struct bench *b, const char *text, bool is_error, const char *expected) {
	key(b, ':');
	for (const char *p = "set "; *p; p++)
		key(b, (unsigned char)*p);
	for (; *text; text++)
		key(b, (unsigned char)*text);
	key(b, KEYCODE_ENTER);
	const struct view *v = app_view(b->app);
	if (!strstr(v->message, expected) || v->message_is_error != is_error)
		fail_msg("\"%s\" does not say \"%s\"", v->message, expected);
}

static void test_it_acts_at_once(void **state) {
	struct bench *b = *state;
	const struct view *v = app_view(b->app);
	assert_int_equal(v->window_ms, 3600000);
	assert_near(v->speed, 2, 0);
	says(b, "speed 50", false, "speed = 50, until the program ends");
	assert_near(v->speed, 50, 0);
	says(b, "window 6h", false, "window = 6h");
	assert_int_equal(v->window_ms, 21600000);
	says(b, "window = all", false, "window = all");
	assert_int_equal(v->window_ms, 0);
	assert_false(app_ascii(b->app));
	says(b, "ascii yes", false, "ascii = yes");
	assert_true(app_ascii(b->app));
	says(b, "ascii no", false, "ascii = no");
	assert_false(app_ascii(b->app));
	says(b, "max-bps 9600", false, "max-bps = 9600");
	assert_near(app_max_bps(b->app), 9600, 0);
	says(b, "theme none", false, "theme = none");
	assert_int_equal(app_take_wish(b->app), APP_WISH_THEMES);
}

/* A change of speed keeps the cursor where it is. */
static void test_speed_moves_nothing(void **state) {
	struct bench *b = *state;
	b->mono_ms += 10000;
	app_update(b->app, &(struct app_msg){ .kind = APP_TICK, .mono_ms = b->mono_ms });
	int64_t before = app_world(b->app)->cursor_ms;
	says(b, "speed 100", false, "100");
	assert_int_equal(app_world(b->app)->cursor_ms, before);
	b->mono_ms += 1000;
	app_update(b->app, &(struct app_msg){ .kind = APP_TICK, .mono_ms = b->mono_ms });
	assert_int_equal(app_world(b->app)->cursor_ms, before + 100000);
}

static void test_it_tells(void **state) {
	struct bench *b = *state;
	says(b, "speed", false, "mwtop.conf: line 1)");
	says(b, "speed", false, "speed = 2 (");
	says(b, "window", false, "window = 60m (");
	key(b, '>');
	says(b, "speed", false, "speed = 5 by a key; it was 2 (");
	key(b, '[');
	key(b, ']');
	says(b, "max-bps", false, "max-bps is not set");
	says(b, "ascii", false, "ascii = no (default)");
	says(b, "ascii yes", false, "");
	says(b, "ascii", false, "ascii = yes (:set)");
	says(b, "", false, "here: speed, window, ascii, theme, max-bps");
}

static void test_it_refuses(void **state) {
	struct bench *b = *state;
	says(b, "speeed 3", true, "did you mean speed?");
	says(b, "nonsense", true, "there are speed, window, ");
	says(b, "speed 0", true, "speed: 0 is out of range (0.1 to 10000)");
	says(b, "window soon", true, "window: \"soon\": expected a duration");
	says(b, "theme isa-gray", true, "theme: no theme \"isa-gray\"; did you mean isa-grey?");
	assert_int_equal(app_take_wish(b->app), APP_WISH_NONE);
	says(b, "at 10:00", true, "no such key");
	says(b, "source x", true, "is read when the program starts: mwtop --source x, or mwtop.conf");
	assert_near(app_view(b->app)->speed, 2, 0);
}

static void test_no_file_is_written(void **state) {
	struct bench *b = *state;
	char text[200] = "";
	struct stat before, after;
	assert_int_equal(stat(b->conf, &before), 0);
	says(b, "speed 50", false, "speed");
	says(b, "window 6h", false, "window");
	FILE *f = fopen(b->conf, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(text, CONF);
	assert_int_equal(stat(b->conf, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

static void test_faults_are_one_line_on_the_screen(void **state) {
	struct bench *b = *state;
	char *bad = test_file_write(b->dir, "bad.conf", "speeed = 1\nwindow = x\n", 22);
	config_read_file(&b->config, CONFIG_USER, bad);
	app_set_config(b->app, &b->config);
	assert_true(app_view(b->app)->message_is_error);
	assert_non_null(strstr(app_view(b->app)->message, "bad.conf: line 1: speeed: no such key; did you mean speed?; 1 more: mwtop config check"));
	free(bad);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
	const struct CMUnitTest tests[] = {
		TEST(test_it_acts_at_once), TEST(test_speed_moves_nothing), TEST(test_it_tells), TEST(test_it_refuses), TEST(test_no_file_is_written),
		TEST(test_faults_are_one_line_on_the_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
