/* The Alarms panel: alarms with their states, gravest first, and under them the sequence of events up to the cursor. Always true: nothing is
 * shown that came after the cursor; while the recording is still being read up to the cursor the panel says how far it got, since an
 * empty list would read as "nothing is wrong"; an alarm is told by glyph, word and place, never by colour alone. */
#include "panel.h"
#include "panel_alarms_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"
#include "wrap.h"
#include "values.h"

#define TITLE_FORMS 6
#define BESIDE_FROM 30 /* cells from which on "and 3 more" stands in the row of the only alarm */
#define HEAD_CELLS 9 /* of the row of an alarm before its source: glyph, mark, priority, a blank */

/* A title that is cut would lose a count: the first of these that fits, from roomy to brief. What is over but not acknowledged wants a hand as
 * well, and is counted with what holds. */
static void title_words(char *out, size_t size, const struct world *w, int room, bool banner) {
	struct alarm_counts c = alarms_counts(w);
	unsigned high = c.active[PRIORITY_HIGH], medium = c.active[PRIORITY_MEDIUM], low = c.active[PRIORITY_LOW];
	char forms[TITLE_FORMS][128], suppressed[32] = "", hand[32] = "", hand_brief[24] = "", shelved[24] = "", brief[48];
	if (c.suppressed)
		snprintf(suppressed, sizeof suppressed, " \u00b7 %u suppressed", c.suppressed);
	if (c.unack) {
		snprintf(hand, sizeof hand, " \u00b7 %u to acknowledge", c.unack);
		snprintf(hand_brief, sizeof hand_brief, " \u00b7 %u to ack", c.unack);
	}
	if (c.shelved || !c.unack) /* none on the shelf may go unsaid where there is no room for it */
		snprintf(shelved, sizeof shelved, " %u shelved", c.shelved);
	const char *name = w->flood.on && !banner ? "FLOOD" : "Alarms"; /* where there is no row for its banner */
	snprintf(forms[0], sizeof *forms, "%s  %u high \u00b7 %u medium \u00b7 %u low \u00b7 %u shelved%s%s", name, high, medium, low, c.shelved, suppressed, hand);
	snprintf(forms[1], sizeof *forms, "%s  %u high \u00b7 %u medium \u00b7 %u low \u00b7 %u shelved%s", name, high, medium, low, c.shelved, hand);
	snprintf(forms[2], sizeof *forms, "%s %u high %u med %u low %u shelved%s", name, high, medium, low, c.shelved, hand);
	snprintf(forms[3], sizeof *forms, "%s %u high %u med %u low %u shelved%s", name, high, medium, low, c.shelved, hand_brief);
	snprintf(forms[4], sizeof *forms, "%s %u high %u med %u low%s%s", name, high, medium, low, shelved, hand_brief);
	snprintf(forms[5], sizeof *forms, "Alarms %s", alarms_counts_short(brief, sizeof brief, w));
	int i = 0;
	if (!world_is_read(w)) { /* the counts of a part would read as those of the whole */
		utf8_clean(out, size, "Alarms  not read yet", strlen("Alarms  not read yet"));
		return;
	}
	while (i + 1 < TITLE_FORMS && (int)utf8_cells(forms[i]) > room)
		i++;
	utf8_clean(out, size, forms[i], strlen(forms[i]));
}

