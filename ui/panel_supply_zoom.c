/* The zoomed Supply panel: a table of the feeds and one of the buses, trends over the timeline's window, what each single loss would leave (the worst
 * first), and every derived number. Where that is higher than the panel it is one long sheet that scrolls: everything is drawn from a row that
 * may lie above it. */
#include "panel_supply_parts.h"

#include <stdio.h>
#include <string.h>

#include "contingency.h"
#include "trends.h"
#include "utf8.h"

#define NAME_CELLS 21 /* "spinning_reserve_mw" and two blanks */
#define VALUE_CELLS 11

static void derived_draw(struct grid *g, struct rect r, int y, const struct world *w, enum derived_id id) {
	const struct derived_info *info = derived_info_at(id);
	const struct quantity *q = &w->derived.q[id];
	char value[NUMBER_SIZE], reporting[NUMBER_SIZE];
	bool n1 = id == D_N1_MW || id == D_N1_SET_MW || id == D_N1_FEED_MW;
	enum role role = isnan(q->value) ? ROLE_MISSING : n1 ? supply_n1_role(w, id) : ROLE_TEXT;
	put_cut(g, r, 0, y, NAME_CELLS - 1, ROLE_DIM, info->key);
	put_right(g, r, NAME_CELLS, NAME_CELLS + VALUE_CELLS, y, role, value_derived(value, w, id));
	int x = put_text(g, r, NAME_CELLS + VALUE_CELLS + 1, y, ROLE_DIM, info->unit);
	x = NAME_CELLS + VALUE_CELLS + 4;
	if (*number_reporting(reporting, q->reporting, q->total) && x + (int)utf8_cells(reporting) <= r.w)
		x = put_text(g, r, x, y, ROLE_MISSING, reporting) + 1;
	if (id == D_N1_MW && *w->derived.n1_worst) {
		if (x + 11 + (int)utf8_cells(w->derived.n1_worst) <= r.w)
			x = put_text(g, r, x, y, ROLE_DIM, "would lose ");
		x = put_cut(g, r, x, y, r.w - x, ROLE_TEXT, w->derived.n1_worst) + 1;
	}
	if (r.w - x >= 24)
		put_cut(g, r, x, y, r.w - x, ROLE_DIM, info->help);
}

/* "Feed       word      MW     limit     %    kV   promised" */
static void feed_draw(struct grid *g, struct rect r, int y, const struct world *w, size_t i) {
	const struct site_feed *f = &w->site->feed[i];
	char percent[NUMBER_SIZE], limit[NUMBER_SIZE];
	enum role role;
	const char *word = supply_feed_word(w, i, &role);
	struct reading mw = frame_get(w->frame, M_FEED_MW, i);
	double limit_mw = power_feed_limit_mw(w->frame, i);
	put_cut(g, r, 0, y, 11, ROLE_TEXT, f->id);
	put_text(g, r, 12, y, role, word);
	value_put(g, r, 30, y, 11, w, M_FEED_MW, i, NULL);
	put_right(g, r, 31, 39, y, ROLE_TEXT, number_text(limit, limit_mw, 2, NUMBER_PLAIN));
	put_right(g, r, 40, 46, y, mw.quality == QUALITY_GOOD && mw.value > limit_mw ? ROLE_ABNORMAL : ROLE_TEXT, number_percent(percent, mw.value, limit_mw));
	value_put(g, r, 55, y, 8, w, M_FEED_KV, i, NULL);
	for (size_t p = 0; p < f->promise_count; p++) {
		if (f->promise[p].t_ms <= w->cursor_ms)
			continue;
		struct civil c;
		tz_civil(w->site->tz, f->promise[p].t_ms, &c);
		char text[96];
		snprintf(text, sizeof text, r.w >= 104 ? "%g MW promised from %04d-%02d-%02d, not counted" : "%g MW from %04d-%02d-%02d", f->promise[p].limit_mw, c.year, c.month, c.day);
		put_cut(g, r, 57, y, r.w - 57, ROLE_DIM, text);
		return;
	}
}

