/* What all panels share: box or title row. Boxes cost two rows and four columns, so only screens that can spare them have them. */
#include "panel.h"

#include <string.h>

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

int panel_frame_cells(int cols, int rows) {
	return panel_boxed(cols, rows) ? 5 : 2; /* corners, a piece of the edge and blanks, or blanks */
}

/* Whether a row of r is its title's. */
static bool has_title(struct rect r, int cols, int rows, const struct view *v, enum panel panel) {
	return r.h >= 3 && r.w >= 4 && (panel_zoomed(v, panel) || panel_titled(cols, rows));
}

struct rect panel_inside(int cols, int rows, struct rect r, const struct view *v, enum panel panel) {
	if (!has_title(r, cols, rows, v, panel))
		return r;
	if (panel_boxed(cols, rows))
		return box_inside(r);
	return (struct rect){ r.x + 1, r.y + 1, r.w - 1, r.h - 1 }; /* under the first letter of the title */
}

/* The name alone has the title's role; what follows it after two blanks are values. */
static void details_plain(struct grid *g, struct rect r, int title_x, const char *title) {
	const char *details = strstr(title, "  ");
	if (!details)
		return;
	char name[160];
	utf8_clean(name, sizeof name, title, (size_t)(details - title));
	int x = title_x + (int)utf8_cells(name), most = title_x + (int)utf8_cells(title);
	int end = most < r.w - 2 ? most : r.w - 2;
	put_role(g, rect_clip((struct rect){ r.x + x, r.y, end - x, 1 }, r), ROLE_TEXT);
}

struct panel_room panel_begin(struct grid *g, struct rect r, const struct view *v, enum panel panel, const char *title) {
	struct panel_room room = { panel_inside(g->cols, g->rows, r, v, panel), r, 0 };
	enum role role = v->focus == panel ? ROLE_FOCUS : ROLE_TITLE;
	if (!has_title(r, g->cols, g->rows, v, panel))
		return room;
	room.title_cells = (int)utf8_cells(title);
	if (panel_boxed(g->cols, g->rows)) {
		box_draw(g, r, role, title);
		details_plain(g, r, 3, title);
		return room;
	}
	box_rule(g, r, role, title);
	details_plain(g, r, 1, title);
	return room;
}

bool panel_note(struct grid *g, const struct panel_room *room, enum role role, const char *note) {
	return room->title_cells && box_note(g, room->outer, room->title_cells, role, note) < room->outer.w;
}
