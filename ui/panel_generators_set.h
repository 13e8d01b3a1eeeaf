/* The parts of one set in full (panel_generators_set.c): where they stand, its trends, its own events. */
#ifndef MWTOP_PANEL_GENERATORS_SET_H
#define MWTOP_PANEL_GENERATORS_SET_H

#include "panel_alarms_list.h"
#include "panel_generators_table.h"
#include "panel_timeline_parts.h"

#define SET_LABEL_CELLS 11 /* before what a row tells */

/* "rated 2500 kW" and so on, in the order in which one asks; returns how many. */
#define SET_LIMITS 8
#define SET_LIMIT_SIZE 40
int generators_limits_words(const struct site_gen *g, char out[SET_LIMITS][SET_LIMIT_SIZE]);
/* One after the other over the width, from row y on; returns the rows. With g NULL it only counts. */
int generators_limits_draw(struct grid *g, struct rect r, int y, const struct site_gen *gen);

/* Entries of the sequence that belong to the selected set, newest first, up to the cursor. */
struct set_events {
	struct alarms_entry *list; /* owned, generators_events_free */
	size_t count, selected;    /* selected: 0 where there are none */
	bool read;                 /* the recording is read up to the cursor */
};
struct set_events generators_events(const struct world *w, const struct view *v);
void generators_events_free(struct set_events *e);
/* A heading and as many of them as the rect has rows for, the selected one among them. */
void generators_events_draw(struct grid *g, struct rect r, const struct world *w, const struct set_events *e);
/* The one in row y of that rect; false: none. */
bool generators_event_in_row(struct rect r, const struct set_events *e, int y, struct alarms_row *out);

/* Power of a set with the frequency of its bus below, over the timeline's span, with its times and what stands at the cursor. */
#define SET_CHART_LEAST 2
#define SET_CHART_MOST 26
void generators_chart_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v, size_t set);
/* The columns that it is drawn over, and where; false where it has none. */
bool generators_chart_plan(struct rect r, const struct world *w, const struct view *v, struct timeline *t, struct rect *chart);

/* What lies in a row of the set in full, which is drawn over `inside`: an event; its charts. False: nothing of that kind. */
bool generators_set_event_at(struct rect inside, const struct world *w, const struct view *v, int y, struct alarms_row *out);
bool generators_set_chart_at(struct rect inside, const struct world *w, const struct view *v, struct timeline *t, struct rect *chart);

#endif
