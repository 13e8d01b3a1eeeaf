/* The load; see load.h. While it runs, lines are only noted, so that the clients hold each other up little. A frame is due when its time
 * says so: the times of the lines against the clock of this program, by the frame of the run that came soonest after its time. A client is
 * therefore behind also where the daemon keeps all of them waiting. */
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "sequence.h"
#include "times.h"

#define CHUNK 65536
#define GRACE_US 500000
#define SLOW_RECEIVE_BYTES 4096
#define SLOW_END_MS 10000 /* for the rest of what is on its way to all that were cut off */
#define FETCH_MS 30000

struct client {
	int fd, port;     /* fd -1: the connection has ended */
	bool slow;
	struct answer answer;
	struct sequence got;
	size_t *place;    /* of each line in the recording */
};

struct load {
	struct load_options options;
	struct client *clients;
	int epoll_fd;
	int64_t begin_ms, end_us; /* begin: monotonic; end: when the last byte was taken */
	size_t dropped;
};

struct recorded { /* what the daemon has, and for each line when any client had it first, and when it was due */
	struct sequence lines;
	int64_t *first_us, *due_us; /* first: INT64_MAX when no client had it */
	size_t *frame;              /* frames up to and with this line */
};

static int64_t now_us(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- taking ---- */

static void on_line(void *data, const char *text, size_t length) {
	struct client *c = data;
	sequence_add(&c->got, text, length, now_us());
}

static void end_client(struct client *c) {
	close(c->fd);
	c->fd = -1;
}

/* What is there of one client; false when nothing is. */
static bool take(struct client *c) {
	static char chunk[CHUNK];
	ssize_t got = c->fd >= 0 ? recv(c->fd, chunk, sizeof chunk, MSG_DONTWAIT) : -1;
	if (got > 0 && answer_take(&c->answer, chunk, (size_t)got))
		return true;
	if (c->fd >= 0 && (got >= 0 || (errno != EAGAIN && errno != EINTR)))
		end_client(c);
	return false;
}

static void turn(struct load *l, int wait_ms) {
	struct epoll_event events[256];
	int n = epoll_wait(l->epoll_fd, events, 256, wait_ms);
	for (int i = 0; i < n; i++) {
		struct client *c = &l->clients[events[i].data.u32];
		take(c);
		l->dropped += c->fd < 0;
	}
	l->end_us = now_us();
}

static bool connect_client(struct load *l, int number) {
	struct client *c = &l->clients[number];
	struct sockaddr_in own = { 0 };
	socklen_t length = sizeof own;
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = (uint32_t)number };
	c->slow = number < l->options.slow;
	c->fd = answer_ask(l->options.port, "/v1/stream", l->options.packed ? "Accept-Encoding: zstd\r\n" : "", c->slow ? SLOW_RECEIVE_BYTES : 0);
	answer_begin(&c->answer, l->options.packed, on_line, c);
	if (c->fd < 0 || getsockname(c->fd, (struct sockaddr *)&own, &length) != 0) {
		fprintf(stderr, "clients: client %d: %s\n", number, strerror(errno));
		return false;
	}
	c->port = ntohs(own.sin_port);
	return c->slow || epoll_ctl(l->epoll_fd, EPOLL_CTL_ADD, c->fd, &event) == 0;
}

struct load *load_open(const struct load_options *options) {
	struct load *l = mem_zalloc(1, sizeof *l);
	*l = (struct load){ .options = *options, .epoll_fd = epoll_create1(EPOLL_CLOEXEC), .begin_ms = clock_mono_ms() };
	l->clients = mem_zalloc((size_t)options->count, sizeof *l->clients);
	for (int i = 0; i < options->count; i++)
		l->clients[i].fd = -1;
	for (int i = 0; i < options->count; i++) {
		if (!connect_client(l, i)) {
			load_free(l);
			return NULL;
		}
		turn(l, 0);
	}
	return l;
}

void load_free(struct load *l) {
	for (int i = 0; i < l->options.count; i++) {
		struct client *c = &l->clients[i];
		if (c->fd >= 0)
			end_client(c);
		answer_free(&c->answer);
		sequence_free(&c->got);
		free(c->place);
	}
	close(l->epoll_fd);
	free(l->clients);
	free(l);
}

void load_run(struct load *l, int seconds) {
	int64_t until_ms = clock_mono_ms() + seconds * 1000;
	while (clock_mono_ms() < until_ms)
		turn(l, 50);
}

/* ---- what the daemon has ---- */

static void on_recorded_line(void *data, const char *text, size_t length) {
	sequence_add(data, text, length, 0);
}

static bool fetch(struct load *l, struct recorded *r) {
	char *target = mem_printf("/v1/frames?from=-%llds", (long long)(clock_mono_ms() - l->begin_ms) / 1000 + 10);
	bool fine = answer_fetch(l->options.port, target, on_recorded_line, &r->lines, FETCH_MS) && r->lines.count > 0;
	free(target);
	if (!fine)
		fprintf(stderr, "clients: what the daemon recorded cannot be had\n");
	return fine;
}

