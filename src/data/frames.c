/* A file of zstd frames, read frame by frame. There is no index: the frames follow each other, and from any offset the next one is
 * found by its magic number and believed when it decodes (its checksum too). A frame that does not decode is lost as a whole, up to
 * the next that does. A few decoded frames are kept. What hostile data can cost is bounded: text of a frame by
 * STORE_FRAME_TEXT_MAX, all vain attempts together by WORK_MAX. */
#include "packed.h"
#include "store_kind.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "alloc.h"

#define SLOTS 4
#define KEPT_TEXT_MAX (12u << 20) /* of all slots together */
#define SEARCH_WINDOW (32u << 10)
#define WORK_MAX (1ull << 28)     /* block headers looked at, and as much again for bytes decoded in vain */

_Static_assert(STORE_FRAME_TEXT_MAX < 1u << STORE_FRAME_BITS, "a position in a frame must fit");

struct slot {
	uint64_t offset, packed; /* of the frame in the file; packed 0: free */
	char *text;              /* owned */
	size_t length, room;
	uint64_t used;           /* larger: later */
	bool cut;                /* what decodes of a frame that the end of the file cuts */
};

struct frames {
	struct store base;
	ZSTD_DCtx *decoder;      /* owned */
	struct packed_file file;
	struct slot slots[SLOTS];
	uint64_t clock;
	uint64_t barren, barren_end; /* a stretch of the file in which no frame begins, so that it is searched once */
};

/* ---- decoding ---- */

static struct slot *slot_find(struct frames *f, uint64_t offset) {
	for (size_t i = 0; i < SLOTS; i++) {
		if (f->slots[i].packed > 0 && f->slots[i].offset == offset) {
			f->slots[i].used = ++f->clock;
			return &f->slots[i];
		}
	}
	return NULL;
}

static void slot_drop(struct slot *slot) {
	free(slot->text);
	*slot = (struct slot){ 0 };
}

/* The slot used longest ago, with room for `room` bytes; others go while all together are too large. */
static struct slot *slot_take(struct frames *f, size_t room) {
	for (;;) {
		struct slot *oldest = &f->slots[0], *oldest_full = NULL;
		size_t kept = room;
		for (size_t i = 0; i < SLOTS; i++) {
			struct slot *slot = &f->slots[i];
			kept += slot->room;
			if (slot->used < oldest->used)
				oldest = slot;
			if (slot->room > 0 && (!oldest_full || slot->used < oldest_full->used))
				oldest_full = slot;
		}
		if (kept - oldest->room > KEPT_TEXT_MAX && oldest_full) {
			slot_drop(oldest_full);
			continue;
		}
		oldest->packed = 0;
		if (oldest->room < room) {
			free(oldest->text);
			oldest->text = mem_alloc(room);
			oldest->room = room;
		}
		return oldest;
	}
}

/* The whole frame to `to`; its length, or a zstd error. */
static size_t decode_frame(struct frames *f, uint64_t offset, const struct frame_shape *shape, char *to, size_t room) {
	const unsigned char *raw = packed_bytes(&f->file, offset, (size_t)shape->packed);
	return raw ? ZSTD_decompressDCtx(f->decoder, to, room, raw, (size_t)shape->packed) : (size_t)-ZSTD_error_srcSize_wrong;
}

/* Decodes a frame into a slot; NULL when it does not decode, and *large when that is for its size. */
static struct slot *decode_slot(struct frames *f, uint64_t offset, const struct frame_shape *shape, bool *large) {
	bool known = shape->text != UINT64_MAX;
	size_t room = known ? (size_t)shape->text : (256u << 10);
	for (;;) {
		struct slot *slot = slot_take(f, room > 0 ? room : 1);
		size_t length = decode_frame(f, offset, shape, slot->text, room);
		if (!ZSTD_isError(length)) {
			slot->offset = offset;
			slot->packed = shape->packed;
			slot->length = length;
			slot->cut = false;
			slot->used = ++f->clock;
			return slot;
		}
		f->file.work += (room + shape->packed) / 64;
		*large = !known && ZSTD_getErrorCode(length) == ZSTD_error_dstSize_tooSmall && room >= STORE_FRAME_TEXT_MAX;
		if (known || *large || ZSTD_getErrorCode(length) != ZSTD_error_dstSize_tooSmall)
			return NULL;
		room = 2 * room < STORE_FRAME_TEXT_MAX ? 2 * room : STORE_FRAME_TEXT_MAX;
	}
}

