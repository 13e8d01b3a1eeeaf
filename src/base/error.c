/* Error messages. Always true: one line of clean text, NUL ended, whatever was formatted into it: paths and what stood in a
 * recording pass utf8_clean on the way. The old text may be among the arguments. */
#include "error.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

static void format_clean(char *out, size_t size, const char *format, va_list args) {
	char raw[sizeof ((struct error *)0)->text * 4]; /* a cell has at most four bytes */
	int n = vsnprintf(raw, sizeof raw, format, args);
	size_t length = n < 0 ? 0 : (size_t)n < sizeof raw ? (size_t)n : sizeof raw - 1;
	utf8_clean(out, size, raw, length);
}

bool error_set(struct error *err, const char *format, ...) {
	va_list args;
	va_start(args, format);
	format_clean(err->text, sizeof err->text, format, args);
	va_end(args);
	return false;
}

bool error_prefix(struct error *err, const char *format, ...) {
	char prefix[sizeof err->text];
	struct error old = *err;
	va_list args;
	va_start(args, format);
	format_clean(prefix, sizeof prefix, format, args);
	va_end(args);
	return error_set(err, "%s: %s", prefix, old.text);
}
