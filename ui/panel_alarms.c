/* The Alarms panel: what is active now, gravest first, and under it the sequence of events up to the cursor. Always true: nothing is
 * shown that came after the cursor; while the recording is still being read up to the cursor the panel says how far it got, since an
 * empty list would read as "nothing is wrong"; an alarm is told by glyph, word and place, never by colour alone. */
#include "panel.h"
#include "panel_alarms_list.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"
#include "values.h"

/* A title that is cut would lose a count: narrow panels have a shorter one. */
static void title_words(char *out, size_t size, const struct world *w, int width) {
	unsigned n[PRIORITY_COUNT] = { 0 };
	for (size_t i = 0; i < w->active_count; i++)
		n[w->active[i]->priority < PRIORITY_COUNT ? w->active[i]->priority : PRIORITY_LOW]++;
	snprintf(out, size, "Alarms  %u high · %u medium · %u low · 0 shelved", n[PRIORITY_HIGH], n[PRIORITY_MEDIUM], n[PRIORITY_LOW]);
	if ((int)utf8_cells(out) + 6 > width)
		snprintf(out, size, "Alarms %u high %u med %u low 0 shelved", n[PRIORITY_HIGH], n[PRIORITY_MEDIUM], n[PRIORITY_LOW]);
	if ((int)utf8_cells(out) + 3 > width)
		snprintf(out, size, "Alarms %uH %uM %uL 0s", n[PRIORITY_HIGH], n[PRIORITY_MEDIUM], n[PRIORITY_LOW]);
}

/* "read to 03:12:05 so far", or "" when the fold has reached the cursor. */
static void reach_words(char *out, size_t size, const struct world *w) {
	char clock[NUMBER_SIZE];
	out[0] = '\0';
	if (w->fold_done || w->cursor_ms == TIME_NONE || (w->folded_to_ms != TIME_NONE && w->folded_to_ms >= w->cursor_ms))
		return;
	if (w->folded_to_ms == TIME_NONE)
		snprintf(out, size, "alarms not read yet");
	else
		snprintf(out, size, "alarms read to %s so far", value_when(clock, w, w->folded_to_ms));
}

/* More than 10 raised in the 10 minutes before the cursor is a flood; it lasts until there are fewer than 5. */
static bool flood_words(char *out, size_t size, const struct world *w) {
	unsigned recent = 0;
	bool flood = alarms_flood(w, &recent);
	snprintf(out, size, "FLOOD %u alarms in 10 min", recent);
	return flood;
}

static void active_line(struct grid *g, struct rect r, int y, const struct world *w, const struct alarm *a) {
	char clock[NUMBER_SIZE];
	enum role role = alarms_role(a->priority);
	put_char(g, r, 0, y, role, alarms_glyph(a->priority));
	int x = put_format(g, r, 2, y, role, "%-6s", priority_words[a->priority < PRIORITY_COUNT ? a->priority : 0]);
	x = put_format(g, r, x + 1, y, ROLE_STRONG, "%s%s", alarms_bus_word(w, a->src), a->src);
	value_when(clock, w, a->on_ms);
	int end = r.w - (int)utf8_cells(clock) - 7;
	bool since = end > x + 12;
	put_cut(g, r, x + 1, y, (since ? end : r.w) - x - 1, ROLE_TEXT, a->text);
	if (since) {
		put_text(g, r, end + 1, y, ROLE_DIM, "since");
		put_text(g, r, end + 7, y, ROLE_TEXT, clock);
	}
}

/* Active alarms first; rows that remain go to the sequence of events. Returns the rows used. */
static int active_draw(struct grid *g, struct rect r, const struct world *w, const char *hint) {
	int room = r.h, shown = (int)w->active_count < room ? (int)w->active_count : room;
	if (shown < (int)w->active_count && shown > 1)
		shown--;
	for (int i = 0; i < shown; i++)
		active_line(g, r, i, w, w->active[i]);
	if (shown < (int)w->active_count && shown < room) {
		put_format(g, r, 0, shown, ROLE_DIM, "and %d more%s", (int)w->active_count - shown, hint);
		return shown + 1;
	}
	return shown;
}

