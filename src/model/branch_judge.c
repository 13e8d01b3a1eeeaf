/* Violations, events and totals of the main pass, row by row. A violation is opened when its condition begins to hold and closed at the first row
 * at which it does not; in between the greatest size is kept. */
#include "bounds.h"
#include "branch_parts.h"

#include <stdlib.h>
#include <string.h>

/* What is a violation beyond rounding and the meters' error. */
#define IMPORT_SLACK_MW 0.005
#define IMPORT_BEGIN_SHARE 0.01 /* [M] of the contract: meters and a set at its last percent make no violation */
#define EXPORT_SLACK_MW 0.02
#define SET_SLACK_SHARE 0.01
#define UNSERVED_SLACK_MW 0.001
#define RAMP_SLACK_MW 0.1
#define RECENT_MOST 600 /* violations that are looked at for one that ended just now */
/* [M] Frequency that is out of bounds, as a share of nominal (0.5 of 60 Hz). */
#define HZ_BAND_SHARE (0.5 / 60.0)

static struct violation *open_violation(struct branch *b, enum violation_kind kind, int object, int64_t t_ms) {
	if (b->violation_count == BRANCH_VIOLATION_MAX)
		return NULL;
	if (b->violation_count == b->violation_room) {
		b->violation_room = b->violation_room ? b->violation_room * 2 : 32;
		b->violation = mem_resize(b->violation, b->violation_room, sizeof *b->violation);
	}
	struct violation *v = &b->violation[b->violation_count++];
	*v = (struct violation){ .kind = kind, .object = object, .start_ms = t_ms, .end_ms = TIME_NONE, .size = NAN, .limit = NAN, .size_ms = t_ms };
	return v;
}

/* The violation that ended less than VIOLATION_AGAIN_MS ago: what comes and goes within seconds is one. -1: none. */
static long ended_just_now(const struct branch *b, enum violation_kind kind, int object, int64_t t_ms) {
	size_t looked = 0;
	for (size_t i = b->violation_count; i-- > 0 && looked < RECENT_MOST; looked++) {
		const struct violation *v = &b->violation[i];
		if (v->kind == kind && v->object == object)
			return v->end_ms != TIME_NONE && t_ms - v->end_ms <= VIOLATION_AGAIN_MS ? (long)i : -1;
	}
	return -1;
}

/* The condition of a slot holds or not, with its size. `beyond`: how far past the limit, to find the greatest. */
static void stand(struct branch *b, uint16_t *slot, enum violation_kind kind, int object, bool holds, double size, double limit) {
	int64_t t_ms = b->state->t_ms;
	if (!holds && *slot == 0)
		return;
	if (!holds) {
		b->violation[*slot - 1].end_ms = t_ms;
		*slot = 0;
		return;
	}
	if (*slot == 0) {
		long again = ended_just_now(b, kind, object, t_ms);
		if (again >= 0)
			b->violation[again].end_ms = TIME_NONE;
		else if (!open_violation(b, kind, object, t_ms))
			return;
		*slot = (uint16_t)(again >= 0 ? (size_t)again + 1 : b->violation_count);
	}
	struct violation *v = &b->violation[*slot - 1];
	if (!(fabs(v->size - v->limit) >= fabs(size - limit))) {
		v->size = size;
		v->limit = limit;
		v->size_ms = t_ms;
	}
}

static void take_events(struct branch *b) {
	for (size_t i = 0; i < b->happened.count; i++) {
		const struct dispatch_event *e = &b->happened.at[i];
		if (b->event_count == b->event_room) {
			b->event_room = b->event_room ? b->event_room * 2 : 64;
			b->event = mem_resize(b->event, b->event_room, sizeof *b->event);
		}
		b->event[b->event_count++] = *e;
		if (e->kind == HAPPENED_FEED_TRIP) {
			const struct site_feed *plan = &b->baseline->site->feed[e->object];
			struct violation *v = open_violation(b, VIOLATION_FEED_TRIP, e->object, e->t_ms);
			if (v) {
				v->end_ms = e->t_ms;
				v->size = v->limit = plan->trip_mw;
			}
		}
	}
	if (b->happened.count > 0)
		b->state->sums_known = false;
	b->happened.count = 0;
}

