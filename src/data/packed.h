/* A file of zstd frames as bytes, and where its frames end. For frames.c. */
#ifndef MWTOP_PACKED_H
#define MWTOP_PACKED_H

#include "store.h"

#define PACKED_MAX (STORE_FRAME_TEXT_MAX + (STORE_FRAME_TEXT_MAX >> 6)) /* bytes of one frame in the file */

struct packed_file {
	int fd;                /* not owned */
	uint64_t size;
	unsigned char *window; /* owned */
	uint64_t window_at;
	size_t window_length, window_room;
	uint64_t work;         /* grows with what was looked at, so that the caller can set a bound */
};

enum walk { WALK_FRAME, WALK_SKIPPABLE, WALK_BAD, WALK_CUT /* by the end of the file */, WALK_LARGE };

struct frame_shape {
	uint64_t packed; /* bytes in the file */
	uint64_t text;   /* bytes of text; UINT64_MAX when the header does not say */
};

/* `count` bytes at `offset`; NULL when the file does not hold them. Valid until the next call. */
const unsigned char *packed_bytes(struct packed_file *f, uint64_t offset, size_t count);
/* What begins at `offset`. */
enum walk packed_walk(struct packed_file *f, uint64_t offset, struct frame_shape *out);
void packed_free(struct packed_file *f);

#endif
