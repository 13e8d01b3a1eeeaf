/* A shared library that is loaded when it is wanted. */
#ifndef MWTOP_HTTP_LIBRARY_H
#define MWTOP_HTTP_LIBRARY_H

#include <stddef.h>

#include "error.h"

struct http_symbol {
	const char *name; /* in the library */
	void *place;      /* of the pointer to that function */
};

/* Loads libcurl and fills every place; it stays to the end of the process. False with err: there is none, or it is too old. */
bool http_library_load(const struct http_symbol *symbols, size_t count, struct error *err);

#endif
