/* Rounded boxes (ASCII: + - |) and rules. Nothing is drawn but edges, title and note: the inside belongs to the panel. */
#include "box.h"

#include "utf8.h"

static void edges_draw(struct grid *g, struct rect r) {
	int right = r.w - 1, bottom = r.h - 1;
	for (int x = 1; x < right; x++) {
		put_char(g, r, x, 0, ROLE_FRAME, 0x2500);
		put_char(g, r, x, bottom, ROLE_FRAME, 0x2500);
	}
	for (int y = 1; y < bottom; y++) {
		put_char(g, r, 0, y, ROLE_FRAME, 0x2502);
		put_char(g, r, right, y, ROLE_FRAME, 0x2502);
	}
	put_char(g, r, 0, 0, ROLE_FRAME, 0x256D);
	put_char(g, r, right, 0, ROLE_FRAME, 0x256E);
	put_char(g, r, 0, bottom, ROLE_FRAME, 0x2570);
	put_char(g, r, right, bottom, ROLE_FRAME, 0x256F);
}

/* " title " from column x, cut so that it ends before x_end. */
static int title_draw(struct grid *g, struct rect r, int x, int x_end, enum role role, const char *title) {
	if (!*title || x_end - x < 3)
		return x;
	put_char(g, r, x, 0, role, ' ');
	int after = put_cut(g, r, x + 1, 0, x_end - x - 2, role, title);
	put_char(g, r, after, 0, role, ' ');
	return after + 1;
}

struct rect box_inside(struct rect r) {
	return r.w < 4 || r.h < 3 ? r : (struct rect){ r.x + 2, r.y + 1, r.w - 4, r.h - 2 };
}

struct rect box_draw(struct grid *g, struct rect r, enum role title_role, const char *title) {
	if (r.w < 4 || r.h < 3)
		return r;
	edges_draw(g, r);
	title_draw(g, r, 2, r.w - 1, title_role, title);
	return box_inside(r);
}

struct rect box_rule(struct grid *g, struct rect r, enum role title_role, const char *title) {
	int x = title_draw(g, r, 0, r.w, title_role, title);
	for (; x < r.w - 1; x++)
		put_char(g, r, x, 0, ROLE_FRAME, 0x2500);
	return (struct rect){ r.x, r.y + 1, r.w, r.h > 0 ? r.h - 1 : 0 };
}

static int note_draw(struct grid *g, struct rect r, int x_least, int y, enum role role, const char *note) {
	int cells = (int)utf8_cells(note);
	int x = r.w - 2 - cells;
	if (!cells || x < x_least)
		return r.w;
	put_char(g, r, x - 1, y, role, ' ');
	put_text(g, r, x, y, role, note);
	put_char(g, r, x + cells, y, role, ' ');
	return x - 1;
}

int box_note(struct grid *g, struct rect r, int title_cells, enum role role, const char *note) {
	return note_draw(g, r, title_cells + 4, 0, role, note);
}

void box_foot(struct grid *g, struct rect r, enum role role, const char *note) {
	note_draw(g, r, 3, r.h - 1, role, note);
}
