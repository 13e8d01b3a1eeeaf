/* The dispatch's step: feeds, promises, import control, and the balance. Invariant after each step: sets + feeds + unserved = load;
 * with a feed in service unserved is 0. */
#include "dispatch.h"

#include <math.h>
#include <string.h>

#include "bounds.h"
#include "dispatch_sets.h"

void dispatch_init(struct dispatch *d, const struct site *site, int64_t t_ms) {
	memset(d, 0, sizeof *d);
	d->site = site;
	d->t_ms = t_ms;
	d->inlet_c = DISPATCH_INLET_C;
	d->last_start_ms = d->low_since_ms = TIME_NONE;
	for (size_t i = 0; i < site->gen_count; i++) {
		d->gen[i].state = GEN_STOPPED;
		d->gen[i].since_ms = t_ms;
		d->gen[i].max_kw = site->gen[i].rated_kw;
		d->gen[i].ceiling_kw = INFINITY;
	}
	for (size_t i = 0; i < site->feed_count; i++) {
		const struct site_feed *plan = &site->feed[i];
		struct dispatch_feed *f = &d->feed[i];
		f->closed = true;
		f->limit_mw = f->firm_limit_mw = plan->limit_mw;
		f->import_mw = NAN;
		f->promise_count = plan->promise_count;
		memcpy(f->promise, plan->promise, sizeof f->promise);
	}
}

static bool feed_serves(const struct dispatch_feed *f) {
	return f->closed && f->limit_mw > 0;
}

void dispatch_forget(struct dispatch *d) {
	dispatch_sets_changed(d);
	d->known.feeds = false;
}

bool dispatch_island(const struct dispatch *d) {
	if (d->known.feeds)
		return d->known.island;
	for (size_t i = 0; i < d->site->feed_count; i++)
		if (feed_serves(&d->feed[i]))
			return false;
	return true;
}

double dispatch_sets_mw(const struct dispatch *d) {
	double kw = 0;
	if (d->known.kw)
		return d->known.sets_kw / 1000;
	for (size_t i = 0; i < d->site->gen_count; i++)
		kw += d->gen[i].kw;
	return kw / 1000;
}

double dispatch_feeds_mw(const struct dispatch *d) {
	double mw = 0;
	for (size_t i = 0; i < d->site->feed_count; i++)
		mw += d->feed[i].mw;
	return mw;
}

/* A promised limit comes with a substation for it: the trip moves with the limit. */
static double feed_trip_mw(const struct site_feed *plan, const struct dispatch_feed *f) {
	double trip_mw = plan->limit_mw > 0 ? plan->trip_mw * fmax(1, f->limit_mw / plan->limit_mw) : plan->trip_mw;
	return feed_serves(f) && !isnan(trip_mw) ? trip_mw : INFINITY;
}

static void sum_feeds(const struct dispatch *d, struct dispatch_known *k) {
	k->feeds = k->island = true;
	k->limit_mw = k->target_mw = k->least_mw = 0;
	k->promise_ms = INT64_MAX;
	for (size_t i = 0; i < d->site->feed_count; i++) {
		const struct dispatch_feed *f = &d->feed[i];
		double least = d->site->feed[i].import_min_mw;
		k->trip_mw[i] = feed_trip_mw(&d->site->feed[i], f);
		if (f->promise_count > 0 && f->promise[0].t_ms < k->promise_ms)
			k->promise_ms = f->promise[0].t_ms;
		if (!feed_serves(f))
			continue;
		k->island = false;
		k->limit_mw += f->limit_mw;
		k->least_mw += least;
		k->target_mw += fmax(least, isnan(f->import_mw) ? f->limit_mw * (1 - DISPATCH_MARGIN_SHARE) : f->import_mw);
	}
}

static const struct dispatch_known *feeds_known(struct dispatch *d) {
	if (!d->known.feeds)
		sum_feeds(d, &d->known);
	return &d->known;
}

double dispatch_import_target_mw(const struct dispatch *d) {
	struct dispatch_known sums;
	sum_feeds(d, &sums);
	return sums.target_mw;
}

/* What the sets shall carry together. Up at once; down only past the band, slowly unless power goes out. */
static void control_import(struct dispatch *d) {
	const struct dispatch_known *k = feeds_known(d);
	double need = bounds_greater(d->load_mw - k->target_mw, 0), band = k->island ? 0 : DISPATCH_BAND_MW;
	if (fabs(need - d->sets_mw) > band) {
		d->sets_mw = need;
		d->known.shares = false;
	}
	d->down_fast = d->load_mw - dispatch_sets_mw(d) < k->least_mw;
}

