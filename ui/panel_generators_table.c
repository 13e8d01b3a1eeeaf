/* The zoomed Generators panel (mode, engine state and breaker are three columns) and the strip of glyphs for screens without room. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel_generators_parts.h"
#include "screen.h"
#include "strip.h"
#include "utf8.h"

/* In the order in which they stand; those with the highest `drop` go first when the screen is too narrow. */
struct column { enum metric_id metric; const char *title; int cells, drop; };
static const struct column columns[] = {
	{ M_GEN_MODE, "mode", 7, 3 },        { M_GEN_BREAKER, "breaker", 8, 2 },     { M_GEN_CTL, "ctl", 7, 9 },
	{ M_GEN_KW, "kW", 10, 0 },           { M_GEN_MAX_KW, "can kW", 8, 4 },       { M_GEN_KVAR, "kvar", 7, 10 },
	{ M_GEN_HZ, "set Hz", 8, 7 },        { M_GEN_RPM, "rpm", 7, 8 },             { M_GEN_OIL_KPA, "oil kPa", 9, 5 },
	{ M_GEN_COOLANT_C, "cool \u00b0C", 9, 3 }, { M_GEN_GAS_KPA, "gas kPa", 9, 6 },   { M_GEN_EXH_C, "exh \u00b0C", 8, 7 },
	{ M_GEN_EXH_SPREAD_C, "spread \u00b0C", 11, 11 }, { M_GEN_RUN_H, "run h", 10, 12 },
};
#define COLUMN_COUNT ((int)(sizeof columns / sizeof *columns))
#define WORD_CELLS 8
#define BAR_LEAST 8
#define BAR_MOST 24
#define TREND_LEAST 8
#define TREND_MOST 40

struct table { bool shown[COLUMN_COUNT]; int lead, bar, trend; };

static int table_cells(const struct table *t) {
	int cells = t->lead;
	for (int i = 0; i < COLUMN_COUNT; i++)
		cells += t->shown[i] ? columns[i].cells : 0;
	return cells;
}

/* Whether any set has ever a word in that column: what a site does not report needs no room. */
static bool column_is_reported(const struct world *w, enum metric_id id) {
	for (size_t i = 0; w->frame && i < w->site->gen_count; i++)
		if (frame_get(w->frame, id, i).quality != QUALITY_MISSING)
			return true;
	return metric_at(id)->kind == METRIC_LABEL || id == M_GEN_KW;
}

/* Columns that stand for little give way to the trend, those that stand for more only to each other. */
static struct table table_plan(int width, const struct world *w) {
	struct table t = { .lead = generators_id_cells(w->site) + 3 + WORD_CELLS };
	for (int i = 0; i < COLUMN_COUNT; i++)
		t.shown[i] = column_is_reported(w, columns[i].metric);
	for (int drop = 12; drop > 0 && table_cells(&t) + BAR_LEAST + (drop > 8 ? TREND_LEAST + 2 : 0) > width; drop--)
		for (int i = 0; i < COLUMN_COUNT; i++)
			if (columns[i].drop == drop)
				t.shown[i] = false;
	int room = width - table_cells(&t);
	t.trend = room >= BAR_LEAST + TREND_LEAST + 2 ? room / 2 - 2 : 0;
	t.trend = t.trend > TREND_MOST ? TREND_MOST : t.trend;
	t.bar = room - (t.trend ? t.trend + 2 : 0);
	t.bar = t.bar > BAR_MOST ? BAR_MOST : t.bar;
	return t;
}

static void head_draw(struct grid *g, struct rect r, const struct table *t) {
	int x = t->lead + t->bar;
	put_text(g, r, 0, 0, ROLE_DIM, "set");
	put_text(g, r, t->lead - WORD_CELLS, 0, ROLE_DIM, "engine");
	for (int i = 0; i < COLUMN_COUNT; i++) {
		if (!t->shown[i])
			continue;
		if (metric_at(columns[i].metric)->kind == METRIC_LABEL)
			put_text(g, r, x + 1, 0, ROLE_DIM, columns[i].title);
		else
			put_right(g, r, x, x + columns[i].cells, 0, ROLE_DIM, columns[i].title);
		x += columns[i].cells;
	}
	if (t->trend)
		put_cut(g, r, x + 2, 0, t->trend, ROLE_DIM, t->trend < 27 ? "kW trend" : "kW over the timeline's span");
}

static void label_draw(struct grid *g, struct rect r, int x, int y, int cells, const struct world *w, enum metric_id id, const struct gen_row *row) {
	struct reading reading = frame_get(w->frame, id, row->index);
	const char *const *words = metric_at(id)->words;
	int count = 0, at = reading.quality == QUALITY_MISSING || isnan(reading.value) ? -1 : (int)reading.value;
	while (words[count])
		count++;
	if (reading.quality == QUALITY_BAD || reading.quality == QUALITY_MISSING || at < 0 || at >= count)
		put_text(g, r, x, y, ROLE_MISSING, reading.quality == QUALITY_BAD ? "bad" : "\u2014");
	else
		put_cut(g, r, x, y, cells, reading.quality == QUALITY_STALE ? ROLE_STALE : row->look.role == ROLE_DIM ? ROLE_DIM : ROLE_TEXT, words[at]);
}