/* What decodes of a frame that is cut by the end of the file. */
static struct slot *decode_cut(struct frames *f, uint64_t offset, const struct frame_shape *shape) {
	uint64_t left = f->base.size - offset;
	size_t packed = left < PACKED_MAX ? (size_t)left : PACKED_MAX;
	const unsigned char *raw = packed_bytes(&f->file, offset, packed);
	if (!raw)
		return NULL;
	size_t room = shape->text > 0 && shape->text < STORE_FRAME_TEXT_MAX ? (size_t)shape->text : STORE_FRAME_TEXT_MAX;
	struct slot *slot = slot_take(f, room);
	ZSTD_inBuffer in = { raw, packed, 0 };
	ZSTD_outBuffer out = { slot->text, room, 0 };
	size_t more = 1, before;
	do {
		before = in.pos + out.pos;
		more = ZSTD_decompressStream(f->decoder, &out, &in);
	} while (!ZSTD_isError(more) && more > 0 && in.pos + out.pos > before);
	ZSTD_DCtx_reset(f->decoder, ZSTD_reset_session_only);
	slot->offset = offset;
	slot->packed = left;
	slot->length = out.pos;
	slot->cut = true;
	slot->used = ++f->clock;
	return slot;
}

/* ---- finding ---- */

/* The frame that begins at `offset`, if one does that decodes. */
static struct slot *frame_at(struct frames *f, uint64_t offset) {
	struct frame_shape shape;
	bool large;
	struct slot *slot = slot_find(f, offset);
	if (slot)
		return slot;
	return packed_walk(&f->file, offset, &shape) == WALK_FRAME ? decode_slot(f, offset, &shape, &large) : NULL;
}

static void note_barren(struct frames *f, uint64_t from, uint64_t to) {
	if (from < f->barren && to >= f->barren && to <= f->barren_end)
		f->barren = from;
	else if (to - from > f->barren_end - f->barren)
		f->barren = from, f->barren_end = to;
}

/* The first frame at or after `offset` that decodes; NULL when there is none. */
static struct slot *frame_after(struct frames *f, uint64_t offset) {
	static const unsigned char magic[4] = { 0x28, 0xB5, 0x2F, 0xFD };
	uint64_t from = offset;
	while (offset < f->base.size && f->base.size - offset > sizeof magic && f->file.work < WORK_MAX) {
		if (offset >= f->barren && offset < f->barren_end) {
			offset = f->barren_end;
			continue;
		}
		uint64_t left = f->base.size - offset;
		size_t window = left < SEARCH_WINDOW ? (size_t)left : SEARCH_WINDOW;
		const unsigned char *raw = packed_bytes(&f->file, offset, window);
		if (!raw)
			return NULL;
		const unsigned char *at = memmem(raw, window, magic, sizeof magic);
		if (!at) {
			offset += window - (sizeof magic - 1);
			continue;
		}
		offset += (uint64_t)(at - raw);
		uint64_t work = f->file.work;
		struct slot *slot = frame_at(f, offset);
		if (slot && !slot->cut) {
			f->file.work = work; /* only what is in vain counts */
			note_barren(f, from, offset);
			return slot;
		}
		offset++;
	}
	note_barren(f, from, offset < f->base.size ? offset : f->base.size);
	return NULL;
}

static store_pos frames_align(struct store *s, store_pos pos) {
	struct frames *f = (struct frames *)s;
	uint64_t offset = (pos >> STORE_FRAME_BITS) + ((pos & ((1u << STORE_FRAME_BITS) - 1)) != 0);
	struct slot *slot = offset < s->size ? frame_after(f, offset) : NULL;
	return store_at_offset(s, slot ? slot->offset : s->size);
}

/* ---- reading ---- */

/* A place where no whole frame stands: the loss up to the next one is told, or that the file ends here. */
static void read_damage(struct frames *f, uint64_t offset, enum walk walk, struct store_piece *out) {
	struct store *s = &f->base;
	struct slot *next = frame_after(f, offset + 1);
	if (!next && !s->final)
		return; /* more may come */
	uint64_t end = next ? next->offset : s->size;
	out->at = out->next = store_at_offset(s, end);
	out->lost = true;
	out->lost_at = offset;
	out->lost_bytes = end - offset;
	out->why = walk == WALK_LARGE ? "a zstd frame over 8 MiB of text" : walk == WALK_FRAME ? "a damaged zstd frame" : "no zstd frame";
	if (f->file.work >= WORK_MAX)
		out->why = "too much damage to look for zstd frames any further";
}

