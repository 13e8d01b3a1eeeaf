/* A proxy on loopback that does to a connection what networks and servers do: cuts it, goes silent, refuses, answers nonsense. It is a process
 * of its own that dies with the test. Each command has taken effect when the call returns. */
#ifndef MWTOP_TEST_FAULT_PROXY_H
#define MWTOP_TEST_FAULT_PROXY_H

#include <stdint.h>
#include <sys/types.h>

enum fault {
	FAULT_NONE,        /* forwards; ends whatever was before */
	FAULT_CUT,         /* closes every connection now, then forwards */
	FAULT_CUT_AFTER,   /* after `amount` more bytes to the client all are closed, then forwards */
	FAULT_STALL,       /* keeps the connections, forwards nothing, takes no new ones */
	FAULT_REFUSE,      /* closes all and its port, until FAULT_NONE opens it again */
	/* New connections are answered by itself; those that are there are closed. */
	FAULT_HALF_HEADER, FAULT_ENDLESS, FAULT_ENDLESS_LINES, FAULT_WRONG_TYPES, FAULT_NO_HTTP, FAULT_401, FAULT_429, FAULT_503,
};

struct fault_proxy {
	pid_t pid;
	int port;
	int command, reply; /* pipes */
};

/* In front of that port of 127.0.0.1. */
void fault_proxy_start(struct fault_proxy *p, int target_port);
void fault_proxy_do(struct fault_proxy *p, enum fault fault, uint64_t amount);
/* Another daemon stands behind it from the next connection on. */
void fault_proxy_target(struct fault_proxy *p, int target_port);
/* Bytes that went to the client so far. */
uint64_t fault_proxy_bytes(struct fault_proxy *p);
void fault_proxy_end(struct fault_proxy *p);

#endif
