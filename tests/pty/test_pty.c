/* The program as it is, on a terminal: what a person sees and types. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actions.h"
#include "alloc.h"
#include "pty/asserts.h"
#include "pty/program.h"
#include "support.h"

static void test_first_screen(void **state) {
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 } };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct pty *p = program_start(program_env, sizes[i][0], sizes[i][1]);

		assert_shows(p, SITE);
		assert_shows(p, "REPLAY");
		assert_shows(p, "SIMULATED");
		assert_shows(p, "G14");
		assert_true(pty_alternate(p));
		assert_false(pty_cursor_visible(p));
		assert_true(pty_is_utf8_clean(p));
		program_quits(p);
	}
}

static void test_keys(void **state) {
	struct pty *p = program_start(program_env, 120, 40);

	(void)state;
	assert_shows(p, SITE);
	assert_hides(p, "PAUSED");
	assert_true(pty_type(p, " "));
	assert_shows(p, "PAUSED");
	assert_shows(p, "REPLAY");
	assert_true(pty_type(p, " "));
	assert_hides(p, "PAUSED");
	assert_true(pty_type(p, "?"));
	assert_shows(p, action_at(ACT_STEP_FORWARD)->help);
	assert_true(pty_type(p, "\033"));
	assert_hides(p, action_at(ACT_STEP_FORWARD)->help);
	assert_true(pty_type(p, "\033OP")); /* F1 */
	assert_shows(p, action_at(ACT_STEP_FORWARD)->help);
	assert_true(pty_type(p, "?"));
	assert_hides(p, action_at(ACT_STEP_FORWARD)->help);
	program_quits(p);
}

/* A key asked for a time: the clock on the screen shows it. */
static void test_goto(void **state) {
	struct pty *p = program_start(program_env, 120, 40);

	(void)state;
	assert_shows(p, SITE);
	assert_true(pty_type(p, " g"));
	assert_true(pty_type(p, "2024-07-22T09:05:12Z\r"));
	assert_shows(p, "09:05:12");
	assert_true(pty_type(p, "\033[1;5C")); /* Ctrl-Right counts as Right: 10 s */
	assert_shows(p, "09:05:22");
	assert_true(pty_type(p, "."));
	assert_shows(p, "09:05:23");
	program_quits(p);
}

static void test_resize(void **state) {
	struct pty *p = program_start(program_env, 80, 24);

	(void)state;
	assert_shows(p, "G14");
	assert_true(pty_type(p, " "));
	pty_resize(p, 120, 40);
	assert_shows(p, "\xe2\x95\xad"); /* boxes from here on */
	assert_shows(p, "G14");
	pty_resize(p, 20, 3);
	assert_hides(p, "G14");
	assert_true(pty_wait_quiet(p, 100, PTY_LIMIT_MS));
	assert_true(strspn(pty_screen(p), " \n") < strlen(pty_screen(p))); /* something stands there */
	pty_resize(p, 1, 1);
	assert_true(pty_wait_quiet(p, 100, PTY_LIMIT_MS));
	assert_int_equal(pty_state(p), PTY_RUNNING);
	pty_resize(p, 0, 0);
	assert_shows(p, "G14");
	pty_resize(p, 80, 24);
	assert_shows(p, "PAUSED");
	assert_shows(p, "G14");
	program_quits(p);
}

static bool is_on(struct pty *p, void *data) {
	(void)data;
	return pty_alternate(p) && strspn(pty_screen(p), " \n") < strlen(pty_screen(p));
}

static void test_every_start_size(void **state) {
	static const int sizes[][2] = { { 0, 0 }, { 1, 1 }, { 20, 3 }, { 3, 50 }, { 73, 41 }, { 400, 120 } };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct pty *p = program_start(program_env, sizes[i][0], sizes[i][1]);

		assert_true(pty_wait(p, is_on, NULL, PTY_LIMIT_MS));
		program_quits(p);
	}
}

static bool only_ascii(const struct buf *b) {
	for (size_t i = 0; i < b->len; i++)
		if (b->data[i] & 0x80)
			return false;
	return true;
}

static void test_ascii(void **state) {
	static const char *const c_env[] = { "TERM=xterm-256color", "LANG=C", "TZ=UTC", NULL };
	const char *argv[] = { program.mwtop, "--ascii", program.recording, NULL };
	struct pty *p = program_start(c_env, 120, 40);

	(void)state;
	assert_shows(p, "G14");
	assert_true(pty_type(p, " ?"));
	assert_shows(p, action_at(ACT_PAUSE)->help);
	assert_true(pty_type(p, "?"));
	assert_hides(p, action_at(ACT_PAUSE)->help);
	assert_true(only_ascii(pty_bytes(p)));
	program_quits(p);
	p = program_start_with(argv, program_env, 120, 40);
	assert_shows(p, "G14");
	assert_true(only_ascii(pty_bytes(p)));
	program_quits(p);
}

