/* The what-if: (site, baseline, edits, time) -> frame, violations, totals. A branch is the baseline with a list of edits folded over it; without
 * edits it is the baseline, bit for bit. Pure: no I/O, no clock.
 *
 * Up to the first edit that acts on power the branch is the baseline. From there on the demand is the recorded one, scaled by the model of watts
 * per GPU (demand_branch.h), and the sets and feeds are dispatched anew, from where the recording left them. What the recording says of faults
 * (a set trips, is locked out, loses power; a feed opens; a contract changes) happens in the branch too, unless an edit took that set or feed
 * over. In every computed frame: supply = demand - unserved + the baseline's residual.
 *
 * The state is kept at checkpoints, so that an edit at t computes again from t only, and that a frame costs some thousand steps at most. */
#ifndef MWTOP_BRANCH_H
#define MWTOP_BRANCH_H

#include "baseline.h"
#include "dispatch.h"
#include "violation.h"

struct branch;

/* `baseline` is not owned and may grow at its end between calls; its forecast may be made anew. */
struct branch *branch_new(const struct baseline *baseline);
void branch_free(struct branch *b);
/* The time whose recorded frame the branch starts from with these edits: of the first that acts on power, or of the end of what is recorded when
 * rows are forecast; TIME_NONE: none of both, the branch is the baseline. */
int64_t branch_start_ms(const struct baseline *baseline, const struct edit *edits, size_t count);
/* The edits in force in the order of time (copied), and the recorded frame at or before branch_start_ms (copied; NULL: there is none) with the last
 * good kW of every set (may be NULL). Computes nothing; what stands before the first difference is kept. */
void branch_set_edits(struct branch *b, const struct edit *edits, size_t count, const struct frame *start, const double *last_kw);
/* Goes on with up to `steps` samples, not past until_ms; true while there is more to compute below that. */
bool branch_compute(struct branch *b, int64_t until_ms, size_t steps);
/* Where it leaves the baseline (TIME_NONE: nowhere), and up to where it is computed. */
int64_t branch_from_ms(const struct branch *b);
int64_t branch_reached_ms(const struct branch *b);

/* `recorded`, the site that governs a recorded frame at t, as the edits up to t make it (training, policy, GPU plan); without such edits the very
 * same. Stands until the next call. */
const struct site *branch_site(struct branch *b, int64_t t_ms, const struct site *recorded);
/* The computed frame of the time of `recorded`, the baseline's frame; before the first edit a copy of it. Computes up to there when that has
 * not been done. The edits of t itself are in force in it, their fast effects too. For a time past the recording `recorded` is the last frame with its
 * t_ms moved there. */
void branch_frame(struct branch *b, const struct frame *recorded, struct frame *out);

/* Whether branch_frame may put another value there than was recorded. What it does not compute is the recording's, or missing. */
bool branch_computes(enum metric_id id);

/* Firm figures of the frame that branch_frame made last, into what was derived of it: promises that came in the branch are not firm. */
void branch_derive_firm(const struct branch *b, const struct frame *frame, struct derived *out);

/* What sets and feeds did in what is computed, in the order of time: object is the site's index. */
const struct dispatch_event *branch_events(const struct branch *b, size_t *count);
/* Whether an edit up to t took the set (feed) out of the recording's hands. */
bool branch_took_gen(const struct branch *b, size_t gen, int64_t t_ms);
bool branch_took_feed(const struct branch *b, size_t feed, int64_t t_ms);
/* In order of their start. One that comes back within 10 s of its end goes on. */
const struct violation *branch_violations(const struct branch *b, size_t *count);
/* Marks each of them that `plain` has, too: a branch over the same baseline and from the same frame without edits, computed as far. So what is marked is
 * in the engine's own run of the recording, and what is not is the edits' work, whatever the engine and the recording differ by. */
void branch_compare(struct branch *b, const struct branch *plain);

/* Over what is computed, from the first edit on. */
struct branch_totals {
	double load_mwh, import_mwh, gen_mwh, unserved_mwh;
	double load_most_mw, import_most_mw, import_least_mw, unserved_most_mw;
	double headroom_least_mw;
	double shed_gpus;        /* greatest number that had no power */
	double hz_extreme;       /* furthest from nominal; after a collapse that at which the last set left; NaN: never off the grid's */
	double hz_settled;       /* at rest on droop after the greatest disturbance; NaN: none, or a collapse */
	double rocof_hz_s;       /* greatest; NaN: none */
	int64_t extreme_ms;      /* when the extreme was; TIME_NONE */
};
void branch_totals(const struct branch *b, struct branch_totals *out);

/* A transient of an island, at 10 ms: the last that began at or before t, if it had not ended 60 s before. */
struct branch_transient {
	int64_t start_ms, step_ms; /* of its points */
	size_t count;
	const float *hz;           /* NaN once the bus is dead */
	double rocof_hz_s, extreme_hz, settled_hz;
	int64_t extreme_ms;
	char text[96];             /* "short of 8.00 MW, ISO 8528-5 G2" */
};
bool branch_transient_at(struct branch *b, int64_t t_ms, struct branch_transient *out);

#endif
