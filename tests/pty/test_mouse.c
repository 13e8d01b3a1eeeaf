/* The mouse on a terminal: it is asked for where there is one, decoded wherever reads cut its reports, and never left on: not by the end, nor by a stop. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "pty/asserts.h"
#include "pty/program.h"
#include "support.h"

static bool mouse_is(struct pty *p, void *wanted) { return pty_mouse(p) == *(const bool *)wanted; }

static void assert_mouse(struct pty *p, bool wanted) {
	if (!pty_wait(p, mouse_is, &wanted, PTY_LIMIT_MS))
		fail_msg("the mouse is %s", wanted ? "off" : "on");
}

static bool sent(struct pty *p, const char *text) {
	const struct buf *b = pty_bytes(p);
	return memmem(b->data, b->len, text, strlen(text)) != NULL;
}

/* Cell of a text on the screen, as a report has it. */
static void cell_of(struct pty *p, const char *text, int *col, int *row) {
	const char *line = pty_screen(p), *found;

	for (*row = 1; *line; (*row)++) {
		size_t length = strcspn(line, "\n");
		found = strstr(line, text);
		if (found && found < line + length) {
			*col = 1;
			for (const char *c = line; c < found; c++)
				*col += ((unsigned char)*c & 0xc0) != 0x80;
			return;
		}
		line += length + (line[length] == '\n');
	}
	fail_msg("\"%s\" is not on the screen:\n%s", text, pty_screen(p));
}

static void click(struct pty *p, const char *text) {
	char report[64];
	int col = 0, row = 0;

	cell_of(p, text, &col, &row);
	snprintf(report, sizeof report, "\033[<0;%d;%dM\033[<0;%d;%dm", col, row, col, row);
	assert_true(pty_type(p, report));
}

static void test_clicks(void **state) {
	struct pty *p = program_start(program_env, 80, 24);

	(void)state;
	assert_shows(p, SITE);
	assert_mouse(p, true);
	assert_true(pty_type(p, " "));
	assert_shows(p, "PAUSED");
	click(p, "zoom");
	assert_shows(p, "engine"); /* a column of the zoomed table */
	click(p, "Generators");
	assert_hides(p, "engine");
	click(p, "help");
	assert_shows(p, "Esc closes");
	assert_true(pty_type(p, "\033"));
	assert_hides(p, "Esc closes");
	click(p, "Timeline");
	assert_true(pty_type(p, "\033[<64;40;21M")); /* the wheel over the chart */
	assert_shows(p, "30 min");
	program_quits(p);
}

/* A report in two reads, further apart than an Esc is waited for: no part of it is typing. */
static void test_torn(void **state) {
	struct pty *p = program_start(program_env, 80, 24);
	char head[32], tail[32];
	int col = 0, row = 0;

	(void)state;
	assert_shows(p, SITE);
	assert_mouse(p, true);
	cell_of(p, "help", &col, &row);
	snprintf(head, sizeof head, "\033[<0;%d;", col);
	snprintf(tail, sizeof tail, "%dM", row);
	assert_true(pty_type(p, head));
	pty_wait_quiet(p, 120, 400);
	assert_true(pty_type(p, tail));
	assert_shows(p, "Esc closes");
	assert_true(pty_type(p, "q"));
	program_quits(p);
}

static void test_off_while_stopped(void **state) {
	struct pty *p = program_start(program_env, 80, 24);

	(void)state;
	assert_shows(p, SITE);
	assert_mouse(p, true);
	for (int i = 0; i < 2; i++) {
		if (i == 0)
			assert_true(pty_type(p, "\x1a"));
		else
			pty_signal(p, SIGTSTP);
		assert_true(pty_wait_state(p, PTY_STOPPED, PTY_LIMIT_MS, true));
		assert_restored(p);
		pty_continue(p, true);
		assert_shows(p, SITE);
		assert_mouse(p, true);
	}
	program_quits(p);
}

static void test_off_at_the_end(void **state) {
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		struct pty *p = program_start(program_env, 80, 24);

		assert_shows(p, SITE);
		assert_mouse(p, true);
		pty_signal(p, signals[i]);
		program_ends(p, 128 + signals[i]); /* asserts that it is off */
	}
#ifndef __SANITIZE_ADDRESS__ /* which takes that signal itself, and exits */
	struct pty *p = program_start(program_env, 80, 24);
	assert_shows(p, SITE);
	assert_mouse(p, true);
	pty_signal(p, SIGSEGV);
	assert_true(pty_wait_state(p, PTY_KILLED, END_MS, true));
	assert_restored(p);
	pty_free(p);
#endif
}

/* Not a byte of it where it is not wanted or not known. */
static void test_never_on(void **state) {
	static const char *const denied[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "TZ=UTC", "MWTOP_MOUSE=no", NULL },
		*const console[] = { "TERM=linux", "LC_ALL=C.UTF-8", "TZ=UTC", NULL }, *const old[] = { "TERM=vt220", "LC_ALL=C.UTF-8", "TZ=UTC", NULL };
	const char *no_mouse[] = { program.mwtop, "--no-mouse", program.recording, NULL }, *plain[] = { program.mwtop, program.recording, NULL };
	const struct { const char *const *argv, *const *env; } rows[] = { { no_mouse, program_env }, { plain, denied }, { plain, console }, { plain, old } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pty *p = program_start_with(rows[i].argv, rows[i].env, 80, 24);

		assert_shows(p, SITE);
		assert_true(pty_type(p, "\x0c"));
		pty_wait_quiet(p, 50, 500);
		assert_false(pty_mouse(p));
		assert_false(sent(p, "\033[?100"));
		program_quits(p);
	}
}

/* It can be taken back and given while the program runs. */
static void test_set(void **state) {
	struct pty *p = program_start(program_env, 80, 24);

	(void)state;
	assert_shows(p, SITE);
	assert_mouse(p, true);
	assert_true(pty_type(p, ":set mouse no\r"));
	assert_mouse(p, false);
	assert_true(pty_type(p, ":set mouse yes\r"));
	assert_mouse(p, true);
	program_quits(p);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clicks), cmocka_unit_test(test_torn), cmocka_unit_test(test_off_while_stopped), cmocka_unit_test(test_off_at_the_end),
		cmocka_unit_test(test_never_on), cmocka_unit_test(test_set),
	};

	return cmocka_run_group_tests(tests, program_set_up, program_tear_down);
}
