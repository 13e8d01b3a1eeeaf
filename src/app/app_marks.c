/* Marks at the keyboard, and the difference with one: `m` and a letter set, `'` and a letter go, `M` lists, `d` compares. A mark is the one thing that
 * the dashboard writes by itself (marks_file.h), and only when a person sets or removes one. */
#include "app_state.h"

#include <stdio.h>
#include <string.h>

#include "overlay_difference.h"
#include "utf8.h"

static const struct mark_list *marks(const struct app *a) { return marks_file_list(a->marks); }

static void show(struct app *a) {
	session_set_marks(a->session, marks(a), marks_file_path(a->marks));
	a->dirty = true;
}

void app_marks_open(struct app *a) {
	a->marks = marks_file_open(source_name(session_source(a->session)));
	show(a);
	if (*marks_file_fault(a->marks))
		app_say(a, true, "%s", marks_file_fault(a->marks));
}

/* "04:05:12 CDT", with the day where it is another one than the cursor's. */
static char *clock_words(const struct app *a, int64_t t_ms, char *out, size_t size) {
	const struct tz *tz = app_w(a)->site ? app_w(a)->site->tz : tz_utc();
	struct civil c, here;
	tz_civil(tz, t_ms, &c);
	tz_civil(tz, app_w(a)->cursor_ms, &here);
	if (c.day == here.day && c.month == here.month && c.year == here.year)
		snprintf(out, size, "%02d:%02d:%02d %s", c.hour, c.minute, c.second, c.zone);
	else
		snprintf(out, size, "%04d-%02d-%02d %02d:%02d:%02d %s", c.year, c.month, c.day, c.hour, c.minute, c.second, c.zone);
	return out;
}

/* " a b c": the letters that are set, for what is asked for one. */
static void letters(const struct app *a, char *out, size_t size) {
	size_t n = 0;
	out[0] = '\0';
	for (char c = '0'; c <= 'z' && n + 3 < size; c++)
		if (mark_list_find(marks(a), c))
			n += (size_t)snprintf(out + n, size - n, " %c", c);
}

static void no_mark(struct app *a, char letter) {
	char there[2 * MARKS_MAX + 1];
	letters(a, there, sizeof there);
	if (*there)
		app_say(a, true, "No mark %c; there are%s", letter, there);
	else
		app_say(a, true, "No mark %c: m and a letter set one at the cursor", letter);
}

/* ---- setting and removing ---- */

/* What is marked is the moment at which the question was asked. */
static void set(struct app *a, char letter, const char *text) {
	struct error err;
	char clock[64], old_clock[64] = "";
	const struct mark *there = mark_list_find(marks(a), letter);
	struct mark mark = { .letter = letter, .t_ms = a->asked_ms };
	if (mark.t_ms == TIME_NONE) {
		app_say(a, true, "There is no moment to mark yet");
		return;
	}
	utf8_clean(mark.text, sizeof mark.text, text, strlen(text));
	if (there)
		clock_words(a, there->t_ms, old_clock, sizeof old_clock);
	bool moved = there && strcmp(old_clock, clock_words(a, mark.t_ms, clock, sizeof clock)) != 0;
	bool kept = marks_file_set(a->marks, &mark, &err);
	const char *fault = marks_file_fault(a->marks);
	show(a);
	if (!kept)
		app_say(a, true, "Mark %c at %s, until the program ends: %s", letter, clock_words(a, mark.t_ms, clock, sizeof clock), err.text);
	else
		app_say(a, false, "Mark %c at %s%s%s%s%s", letter, clock_words(a, mark.t_ms, clock, sizeof clock), moved ? ", no longer at " : "", moved ? old_clock : "",
		        marks_file_path(a->marks) ? "" : "; until the program ends: ", marks_file_path(a->marks) ? "" : *fault ? fault : "there is no file to keep it in");
}

static void remove_mark(struct app *a, char letter) {
	struct error err;
	struct mark gone = { .letter = letter, .t_ms = TIME_NONE };
	bool kept = marks_file_set(a->marks, &gone, &err);
	show(a);
	app_marks_move(a, 0);
	if (kept)
		app_say(a, false, "Mark %c removed", letter);
	else
		app_say(a, true, "%s", err.text);
}

/* ---- going ---- */

static bool is_outside(struct app *a, const struct mark *m) {
	char clock[64];
	if (app_w(a)->first_ms != TIME_NONE && m->t_ms >= app_w(a)->first_ms && m->t_ms <= session_end_ms(a->session))
		return false;
	app_say(a, true, "Mark %c, %s, lies outside of what there is", m->letter, clock_words(a, m->t_ms, clock, sizeof clock));
	return true;
}

static void go(struct app *a, const struct mark *m) {
	char clock[64];
	if (is_outside(a, m))
		return;
	app_go(a, m->t_ms, true);
	app_say(a, false, "Mark %c, %s%s%s", m->letter, clock_words(a, m->t_ms, clock, sizeof clock), *m->text ? ": " : "", m->text);
}

static bool place_before(struct app *a, int64_t *t_ms) {
	if (a->jump_count == 0) {
		app_say(a, false, "There was no jump yet");
		return false;
	}
	*t_ms = a->jump[a->jump_count - 1].cursor_ms;
	return true;
}

/* ---- the difference ---- */

static void compare(struct app *a, int64_t t_ms, const char *with) {
	struct error err;
	if (!session_difference(a->session, t_ms, &err)) {
		app_say(a, true, "%s", err.text);
		return;
	}
	if (a->view.overlay != OVERLAY_DIFFERENCE)
		a->view.help_scroll = 0;
	a->view.overlay = OVERLAY_DIFFERENCE;
	a->difference_ms = t_ms;
	snprintf(a->view.difference_with, sizeof a->view.difference_with, "%s", with);
}

