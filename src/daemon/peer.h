/* A client of the HTTP server: who it is, what it waits for, and whether it is late. The library's part is api.c's. */
#ifndef MWTOP_PEER_H
#define MWTOP_PEER_H

#include <sys/socket.h>

#include "flow.h"

struct api;
struct MHD_Connection;

struct peer {
	struct api *api;
	struct peer *next, *before;
	struct MHD_Connection *connection;
	int fd;
	bool trusted, refused, active, dry, again, cut; /* trusted: over a unix socket; active: a request of it is being answered */
	int64_t since_ms;       /* waits for a request, or has last taken something */
	size_t target_length;
	struct flow *flow;
	char name[80];          /* "127.0.0.1:40000", "[::1]:40000", "unix client 12" */
};

/* A client at the head of the list; address NULL: not known. */
struct peer *peer_new(struct peer **list, int fd, const struct sockaddr *address);
/* Off the list, and gone; its connection, descriptor and flow are the caller's. */
void peer_free(struct peer **list, struct peer *p);

enum peer_lateness { PEER_IN_TIME, PEER_SENDS_NOTHING, PEER_STALLED, PEER_LOST };
/* At that time of the monotonic clock: no request within header_ms, nothing taken for stall_ms, or what it has not read is gone. Who is cut off already,
 * or waits for lines, is in time. */
enum peer_lateness peer_lateness(const struct peer *p, int64_t now_ms, int64_t header_ms, int64_t stall_ms);

#endif
