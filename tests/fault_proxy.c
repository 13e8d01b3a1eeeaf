/* The proxy; see fault_proxy.h. One process, one poll loop, at most LINKS connections. */
#include "fault_proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.h"

#define LINKS 32
#define CHUNK 65536
#define COMMAND_TARGET 100
#define COMMAND_BYTES 101

struct command {
	int what;
	uint64_t amount;
};

struct link {
	int client, server; /* server -1: answered by the proxy itself */
	int answered;
};

struct proxy {
	int listener, port, target, command, reply;
	enum fault fault;
	uint64_t left;  /* FAULT_CUT_AFTER */
	uint64_t bytes; /* to clients */
	struct link links[LINKS];
	size_t count;
};

/* What new connections are answered with, by the fault; ENDLESS goes on for ever with its last line. */
static const struct { enum fault fault; const char *text; } answers[] = {
	{ FAULT_HALF_HEADER, "HTTP/1.1 200 OK\r\nContent-Ty" },
	{ FAULT_ENDLESS, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
	{ FAULT_ENDLESS_LINES, "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n{\"t\":17,\"bus\":[true]}\n" },
	{ FAULT_WRONG_TYPES, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 41\r\n\r\n{\"site\":[1,2],\"t\":false,\"first\":{},\"x\":0}" },
	{ FAULT_NO_HTTP, "SSH-2.0-OpenSSH_9.2\r\n" },
	{ FAULT_401, "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 64\r\n\r\n{\"error\":{\"code\":\"unauthorized\",\"message\":\"show a token\\u001b\"}}" },
	{ FAULT_429, "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}" },
	{ FAULT_503, "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" },
};

static int listen_on(int port) {
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 64) < 0)
		_exit(1);
	return fd;
}

