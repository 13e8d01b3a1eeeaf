/* Between derive.c and buses.c: what the sets and feeds of one bus add up to. */
#ifndef MWTOP_DERIVE_H
#define MWTOP_DERIVE_H

#include "power.h"

struct bus_tally {
	double online_mw;          /* feeds with a closed breaker and loaded sets */
	double set_mw, feed_mw;    /* the greatest of each among these */
	int set, feed;             /* which; -1 none */
	bool feed_closed, feed_unknown, set_closed;
};

/* Sets n1_set, n1_feed, n1 and n1_worst from the tallies (at least one, one per bus). */
void power_margins(const struct frame *frame, const struct bus_tally *tally, struct derived *out);
/* group[b] becomes the lowest bus that b is joined to. A tie whose breaker is not known counts as open, as do all of the bus `without` (-1: none). */
void power_join_buses(const struct frame *frame, int without, uint8_t group[SITE_BUS_MAX]);
/* Sets tie of every bus. */
void power_ties(const struct frame *frame, const struct bus_tally *tally, struct derived *out);

#endif
