/* What the benches share that run the programs: a daemon on a free port, and what a dashboard counted of its own writing. */
#ifndef MWTOP_BENCH_PROGRAM_H
#define MWTOP_BENCH_PROGRAM_H

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"

struct server { pid_t pid; int out, port; };

static inline const char *bench_build(void) {
	const char *build = getenv("MWTOP_BUILD");
	return build && *build ? build : "build";
}

/* mwtopd with these arguments (NULL ended) besides --listen; it dies with the bench. */
static inline bool server_start(struct server *s, const char *const *arguments) {
	char *path = mem_printf("%s/mwtopd", bench_build()), said[8192] = "";
	const char *argv[32] = { path, "--listen", "127.0.0.1:0" };
	size_t length = 0;
	int ends[2];
	for (size_t i = 0; arguments[i] && i + 4 < sizeof argv / sizeof *argv; i++)
		argv[i + 3] = arguments[i];
	if (pipe(ends) != 0)
		return false;
	s->pid = fork();
	if (s->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(ends[1], STDOUT_FILENO);
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		execv(path, (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(ends[1]);
	free(path);
	s->out = ends[0];
	while (length + 1 < sizeof said) {
		ssize_t n = read(s->out, said + length, sizeof said - 1 - length);
		if (n <= 0)
			break;
		said[length += (size_t)n] = '\0';
		const char *at = strstr(said, "http://127.0.0.1:");
		if (at && strchr(at, '\n') && sscanf(at, "http://127.0.0.1:%d", &s->port) == 1) {
			fcntl(s->out, F_SETFL, O_NONBLOCK);
			return true;
		}
	}
	fprintf(stderr, "mwtopd does not start: %s\n", said);
	return false;
}

/* SIGTERM; its exit status, -1 when it does not end within 10 s. */
static inline int server_end(struct server *s) {
	int status = -1;
	char ignored[4096];
	kill(s->pid, SIGTERM);
	for (int i = 0; i < 1000 && waitpid(s->pid, &status, WNOHANG) == 0; i++) {
		while (read(s->out, ignored, sizeof ignored) > 0)
			continue;
		usleep(10000);
	}
	close(s->out);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Frames and writes as the program counted them, from the last line of its log. */
static inline bool read_term_log(const char *path, unsigned long long *frames, unsigned long long *writes) {
	char line[512];
	bool found = false;
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f)) {
		const char *at = strstr(line, "term: ");
		found = (at && sscanf(at, "term: %llu frames, %llu writes", frames, writes) == 2) || found;
	}
	if (f)
		fclose(f);
	return found;
}

#endif
