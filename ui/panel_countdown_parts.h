/* The parts of the Countdown panel. */
#ifndef MWTOP_PANEL_COUNTDOWN_PARTS_H
#define MWTOP_PANEL_COUNTDOWN_PARTS_H

#include "panel.h"

/* The panel of a site without a training plan, which the screen has where that is zoomed. */
void countdown_none_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v);

#endif