/* "read to 03:12:05 so far", or "" when the fold has reached the cursor. */
static void reach_words(char *out, size_t size, const struct world *w) {
	char clock[NUMBER_SIZE];
	out[0] = '\0';
	if (world_is_read(w))
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

/* `right` stands at the end in place of the time: counts come before words. */
static void active_line(struct grid *g, struct rect r, int y, const struct world *w, const struct alarm_line *line, const char *right, bool selected) {
	char since[NUMBER_SIZE + 8], clock[NUMBER_SIZE];
	const struct alarm *a = line->alarm;
	enum role role = alarms_line_role(line);
	put_char(g, r, 0, y, role, alarms_line_glyph(line));
	put_char(g, r, 1, y, role, alarms_line_mark(line));
	put_format(g, r, 2, y, role, "%-6s", priority_words[a->priority < PRIORITY_COUNT ? a->priority : 0]);
	int x = put_format(g, r, HEAD_CELLS, y, selected ? ROLE_CURSOR : ROLE_STRONG, "%s%s", site_bus_word(w->site, a->src), a->src);
	if (!right) {
		snprintf(since, sizeof since, "%s %s", line->active ? "since" : "ended", line->active ? value_since(clock, w, a) : value_when(clock, w, a->off_ms));
		right = since;
	}
	int end = r.w - (int)utf8_cells(right) - 1;
	bool fits = end > x + (right == since ? 12 : 0);
	put_words(g, r, x + 1, y, (fits ? end : r.w) - x - 1, ROLE_TEXT, site_bus_text(w->site, a->src, a->text), true);
	if (fits)
		put_text(g, r, end + 1, y, right == since ? ROLE_DIM : ROLE_TEXT, right);
}

/* Rows that stand above everything else: a flood, and how far the recording is read. Returns how many; with g NULL it only counts. */
static int banners_draw(struct grid *g, struct rect in, const struct world *w, const char *reach) {
	char flood[48];
	int y = 0;
	if (in.h > 1 && flood_words(flood, sizeof flood, w)) {
		if (g)
			put_text(g, in, 0, y, ROLE_ALARM_MEDIUM, flood);
		y++;
	}
	if (in.h > y + 1 && reach[0]) {
		if (g)
			put_text(g, in, 0, y, ROLE_MISSING, reach);
		y++;
	}
	return y;
}

/* How the rows of the compact panel are given out, from the top. */
struct compact {
	int banners, lines; /* then alarms: what holds, and of what is over but not acknowledged what half of the room takes */
	int total;          /* of all that hold or are not acknowledged */
	bool more_row;      /* then a row that says how many more there are */
	bool more_beside;   /* or it stands in the row of the only one */
	bool none;          /* then that there is no alarm */
	int entries_y;      /* then the sequence */
};

static struct compact compact_plan(struct rect in, const struct world *w, const char *reach) {
	struct compact p = { .banners = banners_draw(NULL, in, w, reach) };
	int left = in.h - p.banners, most = left - (left > 1 ? 1 : 0), wanted = 0; /* a row is kept for the newest event where there are two */
	for (size_t i = 0; w->alarms && i < w->alarms->count; i++) {
		if (!alarms_line_wants_hand(&w->alarms->at[i]))
			continue;
		if ((size_t)p.total == i && (w->alarms->at[i].state != ALARM_RTN_UNACK || wanted < most / 2)) /* they stand first */
			wanted++;
		p.total++;
	}
	p.lines = wanted < most ? wanted : most;
	if (p.lines < p.total && (p.lines > 1 || (p.lines == 1 && in.w < BESIDE_FROM && left > 1))) { /* what wants a hand is never out of sight without a word */
		p.lines -= p.lines == most && p.lines > 1;
		p.more_row = true;
	}
	p.more_beside = !p.more_row && p.lines == 1 && p.total > 1;
	p.none = !wanted && p.banners < in.h && !reach[0];
	p.entries_y = p.banners + p.lines + p.more_row + p.none;
	return p;
}

/* One row has no title: the gravest alarm with the counts, or the counts, or that they are not known yet. */
static const struct alarm_line *row_line(const struct world *w) {
	bool holds = w->alarms && w->alarms->count && (w->alarms->at[0].state == ALARM_UNACK || w->alarms->at[0].state == ALARM_ACKED);
	return holds ? &w->alarms->at[0] : NULL;
}

static void row_draw(struct grid *g, struct rect in, const struct world *w, const char *title, const char *reach) {
	char counts[48];
	if (row_line(w) && !*reach)
		active_line(g, in, 0, w, row_line(w), alarms_counts_short(counts, sizeof counts, w), false);
	else
		put_cut(g, in, 0, 0, in.w, reach[0] ? ROLE_MISSING : ROLE_DIM, reach[0] ? reach : title);
}

/* The selected row is shown while the panel has the keys. */
static uint64_t selected_key(const struct view *v) {
	return v->focus == PANEL_ALARMS ? v->alarm_key : 0;
}

/* A shelved one may hold. */
static void none_draw(struct grid *g, struct rect in, int y, const struct world *w) {
	struct alarm_counts c = alarms_counts(w);
	if (c.shelved)
		put_format(g, in, 0, y, ROLE_DIM, "no active alarm but %u shelved: 5 z", c.shelved);
	else
		put_text(g, in, 0, y, ROLE_DIM, "no active alarm");
}

static void compact_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v, const char *reach) {
	struct compact p = compact_plan(in, w, reach);
	char more[32];
	int y = banners_draw(g, in, w, reach);
	snprintf(more, sizeof more, "and %d more", p.total - p.lines);
	for (int i = 0; i < p.lines; i++) {
		const struct alarm_line *line = &w->alarms->at[i];
		active_line(g, in, y++, w, line, p.more_beside ? more : NULL, selected_key(v) && alarms_row_of_line(line).key == selected_key(v));
	}
	if (p.more_row)
		put_format(g, in, 0, y++, ROLE_DIM, "%s: 5 z", more);
	if (p.none)
		none_draw(g, in, y, w);
	int rows = in.h - p.entries_y;
	if (rows <= 0)
		return;
	struct alarms_entry *list = mem_zalloc((size_t)rows, sizeof *list);
	size_t count = alarms_sequence(w, "", list, (size_t)rows), selected = SIZE_MAX;
	for (size_t i = 0; selected_key(v) && i < count; i++)
		if (alarms_row_of_entry(&list[i]).key == selected_key(v))
			selected = i;
	alarms_entries_draw(g, (struct rect){ in.x, in.y + p.entries_y, in.w, rows }, w, list, count, 0, false, selected);
	free(list);
}

