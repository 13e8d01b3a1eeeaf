/* Fetching over HTTP: http.c is the only file that speaks to curl, which is loaded when the first client is opened (it costs every start
 * milliseconds otherwise). A client has one descriptor; whatever loop polls that descriptor calls http_pump when it is readable, and
 * nothing here ever blocks or calls back at any other time. Redirects are not followed; the body is decoded when it comes compressed. */
#ifndef MWTOP_HTTP_H
#define MWTOP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct http;      /* a client of one server */
struct http_call; /* one request on its way */

struct http_options {
	const char *base;    /* "http://host:9643", "https://host/path", "unix:/run/mwtopd.sock"; without a query */
	const char *token;   /* bearer token, NULL: none; never in a message or a log */
	const char *ca_file; /* NULL: the system's, or what $SSL_CERT_FILE names, as curl(1) takes it */
	const char *proxy;   /* NULL: as the environment says (http_proxy, https_proxy, all_proxy, no_proxy); "": none */
};

/* NULL with err: no libcurl on this machine, an address that cannot be one. Nothing is connected yet. Strings are copied. */
struct http *http_open(const struct http_options *options, struct error *err);
/* Cancels what is on its way, without calling back. NULL is fine. */
void http_close(struct http *h);
/* To poll for readability. Also readable when a deadline of http_wake or one of curl's own has come. */
int http_fd(const struct http *h);
/* Does what is due and calls back. Handlers may start and cancel calls (their own too), but not close the client. */
void http_pump(struct http *h);
/* The descriptor is readable at clock_mono_ms() >= at_ms, once; TIME_NONE: no more. http_pump does nothing else about it. */
void http_wake(struct http *h, int64_t at_ms);

/* How a call ended. */
struct http_result {
	bool complete;        /* the whole answer came, whatever its status */
	int status;           /* 0: none came */
	double retry_after_s; /* the server's wish, of at most a day; NaN: none */
	struct error err;     /* why it did not complete, in words for a user: "host: connection refused" */
};

struct http_handler {
	/* The status and headers are there (http_header works from here on). False ends the call: done follows. May be NULL. */
	bool (*head)(void *data, struct http_call *call, int status);
	/* A piece of the body, of any status. False ends the call: done follows. */
	bool (*body)(void *data, const char *bytes, size_t count);
	/* Always the last, and not after http_cancel. The call is gone when it returns. */
	void (*done)(void *data, const struct http_result *result);
};

struct http_limits {
	double connect_s;    /* to be connected; 0: 10 */
	double stall_s;      /* longest time without a byte; 0: for ever */
	uint64_t bytes_max;  /* of the body, decoded; 0: any */
};

/* Asks for `target` ("/v1/now", "/v1/frames?from=..."), below the path of base. NULL with err only when curl refuses it outright. */
struct http_call *http_get(struct http *h, const char *target, const struct http_limits *limits, const struct http_handler *handler,
                           void *data, struct error *err);
void http_cancel(struct http_call *call); /* no callback follows */
/* Value of a header of the answer, or NULL; valid until the call is done. */
const char *http_header(const struct http_call *call, const char *name);

#endif