static void sum_online(struct branch *b) {
	struct branch_state *s = b->state;
	s->gen_online_mw = s->gen_greatest_mw = 0;
	for (size_t i = 0; i < b->baseline->site->gen_count; i++) {
		const struct dispatch *d = &s->bar[branch_gen_group(b, i)].dispatch;
		if (!d->gen[i].closed || d->gen[i].state != GEN_LOADED)
			continue;
		double max_mw = dispatch_gen_max_kw(d, i) / 1000;
		s->gen_online_mw += max_mw;
		s->gen_greatest_mw = fmax(s->gen_greatest_mw, max_mw);
	}
	s->sums_known = true;
}

struct feed_sums { double import_mw, limit_mw, greatest_mw; };

static struct feed_sums judge_feeds(struct branch *b) {
	struct feed_sums sums = { 0, 0, 0 };
	const struct site *site = b->baseline->site;
	for (size_t i = 0; i < site->feed_count; i++) {
		const struct dispatch_feed *f = &b->state->bar[branch_feed_group(b, i)].dispatch.feed[i];
		double limit = f->closed ? f->limit_mw : 0, least = bounds_lesser(site->feed[i].import_min_mw, 0);
		bool serves = f->closed && f->limit_mw > 0;
		sums.import_mw += f->mw;
		sums.limit_mw += limit;
		sums.greatest_mw = bounds_greater(limit, sums.greatest_mw);
		stand(b, &b->sums.open.feed[VIOLATION_IMPORT][i], VIOLATION_IMPORT, (int)i, serves && f->mw > f->limit_mw * (b->sums.open.feed[VIOLATION_IMPORT][i] ? 1 : 1 + IMPORT_BEGIN_SHARE) + IMPORT_SLACK_MW, f->mw,
		      f->limit_mw);
		stand(b, &b->sums.open.feed[VIOLATION_EXPORT][i], VIOLATION_EXPORT, (int)i, serves && f->mw < least - EXPORT_SLACK_MW, f->mw,
		      least);
	}
	return sums;
}

/* What a set's limits are about: the power of its engine. In a transient its terminals give more or less than that for a second or two, out of what
 * turns or into it; that is no load on the engine, and the frequency tells of it. */
static double engine_kw(const struct branch *b, size_t group, size_t gen) {
	const struct busbar *bar = &b->state->bar[group];
	return bar->swinging ? 1000 * swing_gen_mw(&b->swing[group].swing, gen) : bar->dispatch.gen[gen].kw;
}

/* Sets beyond their limits: only where the frequency is theirs, since the dispatch keeps them within elsewhere. */
static void judge_sets(struct branch *b, size_t group) {
	const struct site *site = b->baseline->site;
	const struct busbar *bar = &b->state->bar[group];
	bool island = dispatch_island(&bar->dispatch) && !bar->dead, before = b->sums.was_island[group];
	b->sums.was_island[group] = island;
	for (size_t i = 0; (island || before) && i < site->gen_count; i++) {
		const struct dispatch_gen *g = &bar->dispatch.gen[i];
		uint16_t *over = &b->sums.open.gen[VIOLATION_SET_OVER][i], *under = &b->sums.open.gen[VIOLATION_SET_UNDER][i];
		if (branch_gen_group(b, i) != group || (!island && !*over && !*under))
			continue;
		double max = dispatch_gen_max_kw(&bar->dispatch, i), min = site->gen[i].rated_kw * site->gen[i].min_pct / 100;
		bool carries = island && g->closed && g->state == GEN_LOADED;
		double kw = engine_kw(b, group, i);
		bool loading = g->target_kw > g->kw && b->state->t_ms - g->since_ms < 60000;
		stand(b, over, VIOLATION_SET_OVER, (int)i, carries && kw > max * (1 + SET_SLACK_SHARE), kw, max);
		stand(b, under, VIOLATION_SET_UNDER, (int)i, carries && !loading && kw < min * (1 - SET_SLACK_SHARE), kw, min);
	}
}

