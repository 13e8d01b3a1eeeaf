/* What the what-if needs of a recording, as packed columns: a row per frame. The load as it was supplied, what the meters do not account for,
 * the GPUs; and a list of what happened to sets and feeds, told by how frames differ. Grows at its end. Owns its columns, not the site. */
#ifndef MWTOP_BASELINE_H
#define MWTOP_BASELINE_H

#include "frame.h"
#include "power.h"

enum baseline_kind {
	BASELINE_GEN_STATE,   /* value: enum gen_state */
	BASELINE_GEN_MAX,     /* kW */
	BASELINE_FEED_CLOSED, /* 0 or 1 */
	BASELINE_FEED_LIMIT,  /* MW */
};
struct baseline_event {
	size_t row;           /* first with the new value */
	enum baseline_kind kind;
	int object;
	double value;
};

struct baseline {
	const struct site *site;
	size_t count, room;
	int64_t *t_ms;
	double *load_mw;      /* gpu.mw; where it is not known what is supplied less auxiliaries; NaN: neither */
	double *other_mw;     /* supply - load: auxiliaries and residual; 0 where not known */
	float *online, *ready, *job, *cap_w; /* the last known; NaN: never */
	struct baseline_event *event;
	size_t event_count, event_room;
	struct frame first, last; /* the frames of the first and last row, for what starts or goes on from there */
};

void baseline_init(struct baseline *b, const struct site *site);
void baseline_free(struct baseline *b);
/* Appends a frame; one that is not later than the last, or of a site with other objects, is left out (false). */
bool baseline_add(struct baseline *b, const struct frame *frame, const struct derived *derived);
/* Last row at or before t; -1: none. */
long baseline_row(const struct baseline *b, int64_t t_ms);

#endif
