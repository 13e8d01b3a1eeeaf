/* Bars and needles. A bar is drawn cell by cell: how much of the cell lies below the value, in eighths; the limit mark is drawn
 * over it, so that it is seen whether the bar has reached it or not. */
#include "gauge.h"

#include <math.h>

static const uint32_t eighths[9] = { ' ', 0x258F, 0x258E, 0x258D, 0x258C, 0x258B, 0x258A, 0x2589, 0x2588 };

/* Share of the scale, 0 to 1; NaN stays NaN. */
static double share_of(const struct gauge *gauge, double value) {
	if (!(gauge->most > gauge->least))
		return NAN;
	return (value - gauge->least) / (gauge->most - gauge->least);
}

static double clamp(double share) {
	return share < 0 ? 0 : share > 1 ? 1 : share;
}

/* Edges at both ends; returns the cells inside and moves x there. */
static int edges_draw(struct grid *g, struct rect r, int *x, int y, int width) {
	if (width < 4)
		return width;
	put_char(g, r, *x, y, ROLE_FRAME, g->ascii ? '[' : 0x2595);
	put_char(g, r, *x + width - 1, y, ROLE_FRAME, g->ascii ? ']' : 0x258F);
	*x += 1;
	return width - 2;
}

static void bar_cell(struct grid *g, struct rect r, int x, int y, enum role role, double fill) {
	int n = (int)lround(clamp(fill) * 8);
	if (g->ascii)
		put_char(g, r, x, y, n >= 4 ? role : ROLE_BAR_EMPTY, n >= 4 ? '#' : '-');
	else
		put_char(g, r, x, y, n ? role : ROLE_BAR_EMPTY, eighths[n]);
}

/* Cell of a share on a scale of `inside` cells. */
static int cell_of(double share, int inside) {
	int at = (int)(clamp(share) * inside);
	return at < inside ? at : inside - 1;
}

void gauge_bar(struct grid *g, struct rect r, int x, int y, int width, const struct gauge *gauge) {
	if (width <= 0)
		return;
	int inside = edges_draw(g, r, &x, y, width);
	double share = share_of(gauge, gauge->value), filled = isnan(share) ? 0 : clamp(share) * inside;
	for (int i = 0; i < inside; i++)
		bar_cell(g, r, x + i, y, gauge->role, filled - i);
	double limit = share_of(gauge, gauge->limit);
	if (!isnan(limit) && limit >= 0 && limit <= 1)
		put_char(g, r, x + cell_of(limit, inside), y, ROLE_LIMIT, 0x2502);
	if (share > 1)
		put_char(g, r, x + inside - 1, y, gauge->role, 0x25B6);
}

void gauge_needle(struct grid *g, struct rect r, int x, int y, int width, const struct gauge *gauge, double nominal) {
	if (width <= 0)
		return;
	int inside = edges_draw(g, r, &x, y, width);
	for (int i = 0; i < inside; i++)
		put_char(g, r, x + i, y, ROLE_BAR_EMPTY, 0x00B7);
	double mark = share_of(gauge, nominal), share = share_of(gauge, gauge->value);
	if (!isnan(mark))
		put_char(g, r, x + cell_of(mark, inside), y, ROLE_LIMIT, 0x2502);
	if (!isnan(share))
		put_char(g, r, x + cell_of(share, inside), y, gauge->role, share < 0 ? 0x25C0 : share > 1 ? 0x25B6 : 0x25C6);
}