static void promises_keep(struct dispatch *d, int64_t until_ms) {
	if (feeds_known(d)->promise_ms > until_ms)
		return;
	for (size_t i = 0; i < d->site->feed_count; i++) {
		struct dispatch_feed *f = &d->feed[i];
		while (f->promise_count > 0 && f->promise[0].t_ms <= until_ms) {
			f->limit_mw = f->promise[0].limit_mw;
			dispatch_happened(d, f->promise[0].t_ms, HAPPENED_LIMIT, i);
			memmove(f->promise, f->promise + 1, --f->promise_count * sizeof f->promise[0]);
		}
	}
	d->known.feeds = false;
}

/* In an island the sets may not give more than the load. */
static void balance_island(struct dispatch *d, double rest) {
	d->unserved_mw = bounds_greater(rest, 0);
	if (rest >= 0)
		return;
	double sets = d->load_mw - rest, part = sets > 0 ? fmax(0, d->load_mw) / sets : 0;
	for (size_t i = 0; i < d->site->gen_count; i++)
		d->gen[i].kw *= part;
	d->known.kw = d->known.rest = false;
}

/* The feeds take what the sets do not, in proportion to their contracts. */
static void balance(struct dispatch *d) {
	const struct dispatch_known *k = feeds_known(d);
	double rest = d->load_mw - dispatch_sets_mw(d);
	d->unserved_mw = 0;
	for (size_t i = 0; i < d->site->feed_count; i++) {
		struct dispatch_feed *f = &d->feed[i];
		f->mw = feed_serves(f) ? rest * f->limit_mw / k->limit_mw : 0;
	}
	if (k->island)
		balance_island(d, rest);
}

/* Opens feeds that were above their trip for its time; returns whether one opened. */
static bool feeds_protect(struct dispatch *d, int64_t dt_ms) {
	bool opened = false;
	for (size_t i = 0; i < d->site->feed_count; i++) {
		struct dispatch_feed *f = &d->feed[i];
		if (!(f->mw > d->known.trip_mw[i])) {
			f->over_ms = 0;
			continue;
		}
		f->over_ms += dt_ms;
		if ((double)f->over_ms < d->site->feed[i].trip_s * 1000)
			continue;
		f->closed = false;
		opened = true;
		dispatch_happened(d, d->t_ms, HAPPENED_FEED_TRIP, i);
	}
	d->known.feeds &= !opened;
	return opened;
}

static void step_states(struct dispatch *d, double load_mw, int64_t dt_ms) {
	d->load_mw = load_mw;
	promises_keep(d, d->t_ms + dt_ms);
	double limit_mw = feeds_known(d)->limit_mw;
	dispatch_sets_advance(d, dt_ms);
	dispatch_sets_commit(d, limit_mw * DISPATCH_START_SHARE, limit_mw * DISPATCH_STOP_SHARE);
}

void dispatch_step_states(struct dispatch *d, double load_mw, int64_t dt_ms) {
	step_states(d, load_mw, dt_ms);
	d->known.shares = d->known.rest = d->known.kw = false;
}

void dispatch_step(struct dispatch *d, double load_mw, int64_t dt_ms) {
	step_states(d, load_mw, dt_ms);
	control_import(d);
	if (!d->known.shares)
		dispatch_sets_share(d);
	if (!d->known.rest)
		dispatch_sets_ramp(d, dt_ms);
	d->t_ms += dt_ms;
	balance(d);
	if (feeds_protect(d, dt_ms))
		balance(d);
}

void dispatch_settle(struct dispatch *d, double load_mw) {
	d->load_mw = load_mw;
	dispatch_forget(d);
	dispatch_sets_load_at_once(d, feeds_known(d)->limit_mw * DISPATCH_START_SHARE);
	control_import(d);
	dispatch_sets_share(d);
	for (size_t i = 0; i < d->site->gen_count; i++)
		d->gen[i].kw = d->gen[i].target_kw;
	dispatch_sets_changed(d);
	balance(d);
}

void dispatch_trip(struct dispatch *d, size_t gen) {
	if (d->gen[gen].state >= GEN_TRIPPED)
		return;
	dispatch_enter(d, gen, GEN_TRIPPED, d->t_ms);
	dispatch_happened(d, d->t_ms, HAPPENED_TRIP, gen);
}

void dispatch_trip_open(struct dispatch *d, size_t gen) {
	dispatch_trip(d, gen);
	if (d->gen[gen].closed)
		dispatch_open(d, gen, d->t_ms);
}

void dispatch_restore(struct dispatch *d, size_t i) {
	struct dispatch_gen *g = &d->gen[i];
	dispatch_sets_changed(d);
	g->command = COMMAND_AUTO;
	g->ceiling_kw = INFINITY;
	if (g->max_kw <= 0)
		g->max_kw = d->site->gen[i].rated_kw;
	if (g->state < GEN_TRIPPED)
		return;
	dispatch_enter(d, i, GEN_STOPPED, d->t_ms);
	g->closed = false;
	g->kw = 0;
	dispatch_happened(d, d->t_ms, HAPPENED_RESTORE, i);
}

