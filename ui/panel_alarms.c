/* The Alarms panel: alarms with their states, gravest first, and under them the sequence of events up to the cursor. Always true: nothing is
 * shown that came after the cursor; while the recording is still being read up to the cursor the panel says how far it got, since an
 * empty list would read as "nothing is wrong"; an alarm is told by glyph, word and place, never by colour alone. */
#include "panel.h"
#include "panel_alarms_list.h"

#include <stdio.h>
#include <stdlib.h>

#include "utf8.h"
#include "values.h"

/* A title that is cut would lose a count: narrow panels have a shorter one. */
static void title_words(char *out, size_t size, const struct world *w, int width) {
	struct alarm_counts c = alarms_counts(w);
	unsigned high = c.active[PRIORITY_HIGH], medium = c.active[PRIORITY_MEDIUM], low = c.active[PRIORITY_LOW];
	int n = snprintf(out, size, "Alarms  %u high · %u medium · %u low · %u shelved", high, medium, low, c.shelved);
	if ((int)utf8_cells(out) + 6 > width) {
		n = snprintf(out, size, "Alarms %u high %u med %u low %u shelved", high, medium, low, c.shelved);
		if ((int)utf8_cells(out) + 3 > width)
			snprintf(out, size, "Alarms %uH %uM %uL %us", high, medium, low, c.shelved);
		return;
	}
	if (c.suppressed && (int)utf8_cells(out) + 20 <= width)
		n += snprintf(out + n, size - (size_t)n, " · %u suppressed", c.suppressed);
	if (c.unack && (int)utf8_cells(out) + 26 <= width)
		snprintf(out + n, size - (size_t)n, " · %u not acknowledged", c.unack);
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

static bool flood_words(char *out, size_t size, const struct world *w) {
	snprintf(out, size, "FLOOD %u alarms in 10 min", w->flood.recent);
	return w->flood.on;
}

static void active_line(struct grid *g, struct rect r, int y, const struct world *w, const struct alarm_line *line, const char *right) {
	char since[NUMBER_SIZE + 8], clock[NUMBER_SIZE];
	const struct alarm *a = line->alarm;
	enum role role = alarms_line_role(line);
	put_char(g, r, 0, y, role, alarms_line_glyph(line));
	put_char(g, r, 1, y, role, alarms_line_mark(line));
	int x = put_format(g, r, 2, y, role, "%-6s", priority_words[a->priority < PRIORITY_COUNT ? a->priority : 0]);
	x = put_format(g, r, x + 1, y, ROLE_STRONG, "%s%s", alarms_bus_word(w, a->src), a->src);
	if (!right) {
		snprintf(since, sizeof since, "%s %s", line->active ? "since" : "ended", value_when(clock, w, line->active ? a->on_ms : a->off_ms));
		right = since;
	}
	int end = r.w - (int)utf8_cells(right) - 1;
	bool fits = end > x + (right == since ? 12 : 0); /* counts come before words */
	put_cut(g, r, x + 1, y, (fits ? end : r.w) - x - 1, ROLE_TEXT, a->text);
	if (fits)
		put_text(g, r, end + 1, y, right == since ? ROLE_DIM : ROLE_TEXT, right);
}

/* How many lines the compact panel shows at most: all that hold, and of those that are over but not acknowledged what half of it takes. */
static int compact_lines(const struct world *w, int room) {
	int shown = 0;
	for (size_t i = 0; w->alarms && i < w->alarms->count; i++) {
		enum alarm_state state = w->alarms->at[i].state;
		if (state != ALARM_UNACK && state != ALARM_ACKED && (state != ALARM_RTN_UNACK || shown >= room / 2))
			break;
		shown++;
	}
	return shown;
}

/* What holds first; rows that remain go to the sequence of events. Returns the rows used. */
static int active_draw(struct grid *g, struct rect r, const struct world *w, int lines) {
	int room = r.h, shown = lines < room ? lines : room;
	if (shown < lines && shown > 1)
		shown--;
	for (int i = 0; i < shown; i++)
		active_line(g, r, i, w, &w->alarms->at[i], NULL);
	if (shown < lines && shown < room) {
		put_format(g, r, 0, shown, ROLE_DIM, "and %d more: 5 z", lines - shown);
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

/* One row has no title: the gravest alarm with the counts, or the counts, or that they are not known yet. */
static void row_draw(struct grid *g, struct rect in, const struct world *w, const char *title, const char *reach) {
	char counts[48];
	if (w->alarms && w->alarms->count && (w->alarms->at[0].state == ALARM_UNACK || w->alarms->at[0].state == ALARM_ACKED))
		active_line(g, in, 0, w, &w->alarms->at[0], alarms_counts_short(counts, sizeof counts, w));
	else
		put_cut(g, in, 0, 0, in.w, reach[0] ? ROLE_MISSING : ROLE_DIM, reach[0] ? reach : title);
}

static void compact_draw(struct grid *g, struct rect in, const struct world *w, const char *reach) {
	int y = banners_draw(g, in, w, reach);
	/* A row is kept for the newest event where there are two. */
	int most = in.h - y - (in.h - y > 1 ? 1 : 0), lines = compact_lines(w, most);
	y += active_draw(g, (struct rect){ in.x, in.y + y, in.w, most }, w, lines);
	if (!lines && y < in.h && !reach[0])
		put_text(g, in, 0, y++, ROLE_DIM, "no active alarm");
	if (y >= in.h)
		return;
	struct alarms_entry *list = mem_zalloc((size_t)(in.h - y), sizeof *list);
	size_t count = alarms_sequence(w, "", list, (size_t)(in.h - y));
	alarms_entries_draw(g, (struct rect){ in.x, in.y + y, in.w, in.h - y }, w, list, count, 0, false, SIZE_MAX);
	free(list);
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

static void alarms_heading(struct grid *g, struct rect in, int y, const struct view *v, size_t lines, const char *reach) {
	int x = put_text(g, in, 0, y, ROLE_TITLE, "Alarms");
	x = put_format(g, in, x + 2, y, ROLE_DIM, "by %s", alarm_sort_words[(unsigned)v->alarm_sort < ALARM_SORT_COUNT ? v->alarm_sort : 0]);
	if (*v->alarm_filter)
		x = put_format(g, in, x + 2, y, ROLE_STRONG, "only with \"%s\"", v->alarm_filter);
	if (!lines)
		put_text(g, in, x + 2, y, ROLE_DIM, reach[0] ? "none in what is read" : "none");
}

static void sequence_heading(struct grid *g, struct rect in, int y, const struct world *w, size_t entries) {
	struct civil c;
	tz_civil(w->site && w->site->tz ? w->site->tz : tz_utc(), w->cursor_ms == TIME_NONE ? 0 : w->cursor_ms, &c);
	int x = put_text(g, in, 0, y, ROLE_TITLE, "Sequence of events");
	if (!entries)
		put_text(g, in, x + 2, y, ROLE_DIM, "nothing up to the cursor");
	else if (in.w >= 76)
		put_format(g, in, x + 2, y, ROLE_DIM, "newest first; %s, UTC%s", c.zone, in.w >= 112 ? ", priority, device clock and its error in s" : ", priority");
}

/* First row of a part of `room` rows, so that the selected one is in sight. */
static size_t part_first(size_t selected, int room) {
	size_t height = room > 0 ? (size_t)room : 1;
	return selected >= height ? selected - height + 1 : 0;
}

static void lines_draw(struct grid *g, struct rect r, const struct world *w, const struct alarms_row *rows, size_t count, size_t selected) {
	size_t first = selected < count ? part_first(selected, r.h) : 0;
	for (size_t i = first; i < count && i < first + (size_t)(r.h > 0 ? r.h : 0); i++)
		alarms_line_draw(g, r, (int)(i - first), w, rows[i].line, i == selected);
}

/* The list takes what it needs, half at most where both want more. */
static void zoomed_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v, const char *reach) {
	size_t count, lines;
	struct alarms_row *rows = alarms_rows(w, v, &count, &lines);
	size_t selected = alarms_selected(v, rows, count), entries = count - lines;
	int y = banners_draw(g, in, w, reach);
	if (in.h > y + 6)
		y += damage_draw(g, in, y, w);
	alarms_heading(g, in, y++, v, lines, reach);
	int left = in.h - y - 2, half = left / 2, most = (int)entries < left - half ? left - (int)entries : half;
	int height = (int)lines < most ? (int)lines : most > 0 ? most : 0;
	lines_draw(g, (struct rect){ in.x, in.y + y, in.w, height }, w, rows, lines, selected);
	y += height + 1;
	if (y < in.h)
		sequence_heading(g, in, y, w, entries);
	y++;
	struct rect r = { in.x, in.y + y, in.w, in.h - y };
	struct alarms_entry *list = mem_zalloc(entries, sizeof *list);
	for (size_t i = 0; i < entries; i++)
		list[i] = rows[lines + i].entry;
	size_t at = selected >= lines ? selected - lines : SIZE_MAX;
	if (r.h > 0)
		alarms_entries_draw(g, r, w, list, entries, at == SIZE_MAX ? 0 : part_first(at, r.h), true, at);
	free(list);
	free(rows);
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
