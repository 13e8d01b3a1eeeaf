/* The what-if at the keyboard: keys become edits at the cursor's time, by the table of fields or as they are typed. Nothing here commands a machine:
 * an edit changes the scenario of the session and nothing else. */
#include "app_state.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "baseline.h"
#include "edits_table.h"
#include "fields.h"
#include "scenario.h"
#include "utf8.h"

static bool on(const struct app *a) { return session_whatif_on(a->session); }

/* The time of an edit without one: that of the sample on the screen, or of the computed step, so that what it does is seen at once. */
static int64_t edit_ms(const struct world *w) {
	if (w->site && w->last_ms != TIME_NONE && w->cursor_ms > w->last_ms) {
		int64_t step_ms = baseline_step_ms(w->site);
		return w->last_ms + (w->cursor_ms - w->last_ms) / step_ms * step_ms;
	}
	return w->frame && !w->in_gap && w->frame->t_ms < w->cursor_ms ? w->frame->t_ms : w->cursor_ms;
}

void app_whatif(struct app *a) {
	struct error err;
	if (on(a)) {
		session_whatif_leave(a->session);
		a->view.overlay = OVERLAY_NONE;
		size_t count;
		scenario_edits(session_scenario(a->session), &count);
		if (count > 0)
			app_say(a, false, "What-if left; its %zu %s kept (w comes back)", count, count == 1 ? "edit is" : "edits are");
		return;
	}
	if (!session_whatif_enter(a->session, &err)) {
		app_say(a, true, "%s", err.text);
		return;
	}
	player_pause(&a->player, true, edit_ms(app_w(a)), a->mono_ms);
	app_say(a, false, "What if: x trips, Enter types a value, + - step it, : takes any edit; nothing is commanded");
}

/* `go`: to its first edit, where that is still to come; else nothing of it would be seen. */
void app_whatif_open(struct app *a, const char *path, bool go) {
	struct error err;
	bool was_on = on(a);
	if (!was_on)
		app_whatif(a);
	if (!on(a))
		return;
	if (!session_whatif_load(a->session, path, &err)) {
		if (!was_on) /* nothing was changed, the mode neither */
			session_whatif_leave(a->session);
		app_say(a, true, "%s", err.text);
		return;
	}
	const struct world_whatif *what = app_w(a)->whatif;
	bool comes = what->edit_count > 0 && what->edits[0].at_ms > app_w(a)->cursor_ms;
	if (go && comes) {
		app_go(a, what->edits[0].at_ms, true);
		a->player.playing = false;
	}
	app_say(a, false, "%zu %s of %s%s", what->edit_count, what->edit_count == 1 ? "edit" : "edits", path, go && comes ? "; here is the first" : "");
}

/* ":scenario FILE". */
void app_whatif_file(struct app *a, const char *path) {
	if (!*path)
		app_say(a, true, "scenario: which file? One of edits, as s saves it");
	else if (app_w(a)->whatif && app_w(a)->whatif->unsaved)
		app_say(a, true, "scenario: the edits are not saved; :what-if-save saves them, u takes them back");
	else
		app_whatif_open(a, path, true);
}

static bool add(struct app *a, const struct edit *edit, bool nudge) {
	struct error err;
	char text[EDIT_TEXT_SIZE];
	struct edit e = *edit;
	if (!session_whatif_add(a->session, edit, nudge, &err)) {
		app_say(a, true, "%s", err.text);
		return false;
	}
	e.at_given = false;
	app_say(a, false, "%s", edit_print(&e, app_w(a)->site, text, sizeof text));
	return true;
}

/* Any line of the language; the mode is entered by it. */
bool app_whatif_line(struct app *a, const char *line, bool nudge) {
	struct error err;
	struct time_context context;
	struct edit edit;
	bool was_on = on(a);
	if (!was_on)
		app_whatif(a);
	if (!on(a))
		return false;
	session_time_context(a->session, false, &context);
	context.cursor_ms = edit_ms(app_w(a));
	if (!scenario_parse(session_scenario(a->session), line, app_w(a)->site, &context, &edit, &err)) {
		if (!was_on) /* nothing was changed, the mode neither */
			session_whatif_leave(a->session);
		app_say(a, true, "%s", err.text);
		return false;
	}
	return add(a, &edit, nudge);
}

static bool place(struct app *a, struct field_place *out) {
	const struct view *v = &a->view;
	size_t index = v->focus == PANEL_GENERATORS ? (size_t)v->selected_gen : (size_t)v->field[v->focus];
	if (v->overlay == OVERLAY_NONE && field_at(app_w(a), v->focus, index, out))
		return true;
	app_say(a, false, "Nothing to edit here: Supply, Countdown, Generators and GPUs have fields (1 to 4)");
	return false;
}

