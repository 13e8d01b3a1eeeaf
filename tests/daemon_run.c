/* The daemon as a process, and a raw client; see daemon_run.h. */
#include "daemon_run.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"
#include "times.h"

#define ARGUMENTS_MAX 32

/* ---- the process ---- */

static char *program_path(void) {
	const char *build = getenv("MWTOP_BUILD");
	return mem_printf("%s/mwtopd", build && *build ? build : "build");
}

static void run_program(char *path, const char *const *arguments, int input, int output) {
	char *argv[ARGUMENTS_MAX + 2] = { path };
	for (size_t i = 0; arguments[i] && i < ARGUMENTS_MAX; i++)
		argv[i + 1] = (char *)(uintptr_t)arguments[i];
	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	for (int fd = 3; fd < 256; fd++)
		close(fd);
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves nothing behind */
	execv(path, argv);
	_exit(127);
}

static void spawn(struct daemon *d, const char *const *arguments) {
	int in[2], out[2];
	char *path = program_path();
	*d = (struct daemon){ .input = -1 };
	if (access(path, X_OK) != 0) {
		free(path);
		skip();
	}
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	d->pid = fork();
	if (d->pid == 0)
		run_program(path, arguments, in[0], out[1]);
	assert_true(d->pid > 0);
	close(in[0]);
	close(out[1]);
	d->input = in[1];
	d->output = out[0];
	free(path);
}

/* More of what it prints; false at the end, or when nothing came in time. */
static bool hear(struct daemon *d, int64_t until_ms) {
	struct pollfd p = { .fd = d->output, .events = POLLIN };
	int64_t left_ms = until_ms - clock_mono_ms();
	if (left_ms <= 0 || poll(&p, 1, (int)left_ms) <= 0)
		return false;
	ssize_t n = read(d->output, buf_reserve(&d->said, 4097), 4096);
	if (n <= 0)
		return false;
	d->said.len += (size_t)n;
	d->said.data[d->said.len] = '\0';
	return true;
}

void daemon_says(struct daemon *d, const char *text) {
	int64_t until_ms = clock_mono_ms() + DAEMON_WAIT_MS;
	while (!d->said.data || !strstr(d->said.data, text))
		if (!hear(d, until_ms))
			fail_msg("it did not say \"%s\" but:\n%s", text, d->said.data ? d->said.data : "nothing");
}

void daemon_start(struct daemon *d, const char *const *arguments) {
	spawn(d, arguments);
	daemon_says(d, "mwtopd: listening on ");
	const char *url = strstr(d->said.data, "mwtopd: listening on http://");
	daemon_says(d, "\n");
	const char *port = url ? strstr(url + strlen("mwtopd: listening on http://"), url[strlen("mwtopd: listening on http://")] == '[' ? "]:" : ":") : NULL;
	d->port = port ? atoi(port + strspn(port, "]:")) : 0;
}

static int status_of(int status) {
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Waits for its end. */
static int reap(struct daemon *d) {
	int status = 0;
	int64_t until_ms = clock_mono_ms() + DAEMON_WAIT_MS;
	while (hear(d, until_ms))
		continue;
	if (clock_mono_ms() >= until_ms) {
		kill(d->pid, SIGKILL);
		waitpid(d->pid, &status, 0);
		d->pid = 0;
		fail_msg("it does not end:\n%s", d->said.data ? d->said.data : "");
	}
	waitpid(d->pid, &status, 0);
	d->pid = 0;
	return status_of(status);
}

int daemon_end(struct daemon *d, int signal_number) {
	kill(d->pid, signal_number);
	return reap(d);
}

int daemon_refuses(const char *const *arguments, struct buf *said) {
	struct daemon d;
	spawn(&d, arguments);
	close(d.input);
	d.input = -1;
	int status = reap(&d);
	*said = d.said;
	close(d.output);
	return status;
}

void daemon_free(struct daemon *d) {
	if (d->pid > 0) {
		kill(d->pid, SIGKILL);
		waitpid(d->pid, NULL, 0);
	}
	if (d->input >= 0)
		close(d->input);
	close(d->output);
	buf_free(&d->said);
}

/* ---- the client ---- */

int client_connect(const struct daemon *d) {
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)d->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	if (connect(fd, (struct sockaddr *)&a, sizeof a) < 0)
		fail_msg("cannot connect to port %d: %s", d->port, strerror(errno));
	return fd;
}

int client_connect_unix(const char *path) {
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
	if (connect(fd, (struct sockaddr *)&a, sizeof a) < 0)
		fail_msg("cannot connect to %s: %s", path, strerror(errno));
	return fd;
}

void client_send(int fd, const char *text) {
	size_t length = strlen(text);
	if (send(fd, text, length, MSG_NOSIGNAL) != (ssize_t)length)
		fail_msg("cannot send: %s", strerror(errno));
}

