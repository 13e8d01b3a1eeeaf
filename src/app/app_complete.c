/* What may be typed at the prompt: the words that may stand where the line ends, shown beside it and completed by Tab. Made from the tables of edits and
 * actions, so that it knows whatever they know. */
#include "app_state.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edits_table.h"
#include "gpu.h"
#include "options.h"

#define WORDS_MAX 512
#define LINE_WORDS 8

/* The words of the line before its end, and the one that is being typed ("" after a blank). */
struct typed {
	char text[sizeof ((struct view *)0)->prompt_text];
	char *word[LINE_WORDS];
	int count;          /* whole words before the last */
	const char *last;
	bool at;            /* it began with "at TIME", which is left out */
};

struct choice { const char *word[WORDS_MAX + 1]; size_t count; };

static void choose(struct choice *c, const char *word, const char *begun) {
	for (size_t i = 0; i < c->count; i++)
		if (strcasecmp(c->word[i], word) == 0) /* an action and a command may share a word */
			return;
	if (c->count < WORDS_MAX && strncasecmp(word, begun, strlen(begun)) == 0)
		c->word[c->count++] = word;
}

static void split(const struct app *a, struct typed *t) {
	snprintf(t->text, sizeof t->text, "%s", a->view.prompt_text);
	t->count = 0;
	t->at = false;
	char *p = t->text;
	for (;;) {
		p += strspn(p, " ");
		size_t length = strcspn(p, " ");
		if (p[length] == '\0' || t->count == LINE_WORDS) {
			t->last = p;
			break;
		}
		p[length] = '\0';
		t->word[t->count++] = p;
		p += length + 1;
	}
	if (t->count >= 2 && strcasecmp(t->word[0], "at") == 0) {
		memmove(t->word, t->word + 2, (size_t)(t->count -= 2) * sizeof *t->word);
		t->at = true;
	}
}

static void first_words(const struct typed *t, struct choice *c) {
	for (const char *const *noun = edit_nouns; *noun; noun++)
		choose(c, *noun, t->last);
	if (!t->at)
		choose(c, "at", t->last);
	for (const struct command_word *w = command_words; !t->at && w->word; w++)
		choose(c, w->word, t->last);
	for (int id = ACT_NONE + 1; !t->at && id < ACT_COUNT; id++)
		choose(c, action_at((enum action_id)id)->name, t->last);
}

static void verbs(const struct typed *t, struct choice *c) {
	for (size_t v = 0; v < EDIT_VERB_COUNT; v++)
		if (strcasecmp(edit_rows[v].noun, t->word[0]) == 0)
			choose(c, edit_rows[v].word, t->last);
}

static void themes(const struct app *a, const struct typed *t, struct choice *c) {
	const struct theme_entries *all = app_palette_themes(a);
	for (size_t i = 0; i < all->count; i++)
		choose(c, all->at[i].name, t->last);
}

/* After "set": the keys that can be set here, then what such a key may be. */
static void settings(const struct app *a, const struct typed *t, struct choice *c) {
	static const char *const flags[] = { "yes", "no" };
	int id = t->count == 2 ? options_find(dashboard_rows, DASH_COUNT, t->word[1]) : -1;
	for (int i = 0; t->count == 1 && i < DASH_COUNT; i++)
		if (app_can_set((enum dashboard_option)i))
			choose(c, dashboard_rows[i].name, t->last);
	for (size_t i = 0; id >= 0 && dashboard_rows[id].kind == OPTION_FLAG && i < sizeof flags / sizeof *flags; i++)
		choose(c, flags[i], t->last);
	if (id == DASH_THEME)
		themes(a, t, c);
}

static void objects(const struct site *site, enum metric_class class, const struct typed *t, struct choice *c) {
	for (size_t i = 0; i < site_class_count(site, class); i++)
		choose(c, site_object_id(site, class, i), t->last);
	choose(c, "all", t->last);
}

/* The verb of the line, and where it stands; NULL: not typed yet. */
static const struct edit_row *row_of(const struct typed *t, int *at) {
	bool each = t->count > 0 && (!strcasecmp(t->word[0], "gen") || !strcasecmp(t->word[0], "feed"));
	*at = each ? 2 : 1;
	for (size_t v = 0; t->count > *at && v < EDIT_VERB_COUNT; v++)
		if (!strcasecmp(edit_rows[v].noun, t->word[0]) && !strcasecmp(edit_rows[v].word, t->word[*at]))
			return &edit_rows[v];
	return NULL;
}

