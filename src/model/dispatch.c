/* The dispatch's step: feeds, promises, import control, and the balance. Invariant after each step: sets + feeds + unserved = load;
 * with a feed in service unserved is 0. */
#include "dispatch.h"

#include <math.h>
#include <string.h>

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

bool dispatch_island(const struct dispatch *d) {
	for (size_t i = 0; i < d->site->feed_count; i++)
		if (feed_serves(&d->feed[i]))
			return false;
	return true;
}

double dispatch_sets_mw(const struct dispatch *d) {
	double kw = 0;
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

struct feed_sums {
	double limit_mw, target_mw, least_mw;
};

static struct feed_sums feeds_sum(const struct dispatch *d) {
	struct feed_sums s = { 0, 0, 0 };
	for (size_t i = 0; i < d->site->feed_count; i++) {
		const struct dispatch_feed *f = &d->feed[i];
		if (!feed_serves(f))
			continue;
		double least = d->site->feed[i].import_min_mw;
		s.limit_mw += f->limit_mw;
		s.least_mw += least;
		s.target_mw += fmax(least, isnan(f->import_mw) ? f->limit_mw * (1 - DISPATCH_MARGIN_SHARE) : f->import_mw);
	}
	return s;
}

double dispatch_import_target_mw(const struct dispatch *d) {
	return feeds_sum(d).target_mw;
}

/* What the sets shall carry together. Up at once; down only past the band, slowly unless power goes out. */
static void control_import(struct dispatch *d) {
	struct feed_sums s = feeds_sum(d);
	double need = fmax(0, d->load_mw - s.target_mw), band = dispatch_island(d) ? 0 : DISPATCH_BAND_MW;
	if (fabs(need - d->sets_mw) > band)
		d->sets_mw = need;
	d->down_fast = d->load_mw - dispatch_sets_mw(d) < s.least_mw;
}

static void promises_keep(struct dispatch *d, int64_t until_ms) {
	for (size_t i = 0; i < d->site->feed_count; i++) {
		struct dispatch_feed *f = &d->feed[i];
		while (f->promise_count > 0 && f->promise[0].t_ms <= until_ms) {
			f->limit_mw = f->promise[0].limit_mw;
			dispatch_happened(d, f->promise[0].t_ms, HAPPENED_LIMIT, i);
			memmove(f->promise, f->promise + 1, --f->promise_count * sizeof f->promise[0]);
		}
	}
}

/* The feeds take what the sets do not, in proportion to their contracts. In an island the sets may not give more than the load. */
static void balance(struct dispatch *d) {
	double limit_mw = feeds_sum(d).limit_mw, rest = d->load_mw - dispatch_sets_mw(d);
	d->unserved_mw = 0;
	for (size_t i = 0; i < d->site->feed_count; i++) {
		struct dispatch_feed *f = &d->feed[i];
		f->mw = feed_serves(f) ? rest * f->limit_mw / limit_mw : 0;
	}
	if (!dispatch_island(d))
		return;
	d->unserved_mw = fmax(0, rest);
	if (rest >= 0)
		return;
	double sets = d->load_mw - rest, part = sets > 0 ? fmax(0, d->load_mw) / sets : 0;
	for (size_t i = 0; i < d->site->gen_count; i++)
		d->gen[i].kw *= part;
}

/* Opens feeds that were above their trip for its time; returns whether one opened. */
static bool feeds_protect(struct dispatch *d, int64_t dt_ms) {
	bool opened = false;
	for (size_t i = 0; i < d->site->feed_count; i++) {
		const struct site_feed *plan = &d->site->feed[i];
		struct dispatch_feed *f = &d->feed[i];
		/* A promised limit comes with a substation for it: the trip moves with the limit. */
		double trip_mw = plan->limit_mw > 0 ? plan->trip_mw * fmax(1, f->limit_mw / plan->limit_mw) : plan->trip_mw;
		if (!feed_serves(f) || isnan(trip_mw) || !(f->mw > trip_mw)) {
			f->over_ms = 0;
			continue;
		}
		f->over_ms += dt_ms;
		if ((double)f->over_ms < plan->trip_s * 1000)
			continue;
		f->closed = false;
		opened = true;
		dispatch_happened(d, d->t_ms, HAPPENED_FEED_TRIP, i);
	}
	return opened;
}

void dispatch_step_states(struct dispatch *d, double load_mw, int64_t dt_ms) {
	d->load_mw = load_mw;
	promises_keep(d, d->t_ms + dt_ms);
	struct feed_sums s = feeds_sum(d);
	dispatch_sets_advance(d, dt_ms);
	dispatch_sets_commit(d, s.limit_mw * DISPATCH_START_SHARE, s.limit_mw * DISPATCH_STOP_SHARE);
}

void dispatch_step(struct dispatch *d, double load_mw, int64_t dt_ms) {
	dispatch_step_states(d, load_mw, dt_ms);
	control_import(d);
	dispatch_sets_share(d);
	dispatch_sets_ramp(d, dt_ms);
	d->t_ms += dt_ms;
	balance(d);
	if (feeds_protect(d, dt_ms))
		balance(d);
}

void dispatch_settle(struct dispatch *d, double load_mw) {
	d->load_mw = load_mw;
	dispatch_sets_load_at_once(d, feeds_sum(d).limit_mw * DISPATCH_START_SHARE);
	control_import(d);
	dispatch_sets_share(d);
	for (size_t i = 0; i < d->site->gen_count; i++)
		d->gen[i].kw = d->gen[i].target_kw;
	balance(d);
}

void dispatch_trip(struct dispatch *d, size_t gen) {
	struct dispatch_gen *g = &d->gen[gen];
	if (g->state >= GEN_TRIPPED)
		return;
	g->state = GEN_TRIPPED;
	g->since_ms = d->t_ms;
	dispatch_happened(d, d->t_ms, HAPPENED_TRIP, gen);
}

void dispatch_trip_open(struct dispatch *d, size_t gen) {
	struct dispatch_gen *g = &d->gen[gen];
	dispatch_trip(d, gen);
	if (!g->closed)
		return;
	g->closed = false;
	g->kw = g->target_kw = 0;
	dispatch_happened(d, d->t_ms, HAPPENED_OPEN, gen);
}

void dispatch_restore(struct dispatch *d, size_t i) {
	struct dispatch_gen *g = &d->gen[i];
	g->command = COMMAND_AUTO;
	g->ceiling_kw = INFINITY;
	if (g->max_kw <= 0)
		g->max_kw = d->site->gen[i].rated_kw;
	if (g->state < GEN_TRIPPED)
		return;
	g->state = GEN_STOPPED;
	g->since_ms = d->t_ms;
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
	g->state = GEN_OUT_OF_SERVICE;
	g->since_ms = d->t_ms;
	dispatch_happened(d, d->t_ms, HAPPENED_OUT_OF_SERVICE, i);
}

/* Nothing left to give is out of service. */
void dispatch_set_max(struct dispatch *d, size_t i, double max_kw) {
	struct dispatch_gen *g = &d->gen[i];
	g->max_kw = fmin(max_kw, d->site->gen[i].rated_kw);
	if (max_kw > 0 && g->state == GEN_OUT_OF_SERVICE)
		dispatch_restore(d, i);
	else if (!(max_kw > 0))
		dispatch_gen_out(d, i);
}

static void edit_gen(struct dispatch *d, const struct edit *e, size_t i) {
	switch (e->verb) {
	case EDIT_GEN_TRIP: dispatch_trip(d, i); break;
	case EDIT_GEN_START: d->gen[i].command = COMMAND_START; break;
	case EDIT_GEN_STOP: d->gen[i].command = COMMAND_STOP; break;
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
	dispatch_happened(d, d->t_ms, closed ? HAPPENED_FEED_BACK : HAPPENED_FEED_LOST, i);
}

void dispatch_feed_limit(struct dispatch *d, size_t i, double limit_mw) {
	d->feed[i].limit_mw = d->feed[i].firm_limit_mw = limit_mw;
	dispatch_happened(d, d->t_ms, HAPPENED_LIMIT, i);
}

static void edit_feed(struct dispatch *d, const struct edit *e, size_t i) {
	struct dispatch_feed *f = &d->feed[i];
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
	if (e->verb == EDIT_SITE_INLET)
		d->inlet_c = e->number;
	bool gen = e->verb <= EDIT_GEN_MAX, feed = e->verb >= EDIT_FEED_LOSE && e->verb <= EDIT_FEED_PROMISE;
	for (size_t i = 0; gen && i < d->site->gen_count; i++)
		if (e->object < 0 || (size_t)e->object == i)
			edit_gen(d, e, i);
	for (size_t i = 0; feed && i < d->site->feed_count; i++)
		if (e->object < 0 || (size_t)e->object == i)
			edit_feed(d, e, i);
}
