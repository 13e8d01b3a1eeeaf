/* HTTP: the only user of libmicrohttpd. It runs in the event loop, without threads of its own; what is answered is decided elsewhere
 * (routes.h). A client that sends no request in time, or does not read what it asked for, is cut off. */
#ifndef MWTOP_API_H
#define MWTOP_API_H

#include "answer.h"
#include "loop.h"

struct api;

const char *request_header(const struct request *r, const char *name); /* NULL */
/* Value of a parameter of the query, decoded; NULL: not given; "" without '='. */
const char *request_query(const struct request *r, const char *name);
/* The first parameter whose name is none of `names` (blanks between them), or NULL. */
const char *request_unknown(const struct request *r, const char *names);

typedef void api_handler(void *data, const struct request *request, struct answer *answer);

struct api_options {
	size_t max_clients;         /* those beyond it come with `refused` set; those far beyond are not accepted */
	int64_t header_ms, stall_ms; /* to send a request; without taking anything */
	int sweep_deadline, run_deadline; /* ids of the loop */
};
struct api_counts {
	size_t clients, flows;
	uint64_t requests, dropped, refused;
};

/* NULL with err. */
struct api *api_new(struct loop *loop, const struct api_options *options, api_handler *handler, void *data, struct error *err);
/* Accepts connections of a listening socket, which belongs to it from here on. */
void api_listen(struct api *api, int fd);
/* The hub has more: flows that had run dry are asked again. */
void api_wake(struct api *api);
/* Gives flows another turn that asked for one; true while some do. */
bool api_turn(struct api *api);
/* No more clients; flows end when they have sent what is there; then, and when no request is left, `done` is called. */
void api_drain(struct api *api, void (*done)(void *data), void *data);
void api_count(const struct api *api, struct api_counts *out);
/* Cuts off whoever is left. NULL is fine. */
void api_free(struct api *api);

#endif
