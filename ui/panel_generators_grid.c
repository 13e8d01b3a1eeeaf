/* Sets in cells, as many side by side as it takes. Three densities: with bar and readings, with the word of the state, with glyph and
 * power alone. The densest is taken only when it shows all sets at once; beyond that the middle one scrolls. Columns are filled from
 * top to bottom, so that neighbours stand under each other. */
#include "panel_generators_parts.h"
#include "panel_generators_table.h"

#include <string.h>

#include "utf8.h"

struct gen_tier {
	int cell; /* cells it takes besides the id */
	void (*draw)(struct grid *g, struct rect cell, int y, const struct gen_grid *gg, const struct world *w, const struct gen_row *row);
};

/* What stands behind the bar when there is room, the most telling first. */
struct extra { enum metric_id metric; const char *title, *unit; int cells; };
static const struct extra extras[] = {
	{ M_GEN_COOLANT_C, "cool \u00b0C", "\u00b0C", 8 }, { M_GEN_OIL_KPA, "oil kPa", NULL, 8 }, { M_GEN_GAS_KPA, "gas kPa", NULL, 8 },
	{ M_GEN_EXH_C, "exh \u00b0C", NULL, 7 }, { M_GEN_RPM, "rpm", NULL, 6 }, { M_GEN_KVAR, "kvar", NULL, 6 },
};
#define EXTRA_COUNT ((int)(sizeof extras / sizeof *extras))
#define BAR_LEAST 6
#define BAR_WANT 8
#define KW_CELLS 8      /* " 1746 kW" */
#define PERCENT_CELLS 6 /* "  70 %" */
#define WORD_CELLS 8
#define GAP_LEAST 1    /* between cells */
#define GAP_WIDE 3

static int lead_cells(const struct world *w) {
	return generators_id_cells(w->site) + 1 + 2 + WORD_CELLS; /* "G01 ● loaded  " */
}

/* How many extras fit beside a bar of the wanted length. */
static int extras_fit(int room) {
	int n = 0;
	for (room -= BAR_WANT; n < EXTRA_COUNT && room >= extras[n].cells; n++)
		room -= extras[n].cells;
	return n;
}

/* Room for bar and extras in a cell. */
static int bar_room(const struct gen_grid *gg, const struct world *w) {
	return gg->cell - gg->gap - lead_cells(w) - KW_CELLS - PERCENT_CELLS;
}

static int lead_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct gen_row *row) {
	int id = generators_id_cells(w->site);
	put_cut(g, r, 0, y, id, row->look.role == ROLE_DIM ? ROLE_DIM : ROLE_TEXT, w->site->gen[row->index].id);
	put_char(g, r, id + 1, y, row->look.role, row->look.glyph);
	return id + 3;
}

static enum role value_role(const struct gen_row *row) {
	return row->look.role == ROLE_DIM ? ROLE_DIM : ROLE_TEXT;
}

/* Power and share of rating; a stale one takes both places for its age. */
static void power_draw(struct grid *g, struct rect r, int x, int y, const struct gen_grid *gg, const struct world *w, const struct gen_row *row) {
	struct number kw = value_number(&row->kw, 0, gg->head ? NULL : "kW", w->cursor_ms);
	char percent[NUMBER_SIZE];
	if (row->kw.quality != QUALITY_GOOD) {
		number_put(g, r, x + KW_CELLS + PERCENT_CELLS, y, KW_CELLS + PERCENT_CELLS - 1, ROLE_TEXT, &kw);
		return;
	}
	enum role role = row->kw.value > row->max_kw * 1.02 ? ROLE_ABNORMAL : value_role(row);
	number_put(g, r, x + KW_CELLS, y, KW_CELLS, role, &kw);
	number_percent(percent, row->kw.value, row->rated_kw);
	put_right(g, r, x + KW_CELLS + 1, x + KW_CELLS + PERCENT_CELLS, y, value_role(row), percent);
}

static void bar_draw(struct grid *g, struct rect r, int x, int y, int width, const struct gen_row *row) {
	struct gauge bar = { row->kw.value, 0, row->rated_kw * 1.05, row->max_kw, row->kw.quality == QUALITY_GOOD ? ROLE_BAR : ROLE_STALE };
	if (row->kw.quality == QUALITY_BAD || row->kw.quality == QUALITY_MISSING)
		bar.value = NAN;
	gauge_bar(g, r, x, y, width, &bar);
}

