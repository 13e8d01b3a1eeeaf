/* The parts of the GPUs panel: words that flow, the zoomed form, the map of the arrays. */
#ifndef MWTOP_PANEL_GPUS_PARTS_H
#define MWTOP_PANEL_GPUS_PARTS_H

#include "panel.h"

/* Where words flow from left to right; what no longer fits into the row is left out whole, or begins the next one. */
struct pen {
	struct grid *g;
	struct rect r;
	int x, y;
	int gap;     /* between words; 0: three cells */
	int reserve; /* cells at the end that are kept for what must follow */
	bool wraps;
};
void pen_put(struct pen *p, enum role role, const char *label_before, const char *value, enum role label_role, const char *label_after);
void pen_line(struct pen *p);
/* A reading and a derived value with the words around them, in the roles that their quality has. */
void pen_metric(struct pen *p, const struct world *w, enum metric_id id, const char *before, const char *after);
void pen_derived(struct pen *p, const struct world *w, enum derived_id id, const char *before, const char *after);
/* "32,000 / 100,000 online" and, if asked and there is room, a bar. */
void gpus_online_draw(struct pen *p, const struct world *w, bool bar);

/* All of it: the figures, their trends, the arrays, the assumptions where there is room. The selected array is marked where the panel is zoomed. */
void gpus_zoom_draw(struct grid *g, struct rect inside, const struct world *w, const struct view *v);
/* The arrays by how many of each are online: how many are full and dark, the map, the selected array, what the glyphs mean; scrolled to the selected one.
 * `select`: mark it. Returns the rows used, at most r.h. */
int gpus_map_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v, bool select);
/* The array in that cell of the screen, where the map is drawn over r with the selected one marked; -1: none. */
int gpus_map_array_at(struct rect r, const struct world *w, const struct view *v, int x, int y);
/* The same of the zoomed panel's inside. */
int gpus_zoom_array_at(struct rect inside, const struct world *w, const struct view *v, int x, int y);
/* How many arrays are all online, some, none, of how many nothing (good or stale) is known; stale ones are counted among the first three, too. */
struct array_counts { unsigned full, part, dark, unknown, stale; };
struct array_counts gpus_arrays_count(const struct frame *f);
/* Whether anything is told of any array. */
bool gpus_has_arrays(const struct world *w);

#endif
