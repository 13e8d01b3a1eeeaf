/* The palette as it is drawn; see palette.h. Always true: it stands directly over the last row and never covers the header. */
#include "palette.h"

#include <stdio.h>

#include "box.h"
#include "utf8.h"

#define COLS_LEAST 40
#define ROWS_LEAST 12
#define COLS_MOST 132
#define TEXT_CELLS 30

int palette_rows(int cols, int rows) {
	if (cols < COLS_LEAST || rows < ROWS_LEAST)
		return 0;
	int third = rows / 3;
	return third < PALETTE_ROWS ? third : PALETTE_ROWS;
}

/* What it is, what it does, and the key that does the same. */
static void row_draw(struct grid *g, struct rect r, int y, const struct palette_row *row, bool chosen) {
	int x = 2, text = r.w >= 100 ? TEXT_CELLS + 8 : TEXT_CELLS, key = (int)utf8_cells(row->key), end = r.w - (key ? key + 2 : 0);
	if (chosen) {
		put_fill(g, rect_clip((struct rect){ r.x, r.y + y, r.w, 1 }, r), ROLE_CURSOR, ' ');
		put_text(g, r, 0, y, ROLE_CURSOR, g->ascii ? ">" : "\u25b8");
	}
	int cells = (int)utf8_cells(row->text);
	put_cut(g, r, x, y, (cells > text ? cells < end - x ? cells : end - x : text), chosen ? ROLE_CURSOR : ROLE_STRONG, row->text);
	x += (cells > text ? cells : text) + 1;
	if (end - x > 8)
		put_cut(g, r, x, y, end - x, chosen ? ROLE_CURSOR : ROLE_DIM, row->note);
	if (key)
		put_right(g, r, r.w - key - 1, r.w, y, chosen ? ROLE_CURSOR : ROLE_KEY, row->key);
}

/* Something is typed and no row fits it, which is said in the place of rows. */
static bool nothing_fits(const struct view *v) {
	return v->prompt == PROMPT_COMMAND && v->overlay != OVERLAY_HELP && v->palette.total == 0 && *v->prompt_text;
}

/* Its box over a screen of that size; empty where there is nothing to list. */
static struct rect place(int cols, int rows, const struct view *v) {
	int most = palette_rows(cols, rows), count = v->palette.count < most ? v->palette.count : most;
	count = count == 0 && most > 0 && nothing_fits(v) ? 1 : count;
	if (v->prompt != PROMPT_COMMAND || count <= 0)
		return (struct rect){ 0 };
	return (struct rect){ 0, rows - 1 - count - 2, cols < COLS_MOST ? cols : COLS_MOST, count + 2 };
}

int palette_row_at(int cols, int rows, const struct view *v, int x, int y) {
	struct rect r = place(cols, rows, v), in = box_inside(r);
	bool inside = !rect_empty(r) && x >= in.x && x < in.x + in.w && y >= in.y && y < in.y + in.h;
	return inside && y - in.y < v->palette.count ? y - in.y : -1;
}

void palette_draw(struct grid *g, const struct view *v) {
	const struct palette_view *p = &v->palette;
	struct rect r = place(g->cols, g->rows, v);
	int count = r.h - 2;
	if (rect_empty(r))
		return;
	char title[64];
	if (p->total > (size_t)count)
		snprintf(title, sizeof title, "%zu-%zu of %zu", p->first + 1, p->first + (size_t)count, p->total);
	else
		snprintf(title, sizeof title, "%zu", p->total);
	put_fill(g, r, ROLE_TEXT, ' ');
	struct rect in = box_draw(g, r, ROLE_FOCUS, "Commands, edits, readings, times, recordings");
	if (nothing_fits(v)) {
		put_cut(g, in, 2, 0, in.w - 2, ROLE_DIM, "nothing fits; Enter tries it as it is");
		return;
	}
	box_note(g, r, 44, ROLE_DIM, title);
	box_foot(g, r, ROLE_DIM, g->ascii ? "Up Down choose  Tab completes  Enter does it" : "\u2191\u2193 choose  Tab completes  Enter does it");
	for (int i = 0; i < count; i++)
		row_draw(g, in, i, &p->row[i], i == p->chosen);
}