static void read_slot(struct frames *f, const struct slot *slot, size_t skip, char *to, size_t room, struct store_piece *out) {
	size_t length = slot->length - skip < room ? slot->length - skip : room;
	store_pos start = store_at_offset(&f->base, slot->offset);
	memcpy(to, slot->text + skip, length);
	out->length = length;
	out->truncated = slot->cut;
	out->at = start + skip;
	out->next = start + skip + length;
}

/* A frame that is not in a slot: decoded straight to where it is wanted if it fits there. */
static bool read_straight(struct frames *f, uint64_t offset, const struct frame_shape *shape, char *to, size_t room,
                          struct store_piece *out) {
	if (shape->text > room)
		return false;
	size_t length = decode_frame(f, offset, shape, to, room);
	if (ZSTD_isError(length) || length == 0)
		return false;
	out->at = store_at_offset(&f->base, offset);
	out->length = length;
	out->next = store_at_offset(&f->base, offset + shape->packed);
	return true;
}

static void frames_read(struct store *s, store_pos pos, char *to, size_t room, struct store_piece *out) {
	struct frames *f = (struct frames *)s;
	uint64_t offset = pos >> STORE_FRAME_BITS;
	size_t skip = (size_t)(pos & ((1u << STORE_FRAME_BITS) - 1));
	while (offset < s->size) {
		struct frame_shape shape = { 0 };
		struct slot *slot = slot_find(f, offset);
		enum walk walk = slot ? WALK_FRAME : packed_walk(&f->file, offset, &shape);
		bool large = false;
		if (!slot && walk == WALK_FRAME && skip == 0 && read_straight(f, offset, &shape, to, room, out))
			return;
		if (!slot && walk == WALK_FRAME)
			slot = decode_slot(f, offset, &shape, &large);
		if (!slot && walk == WALK_CUT && s->final && !frame_after(f, offset + 1))
			slot = decode_cut(f, offset, &shape);
		if (!slot && walk != WALK_SKIPPABLE) {
			read_damage(f, offset, large ? WALK_LARGE : walk, out);
			return;
		}
		if (slot && (skip < slot->length || slot->cut)) {
			read_slot(f, slot, skip < slot->length ? skip : slot->length, to, room, out);
			return;
		}
		offset += slot ? slot->packed : shape.packed;
		out->at = out->next = store_at_offset(s, offset);
		skip = 0;
	}
}

static void frames_resized(struct store *s) {
	struct frames *f = (struct frames *)s;
	for (size_t i = 0; i < SLOTS; i++)
		if (f->slots[i].cut || f->slots[i].offset + f->slots[i].packed > s->size)
			slot_drop(&f->slots[i]);
	f->file.size = s->size;
	f->file.window_length = 0;
	f->barren = f->barren_end = 0;
}

static void frames_free(struct store *s) {
	struct frames *f = (struct frames *)s;
	for (size_t i = 0; i < SLOTS; i++)
		slot_drop(&f->slots[i]);
	packed_free(&f->file);
	ZSTD_freeDCtx(f->decoder);
}

static const struct store_kind frames_kind = {
	.shift = STORE_FRAME_BITS,
	.bytewise = false,
	.stride = 16u << 10,
	.read = frames_read,
	.align = frames_align,
	.resized = frames_resized,
	.free = frames_free,
};

struct store *store_new_frames(int fd, uint64_t size) {
	struct frames *f = mem_zalloc(1, sizeof *f);
	f->base = (struct store){ .kind = &frames_kind, .fd = fd, .size = size };
	f->file = (struct packed_file){ .fd = fd, .size = size };
	f->decoder = ZSTD_createDCtx();
	if (!f->decoder) {
		free(f);
		return NULL;
	}
	return &f->base;
}

bool store_frames_suit(int fd, uint64_t size) {
	struct store *s = store_new_frames(fd, size);
	struct frames *f = (struct frames *)s;
	struct frame_shape shape = { 0 };
	uint64_t offset = 0;
	bool large = false;
	enum walk walk = WALK_SKIPPABLE;
	if (!s)
		return false;
	for (int i = 0; i < 64 && walk == WALK_SKIPPABLE; i++) {
		walk = packed_walk(&f->file, offset, &shape);
		if (walk == WALK_SKIPPABLE)
			offset += shape.packed;
	}
	if (walk == WALK_FRAME && shape.text == UINT64_MAX)
		decode_slot(f, offset, &shape, &large);
	s->fd = -1;
	store_free(s);
	return walk != WALK_LARGE && !large;
}
