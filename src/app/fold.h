/* The fold: one pass over a recording, in slices, that gathers what needs the whole of it: the timeline's history, the events, the alarm
 * log, the times at which sets were lost, and the count of damage. What it has gathered up to a time never depends on how it was sliced. */
#ifndef MWTOP_FOLD_H
#define MWTOP_FOLD_H

#include "source.h"
#include "world.h"

/* A time during which a set gave no valid power. */
struct outage {
	size_t gen;
	int64_t from_ms, to_ms; /* first sample without, first with again (TIME_NONE: still) */
	int64_t last_ms;        /* last good sample before; TIME_NONE: never */
	double last_kw;         /* NaN: never */
};

struct fold;
struct fold *fold_open(struct source *source); /* not owned; lives as long as the fold */
void fold_close(struct fold *f);
/* Goes on until `until_ms` of recording (TIME_NONE: the present end) or for about `budget_ms` of wall time (0: no bound). True while
 * there is more to read below until_ms. */
bool fold_step(struct fold *f, int64_t until_ms, int64_t budget_ms);
/* Time up to which everything is in (TIME_NONE: nothing yet), and whether the end was reached. */
int64_t fold_reached(const struct fold *f);
bool fold_done(const struct fold *f);
double fold_progress(const struct fold *f);
const struct history *fold_history(const struct fold *f);
/* Lets the finest level of the history cover [from, to): fed in slices by fold_refine_step (true while there is more). */
void fold_refine(struct fold *f, int64_t from_ms, int64_t to_ms);
bool fold_refine_step(struct fold *f, int64_t budget_ms);
const struct event_list *fold_events(const struct fold *f);
const struct alarm_engine *fold_alarms(const struct fold *f); /* NULL before the first site */
/* When sets came into their states, in order of time; bounded, and begun anew where a site line names other sets. */
const struct gen_change *fold_gen_changes(const struct fold *f, size_t *count);
void fold_damage(const struct fold *f, struct damage_counts *out);
const char *fold_first_damage(const struct fold *f); /* NULL: none */
/* Whether the training ran in a sample of [from, t] and no more in the newest up to t: the first sample without it since; else TIME_NONE. */
int64_t fold_job_stopped(const struct fold *f, int64_t from_ms, int64_t t_ms);
/* Last good kW of each set at t, NaN and TIME_NONE where it is valid now or never was; arrays of gen_count. */
void fold_last_good(const struct fold *f, int64_t t_ms, size_t gens, double *kw, int64_t *ms);

#endif
