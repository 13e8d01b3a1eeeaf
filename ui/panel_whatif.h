/* The panels in the what-if: baseline, scenario, or both side by side with the difference; and the row of the field that the edit cursor is on. */
#ifndef MWTOP_PANEL_WHATIF_H
#define MWTOP_PANEL_WHATIF_H

#include "panel.h"

/* Draws a panel as the what-if has it; `plain` draws it as it is without. */
void whatif_panel_draw(struct grid *g, struct rect r, enum panel panel, panel_draw_fn *plain, const struct world *w, const struct view *v);
/* The frequency of an island at 10 ms, with its figures; nothing where there is no transient at the cursor or no room. */
void whatif_transient_draw(struct grid *g, struct rect r, const struct world *w);
/* Violations into the rows of a rect, scrolled to the selected one if `select`; returns the rows drawn. */
int violations_rows(struct grid *g, struct rect in, const struct world *w, const struct view *v, bool select);
/* Whether the mode is on. */
bool whatif_is_on(const struct world *w);

#endif