static void test_no_color(void **state) {
	static const char *const env[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "NO_COLOR=1", "TZ=UTC", NULL };
	struct pty *p = program_start(env, 120, 40);

	(void)state;
	assert_shows(p, "G14");
	assert_int_equal(pty_coloured_cells(p), 0);
	assert_null(strstr(pty_bytes(p)->data, "[38;5;"));
	program_quits(p);
}

static void test_flood_of_keys(void **state) {
	struct pty *p = program_start(program_env, 80, 24);
	char keys[10001];

	(void)state;
	for (int i = 0; i < 10000; i++)
		keys[i] = "jk\t.,><zh"[i % 9];
	keys[10000] = '\0';
	assert_shows(p, SITE);
	assert_true(pty_type(p, keys));
	assert_true(pty_type(p, "?"));
	assert_shows(p, action_at(ACT_PAUSE)->help);
	assert_true(pty_type(p, "?"));
	program_quits(p);
}

/* Fragments, reports and answers are no keys: after all of them the screen still plays and nothing is open. */
static void test_sequences_are_no_keys(void **state) {
	struct pty *p = program_start(program_env, 120, 40);

	(void)state;
	assert_shows(p, SITE);
	assert_true(pty_type(p, "\033[<0;10;10M\033[<0;10;10m\033[M !!\033[I\033[O\033[?1;2c\033[12;1R\033]11;rgb:qq/qq\033\\\033[20;5~\033[200~\033[201~"));
	assert_true(pty_type(p, "?"));
	assert_shows(p, action_at(ACT_STEP_FORWARD)->help);
	assert_hides(p, "PAUSED");
	assert_true(pty_type(p, "?"));
	program_quits(p);
}

static const char *find_bytes(const struct buf *b, const char *what) {
	return memmem(b->data, b->len, what, strlen(what));
}

static void assert_harmless(const struct buf *b) {
	static const char *const never[] = { "\033]", "\a", "\xc2\x9b", "\xe2\x80\xae", "\033[41m", "\033[31m", "\033[5m", "\033c" };

	for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
		if (find_bytes(b, never[i]))
			fail_msg("the terminal got sequence %zu of the recording", i);
}

static void test_hostile_text(void **state) {
	static const char *const subcommands[] = { "", "once", "check" };
	const char *argv[] = { program.mwtop, program.hostile, NULL };
	struct pty *p = program_start_with(argv, program_env, 120, 40);

	(void)state;
	assert_shows(p, "evil");
	assert_true(pty_type(p, " \033[F"));
	for (int panel = 1; panel <= 6; panel++) { /* every panel, zoomed, and the help */
		char keys[] = { (char)('0' + panel), 'z', '\0' };
		assert_true(pty_type(p, keys));
		assert_true(pty_wait_quiet(p, 60, PTY_LIMIT_MS));
		assert_true(pty_type(p, "z"));
	}
	assert_shows(p, "next");
	assert_harmless(pty_bytes(p));
	program_quits(p);
	for (size_t i = 0; i < 3; i++) {
		const char *plain[] = { program.mwtop, program.hostile, NULL, NULL }, *sub[] = { program.mwtop, subcommands[i], program.hostile, NULL };
		struct buf out = { 0 };
		program_run_piped(*subcommands[i] ? sub : plain, program_env, "/dev/null", &out);
		assert_non_null(find_bytes(&out, *subcommands[i] == 'c' ? "hostile" : "evil"));
		assert_null(strchr(out.data, '\033'));
		assert_harmless(&out);
		buf_free(&out);
	}
}

/* The recording comes through standard input; keys come from the terminal. */
static void test_standard_input(void **state) {
	char *command = mem_printf("zstdcat -f '%s' | head -n 2000 | '%s' -", program.recording, program.mwtop);
	const char *argv[] = { "/bin/sh", "-c", command, NULL };
	struct pty *p = program_start_with(argv, program_env, 120, 40);

	(void)state;
	assert_shows(p, SITE);
	assert_shows(p, "G14");
	assert_true(pty_type(p, " "));
	assert_shows(p, "PAUSED");
	program_quits(p);
	free(command);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_screen),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_goto),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_every_start_size),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_no_color),
		cmocka_unit_test(test_flood_of_keys),
		cmocka_unit_test(test_sequences_are_no_keys),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_standard_input),
	};

	return cmocka_run_group_tests(tests, program_set_up, program_tear_down);
}
