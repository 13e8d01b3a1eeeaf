/* See answer.h. */
#include "answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool request_name_among(const char *names, const char *name) {
	size_t length = strlen(name);
	for (const char *at = names; *at; at += strcspn(at, " "), at += strspn(at, " "))
		if (strcspn(at, " ") == length && strncmp(at, name, length) == 0)
			return true;
	return false;
}

void answer_header(struct answer *a, const char *name, const char *format, ...) {
	va_list args;
	if (a->header_count == ANSWER_HEADERS_MAX)
		return;
	a->header[a->header_count].name = name;
	va_start(args, format);
	vsnprintf(a->header[a->header_count++].value, sizeof a->header->value, format, args);
	va_end(args);
}
