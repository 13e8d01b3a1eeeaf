/* What a kind of byte store is made of; for store.c and the kinds alone. */
#ifndef MWTOP_STORE_KIND_H
#define MWTOP_STORE_KIND_H

#include "store.h"

struct store_kind {
	unsigned shift; /* position = file offset << shift */
	bool bytewise;
	uint64_t stride; /* in bytes of the file */
	void (*read)(struct store *s, store_pos pos, char *to, size_t room, struct store_piece *out);
	store_pos (*align)(struct store *s, store_pos pos);
	void (*resized)(struct store *s);
	void (*free)(struct store *s);
	/* Of stores whose positions are not file offsets times a power of two; NULL: they are. */
	store_pos (*end)(const struct store *s);
	uint64_t (*offset)(const struct store *s, store_pos pos);
	store_pos (*at_offset)(const struct store *s, uint64_t offset);
	store_pos (*stride_at)(const struct store *s, store_pos pos);
	bool (*within)(const struct store *s, store_pos pos);
};

struct store {
	const struct store_kind *kind;
	int fd;        /* owned, unless lent */
	bool lent;
	uint64_t size; /* bytes of the file that may be read */
	bool final;
};

/* pread until `count` bytes are there or the file ends; -1 with errno. */
long long store_pread(int fd, void *to, size_t count, uint64_t offset);

#endif
