/* The demand of a branch: the recorded load, scaled by the model of watts per GPU. Of each row the baseline tells what the servers took; the model
 * tells what they would take with the GPUs, the cap and the plan that were recorded, and with those of the branch. What the recorded job did
 * (it ramps, waits, writes a checkpoint) is read from the record as its activity, 0: every GPU draws what a ready one does, 1: what the job makes
 * it draw at its cap; so a stall stays a stall at another cap. The fast part follows at once, the rest with the plan's cool_s. Until an edit
 * acts on it, the load is the recorded one, bit for bit. A value without pointers: copying it is branching it. */
#ifndef MWTOP_DEMAND_BRANCH_H
#define MWTOP_DEMAND_BRANCH_H

#include "baseline.h"
#include "demand.h"

struct demand_branch {
	bool active;            /* an edit acts on the load */
	bool online_edited, cap_edited, job_edited, gpus_edited, plan_edited;
	struct demand demand;   /* counts and ramps of what was edited; the plan */
	int64_t start_ms;       /* when a training that was moved or held starts; TIME_NONE: not, or by the recording */
	int64_t planned_ms;     /* the training's start as last told, for "go" */
	double aux_mw;          /* by edit; NaN: as recorded */
	double slow_mw;
	/* of the last row */
	double load_mw, other_mw;
	struct baseline_gpus gpus;
};

/* As the row left it. */
void demand_branch_init(struct demand_branch *d, const struct baseline *b, size_t row);
/* Whether an edit acts on the load or the auxiliaries. */
bool demand_branch_takes(const struct edit *edit);
/* Applies it at t, between the last row and the next; then demand_branch_row of the row that is current. */
void demand_branch_edit(struct demand_branch *d, const struct baseline *b, size_t row, const struct edit *edit);
/* The load at t, dt_ms after the last call, as row `row` was recorded. */
void demand_branch_row(struct demand_branch *d, const struct baseline *b, size_t row, int64_t t_ms, int64_t dt_ms);

#endif
