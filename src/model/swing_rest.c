/* Where the frequency comes to rest, how long it takes to stay there, and which class of ISO 8528-5 that is. The deviation at rest is
 * the root of a sum of straight pieces that never rises: Newton's step where it stays between the bounds, halving where not. */
#include "swing_parts.h"

#include <assert.h>
#include <math.h>

#define REST_PASSES 80
#define REST_NEAR_MW 1e-9

const char *const iso_words[] = { "none", "G1", "G2", "G3", NULL };
static_assert(sizeof iso_words / sizeof *iso_words == ISO_COUNT + 1, "one word for each value");

/* ISO 8528-5, in % of nominal and s; each row is stricter than the one above. */
static const struct { double droop_pct, band_pct, up_pct, down_pct, recovery_s; } limits[] = {
	[ISO_NONE] = { 100, 100, 100, 100, INFINITY },
	[ISO_G1] = { 8, 2.5, 18, 15, 10 },
	[ISO_G2] = { 5, 1.5, 12, 10, 5 },
	[ISO_G3] = { 3, 0.5, 10, 7, 3 },
};
static_assert(sizeof limits / sizeof *limits == ISO_COUNT, "one row for each class");

/* What isochronous sets do: share by droop as the others, or stand at a limit. */
enum held { HELD_NOT, HELD_LOW, HELD_HIGH };

/* What sets and damping give more than is needed at a deviation, MW; *slope: how fast that falls, MW/Hz. */
static double surplus(const struct swing *s, enum held held, double df, double *slope) {
	double sum = s->base_mw - swing_served_mw(s) - s->damping_mw_hz * df;
	*slope = s->damping_mw_hz;
	for (size_t i = 0; i < s->count; i++) {
		double u = -df * s->gain[i];
		if (held != HELD_NOT && s->isochronous[i])
			u = held == HELD_LOW ? s->low_mw[i] : s->high_mw[i];
		else
			*slope += u > s->low_mw[i] && u < s->high_mw[i] ? s->gain[i] : 0;
		sum += swing_hold(u, s->low_mw[i], s->high_mw[i]);
	}
	return sum;
}

/* Deviation at rest, or NaN. From 0, so that where every deviation is one at rest it is the least. */
static double rest_find(const struct swing *s, enum held held) {
	double low = -s->nominal_hz, high = s->nominal_hz, df = 0, slope;
	for (int pass = 0; pass < REST_PASSES; pass++) {
		double over = surplus(s, held, df, &slope);
		if (fabs(over) <= REST_NEAR_MW)
			return df;
		if (over > 0)
			low = df;
		else
			high = df;
		df = slope > 0 ? df + over / slope : NAN;
		if (!(df > low && df < high))
			df = (low + high) / 2;
	}
	return NAN; /* it went to a bound, and nothing there is enough */
}

static double rest_hz(const struct swing *s) {
	double need = swing_served_mw(s) - s->base_mw, low = 0, high = 0;
	if (s->dead)
		return NAN;
	if (!s->restoring)
		return rest_find(s, HELD_NOT);
	for (size_t i = 0; i < s->count; i++) {
		low += s->isochronous[i] ? s->low_mw[i] : 0;
		high += s->isochronous[i] ? s->high_mw[i] : 0;
	}
	if (need >= low - REST_NEAR_MW && need <= high + REST_NEAR_MW)
		return 0;
	return rest_find(s, need < low ? HELD_LOW : HELD_HIGH);
}

static double rest_told(const struct swing *s, double df) {
	return df > s->quiet_low_hz && df < s->quiet_high_hz ? s->nominal_hz + df : NAN;
}

double swing_settled_hz(const struct swing *s) {
	return rest_told(s, rest_hz(s));
}

double swing_droop_hz(const struct swing *s) {
	return s->dead ? NAN : rest_told(s, rest_find(s, HELD_NOT));
}

void swing_recovery_begin(struct swing *s) {
	s->rest_known = false;
	for (size_t c = 0; c < ISO_COUNT; c++)
		if (!s->recovery[c].outside)
			s->recovery[c].since_s = s->t_s;
}

void swing_recovery_take(struct swing *s) {
	if (!s->rest_known)
		s->rest_hz = rest_hz(s);
	s->rest_known = true;
	double off_pct = 100 * fabs(s->df_hz - s->rest_hz) / s->nominal_hz;
	for (size_t c = ISO_G1; c < ISO_COUNT; c++) {
		s->recovery[c].outside = !(off_pct <= limits[c].band_pct / 2); /* without a rest always */
		if (s->recovery[c].outside)
			s->recovery[c].worst_s = fmax(s->recovery[c].worst_s, s->t_s - s->recovery[c].since_s);
	}
}

double swing_recovery_s(const struct swing *s, enum iso_class c) {
	return s->dead || s->recovery[c].outside ? INFINITY : s->recovery[c].worst_s;
}

static bool keeps(const struct swing *s, enum iso_class c) {
	double nominal = s->nominal_hz, part = nominal / 100;
	return fabs(rest_hz(s)) <= limits[c].droop_pct * part && s->highest_hz <= nominal + limits[c].up_pct * part &&
	       s->lowest_hz >= nominal - limits[c].down_pct * part && swing_recovery_s(s, c) <= limits[c].recovery_s;
}

enum iso_class swing_class(const struct swing *s) {
	enum iso_class best = ISO_NONE;
	for (enum iso_class c = ISO_G1; c < ISO_COUNT; c++)
		best = keeps(s, c) ? c : best;
	return best;
}
