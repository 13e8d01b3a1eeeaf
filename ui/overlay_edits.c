/* The list of the scenario's edits in the order of their times: what is in force, which of them act at the cursor, and what undo left out. */
#include <stdio.h>
#include <string.h>

#include "box.h"
#include "edits.h"
#include "panel.h"
#include "utf8.h"
#include "values.h"

static int first_of(struct rect in, const struct view *v) {
	return v->edit_row >= in.h ? v->edit_row - in.h + 1 : 0;
}

int edits_row_at(struct rect r, const struct world *w, const struct view *v, int y) {
	struct rect in = r.h >= 5 ? box_inside(r) : r;
	int row = first_of(in, v) + y - in.y;
	return w->whatif && y >= in.y && y < in.y + in.h && row < (int)w->whatif->edit_count ? row : -1;
}

void edits_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	const struct world_whatif *what = w->whatif;
	char text[EDIT_TEXT_SIZE], clock[NUMBER_SIZE], title[96];
	size_t count = what ? what->edit_count : 0, undone = what && what->made_count > count ? what->made_count - count : 0;
	if (rect_empty(r))
		return;
	put_fill(g, r, ROLE_TEXT, ' ');
	snprintf(title, sizeof title, "Edits  %zu in force%s", count, what && what->unsaved ? " · not saved" : "");
	struct rect in = r.h >= 5 ? box_draw(g, r, ROLE_FOCUS, title) : r;
	if (r.h >= 5)
		box_note(g, r, (int)utf8_cells(title) + 2, ROLE_DIM, "Enter goes there  x removes  u undoes  Esc closes");
	if (count == 0)
		put_cut(g, in, 0, 0, in.w, ROLE_DIM, "no edit: the scenario is the baseline");
	int first = first_of(in, v), y = 0;
	for (size_t i = (size_t)first; i < count && y < in.h; i++, y++) {
		struct edit e = what->edits[i];
		bool selected = (int)i == v->edit_row, acts = e.at_ms <= w->cursor_ms;
		e.at_given = false;
		put_char(g, in, 0, y, acts ? ROLE_TEXT : ROLE_DIM, acts ? 0x25cf : 0xb7);
		int x = put_text(g, in, 2, y, selected ? ROLE_CURSOR : ROLE_DIM, value_when(clock, w, e.at_ms));
		put_cut(g, in, x + 2, y, in.w - x - 2, selected ? ROLE_CURSOR : acts ? ROLE_TEXT : ROLE_DIM, edit_print(&e, w->site, text, sizeof text));
	}
	if (undone && y < in.h)
		put_format(g, in, 2, y, ROLE_DIM, "and %zu undone: Ctrl-R makes them again", undone);
}
