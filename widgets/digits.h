/* Big digits for the one number that is read across the room: three or five rows high. Knows 0 to 9, ':', '.', '-', '+', 'T' and blank;
 * what else stands in the text is a blank. */
#ifndef MWTOP_DIGITS_H
#define MWTOP_DIGITS_H

#include "cells.h"

/* Cells that the text takes at that height (3 or 5). */
int digits_width(const char *text, int height);
/* Draws with the upper left corner at (x, y); returns the x after it. */
int digits_draw(struct grid *g, struct rect r, int x, int y, int height, enum role role, const char *text);

#endif