static void bus_draw(struct grid *g, struct rect r, int y, const struct world *w, size_t i) {
	put_cut(g, r, 0, y, 11, ROLE_TEXT, w->site->bus[i].id);
	put_text(g, r, 12, y, supply_tie_role(w->derived.tie[i]), bus_tie_words[w->derived.tie[i]]);
	value_put(g, r, 30, y, 8, w, M_BUS_HZ, i, NULL);
	value_put(g, r, 39, y, 8, w, M_BUS_HZ_MIN, i, NULL);
	value_put(g, r, 48, y, 8, w, M_BUS_HZ_MAX, i, NULL);
	value_put(g, r, 57, y, 8, w, M_BUS_KV, i, NULL);
	if (frame_bus_dead(w->frame, i))
		put_text(g, r, 60, y, ROLE_ABNORMAL, r.w >= 104 ? "no frequency: under 20 % of nominal voltage" : "dead: no frequency");
}

struct heading { int x; const char *text; };

static void head_draw(struct grid *g, struct rect r, int y, const char *title, const struct heading *heads, size_t count) {
	put_text(g, r, 0, y, ROLE_TITLE, title);
	for (size_t i = 0; i < count; i++)
		put_right(g, r, 0, heads[i].x, y, ROLE_DIM, heads[i].text);
}

static int tables_rows(const struct world *w) {
	size_t feeds = w->site->feed_count, buses = w->site->bus_count;
	return (int)((feeds ? feeds + 2 : 0) + (buses ? buses + 2 : 0));
}

static int tables_draw(struct grid *g, struct rect r, int y, const struct world *w) {
	static const struct heading feed_heads[] = { { 30, "MW" }, { 39, "limit" }, { 46, "of it" }, { 55, "kV" } };
	static const struct heading bus_heads[] = { { 30, "Hz" }, { 39, "lowest" }, { 48, "highest" }, { 57, "kV" } };
	if (w->site->feed_count) {
		head_draw(g, r, y++, "Feed", feed_heads, sizeof feed_heads / sizeof *feed_heads);
		for (size_t i = 0; i < w->site->feed_count; i++)
			feed_draw(g, r, y++, w, i);
		y++;
	}
	if (w->site->bus_count) {
		head_draw(g, r, y++, "Bus", bus_heads, sizeof bus_heads / sizeof *bus_heads);
		for (size_t i = 0; i < w->site->bus_count; i++)
			bus_draw(g, r, y++, w, i);
		y++;
	}
	return y;
}

static size_t trends_list(const struct world *w, struct trend *list) {
	const struct site *s = w->site;
	char label[48], key[64];
	bool sources = s->feed_count + s->gen_count > 0;
	size_t count = sources ? trends_add(list, 0, w, "Supply", "supply_mw", 1) : 0;
	if (s->gpu.present) {
		count = trends_add(list, count, w, "Load", "load_mw", 1);
		count = trends_add(list, count, w, "Headroom", "headroom_mw", 1);
	}
	for (size_t i = 0; i < s->bus_count; i++) {
		snprintf(label, sizeof label, s->bus_count > 1 ? "Hz %s" : "Frequency", s->bus[i].id);
		snprintf(key, sizeof key, "bus.%s.hz", s->bus[i].id);
		count = trends_add(list, count, w, label, key, 0.1);
	}
	for (size_t i = 0; i < s->bus_count && !sources; i++) { /* all that there is */
		snprintf(label, sizeof label, s->bus_count > 1 ? "kV %s" : "Voltage", s->bus[i].id);
		snprintf(key, sizeof key, "bus.%s.kv", s->bus[i].id);
		count = trends_add(list, count, w, label, key, 0.1);
	}
	for (size_t i = 0; i < s->feed_count; i++) {
		snprintf(key, sizeof key, "feed.%s.mw", s->feed[i].id);
		count = trends_add(list, count, w, s->feed[i].id, key, 1);
	}
	return count;
}

