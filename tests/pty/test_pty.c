/* The program as it is, on a terminal: what a person sees and types, and in what state the terminal and the process are left. */
#include "support.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actions.h"
#include "alloc.h"
#include "pty/harness.h"
#include "times.h"

#define END_MS 5000 /* to be gone after a signal; it takes a few milliseconds, a sanitizer and a busy machine more */
#define SITE "Memphis bring-up"

static struct {
	char *dir, *mwtop, *recording, *hostile;
} files;

static const char *const utf8_env[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "TZ=UTC", "PATH=/usr/bin:/bin", NULL };

/* What would break a terminal, in every text that a recording has; then a minute of samples. */
static void write_hostile(void) {
	static const char head[] =
		"{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"bad\\u001b]0;owned\\u0007\\u001b[2J\\u009b31m\\u202eevil\",\"tz\":\"UTC\",\"period_s\":1,"
		"\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60}},\"feed\":{\"TVA\":{\"bus\":\"A\",\"limit_mw\":8}},"
		"\"gen\":{\"G1\":{\"bus\":\"A\",\"rated_kw\":2500}},"
		"\"training\":{\"name\":\"run\\u001bc\\u0001\",\"start\":\"2024-07-22T09:20:00Z\",\"gpus_needed\":10}}}\n"
		"{\"t\":\"2024-07-22T09:05:00.000Z\",\"event\":{\"id\":\"1\\u001bc\",\"src\":\"G1\",\"kind\":\"trip\",\"state\":\"raise\",\"priority\":\"high\","
		"\"text\":\"fell \\u001b[31mover\\u001b]52;c;aGk=\\u0007\\r\\n\\tnext\"}}\n"
		"{\"t\":\"2024-07-22T09:05:00.000Z\",\"event\":{\"id\":\"2\",\"src\":\"G\\u001b[5m1\",\"kind\":\"tr\\u001b[5mip\",\"state\":\"raise\"}}\n"
		"{\"t\":\"2024-07-22T09:05:00.000Z\",\"\x1b]0;owned\a\x1b[41m\":1}\n\x1b[41m\x1b]0;owned\a\n";
	struct buf b = { 0 };

	buf_add(&b, head, sizeof head - 1);
	for (int i = 0; i < 60; i++)
		buf_printf(&b, "{\"t\":\"2024-07-22T09:05:%02d.000Z\",\"bus\":{\"A\":{\"hz\":60.01,\"kv\":13.8}},\"feed\":{\"TVA\":{\"mw\":7.8,"
		           "\"kv\":13.8,\"breaker\":\"closed\"}},\"gen\":{\"G1\":{\"state\":\"loaded\",\"breaker\":\"closed\",\"kw\":1700}}}\n", i);
	files.hostile = test_file_write(files.dir, "hostile.ndjson", b.data, b.len);
	buf_free(&b);
}

/* Runs without a terminal: standard input is `input`, what is printed goes to *out. Returns the exit status. */
static int run_piped(const char *const *argv, const char *const *env, const char *input, struct buf *out) {
	int pipes[2], status = -1;
	ssize_t n;
	char bytes[4096];
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		int in = open(input, O_RDONLY);
		dup2(in, STDIN_FILENO);
		dup2(pipes[1], STDOUT_FILENO);
		dup2(pipes[1], STDERR_FILENO);
		close(pipes[0]);
		close(pipes[1]);
		setsid();
		execve(argv[0], (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)env);
		_exit(127);
	}
	close(pipes[1]);
	while ((n = read(pipes[0], bytes, sizeof bytes)) > 0)
		buf_add(out, bytes, (size_t)n);
	close(pipes[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool make_recording(const char *build) {
	struct buf out = { 0 };
	const char *argv[] = { files.mwtop, "sim", "generator-trip", "-o", NULL, NULL };
	bool made;

	files.recording = mem_printf("%s/recordings/generator-trip.ndjson.zst", build);
	if (access(files.recording, R_OK) == 0)
		return true;
	free(files.recording);
	files.recording = mem_printf("%s/trip.ndjson.zst", files.dir);
	argv[4] = files.recording;
	made = run_piped(argv, utf8_env, "/dev/null", &out) == 0;
	if (!made)
		print_error("no recording: %s\n", out.data ? out.data : "");
	buf_free(&out);
	return made;
}

static int set_up(void **state) {
	const char *build = getenv("MWTOP_BUILD");

	(void)state;
	files.mwtop = mem_printf("%s/mwtop", build && *build ? build : "build");
	files.dir = test_dir_make();
	if (access(files.mwtop, X_OK) != 0)
		return 0; /* each test skips */
	write_hostile();
	return make_recording(build && *build ? build : "build") ? 0 : -1;
}

static int tear_down(void **state) {
	(void)state;
	test_dir_remove(files.dir);
	free(files.mwtop);
	free(files.recording);
	free(files.hostile);
	return 0;
}

static struct pty *start_with(const char *const *argv, const char *const *env, int cols, int rows) {
	struct pty *p;

	if (access(files.mwtop, X_OK) != 0)
		skip();
	p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .cols = cols, .rows = rows });
	assert_non_null(p);
	return p;
}