/* The row of the compact panel in row y of its inside. */
static bool compact_row_at(struct rect in, const struct world *w, const char *reach, int y, struct alarms_row *out) {
	struct compact p = compact_plan(in, w, reach);
	if (y >= p.banners && y < p.banners + p.lines) {
		*out = alarms_row_of_line(&w->alarms->at[y - p.banners]);
		return true;
	}
	if (y < p.entries_y || y >= in.h)
		return false;
	size_t index = (size_t)(y - p.entries_y), count;
	struct alarms_entry *list = mem_zalloc(index + 1, sizeof *list);
	count = alarms_sequence(w, "", list, index + 1);
	if (index < count)
		*out = alarms_row_of_entry(&list[index]);
	free(list);
	return index < count;
}

/* What was first found wrong with the lines themselves, or how many came out of order. Returns the rows; with g NULL it only counts. */
static int damage_draw(struct grid *g, struct rect in, int y, const struct world *w) {
	unsigned long long order = damage_order(&w->damage);
	if (!g)
		return w->damage_first || order ? 1 : 0;
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

/* "3-10 of 19", where not all rows of a part are in sight; the x after it. */
static int range_draw(struct grid *g, struct rect in, int x, int y, size_t first, int height, size_t count) {
	size_t end = first + (size_t)height < count ? first + (size_t)height : count;
	if (end - first >= count || height <= 0)
		return x;
	return put_format(g, in, x + 2, y, ROLE_DIM, "%zu-%zu of %zu", first + 1, end, count);
}

static int alarms_heading(struct grid *g, struct rect in, int y, const struct view *v, size_t lines, const char *reach) {
	int x = put_text(g, in, 0, y, ROLE_TITLE, "Alarms");
	x = put_text(g, in, x + 2, y, ROLE_DIM, "by ");
	x = put_cut(g, in, x, y, in.w - x, ROLE_DIM, alarm_sort_words[(unsigned)v->alarm_sort < ALARM_SORT_COUNT ? v->alarm_sort : 0]);
	if (*v->alarm_filter)
		x = put_format(g, in, x + 2, y, ROLE_STRONG, "only with \"%s\"", v->alarm_filter);
	if (!lines)
		x = put_text(g, in, x + 2, y, ROLE_DIM, reach[0] ? "none in what is read" : "none");
	return x;
}

static int sequence_heading(struct grid *g, struct rect in, int y, const char *zones, const struct view *v, size_t entries) {
	int x = put_text(g, in, 0, y, ROLE_TITLE, "Sequence of events");
	if (!entries && *v->alarm_filter)
		x = put_format(g, in, x + 2, y, ROLE_DIM, "nothing with \"%s\" up to the cursor", v->alarm_filter);
	else if (!entries)
		x = put_text(g, in, x + 2, y, ROLE_DIM, "nothing up to the cursor");
	else if (in.w >= 76)
		x = put_format(g, in, x + 2, y, ROLE_DIM, "newest first; %s, UTC, priority%s%s", zones, in.w >= ALARMS_WIDE_DEVICE ? ", " : "",
		               in.w >= ALARMS_WIDE_OFFSET ? DEVICE_CLOCK_HEADING : in.w >= ALARMS_WIDE_DEVICE ? DEVICE_CLOCK_HEADING_SHORT : "");
	return x;
}

/* First row of a part of `room` rows, so that the selected one is in sight. */
static size_t part_first(size_t selected, int room) {
	size_t height = room > 0 ? (size_t)room : 1;
	return selected >= height ? selected - height + 1 : 0;
}

/* How the rows of the zoomed panel are given out: the list takes what it needs, half at most where both want more. */
struct zoomed {
	int heading;             /* its row; above it banners and damage */
	struct rect lines, entries;
	size_t first_line, first_entry;
	size_t selected;         /* of both, lines first */
};

static struct zoomed zoomed_plan(struct rect in, const struct world *w, const struct view *v, const struct alarms_row *rows, size_t count, size_t lines,
                                 const char *reach) {
	struct zoomed p = { .selected = alarms_selected(v, rows, count) };
	int y = banners_draw(NULL, in, w, reach), entries = (int)(count - lines);
	p.heading = y + (in.h > y + 6 ? damage_draw(NULL, in, y, w) : 0);
	y = p.heading + 1;
	int left = in.h - y - 2, half = left / 2, most = entries < left - half ? left - entries : half;
	int height = (int)lines < most ? (int)lines : most > 0 ? most : 0;
	p.lines = (struct rect){ in.x, in.y + y, in.w, height };
	y += height + 2;
	p.entries = (struct rect){ in.x, in.y + y, in.w, in.h > y ? in.h - y : 0 };
	if (p.selected < lines)
		p.first_line = part_first(p.selected, height);
	else
		p.first_entry = part_first(p.selected - lines, p.entries.h);
	return p;
}

static void zoomed_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v, const char *reach) {
	size_t count, lines;
	char zones[ALARMS_ZONES_SIZE];
	struct alarms_row *rows = alarms_rows(w, v, &count, &lines);
	struct zoomed p = zoomed_plan(in, w, v, rows, count, lines, reach);
	int y = banners_draw(g, in, w, reach);
	if (p.heading > y)
		damage_draw(g, in, y, w);
	int x = alarms_heading(g, in, p.heading, v, lines, reach);
	range_draw(g, in, x, p.heading, p.first_line, p.lines.h, lines);
	const struct alarm_line **listed = mem_zalloc(lines, sizeof *listed);
	for (size_t i = 0; i < lines; i++)
		listed[i] = rows[i].line;
	alarms_lines_draw(g, p.lines, w, listed, lines, p.first_line, p.selected);
	free(listed);
	y = p.heading + p.lines.h + 2;
	if (y < in.h) {
		x = sequence_heading(g, in, y, alarms_zones(zones, w, rows + lines, count - lines, p.first_entry, p.entries.h), v, count - lines);
		range_draw(g, in, x, y, p.first_entry, p.entries.h, count - lines);
	}
	struct alarms_entry *list = mem_zalloc(count - lines, sizeof *list);
	for (size_t i = lines; i < count; i++)
		list[i - lines] = rows[i].entry;
	if (p.entries.h > 0)
		alarms_entries_draw(g, p.entries, w, list, count - lines, p.first_entry, true, p.selected >= lines ? p.selected - lines : SIZE_MAX);
	free(list);
	free(rows);
}

