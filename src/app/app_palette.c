/* The palette over ":": all that one may mean by what is typed so far, out of the tables that there are (commands, actions, edits, readings, options,
 * themes), the recordings, and what was typed before. Always true: nothing of it is done but by Enter on a row that is chosen, which the arrows
 * alone do; the rows in the view are those of what stands in the line. */
#include "app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command_history.h"
#include "edits_table.h"
#include "fuzzy.h"
#include "palette.h"
#include "recordings.h"
#include "screen.h"
#include "series.h"
#include "themes.h"
#include "utf8.h"

#define KEPT 200 /* candidates, the best ones */

struct candidate;
typedef void now_fn(struct app *a, struct candidate *c);

struct candidate {
	int score;
	size_t order;     /* as it came: of two alike the earlier */
	char text[72];    /* what is listed */
	char line[HISTORY_LINE_SIZE]; /* what is run, or, where more is wanted, what is put into the line */
	char note[112], key[20];
	bool whole;       /* the line can be run as it is */
	now_fn *now;      /* fills the note in, of what is in sight, anew when the cursor moves; NULL: it stands */
};

struct palette {
	struct candidate kept[KEPT];
	size_t count, total, order;
	long chosen;                /* of them; -1: what is typed */
	size_t first;               /* in sight */
	struct command_history history;
	size_t back;                /* how far back in it one has gone; 0: at what is typed */
	char typed[HISTORY_LINE_SIZE]; /* what was, before one went back */
	int64_t shown_ms;           /* the cursor when the notes were filled in */
	struct recordings recordings;
	struct theme_entries themes;
};

struct palette *palette_new(void) { return mem_zalloc(1, sizeof(struct palette)); }

void palette_free(struct palette *p) {
	if (p) {
		recordings_free(&p->recordings);
		themes_free(&p->themes);
	}
	free(p);
}

const struct theme_entries *app_palette_themes(const struct app *a) { return &a->palette->themes; }

void app_palette_remember(struct app *a, const char *text) { command_history_add(&a->palette->history, text); }
struct command_history *app_history(struct app *a) { return &a->palette->history; }

/* Whether a is listed before b. */
static bool is_before(const struct candidate *a, const struct candidate *b) {
	return a->score != b->score ? a->score > b->score : a->order < b->order;
}

static void keep(struct palette *p, struct candidate *c) {
	c->order = p->order++;
	p->total++;
	if (p->count == KEPT && !is_before(c, &p->kept[KEPT - 1]))
		return;
	size_t at = p->count < KEPT ? p->count++ : KEPT - 1;
	while (at > 0 && is_before(c, &p->kept[at - 1])) {
		p->kept[at] = p->kept[at - 1];
		at--;
	}
	p->kept[at] = *c;
}

/* What fits by its name, or, for less, by a word of what it does; `bonus` parts kinds that fit alike. */
static bool fits(struct candidate *c, const char *typed, int bonus, bool by_note) {
	c->score = fuzzy_score(typed, c->text);
	if (c->score == FUZZY_NONE && by_note && strlen(typed) >= 3 && strcasestr(c->note, typed))
		c->score = 1;
	if (c->score == FUZZY_NONE)
		return false;
	c->score += *typed && c->score > 1 ? bonus : 0;
	return true;
}

static void put(char *out, size_t size, const char *text) { utf8_clean(out, size, text, strlen(text)); }

static void offer(struct app *a, const char *text, const char *line, bool whole, const char *note, const char *key, int bonus) {
	struct candidate c = { .whole = whole };
	put(c.text, sizeof c.text, text);
	put(c.note, sizeof c.note, note);
	put(c.key, sizeof c.key, key);
	snprintf(c.line, sizeof c.line, "%s", line);
	if (fits(&c, a->view.prompt_text, bonus, true))
		keep(a->palette, &c);
}

static void offer_history(struct app *a) {
	const struct command_history *h = &a->palette->history;
	size_t most = *a->view.prompt_text ? HISTORY_MAX : 3;
	for (size_t i = h->count; i-- > 0 && h->count - i <= most;)
		offer(a, h->line[i], h->line[i], true, "typed before", "", 6);
}

static void offer_actions(struct app *a) {
	bool on = session_whatif_on(a->session);
	for (int id = ACT_NONE + 1; id < ACT_COUNT; id++) {
		const struct action *action = action_at((enum action_id)id);
		char note[120];
		snprintf(note, sizeof note, "%s%s", action->whatif && !on ? "in the what-if: " : "", action->help);
		offer(a, action->name, action->name, true, note, app_draws_ascii(a) ? action->key_ascii : action->key_text, 10);
	}
}

static void offer_commands(struct app *a) {
	for (const struct command_word *c = command_words; c->word; c++) {
		char text[64], line[40];
		snprintf(text, sizeof text, "%s %s", c->word, c->operand);
		snprintf(line, sizeof line, "%s ", c->word);
		offer(a, text, line, false, c->help, "", 8);
	}
}

/* The object of an edit: that which is typed behind its noun, else the selected set, or the first feed. */
static const char *object_of(struct app *a, const struct edit_row *row, bool *typed) {
	const struct site *s = app_w(a)->site;
	const char *text = a->view.prompt_text, *noun = row->noun;
	bool gen = !strcmp(noun, "gen");
	enum metric_class class = gen ? CLASS_GEN : CLASS_FEED;
	*typed = false;
	if (!gen && strcmp(noun, "feed") != 0)
		return "";
	size_t count = s ? site_class_count(s, class) : 0, selected = gen && a->view.selected_gen < (int)count ? (size_t)a->view.selected_gen : 0;
	text += strspn(text, " ");
	if (strncasecmp(text, noun, strlen(noun)) == 0 && text[strlen(noun)] == ' ') {
		text += strlen(noun);
		text += strspn(text, " ");
		size_t length = strcspn(text, " ");
		for (size_t i = 0; i <= count; i++) {
			const char *id = i < count ? site_object_id(s, class, i) : "all";
			if (strlen(id) == length && strncasecmp(id, text, length) == 0) {
				*typed = true;
				return id;
			}
		}
	}
	return count ? site_object_id(s, class, selected) : "all";
}

