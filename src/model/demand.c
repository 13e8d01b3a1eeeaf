/* Demand of the GPUs, step by step. Invariants: job <= ready <= online <= installed, all whole; `loading` holds the GPUs between
 * online and ready, oldest first, their sum being online - ready. */
#include "demand.h"

#include <math.h>
#include <string.h>

#include "bounds.h"

double ramp_at(const struct ramp *r, int64_t t_ms) {
	if (r->over_ms <= 0 || t_ms >= r->start_ms + r->over_ms)
		return r->to;
	if (t_ms <= r->start_ms)
		return r->from;
	return r->from + (r->to - r->from) * (double)(t_ms - r->start_ms) / (double)r->over_ms;
}

static void ramp_set(struct ramp *r, int64_t t_ms, double to, double over_s) {
	r->from = ramp_at(r, t_ms);
	r->to = to;
	r->start_ms = t_ms;
	r->over_ms = (int64_t)(over_s * 1000 + 0.5);
}

static double array_size(const struct demand *d) {
	return d->plan.array >= 1 ? d->plan.array : 1;
}

/* Whole arrays of what the ramp has reached; all of it at its end. */
static double online_at(const struct demand *d, double reached) {
	if (reached == d->online_ramp.to)
		return reached;
	double size = array_size(d), whole = floor(reached / size) * size;
	/* GPUs that are online already stay so, whatever part of an array the ramp began with. */
	return d->online_ramp.to >= d->online ? fmax(whole, d->online) : fmin(whole, d->online);
}

/* The racks of the next array take power one by one during the last half minute before it counts as online. */
static double powered_at(const struct demand *d, double reached) {
	const struct ramp *r = &d->online_ramp;
	double to_go, size, rate, part;
	if (r->over_ms <= 0 || r->to <= r->from || reached >= r->to)
		return d->online;
	size = fmin(floor(d->online / array_size(d)) * array_size(d) + array_size(d), r->to) - d->online;
	rate = (r->to - r->from) / (double)r->over_ms;
	to_go = d->online + size - reached;
	part = 1 - to_go / fmin(rate * DEMAND_ARRAY_POWER_MS, size);
	return d->online + size * fmin(1, fmax(0, part));
}

static void loading_add(struct demand *d, double gpus) {
	if (d->loading_count == DEMAND_LOADING_MAX) { /* faster than arrays come: they get ready together with the last */
		d->loading[DEMAND_LOADING_MAX - 1].gpus += gpus;
		return;
	}
	d->loading[d->loading_count].ready_ms = d->t_ms + DEMAND_LOAD_MODEL_MS;
	d->loading[d->loading_count++].gpus = gpus;
}

static void loading_finish(struct demand *d) {
	size_t done = 0;
	while (done < d->loading_count && d->loading[done].ready_ms <= d->t_ms)
		d->ready += d->loading[done++].gpus;
	if (done == 0)
		return;
	d->loading_count -= done;
	memmove(d->loading, d->loading + done, d->loading_count * sizeof d->loading[0]);
}

/* GPUs leave: those still loading first, the newest of them first. */
static void loading_drop(struct demand *d, double gpus) {
	while (gpus > 0 && d->loading_count > 0) {
		double *last = &d->loading[d->loading_count - 1].gpus, part = fmin(gpus, *last);
		*last -= part;
		gpus -= part;
		if (*last <= 0)
			d->loading_count--;
	}
	d->ready = fmax(0, d->ready - gpus);
}

static void update_counts(struct demand *d) {
	double reached = ramp_at(&d->online_ramp, d->t_ms), online = online_at(d, reached);
	if (online > d->online)
		loading_add(d, online - d->online);
	else if (online < d->online)
		loading_drop(d, d->online - online);
	d->online = online;
	d->powered = powered_at(d, reached);
	loading_finish(d);
	d->job = d->job_on ? bounds_lesser(d->needed, d->ready) : 0;
}

double demand_train_w(const struct gpu_plan *plan) {
	return isnan(plan->train_w) ? plan->tdp_w : plan->train_w;
}

double demand_stall_w(const struct gpu_plan *plan) {
	return isnan(plan->stall_w) ? plan->ready_w : plan->stall_w;
}

double demand_slow_share(const struct gpu_plan *plan) {
	return plan->pue * (1 + plan->network_pct / 100) - 1;
}

static void update_power(struct demand *d) {
	const struct gpu_plan *plan = &d->plan;
	d->cap_w = ramp_at(&d->cap_ramp, d->t_ms);
	double cap = d->cap_w, idle = bounds_lesser(plan->idle_w, cap), ready = bounds_lesser(plan->ready_w, cap);
	double work = bounds_lesser(demand_train_w(plan), cap);
	d->job_w = ready + (work - ready) * ramp_at(&d->job_ramp, d->t_ms);
	if (d->stall_end_ms != TIME_NONE && d->t_ms < d->stall_end_ms)
		d->job_w = fmin(d->job_w, demand_stall_w(plan));
	else
		d->stall_end_ms = TIME_NONE;
	double watts = (d->powered - d->ready) * idle + (d->ready - d->job) * ready + d->job * d->job_w + d->powered * plan->overhead_w;
	d->server_mw = plan->present ? watts * 1e-6 : 0;
}

