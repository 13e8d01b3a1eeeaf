/* A thousand watchers of one daemon: mwtopd simulates a site of 14 sets at one frame a second, every client takes its stream. For each frame
 * the time from the first client that has it to the last, and how long after its time stamp that was; the daemon's CPU and memory. Ends with
 * 1 when a client missed a frame or was a frame behind. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "times.h"

#define CLIENTS 1000
#define FRAMES 10
#define READ_BYTES 65536

struct watch {
	int fd, frames;       /* frames that have come since the measuring began */
	size_t matched;       /* bytes of `mark` at the end of what was read */
};

static const char mark[] = "{\"t\":\""; /* begins each frame */
static struct watch watches[CLIENTS];
static int64_t first_ms[FRAMES], last_ms[FRAMES], stamp_ms[FRAMES];
static int counts[FRAMES];

static pid_t start_daemon(int *port) {
	const char *build = getenv("MWTOP_BUILD");
	char *path = mem_printf("%s/mwtopd", build && *build ? build : "build"), line[256] = "";
	int out[2];
	if (pipe(out) != 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(out[1], STDOUT_FILENO);
		close(out[0]);
		execl(path, path, "--sim", "memphis-bring-up", "--listen", "127.0.0.1:0", "--log", "/dev/null", (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	FILE *said = fdopen(out[0], "r");
	char *got = said ? fgets(line, sizeof line, said) : NULL;
	char *colon = got ? strrchr(line, ':') : NULL;
	*port = colon ? atoi(colon + 1) : 0;
	free(path);
	return pid;
}

static bool connect_all(int port, int epoll_fd) {
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	static const char request[] = "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n";
	for (int i = 0; i < CLIENTS; i++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) < 0 || write(fd, request, sizeof request - 1) != (ssize_t)sizeof request - 1)
			return false;
		fcntl(fd, F_SETFL, O_NONBLOCK);
		watches[i].fd = fd;
		struct epoll_event e = { .events = EPOLLIN, .data.u32 = (uint32_t)i };
		epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &e);
	}
	return true;
}

/* Counts frames in what has come; false when the connection ended. */
static bool take(struct watch *w, bool measuring) {
	static char bytes[READ_BYTES];
	ssize_t n = read(w->fd, bytes, sizeof bytes);
	if (n <= 0)
		return false;
	for (ssize_t i = 0; i < n; i++) {
		w->matched = bytes[i] == mark[w->matched] ? w->matched + 1 : bytes[i] == mark[0];
		if (w->matched < sizeof mark - 1)
			continue;
		w->matched = 0;
		bool frame = i + 1 < n && bytes[i + 1] == '2' && (i < 6 || bytes[i - 6] == '\n' || bytes[i - 6] == '\r');
		if (!frame || !measuring || w->frames == FRAMES)
			continue;
		int64_t now_ms = clock_wall_ms();
		int k = w->frames++;
		if (counts[k]++ == 0) {
			first_ms[k] = now_ms;
			time_parse_iso(bytes + i + 1, n - i > 24 ? 24 : 0, &stamp_ms[k]);
		}
		last_ms[k] = now_ms;
	}
	return true;
}

/* Takes what comes until all have `FRAMES`, or the time is over. */
static bool watch_until(int epoll_fd, int64_t until_ms, bool measuring) {
	struct epoll_event events[256];
	while (clock_mono_ms() < until_ms) {
		int n = epoll_wait(epoll_fd, events, 256, 50);
		for (int i = 0; i < n; i++)
			if (!take(&watches[events[i].data.u32], measuring))
				return false;
		if (measuring && counts[FRAMES - 1] == CLIENTS)
			return true;
	}
	return !measuring;
}

static void print_usage(pid_t pid) {
	char path[64], line[256];
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, "VmHWM", 5) == 0)
			printf("%s", line);
	if (f)
		fclose(f);
}

static bool report(void) {
	bool fine = true;
	printf("frame   clients   first to last ms   last after its stamp ms\n");
	for (int k = 0; k < FRAMES; k++) {
		long long spread = (long long)(last_ms[k] - first_ms[k]), age = (long long)(last_ms[k] - stamp_ms[k]);
		printf("%5d %9d %18lld %25lld\n", k + 1, counts[k], spread, age);
		fine = fine && counts[k] == CLIENTS && spread < 1000;
	}
	return fine;
}

int main(void) {
	struct rlimit limit;
	struct rusage usage;
	int port, epoll_fd = epoll_create1(EPOLL_CLOEXEC), status;
	signal(SIGPIPE, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	pid_t pid = start_daemon(&port);
	bool fine = pid > 0 && port > 0 && connect_all(port, epoll_fd);
	int64_t now_ms = clock_mono_ms();
	/* The measuring begins between two frames. */
	fine = fine && watch_until(epoll_fd, now_ms + 2000 - (clock_wall_ms() % 1000) + 500, false);
	fine = fine && watch_until(epoll_fd, clock_mono_ms() + (FRAMES + 5) * 1000, true);
	if (pid > 0) {
		print_usage(pid);
		kill(pid, SIGTERM);
		waitpid(pid, &status, 0);
	}
	fine = report() && fine;
	if (getrusage(RUSAGE_CHILDREN, &usage) == 0)
		printf("CPU of the daemon for all of it: %.3f s\n", (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
	return fine ? 0 : 1;
}
