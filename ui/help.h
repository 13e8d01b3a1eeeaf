/* The help overlay (help_draw stands in panel.h). */
#ifndef MWTOP_HELP_H
#define MWTOP_HELP_H

/* The greatest sensible view.help_scroll on a screen of that size. */
int help_scroll_most(int cols, int rows);

#endif
