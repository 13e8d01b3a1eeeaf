/* Boxes with a title in their upper edge, and titles with a rule where there is no room for boxes. */
#ifndef MWTOP_BOX_H
#define MWTOP_BOX_H

#include "cells.h"

/* Draws the box along the edge of r and its title; returns the inside with one blank column on each side. A rect too small for an
 * inside (under 4 x 3) is left alone and returned as it is. */
struct rect box_draw(struct grid *g, struct rect r, enum role title_role, const char *title);
/* The inside of a box along the edge of r. */
struct rect box_inside(struct rect r);
/* " Title ──────" in the first row of r; returns what is below. */
struct rect box_rule(struct grid *g, struct rect r, enum role title_role, const char *title);
/* A note at the right end of the first row (box edge or rule), never over the first `title_cells` + 2 columns of it; returns its
 * first x, relative to r. A note that does not fit is left out. */
int box_note(struct grid *g, struct rect r, int title_cells, enum role role, const char *note);
/* The same in the last row of a box. */
void box_foot(struct grid *g, struct rect r, enum role role, const char *note);

#endif
