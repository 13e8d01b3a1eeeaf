/* What the tests of an island's dynamics share: the site's sets, its cases with their figures (DOMAIN.md "Dynamics"), what happened. */
#ifndef MWTOP_TEST_SWING_ISLAND_H
#define MWTOP_TEST_SWING_ISLAND_H

#include "swing.h"

#define SETS_MOST 16
#define SITE_SETS 14

/* Big; the tests use one after the other. */
static struct swing swing;
static struct swing_set sets[SETS_MOST];

/* `count` sets of the site that share `mw` alike, and a load of that. */
static inline struct swing_case site_case(size_t count, double mw) {
	struct site_gen gen = site_gen_default();
	for (size_t i = 0; i < count; i++)
		sets[i] = swing_set_of(&gen, mw / (double)count, 2.5);
	return (struct swing_case){ .nominal_hz = 60, .load_mw = mw, .sets = sets, .set_count = count };
}

static inline size_t count_events(enum swing_kind kind) {
	size_t count = 0;
	for (size_t i = 0; i < swing.event_count; i++)
		count += swing.event[i].kind == kind;
	return count;
}

static inline const struct swing_event *first_event(enum swing_kind kind) {
	for (size_t i = 0; i < swing.event_count; i++)
		if (swing.event[i].kind == kind)
			return &swing.event[i];
	fail_msg("no event %s", swing_kind_words[kind]);
	return NULL;
}

struct oracle { const char *name; double mw, load_mw; bool trip; double rocof, extreme, extreme_s, rest; }; /* extreme_s NAN: not given */
static const struct oracle oracles[] = {
	{ "+2 MW at 28 MW", 28, 30, false, -1.143, -0.328, 0.455, -0.171 },
	{ "one of 14 trips at 28 MW", 28, 28, true, -1.231, -0.354, NAN, -0.185 },
	{ "8 MW of grid lost at 25 MW", 25, 33, false, -4.571, -1.478, 0.639, -0.686 },
	{ "12.6 MW stall at 30 MW", 30, 17.4, false, 7.20, 2.069, NAN, 1.080 },
};

static inline void begin(const struct oracle *o, double step_s) {
	struct swing_case c = site_case(SITE_SETS, o->mw);
	c.step_s = step_s;
	swing_init(&swing, &c);
	swing_load(&swing, o->load_mw);
	if (o->trip)
		swing_trip(&swing, 6);
}
#define ORACLES (sizeof oracles / sizeof *oracles)

/* 13 sets at 31.4 MW lose 7.8 MW of import: with one stage of 20 % at 59 Hz. */
static inline void lose_import(enum shed_kind kind) {
	struct swing_case c = site_case(13, 31.4);
	struct policy policy = { .shed = kind, .cap_s = 15, .breaker_s = 0.2, .stage_count = 1, .stage[0] = { 59.0, 20 } };
	swing_case_shed(&c, &policy);
	swing_init(&swing, &c);
	swing_load(&swing, 39.2);
	swing_step(&swing, 30);
}

#endif