/* What a field makes goes the way of a typed line, so that its bounds hold for both. */
static void make(struct app *a, struct edit *edit, bool nudge) {
	char text[EDIT_TEXT_SIZE];
	edit->at_given = false;
	app_whatif_line(a, edit_print(edit, app_w(a)->site, text, sizeof text), nudge);
}

static void step(struct app *a, int steps) {
	struct field_place p;
	struct edit edit;
	if (!place(a, &p))
		return;
	if (field_edit(app_w(a), &p, steps, &edit))
		make(a, &edit, true);
	else
		app_say(a, false, "It has no value to step: x switches it");
}
void app_edit_more(struct app *a) { step(a, 1); }
void app_edit_less(struct app *a) { step(a, -1); }

void app_edit_toggle(struct app *a) {
	struct field_place p;
	struct edit edit;
	if (a->view.overlay == OVERLAY_EDITS) {
		if (!session_whatif_remove(a->session, (size_t)a->view.edit_row))
			app_say(a, false, "No edit to remove");
		app_edit_move(a, 0);
		return;
	}
	if (a->key == KEYCODE_DELETE || a->view.overlay != OVERLAY_NONE || !place(a, &p))
		return;
	if (field_toggle(app_w(a), &p, &edit))
		make(a, &edit, false);
	else
		app_say(a, false, "x switches sets, feeds, the job and the training; + - and Enter change this");
}

static void jump_to_violation(struct app *a) {
	const struct world_whatif *what = app_w(a)->whatif;
	size_t at = (size_t)a->view.field[PANEL_ALARMS];
	if (!what || at >= what->violation_count || (a->view.show == WHATIF_BASELINE && a->view.overlay == OVERLAY_NONE)) {
		if (a->view.overlay == OVERLAY_NONE)
			app_act(a, ACT_OPEN);
		return;
	}
	char text[160];
	const struct violation *v = &what->violations[at];
	app_go(a, v->start_ms, true);
	a->view.overlay = OVERLAY_NONE;
	app_say(a, false, "%s", violation_print(v, app_w(a)->site, what->reached_ms, text, sizeof text));
}

static void jump_to_edit(struct app *a) {
	const struct world_whatif *what = app_w(a)->whatif;
	if (!what || (size_t)a->view.edit_row >= what->edit_count)
		return;
	app_go(a, what->edits[a->view.edit_row].at_ms, true);
	a->view.overlay = OVERLAY_NONE;
}

/* "feed TVA limit": what stands before the value. */
static void words_of(const struct app *a, const struct edit *edit, char *out, size_t size) {
	const struct edit_row *row = &edit_rows[edit->verb];
	bool gen = !strcmp(row->noun, "gen"), each = gen || !strcmp(row->noun, "feed");
	const char *object = each && edit->object >= 0 ? site_object_id(app_w(a)->site, gen ? CLASS_GEN : CLASS_FEED, (size_t)edit->object) : each ? "all" : "";
	snprintf(out, size, "%s%s%s %s", row->noun, each ? " " : "", object, row->word);
}

/* Every edit begins with a word. */
bool app_edit_is_value(const char *text) { return *text && strchr("0123456789+-.", *text) != NULL; }

/* The reason is followed by the way out where the row has room for both. */
void app_edit_typed(struct app *a, const char *text) {
	struct view *v = &a->view;
	char line[sizeof v->prompt_text];
	bool alone = app_edit_is_value(text) && *a->edit_words;
	if (snprintf(line, sizeof line, "%s%s%s", alone ? a->edit_words : "", alone ? " " : "", text) >= (int)sizeof line || app_whatif_line(a, line, false))
		return;
	v->prompt = PROMPT_EDIT; /* the line stands to be mended, the message above it; a column is told of the whole line */
	snprintf(v->prompt_text, sizeof v->prompt_text, "%s", line);
	v->prompt_cursor = (int)strlen(v->prompt_text);
	if ((int)utf8_cells(v->message) + 14 <= a->cols) {
		char why[sizeof v->message];
		memcpy(why, v->message, sizeof why);
		app_say(a, true, "%s; Esc leaves", why);
	}
	app_prompt_hint(a);
}

/* The prompt begins with the edit that would change nothing; the cursor stands behind its number. */
void app_edit_value(struct app *a) {
	struct field_place p;
	struct edit edit;
	struct view *v = &a->view;
	if (v->overlay == OVERLAY_EDITS) {
		jump_to_edit(a);
		return;
	}
	if (v->focus == PANEL_ALARMS || v->overlay == OVERLAY_VIOLATIONS) {
		jump_to_violation(a);
		return;
	}
	if (!place(a, &p))
		return;
	if (!field_edit(app_w(a), &p, 0, &edit)) {
		app_say(a, false, "It has no value: x switches it");
		return;
	}
	edit.at_given = false;
	words_of(a, &edit, a->edit_words, sizeof a->edit_words);
	app_prompt_open(a, PROMPT_EDIT);
	a->prompt_fresh = edit.word[0] == '\0';
	edit_print(&edit, app_w(a)->site, v->prompt_text, sizeof v->prompt_text);
	int at = (int)strlen(v->prompt_text);
	while (at > 0 && edit.word[0] == '\0' && (v->prompt_text[at - 1] < '0' || v->prompt_text[at - 1] > '9'))
		at--;
	v->prompt_cursor = at > 0 ? at : (int)strlen(v->prompt_text);
	app_prompt_hint(a);
}

