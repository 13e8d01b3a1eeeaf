/* Power over time on buses that are one: the dispatch, and the swing where the grid does not hold the frequency. In parallel with a feed the
 * frequency is the grid's and the dispatch says everything. Without one the sets carry the load: at rest by their shares, and after a step by
 * the swing model at 10 ms, whose relays and stages act back on the sets and the load. A dead bus stays dead until a feed is back.
 *
 * The swing is the caller's, one beside each grid, and stands for something only while grid.swinging; so a grid is small, and copying it (and, while
 * it swings, its swing) branches it. */
#ifndef MWTOP_GRID_H
#define MWTOP_GRID_H

#include "dispatch.h"
#include "swing.h"

/* Steps of the load, or of what sets carry, over this share of the loaded sets' maximum are a transient; lesser ones are followed at rest. */
#define GRID_STEP_SHARE 0.005
/* A transient is over when the frequency has kept to this for that long. */
#define GRID_REST_HZ 0.02
#define GRID_REST_MS 5000
/* [M] The governors act alone at first; restoration of the frequency begins then. */
#define GRID_RESTORE_AFTER_S 3.0
#define GRID_SWING_MOST_MS 120000
/* [M] Healthy voltage before a feed is taken back (DOMAIN.md "Dynamics"). */
#define GRID_BACK_MS 300000
/* [M] Load that was shed comes back no faster than this share of the feeds' contracts a second, or the sets' ramps. */
#define GRID_RETURN_SHARE 0.02

/* The swing that goes with a grid. `point`: where its path is kept while a transient is on, at SWING_STEP_S, the caller's; room 0: nowhere. */
struct grid_swing {
	struct swing swing;
	struct swing_point *point;
	size_t count, room;
};

struct grid {
	struct dispatch dispatch;
	bool swinging, dead;
	bool droop[SITE_GEN_MAX];     /* sets that do not restore the frequency: droop only */
	int64_t swing_ms;             /* when the transient began */
	int64_t rest_since_ms;        /* TIME_NONE: not at rest */
	size_t seen;                  /* of the swing's events: already acted on */
	double hz, hz_min, hz_max;    /* at the end of the last step and within it; NaN: dead */
	double shed_share;            /* of the load, off by stages; and what was off before this transient */
	double shed_before;
	bool returning;               /* a feed is back and shed load comes back by and by */
	double served_mw, unserved_mw; /* of the last step; together the load */
	double lost_mw;               /* of the transient: what the disturbance was, positive: too little power */
	int64_t back_ms[SITE_FEED_MAX]; /* when a feed whose voltage is back will be closed; TIME_NONE */
};

void grid_init(struct grid *g, const struct site *site, int64_t t_ms);
/* As dispatch_settle. */
void grid_settle(struct grid *g, double load_mw);
/* After the dispatch was set up otherwise (dispatch_adopt): the grid stands as it says. */
void grid_adopt(struct grid *g, double load_mw);
/* Applies a gen or feed edit, or the site's inlet, at the dispatch's time. A feed that is restored while the site is an island closes
 * GRID_BACK_MS later. */
void grid_edit(struct grid *g, struct grid_swing *s, const struct edit *edit);
void grid_trip(struct grid *g, struct grid_swing *s, size_t gen);
/* To t + dt with that load (with auxiliaries). dt 0: what an edit changes at once. Afterwards sets + feeds + unserved = load. */
void grid_step(struct grid *g, struct grid_swing *s, double load_mw, int64_t dt_ms);

#endif
