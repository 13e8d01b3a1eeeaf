/* The Alarms panel of the what-if: what the scenario breaks, under it what is active in the baseline, and in the title how many of both. */
#include "panel_whatif.h"

#include <stdio.h>
#include <string.h>

#include "panel_alarms_list.h"
#include "utf8.h"
#include "values.h"

/* Rows at the foot of the Alarms panel for what is active in the baseline. */
static int rows_kept(struct rect in, const struct world *w) {
	int active = (int)w->active_count;
	return in.h < 2 ? 0 : in.h < 7 ? active > 0 : active < 3 ? active : 3;
}

/* What the scenario breaks, and under it what is active in the baseline: at least the gravest where there are two rows. */
void whatif_alarms_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v) {
	int active = (int)w->active_count, kept = rows_kept(in, w);
	int y = violations_rows(g, (struct rect){ in.x, in.y, in.w, in.h - kept }, w, v, v->focus == PANEL_ALARMS);
	y = y ? y : 1;
	for (int i = 0; i < active && y < in.h; i++, y++) {
		const struct alarm *a = w->active[i];
		char clock[NUMBER_SIZE];
		put_char(g, in, 0, y, alarms_role(a->priority), alarms_glyph(a->priority));
		int x = put_text(g, in, 2, y, ROLE_TEXT, value_since(clock, w, a));
		x = put_format(g, in, x + 1, y, ROLE_STRONG, "%s%s", site_bus_word(w->site, a->src), a->src);
		put_cut(g, in, x + 1, y, in.w - x - 1, ROLE_TEXT, site_bus_text(w->site, a->src, a->text));
	}
}

int whatif_violation_at(struct rect in, const struct world *w, const struct view *v, int y) {
	return violations_row_at((struct rect){ in.x, in.y, in.w, in.h - rows_kept(in, w) }, w, v, v->focus == PANEL_ALARMS, y - in.y);
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
