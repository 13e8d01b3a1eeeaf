/* See peer.h. */
#include "peer.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "times.h"

static void name_peer(struct peer *p, const struct sockaddr *address) {
	char host[48], port[8];
	p->trusted = address && address->sa_family == AF_UNIX;
	socklen_t length = address && address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
	if (address && !p->trusted && getnameinfo(address, length, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) == 0)
		snprintf(p->name, sizeof p->name, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
	else
		snprintf(p->name, sizeof p->name, "unix client %d", p->fd);
}

struct peer *peer_new(struct peer **list, int fd, const struct sockaddr *address) {
	struct peer *p = mem_zalloc(1, sizeof *p);
	p->fd = fd;
	p->since_ms = clock_mono_ms();
	name_peer(p, address);
	p->next = *list;
	if (p->next)
		p->next->before = p;
	*list = p;
	return p;
}

void peer_free(struct peer **list, struct peer *p) {
	if (p->next)
		p->next->before = p->before;
	if (p->before)
		p->before->next = p->next;
	else
		*list = p->next;
	free(p);
}

enum peer_lateness peer_lateness(const struct peer *p, int64_t now_ms, int64_t header_ms, int64_t stall_ms) {
	int64_t waited_ms = now_ms - p->since_ms;
	if (p->cut || p->dry || p->again)
		return PEER_IN_TIME;
	if (!p->active)
		return waited_ms >= header_ms ? PEER_SENDS_NOTHING : PEER_IN_TIME;
	if (p->flow && p->flow->lost(p->flow))
		return PEER_LOST;
	return waited_ms >= stall_ms ? PEER_STALLED : PEER_IN_TIME;
}
