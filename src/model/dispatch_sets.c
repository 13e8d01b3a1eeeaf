/* Sets: their state machines, how many run, their shares and ramps. Invariants: a set whose breaker is open carries 0; a breaker is
 * closed in loaded and unloading only (and for 80 ms of a trip); 0 <= kw <= max of what it can give. */
#include "dispatch_sets.h"

#include <math.h>

#include "bounds.h"

void dispatch_happened(struct dispatch *d, int64_t t_ms, enum dispatch_kind kind, size_t object) {
	struct dispatch_events *list = d->events;
	if (list && list->count < DISPATCH_EVENT_MAX)
		list->at[list->count++] = (struct dispatch_event){ t_ms, kind, (int)object };
}

bool dispatch_gen_carries(const struct dispatch_gen *g) {
	return g->state == GEN_LOADED && g->closed;
}

static double gen_max_kw(const struct dispatch *d, size_t gen) {
	double hot = bounds_greater(d->inlet_c - DISPATCH_INLET_C, 0) * DISPATCH_DERATE_PER_C;
	return bounds_lesser(d->gen[gen].max_kw, d->site->gen[gen].rated_kw * bounds_greater(1 - hot, 0));
}

double dispatch_gen_max_kw(const struct dispatch *d, size_t gen) {
	return gen_max_kw(d, gen);
}

static double gen_can_kw(const struct dispatch *d, size_t gen) {
	return bounds_greater(bounds_lesser(gen_max_kw(d, gen), d->gen[gen].ceiling_kw), 0);
}

double dispatch_gen_min_kw(const struct dispatch *d, size_t gen) {
	return d->site->gen[gen].rated_kw * d->site->gen[gen].min_pct / 100;
}

void dispatch_enter(struct dispatch *d, size_t i, enum gen_state state, int64_t t_ms) {
	d->gen[i].state = state;
	d->gen[i].since_ms = t_ms;
	dispatch_sets_changed(d);
}

static double block_of(const struct dispatch *d, size_t i) {
	return d->site->gen[i].rated_kw * d->site->gen[i].block_pct / 100;
}

static void close_breaker(struct dispatch *d, size_t i, int64_t t_ms) {
	dispatch_enter(d, i, GEN_LOADED, t_ms);
	d->gen[i].closed = true;
	d->gen[i].block_kw = block_of(d, i);
}

void dispatch_open(struct dispatch *d, size_t i, int64_t t_ms) {
	dispatch_sets_changed(d);
	d->gen[i].closed = false;
	d->gen[i].kw = d->gen[i].target_kw = 0;
	dispatch_happened(d, t_ms, HAPPENED_OPEN, i);
}

/* When the present state ends by itself, or INT64_MAX. */
static int64_t state_end(const struct dispatch *d, size_t i) {
	const struct dispatch_gen *g = &d->gen[i];
	double start_ms = d->site->gen[i].start_s * 1000;
	switch (g->state) {
	case GEN_STARTING: return g->since_ms + (int64_t)(start_ms * DISPATCH_CRANK_SHARE);
	case GEN_RUNNING: return g->since_ms + (int64_t)(start_ms * DISPATCH_WARM_SHARE);
	case GEN_SYNCHRONISING: return g->since_ms + (int64_t)(start_ms * (1 - DISPATCH_CRANK_SHARE - DISPATCH_WARM_SHARE));
	case GEN_UNLOADING: return g->kw <= 0 ? d->t_ms : INT64_MAX;
	case GEN_COOLING: return g->since_ms + DISPATCH_COOLING_MS;
	case GEN_TRIPPED: return g->since_ms + (g->closed ? DISPATCH_BREAKER_MS : DISPATCH_LOCKOUT_MS);
	default: return INT64_MAX;
	}
}

static void state_next(struct dispatch *d, size_t i, int64_t t_ms) {
	struct dispatch_gen *g = &d->gen[i];
	switch (g->state) {
	case GEN_STARTING: dispatch_enter(d, i, GEN_RUNNING, t_ms); break;
	case GEN_RUNNING: dispatch_enter(d, i, GEN_SYNCHRONISING, t_ms); break;
	case GEN_SYNCHRONISING:
		close_breaker(d, i, t_ms);
		dispatch_happened(d, t_ms, HAPPENED_CLOSE, i);
		break;
	case GEN_UNLOADING:
		dispatch_open(d, i, t_ms);
		dispatch_enter(d, i, GEN_COOLING, t_ms);
		break;
	case GEN_COOLING:
		dispatch_enter(d, i, GEN_STOPPED, t_ms);
		dispatch_happened(d, t_ms, HAPPENED_STOP, i);
		break;
	case GEN_TRIPPED:
		if (g->closed) {
			dispatch_open(d, i, t_ms);
			break;
		}
		dispatch_enter(d, i, GEN_LOCKOUT, g->since_ms); /* since the trip */
		dispatch_happened(d, t_ms, HAPPENED_LOCKOUT, i);
		break;
	default: break;
	}
}

