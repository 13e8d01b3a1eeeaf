/* The island's state, and its steps. Each step is exact for the lags of valve and engine, for an input that is linear within it, and
 * keeps the balance of energy by their exact integral; only how the input bends within a step is left out, which is of second order.
 * Invariants: a set that is off the bus has 0 in every column; sums of columns (inertia, gain,
 * base, moved) are those of the sets on the bus; lags belong to lags.h_s. */
#include "swing_parts.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Columns are gone through so many at once; each lane has its own sum, so that the order of additions is always the same. */
#define LANES 4
static_assert(SITE_GEN_MAX % LANES == 0, "whole lanes");
/* A step is at most this part of the island's own time constant, inertia over gain, yet never below the least. */
#define STIFF_SHARE 0.25
#define STEP_MIN_S 1e-4
/* Moments that differ by less are one, s; so are counts of steps, by this part. */
#define SAME_S 1e-9
#define SAME_PART 1e-8

const char *const swing_kind_words[] = { "81U", "81O", "12", "trip", "shed ordered", "shed", "dead", NULL };
static_assert(sizeof swing_kind_words / sizeof *swing_kind_words == SWING_KIND_COUNT + 1, "one word for each value");

static double at_least(double value, double least) {
	return isfinite(value) && value >= least ? value : least;
}

static double finite_or(double value, double otherwise) {
	return isfinite(value) ? value : otherwise;
}

struct swing_set swing_set_of(const struct site_gen *gen, double p0_mw, double max_mw) {
	return (struct swing_set){
		.closed = true, .rated_mw = gen->rated_kw / 1000, .mva = gen->mva, .h_s = gen->h_s, .droop_pct = gen->droop_pct,
		.tg_s = gen->tg_s, .te_s = gen->te_s, .p0_mw = p0_mw, .max_mw = max_mw, .u_hz = gen->u_hz, .u_s = gen->u_s,
	};
}

void swing_case_shed(struct swing_case *c, const struct policy *policy) {
	c->shed_s = policy->shed == SHED_BREAKER ? policy->breaker_s : policy->cap_s;
	c->stage_count = policy->shed == SHED_NONE ? 0 : policy->stage_count;
	for (size_t i = 0; i < c->stage_count; i++) {
		c->stage[i].hz = policy->stage[i].hz;
		c->stage[i].pct = policy->stage[i].pct;
	}
}

/* Sums after a set came or went, and the isochronous sets' shares: together they move as the whole droop of the island would. */
static void sums_make(struct swing *s) {
	double isochronous = 0;
	s->inertia_mw_s_hz = s->gain_mw_hz = s->base_mw = s->moved_mw = 0;
	for (size_t i = 0; i < s->count; i++) {
		s->inertia_mw_s_hz += s->inertia[i];
		s->gain_mw_hz += s->gain[i];
		s->base_mw += s->p0_mw[i];
		s->moved_mw += s->pm_mw[i];
		isochronous += s->isochronous[i] ? s->gain[i] : 0;
	}
	s->restoring = isochronous > 0;
	for (size_t i = 0; i < s->count; i++)
		s->restore[i] = s->isochronous[i] && s->restoring ? s->gain[i] * s->gain_mw_hz / isochronous : 0;
	s->rest_known = false;
}

/* Columns of a set that comes onto the bus, or 0 for one that does not. */
static void set_init(struct swing *s, size_t i, const struct swing_set *of) {
	double max_mw = fmax(0, finite_or(of->max_mw, 0)), droop = at_least(of->droop_pct, SWING_DROOP_MIN_PCT) / 100;
	s->tg_s[i] = fmin(SWING_LAG_MAX_S, at_least(of->tg_s, SWING_LAG_MIN_S));
	s->te_s[i] = fmin(SWING_LAG_MAX_S, at_least(of->te_s, SWING_LAG_MIN_S));
	if (fabs(s->tg_s[i] - s->te_s[i]) < 1e-5 * s->te_s[i]) /* the solution for two lags has none for one that is double */
		s->tg_s[i] = s->te_s[i] * (1 + 1e-5);
	if (!of->closed)
		return;
	s->closed[i] = true;
	s->isochronous[i] = of->isochronous;
	s->inertia[i] = 2 * at_least(of->h_s, SWING_H_MIN_S) * fmax(finite_or(of->mva, 0), 1e-3) / s->nominal_hz;
	s->gain[i] = fmax(0, finite_or(of->rated_mw, 0)) / (droop * s->nominal_hz);
	s->p0_mw[i] = fmax(0, finite_or(of->p0_mw, 0));
	s->low_mw[i] = -s->p0_mw[i];
	s->high_mw[i] = max_mw - s->p0_mw[i];
	swing_relays_init(s, i, of);
}

