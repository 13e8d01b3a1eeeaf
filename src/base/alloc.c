/* Allocation that ends the program when there is no memory. Always true: what is returned is not NULL, so that no caller
 * has a path for it; sizes are multiplied with a check. */
#include "alloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void out_of_memory(void) {
	fputs("mwtop: out of memory\n", stderr);
	exit(2);
}

void *mem_alloc(size_t size) {
	void *p = malloc(size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *mem_zalloc(size_t count, size_t size) {
	void *p = calloc(count ? count : 1, size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *mem_resize(void *old, size_t count, size_t size) {
	if (size && count > SIZE_MAX / size)
		out_of_memory();
	size_t bytes = count * size;
	void *p = realloc(old, bytes ? bytes : 1);
	if (!p)
		out_of_memory();
	return p;
}

char *mem_strdup(const char *text) {
	return mem_strndup(text, strlen(text));
}

char *mem_strndup(const char *text, size_t length) {
	length = strnlen(text, length);
	char *copy = mem_alloc(length + 1);
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *mem_printf(const char *format, ...) {
	va_list args;
	va_start(args, format);
	char *text = NULL;
	int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		out_of_memory();
	return text;
}
