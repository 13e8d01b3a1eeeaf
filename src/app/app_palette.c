/* The palette over ":": all that one may mean by what is typed so far (app_palette_offers.c). Always true: nothing of it is done but by Enter on a row that
 * is chosen, which the arrows alone do; the rows in the view are those of what stands in the line. */
#include "app_palette_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "palette.h"
#include "screen.h"

struct palette *palette_new(void) { return mem_zalloc(1, sizeof(struct palette)); }

void palette_free(struct palette *p) {
	if (p) {
		recordings_free(&p->recordings);
		recordings_free(&p->scenarios);
		themes_free(&p->themes);
	}
	free(p);
}

const struct theme_entries *app_palette_themes(const struct app *a) { return &a->palette->themes; }

void app_palette_remember(struct app *a, const char *text) { command_history_add(&a->palette->history, text); }
struct command_history *app_history(struct app *a) { return &a->palette->history; }

/* The help, asked for while one types, lies where they would be. */
static size_t rows_seen(const struct app *a) {
	return a->view.overlay == OVERLAY_HELP ? 0 : (size_t)palette_rows(a->cols, a->rows);
}

/* Which rows are in sight, and the chosen one among them. */
static void show(struct app *a) {
	struct palette *p = a->palette;
	struct palette_view *v = &a->view.palette;
	size_t rows = rows_seen(a);
	if (rows == 0) /* what is not seen is not chosen */
		p->chosen = -1;
	p->shown_ms = app_w(a)->cursor_ms;
	if (p->chosen >= 0 && (size_t)p->chosen < p->first)
		p->first = (size_t)p->chosen;
	if (p->chosen >= 0 && rows && (size_t)p->chosen >= p->first + rows)
		p->first = (size_t)p->chosen - rows + 1;
	v->count = 0;
	v->first = p->first;
	v->total = p->total;
	v->chosen = p->chosen < 0 ? -1 : (int)((size_t)p->chosen - p->first);
	for (size_t i = p->first; i < p->count && (size_t)v->count < rows; i++) {
		struct palette_row *row = &v->row[v->count++];
		if (p->kept[i].now)
			p->kept[i].now(a, &p->kept[i]);
		memcpy(row->text, p->kept[i].text, sizeof row->text);
		memcpy(row->note, p->kept[i].note, sizeof row->note);
		memcpy(row->key, p->kept[i].key, sizeof row->key);
	}
}

void app_palette_follow(struct app *a) {
	struct palette *p = a->palette;
	a->view.palette.count = 0;
	if (a->view.prompt != PROMPT_COMMAND)
		return;
	if (p->back && strcmp(a->view.prompt_text, p->history.line[p->history.count - p->back]) != 0)
		p->back = 0; /* a line of before that was changed is a new one */
	p->count = p->total = p->order = p->first = 0;
	p->chosen = -1;
	palette_offer_all(a);
	show(a);
}

void app_palette_sync(struct app *a, bool resized) {
	if (a->view.prompt == PROMPT_COMMAND && (resized || a->palette->shown_ms != app_w(a)->cursor_ms))
		show(a);
}

/* Directories are looked into once for each time that it opens. The help that was open goes: it would hide the rows. */
void app_palette_open(struct app *a) {
	struct palette *p = a->palette;
	if (a->view.overlay == OVERLAY_HELP)
		app_help(a);
	recordings_free(&p->recordings);
	recordings_free(&p->scenarios);
	themes_free(&p->themes);
	recordings_find(&p->recordings);
	scenario_files_find(&p->scenarios);
	themes_find(&p->themes);
	p->back = 0;
	app_palette_follow(a);
}

static void set_line(struct app *a, const char *text) {
	struct view *v = &a->view;
	snprintf(v->prompt_text, sizeof v->prompt_text, "%s", text);
	v->prompt_cursor = (int)strlen(v->prompt_text);
	app_prompt_hint(a);
}

/* A line of before: `by` 1 is one further back; in front of the newest is what was typed. False: there is none. */
static bool recall(struct app *a, int by) {
	struct palette *p = a->palette;
	if (by > 0 ? p->back >= p->history.count : p->back == 0)
		return false;
	if (p->back == 0)
		snprintf(p->typed, sizeof p->typed, "%s", a->view.prompt_text);
	p->back = by > 0 ? p->back + 1 : p->back - 1;
	set_line(a, p->back ? p->history.line[p->history.count - p->back] : p->typed);
	app_palette_follow(a);
	return true;
}

/* Above the first row is the line, and beyond it what was typed before. */
static void move(struct app *a, int by) {
	struct palette *p = a->palette;
	if (p->chosen < 0 && (by < 0 || p->back > 0)) {
		recall(a, -by);
		return;
	}
	p->chosen += p->chosen + by < (long)p->count ? by : 0;
	show(a);
}

static void move_page(struct app *a, int by) {
	const struct palette *p = a->palette;
	for (size_t i = rows_seen(a); i > 1; i--)
		if (by > 0 ? p->back == 0 : p->chosen > 0)
			move(a, by);
}

bool app_palette_key(struct app *a, uint32_t key) {
	struct palette *p = a->palette;
	if (a->view.prompt != PROMPT_COMMAND)
		return false;
	switch (key) {
	case KEYCODE_UP: move(a, -1); return true;
	case KEYCODE_DOWN: move(a, 1); return true;
	case KEY_CTRL('P'): recall(a, 1); return true;
	case KEY_CTRL('N'): recall(a, -1); return true;
	case KEYCODE_PGUP: move_page(a, -1); return true;
	case KEYCODE_PGDN: move_page(a, 1); return true;
	case KEYCODE_TAB:
		if (p->chosen < 0)
			return false;
		set_line(a, p->kept[p->chosen].line);
		app_palette_follow(a);
		return true;
	default: return false;
	}
}

bool app_palette_enter(struct app *a) {
	struct palette *p = a->palette;
	if (a->view.prompt != PROMPT_COMMAND || p->chosen < 0)
		return false;
	const struct candidate *c = &p->kept[p->chosen];
	char line[sizeof c->line];
	memcpy(line, c->line, sizeof line);
	if (!c->whole) {
		set_line(a, line);
		app_palette_follow(a);
		return true;
	}
	a->view.prompt = PROMPT_NONE;
	app_command(a, line);
	return true;
}

void app_palette_click(struct app *a, int row) {
	struct palette *p = a->palette;
	long at = (long)p->first + row;
	if (a->view.prompt != PROMPT_COMMAND || row < 0 || at >= (long)p->count)
		return;
	if (p->chosen == at) {
		(void)app_palette_enter(a);
		return;
	}
	p->chosen = at;
	show(a);
}
