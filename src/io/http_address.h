/* Where a server is, and what is shown to it. */
#ifndef MWTOP_HTTP_ADDRESS_H
#define MWTOP_HTTP_ADDRESS_H

#include "error.h"

struct http_address {
	char *base;        /* owned; "http://host:9643/path", without a slash at its end */
	char *socket_path; /* owned; of a unix socket, or NULL */
	char *name;        /* owned; for messages: "host:9643", "unix:/run/x" */
};

/* http://, https:// or unix:PATH. False with err: no such address, one with a password in it. Free it either way. */
bool http_address_read(const char *text, struct http_address *out, struct error *err);
void http_address_free(struct http_address *a);
/* "Authorization: Bearer ..." in *out, which the caller owns; NULL for no token. False with err when it is none; the token is not in it. */
bool http_token_header(const char *token, char **out, struct error *err);

#endif
