/* What the scenario breaks, in the order in which it begins: as rows of a panel, and as a list over the whole screen. Each row is a jump. What would be
 * violated without the edits, too, has a "=", as a value has that is the baseline's. */
#include <stdio.h>
#include <string.h>

#include "box.h"
#include "panel_whatif.h"
#include "utf8.h"
#include "values.h"

static int selected_of(const struct world *w, const struct view *v) {
	return v->field[PANEL_ALARMS] < (int)w->whatif->violation_count ? v->field[PANEL_ALARMS] : 0;
}

static bool stands_now(const struct world *w, const struct violation *violation) {
	return violation->start_ms <= w->cursor_ms && (violation->end_ms == TIME_NONE || violation->end_ms >= w->cursor_ms);
}

/* The first row that is shown, so that the selected one is in sight, or, where none is to be, as much as there is room for of what stands. */
static int first_of(struct rect in, const struct world *w, const struct view *v, bool select) {
	int at = selected_of(w, v), count = (int)w->whatif->violation_count, last = count > in.h ? count - in.h : 0, stands = 0;
	if (select)
		return at >= in.h ? at - in.h + 1 : 0;
	while (stands < count && !stands_now(w, &w->whatif->violations[stands]))
		stands++;
	return stands == count ? 0 : stands < last ? stands : last;
}

int violations_row_at(struct rect in, const struct world *w, const struct view *v, bool select, int y) {
	if (!w->whatif || y < 0 || y >= in.h)
		return -1;
	int row = first_of(in, w, v, select) + y;
	return row < (int)w->whatif->violation_count ? row : -1;
}

int violations_rows(struct grid *g, struct rect in, const struct world *w, const struct view *v, bool select) {
	const struct world_whatif *what = w->whatif;
	char text[200], clock[NUMBER_SIZE];
	int at = selected_of(w, v), first = first_of(in, w, v, select), y = 0;
	if (what->violation_count == 0)
		put_cut(g, in, 0, 0, in.w, ROLE_DIM, w->frame && !w->in_gap && !what->frame ? "computing the scenario" : what->from_ms == TIME_NONE ? "no edit acts on power yet" : "nothing is violated");
	for (; y < in.h && (size_t)(first + y) < what->violation_count; y++) {
		const struct violation *violation = &what->violations[first + y];
		bool stands = stands_now(w, violation);
		bool selected = select && first + y == at;
		put_char(g, in, 0, y, stands ? ROLE_ABNORMAL : ROLE_DIM, violation->baseline ? '=' : stands ? 0x2716 : 0xb7);
		int x = put_text(g, in, 2, y, selected ? ROLE_CURSOR : ROLE_TEXT, value_when(clock, w, violation->start_ms));
		if (in.w < 76)
			violation_brief(violation, w->site, what->reached_ms, in.w - x - 1, text, sizeof text);
		else
			violation_print(violation, w->site, what->reached_ms, text, sizeof text);
		put_cut(g, in, x + 1, y, in.w - x - 1, stands ? ROLE_ABNORMAL : ROLE_TEXT, text);
	}
	return y;
}

int violations_overlay_row_at(struct rect r, const struct world *w, const struct view *v, int y) {
	struct rect in = r.h >= 5 ? box_inside(r) : r;
	return violations_row_at(in, w, v, true, y - in.y);
}

void violations_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	char title[80];
	size_t count = w->whatif ? w->whatif->violation_count : 0, also = 0;
	if (rect_empty(r))
		return;
	put_fill(g, r, ROLE_TEXT, ' ');
	for (size_t i = 0; i < count; i++)
		also += w->whatif->violations[i].baseline;
	int length = snprintf(title, sizeof title, "Violations  %zu of the scenario", count);
	if (also > 0 && r.w >= 100)
		snprintf(title + length, sizeof title - (size_t)length, ", = %zu also without the edits", also);
	struct rect in = r.h >= 5 ? box_draw(g, r, ROLE_FOCUS, title) : r;
	if (r.h >= 5)
		box_note(g, r, (int)utf8_cells(title) + 2, ROLE_DIM, "Enter goes there  Esc closes");
	if (w->whatif)
		violations_rows(g, in, w, v, true);
}
