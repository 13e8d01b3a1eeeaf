/* The settings, opened over the panels so that what is chosen is seen at once. Always true: while they are open `before` holds what Esc brings
 * back, and no key reaches what lies below but those that move in time. */
#include "app_state.h"

#include <stdio.h>
#include <string.h>

#include "options.h"
#include "theme.h"

void app_settings_ask(struct app *a, const char *theme) {
	snprintf(a->theme_wanted, sizeof a->theme_wanted, "%s", theme);
	a->wish = APP_WISH_THEMES;
}

/* "theme NAME". */
static void take_named(struct app *a, const char *name) {
	const struct theme_list *l = a->view.themes;
	const char *words[l->count + 1], *near;
	for (size_t i = 0; i < l->count; i++) {
		words[i] = l->at[i].name;
		if (!strcmp(words[i], name)) {
			a->view.theme = i;
			app_say(a, false, "Theme %s", name);
			return;
		}
	}
	words[l->count] = NULL;
	near = word_nearest(name, words);
	app_say(a, true, "No theme \"%s\"%s%s%s", name, near ? "; did you mean " : "; C shows which there are", near ? near : "", near ? "?" : "");
}

void app_offer_themes(struct app *a, const struct theme_list *themes, size_t current, const char *colours) {
	struct view *v = &a->view;
	v->themes = themes;
	v->theme = current;
	v->colours = colours;
	a->dirty = true;
	if (*a->theme_wanted) {
		take_named(a, a->theme_wanted);
		return;
	}
	a->before.theme = current;
	a->before.rate_shown = v->rate_shown;
	v->setting = SETTING_THEME;
	v->overlay = OVERLAY_SETTINGS;
}

static void theme_step(struct app *a, int by) {
	size_t count = a->view.themes->count;
	a->view.theme = (a->view.theme + count + (size_t)by) % count;
}

static void rate_step(struct app *a, int by) {
	(void)by;
	a->view.rate_shown = !a->view.rate_shown;
	a->view.rate_bps = NAN;
}

static void (*const steps[SETTING_COUNT])(struct app *a, int by) = { [SETTING_THEME] = theme_step, [SETTING_RATE] = rate_step };

static void row_step(struct app *a, int by) {
	a->view.setting = (enum setting)(((int)a->view.setting + SETTING_COUNT + by) % SETTING_COUNT);
}

static void take(struct app *a) {
	a->view.overlay = OVERLAY_NONE;
	if (a->view.theme != a->before.theme)
		app_say(a, false, "Theme %s, until the program ends; --theme opens with it", a->view.themes->at[a->view.theme].name);
}

static void restore(struct app *a) {
	a->view.overlay = OVERLAY_NONE;
	a->view.theme = a->before.theme;
	if (a->view.rate_shown != a->before.rate_shown)
		rate_step(a, 1);
}

bool app_settings_key(struct app *a, uint32_t key) {
	enum action_id id = action_for_key(key, false);
	if (key == KEYCODE_ENTER || key == '\n') {
		take(a);
		return true;
	}
	switch (id) {
	case ACT_FORWARD: steps[a->view.setting](a, 1); return true;
	case ACT_BACK: steps[a->view.setting](a, -1); return true;
	case ACT_ROW_DOWN: case ACT_PANEL_NEXT: row_step(a, 1); return true;
	case ACT_ROW_UP: case ACT_PANEL_PREVIOUS: row_step(a, -1); return true;
	case ACT_CLOSE: case ACT_QUIT: case ACT_SETTINGS: restore(a); return true;
	case ACT_HELP: case ACT_REDRAW: case ACT_SUSPEND: case ACT_SAVE_SCREEN: return false;
	default: return action_at(id)->group != GROUP_TRANSPORT || id == ACT_GOTO;
	}
}
