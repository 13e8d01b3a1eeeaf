/* The zoomed Generators panel (mode, engine state and breaker are three columns) and the strip of glyphs for screens without room. Always true:
 * the set, its state, power and share of the rating never scroll, nor does the column that the order goes by; a number with an arrow is the
 * scenario's, one without is measured. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel_generators_parts.h"
#include "panel_generators_table.h"
#include "panel_whatif.h"
#include "screen.h"
#include "utf8.h"

#define COLUMNS_MAX 24
#define WORD_CELLS 8
#define WORD_CELLS_BOTH 17 /* "lockout>loaded" */
#define KW_CELLS_BOTH 14   /* " 1746 > 1942" */
#define AGE_CELLS 4        /* what an age takes beside a number */
#define WHY_LEAST 11
#define WHY_MOST 30
#define BAR_LEAST 8
#define BAR_MOST 24
#define TREND_LEAST 8
#define TREND_MOST 40
#define MORE_CELLS 4       /* ">12" */
#define ARROW 0x2192

struct table {
	const struct frame *scenario;
	int word, why, bar, trend;        /* cells; 0: not there */
	int trend_x;
	const struct gen_column *at[COLUMNS_MAX];
	int cells[COLUMNS_MAX];
	int count, before, after;         /* columns shown; hidden on either side */
	const struct gen_column *sorted;
};

static int lead_cells(const struct table *t, const struct world *w) {
	return generators_id_cells(w->site) + 3 + t->word + t->why;
}

/* Whether any set has ever a word in that column: what a site does not report needs no room. */
static bool column_is_reported(const struct world *w, const struct gen_column *c) {
	if (c->metric == METRIC_COUNT || metric_at(c->metric)->kind == METRIC_LABEL || c->metric == M_GEN_KW)
		return true;
	for (size_t i = 0; w->frame && i < w->site->gen_count; i++)
		if (generators_read(c, w->frame, i).quality != QUALITY_MISSING)
			return true;
	return false;
}

/* With room for the age of a stale one, where there is any (what is made of others is as old as these), and for the arrow of the order. */
static int column_cells(const struct world *w, const struct gen_column *c, const struct table *t) {
	int cells = c->cells + (t->scenario || c == t->sorted ? 1 : 0);
	if (t->scenario && c->metric == M_GEN_KW)
		return KW_CELLS_BOTH;
	for (size_t i = 0; w->frame && c->metric != METRIC_COUNT && i < w->site->gen_count; i++)
		if (generators_read(c, w->frame, i).quality == QUALITY_STALE)
			return cells + AGE_CELLS;
	return cells;
}

/* Of the rows that are listed. */
static bool any_is_out(const struct world *w, const struct view *v) {
	size_t count;
	size_t *rows = generators_rows(w, v, &count);
	bool out = false;
	for (size_t i = 0; i < count && !out; i++) {
		int state = frame_label(w->frame, M_GEN_STATE, rows[i]);
		out = state == GEN_TRIPPED || state == GEN_LOCKOUT;
	}
	free(rows);
	return out;
}

static void column_add(struct table *t, const struct gen_column *c, int cells, int *room) {
	t->at[t->count] = c;
	t->cells[t->count++] = cells;
	*room -= cells;
}

/* Columns that scroll, as many as fit; what the order goes by is always among them. */
static void columns_fit(struct table *t, const struct world *w, const struct gen_column *const *scrolling, int total, int first, int room) {
	bool sorted_fixed = !t->sorted;
	for (int i = 0; i < t->count; i++)
		sorted_fixed |= t->at[i] == t->sorted;
	int sorted_cells = sorted_fixed ? 0 : column_cells(w, t->sorted, t), at = first;
	if (!sorted_fixed)
		column_add(t, t->sorted, sorted_cells, &room);
	for (; at < total && t->count < COLUMNS_MAX; at++) {
		int cells = column_cells(w, scrolling[at], t);
		if (scrolling[at] == t->sorted && !sorted_fixed)
			continue;
		if (cells > room - (at + 1 < total || first > 0 ? MORE_CELLS : 0))
			break;
		column_add(t, scrolling[at], cells, &room);
	}
	t->before = first;
	t->after = total - at;
}

/* The scrolling columns that the site reports; the fixed ones go into the table. */
static int columns_choose(struct table *t, const struct world *w, const struct gen_column **scrolling, int *room) {
	int total = 0;
	for (size_t i = 0; generators_column(i) && i < COLUMNS_MAX; i++) {
		const struct gen_column *c = generators_column(i);
		if (i < GEN_COLUMNS_FIXED)
			column_add(t, c, column_cells(w, c, t), room);
		else if (column_is_reported(w, c))
			scrolling[total++] = c;
	}
	return total;
}

