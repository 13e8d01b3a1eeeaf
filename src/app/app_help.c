/* The help: it lies over whatever was open, is about that, and gives it back. Always true: without the help there is no filter of it. */
#include "app_state.h"

#include <stdio.h>
#include <string.h>

#include "screen.h"

#define PAGE_ROWS 10 /* as other keys scroll what lies over the screen */

void app_help(struct app *a) {
	struct view *v = &a->view;
	bool open = v->overlay == OVERLAY_HELP;
	enum overlay below = v->help_of;
	v->help_of = open ? OVERLAY_NONE : v->overlay;
	v->overlay = open ? below : OVERLAY_HELP;
	v->help_filter[0] = '\0';
	v->help_scroll = 0;
	a->dirty = true;
	app_palette_sync(a, true); /* which the help hides */
}

void app_help_search(struct app *a) {
	app_prompt_open(a, PROMPT_HELP);
	app_help_filter_by(a, "");
}

void app_help_filter_by(struct app *a, const char *text) {
	struct view *v = &a->view;
	if (strcmp(v->help_filter, text))
		v->help_scroll = 0;
	snprintf(v->help_filter, sizeof v->help_filter, "%.*s", (int)sizeof v->help_filter - 1, text);
}

void app_help_close(struct app *a) {
	if (*a->view.help_filter)
		app_help_filter_by(a, "");
	else
		app_help(a);
}

static void page(struct app *a, int by) {
	int most = screen_help_scroll_most(a->cols, a->rows, app_w(a), &a->view), at = a->view.help_scroll + by;
	a->view.help_scroll = at < 0 ? 0 : at > most ? most : at;
}

bool app_help_key(struct app *a, uint32_t key) {
	bool open = a->view.overlay == OVERLAY_HELP, filter = a->view.prompt == PROMPT_HELP;
	if (filter && key == KEYCODE_ESC)
		app_help_filter_by(a, "");
	if (key == KEYCODE_F1 && !filter)
		app_help(a);
	else if (open && (key == KEYCODE_PGUP || key == KEYCODE_PGDN))
		page(a, key == KEYCODE_PGUP ? -PAGE_ROWS : PAGE_ROWS);
	else
		return false;
	return true;
}
