/* The heat map of the arrays: a cell or more for each, in rows of whole groups of eight, as large as the room allows. Always true: none online, no data and
 * bad data are three glyphs; what a glyph means stands below the map; full is only what is all online, dark only what has none. */
#include "panel_gpus_parts.h"

#include <math.h>
#include <stdio.h>

#include "values.h"

#define LABEL_CELLS 6

/* Cells of an array, blanks after it: the largest first. */
static const struct { int cells, gap; } forms[] = { { 4, 1 }, { 3, 1 }, { 2, 1 }, { 2, 0 }, { 1, 0 } };
#define FORMS ((int)(sizeof forms / sizeof *forms))

struct map { int cells, gap, per_row, rows; };

static double array_size(const struct site *s, size_t array) {
	double left = s->gpu.installed - (double)array * s->gpu.array;
	return left < s->gpu.array ? left : s->gpu.array;
}

/* In ASCII digits: 0 none, 9 all, eighths between. */
static uint32_t shade(const struct grid *g, double share) {
	static const uint32_t steps[] = { 0x2591, 0x2592, 0x2593 };
	if (g->ascii)
		return share <= 0 ? '0' : share >= 1 ? '9' : '1' + (uint32_t)fmin(share * 8, 7);
	return share <= 0 ? 0xb7u : share >= 1 ? 0x2588u : steps[(int)fmin(share * 3, 2)];
}

/* The share of an array that is online; NaN: not known. */
static double array_share(const struct frame *f, size_t array, struct reading *v) {
	double size = array_size(f->site, array);
	*v = frame_get(f, M_ARRAY_ONLINE, array);
	if (v->quality == QUALITY_MISSING || v->quality == QUALITY_BAD || isnan(v->value))
		return NAN;
	return size > 0 ? v->value / size : 0;
}

struct array_counts gpus_arrays_count(const struct frame *f) {
	struct array_counts n = { 0, 0, 0, 0, 0 };
	for (size_t i = 0; i < f->site->array_count; i++) {
		struct reading v;
		double share = array_share(f, i, &v);
		n.unknown += isnan(share) ? 1 : 0;
		n.stale += v.quality == QUALITY_STALE;
		n.full += share >= 1;
		n.dark += share <= 0;
		n.part += share > 0 && share < 1;
	}
	return n;
}

static enum role array_glyph(const struct grid *g, const struct world *w, size_t array, uint32_t *glyph) {
	struct reading v;
	double share = array_share(w->frame, array, &v);
	*glyph = !isnan(share) ? shade(g, share) : v.quality == QUALITY_BAD ? '!' : '?';
	if (isnan(share))
		return ROLE_MISSING;
	return v.quality == QUALITY_STALE ? ROLE_STALE : share > 0 ? ROLE_BAR : ROLE_BAR_EMPTY;
}

/* The largest form with which all rows fit; else the smallest. False when there is no room for a group. */
static bool map_form(struct map *m, int width, int height, size_t arrays) {
	for (int i = 0; i < FORMS; i++) {
		int group = 8 * (forms[i].cells + forms[i].gap) + 1, groups = (width - LABEL_CELLS + 1) / group;
		if (groups < 1)
			continue;
		*m = (struct map){ forms[i].cells, forms[i].gap, 8 * groups, ((int)arrays + 8 * groups - 1) / (8 * groups) };
		if (m->rows <= height || i == FORMS - 1)
			return true;
	}
	return false;
}

/* The first cell of the array that is `at` of its row. */
static int cell_x(const struct map *m, int at) { return LABEL_CELLS + at * (m->cells + m->gap) + at / 8; }

static void cells_draw(struct grid *g, struct rect r, const struct world *w, const struct map *m, int scroll, int selected) {
	for (size_t i = 0; i < w->site->array_count; i++) {
		uint32_t glyph;
		int row = (int)i / m->per_row - scroll, at = (int)i % m->per_row, x = cell_x(m, at);
		if (row < 0 || row >= r.h)
			continue;
		enum role role = array_glyph(g, w, i, &glyph);
		if (at == 0)
			put_format(g, r, 0, row, ROLE_DIM, "%4d", (int)i + 1);
		if ((int)i == selected) { /* told without colour too: its row here, its cell where there is a gap before it, its number below */
			put_char(g, r, 4, row, ROLE_CURSOR, 0x25b8);
			if (m->gap)
				put_char(g, r, x - 1, row, ROLE_CURSOR, 0x25b8);
		}
		for (int k = 0; k < m->cells; k++)
			put_char(g, r, x + k, row, (int)i == selected ? ROLE_CURSOR : role, glyph);
	}
}

