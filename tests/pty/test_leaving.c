/* The program on a terminal: in what state it leaves the terminal and itself, when stopped, ended, unread, or without a terminal at all. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "pty/asserts.h"
#include "pty/program.h"
#include "support.h"
#include "times.h"

/* A wait that is measured itself: while it passes nobody reads the terminal. */
static void let_pass(int ms) {
	int64_t until_ms = clock_mono_ms() + ms;

	while (clock_mono_ms() < until_ms)
		poll(NULL, 0, 10);
}

static void test_ctrl_c(void **state) {
	struct pty *p = program_start(program_env, 80, 24);

	(void)state;
	assert_shows(p, SITE);
	assert_true(pty_type(p, "\x03"));
	program_ends(p, 0);
}

static void test_suspend(void **state) {
	struct pty *p = program_start(program_env, 80, 24);

	(void)state;
	assert_shows(p, SITE);
	assert_true(pty_type(p, " "));
	assert_shows(p, "PAUSED");
	assert_true(pty_type(p, "\x1a"));
	assert_true(pty_wait_state(p, PTY_STOPPED, PTY_LIMIT_MS, true));
	assert_restored(p);
	assert_hides(p, SITE);
	pty_continue(p, true);
	assert_shows(p, SITE);
	assert_shows(p, "PAUSED");
	assert_true(pty_alternate(p));
	assert_true(pty_type(p, " "));
	assert_hides(p, "PAUSED");
	pty_signal(p, SIGTSTP); /* and from outside */
	assert_true(pty_wait_state(p, PTY_STOPPED, PTY_LIMIT_MS, true));
	assert_restored(p);
	pty_continue(p, true);
	assert_shows(p, SITE);
	program_quits(p);
}

static void test_signals(void **state) {
	static const int signals[] = { SIGHUP, SIGTERM, SIGINT };

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		struct pty *p = program_start(program_env, 80, 24);

		assert_shows(p, SITE);
		pty_signal(p, signals[i]);
		program_ends(p, 128 + signals[i]);
	}
}

static void test_lost_terminal(void **state) {
	(void)state;
	for (int paused = 0; paused < 2; paused++) {
		struct pty *p = program_start(program_env, 80, 24);

		assert_shows(p, SITE);
		if (paused) {
			assert_true(pty_type(p, " "));
			assert_shows(p, "PAUSED");
		}
		pty_hang_up(p);
		assert_true(pty_wait_state(p, PTY_EXITED, END_MS, false));
		pty_free(p);
	}
}

static void test_dumb_terminal(void **state) {
	static const char *const env[] = { "TERM=dumb", "LC_ALL=C.UTF-8", "TZ=UTC", NULL }, *const none[] = { "TZ=UTC", NULL };
	static const char *const *const envs[] = { env, none };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct pty *p = program_start(envs[i], 100, 40);

		assert_true(pty_wait_state(p, PTY_EXITED, PTY_LIMIT_MS, true));
		assert_int_equal(pty_status(p), 0);
		assert_shows(p, SITE);
		assert_null(strchr(pty_bytes(p)->data, '\033'));
		assert_restored(p);
		pty_free(p);
	}
}

static void test_piped(void **state) {
	const char *argv[] = { program.mwtop, program.recording, NULL };
	struct buf out = { 0 };

	(void)state;
	if (access(program.mwtop, X_OK) != 0)
		skip();
	assert_int_equal(program_run_piped(argv, program_env, "/dev/null", &out), 0);
	assert_non_null(strstr(out.data, SITE));
	assert_null(strchr(out.data, '\033'));
	buf_free(&out);
}

/* Nobody reads for three seconds, at a speed at which every frame is new: it neither blocks nor spins, and quits. */
static void test_unread(void **state) {
	const char *argv[] = { program.mwtop, "--speed", "100", program.recording, NULL };
	struct pty *p = program_start_with(argv, program_env, 200, 60);
	int64_t cpu_us;

	(void)state;
	assert_shows(p, "G14");
	let_pass(1500);
	cpu_us = pty_cpu_us(p);
	let_pass(1500);
	assert_true(cpu_us >= 0 && pty_cpu_us(p) - cpu_us < 750000); /* half a core: it still plays */
	assert_true(pty_type(p, "q"));
	assert_true(pty_wait_state(p, PTY_EXITED, END_MS, false));
	assert_int_equal(pty_status(p), 0);
	pty_wait_quiet(p, 50, PTY_LIMIT_MS);
	assert_restored(p);
	pty_free(p);
}

static void test_no_such_file(void **state) {
	const char *argv[] = { program.mwtop, "/no/such/recording.ndjson", NULL };
	struct pty *p = program_start_with(argv, program_env, 80, 24);

	(void)state;
	assert_true(pty_wait_state(p, PTY_EXITED, END_MS, true));
	assert_shows(p, "/no/such/recording.ndjson");
	assert_null(strchr(pty_bytes(p)->data, '\033'));
	program_ends(p, 2);
}

/* A copy of the recording that nobody has written to for a day: a younger one may still grow and is looked at now and then. */
static char *old_copy(void) {
	static const struct timespec long_ago[] = { { .tv_sec = 1700000000 }, { .tv_sec = 1700000000 } };
	FILE *f = fopen(program.recording, "rb");
	struct buf b = { 0 };
	size_t n = 1;
	char *path;

	assert_non_null(f);
	while (n > 0)
		b.len += n = fread(buf_reserve(&b, 65536), 1, 65536, f);
	fclose(f);
	path = test_file_write(program.dir, "old.ndjson.zst", b.data, b.len);
	buf_free(&b);
	assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
	return path;
}

/* Paused, with nothing left to read, it sleeps: a whole second without one wake-up comes within the limit. */
static void test_rest(void **state) {
	char *path = old_copy();
	const char *argv[] = { program.mwtop, path, NULL };
	struct pty *p = program_start_with(argv, program_env, 120, 40);
	int64_t until_ms = clock_mono_ms() + 2 * PTY_LIMIT_MS, before = 0, after = -1;

	(void)state;
	assert_shows(p, SITE);
	assert_true(pty_type(p, " "));
	assert_shows(p, "PAUSED");
	while (after != before && clock_mono_ms() < until_ms) {
		before = pty_proc_value(p, "status", "voluntary_ctxt_switches");
		pty_wait_quiet(p, 1000, 2000);
		after = pty_proc_value(p, "status", "voluntary_ctxt_switches");
	}
	assert_true(before > 0);
	assert_int_equal(after, before);
	program_quits(p);
	free(path);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ctrl_c),
		cmocka_unit_test(test_suspend),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_lost_terminal),
		cmocka_unit_test(test_dumb_terminal),
		cmocka_unit_test(test_piped),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_no_such_file),
		cmocka_unit_test(test_rest),
	};

	return cmocka_run_group_tests(tests, program_set_up, program_tear_down);
}
