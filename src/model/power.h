/* The power model: what the numbers of a frame add up to, and whether training can start; how many GPUs fit stands in gpu.h.
 * Pure functions of (site, frame). Formulas: DESIGN.md "Derived values", DOMAIN.md "Power per GPU". */
#ifndef MWTOP_POWER_H
#define MWTOP_POWER_H

#include "frame.h"
#include "gpu.h"

/* X(id, key, unit, decimals, signed, help, assumptions) — the names are the same in JSON, panels, rules and the manual. */
#define DERIVED_LIST(X) \
	X(AVAILABLE_MW, "available_mw", "MW", 2, 0, "limits of feeds in service + max_kw of sets not tripped, locked out or out of service", "promised limits are not counted") \
	X(FIRM_MW, "firm_mw", "MW", 2, 0, "available_mw less the greatest set", "") \
	X(FIRM_FEED_MW, "firm_feed_mw", "MW", 2, 0, "available_mw less the largest feed", "") \
	X(RATED_MW, "rated_mw", "MW", 2, 0, "limits of feeds in service + rated power of all sets", "") \
	X(ONLINE_MW, "online_mw", "MW", 2, 0, "limits of feeds with a closed breaker + max_kw of loaded sets with a closed breaker", "a stale breaker counts as open") \
	X(RUNNING_MW, "running_mw", "MW", 2, 0, "max_kw of loaded sets with a closed breaker", "") \
	X(IMPORT_MW, "import_mw", "MW", 2, 1, "sum of the feeds, import positive", "") \
	X(GEN_MW, "gen_mw", "MW", 2, 0, "sum of the sets", "a measured open breaker contributes 0") \
	X(STORE_MW, "store_mw", "MW", 2, 1, "sum of the batteries, discharge positive", "") \
	X(SUPPLY_MW, "supply_mw", "MW", 2, 0, "feeds + sets + batteries", "") \
	X(LOAD_MW, "load_mw", "MW", 2, 0, "gpu.mw, compute with its cooling", "") \
	X(RESIDUAL_MW, "residual_mw", "MW", 2, 1, "supply_mw - load_mw - aux.mw", "no aux.mw: auxiliaries stand in the residual") \
	X(HEADROOM_MW, "headroom_mw", "MW", 2, 1, "online_mw - load_mw", "") \
	X(SPINNING_MW, "spinning_reserve_mw", "MW", 2, 0, "running_mw less what the loaded sets carry", "synchronised sets with a closed breaker only, after derating") \
	X(N1_SET_MW, "n1_set_mw", "MW", 2, 1, "headroom less the greatest loaded set", "") \
	X(N1_FEED_MW, "n1_feed_mw", "MW", 2, 1, "headroom less the largest feed", "") \
	X(N1_MW, "n1_mw", "MW", 2, 1, "the lesser of the two", "without gpu.bus_mw all buses count as one") \
	X(START_LOAD_MW, "start_load_mw", "MW", 2, 0, "gpus_needed x W_facility(cap)", "") \
	X(START_MARGIN_MW, "start_margin_mw", "MW", 2, 1, "available_mw - start_load_mw", "") \
	X(START_N1_MW, "start_n1_mw", "MW", 2, 1, "firm_mw - start_load_mw", "") \
	X(WATTS_PER_GPU, "watts_per_gpu", "W", 0, 0, "load_mw over GPUs online", "") \
	X(GPUS_FIT, "gpus_fit", "", 0, 0, "(available_mw - reserve) over W_facility at the present cap", "") \
	X(GPUS_FIT_FIRM, "gpus_fit_firm", "", 0, 0, "(firm_mw - reserve) over W_facility at the present cap", "")

#define DERIVED_ENUM(id, ...) D_##id,
enum derived_id { DERIVED_LIST(DERIVED_ENUM) DERIVED_COUNT };
#undef DERIVED_ENUM

struct derived_info {
	const char *key, *unit;
	int decimals;
	bool is_signed;
	const char *help, *assumptions;
};
const struct derived_info *derived_info_at(enum derived_id id);
int derived_find(const char *key, size_t length); /* -1 when there is none */

/* A number that was put together: from `reporting` of `total` members. Fewer reporting than there are makes it a lower bound
 * ("≥ x, 13/14"); value is NaN when nothing is known. */
struct quantity {
	double value;
	uint16_t reporting, total;
};
static inline bool quantity_is_bound(const struct quantity *q) { return q->reporting < q->total; }

enum bus_tie { BUS_UNKNOWN, BUS_PARALLEL, BUS_ISLAND, BUS_DEAD };
extern const char *const bus_tie_words[]; /* "UNKNOWN" "PARALLEL" "ISLAND" "DEAD" */

