/* Protection of an island: three relays for each set (81U, 81O, overspeed) and the stages of shedding. A relay picks up where the
 * frequency passes its setting, resets as soon as it is back, and acts when it stood picked up for its delay; a stage's order stands.
 * Always true: next_due_s is the earliest that anything picked up or ordered acts, INFINITY when nothing is; while it is INFINITY and
 * the deviation is within the quiet bounds, nothing here can change. */
#include "swing_parts.h"

#include <assert.h>
#include <math.h>

#define CROSSING_HALVINGS 40

/* Which way a relay looks: +1 acts above its setting, -1 below. */
static const double looks[] = { [SWING_81U] = -1, [SWING_81O] = 1, [SWING_OVERSPEED] = 1 };
static_assert(sizeof looks / sizeof *looks == SWING_RELAYS, "one way for each relay");

static void relay_set(struct swing *s, enum swing_kind kind, size_t set, double hz, double delay_s) {
	s->relay[kind].df_hz[set] = hz - s->nominal_hz;
	s->relay[kind].delay_s[set] = fmax(SWING_RELAY_MIN_S, delay_s) + SWING_RELAY_SPREAD_S * (double)set / (double)s->count;
	s->relay[kind].pick_s[set] = NAN;
}

void swing_relays_init(struct swing *s, size_t set, const struct swing_set *of) {
	double stall = SWING_STALL_SHARE * s->nominal_hz;
	if (of->u_hz > stall)
		relay_set(s, SWING_81U, set, of->u_hz, of->u_s);
	else
		relay_set(s, SWING_81U, set, stall, 0);
	if (of->o_hz > 0)
		relay_set(s, SWING_81O, set, of->o_hz, of->o_s);
	else
		relay_set(s, SWING_81O, set, SWING_OVER_SHARE * s->nominal_hz, SWING_OVER_S);
	relay_set(s, SWING_OVERSPEED, set, SWING_OVERSPEED_SHARE * s->nominal_hz, 0);
}

void swing_relays_bound(struct swing *s) {
	s->quiet_low_hz = -INFINITY;
	s->quiet_high_hz = s->next_due_s = INFINITY;
	for (size_t kind = 0; kind < SWING_RELAYS; kind++)
		for (size_t i = 0; i < s->count; i++) {
			if (!s->closed[i])
				continue;
			if (looks[kind] < 0)
				s->quiet_low_hz = fmax(s->quiet_low_hz, s->relay[kind].df_hz[i]);
			else
				s->quiet_high_hz = fmin(s->quiet_high_hz, s->relay[kind].df_hz[i]);
			s->next_due_s = fmin(s->next_due_s, s->relay[kind].pick_s[i] + s->relay[kind].delay_s[i]); /* NaN: not picked up */
		}
	for (size_t i = 0; i < s->stage_count; i++) {
		if (!s->stage[i].ordered)
			s->quiet_low_hz = fmax(s->quiet_low_hz, s->stage[i].df_hz);
		else if (!s->stage[i].done)
			s->next_due_s = fmin(s->next_due_s, s->stage[i].due_s);
	}
}

/* The cubic through both ends of a step with their slopes, at x of 0 to 1. */
static double path_at(const struct swing_path *p, double x) {
	double y = 1 - x, rise = p->df1 - p->df0;
	return p->df0 + x * x * (3 - 2 * x) * rise + p->h_s * x * y * (y * p->slope0 - x * p->slope1);
}

/* When the deviation passed `df` within the step; at its begin, if it was beyond already. */
static double path_passes(const struct swing_path *p, double df) {
	double low = 0, high = 1, way = p->df1 >= df ? 1 : -1;
	if ((p->df0 - df) * way > 0)
		return p->t_s;
	for (int i = 0; i < CROSSING_HALVINGS; i++) {
		double middle = (low + high) / 2;
		if ((path_at(p, middle) - df) * way > 0)
			high = middle;
		else
			low = middle;
	}
	return p->t_s + high * p->h_s;
}

static bool relays_pick(struct swing *s, const struct swing_path *path) {
	bool changed = false;
	for (size_t kind = 0; kind < SWING_RELAYS; kind++)
		for (size_t i = 0; i < s->count; i++) {
			double setting = s->relay[kind].df_hz[i], *pick_s = &s->relay[kind].pick_s[i];
			bool beyond = (path->df1 - setting) * looks[kind] > 0, picked = !isnan(*pick_s);
			if (!s->closed[i] || beyond == picked)
				continue;
			*pick_s = beyond ? path_passes(path, setting) : NAN;
			changed = true;
		}
	return changed;
}

static bool stages_order(struct swing *s, const struct swing_path *path) {
	bool changed = false;
	for (size_t i = 0; i < s->stage_count; i++) {
		if (s->stage[i].ordered || path->df1 > s->stage[i].df_hz)
			continue;
		double t_s = path_passes(path, s->stage[i].df_hz);
		s->stage[i].ordered = changed = true;
		s->stage[i].due_s = t_s + s->shed_s;
		swing_happened(s, (struct swing_event){ t_s, s->nominal_hz + s->stage[i].df_hz, s->load_mw * s->stage[i].share, SWING_ORDER, (int)i });
	}
	return changed;
}

void swing_relays_watch(struct swing *s, const struct swing_path *path) {
	if (path->df1 > s->quiet_low_hz && path->df1 < s->quiet_high_hz && isinf(s->next_due_s))
		return;
	bool picked = relays_pick(s, path), ordered = stages_order(s, path);
	if (picked || ordered)
		swing_relays_bound(s);
}

static void stage_shed(struct swing *s, size_t i) {
	double share = fmin(s->stage[i].share, 1 - s->shed_share);
	swing_recovery_begin(s);
	s->stage[i].done = true;
	s->shed_share += share;
	swing_happened(s, (struct swing_event){ s->t_s, s->nominal_hz + s->df_hz, s->load_mw * share, SWING_SHED, (int)i });
}

void swing_relays_act(struct swing *s, double same_s) {
	for (size_t i = 0; i < s->stage_count; i++)
		if (s->stage[i].ordered && !s->stage[i].done && s->stage[i].due_s <= s->t_s + same_s)
			stage_shed(s, i);
	for (size_t kind = 0; kind < SWING_RELAYS; kind++)
		for (size_t i = 0; i < s->count; i++)
			if (s->closed[i] && s->relay[kind].pick_s[i] + s->relay[kind].delay_s[i] <= s->t_s + same_s)
				swing_open(s, i, (enum swing_kind)kind);
	swing_relays_bound(s);
}