static int connect_to(int port) {
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static void drop(struct proxy *p, size_t i) {
	close(p->links[i].client);
	if (p->links[i].server >= 0)
		close(p->links[i].server);
	p->links[i] = p->links[--p->count];
}

static void drop_all(struct proxy *p) {
	while (p->count > 0)
		drop(p, p->count - 1);
}

static const char *own_answer(const struct proxy *p) {
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		if (answers[i].fault == p->fault)
			return answers[i].text;
	return NULL;
}

static void take_client(struct proxy *p) {
	int client = accept4(p->listener, NULL, NULL, SOCK_CLOEXEC);
	if (client < 0)
		return;
	int server = own_answer(p) ? -1 : connect_to(p->target);
	if (p->count == LINKS || (server < 0 && !own_answer(p))) {
		close(client);
		return;
	}
	p->links[p->count++] = (struct link){ client, server, 0 };
}

/* False: the other end is gone. */
static int write_all(int fd, const char *bytes, size_t count) {
	while (count > 0) {
		ssize_t n = send(fd, bytes, count, MSG_NOSIGNAL);
		if (n <= 0)
			return 0;
		bytes += n;
		count -= (size_t)n;
	}
	return 1;
}

/* The request has been read; what the fault has to say. Endless ones say a bounded piece each time round. */
static int answer(struct proxy *p, struct link *l) {
	const char *text = own_answer(p);
	if (!text)
		return 0;
	size_t length = strlen(text);
	if (!l->answered) {
		l->answered = 1;
		return write_all(l->client, text, length) && p->fault != FAULT_NO_HTTP;
	}
	const char *rest = strstr(text, "\r\n\r\n");
	if (p->fault != FAULT_ENDLESS && p->fault != FAULT_ENDLESS_LINES)
		return 1;
	static char piece[CHUNK];
	size_t unit = strlen(rest + 4), count = sizeof piece / unit * unit;
	for (size_t at = 0; at < count; at += unit)
		memcpy(piece + at, rest + 4, unit);
	return write_all(l->client, piece, count);
}

/* Forwards one chunk; 0: this link is to be dropped. */
static int forward(struct proxy *p, int from, int to, int to_client) {
	static char chunk[CHUNK];
	ssize_t n = recv(from, chunk, sizeof chunk, 0);
	size_t count = n > 0 ? (size_t)n : 0;
	int cut = 0;
	if (count == 0)
		return 0;
	if (to_client && p->fault == FAULT_CUT_AFTER && count >= p->left) {
		count = (size_t)p->left;
		cut = 1;
	} else if (to_client && p->fault == FAULT_CUT_AFTER) {
		p->left -= count;
	}
	int fine = count == 0 || write_all(to, chunk, count);
	p->bytes += to_client ? count : 0;
	if (!cut)
		return fine;
	shutdown(to, SHUT_RDWR);
	p->fault = FAULT_NONE;
	return 0;
}

static void obey(struct proxy *p) {
	struct command c;
	if (read(p->command, &c, sizeof c) != (ssize_t)sizeof c)
		_exit(0);
	if (c.what == COMMAND_TARGET) {
		p->target = (int)c.amount;
	} else if (c.what != COMMAND_BYTES) {
		p->fault = c.what == FAULT_CUT ? FAULT_NONE : (enum fault)c.what;
		p->left = c.amount;
		if (c.what != FAULT_NONE && c.what != FAULT_CUT_AFTER && c.what != FAULT_STALL)
			drop_all(p);
		if (c.what == FAULT_REFUSE && p->listener >= 0) {
			close(p->listener);
			p->listener = -1;
		} else if (c.what != FAULT_REFUSE && p->listener < 0) {
			p->listener = listen_on(p->port);
		}
	}
	if (write(p->reply, &p->bytes, sizeof p->bytes) < 0)
		_exit(0);
}

/* One link's turn; 0: it is to be dropped. */
static int serve(struct proxy *p, struct link *l, short client, short server) {
	char ignored[4096];
	if (l->server < 0) {
		if (client & (POLLIN | POLLHUP) && recv(l->client, ignored, sizeof ignored, MSG_DONTWAIT) == 0)
			return 0;
		return !(l->answered || client & POLLIN) || answer(p, l);
	}
	if (client & (POLLIN | POLLHUP | POLLERR) && !forward(p, l->client, l->server, 0))
		return 0;
	return !(server & (POLLIN | POLLHUP | POLLERR)) || forward(p, l->server, l->client, 1);
}

static void run(struct proxy *p) {
	for (;;) {
		struct pollfd polls[2 + 2 * LINKS] = { { .fd = p->command, .events = POLLIN } };
		int busy = p->fault == FAULT_ENDLESS || p->fault == FAULT_ENDLESS_LINES, stalled = p->fault == FAULT_STALL;
		size_t count = p->count;
		polls[1] = (struct pollfd){ .fd = stalled ? -1 : p->listener, .events = POLLIN };
		for (size_t i = 0; i < count; i++) {
			polls[2 + 2 * i] = (struct pollfd){ .fd = stalled ? -1 : p->links[i].client, .events = POLLIN };
			polls[3 + 2 * i] = (struct pollfd){ .fd = stalled ? -1 : p->links[i].server, .events = POLLIN };
		}
		if (poll(polls, 2 + 2 * count, busy ? 1 : -1) < 0 && errno != EINTR)
			_exit(1);
		for (size_t i = count; i-- > 0;)
			if (!stalled && i < p->count && !serve(p, &p->links[i], polls[2 + 2 * i].revents, polls[3 + 2 * i].revents))
				drop(p, i);
		if (polls[1].revents & POLLIN)
			take_client(p);
		if (polls[0].revents)
			obey(p);
	}
}

void fault_proxy_start(struct fault_proxy *p, int target_port) {
	int command[2], reply[2];
	struct sockaddr_in address;
	socklen_t size = sizeof address;
	int listener = listen_on(0);
	getsockname(listener, (struct sockaddr *)&address, &size);
	assert_int_equal(pipe2(command, O_CLOEXEC), 0);
	assert_int_equal(pipe2(reply, O_CLOEXEC), 0);
	p->port = ntohs(address.sin_port);
	p->pid = fork();
	if (p->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGPIPE, SIG_IGN);
		close(command[1]);
		close(reply[0]);
		run(&(struct proxy){ .listener = listener, .port = p->port, .target = target_port, .command = command[0], .reply = reply[1] });
	}
	close(listener);
	close(command[0]);
	close(reply[1]);
	p->command = command[1];
	p->reply = reply[0];
}

static uint64_t order(struct fault_proxy *p, int what, uint64_t amount) {
	struct command c = { what, amount };
	uint64_t bytes = 0;
	assert_int_equal(write(p->command, &c, sizeof c), sizeof c);
	assert_int_equal(read(p->reply, &bytes, sizeof bytes), sizeof bytes);
	return bytes;
}

void fault_proxy_do(struct fault_proxy *p, enum fault fault, uint64_t amount) {
	order(p, (int)fault, amount);
}

void fault_proxy_target(struct fault_proxy *p, int target_port) {
	order(p, COMMAND_TARGET, (uint64_t)target_port);
}

uint64_t fault_proxy_bytes(struct fault_proxy *p) {
	return order(p, COMMAND_BYTES, 0);
}

void fault_proxy_end(struct fault_proxy *p) {
	close(p->command);
	close(p->reply);
	kill(p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
}
