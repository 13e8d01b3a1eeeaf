/* Byte stores: what is common to all kinds, and the plain file. A plain file is read with pread into the caller's buffer; a
 * stretch that the disk refuses to give is passed over in steps of 64 KiB and said to be lost. */
#include "store_kind.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

#define REFUSED_STEP (64u << 10)

struct mark {
	store_pos at;
	uint64_t lost_at, lost_bytes;
	const char *why;
};

struct plain {
	struct store base;
	uint64_t origin;    /* where `begin` lies in the file */
	store_pos begin;    /* what lies before it is gone */
	struct mark *marks; /* owned; in the order of `at` */
	size_t mark_count, mark_room;
};

long long store_pread(int fd, void *to, size_t count, uint64_t offset) {
	size_t done = 0;
	while (done < count) {
		ssize_t got = pread(fd, (char *)to + done, count - done, (off_t)(offset + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return done > 0 ? (long long)done : -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (long long)done;
}

/* Index of the first mark at or after `pos`. */
static size_t mark_find(const struct plain *p, store_pos pos) {
	size_t low = 0, high = p->mark_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->marks[middle].at < pos)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void plain_read(struct store *s, store_pos pos, char *to, size_t room, struct store_piece *out) {
	struct plain *p = (struct plain *)s;
	if (pos < p->begin) {
		*out = (struct store_piece){ .at = p->begin, .next = p->begin, .lost = true, .lost_at = pos, .lost_bytes = p->begin - pos };
		out->why = "it was let go of";
		pos = p->begin;
	}
	if (pos >= s->size)
		room = 0;
	else if (s->size - pos < room)
		room = (size_t)(s->size - pos);
	if (p->mark_count > 0) {
		size_t m = mark_find(p, pos);
		if (m < p->mark_count && p->marks[m].at == pos) {
			out->lost = true;
			out->lost_at = p->marks[m].lost_at;
			out->lost_bytes = p->marks[m].lost_bytes;
			out->why = p->marks[m].why;
			m++;
		}
		if (m < p->mark_count && p->marks[m].at - pos < room)
			room = (size_t)(p->marks[m].at - pos);
	}
	if (room == 0)
		return;
	long long got = store_pread(s->fd, to, room, p->origin + (pos - p->begin));
	if (got >= 0) {
		out->length = (size_t)got;
		out->next = pos + (uint64_t)got;
		return;
	}
	uint64_t next = (pos / REFUSED_STEP + 1) * REFUSED_STEP;
	out->next = next < s->size ? next : s->size;
	out->at = out->next;
	out->lost = true;
	out->lost_at = pos;
	out->lost_bytes = out->next - pos;
	out->why = "the disk cannot read it";
}

static store_pos plain_align(struct store *s, store_pos pos) {
	const struct plain *p = (const struct plain *)s;
	pos = pos > p->begin ? pos : p->begin;
	return pos < s->size ? pos : s->size;
}

static void plain_resized(struct store *s) {
	(void)s;
}

static void plain_free(struct store *s) {
	free(((struct plain *)s)->marks);
}

static const struct store_kind plain_kind = {
	.shift = 0,
	.bytewise = true,
	.stride = 32u << 10,
	.read = plain_read,
	.align = plain_align,
	.resized = plain_resized,
	.free = plain_free,
};

struct store *store_new_plain(int fd, uint64_t size) {
	struct plain *p = mem_zalloc(1, sizeof *p);
	p->base = (struct store){ .kind = &plain_kind, .fd = fd, .size = size };
	return &p->base;
}

struct store *store_new_extent(int fd, uint64_t origin, uint64_t size) {
	struct store *s = store_new_plain(fd, size);
	((struct plain *)s)->origin = origin;
	s->lent = true;
	return s;
}

void store_let_go(struct store *s, store_pos begin, uint64_t offset) {
	struct plain *p = (struct plain *)s;
	size_t gone = mark_find(p, begin);
	p->begin = begin;
	p->origin = offset;
	p->mark_count -= gone;
	if (p->mark_count > 0)
		memmove(p->marks, p->marks + gone, p->mark_count * sizeof *p->marks);
}

void store_mark_lost(struct store *s, store_pos at, uint64_t lost_at, uint64_t lost_bytes, const char *why) {
	if (s->kind != &plain_kind)
		return;
	struct plain *p = (struct plain *)s;
	if (p->mark_count > 0 && p->marks[p->mark_count - 1].at >= at) {
		p->marks[p->mark_count - 1].lost_bytes += lost_bytes;
		return;
	}
	if (p->mark_count == p->mark_room) {
		p->mark_room = p->mark_room ? 2 * p->mark_room : 16;
		p->marks = mem_resize(p->marks, p->mark_room, sizeof *p->marks);
	}
	p->marks[p->mark_count++] = (struct mark){ at, lost_at, lost_bytes, why };
}

void store_free(struct store *s) {
	if (!s)
		return;
	s->kind->free(s);
	if (s->fd >= 0 && !s->lent)
		close(s->fd);
	free(s);
}

void store_read(struct store *s, store_pos pos, char *to, size_t room, struct store_piece *out) {
	*out = (struct store_piece){ .at = pos, .next = pos, .why = "" };
	s->kind->read(s, pos, to, room, out);
}

store_pos store_align(struct store *s, store_pos pos) {
	return s->kind->align(s, pos);
}

store_pos store_end(const struct store *s) {
	return s->kind->end ? s->kind->end(s) : s->size << s->kind->shift;
}

uint64_t store_offset(const struct store *s, store_pos pos) {
	return s->kind->offset ? s->kind->offset(s, pos) : pos >> s->kind->shift;
}

store_pos store_at_offset(const struct store *s, uint64_t offset) {
	return s->kind->at_offset ? s->kind->at_offset(s, offset) : offset << s->kind->shift;
}

bool store_is_within(const struct store *s, store_pos pos) {
	return s->kind->within ? s->kind->within(s, pos) : s->kind->bytewise && pos > 0;
}

store_pos store_stride(const struct store *s, store_pos pos) {
	return s->kind->stride_at ? s->kind->stride_at(s, pos) : s->kind->stride << s->kind->shift;
}

uint64_t store_size(const struct store *s) {
	return s->size;
}

void store_resize(struct store *s, uint64_t size, bool final) {
	s->size = size;
	s->final = final;
	s->kind->resized(s);
}

int store_fd(const struct store *s) {
	return s->fd;
}
