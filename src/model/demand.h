/* What the GPUs draw, over time: online in arrays, idle, ready, in the job, at a cap that may be ramped. Two parts: the fast one is
 * what the servers take and follows every edge at once; the slow one is cooling, losses and network, which follow with the
 * plan's cool_s as a first-order lag (DOMAIN.md "Dynamics"). At rest both together are N x power_facility_w. A value without
 * pointers: copying it is branching it. Used by the simulator and by the what-if; nothing here is random. */
#ifndef MWTOP_DEMAND_H
#define MWTOP_DEMAND_H

#include "edits.h"

/* [M] From an array being online to its model being loaded; and how long the racks of an array take to power up, one by one. */
#define DEMAND_LOAD_MODEL_MS 240000
#define DEMAND_ARRAY_POWER_MS 30000
#define DEMAND_LOADING_MAX 64

struct ramp {
	double from, to;
	int64_t start_ms, over_ms;
};
double ramp_at(const struct ramp *r, int64_t t_ms);

struct demand {
	struct gpu_plan plan;
	int64_t t_ms;
	double needed;              /* GPUs that the job takes, if there are as many ready */
	struct ramp online_ramp, cap_ramp;
	bool job_on;
	struct ramp job_ramp;       /* 0: every GPU of the job still draws what a ready one does; 1: what the job makes it draw */
	int64_t stall_end_ms;       /* TIME_NONE: no stall */
	double aux_mw;              /* auxiliaries of the sets, beside the GPUs; 0 */

	double online, ready, job;  /* whole GPUs */
	double powered;             /* GPUs' worth of servers with power: online and the part of the next array that is coming up */
	double cap_w, job_w;        /* the cap now; what a GPU of the job draws now */
	double server_mw, slow_mw;  /* the fast and the slow part */
	size_t loading_count;       /* arrays online whose model is being loaded, oldest first */
	struct { int64_t ready_ms; double gpus; } loading[DEMAND_LOADING_MAX];
};

/* Nothing online, no job, no cap (the model's TDP). */
void demand_init(struct demand *d, const struct site *site, int64_t t_ms);
/* Applies a gpu, job, training or site edit at d->t_ms; others are left alone. Without "over" a change of the GPUs online comes with
 * models loaded, as a state to start from. */
void demand_edit(struct demand *d, const struct edit *edit);
void demand_step(struct demand *d, int64_t dt_ms);
/* Counts and cap at its time alone, without power: for who makes that otherwise. */
void demand_counts(struct demand *d);
/* Puts the slow part where it comes to rest. */
void demand_settle(struct demand *d);
double demand_mw(const struct demand *d);
/* That share (0 to 1) of the GPUs online has lost power: whole arrays, the last first, and what they had loaded. An order for more is void;
 * the job goes on with those that are left, and is gone where none is. */
void demand_lose_power(struct demand *d, double share);
/* What cooling, losses and network take beside each watt of the servers, at rest. */
double demand_slow_share(const struct gpu_plan *plan);
/* What a GPU of the job would draw uncapped: measured in training, else the nameplate; and what it draws in a stall. */
double demand_train_w(const struct gpu_plan *plan);
double demand_stall_w(const struct gpu_plan *plan);
/* GPUs online in an array: arrays fill in order, the last may be partly needed. */
double demand_array_online(const struct demand *d, size_t array);

#endif
