/* The one table of everything that a frame can hold. A metric belongs to a class of objects (bus, feed, gen, ...); its JSON
 * place is CLASS.OBJECT.KEY ("gen.G07.kw"; classes of one object have none: "gpu.online"). A column is a metric of one
 * object: columns of a site are numbered class by class, object by object, metric by metric (see frame.h).
 * A new row here is a new metric everywhere: reader, writer, export, API, help, manual. */
#ifndef MWTOP_METRICS_H
#define MWTOP_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum metric_class {
	CLASS_BUS, CLASS_FEED, CLASS_GEN, CLASS_TIE, CLASS_STORE,
	CLASS_GPU,   /* one object */
	CLASS_ARRAY, /* JSON: gpu.arrays, a list of numbers, one per array */
	CLASS_AUX,   /* one object */
	CLASS_COUNT
};

enum metric_kind { METRIC_NUMBER, METRIC_LABEL };

/* Values of label metrics are stored as the index of the word. */
enum gen_state {
	GEN_STOPPED, GEN_STARTING, GEN_RUNNING, GEN_SYNCHRONISING, GEN_LOADED, GEN_UNLOADING, GEN_COOLING, GEN_TRIPPED,
	GEN_LOCKOUT, GEN_OUT_OF_SERVICE, GEN_STATE_COUNT
};
enum gen_mode { MODE_OFF, MODE_MANUAL, MODE_AUTO, MODE_TEST, MODE_COUNT };
enum gen_ctl { CTL_BASE, CTL_IMPORT, CTL_ISOCH, CTL_DROOP, CTL_COUNT };
enum breaker { BREAKER_OPEN, BREAKER_CLOSED, BREAKER_COUNT };

/* The value comes from 16-bit registers in the field: 65531 to 65535 and +-32768 are sentinels there (DOMAIN.md, GenComm, ComAp). */
#define METRIC_REGISTER 1u

