/* A strict JSON scanner that hands out one token after the other without building anything. It never recurses: the kind of
 * each open level is one bit, so nesting is bounded by JSON_DEPTH_MAX. Beyond the grammar it takes only the bare words NaN,
 * Infinity and -Infinity, which real exporters write, as a kind of their own. */
#ifndef MWTOP_JSON_SCAN_H
#define MWTOP_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH_MAX 64

enum json_kind {
	JSON_FAULT, JSON_END, JSON_OBJECT, JSON_OBJECT_END, JSON_ARRAY, JSON_ARRAY_END, JSON_KEY, JSON_STRING, JSON_NUMBER,
	JSON_NAN, JSON_TRUE, JSON_FALSE, JSON_NULL
};

struct json_scan {
	const char *begin, *at, *end;
	const char *token;  /* the token's text, of strings and keys without the quotes; not owned */
	size_t length;
	bool escaped;       /* the string or key holds a backslash */
	int depth;
	uint64_t objects;   /* bit n: level n is an object */
	unsigned expect;
	const char *why;    /* after JSON_FAULT; `at` is the place */
};

void json_scan_init(struct json_scan *s, const char *text, size_t length);
/* The next token. After JSON_FAULT or JSON_END the same comes again. */
enum json_kind json_next(struct json_scan *s);
/* Column of the place, from 1. */
size_t json_column(const struct json_scan *s, const char *place);
/* Column of the last token; of a string that of its quote. */
size_t json_token_column(const struct json_scan *s);
/* Whether the token (a key or string, escaped or not) is that text. */
bool json_token_is(const struct json_scan *s, const char *text);

/* Whether that kind is a value without parts. */
static inline bool json_is_scalar(enum json_kind kind) {
	return kind >= JSON_STRING;
}

/* The end of the number that begins at `at`, or NULL when there is none of JSON's grammar. */
const char *json_number_end(const char *at, const char *end);
/* The value of a number of JSON's grammar, correctly rounded, whatever the locale; infinite when it is too large. */
double json_number(const char *text, size_t length);
/* Resolves escapes into out (size bytes, NUL ended) and returns the length; text that does not fit is cut. NUL becomes '?'. */
size_t json_unescape(const char *text, size_t length, char *out, size_t size);

#endif
