/* What a report is made of: one pass over the lines of the range, and what the session knows at its two ends. Memory is bounded whatever the length of
 * the range: extremes, not samples, are kept; the charts draw from the session's history. */
#ifndef MWTOP_REPORT_DATA_H
#define MWTOP_REPORT_DATA_H

#include "panel_alarms_list.h"
#include "report_alarms.h"
#include "report_close.h"
#include "report_loss.h"
#include "session.h"

#define REPORT_LOSSES 6 /* told in full; the others by name */

#define REPORT_CHANGES 24 /* of the verdict: so many are told, those of the word before those of reasons, the others counted */

/* The verdict is another word than before, or has other reasons, as the Countdown says it at that time. */
struct verdict_change {
	int64_t t_ms;
	bool still; /* the word is the same, the reasons of NO-GO are others */
	struct verdict verdict;
};

/* The state at one end of the range. */
struct report_end {
	bool known;            /* there is a sample */
	int64_t t_ms;          /* of that sample */
	struct frame frame;    /* owned */
	struct derived derived;
	struct verdict verdict;
	size_t active[PRIORITY_COUNT];
};

struct report {
	struct session *session;   /* not owned; its cursor is at `to` */
	const struct site *site;   /* that governs the end of the range */
	int64_t from_ms, to_ms;    /* both inclusive */
	bool dated;                /* it goes over midnight: times need their date */
	bool live;                 /* the source is live: the report goes up to now */
	struct report_end start, end;
	struct closeness close;
	struct loss_watch *losses;
	const struct loss *told[REPORT_LOSSES]; /* the largest, in the order of time: those with a number */
	size_t told_count;
	struct alarm_stats alarms;
	struct alarms_entry *entry; /* owned: the sequence of events within the range, oldest first */
	size_t entry_count;
	bool *uncertain;           /* owned, one for each entry: it may have happened before the one beside it */
	struct device_clocks clocks; /* as their events up to the end of the range tell it */
	double *low, *high;        /* owned; of the good readings of every column of `site` within the range */
	uint64_t frames, events, gaps, misordered, doubled, bad, other_layout;
	int64_t longest_gap_ms, longest_gap_at_ms; /* and when it began; TIME_NONE */
	uint64_t marked[4];        /* values by quality (enum quality), good ones too */
	double shortest_window_s, longest_window_s; /* of decimated samples; 0: there are none */
	struct verdict_change change[REPORT_CHANGES]; /* of a site with a training plan */
	size_t change_count, changes; /* told; all there are */
	bool origins[ORIGIN_COUNT]; /* of the sites within the range */
	size_t sites;              /* site lines that governed some of it */
};

/* Reads everything for [from, to] (TIME_NONE: the ends of the recording). False with err: no sample lies in it. */
bool report_gather(struct report *r, struct session *session, int64_t from_ms, int64_t to_ms, struct error *err);
void report_free(struct report *r);

#endif