/* X(id, class, key, unit, decimals, kind, words, flags, help) */
#define METRIC_LIST(X) \
	X(BUS_HZ, BUS, "hz", "Hz", 2, NUMBER, NULL, METRIC_REGISTER, "frequency of the bus") \
	X(BUS_HZ_MIN, BUS, "hz_min", "Hz", 2, NUMBER, NULL, METRIC_REGISTER, "lowest frequency within the sample") \
	X(BUS_HZ_MAX, BUS, "hz_max", "Hz", 2, NUMBER, NULL, METRIC_REGISTER, "highest frequency within the sample") \
	X(BUS_KV, BUS, "kv", "kV", 2, NUMBER, NULL, METRIC_REGISTER, "voltage of the bus, line to line") \
	X(BUS_GPU_MW, BUS, "gpu_mw", "MW", 2, NUMBER, NULL, 0, "load of the GPUs on this bus (JSON: gpu.bus_mw.BUS)") \
	X(FEED_MW, FEED, "mw", "MW", 2, NUMBER, NULL, 0, "power from the grid, import positive") \
	X(FEED_MVAR, FEED, "mvar", "Mvar", 2, NUMBER, NULL, 0, "reactive power from the grid") \
	X(FEED_LIMIT_MW, FEED, "limit_mw", "MW", 2, NUMBER, NULL, 0, "contract limit of the import now") \
	X(FEED_KV, FEED, "kv", "kV", 2, NUMBER, NULL, METRIC_REGISTER, "voltage on the grid side") \
	X(FEED_BREAKER, FEED, "breaker", "", 0, LABEL, breaker_words, 0, "breaker of the feed") \
	X(GEN_STATE, GEN, "state", "", 0, LABEL, gen_state_words, 0, "engine state") \
	X(GEN_MODE, GEN, "mode", "", 0, LABEL, gen_mode_words, 0, "controller mode") \
	X(GEN_BREAKER, GEN, "breaker", "", 0, LABEL, breaker_words, 0, "generator breaker") \
	X(GEN_CTL, GEN, "ctl", "", 0, LABEL, gen_ctl_words, 0, "load control") \
	X(GEN_KW, GEN, "kw", "kW", 0, NUMBER, NULL, METRIC_REGISTER, "active power") \
	X(GEN_MAX_KW, GEN, "max_kw", "kW", 0, NUMBER, NULL, METRIC_REGISTER, "greatest power now, after derating") \
	X(GEN_KVAR, GEN, "kvar", "kvar", 0, NUMBER, NULL, METRIC_REGISTER, "reactive power") \
	X(GEN_HZ, GEN, "hz", "Hz", 2, NUMBER, NULL, METRIC_REGISTER, "frequency of the machine") \
	X(GEN_RPM, GEN, "rpm", "rpm", 0, NUMBER, NULL, METRIC_REGISTER, "engine speed") \
	X(GEN_OIL_KPA, GEN, "oil_kpa", "kPa", 0, NUMBER, NULL, METRIC_REGISTER, "oil pressure") \
	X(GEN_COOLANT_C, GEN, "coolant_c", "°C", 0, NUMBER, NULL, METRIC_REGISTER, "coolant temperature") \
	X(GEN_GAS_KPA, GEN, "gas_kpa", "kPa", 1, NUMBER, NULL, METRIC_REGISTER, "fuel gas pressure") \
	X(GEN_EXH_C, GEN, "exh_c", "°C", 0, NUMBER, NULL, METRIC_REGISTER, "exhaust temperature, mean of the cylinders") \
	X(GEN_EXH_SPREAD_C, GEN, "exh_spread_c", "°C", 0, NUMBER, NULL, METRIC_REGISTER, "hottest less coldest cylinder") \
	X(GEN_RUN_H, GEN, "run_h", "h", 1, NUMBER, NULL, 0, "running hours") \
	X(TIE_BREAKER, TIE, "breaker", "", 0, LABEL, breaker_words, 0, "bus tie breaker") \
	X(TIE_MW, TIE, "mw", "MW", 2, NUMBER, NULL, 0, "power from the first bus of the tie to the second") \
	X(STORE_MW, STORE, "mw", "MW", 2, NUMBER, NULL, 0, "battery power, discharge positive") \
	X(STORE_SOC_PCT, STORE, "soc_pct", "%", 0, NUMBER, NULL, 0, "state of charge") \
	X(GPU_ONLINE, GPU, "online", "", 0, NUMBER, NULL, 0, "GPUs online") \
	X(GPU_READY, GPU, "ready", "", 0, NUMBER, NULL, 0, "GPUs with the model loaded, ready for the job") \
	X(GPU_JOB, GPU, "job", "", 0, NUMBER, NULL, 0, "GPUs in the job") \
	X(GPU_MW, GPU, "mw", "MW", 2, NUMBER, NULL, 0, "compute with its cooling, at the hall's switchgear") \
	X(GPU_CAP_W, GPU, "cap_w", "W", 0, NUMBER, NULL, 0, "power cap per GPU") \
	X(ARRAY_ONLINE, ARRAY, "online", "", 0, NUMBER, NULL, 0, "GPUs online in this array") \
	X(AUX_MW, AUX, "mw", "MW", 2, NUMBER, NULL, 0, "generator auxiliaries")

#define METRIC_ENUM(id, class, key, unit, decimals, kind, words, flags, help) M_##id,
enum metric_id { METRIC_LIST(METRIC_ENUM) METRIC_COUNT };
#undef METRIC_ENUM

struct metric {
	enum metric_class class;
	const char *key, *unit;
	int decimals;
	enum metric_kind kind;
	const char *const *words; /* NULL ended, labels only */
	unsigned flags;
	const char *help;
	uint16_t slot; /* place among the metrics of its class */
};

extern const char *const metric_class_words[CLASS_COUNT + 1]; /* "bus" "feed" "gen" ... */
extern const char *const gen_state_words[], *const gen_mode_words[], *const gen_ctl_words[], *const breaker_words[];

const struct metric *metric_at(enum metric_id id);
size_t metric_class_size(enum metric_class class);           /* metrics per object of the class */
enum metric_id metric_class_first(enum metric_class class);  /* they stand together in the table */
/* The metric of that class and key (not NUL ended), or METRIC_COUNT. */
enum metric_id metric_find(enum metric_class class, const char *key, size_t length);
/* Index of a word in a NULL-ended list, or -1. */
int word_find(const char *const *words, const char *text, size_t length);

#endif
