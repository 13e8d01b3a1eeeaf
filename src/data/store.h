/* Bytes of a recording's text by position, whatever the file holds. A position orders the text and stays true while the file
 * grows: in a plain file it is the byte offset, in a file of zstd frames it is (file offset of the frame << 24) + offset in its
 * text. Nothing is mapped: a file that shrinks gives fewer bytes, never a SIGBUS. Memory is bounded whatever the file holds. */
#ifndef MWTOP_STORE_H
#define MWTOP_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t store_pos;

#define STORE_FRAME_BITS 24
#define STORE_FRAME_TEXT_MAX (8u << 20) /* text of one zstd frame; greater ones go through a spool */

/* What one read gave. The present end: length 0 and next == the position asked for. */
struct store_piece {
	store_pos at;     /* where the bytes begin: the position asked for, or further on when something was passed over */
	store_pos next;   /* where to read on */
	size_t length;
	bool lost;        /* bytes of the file before `at` could not be read; said again each time that place is read */
	bool truncated;   /* the file ends within the frame these bytes are from */
	uint64_t lost_at, lost_bytes; /* of the file as it is stored */
	const char *why;  /* static; "" when nothing was lost */
};

struct store;

/* A plain file. The descriptor belongs to the store from here on. `size`: its bytes that may be read. */
struct store *store_new_plain(int fd, uint64_t size);
/* zstd frames, each of at most STORE_FRAME_TEXT_MAX bytes of text. NULL: no memory for zstd; the descriptor is still the caller's. */
struct store *store_new_frames(int fd, uint64_t size);
/* Whether a zstd file can be read that way, by its first frame. */
bool store_frames_suit(int fd, uint64_t size);
void store_free(struct store *s); /* NULL is fine */

/* Copies up to `room` (> 0) bytes from `pos` to `to`. */
void store_read(struct store *s, store_pos pos, char *to, size_t room, struct store_piece *out);
/* The first position at or after `pos` where reading can begin (frames: the next frame that decodes); the end when there is none. */
store_pos store_align(struct store *s, store_pos pos);
store_pos store_end(const struct store *s);
/* The file offset that a position lies at, and the position of a file offset (which may need store_align). */
uint64_t store_offset(const struct store *s, store_pos pos);
store_pos store_at_offset(const struct store *s, uint64_t offset);
/* Whether `pos`, as store_align gave it, may lie within a line. */
bool store_is_within(const struct store *s, store_pos pos);
/* A distance that is cheap to read through from one end to the other, around `pos`. */
store_pos store_stride(const struct store *s, store_pos pos);
uint64_t store_size(const struct store *s);
/* The file has another size now. `final`: it is not expected to grow, so a cut frame at its end is read as far as it goes. */
void store_resize(struct store *s, uint64_t size, bool final);
/* Plain: a place at which bytes of the original were lost before they came here. In the order of `at`. */
void store_mark_lost(struct store *s, store_pos at, uint64_t lost_at, uint64_t lost_bytes, const char *why);
int store_fd(const struct store *s);

/* Part of a plain file: `size` bytes from `origin` on, as a store of its own. The descriptor stays the caller's. */
struct store *store_new_extent(int fd, uint64_t origin, uint64_t size);

/* Plain: what lies before `begin` is gone; `begin` now lies `offset` bytes into the file. What is read from before it is told as lost. */
void store_let_go(struct store *s, store_pos begin, uint64_t offset);

/* Several stores, one after the other, as one: only the last may grow. Where one ends in mid-line, that line is told as lost and the
 * next store begins a new one. */
struct store *store_new_joined(void);
size_t store_joined_count(const struct store *s);
/* The store at an index and where it begins. */
struct store *store_joined_at(const struct store *s, size_t index, store_pos *begin);
/* Replaces `count` stores from `index` on (which are freed) by `added` others, owned from here on. Positions from there on are void, unless
 * stores were only added at the end. */
void store_joined_replace(struct store *s, size_t index, size_t count, struct store *const *stores, size_t added);
/* After store_resize of the last one. */
void store_joined_resized(struct store *s);

#endif
