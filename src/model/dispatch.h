/* The power side over time: sets that start, synchronise, load, share, trip and lock out; feeds with contract, promises and trip; and
 * the import control between them. One step takes the state, the load and a time, and gives the next state: no allocation, no
 * randomness, no pointers but the site and the list of events, so that copying a state branches it. The simulator and the what-if use the same calls.
 *
 * In parallel with the grid the feed takes every imbalance at once and the sets follow at their ramps. Without a feed the sets pick up
 * one block each at once and the rest by ramp; what they cannot carry yet is unserved. The frequency is the caller's: an island's
 * dynamics are not computed here, its frequency is taken to stay nominal. All buses count as one.
 *
 * A step costs what changes in it: while no state ends, no edit comes and every set is at its target, it looks at no set. What it found
 * before stands in `known`; the calls below drop of it what they change. Who writes sets or feeds otherwise calls dispatch_forget. */
#ifndef MWTOP_DISPATCH_H
#define MWTOP_DISPATCH_H

#include "edits.h"

/* [M] after the trip command. */
#define DISPATCH_BREAKER_MS 80
#define DISPATCH_LOCKOUT_MS 150
/* [M] running unloaded before the engine stops; between two automatic starts; low load before a set is taken off. */
#define DISPATCH_COOLING_MS 180000
#define DISPATCH_START_APART_MS 20000
#define DISPATCH_LOW_LOAD_MS 600000
/* start_s is divided: cranking and run-up, warm-up, synchronising. */
#define DISPATCH_CRANK_SHARE 0.25
#define DISPATCH_WARM_SHARE 0.5
/* Import control: aims this far below the contract, acts beyond the band, and takes sets down at this share of their ramps, since
 * load that left may come back at once; only export is met at the full ramp. */
#define DISPATCH_MARGIN_SHARE 0.0225
#define DISPATCH_BAND_MW 0.04
#define DISPATCH_DOWN_SHARE 0.2
/* Sets start while the feeds keep this share of their contracts beside the sets' minimum loads; they stop below the other. */
#define DISPATCH_START_SHARE 0.5
#define DISPATCH_STOP_SHARE 0.2
/* [M] derate by hot air at the intake: 1 % of rating per degree over 30 °C. */
#define DISPATCH_INLET_C 30.0
#define DISPATCH_DERATE_PER_C 0.01

enum dispatch_command { COMMAND_AUTO, COMMAND_START, COMMAND_STOP };

struct dispatch_gen {
	enum gen_state state;
	enum dispatch_command command;
	bool closed;
	int64_t since_ms;    /* when the state began; of a trip: when it was commanded */
	double kw;
	double max_kw;       /* by edit; the rating when nothing was said */
	double ceiling_kw;   /* what the engine can do beneath that, which its load share does not know (a fault); INFINITY */
	double target_kw;    /* where its ramp goes */
	double block_kw;     /* of a block that may be taken at once in an island: what is left of it */
};

struct dispatch_feed {
	bool closed;
	double mw, limit_mw;
	double firm_limit_mw; /* the limit without promises that have come since: nobody has seen those yet */
	double import_mw;    /* set-point by edit; NaN: the contract less the margin */
	int64_t over_ms;     /* how long above trip_mw */
	size_t promise_count;
	struct promise promise[SITE_PROMISE_MAX];
};

enum dispatch_kind {
	HAPPENED_START, HAPPENED_CLOSE, HAPPENED_UNLOAD, HAPPENED_OPEN, HAPPENED_STOP, HAPPENED_TRIP, HAPPENED_LOCKOUT, HAPPENED_RESTORE,
	HAPPENED_OUT_OF_SERVICE, HAPPENED_LIMIT, /* the feed's contract changed */
	HAPPENED_FEED_TRIP, HAPPENED_FEED_LOST, HAPPENED_FEED_BACK
};

struct dispatch_event {
	int64_t t_ms;
	enum dispatch_kind kind;
	int object;
};
#define DISPATCH_EVENT_MAX 1024

/* What happened since the caller set the count to 0; more than it holds is dropped. */
struct dispatch_events {
	size_t count;
	struct dispatch_event at[DISPATCH_EVENT_MAX];
};

