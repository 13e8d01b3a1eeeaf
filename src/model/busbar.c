/* Dispatch and swing joined; see the header. Invariants after each step: sets + feeds + unserved = load; a swing runs only in an island that is
 * not dead; on a dead bus every set is off and all of the load is unserved. What a set shows in a transient is its electrical power: its
 * mechanical power and its inertia's part of what is missing, so that the sum is what the load takes. */
#include "busbar.h"

#include <math.h>

#include "dispatch_sets.h"

#define SAME_MW 1e-9

static double nominal_hz(const struct busbar *g) {
	return g->dispatch.site->bus_count ? g->dispatch.site->bus[0].nominal_hz : 60;
}

static void hold_hz(struct busbar *g, double hz) {
	g->hz = g->hz_min = g->hz_max = hz;
}

static void clear(struct busbar *g) {
	g->swinging = g->dead = g->returning = false;
	g->shed_share = g->shed_before = g->unserved_mw = g->lost_mw = 0;
	g->rest_since_ms = TIME_NONE;
	for (size_t i = 0; i < SITE_FEED_MAX; i++)
		g->back_ms[i] = TIME_NONE;
	hold_hz(g, nominal_hz(g));
}

void busbar_init(struct busbar *g, const struct site *site, int64_t t_ms) {
	dispatch_init(&g->dispatch, site, t_ms);
	for (size_t i = 0; i < SITE_GEN_MAX; i++)
		g->droop[i] = false;
	g->swing_ms = TIME_NONE;
	g->seen = 0;
	g->served_mw = 0;
	clear(g);
}

void busbar_settle(struct busbar *g, double load_mw) {
	dispatch_settle(&g->dispatch, load_mw);
	g->served_mw = load_mw;
}

static bool any_carries(const struct busbar *g) {
	for (size_t i = 0; i < g->dispatch.site->gen_count; i++)
		if (g->dispatch.gen[i].closed)
			return true;
	return false;
}

void busbar_adopt(struct busbar *g, double load_mw) {
	clear(g);
	g->served_mw = load_mw;
	g->dead = dispatch_island(&g->dispatch) && !any_carries(g);
	if (g->dead)
		hold_hz(g, NAN);
}

/* Sets on the bus, as the swing takes them. */
static bool in_swing(const struct dispatch_gen *gen) {
	return gen->closed && gen->state != GEN_TRIPPED;
}

static void begin_swing(struct busbar *g, struct busbar_swing *s, double load_mw) {
	struct dispatch *d = &g->dispatch;
	struct swing_set sets[SITE_GEN_MAX];
	struct swing_case c = { .nominal_hz = nominal_hz(g), .load_mw = load_mw, .set_count = d->site->gen_count, .sets = sets };
	for (size_t i = 0; i < d->site->gen_count; i++) {
		sets[i] = swing_set_of(&d->site->gen[i], d->gen[i].kw / 1000, dispatch_gen_max_kw(d, i) / 1000);
		sets[i].closed = in_swing(&d->gen[i]);
		sets[i].isochronous = !g->droop[i];
	}
	swing_case_shed(&c, &d->site->policy);
	c.restore_after_s = BUSBAR_RESTORE_AFTER_S;
	swing_init(&s->swing, &c);
	g->swinging = true;
	g->swing_ms = d->t_ms;
	g->rest_since_ms = TIME_NONE;
	g->seen = 0;
	g->shed_before = g->shed_share;
	g->lost_mw = load_mw - dispatch_sets_mw(d);
}

static void die(struct busbar *g) {
	struct dispatch *d = &g->dispatch;
	for (size_t i = 0; i < d->site->gen_count; i++)
		if (d->gen[i].closed)
			dispatch_trip_open(d, i);
	g->swinging = false;
	g->dead = true;
	g->shed_share = 1;
	hold_hz(g, NAN);
}

void busbar_trip(struct busbar *g, struct busbar_swing *s, size_t gen) {
	if (g->swinging && in_swing(&g->dispatch.gen[gen]))
		swing_trip(&s->swing, gen);
	dispatch_trip(&g->dispatch, gen);
}

void busbar_forget_shed(struct busbar *g) {
	if (!g->swinging && !g->dead)
		g->shed_share = g->shed_before = 0;
}