/* What stands in the sheet and how high it is. */
struct sheet {
	struct trend trend[TRENDS_MOST];
	size_t trends;
	struct contingency loss[CONTINGENCY_MAX];
	size_t losses;
	int rows_each;       /* of a trend */
	int columns, per;    /* of the derived numbers; rows in a column */
	int rows;            /* of all */
};

static int sheet_height(const struct sheet *s, const struct world *w) {
	return tables_rows(w) + trends_rows(s->trends, s->rows_each) + (s->trends ? 1 : 0) + supply_losses_rows(s->losses) + 1 + s->per;
}

/* Derived numbers in one column with what they mean where all fits, else in as many columns as there is width for; trends higher where there is room. */
static void sheet_make(struct sheet *s, const struct world *w, int width, int height) {
	s->trends = trends_list(w, s->trend);
	s->losses = w->site->feed_count + w->site->gen_count ? contingency_list(w->frame, &w->derived, s->loss) : 0;
	s->rows_each = s->columns = 1;
	s->per = DERIVED_COUNT;
	if (sheet_height(s, w) > height && width >= 76) {
		s->columns = width >= 112 ? 3 : 2;
		s->per = (DERIVED_COUNT + s->columns - 1) / s->columns;
	}
	s->rows = sheet_height(s, w);
	while (s->trends && s->rows_each < 4 && s->rows + (int)s->trends <= height) {
		s->rows_each++;
		s->rows += (int)s->trends;
	}
}

static void derived_all_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct sheet *s) {
	int width = r.w / s->columns;
	put_text(g, r, 0, y, ROLE_TITLE, "Derived");
	put_format(g, r, 12, y++, ROLE_DIM, "%s accepted", value_stance(w->site->policy.stance));
	for (int i = 0; i < DERIVED_COUNT; i++) {
		int at = i / s->per;
		struct rect column = { r.x + at * width, r.y, at == s->columns - 1 ? r.w - at * width : width - 1, r.h };
		derived_draw(g, column, y + i % s->per, w, (enum derived_id)i);
	}
}

static bool has_anything(const struct world *w) { return w->site->feed_count + w->site->gen_count > 0 || w->site->gpu.present; }

int supply_zoom_rows(const struct world *w, int width, int height) {
	struct sheet s;
	if (!w->frame || !w->site || w->frame->site != w->site || !has_anything(w))
		return 0;
	sheet_make(&s, w, width, height);
	return s.rows;
}

#define BARE_TREND_MOST 6 /* rows of each */

/* Buses alone: their readings, and that there is nothing to derive from. */
static void bare_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	struct trend list[TRENDS_MOST];
	size_t count = trends_list(w, list);
	int y = tables_draw(g, r, 0, w), rows_each = count ? (r.h - y - 3) / (int)count : 0;
	rows_each = rows_each > BARE_TREND_MOST ? BARE_TREND_MOST : rows_each;
	if (rows_each > 0)
		y = trends_draw(g, r, y, rows_each, w, v, list, count) + 1;
	if (y < r.h)
		put_cut(g, r, 0, y, r.w, ROLE_DIM, "This site has neither sets nor feeds: there is no supply, headroom or loss to tell of.");
}

void supply_zoom_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	struct sheet s;
	if (!has_anything(w)) {
		bare_draw(g, r, w, v);
		return;
	}
	sheet_make(&s, w, r.w, r.h);
	int over = s.rows - r.h, scroll = 0;
	if (over > 0) { /* a row tells that there is more */
		over++;
		scroll = v->supply_scroll < over ? v->supply_scroll : over;
		scroll = scroll > 0 ? scroll : 0;
		put_format(g, r, 0, r.h - 1, ROLE_DIM, "rows %d to %d of %d: arrows up and down", scroll + 1, scroll + r.h - 1, s.rows);
		r.h--;
	}
	int y = tables_draw(g, r, -scroll, w);
	y = trends_draw(g, r, y, s.rows_each, w, v, s.trend, s.trends) + (s.trends ? 1 : 0);
	y = supply_losses_draw(g, r, y, w, s.loss, s.losses);
	derived_all_draw(g, r, y, w, &s);
}
