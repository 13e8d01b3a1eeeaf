/* The daemon as a child; see daemon_run.h. It dies with the test. */
#include "daemon_run.h"
#include "support.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define START_MS 20000
#define STOP_MS 20000
#define ARGS_MAX 40

static char *program(char *path, size_t size) {
	const char *build = getenv("MWTOP_BUILD");
	snprintf(path, size, "%s/mwtopd", build ? build : "build");
	return path;
}

bool daemon_is_built(void) {
	char path[4096];
	return access(program(path, sizeof path), X_OK) == 0;
}

/* Reads what it says until it names an address. */
static bool read_address(struct daemon_run *d, char *said, size_t size) {
	static const char mark[] = "listening on ";
	size_t length = 0;
	struct pollfd p = { .fd = d->out, .events = POLLIN };
	while (length + 1 < size && poll(&p, 1, START_MS) > 0) {
		ssize_t n = read(d->out, said + length, size - 1 - length);
		if (n <= 0)
			return false;
		length += (size_t)n;
		said[length] = '\0';
		const char *at = strstr(said, mark);
		size_t end = at ? strcspn(at + sizeof mark - 1, ", \r\n") : 0;
		if (at && at[sizeof mark - 1 + end] != '\0') {
			snprintf(d->address, sizeof d->address, "%.*s", (int)end, at + sizeof mark - 1);
			return true;
		}
	}
	return false;
}

void daemon_start(struct daemon_run *d, const char *const *argv) {
	char path[4096], said[8192] = "";
	const char *args[ARGS_MAX] = { program(path, sizeof path) };
	int ends[2];
	for (size_t i = 0; argv[i] && i + 2 < ARGS_MAX; i++)
		args[i + 1] = argv[i];
	assert_int_equal(pipe(ends), 0);
	*d = (struct daemon_run){ .out = ends[0] };
	d->pid = fork();
	if (d->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		execv(path, (char *const *)(uintptr_t)args);
		_exit(127);
	}
	close(ends[1]);
	if (!read_address(d, said, sizeof said)) {
		daemon_kill(d);
		fail_msg("%s does not say where it listens: %s", path, said);
	}
}

void daemon_kill(struct daemon_run *d) {
	if (d->pid > 0) {
		kill(d->pid, SIGKILL);
		waitpid(d->pid, NULL, 0);
	}
	if (d->out > 0)
		close(d->out);
	*d = (struct daemon_run){ 0 };
}

void daemon_stop(struct daemon_run *d) {
	int status = -1;
	pid_t done = 0;
	kill(d->pid, SIGTERM);
	for (int waited = 0; waited < STOP_MS && (done = waitpid(d->pid, &status, WNOHANG)) == 0; waited += 5)
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	if (done != d->pid) {
		daemon_kill(d);
		fail_msg("mwtopd does not end on SIGTERM");
	}
	close(d->out);
	*d = (struct daemon_run){ 0 };
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int daemon_port(const struct daemon_run *d) {
	const char *colon = strrchr(d->address, ':');
	return colon ? atoi(colon + 1) : 0;
}