const char *reply_header(const struct reply *r, const char *name) {
	static char value[512];
	size_t length = strlen(name);
	for (const char *line = strchr(r->raw.data, '\n'); line && (size_t)(line - r->raw.data) + 2 < r->body_at; line = strchr(line + 1, '\n'))
		if (strncasecmp(line + 1, name, length) == 0 && line[1 + length] == ':') {
			const char *from = line + 2 + length + strspn(line + 2 + length, " ");
			snprintf(value, sizeof value, "%.*s", (int)strcspn(from, "\r\n"), from);
			return value;
		}
	return NULL;
}

static void parse_head(struct reply *r) {
	char *end = r->raw.len > 0 ? memmem(r->raw.data, r->raw.len, "\r\n\r\n", 4) : NULL;
	if (!end)
		return;
	r->body_at = r->parsed = (size_t)(end - r->raw.data) + 4;
	if (sscanf(r->raw.data, "HTTP/1.%*d %d", &r->status) != 1)
		fail_msg("no HTTP: %.80s", r->raw.data);
}

/* Decodes whole chunks; true when one was there. */
static bool parse_chunk(struct reply *r) {
	char *from = r->raw.data + r->parsed, *line = memmem(from, r->raw.len - r->parsed, "\r\n", 2);
	if (!line)
		return false;
	size_t size = strtoul(from, NULL, 16), head = (size_t)(line - from) + 2;
	if (r->raw.len - r->parsed < head + size + 2)
		return false;
	assert_memory_equal(from + head + size, "\r\n", 2);
	buf_add(&r->body, from + head, size);
	r->parsed += head + size + 2;
	r->complete = size == 0;
	return !r->complete;
}

static void parse(struct reply *r) {
	if (r->body_at == 0)
		parse_head(r);
	if (r->body_at == 0 || r->complete)
		return;
	const char *length = reply_header(r, "Content-Length");
	if (length) {
		buf_add(&r->body, r->raw.data + r->parsed, r->raw.len - r->parsed);
		r->parsed = r->raw.len;
		r->complete = r->body.len >= strtoul(length, NULL, 10);
	} else if (reply_header(r, "Transfer-Encoding")) {
		while (parse_chunk(r))
			continue;
	}
}

/* Reads more; false at the end of the connection or when nothing came in time. */
static bool read_more(struct reply *r, int64_t until_ms) {
	struct pollfd p = { .fd = r->fd, .events = POLLIN };
	int64_t left_ms = until_ms - clock_mono_ms();
	if (r->fd < 0 || left_ms <= 0 || poll(&p, 1, (int)left_ms) <= 0)
		return false;
	ssize_t n = read(r->fd, buf_reserve(&r->raw, 65537), 65536);
	if (n <= 0) {
		r->cut = !r->complete;
		close(r->fd);
		r->fd = -1;
		return false;
	}
	r->raw.len += (size_t)n;
	r->raw.data[r->raw.len] = '\0';
	parse(r);
	return true;
}

void reply_begin(struct reply *r, int fd) {
	int64_t until_ms = clock_mono_ms() + DAEMON_WAIT_MS;
	*r = (struct reply){ .fd = fd };
	while (r->body_at == 0 && read_more(r, until_ms))
		continue;
}

void reply_read(struct reply *r, int fd) {
	int64_t until_ms = clock_mono_ms() + DAEMON_WAIT_MS;
	*r = (struct reply){ .fd = fd };
	while (!r->complete && read_more(r, until_ms))
		continue;
}

bool reply_more(struct reply *r) {
	return read_more(r, clock_mono_ms() + DAEMON_WAIT_MS);
}

bool reply_until(struct reply *r, const char *text) {
	int64_t until_ms = clock_mono_ms() + DAEMON_WAIT_MS;
	while (!r->body.data || !memmem(r->body.data, r->body.len, text, strlen(text)))
		if (!read_more(r, until_ms))
			return false;
	return true;
}

size_t count_lines(const struct buf *b) {
	size_t lines = 0;
	for (size_t i = 0; i < b->len; i++)
		lines += b->data[i] == '\n' && i > 0 && b->data[i - 1] != '\n';
	return lines;
}

bool reply_until_lines(struct reply *r, size_t lines) {
	int64_t until_ms = clock_mono_ms() + DAEMON_WAIT_MS;
	while (count_lines(&r->body) < lines)
		if (!read_more(r, until_ms))
			return false;
	return true;
}

void reply_free(struct reply *r) {
	if (r->fd >= 0)
		close(r->fd);
	buf_free(&r->raw);
	buf_free(&r->body);
}

static int ask(const struct daemon *d, const char *target, const char *headers) {
	int fd = client_connect(d);
	char *request = mem_printf("GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", target, headers);
	client_send(fd, request);
	free(request);
	return fd;
}

void daemon_get_with(const struct daemon *d, const char *target, const char *headers, struct reply *r) {
	reply_read(r, ask(d, target, headers));
	if (!r->complete && !r->cut)
		fail_msg("GET %s: no whole answer: %.200s", target, r->raw.data ? r->raw.data : "nothing");
}

void daemon_get(const struct daemon *d, const char *target, struct reply *r) {
	daemon_get_with(d, target, "", r);
}

void daemon_stream(const struct daemon *d, const char *target, struct reply *r) {
	reply_begin(r, ask(d, target, ""));
}
