/* Themes on a terminal: the program in each of the ways that a theme comes to it, by how much of the screen has colours. A theme with a background
 * of its own colours every cell. */
#include "support.h"

#include <string.h>

#include "pty/asserts.h"
#include "pty/program.h"

#define COLS 100
#define ROWS 30

static struct pty *start(const char *theme, const char *const *env) {
	const char *argv[] = { program.mwtop, program.recording, "--at", "+60s", theme ? "--theme" : NULL, theme, NULL };
	struct pty *p = program_start_with(argv, env, COLS, ROWS);
	assert_shows(p, SITE);
	assert_true(pty_type(p, " "));
	assert_shows(p, "PAUSED");
	return p;
}

static bool all_coloured(struct pty *p, void *data) {
	(void)data;
	return pty_coloured_cells(p) == COLS * ROWS;
}

static bool some_coloured(struct pty *p, void *data) {
	(void)data;
	return pty_coloured_cells(p) > 0 && pty_coloured_cells(p) < COLS * ROWS;
}

static void test_by_option(void **state) {
	(void)state;
	struct pty *p = start(NULL, program_env);
	assert_true(pty_wait(p, some_coloured, NULL, PTY_LIMIT_MS));
	program_quits(p);
	p = start("themes/dark.theme", program_env);
	assert_true(pty_wait(p, all_coloured, NULL, PTY_LIMIT_MS));
	program_quits(p);
	p = start("none", program_env);
	assert_true(pty_wait_quiet(p, 200, PTY_LIMIT_MS));
	assert_int_equal(pty_coloured_cells(p), 0);
	program_quits(p);
}

static void test_no_color_wins(void **state) {
	(void)state;
	static const char *const env[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "NO_COLOR=1", NULL };
	struct pty *p = start("themes/dark.theme", env);
	assert_true(pty_wait_quiet(p, 200, PTY_LIMIT_MS));
	assert_int_equal(pty_coloured_cells(p), 0);
	program_quits(p);
}

/* Each arrow shows the next theme at once; Esc brings the first back, Enter keeps what is shown. */
static void test_preview(void **state) {
	(void)state;
	struct pty *p = start("themes/dark.theme", program_env);
	assert_true(pty_wait(p, all_coloured, NULL, PTY_LIMIT_MS));
	assert_true(pty_type(p, "\033OQ"));
	assert_shows(p, "\xe2\x86\x90 dark.theme \xe2\x86\x92");
	assert_true(pty_type(p, "\033OC"));
	assert_shows(p, "\xe2\x86\x90 isa-grey \xe2\x86\x92");
	assert_true(pty_wait(p, some_coloured, NULL, PTY_LIMIT_MS));
	assert_true(pty_type(p, "\033"));
	assert_true(pty_wait(p, all_coloured, NULL, PTY_LIMIT_MS));
	assert_true(pty_wait_text(p, "Settings", false, PTY_LIMIT_MS));
	assert_true(pty_type(p, "C"));
	assert_shows(p, "\xe2\x86\x90 dark.theme \xe2\x86\x92");
	assert_true(pty_type(p, "l"));
	assert_shows(p, "\xe2\x86\x90 isa-grey \xe2\x86\x92");
	assert_true(pty_type(p, "\r"));
	assert_true(pty_wait_text(p, "Settings", false, PTY_LIMIT_MS));
	assert_true(pty_wait(p, some_coloured, NULL, PTY_LIMIT_MS));
	program_quits(p);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_by_option), cmocka_unit_test(test_no_color_wins), cmocka_unit_test(test_preview) };
	return cmocka_run_group_tests(tests, program_set_up, program_tear_down);
}
