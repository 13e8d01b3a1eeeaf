/* Many sockets and one moment behind one descriptor, for loops that poll that. */
#ifndef MWTOP_HTTP_WAIT_H
#define MWTOP_HTTP_WAIT_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct http_wait {
	int epoll_fd; /* owned; the one to poll: readable when a socket is ready or the moment has come; -1: none */
	int timer_fd; /* owned */
};

#define HTTP_WAIT_MOMENT (-1)
struct http_ready {
	int fd;        /* or HTTP_WAIT_MOMENT: it has come, which is told once */
	unsigned what; /* LOOP_READ, LOOP_WRITE, LOOP_HANGUP (loop.h) */
};

/* False with err: no descriptors are left. Close it either way. */
bool http_wait_open(struct http_wait *w, struct error *err);
void http_wait_close(struct http_wait *w);
/* Waits for LOOP_READ and LOOP_WRITE of a socket, which stays the caller's; 0: no more. Calling again changes it. */
void http_wait_watch(struct http_wait *w, int fd, unsigned what);
/* The moment, on the clock of clock_mono_ms(); what is past is due. TIME_NONE: none. */
void http_wait_until(struct http_wait *w, int64_t at_ms);
/* What is ready now, up to `room`; their number. Never waits. */
size_t http_wait_take(struct http_wait *w, struct http_ready *out, size_t room);

#endif
