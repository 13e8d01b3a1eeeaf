/* The sets' half of the dispatch: state machines, which of them run, and how they share. For dispatch.c. */
#ifndef MWTOP_DISPATCH_SETS_H
#define MWTOP_DISPATCH_SETS_H

#include "dispatch.h"

void dispatch_happened(struct dispatch *d, int64_t t_ms, enum dispatch_kind kind, size_t object);
/* Whether the set carries load or may: loaded, breaker closed. */
bool dispatch_gen_carries(const struct dispatch_gen *g);
double dispatch_gen_min_kw(const struct dispatch *d, size_t gen);
/* A set enters a state at t. */
void dispatch_enter(struct dispatch *d, size_t gen, enum gen_state state, int64_t t_ms);
/* Its breaker opens at t. */
void dispatch_open(struct dispatch *d, size_t gen, int64_t t_ms);
/* What is known of sets no longer stands. */
static inline void dispatch_sets_changed(struct dispatch *d) {
	d->known.sets = d->known.shares = d->known.rest = d->known.kw = false;
}
/* Moves every state machine from d->t_ms on by dt. */
void dispatch_sets_advance(struct dispatch *d, int64_t dt_ms);
/* Orders starts and stops in automatic, for the load and `start_mw` / `stop_mw` of import to keep beside the minimum loads. */
void dispatch_sets_commit(struct dispatch *d, double keep_start_mw, double keep_stop_mw);
/* Loads at once what dispatch_sets_commit would start one after the other. */
void dispatch_sets_load_at_once(struct dispatch *d, double keep_start_mw);
/* Divides d->sets_mw in proportion to max_kw, within minimum and ceiling, and ramps towards it. */
void dispatch_sets_share(struct dispatch *d);
void dispatch_sets_ramp(struct dispatch *d, int64_t dt_ms);

#endif
