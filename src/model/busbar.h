/* Power over time on buses that are one busbar: the dispatch, and the swing where the grid does not hold the frequency. In parallel with a feed the
 * frequency is the grid's and the dispatch says everything. Without one the sets carry the load: at rest by their shares, and after a step by
 * the swing model at 10 ms, whose relays and stages act back on the sets and the load. A dead bus stays dead until a feed is back, or a set
 * is started onto it (a black start), which finds all load off: it comes back with a feed, or when the caller forgets what was shed.
 *
 * The swing is the caller's, one beside each busbar, and stands for something only while busbar.swinging; so a busbar is small, and copying it (and, while
 * it swings, its swing) branches it. */
#ifndef MWTOP_BUSBAR_H
#define MWTOP_BUSBAR_H

#include "dispatch.h"
#include "swing.h"

/* Steps of the load, or of what sets carry, over this share of the loaded sets' maximum are a transient; lesser ones are followed at rest. */
#define BUSBAR_STEP_SHARE 0.005
/* A transient is over when the frequency has kept to this for that long. */
#define BUSBAR_REST_HZ 0.02
#define BUSBAR_REST_MS 5000
/* [M] The governors act alone at first; restoration of the frequency begins then. */
#define BUSBAR_RESTORE_AFTER_S 3.0
#define BUSBAR_SWING_MOST_MS 120000
/* [M] Healthy voltage before a feed is taken back (DOMAIN.md "Dynamics"). */
#define BUSBAR_BACK_MS 300000
/* [M] Load that was shed comes back no faster than this share of the feeds' contracts a second, or the sets' ramps. */
#define BUSBAR_RETURN_SHARE 0.02

/* The swing that goes with a busbar. `point`: where its path is kept while a transient is on, at SWING_STEP_S, the caller's; room 0: nowhere. */
struct busbar_swing {
	struct swing swing;
	struct swing_point *point;
	size_t count, room;
};

struct busbar {
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

void busbar_init(struct busbar *g, const struct site *site, int64_t t_ms);
/* As dispatch_settle. */
void busbar_settle(struct busbar *g, double load_mw);
/* After the dispatch was set up otherwise (dispatch_adopt): the busbar stands as it says. */
void busbar_adopt(struct busbar *g, double load_mw);
/* Applies a gen or feed edit, or the site's inlet, at the dispatch's time. A feed that is restored while the site is an island closes
 * BUSBAR_BACK_MS later. */
void busbar_edit(struct busbar *g, struct busbar_swing *s, const struct edit *edit);
void busbar_trip(struct busbar *g, struct busbar_swing *s, size_t gen);
/* What stages took off is no longer part of the load that the caller asks for: its load now is what is left. Not while swinging. */
void busbar_forget_shed(struct busbar *g);
/* To t + dt with that load (with auxiliaries). dt 0: what an edit changes at once. Afterwards sets + feeds + unserved = load. */
void busbar_step(struct busbar *g, struct busbar_swing *s, double load_mw, int64_t dt_ms);

#endif