/* Rows that stand above everything else: a flood, and how far the recording is read. Returns how many. */
static int banners_draw(struct grid *g, struct rect in, const struct world *w, const char *reach) {
	char flood[48];
	int y = 0;
	if (in.h > 1 && flood_words(flood, sizeof flood, w))
		put_text(g, in, 0, y++, ROLE_ALARM_MEDIUM, flood);
	if (in.h > y + 1 && reach[0])
		put_text(g, in, 0, y++, ROLE_MISSING, reach);
	return y;
}

/* One row has no title: the gravest alarm, or the counts, or that they are not known yet. */
static void row_draw(struct grid *g, struct rect in, const struct world *w, const char *title, const char *reach) {
	if (w->active_count)
		active_line(g, in, 0, w, w->active[0]);
	else
		put_cut(g, in, 0, 0, in.w, reach[0] ? ROLE_MISSING : ROLE_DIM, reach[0] ? reach : title);
}

static void compact_draw(struct grid *g, struct rect in, const struct world *w, const char *reach) {
	int y = banners_draw(g, in, w, reach);
	/* A row is kept for the newest event where there are two. */
	int active_rows = in.h - y - (in.h - y > 1 ? 1 : 0);
	y += active_draw(g, (struct rect){ in.x, in.y + y, in.w, active_rows }, w, ": 5 z");
	if (!w->active_count && y < in.h && !reach[0])
		put_text(g, in, 0, y++, ROLE_DIM, "no active alarm");
	alarms_sequence_draw(g, (struct rect){ in.x, in.y + y, in.w, in.h - y }, w, false, 0);
}

/* What was first found wrong with the lines themselves, or how many came out of order. */
static int damage_draw(struct grid *g, struct rect in, int y, const struct world *w) {
	unsigned long long order = w->damage.misordered + w->damage.doubled;
	if (w->damage_first) {
		int x = put_text(g, in, 0, y, ROLE_ERROR, "First damage: ");
		put_cut(g, in, x, y, in.w - x, ROLE_TEXT, w->damage_first);
	} else if (order) {
		put_format(g, in, 0, y, ROLE_ERROR, "Damage: %llu %s out of order", order, order == 1 ? "line" : "lines");
	} else {
		return 0;
	}
	return 1;
}

static void zoomed_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v, const char *reach) {
	int y = banners_draw(g, in, w, reach);
	if (in.h > y + 6)
		y += damage_draw(g, in, y, w);
	put_text(g, in, 0, y++, ROLE_TITLE, "Active");
	if (!w->active_count)
		put_text(g, in, 0, y++, ROLE_DIM, reach[0] ? "none in what is read" : "none");
	int most = (in.h - y) / 2;
	y += active_draw(g, (struct rect){ in.x, in.y + y, in.w, (int)w->active_count < most ? (int)w->active_count : most }, w, "");
	y++;
	alarms_sequence_draw(g, (struct rect){ in.x, in.y + y, in.w, in.h - y }, w, true, v->alarm_scroll);
}

void panel_alarms_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	char title[96], reach[NUMBER_SIZE + 32];
	if (rect_empty(r))
		return;
	title_words(title, sizeof title, w, r.w);
	reach_words(reach, sizeof reach, w);
	struct panel_room room = panel_begin(g, r, v, PANEL_ALARMS, title);
	if (room.inside.h == 1 && !room.title_cells)
		row_draw(g, room.inside, w, title, reach);
	else if (v->zoomed && v->focus == PANEL_ALARMS)
		zoomed_draw(g, room.inside, w, v, reach);
	else
		compact_draw(g, room.inside, w, reach);
}