static void stages_init(struct swing *s, const struct swing_case *c) {
	s->shed_s = at_least(c->shed_s, SWING_RELAY_MIN_S);
	for (size_t i = 0; i < c->stage_count && i < SITE_STAGE_MAX; i++) {
		if (!isfinite(c->stage[i].hz) || !(c->stage[i].pct > 0))
			continue;
		s->stage[s->stage_count].df_hz = c->stage[i].hz - s->nominal_hz;
		s->stage[s->stage_count++].share = fmin(1, c->stage[i].pct / 100);
	}
}

/* By the caller: what follows counts for rocof_hz_s. */
static void disturb(struct swing *s) {
	swing_recovery_begin(s);
	s->disturbed = true;
}

void swing_init(struct swing *s, const struct swing_case *c) {
	memset(s, 0, sizeof *s);
	s->nominal_hz = c->nominal_hz > 0 && isfinite(c->nominal_hz) ? c->nominal_hz : 60;
	s->damping_mw_hz = fmax(0, finite_or(c->damping_mw_hz, 0));
	s->restore_s = c->restore_s > 0 ? c->restore_s : SWING_RESTORE_S;
	s->restore_after_s = finite_or(c->restore_after_s, 0);
	s->step_s = c->step_s > 0 ? fmax(STEP_MIN_S, fmin(SWING_STEP_S, c->step_s)) : SWING_STEP_S;
	s->load_mw = fmax(0, finite_or(c->load_mw, 0));
	s->count = c->set_count < SITE_GEN_MAX ? c->set_count : SITE_GEN_MAX;
	s->width = (s->count + LANES - 1) / LANES * LANES;
	s->extreme_hz = s->lowest_hz = s->highest_hz = s->window_low_hz = s->window_high_hz = s->nominal_hz;
	disturb(s);
	for (size_t i = 0; i < s->count; i++)
		set_init(s, i, &c->sets[i]);
	stages_init(s, c);
	sums_make(s);
	swing_relays_bound(s);
	if (s->inertia_mw_s_hz <= 0) { /* nobody is there */
		s->dead = true;
		s->dead_hz = s->extreme_hz = s->lowest_hz = s->highest_hz = s->window_low_hz = s->window_high_hz = NAN;
	}
}

void swing_happened(struct swing *s, struct swing_event event) {
	if (s->event_count < SWING_EVENT_MAX)
		s->event[s->event_count++] = event;
}

static void happened_now(struct swing *s, enum swing_kind kind, int object, double mw) {
	swing_happened(s, (struct swing_event){ s->t_s, s->nominal_hz + s->df_hz, mw, kind, object });
}

static void die(struct swing *s) {
	happened_now(s, SWING_DEAD, -1, swing_served_mw(s));
	s->dead = true;
	s->dead_s = s->extreme_s = s->t_s;
	s->dead_hz = s->extreme_hz = s->nominal_hz + s->df_hz;
}

void swing_open(struct swing *s, size_t i, enum swing_kind kind) {
	swing_recovery_begin(s);
	happened_now(s, kind, (int)i, s->p0_mw[i] + s->pm_mw[i]);
	s->closed[i] = s->isochronous[i] = false;
	s->inertia[i] = s->gain[i] = s->p0_mw[i] = s->low_mw[i] = s->high_mw[i] = 0;
	s->pv_mw[i] = s->pm_mw[i] = s->u_mw[i] = s->bias_mw[i] = 0;
	sums_make(s);
	if (s->inertia_mw_s_hz <= 0)
		die(s);
}

void swing_load(struct swing *s, double load_mw) {
	if (!isfinite(load_mw) || load_mw < 0 || load_mw == s->load_mw)
		return;
	disturb(s);
	s->load_mw = load_mw;
}

void swing_trip(struct swing *s, size_t set) {
	if (set >= s->count || !s->closed[set])
		return;
	disturb(s);
	swing_open(s, set, SWING_TRIP);
	swing_relays_bound(s);
}