/* A feed that comes back to an island is not closed at once. */
static void restore_feed(struct busbar *g, size_t i) {
	struct dispatch *d = &g->dispatch;
	if (d->feed[i].closed)
		return;
	if (dispatch_island(d))
		g->back_ms[i] = d->t_ms + BUSBAR_BACK_MS;
	else
		dispatch_feed_switch(d, i, true);
}

void busbar_edit(struct busbar *g, struct busbar_swing *s, const struct edit *e) {
	struct dispatch *d = &g->dispatch;
	bool trip = e->verb == EDIT_GEN_TRIP, restore = e->verb == EDIT_FEED_RESTORE;
	if (!trip && !restore) {
		dispatch_edit(d, e);
		if (e->verb == EDIT_FEED_LOSE)
			for (size_t i = 0; i < d->site->feed_count; i++)
				if (e->object < 0 || (size_t)e->object == i)
					g->back_ms[i] = TIME_NONE;
		return;
	}
	for (size_t i = 0; trip && i < d->site->gen_count; i++)
		if (e->object < 0 || (size_t)e->object == i)
			busbar_trip(g, s, i);
	for (size_t i = 0; restore && i < d->site->feed_count; i++)
		if (e->object < 0 || (size_t)e->object == i)
			restore_feed(g, i);
}

/* Feeds whose time has come: onto a dead bus, or onto one that is at rest. */
static void close_feeds(struct busbar *g, int64_t until_ms) {
	for (size_t i = 0; i < g->dispatch.site->feed_count; i++) {
		if (g->back_ms[i] == TIME_NONE || g->back_ms[i] > until_ms || g->swinging)
			continue;
		g->back_ms[i] = TIME_NONE;
		dispatch_feed_switch(&g->dispatch, i, true);
		g->returning = g->shed_share > 0;
		g->served_mw = g->dead ? 0 : g->served_mw;
		g->dead = false;
		g->shed_share = 0;
	}
}

/* What the swing's relays and stages did. */
static void take_events(struct busbar *g, const struct swing *s) {
	for (; g->seen < s->event_count; g->seen++)
		if (s->event[g->seen].kind < SWING_RELAYS)
			dispatch_trip_open(&g->dispatch, (size_t)s->event[g->seen].object);
	g->shed_share = 1 - (1 - g->shed_before) * (1 - s->shed_share);
}

/* Electrical power: what the load takes, the difference to the engines by their inertia. */
static void take_powers(struct busbar *g, const struct swing *s, double served_mw) {
	struct dispatch *d = &g->dispatch;
	double missing_mw = served_mw - swing_sets_mw(s), inertia = 0;
	for (size_t i = 0; i < d->site->gen_count; i++)
		if (in_swing(&d->gen[i]))
			inertia += d->site->gen[i].h_s * d->site->gen[i].mva;
	for (size_t i = 0; inertia > 0 && i < d->site->gen_count; i++)
		if (in_swing(&d->gen[i]))
			d->gen[i].kw = 1000 * (swing_gen_mw(s, i) + missing_mw * d->site->gen[i].h_s * d->site->gen[i].mva / inertia);
	dispatch_forget(d);
}

static void end_at_rest(struct busbar *g, const struct swing *s) {
	double rest_hz = swing_settled_hz(s);
	int64_t t_ms = g->dispatch.t_ms;
	bool rests = fabs(g->hz_min - rest_hz) < BUSBAR_REST_HZ && fabs(g->hz_max - rest_hz) < BUSBAR_REST_HZ;
	if (!rests)
		g->rest_since_ms = TIME_NONE;
	else if (g->rest_since_ms == TIME_NONE)
		g->rest_since_ms = t_ms;
	if ((rests && t_ms - g->rest_since_ms >= BUSBAR_REST_MS) || t_ms - g->swing_ms >= BUSBAR_SWING_MOST_MS)
		g->swinging = false;
}

