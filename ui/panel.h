/* Every panel: a function from (world, view) onto its rect. A panel calls panel_begin first, which draws its box or its title row as the
 * screen's size has it, and then draws inside only. It takes what room there is: a rect of one row is one line without a title, a zoomed
 * panel has the whole screen; nothing is drawn into an empty rect. */
#ifndef MWTOP_PANEL_H
#define MWTOP_PANEL_H

#include "cells.h"
#include "view.h"

/* What panel_begin gives: where to draw, and where a note may stand in the title row. */
struct panel_room {
	struct rect inside;
	struct rect outer;
	int title_cells; /* of the title; 0 when there is no title row */
};
/* Boxed screens: a box with the title; else from 3 rows on a title with a rule; fewer rows: no title, all is inside. The title of the
 * focused panel has ROLE_FOCUS. */
struct panel_room panel_begin(struct grid *g, struct rect r, const struct view *v, enum panel panel, const char *title);
/* A note at the right of the title row ("PARALLEL", "1-28 of 256 ↓"); left out, and false, when there is no title row or no room. */
bool panel_note(struct grid *g, const struct panel_room *room, enum role role, const char *note);
/* Where the panel in rect r of a screen of that size draws: what panel_begin gives as `inside`. */
struct rect panel_inside(int cols, int rows, struct rect r, const struct view *v, enum panel panel);
/* Whether screens of that size have boxes; whether a panel of several rows has a title on them (the smallest have no row for that). */
bool panel_boxed(int cols, int rows);
bool panel_titled(int cols, int rows);
/* Cells of a title row that are not the title's. */
int panel_frame_cells(int cols, int rows);
/* The panel has the whole screen. */
bool panel_zoomed(const struct view *v, enum panel panel);

typedef void panel_draw_fn(struct grid *g, struct rect r, const struct world *w, const struct view *v);
panel_draw_fn panel_supply_draw, panel_countdown_draw, panel_generators_draw, panel_gpus_draw, panel_alarms_draw, panel_timeline_draw;
/* Overlays: over the whole of r, with their own boxes; settings only over a part of it. */
panel_draw_fn help_draw, assumptions_draw, edits_draw, violations_draw, settings_draw, marks_draw, difference_draw;
/* The row of a list over rect r that lies in that cell of the screen; -1: none. */
int edits_row_at(struct rect r, const struct world *w, const struct view *v, int y);
int marks_row_at(struct rect r, const struct world *w, const struct view *v, int y);
int settings_row_at(struct rect r, const struct view *v, int x, int y);

#endif
