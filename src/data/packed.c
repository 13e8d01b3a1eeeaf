/* The bytes of a file of zstd frames through a window, and the shape of its frames: headers and block headers as RFC 8878 gives
 * them, so that a frame's end is known without decoding it. Nothing that is read here is believed before it decodes. */
#include "packed.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "store_kind.h"

#define RAW_WINDOW (64u << 10)
#define BLOCK_MAX (128u << 10) /* RFC 8878, 3.1.1.2.4 */
#define BLOCKS_MAX 16384u
#define MAGIC 0xFD2FB528u
#define SKIPPABLE 0x184D2A50u

const unsigned char *packed_bytes(struct packed_file *f, uint64_t offset, size_t count) {
	if (offset > f->size || count > f->size - offset)
		return NULL;
	if (offset >= f->window_at && offset + count <= f->window_at + f->window_length)
		return f->window + (offset - f->window_at);
	size_t want = count < RAW_WINDOW ? RAW_WINDOW : count;
	if (f->window_room < want) {
		f->window = mem_resize(f->window, want, 1);
		f->window_room = want;
	}
	if (want > f->size - offset)
		want = (size_t)(f->size - offset);
	long long got = store_pread(f->fd, f->window, want, offset);
	f->window_at = offset;
	f->window_length = got > 0 ? (size_t)got : 0;
	return f->window_length >= count ? f->window : NULL;
}

/* A few bytes for a header, without moving the window for them. */
static bool peek(struct packed_file *f, uint64_t offset, size_t count, unsigned char *out) {
	if (offset > f->size || count > f->size - offset)
		return false;
	if (offset >= f->window_at && offset + count <= f->window_at + f->window_length) {
		memcpy(out, f->window + (offset - f->window_at), count);
		return true;
	}
	f->work += 64;
	return store_pread(f->fd, out, count, offset) == (long long)count;
}

static uint64_t little_endian(const unsigned char *bytes, size_t count) {
	uint64_t value = 0;
	while (count-- > 0)
		value = value << 8 | bytes[count];
	return value;
}

/* Reads the frame header; WALK_FRAME: *length is its bytes, *checksum whether four more follow the blocks. */
static enum walk walk_header(struct packed_file *f, uint64_t offset, uint64_t *length, bool *checksum, struct frame_shape *out) {
	unsigned char b[18];
	if (!peek(f, offset, 4, b))
		return WALK_CUT;
	uint64_t magic = little_endian(b, 4);
	if ((magic & 0xFFFFFFF0u) == SKIPPABLE) {
		if (!peek(f, offset, 8, b))
			return WALK_CUT;
		out->packed = 8 + little_endian(b + 4, 4);
		return out->packed > f->size - offset ? WALK_CUT : WALK_SKIPPABLE;
	}
	if (magic != MAGIC)
		return WALK_BAD;
	if (!peek(f, offset, 5, b))
		return WALK_CUT;
	static const unsigned char dictionary_size[4] = { 0, 1, 2, 4 }, text_size[4] = { 0, 2, 4, 8 };
	bool single = b[4] & 0x20;
	size_t size = text_size[b[4] >> 6], before = (size_t)(single ? 5 : 6) + dictionary_size[b[4] & 3];
	if (b[4] & 0x08)
		return WALK_BAD;
	if (single && size == 0)
		size = 1;
	if (!peek(f, offset, before + size, b))
		return WALK_CUT;
	out->text = size == 0 ? UINT64_MAX : little_endian(b + before, size) + (size == 2 ? 256 : 0);
	*checksum = b[4] & 0x04;
	*length = before + size;
	return size > 0 && out->text > STORE_FRAME_TEXT_MAX ? WALK_LARGE : WALK_FRAME;
}

enum walk packed_walk(struct packed_file *f, uint64_t offset, struct frame_shape *out) {
	unsigned char b[3];
	uint64_t length, text = 0;
	bool checksum;
	enum walk walk = walk_header(f, offset, &length, &checksum, out);
	if (walk != WALK_FRAME)
		return walk;
	for (unsigned blocks = 0; blocks < BLOCKS_MAX; blocks++) {
		f->work++;
		if (!peek(f, offset + length, 3, b))
			return WALK_CUT;
		uint64_t header = little_endian(b, 3), type = header >> 1 & 3, size = header >> 3;
		if (type == 3 || size > BLOCK_MAX)
			return WALK_BAD;
		length += 3 + (type == 1 ? 1 : size);
		text += type == 2 ? 0 : size;
		if (length > PACKED_MAX || text > STORE_FRAME_TEXT_MAX)
			return WALK_LARGE;
		if (header & 1) {
			out->packed = length + (checksum ? 4 : 0);
			return out->packed > f->size - offset ? WALK_CUT : WALK_FRAME;
		}
	}
	return WALK_LARGE;
}

void packed_free(struct packed_file *f) {
	free(f->window);
	f->window = NULL;
	f->window_length = f->window_room = 0;
}
