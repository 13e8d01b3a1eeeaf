/* The engine behind a set. Targets come from the state, values follow with lags of the form dt / (tau + dt): plain arithmetic, the same
 * on every machine. */
#include "engine.h"

#include <math.h>

#define AMBIENT_C 29.0
#define JACKET_C 45.0      /* jacket heater of a stopped set */
#define RPM_PER_HZ 30.0    /* four poles */
#define CRANK_RPM 160.0
#define GAS_KPA 22.0       /* header at rest; a loaded set draws it down a little */
#define SOAK_C 3.0

void wander(double *x, struct random *r, double sd, double tau_s, double dt) {
	double k = dt / (tau_s + dt);
	/* Variance of x' = (1-k)x + k s n comes to rest at s^2 k / (2-k). */
	*x += k * (sd * sqrt((2 - k) / k) * random_normal(r) - *x);
}

static void follow(double *x, double target, double tau_s, double dt) {
	*x += (target - *x) * dt / (tau_s + dt);
}

void engine_init(struct engine *e, uint64_t seed, size_t index) {
	*e = (struct engine){ 0 };
	random_seed(&e->random, seed, 100 + index);
	e->pf_tan = 0.178 + 0.008 * random_normal(&e->random);
	e->oil_bias = 4 * random_normal(&e->random);
	e->coolant_bias = 0.8 * random_normal(&e->random);
	e->exh_bias = 5 * random_normal(&e->random);
	e->spread_bias = 2.5 * random_normal(&e->random);
	e->kw_gain = 1 + 0.001 * random_normal(&e->random);
	e->coolant_c = JACKET_C + e->coolant_bias;
	e->exh_c = AMBIENT_C;
	e->gas_kpa = GAS_KPA;
}

/* 0 at the beginning of a fault, 1 at its end; for faults that come and go up to the middle and back. */
static double fault_progress(const struct engine_fault *f, int64_t t_ms) {
	double x = (double)(t_ms - f->start_ms) / (double)f->for_ms;
	x = fmin(1, fmax(0, x));
	return f->kind == FAULT_LOW_GAS ? x : fmin(1, fmin(4 * x, 4 * (1 - x)));
}

double engine_fault_ceiling(struct engine *e, const struct dispatch_gen *g, int64_t t_ms) {
	struct engine_fault *f = &e->fault;
	if (f->active && t_ms >= f->start_ms + f->for_ms && (f->kind != FAULT_LOW_GAS || g->state >= GEN_TRIPPED)) {
		f->active = false;
		return INFINITY;
	}
	if (f->active && f->kind == FAULT_LIMIT)
		return f->number;
	if (!f->active || f->kind != FAULT_LOW_GAS)
		return g->ceiling_kw;
	double x = fault_progress(f, t_ms);
	if (x <= 0 || f->kw <= 0)
		f->kw = g->kw;
	return f->kw * (1 - 0.14 * x * x);
}

double engine_max_kw(const struct engine *e, double max_kw) {
	return e->fault.active && e->fault.kind == FAULT_LIMIT ? fmin(max_kw, e->fault.number) : max_kw;
}

static bool turns(enum gen_state state) {
	return state >= GEN_RUNNING && state <= GEN_COOLING;
}

static void step_speed(struct engine *e, const struct dispatch_gen *g, const struct site_gen *plan, int64_t t_ms, double dt, double bus_hz) {
	double nominal = RPM_PER_HZ * 60;
	if (g->closed && bus_hz == bus_hz) {
		e->rpm = bus_hz * RPM_PER_HZ;
	} else if (g->closed || turns(g->state)) {
		follow(&e->rpm, nominal + 2.5 * random_normal(&e->random), 0.5, dt);
	} else if (g->state == GEN_STARTING) {
		double crank_s = plan->start_s * DISPATCH_CRANK_SHARE, into = (double)(t_ms - g->since_ms) / 1000;
		double x = crank_s > 0 ? into / crank_s : 1;
		/* Half of the time on the starter, then up. */
		e->rpm = x < 0.5 ? CRANK_RPM + 4 * random_normal(&e->random) : CRANK_RPM + (nominal - CRANK_RPM) * fmin(1, (x - 0.5) / 0.5);
	} else if (e->rpm > 0) { /* friction and pumping: to rest in about 28 s */
		e->rpm = fmax(0, e->rpm - (40 + 0.03 * e->rpm) * dt);
	}
}

