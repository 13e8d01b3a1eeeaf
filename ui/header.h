/* The first row: what one looks at (live or replay, simulated or measured), of when, and how whole it is. */
#ifndef MWTOP_HEADER_H
#define MWTOP_HEADER_H

#include "cells.h"
#include "view.h"

/* In row 0 of r. Narrower screens drop what matters less; the words for live or replay, the origin and the time go last. `with_alarms`: the alarms
 * by priority stand here, since nothing else on the screen says them; they are shortened, but never left out. */
void header_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v, bool with_alarms);

#endif
