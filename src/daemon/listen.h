/* Listening sockets: ADDR:PORT, [ADDR]:PORT or unix:PATH. */
#ifndef MWTOP_LISTEN_H
#define MWTOP_LISTEN_H

#include <sys/types.h>

#include "error.h"

struct listener {
	int fd;
	bool beyond_loopback;
	char *path;           /* of a unix socket, owned; NULL */
	dev_t dev;            /* of the socket file */
	ino_t ino;
	char url[160];        /* "http://127.0.0.1:9643", "unix:/run/mwtopd.sock": as it is told to users */
};

/* Port 0 takes a free one. A unix socket that a dead daemon left is replaced, one on which somebody listens is not. False with err. */
bool listen_open(const char *address, struct listener *out, struct error *err);
/* Removes the socket file if it is still ours. The descriptor is not closed. */
void listen_forget(struct listener *l);

#endif