/* Steps the swing by dt, and carries over what it did. */
static void step_swing(struct busbar *g, struct busbar_swing *s, double load_mw, int64_t dt_ms) {
	struct swing *w = &s->swing;
	swing_load(w, load_mw * (1 - g->shed_before));
	swing_window(w);
	if (s->count < s->room)
		s->count += swing_run(w, (double)dt_ms / 1000, s->point + s->count, s->room - s->count);
	else
		swing_step(w, (double)dt_ms / 1000);
	take_events(g, w);
	if (w->dead) {
		g->hz_min = w->window_low_hz;
		g->hz_max = w->window_high_hz;
		double low = g->hz_min, high = g->hz_max;
		die(g);
		g->hz_min = low; /* of the last sample that had any */
		g->hz_max = high;
		return;
	}
	g->hz = swing_hz(w);
	g->hz_min = w->window_low_hz;
	g->hz_max = w->window_high_hz;
	take_powers(g, w, swing_served_mw(w));
	end_at_rest(g, w);
}

static double can_more_kw(const struct dispatch *d, size_t i, double rest_kw, bool unloading_too) {
	const struct dispatch_gen *gen = &d->gen[i];
	if (!(unloading_too ? in_swing(gen) : dispatch_gen_carries(gen)))
		return 0;
	return rest_kw > 0 ? fmax(0, dispatch_gen_max_kw(d, i) - gen->kw) : gen->kw;
}

/* What sets and load differ by goes to those that have room for it. */
static void spread(struct dispatch *d, double served_mw, bool unloading_too) {
	double rest_kw = served_mw * 1000 - dispatch_sets_mw(d) * 1000, room = 0;
	for (size_t i = 0; i < d->site->gen_count; i++)
		room += can_more_kw(d, i, rest_kw, unloading_too);
	double part = room > 0 ? fmin(1, fabs(rest_kw) / room) : 0;
	for (size_t i = 0; i < d->site->gen_count; i++)
		d->gen[i].kw += copysign(part * can_more_kw(d, i, rest_kw, unloading_too), rest_kw);
}

/* At rest in an island: every set goes to its share by its ramp, and those that can take the rest at once. A set does not unload what no other
 * can carry. */
static void share_at_rest(struct busbar *g, double served_mw, int64_t dt_ms) {
	struct dispatch *d = &g->dispatch;
	double dt = (double)dt_ms / 1000;
	d->sets_mw = served_mw;
	dispatch_sets_share(d);
	for (size_t i = 0; i < d->site->gen_count; i++) {
		struct dispatch_gen *gen = &d->gen[i];
		double ramp = d->site->gen[i].ramp_kw_s * dt;
		if (in_swing(gen))
			gen->kw = fmin(fmax(gen->target_kw, gen->kw - ramp), gen->kw + ramp);
	}
	spread(d, served_mw, false);
	spread(d, served_mw, true);
}

/* Whether sets and load differ by more than is followed at rest. */
static bool is_disturbed(const struct busbar *g, double load_mw) {
	const struct dispatch *d = &g->dispatch;
	double kw = 0, max_kw = 0;
	for (size_t i = 0; i < d->site->gen_count; i++)
		if (in_swing(&d->gen[i])) {
			kw += d->gen[i].kw;
			max_kw += dispatch_gen_max_kw(d, i);
		}
	return fabs(load_mw - kw / 1000) > BUSBAR_STEP_SHARE * max_kw / 1000 || load_mw * 1000 > max_kw;
}

/* Sets that came onto the bus or left it in a transient, whoever ordered it, and what they may give by now. A tripped one carries nothing,
 * though its breaker takes its time. */
static void follow_sets(struct busbar *g, struct busbar_swing *s) {
	struct dispatch *d = &g->dispatch;
	for (size_t i = 0; i < d->site->gen_count; i++) {
		struct dispatch_gen *gen = &d->gen[i];
		if (gen->state == GEN_TRIPPED)
			gen->kw = 0;
		if (!g->swinging)
			continue;
		if (!in_swing(gen)) {
			swing_trip(&s->swing, i);
		} else if (!s->swing.closed[i]) {
			struct swing_set set = swing_set_of(&d->site->gen[i], gen->kw / 1000, dispatch_gen_max_kw(d, i) / 1000);
			set.isochronous = !g->droop[i];
			swing_join(&s->swing, i, &set);
		} else {
			swing_limit(&s->swing, i, dispatch_gen_max_kw(d, i) / 1000);
		}
	}
}