static void trend_draw(struct grid *g, struct rect r, int x, int y, int width, const struct world *w, const struct view *v, const struct gen_row *row) {
	char key[SITE_ID_SIZE + 16];
	int64_t from, to, bin_ms;
	if (!w->history || width <= 0)
		return;
	snprintf(key, sizeof key, "gen.%s.kw", w->site->gen[row->index].id);
	long series = history_series_find(w->history, key);
	if (series < 0)
		return;
	screen_timeline_span(w, v, &from, &to);
	struct history_bin *bins = mem_zalloc((size_t)width, sizeof *bins);
	struct chart_bin *drawn = mem_zalloc((size_t)width, sizeof *drawn);
	history_query(w->history, (size_t)series, from, to, (size_t)width, bins, &bin_ms);
	for (int i = 0; i < width; i++)
		drawn[i] = (struct chart_bin){ bins[i].lowest, bins[i].highest };
	strip_spark(g, r, x, y, width, ROLE_BAR, drawn, (size_t)width, (struct chart_scale){ 0, row->rated_kw });
	free(drawn);
	free(bins);
}

static void row_draw(struct grid *g, struct rect r, int y, const struct table *t, const struct world *w, const struct view *v, size_t index) {
	struct gen_row row = generators_row(w, index);
	int id = generators_id_cells(w->site), x = t->lead + t->bar;
	put_cut(g, r, 0, y, id, row.look.role == ROLE_DIM ? ROLE_DIM : ROLE_TEXT, w->site->gen[index].id);
	put_char(g, r, id + 1, y, row.look.role, row.look.glyph);
	if (row.no_data) {
		generators_reason_draw(g, r, id + 3, y, r.w - id - 3, w, &row);
		return;
	}
	put_cut(g, r, id + 3, y, WORD_CELLS - 1, row.look.role, row.look.word);
	struct gauge bar = { row.kw.quality == QUALITY_BAD ? NAN : row.kw.value, 0, row.rated_kw * 1.05, row.max_kw, row.kw.quality == QUALITY_GOOD ? ROLE_BAR : ROLE_STALE };
	if (row.out && row.alarm)
		generators_reason_draw(g, r, t->lead, y, t->bar - 1, w, &row);
	else
		gauge_bar(g, r, t->lead, y, t->bar, &bar);
	for (int i = 0; i < COLUMN_COUNT; i++) {
		if (!t->shown[i])
			continue;
		if (metric_at(columns[i].metric)->kind == METRIC_LABEL)
			label_draw(g, r, x + 1, y, columns[i].cells - 1, w, columns[i].metric, &row);
		else
			value_put(g, r, x + columns[i].cells, y, columns[i].cells - 1, w, columns[i].metric, index, NULL);
		x += columns[i].cells;
	}
	trend_draw(g, r, x + 2, y, t->trend, w, v, &row);
}

/* Under the table, where rows are left: why sets are out, in full. */
static void reasons_draw(struct grid *g, struct rect r, int y, const struct world *w) {
	for (size_t i = 0; i < w->site->gen_count && y < r.h; i++) {
		struct gen_row row = generators_row(w, i);
		if (!row.out || !row.alarm)
			continue;
		int x = put_cut(g, r, 0, y, generators_id_cells(w->site), ROLE_TEXT, w->site->gen[i].id) + 1;
		put_char(g, r, x, y, row.look.role, row.look.glyph);
		x = put_text(g, r, x + 2, y, row.look.role, row.look.word) + 1;
		generators_reason_draw(g, r, x, y, r.w - x < 56 ? r.w - x : 56, w, &row);
		y++;
	}
}

/* The first row that is shown. */
static int table_first(struct rect inside, const struct world *w, const struct view *v) {
	int total = (int)w->site->gen_count, page = inside.h > 1 ? inside.h - 1 : 1, most = total > page ? total - page : 0;
	return v->gen_scroll < 0 ? 0 : v->gen_scroll > most ? most : v->gen_scroll;
}

int generators_table_set_at(struct rect inside, const struct world *w, const struct view *v, int y) {
	int set = y > 0 && y < inside.h ? table_first(inside, w, v) + y - 1 : -1;
	return set < (int)w->site->gen_count ? set : -1;
}

void generators_table_draw(struct grid *g, struct rect inside, const struct world *w, const struct view *v) {
	struct table t = table_plan(inside.w, w);
	int total = (int)w->site->gen_count, page = inside.h > 1 ? inside.h - 1 : 1, first = table_first(inside, w, v);
	head_draw(g, inside, &t);
	for (int y = 0; y < page && first + y < total; y++) {
		row_draw(g, inside, y + 1, &t, w, v, (size_t)(first + y));
		if (first + y == v->selected_gen)
			put_role(g, rect_clip((struct rect){ inside.x, inside.y + y + 1, generators_id_cells(w->site), 1 }, inside), ROLE_CURSOR);
	}
	if (total + 2 < inside.h)
		reasons_draw(g, inside, total + 2, w);
}

void generators_strip_draw(struct grid *g, struct rect r, const struct world *w) {
	char counts[128];
	int total = (int)w->site->gen_count, x = 0;
	generators_counts(counts, sizeof counts, w);
	if (total > r.w * r.h - 12 && total > r.w) {
		put_cut(g, r, 0, 0, r.w, ROLE_TEXT, counts);
		return;
	}
	for (int i = 0; i < total; i++, x++) {
		struct gen_row row = generators_row(w, (size_t)i);
		put_char(g, r, x % r.w, x / r.w, row.look.role, row.look.glyph);
	}
	int last = x / r.w;
	put_cut(g, r, x % r.w + 1, last, r.w - x % r.w - 1, ROLE_TEXT, counts);
}
