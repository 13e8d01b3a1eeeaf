/* The palette over ":": all that one may mean by what is typed so far, out of the tables that there are (commands, actions, edits, readings, options,
 * themes), the recordings, and what was typed before. Always true: nothing of it is done but by Enter on a row that is chosen, which the arrows
 * alone do; the rows in the view are those of what stands in the line. */
#include "app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edits_table.h"
#include "fuzzy.h"
#include "numbers.h"
#include "palette.h"
#include "recordings.h"
#include "series.h"
#include "themes.h"
#include "utf8.h"

#define KEPT 200    /* candidates, the best ones */
#define HISTORY 100 /* lines that were typed */

struct candidate {
	int score;
	size_t order;     /* as it came: of two alike the earlier */
	char text[72];    /* what is listed */
	char line[96];    /* what is run, or, where more is wanted, what is put into the line */
	char note[112], key[20];
	bool whole;       /* the line can be run as it is */
};

struct palette {
	struct candidate kept[KEPT];
	size_t count, total, order;
	long chosen;                /* of them; -1: what is typed */
	size_t first;               /* in sight */
	char *history[HISTORY];     /* newest last */
	size_t history_count, back; /* how far back in it one has gone; 0: at what is typed */
	struct recordings recordings;
	struct theme_entries themes;
};

struct palette *palette_new(void) { return mem_zalloc(1, sizeof(struct palette)); }

void palette_free(struct palette *p) {
	for (size_t i = 0; p && i < p->history_count; i++)
		free(p->history[i]);
	if (p) {
		recordings_free(&p->recordings);
		themes_free(&p->themes);
	}
	free(p);
}

const struct theme_entries *app_palette_themes(const struct app *a) { return &a->palette->themes; }

void app_palette_remember(struct app *a, const char *text) {
	struct palette *p = a->palette;
	if (p->history_count && !strcmp(p->history[p->history_count - 1], text))
		return;
	if (p->history_count == HISTORY) {
		free(p->history[0]);
		memmove(p->history, p->history + 1, --p->history_count * sizeof *p->history);
	}
	p->history[p->history_count++] = mem_strdup(text);
}

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
	const struct palette *p = a->palette;
	size_t most = *a->view.prompt_text ? HISTORY : 3;
	for (size_t i = p->history_count; i-- > 0 && p->history_count - i <= most;)
		offer(a, p->history[i], p->history[i], true, "typed before", "", 6);
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

/* "gen G07|all trip" becomes "gen G02 trip" of the selected set; what is an example of a value is left to be typed. */
static void offer_edit(struct app *a, const struct edit_row *row) {
	const struct site *s = app_w(a)->site;
	char line[96];
	const char *object = "";
	if (!strcmp(row->noun, "gen"))
		object = s && s->gen_count ? s->gen[a->view.selected_gen < (int)s->gen_count ? a->view.selected_gen : 0].id : "all";
	else if (!strcmp(row->noun, "feed"))
		object = s && s->feed_count ? s->feed[0].id : "all";
	snprintf(line, sizeof line, "%s %s%s%s%s", row->noun, object, *object ? " " : "", row->word, row->value == VALUE_NONE ? "" : " ");
	offer(a, row->usage, line, row->value == VALUE_NONE && !*object, row->meaning, "", 4);
}

static void offer_edits(struct app *a) {
	for (size_t v = 0; v < EDIT_VERB_COUNT; v++)
		offer_edit(a, &edit_rows[v]);
}

static const char *word_at(const char *const *words, double index) {
	for (int i = 0; words[i]; i++)
		if (i == (int)index)
			return words[i];
	return "?";
}

/* "1,746 kW  active power" of what stands at the cursor. */
static void series_note(const struct world *w, const char *key, char *out, size_t size) {
	struct series_info info;
	char number[NUMBER_SIZE] = "";
	if (!series_info(w->site, key, &info))
		return;
	struct reading r = w->frame ? series_reading(w->frame, &w->derived, key) : (struct reading){ .quality = QUALITY_MISSING };
	bool known = r.quality == QUALITY_GOOD || r.quality == QUALITY_STALE;
	if (!known)
		snprintf(number, sizeof number, "%s", r.quality == QUALITY_BAD ? "bad" : "\u2014");
	else if (info.words)
		snprintf(number, sizeof number, "%s", word_at(info.words, r.value));
	else
		number_text(number, r.value, info.decimals, NUMBER_PLAIN);
	snprintf(out, size, "%s%s%s%s  %s", number, known && !info.words && *info.unit ? " " : "", known && !info.words ? info.unit : "",
	         r.quality == QUALITY_STALE ? " stale" : "", info.help);
}