/* A transient begins: the step of every set against what it may take at once. */
static void judge_block(struct branch *b, size_t group, double step_mw) {
	const struct site *site = b->baseline->site;
	const struct dispatch *d = &b->state->bar[group].dispatch;
	double max_kw = 0;
	int worst = -1;
	for (size_t i = 0; i < site->gen_count; i++)
		if (d->gen[i].closed)
			max_kw += dispatch_gen_max_kw(d, i);
	for (size_t i = 0; i < site->gen_count && worst < 0; i++)
		if (d->gen[i].closed && step_mw * dispatch_gen_max_kw(d, i) * 1000 > max_kw * site->gen[i].rated_kw * site->gen[i].block_pct / 100)
			worst = (int)i;
	if (worst < 0)
		return;
	struct violation *v = open_violation(b, VIOLATION_BLOCK, worst, b->state->t_ms);
	if (!v)
		return;
	v->end_ms = v->start_ms;
	v->size = step_mw * dispatch_gen_max_kw(d, (size_t)worst) * 1000 / max_kw;
	v->limit = site->gen[worst].rated_kw * site->gen[worst].block_pct / 100;
}

void branch_note_transient(struct branch *b, size_t group) {
	const struct busbar *bar = &b->state->bar[group];
	if (b->transient_count == b->transient_room) {
		b->transient_room = b->transient_room ? b->transient_room * 2 : 8;
		b->transient = mem_resize(b->transient, b->transient_room, sizeof *b->transient);
	}
	b->transient[b->transient_count++] = (struct branch_transient_at){
		.start_ms = bar->swing_ms, .row = b->state->row, .lost_mw = bar->lost_mw, .group = (int)group,
	};
	if (fabs(bar->lost_mw) > fabs(b->sums.disturbance_mw)) {
		b->sums.disturbance_mw = bar->lost_mw;
		b->sums.disturbance_ms = bar->swing_ms;
	}
	judge_block(b, group, bar->lost_mw);
}

static double further(double a, double b, double nominal) {
	return a == a && !(fabs(b - nominal) > fabs(a - nominal)) ? a : b;
}

static void judge_hz(struct branch *b, size_t group) {
	const struct busbar *bar = &b->state->bar[group];
	const struct swing *w = &b->swing[group].swing;
	struct branch_totals *t = &b->sums.totals;
	uint16_t *slot = &b->sums.open.bus[VIOLATION_HZ][group], *dead = &b->sums.open.bus[VIOLATION_DEAD][group];
	double nominal = b->baseline->site->bus_count ? b->baseline->site->bus[0].nominal_hz : 60, band = nominal * HZ_BAND_SHARE;
	int bus = 0;
	for (size_t i = SITE_BUS_MAX; i-- > 0;)
		if (i < b->baseline->site->bus_count && b->group[i] == group)
			bus = (int)i;
	double worst = further(bar->hz_min, bar->hz_max, nominal);
	bool island = bar->swinging || (dispatch_island(&bar->dispatch) && !bar->dead);
	stand(b, slot, VIOLATION_HZ, bus, fabs(worst - nominal) > band, worst, worst < nominal ? nominal - band : nominal + band);
	stand(b, dead, VIOLATION_DEAD, bus, bar->dead, 0, nominal);
	if (!island && !(bar->dead && *slot))
		return;
	if (bar->swing_ms == TIME_NONE)
		return;
	/* A collapse is what there is to tell, whatever was before it or comes after. */
	double extreme = b->sums.collapsed ? t->hz_extreme : w->dead ? w->extreme_hz : further(t->hz_extreme, w->extreme_hz, nominal);
	if (extreme != t->hz_extreme) {
		t->hz_extreme = extreme;
		t->extreme_ms = bar->swing_ms + (int64_t)(w->extreme_s * 1000 + 0.5);
	}
	if (!(fabs(t->rocof_hz_s) >= fabs(w->rocof_hz_s)))
		t->rocof_hz_s = w->rocof_hz_s;
	b->sums.collapsed |= w->dead;
	if (b->sums.collapsed)
		t->hz_settled = NAN;
	else if (bar->swing_ms == b->sums.disturbance_ms)
		t->hz_settled = swing_droop_hz(w);
}

static enum stance stance_of(struct branch *b) {
	const struct branch_state *s = b->state;
	if (!b->stance_known || b->stance_edits != s->next_edit)
		b->stance = branch_site(b, s->t_ms, b->baseline->site)->policy.stance;
	b->stance_known = true;
	b->stance_edits = s->next_edit;
	return b->stance;
}

