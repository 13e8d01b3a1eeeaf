/* The store over independent zstd frames. A frame is found by its magic number and believed only when it decodes whole, checksum and all; a place
 * that does not is passed over up to the next one that does, and said to be lost. A few decoded frames are kept. */
#include "store_kind.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "alloc.h"

#define KEPT 6
#define CHUNK_FIRST (64u << 10)
#define CHUNK_MOST (9u << 20) /* a frame of STORE_FRAME_TEXT_MAX that does not compress */
#define SEARCH_CHUNK (256u << 10)
#define NO_FRAME UINT64_MAX

struct decoded {
	uint64_t offset, packed; /* of the file; NO_FRAME: empty place */
	char *text;              /* owned */
	size_t length, room;
	bool truncated;
	uint64_t used;           /* when last */
};

struct frames {
	struct store base;
	struct decoded kept[KEPT];
	uint64_t clock;
	ZSTD_DCtx *zstd;
	char *chunk; /* owned */
	size_t chunk_room;
	uint64_t bad_from, bad_to; /* the last place that was found damaged, and where it ends */
};

static char *chunk_room(struct frames *f, size_t size) {
	if (f->chunk_room < size) {
		f->chunk = mem_resize(f->chunk, size, 1);
		f->chunk_room = size;
	}
	return f->chunk;
}

static void text_room(struct decoded *d, size_t size) {
	if (d->room < size) {
		d->text = mem_resize(d->text, size, 1);
		d->room = size;
	}
}

/* What a frame that the file cuts off still gives. */
static bool decode_cut(struct frames *f, struct decoded *d, size_t packed) {
	ZSTD_inBuffer in = { f->chunk, packed, 0 };
	ZSTD_DCtx_reset(f->zstd, ZSTD_reset_session_only);
	d->length = 0;
	for (;;) {
		text_room(d, d->length + ZSTD_DStreamOutSize());
		ZSTD_outBuffer out = { d->text, d->room, d->length };
		size_t left = ZSTD_decompressStream(f->zstd, &out, &in);
		bool moved = out.pos > d->length;
		d->length = out.pos;
		if (ZSTD_isError(left) || left == 0 || (in.pos == in.size && !moved) || d->length > STORE_FRAME_TEXT_MAX)
			break;
	}
	ZSTD_DCtx_reset(f->zstd, ZSTD_reset_session_only);
	d->truncated = true;
	return d->length > 0;
}

/* Decodes the frame at `offset` into `d`; false when there is none that is whole (or, at a final end, cut off). */
static bool decode(struct frames *f, uint64_t offset, struct decoded *d) {
	uint64_t left = f->base.size - offset;
	size_t chunk = CHUNK_FIRST, packed;
	d->offset = NO_FRAME;
	d->truncated = false;
	for (;; chunk = chunk * 4 < CHUNK_MOST ? chunk * 4 : CHUNK_MOST) {
		size_t want = left < chunk ? (size_t)left : chunk;
		long long got = store_pread(f->base.fd, chunk_room(f, want + 1), want, offset);
		if (got < 4 || (memcmp(f->chunk, "\x28\xB5\x2F\xFD", 4) && ((unsigned char)f->chunk[0] & 0xF0) != 0x50))
			return false;
		packed = ZSTD_findFrameCompressedSize(f->chunk, (size_t)got);
		if (!ZSTD_isError(packed))
			break;
		if ((uint64_t)got >= left) { /* all there is: cut off, or not a frame */
			d->packed = left;
			if (!f->base.final || memcmp(f->chunk, "\x28\xB5\x2F\xFD", 4) || !decode_cut(f, d, (size_t)got))
				return false;
			d->offset = offset;
			return true;
		}
		if (chunk == CHUNK_MOST)
			return false;
	}
	unsigned long long size = ZSTD_getFrameContentSize(f->chunk, packed);
	if (size == ZSTD_CONTENTSIZE_UNKNOWN)
		size = STORE_FRAME_TEXT_MAX;
	if (size == ZSTD_CONTENTSIZE_ERROR)
		size = 0; /* a skippable frame */
	if (size > STORE_FRAME_TEXT_MAX)
		return false;
	text_room(d, (size_t)size + 1);
	size_t length = ZSTD_decompressDCtx(f->zstd, d->text, (size_t)size, f->chunk, packed);
	if (ZSTD_isError(length))
		return false;
	d->length = length;
	d->packed = packed;
	d->offset = offset;
	return true;
}

