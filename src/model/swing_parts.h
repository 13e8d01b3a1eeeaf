/* Between swing.c, swing_lags.c, swing_protect.c and swing_rest.c. A deviation is a frequency less nominal, Hz. */
#ifndef MWTOP_SWING_PARTS_H
#define MWTOP_SWING_PARTS_H

#include "swing.h"

static inline double swing_hold(double x, double low, double high) {
	x = x < low ? low : x;
	return x > high ? high : x;
}

/* One step as protection sees it: from t to t + h the deviation went from df0 with slope0 to df1 with slope1. */
struct swing_path { double t_s, h_s, df0, slope0, df1, slope1; };

/* swing_lags.c: makes s->lags those of a step of h seconds. */
void swing_lags_make(struct swing *s, double h);

void swing_happened(struct swing *s, struct swing_event event);
/* Takes a set off the bus; the last one leaves it dead. */
void swing_open(struct swing *s, size_t set, enum swing_kind kind);

/* swing_protect.c: settings of one set's relays; the bounds within which nothing picks up; what picks up or resets on the way; what is
 * due at s->t_s, or within `same_s` of it. */
void swing_relays_init(struct swing *s, size_t set, const struct swing_set *of);
void swing_relays_bound(struct swing *s);
void swing_relays_watch(struct swing *s, const struct swing_path *path);
void swing_relays_act(struct swing *s, double same_s);

/* swing_rest.c: what was done now may move the frequency and its rest, and recovery counts from here unless it is still under way;
 * a step was made. */
void swing_recovery_begin(struct swing *s);
void swing_recovery_take(struct swing *s);

#endif
