/* A growing byte buffer. Always true after anything was added: len < cap and data[len] is NUL, so that text in it can be
 * printed as it is. It grows by doubling. */
#include "buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *buf_reserve(struct buf *b, size_t count) {
	/* An impossible size is handed on as it is: mem_resize ends the program with its one line. */
	size_t need = count < SIZE_MAX - b->len ? b->len + count + 1 : SIZE_MAX;
	if (need > b->cap) {
		size_t cap = b->cap ? b->cap : 64;
		while (cap < need)
			cap = cap <= SIZE_MAX / 2 ? cap * 2 : need;
		b->data = mem_resize(b->data, cap, 1);
		b->cap = cap;
	}
	b->data[b->len] = '\0';
	return b->data + b->len;
}

void buf_add(struct buf *b, const void *bytes, size_t count) {
	char *to = buf_reserve(b, count);
	if (count)
		memcpy(to, bytes, count);
	b->len += count;
	b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *text) {
	buf_add(b, text, strlen(text));
}

void buf_printf(struct buf *b, const char *format, ...) {
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	char *to = buf_reserve(b, 64);
	size_t room = b->cap - b->len;
	int n = vsnprintf(to, room, format, args);
	if (n > 0 && (size_t)n >= room) {
		to = buf_reserve(b, (size_t)n);
		n = vsnprintf(to, (size_t)n + 1, format, again);
	}
	if (n > 0)
		b->len += (size_t)n;
	b->data[b->len] = '\0';
	va_end(again);
	va_end(args);
}

void buf_clear(struct buf *b) {
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void buf_free(struct buf *b) {
	free(b->data);
	*b = (struct buf){ 0 };
}
