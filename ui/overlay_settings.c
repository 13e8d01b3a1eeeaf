/* The settings: a small box over the panels, so that a choice is seen in what it changes. One row for each, and below them what the theme makes of
 * an alarm and of what is well. On a small terminal the box goes first, then the samples, then what is not the chosen row. */
#include <stdio.h>
#include <string.h>

#include "box.h"
#include "panel.h"
#include "theme.h"

#define WIDTH 62
#define LABEL_CELLS 16
#define BOX_ROWS 5 /* fewer rows than this have no box */

static void theme_value(const struct view *v, char *out, size_t size, const char **note) {
	const struct theme_list *l = v->themes;
	if (!l || v->theme >= l->count)
		return;
	snprintf(out, size, "%s", l->at[v->theme].name);
	*note = l->at[v->theme].about;
}

static void rate_value(const struct view *v, char *out, size_t size, const char **note) {
	snprintf(out, size, "%s", v->rate_shown ? "shown" : "hidden");
	*note = "how much is sent to this terminal";
}

static const struct {
	const char *label;
	void (*value)(const struct view *v, char *out, size_t size, const char **note);
} rows[SETTING_COUNT] = { [SETTING_THEME] = { "Theme", theme_value }, [SETTING_RATE] = { "Bytes a second", rate_value } };

static void row_draw(struct grid *g, struct rect r, int y, enum setting id, const struct view *v) {
	char value[80] = "", text[96];
	const char *note = "";
	bool chosen = v->setting == id;
	rows[id].value(v, value, sizeof value, &note);
	put_text(g, r, 0, y, chosen ? ROLE_FOCUS : ROLE_DIM, rows[id].label);
	snprintf(text, sizeof text, chosen ? "\u2190 %s \u2192" : "  %s", value);
	int x = put_cut(g, r, LABEL_CELLS, y, r.w - LABEL_CELLS, chosen ? ROLE_STRONG : ROLE_TEXT, text);
	if (id == SETTING_THEME && v->themes) {
		snprintf(text, sizeof text, "%zu of %zu, %s", v->theme + 1, v->themes->count, v->colours ? v->colours : "");
		put_right(g, r, x + 1 < r.w ? x + 1 : r.w, r.w, y, ROLE_DIM, text);
	}
}

static void samples_draw(struct grid *g, struct rect r, int y) {
	static const struct { enum role role; const char *text; } samples[2][7] = {
		{ { ROLE_ALARM_LOW, "\u25cf low" }, { ROLE_ALARM_MEDIUM, "\u25b2 medium" }, { ROLE_ALARM_HIGH, "\u2716 high" }, { ROLE_ALARM_UNACK, "\u2716 not acknowledged" },
		  { ROLE_NOGO, "NO-GO" } },
		{ { ROLE_TEXT, "1746 kW" }, { ROLE_STRONG, "GO" }, { ROLE_DIM, "stopped" }, { ROLE_ABNORMAL, "105 %" }, { ROLE_STALE, "7.82 14s" }, { ROLE_MISSING, "? NO DATA" },
		  { ROLE_BANNER, "DEMO" } },
	};
	for (int i = 0; i < 2; i++)
		for (int k = 0, x = 0; k < 7 && samples[i][k].text; k++)
			x = put_text(g, r, x, y + i, samples[i][k].role, samples[i][k].text) + 2;
}

/* The box, or the rows where there is none. */
static struct rect box_of(struct rect r) {
	int width = r.w < WIDTH ? r.w : WIDTH, want = SETTING_COUNT + 6, height = r.h < want ? r.h : want;
	return (struct rect){ r.x + (r.w - width) / 2, r.y + (r.h - height) / 2, width, height };
}

int settings_row_at(struct rect r, const struct view *v, int x, int y) {
	struct rect at = box_of(r), in = at.h >= BOX_ROWS ? box_inside(at) : at;
	if (x < in.x || x >= in.x + in.w || y < in.y || y >= in.y + in.h)
		return -1;
	if (in.h < SETTING_COUNT)
		return y == in.y ? (int)v->setting : -1;
	return y - in.y < SETTING_COUNT ? y - in.y : -1;
}

void settings_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	(void)w;
	char text[80] = "";
	const char *note = "";
	if (rect_empty(r))
		return;
	struct rect at = box_of(r), in = at;
	put_fill(g, at, ROLE_TEXT, ' ');
	if (at.h >= BOX_ROWS) {
		in = box_draw(g, at, ROLE_FOCUS, "Settings");
		box_foot(g, at, ROLE_DIM, at.w >= 50 ? "\u2191\u2193 row  \u2190\u2192 change  Enter takes  Esc restores" : "Enter, Esc");
	}
	if (in.h < SETTING_COUNT) {
		row_draw(g, in, 0, v->setting, v);
		return;
	}
	for (int i = 0; i < SETTING_COUNT; i++)
		row_draw(g, in, i, (enum setting)i, v);
	rows[v->setting].value(v, text, sizeof text, &note);
	put_cut(g, in, 0, SETTING_COUNT, in.w, ROLE_DIM, note);
	if (in.h >= SETTING_COUNT + 4)
		samples_draw(g, in, SETTING_COUNT + 2);
}