static void extras_draw(struct grid *g, struct rect r, int x, int y, int count, const struct gen_grid *gg, const struct world *w, const struct gen_row *row) {
	for (int i = 0; i < count; i++) {
		x += extras[i].cells;
		struct reading reading = frame_get(w->frame, extras[i].metric, row->index);
		struct number n = value_number(&reading, extras[i].metric == M_GEN_GAS_KPA ? 1 : 0, gg->head ? NULL : extras[i].unit, w->cursor_ms);
		number_put(g, r, x, y, extras[i].cells - 1, value_role(row), &n);
	}
}

static void full_draw(struct grid *g, struct rect r, int y, const struct gen_grid *gg, const struct world *w, const struct gen_row *row) {
	int x = lead_draw(g, r, y, w, row), room = bar_room(gg, w), count = extras_fit(room);
	if (row->no_data) {
		generators_reason_draw(g, r, x, y, r.w - x, w, row);
		return;
	}
	put_cut(g, r, x, y, WORD_CELLS - 1, row->look.role, row->look.word);
	x += WORD_CELLS;
	if (row->out) {
		generators_reason_draw(g, r, x, y, r.w - x, w, row);
		return;
	}
	int width = room;
	for (int i = 0; i < count; i++)
		width -= extras[i].cells;
	bar_draw(g, r, x, y, width, row);
	power_draw(g, r, x + width, y, gg, w, row);
	extras_draw(g, r, x + width + KW_CELLS + PERCENT_CELLS, y, count, gg, w, row);
}

static void number_brief(struct grid *g, struct rect r, int x_end, int y, int width, const struct world *w, const struct gen_row *row) {
	struct reading kw = row->kw;
	bool last = kw.quality == QUALITY_MISSING && w->last_kw && isfinite(w->last_kw[row->index]);
	if (last) { /* the last reading, in the role of what is missing */
		char text[NUMBER_SIZE];
		put_right(g, r, x_end - width, x_end, y, ROLE_MISSING, number_text(text, w->last_kw[row->index], 0, NUMBER_PLAIN));
		return;
	}
	struct number n = value_number(&kw, 0, NULL, w->cursor_ms);
	number_put(g, r, x_end, y, width, value_role(row), &n);
}

static void brief_draw(struct grid *g, struct rect r, int y, const struct gen_grid *gg, const struct world *w, const struct gen_row *row) {
	(void)gg;
	int x = lead_draw(g, r, y, w, row);
	put_cut(g, r, x, y, 7, row->look.role, row->look.word);
	number_brief(g, r, r.w, y, r.w - x - 7, w, row);
}

static void tiny_draw(struct grid *g, struct rect r, int y, const struct gen_grid *gg, const struct world *w, const struct gen_row *row) {
	(void)gg;
	int x = lead_draw(g, r, y, w, row) - 1;
	if (row->out)
		put_cut(g, r, x, y, r.w - x, row->look.role, " OUT");
	else
		number_brief(g, r, r.w, y, r.w - x, w, row);
}

enum { TIER_FULL, TIER_BRIEF, TIER_TINY, TIER_COUNT };
static const struct gen_tier tiers[TIER_COUNT] = {
	[TIER_FULL] = { 3 + WORD_CELLS + BAR_LEAST + KW_CELLS + PERCENT_CELLS + GAP_LEAST, full_draw },
	[TIER_BRIEF] = { 3 + 12 + GAP_LEAST, brief_draw }, /* "● loaded 1746" */
	[TIER_TINY] = { 2 + 5 + GAP_LEAST, tiny_draw },    /* "●1746" */
};

static struct gen_grid grid_of(const struct gen_tier *tier, int columns, struct rect inside) {
	struct gen_grid gg = { .tier = tier, .columns = columns < 1 ? 1 : columns, .rows = inside.h };
	gg.gap = inside.w >= 100 ? GAP_WIDE : GAP_LEAST;
	gg.cell = (inside.w + gg.gap) / gg.columns;
	gg.count = gg.columns * gg.rows;
	return gg;
}

/* The fewest columns of that tier that show all sets; columns 0 when none does. */
static struct gen_grid grid_whole(const struct gen_tier *tier, struct rect inside, int least, int total) {
	struct gen_grid gg = { 0 };
	for (int columns = 1; columns <= (inside.w + GAP_LEAST) / least; columns++) {
		gg = grid_of(tier, columns, inside);
		if (gg.count >= total)
			return gg;
	}
	gg.columns = 0;
	return gg;
}

