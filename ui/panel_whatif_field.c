/* The field that the edit cursor is on, in words. */
#include <stdio.h>
#include <string.h>

#include "fields.h"
#include "panel_whatif.h"
#include "utf8.h"

#define ARROW "\xe2\x86\x92"

/* "▸ cap  402 W → 345 W   Enter + − x   2 of 7" in the last row of the focused panel. */
void whatif_field_draw(struct grid *g, struct rect in, const struct world *w, const struct view *v, enum panel panel) {
	struct field_place p;
	char name[FIELD_TEXT_SIZE], base[FIELD_TEXT_SIZE], scenario[FIELD_TEXT_SIZE], place[48];
	size_t at = (size_t)(panel == PANEL_GENERATORS ? v->selected_gen : v->field[panel]);
	struct rect row = { in.x, in.y + in.h - 1, in.w, 1 };
	if (in.h < 2 || !field_at(w, panel, at, &p))
		return;
	field_name(w, &p, name);
	field_text(w, &p, false, base);
	field_text(w, &p, true, scenario);
	put_fill(g, row, ROLE_TEXT, ' ');
	int x = put_format(g, row, 0, 0, ROLE_CURSOR, "\xe2\x96\xb8 %s ", name);
	bool same = !strcmp(base, scenario);
	x = put_text(g, row, x + 1, 0, ROLE_TEXT, base);
	if (!same) {
		x = put_text(g, row, x, 0, ROLE_DIM, " " ARROW " ");
		x = put_text(g, row, x, 0, ROLE_WHATIF, scenario);
	}
	snprintf(place, sizeof place, "%s%s %zu/%zu", p.field->value != EDIT_VERB_COUNT ? "Enter + - " : "", p.field->off != EDIT_VERB_COUNT ? "x" : "", at + 1,
	         fields_count(w, panel));
	if (x + 2 + (int)utf8_cells(place) <= in.w)
		put_right(g, row, x + 1, in.w, 0, ROLE_DIM, place);
}

char *whatif_field_words(const struct world *w, const struct view *v, char *out, size_t size) {
	struct field_place p;
	char name[FIELD_TEXT_SIZE], value[FIELD_TEXT_SIZE];
	size_t at = (size_t)(v->focus == PANEL_GENERATORS ? v->selected_gen : v->field[v->focus]);
	out[0] = '\0';
	if (whatif_is_on(w) && w->site && field_at(w, v->focus, at, &p))
		snprintf(out, size, "[%s %s]", field_name(w, &p, name), field_text(w, &p, v->show != WHATIF_BASELINE, value));
	return out;
}
