/* Clients that connect to listening sockets, several in one turn of the loop. When the process has no descriptors left it pauses. */
#ifndef MWTOP_ACCEPTOR_H
#define MWTOP_ACCEPTOR_H

#include <sys/socket.h>

#include "loop.h"

struct acceptor;

struct acceptor_handler {
	/* A client has connected: a socket that does not block, the handler's from here on. The address is valid during the call. */
	void (*client)(void *data, int fd, const struct sockaddr *address, socklen_t length);
	/* After those of one turn, also when there was none. */
	void (*turn)(void *data);
};

struct acceptor *acceptor_new(struct loop *loop, const struct acceptor_handler *handler, void *data);
/* Takes the listening sockets with it. NULL is fine. */
void acceptor_free(struct acceptor *a);
/* Accepts clients of a listening socket, which belongs to it from here on; one too many is closed. */
void acceptor_listen(struct acceptor *a, int fd);
/* Closes all listening sockets. */
void acceptor_stop(struct acceptor *a);
/* Whether it could not accept and has paused; acceptor_resume, when some time has passed, tries again. */
bool acceptor_paused(const struct acceptor *a);
void acceptor_resume(struct acceptor *a);

#endif