void swing_join(struct swing *s, size_t set, const struct swing_set *of) {
	if (s->dead || set >= s->count || s->closed[set])
		return;
	disturb(s);
	set_init(s, set, of);
	s->lags.h_s = 0; /* its lags may be others */
	sums_make(s);
	swing_relays_bound(s);
}

void swing_limit(struct swing *s, size_t set, double max_mw) {
	if (set >= s->count || !s->closed[set] || !(max_mw >= 0))
		return;
	s->high_mw[set] = max_mw - s->p0_mw[set];
	s->rest_known = false;
}

/* All that is a deviation from p0 moves the other way, so that nothing jumps. */
void swing_setpoint(struct swing *s, size_t set, double mw) {
	if (set >= s->count || !s->closed[set] || !isfinite(mw))
		return;
	double by = swing_hold(mw, 0, s->p0_mw[set] + s->high_mw[set]) - s->p0_mw[set];
	s->p0_mw[set] += by;
	s->low_mw[set] -= by;
	s->high_mw[set] -= by;
	s->pv_mw[set] -= by;
	s->pm_mw[set] -= by;
	s->u_mw[set] -= by;
	sums_make(s);
}

void swing_window(struct swing *s) {
	s->window_low_hz = s->window_high_hz = swing_hz(s);
}

double swing_rocof_hz_s(const struct swing *s) {
	if (s->dead)
		return 0;
	return (s->base_mw + s->moved_mw - swing_served_mw(s) - s->damping_mw_hz * s->df_hz) / s->inertia_mw_s_hz;
}

