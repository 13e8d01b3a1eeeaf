/* What is typed after ":": a row of the table of commands, an edit, the name of an action, or a time. The palette lists the same rows. */
#include "app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edits_table.h"
#include "options.h"

bool app_goto(struct app *a, const char *text) {
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

bool app_is_time(const struct app *a, const char *text) {
	struct error err;
	int64_t t_ms;
	return strlen(text) > 1 && session_parse_time(a->session, text, false, &t_ms, &err);
}

static void command_goto(struct app *a, const char *text) { app_goto(a, text); }

static void command_speed(struct app *a, const char *text) {
	char *end;
	double speed = strtod(text, &end);
	if (end == text || *end != '\0' || !(speed >= PLAYER_SPEED_LEAST && speed <= PLAYER_SPEED_MOST))
		app_say(a, true, "speed: expected a number from 0.1 to 10000, not \"%s\"", text);
	else
		player_set_speed(&a->player, speed, app_w(a)->cursor_ms, a->mono_ms);
}

static void command_watch(struct app *a, const char *text) {
	if (!*text)
		app_say(a, true, "watch: which? A recording, a directory of segments, or a daemon's address");
	else if (!strcmp(text, "-"))
		app_say(a, true, "watch: standard input can be read from the command line only");
	else if (app_w(a)->whatif && app_w(a)->whatif->unsaved)
		app_say(a, true, "watch: the scenario is not saved; :what-if-save saves it");
	else if (session_recording(a->session))
		app_say(a, true, "watch: what comes in is being recorded; r ends that");
	else {
		snprintf(a->watch_wanted, sizeof a->watch_wanted, "%s", text);
		a->wish = APP_WISH_WATCH;
	}
}

const struct command_word command_words[] = {
	{ "goto", "TIME", true, "go to a time: 14:05, T-30m, -10m, +90s, ISO 8601", command_goto },
	{ "speed", "N", true, "play N times as fast as it was", command_speed },
	{ "chart", "NAMES", false, "chart readings and derived values on the zoomed Timeline", app_chart },
	{ "mark", "LETTER WORDS", true, "mark this moment, with words", app_mark_words },
	{ "mark-go", "LETTER", true, "go to a mark", app_mark_go_to },
	{ "difference", "LETTER|TIME", true, "what changed since a mark or a time", app_difference_with },
	{ "watch", "SOURCE", true, "watch another recording, or a daemon", command_watch },
	{ "scenario", "FILE", false, "the edits of a file, in place of these", app_whatif_file },
	{ "theme", "NAME", true, "colours", app_settings_ask },
	{ "set", "KEY VALUE", false, "an option, until the program ends; without a value it is told", app_set },
	{ NULL, NULL, false, NULL, NULL },
};

static bool is_edit(const char *text) {
	size_t word = strcspn(text, " ");
	for (const char *const *noun = edit_nouns; *noun; noun++)
		if (strlen(*noun) == word && !strncmp(text, *noun, word))
			return true;
	return !strncmp(text, "at ", 3);
}

static void refuse(struct app *a, const char *text) {
	const char *names[ACT_COUNT + sizeof command_words / sizeof *command_words], *near;
	size_t count = 0;
	for (int id = ACT_NONE + 1; id < ACT_COUNT; id++)
		names[count++] = action_at((enum action_id)id)->name;
	for (const struct command_word *c = command_words; c->word; c++)
		names[count++] = c->word;
	names[count] = NULL;
	near = word_nearest(text, names);
	if (near)
		app_say(a, true, "No such command: \"%s\"; did you mean %s?", text, near);
	else
		app_say(a, true, "No such command: \"%s\"; the list over \":\" has all, Down chooses one of it", text);
}

/* False: no such command. */
static bool command(struct app *a, const char *text) {
	size_t word = strcspn(text, " ");
	for (const struct command_word *c = command_words; c->word; c++)
		if (strlen(c->word) == word && !strncmp(text, c->word, word) && (text[word] || !c->operand_needed)) {
			c->run(a, text + word + strspn(text + word, " "));
			return true;
		}
	if (is_edit(text)) {
		app_whatif_line(a, text, false);
		return true;
	}
	for (int id = ACT_NONE + 1; id < ACT_COUNT; id++)
		if (!strcmp(action_at((enum action_id)id)->name, text) || (id == ACT_QUIT && !strcmp(text, "q"))) {
			app_act(a, (enum action_id)id);
			return true;
		}
	if (app_is_time(a, text)) {
		app_goto(a, text);
		return true;
	}
	refuse(a, text);
	return false;
}

void app_command(struct app *a, const char *text) {
	if (command(a, text))
		app_palette_remember(a, text);
}
