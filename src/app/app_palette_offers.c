/* What the palette offers for what is typed so far: commands, actions, edits, readings, options, themes, times, recordings, scenarios, and what was typed before, each
 * from the table that there is anyway. Always true: candidates are kept in the order in which they are listed, and of those too many the worst go. */
#include "app_palette_parts.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edits_table.h"
#include "fuzzy.h"
#include "screen.h"
#include "series.h"
#include "utf8.h"

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

static void offer_scenarios(struct app *a) {
	for (size_t i = 0; i < a->palette->scenarios.count; i++) {
		char line[HISTORY_LINE_SIZE];
		if (snprintf(line, sizeof line, "scenario %s", a->palette->scenarios.at[i].name) < (int)sizeof line)
			offer(a, line, line, true, "a scenario of this directory", "", 2);
	}
}

/* A new kind of what can be meant is a row here; the order is that of an empty line, and of what fits alike. */
static void (*const providers[])(struct app *a) = {
	offer_time, offer_history, offer_commands, offer_actions, offer_edits, offer_options, offer_themes, offer_recordings, offer_scenarios, offer_series,
};

void palette_offer_all(struct app *a) {
	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
		providers[i](a);
}
