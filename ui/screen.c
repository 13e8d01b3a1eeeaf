/* The whole screen: header, panels or the open overlay, and the last row with keys, a message or the prompt. A pure function: the same
 * world and view give the same cells. */
#include "screen.h"

#include <stdio.h>
#include <string.h>

#include "actions.h"
#include "header.h"
#include "help.h"
#include "live.h"
#include "panel.h"
#include "panel_whatif.h"
#include "panel_generators_parts.h"
#include "panel_timeline_parts.h"
#include "panel_generators_table.h"
#include "panel_supply_parts.h"
#include "palette.h"
#include "place_keys.h"
#include "prompt.h"
#include "utf8.h"
#include "where.h"
#include "wrap.h"

static panel_draw_fn *const panel_draws[PANEL_COUNT] = {
	[PANEL_SUPPLY] = panel_supply_draw, [PANEL_COUNTDOWN] = panel_countdown_draw, [PANEL_GENERATORS] = panel_generators_draw,
	[PANEL_GPUS] = panel_gpus_draw, [PANEL_ALARMS] = panel_alarms_draw, [PANEL_TIMELINE] = panel_timeline_draw,
};
static panel_draw_fn *const overlay_draws[] = { [OVERLAY_HELP] = help_draw, [OVERLAY_ASSUMPTIONS] = assumptions_draw,
	[OVERLAY_EDITS] = edits_draw, [OVERLAY_VIOLATIONS] = violations_draw, [OVERLAY_SETTINGS] = settings_draw,
	[OVERLAY_MARKS] = marks_draw, [OVERLAY_DIFFERENCE] = difference_draw };
static const char *const prompt_labels[] = { [PROMPT_GOTO] = " go to: ", [PROMPT_SEARCH] = " search: ", [PROMPT_COMMAND] = " : ",
	[PROMPT_SHELVE] = " shelve for (30m): ", [PROMPT_FILTER] = " show alarms with: ", [PROMPT_FILTER_SETS] = " show sets with: ", [PROMPT_CHART] = " chart: ", [PROMPT_HELP] = " rows of the help with: ",
	[PROMPT_EDIT] = " edit: ", [PROMPT_SAVE] = " save the scenario to: ", [PROMPT_REPLACE] = " that file is there: y replaces it, any other key does not ",
	[PROMPT_UNSAVED] = " The scenario is not saved: s save, q quit, Esc stay ",
	[PROMPT_MARK] = " mark: a letter or a digit ", [PROMPT_MARK_GO] = " go to mark: ", [PROMPT_DIFFERENCE] = " what changed since mark: " };
static const char small_note[] = "80\u00d724 shows all";

static struct layout_wish wish_of(const struct world *w, const struct view *v) {
	const struct site *s = w->site;
	return (struct layout_wish){
		.zoomed = v->zoomed, .focus = v->focus, .gens = s ? s->gen_count : 0, .feeds = s ? s->feed_count : 0, .buses = s ? s->bus_count : 0,
		.gpus = s && s->gpu.present, .training = s && s->training.present, .strip = live_strip_wanted(w, v),
	};
}

void screen_layout(int cols, int rows, const struct world *w, const struct view *v, struct layout *out) {
	struct layout_wish wish = wish_of(w, v);
	layout_compute(cols, rows, &wish, out);
}

struct rect screen_overlay(int cols, int rows, const struct layout *l) {
	if (rows < 3)
		return (struct rect){ 0 };
	return (struct rect){ 0, 1, cols, rows - 2 - (rows > 3 && l->strip.h && l->keys.h ? 1 : 0) };
}

/* The first of an action's keys: "e", "Space". */
static size_t first_key(const struct grid *g, enum action_id id, char *key, size_t size) {
	const char *keys = g->ascii ? action_at(id)->key_ascii : action_at(id)->key_text;
	utf8_clean(key, size, keys, strcspn(keys, " "));
	return strlen(key);
}

/* The keys of a place key: "e", "←→". */
static void key_text(const struct grid *g, const struct place_key *k, char *key, size_t size) {
	size_t n = first_key(g, k->id, key, size);
	if (k->with == ACT_NONE)
		return;
	if (g->ascii && n + 1 < size)
		key[n++] = '/';
	first_key(g, k->with, key + n, size - n);
}

static int key_cells(const struct grid *g, const struct place_key *k) {
	char key[48];
	key_text(g, k, key, sizeof key);
	return (int)utf8_cells(key) + 1 + (int)utf8_cells(k->brief) + 2;
}

/* An action that the key row names everywhere; false: it does not. Back and forward stand together: "←→ 10 s". */
static bool key_of_action(enum action_id id, bool whatif, struct place_key *out) {
	const struct action *a = action_at(id);
	if (!a->brief || id == ACT_FORWARD || (a->whatif && !whatif))
		return false;
	*out = (struct place_key){ id, id == ACT_BACK ? ACT_FORWARD : ACT_NONE, a->brief + strspn(a->brief, "+-") };
	return true;
}