static int limited(int value, int least, int most) {
	return value < least ? least : value > most ? most : value;
}

/* What is left over goes to the trend, and where every column is shown to a bar. */
static void rest_give(struct table *t, int room) {
	if (!t->before && !t->after && room >= BAR_LEAST + 2 * TREND_LEAST) {
		t->bar = limited(room / 3, BAR_LEAST, BAR_MOST);
		room -= t->bar;
	}
	if (t->trend)
		t->trend = limited(t->trend + room, TREND_LEAST, TREND_MOST);
}

/* `most`: how far the columns scroll; no further than to where the last one is seen. */
static struct table table_plan(int width, const struct world *w, const struct view *v, const struct frame *scenario, int *most) {
	struct table t = { .scenario = scenario, .word = scenario ? WORD_CELLS_BOTH : WORD_CELLS, .sorted = generators_column_of(v->gen_sort) }, shown;
	const struct gen_column *scrolling[COLUMNS_MAX];
	t.why = any_is_out(w, v) && width >= (scenario ? 100 : 60) ? limited(width / 7, WHY_LEAST, WHY_MOST) : 0;
	t.trend = width >= 60 ? limited(width / 10, TREND_LEAST, TREND_MOST) : 0;
	int room = width - lead_cells(&t, w) - (t.trend ? t.trend + 2 : 0), total = columns_choose(&t, w, scrolling, &room), last = 0;
	for (shown = t, columns_fit(&shown, w, scrolling, total, 0, room); shown.after > 0 && last + 1 < total;) {
		shown = t;
		columns_fit(&shown, w, scrolling, total, ++last, room);
	}
	if (most)
		*most = last;
	shown = t;
	columns_fit(&shown, w, scrolling, total, limited(v->gen_column, 0, last), room);
	int used = lead_cells(&shown, w) + (shown.before || shown.after ? MORE_CELLS : 0);
	for (int i = 0; i < shown.count; i++)
		used += shown.cells[i];
	rest_give(&shown, width - used - (shown.trend ? shown.trend + 2 : 0));
	shown.trend_x = used + shown.bar + 2;
	return shown;
}

int generators_columns_most(int width, const struct world *w, const struct view *v, const struct frame *scenario) {
	int most = 0;
	if (w->frame)
		table_plan(width, w, v, scenario, &most);
	return most;
}

static bool is_label(const struct gen_column *c) {
	return c->metric != METRIC_COUNT && metric_at(c->metric)->kind == METRIC_LABEL;
}

static void title_draw(struct grid *g, struct rect r, int x, const struct table *t, int i, bool reverse) {
	char title[32];
	const struct gen_column *c = t->at[i];
	bool sorted = c == t->sorted;
	snprintf(title, sizeof title, "%s%s", c->title, !sorted ? "" : reverse ? "\u25b2" : "\u25bc");
	if (is_label(c))
		put_text(g, r, x + 1, 0, sorted ? ROLE_STRONG : ROLE_DIM, title);
	else
		put_right(g, r, x, x + t->cells[i], 0, sorted ? ROLE_STRONG : ROLE_DIM, title);
}

static void head_draw(struct grid *g, struct rect r, const struct table *t, const struct world *w, const struct view *v) {
	int id = generators_id_cells(w->site), x = lead_cells(t, w) + t->bar;
	const char *mark = v->gen_sort_reverse ? "\u25b2" : "\u25bc";
	bool by_state = v->gen_sort == GEN_SORT_STATE, by_alarm = v->gen_sort == GEN_SORT_ALARM;
	put_format(g, r, 0, 0, ROLE_DIM, "set");
	put_format(g, r, id + 3, 0, by_state ? ROLE_STRONG : ROLE_DIM, "engine%s", by_state ? mark : "");
	if (t->why)
		put_format(g, r, id + 3 + t->word, 0, by_alarm ? ROLE_STRONG : ROLE_DIM, "why%s", by_alarm ? mark : "");
	for (int i = 0; i < t->count; i++) {
		title_draw(g, r, x, t, i, v->gen_sort_reverse);
		x += t->cells[i];
	}
	if (t->before || t->after) {
		int y = x + 1;
		if (t->before)
			y = put_format(g, r, y, 0, ROLE_KEY, "\u25c2");
		if (t->after)
			put_format(g, r, y, 0, ROLE_KEY, "\u25b8%d", t->after);
	}
	if (t->trend)
		put_cut(g, r, t->trend_x, 0, t->trend, ROLE_DIM, t->trend < 24 ? "kW trend" : "kW over the timeline");
}