/* The row of the zoomed panel in row y of the screen. */
static bool zoomed_row_at(struct rect in, const struct world *w, const struct view *v, const char *reach, int y, struct alarms_row *out) {
	size_t count, lines, at = SIZE_MAX;
	struct alarms_row *rows = alarms_rows(w, v, &count, &lines);
	struct zoomed p = zoomed_plan(in, w, v, rows, count, lines, reach);
	if (y >= p.lines.y && y < p.lines.y + p.lines.h)
		at = p.first_line + (size_t)(y - p.lines.y);
	else if (y >= p.entries.y && y < p.entries.y + p.entries.h)
		at = lines + p.first_entry + (size_t)(y - p.entries.y);
	if (at < count)
		*out = rows[at];
	free(rows);
	return at < count;
}

bool alarms_row_at(struct rect r, int cols, int rows, const struct world *w, const struct view *v, int y, struct alarms_row *out) {
	char reach[NUMBER_SIZE + 32];
	struct rect in = panel_inside(cols, rows, r, v, PANEL_ALARMS);
	if (rect_empty(r) || y < in.y || y >= in.y + in.h)
		return false;
	reach_words(reach, sizeof reach, w);
	if (in.h == 1 && in.y == r.y) {
		if (row_line(w))
			*out = alarms_row_of_line(row_line(w));
		return row_line(w) != NULL;
	}
	return panel_zoomed(v, PANEL_ALARMS) ? zoomed_row_at(in, w, v, reach, y, out) : compact_row_at(in, w, reach, y - in.y, out);
}

