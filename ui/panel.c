/* What all panels share: box or title row. Boxes cost two rows and four columns, so only screens that can spare them have them. */
#include "panel.h"

#include "box.h"
#include "utf8.h"

bool panel_boxed(int cols, int rows) {
	return cols >= 100 && rows >= 34;
}

bool panel_titled(int cols, int rows) {
	return cols >= 24 && ((cols >= 72 && rows >= 16) || rows >= 24);
}

bool panel_zoomed(const struct view *v, enum panel panel) {
	return v->zoomed && v->focus == panel;
}

struct panel_room panel_begin(struct grid *g, struct rect r, const struct view *v, enum panel panel, const char *title) {
	struct panel_room room = { r, r, 0 };
	enum role role = v->focus == panel ? ROLE_FOCUS : ROLE_TITLE;
	if (r.h < 3 || r.w < 4 || !(panel_zoomed(v, panel) || panel_titled(g->cols, g->rows)))
		return room;
	room.title_cells = (int)utf8_cells(title);
	if (panel_boxed(g->cols, g->rows)) {
		room.inside = box_draw(g, r, role, title);
		return room;
	}
	room.inside = box_rule(g, r, role, title);
	room.inside.x += 1; /* under the first letter of the title */
	room.inside.w -= 1;
	return room;
}

void panel_note(struct grid *g, const struct panel_room *room, enum role role, const char *note) {
	if (room->title_cells)
		box_note(g, room->outer, room->title_cells, role, note);
}
