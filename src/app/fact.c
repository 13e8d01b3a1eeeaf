/* See fact.h. */
#include "fact.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

void fact_add_line(struct buf *out, const char *label, const char *format, ...) {
	char text[512], clean[512];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	utf8_clean(clean, sizeof clean, text, strlen(text));
	buf_printf(out, "%-12s %s\n", label, clean);
}
