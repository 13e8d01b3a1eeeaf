/* Several byte stores as one: their positions follow each other without gaps, so that a search by bisection and a scan see one text.
 * Always true: begin[i + 1] == begin[i] + the end of store i; only the last one grows. A line never goes over from one store to the
 * next: what a store leaves unfinished is told as lost where the next begins. */
#include "store_kind.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"

struct part {
	struct store *store; /* owned */
	store_pos begin;
	uint64_t offset;     /* bytes of the files before it */
	bool open_end;       /* it was read to its end, and that is no newline */
};

struct joined {
	struct store base;
	struct part *parts;  /* owned */
	size_t count, room;
};

/* The part that holds `pos`; the last one for positions behind all; NULL when there is none. */
static struct part *part_at(const struct store *s, store_pos pos) {
	const struct joined *j = (const struct joined *)s;
	size_t low = 0, high = j->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (j->parts[middle].begin <= pos)
			low = middle + 1;
		else
			high = middle;
	}
	return j->count > 0 ? &j->parts[low > 0 ? low - 1 : 0] : NULL;
}

static store_pos part_end(const struct part *part) {
	return part->begin + store_end(part->store);
}

static bool is_last(const struct store *s, const struct part *part) {
	const struct joined *j = (const struct joined *)s;
	return part + 1 == j->parts + j->count;
}

/* The line that the part before left unfinished. */
static void tell_open_end(const struct store *s, const struct part *part, struct store_piece *out) {
	const struct joined *j = (const struct joined *)s;
	const struct part *before = part;
	while (before > j->parts && store_end((--before)->store) == 0)
		continue;
	if (before == part || !before->open_end)
		return;
	out->lost = true;
	out->lost_at = part->offset;
	out->lost_bytes = 0;
	out->why = "a segment ends in mid-line";
}

static void joined_read(struct store *s, store_pos pos, char *to, size_t room, struct store_piece *out) {
	for (struct part *part = part_at(s, pos); part; part++) {
		store_pos inner = pos > part->begin ? pos - part->begin : 0;
		struct store_piece piece;
		store_read(part->store, inner, to, room, &piece);
		if (piece.length == 0 && piece.next + part->begin == pos && !is_last(s, part)) {
			pos = part_end(part); /* nothing more comes in this one */
			out->at = out->next = pos;
			continue;
		}
		*out = piece;
		out->at += part->begin;
		out->next += part->begin;
		out->lost_at += piece.lost ? part->offset : 0;
		if (piece.length > 0 && piece.next >= store_end(part->store))
			part->open_end = to[piece.length - 1] != '\n';
		if (inner == 0 && !piece.lost)
			tell_open_end(s, part, out);
		return;
	}
}

static store_pos joined_align(struct store *s, store_pos pos) {
	struct part *part = part_at(s, pos);
	if (!part)
		return 0;
	if (pos >= part_end(part))
		return part_end(part);
	return part->begin + store_align(part->store, pos > part->begin ? pos - part->begin : 0);
}

static store_pos joined_end(const struct store *s) {
	const struct joined *j = (const struct joined *)s;
	return j->count > 0 ? part_end(&j->parts[j->count - 1]) : 0;
}

static uint64_t joined_offset(const struct store *s, store_pos pos) {
	const struct part *part = part_at(s, pos);
	return part ? part->offset + store_offset(part->store, pos > part->begin ? pos - part->begin : 0) : 0;
}

static store_pos joined_at_offset(const struct store *s, uint64_t offset) {
	const struct joined *j = (const struct joined *)s;
	size_t i = 0;
	if (j->count == 0)
		return 0;
	while (i + 1 < j->count && j->parts[i + 1].offset <= offset)
		i++;
	return j->parts[i].begin + store_at_offset(j->parts[i].store, offset - j->parts[i].offset);
}

static store_pos joined_stride(const struct store *s, store_pos pos) {
	const struct part *part = part_at(s, pos);
	return part ? store_stride(part->store, pos > part->begin ? pos - part->begin : 0) : 1;
}

static bool joined_within(const struct store *s, store_pos pos) {
	const struct part *part = part_at(s, pos);
	return part && pos > part->begin && store_is_within(part->store, pos - part->begin);
}

/* Places of the parts from `index` on, and the size of all. */
static void place_parts(struct joined *j, size_t index) {
	for (size_t i = index; i < j->count; i++) {
		const struct part *before = i > 0 ? &j->parts[i - 1] : NULL;
		j->parts[i].begin = before ? part_end(before) : 0;
		j->parts[i].offset = before ? before->offset + store_size(before->store) : 0;
	}
	const struct part *last = j->count > 0 ? &j->parts[j->count - 1] : NULL;
	j->base.size = last ? last->offset + store_size(last->store) : 0;
}

static void joined_unused(struct store *s) {
	(void)s;
}

static void joined_free(struct store *s) {
	struct joined *j = (struct joined *)s;
	for (size_t i = 0; i < j->count; i++)
		store_free(j->parts[i].store);
	free(j->parts);
}

static const struct store_kind joined_kind = {
	.read = joined_read,
	.align = joined_align,
	.resized = joined_unused,
	.free = joined_free,
	.end = joined_end,
	.offset = joined_offset,
	.at_offset = joined_at_offset,
	.stride_at = joined_stride,
	.within = joined_within,
};

struct store *store_new_joined(void) {
	struct joined *j = mem_zalloc(1, sizeof *j);
	j->base = (struct store){ .kind = &joined_kind, .fd = -1 };
	return &j->base;
}

size_t store_joined_count(const struct store *s) {
	return ((const struct joined *)s)->count;
}

struct store *store_joined_at(const struct store *s, size_t index, store_pos *begin) {
	const struct part *part = &((const struct joined *)s)->parts[index];
	if (begin)
		*begin = part->begin;
	return part->store;
}

void store_joined_replace(struct store *s, size_t index, size_t count, struct store *const *stores, size_t added) {
	struct joined *j = (struct joined *)s;
	for (size_t i = index; i < index + count; i++)
		store_free(j->parts[i].store);
	if (j->count - count + added > j->room) {
		j->room = 2 * (j->count + added);
		j->parts = mem_resize(j->parts, j->room, sizeof *j->parts);
	}
	if (j->count > index + count)
		memmove(j->parts + index + added, j->parts + index + count, (j->count - index - count) * sizeof *j->parts);
	for (size_t i = 0; i < added; i++)
		j->parts[index + i] = (struct part){ .store = stores[i] };
	j->count = j->count - count + added;
	place_parts(j, index);
}

void store_joined_resized(struct store *s) {
	struct joined *j = (struct joined *)s;
	place_parts(j, j->count > 0 ? j->count - 1 : 0);
}
