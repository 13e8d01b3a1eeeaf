/* What stands on a site, as the site line of a recording tells it; immutable once built. Every number of DOMAIN.md marked [M]
 * is a field here with its default, so that a recording can state another. Units stand in the names. */
#ifndef MWTOP_SITE_H
#define MWTOP_SITE_H

#include "metrics.h"
#include "times.h"

#define SITE_ID_SIZE 24
#define SITE_BUS_MAX 8
#define SITE_FEED_MAX 8
#define SITE_GEN_MAX 256
#define SITE_STORE_MAX 8
#define SITE_TIE_MAX 8
#define SITE_PROMISE_MAX 16
#define SITE_STAGE_MAX 8
#define SITE_RULE_MAX 128
#define SITE_ARRAY_MAX 4096

struct site_bus {
	char id[SITE_ID_SIZE];
	double nominal_kv, nominal_hz;
};

struct promise {
	int64_t t_ms;
	double limit_mw; /* replaces the limit when it comes */
};

struct site_feed {
	char id[SITE_ID_SIZE];
	int bus;                     /* index */
	double limit_mw;             /* contract; NaN: not stated */
	double trip_mw, trip_s;      /* opens above trip_mw for trip_s; NaN: never */
	double import_min_mw;
	size_t promise_count;
	struct promise promise[SITE_PROMISE_MAX]; /* by time */
};

struct site_gen {
	char id[SITE_ID_SIZE];
	int bus;
	double rated_kw, min_pct, block_pct, ramp_kw_s, start_s, droop_pct, h_s, mva, tg_s, te_s, u_hz, u_s;
};

struct site_tie { char id[SITE_ID_SIZE]; int bus_a, bus_b; };
struct site_store { char id[SITE_ID_SIZE]; int bus; double mw, mwh; };

struct gpu_plan {
	bool present;
	char model[16];
	double installed, array; /* GPUs, 0: not stated; GPUs per array */
	double tdp_w, cap_min_w, idle_w, ready_w, train_w, stall_w, overhead_w, network_pct, pue, cool_s;
};

struct training_plan {
	bool present;
	char name[48];
	int64_t start_ms; /* TIME_NONE: not set */
	double gpus_needed;
};

enum stance { STANCE_N0, STANCE_N1_SET, STANCE_N1_FEED, STANCE_COUNT };
enum shed_kind { SHED_CAP, SHED_BREAKER, SHED_NONE, SHED_COUNT };
extern const char *const stance_words[]; /* "n0" "n1-set" "n1-feed" */
extern const char *const shed_words[];   /* "cap" "breaker" "none" */

struct policy {
	enum stance stance;
	double reserve_mw;
	enum shed_kind shed;
	double cap_s, breaker_s;
	size_t stage_count;
	struct { double hz, pct; } stage[SITE_STAGE_MAX];
};

enum priority { PRIORITY_LOW, PRIORITY_MEDIUM, PRIORITY_HIGH, PRIORITY_COUNT };
extern const char *const priority_words[];

enum rule_op { OP_GT, OP_GE, OP_LT, OP_LE, OP_EQ, OP_NE, OP_QUALITY /* "is": the value is missing, stale or bad */, OP_COUNT };
extern const char *const rule_op_words[]; /* ">" ">=" "<" "<=" "==" "!=" "is" */

/* An alarm rule as written; alarms.h resolves it to columns. `value` is a pattern "feed.*.mw", a column "bus.A.hz" or a
 * derived name; `limit` a number, a key of the same object ("limit_mw", "max_kw"), or a word of a label metric. */
struct alarm_rule {
	char id[32], value[48], limit_key[32], text[80];
	enum rule_op op;
	double limit;      /* NaN when limit_key says */
	double limit_scale;/* times the key's value; 1 */
	double deadband, on_s, off_s;
	enum priority priority;
	char group[16];    /* for first-out; "": the common group where the priority is high, else none */
	bool suppress;     /* out of service by design: logged as SUPPRESSED, never annunciated */
};

enum origin_kind { ORIGIN_MEASURED, ORIGIN_IMPORTED, ORIGIN_SIMULATED, ORIGIN_COMPUTED, ORIGIN_COUNT };
extern const char *const origin_words[];

struct columns; /* frame.h */

struct site {
	char schema[16], name[64], tz_name[48], about[160];
	const struct tz *tz;       /* UTC where tz_name is unknown */
	double period_s;           /* sample period; 1 when not given */
	enum origin_kind origin;
	char origin_text[96];      /* script or source of the data, for people: "memphis-bring-up seed 1" */
	size_t bus_count, feed_count, gen_count, tie_count, store_count, array_count, rule_count;
	struct site_bus bus[SITE_BUS_MAX];
	struct site_feed feed[SITE_FEED_MAX];
	struct site_gen *gen;      /* owned, gen_count */
	struct site_tie tie[SITE_TIE_MAX];
	struct site_store store[SITE_STORE_MAX];
	struct gpu_plan gpu;
	struct training_plan training;
	struct policy policy;
	struct alarm_rule *rule;   /* owned, rule_count */
	size_t class_base[CLASS_COUNT]; /* first column of each class */
	size_t column_count;
	char *json;                /* owned; the line it was read from, without newline, or NULL */
};

/* A site with every default in place, no objects. Free with site_free. */
struct site *site_new(void);
void site_free(struct site *site); /* NULL is fine */
/* Computes array_count, class_base and column_count from the counts, and puts promises in the order of time. Call after the last
 * object was added. */
void site_finish(struct site *site);
/* Default values of one set or feed ([M] of DOMAIN.md); id and bus are the caller's. */
struct site_gen site_gen_default(void);
struct site_feed site_feed_default(void);
/* Index of the object by id within its class, or -1. */
int site_find(const struct site *site, enum metric_class class, const char *id, size_t length);
/* How it is named in words: "bus " where src is a bus, since "A frequency low" would read as an article, else "". */
const char *site_bus_word(const struct site *site, const char *src);
/* What follows that name: of a bus without a "bus " of its own, "bus A dead" and not "bus A bus dead". */
const char *site_bus_text(const struct site *site, const char *src, const char *text);
/* Both: "bus A dead", "G07 low gas pressure shutdown"; without a source the text alone. Cut where out is full; returns out. */
char *site_say(const struct site *site, const char *src, const char *text, char *out, size_t size);
size_t site_class_count(const struct site *site, enum metric_class class);
/* Id of an object ("G07"), as long as the site lives; "" for classes of one object; arrays are "1".. in a static per-thread buffer. */
const char *site_object_id(const struct site *site, enum metric_class class, size_t object);

/* Column of a metric of an object. */
static inline size_t site_column(const struct site *site, enum metric_id id, size_t object) {
	const struct metric *m = metric_at(id);
	return site->class_base[m->class] + object * metric_class_size(m->class) + m->slot;
}
/* The reverse; false when column >= column_count. */
bool site_column_parts(const struct site *site, size_t column, enum metric_id *id, size_t *object);
/* "gen.G07.kw" to a column, or -1 ; and back (returns out). */
long site_column_find(const struct site *site, const char *key, size_t length);
char *site_column_key(const struct site *site, size_t column, char *out, size_t size);

#endif
