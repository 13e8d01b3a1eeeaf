/* A request and its answer, between the HTTP server and what decides about them. */
#ifndef MWTOP_ANSWER_H
#define MWTOP_ANSWER_H

#include "buf.h"
#include "flow.h"

/* A request, valid during the call of the handler. */
struct request {
	const char *method, *path;
	size_t target_length; /* of path and query as they were sent */
	bool body;            /* one was sent or announced */
	bool trusted;         /* came over a unix socket, which the file system guards */
	bool refused;         /* there are too many clients */
	const char *peer;     /* for the journal */
	void *connection;     /* of libmicrohttpd */
};
/* Whether a name is one of `names` (blanks between them). */
bool request_name_among(const char *names, const char *name);

#define ANSWER_HEADERS_MAX 8
struct answer {
	int status;
	const char *type;           /* of the body; static */
	struct buf body;            /* or */
	struct flow *flow;          /* closed when it was sent, or its client has gone */
	struct { const char *name; char value[96]; } header[ANSWER_HEADERS_MAX];
	size_t header_count;
	bool close;                 /* the connection, after it */
};
void answer_header(struct answer *a, const char *name, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
