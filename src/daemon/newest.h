/* The newest site and frame, as text and as values. */
#ifndef MWTOP_NEWEST_H
#define MWTOP_NEWEST_H

#include "line.h"

struct newest {
	struct buf site, frame;       /* their lines, each with its newline; empty: none yet */
	struct frame values;          /* of the newest frame; values.site is NULL while there is none */
	const struct site *governing; /* NULL: none yet */
	struct line_reader *reader;
	int64_t arrived_mono_ms;      /* of the frame; TIME_NONE: none yet */
	int64_t last_ms;              /* time of the last frame or event; TIME_NONE */
	uint64_t frames, events, sites, bad;
};

void newest_init(struct newest *n);
void newest_free(struct newest *n);
/* Takes one line without its newline. LINE_BAD with "column N: why"; a frame before the first site is one. */
enum line_kind newest_take(struct newest *n, const char *text, size_t length, struct error *err);

#endif
