/* The events of one set: its entries of the sequence up to the cursor, each a moment that one can jump to. Always true: the selected one is in sight
 * where there is a row for any; which it is goes by what it is and not by its row, so that what comes above it changes nothing. */
#include <stdlib.h>
#include <string.h>

#include "panel_generators_set.h"

#define ENTRIES_MOST 5000
#define WIDE_UTC 76 /* cells from which on UTC stands beside local time */

struct set_events generators_events(const struct world *w, const struct view *v) {
	struct set_events e = { .read = world_is_read(w) };
	size_t set = v->selected_gen > 0 ? (size_t)v->selected_gen : 0;
	if (!w->site || set >= w->site->gen_count)
		return e;
	const char *id = w->site->gen[set].id;
	e.list = mem_zalloc(ENTRIES_MOST, sizeof *e.list);
	size_t all = alarms_sequence(w, id, e.list, ENTRIES_MOST);
	for (size_t i = 0; i < all; i++)
		if (!strcmp(e.list[i].src, id))
			e.list[e.count++] = e.list[i];
	for (size_t i = 0; v->set_event && i < e.count; i++)
		if (alarms_row_of_entry(&e.list[i]).key == v->set_event)
			e.selected = i;
	return e;
}

void generators_events_free(struct set_events *e) {
	free(e->list);
	*e = (struct set_events){ 0 };
}

static size_t first_shown(const struct set_events *e, int rows) {
	size_t page = rows > 0 ? (size_t)rows : 1;
	return e->selected >= page ? e->selected - page + 1 : 0;
}

static void heading_draw(struct grid *g, struct rect r, const struct set_events *e, const char *key) {
	int x = put_text(g, r, 0, 0, ROLE_TITLE, "Events"), rows = r.h - 1;
	if (!e->read || !e->count) {
		put_text(g, r, x + 2, 0, e->read ? ROLE_DIM : ROLE_MISSING, e->read ? "none up to the cursor" : "not read up to the cursor yet");
		return;
	}
	size_t first = first_shown(e, rows), end = first + (size_t)(rows > 0 ? rows : 0);
	if (rows > 0 && (first || end < e->count))
		x = put_format(g, r, x + 2, 0, ROLE_DIM, "%zu-%zu of %zu", first + 1, end < e->count ? end : e->count, e->count);
	put_format(g, r, x + 2, 0, ROLE_DIM, "newest first%s; \u2191\u2193 select, %s jumps", r.w < WIDE_UTC ? "" : ", local and UTC", key);
}

void generators_events_draw(struct grid *g, struct rect r, const struct world *w, const struct set_events *e) {
	if (rect_empty(r))
		return;
	heading_draw(g, r, e, w->whatif && w->whatif->on ? "J" : "Enter");
	struct rect rows = { r.x, r.y + 1, r.w, r.h - 1 };
	if (e->count && rows.h > 0)
		alarms_entries_draw(g, rows, w, e->list, e->count, first_shown(e, rows.h), true, e->selected);
}

bool generators_event_in_row(struct rect r, const struct set_events *e, int y, struct alarms_row *out) {
	if (y < 1 || y >= r.h)
		return false;
	size_t at = first_shown(e, r.h - 1) + (size_t)(y - 1);
	if (at >= e->count)
		return false;
	*out = alarms_row_of_entry(&e->list[at]);
	return true;
}
