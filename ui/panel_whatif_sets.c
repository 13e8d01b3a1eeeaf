/* The Generators panel of the what-if: each set in the baseline and in the scenario; zoomed, the table or one set in full with both. */
#include "panel_whatif.h"

#include <stdio.h>
#include <string.h>

#include "panel_generators_parts.h"
#include "panel_generators_table.h"
#include "values.h"

#define GEN_CELLS 39
#define ARROW "\xe2\x86\x92"

static const char *state_word(const struct frame *f, size_t gen) {
	int state = frame_label(f, M_GEN_STATE, gen);
	return state == GEN_OUT_OF_SERVICE ? "out" : state >= 0 ? gen_state_words[state] : "no data"; /* as in the other panels */
}

/* "G07 tripped->loaded   0 -> 1,942 +1,942" */
static void gen_cell(struct grid *g, struct rect r, const struct world *w, size_t i, bool selected) {
	const struct frame *b = w->frame, *s = w->whatif->frame;
	const char *was = state_word(b, i), *is = state_word(s, i);
	char words[64], one[NUMBER_SIZE], other[NUMBER_SIZE], difference[NUMBER_SIZE];
	double base = whatif_reading(b, M_GEN_KW, i), kw = whatif_reading(s, M_GEN_KW, i);
	bool differs = strcmp(was, is) != 0;
	snprintf(words, sizeof words, "%.8s" ARROW "%.8s", was, is);
	put_cut(g, r, 0, 0, 5, selected ? ROLE_STRONG : ROLE_TEXT, w->site->gen[i].id);
	put_cut(g, r, 5, 0, 14, differs ? ROLE_WHATIF : ROLE_DIM, differs ? words : is);
	number_text(one, base, 0, NUMBER_PLAIN);
	number_text(other, kw, 0, NUMBER_PLAIN);
	number_text(difference, kw - base, 0, NUMBER_SIGNED);
	bool same = !strcmp(one, other);
	put_right(g, r, 19, 25, 0, ROLE_TEXT, one);
	put_text(g, r, 25, 0, ROLE_DIM, same ? "" : ARROW);
	if (!same) {
		put_right(g, r, 26, 32, 0, ROLE_WHATIF, other);
		put_right(g, r, 32, 38, 0, ROLE_WHATIF, difference);
	}
	if (selected)
		put_role(g, rect_clip((struct rect){ r.x, r.y, 5, 1 }, r), ROLE_CURSOR);
}

/* How the sets are laid out where both sides are shown; columns are filled from top to bottom. */
struct both_grid { int columns, rows, page, first; };

static struct both_grid both_grid(struct rect in, const struct world *w, const struct view *v) {
	int count = (int)w->site->gen_count;
	struct both_grid b = { .columns = in.w / GEN_CELLS > 0 ? in.w / GEN_CELLS : 1, .rows = in.h, .first = v->gen_scroll };
	b.page = b.columns * in.h;
	if (v->selected_gen < b.first)
		b.first = v->selected_gen;
	if (b.page > 0 && v->selected_gen >= b.first + b.page)
		b.first = v->selected_gen - b.page + 1;
	if (b.rows * b.columns > count)
		b.rows = (count + b.columns - 1) / b.columns;
	return b;
}

void whatif_sets_range(struct grid *g, const struct panel_room *room, const struct rect in, const struct world *w, const struct view *v) {
	struct both_grid b = both_grid(in, w, v);
	int count = (int)w->site->gen_count, last = b.first + b.page < count ? b.first + b.page : count;
	char note[64];
	if (b.page <= 0 || b.page >= count)
		return;
	snprintf(note, sizeof note, "%d-%d of %d%s%s", b.first + 1, last, count, b.first > 0 ? " \u2191" : "", last < count ? " \u2193" : "");
	panel_note(g, room, ROLE_TEXT, note);
}

void whatif_sets_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v) {
	if (panel_zoomed(v, PANEL_GENERATORS)) {
		(v->gen_open ? generators_set_draw : generators_table_both_draw)(g, in, w, v, w->whatif->frame);
		return;
	}
	struct both_grid b = both_grid(in, w, v);
	for (int k = 0; k < b.page && b.first + k < (int)w->site->gen_count && b.rows > 0; k++) {
		struct rect cell = { in.x + k / b.rows * GEN_CELLS, in.y + k % b.rows, in.w < GEN_CELLS ? in.w : GEN_CELLS, 1 };
		if (k / b.rows < b.columns)
			gen_cell(g, rect_clip(cell, in), w, (size_t)(b.first + k), b.first + k == v->selected_gen);
	}
}

static bool is_inside(struct rect in, int x) { return x >= in.x && x < in.x + in.w; }

int whatif_set_at(struct rect in, const struct world *w, const struct view *v, int x, int y) {
	in.h -= whatif_has_field_row(in, v, PANEL_GENERATORS) ? 1 : 0;
	if (panel_zoomed(v, PANEL_GENERATORS))
		return w->frame && w->whatif->frame && is_inside(in, x) ? generators_table_set_at(in, w, v, y - in.y) : -1;
	struct both_grid b = both_grid(in, w, v);
	int column = (x - in.x) / GEN_CELLS, set = b.first + column * b.rows + y - in.y;
	bool inside = is_inside(in, x) && y >= in.y && y < in.y + b.rows && column < b.columns;
	return inside && w->frame && w->whatif->frame && set < (int)w->site->gen_count ? set : -1;
}

void whatif_sets_title(char *out, size_t size, const struct world *w, const struct view *v, struct rect in) {
	char order[128];
	if (v->gen_open && w->frame) {
		generators_set_title(out, size, w, v, w->whatif->frame);
		return;
	}
	generators_order_words(order, sizeof order, w, v, in.h);
	snprintf(out, size, "%s%.90s  baseline " ARROW " scenario", in.w < 100 ? "Gens" : "Generators", order);
}