/* The integral of all sets' power over the step, MW s, if the deviation at its end is df. */
static double power_integral(const struct swing *s, double df) {
	const struct swing_lags *l = &s->lags;
	double sum[LANES] = { 0 };
	for (size_t i = 0; i < s->width; i += LANES)
		for (size_t j = 0; j < LANES; j++) {
			size_t k = i + j;
			double u = swing_hold(s->bias_mw[k] - df * s->gain[k], s->low_mw[k], s->high_mw[k]);
			sum[j] += l->im[k] * s->pm_mw[k] + l->iv[k] * s->pv_mw[k] + l->i0[k] * s->u_mw[k] + l->i1[k] * u;
		}
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Every set to the end of the step, where the deviation is df. */
static void sets_advance(struct swing *s, double df) {
	const struct swing_lags *l = &s->lags;
	double sum[LANES] = { 0 };
	for (size_t i = 0; i < s->width; i += LANES)
		for (size_t j = 0; j < LANES; j++) {
			size_t k = i + j;
			double u = swing_hold(s->bias_mw[k] - df * s->gain[k], s->low_mw[k], s->high_mw[k]), u0 = s->u_mw[k], pv = s->pv_mw[k];
			double pm = l->mm[k] * s->pm_mw[k] + l->mv[k] * pv + l->m0[k] * u0 + l->m1[k] * u;
			s->pv_mw[k] = l->vv[k] * pv + l->v0[k] * u0 + l->v1[k] * u;
			s->pm_mw[k] = pm;
			s->u_mw[k] = u;
			sum[j] += pm;
		}
	s->moved_mw = (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Set-points of isochronous sets, within what the sets can give, so that nothing winds up. `hz_s`: the deviation's integral. */
static void bias_advance(struct swing *s, double hz_s) {
	double by = -hz_s / s->restore_s;
	for (size_t i = 0; i < s->width; i++)
		s->bias_mw[i] = swing_hold(s->bias_mw[i] + by * s->restore[i], s->low_mw[i], s->high_mw[i]);
}

/* The deviation at the end of a step of h, by the balance of energy. What the input is then depends on it, but so weakly, through two
 * lags, that what the slope promises is near enough; without lags this is Heun's method. */
static double df_after(const struct swing *s, double slope, double h) {
	double drag = s->damping_mw_hz * h / 2, inertia = s->inertia_mw_s_hz;
	double given = h * (s->base_mw - swing_served_mw(s)) + power_integral(s, s->df_hz + slope * h);
	return (s->df_hz * (inertia - drag) + given) / (inertia + drag);
}

static void take_hz(struct swing *s, double df, double t_s) {
	double hz = s->nominal_hz + df;
	if (fabs(df) > fabs(s->extreme_hz - s->nominal_hz)) {
		s->extreme_hz = hz;
		s->extreme_s = t_s;
	}
	s->lowest_hz = fmin(s->lowest_hz, hz);
	s->highest_hz = fmax(s->highest_hz, hz);
	s->window_low_hz = fmin(s->window_low_hz, hz);
	s->window_high_hz = fmax(s->window_high_hz, hz);
}

/* Where the slope changes its sign the turn lies within the step: of the cubic through both ends with their slopes. */
static void take_path(struct swing *s, const struct swing_path *p) {
	if (p->slope0 * p->slope1 < 0) {
		double rise = (p->df1 - p->df0) / p->h_s, a = 3 * (p->slope0 + p->slope1 - 2 * rise), b = 2 * (3 * rise - 2 * p->slope0 - p->slope1);
		/* slope(x) = a x^2 + b x + slope0 on 0..1 has one root there; this form of it is safe for a = 0. */
		double root = sqrt(fmax(0, b * b - 4 * a * p->slope0)), x = 2 * p->slope0 / (p->slope0 > 0 ? -b + root : -b - root);
		if (x > 0 && x < 1)
			take_hz(s, p->df0 + p->h_s * x * (p->slope0 + x * (b / 2 + x * a / 3)), p->t_s + x * p->h_s);
	}
	take_hz(s, p->df1, p->t_s + p->h_s);
}

static void step_once(struct swing *s, double h) {
	struct swing_path path = { .t_s = s->t_s, .h_s = h, .df0 = s->df_hz, .slope0 = swing_rocof_hz_s(s) };
	if (s->disturbed && fabs(path.slope0) > fabs(s->rocof_hz_s))
		s->rocof_hz_s = path.slope0;
	s->disturbed = false;
	swing_lags_make(s, h);
	if (s->restoring && s->t_s >= s->restore_after_s)
		bias_advance(s, h * (path.df0 + path.slope0 * h / 2));
	path.df1 = df_after(s, path.slope0, h);
	sets_advance(s, path.df1);
	s->unserved_mw_s += swing_shed_mw(s) * h;
	s->df_hz = path.df1;
	s->t_s += h;
	path.slope1 = swing_rocof_hz_s(s);
	take_path(s, &path);
	swing_recovery_take(s);
	swing_relays_watch(s, &path);
	if (s->next_due_s <= s->t_s + SAME_S)
		swing_relays_act(s, SAME_S);
}

static double step_most(const struct swing *s) {
	double own = s->inertia_mw_s_hz / (s->gain_mw_hz + s->damping_mw_hz + 1e-9);
	return fmax(STEP_MIN_S, fmin(s->step_s, STIFF_SHARE * own));
}

void swing_step(struct swing *s, double dt_s) {
	double end = s->t_s + dt_s;
	while (!s->dead && end - s->t_s > SAME_S) {
		double until = fmin(end, s->next_due_s) - s->t_s, parts = ceil(until / step_most(s) - SAME_PART);
		step_once(s, fmax(SAME_S, until / fmax(1, parts)));
	}
	if (s->dead && end > s->t_s)
		s->unserved_mw_s += s->load_mw * (end - s->t_s);
	if (dt_s > 0)
		s->t_s = end;
}

size_t swing_run(struct swing *s, double seconds, struct swing_point *point, size_t room) {
	double start = s->t_s;
	size_t steps = seconds > 0 ? (size_t)ceil(seconds / s->step_s - SAME_PART) : 0, kept = 0;
	for (size_t i = 0; i <= steps; i++) {
		if (i > 0)
			swing_step(s, start + fmin(seconds, (double)i * s->step_s) - s->t_s);
		if (kept < room)
			point[kept++] = (struct swing_point){ (float)s->t_s, (float)swing_hz(s), (float)swing_sets_mw(s), (float)swing_served_mw(s) };
	}
	return kept;
}

double swing_hz(const struct swing *s) {
	return s->dead ? NAN : s->nominal_hz + s->df_hz;
}

double swing_gen_mw(const struct swing *s, size_t set) {
	return set < s->count ? s->p0_mw[set] + s->pm_mw[set] : 0;
}

double swing_sets_mw(const struct swing *s) {
	return s->base_mw + s->moved_mw;
}

double swing_served_mw(const struct swing *s) {
	return s->dead ? 0 : s->load_mw * (1 - s->shed_share);
}

double swing_shed_mw(const struct swing *s) {
	return s->dead ? 0 : s->load_mw * s->shed_share;
}
