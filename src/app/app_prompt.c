/* The line where one types: go to a time, search, command. Editing keys are those of every shell. */
#include "app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edits_table.h"
#include "options.h"
#include "utf8.h"

void app_prompt_open(struct app *a, enum prompt_kind kind) {
	a->view.prompt = kind;
	a->asked_ms = app_w(a)->cursor_ms;
	a->view.prompt_text[0] = '\0';
	a->view.prompt_cursor = 0;
	app_prompt_hint(a);
}

static bool goto_time(struct app *a, const char *text) {
	struct error err;
	int64_t t_ms;
	if (!session_parse_time(a->session, text, false, &t_ms, &err)) {
		app_say(a, true, "%s", err.text);
		return false;
	}
	const struct world *w = app_w(a);
	if (w->first_ms == TIME_NONE || t_ms < w->first_ms || t_ms > session_end_ms(a->session)) {
		struct civil from, to;
		tz_civil(w->site ? w->site->tz : tz_utc(), w->first_ms, &from);
		tz_civil(w->site ? w->site->tz : tz_utc(), session_end_ms(a->session), &to);
		bool later = w->first_ms != TIME_NONE && t_ms > w->last_ms && !session_whatif_on(a->session);
		app_say(a, true, "%s: outside%s, from %d-%02d %02d:%02d:%02d to %d-%02d %02d:%02d:%02d %s", text, later ? " (w computes what may come)" : "", from.month, from.day, from.hour, from.minute, from.second,
		        to.month, to.day, to.hour, to.minute, to.second, to.zone);
		return false;
	}
	app_go(a, t_ms, true);
	return true;
}

static bool command_speed(struct app *a, const char *text) {
	char *end;
	double speed = strtod(text, &end);
	if (end == text || *end != '\0' || !(speed >= PLAYER_SPEED_LEAST && speed <= PLAYER_SPEED_MOST)) {
		app_say(a, true, "speed: expected a number from 0.1 to 10000, not \"%s\"", text);
		return false;
	}
	player_set_speed(&a->player, speed, app_w(a)->cursor_ms, a->mono_ms);
	return true;
}

/* "goto TIME", "speed N", "theme NAME", "set KEY VALUE", or the name of an action. */
static void command(struct app *a, const char *text) {
	if (!strncmp(text, "goto ", 5)) {
		goto_time(a, text + 5);
		return;
	}
	if (!strncmp(text, "speed ", 6)) {
		command_speed(a, text + 6);
		return;
	}
	if (!strncmp(text, "theme ", 6)) {
		app_settings_ask(a, text + 6 + strspn(text + 6, " "));
		return;
	}
	if (!strcmp(text, "chart") || !strncmp(text, "chart ", 6)) {
		app_chart(a, text + 5);
		return;
	}
	if (app_mark_command(a, text))
		return;
	if (!strcmp(text, "set") || !strncmp(text, "set ", 4)) {
		app_set(a, text + 3);
		return;
	}
	size_t word = strcspn(text, " ");
	for (const char *const *noun = edit_nouns; *noun; noun++)
		if ((strlen(*noun) == word && !strncmp(text, *noun, word)) || !strncmp(text, "at ", 3)) {
			app_whatif_line(a, text, false);
			return;
		}
	const char *names[ACT_COUNT + 6];
	size_t count = 0;
	for (int id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		const struct action *action = action_at((enum action_id)id);
		if (!strcmp(action->name, text) || (id == ACT_QUIT && !strcmp(text, "q"))) {
			app_act(a, action->id);
			return;
		}
		names[count++] = action->name;
	}
	names[count++] = "goto";
	names[count++] = "speed";
	names[count++] = "theme";
	names[count++] = "set";
	names[count++] = "chart";
	names[count] = NULL;
	const char *near = word_nearest(text, names);
	if (near)
		app_say(a, true, "No such command: \"%s\"; did you mean %s?", text, near);
	else
		app_say(a, true, "No such command: \"%s\"; goto TIME, speed N, theme NAME, set KEY VALUE, chart NAMES, an edit (gpu cap 345W) or an action's name (? lists them)", text);
}

