/* One sample of the whole site: a value and its quality for every column of the site that governs it. A label metric holds the
 * index of its word. Where quality is QUALITY_MISSING the value is NaN; a stale value keeps its last reading and since_ms;
 * a bad one may keep what was read, or NaN. Zero is a reading like any other. */
#ifndef MWTOP_FRAME_H
#define MWTOP_FRAME_H

#include <math.h>

#include "site.h"

enum quality { QUALITY_MISSING, QUALITY_GOOD, QUALITY_STALE, QUALITY_BAD };
extern const char *const quality_words[]; /* "missing" "good" "stale" "bad" */

struct frame {
	int64_t t_ms;               /* end of the sample */
	const struct site *site;    /* not owned; NULL in an empty frame */
	size_t count, room;         /* columns in use; columns allocated */
	double *value;              /* owned */
	uint8_t *quality;           /* owned, enum quality */
	int64_t *since_ms;          /* owned; TIME_NONE but for stale values that say since when */
	double window_s;            /* of a decimated frame; 0 for a sample */
	bool ranged;                /* low and high say something; only where window_s is above 0 */
	double *low, *high;         /* owned; lowest and highest of a column within the window, NaN where not told; allocated when first needed */
	size_t range_room;          /* columns allocated in them */
	uint8_t dead_told;          /* bit b: bus b is dead, and its hz_min was read all the same: */
	double dead_hz[SITE_BUS_MAX]; /* that; true of the first sample of a dead bus alone, in which it died */
};

/* A reading with its quality, as panels and derived values take it. */
struct reading {
	double value;
	enum quality quality;
	int64_t since_ms;
};

void frame_init(struct frame *f); /* zero state, owns nothing */
void frame_free(struct frame *f);
/* Makes it an all-missing frame of that site at t. */
void frame_reset(struct frame *f, const struct site *site, int64_t t_ms);
void frame_copy(struct frame *to, const struct frame *from);
/* Makes it ranged, with nothing told yet: low and high are all NaN. */
void frame_begin_range(struct frame *f);
void frame_set(struct frame *f, enum metric_id id, size_t object, double value); /* QUALITY_GOOD; NaN: missing */
void frame_mark(struct frame *f, enum metric_id id, size_t object, enum quality quality, int64_t since_ms);

static inline struct reading frame_get(const struct frame *f, enum metric_id id, size_t object) {
	size_t c = site_column(f->site, id, object);
	struct reading r = { f->value[c], (enum quality)f->quality[c], f->since_ms[c] };
	return r;
}
static inline bool frame_good(const struct frame *f, enum metric_id id, size_t object) {
	return f->quality[site_column(f->site, id, object)] == QUALITY_GOOD;
}
/* The label's index when it is good, else -1 (a stale breaker counts as not known). */
int frame_label(const struct frame *f, enum metric_id id, size_t object);
/* DOMAIN.md rule 5: below 20 % of nominal voltage the bus is dead; its hz, hz_min, hz_max become QUALITY_BAD, NaN, where
 * anything was read for them; what hz_min was is kept in dead_hz. Every reader of lines calls it once per frame. */
void frame_apply_rules(struct frame *f);
bool frame_bus_dead(const struct frame *f, size_t bus);

#endif
