/* A body that is sent piece by piece, as far as the client takes it. */
#ifndef MWTOP_FLOW_H
#define MWTOP_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define FLOW_DRY 0     /* nothing now: asked again when the hub has more */
#define FLOW_AGAIN (-1) /* nothing in this step: asked again at the next turn of the loop */
#define FLOW_END (-2)
#define FLOW_LOST (-3) /* cannot go on: the connection is cut, so that the client sees that it is not all */

struct flow {
	/* Writes up to `room` bytes and returns their number, or one of the above. Takes a bounded time. */
	ssize_t (*read)(struct flow *f, char *to, size_t room);
	/* Whether what the client has not read yet is lost already. */
	bool (*lost)(const struct flow *f);
	/* The daemon stops: FLOW_END as soon as what is there was sent. May be NULL. */
	void (*stop)(struct flow *f);
	void (*close)(struct flow *f);
};

#endif
