/* What `mwtop whatif` answers, from a session with a scenario: the derived values of baseline and scenario at one time, extremes and energy over the
 * branch, and when capacity and GO change. Baseline and scenario come from the session's world, so they are what the dashboard shows. */
#ifndef MWTOP_WHATIF_ANSWER_H
#define MWTOP_WHATIF_ANSWER_H

#include "scenario.h"
#include "session.h"
#include "violation.h"
#include "whatif.h"

/* Beside the derived values. X(id, key, unit, decimals, signed, help): the first rows are of the time, the others over the branch. */
#define WHATIF_VALUE_LIST(X) \
	X(ONLINE, "gpus_online", "", 0, 0, "GPUs online") \
	X(READY, "gpus_ready", "", 0, 0, "GPUs ready") \
	X(JOB, "gpus_job", "", 0, 0, "GPUs in the job") \
	X(CAP_W, "cap_w", "W", 0, 0, "cap per GPU") \
	X(HZ_EXTREME, "hz_extreme", "Hz", 3, 0, "frequency furthest from nominal; after a collapse that at which the last set left") \
	X(HZ_SETTLED, "hz_settled", "Hz", 3, 0, "at rest on droop after the greatest disturbance of an island; null: none, or a collapse") \
	X(ROCOF, "rocof_hz_s", "Hz/s", 3, 1, "greatest rate of change of frequency of an island") \
	X(LOAD_MOST, "load_most_mw", "MW", 2, 0, "greatest load") \
	X(IMPORT_MOST, "import_most_mw", "MW", 2, 1, "greatest import") \
	X(IMPORT_LEAST, "import_least_mw", "MW", 2, 1, "least import; negative: export") \
	X(LOAD_MWH, "load_mwh", "MWh", 3, 0, "energy of the load that was served") \
	X(IMPORT_MWH, "import_mwh", "MWh", 3, 1, "energy imported") \
	X(GEN_MWH, "gen_mwh", "MWh", 3, 0, "energy of the sets") \
	X(UNSERVED_MWH, "unserved_mwh", "MWh", 3, 0, "energy of the load that had no supply") \
	X(UNSERVED_MOST, "unserved_most_mw", "MW", 2, 0, "greatest load that had no supply") \
	X(SHED_GPUS, "shed_gpus", "", 0, 0, "greatest number of GPUs without power")

#define WHATIF_VALUE_ENUM(id, ...) W_##id,
enum whatif_extra { WHATIF_VALUE_LIST(WHATIF_VALUE_ENUM) WHATIF_EXTRA_COUNT };
#undef WHATIF_VALUE_ENUM
#define WHATIF_VALUE_COUNT (DERIVED_COUNT + WHATIF_EXTRA_COUNT)
#define WHATIF_OVER_BRANCH (DERIVED_COUNT + W_HZ_EXTREME) /* first value that is over the branch */

struct whatif_value { const char *key, *unit; int decimals; bool is_signed; const char *help; };
/* 0 .. WHATIF_VALUE_COUNT - 1: first the derived values. */
struct whatif_value whatif_value_at(size_t index);

struct whatif_side {
	double value[WHATIF_VALUE_COUNT]; /* NaN: not known, or there is none */
	struct derived derived;
	struct verdict verdict;
	struct site site; /* a copy without ownership, that stands while the source does */
};

/* Capacity and GO from one time on. */
struct whatif_state {
	double available_mw, firm_mw, firm_feed_mw, start_load_mw, ready;
	bool go;
	enum training_state training;
	char why[VERDICT_WHY_SIZE]; /* the first reason against; "" when go, or there is no training */
};
struct whatif_moment { int64_t t_ms; struct whatif_state baseline, scenario; };
#define WHATIF_MOMENT_MAX 200

struct whatif_answer {
	int64_t at_ms;             /* of the sample at or after the time that was asked for */
	int64_t from_ms, until_ms; /* of the branch */
	bool future;               /* at_ms lies past the recording: the baseline is computed, too */
	bool one_bus;
	struct whatif_side baseline, scenario;
	const struct edit *edits;  /* of the session's scenario */
	size_t edit_count;
	const struct violation *violations;
	size_t violation_count;
	size_t moment_count;
	bool moments_cut;          /* there were more */
	struct whatif_moment moment[WHATIF_MOMENT_MAX];
	char source[160];          /* the recording's own origin, in words */
};

/* Everything of the session's source is folded and the scenario computed up to until_ms. False with err when there is nothing at that time. */
bool whatif_answer_make(struct session *s, int64_t at_ms, int64_t until_ms, struct whatif_answer *out, struct error *err);
/* scenario - baseline of a value, both rounded as they are printed; NaN where one of them is not known. */
double whatif_delta(const struct whatif_answer *a, size_t index);

/* whatif_print.c: the answer as it is printed. Text from a recording is cleaned or escaped on its way. */
void whatif_text(const struct whatif_answer *a, struct buf *out);
void whatif_json(const struct whatif_answer *a, struct buf *out);
/* One line "key,baseline,scenario,delta,unit" per value; then the origin, edits and violations, in quotes. */
void whatif_csv(const struct whatif_answer *a, struct buf *out);

/* What the answer takes for granted: plan of the scenario's site, and what the engine assumes. */
struct whatif_assumption {
	const char *key;
	double number;      /* NaN: text says it */
	int decimals;
	const char *unit;
	char text[200];     /* "" where the number says it all */
};
#define WHATIF_ASSUMPTION_MAX 40
size_t whatif_assumptions(const struct whatif_answer *a, struct whatif_assumption out[WHATIF_ASSUMPTION_MAX]);

#endif