/* What a step found and the next need not find again. Each flag says whether the values below it stand. */
struct dispatch_known {
	bool feeds, sets, shares, rest, kw;
	/* feeds: sums over those in service, and above which power each will open (INFINITY: never) */
	bool island;
	double limit_mw, target_mw, least_mw;
	double trip_mw[SITE_FEED_MAX];
	int64_t promise_ms;  /* of the next promise; INT64_MAX */
	/* sets: commands are obeyed */
	int64_t end_ms;      /* when the first of the present states ends by itself; INT64_MAX */
	double min_mw;       /* minimum load of those that run or start */
	int start_gen, stop_gen; /* in automatic, the next to start and to stop; -1 */
	/* shares: target_kw are those of sets_mw; rest: every set is at its target, its block whole */
	double sets_kw;      /* kw: what all sets carry */
};

struct dispatch {
	const struct site *site;
	int64_t t_ms;
	double load_mw, unserved_mw;
	double sets_mw;      /* what the import control asks of all sets together */
	bool down_fast;      /* export: sets go down at their full ramps */
	double inlet_c;
	int64_t last_start_ms, low_since_ms;
	struct dispatch_events *events; /* the caller's, who sets it after dispatch_init; NULL: not kept. A copy tells the same: set its own */
	struct dispatch_known known;
	struct dispatch_feed feed[SITE_FEED_MAX];
	struct dispatch_gen gen[SITE_GEN_MAX];
};

/* All sets stopped in automatic, all feeds closed, events not kept. */
void dispatch_init(struct dispatch *d, const struct site *site, int64_t t_ms);
/* The state as a recorded frame tells it, to go on from: states, breakers and powers of the sets (`last_kw`, may be NULL: the last good kW of sets
 * without data, which carry on), feeds with their limits. States that end by themselves begin anew. Sets in manual mode stay as they are, sets
 * that are off or out of service stay so. Where the sets carry more than their minimum, the recorded import is what the control holds, as
 * long as it is within the contract; so what changes nothing keeps the recorded sharing. */
void dispatch_adopt(struct dispatch *d, const struct site *site, const struct frame *frame, const double *last_kw);
/* A state to start from: as many automatic sets loaded as `load_mw` allows, at their shares, as if it had stood so for long. */
void dispatch_settle(struct dispatch *d, double load_mw);
/* Applies a gen or feed edit, or the site's inlet, at d->t_ms; others are left alone. */
void dispatch_edit(struct dispatch *d, const struct edit *edit);
/* Trips one set at d->t_ms. */
void dispatch_trip(struct dispatch *d, size_t gen);
/* The same with its breaker open at once: a relay of the bus took it off. */
void dispatch_trip_open(struct dispatch *d, size_t gen);
void dispatch_feed_switch(struct dispatch *d, size_t feed, bool closed);
void dispatch_feed_limit(struct dispatch *d, size_t feed, double limit_mw);
void dispatch_restore(struct dispatch *d, size_t gen);                   /* after a trip, or out of service */
void dispatch_set_max(struct dispatch *d, size_t gen, double max_kw);    /* 0: out of service */
void dispatch_gen_out(struct dispatch *d, size_t gen);                   /* out of service */
void dispatch_set_ceiling(struct dispatch *d, size_t gen, double kw);    /* a fault, which the load share does not know; INFINITY: none */
/* After fields of sets or feeds were written directly: the next step finds everything anew. Changes nothing else. */
void dispatch_forget(struct dispatch *d);
/* Only promises, states and starts of the step to t + dt; power and time are the caller's (busbar.h), who may write the kw of sets after it. */
void dispatch_step_states(struct dispatch *d, double load_mw, int64_t dt_ms);
/* To t + dt: `load_mw` (with auxiliaries) stands from t to there. dt_ms up to some seconds; exact for what is timed in ms. */
void dispatch_step(struct dispatch *d, double load_mw, int64_t dt_ms);

/* What a set can give after derating, before its faults. */
double dispatch_gen_max_kw(const struct dispatch *d, size_t gen);
double dispatch_sets_mw(const struct dispatch *d);   /* carried by all sets */
double dispatch_feeds_mw(const struct dispatch *d);  /* imported */
double dispatch_import_target_mw(const struct dispatch *d);
bool dispatch_island(const struct dispatch *d);      /* no feed in service */

#endif
