/* The columns of the zoomed Generators panel: all that is known of a set, as one table. Always true: what is made of several readings is worth no
 * more than the worst of them, and what cannot be (the power factor of no power) is NaN, never a zero. */
#include <math.h>

#include "panel_generators_table.h"

static struct reading metric(const struct frame *f, size_t set, enum metric_id id) {
	return frame_get(f, id, set);
}

/* Missing beats bad beats stale; the older age. */
static struct reading joined(struct reading a, struct reading b, double value) {
	static const int worth[] = { [QUALITY_MISSING] = 0, [QUALITY_BAD] = 1, [QUALITY_STALE] = 2, [QUALITY_GOOD] = 3 };
	struct reading out = worth[a.quality & 3] <= worth[b.quality & 3] ? a : b;
	if (a.quality == QUALITY_STALE && b.quality == QUALITY_STALE && b.since_ms < a.since_ms)
		out.since_ms = b.since_ms;
	out.value = value;
	return out;
}

struct reading generators_load_pct(const struct frame *f, size_t set, enum metric_id unused) {
	(void)unused;
	struct reading kw = frame_get(f, M_GEN_KW, set);
	double rated = f->site->gen[set].rated_kw;
	kw.value = rated > 0 ? 100 * kw.value / rated : NAN;
	return kw;
}

/* Of one that carries load: what a set at rest could give is no spinning reserve. */
struct reading generators_spare_kw(const struct frame *f, size_t set, enum metric_id unused) {
	(void)unused;
	struct reading kw = frame_get(f, M_GEN_KW, set), state = frame_get(f, M_GEN_STATE, set), breaker = frame_get(f, M_GEN_BREAKER, set);
	bool carries = state.value == GEN_LOADED && breaker.value == BREAKER_CLOSED;
	return joined(joined(state, breaker, 0), kw, carries ? power_gen_max_kw(f, set) - kw.value : NAN);
}

struct reading generators_power_factor(const struct frame *f, size_t set, enum metric_id unused) {
	(void)unused;
	struct reading kw = frame_get(f, M_GEN_KW, set), kvar = frame_get(f, M_GEN_KVAR, set);
	double apparent = hypot(kw.value, kvar.value);
	return joined(kw, kvar, apparent >= 1 ? fabs(kw.value) / apparent : NAN);
}

struct reading generators_mva(const struct frame *f, size_t set, enum metric_id unused) {
	(void)unused;
	struct reading kw = frame_get(f, M_GEN_KW, set), kvar = frame_get(f, M_GEN_KVAR, set);
	return joined(kw, kvar, hypot(kw.value, kvar.value) / 1000);
}

#define OF(id) .metric = M_GEN_##id, .read = metric
#define MADE(function) .metric = METRIC_COUNT, .read = function
/* In the order in which they stand: after what never scrolls, what is asked first. */
static const struct gen_column columns[] = {
	{ "kW", 7, 0, OF(KW), .sort = GEN_SORT_KW },
	{ "load %", 7, 0, MADE(generators_load_pct), .sort = GEN_SORT_LOAD },
	{ "mode", 7, 0, OF(MODE) },
	{ "breaker", 8, 0, OF(BREAKER) },
	{ "can kW", 7, 0, OF(MAX_KW) },
	{ "spare", 7, 0, MADE(generators_spare_kw), .sort = GEN_SORT_SPARE },
	{ "cool \u00b0C", 8, 0, OF(COOLANT_C), .sort = GEN_SORT_COOLANT },
	{ "oil kPa", 8, 0, OF(OIL_KPA) },
	{ "gas kPa", 8, 1, OF(GAS_KPA) },
	{ "exh \u00b0C", 7, 0, OF(EXH_C) },
	{ "spread", 7, 0, OF(EXH_SPREAD_C) },
	{ "set Hz", 7, 2, OF(HZ) },
	{ "rpm", 6, 0, OF(RPM) },
	{ "kvar", 6, 0, OF(KVAR) },
	{ "pf", 6, 2, MADE(generators_power_factor) },
	{ "ctl", 7, 0, OF(CTL) },
	{ "run h", 9, 1, OF(RUN_H), .sort = GEN_SORT_HOURS },
};

const struct gen_column *generators_column(size_t index) {
	return index < sizeof columns / sizeof *columns ? &columns[index] : NULL;
}

const struct gen_column *generators_column_of(enum gen_sort sort) {
	for (size_t i = 0; generators_column(i); i++)
		if (sort != GEN_SORT_SITE && columns[i].sort == sort)
			return &columns[i];
	return NULL;
}

struct reading generators_read(const struct gen_column *column, const struct frame *f, size_t set) {
	return column->read(f, set, column->metric);
}

const char *generators_word(enum metric_id id, const struct reading *reading) {
	const char *const *words = metric_at(id)->words;
	int count = 0;
	while (words && words[count])
		count++;
	if (reading->quality == QUALITY_MISSING || reading->quality == QUALITY_BAD || !(reading->value >= 0 && reading->value < count))
		return NULL;
	return words[(int)reading->value];
}
