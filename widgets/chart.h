/* Charts over cells: a line in braille dots, a band in eighths of a block, limits, gaps. Pure: they take arrays of lowest and highest
 * per bin and draw into a rect, nothing else. Bins stand for equal steps of time from the left edge to the right; more or fewer bins
 * than columns are joined (keeping the lowest and the highest) or repeated as steps, never interpolated. A bin of NaN is a gap and
 * leaves its columns untouched. Without Unicode a line has three heights per row ("_-~"), a rule, too (",-'"), a band two (".:"). */
#ifndef MWTOP_CHART_H
#define MWTOP_CHART_H

#include "cells.h"

struct chart_bin { float lowest, highest; }; /* NaN, NaN: no sample */

/* The values of the bottom edge and the top edge; least < most, else nothing is drawn. */
struct chart_scale { double least, most; };

/* Dot columns that a line has in that width: two a cell, one in ASCII. A band has one a cell. */
int chart_columns(const struct grid *g, int width);

/* A line with the span from lowest to highest of each column, joined to the column before. What lies outside the scale is drawn at its edge.
 * Of two lines in one cell both are seen, in the role of the later one. */
void chart_line(struct grid *g, struct rect r, enum role role, const struct chart_bin *bins, size_t count, struct chart_scale scale);
/* Filled from the bottom edge up to the lowest value of each column: what was there all the time. */
void chart_band(struct grid *g, struct rect r, enum role role, const struct chart_bin *bins, size_t count, struct chart_scale scale);
/* The highest value of each column as a rule, in cells that are blank, at the height of the dots of a line: a limit that changes. */
void chart_steps(struct grid *g, struct rect r, enum role role, const struct chart_bin *bins, size_t count, struct chart_scale scale);
/* A level rule at the height that a line has at `value`, across the blank cells there; nothing when it lies outside the scale. A line
 * that is drawn later covers what is in ROLE_LIMIT. */
void chart_rule(struct grid *g, struct rect r, enum role role, double value, struct chart_scale scale);
/* Marks the gaps in the lowest row: '·' in each column that no bin with a value touches. */
void chart_gaps(struct grid *g, struct rect r, enum role role, const struct chart_bin *bins, size_t count);
/* Fills with hatching: what is not known yet. `text` (may be "") stands in its middle when there is room. */
void chart_hatch(struct grid *g, struct rect r, enum role role, const char *text);

/* The bin of column `column` of `columns`: joined or repeated from `count` bins. NaN when none of them holds a value. */
struct chart_bin chart_bin_at(const struct chart_bin *bins, size_t count, int column, int columns);
/* Widens *least..*most (NaN, NaN to begin with) to what the bins hold; false when nothing was found in them. */
bool chart_range(const struct chart_bin *bins, size_t count, double *least, double *most);
/* A step of 1, 2 or 5 times a power of ten, so that `span` takes at most `steps` of them. 1 for a span that is no number. */
double chart_step(double span, int steps);
/* Edges on round numbers around least..most, no nearer to each other than `span_least`; about values of one sign they have that sign, too. */
struct chart_scale chart_scale_round(double least, double most, double span_least, int steps);
/* Row (0 = top of `rows`) of a value, clamped into the rows. */
int chart_row(double value, struct chart_scale scale, int rows);

#endif
