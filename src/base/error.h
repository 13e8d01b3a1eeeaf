/* Errors are values: a message of one line that names the file, line, key or host and says what to do.
 * Functions that can fail take a `struct error *` (never NULL), fill it and return false or NULL. */
#ifndef MWTOP_ERROR_H
#define MWTOP_ERROR_H

#include <stdbool.h>

#include "alloc.h"

struct error {
	char text[480];
};

/* Writes the message (cut to fit, control characters made '?') and returns false: `return error_set(err, ...)`. */
bool error_set(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);
/* Puts "prefix: " before the message that is there; returns false. */
bool error_prefix(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
