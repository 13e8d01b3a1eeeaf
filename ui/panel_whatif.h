/* The panels in the what-if: baseline, scenario, or both side by side with the difference; and the row of the field that the edit cursor is on. */
#ifndef MWTOP_PANEL_WHATIF_H
#define MWTOP_PANEL_WHATIF_H

#include "panel.h"

/* Draws a panel as the what-if has it; `plain` draws it as it is without. */
void whatif_panel_draw(struct grid *g, struct rect r, enum panel panel, panel_draw_fn *plain, const struct world *w, const struct view *v);
/* The frequency of an island at 10 ms, with its figures; nothing where there is no transient at the cursor or no room. */
void whatif_transient_draw(struct grid *g, struct rect r, const struct world *w);
/* The margin after each single loss, baseline beside scenario, both of which must have a frame; nothing where there is no room. */
void whatif_losses_draw(struct grid *g, struct rect r, const struct world *w);
/* Violations into the rows of a rect, scrolled to the selected one if `select`; returns the rows drawn. */
int violations_rows(struct grid *g, struct rect in, const struct world *w, const struct view *v, bool select);
/* The violation in row y of that rect; -1: none. */
int violations_row_at(struct rect in, const struct world *w, const struct view *v, bool select, int y);
/* The same of the list over rect r, in row y of the screen. */
int violations_overlay_row_at(struct rect r, const struct world *w, const struct view *v, int y);
/* What lies in a cell of a panel that shows baseline and scenario side by side: the set, or the violation; -1: none. `in`: the panel's inside. */
int whatif_set_at(struct rect in, const struct world *w, const struct view *v, int x, int y);
int whatif_violation_at(struct rect in, const struct world *w, const struct view *v, int y);
/* What the scenario breaks, and under it what is active in the baseline; the title of that panel, at most `room` cells, false where it did not get so
 * short. */
void whatif_alarms_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v);
bool whatif_alarms_title(char *out, size_t size, const struct world *w, int room);
/* The sets, which of them are in sight where not all are ("1-12 of 14"), and the title of the zoomed panel: order and filter of the table, or which set
 * is open. `in`: the panel's inside. */
void whatif_sets_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v);
void whatif_sets_range(struct grid *g, const struct panel_room *room, struct rect in, const struct world *w, const struct view *v);
void whatif_sets_title(char *out, size_t size, const struct world *w, const struct view *v, struct rect in);
/* A value that is not good is NaN: how stale or bad it is stands in the baseline alone. */
double whatif_reading(const struct frame *f, enum metric_id id, size_t object);
/* Whether the last row of a panel's inside is that of the field that the edit cursor is on. */
bool whatif_has_field_row(struct rect in, const struct view *v, enum panel panel);
/* As alarms_counts_shown, whether the mode is on or not. */
bool whatif_counts_shown(struct rect r, int cols, int rows, const struct world *w, const struct view *v, int covered);
/* Whether the field that the edit cursor is on lies over row y of a panel that shows one world alone. */
bool whatif_field_covers(struct rect in, const struct world *w, const struct view *v, enum panel panel, int y);
/* What it leaves of the inside of the zoomed Generators panel for one set in full. */
struct rect whatif_set_inside(struct rect in, const struct world *w, const struct view *v);
/* Whether a panel shows both sides (or the scenario's violations) rather than one world. */
bool whatif_both_shown(const struct world *w, const struct view *v, enum panel panel);
/* The field of a panel that the edit cursor is on, in the last row of its inside. */
void whatif_field_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v, enum panel panel);
/* "[G07 max 2500 kW]": that of the focused panel, for the last row of screens whose panels have no row to spare; "" without one. Returns out. */
#define WHATIF_FIELD_SIZE 112
char *whatif_field_words(const struct world *w, const struct view *v, char *out, size_t size);
/* Whether the mode is on. */
bool whatif_is_on(const struct world *w);

#endif
