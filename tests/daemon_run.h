/* $MWTOP_BUILD/mwtopd as a process, and a client of its own on raw sockets, so that what goes over the wire is seen as it is. Every wait
 * has a limit; a test skips when the program is not built. */
#ifndef MWTOP_TEST_DAEMON_RUN_H
#define MWTOP_TEST_DAEMON_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "buf.h"

#define DAEMON_WAIT_MS 10000

struct daemon {
	pid_t pid;
	int output;       /* what it prints */
	int input;        /* its standard input; -1: closed */
	int port;         /* of the first TCP address; 0: none */
	struct buf said;  /* printed so far */
};

/* Starts it with these arguments (NULL ended) and waits until it listens. */
void daemon_start(struct daemon *d, const char *const *arguments);
/* Runs it to its end, for wrong use: exit status; what it printed goes to *said. */
int daemon_refuses(const char *const *arguments, struct buf *said);
/* Sends the signal and waits for the end; exit status, 128 + signal. Everything printed is in d->said. */
int daemon_end(struct daemon *d, int signal_number);
void daemon_free(struct daemon *d);
/* Waits until it has printed that text. */
void daemon_says(struct daemon *d, const char *text);

/* One answer, complete or as far as it was read. */
struct reply {
	int fd;            /* open while more may come; -1 */
	int status;
	bool complete;     /* the whole body is there */
	bool cut;          /* the connection ended before it was complete */
	struct buf raw;    /* bytes from the wire */
	size_t body_at;    /* where the body begins in raw, 0: headers are not there yet */
	struct buf body;   /* decoded of chunks */
	size_t parsed;
};

int client_connect(const struct daemon *d);
int client_connect_unix(const char *path);
void client_send(int fd, const char *text);
/* Reads one whole answer. */
void reply_read(struct reply *r, int fd);
/* Begins to read an answer (a stream), up to its headers; then until the body holds that text / so many lines, or it ended. */
void reply_begin(struct reply *r, int fd);
bool reply_more(struct reply *r); /* false: it ended, or nothing came in time */
bool reply_until(struct reply *r, const char *text);
bool reply_until_lines(struct reply *r, size_t lines);
/* Value of a header in a buffer of its own (static), or NULL. */
const char *reply_header(const struct reply *r, const char *name);
void reply_free(struct reply *r);
size_t count_lines(const struct buf *b);

/* GET target on a new connection; the whole answer. */
void daemon_get(const struct daemon *d, const char *target, struct reply *r);
void daemon_get_with(const struct daemon *d, const char *target, const char *headers, struct reply *r);
/* The same for a stream: up to its headers. */
void daemon_stream(const struct daemon *d, const char *target, struct reply *r);

#endif