/* Which keys stand in the key row: help and quit always, or those of the what-if, then those of the place, then the others in the order of the table, as
 * far as they fit. */
struct key_choice {
	const struct grid *g;
	int room;
	bool taken[ACT_COUNT];
	struct place_key own[ACT_COUNT], other[ACT_COUNT]; /* of the place in its order; other: by id */
	int own_count;
};

static bool key_take(struct key_choice *c, const struct place_key *k) {
	int cells = key_cells(c->g, k);
	if (c->taken[k->id] || cells > c->room + 1)
		return false;
	c->taken[k->id] = true;
	c->room -= cells;
	return true;
}

static void key_take_action(struct key_choice *c, enum action_id id, bool whatif) {
	struct place_key k;
	if (key_of_action(id, whatif, &k) && key_take(c, &k))
		c->other[id] = k;
}

static void keys_choose(struct key_choice *c, const struct world *w, const struct view *v) {
	static const enum action_id plain[] = { ACT_QUIT, ACT_HELP }, then[] = { ACT_PAUSE, ACT_ZOOM_PANEL };
	static const enum action_id in_whatif[] = { ACT_HELP, ACT_WHATIF, ACT_EDIT_TOGGLE, ACT_EDIT_VALUE, ACT_EDIT_UNDO, ACT_WHATIF_SHOW, ACT_WHATIF_SAVE, ACT_WHATIF_VIOLATIONS, ACT_COMMAND };
	bool whatif = whatif_is_on(w);
	const enum action_id *first = whatif ? in_whatif : plain;
	size_t firsts = whatif ? sizeof in_whatif / sizeof *in_whatif : sizeof plain / sizeof *plain;
	for (size_t i = 0; i < firsts; i++)
		key_take_action(c, first[i], whatif);
	for (const struct place_key *k = v->overlay == OVERLAY_NONE ? place_keys(where_now(w, v)) : NULL; k && k->id != ACT_NONE; k++)
		if (action_for_key(action_at(k->id)->keys[0], whatif) == k->id && key_take(c, k)) /* in the what-if some keys do something else */
			c->own[c->own_count++] = *k;
	for (size_t i = 0; i < sizeof then / sizeof *then && !whatif; i++)
		key_take_action(c, then[i], whatif);
	for (int id = 0; id < ACT_COUNT; id++)
		key_take_action(c, (enum action_id)id, whatif);
}

/* The key row: what stands in it and where, from left to right. */
struct key_row {
	struct { struct place_key key; int x, end; } at[ACT_COUNT];
	int count;
	char field[WHATIF_FIELD_SIZE]; /* of the what-if, before the keys; "" none */
	bool small;                    /* at the right it says that there is more on a larger screen */
	int end;                       /* of the keys */
	struct rect r;                 /* for field and keys */
};

static int key_place(struct key_row *row, const struct grid *g, const struct place_key *k, int x) {
	int end = x + key_cells(g, k) - 2;
	row->at[row->count].key = *k;
	row->at[row->count].x = x;
	row->at[row->count++].end = end;
	return end + 2;
}

/* `g`: only its size and whether it is ASCII. */
static void keys_plan(struct key_row *row, const struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	struct key_choice c = { .g = g };
	*row = (struct key_row){ .r = r, .small = !panel_titled(g->cols, g->rows) || g->cols < 72 };
	int x = 1, room = r.w - 1, note = row->small ? (int)utf8_cells(small_note) + 1 : 0;
	if (row->small && *whatif_field_words(w, v, row->field, sizeof row->field)) { /* its panel has no row for it */
		x = (r.w < 40 ? 0 : 1) + (int)utf8_cells(row->field) + 2;
		x = x > r.w + 2 ? r.w + 2 : x;
		room = r.w - x;
		row->small = false;
		note = 0;
	}
	c.room = room - note;
	keys_choose(&c, w, v);
	for (int i = 0; i < c.own_count; i++)
		x = key_place(row, g, &c.own[i], x);
	for (int id = 0; id < ACT_COUNT; id++)
		if (c.other[id].id != ACT_NONE)
			x = key_place(row, g, &c.other[id], x);
	row->end = x;
}

static void keys_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	struct key_row row;
	if (!w->site) {
		put_cut(g, r, 1, 0, r.w - 1, ROLE_DIM, "nothing has been read yet; q quits");
		return;
	}
	keys_plan(&row, g, r, w, v);
	if (*row.field)
		put_cut(g, r, r.w < 40 ? 0 : 1, 0, r.w, ROLE_CURSOR, row.field);
	for (int i = 0; i < row.count; i++) {
		char key[48];
		key_text(g, &row.at[i].key, key, sizeof key);
		int x = put_text(g, row.r, row.at[i].x, 0, ROLE_KEY, key);
		put_text(g, row.r, x + 1, 0, ROLE_DIM, row.at[i].key.brief);
	}
	if (row.small)
		put_right(g, row.r, row.end < row.r.w ? row.end - 1 : 0, row.r.w, 0, ROLE_DIM, small_note);
}