/* "gen G07|all trip" becomes "gen G02 trip" of the selected set, which is listed as it is once a set is typed; what is an example of a value is left to be
 * typed. */
static void offer_edit(struct app *a, const struct edit_row *row) {
	char line[HISTORY_LINE_SIZE], text[96];
	bool typed;
	const char *object = object_of(a, row, &typed), *behind = strchr(row->usage, '|');
	snprintf(line, sizeof line, "%s %s%s%s%s", row->noun, object, *object ? " " : "", row->word, row->value == VALUE_NONE ? "" : " ");
	snprintf(text, sizeof text, "%s", row->usage);
	if (typed && behind)
		snprintf(text, sizeof text, "%s %s%s", row->noun, object, behind + strcspn(behind, " "));
	offer(a, text, line, row->value == VALUE_NONE && (!*object || typed), row->meaning, "", 4);
}

static void offer_edits(struct app *a) {
	for (size_t v = 0; v < EDIT_VERB_COUNT; v++)
		offer_edit(a, &edit_rows[v]);
}

/* "1,746 kW  active power" of what stands at the cursor. */
static void series_now(struct app *a, struct candidate *c) {
	struct series_info info = { "", 0, NULL, "" };
	char value[80];
	series_info(app_w(a)->site, c->text, &info);
	screen_series_words(app_w(a), c->text, value, sizeof value);
	snprintf(c->note, sizeof c->note, "%.40s  %s", value, info.help);
}

/* Hundreds of them: only for what is typed, and the note only of those in sight. */
static void offer_series(struct app *a) {
	const struct world *w = app_w(a);
	const char *typed = a->view.prompt_text;
	char key[SERIES_KEY_SIZE];
	if (!w->site || !*typed)
		return;
	for (size_t i = 0, count = series_count(w->site); i < count; i++) {
		struct candidate c = { .whole = true, .now = series_now };
		put(c.text, sizeof c.text, series_key(w->site, i, key));
		if (!fits(&c, typed, 0, false))
			continue;
		snprintf(c.line, sizeof c.line, "chart %s", c.text);
		snprintf(c.key, sizeof c.key, "chart");
		keep(a->palette, &c);
	}
}

/* To which time it would go from where the cursor is. */
static void time_now(struct app *a, struct candidate *c) {
	const struct world *w = app_w(a);
	struct error err;
	struct civil at;
	int64_t t_ms;
	if (!session_parse_time(a->session, c->line + strlen("goto "), false, &t_ms, &err))
		return;
	tz_civil(w->site ? w->site->tz : tz_utc(), t_ms, &at);
	bool outside = w->first_ms == TIME_NONE || t_ms < w->first_ms || t_ms > session_end_ms(a->session);
	snprintf(c->note, sizeof c->note, "go to %d-%02d-%02d %02d:%02d:%02d %s%s", at.year, at.month, at.day, at.hour, at.minute, at.second, at.zone,
	         outside ? ", outside of what there is" : "");
}

/* What is typed may be a time, by itself or behind "goto". */
static void offer_time(struct app *a) {
	const char *typed = a->view.prompt_text;
	if (!strncmp(typed, "goto ", 5))
		typed += 5 + strspn(typed + 5, " ");
	if (strlen(typed) > 40 || !app_is_time(a, typed))
		return;
	struct candidate c = { .score = 1000, .whole = true, .now = time_now };
	snprintf(c.line, sizeof c.line, "goto %s", typed);
	put(c.text, sizeof c.text, c.line);
	keep(a->palette, &c);
}

static void offer_options(struct app *a) {
	for (int id = 0; a->config && id < DASH_COUNT; id++) {
		char text[64], line[64], note[160];
		if (!app_can_set((enum dashboard_option)id))
			continue;
		const char *value = config_text(a->config, (enum dashboard_option)id);
		snprintf(text, sizeof text, "set %s", dashboard_rows[id].name);
		snprintf(line, sizeof line, "set %s ", dashboard_rows[id].name);
		snprintf(note, sizeof note, "%s%s%s", value, *value ? ": " : "", dashboard_rows[id].help);
		offer(a, text, line, false, note, "", 2);
	}
}

static void offer_themes(struct app *a) {
	for (size_t i = 0; i < a->palette->themes.count; i++) {
		char text[72];
		snprintf(text, sizeof text, "theme %s", a->palette->themes.at[i].name);
		offer(a, text, text, true, a->palette->themes.at[i].own ? "own colours" : "colours", "", 2);
	}
}

static void offer_recordings(struct app *a) {
	for (size_t i = 0; i < a->palette->recordings.count; i++) {
		const struct recording_entry *r = &a->palette->recordings.at[i];
		char line[HISTORY_LINE_SIZE];
		if (snprintf(line, sizeof line, "watch %s", r->name) < (int)sizeof line)
			offer(a, line, line, true, r->bundled ? "a bundled recording" : "a recording of this directory", "", 2);
	}
}

/* A new kind of what can be meant is a row here; the order is that of an empty line, and of what fits alike. */
static void (*const providers[])(struct app *a) = {
	offer_time, offer_history, offer_commands, offer_actions, offer_edits, offer_options, offer_themes, offer_recordings, offer_series,
};

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
	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
		providers[i](a);
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
	themes_free(&p->themes);
	recordings_find(&p->recordings);
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
