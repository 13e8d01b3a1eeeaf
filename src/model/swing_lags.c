/* The step of valve and engine, exact for an input that is linear within it: so no lag is too short for a step, and the sum of the
 * sets' energy is that of their equations. */
#include "swing_parts.h"

#include <math.h>

/* Lengths of steps that differ by less than this part are one. */
#define SAME_PART 1e-8

/* The two lags from valve pv and power pm, with an input that goes from u0 to u1 within h: the closed solution. tg differs from te. */
static void lag_solve(double tg, double te, double h, double pv, double pm, double u0, double u1, double out[3]) {
	double rate = (u1 - u0) / h, fast = pv - u0 + rate * tg, both = fast * tg / (tg - te), slow = pm - both - u0 + rate * (tg + te);
	double valve = fast * exp(-h / tg) + u0 + rate * (h - tg);
	double power = slow * exp(-h / te) + both * exp(-h / tg) + u0 + rate * (h - tg - te);
	out[0] = valve;
	out[1] = power;
	/* Both equations integrated over the step. */
	out[2] = h * (u0 + u1) / 2 - tg * (valve - pv) - te * (power - pm);
}

/* The solution is linear: four unit states give its coefficients. */
void swing_lags_make(struct swing *s, double h) {
	struct swing_lags *l = &s->lags;
	if (fabs(h - l->h_s) <= SAME_PART * h)
		return;
	l->h_s = h;
	for (size_t i = 0; i < s->count; i++) {
		double out[3], tg = s->tg_s[i], te = s->te_s[i];
		lag_solve(tg, te, h, 1, 0, 0, 0, out);
		l->vv[i] = out[0], l->mv[i] = out[1], l->iv[i] = out[2];
		lag_solve(tg, te, h, 0, 1, 0, 0, out);
		l->mm[i] = out[1], l->im[i] = out[2];
		lag_solve(tg, te, h, 0, 0, 1, 0, out);
		l->v0[i] = out[0], l->m0[i] = out[1], l->i0[i] = out[2];
		lag_solve(tg, te, h, 0, 0, 0, 1, out);
		l->v1[i] = out[0], l->m1[i] = out[1], l->i1[i] = out[2];
	}
}
