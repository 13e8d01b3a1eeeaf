/* The bearer token that clients must show. */
#ifndef MWTOP_TOKEN_H
#define MWTOP_TOKEN_H

#include "error.h"

#define TOKEN_LENGTH_LEAST 16

/* Reads the first line of the file: at least TOKEN_LENGTH_LEAST visible characters. One that others than owner and group may read is
 * refused. The caller frees it (token_free); NULL with err. */
char *token_read(const char *path, struct error *err);
void token_free(char *token); /* wiped first; NULL is fine */
/* Whether the value of a header "Authorization" (may be NULL) is "Bearer TOKEN". How long it takes tells nothing of the token but its length. */
bool token_shown(const char *token, const char *authorization);

#endif
