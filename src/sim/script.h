/* Simulator scripts, one statement a line, # begins a comment:
 *
 *	site FILE.json            the site, relative to the script; comes first
 *	seed N                    of all noise; 1 when not said
 *	from TIME   to TIME       what is written; before the first edit
 *	period 200ms              of the samples, instead of the site's
 *	settle 20m                the model runs this long before `from`, unwritten, with the edits of `from` in force
 *	about TEXT                what happens, in a line
 *	omit gen.exh_c ...        metrics that this site does not report, as CLASS.KEY
 *
 *	[at TIME] EDIT            see edits.h; without a time at `from`. T counts from the site's training start, +10m from `from`
 *	[at TIME] sensor COLUMN drop|stuck|noise [for 30s]         gen.G07.kw says nothing; keeps its value; jumps about
 *	[at TIME] sensor COLUMN sentinel [FFFF|FFFE|FFFD|FFFC|FFFB|8000|blank] [for 30s]
 *	[at TIME] sensor G07 clock +300ms                          the device's own clock is off by that
 *	[at TIME] gateway G04,G05,G06 drop for 6m                  all data of these sets stale for 30 s, then missing; they run on
 *	[at TIME] fault gen.G07 low-gas over 90s                   gas sags, exhaust drifts apart, power sags, then the set trips
 *	[at TIME] fault gen.G07 gas-dip|hot|exhaust over 2m        gas sags and comes back; coolant; exhaust temperatures
 *	[at TIME] fault gen.G07 limit 1700kW over 2m               its controller allows no more than that
 *	[at TIME] clock step -2s                                   the recorder's clock jumps: every time after it
 *	[at TIME] recorder stop for 40s                            no lines at all
 */
#ifndef MWTOP_SCRIPT_H
#define MWTOP_SCRIPT_H

#include "edits.h"
#include "sim.h"

enum script_verb {
	SCRIPT_EDIT, SCRIPT_TRIP, SCRIPT_SENSOR, SCRIPT_GATEWAY, SCRIPT_DEVICE_CLOCK, SCRIPT_FAULT, SCRIPT_CLOCK, SCRIPT_RECORDER
};
enum sensor_kind { SENSOR_DROP, SENSOR_STUCK, SENSOR_NOISE, SENSOR_SENTINEL, SENSOR_GATEWAY };
enum fault_kind { FAULT_LOW_GAS, FAULT_GAS_DIP, FAULT_HOT, FAULT_EXHAUST, FAULT_LIMIT, FAULT_COUNT };

struct script_entry {
	int64_t at_ms;
	size_t order;            /* of its line */
	enum script_verb verb;
	struct edit edit;        /* SCRIPT_EDIT */
	enum sensor_kind sensor;
	enum fault_kind fault;
	size_t column;           /* of a sensor */
	int gen;                 /* -1 where it is no set */
	double number;           /* sentinel, kW of a limit, ms of a clock */
	int64_t for_ms;          /* INT64_MAX: to the end */
};

struct script {
	struct site *site;       /* owned */
	char name[64], about[160];
	uint64_t seed;
	int64_t script_from_ms;           /* `from` as it is written there, whatever the command line says */
	int64_t from_ms, to_ms, begin_ms; /* begin: where the unwritten part starts */
	struct script_entry *entry; /* owned; by time, lines of one time in their order */
	size_t count, room;
	bool omit[METRIC_COUNT];
};

/* Reads script and site. False with "FILE:LINE: column N: why"; free with script_free in either case. */
bool script_read(struct script *s, const char *path, const struct sim_options *options, struct error *err);
void script_free(struct script *s);

#endif