static void compare_mark(struct app *a, const struct mark *m) {
	char with[16];
	snprintf(with, sizeof with, "mark %c", m->letter);
	compare(a, m->t_ms, with);
}

/* While it is open it goes along with the cursor and with what has been read. */
void app_difference_sync(struct app *a) {
	struct error err;
	if (a->view.overlay != OVERLAY_DIFFERENCE) {
		session_difference_close(a->session);
		return;
	}
	if (!session_difference(a->session, a->difference_ms, &err)) {
		a->view.overlay = OVERLAY_NONE;
		session_difference_close(a->session);
		app_say(a, true, "%s", err.text);
	}
}

/* Asked for again while it is open, it asks which other one. */
void app_difference(struct app *a) {
	const struct mark_list *list = marks(a);
	if (list->count == 1 && a->view.overlay != OVERLAY_DIFFERENCE)
		compare_mark(a, &list->at[0]);
	else if (list->count == 0 && a->jump_count == 0)
		app_say(a, false, "No mark to compare with: m and a letter set one at the cursor");
	else
		app_prompt_open(a, PROMPT_DIFFERENCE);
}

/* ---- keys ---- */

void app_mark(struct app *a) { app_prompt_open(a, PROMPT_MARK); }
void app_mark_go(struct app *a) { app_prompt_open(a, PROMPT_MARK_GO); }

void app_marks(struct app *a) {
	a->view.overlay = a->view.overlay == OVERLAY_MARKS ? OVERLAY_NONE : OVERLAY_MARKS;
	app_marks_move(a, 0);
}

void app_marks_move(struct app *a, int by) {
	int count = (int)marks(a)->count, at = a->view.mark_row + by;
	at = at >= count ? count - 1 : at;
	a->view.mark_row = at < 0 ? 0 : at;
}

bool app_marks_key(struct app *a, uint32_t key) {
	const struct mark_list *list = marks(a);
	bool enter = key == KEYCODE_ENTER || key == '\n', remove = key == 'x' || key == KEYCODE_DELETE;
	if (!enter && !remove && key != 'd')
		return false;
	if ((size_t)a->view.mark_row >= list->count)
		return key != 'd';
	struct mark m = list->at[a->view.mark_row];
	if (remove) {
		remove_mark(a, m.letter);
	} else if (enter) {
		a->view.overlay = OVERLAY_NONE;
		go(a, &m);
	} else {
		compare_mark(a, &m);
	}
	return true;
}

/* What is said beside the question: the letters that are there. */
void app_mark_hint(struct app *a) {
	char there[2 * MARKS_MAX + 1];
	letters(a, there, sizeof there);
	if (a->view.prompt == PROMPT_MARK)
		snprintf(a->view.prompt_hint, sizeof a->view.prompt_hint, "%s%.40s%s", *there ? "set:" : "", there, *there ? "; Esc leaves" : "Esc leaves");
	else
		snprintf(a->view.prompt_hint, sizeof a->view.prompt_hint, "%.40s%s", *there ? there + 1 : "", a->jump_count ? "  ' the place before the jump" : "");
}

void app_mark_answer(struct app *a, uint32_t key) {
	enum prompt_kind kind = a->view.prompt;
	int64_t t_ms;
	a->view.prompt = PROMPT_NONE;
	if (key == '\'' && kind != PROMPT_MARK) {
		if (!place_before(a, &t_ms))
			return;
		if (kind == PROMPT_MARK_GO)
			app_go(a, t_ms, true);
		else
			compare(a, t_ms, "the place before the jump");
		return;
	}
	if (!mark_is_letter(key)) {
		if (key != KEYCODE_ESC && key != KEYCODE_BACKSPACE && key != KEY_CTRL('C') && key != KEY_CTRL('G'))
			app_say(a, true, "Expected a letter or a digit: nothing was done");
		return;
	}
	const struct mark *m = mark_list_find(marks(a), (char)key);
	if (kind == PROMPT_MARK)
		set(a, (char)key, "");
	else if (!m)
		no_mark(a, (char)key);
	else if (kind == PROMPT_MARK_GO)
		go(a, m);
	else
		compare_mark(a, m);
}

/* ---- typed ---- */

static bool is_one_letter(const char *text) { return mark_is_letter((unsigned char)text[0]) && (text[1] == '\0' || text[1] == ' '); }

/* "difference a", "difference '", "difference TIME". */
void app_difference_with(struct app *a, const char *text) {
	struct error err;
	int64_t t_ms;
	char with[40];
	utf8_clean(with, sizeof with, text, strlen(text));
	const struct mark *m = is_one_letter(text) && !text[1] ? mark_list_find(marks(a), text[0]) : NULL;
	if (m)
		compare_mark(a, m);
	else if (!strcmp(text, "'")) {
		if (place_before(a, &t_ms))
			compare(a, t_ms, "the place before the jump");
	} else if (session_parse_time(a->session, text, false, &t_ms, &err))
		compare(a, t_ms, with);
	else if (is_one_letter(text) && !text[1])
		no_mark(a, text[0]);
	else
		app_say(a, true, "%s", err.text);
}

void app_mark_words(struct app *a, const char *text) {
	if (is_one_letter(text))
		set(a, text[0], text + 1 + strspn(text + 1, " "));
	else
		app_say(a, true, "mark: expected a letter or a digit and words, such as: mark a the trip");
}

void app_mark_go_to(struct app *a, const char *text) {
	const struct mark *m = is_one_letter(text) && !text[1] ? mark_list_find(marks(a), text[0]) : NULL;
	if (m)
		go(a, m);
	else
		no_mark(a, *text ? text[0] : '?');
}
