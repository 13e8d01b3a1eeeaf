/* The program under test and its recordings; see program.h. */
#include "pty/program.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "pty/asserts.h"
#include "support.h"

struct program program;

const char *const program_env[] = { "TERM=xterm-256color", "LC_ALL=C.UTF-8", "TZ=UTC", "PATH=/usr/bin:/bin", NULL };

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
	program.hostile = test_file_write(program.dir, "hostile.ndjson", b.data, b.len);
	buf_free(&b);
}

/* Runs without a terminal: standard input is `input`, what is printed goes to *out. Returns the exit status. */
int program_run_piped(const char *const *argv, const char *const *env, const char *input, struct buf *out) {
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
	const char *argv[] = { program.mwtop, "sim", "generator-trip", "-o", NULL, NULL };
	bool made;

	program.recording = mem_printf("%s/recordings/generator-trip.ndjson.zst", build);
	if (access(program.recording, R_OK) == 0)
		return true;
	free(program.recording);
	program.recording = mem_printf("%s/trip.ndjson.zst", program.dir);
	argv[4] = program.recording;
	made = program_run_piped(argv, program_env, "/dev/null", &out) == 0;
	if (!made)
		print_error("no recording: %s\n", out.data ? out.data : "");
	buf_free(&out);
	return made;
}

int program_set_up(void **state) {
	const char *build = getenv("MWTOP_BUILD");

	(void)state;
	program.mwtop = mem_printf("%s/mwtop", build && *build ? build : "build");
	program.dir = test_dir_make();
	if (access(program.mwtop, X_OK) != 0)
		return 0; /* each test skips */
	write_hostile();
	return make_recording(build && *build ? build : "build") ? 0 : -1;
}

int program_tear_down(void **state) {
	(void)state;
	test_dir_remove(program.dir);
	free(program.mwtop);
	free(program.recording);
	free(program.hostile);
	return 0;
}

struct pty *program_start_with(const char *const *argv, const char *const *env, int cols, int rows) {
	struct pty *p;

	if (access(program.mwtop, X_OK) != 0)
		skip();
	p = pty_start(&(struct pty_options){ .argv = argv, .env = env, .cols = cols, .rows = rows });
	assert_non_null(p);
	return p;
}

struct pty *program_start(const char *const *env, int cols, int rows) {
	const char *const argv[] = { program.mwtop, program.recording, NULL };

	return program_start_with(argv, env, cols, rows);
}

void program_ends(struct pty *p, int status) {
	if (!pty_wait_state(p, PTY_EXITED, END_MS, true))
		fail_msg("still there:\n%s", pty_screen(p));
	assert_int_equal(pty_status(p), status);
	assert_restored(p);
	pty_free(p);
}

void program_quits(struct pty *p) {
	assert_true(pty_type(p, "q"));
	program_ends(p, 0);
}
