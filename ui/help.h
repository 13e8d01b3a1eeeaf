/* The help overlay (help_draw stands in panel.h): the keys of the place that it was asked from come first. */
#ifndef MWTOP_HELP_H
#define MWTOP_HELP_H

#include "view.h"

/* The greatest sensible view.help_scroll where it has so many columns and rows. */
int help_scroll_most(int cols, int rows, const struct world *w, const struct view *v);

#endif
