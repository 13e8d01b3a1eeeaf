/* The events of a recording: what the dispatch says that happened, as the devices report it, each with its own clock, the way to the
 * recorder, and the words of its controller. Events wait here until the time of their arrival. */
#ifndef MWTOP_NOTICES_H
#define MWTOP_NOTICES_H

#include "event.h"
#include "plant.h"

struct notices {
	const struct site *site;
	struct event_list queue;    /* waiting, by arrival */
	size_t taken;               /* of the queue */
	uint64_t next_id;
	int64_t *clock_ms;          /* owned: how far each set's clock is off */
	/* Ids of trips that are raised and not cleared; "" none. */
	char (*gen_trip)[16];       /* owned, one per set */
	char feed_trip[SITE_FEED_MAX][16];
	enum dispatch_kind feed_trip_kind[SITE_FEED_MAX];
	enum swing_kind *relay;     /* owned: of the island's relays, the one that took the set off; SWING_KIND_COUNT: none */
	bool waiting[SITE_FEED_MAX]; /* for healthy voltage to have stood */
	char dead[16];              /* id of the alarm of a dead bus */
	bool *low_gas;              /* owned: the next trip of the set is for low gas pressure */
	int64_t stall_end_ms;       /* of a checkpoint that is being written; TIME_NONE */
	double online;              /* GPUs, when last looked */
};

void notices_init(struct notices *n, const struct site *site, uint64_t seed);
void notices_free(struct notices *n);
/* Takes the events of the dispatch (and clears them there), and looks at what else a device would report. */
void notices_collect(struct notices *n, struct plant *p);
/* What an edit that was just applied makes the job's control report. */
void notices_edit(struct notices *n, const struct edit *edit, const struct plant *p);
/* Notes by the site's own control, and by the controller of a set. */
void notices_note(struct notices *n, int64_t t_ms, const char *src, const char *kind, const char *text);
void notices_note_gen(struct notices *n, int64_t t_ms, size_t gen, const char *kind, const char *text);
/* Kind, words, state and priority of what a dispatch says that happened; without source and time. */
const struct event *notices_happened(enum dispatch_kind kind);
/* The next event with arrival at or before t, or NULL. */
const struct event *notices_next(struct notices *n, int64_t t_ms);

#endif