static void find_dues(const struct load *l, struct recorded *r) {
	size_t count = r->lines.count;
	int64_t least_us = INT64_MAX; /* from the time of a frame to its coming */
	r->first_us = mem_alloc(count * sizeof *r->first_us);
	r->due_us = mem_alloc(count * sizeof *r->due_us);
	r->frame = mem_alloc(count * sizeof *r->frame);
	for (size_t i = 0; i < count; i++)
		r->first_us[i] = INT64_MAX;
	for (int k = l->options.slow; k < l->options.count; k++)
		for (size_t i = 0; i < l->clients[k].got.count; i++) {
			size_t at = l->clients[k].place[i];
			int64_t us = l->clients[k].got.line[i].at_us;
			if (at != SEQUENCE_NOWHERE && us < r->first_us[at])
				r->first_us[at] = us;
		}
	for (size_t i = 0; i < count; i++) {
		int64_t t_us = r->lines.line[i].t_ms * 1000;
		if (r->lines.line[i].frame && r->first_us[i] != INT64_MAX && r->first_us[i] - t_us < least_us)
			least_us = r->first_us[i] - t_us;
	}
	for (size_t i = 0; i < count; i++) {
		r->due_us[i] = least_us == INT64_MAX ? 0 : r->lines.line[i].t_ms * 1000 + least_us;
		r->frame[i] = (i > 0 ? r->frame[i - 1] : 0) + r->lines.line[i].frame;
	}
}

/* Number of the last frame that everybody should have had at that moment. */
static size_t frame_due(const struct recorded *r, int64_t at_us) {
	for (size_t i = r->lines.count; i-- > 0;)
		if (r->lines.line[i].frame && r->due_us[i] + GRACE_US <= at_us)
			return r->frame[i];
	return 0;
}

/* ---- comparing ---- */

/* At the coming of each line, and at the end. Before its first line a client was behind by nothing: it begins with the newest. */
static size_t worst_behind(const struct load *l, const struct recorded *r, const struct client *c) {
	size_t worst = 0, had = 0;
	for (size_t i = 0; i <= c->got.count; i++) {
		bool over = i == c->got.count;
		size_t at = over ? SEQUENCE_NOWHERE : c->place[i];
		if (!over && at == SEQUENCE_NOWHERE)
			continue;
		if (!over && had == 0)
			had = r->frame[at];
		size_t due = frame_due(r, over ? l->end_us : c->got.line[i].at_us);
		if (due > had && due - had > worst)
			worst = due - had;
		if (!over && r->frame[at] > had)
			had = r->frame[at];
	}
	return worst;
}

struct latenesses { double *ms; size_t count, room; };

static void add_late(const struct recorded *r, const struct client *c, struct latenesses *all) {
	for (size_t i = 1; i < c->got.count; i++) { /* the first came with the connection, whenever that was made */
		size_t at = c->place[i];
		if (at == SEQUENCE_NOWHERE)
			continue;
		if (all->count == all->room) {
			all->room = all->room ? 2 * all->room : 65536;
			all->ms = mem_resize(all->ms, all->room, sizeof *all->ms);
		}
		all->ms[all->count++] = (double)(c->got.line[i].at_us - r->first_us[at]) / 1000;
	}
}

static int by_value(const void *a, const void *b) {
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void compare(struct client *c, const struct recorded *r, struct load_result *out) {
	struct sequence_difference d;
	c->place = mem_alloc((c->got.count + 1) * sizeof *c->place);
	sequence_compare(&r->lines, &c->got, &d, c->place);
	bool site = c->got.sites == 1 && c->got.site_first && c->got.site == r->lines.site;
	out->frames += sequence_frames(&c->got, 0, c->got.count);
	out->lost += d.lost;
	out->doubled += d.doubled;
	out->other += d.other + c->got.bad + !site + (c->answer.fault != NULL);
}

static void judge_readers(struct load *l, struct recorded *r, struct load_result *out) {
	struct latenesses all = { 0 };
	for (int i = l->options.slow; i < l->options.count; i++)
		compare(&l->clients[i], r, out);
	find_dues(l, r);
	for (int i = l->options.slow; i < l->options.count; i++) {
		size_t behind = worst_behind(l, r, &l->clients[i]);
		out->behind = behind > out->behind ? behind : out->behind;
		add_late(r, &l->clients[i], &all);
	}
	qsort(all.ms, all.count, sizeof *all.ms, by_value);
	out->late_ms = all.count ? all.ms[all.count / 2] : 0;
	out->late_99_ms = all.count ? all.ms[all.count * 99 / 100] : 0;
	free(all.ms);
}

/* Whether the log says that the client with that port was dropped. */
static bool log_names(const char *log_text, int port) {
	char name[32];
	snprintf(name, sizeof name, " 127.0.0.1:%d ", port);
	for (const char *at = log_text; (at = strstr(at, name)); at++)
		if (memmem(at, strcspn(at, "\n"), "dropped", 7))
			return true;
	return false;
}

/* Reads what is left for a client that never read. One that was cut off comes to the end of its connection, within its answer. */
static bool was_cut(struct client *c, int64_t until_ms) {
	while (c->fd >= 0 && clock_mono_ms() < until_ms) {
		struct pollfd ready = { .fd = c->fd, .events = POLLIN };
		if (poll(&ready, 1, 500) <= 0)
			break;
		while (take(c))
			continue;
	}
	return c->fd < 0 && !c->answer.fault && c->answer.stage != ANSWER_COMPLETE;
}

bool load_judge(struct load *l, const char *log_text, struct load_result *out) {
	struct recorded r = { 0 };
	int64_t until_ms = clock_mono_ms() + SLOW_END_MS;
	*out = (struct load_result){ .dropped = l->dropped };
	for (int i = 0; i < l->options.slow; i++) {
		bool cut = was_cut(&l->clients[i], until_ms);
		out->cut += cut;
		out->named += cut && log_names(log_text, l->clients[i].port);
	}
	bool fine = fetch(l, &r);
	if (fine)
		judge_readers(l, &r, out);
	sequence_free(&r.lines);
	free(r.first_us);
	free(r.due_us);
	free(r.frame);
	return fine;
}