static struct pty *start(const char *const *env, int cols, int rows) {
	const char *const argv[] = { files.mwtop, files.recording, NULL };

	return start_with(argv, env, cols, rows);
}

#define assert_shows(p, text) \
	do { \
		if (!pty_wait_text(p, text, true, PTY_LIMIT_MS)) \
			fail_msg("\"%s\" is not on the screen:\n%s", text, pty_screen(p)); \
	} while (0)
#define assert_hides(p, text) \
	do { \
		if (!pty_wait_text(p, text, false, PTY_LIMIT_MS)) \
			fail_msg("\"%s\" is still on the screen:\n%s", text, pty_screen(p)); \
	} while (0)

static void assert_restored(struct pty *p) {
	assert_true(pty_modes_restored(p));
	assert_false(pty_alternate(p));
	assert_true(pty_cursor_visible(p));
	assert_int_equal(pty_answers(p), 0);
}

static void assert_ends(struct pty *p, int status) {
	if (!pty_wait_state(p, PTY_EXITED, END_MS, true))
		fail_msg("still there:\n%s", pty_screen(p));
	assert_int_equal(pty_status(p), status);
	assert_restored(p);
	pty_free(p);
}

static void assert_quits(struct pty *p) {
	assert_true(pty_type(p, "q"));
	assert_ends(p, 0);
}

/* A wait that is measured itself: while it passes nobody reads the terminal. */
static void let_pass(int ms) {
	int64_t until_ms = clock_mono_ms() + ms;

	while (clock_mono_ms() < until_ms)
		poll(NULL, 0, 10);
}

static void test_first_screen(void **state) {
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 } };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct pty *p = start(utf8_env, sizes[i][0], sizes[i][1]);

		assert_shows(p, SITE);
		assert_shows(p, "REPLAY");
		assert_shows(p, "SIMULATED");
		assert_shows(p, "G14");
		assert_true(pty_alternate(p));
		assert_false(pty_cursor_visible(p));
		assert_true(pty_is_utf8_clean(p));
		assert_quits(p);
	}
}

static void test_keys(void **state) {
	struct pty *p = start(utf8_env, 120, 40);

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
	assert_quits(p);
}

/* A key asked for a time: the clock on the screen shows it. */
static void test_goto(void **state) {
	struct pty *p = start(utf8_env, 120, 40);

	(void)state;
	assert_shows(p, SITE);
	assert_true(pty_type(p, " g"));
	assert_true(pty_type(p, "2024-07-22T09:05:12Z\r"));
	assert_shows(p, "09:05:12");
	assert_true(pty_type(p, "\033[1;5C")); /* Ctrl-Right counts as Right: 10 s */
	assert_shows(p, "09:05:22");
	assert_true(pty_type(p, "."));
	assert_shows(p, "09:05:23");
	assert_quits(p);
}

static void test_ctrl_c(void **state) {
	struct pty *p = start(utf8_env, 80, 24);

	(void)state;
	assert_shows(p, SITE);
	assert_true(pty_type(p, "\x03"));
	assert_ends(p, 0);
}

static void test_resize(void **state) {
	struct pty *p = start(utf8_env, 80, 24);

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
	assert_quits(p);
}

static bool is_on(struct pty *p, void *data) {
	(void)data;
	return pty_alternate(p) && strspn(pty_screen(p), " \n") < strlen(pty_screen(p));
}

