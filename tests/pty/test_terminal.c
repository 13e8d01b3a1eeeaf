/* The terminal (ui/term) on a pseudo-terminal, driven by a small program of our own: frames and writes, sizes, colours, suspend, crash,
 * hang-up, a terminal that nobody reads. */
#include "support.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "pty/asserts.h"
#include "pty/demo.h"
#include "term.h"
#include "times.h"

/* The last: under a sanitizer a crash is still a crash. */
static const char *const utf8_env[] = {
	"TERM=xterm-256color", "LC_ALL=C.UTF-8", "ASAN_OPTIONS=handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0", NULL,
};

static struct pty *start(const char *const *env, int cols, int rows) {
	static const char *const argv[] = { "/proc/self/exe", "demo", NULL };
	struct pty *p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .cols = cols, .rows = rows });

	assert_non_null(p);
	return p;
}

static void assert_quits(struct pty *p) {
	assert_true(pty_type(p, "q"));
	assert_true(pty_wait_state(p, PTY_EXITED, PTY_LIMIT_MS, true));
	assert_int_equal(pty_status(p), 0);
	assert_restored(p);
	pty_free(p);
}

static void test_shows_and_quits(void **state) {
	struct pty *p = start(utf8_env, 80, 24);

	(void)state;
	assert_shows(p, "size 80x24.");
	assert_shows(p, "bar \xe2\x96\x95\xe2\x96\x88\xe2\x96\x88\xe2\x96\x8f\xe2\x96\x8f depth 3 utf8 1.");
	assert_true(pty_alternate(p));
	assert_false(pty_cursor_visible(p));
	assert_false(pty_modes_restored(p));
	assert_true(pty_coloured_cells(p) > 0);
	assert_quits(p);
}

static bool frame_is_out(struct pty *p, void *data) {
	const int *frame = data;
	char text[40];

	snprintf(text, sizeof text, "shown %d ", *frame);
	return pty_shows(p, text);
}

/* A frame that changes everything is one write, and so is each small one. */
static void test_one_write_a_frame(void **state) {
	struct pty *p = start(utf8_env, 120, 40);
	char text[40];

	(void)state;
	for (int frame = 0; frame < 12; frame++) {
		assert_true(pty_wait(p, frame_is_out, &frame, PTY_LIMIT_MS));
		snprintf(text, sizeof text, "shown %d writes %d.", frame, frame);
		assert_shows(p, text);
		if (frame < 11)
			assert_true(pty_type(p, frame % 4 == 2 ? "\f" : "x"));
	}
	assert_quits(p);
}

/* Only what changed is sent. */
static void test_frugal(void **state) {
	struct pty *p = start(utf8_env, 120, 40);
	size_t before;

	(void)state;
	assert_shows(p, "size 120x40.");
	assert_true(pty_wait_quiet(p, 50, PTY_LIMIT_MS));
	before = pty_bytes(p)->len;
	assert_true(pty_type(p, "x"));
	assert_shows(p, "keys 1 last 78.");
	assert_true(pty_wait_quiet(p, 50, PTY_LIMIT_MS));
	assert_true(pty_bytes(p)->len - before < 200);
	assert_quits(p);
}

static void test_keys(void **state) {
	struct pty *p = start(utf8_env, 80, 24);

	(void)state;
	assert_shows(p, "keys 0");
	assert_true(pty_type(p, "\033[A"));
	assert_shows(p, "keys 1 last 110000.");
	assert_true(pty_type(p, "\033"));
	assert_shows(p, "keys 2 last 1b.");
	assert_true(pty_type(p, "\x13")); /* Ctrl-S is a key and stops nothing */
	assert_shows(p, "keys 3 last 13.");
	assert_true(pty_type(p, "\xe2\x82\xac"));
	assert_shows(p, "keys 4 last 20ac.");
	assert_true(pty_type(p, "\033[<0;3;4M\033[200~"));
	assert_true(pty_type(p, "\r"));
	assert_shows(p, "keys 6 last d."); /* the mouse was one, the paste marker none */
	assert_shows(p, "mouse 0 0 at 2,3.");
	assert_true(pty_type(p, "\x03"));
	assert_true(pty_wait_state(p, PTY_EXITED, PTY_LIMIT_MS, true));
	assert_restored(p);
	pty_free(p);
}