/* "Arrays 196   62 full   1 partly   132 dark   1 no data" */
static void counts_draw(struct grid *g, struct rect r, const struct world *w, const struct map *m, int scroll, int room) {
	struct pen p = { .g = g, .r = r };
	struct array_counts n = gpus_arrays_count(w->frame);
	char text[NUMBER_SIZE];
	snprintf(text, sizeof text, "%zu", w->site->array_count);
	pen_put(&p, ROLE_TEXT, "Arrays ", text, ROLE_DIM, "");
	const struct { unsigned count; const char *what; enum role role; } told[] = {
		{ n.full, " full", ROLE_TEXT }, { n.part, " partly", ROLE_TEXT }, { n.dark, " dark", ROLE_TEXT }, { n.unknown, " no data", ROLE_MISSING },
		{ n.stale, " stale", ROLE_STALE },
	};
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		snprintf(text, sizeof text, "%u", told[i].count);
		if (told[i].count || i < 3)
			pen_put(&p, told[i].role, "", text, told[i].role == ROLE_TEXT ? ROLE_DIM : told[i].role, told[i].what);
	}
	struct reading first = frame_get(w->frame, M_ARRAY_ONLINE, 0);
	if (first.quality == QUALITY_GOOD && first.since_ms != TIME_NONE) /* counted less often than the rest */
		pen_put(&p, ROLE_DIM, "as of ", value_clock(text, w, first.since_ms), ROLE_DIM, "");
	if (m->rows > room) {
		snprintf(text, sizeof text, "rows %d to %d of %d", scroll + 1, scroll + room, m->rows);
		pen_put(&p, ROLE_DIM, "", text, ROLE_DIM, "");
	}
}

/* "Array 63: 256 of 512 online, 50 %". */
static void selected_draw(struct grid *g, struct rect r, int y, const struct world *w, int array) {
	struct reading v = frame_get(w->frame, M_ARRAY_ONLINE, (size_t)array);
	char online[NUMBER_SIZE], size[NUMBER_SIZE], percent[NUMBER_SIZE], clock[NUMBER_SIZE];
	double of = array_size(w->site, (size_t)array);
	int x = put_format(g, r, 0, y, ROLE_STRONG, "Array %d", array + 1);
	if (v.quality == QUALITY_MISSING || v.quality == QUALITY_BAD || isnan(v.value)) {
		put_text(g, r, x, y, ROLE_MISSING, v.quality == QUALITY_BAD ? ": bad data" : ": no data");
		return;
	}
	x = put_format(g, r, x, y, v.quality == QUALITY_STALE ? ROLE_STALE : ROLE_TEXT, ": %s of %s online, %s", number_text(online, v.value, 0, NUMBER_PLAIN),
	               number_text(size, of, 0, NUMBER_PLAIN), number_percent(percent, v.value, of));
	if (v.quality == QUALITY_STALE)
		put_format(g, r, x, y, ROLE_STALE, ", stale, read %s", value_clock(clock, w, v.since_ms));
}

static const char *legend(const struct grid *g, int width) {
	static const char *const words[2][2] = {
		{ "\u00b7 none online  \u2591\u2592\u2593 under 1/3, 2/3, all  \u2588 all  ? no data  ! bad", "\u00b7 none \u2591\u2592\u2593 part \u2588 all ? no data" },
		{ "0 none online  1-8 part, by eighths  9 all  ? no data  ! bad", "0 none 1-8 part 9 all ? no data" },
	};
	return words[g->ascii][width < 62];
}

/* How the map stands in its rect: below the row of counts; `selected` is in sight. */
struct map_plan { struct map m; int shown, scroll, selected; };

static bool plan_make(struct map_plan *p, struct rect r, const struct world *w, const struct view *v, bool select) {
	int count = (int)w->site->array_count, room = r.h - (select ? 3 : 2);
	if (room < 1 || !map_form(&p->m, r.w, room, w->site->array_count))
		return false;
	p->selected = v->selected_array < count ? v->selected_array : count - 1;
	p->selected = p->selected > 0 ? p->selected : 0;
	p->shown = p->m.rows < room ? p->m.rows : room;
	p->scroll = p->selected / p->m.per_row - p->shown / 2;
	p->scroll = p->scroll < p->m.rows - p->shown ? p->scroll : p->m.rows - p->shown;
	p->scroll = p->scroll > 0 ? p->scroll : 0;
	return true;
}

int gpus_map_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v, bool select) {
	struct map_plan p;
	if (!plan_make(&p, r, w, v, select))
		return 0;
	cells_draw(g, rect_clip((struct rect){ r.x, r.y + 1, r.w, p.shown }, r), w, &p.m, p.scroll, select ? p.selected : -1);
	counts_draw(g, r, w, &p.m, p.scroll, p.shown);
	int y = 1 + p.shown;
	if (select)
		selected_draw(g, r, y++, w, p.selected);
	put_cut(g, r, 0, y++, r.w, ROLE_DIM, legend(g, r.w));
	return y;
}

int gpus_map_array_at(struct rect r, const struct world *w, const struct view *v, int x, int y) {
	struct map_plan p;
	int row = y - r.y - 1, at = 0;
	if (!plan_make(&p, r, w, v, true) || row < 0 || row >= p.shown || x < r.x + LABEL_CELLS || x >= r.x + r.w)
		return -1;
	while (at + 1 < p.m.per_row && x >= r.x + cell_x(&p.m, at + 1))
		at++;
	int array = (p.scroll + row) * p.m.per_row + at;
	bool on_it = x < r.x + cell_x(&p.m, at) + p.m.cells; /* not in the gap behind it */
	return on_it && array < (int)w->site->array_count ? array : -1;
}

bool gpus_has_arrays(const struct world *w) {
	for (size_t i = 0; i < w->site->array_count; i++)
		if (frame_get(w->frame, M_ARRAY_ONLINE, i).quality != QUALITY_MISSING)
			return true;
	return false;
}
