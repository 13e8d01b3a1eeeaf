/* The zoomed Supply panel: every derived number with what it means, then a table of the feeds and one of the buses. */
#include <stdio.h>
#include <string.h>

#include "panel_supply_parts.h"
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
		put_text(g, r, 60, y, ROLE_ABNORMAL, "no frequency: under 20 % of nominal voltage");
}

struct heading { int x; const char *text; };

static void head_draw(struct grid *g, struct rect r, int y, const char *title, const struct heading *heads, size_t count) {
	put_text(g, r, 0, y, ROLE_TITLE, title);
	for (size_t i = 0; i < count; i++)
		put_right(g, r, 0, heads[i].x, y, ROLE_DIM, heads[i].text);
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

/* Derived numbers in two columns where one is too short and the screen is broad enough. */
void supply_zoom_draw(struct grid *g, struct rect r, const struct world *w) {
	bool any = w->site->feed_count + w->site->gen_count > 0 || w->site->gpu.present;
	int y = tables_draw(g, r, 0, w), room = r.h - y - 1;
	if (!any || room <= 0)
		return;
	int columns = room < DERIVED_COUNT && r.w >= 76 ? 2 : 1, per = (DERIVED_COUNT + columns - 1) / columns, width = r.w / columns;
	put_format(g, r, 0, y, ROLE_TITLE, "Derived");
	put_format(g, r, 12, y++, ROLE_DIM, "%s accepted", value_stance(w->site->policy.stance));
	for (int i = 0; i < DERIVED_COUNT; i++) {
		struct rect column = { r.x + i / per * width, r.y, i / per == columns - 1 ? r.w - i / per * width : width - 1, r.h };
		derived_draw(g, column, y + i % per, w, (enum derived_id)i);
	}
}
