/* The meters: every true value of the plant into a column, with the gain of its meter and its noise. What is not measured here (or
 * omitted by the script) stays missing. */
#include <math.h>

#include "plant.h"

struct meters {
	struct plant *p;
	const bool *omit;
	struct frame *frame;
};

static void put(const struct meters *m, enum metric_id id, size_t object, double value) {
	if (!m->omit[id])
		frame_set(m->frame, id, object, value);
}

static double noise(const struct meters *m, double sd) {
	return sd * random_normal(&m->p->meter_random);
}

/* A power meter does not start below its creep current. */
static double metered(double mw) {
	return fabs(mw) < 0.01 ? 0 : mw;
}

static void measure_buses(const struct meters *m) {
	bool alive = !m->p->bar.dead;
	for (size_t i = 0; i < m->p->site->bus_count; i++) {
		const struct site_bus *bus = &m->p->site->bus[i];
		put(m, M_BUS_HZ, i, m->p->hz);
		put(m, M_BUS_HZ_MIN, i, m->p->hz_low - 0.006 - fabs(noise(m, 0.004)));
		put(m, M_BUS_HZ_MAX, i, m->p->hz_high + 0.006 + fabs(noise(m, 0.004)));
		put(m, M_BUS_KV, i, alive ? bus->nominal_kv * (0.9985 + m->p->kv_wander) + noise(m, 0.002) : 0);
	}
}

static void measure_feeds(const struct meters *m) {
	const struct dispatch *d = &m->p->bar.dispatch;
	double limits_mw = 0;
	for (size_t i = 0; i < m->p->site->feed_count; i++)
		limits_mw += d->feed[i].closed ? d->feed[i].limit_mw : 0;
	for (size_t i = 0; i < m->p->site->feed_count; i++) {
		const struct dispatch_feed *f = &d->feed[i];
		int bus = m->p->site->feed[i].bus;
		double nominal = bus >= 0 && (size_t)bus < m->p->site->bus_count ? m->p->site->bus[bus].nominal_kv : 13.8;
		double share = limits_mw > 0 ? f->limit_mw / limits_mw : 0;
		put(m, M_FEED_MW, i, f->closed ? metered(m->p->feed_mw * share * m->p->feed_gain + noise(m, 0.003)) : 0);
		put(m, M_FEED_LIMIT_MW, i, f->limit_mw);
		bool healthy = f->closed || m->p->bar.back_ms[i] != TIME_NONE;
		put(m, M_FEED_KV, i, healthy ? nominal * (0.999 + m->p->kv_wander) + noise(m, 0.002) : 0);
		put(m, M_FEED_BREAKER, i, f->closed ? BREAKER_CLOSED : BREAKER_OPEN);
	}
}

static enum gen_mode mode_of(const struct dispatch_gen *g) {
	if (g->state == GEN_OUT_OF_SERVICE)
		return MODE_OFF;
	return g->command == COMMAND_AUTO ? MODE_AUTO : MODE_MANUAL;
}

static void measure_set(const struct meters *m, size_t i) {
	const struct dispatch *d = &m->p->bar.dispatch;
	const struct dispatch_gen *g = &d->gen[i];
	struct engine *e = &m->p->engine[i];
	struct random *r = &e->random;
	put(m, M_GEN_STATE, i, g->state);
	put(m, M_GEN_MODE, i, mode_of(g));
	put(m, M_GEN_BREAKER, i, g->closed ? BREAKER_CLOSED : BREAKER_OPEN);
	put(m, M_GEN_CTL, i, dispatch_island(d) ? CTL_ISOCH : CTL_IMPORT);
	put(m, M_GEN_KW, i, g->closed ? e->kw * e->kw_gain + 0.8 * random_normal(r) : 0);
	put(m, M_GEN_MAX_KW, i, engine_max_kw(e, dispatch_gen_max_kw(d, i)));
	put(m, M_GEN_KVAR, i, g->closed ? e->kw * e->pf_tan + e->kvar_noise : 0);
	put(m, M_GEN_RPM, i, e->rpm > 0 ? fmax(0, e->rpm + 0.5 * random_normal(r)) : 0);
	put(m, M_GEN_OIL_KPA, i, e->oil_kpa > 2 ? fmax(0, e->oil_kpa + 1.2 * random_normal(r)) : 0);
	put(m, M_GEN_COOLANT_C, i, e->coolant_c + 0.15 * random_normal(r));
	put(m, M_GEN_GAS_KPA, i, fmax(0, e->gas_kpa + e->gas_noise + 0.03 * random_normal(r)));
	put(m, M_GEN_EXH_C, i, e->exh_c + 0.6 * random_normal(r));
	put(m, M_GEN_EXH_SPREAD_C, i, fmax(0, e->spread_c + 0.5 * random_normal(r)));
}

static void measure_gpus(const struct meters *m, bool with_arrays) {
	const struct demand *d = &m->p->demand;
	struct demand lost;
	if (m->p->bar.shed_share > 0) {
		lost = *d;
		demand_lose_power(&lost, m->p->bar.shed_share);
		d = &lost;
	}
	put(m, M_GPU_ONLINE, 0, d->online);
	put(m, M_GPU_READY, 0, d->ready);
	put(m, M_GPU_JOB, 0, d->job);
	put(m, M_GPU_MW, 0, metered(fmax(0, m->p->load_mw * m->p->gpu_gain + noise(m, 0.002))));
	put(m, M_GPU_CAP_W, 0, d->cap_w);
	for (size_t i = 0; with_arrays && i < m->p->site->array_count; i++)
		put(m, M_ARRAY_ONLINE, i, demand_array_online(d, i));
}

void plant_measure(struct plant *p, const bool *omit, bool with_arrays, struct frame *frame) {
	struct meters m = { p, omit, frame };
	frame_reset(frame, p->site, p->t_ms);
	measure_buses(&m);
	measure_feeds(&m);
	for (size_t i = 0; i < p->site->gen_count; i++)
		measure_set(&m, i);
	if (p->site->gpu.present)
		measure_gpus(&m, with_arrays);
	if (p->demand.aux_mw > 0)
		put(&m, M_AUX_MW, 0, p->demand.aux_mw + noise(&m, 0.004));
}
