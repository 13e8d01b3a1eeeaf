/* One step of the plant: demand, dispatch, engines, then the balance with the wander of all of them. */
#include "plant.h"

#include <math.h>
#include <stdlib.h>

void plant_init(struct plant *p, const struct site *site, uint64_t seed, int64_t t_ms) {
	*p = (struct plant){ .site = site, .t_ms = t_ms };
	dispatch_init(&p->dispatch, site, t_ms);
	p->dispatch.events = &p->happened;
	demand_init(&p->demand, site, t_ms);
	p->engine = mem_zalloc(site->gen_count ? site->gen_count : 1, sizeof *p->engine);
	for (size_t i = 0; i < site->gen_count; i++)
		engine_init(&p->engine[i], seed, i);
	random_seed(&p->load_random, seed, 1);
	random_seed(&p->grid_random, seed, 2);
	random_seed(&p->meter_random, seed, 3);
	p->feed_gain = 1 + 0.001 * random_normal(&p->meter_random);
	p->gpu_gain = 1 + 0.0003 * random_normal(&p->meter_random);
	p->hz = site->bus_count ? site->bus[0].nominal_hz : 60;
}

void plant_free(struct plant *p) {
	free(p->engine);
	p->engine = NULL;
}

void plant_edit(struct plant *p, const struct edit *edit) {
	demand_edit(&p->demand, edit);
	dispatch_edit(&p->dispatch, edit);
}

void plant_fault(struct plant *p, const struct script_entry *entry) {
	p->engine[entry->gen].fault = (struct engine_fault){
		.active = true, .kind = entry->fault, .start_ms = p->t_ms, .for_ms = entry->for_ms, .number = entry->number,
		.kw = p->dispatch.gen[entry->gen].kw,
	};
}

static void step_grid(struct plant *p, double dt) {
	double nominal = p->site->bus_count ? p->site->bus[0].nominal_hz : 60;
	wander(&p->hz_wander, &p->grid_random, 0.012, 25, dt);
	wander(&p->kv_wander, &p->grid_random, 0.0009, 12, dt);
	wander(&p->header_wander, &p->grid_random, 0.12, 90, dt);
	p->hz = nominal + p->hz_wander + 0.002 * random_normal(&p->grid_random);
}

/* The wander of sets goes to the feeds; in an island it is the GPUs' voltage that takes it. */
static void close_balance(struct plant *p) {
	const struct dispatch *d = &p->dispatch;
	double sets_kw = 0;
	for (size_t i = 0; i < p->site->gen_count; i++)
		sets_kw += p->engine[i].kw;
	double aux = p->demand.aux_mw;
	if (dispatch_island(d)) {
		p->feed_mw = 0;
		p->load_mw = fmax(0, sets_kw / 1000 - aux);
		return;
	}
	p->load_mw = fmax(0, d->load_mw - aux);
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
		dispatch_set_ceiling(&p->dispatch, i, engine_fault_ceiling(&p->engine[i], &p->dispatch.gen[i], p->t_ms + dt_ms));
	dispatch_step(&p->dispatch, load, dt_ms);
	p->t_ms += dt_ms;
	for (size_t i = 0; i < p->site->gen_count; i++)
		engine_step(&p->engine[i], &p->dispatch.gen[i], &p->site->gen[i], p->t_ms, dt, p->hz, p->header_wander);
	close_balance(p);
}
