/* What the what-if needs of a recording, as packed columns: a row per frame. The load, what is supplied beyond it, the GPUs; and a list of what
 * happened to sets and feeds, told by how frames differ. Grows at its end; past the recording's end rows are made by a forecast. Owns its
 * columns, not the site. */
#ifndef MWTOP_BASELINE_H
#define MWTOP_BASELINE_H

#include "power.h"

/* [M] over which a job brings its GPUs to their draw, where nothing else is said. */
#define BASELINE_JOB_RAMP_S 90.0

enum baseline_kind {
	BASELINE_GEN_LOST,    /* value: enum gen_state, tripped, lockout or out of service */
	BASELINE_GEN_BACK,    /* none of these any more */
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

/* GPUs of a row, the last known of each; NaN: never. */
struct baseline_gpus {
	float online, ready, job, cap_w;
};

struct baseline {
	const struct site *site;
	size_t count, room;
	size_t recorded;      /* rows that frames gave; those behind are a forecast */
	int64_t *t_ms;
	double *load_mw;      /* gpu.mw; where it is not known, what is supplied less auxiliaries, or the last known */
	double *fast_mw;      /* of it what the servers take, which follows at once (DOMAIN.md "Dynamics": the rest lags by cool_s) */
	double *other_mw;     /* feeds + sets - load: auxiliaries and residual; the last known */
	float *aux_mw;        /* aux.mw, or 0 */
	struct baseline_gpus *gpus;
	float *bus_share;     /* of the load, of each bus, row by row; NULL where there is one bus */
	struct baseline_event *event;
	size_t event_count, event_room;
	struct frame last;    /* the newest frame */
	double *last_kw;      /* of each set, the last good; NaN: never */
	double *max_kw;       /* of each set, as last told */
};

void baseline_init(struct baseline *b, const struct site *site);
void baseline_free(struct baseline *b);
/* Appends a frame; one that is not later than the last row, or of a site with other sets and feeds, is left out (false). A set without data counts
 * with its last good power. Nothing may have been forecast. */
bool baseline_add(struct baseline *b, const struct frame *frame, const struct derived *derived);
/* From row to row of a forecast, in ms: the period of the site's samples, at least a second. */
int64_t baseline_step_ms(const struct site *site);
/* Appends rows of a computed future up to until_ms: the GPUs at `ready_rate` (per second; NaN: as they are) until as many are ready as the
 * training needs, the job from the training's start on if they are, fluctuation none. */
void baseline_forecast(struct baseline *b, int64_t until_ms, double ready_rate);
/* Drops the forecast. */
void baseline_unforecast(struct baseline *b);
/* Last row at or before t; -1: none. */
long baseline_row(const struct baseline *b, int64_t t_ms);

#endif