/* The decoded frame at `offset`, or NULL. */
static struct decoded *frame_at(struct frames *f, uint64_t offset) {
	struct decoded *oldest = &f->kept[0];
	if (offset >= f->base.size || (offset >= f->bad_from && offset < f->bad_to))
		return NULL;
	for (int i = 0; i < KEPT; i++) {
		if (f->kept[i].offset == offset) {
			f->kept[i].used = ++f->clock;
			return &f->kept[i];
		}
		if (f->kept[i].used < oldest->used)
			oldest = &f->kept[i];
	}
	oldest->used = ++f->clock;
	return decode(f, offset, oldest) ? oldest : NULL;
}

/* The next place from `offset` on where a frame decodes; the size of the file when there is none. */
static uint64_t next_frame(struct frames *f, uint64_t offset) {
	char *bytes = mem_alloc(SEARCH_CHUNK);
	uint64_t found = f->base.size;
	while (offset < f->base.size) {
		long long got = store_pread(f->base.fd, bytes, SEARCH_CHUNK, offset);
		if (got < 4)
			break;
		for (char *at = bytes, *end = bytes + got - 3; (at = memchr(at, 0x28, (size_t)(end - at))) != NULL; at++) {
			uint64_t here = offset + (uint64_t)(at - bytes);
			if (!memcmp(at, "\x28\xB5\x2F\xFD", 4) && frame_at(f, here)) {
				found = here;
				goto done;
			}
			if (at + 1 >= end)
				break;
		}
		offset += (uint64_t)got - 3;
	}
done:
	free(bytes);
	return found;
}

static void frames_read(struct store *s, store_pos pos, char *to, size_t room, struct store_piece *out) {
	struct frames *f = (struct frames *)s;
	uint64_t offset = pos >> STORE_FRAME_BITS;
	size_t within = (size_t)(pos & ((1u << STORE_FRAME_BITS) - 1));
	while (offset < s->size) {
		struct decoded *d = frame_at(f, offset);
		if (!d && !s->final && s->size - offset < CHUNK_MOST && next_frame(f, offset + 1) == s->size) {
			out->at = out->next = offset << STORE_FRAME_BITS; /* the frame is still being written */
			return;
		}
		if (!d) {
			uint64_t next = next_frame(f, offset + 1);
			f->bad_from = offset;
			f->bad_to = next;
			out->lost = true;
			out->lost_at = offset;
			out->lost_bytes = next - offset;
			out->why = "not a whole zstd frame";
			offset = next;
			within = 0;
			continue;
		}
		out->truncated = d->truncated;
		if (within < d->length) {
			out->length = d->length - within < room ? d->length - within : room;
			memcpy(to, d->text + within, out->length);
			out->at = (offset << STORE_FRAME_BITS) + within;
			out->next = within + out->length < d->length ? out->at + out->length : (offset + d->packed) << STORE_FRAME_BITS;
			return;
		}
		offset += d->packed;
		within = 0;
	}
	out->at = out->next = s->size << STORE_FRAME_BITS;
}

static store_pos frames_align(struct store *s, store_pos pos) {
	struct frames *f = (struct frames *)s;
	uint64_t offset = pos >> STORE_FRAME_BITS;
	if (pos & ((1u << STORE_FRAME_BITS) - 1))
		offset++;
	return (offset >= s->size ? s->size : next_frame(f, offset)) << STORE_FRAME_BITS;
}

static void frames_resized(struct store *s) {
	struct frames *f = (struct frames *)s;
	f->bad_from = f->bad_to = 0;
	for (int i = 0; i < KEPT; i++)
		if (f->kept[i].truncated || f->kept[i].offset + f->kept[i].packed > s->size)
			f->kept[i].offset = NO_FRAME;
}

static void frames_free(struct store *s) {
	struct frames *f = (struct frames *)s;
	for (int i = 0; i < KEPT; i++)
		free(f->kept[i].text);
	free(f->chunk);
	ZSTD_freeDCtx(f->zstd);
}

static const struct store_kind frames_kind = {
	.shift = STORE_FRAME_BITS,
	.bytewise = false,
	.stride = 32u << 10,
	.read = frames_read,
	.align = frames_align,
	.resized = frames_resized,
	.free = frames_free,
};

struct store *store_new_frames(int fd, uint64_t size) {
	struct frames *f = mem_zalloc(1, sizeof *f);
	f->base = (struct store){ .kind = &frames_kind, .fd = fd, .size = size, .final = true };
	f->zstd = ZSTD_createDCtx();
	for (int i = 0; i < KEPT; i++)
		f->kept[i].offset = NO_FRAME;
	return &f->base;
}