void app_edit_undo(struct app *a) {
	app_say(a, false, session_whatif_undo(a->session) ? "Undone" : "Nothing to undo");
}

void app_edit_redo(struct app *a) {
	app_say(a, false, session_whatif_redo(a->session) ? "Made again" : "Nothing to make again");
}

void app_whatif_show(struct app *a) {
	a->view.show = (enum whatif_show)((a->view.show + 1) % WHATIF_SHOW_COUNT);
	app_say(a, false, "%s", whatif_show_words[a->view.show]);
}

void app_whatif_edits(struct app *a) {
	a->view.overlay = a->view.overlay == OVERLAY_EDITS ? OVERLAY_NONE : OVERLAY_EDITS;
	app_edit_move(a, 0);
}

void app_whatif_violations(struct app *a) {
	a->view.overlay = a->view.overlay == OVERLAY_VIOLATIONS ? OVERLAY_NONE : OVERLAY_VIOLATIONS;
	app_edit_move(a, 0);
}

void app_edit_move(struct app *a, int by) {
	const struct world_whatif *what = app_w(a)->whatif;
	struct view *v = &a->view;
	bool list = v->overlay == OVERLAY_EDITS, violations = v->overlay == OVERLAY_VIOLATIONS || (!list && v->focus == PANEL_ALARMS);
	int count = !what ? 0 : list ? (int)what->edit_count : violations ? (int)what->violation_count : (int)fields_count(app_w(a), v->focus);
	int *at = list ? &v->edit_row : &v->field[violations ? PANEL_ALARMS : v->focus];
	*at += by;
	*at = *at >= count ? count - 1 : *at;
	*at = *at < 0 ? 0 : *at;
}

/* "generator-trip.scenario" beside where one stands. */
void app_whatif_save(struct app *a) {
	const struct world_whatif *what = app_w(a)->whatif;
	struct view *v = &a->view;
	const char *name = app_w(a)->source_name ? app_w(a)->source_name : "", *slash = strrchr(name, '/');
	if (!what || what->edit_count == 0) {
		app_say(a, false, "There is no edit to save");
		return;
	}
	app_prompt_open(a, PROMPT_SAVE);
	name = slash ? slash + 1 : name;
	if (what->file)
		snprintf(v->prompt_text, sizeof v->prompt_text, "%.150s", what->file);
	else
		snprintf(v->prompt_text, sizeof v->prompt_text, "%.*s.scenario", (int)strcspn(name, ".:"), name);
	v->prompt_cursor = (int)strlen(v->prompt_text);
}

static void save(struct app *a, const char *path) {
	struct error err;
	if (!session_whatif_save(a->session, path, &err)) { /* the name stands to be mended, the message above it */
		app_prompt_open(a, PROMPT_SAVE);
		snprintf(a->view.prompt_text, sizeof a->view.prompt_text, "%.150s", path);
		a->view.prompt_cursor = (int)strlen(a->view.prompt_text);
		app_say(a, true, "%s", err.text);
		return;
	}
	if (a->quit_when_saved)
		a->wish = APP_WISH_QUIT;
	else
		app_say(a, false, "Saved %zu %s to %s", app_w(a)->whatif->edit_count, app_w(a)->whatif->edit_count == 1 ? "edit" : "edits", path);
	a->quit_when_saved = false;
}

/* A file that is there and not this scenario's own is replaced only when asked. */
void app_whatif_save_to(struct app *a, const char *path) {
	const struct world_whatif *what = app_w(a)->whatif;
	bool own = what && what->file && !strcmp(what->file, path);
	snprintf(a->save_path, sizeof a->save_path, "%s", path);
	if (!own && access(path, F_OK) == 0)
		app_prompt_open(a, PROMPT_REPLACE);
	else
		save(a, path);
}

/* A letter answers. Ctrl-C twice leaves in any case. */
void app_whatif_answer(struct app *a, uint32_t key) {
	enum prompt_kind kind = a->view.prompt;
	a->view.prompt = PROMPT_NONE;
	if (kind == PROMPT_REPLACE) {
		if (key == 'y' || key == 'Y')
			save(a, a->save_path);
		else
			a->quit_when_saved = false;
		return;
	}
	if (key == 'q' || key == 'y' || key == 'Y' || key == KEY_CTRL('C'))
		a->wish = APP_WISH_QUIT;
	if (key == 's') {
		app_whatif_save(a);
		a->quit_when_saved = a->view.prompt == PROMPT_SAVE;
	}
}
