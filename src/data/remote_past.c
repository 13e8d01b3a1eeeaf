/* Pieces of the past. Always true: pieces lie in the order of time and do not overlap; nothing in the file is ever changed, so that a piece is
 * a place and a length, and cutting one makes two that share the file. */
#include "remote_past.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line.h"
#include "roll.h"
#include "store_kind.h"

bool past_init(struct past *p, struct error *err) {
	*p = (struct past){ 0 };
	p->fd = roll_file(err);
	return p->fd >= 0;
}

void past_free(struct past *p) {
	if (p->fd >= 0)
		close(p->fd);
	free(p->pieces);
	*p = (struct past){ .fd = -1 };
}

uint64_t past_begin(const struct past *p) {
	return p->written;
}

bool past_put(struct past *p, const char *text, size_t length, struct error *err) {
	if (!roll_write_at(p->fd, text, length, p->written))
		return error_set(err, "cannot write to the temporary file: %s", strerror(errno));
	p->written += length;
	return true;
}

static void insert(struct past *p, size_t index, const struct past_piece *piece) {
	if (p->count == p->room) {
		p->room = p->room ? 2 * p->room : 8;
		p->pieces = mem_resize(p->pieces, p->room, sizeof *p->pieces);
	}
	memmove(p->pieces + index + 1, p->pieces + index, (p->count - index) * sizeof *p->pieces);
	p->pieces[index] = *piece;
	p->count++;
}

void past_set(struct past *p, int64_t from_ms, int64_t to_ms, bool coarse, uint64_t origin) {
	struct past_piece piece = { .from_ms = from_ms, .to_ms = to_ms, .coarse = coarse, .origin = origin, .size = p->written - origin };
	p->count = 0;
	insert(p, 0, &piece);
}

/* Cuts a piece before its first line at or after t: it keeps what lies before, *rest is what follows. */
static void cut(struct past *p, struct past_piece *piece, int64_t t_ms, struct past_piece *rest) {
	size_t size = (size_t)piece->size;
	char *text = mem_alloc(size > 0 ? size : 1);
	long long got = store_pread(p->fd, text, size, piece->origin);
	const char *at = text, *end = text + (got > 0 ? got : 0), *newline;
	*rest = *piece;
	for (; (newline = memchr(at, '\n', (size_t)(end - at))); at = newline + 1) {
		size_t length = (size_t)(newline - at);
		int64_t line_ms = line_time(at, length);
		if (line_is_site(at, length)) {
			rest->site_at = piece->origin + (uint64_t)(at - text);
			rest->site_size = length + 1;
		}
		if (line_ms != TIME_NONE && line_ms >= t_ms)
			break;
	}
	uint64_t before = (uint64_t)(at - text);
	free(text);
	rest->origin = piece->origin + before;
	rest->size = piece->size - before;
	rest->from_ms = t_ms;
	piece->size = before;
	piece->to_ms = t_ms;
}

static bool holds_lines(const struct past_piece *piece) {
	return piece->from_ms < piece->to_ms && piece->size > 0;
}

void past_refine(struct past *p, int64_t from_ms, int64_t to_ms, uint64_t origin) {
	struct past_piece fine = { .from_ms = from_ms, .to_ms = to_ms, .origin = origin, .size = p->written - origin };
	for (size_t i = 0; i < p->count; i++) {
		struct past_piece before = p->pieces[i], rest;
		if (!before.coarse || before.from_ms >= to_ms || before.to_ms <= from_ms)
			continue;
		struct past_piece middle;
		cut(p, &before, from_ms > before.from_ms ? from_ms : before.from_ms, &middle);
		cut(p, &middle, to_ms < middle.to_ms ? to_ms : middle.to_ms, &rest);
		p->count--;
		memmove(p->pieces + i, p->pieces + i + 1, (p->count - i) * sizeof *p->pieces);
		if (holds_lines(&rest))
			insert(p, i, &rest);
		insert(p, i, &fine);
		if (holds_lines(&before))
			insert(p, i, &before);
		return;
	}
}

const struct past_piece *past_coarse_at(const struct past *p, int64_t t_ms) {
	for (size_t i = 0; i < p->count; i++)
		if (p->pieces[i].coarse && t_ms >= p->pieces[i].from_ms && t_ms < p->pieces[i].to_ms)
			return &p->pieces[i];
	return NULL;
}

size_t past_join(const struct past *p, struct store *joined, size_t before) {
	struct store **stores = mem_alloc((2 * p->count + 1) * sizeof *stores);
	size_t count = 0;
	for (size_t i = 0; i < p->count; i++) {
		const struct past_piece *piece = &p->pieces[i];
		if (piece->site_size > 0)
			stores[count++] = store_new_extent(p->fd, piece->site_at, piece->site_size);
		stores[count++] = store_new_extent(p->fd, piece->origin, piece->size);
	}
	store_joined_replace(joined, 0, before, stores, count);
	free(stores);
	return count;
}