static void step_coolant(struct engine *e, const struct dispatch_gen *g, double share, double dt) {
	double hot = e->fault.active && e->fault.kind == FAULT_HOT ? 12 : 0;
	if (g->closed || g->state == GEN_STARTING || turns(g->state)) {
		double target = (g->closed ? 80 + 9 * share : 76) + e->coolant_bias + hot;
		follow(&e->coolant_c, target, hot > 0 ? 60 : 150, dt);
		if (g->closed)
			e->hot = true;
		e->soak_c = SOAK_C;
		return;
	}
	/* No load and soon no pump: the block gives its heat to the coolant for a minute, then all of it cools slowly. */
	if (e->hot && e->soak_c > 0.05) {
		double part = e->soak_c * dt / (18 + dt);
		e->coolant_c += part;
		e->soak_c -= part;
		return;
	}
	e->hot = false;
	follow(&e->coolant_c, JACKET_C + e->coolant_bias, 2400, dt);
}

static void step_gas(struct engine *e, const struct dispatch_gen *g, double share, double x, double dt, double header_kpa) {
	double sag = 0;
	if (e->fault.active && e->fault.kind == FAULT_LOW_GAS)
		sag = 7.2 * x;
	if (e->fault.active && e->fault.kind == FAULT_GAS_DIP)
		sag = 5.0 * x;
	wander(&e->gas_noise, &e->random, 0.05, 3, dt);
	double target = GAS_KPA + header_kpa - (g->closed ? 0.3 + 1.0 * share : 0) - sag;
	follow(&e->gas_kpa, target, e->fault.active ? 0.5 : 6, dt);
}

static void step_exhaust(struct engine *e, const struct dispatch_gen *g, double share, double x, double dt) {
	double drift = 0;
	if (e->fault.active && e->fault.kind == FAULT_LOW_GAS)
		drift = 75 * x * (0.4 + 0.6 * x);
	if (e->fault.active && e->fault.kind == FAULT_EXHAUST)
		drift = 52 * x;
	bool fires = g->closed || g->state == GEN_RUNNING || g->state == GEN_SYNCHRONISING || g->state == GEN_COOLING;
	double target = g->closed ? 375 + 115 * share + e->exh_bias - 0.2 * drift : fires ? 310 + e->exh_bias : AMBIENT_C;
	follow(&e->exh_c, target, fires ? 25 : 420, dt);
	wander(&e->spread_noise, &e->random, 1.6, 20, dt);
	double spread = fires ? 19 + e->spread_bias + e->spread_noise + drift : 2;
	follow(&e->spread_c, spread, fires ? 3 : 60, dt);
}

void engine_step(struct engine *e, const struct dispatch_gen *g, const struct site_gen *plan, int64_t t_ms, double dt, double bus_hz,
                 double header_kpa) {
	double share = plan->rated_kw > 0 ? g->kw / plan->rated_kw : 0, x = e->fault.active ? fault_progress(&e->fault, t_ms) : 0;
	wander(&e->kw_noise, &e->random, 3.0, 4, dt);
	wander(&e->kvar_noise, &e->random, 7, 8, dt);
	e->kw = g->closed ? fmax(0, g->kw + e->kw_noise * fmin(1, g->kw / 200)) : 0;
	step_speed(e, g, plan, t_ms, dt, bus_hz);
	double cold = fmax(0, 80 - e->coolant_c), speed = e->rpm / 1800;
	follow(&e->oil_kpa, speed > 0.02 ? (425 + e->oil_bias + 1.2 * cold - 15 * share) * speed : 0, 0.7, dt);
	step_coolant(e, g, share, dt);
	step_gas(e, g, share, x, dt, header_kpa);
	step_exhaust(e, g, share, x, dt);
}