void dispatch_sets_advance(struct dispatch *d, int64_t dt_ms) {
	if (d->known.sets && d->known.end_ms > d->t_ms + dt_ms)
		return;
	for (size_t i = 0; i < d->site->gen_count; i++) {
		/* A set runs through at most six states; each step of the machine ends one of them. */
		for (int guard = 0; guard < 8; guard++) {
			int64_t end = state_end(d, i);
			if (end > d->t_ms + dt_ms)
				break;
			state_next(d, i, end < d->t_ms ? d->t_ms : end);
		}
	}
}

static bool counts_as_running(const struct dispatch_gen *g) {
	return g->state >= GEN_STARTING && g->state <= GEN_LOADED;
}

static void start_set(struct dispatch *d, size_t i) {
	dispatch_enter(d, i, GEN_STARTING, d->t_ms);
	d->last_start_ms = d->t_ms;
	dispatch_happened(d, d->t_ms, HAPPENED_START, i);
}

static void stop_set(struct dispatch *d, size_t i) {
	struct dispatch_gen *g = &d->gen[i];
	if (g->state == GEN_LOADED) {
		dispatch_enter(d, i, GEN_UNLOADING, d->t_ms);
		dispatch_happened(d, d->t_ms, HAPPENED_UNLOAD, i);
	} else if (g->state == GEN_STARTING) {
		dispatch_enter(d, i, GEN_STOPPED, d->t_ms);
		dispatch_happened(d, d->t_ms, HAPPENED_STOP, i);
	} else if (g->state == GEN_RUNNING || g->state == GEN_SYNCHRONISING) {
		dispatch_enter(d, i, GEN_COOLING, d->t_ms);
	}
}

static bool can_start(const struct dispatch *d, size_t i) {
	return d->gen[i].state == GEN_STOPPED && dispatch_gen_max_kw(d, i) > 0;
}

static void obey_commands(struct dispatch *d) {
	for (size_t i = 0; i < d->site->gen_count; i++) {
		struct dispatch_gen *g = &d->gen[i];
		if (g->command == COMMAND_START && can_start(d, i))
			start_set(d, i);
		else if (g->command == COMMAND_START && g->state == GEN_UNLOADING)
			dispatch_enter(d, i, GEN_LOADED, d->t_ms);
		else if (g->command == COMMAND_STOP && counts_as_running(g))
			stop_set(d, i);
	}
}

/* Takes the last automatic set off after the load was low for long. */
static void commit_stop(struct dispatch *d, double keep_mw) {
	if (d->load_mw - keep_mw >= d->known.min_mw || d->known.min_mw <= 0) {
		d->low_since_ms = TIME_NONE;
		return;
	}
	if (d->low_since_ms == TIME_NONE)
		d->low_since_ms = d->t_ms;
	if (d->t_ms - d->low_since_ms < DISPATCH_LOW_LOAD_MS || d->known.stop_gen < 0)
		return;
	stop_set(d, (size_t)d->known.stop_gen);
	d->low_since_ms = d->t_ms;
}

/* A set that unloads ends when it carries nothing, which is looked for in every step. */
static void know_sets(struct dispatch *d) {
	struct dispatch_known *k = &d->known;
	obey_commands(d);
	k->min_mw = 0;
	k->end_ms = INT64_MAX;
	k->start_gen = k->stop_gen = -1;
	for (size_t i = 0; i < d->site->gen_count; i++) {
		const struct dispatch_gen *g = &d->gen[i];
		int64_t end_ms = g->state == GEN_UNLOADING ? d->t_ms : state_end(d, i);
		if (counts_as_running(g))
			k->min_mw += dispatch_gen_min_kw(d, i) / 1000;
		if (end_ms < k->end_ms)
			k->end_ms = end_ms;
		if (g->command == COMMAND_AUTO && k->start_gen < 0 && can_start(d, i))
			k->start_gen = (int)i;
		if (g->command == COMMAND_AUTO && g->state == GEN_LOADED)
			k->stop_gen = (int)i;
	}
	k->sets = true;
}