bool alarms_row_shown(struct rect r, int cols, int rows, const struct world *w, const struct view *v, struct alarms_row *out) {
	for (int y = r.y; selected_key(v) && !panel_zoomed(v, PANEL_ALARMS) && y < r.y + r.h; y++)
		if (alarms_row_at(r, cols, rows, w, v, y, out) && out->key == selected_key(v))
			return true;
	return false;
}

/* A row alone says them beside the gravest alarm, or in place of it; a panel without a title does not. */
bool alarms_counts_shown(struct rect r, int cols, int rows, const struct world *w, const struct view *v, int covered) {
	char counts[48], reach[NUMBER_SIZE + 32];
	int cells = (int)utf8_cells(alarms_counts_short(counts, sizeof counts, w));
	reach_words(reach, sizeof reach, w);
	bool titled = panel_inside(cols, rows, r, v, PANEL_ALARMS).y > r.y;
	if (rect_empty(r) || r.y >= covered || (!titled && r.h > 1))
		return false;
	if (*reach) /* then neither has any */
		return true;
	if (titled || !row_line(w))
		return (titled || !reach[0]) && (int)strlen("Alarms ") + cells <= r.w - (titled ? panel_frame_cells(cols, rows) : 0);
	const char *src = row_line(w)->alarm->src;
	return r.w - cells - 1 > HEAD_CELLS + (int)(utf8_cells(site_bus_word(w->site, src)) + utf8_cells(src)); /* as active_line has it */
}

void panel_alarms_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	char title[128], reach[NUMBER_SIZE + 32];
	if (rect_empty(r))
		return;
	bool titled = panel_inside(g->cols, g->rows, r, v, PANEL_ALARMS).y > r.y;
	title_words(title, sizeof title, w, r.w - (titled ? panel_frame_cells(g->cols, g->rows) : 0), panel_inside(g->cols, g->rows, r, v, PANEL_ALARMS).h > 1);
	reach_words(reach, sizeof reach, w);
	struct panel_room room = panel_begin(g, r, v, PANEL_ALARMS, title);
	if (room.inside.h == 1 && !room.title_cells)
		row_draw(g, room.inside, w, title, reach);
	else if (v->zoomed && v->focus == PANEL_ALARMS)
		zoomed_draw(g, room.inside, w, v, reach);
	else
		compact_draw(g, room.inside, w, v, reach);
}