void demand_settle(struct demand *d) {
	d->slow_mw = d->server_mw * demand_slow_share(&d->plan);
}

void demand_init(struct demand *d, const struct site *site, int64_t t_ms) {
	memset(d, 0, sizeof *d);
	d->plan = site->gpu;
	d->t_ms = t_ms;
	d->needed = site->training.present ? site->training.gpus_needed : site->gpu.installed;
	d->cap_ramp = (struct ramp){ site->gpu.tdp_w, site->gpu.tdp_w, t_ms, 0 };
	d->online_ramp.start_ms = d->job_ramp.start_ms = t_ms;
	d->stall_end_ms = TIME_NONE;
	update_power(d);
	demand_settle(d);
}

void demand_counts(struct demand *d) {
	update_counts(d);
	d->cap_w = ramp_at(&d->cap_ramp, d->t_ms);
	if (d->stall_end_ms != TIME_NONE && d->t_ms >= d->stall_end_ms)
		d->stall_end_ms = TIME_NONE;
}

void demand_step(struct demand *d, int64_t dt_ms) {
	double dt = (double)dt_ms / 1000, lag = bounds_greater(d->plan.cool_s, 0);
	d->t_ms += dt_ms;
	update_counts(d);
	update_power(d);
	double rest = d->server_mw * demand_slow_share(&d->plan);
	d->slow_mw += (rest - d->slow_mw) * (dt > 0 ? dt / (lag + dt) : 0);
}

double demand_mw(const struct demand *d) {
	return d->server_mw + d->slow_mw;
}

static void edit_online(struct demand *d, const struct edit *e) {
	ramp_set(&d->online_ramp, d->t_ms, e->number, e->over_s);
	if (e->over_s > 0)
		return;
	d->online = d->ready = e->number;
	d->loading_count = 0;
}

static void edit_model(struct demand *d, const struct edit *e) {
	const struct gpu_model *model = gpu_model_find(e->word);
	if (!model)
		return;
	double cap = ramp_at(&d->cap_ramp, d->t_ms);
	gpu_plan_use(&d->plan, model);
	cap = fmin(fmax(cap, d->plan.cap_min_w), d->plan.tdp_w);
	d->cap_ramp = (struct ramp){ cap, cap, d->t_ms, 0 };
}

static void edit_job(struct demand *d, const struct edit *e) {
	if (e->verb == EDIT_JOB_STALL) {
		d->stall_end_ms = d->t_ms + (int64_t)(e->over_s * 1000 + 0.5);
		return;
	}
	d->job_on = e->verb == EDIT_JOB_START;
	d->stall_end_ms = TIME_NONE;
	d->job_ramp = (struct ramp){ 0, 0, d->t_ms, 0 };
	if (d->job_on)
		ramp_set(&d->job_ramp, d->t_ms, 1, e->over_s);
}

void demand_edit(struct demand *d, const struct edit *e) {
	switch (e->verb) {
	case EDIT_GPU_ONLINE: edit_online(d, e); break;
	case EDIT_GPU_CAP: ramp_set(&d->cap_ramp, d->t_ms, e->number, e->over_s); break;
	case EDIT_GPU_DRAW: d->plan.train_w = e->number; break;
	case EDIT_GPU_MODEL: edit_model(d, e); break;
	case EDIT_JOB_START:
	case EDIT_JOB_STALL:
	case EDIT_JOB_STOP: edit_job(d, e); break;
	case EDIT_TRAINING_GPUS: d->needed = e->number; break;
	case EDIT_SITE_PUE: d->plan.pue = e->number; break;
	case EDIT_SITE_OVERHEAD: d->plan.overhead_w = e->number; break;
	case EDIT_SITE_AUX: d->aux_mw = e->number; break;
	default: return;
	}
	update_counts(d);
	update_power(d);
}

void demand_lose_power(struct demand *d, double share) {
	double size = array_size(d), was = d->online, left = fmin(was, floor(was * (1 - share) / size + 0.5) * size);
	if (share >= 1)
		left = 0;
	loading_drop(d, was - left);
	d->online = left;
	d->online_ramp = (struct ramp){ left, left, d->t_ms, 0 };
	d->slow_mw *= was > 0 ? left / was : 0;
	d->job_on = d->job_on && left > 0;
	update_counts(d);
	update_power(d);
}

double demand_array_online(const struct demand *d, size_t array) {
	double size = array_size(d), before = (double)array * size;
	return fmin(size, fmax(0, d->online - before));
}
