/* Rows of trends in zoomed panels: a name, the value at the cursor, lowest and highest of the timeline's window, and its line over that window. All rows
 * of one call share the span and the columns with the row of times above them. */
#ifndef MWTOP_TRENDS_H
#define MWTOP_TRENDS_H

#include "cells.h"
#include "view.h"

struct trend {
	char label[24];
	char key[64];       /* of a series of the history: "load_mw", "feed.TVA.mw" */
	double span_least;  /* of the scale, so that noise does not look like an event */
};
#define TRENDS_MOST (3 + SITE_BUS_MAX + SITE_FEED_MAX)

/* Adds a trend if the site has something for it. Returns the new count, at most TRENDS_MOST. */
size_t trends_add(struct trend *list, size_t count, const struct world *w, const char *label, const char *key, double span_least);
/* Rows that trends_draw takes: 0 for none. */
int trends_rows(size_t count, int rows_each);
/* Draws from row y of r on (y may lie above it), each in `rows_each` rows, 1 or more. A world of the scenario has the scenario's lines from its first edit
 * on, and says so. Returns the row after them. */
int trends_draw(struct grid *g, struct rect r, int y, int rows_each, const struct world *w, const struct view *v, const struct trend *list, size_t count);

#endif