/* A label or a number as it stands in a column, without its place. */
struct cell_text { char text[NUMBER_WORDS_SIZE]; enum role role; };

static struct cell_text cell_of(const struct gen_column *c, const struct world *w, const struct frame *f, size_t set, int cells, enum role good) {
	struct cell_text out = { .role = good };
	struct reading reading = generators_read(c, f, set);
	if (is_label(c)) {
		const char *word = generators_word(c->metric, &reading);
		out.role = !word ? ROLE_MISSING : reading.quality == QUALITY_STALE ? ROLE_STALE : good;
		snprintf(out.text, sizeof out.text, "%s", word ? word : reading.quality == QUALITY_BAD ? "bad" : "\u2014");
		return out;
	}
	struct number number = value_number(&reading, c->decimals, NULL, w->cursor_ms);
	out.role = isnan(reading.value) && reading.quality == QUALITY_GOOD ? ROLE_DIM : number_role(number.state, good); /* what there cannot be is not missing */
	number_words(out.text, cells - 1, &number);
	return out;
}

static void cell_draw(struct grid *g, struct rect r, int x, int y, const struct table *t, int i, const struct world *w, const struct gen_row *row) {
	const struct gen_column *c = t->at[i];
	int cells = t->cells[i];
	enum role good = row->look.role == ROLE_DIM ? ROLE_DIM : ROLE_TEXT;
	if (c->metric == M_GEN_KW && row->kw.value > row->max_kw * 1.02)
		good = ROLE_ABNORMAL;
	struct cell_text base = cell_of(c, w, w->frame, row->index, cells, good);
	bool other = false;
	if (t->scenario && generators_read(c, t->scenario, row->index).quality == QUALITY_GOOD) {
		struct cell_text is = cell_of(c, w, t->scenario, row->index, cells - 1, ROLE_WHATIF);
		other = strcmp(is.text, base.text) != 0;
		if (other && c->metric == M_GEN_KW) { /* both stand there */
			put_right(g, r, x, x + 7, y, base.role, base.text);
			put_char(g, r, x + 7, y, ROLE_DIM, ARROW);
			put_right(g, r, x + 8, x + cells, y, ROLE_WHATIF, is.text);
			return;
		}
		if (other)
			base = is;
	}
	int at = is_label(c) ? put_cut(g, r, x + 1 + other, y, cells - 1 - other, base.role, base.text) : put_right(g, r, x, x + cells, y, base.role, base.text);
	if (other)
		put_char(g, r, is_label(c) ? x + 1 : at - 1, y, ROLE_WHATIF, ARROW);
}

static const char *state_word(const struct frame *f, size_t set) {
	int state = frame_label(f, M_GEN_STATE, set);
	return state == GEN_OUT_OF_SERVICE ? "out" : state >= 0 ? gen_state_words[state] : "no data"; /* as in the other panels */
}

/* Of both frames "lockout>loaded", cut so that it keeps the second; of one the word of its look. */
static void state_draw(struct grid *g, struct rect r, int x, int y, const struct table *t, const struct world *w, const struct gen_row *row) {
	char words[64];
	const char *was = state_word(w->frame, row->index), *is = t->scenario ? state_word(t->scenario, row->index) : was;
	if (!strcmp(was, is)) {
		put_cut(g, r, x, y, t->word - 1, row->look.role, row->look.word);
		return;
	}
	snprintf(words, sizeof words, "%.7s\u2192%.8s", was, is);
	put_cut(g, r, x, y, t->word - 1, ROLE_WHATIF, words);
}

