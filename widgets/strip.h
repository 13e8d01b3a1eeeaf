/* Rows of one cell's height: marks on a time axis, its ticks, a small trend, shades of a heat map. Pure, clipped to their rect. */
#ifndef MWTOP_STRIP_H
#define MWTOP_STRIP_H

#include "chart.h"

struct strip_mark {
	int column;
	int weight;      /* of two marks in one column the heavier is shown, of equals the first */
	enum role role;
	uint32_t glyph;  /* its ASCII form is put_char's business */
};
void strip_marks(struct grid *g, struct rect r, int y, const struct strip_mark *marks, size_t count);

struct strip_label {
	int column;       /* where the tick stands */
	const char *text; /* follows it; stands before it at the right end */
	enum role role;
	int weight;       /* heavier labels are placed first; a label that would touch another one is left out, its tick too */
	uint32_t glyph;   /* instead of the tick; 0: none */
};
#define STRIP_LABELS_MAX 64
/* Returns how many were placed; beyond STRIP_LABELS_MAX are left out. `above`: the ticks point down to what they belong to. */
int strip_labels(struct grid *g, struct rect r, int y, bool above, const struct strip_label *labels, size_t count);

/* A trend in eighths of one row, `width` cells from x on; gaps are '·'. The middle of each column's lowest and highest counts. */
void strip_spark(struct grid *g, struct rect r, int x, int y, int width, enum role role, const struct chart_bin *bins, size_t count,
                 struct chart_scale scale);
/* Glyph for a share 0..1 in a heat map: blank for exactly 0, full only for 1. */
uint32_t strip_shade(const struct grid *g, double share);

#endif
