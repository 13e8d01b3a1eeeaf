/* What an answer may cost in bytes and silence, and what is said of a call that failed. Pure: times are the caller's. */
#ifndef MWTOP_HTTP_FAULT_H
#define MWTOP_HTTP_FAULT_H

#include <stddef.h>

#include "http.h"

/* Of one answer on its way. */
struct http_meter {
	double stall_s;         /* longest time without a byte; 0: for ever */
	uint64_t bytes_max;     /* of the body; 0: any */
	uint64_t body, headers; /* bytes so far */
	int64_t byte_ms;        /* when the last came, monotonic */
	bool too_much, stalled; /* what the limits said */
};

struct http_meter http_meter_of(const struct http_limits *limits, int64_t now_ms);
/* Bytes of a header came; of the body (whose time the caller has noted). False: too many. */
bool http_meter_header(struct http_meter *m, size_t count, int64_t now_ms);
bool http_meter_body(struct http_meter *m, size_t count);
/* When it stalls if nothing comes; TIME_NONE: never. */
int64_t http_meter_stall_ms(const struct http_meter *m);
/* Whether it has stalled by now, which is noted. */
bool http_meter_stalls(struct http_meter *m, int64_t now_ms);

struct http_fault {
	const char *name;       /* of the server, for messages */
	const char *proxy;      /* NULL or "": none is named */
	const struct http_meter *meter;
	bool refused;           /* by the handler */
	bool unconnected;       /* no connection was made; `number` is the errno of that, 0: not known */
	int number;
	const char *words;      /* of anything else */
};
/* "host:9643: no answer in time" */
void http_fault_describe(const struct http_fault *f, struct error *err);

/* The header's seconds, a day at most; NaN: it has none, or there is no header (NULL). */
double http_retry_after_s(const char *header);

#endif
