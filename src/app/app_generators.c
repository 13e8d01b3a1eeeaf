/* The sets at the keyboard: the cursor over them, and how the zoomed table is looked at. Always true: what is selected is a set of the site, by its
 * place there; order, filter and time move its row and never the selection; so is the selected event of a set in full. */
#include "app_state.h"

#include <stdio.h>
#include <stdlib.h>

#include "panel_generators_set.h"
#include "screen.h"

static bool zoomed(const struct app *a) {
	return panel_zoomed(&a->view, PANEL_GENERATORS) && a->view.overlay == OVERLAY_NONE;
}

bool app_gens_opened(const struct app *a) {
	return a->view.gen_open && zoomed(a);
}

static int within(int at, int count) {
	at = at >= count ? count - 1 : at;
	return at < 0 ? 0 : at;
}

/* The first row that is shown follows the cursor. */
static void follow(int *first, int at, int page) {
	if (at < *first)
		*first = at;
	if (page > 0 && at >= *first + page)
		*first = at - page + 1;
}

/* To the set of the row before or after, in the table as in a set in full. */
static void move_rows(struct app *a, int by) {
	struct view *v = &a->view;
	size_t count;
	size_t *rows = generators_rows(app_w(a), v, &count);
	int at = generators_row_find(rows, count, v->selected_gen);
	at = at < 0 ? (by < 0 ? (int)count - 1 : 0) : within(at + by, (int)count);
	if (count && by != 0)
		v->selected_gen = (int)rows[at];
	v->gen_row = within(v->gen_row, (int)count);
	follow(&v->gen_row, within(at, (int)count), screen_gen_page(a->cols, a->rows, app_w(a), v));
	free(rows);
}

/* Over the events of the set in full. */
static void move_events(struct app *a, int by) {
	struct set_events e = generators_events(app_w(a), &a->view);
	if (e.count)
		a->view.set_event = alarms_row_of_entry(&e.list[within((int)e.selected + by, (int)e.count)]).key;
	else
		app_say(a, false, "%s", e.read ? "No event of this set up to the cursor: ( and ) go to other sets" : "Its events are not read up to the cursor yet");
	generators_events_free(&e);
}

void app_set_event_go(struct app *a) {
	struct set_events e = generators_events(app_w(a), &a->view);
	if (!e.count) {
		move_events(a, 0);
	} else {
		const struct alarms_entry *at = &e.list[e.selected];
		a->view.set_event = alarms_row_of_entry(at).key;
		app_say(a, false, "%s %s", at->src, at->text);
		app_go(a, at->t_ms, true);
	}
	generators_events_free(&e);
}

void app_gens_move(struct app *a, int by) {
	const struct world *w = app_w(a);
	struct view *v = &a->view;
	if (by && app_gens_opened(a)) {
		move_events(a, by);
		return;
	}
	if (zoomed(a)) {
		move_rows(a, by);
		return;
	}
	v->selected_gen = within(v->selected_gen + by, w->site ? (int)w->site->gen_count : 0);
	follow(&v->gen_scroll, v->selected_gen, screen_gen_page(a->cols, a->rows, w, v));
}

void app_gens_open(struct app *a) {
	const struct world *w = app_w(a);
	struct view *v = &a->view;
	size_t count;
	if (app_gens_opened(a)) {
		app_set_event_go(a);
		return;
	}
	size_t *rows = generators_rows(w, v, &count);
	bool listed = generators_row_find(rows, count, v->selected_gen) >= 0;
	free(rows);
	if (!w->site || !w->site->gen_count) {
		app_say(a, false, "No sets on this site");
	} else if (zoomed(a) && !listed) {
		app_say(a, false, "The selected set is not among the rows: the arrows choose one");
	} else {
		v->zoomed = true;
		v->gen_open = true;
		v->set_event = 0;
	}
}

static void say_order(struct app *a) {
	const struct view *v = &a->view;
	app_gens_move(a, 0);
	app_say(a, false, "Sets by %s%s%s", gen_sort_words[v->gen_sort], v->gen_sort_reverse ? ", reversed" : "", zoomed(a) ? "" : ", in the table: z opens it");
}

void app_gens_sort(struct app *a) {
	a->view.gen_sort = (enum gen_sort)((a->view.gen_sort + 1) % GEN_SORT_COUNT);
	say_order(a);
}

void app_gens_sort_reverse(struct app *a) {
	a->view.gen_sort_reverse = !a->view.gen_sort_reverse;
	say_order(a);
}

void app_gens_filter(struct app *a) {
	app_prompt_open(a, PROMPT_FILTER_SETS);
}

/* What is selected stays so where it is among the rows; else the first row is. */
void app_gens_filter_by(struct app *a, const char *text) {
	struct view *v = &a->view;
	size_t count;
	snprintf(v->gen_filter, sizeof v->gen_filter, "%.*s", (int)sizeof v->gen_filter - 1, text);
	v->gen_row = 0;
	size_t *rows = generators_rows(app_w(a), v, &count);
	if (count && generators_row_find(rows, count, v->selected_gen) < 0)
		v->selected_gen = (int)rows[0];
	free(rows);
	app_gens_move(a, 0);
	if (*v->gen_filter && !zoomed(a))
		app_say(a, false, "Only sets with \"%s\" in the table: z opens it", v->gen_filter);
}

void app_gens_columns(struct app *a, int by) {
	struct view *v = &a->view;
	if (app_gens_opened(a)) {
		move_rows(a, by);
		v->set_event = 0;
		return;
	}
	if (!zoomed(a)) {
		app_say(a, false, "3 z opens the table of sets: ( and ) move its columns");
		return;
	}
	int most = screen_gen_columns(a->cols, a->rows, app_w(a), v), at = v->gen_column + by;
	v->gen_column = at > most ? most : at < 0 ? 0 : at;
	if (most == 0)
		app_say(a, false, "All columns are shown");
}