static void test_sizes(void **state) {
	static const int sizes[][2] = { { 120, 40 }, { 20, 3 }, { 1, 1 }, { 2, 2 }, { 500, 200 }, { 80, 24 }, { 81, 24 } };
	struct pty *p = start(utf8_env, 80, 24);
	char text[40];

	(void)state;
	assert_shows(p, "size 80x24.");
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		pty_resize(p, sizes[i][0], sizes[i][1]);
		snprintf(text, sizeof text, "size %dx%d.", sizes[i][0], sizes[i][1]);
		text[sizes[i][0] < 39 ? sizes[i][0] : 39] = '\0'; /* what there is room for */
		assert_shows(p, text);
		assert_true(pty_type(p, "x"));
	}
	pty_resize(p, 0, 0);
	assert_shows(p, "size 80x24.");
	assert_quits(p);
}

static void test_no_size_at_all(void **state) {
	static const char *const env[] = { "TERM=xterm", "LC_ALL=C.UTF-8", "COLUMNS=100", "LINES=9999999", NULL };
	struct pty *p = start(utf8_env, 0, 0);

	(void)state;
	assert_shows(p, "size 80x24.");
	assert_quits(p);
	p = start(env, 0, 0); /* the environment counts where the kernel knows nothing, and only if it makes sense */
	assert_shows(p, "size 100x24.");
	assert_quits(p);
}

static void test_a_storm_of_sizes(void **state) {
	struct pty *p = start(utf8_env, 80, 24);

	(void)state;
	assert_shows(p, "size 80x24.");
	assert_true(pty_type(p, "f"));
	for (int i = 0; i < 200; i++) {
		pty_resize(p, 1 + i * 37 % 150, 1 + i * 23 % 60);
		pty_pump(p, 1);
	}
	pty_resize(p, 100, 30);
	assert_true(pty_type(p, "f"));
	assert_shows(p, "size 100x30.");
	assert_quits(p);
}

