/* The ring: byte n lies at n % size, for begin <= n < end. It always holds whole appends or the tail of one; only whole lines are appended. */
#include "hub.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"

#define LINES_LEAST 4 /* so many of the longest append fit */

struct hub {
	char *ring;
	size_t size;
	uint64_t begin, end;
};

struct hub *hub_new(size_t size) {
	struct hub *h = mem_zalloc(1, sizeof *h);
	h->size = size;
	h->ring = mem_alloc(size);
	return h;
}

void hub_free(struct hub *h) {
	if (!h)
		return;
	free(h->ring);
	free(h);
}

uint64_t hub_begin(const struct hub *h) {
	return h->begin;
}

uint64_t hub_end(const struct hub *h) {
	return h->end;
}

/* Copies `count` bytes from number `at` on, which are there. */
static void copy_out(const struct hub *h, uint64_t at, char *to, size_t count) {
	size_t place = (size_t)(at % h->size), first = h->size - place;
	if (first > count)
		first = count;
	memcpy(to, h->ring + place, first);
	memcpy(to + first, h->ring, count - first);
}

static void copy_in(struct hub *h, uint64_t at, const char *from, size_t count) {
	size_t place = (size_t)(at % h->size), first = h->size - place;
	if (first > count)
		first = count;
	memcpy(h->ring + place, from, first);
	memcpy(h->ring, from + first, count - first);
}

static void grow(struct hub *h, size_t size) {
	size_t kept = (size_t)(h->end - h->begin);
	char *text = mem_alloc(kept);
	copy_out(h, h->begin, text, kept);
	free(h->ring);
	h->ring = mem_alloc(size);
	h->size = size;
	copy_in(h, h->begin, text, kept);
	free(text);
}

void hub_append(struct hub *h, const char *bytes, size_t count) {
	if (count > h->size / LINES_LEAST)
		grow(h, count * LINES_LEAST);
	copy_in(h, h->end, bytes, count);
	h->end += count;
	if (h->end - h->begin > h->size)
		h->begin = h->end - h->size;
}

uint64_t hub_first_line(const struct hub *h) {
	uint64_t at = h->begin;
	while (h->begin > 0 && at < h->end)
		if (h->ring[at++ % h->size] == '\n')
			break;
	return at;
}

size_t hub_read(const struct hub *h, uint64_t *at, char *to, size_t room) {
	uint64_t left = h->end - *at;
	size_t count = left < room ? (size_t)left : room;
	copy_out(h, *at, to, count);
	*at += count;
	return count;
}

size_t hub_read_lines(const struct hub *h, uint64_t *at, char *to, size_t room) {
	uint64_t from = *at;
	size_t count = hub_read(h, at, to, room);
	const char *newline = count > 0 && *at < h->end ? memrchr(to, '\n', count) : NULL;
	if (newline)
		count = (size_t)(newline - to) + 1;
	*at = from + count;
	return count;
}
