/* One grid for the tests of widgets: drawn into, read back as text. Static, so that only the tests that use it need the widgets. */
#ifndef MWTOP_TEST_WIDGET_GRID_H
#define MWTOP_TEST_WIDGET_GRID_H

#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "cells.h"

__attribute__((unused)) static void widget_grid(struct grid *g, int cols, int rows, bool ascii) {
	grid_init(g);
	g->ascii = ascii;
	grid_resize(g, cols, rows);
}

/* Compares the text plane and blanks the grid for the next drawing. */
__attribute__((unused)) static void widget_expect(struct grid *g, const char *want) {
	struct buf b = { 0 };
	grid_text(g, &b);
	assert_string_equal(b.data ? b.data : "", want);
	buf_free(&b);
	put_fill(g, grid_rect(g), ROLE_TEXT, ' ');
}

#endif