static void test_every_start_size(void **state) {
	static const int sizes[][2] = { { 0, 0 }, { 1, 1 }, { 20, 3 }, { 3, 50 }, { 73, 41 }, { 400, 120 } };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct pty *p = start(utf8_env, sizes[i][0], sizes[i][1]);

		assert_true(pty_wait(p, is_on, NULL, PTY_LIMIT_MS));
		assert_quits(p);
	}
}

static void test_suspend(void **state) {
	struct pty *p = start(utf8_env, 80, 24);

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
	assert_quits(p);
}

static void test_signals(void **state) {
	static const int signals[] = { SIGHUP, SIGTERM, SIGINT };

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		struct pty *p = start(utf8_env, 80, 24);

		assert_shows(p, SITE);
		pty_signal(p, signals[i]);
		assert_ends(p, 128 + signals[i]);
	}
}

static void test_lost_terminal(void **state) {
	(void)state;
	for (int paused = 0; paused < 2; paused++) {
		struct pty *p = start(utf8_env, 80, 24);

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
		struct pty *p = start(envs[i], 100, 40);

		assert_true(pty_wait_state(p, PTY_EXITED, PTY_LIMIT_MS, true));
		assert_int_equal(pty_status(p), 0);
		assert_shows(p, SITE);
		assert_null(strchr(pty_bytes(p)->data, '\033'));
		assert_restored(p);
		pty_free(p);
	}
}

static void test_piped(void **state) {
	const char *argv[] = { files.mwtop, files.recording, NULL };
	struct buf out = { 0 };

	(void)state;
	if (access(files.mwtop, X_OK) != 0)
		skip();
	assert_int_equal(run_piped(argv, utf8_env, "/dev/null", &out), 0);
	assert_non_null(strstr(out.data, SITE));
	assert_null(strchr(out.data, '\033'));
	buf_free(&out);
}

static bool only_ascii(const struct buf *b) {
	for (size_t i = 0; i < b->len; i++)
		if (b->data[i] & 0x80)
			return false;
	return true;
}

static void test_ascii(void **state) {
	static const char *const c_env[] = { "TERM=xterm-256color", "LANG=C", "TZ=UTC", NULL };
	const char *argv[] = { files.mwtop, "--ascii", files.recording, NULL };
	struct pty *p = start(c_env, 120, 40);

	(void)state;
	assert_shows(p, "G14");
	assert_true(pty_type(p, " ?"));
	assert_shows(p, action_at(ACT_PAUSE)->help);
	assert_true(pty_type(p, "?"));
	assert_hides(p, action_at(ACT_PAUSE)->help);
	assert_true(only_ascii(pty_bytes(p)));
	assert_quits(p);
	p = start_with(argv, utf8_env, 120, 40);
	assert_shows(p, "G14");
	assert_true(only_ascii(pty_bytes(p)));
	assert_quits(p);
}

static void test_no_color(void **state) {
	static const char *const env[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "NO_COLOR=1", "TZ=UTC", NULL };
	struct pty *p = start(env, 120, 40);

	(void)state;
	assert_shows(p, "G14");
	assert_int_equal(pty_coloured_cells(p), 0);
	assert_null(strstr(pty_bytes(p)->data, "[38;5;"));
	assert_quits(p);
}

/* Nobody reads for three seconds, at a speed at which every frame is new: it neither blocks nor spins, and quits. */
static void test_unread(void **state) {
	const char *argv[] = { files.mwtop, "--speed", "100", files.recording, NULL };
	struct pty *p = start_with(argv, utf8_env, 200, 60);
	int64_t cpu_ms;

	(void)state;
	assert_shows(p, "G14");
	let_pass(1500);
	cpu_ms = pty_cpu_ms(p);
	let_pass(1500);
	assert_true(cpu_ms >= 0 && pty_cpu_ms(p) - cpu_ms < 750); /* half a core: it still plays */
	assert_true(pty_type(p, "q"));
	assert_true(pty_wait_state(p, PTY_EXITED, END_MS, false));
	assert_int_equal(pty_status(p), 0);
	pty_wait_quiet(p, 50, PTY_LIMIT_MS);
	assert_restored(p);
	pty_free(p);
}

