/* The Alarms panel of the what-if: what the scenario breaks, under it the alarms of the baseline that want a hand, and in the title how many of both.
 * Always true: an alarm has the glyph, the mark and the state that the Alarms panel gives it, and those that have no row are counted. */
#include "panel_whatif.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel_alarms_list.h"
#include "utf8.h"
#include "values.h"

#define WIDE_LINES 60   /* cells from which on a row is that of the list of alarms */
#define STATE_LEAST 44  /* from which on a shorter row has the state in words */
#define COMPACT_ROWS 3  /* for alarms, of a panel that is not zoomed */

static int wanting(const struct world *w) {
	int count = 0;
	for (size_t i = 0; w->alarms && i < w->alarms->count; i++)
		count += alarms_line_wants_hand(&w->alarms->at[i]);
	return count;
}

static bool has_heading(struct rect in, const struct view *v) { return panel_zoomed(v, PANEL_ALARMS) && in.h >= 12; }

/* Rows at the foot of the panel for the alarms of the baseline: zoomed as many as there are, but half of the room where violations want more of it, too. */
static int rows_kept(struct rect in, const struct world *w, const struct view *v) {
	int count = wanting(w), most = in.h - (w->whatif->violation_count > 0 ? (int)w->whatif->violation_count : 1);
	if (in.h < 2 || count == 0)
		return 0;
	if (in.h < 7 || !panel_zoomed(v, PANEL_ALARMS))
		return in.h < 7 ? 1 : count < COMPACT_ROWS ? count : COMPACT_ROWS;
	count += has_heading(in, v) ? 2 : 0;
	most = most < in.h / 2 ? in.h / 2 : most;
	return count < most ? count : most;
}

/* "x!UNACK     04:02:10 G07 tripped" where the row of the list has no room. */
static void line_short(struct grid *g, struct rect in, int y, const struct world *w, const struct alarm_line *line) {
	const struct alarm *a = line->alarm;
	enum role role = alarms_line_role(line);
	char clock[NUMBER_SIZE];
	int x = 2;
	put_char(g, in, 0, y, role, alarms_line_glyph(line));
	put_char(g, in, 1, y, role, alarms_line_mark(line));
	if (in.w >= STATE_LEAST)
		x = put_format(g, in, x, y, role, "%-9s ", alarm_state_words[line->state]);
	x = put_text(g, in, x, y, ROLE_TEXT, value_since(clock, w, a));
	x = put_format(g, in, x + 1, y, ROLE_STRONG, "%s%s", site_bus_word(w->site, a->src), a->src);
	put_cut(g, in, x + 1, y, in.w - x - 1, ROLE_TEXT, site_bus_text(w->site, a->src, a->text));
}

/* Those that have no row are counted in the last one, unless it is the only one. */
static void lines_draw(struct grid *g, struct rect in, const struct world *w) {
	int count = wanting(w), rows = count <= in.h || in.h < 2 ? (count < in.h ? count : in.h) : in.h - 1, n = 0;
	const struct alarm_line **lines = mem_zalloc((size_t)count + 1, sizeof *lines);
	for (size_t i = 0; w->alarms && i < w->alarms->count; i++)
		if (alarms_line_wants_hand(&w->alarms->at[i]))
			lines[n++] = &w->alarms->at[i];
	if (in.w >= WIDE_LINES && rows > 0)
		alarms_lines_draw(g, (struct rect){ in.x, in.y, in.w, rows }, w, lines, (size_t)rows, 0, SIZE_MAX);
	else
		for (int i = 0; i < rows; i++)
			line_short(g, in, i, w, lines[i]);
	if (rows < count && rows < in.h)
		put_format(g, in, 0, rows, ROLE_DIM, "and %d more: b lists them", count - rows);
	free(lines);
}

/* What the scenario breaks, and under it what wants a hand in the baseline: at least the gravest where there are two rows. */
void whatif_alarms_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v) {
	int kept = rows_kept(in, w, v);
	int y = violations_rows(g, (struct rect){ in.x, in.y, in.w, in.h - kept }, w, v, v->focus == PANEL_ALARMS);
	y = y ? y : 1;
	if (kept > 0 && has_heading(in, v)) {
		put_cut(g, in, 0, y + 1, in.w, ROLE_TITLE, "Alarms of the baseline");
		put_cut(g, in, 24, y + 1, in.w - 24, ROLE_DIM, "b shows them alone, with their sequence");
		y += 2;
	}
	if (y < in.h)
		lines_draw(g, (struct rect){ in.x, in.y + y, in.w, in.h - y }, w);
}

int whatif_violation_at(struct rect in, const struct world *w, const struct view *v, int y) {
	return violations_row_at((struct rect){ in.x, in.y, in.w, in.h - rows_kept(in, w, v) }, w, v, v->focus == PANEL_ALARMS, y - in.y);
}

#define TITLE_FORMS 5

/* The first form that fits; the counts are the last to go. */
bool whatif_alarms_title(char *out, size_t size, const struct world *w, int room) {
	char forms[TITLE_FORMS][112], counts[48];
	size_t n = w->whatif->violation_count, i = 0;
	alarms_counts_short(counts, sizeof counts, w);
	snprintf(forms[0], sizeof *forms, "Violations  %zu of the scenario \u00b7 alarms of the baseline %s", n, counts);
	snprintf(forms[1], sizeof *forms, "Violations  %zu of the scenario \u00b7 alarms %s", n, counts);
	snprintf(forms[2], sizeof *forms, "Violations  %zu \u00b7 alarms %s", n, counts);
	snprintf(forms[3], sizeof *forms, "Violations  %zu \u00b7 %s", n, counts);
	snprintf(forms[4], sizeof *forms, "%zu \u00b7 %s", n, counts);
	while (i + 1 < TITLE_FORMS && (int)utf8_cells(forms[i]) > room)
		i++;
	utf8_clean(out, size, forms[i], strlen(forms[i]));
	return (int)utf8_cells(out) <= room;
}

bool whatif_counts_shown(struct rect r, int cols, int rows, const struct world *w, const struct view *v, int covered) {
	char title[112];
	if (!whatif_both_shown(w, v, PANEL_ALARMS))
		return alarms_counts_shown(r, cols, rows, w, v, covered);
	bool titled = panel_inside(cols, rows, r, v, PANEL_ALARMS).y > r.y;
	return titled && r.y < covered && whatif_alarms_title(title, sizeof title, w, r.w - panel_frame_cells(cols, rows));
}
