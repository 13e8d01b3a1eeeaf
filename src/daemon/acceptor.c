/* accept4 on every socket that is readable. Always true: the sockets are watched unless it has paused. */
#include "acceptor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "journal.h"

#define SEND_BUFFER (256 << 10) /* of the kernel, per client */
#define ACCEPT_MAX 64           /* in one turn */
#define LISTENERS_MAX 16

struct acceptor {
	struct loop *loop;
	const struct acceptor_handler *handler;
	void *data;
	int listeners[LISTENERS_MAX]; /* owned */
	size_t listener_count;
	bool paused;
};

struct acceptor *acceptor_new(struct loop *loop, const struct acceptor_handler *handler, void *data) {
	struct acceptor *a = mem_zalloc(1, sizeof *a);
	*a = (struct acceptor){ .loop = loop, .handler = handler, .data = data };
	return a;
}

void acceptor_free(struct acceptor *a) {
	if (!a)
		return;
	acceptor_stop(a);
	free(a);
}

static void pause_accepting(struct acceptor *a) {
	journal_line("cannot accept: %s; trying again in a second", strerror(errno));
	a->paused = true;
	for (size_t i = 0; i < a->listener_count; i++)
		loop_watch(a->loop, a->listeners[i], 0, NULL, NULL);
}

static void on_accept(void *data, int fd, unsigned what) {
	struct acceptor *a = data;
	(void)what;
	for (int i = 0; i < ACCEPT_MAX; i++) {
		union { struct sockaddr any; struct sockaddr_storage room; } address = { .room = { 0 } };
		socklen_t length = sizeof address.room;
		int client = accept4(fd, &address.any, &length, SOCK_NONBLOCK | SOCK_CLOEXEC), bytes = SEND_BUFFER;
		if (client < 0) {
			if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
				pause_accepting(a);
			break;
		}
		setsockopt(client, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
		a->handler->client(a->data, client, &address.any, length);
	}
	a->handler->turn(a->data);
}

void acceptor_listen(struct acceptor *a, int fd) {
	if (a->listener_count == LISTENERS_MAX) {
		close(fd);
		return;
	}
	a->listeners[a->listener_count++] = fd;
	loop_watch(a->loop, fd, LOOP_READ, on_accept, a);
}

void acceptor_stop(struct acceptor *a) {
	for (size_t i = 0; i < a->listener_count; i++) {
		loop_watch(a->loop, a->listeners[i], 0, NULL, NULL);
		close(a->listeners[i]);
	}
	a->listener_count = 0;
	a->paused = false;
}

bool acceptor_paused(const struct acceptor *a) {
	return a->paused;
}

void acceptor_resume(struct acceptor *a) {
	if (!a->paused)
		return;
	a->paused = false;
	for (size_t i = 0; i < a->listener_count; i++)
		loop_watch(a->loop, a->listeners[i], LOOP_READ, on_accept, a);
}
