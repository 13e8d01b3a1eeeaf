/* The difference of two moments over the whole screen (difference_draw stands in panel.h). */
#ifndef MWTOP_OVERLAY_DIFFERENCE_H
#define MWTOP_OVERLAY_DIFFERENCE_H

#include "view.h"

/* The greatest sensible view.help_scroll of it on a screen of that size. */
int difference_scroll_most(int rows, const struct world *w, const struct view *v);

#endif
