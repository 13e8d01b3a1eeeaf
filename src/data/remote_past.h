/* The past of a daemon as far as it has been fetched: pieces of time, each coarse (one line per window) or as it was recorded. */
#ifndef MWTOP_REMOTE_PAST_H
#define MWTOP_REMOTE_PAST_H

#include "buf.h"
#include "error.h"
#include "store.h"

struct past_piece {
	int64_t from_ms, to_ms; /* [from, to) */
	bool coarse;
	uint64_t origin, size;  /* its lines in the file */
	uint64_t site_at, site_size; /* the site line that governs its first line, 0: its first line is one */
};

struct past {
	int fd;                 /* owned; a temporary file that only grows */
	uint64_t written;
	struct past_piece *pieces; /* owned; in the order of their times, without overlap */
	size_t count, room;
};

bool past_init(struct past *p, struct error *err);
void past_free(struct past *p);
/* Appends text to the file; begin with past_begin, which gives its place. False with err: the disk. */
uint64_t past_begin(const struct past *p);
bool past_put(struct past *p, const char *text, size_t length, struct error *err);
/* Everything is replaced by one piece, of what was put from `origin` on. */
void past_set(struct past *p, int64_t from_ms, int64_t to_ms, bool coarse, uint64_t origin);
/* Finer lines for [from, to), put from `origin` on: what was coarse there goes. */
void past_refine(struct past *p, int64_t from_ms, int64_t to_ms, uint64_t origin);
/* The coarse piece that holds t, or NULL. */
const struct past_piece *past_coarse_at(const struct past *p, int64_t t_ms);
/* Puts the pieces before the last store of `joined`, in place of the first `before` ones; returns how many stores they are. */
size_t past_join(const struct past *p, struct store *joined, size_t before);

#endif