static void submit(struct app *a) {
	struct view *v = &a->view;
	enum prompt_kind kind = v->prompt;
	char text[sizeof v->prompt_text];
	const char *from = v->prompt_text + strspn(v->prompt_text, " ");
	snprintf(text, sizeof text, "%s", from);
	size_t length = strlen(text);
	while (length > 0 && text[length - 1] == ' ')
		text[--length] = '\0';
	v->prompt = PROMPT_NONE;
	if (kind == PROMPT_SEARCH) {
		if (length > 0)
			snprintf(v->search, sizeof v->search, "%.*s", (int)sizeof v->search - 1, text);
		app_search(a, true);
	} else if (kind == PROMPT_SHELVE) {
		app_alarm_shelve_for(a, text);
	} else if (kind == PROMPT_FILTER) {
		app_alarm_filter_by(a, text);
	} else if (kind == PROMPT_CHART) {
		app_chart(a, text);
	} else if (kind == PROMPT_HELP) {
		app_help_filter_by(a, text);
	} else if (kind == PROMPT_FILTER_SETS) {
		app_gens_filter_by(a, text);
	} else if (kind == PROMPT_EDIT && length > 0) {
		app_whatif_line(a, text, false);
	} else if (kind == PROMPT_SAVE) {
		if (length > 0)
			app_whatif_save_to(a, text);
		else
			a->quit_when_saved = false;
	} else if (length > 0 && kind == PROMPT_GOTO) {
		goto_time(a, text);
	} else if (length > 0) {
		command(a, text);
	}
}

static int previous_char(const char *text, int at) {
	if (at > 0)
		at--;
	while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
		at--;
	return at;
}

static int next_char(const char *text, int at) {
	uint32_t cp;
	return text[at] ? at + (int)utf8_decode(text + at, strlen(text + at), &cp) : at;
}

static void erase(struct view *v, int from, int to) {
	memmove(v->prompt_text + from, v->prompt_text + to, strlen(v->prompt_text + to) + 1);
	v->prompt_cursor = from;
}

static void insert(struct view *v, uint32_t key) {
	char bytes[4];
	if (!utf8_is_cell(key))
		return;
	size_t n = utf8_encode(key, bytes), length = strlen(v->prompt_text);
	if (length + n >= sizeof v->prompt_text)
		return;
	char *at = v->prompt_text + v->prompt_cursor;
	memmove(at + n, at, strlen(at) + 1);
	memcpy(at, bytes, n);
	v->prompt_cursor += (int)n;
}

static int word_start(const char *text, int at) {
	while (at > 0 && text[at - 1] == ' ')
		at--;
	while (at > 0 && text[at - 1] != ' ')
		at--;
	return at;
}

void app_prompt_key(struct app *a, uint32_t key) {
	struct view *v = &a->view;
	int at = v->prompt_cursor, end = (int)strlen(v->prompt_text);
	if (v->prompt == PROMPT_REPLACE || v->prompt == PROMPT_UNSAVED) {
		app_whatif_answer(a, key);
		return;
	}
	if (v->prompt >= PROMPT_MARK && v->prompt <= PROMPT_DIFFERENCE) {
		app_mark_answer(a, key);
		return;
	}
	if (app_help_key(a, key))
		return;
	if (v->prompt == PROMPT_EDIT && a->prompt_fresh && ((key >= '0' && key <= '9') || key == '.')) {
		int from = at;
		while (from > 0 && strchr("0123456789.,-", v->prompt_text[from - 1]))
			from--;
		erase(v, from, at);
	}
	a->prompt_fresh = false;
	switch (key) {
	case KEYCODE_ENTER: case '\n': submit(a); break;
	case KEYCODE_ESC: case KEY_CTRL('C'): case KEY_CTRL('G'): v->prompt = PROMPT_NONE; a->quit_when_saved = false; break;
	case KEYCODE_BACKSPACE: case KEY_CTRL('H'):
		if (end == 0) {
			v->prompt = PROMPT_NONE;
			a->quit_when_saved = false;
		} else
			erase(v, previous_char(v->prompt_text, at), at);
		break;
	case KEYCODE_DELETE: case KEY_CTRL('D'): erase(v, at, next_char(v->prompt_text, at)); break;
	case KEYCODE_LEFT: case KEY_CTRL('B'): v->prompt_cursor = previous_char(v->prompt_text, at); break;
	case KEYCODE_RIGHT: case KEY_CTRL('F'): v->prompt_cursor = next_char(v->prompt_text, at); break;
	case KEYCODE_HOME: case KEY_CTRL('A'): v->prompt_cursor = 0; break;
	case KEYCODE_END: case KEY_CTRL('E'): v->prompt_cursor = end; break;
	case KEYCODE_TAB: app_prompt_complete(a); break;
	case KEY_CTRL('U'): erase(v, 0, at); break;
	case KEY_CTRL('K'): v->prompt_text[at] = '\0'; break;
	case KEY_CTRL('W'): erase(v, word_start(v->prompt_text, at), at); break;
	default:
		if (key < KEYCODE_UP)
			insert(v, key);
	}
	if (v->prompt == PROMPT_HELP)
		app_help_filter_by(a, v->prompt_text);
	app_prompt_hint(a);
}
