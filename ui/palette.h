/* The palette: the list over the line where a command is typed. */
#ifndef MWTOP_PALETTE_H
#define MWTOP_PALETTE_H

#include "cells.h"
#include "view.h"

/* How many rows of it a screen of that size has room for; 0: the line alone. */
int palette_rows(int cols, int rows);
/* Draws it above the last row, where a command is being typed and there is something to list. */
void palette_draw(struct grid *g, const struct view *v);
/* The row in sight (an index of palette_view.row) in that cell of such a screen; -1: none. */
int palette_row_at(int cols, int rows, const struct view *v, int x, int y);

#endif
