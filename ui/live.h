/* What a live view shows beside its panels: the row at the foot that keeps the live edge in sight, values that are old, and the screen of one
 * that has nothing to show yet. */
#ifndef MWTOP_LIVE_H
#define MWTOP_LIVE_H

#include "cells.h"
#include "view.h"

/* Whether the row at the foot has something to say: the cursor is away from the live edge, or the link is not well. */
bool live_strip_wanted(const struct world *w, const struct view *v);
/* Into the one row of r: the live clock, T-minus, GO, NO-GO or RUNNING, new alarms, how to return; or since when nothing comes, and why. */
void live_strip_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v);
/* Dims what stands in r when it is shown as now and is not: the link is stale or down. Alarms, titles and frames stay. */
void live_dim(struct grid *g, struct rect r, const struct world *w, const struct view *v);
/* Nothing has been read yet: what is asked for, what the matter is, and how to leave. */
void live_empty_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v);

#endif
