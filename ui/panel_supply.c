/* The Supply panel: what comes in from where, what it feeds, what would be left, and the state of the buses. A list of rows is made from
 * the site (feeds, sets, batteries, load, headroom, buses), each with how dearly it is wanted; when the panel is lower than the list,
 * the least wanted give way and several feeds or buses join in one row. The zoomed form stands in panel_supply_zoom.c. */
#include "panel_supply_parts.h"

#include <stdio.h>
#include <string.h>

/* A row: what it draws, for which object, and its rank (1 is dropped last). */
struct row {
	supply_row_fn *draw;
	size_t object;
	int rank;
};
#define ROWS_MAX (SITE_FEED_MAX + 2 * SITE_BUS_MAX + 8)
struct rows { struct row at[ROWS_MAX]; int count; };

static void add(struct rows *rows, supply_row_fn *draw, size_t object, int rank) {
	if (rows->count < ROWS_MAX)
		rows->at[rows->count++] = (struct row){ draw, object, rank };
}

/* All rows in the order in which they stand. `joined`: one row for all feeds, one for all buses. */
static void rows_list(struct rows *rows, const struct site *s, bool joined) {
	rows->count = 0;
	bool sources = s->feed_count + s->gen_count > 0;
	if (joined && s->feed_count > 1)
		add(rows, supply_feeds_row, 0, 1);
	else
		for (size_t i = 0; i < s->feed_count; i++)
			add(rows, supply_feed_row, i, 1);
	if (s->gen_count)
		add(rows, supply_gens_row, 0, 2);
	if (s->store_count)
		add(rows, supply_stores_row, 0, 6);
	if (s->gpu.present)
		add(rows, supply_load_row, 0, 3);
	if (sources && s->gpu.present)
		add(rows, supply_headroom_row, 0, 2);
	if (sources)
		add(rows, supply_available_row, 0, 7);
	size_t buses = joined && s->bus_count > 1 ? 1 : s->bus_count;
	for (size_t i = 0; i < buses; i++)
		add(rows, joined && s->bus_count > 1 ? supply_buses_row : supply_hz_row, i, 4);
	if (!joined || s->bus_count == 1)
		for (size_t i = 0; i < s->bus_count; i++)
			add(rows, supply_kv_row, i, 8);
}

static void rows_shrink(struct rows *rows, int most) {
	while (rows->count > most && rows->count > 0) {
		int worst = 0;
		for (int i = 1; i < rows->count; i++)
			if (rows->at[i].rank >= rows->at[worst].rank)
				worst = i;
		memmove(&rows->at[worst], &rows->at[worst + 1], (size_t)(rows->count - worst - 1) * sizeof *rows->at);
		rows->count--;
	}
}

/* Rows that must not give way before feeds and buses are joined: all but those of rank 6 and more. */
static int rows_needed(const struct rows *rows) {
	int needed = 0;
	for (int i = 0; i < rows->count; i++)
		needed += rows->at[i].rank < 6;
	return needed;
}

struct supply_columns supply_columns(struct rect inside) {
	struct supply_columns c = { .wide = inside.w >= 50 };
	c.number_end = c.wide ? 25 : inside.w < 20 ? inside.w : 20;
	c.rest = c.number_end + 4; /* after " MW" and a blank */
	c.end = inside.w;
	return c;
}

static bool kv_shown(const struct rows *rows) {
	for (int i = 0; i < rows->count; i++)
		if (rows->at[i].draw == supply_kv_row)
			return true;
	return false;
}

/* "PARALLEL", or "A PARALLEL · B ISLAND". Nothing to say where there is neither feed nor set. */
static void tie_note(struct grid *g, const struct panel_room *room, const struct world *w) {
	char note[160] = "";
	size_t at = 0;
	enum role role = ROLE_TEXT;
	const struct site *s = w->site;
	if (s->feed_count + s->gen_count == 0)
		return;
	if (!s->training.present) /* else the stance stands beside the verdict */
		at = (size_t)snprintf(note, sizeof note, "%s accepted \u00b7 ", value_stance(s->policy.stance));
	for (size_t i = 0; i < s->bus_count && at < sizeof note; i++) {
		enum bus_tie tie = w->derived.tie[i];
		int n = snprintf(note + at, sizeof note - at, "%s%s%s%s", i ? " \u00b7 " : "", s->bus_count > 1 ? s->bus[i].id : "", s->bus_count > 1 ? " " : "",
		                 tie == BUS_UNKNOWN ? "bus state ?" : bus_tie_words[tie]);
		at += n > 0 ? (size_t)n : 0;
		role = supply_tie_role(tie) == ROLE_TEXT ? role : supply_tie_role(tie);
	}
	panel_note(g, room, role, note);
}

void panel_supply_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	if (rect_empty(r) || !w->site)
		return;
	struct panel_room room = panel_begin(g, r, v, PANEL_SUPPLY, "Supply");
	if (!w->frame) {
		put_cut(g, room.inside, 0, 0, room.inside.w, ROLE_DIM, "no sample yet");
		return;
	}
	tie_note(g, &room, w);
	if (panel_zoomed(v, PANEL_SUPPLY) && room.inside.w >= 36 && room.inside.h >= 8) {
		supply_zoom_draw(g, room.inside, w, v);
		return;
	}
	struct rows rows;
	rows_list(&rows, w->site, false);
	if (rows_needed(&rows) > room.inside.h)
		rows_list(&rows, w->site, true);
	rows_shrink(&rows, room.inside.h);
	struct supply_columns c = supply_columns(room.inside);
	c.kv_apart = kv_shown(&rows);
	c.tie_here = !room.title_cells;
	for (int i = 0; i < rows.count; i++)
		rows.at[i].draw(g, room.inside, i, &c, w, rows.at[i].object);
}
