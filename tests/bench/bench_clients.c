/* Many watchers of one daemon: stream clients on raw sockets in one epoll loop, a sample a second. Each client's frames are counted and
 * held against those that any client got first: how late they came, how many frames a client was behind, whether one was lost or came
 * twice. It fails when a client was behind by more than one frame, lost one or was dropped; times are printed and never fail. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#include "bench_program.h"
#include "times.h"

#define FRAMES_MAX 4096
#define CHUNK 65536

static const char *request_head; /* of the run */

struct client {
	int fd;
	bool slow;          /* does not read */
	bool headed, ended;
	char line[64];      /* the beginning of the line at hand */
	size_t line_len, at; /* at: bytes of it so far */
	long first, next;   /* frames it got, as numbers of `frames`; -1: none yet */
	size_t frames, doubled, lost;
};

struct load {
	struct client *clients;
	int count, slow, open;
	int epoll_fd;
	int64_t frame_ms[FRAMES_MAX], first_us[FRAMES_MAX]; /* times of frames, and when the first client had them */
	int got[FRAMES_MAX];
	long frame_count;
	double *late_ms;     /* every client's every frame after the first client */
	size_t late_count, late_room;
	long worst_behind;
	size_t dropped;
};

static int64_t now_us(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- the daemon ---- */

static double server_cpu_s(const struct server *s) {
	clockid_t clock;
	struct timespec t;
	if (clock_getcpuclockid(s->pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
		return 0;
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double server_memory_mib(const struct server *s) {
	char path[64], line[256];
	double kib = 0;
	snprintf(path, sizeof path, "/proc/%d/status", (int)s->pid);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "VmHWM: %lf", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib / 1024;
}

/* ---- what clients get ---- */

/* The number of the frame of that time; a new one when it is later than all. */
static long frame_number(struct load *l, int64_t t_ms) {
	for (long i = l->frame_count; i-- > 0 && l->frame_ms[i] >= t_ms;)
		if (l->frame_ms[i] == t_ms)
			return i;
	if (l->frame_count == FRAMES_MAX)
		return -1;
	l->frame_ms[l->frame_count] = t_ms;
	l->first_us[l->frame_count] = now_us();
	return l->frame_count++;
}

static void take_frame(struct load *l, struct client *c, int64_t t_ms) {
	long n = frame_number(l, t_ms);
	if (n < 0)
		return;
	c->frames++;
	if (c->next < 0)
		c->first = n;
	else if (n < c->next)
		c->doubled++;
	else
		c->lost += (size_t)(n - c->next);
	c->next = n + 1;
	l->got[n]++;
	if (c->first == n)
		return; /* it came with the connection, whenever that was made */
	if (l->late_count == l->late_room) {
		l->late_room = l->late_room ? 2 * l->late_room : 65536;
		l->late_ms = mem_resize(l->late_ms, l->late_room, sizeof *l->late_ms);
	}
	l->late_ms[l->late_count++] = (double)(now_us() - l->first_us[n]) / 1000;
}

static void end_line(struct load *l, struct client *c) {
	static const char head[] = "{\"t\":\"";
	int64_t t_ms;
	bool event = memmem(c->line, c->line_len, "\"event\"", 7) != NULL;
	if (c->line_len >= sizeof head - 1 + 24 && !memcmp(c->line, head, sizeof head - 1) && !event && time_parse_iso(c->line + sizeof head - 1, 24, &t_ms))
		take_frame(l, c, t_ms);
	c->line_len = 0;
}

/* Lines begin in the middle of chunks; sizes of chunks stand on lines of their own and are no frames. */
static void take_bytes(struct load *l, struct client *c, const char *bytes, size_t count) {
	for (const char *at = bytes, *end = bytes + count; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at), room = sizeof c->line - c->line_len;
		memcpy(c->line + c->line_len, at, length < room ? length : room);
		c->line_len += length < room ? length : room;
		if (!newline)
			return;
		end_line(l, c);
		at = newline + 1;
	}
}

static void drop(struct load *l, struct client *c) {
	close(c->fd);
	c->fd = -1;
	l->open--;
	l->dropped += !c->slow;
}

static void turn(struct load *l, int wait_ms) {
	static char chunk[CHUNK];
	struct epoll_event events[256];
	int n = epoll_wait(l->epoll_fd, events, 256, wait_ms);
	for (int i = 0; i < n; i++) {
		struct client *c = &l->clients[events[i].data.u32];
		ssize_t got = c->fd >= 0 ? recv(c->fd, chunk, sizeof chunk, MSG_DONTWAIT) : -1;
		if (got > 0)
			take_bytes(l, c, chunk, (size_t)got);
		else if (c->fd >= 0 && (got == 0 || errno != EAGAIN))
			drop(l, c);
	}
}

static bool connect_all(struct load *l, int port) {
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	for (int i = 0; i < l->count; i++) {
		struct client *c = &l->clients[i];
		*c = (struct client){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .slow = i < l->slow, .first = -1, .next = -1 };
		struct epoll_event event = { .events = EPOLLIN, .data.u32 = (uint32_t)i };
		int small = 4096;
		if (c->slow)
			setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
		if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0 || send(c->fd, request_head, strlen(request_head), MSG_NOSIGNAL) < 0) {
			fprintf(stderr, "clients: client %d: %s\n", i, strerror(errno));
			return false;
		}
		l->open++;
		if (!c->slow)
			epoll_ctl(l->epoll_fd, EPOLL_CTL_ADD, c->fd, &event);
		turn(l, 0);
	}
	return true;
}

/* How many frames the last of the readers is behind the first, half a second after the first had it. */
static void judge_behind(struct load *l) {
	long newest = l->frame_count - 1;
	while (newest >= 0 && now_us() - l->first_us[newest] < 500000)
		newest--;
	for (int i = l->slow; i < l->count; i++)
		if (l->clients[i].fd >= 0 && l->clients[i].next >= 0 && newest + 1 - l->clients[i].next > l->worst_behind)
			l->worst_behind = newest + 1 - l->clients[i].next;
}

static int by_value(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static size_t sum(const struct load *l, size_t offset) {
	size_t all = 0;
	for (int i = l->slow; i < l->count; i++)
		all += *(const size_t *)((const char *)&l->clients[i] + offset);
	return all;
}

static bool run(const char *name, int count, int slow, const char *buffer, const char *head, int seconds, bool packed) {
	struct load l = { .count = count, .slow = slow, .epoll_fd = epoll_create1(EPOLL_CLOEXEC) };
	struct server s = { 0 };
	request_head = head;
	l.clients = mem_zalloc((size_t)count, sizeof *l.clients);
	if (!server_start(&s, (const char *const[]){ "--sim", "generator-trip", "--at", "T-25m", "--max-clients", "3000", "--buffer", buffer, NULL }))
		return false;
	bool fine = connect_all(&l, s.port);
	double cpu = server_cpu_s(&s);
	int64_t begin = now_us(), until = clock_mono_ms() + seconds * 1000;
	while (fine && clock_mono_ms() < until) {
		turn(&l, 50);
		judge_behind(&l);
	}
	double took_s = (double)(now_us() - begin) / 1e6;
	cpu = server_cpu_s(&s) - cpu;
	double memory = server_memory_mib(&s);
	qsort(l.late_ms, l.late_count, sizeof *l.late_ms, by_value);
	size_t lost = sum(&l, offsetof(struct client, lost)), doubled = sum(&l, offsetof(struct client, doubled)), frames = sum(&l, offsetof(struct client, frames));
	int status = server_end(&s);
	if (!packed)
		fine = fine && frames >= (size_t)(count - slow) * (size_t)(seconds > 2 ? seconds - 2 : 0) && l.worst_behind <= 1;
	fine = fine && lost == 0 && doubled == 0 && l.dropped == 0 && status == 0;
	printf("| %-28s | %5d | %8zu | %6ld | %4zu | %7zu | %7zu | %8.2f | %8.2f | %8.1f | %6.1f |\n", name, count, frames, l.worst_behind, lost, doubled, l.dropped,
	       l.late_count ? l.late_ms[l.late_count / 2] : 0, l.late_count ? l.late_ms[l.late_count * 99 / 100] : 0, cpu / took_s * 1000, memory);
	for (int i = 0; i < count; i++)
		if (l.clients[i].fd >= 0)
			close(l.clients[i].fd);
	close(l.epoll_fd);
	free(l.clients);
	free(l.late_ms);
	return fine;
}

#define GET(extra) "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n" extra "\r\n"

int main(int argc, char **argv) {
	struct rlimit files;
	int count = argc > 1 ? atoi(argv[1]) : 1000, seconds = argc > 2 ? atoi(argv[2]) : 15;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	printf("One daemon, frames of 14 sets once a second. Late: after the first client that had the frame. CPU of the daemon.\n\n");
	printf("| clients                      | count | frames   | behind | lost | doubled | dropped | late ms  | 99 %% ms  | CPU ms/s | MiB    |\n");
	printf("|---|---|---|---|---|---|---|---|---|---|---|\n");
	bool fine = run("one", 1, 0, "8192", GET(""), seconds / 2, false);
	fine &= run("all read", count, 0, "8192", GET(""), seconds, false);
	fine &= run("50 of them never read", count, 50, "64", GET(""), seconds, false);
	fine &= run("zstd (not unpacked here)", count, 0, "8192", GET("Accept-Encoding: zstd\r\n"), seconds, true);
	if (!fine)
		printf("FAILED: a client was behind by more than a frame, lost or doubled one, or was dropped\n");
	return fine ? 0 : 1;
}
