/* The zoomed Generators panel: its rows (sets in their order, those that pass the filter), its columns, and the set in full. */
#ifndef MWTOP_PANEL_GENERATORS_TABLE_H
#define MWTOP_PANEL_GENERATORS_TABLE_H

#include "panel.h"

/* The frame that order and filter go by: the scenario's where it is shown and computed, else the recorded one; NULL: none. */
const struct frame *generators_frame(const struct world *w, const struct view *v);
/* Indices of the sets in the order of the view, owned by the caller. The order is stable (equal ones stand as on the site), and what is not
 * known comes last, whichever way round. */
size_t *generators_rows(const struct world *w, const struct view *v, size_t *count);
/* The row of a set; -1: it is not among them. */
int generators_row_find(const size_t *rows, size_t count, int set);
/* First row to show so that the selected one is in sight (-1: none is), from where the view would begin. */
int generators_first(int wanted, int selected, int count, int page);
/* Rows of the table in an inside of that height; the what-if keeps one for its field. */
int generators_table_page(const struct world *w, int inside_h);
/* "  by kW, reversed, only with "tripped", 3 of 14": order, filter and which rows are shown, as the title says it. */
void generators_order_words(char *out, size_t size, const struct world *w, const struct view *v, int inside_h);

/* A column. `read` gives what stands in it; the sort goes by the same. */
struct gen_column {
	const char *title;
	int cells;              /* with a blank before it, without room for ages */
	int decimals;
	enum metric_id metric;  /* METRIC_COUNT: it is made of others */
	struct reading (*read)(const struct frame *f, size_t set, enum metric_id metric);
	enum gen_sort sort;     /* the order that goes by it; GEN_SORT_SITE: none */
};
#define GEN_COLUMNS_FIXED 2 /* power and share of the rating never scroll */
const struct gen_column *generators_column(size_t index); /* NULL past the end */
/* The column of an order; NULL: it has none. */
const struct gen_column *generators_column_of(enum gen_sort sort);
struct reading generators_read(const struct gen_column *column, const struct frame *f, size_t set);
/* Made of others, with the worst quality of them: share of the rating in %, what a set that carries load could give more in kW, power factor
 * (0 to 1; NaN where there is no power), apparent power in MVA. */
struct reading generators_load_pct(const struct frame *f, size_t set, enum metric_id unused);
struct reading generators_spare_kw(const struct frame *f, size_t set, enum metric_id unused);
struct reading generators_power_factor(const struct frame *f, size_t set, enum metric_id unused);
struct reading generators_mva(const struct frame *f, size_t set, enum metric_id unused);
/* The word of a label reading; NULL: it is none. */
const char *generators_word(enum metric_id metric, const struct reading *reading);

/* The table. `scenario` NULL: of w alone; else the computed frame beside the recorded one: state and power of both, of the other columns what the
 * scenario makes other, with an arrow before it. */
void generators_table_both_draw(struct grid *g, struct rect inside, const struct world *w, const struct view *v, const struct frame *scenario);
/* How far the columns scroll at that width. */
int generators_columns_most(int width, const struct world *w, const struct view *v, const struct frame *scenario);

/* Power of a set over the timeline's span in one row. Gaps stay gaps; where a scenario is shown it takes over from where it begins. */
void generators_trend_draw(struct grid *g, struct rect r, int x, int y, int width, const struct world *w, const struct view *v, size_t set);

/* The selected set in full; `scenario` as above. */
void generators_set_draw(struct grid *g, struct rect inside, const struct world *w, const struct view *v, const struct frame *scenario);
/* "G07  7 of 14 by kW", and which keys lead on. */
void generators_set_title(char *out, size_t size, const struct world *w, const struct view *v, const struct frame *scenario);

#endif