static int key_width(const struct grid *g, enum action_id id) {
	char key[48];
	first_key(g, id, key, sizeof key);
	return (int)utf8_cells(key);
}

/* Where two stand together the cells of the first key are the one, the others the other. */
enum action_id screen_key_at(int cols, int rows, bool ascii, const struct world *w, const struct view *v, int col) {
	struct grid size = { .cols = cols, .rows = rows, .ascii = ascii };
	struct layout l;
	struct key_row row;
	screen_layout(cols, rows, w, v, &l);
	if (!w->site || rect_empty(l.keys) || v->prompt != PROMPT_NONE || *v->message)
		return ACT_NONE;
	keys_plan(&row, &size, l.keys, w, v);
	for (int i = 0; i < row.count; i++)
		if (col >= row.at[i].x && col < row.at[i].end && col < row.r.w) {
			const struct place_key *k = &row.at[i].key;
			return k->with != ACT_NONE && col >= row.at[i].x + key_width(&size, k->id) ? k->with : k->id;
		}
	return ACT_NONE;
}

bool screen_names_key(const struct grid *g, const struct world *w, const struct view *v, enum action_id id) {
	struct layout l;
	struct key_row row;
	screen_layout(g->cols, g->rows, w, v, &l);
	if (!w->site || rect_empty(l.keys))
		return false;
	keys_plan(&row, g, l.keys, w, v);
	for (int i = 0; i < row.count; i++)
		if (row.at[i].key.id == id)
			return true;
	return false;
}

/* What one types, and beside it what may be typed, where that does not come in its way. */
static void typed_draw(struct grid *g, struct rect r, const struct view *v) {
	const char *label = prompt_labels[v->prompt];
	prompt_draw(g, r, 0, label, v->prompt_text, v->prompt_cursor);
	int end = (int)(utf8_cells(label) + utf8_cells(v->prompt_text)) + 3, cells = (int)utf8_cells(v->prompt_hint);
	if (cells && end + cells < r.w)
		put_text(g, r, r.w - cells - 1, 0, ROLE_PROMPT, v->prompt_hint);
}

/* A message that is longer than a row takes rows from above, a third of the screen at most, so that it can be read whole. Where one types it stands
 * above the line: why that was refused. */
int screen_message_rows(int cols, int rows, const struct view *v) {
	struct rect r = { 0, 0, cols > 20 ? cols - 2 : cols, 1 };
	rows -= v->prompt != PROMPT_NONE;
	if (!*v->message || rows < 1)
		return 0;
	return put_wrapped(NULL, r, 0, 0, rows >= 6 ? rows / 3 : 1, ROLE_TEXT, v->message);
}

static void message_draw(struct grid *g, const struct view *v) {
	int rows = screen_message_rows(g->cols, g->rows, v), inset = g->cols > 20 ? 1 : 0;
	struct rect r = { 0, g->rows - rows - (v->prompt != PROMPT_NONE), g->cols, rows };
	put_fill(g, r, ROLE_TEXT, ' ');
	put_wrapped(g, (struct rect){ inset, r.y, r.w - 2 * inset, rows }, 0, 0, rows, v->message_is_error ? ROLE_ERROR : ROLE_STRONG, v->message);
}

/* The last row: what one types, above it what there is to say; else that, else the keys. Where there is no row to spare it covers what stands there. */
static void foot_draw(struct grid *g, const struct layout *l, const struct world *w, const struct view *v) {
	struct rect r = l->keys;
	if (rect_empty(r) && (v->prompt != PROMPT_NONE || *v->message))
		r = (struct rect){ 0, g->rows - 1, g->cols, g->rows > 0 ? 1 : 0 };
	if (rect_empty(r))
		return;
	if (v->prompt != PROMPT_NONE)
		typed_draw(g, r, v);
	if (*v->message)
		message_draw(g, v);
	else if (v->prompt == PROMPT_NONE)
		keys_draw(g, r, w, v);
}

static void panels_draw(struct grid *g, const struct layout *l, const struct world *w, const struct view *v) {
	for (int p = 0; p < PANEL_COUNT; p++) {
		if (rect_empty(l->panel[p]))
			continue;
		if (whatif_is_on(w))
			whatif_panel_draw(g, l->panel[p], (enum panel)p, panel_draws[p], w, v);
		else
			panel_draws[p](g, l->panel[p], w, v);
		live_dim(g, l->panel[p], w, v);
	}
}