static void test_flood_of_keys(void **state) {
	struct pty *p = start(utf8_env, 80, 24);
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
	assert_quits(p);
}

/* Fragments, reports and answers are no keys: after all of them the screen still plays and nothing is open. */
static void test_sequences_are_no_keys(void **state) {
	struct pty *p = start(utf8_env, 120, 40);

	(void)state;
	assert_shows(p, SITE);
	assert_true(pty_type(p, "\033[<0;10;10M\033[<0;10;10m\033[M !!\033[I\033[O\033[?1;2c\033[12;1R\033]11;rgb:qq/qq\033\\\033[20;5~\033q\033[200~\033[201~"));
	assert_true(pty_type(p, "?"));
	assert_shows(p, action_at(ACT_STEP_FORWARD)->help);
	assert_hides(p, "PAUSED");
	assert_true(pty_type(p, "?"));
	assert_quits(p);
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
	const char *argv[] = { files.mwtop, files.hostile, NULL };
	struct pty *p = start_with(argv, utf8_env, 120, 40);

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
	assert_quits(p);
	for (size_t i = 0; i < 3; i++) {
		const char *plain[] = { files.mwtop, files.hostile, NULL, NULL }, *sub[] = { files.mwtop, subcommands[i], files.hostile, NULL };
		struct buf out = { 0 };
		run_piped(*subcommands[i] ? sub : plain, utf8_env, "/dev/null", &out);
		assert_non_null(find_bytes(&out, *subcommands[i] == 'c' ? "hostile" : "evil"));
		assert_null(strchr(out.data, '\033'));
		assert_harmless(&out);
		buf_free(&out);
	}
}

/* The recording comes through standard input; keys come from the terminal. */
static void test_standard_input(void **state) {
	char *command = mem_printf("zstdcat -f '%s' | head -n 2000 | '%s' -", files.recording, files.mwtop);
	const char *argv[] = { "/bin/sh", "-c", command, NULL };
	struct pty *p = start_with(argv, utf8_env, 120, 40);

	(void)state;
	assert_shows(p, SITE);
	assert_shows(p, "G14");
	assert_true(pty_type(p, " "));
	assert_shows(p, "PAUSED");
	assert_quits(p);
	free(command);
}

static void test_no_such_file(void **state) {
	const char *argv[] = { files.mwtop, "/no/such/recording.ndjson", NULL };
	struct pty *p = start_with(argv, utf8_env, 80, 24);

	(void)state;
	assert_true(pty_wait_state(p, PTY_EXITED, END_MS, true));
	assert_shows(p, "/no/such/recording.ndjson");
	assert_null(strchr(pty_bytes(p)->data, '\033'));
	assert_ends(p, 2);
}

/* A copy of the recording that nobody has written to for a day: a younger one may still grow and is looked at now and then. */
static char *old_copy(void) {
	static const struct timespec long_ago[] = { { .tv_sec = 1700000000 }, { .tv_sec = 1700000000 } };
	FILE *f = fopen(files.recording, "rb");
	struct buf b = { 0 };
	size_t n = 1;
	char *path;

	assert_non_null(f);
	while (n > 0)
		b.len += n = fread(buf_reserve(&b, 65536), 1, 65536, f);
	fclose(f);
	path = test_file_write(files.dir, "old.ndjson.zst", b.data, b.len);
	buf_free(&b);
	assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
	return path;
}

/* Paused, with nothing left to read, it sleeps: a whole second without one wake-up comes within the limit. */
static void test_rest(void **state) {
	char *path = old_copy();
	const char *argv[] = { files.mwtop, path, NULL };
	struct pty *p = start_with(argv, utf8_env, 120, 40);
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
	assert_quits(p);
	free(path);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_screen),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_goto),
		cmocka_unit_test(test_ctrl_c),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_every_start_size),
		cmocka_unit_test(test_suspend),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_lost_terminal),
		cmocka_unit_test(test_dumb_terminal),
		cmocka_unit_test(test_piped),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_no_color),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_flood_of_keys),
		cmocka_unit_test(test_sequences_are_no_keys),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_standard_input),
		cmocka_unit_test(test_no_such_file),
		cmocka_unit_test(test_rest),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
