/* The parts of the Generators panel: what a set is, how many fit, one set in a cell, one set in a row of the zoomed table. */
#ifndef MWTOP_PANEL_GENERATORS_PARTS_H
#define MWTOP_PANEL_GENERATORS_PARTS_H

#include "gauge.h"
#include "panel.h"
#include "values.h"

/* How a state is told: glyph, word (7 cells at most) and role. */
struct gen_look { uint32_t glyph; const char *word; enum role role; };

/* One set as the panel sees it. */
struct gen_row {
	size_t index;
	struct gen_look look;
	bool no_data;               /* neither state nor power is known: "? NO DATA", never "tripped" */
	bool out;                   /* tripped or locked out: why stands in place of the bar */
	struct reading kw;
	double max_kw, rated_kw;
	const struct alarm *alarm;  /* the first-out of its active device alarms; NULL: none */
};
struct gen_row generators_row(const struct world *w, size_t index);
/* Look of a state (a value of enum gen_state), for the legend too; -1: no data. */
struct gen_look generators_look(int state);

/* How the sets are laid out in a rect. */
struct gen_grid {
	const struct gen_tier *tier;
	int columns, rows, cell, gap, head; /* cell: its width with the gap to the next; head: 1 with a row of column titles */
	int first;                     /* index of the first set shown */
	int count;                     /* sets shown at once at most */
};
struct gen_grid generators_grid(struct rect inside, const struct world *w, const struct view *v);
void generators_cell_draw(struct grid *g, struct rect r, int x, int y, const struct gen_grid *gg, const struct world *w, size_t index);
void generators_head_draw(struct grid *g, struct rect r, int x, int y, const struct gen_grid *gg, const struct world *w);
/* Cells of the longest id of the site, 3 to 8. */
int generators_id_cells(const struct site *site);
/* Why a set is out, or since when there is no data, in at most `width` cells from x on. */
void generators_reason_draw(struct grid *g, struct rect r, int x, int y, int width, const struct world *w, const struct gen_row *row);

/* The zoomed table: every column, one set a row. */
void generators_table_draw(struct grid *g, struct rect inside, const struct world *w, const struct view *v);
/* The set in row y of the table; -1: none. */
int generators_table_set_at(struct rect inside, const struct world *w, const struct view *v, int y);
/* One glyph a set, for the smallest screens. */
void generators_strip_draw(struct grid *g, struct rect r, const struct world *w);
/* Sets that the panel in rect `r` of a screen of that size shows at once. */
int generators_page(struct rect r, int cols, int rows, const struct world *w, const struct view *v);
/* The set that the panel in rect `r` of a screen of that size shows in that cell of it; -1: none. */
int generators_set_at(struct rect r, int cols, int rows, const struct world *w, const struct view *v, int x, int y);
/* "13 loaded · 1 tripped · 2 no data"; returns out. */
char *generators_counts(char *out, size_t size, const struct world *w);

#endif