/* The counts of alarms by priority are always in sight: in the title of their panel, and in the header where that is not there or lies under something. */
static bool counts_shown(const struct grid *g, const struct layout *l, const struct world *w, const struct view *v) {
	int covered = g->rows - screen_message_rows(g->cols, g->rows, v) - (v->prompt != PROMPT_NONE);
	if (v->overlay != OVERLAY_NONE || v->prompt == PROMPT_COMMAND || !w->site)
		return !w->site;
	return whatif_counts_shown(l->panel[PANEL_ALARMS], g->cols, g->rows, w, v, covered);
}

void screen_draw(struct grid *g, const struct world *w, const struct view *v) {
	struct layout l;
	put_fill(g, grid_rect(g), ROLE_TEXT, ' ');
	screen_layout(g->cols, g->rows, w, v, &l);
	if (!rect_empty(l.header))
		header_draw(g, l.header, w, v, !counts_shown(g, &l, w, v));
	struct rect inside = screen_overlay(g->cols, g->rows, &l);
	bool overlay = v->overlay != OVERLAY_NONE && !rect_empty(inside);
	if ((!overlay || v->overlay == OVERLAY_SETTINGS) && w->site) /* settings are chosen by what the panels look like */
		panels_draw(g, &l, w, v);
	else if (!overlay || v->overlay == OVERLAY_SETTINGS)
		live_empty_draw(g, g->rows < 3 ? grid_rect(g) : inside, w, v);
	if (overlay)
		overlay_draws[v->overlay](g, inside, w, v);
	if (!rect_empty(l.strip))
		live_strip_draw(g, l.strip, w, v);
	foot_draw(g, &l, w, v);
	palette_draw(g, v);
}

int screen_gen_page(int cols, int rows, const struct world *w, const struct view *v) {
	struct layout l;
	screen_layout(cols, rows, w, v, &l);
	return generators_page(l.panel[PANEL_GENERATORS], cols, rows, w, v);
}

int screen_help_scroll_most(int cols, int rows, const struct world *w, const struct view *v) {
	struct layout l;
	screen_layout(cols, rows, w, v, &l);
	struct rect r = screen_overlay(cols, rows, &l);
	return help_scroll_most(r.w, r.h, w, v);
}

int screen_lane_scroll_most(int cols, int rows, const struct world *w, const struct view *v) {
	struct layout l;
	screen_layout(cols, rows, w, v, &l);
	return timeline_scroll_most(panel_inside(cols, rows, l.panel[PANEL_TIMELINE], v, PANEL_TIMELINE).h, w, v);
}

int screen_gen_columns(int cols, int rows, const struct world *w, const struct view *v) {
	struct rect inside = panel_inside(cols, rows, (struct rect){ 0, 0, cols, rows }, v, PANEL_GENERATORS);
	bool both = whatif_is_on(w) && v->show == WHATIF_BOTH;
	return w->site && w->frame ? generators_columns_most(inside.w, w, v, both ? w->whatif->frame : NULL) : 0;
}

int screen_supply_scroll_most(int cols, int rows, const struct world *w, const struct view *v) {
	struct layout l;
	screen_layout(cols, rows, w, v, &l);
	struct rect in = panel_inside(cols, rows, l.panel[PANEL_SUPPLY], v, PANEL_SUPPLY);
	int height = supply_zoom_rows(w, in.w, in.h);
	return height > in.h ? height - in.h + 1 : 0; /* a row tells that there is more */
}

#define SPAN_LEAST_MS 1000
#define SPAN_STEPS 8 /* the window moves in eighths of its width, so that a playing chart does not shift with each sample */

void screen_timeline_span(const struct world *w, const struct view *v, int64_t *from_ms, int64_t *to_ms) {
	int64_t first = w->first_ms, last = w->cursor_ms > w->last_ms && w->last_ms != TIME_NONE ? w->cursor_ms : w->last_ms; /* a computed future */
	if (first == TIME_NONE || last == TIME_NONE || w->cursor_ms == TIME_NONE) {
		*from_ms = 0;
		*to_ms = SPAN_LEAST_MS;
		return;
	}
	int64_t whole = last - first + 1 > SPAN_LEAST_MS ? last - first + 1 : SPAN_LEAST_MS;
	if (v->window_ms <= 0 || v->window_ms >= whole) {
		*from_ms = first;
		*to_ms = first + whole;
		return;
	}
	int64_t window = v->window_ms > SPAN_LEAST_MS ? v->window_ms : SPAN_LEAST_MS, step = window / SPAN_STEPS;
	int64_t from = (w->cursor_ms - first - window * 3 / 4) / step * step + first;
	int64_t most = (last - first - window + step) / step * step + first;
	from = from > most ? most : from;
	*from_ms = from < first ? first : from;
	*to_ms = *from_ms + window;
}
