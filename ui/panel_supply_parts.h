/* The rows of the Supply panel. Each draws itself into row y of the panel's inside; the columns are common, so that numbers stand under
 * each other. */
#ifndef MWTOP_PANEL_SUPPLY_PARTS_H
#define MWTOP_PANEL_SUPPLY_PARTS_H

#include "gauge.h"
#include "panel.h"
#include "values.h"

struct supply_columns {
	int number_end; /* numbers end here, their unit follows */
	int rest, end;  /* what stands behind them: [rest, end) */
	bool wide;      /* room for more words */
	bool kv_apart;  /* the voltages have rows of their own */
	bool tie_here;  /* no title row: PARALLEL or ISLAND stands in the row of the bus */
};
struct supply_columns supply_columns(struct rect inside);

typedef void supply_row_fn(struct grid *g, struct rect r, int y, const struct supply_columns *c, const struct world *w, size_t object);
supply_row_fn supply_feed_row, supply_feeds_row, supply_gens_row, supply_stores_row, supply_load_row, supply_headroom_row, supply_available_row;
supply_row_fn supply_hz_row, supply_kv_row, supply_buses_row;

/* "IMPORT" "EXPORT" "OPEN" "DEAD" "?" and whether that is abnormal. */
const char *supply_feed_word(const struct world *w, size_t feed, enum role *role);
enum role supply_tie_role(enum bus_tie tie);
/* The role of an N-1 margin: abnormal when it is negative and the accepted stance asks for it. */
enum role supply_n1_role(const struct world *w, enum derived_id id);

/* The zoomed panel: feeds, buses, trends, single losses, every derived number; from v->supply_scroll on where it is higher than `inside`. */
void supply_zoom_draw(struct grid *g, struct rect inside, const struct world *w, const struct view *v);
/* How many rows all of that takes in such a room. */
int supply_zoom_rows(const struct world *w, int width, int height);

/* What each single loss would leave. Rows that supply_losses_draw takes for so many losses; 0 for none. It draws from row y of r on, which may lie above
 * r, and returns the row after it. */
int supply_losses_rows(size_t count);
struct contingency;
int supply_losses_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct contingency *list, size_t count);

#endif