/* Hundreds of them: only for what is typed, and the note only of those that fit. */
static void offer_series(struct app *a) {
	const struct world *w = app_w(a);
	const char *typed = a->view.prompt_text;
	char key[SERIES_KEY_SIZE];
	if (!w->site || !*typed)
		return;
	for (size_t i = 0, count = series_count(w->site); i < count; i++) {
		struct candidate c = { .whole = true };
		put(c.text, sizeof c.text, series_key(w->site, i, key));
		if (!fits(&c, typed, 0, false))
			continue;
		snprintf(c.line, sizeof c.line, "chart %s", c.text);
		snprintf(c.key, sizeof c.key, "chart");
		if (a->palette->count < KEPT || c.score > a->palette->kept[KEPT - 1].score)
			series_note(w, key, c.note, sizeof c.note);
		keep(a->palette, &c);
	}
}

/* What is typed may be a time: to which it would go. */
static void offer_time(struct app *a) {
	const char *typed = a->view.prompt_text;
	struct error err;
	struct civil at;
	int64_t t_ms;
	char text[72], note[112];
	if (strlen(typed) < 2 || strlen(typed) > 40 || !session_parse_time(a->session, typed, false, &t_ms, &err))
		return;
	const struct world *w = app_w(a);
	tz_civil(w->site ? w->site->tz : tz_utc(), t_ms, &at);
	bool outside = w->first_ms == TIME_NONE || t_ms < w->first_ms || t_ms > session_end_ms(a->session);
	snprintf(text, sizeof text, "goto %s", typed);
	snprintf(note, sizeof note, "%d-%02d-%02d %02d:%02d:%02d %s%s", at.year, at.month, at.day, at.hour, at.minute, at.second, at.zone,
	         outside ? ", outside of what there is" : "");
	struct candidate c = { .score = 1000, .whole = true };
	put(c.text, sizeof c.text, text);
	put(c.note, sizeof c.note, note);
	snprintf(c.line, sizeof c.line, "%s", text);
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
		char line[96];
		if (snprintf(line, sizeof line, "watch %s", r->name) < (int)sizeof line)
			offer(a, line, line, true, r->bundled ? "a bundled recording" : "a recording of this directory", "", 2);
	}
}

/* A new kind of what can be meant is a row here; the order is that of an empty line, and of what fits alike. */
static void (*const providers[])(struct app *a) = {
	offer_time, offer_history, offer_commands, offer_actions, offer_edits, offer_options, offer_themes, offer_recordings, offer_series,
};

/* Which rows are in sight, and the chosen one among them. */
static void show(struct app *a) {
	struct palette *p = a->palette;
	struct palette_view *v = &a->view.palette;
	size_t rows = (size_t)palette_rows(a->cols, a->rows);
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
	p->count = p->total = p->order = p->first = 0;
	p->chosen = -1;
	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
		providers[i](a);
	show(a);
}

/* Directories are looked into once for each time that it opens. */
void app_palette_open(struct app *a) {
	struct palette *p = a->palette;
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

/* Above the first row is the line, and beyond it what was typed before. */
static void move(struct app *a, int by) {
	struct palette *p = a->palette;
	bool back = by < 0 && p->chosen < 0, forth = by > 0 && p->back > 0;
	if (back && p->back < p->history_count) {
		set_line(a, p->history[p->history_count - ++p->back]);
		app_palette_follow(a);
	} else if (forth) {
		p->back--;
		set_line(a, p->back ? p->history[p->history_count - p->back] : "");
		app_palette_follow(a);
	} else if (!back) {
		p->chosen += p->chosen + by < (long)p->count ? by : 0;
		show(a);
	}
}

bool app_palette_key(struct app *a, uint32_t key) {
	struct palette *p = a->palette;
	if (a->view.prompt != PROMPT_COMMAND)
		return false;
	switch (key) {
	case KEYCODE_UP: case KEY_CTRL('P'): move(a, -1); return true;
	case KEYCODE_DOWN: case KEY_CTRL('N'): move(a, 1); return true;
	case KEYCODE_PGUP: case KEYCODE_PGDN:
		for (int i = palette_rows(a->cols, a->rows); i > 1; i--)
			move(a, key == KEYCODE_PGUP && p->chosen > 0 ? -1 : key == KEYCODE_PGDN ? 1 : 0);
		return true;
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