/* What is short after the loss that the stance covers. */
static void judge_n1(struct branch *b, const struct feed_sums *feeds, double load_mw) {
	const struct branch_state *s = b->state;
	enum stance stance = stance_of(b);
	double lost = stance == STANCE_N1_SET ? s->gen_greatest_mw : stance == STANCE_N1_FEED ? feeds->greatest_mw : 0;
	double margin = feeds->limit_mw + s->gen_online_mw - lost - load_mw;
	stand(b, &b->sums.open.site[VIOLATION_N1], VIOLATION_N1, -1, stance != STANCE_N0 && margin < 0, margin, 0);
}

static void judge_ramp(struct branch *b, double load_mw, int64_t dt_ms) {
	const struct site *site = b->baseline->site;
	double rate = dt_ms > 0 ? (load_mw - b->sums.last_load_mw) * 1000 / (double)dt_ms : 0, ramp = 0;
	uint16_t *slot = &b->sums.open.site[VIOLATION_RAMP];
	/* No set ramps by less than a thousandth of what the noise does. */
	if (fabs(rate) > RAMP_SLACK_MW || *slot)
		for (size_t i = 0; i < site->gen_count; i++)
			ramp += b->state->bar[branch_gen_group(b, i)].dispatch.gen[i].closed ? site->gen[i].ramp_kw_s / 1000 : 0;
	stand(b, slot, VIOLATION_RAMP, -1, ramp > 0 && fabs(rate) > bounds_greater(ramp, RAMP_SLACK_MW), rate, copysign(ramp, rate));
}

static void add_up(struct branch *b, const struct feed_sums *feeds, double unserved_mw, double gen_mw, int64_t dt_ms) {
	const struct branch_state *s = b->state;
	struct branch_totals *t = &b->sums.totals;
	double hours = (double)dt_ms / 3600000, load = s->demand.load_mw, online = (double)s->demand.gpus.online;
	t->load_mwh += (load - unserved_mw) * hours;
	t->import_mwh += feeds->import_mw * hours;
	t->gen_mwh += gen_mw * hours;
	t->unserved_mwh += unserved_mw * hours;
	t->load_most_mw = bounds_greater(load, t->load_most_mw);
	t->import_most_mw = bounds_greater(feeds->import_mw, t->import_most_mw);
	t->import_least_mw = bounds_lesser(feeds->import_mw, t->import_least_mw);
	t->unserved_most_mw = bounds_greater(unserved_mw, t->unserved_most_mw);
	t->headroom_least_mw = bounds_lesser(feeds->limit_mw + s->gen_online_mw - load, t->headroom_least_mw);
	if (unserved_mw > 0 && load > 0 && online > 0)
		t->shed_gpus = fmax(t->shed_gpus, ceil(online * fmin(1, unserved_mw / load)));
}

static bool any_dead(const struct branch *b) {
	for (size_t g = 0; g < b->groups; g++)
		if (b->state->bar[g].dead)
			return true;
	return false;
}

void branch_judge_row(struct branch *b, int64_t dt_ms) {
	struct branch_state *s = b->state;
	double unserved_mw = 0, gen_mw = 0;
	take_events(b);
	for (size_t g = 0; g < b->groups; g++) {
		unserved_mw += s->bar[g].unserved_mw;
		gen_mw += dispatch_sets_mw(&s->bar[g].dispatch);
		judge_sets(b, g);
		judge_hz(b, g);
	}
	if (!s->sums_known)
		sum_online(b);
	struct feed_sums feeds = judge_feeds(b);
	judge_n1(b, &feeds, s->demand.load_mw);
	judge_ramp(b, s->demand.load_mw, dt_ms);
	stand(b, &b->sums.open.site[VIOLATION_UNSERVED], VIOLATION_UNSERVED, -1, unserved_mw > UNSERVED_SLACK_MW && !any_dead(b), unserved_mw, 0);
	add_up(b, &feeds, unserved_mw, gen_mw, dt_ms);
	b->sums.last_load_mw = s->demand.load_mw;
}

const struct violation *branch_violations(const struct branch *b, size_t *count) {
	*count = b->violation_count;
	return b->violation;
}

void branch_compare(struct branch *b, const struct branch *plain) {
	violations_compare(b->violation, b->violation_count, plain->violation, plain->violation_count);
}

const struct dispatch_event *branch_events(const struct branch *b, size_t *count) {
	*count = b->event_count;
	return b->event;
}

void branch_totals(const struct branch *b, struct branch_totals *out) {
	*out = b->sums.totals;
}
