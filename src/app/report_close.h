/* How close a site came to collapse over a range of frames: the least margins, the frequency furthest from nominal, import over the contract
 * with its durations, the fullest set. Pure: made by feeding frames with what is derived of them, so that the same figures can be had of a
 * recording and of a what-if. */
#ifndef MWTOP_REPORT_CLOSE_H
#define MWTOP_REPORT_CLOSE_H

#include "power.h"

/* The value furthest to one side and when that was first; NaN and TIME_NONE: never known. */
struct extreme {
	double value;
	int64_t t_ms;
};

/* Of a margin: least of all samples, where a missing member makes it a lower bound, and least of those in which everything reports. */
struct margin_least {
	struct extreme all, complete;
	bool at_least;             /* `all` comes from a sample with a missing member */
	char worst[SITE_ID_SIZE];  /* n1_mw: what `all` would lose; "" unknown */
};

/* Time beyond a limit, in s of sampled time: a sample counts for the time that it stands for. */
struct beyond {
	double total_s, longest_s;
	int64_t longest_ms;        /* the first sample of the longest stretch; TIME_NONE: never */
	double run_s;              /* of the stretch that stands now */
	int64_t run_ms;
};

struct feed_close {
	struct extreme import_mw;        /* greatest */
	struct extreme over_mw;          /* greatest import less its contract then; negative: never over */
	double over_limit_mw, over_import_mw; /* the contract and the import at that moment */
	struct extreme export_mw;        /* greatest export, as a positive number; NaN: never exported */
	struct beyond over, over_trip;   /* above the contract; above trip_mw */
};

struct bus_close {
	struct extreme lowest_hz, highest_hz; /* sampled, or within a sample where it says so */
	bool lowest_within, highest_within;   /* from hz_min, hz_max, or the window of a decimated sample */
	struct extreme held_hz;               /* lowest of the samples at whose end the bus was alive */
	bool held_within, dying;              /* lowest_hz comes from the sample in which the bus died */
	struct extreme rocof_hz_s;            /* steepest mean slope from one sample's end to the next or to the extreme within it; signed, NaN: none */
	double last_hz;                       /* of the sample before, and when that was */
	int64_t last_ms;
	bool alive;                           /* the sample before */
	double island_s, dead_s, parallel_s;
};

struct closeness {
	struct margin_least headroom, n1, spinning;
	struct bus_close bus[SITE_BUS_MAX];
	struct feed_close feed[SITE_FEED_MAX];
	struct extreme set_share;  /* greatest kW over the greatest power of a set, as a share */
	char set_id[SITE_ID_SIZE]; /* which; "" none */
	double set_kw, set_max_kw;
	struct extreme load_most, import_most;
	double load_mwh, import_mwh, gen_mwh; /* over the samples in which they are known */
	double known_s;            /* time that samples stand for */
	uint64_t frames, incomplete; /* samples; those in which a member of the headroom is missing */
	uint64_t online_incomplete;  /* those in which online_mw is a lower bound */
	bool decimated;            /* some samples are windows: durations are those of their last values */
};

void closeness_init(struct closeness *c);
/* Frames in the order of time, of sites with the same objects in the same order; each stands for `seconds`. */
void closeness_add(struct closeness *c, const struct frame *frame, const struct derived *derived, double seconds);

#endif