static void row_draw(struct grid *g, struct rect r, int y, const struct table *t, const struct world *w, const struct view *v, size_t set) {
	struct gen_row row = generators_row(w, set);
	int id = generators_id_cells(w->site), lead = lead_cells(t, w), x = lead + t->bar, end = t->trend ? t->trend_x - 2 : r.w;
	put_cut(g, r, 0, y, id, row.look.role == ROLE_DIM ? ROLE_DIM : ROLE_TEXT, w->site->gen[set].id);
	bool other = t->scenario && strcmp(state_word(w->frame, set), state_word(t->scenario, set)) != 0;
	put_char(g, r, id + 1, y, other ? ROLE_WHATIF : row.look.role, other ? generators_look(frame_label(t->scenario, M_GEN_STATE, set)).glyph : row.look.glyph);
	if (t->trend)
		generators_trend_draw(g, r, t->trend_x, y, t->trend, w, v, set);
	if (row.no_data && !t->scenario) {
		generators_reason_draw(g, r, id + 3, y, end - id - 3, w, &row);
		return;
	}
	state_draw(g, r, id + 3, y, t, w, &row);
	if (t->why && row.out)
		generators_reason_draw(g, r, lead - t->why, y, t->why - 1, w, &row);
	struct gauge bar = { row.kw.value, 0, row.rated_kw * 1.05, row.max_kw, row.kw.quality == QUALITY_GOOD ? ROLE_BAR : ROLE_STALE };
	if (row.kw.quality == QUALITY_BAD || row.kw.quality == QUALITY_MISSING)
		bar.value = NAN;
	if (t->bar)
		gauge_bar(g, r, lead + 1, y, t->bar - 1, &bar);
	for (int i = 0; i < t->count; i++) {
		cell_draw(g, r, x, y, t, i, w, &row);
		x += t->cells[i];
	}
}

/* Under the table, where rows are left: why sets are out, in full; returns the row below. */
static int reasons_draw(struct grid *g, struct rect r, int y, const struct world *w, const size_t *rows, size_t count) {
	for (size_t i = 0; i < count && y < r.h; i++) {
		struct gen_row row = generators_row(w, rows[i]);
		if (!row.out)
			continue;
		int x = put_cut(g, r, 0, y, generators_id_cells(w->site), ROLE_TEXT, w->site->gen[rows[i]].id) + 1;
		put_char(g, r, x, y, row.look.role, row.look.glyph);
		x = put_text(g, r, x + 2, y, row.look.role, row.look.word) + 1;
		generators_reason_draw(g, r, x, y, r.w - x < 56 ? r.w - x : 56, w, &row);
		y++;
	}
	return y;
}

/* In the what-if its own keys take the last row of the screen: those of the table that have no room there. */
static void keys_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct view *v) {
	static const struct { enum action_id id; const char *words; } keys[] = {
		{ ACT_SORT, "O order" }, { ACT_SORT_REVERSE, "I reverse" }, { ACT_FILTER, "F filter" }, { ACT_OPEN, "J the set in full" }, { ACT_COLUMNS_LEFT, "( ) columns" },
	};
	int x = 0;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (!screen_names_key(g, w, v, keys[i].id))
			x = put_text(g, r, x, y, ROLE_DIM, keys[i].words) + 2;
}

void generators_table_both_draw(struct grid *g, struct rect inside, const struct world *w, const struct view *v, const struct frame *scenario) {
	struct table t = table_plan(inside.w, w, v, scenario, NULL);
	size_t count;
	size_t *rows = generators_rows(w, v, &count);
	int total = (int)count, page = inside.h > 1 ? inside.h - 1 : 1, selected = generators_row_find(rows, count, v->selected_gen);
	int first = generators_first(v->gen_row, selected, total, page);
	head_draw(g, inside, &t, w, v);
	for (int y = 0; y < page && first + y < total; y++) {
		row_draw(g, inside, y + 1, &t, w, v, rows[first + y]);
		if (first + y == selected)
			put_role(g, rect_clip((struct rect){ inside.x, inside.y + y + 1, generators_id_cells(w->site), 1 }, inside), ROLE_CURSOR);
	}
	if (!total)
		put_format(g, inside, 0, 2, ROLE_DIM, "no set with \"%s\": F and Enter shows all", v->gen_filter);
	int below = total + 2 < inside.h ? reasons_draw(g, inside, total + 2, w, rows, count) : inside.h;
	if (below + 1 < inside.h && whatif_is_on(w))
		keys_draw(g, inside, inside.h - 1, w, v);
	free(rows);
}

int generators_table_set_at(struct rect inside, const struct world *w, const struct view *v, int y) {
	size_t count;
	if (v->gen_open)
		return -1;
	size_t *rows = generators_rows(w, v, &count);
	int total = (int)count, page = inside.h > 1 ? inside.h - 1 : 1;
	int at = generators_first(v->gen_row, generators_row_find(rows, count, v->selected_gen), total, page) + y - 1;
	int set = y > 0 && y < inside.h && at < total ? (int)rows[at] : -1;
	free(rows);
	return set;
}

void generators_table_draw(struct grid *g, struct rect inside, const struct world *w, const struct view *v) {
	generators_table_both_draw(g, inside, w, v, NULL);
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