void dispatch_gen_out(struct dispatch *d, size_t i) {
	struct dispatch_gen *g = &d->gen[i];
	if (g->closed) {
		g->closed = false;
		g->kw = 0;
		dispatch_happened(d, d->t_ms, HAPPENED_OPEN, i);
	}
	dispatch_enter(d, i, GEN_OUT_OF_SERVICE, d->t_ms);
	dispatch_happened(d, d->t_ms, HAPPENED_OUT_OF_SERVICE, i);
}

/* Nothing left to give is out of service. */
void dispatch_set_max(struct dispatch *d, size_t i, double max_kw) {
	struct dispatch_gen *g = &d->gen[i];
	g->max_kw = fmin(max_kw, d->site->gen[i].rated_kw);
	dispatch_sets_changed(d);
	if (max_kw > 0 && g->state == GEN_OUT_OF_SERVICE)
		dispatch_restore(d, i);
	else if (!(max_kw > 0))
		dispatch_gen_out(d, i);
}

void dispatch_set_ceiling(struct dispatch *d, size_t i, double kw) {
	if (d->gen[i].ceiling_kw == kw)
		return;
	d->gen[i].ceiling_kw = kw;
	dispatch_sets_changed(d);
}

static void command(struct dispatch *d, size_t i, enum dispatch_command command) {
	d->gen[i].command = command;
	dispatch_sets_changed(d);
}

static void edit_gen(struct dispatch *d, const struct edit *e, size_t i) {
	switch (e->verb) {
	case EDIT_GEN_TRIP: dispatch_trip(d, i); break;
	case EDIT_GEN_START: command(d, i, COMMAND_START); break;
	case EDIT_GEN_STOP: command(d, i, COMMAND_STOP); break;
	case EDIT_GEN_RESTORE: dispatch_restore(d, i); break;
	case EDIT_GEN_MAX: dispatch_set_max(d, i, e->number); break;
	default: break;
	}
}

/* A new entry replaces the one of the same date and the one of the same megawatts: a promise that slips is still one promise. */
static void feed_promise(struct dispatch_feed *f, const struct edit *e) {
	size_t kept = 0;
	for (size_t i = 0; i < f->promise_count; i++)
		if (f->promise[i].limit_mw != e->number && f->promise[i].t_ms != e->when_ms)
			f->promise[kept++] = f->promise[i];
	if (kept == SITE_PROMISE_MAX)
		kept--;
	size_t at = kept;
	while (at > 0 && f->promise[at - 1].t_ms > e->when_ms) {
		f->promise[at] = f->promise[at - 1];
		at--;
	}
	f->promise[at] = (struct promise){ e->when_ms, e->number };
	f->promise_count = kept + 1;
}

void dispatch_feed_switch(struct dispatch *d, size_t i, bool closed) {
	struct dispatch_feed *f = &d->feed[i];
	if (f->closed == closed)
		return;
	f->closed = closed;
	f->over_ms = 0;
	d->known.feeds = false;
	dispatch_happened(d, d->t_ms, closed ? HAPPENED_FEED_BACK : HAPPENED_FEED_LOST, i);
}

void dispatch_feed_limit(struct dispatch *d, size_t i, double limit_mw) {
	d->feed[i].limit_mw = d->feed[i].firm_limit_mw = limit_mw;
	if (d->feed[i].import_mw > limit_mw * (1 - DISPATCH_MARGIN_SHARE))
		d->feed[i].import_mw = NAN; /* what was held is over the contract now: less the margin again */
	d->known.feeds = false;
	dispatch_happened(d, d->t_ms, HAPPENED_LIMIT, i);
}

static void edit_feed(struct dispatch *d, const struct edit *e, size_t i) {
	struct dispatch_feed *f = &d->feed[i];
	d->known.feeds = false;
	switch (e->verb) {
	case EDIT_FEED_LOSE: dispatch_feed_switch(d, i, false); break;
	case EDIT_FEED_RESTORE: dispatch_feed_switch(d, i, true); break;
	case EDIT_FEED_LIMIT: dispatch_feed_limit(d, i, e->number); break;
	case EDIT_FEED_IMPORT: f->import_mw = e->number; break;
	case EDIT_FEED_PROMISE: feed_promise(f, e); break;
	default: break;
	}
}

void dispatch_edit(struct dispatch *d, const struct edit *e) {
	if (e->verb == EDIT_SITE_INLET) {
		d->inlet_c = e->number;
		dispatch_sets_changed(d);
	}
	bool gen = e->verb <= EDIT_GEN_MAX, feed = e->verb >= EDIT_FEED_LOSE && e->verb <= EDIT_FEED_PROMISE;
	for (size_t i = 0; gen && i < d->site->gen_count; i++)
		if (e->object < 0 || (size_t)e->object == i)
			edit_gen(d, e, i);
	for (size_t i = 0; feed && i < d->site->feed_count; i++)
		if (e->object < 0 || (size_t)e->object == i)
			edit_feed(d, e, i);
}
