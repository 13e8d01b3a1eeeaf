/* What the tests of the HTTP client share: a small server that says what it is told to, and calls that count what their handlers are told.
 * Every wait has a limit. */
#ifndef MWTOP_TEST_HTTP_RIG_H
#define MWTOP_TEST_HTTP_RIG_H

#include "support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "http.h"
#include "times.h"

#define WAIT_MS 10000
#define OK "HTTP/1.1 200 OK\r\n"

/* ---- the server ---- */

struct server {
	pid_t pid;
	int port;
	char *path;
	_Atomic int *clients; /* that have connected so far; shared with its process */
};

/* Answers each connection with the text, or with the request itself; keeps it open for `hold_ms` before it closes. */
static inline void serve(int listener, _Atomic int *clients, const char *text, size_t length, bool echo, int hold_ms) {
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		char request[8192];
		size_t have = 0;
		int fd = accept(listener, NULL, NULL);
		if (fd < 0)
			_exit(0);
		++*clients;
		if (fork() != 0) { /* a process a connection: they do not wait for each other */
			close(fd);
			while (waitpid(-1, NULL, WNOHANG) > 0)
				continue;
			continue;
		}
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (ssize_t n; have + 1 < sizeof request && (n = read(fd, request + have, sizeof request - 1 - have)) > 0;) {
			have += (size_t)n;
			request[have] = '\0';
			if (strstr(request, "\r\n\r\n"))
				break;
		}
		if (echo)
			dprintf(fd, OK "Connection: close\r\n\r\n%s", request);
		for (size_t at = 0; !echo && at < length;) {
			ssize_t n = send(fd, text + at, length - at, MSG_NOSIGNAL);
			if (n <= 0)
				_exit(0);
			at += (size_t)n;
		}
		poll(NULL, 0, hold_ms);
		_exit(0);
	}
}

static inline void server_start(struct server *s, const char *unix_path, const char *text, size_t length, bool echo, int hold_ms) {
	struct sockaddr_in inet = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_un local = { .sun_family = AF_UNIX };
	socklen_t size = sizeof inet;
	int fd = socket(unix_path ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	*s = (struct server){ .path = unix_path ? mem_strdup(unix_path) : NULL };
	if (unix_path)
		snprintf(local.sun_path, sizeof local.sun_path, "%s", unix_path);
	assert_int_equal(unix_path ? bind(fd, (struct sockaddr *)&local, sizeof local) : bind(fd, (struct sockaddr *)&inet, sizeof inet), 0);
	assert_int_equal(listen(fd, 64), 0);
	if (!unix_path)
		getsockname(fd, (struct sockaddr *)&inet, &size);
	s->port = ntohs(inet.sin_port);
	s->clients = mmap(NULL, sizeof *s->clients, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(s->clients != MAP_FAILED);
	s->pid = fork();
	if (s->pid == 0)
		serve(fd, s->clients, text, length, echo, hold_ms);
	close(fd);
}

static inline void server_end(struct server *s) {
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	munmap(s->clients, sizeof *s->clients);
	free(s->path);
}

/* ---- the client ---- */

enum when { AT_HEAD, AT_BODY, AT_DONE };
enum deed { TAKE, REFUSE, CANCEL, CANCEL_OTHERS, ASK, ASK_AND_CANCEL, DEED_COUNT };

struct answer {
	struct http *http;
	struct http_call *call; /* NULL: none, or done */
	struct buf body;
	struct http_result result;
	int status, heads, dones, acted;
	char header[64];
	enum deed deed;         /* what its handler does, and when */
	enum when when;
	struct answer *others;  /* whom it cancels, or the one that it asks for; itself among them does not count */
	size_t other_count;
};

static inline void ask(struct http *h, struct answer *a, const struct http_limits *limits);

static inline void cancel(struct answer *a) {
	http_cancel(a->call);
	a->call = NULL;
}

/* False when it refuses. */
static inline bool act(struct answer *a, enum when when) {
	if (a->when != when)
		return true;
	a->acted++;
	if (a->deed == CANCEL)
		http_cancel(a->call);
	if (a->deed == ASK || a->deed == ASK_AND_CANCEL)
		ask(a->http, a->others, &(struct http_limits){ 0 });
	if (a->deed == ASK_AND_CANCEL)
		cancel(a->others);
	for (size_t i = 0; a->deed == CANCEL_OTHERS && i < a->other_count; i++)
		if (&a->others[i] != a && a->others[i].call)
			cancel(&a->others[i]);
	return a->deed != REFUSE;
}

static inline bool on_head(void *data, struct http_call *call, int status) {
	struct answer *a = data;
	const char *value = http_header(call, "X-Mark");
	a->heads++;
	a->status = status;
	snprintf(a->header, sizeof a->header, "%s", value ? value : "");
	return act(a, AT_HEAD);
}

static inline bool on_body(void *data, const char *bytes, size_t count) {
	struct answer *a = data;
	buf_add(&a->body, bytes, count);
	return act(a, AT_BODY);
}

static inline void on_done(void *data, const struct http_result *result) {
	struct answer *a = data;
	a->dones++;
	a->result = *result;
	act(a, AT_DONE); /* a call that cancels itself here has ended already: nothing happens */
	a->call = NULL;
}

static const struct http_handler handler = { on_head, on_body, on_done };

static inline struct http *client(const char *base, const char *token) {
	struct error err;
	struct http *h = http_open(&(struct http_options){ .base = base, .token = token, .proxy = "" }, &err);
	if (!h)
		fail_msg("%s", err.text);
	return h;
}

static inline struct http *client_of(const struct server *s) {
	char base[64];
	snprintf(base, sizeof base, "http://127.0.0.1:%d", s->port);
	return client(base, NULL);
}

static inline void ask(struct http *h, struct answer *a, const struct http_limits *limits) {
	struct error err;
	a->http = h;
	a->call = http_get(h, "/v1/now", limits, &handler, a, &err);
	if (!a->call)
		fail_msg("%s", err.text);
}

/* Pumps only when the descriptor says so. */
static inline void pump_until(struct http *h, bool (*done)(const void *), const void *data) {
	int64_t until_ms = clock_mono_ms() + WAIT_MS;
	while (!done(data)) {
		struct pollfd p = { .fd = http_fd(h), .events = POLLIN };
		if (clock_mono_ms() > until_ms)
			fail_msg("nothing came of it");
		if (poll(&p, 1, 1000) > 0)
			http_pump(h);
	}
}

static inline bool is_done(const void *data) {
	return ((const struct answer *)data)->dones > 0;
}

static inline void fetch(const struct server *s, const struct http_limits *limits, struct answer *a) {
	struct http *h = client_of(s);
	ask(h, a, limits);
	pump_until(h, is_done, a);
	http_close(h);
	assert_int_equal(a->dones, 1);
}

#define SERVE(s, text, hold_ms) server_start(s, NULL, text, sizeof(text) - 1, false, hold_ms)

#endif