void dispatch_sets_commit(struct dispatch *d, double keep_start_mw, double keep_stop_mw) {
	if (!d->known.sets)
		know_sets(d);
	int next = d->known.start_gen;
	commit_stop(d, keep_stop_mw);
	if (next < 0 || (d->last_start_ms != TIME_NONE && d->t_ms - d->last_start_ms < DISPATCH_START_APART_MS))
		return;
	if (d->load_mw - keep_start_mw >= d->known.min_mw + dispatch_gen_min_kw(d, (size_t)next) / 1000)
		start_set(d, (size_t)next);
}

void dispatch_sets_load_at_once(struct dispatch *d, double keep_start_mw) {
	double min_mw = 0;
	for (size_t i = 0; i < d->site->gen_count; i++) {
		struct dispatch_gen *g = &d->gen[i];
		double with_mw = min_mw + dispatch_gen_min_kw(d, i) / 1000;
		if (!can_start(d, i) || g->command == COMMAND_STOP || (g->command == COMMAND_AUTO && d->load_mw - keep_start_mw < with_mw))
			continue;
		close_breaker(d, i, d->t_ms);
		min_mw = with_mw;
	}
}

/* One pass of sharing: `left` in proportion to max_kw over the sets not yet settled; returns whether one met a bound. */
static bool share_pass(struct dispatch *d, bool *settled, double *left_kw, double *weight_kw) {
	bool met = false;
	double left = *left_kw, weight = *weight_kw;
	for (size_t i = 0; i < d->site->gen_count; i++) {
		struct dispatch_gen *g = &d->gen[i];
		if (!dispatch_gen_carries(g) || settled[i])
			continue;
		double max = gen_max_kw(d, i), can = gen_can_kw(d, i), least = bounds_lesser(dispatch_gen_min_kw(d, i), can);
		double want = weight > 0 ? left * max / weight : 0;
		g->target_kw = bounds_lesser(bounds_greater(want, least), can);
		if (g->target_kw == want)
			continue;
		settled[i] = met = true;
		*left_kw -= g->target_kw;
		*weight_kw -= max;
	}
	return met;
}

void dispatch_sets_share(struct dispatch *d) {
	bool settled[SITE_GEN_MAX] = { false }, leaving = false;
	double left_kw = d->sets_mw * 1000, weight_kw = 0;
	for (size_t i = 0; i < d->site->gen_count; i++) {
		struct dispatch_gen *g = &d->gen[i];
		if (dispatch_gen_carries(g))
			weight_kw += gen_max_kw(d, i);
		else
			g->target_kw = 0;
		if (g->closed && (g->state == GEN_UNLOADING || g->state == GEN_TRIPPED)) { /* still there, until its breaker opens */
			left_kw -= g->kw;
			leaving = true;
		}
	}
	/* Each pass settles one set at least, or all. */
	for (size_t pass = 0; pass <= d->site->gen_count; pass++)
		if (!share_pass(d, settled, &left_kw, &weight_kw))
			break;
	d->known.shares = !leaving;
	d->known.rest = false;
}

/* Of the step of all sets: how long, without a feed, and whether down at full ramps. */
struct ramp_step {
	double dt;
	bool island, fast;
};

/* Returns whether the set has come to its target, with its block whole. */
static bool ramp_set(struct dispatch *d, size_t i, const struct ramp_step *s) {
	struct dispatch_gen *g = &d->gen[i];
	double ramp = d->site->gen[i].ramp_kw_s * s->dt, up = ramp, block = block_of(d, i), kw = g->kw, target = g->target_kw;
	if (s->island && target > kw + up) { /* a block at once, then by ramp */
		double at_once = bounds_lesser(g->block_kw, target - kw - up);
		g->block_kw -= at_once;
		up += at_once;
	} else {
		g->block_kw = bounds_lesser(block, g->block_kw + block * s->dt / 10);
	}
	if (target > kw)
		kw = bounds_lesser(target, kw + up);
	else
		kw = bounds_greater(target, kw - (s->fast || g->state == GEN_UNLOADING ? ramp : ramp * DISPATCH_DOWN_SHARE));
	g->kw = bounds_lesser(kw, gen_can_kw(d, i)); /* the engine gives no more than it can, at once */
	return g->kw == target && g->block_kw == block;
}

void dispatch_sets_ramp(struct dispatch *d, int64_t dt_ms) {
	bool island = dispatch_island(d), rest = true;
	struct ramp_step step = { .dt = (double)dt_ms / 1000, .island = island, .fast = island || d->down_fast };
	double kw = 0;
	for (size_t i = 0; i < d->site->gen_count; i++) {
		if (d->gen[i].closed && d->gen[i].state != GEN_TRIPPED)
			rest &= ramp_set(d, i, &step);
		kw += d->gen[i].kw;
	}
	d->known.rest = rest;
	d->known.kw = true;
	d->known.sets_kw = kw;
}