static void step_island(struct busbar *g, struct busbar_swing *s, double load_mw, int64_t dt_ms) {
	struct dispatch *d = &g->dispatch;
	double wanted_mw = load_mw * (1 - g->shed_share);
	for (size_t i = 0; i < d->site->feed_count; i++)
		d->feed[i].mw = 0;
	dispatch_step_states(d, wanted_mw, dt_ms);
	follow_sets(g, s);
	if (!g->dead && !any_carries(g))
		die(g);
	if (g->dead && any_carries(g)) { /* a black start; all load is off */
		g->dead = false;
		hold_hz(g, nominal_hz(g));
	}
	if (!g->dead && !g->swinging && is_disturbed(g, wanted_mw))
		begin_swing(g, s, wanted_mw);
	d->t_ms += dt_ms;
	if (g->swinging && dt_ms > 0) {
		step_swing(g, s, load_mw, dt_ms);
	} else if (g->swinging) { /* electrical power follows at once, whatever the engines do */
		swing_load(&s->swing, load_mw * (1 - g->shed_before));
		take_powers(g, &s->swing, swing_served_mw(&s->swing));
	} else if (!g->dead && !g->swinging) {
		hold_hz(g, g->hz == g->hz ? g->hz : nominal_hz(g));
		share_at_rest(g, wanted_mw, dt_ms);
	}
	double sets_mw = dispatch_sets_mw(d);
	g->served_mw = g->dead ? 0 : fabs(sets_mw - wanted_mw) < SAME_MW ? wanted_mw : sets_mw;
	g->unserved_mw = load_mw - g->served_mw;
	d->load_mw = load_mw;
	d->unserved_mw = g->unserved_mw;
}

/* Shed load comes back as fast as sets can follow, and no further than feeds and loaded sets reach. */
static double returning_mw(struct busbar *g, double load_mw, int64_t dt_ms) {
	const struct dispatch *d = &g->dispatch;
	double ramp_mw = 0, reach_mw = 0, dt = (double)dt_ms / 1000;
	for (size_t i = 0; i < d->site->feed_count; i++) {
		if (!d->feed[i].closed || !(d->feed[i].limit_mw > 0))
			continue;
		reach_mw += d->feed[i].limit_mw * (1 - DISPATCH_MARGIN_SHARE);
		ramp_mw += d->feed[i].limit_mw * BUSBAR_RETURN_SHARE * dt;
	}
	for (size_t i = 0; i < d->site->gen_count; i++) {
		if (!dispatch_gen_carries(&d->gen[i]))
			continue;
		double ramp_kw = d->site->gen[i].ramp_kw_s * dt;
		reach_mw += fmax(d->gen[i].kw, fmin(d->gen[i].kw + ramp_kw, dispatch_gen_max_kw(d, i))) / 1000;
		ramp_mw += ramp_kw / 1000;
	}
	double served = fmax(0, fmin(load_mw, fmin(g->served_mw + ramp_mw, fmax(reach_mw, g->served_mw))));
	g->returning = served < load_mw;
	return served;
}

static void step_parallel(struct busbar *g, struct busbar_swing *s, double load_mw, int64_t dt_ms) {
	struct dispatch *d = &g->dispatch;
	double served = load_mw;
	g->swinging = g->dead = false;
	hold_hz(g, nominal_hz(g));
	if (g->shed_share > 0) {
		g->returning = true;
		g->shed_share = 0;
	}
	if (g->returning)
		served = returning_mw(g, load_mw, dt_ms);
	dispatch_step(d, served, dt_ms);
	if (dispatch_island(d)) { /* a feed opened at the end of the step: the sets carry what they did, and the rest is a transient */
		begin_swing(g, s, served);
		take_powers(g, &s->swing, served);
		if (s->swing.dead) { /* there were none */
			die(g);
			served = 0;
		}
	}
	g->served_mw = served;
	g->unserved_mw = load_mw - served;
	d->unserved_mw = g->unserved_mw;
	d->load_mw = load_mw;
}

void busbar_step(struct busbar *g, struct busbar_swing *s, double load_mw, int64_t dt_ms) {
	close_feeds(g, g->dispatch.t_ms);
	if (dispatch_island(&g->dispatch))
		step_island(g, s, load_mw, dt_ms);
	else
		step_parallel(g, s, load_mw, dt_ms);
}