struct derived {
	struct quantity q[DERIVED_COUNT];
	char n1_worst[SITE_ID_SIZE];          /* what n1_mw would lose: "TVA", "G03"; "" unknown */
	enum bus_tie tie[SITE_BUS_MAX];
	uint16_t gens_reporting, gens_total;
	uint16_t gens_in_state[GEN_STATE_COUNT]; /* by valid state */
	double missing_kw;                    /* what the sets without data last carried, if the caller says (see power_derive); 0 */
	bool probably_carrying;               /* the residual equals what is missing within 2 % of load */
};

/* All derived values of a frame. `last_kw` (NULL or gen_count values, NaN unknown): the last good reading of each set, for the
 * sets without data. A measured open breaker gives 0 kW; a stale breaker counts as open for margins (online, n1). Only good
 * readings report. A set of which neither the state nor a closed breaker is known is not counted in available_mw, which is
 * then a lower bound. With no set and no feed the sums are NaN of 0; values are finite or NaN, never infinite. */
void power_derive(const struct frame *frame, const double *last_kw, struct derived *out);

/* The firm figures of `out` (firm_mw, firm_feed_mw, start_n1_mw, gpus_fit_firm) anew, with every feed at no more than firm_limit_mw (one per feed; NaN:
 * as the frame says): a promise that has come in a computed future is not firm. */
void power_derive_firm(const struct frame *frame, const double *firm_limit_mw, struct derived *out);

/* What a set can give: max_kw when good, else its rating. */
double power_gen_max_kw(const struct frame *frame, size_t gen);
bool power_feed_in_service(const struct frame *frame, size_t feed);
double power_feed_limit_mw(const struct frame *frame, size_t feed); /* the frame's wins over the site's; NaN: neither says */
/* group[b]: the lowest bus that bus b is joined to by closed ties. False where all count as one (all 0): the load of a bus is not known. */
bool power_bus_groups(const struct frame *frame, uint8_t group[SITE_BUS_MAX]);
/* The cap per GPU: the frame's when it is good, else the TDP (no cap). */
double power_cap_w(const struct frame *frame);

/* Stopped: the job has run since the start, and runs no more; a single frame cannot tell it from overdue, who knows the past can. */
enum training_state { TRAINING_NONE, TRAINING_COUNTDOWN, TRAINING_RUNNING, TRAINING_OVERDUE, TRAINING_STOPPED };
extern const char *const training_state_words[]; /* "none" "countdown" "running" "overdue" "stopped" */

#define VERDICT_WHY_MAX 8
#define VERDICT_WHY_SIZE 128
struct verdict {
	enum training_state state;
	bool go;
	double t_minus_s;        /* start - now; negative after; NaN without a start */
	int64_t stopped_ms;      /* of TRAINING_STOPPED: the first sample in which it ran no more; else not set */
	int64_t ready_at_ms;     /* when the missing GPUs are there at the present rate; TIME_NONE: never or unknown; now when ready */
	size_t why_count;
	char why[VERDICT_WHY_MAX][VERDICT_WHY_SIZE]; /* what fails and what would mend it; empty when go */
};
/* Judged on the load after the start, never TRAINING_STOPPED; without a training plan the state is TRAINING_NONE, go is false and nothing is said why:
 * there is no verdict then. A number that is not known fails. `high_alarms`: names of active alarms of high priority, `alarm_count` of them.
 * `ready_rate`: GPUs per second becoming ready over the last 10 minutes, NaN unknown. The words:
 * "start needs 42.99 MW, have 40.50: short 2.49; cap 345 W or 30,147 GPUs"; where members of a sum do not report
 * "start needs 42.99 MW, have ≥ 40.50: short ≤ 2.49; cap 345 W or 30,147 GPUs". */
void power_judge(const struct frame *frame, const struct derived *derived, const char *const *high_alarms, size_t alarm_count,
                 double ready_rate, struct verdict *out);
/* What is said of it everywhere: "RUNNING" while the job runs, else "GO" or "NO-GO". */
const char *verdict_word(const struct verdict *v);
const char *training_word(enum training_state state, bool go); /* the same, where the rest of a verdict is not kept */
/* Whether reason i is told: once the job runs those that speak of the start are not. */
bool verdict_why_is_told(const struct verdict *v, size_t i);
/* All reasons that are told in one text, cut where it is full, and the same without figures and forecasts: they change with every sample, and are no news. */
void verdict_why_join(const struct verdict *v, char *text, size_t size, char *shape, size_t shape_size);

#endif
