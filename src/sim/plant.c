/* One step of the plant: demand, busbar, engines, then the balance with the wander of all of them. */
#include "plant.h"

#include <math.h>
#include <stdlib.h>

void plant_init(struct plant *p, const struct site *site, uint64_t seed, int64_t t_ms) {
	*p = (struct plant){ .site = site, .t_ms = t_ms };
	busbar_init(&p->bar, site, t_ms);
	p->swing = mem_zalloc(1, sizeof *p->swing);
	p->bar.dispatch.events = &p->happened;
	demand_init(&p->demand, site, t_ms);
	p->engine = mem_zalloc(site->gen_count ? site->gen_count : 1, sizeof *p->engine);
	for (size_t i = 0; i < site->gen_count; i++)
		engine_init(&p->engine[i], seed, i);
	random_seed(&p->load_random, seed, 1);
	random_seed(&p->grid_random, seed, 2);
	random_seed(&p->meter_random, seed, 3);
	p->feed_gain = 1 + 0.001 * random_normal(&p->meter_random);
	p->gpu_gain = 1 + 0.0003 * random_normal(&p->meter_random);
	p->hz = p->bar.hz;
	p->swing_ms = TIME_NONE;
	plant_sample(p);
}

void plant_free(struct plant *p) {
	free(p->engine);
	free(p->swing);
	p->engine = NULL;
	p->swing = NULL;
}

void plant_edit(struct plant *p, const struct edit *edit) {
	demand_edit(&p->demand, edit);
	busbar_edit(&p->bar, p->swing, edit);
}

void plant_trip(struct plant *p, size_t gen) {
	busbar_trip(&p->bar, p->swing, gen);
}

void plant_sample(struct plant *p) {
	p->bar_low_hz = p->bar_high_hz = NAN;
}

void plant_fault(struct plant *p, const struct script_entry *entry) {
	p->engine[entry->gen].fault = (struct engine_fault){
		.active = true, .kind = entry->fault, .start_ms = p->t_ms, .for_ms = entry->for_ms, .number = entry->number,
		.kw = p->bar.dispatch.gen[entry->gen].kw,
	};
}

static void step_grid(struct plant *p, double dt) {
	wander(&p->hz_wander, &p->grid_random, 0.012, 25, dt);
	wander(&p->kv_wander, &p->grid_random, 0.0009, 12, dt);
	wander(&p->header_wander, &p->grid_random, 0.12, 90, dt);
	p->hz_noise = 0.002 * random_normal(&p->grid_random);
}

/* Governors hold an island closer than a continent holds its grid. */
static double with_wander(const struct plant *p, double hz) {
	return dispatch_island(&p->bar.dispatch) ? hz + 0.25 * p->hz_wander + p->hz_noise : hz + p->hz_wander + p->hz_noise;
}

static void take_hz(struct plant *p) {
	const struct busbar *g = &p->bar;
	p->bar_low_hz = fmin(p->bar_low_hz, g->hz_min); /* a number beats none */
	p->bar_high_hz = fmax(p->bar_high_hz, g->hz_max);
}

static void happened(struct plant *p, struct plant_event event) {
	if (p->event_count < PLANT_EVENT_MAX)
		p->event[p->event_count++] = event;
}

/* What relays and stages did since it was last looked at. */
static void take_events(struct plant *p) {
	const struct swing *w = &p->swing->swing;
	int64_t start_ms = p->bar.swing_ms;
	if (start_ms != p->swing_ms)
		p->taken = 0;
	p->swing_ms = start_ms;
	for (; start_ms != TIME_NONE && p->taken < w->event_count; p->taken++) {
		const struct swing_event *e = &w->event[p->taken];
		if (e->kind != SWING_DEAD)
			happened(p, (struct plant_event){ start_ms + (int64_t)(e->t_s * 1000 + 0.5), e->kind, e->object, e->mw, e->hz });
	}
}

static void step_bar(struct plant *p, double load_mw, int64_t dt_ms) {
	bool was_dead = p->bar.dead;
	double served_mw = p->bar.served_mw;
	busbar_step(&p->bar, p->swing, load_mw, dt_ms);
	take_events(p);
	if (!was_dead || !p->bar.dead)
		take_hz(p);
	if (!was_dead && p->bar.dead)
		happened(p, (struct plant_event){ p->bar.dispatch.t_ms, SWING_DEAD, -1, served_mw, p->bar.hz_min });
}

/* Arrays without power leave the demand, once what is left of it is known. */
static void lose_power(struct plant *p) {
	struct busbar *g = &p->bar;
	if (g->swinging || !(g->shed_share > 0))
		return;
	demand_lose_power(&p->demand, g->shed_share);
	busbar_forget_shed(g);
}

static void step_power(struct plant *p, double load_mw, int64_t dt_ms) {
	int64_t end_ms = p->bar.dispatch.t_ms + dt_ms;
	while (dispatch_island(&p->bar.dispatch) && !p->bar.dead && p->bar.dispatch.t_ms < end_ms) {
		int64_t left_ms = end_ms - p->bar.dispatch.t_ms;
		step_bar(p, load_mw, 0);
		step_bar(p, load_mw, p->bar.swinging && left_ms > PLANT_FINE_MS ? PLANT_FINE_MS : left_ms);
	}
	if (p->bar.dispatch.t_ms < end_ms)
		step_bar(p, load_mw, end_ms - p->bar.dispatch.t_ms);
	lose_power(p);
}

/* The wander of sets goes to the feeds; in an island it is the GPUs' voltage that takes it. */
static void close_balance(struct plant *p) {
	const struct dispatch *d = &p->bar.dispatch;
	double sets_kw = 0;
	for (size_t i = 0; i < p->site->gen_count; i++)
		sets_kw += p->engine[i].kw;
	double aux = p->demand.aux_mw;
	if (dispatch_island(d)) {
		p->feed_mw = 0;
		p->load_mw = fmax(0, sets_kw / 1000 - aux);
		return;
	}
	p->load_mw = fmax(0, d->load_mw - d->unserved_mw - aux);
	p->feed_mw = p->load_mw + aux - sets_kw / 1000;
}

void plant_step(struct plant *p, int64_t dt_ms) {
	double dt = (double)dt_ms / 1000;
	demand_step(&p->demand, dt_ms);
	step_grid(p, dt);
	/* Thousands of servers average out; a synchronous job breathes. */
	wander(&p->load_noise, &p->load_random, p->demand.job > 0 ? 0.0008 : 0.0004, 5, dt);
	double load = demand_mw(&p->demand) * (1 + p->load_noise) + p->demand.aux_mw;
	for (size_t i = 0; i < p->site->gen_count; i++)
		dispatch_set_ceiling(&p->bar.dispatch, i, engine_fault_ceiling(&p->engine[i], &p->bar.dispatch.gen[i], p->t_ms + dt_ms));
	step_power(p, load, dt_ms);
	p->t_ms += dt_ms;
	p->hz = with_wander(p, p->bar.hz);
	p->hz_low = with_wander(p, p->bar_low_hz);
	p->hz_high = with_wander(p, p->bar_high_hz);
	for (size_t i = 0; i < p->site->gen_count; i++)
		engine_step(&p->engine[i], &p->bar.dispatch.gen[i], &p->site->gen[i], p->t_ms, dt, p->hz, p->header_wander);
	close_balance(p);
}
