/* Losses of power in a recording, and who picked the load up. A loss is a set or a feed that carried load with a closed breaker and, from one sample
 * to the next, is tripped or open (or without voltage); what is lost in one sample is one loss. A set that unloads and stops is none, nor is one
 * whose telemetry ends: between is the last good reading. Where nothing is lost the largest step of the load from one sample to the next
 * stands in its place, if it is 2 % of the load or more. */
#ifndef MWTOP_REPORT_LOSS_H
#define MWTOP_REPORT_LOSS_H

#include "source.h"

#define LOSS_OBJECTS 16 /* named in one loss */
#define LOSS_ROOM 64    /* losses kept: the largest */

struct loss_object {
	enum metric_class class; /* CLASS_GEN or CLASS_FEED */
	char id[SITE_ID_SIZE];
	double kw;               /* last good reading before */
};

struct loss {
	int64_t before_ms, t_ms; /* the last sample before; the first that shows it */
	bool step;               /* not a loss, but a step of the load */
	double mw;               /* what was lost; of a step: by how much the load rose */
	size_t count;
	struct loss_object object[LOSS_OBJECTS];
};

struct loss_watch;
struct loss_watch *loss_watch_new(void);
void loss_watch_free(struct loss_watch *w);
/* Frames in the order of time; `gap`: samples are missing before this one. */
void loss_watch_add(struct loss_watch *w, const struct frame *frame, const struct derived *derived, bool gap);
/* In the order of time; *found: with those that were too small to keep. Valid while the watch is. Without any loss the step, if there was one. */
const struct loss *loss_watch_list(struct loss_watch *w, size_t *count, size_t *found);

/* Columns of the table of who picked the load up: before, the first sample with the loss, and 1, 10, 60 s after that. */
enum pickup_time { PICKUP_BEFORE, PICKUP_AT, PICKUP_1, PICKUP_10, PICKUP_60, PICKUP_COUNT };
extern const int pickup_seconds[PICKUP_COUNT]; /* after the first sample; of the one before: 0 */

struct pickup_row {
	enum metric_class class; /* CLASS_FEED, CLASS_GEN, CLASS_STORE */
	char id[SITE_ID_SIZE];
	bool lost;
	double kw[PICKUP_COUNT]; /* NaN: no good reading; a breaker that is measured open gives 0 */
};
struct pickup {
	int64_t t_ms[PICKUP_COUNT];  /* TIME_NONE: there is no sample soon enough after that */
	struct pickup_row *row;      /* owned; feeds, sets, batteries, each in the order of the site */
	size_t count;
	double load_mw[PICKUP_COUNT], hz[PICKUP_COUNT]; /* of bus 0 .. only where there is one bus */
};
/* Reads the samples around a loss. False when there is none before it any more. Free with pickup_free. */
bool pickup_read(struct pickup *p, struct source *source, const struct loss *loss);
void pickup_free(struct pickup *p);
/* What was lost: what the lost objects gave before less what they give at that time, in kW; of a step 0. NaN when one is not known. */
double pickup_lost_kw(const struct pickup *p, enum pickup_time at);
/* What no row tells: lost less what feeds, sets and batteries took over, less by what the load fell, in kW: losses, auxiliaries, errors of
 * meters. NaN when one of these is not known. */
double pickup_residual_kw(const struct pickup *p, enum pickup_time at);
/* What a class gave together, without what was lost, at that time less before, in kW; NaN when a member is not known at one of both. */
double pickup_class_kw(const struct pickup *p, enum metric_class class, enum pickup_time at);

#endif
