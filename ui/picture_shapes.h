/* Block elements, box lines and braille as SVG shapes; picture.c's own. */
#ifndef MWTOP_PICTURE_SHAPES_H
#define MWTOP_PICTURE_SHAPES_H

#include "cells.h"

struct shape_cell { double x, y, w, h; }; /* of the first cell of the run */

/* Draws `cells` equal characters in a row, filled with `colour` ("#rrggbb"). False when `ch` is none of its kind. */
bool picture_shape(struct buf *out, uint32_t ch, struct shape_cell at, int cells, const char *colour);

#endif