/* Column titles where readings stand that need them and a row is to spare. */
static void head_choose(struct gen_grid *gg, const struct world *w, int total) {
	if (gg->tier != &tiers[TIER_FULL] || gg->columns * (gg->rows - 1) < total || extras_fit(bar_room(gg, w)) < 2)
		return;
	gg->head = 1;
	gg->rows--;
	gg->count = gg->columns * gg->rows;
}

struct gen_grid generators_grid(struct rect inside, const struct world *w, const struct view *v) {
	int total = (int)w->site->gen_count, id = generators_id_cells(w->site);
	struct gen_grid gg = { 0 };
	for (int t = 0; t < TIER_COUNT && !gg.columns; t++)
		gg = grid_whole(&tiers[t], inside, tiers[t].cell + id, total);
	if (!gg.columns)
		gg = grid_of(&tiers[TIER_BRIEF], (inside.w + GAP_LEAST) / (tiers[TIER_BRIEF].cell + id), inside);
	else
		head_choose(&gg, w, total);
	int most = total > gg.count ? total - gg.count : 0;
	gg.first = v->gen_scroll < 0 ? 0 : v->gen_scroll > most ? most : v->gen_scroll;
	if (gg.count < total || gg.tier != &tiers[TIER_FULL])
		return gg;
	gg.rows = (total + gg.columns - 1) / gg.columns; /* balanced columns, no half-empty last one */
	return gg;
}

void generators_cell_draw(struct grid *g, struct rect r, int x, int y, const struct gen_grid *gg, const struct world *w, size_t index) {
	struct gen_row row = generators_row(w, index);
	struct rect cell = rect_clip((struct rect){ r.x + x, r.y, gg->cell - gg->gap, r.h }, r);
	gg->tier->draw(g, cell, y, gg, w, &row);
}

void generators_head_draw(struct grid *g, struct rect r, int x, int y, const struct gen_grid *gg, const struct world *w) {
	struct rect cell = rect_clip((struct rect){ r.x + x, r.y, gg->cell - gg->gap, r.h }, r);
	int room = bar_room(gg, w), count = extras_fit(room), at = lead_cells(w);
	put_text(g, cell, 0, y, ROLE_DIM, "set");
	put_text(g, cell, at - WORD_CELLS, y, ROLE_DIM, "state");
	for (int i = 0; i < count; i++)
		room -= extras[i].cells;
	at += room + KW_CELLS;
	put_right(g, cell, at - KW_CELLS, at, y, ROLE_DIM, "kW");
	at += PERCENT_CELLS;
	put_right(g, cell, at - PERCENT_CELLS, at, y, ROLE_DIM, "load");
	for (int i = 0; i < count; i++) {
		at += extras[i].cells;
		put_right(g, cell, at - extras[i].cells, at, y, ROLE_DIM, extras[i].title);
	}
}

/* Below a row of column titles, where there is one; columns are filled from top to bottom. */
static int grid_set_at(struct rect inside, const struct world *w, const struct view *v, int x, int y) {
	struct gen_grid gg = generators_grid(inside, w, v);
	int column = gg.cell > 0 ? (x - inside.x) / gg.cell : 0, row = y - inside.y - gg.head;
	return column < gg.columns && row >= 0 && row < gg.rows ? gg.first + column * gg.rows + row : -1;
}

int generators_set_at(struct rect r, int cols, int rows, const struct world *w, const struct view *v, int x, int y) {
	struct rect inside = panel_inside(cols, rows, r, v, PANEL_GENERATORS);
	bool strip = r.h < 3 || r.w < 20 || !(panel_zoomed(v, PANEL_GENERATORS) || panel_titled(cols, rows));
	int set = -1;
	if (rect_empty(r) || !w->site || !w->frame || strip || x < inside.x || x >= inside.x + inside.w || y < inside.y || y >= inside.y + inside.h)
		return -1;
	if (panel_zoomed(v, PANEL_GENERATORS))
		set = generators_table_set_at(inside, w, v, y - inside.y);
	else
		set = grid_set_at(inside, w, v, x, y);
	return set < (int)w->site->gen_count ? set : -1;
}

int generators_page(struct rect r, int cols, int rows, const struct world *w, const struct view *v) {
	if (rect_empty(r) || !w->site || !w->site->gen_count)
		return 0;
	struct rect inside = panel_inside(cols, rows, r, v, PANEL_GENERATORS);
	if (panel_zoomed(v, PANEL_GENERATORS))
		return generators_table_page(w, inside.h);
	if (r.h < 3 || r.w < 20 || !panel_titled(cols, rows))
		return (int)w->site->gen_count; /* the strip shows all that it can */
	return generators_grid(inside, w, v).count;
}
