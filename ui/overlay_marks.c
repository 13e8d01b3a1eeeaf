/* The list of the marks in the order of time, each row a jump; below it where they are kept. */
#include <stdio.h>
#include <string.h>

#include "box.h"
#include "panel.h"
#include "utf8.h"
#include "values.h"

#define WHEN_CELLS 14 /* "21 Jul 04:02" and two blanks */
#define T_CELLS 12

/* "T-00:14:48"; "" without a training. */
static void until_training(char *out, size_t size, const struct world *w, int64_t t_ms) {
	char hms[TIME_ISO_SIZE];
	out[0] = '\0';
	if (!w->site || !w->site->training.present || w->site->training.start_ms == TIME_NONE)
		return;
	int64_t left_ms = w->site->training.start_ms - t_ms;
	snprintf(out, size, "T%c%s", left_ms > 0 ? '-' : '+', time_format_hms(left_ms, hms));
}

static void row_draw(struct grid *g, struct rect in, int y, const struct world *w, const struct mark *m, bool selected) {
	char clock[NUMBER_SIZE], training[NUMBER_SIZE];
	bool outside = m->t_ms < w->first_ms || m->t_ms > w->last_ms;
	enum role role = selected ? ROLE_CURSOR : outside ? ROLE_DIM : ROLE_TEXT;
	put_char(g, in, 0, y, ROLE_MARK, (unsigned char)m->letter);
	int x = 2 + WHEN_CELLS;
	put_text(g, in, 2, y, role, value_when(clock, w, m->t_ms));
	until_training(training, sizeof training, w, m->t_ms);
	if (*training) {
		put_text(g, in, x, y, ROLE_DIM, training);
		x += T_CELLS + 2;
	}
	x = put_cut(g, in, x, y, in.w - x, role, m->text);
	if (outside)
		put_cut(g, in, *m->text ? x + 2 : x, y, in.w - x - 2, ROLE_DIM, "outside of what there is");
}

/* "kept in /home/ops/night.ndjson.marks", cut at its left to so many cells; it is clean. */
static const char *kept_words(char *out, size_t size, const struct world *w, int cells) {
	static const char before[] = "kept in ";
	if (!w->marks_kept)
		return "until the program ends: there is no file to keep them in";
	char path[400];
	utf8_clean(path, sizeof path, w->marks_kept, strlen(w->marks_kept));
	int room = cells - (int)sizeof before, over = (int)utf8_cells(path) - room;
	const char *from = path;
	for (int skip = over > 0 ? over + 1 : 0; skip > 0 && *from; skip--)
		do
			from++;
		while (((unsigned char)*from & 0xC0) == 0x80);
	snprintf(out, size, "%s%s%s", before, over > 0 ? "\u2026" : "", from);
	return out;
}

static struct rect list_of(struct rect r) { return r.h >= 5 ? box_inside(r) : r; }

static int first_shown(struct rect in, const struct view *v) { return v->mark_row >= in.h ? v->mark_row - in.h + 1 : 0; }

int marks_row_at(struct rect r, const struct world *w, const struct view *v, int y) {
	struct rect in = list_of(r);
	int row = first_shown(in, v) + y - in.y;
	return !rect_empty(r) && y >= in.y && y < in.y + in.h && w->marks && (size_t)row < w->marks->count ? row : -1;
}

void marks_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	size_t count = w->marks ? w->marks->count : 0;
	char title[32], kept[512];
	if (rect_empty(r))
		return;
	put_fill(g, r, ROLE_TEXT, ' ');
	snprintf(title, sizeof title, "Marks  %zu", count);
	struct rect in = list_of(r);
	if (r.h >= 5) {
		box_draw(g, r, ROLE_FOCUS, title);
		box_note(g, r, (int)utf8_cells(title) + 2, ROLE_DIM, "Enter goes there  x removes  d compares  Esc closes");
		box_foot(g, r, ROLE_DIM, kept_words(kept, sizeof kept, w, r.w - 4));
	}
	if (count == 0)
		put_cut(g, in, 0, 0, in.w, ROLE_DIM, "no mark: m and a letter set one at the cursor, :mark a WORDS gives it words");
	int first = first_shown(in, v);
	for (int y = 0; y < in.h && (size_t)(first + y) < count; y++)
		row_draw(g, in, y, w, &w->marks->at[first + y], first + y == v->mark_row);
}
