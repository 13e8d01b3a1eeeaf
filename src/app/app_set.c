/* `:set KEY VALUE` acts on the running dashboard, `:set KEY` tells. No file is written. An option that has no row here is read when the program
 * starts. */
#include "app_state.h"

#include <stdio.h>
#include <string.h>

#include "theme.h"

/* `act` brings the dashboard to what the configuration says; `now` writes what is so at present where that is something else, by a key, and ""
 * where it is the same (NULL: it always is). */
struct setter {
	void (*act)(struct app *a, const struct option_value *value);
	void (*now)(const struct app *a, const struct option_value *value, char *out, size_t size);
};

static void act_speed(struct app *a, const struct option_value *value) {
	player_set_speed(&a->player, value->number, app_w(a)->cursor_ms, a->mono_ms);
}

static void now_speed(const struct app *a, const struct option_value *value, char *out, size_t size) {
	if (a->player.speed != value->number)
		snprintf(out, size, "%.15g", a->player.speed);
}

static void act_window(struct app *a, const struct option_value *value) { a->view.window_ms = dashboard_window_ms(value->text); }

static void now_window(const struct app *a, const struct option_value *value, char *out, size_t size) {
	static const struct { const char *unit; int64_t ms; } units[] = { { "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 } };
	int64_t ms = a->view.window_ms;
	if (ms == dashboard_window_ms(value->text))
		return;
	snprintf(out, size, "all");
	for (size_t i = 0; i < sizeof units / sizeof *units && ms > 0; i++)
		if (ms % units[i].ms == 0) {
			snprintf(out, size, "%lld%s", (long long)(ms / units[i].ms), units[i].unit);
			return;
		}
}

static void act_theme(struct app *a, const struct option_value *value) { app_settings_ask(a, value->text); }

static void now_theme(const struct app *a, const struct option_value *value, char *out, size_t size) {
	const struct theme_list *themes = a->view.themes;
	if (themes && a->view.theme < themes->count && strcmp(themes->at[a->view.theme].name, value->text))
		snprintf(out, size, "%s", themes->at[a->view.theme].name);
}

/* What is drawn and sent asks for these each time. */
static void act_drawn(struct app *a, const struct option_value *value) {
	(void)value;
	a->dirty = true;
}

static const struct setter setters[DASH_COUNT] = {
	[DASH_SPEED] = { act_speed, now_speed },
	[DASH_WINDOW] = { act_window, now_window },
	[DASH_THEME] = { act_theme, now_theme },
	[DASH_ASCII] = { act_drawn, NULL },
	[DASH_MAX_BPS] = { act_drawn, NULL },
	[DASH_MOUSE] = { act_drawn, NULL },
	[DASH_HISTORY] = { act_drawn, NULL }, /* asked for when the program ends */
};

bool app_can_set(enum dashboard_option id) { return setters[id].act != NULL; }
bool app_ascii(const struct app *a) { return a->config && a->config->value[DASH_ASCII].given; }
bool app_mouse(const struct app *a) { return !a->config || a->config->value[DASH_MOUSE].given; }
double app_max_bps(const struct app *a) { return a->config ? a->config->value[DASH_MAX_BPS].number : 0; }

void app_set_config(struct app *a, struct config *config) {
	char notice[sizeof a->view.message];
	a->config = config;
	act_window(a, &config->value[DASH_WINDOW]);
	if (*config_notice(config, notice, sizeof notice))
		app_say(a, true, "%s", notice);
}

static void show(struct app *a, enum dashboard_option id) {
	char now[64] = "", where[200];
	const char *name = dashboard_rows[id].name, *text = config_text(a->config, id);
	if (setters[id].now)
		setters[id].now(a, &a->config->value[id], now, sizeof now);
	config_where(a->config, id, where, sizeof where);
	if (*now)
		app_say(a, false, "%s = %s by a key; it was %s (%s)", name, now, text, where);
	else if (*text)
		app_say(a, false, "%s = %s (%s)", name, text, where);
	else
		app_say(a, false, "%s is not set", name);
}

static void change(struct app *a, enum dashboard_option id, const char *text) {
	struct error err;
	if (!app_can_set(id))
		app_say(a, true, "%s is read when the program starts: mwtop --%s %s, or mwtop.conf", dashboard_rows[id].name, dashboard_rows[id].name, text);
	else if (!config_set(a->config, id, text, &err))
		app_say(a, true, "%s", err.text);
	else {
		setters[id].act(a, &a->config->value[id]);
		app_say(a, false, "%s = %s, until the program ends", dashboard_rows[id].name, text);
	}
}

/* The keys that can be changed here. */
static const char *keys_text(char *out, size_t size) {
	size_t n = 0;
	out[0] = '\0';
	for (int id = 0; id < DASH_COUNT && n < size; id++)
		if (app_can_set((enum dashboard_option)id))
			n += (size_t)snprintf(out + n, size - n, "%s%s", n ? ", " : "", dashboard_rows[id].name);
	return out;
}

void app_set(struct app *a, const char *text) {
	char name[64], keys[160];
	text += strspn(text, " ");
	size_t length = strcspn(text, " =");
	snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), text);
	text += length;
	text += strspn(text, " =");
	int id = options_find(dashboard_rows, DASH_COUNT, name);
	if (!a->config)
		app_say(a, true, "Nothing can be set");
	else if (!*name)
		app_say(a, false, "set KEY VALUE; here: %s", keys_text(keys, sizeof keys));
	else if (id < 0 || !(dashboard_uses[id].uses & USE_FILE)) {
		const char *near = dashboard_option_near(name);
		app_say(a, true, "set: no such key: \"%s\"; %s%s%s", name, near ? "did you mean " : "there are ", near ? near : keys_text(keys, sizeof keys), near ? "?" : "");
	} else if (*text)
		change(a, (enum dashboard_option)id, text);
	else
		show(a, (enum dashboard_option)id);
}
