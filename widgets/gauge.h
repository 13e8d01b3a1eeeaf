/* Analog indicators beside the numbers: a bar in eighths of a cell with a mark for its limit, a needle on a scale with its nominal value
 * marked. Both take what room they are given, ASCII where the grid is. */
#ifndef MWTOP_GAUGE_H
#define MWTOP_GAUGE_H

#include "cells.h"

struct gauge {
	double value;      /* NaN: an empty bar */
	double least, most;/* the scale */
	double limit;      /* where the mark stands; NaN: none */
	enum role role;    /* of the filled part */
};
/* A bar in `width` cells, its two edges among them when width is 4 or more. A value over `most` fills it and ends in an arrow. */
void gauge_bar(struct grid *g, struct rect r, int x, int y, int width, const struct gauge *gauge);
/* A needle: dots, a mark at `nominal`, the value as a diamond, an arrow at the end that it passed. */
void gauge_needle(struct grid *g, struct rect r, int x, int y, int width, const struct gauge *gauge, double nominal);

#endif
