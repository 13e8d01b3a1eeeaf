/* The line where one types: go to a time, search, command. Editing keys are those of every shell. */
#include "app_state.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

void app_prompt_open(struct app *a, enum prompt_kind kind) {
	a->view.prompt = kind;
	a->asked_ms = app_w(a)->cursor_ms;
	a->view.prompt_text[0] = '\0';
	a->view.prompt_cursor = 0;
	app_prompt_hint(a);
	if (kind == PROMPT_COMMAND)
		app_palette_open(a);
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
		app_edit_typed(a, text);
	} else if (kind == PROMPT_SAVE) {
		if (length > 0)
			app_whatif_save_to(a, text);
		else
			a->quit_when_saved = false;
	} else if (length > 0 && kind == PROMPT_GOTO) {
		app_goto(a, text);
	} else if (length > 0) {
		app_command(a, text);
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

/* Whether the same letter of the unit stands there already, behind a number. */
static bool types_over(const struct view *v, uint32_t key) {
	int at = v->prompt_cursor;
	while (at > 0 && v->prompt_text[at - 1] != ' ')
		at--;
	bool letter = key < 128 && isalpha((int)key), number = at < v->prompt_cursor && strchr("0123456789.", v->prompt_text[at]);
	return v->prompt == PROMPT_EDIT && letter && number && tolower((unsigned char)v->prompt_text[v->prompt_cursor]) == tolower((int)key);
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
	if (app_palette_key(a, key))
		return;
	switch (key) {
	case KEYCODE_ENTER: case '\n':
		if (!app_palette_enter(a))
			submit(a);
		return;
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
	case KEY_CTRL('U'): erase(v, 0, v->prompt == PROMPT_EDIT ? end : at); break; /* there a unit stands behind the cursor */
	case KEY_CTRL('K'): v->prompt_text[at] = '\0'; break;
	case KEY_CTRL('W'): erase(v, word_start(v->prompt_text, at), at); break;
	default:
		if (types_over(v, key))
			v->prompt_cursor++;
		else if (key < KEYCODE_UP)
			insert(v, key);
	}
	if (v->prompt == PROMPT_HELP)
		app_help_filter_by(a, v->prompt_text);
	app_prompt_hint(a);
	app_palette_follow(a);
}