static void values(const struct edit_row *row, int place, const struct typed *t, struct choice *c) {
	if (place == 0 && row->value == VALUE_MODEL)
		for (size_t i = 0; gpu_model_at(i); i++)
			choose(c, gpu_model_at(i)->name, t->last);
	if (place == 0 && row->value == VALUE_STANCE)
		for (size_t i = 0; i < STANCE_COUNT; i++)
			choose(c, stance_words[i], t->last);
	if (row->over && place == (row->value == VALUE_NONE ? 0 : 1))
		choose(c, "over", t->last);
}

/* Returns the row of the edit whose value is being typed, or NULL. */
static const struct edit_row *choices(const struct app *a, const struct typed *t, struct choice *c) {
	const struct site *site = app_w(a)->site;
	int at;
	c->count = 0;
	const struct edit_row *row = row_of(t, &at);
	if (t->count == 0)
		first_words(t, c);
	else if (strcasecmp(t->word[0], "set") == 0)
		settings(a, t, c);
	else if (strcasecmp(t->word[0], "theme") == 0 && t->count == 1)
		themes(a, t, c);
	else if (row)
		values(row, t->count - at - 1, t, c);
	else if (t->count == 1 && at == 2 && site)
		objects(site, t->word[0][1] == 'e' && (t->word[0][0] | 32) == 'g' ? CLASS_GEN : CLASS_FEED, t, c);
	else if (t->count == at)
		verbs(t, c);
	return row;
}

static void join(char *out, size_t size, const struct choice *c) {
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < c->count && n < size; i++) {
		if (n + strlen(c->word[i]) + 3 >= size) {
			snprintf(out + n, size - n, " \u2026");
			return;
		}
		n += (size_t)snprintf(out + n, size - n, "%s%s", i ? " " : "", c->word[i]);
	}
}

/* "e.g. gen G02 max 1800kW" of the set that is typed, where the usage has another one or all. */
static void example(char *out, size_t size, const struct typed *t, const struct edit_row *row) {
	const char *behind = strstr(row->usage, "|all");
	if (row->value == VALUE_TIME)
		snprintf(out, size, "%s", row->usage); /* as it is read by everybody */
	else if (behind && t->count > 1)
		snprintf(out, size, "e.g. %s %.*s%s", row->noun, SITE_ID_SIZE, t->word[1], behind + strcspn(behind, " "));
	else
		snprintf(out, size, "e.g. %s", row->usage);
}

void app_prompt_hint(struct app *a) {
	struct typed t;
	struct choice c;
	char *out = a->view.prompt_hint;
	size_t size = sizeof a->view.prompt_hint;
	out[0] = '\0';
	if (a->view.prompt >= PROMPT_MARK && a->view.prompt <= PROMPT_DIFFERENCE)
		app_mark_hint(a);
	if (a->view.prompt == PROMPT_SHELVE)
		snprintf(out, size, "%s %s", a->shelve_src, a->shelve_text);
	if (app_chart_hint(a) || (a->view.prompt != PROMPT_COMMAND && a->view.prompt != PROMPT_EDIT))
		return;
	split(a, &t);
	const struct edit_row *row = choices(a, &t, &c);
	if (a->view.prompt == PROMPT_EDIT && (!a->view.prompt_text[0] || app_edit_is_value(a->view.prompt_text)))
		snprintf(out, size, "a value of %s, or any edit", a->edit_words);
	else if (t.count == 0 && !*t.last)
		snprintf(out, size, "gen feed gpu job training site, or a command; Tab completes");
	else if (c.count > 0 && !(row && row->over))
		join(out, size, &c);
	else if (row)
		example(out, size, &t, row);
}

void app_prompt_complete(struct app *a) {
	struct typed t;
	struct choice c;
	struct view *v = &a->view;
	if (app_chart_complete(a) || (v->prompt != PROMPT_COMMAND && v->prompt != PROMPT_EDIT))
		return;
	split(a, &t);
	choices(a, &t, &c);
	size_t begun = strlen(t.last), end = strlen(v->prompt_text), common;
	if (c.count == 0 || begun > end)
		return;
	for (common = begun; c.word[0][common]; common++)
		for (size_t i = 1; i < c.count; i++)
			if (strncasecmp(c.word[0], c.word[i], common + 1) != 0)
				goto found;
found:
	if (end - begun + common + 2 > sizeof v->prompt_text)
		return;
	snprintf(v->prompt_text + end - begun, sizeof v->prompt_text - (end - begun), "%.*s%s", (int)common, c.word[0], c.count == 1 ? " " : "");
	v->prompt_cursor = (int)strlen(v->prompt_text);
}
