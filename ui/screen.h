/* The whole screen as a pure function of (world, view) onto a grid that the caller has sized. */
#ifndef MWTOP_SCREEN_H
#define MWTOP_SCREEN_H

#include "actions.h"
#include "cells.h"
#include "view.h"

void screen_draw(struct grid *g, const struct world *w, const struct view *v);

/* Where each panel stands at that size; h 0 for a panel that is not shown. Pure geometry, no overlap, inside cols x rows.
 * has_training / gens / gpus: which panels the site has anything for; strip: a row above the keys for the live edge. */
struct layout {
	struct rect header, keys, strip, panel[PANEL_COUNT];
	bool boxed;
};
struct layout_wish { bool zoomed; enum panel focus; size_t gens, feeds, buses; bool gpus, training, strip; };
void layout_compute(int cols, int rows, const struct layout_wish *wish, struct layout *out);

/* The layout of that world and view, and where an overlay stands on it (h 0: the screen has no room for one). */
void screen_layout(int cols, int rows, const struct world *w, const struct view *v, struct layout *out);
struct rect screen_overlay(int cols, int rows, const struct layout *l);
/* The action that stands in the key row at that column; ACT_NONE where none does, or something else stands in its place. */
enum action_id screen_key_at(int cols, int rows, bool ascii, const struct world *w, const struct view *v, int col);
/* Whether the key row of that screen (only its size, and whether it is ASCII) names the action, whatever stands in its place now. */
bool screen_names_key(const struct grid *g, const struct world *w, const struct view *v, enum action_id id);
/* Rows from the last one up that a message takes; 0: there is none. */
int screen_message_rows(int cols, int rows, const struct view *v);

/* How many rows of sets the Generators panel shows at that size, and how many sets: for scrolling. */
int screen_gen_page(int cols, int rows, const struct world *w, const struct view *v);
/* How far the help scrolls at that size. */
int screen_help_scroll_most(int cols, int rows, const struct world *w, const struct view *v);
/* By how many lanes the zoomed Timeline scrolls at most. */
int screen_lane_scroll_most(int cols, int rows, const struct world *w, const struct view *v);
/* The series that the lanes of the zoomed Timeline draw; none where it is not zoomed. */
void screen_timeline_series(const struct world *w, const struct view *v, struct track_keys *out);
/* How far the columns of the zoomed Generators panel scroll at that size. */
int screen_gen_columns(int cols, int rows, const struct world *w, const struct view *v);
/* How far the zoomed Supply panel scrolls at that size; 0: all of it is shown. */
int screen_supply_scroll_most(int cols, int rows, const struct world *w, const struct view *v);
/* What a series says at the cursor, with its unit: "30.51 MW", "1746 kW stale 14s", "no data"; in a gap nothing looks current. */
void screen_series_words(const struct world *w, const char *key, char *out, size_t size);
/* Time span that the timeline shows for this view: [*from, *to). */
void screen_timeline_span(const struct world *w, const struct view *v, int64_t *from_ms, int64_t *to_ms);

#endif
