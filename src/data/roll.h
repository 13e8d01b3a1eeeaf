/* Text that comes at its end and may be let go of at its beginning, in an unlinked file in $TMPDIR. */
#ifndef MWTOP_ROLL_H
#define MWTOP_ROLL_H

#include "error.h"
#include "store.h"

struct roll {
	int fd;              /* owned */
	struct store *store; /* plain, over fd; owned by who joins or takes it. Its size is set by the caller when the text is to be seen */
	store_pos begin, end; /* of the text that is there */
	store_pos origin;    /* the position that lies at the beginning of the file: begin, unless the last trim could not move the text */
};

/* False with err when no file can be made. */
bool roll_init(struct roll *r, struct error *err);
/* The store stays. */
void roll_free(struct roll *r);
/* Adds bytes at the end; false with err, which says why alone, when not all of them could be written: none count then. */
bool roll_add(struct roll *r, const void *bytes, size_t count, struct error *err);
/* All of the text is taken back. */
void roll_clear(struct roll *r);
/* Lets go of the oldest whole lines when there is more than about twice `keep_bytes`, and keeps about that. Positions of what is kept
 * stay true; before it stands the site line that governs it. The store reads what went as lost. True when something went. */
bool roll_trim(struct roll *r, uint64_t keep_bytes);

/* A new unlinked file in $TMPDIR; -1 with err. */
int roll_file(struct error *err);
/* Writes all of it at that offset of a file; false with errno. */
bool roll_write_at(int fd, const void *bytes, size_t count, uint64_t offset);

#endif