static void test_colours(void **state) {
	static const struct {
		const char *const env[4];
		int depth;
		bool utf8, coloured;
	} rows[] = {
		{ { "TERM=xterm", "LC_ALL=C.UTF-8", NULL }, COLOUR_8, true, true },
		{ { "TERM=xterm-256color", "LC_ALL=C", NULL }, COLOUR_256, false, true },
		{ { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "NO_COLOR=1", NULL }, COLOUR_NONE, true, false },
		{ { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "NO_COLOR=", NULL }, COLOUR_256, true, true }, /* empty counts as not set */
		{ { "TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=C.UTF-8", NULL }, COLOUR_256, true, true },
		{ { "TERM=vt100", "LC_ALL=C.UTF-8", NULL }, COLOUR_NONE, true, false },
		{ { "TERM=linux", "LC_ALL=C.UTF-8", NULL }, COLOUR_8, false, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pty *p = start(rows[i].env, 80, 24);
		char text[40];

		snprintf(text, sizeof text, "depth %d utf8 %d.", rows[i].depth, rows[i].utf8);
		assert_shows(p, text);
		assert_int_equal(pty_coloured_cells(p) > 0, rows[i].coloured);
		if (!rows[i].utf8)
			assert_false(pty_shows(p, "\xe2\x96\x88"));
		assert_true(pty_is_utf8_clean(p));
		assert_quits(p);
	}
}

/* A description whose colours are numbers of 24 bits, as xterm-direct has: made here, since it is not installed everywhere. */
static void test_true_colour(void **state) {
	static const char source[] = "mwtop-direct|xterm with direct colours,\n"
		"\tuse=xterm-256color, RGB, colors#0x1000000, pairs#0x10000,\n"
		"\tsetaf=\\E[%?%p1%{8}%<%t3%p1%d%e38:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m,\n"
		"\tsetab=\\E[%?%p1%{8}%<%t4%p1%d%e48:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m,\n"
		"\tinitc@, ccc@,\n";
	char *dir = test_dir_make(), *path = test_file_write(dir, "direct.ti", source, sizeof source - 1);
	char *command = mem_printf("tic -x -o %s %s 2>/dev/null", dir, path), *where = mem_printf("TERMINFO=%s", dir);
	const char *env[] = { "TERM=mwtop-direct", "LC_ALL=C.UTF-8", where, NULL };
	bool made = system(command) == 0;

	(void)state;
	if (made) {
		struct pty *p = start(env, 80, 24);
		assert_shows(p, "depth 4 utf8 1.");
		assert_true(pty_coloured_cells(p) > 0);
		assert_non_null(strstr(pty_bytes(p)->data, "8;2;"));
		assert_quits(p);
	}
	free(command);
	free(where);
	free(path);
	test_dir_remove(dir);
	if (!made)
		skip();
}

/* newterm leaks a little where it knows no terminal, which only a sanitizer minds. */
#define NO_LEAKS "ASAN_OPTIONS=detect_leaks=0"

static void test_cannot_paint(void **state) {
	static const struct {
		const char *const env[3];
		const char *says;
	} rows[] = {
		{ { "TERM=dumb", "LC_ALL=C.UTF-8", NULL }, "cannot 1: TERM=dumb" },
		{ { "TERM=no-such-terminal", NO_LEAKS, NULL }, "cannot 1: no terminal description for TERM=no-such-terminal" },
		{ { "TERM=", NULL }, "cannot 1: TERM is not set" },
		{ { NULL }, "cannot 1: TERM is not set" },
		{ { "TERM=../../etc/passwd", NO_LEAKS, NULL }, "cannot 1: no terminal description" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pty *p = start(rows[i].env, 80, 24);

		assert_true(pty_wait_state(p, PTY_EXITED, PTY_LIMIT_MS, true));
		assert_int_equal(pty_status(p), 3);
		assert_shows(p, rows[i].says);
		assert_null(strchr(pty_bytes(p)->data, '\033')); /* not one control sequence */
		assert_restored(p);
		pty_free(p);
	}
}

static void test_suspend(void **state) {
	struct pty *p = start(utf8_env, 80, 24);

	(void)state;
	assert_shows(p, "keys 0");
	for (int i = 0; i < 2; i++) {
		assert_true(pty_type(p, "\x1a"));
		assert_true(pty_wait_state(p, PTY_STOPPED, PTY_LIMIT_MS, true));
		assert_int_equal(pty_status(p), SIGTSTP);
		assert_restored(p);
		assert_false(pty_shows(p, "size"));
		pty_resize(p, 100 + i, 30);
		pty_continue(p, true);
		assert_shows(p, i ? "size 101x30." : "size 100x30.");
		assert_shows(p, i ? "keys 2 last 1a." : "keys 1 last 1a.");
		assert_true(pty_alternate(p));
		assert_false(pty_modes_restored(p));
	}
	assert_quits(p);
}

/* `bg` after a suspend: it stays stopped, and touches nothing, until `fg`. */
static void test_background(void **state) {
	struct pty *p = start(utf8_env, 80, 24);

	(void)state;
	assert_shows(p, "keys 0");
	assert_true(pty_type(p, "\x1a"));
	assert_true(pty_wait_state(p, PTY_STOPPED, PTY_LIMIT_MS, true));
	pty_continue(p, false);
	assert_true(pty_wait_state(p, PTY_STOPPED, PTY_LIMIT_MS, true));
	assert_int_equal(pty_status(p), SIGTTOU);
	assert_restored(p);
	pty_continue(p, true);
	assert_shows(p, "keys 1 last 1a.");
	assert_quits(p);
}

/* `kill %1` sends SIGTERM and then SIGCONT to a stopped job: it ends, without having touched the shell's terminal. */
static void test_killed_while_stopped(void **state) {
	struct pty *p = start(utf8_env, 80, 24);
	size_t before;

	(void)state;
	assert_shows(p, "keys 0");
	assert_true(pty_type(p, "\x1a"));
	assert_true(pty_wait_state(p, PTY_STOPPED, PTY_LIMIT_MS, true));
	before = pty_bytes(p)->len;
	pty_signal(p, SIGTERM);
	pty_continue(p, false);
	assert_true(pty_wait_state(p, PTY_EXITED, PTY_LIMIT_MS, true));
	assert_int_equal(pty_bytes(p)->len, before);
	assert_restored(p);
	pty_free(p);
}

/* Stopped by force with the screen on, and its modes changed by a shell meanwhile. */
static void test_stopped_by_force(void **state) {
	struct pty *p = start(utf8_env, 80, 24);
	struct termios sane;

	(void)state;
	assert_shows(p, "keys 0");
	pty_signal(p, SIGSTOP);
	assert_true(pty_wait_state(p, PTY_STOPPED, PTY_LIMIT_MS, true));
	assert_int_equal(tcgetattr(pty_master(p), &sane), 0);
	sane.c_lflag |= ICANON | ECHO | ISIG;
	assert_int_equal(tcsetattr(pty_master(p), TCSANOW, &sane), 0);
	pty_continue(p, true);
	assert_shows(p, "size 80x24.");
	assert_true(pty_wait_quiet(p, 100, PTY_LIMIT_MS));
	assert_true(pty_type(p, "x")); /* a key without Enter: the modes are ours again */
	assert_shows(p, "keys 1 last 78.");
	assert_true(pty_type(p, "q"));
	assert_true(pty_wait_state(p, PTY_EXITED, PTY_LIMIT_MS, true));
	assert_false(pty_alternate(p));
	assert_true(pty_cursor_visible(p));
	pty_free(p);
}

static void assert_ends_by(const char *keys, int signal_number, enum pty_state how, int status) {
	struct pty *p = start(utf8_env, 80, 24);

	assert_shows(p, "keys 0");
	if (keys)
		assert_true(pty_type(p, keys));
	else
		pty_signal(p, signal_number);
	assert_true(pty_wait_state(p, how, PTY_LIMIT_MS, true));
	assert_int_equal(pty_status(p), status);
	assert_restored(p);
	pty_free(p);
}

static void test_ends(void **state) {
	(void)state;
	assert_ends_by(NULL, SIGTERM, PTY_EXITED, 0);
	assert_ends_by(NULL, SIGHUP, PTY_EXITED, 0);
	assert_ends_by("X", 0, PTY_EXITED, 7); /* exit() from anywhere */
}

static void test_crashes(void **state) {
	(void)state;
	assert_ends_by("S", 0, PTY_KILLED, SIGSEGV);
	assert_ends_by("A", 0, PTY_KILLED, SIGABRT);
	assert_ends_by(NULL, SIGFPE, PTY_KILLED, SIGFPE);
}

static void test_hang_up(void **state) {
	struct pty *p = start(utf8_env, 80, 24);

	(void)state;
	assert_shows(p, "keys 0");
	pty_hang_up(p);
	assert_true(pty_wait_state(p, PTY_EXITED, PTY_LIMIT_MS, false));
	assert_int_equal(pty_status(p), 0);
	pty_free(p);
}

static void assert_restored_unread(struct pty *p) {
	assert_true(pty_wait_state(p, PTY_EXITED, 2000, false));
	assert_int_equal(pty_status(p), 0);
	pty_wait_quiet(p, 50, PTY_LIMIT_MS);
	assert_restored(p);
	pty_free(p);
}

/* Nobody reads: it neither blocks nor spins, and still quits, within its time and with a terminal in order. */
static void test_unread(void **state) {
	struct pty *p = start(utf8_env, 200, 60);
	int64_t cpu_us, until_ms;
	struct pollfd report = { .fd = -1 };

	(void)state;
	assert_shows(p, "keys 0");
	assert_true(pty_type(p, "f"));
	until_ms = clock_mono_ms() + 500; /* until the kernel's buffer is full, and longer */
	while (clock_mono_ms() < until_ms)
		poll(&report, 0, 20);
	cpu_us = pty_cpu_us(p);
	until_ms = clock_mono_ms() + 1000;
	while (clock_mono_ms() < until_ms)
		poll(&report, 0, 20);
	assert_true(pty_cpu_us(p) - cpu_us <= 50000);
	assert_true(pty_type(p, "q"));
	assert_restored_unread(p);
}

/* Read again after a while: what stands there then is the newest frame, whole. */
static void test_slow_reader(void **state) {
	struct pty *p = start(utf8_env, 200, 60);
	struct pollfd report = { .fd = -1 };

	(void)state;
	assert_shows(p, "keys 0");
	assert_true(pty_type(p, "f"));
	poll(&report, 0, 300);
	assert_true(pty_type(p, "f"));
	assert_true(pty_type(p, "xyz"));
	poll(&report, 0, 100);
	assert_shows(p, "keys 5 last 7a.");
	assert_shows(p, "size 200x60.");
	assert_true(pty_is_utf8_clean(p));
	assert_quits(p);
}

static void test_flood_of_keys(void **state) {
	struct pty *p = start(utf8_env, 80, 24);
	char *keys = mem_alloc(10001);

	(void)state;
	memset(keys, 'j', 10000);
	keys[10000] = '\0';
	assert_shows(p, "keys 0");
	assert_true(pty_type(p, keys));
	assert_shows(p, "keys 10000 last 6a.");
	free(keys);
	assert_quits(p);
}

/* With an argument: the program that is driven. */
int main(int argc, char **argv) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shows_and_quits),
		cmocka_unit_test(test_one_write_a_frame),
		cmocka_unit_test(test_frugal),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_no_size_at_all),
		cmocka_unit_test(test_a_storm_of_sizes),
		cmocka_unit_test(test_colours),
		cmocka_unit_test(test_true_colour),
		cmocka_unit_test(test_cannot_paint),
		cmocka_unit_test(test_suspend),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_killed_while_stopped),
		cmocka_unit_test(test_stopped_by_force),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_crashes),
		cmocka_unit_test(test_hang_up),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_slow_reader),
		cmocka_unit_test(test_flood_of_keys),
	};

	(void)argv;
	if (argc > 1)
		return demo_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
