/* The charts of the zoomed Timeline: which series are drawn, chosen by names and patterns at a prompt that knows all of them. Always true: a line with a fault
 * changes nothing, and says what is wrong with it. */
#include "app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "screen.h"
#include "series.h"

#define SEGMENTS_MAX 48

struct charts {
	char key[VIEW_CHARTS_MAX][SERIES_KEY_SIZE];
	size_t count;
	size_t first_new; /* SIZE_MAX: none */
};

bool app_chart_shown(const struct app *a) {
	return a->view.zoomed && a->view.focus == PANEL_TIMELINE && a->view.overlay == OVERLAY_NONE;
}

void app_chart_sync(struct app *a) {
	struct track_keys keys;
	int64_t from, to;
	const struct world *w = app_w(a);
	screen_timeline_series(w, &a->view, &keys);
	screen_timeline_span(w, &a->view, &from, &to);
	session_track(a->session, &keys, from, to);
}

void app_chart_scroll(struct app *a, int by) {
	int most = screen_lane_scroll_most(a->cols, a->rows, app_w(a), &a->view), at = a->view.lane_scroll + by;
	a->view.lane_scroll = at < 0 ? 0 : at > most ? most : at;
}

static size_t charts_find(const struct charts *c, const char *key) {
	size_t i = 0;
	while (i < c->count && strcmp(c->key[i], key) != 0)
		i++;
	return i;
}

static bool charts_remove(struct charts *c, const char *pattern, struct error *err) {
	size_t kept = 0;
	for (size_t i = 0; i < c->count; i++)
		if (!series_match(pattern, c->key[i]))
			memmove(c->key[kept++], c->key[i], sizeof c->key[0]);
	bool any = kept < c->count;
	c->count = kept;
	return any || error_set(err, "\"%s\" is not charted", pattern);
}

static bool charts_add(struct charts *c, const struct site *site, const char *word, struct error *err) {
	char key[VIEW_CHARTS_MAX][SERIES_KEY_SIZE];
	size_t found = series_find(site, word, key, VIEW_CHARTS_MAX);
	if (!found)
		return series_refuse(site, word, err);
	for (size_t i = 0; i < found && i < VIEW_CHARTS_MAX; i++) {
		if (charts_find(c, key[i]) < c->count)
			continue;
		if (c->count == VIEW_CHARTS_MAX || found > VIEW_CHARTS_MAX)
			return error_set(err, "\"%s\" is %zu series; at most %d are charted: name fewer", word, found, VIEW_CHARTS_MAX);
		c->first_new = c->first_new == SIZE_MAX ? c->count : c->first_new;
		memcpy(c->key[c->count++], key[i], sizeof key[i]);
	}
	return true;
}

static bool charts_take(struct charts *c, const struct site *site, const char *text, struct error *err) {
	char word[sizeof ((struct view *)0)->prompt_text];
	while (*(text += strspn(text, " ,"))) {
		size_t length = strcspn(text, " ,");
		snprintf(word, sizeof word, "%.*s", (int)length, text);
		if (word[0] == '-' ? !charts_remove(c, word + 1, err) : !charts_add(c, site, word, err))
			return false;
		text += length;
	}
	return true;
}

void app_chart(struct app *a, const char *text) {
	struct view *v = &a->view;
	struct charts c = { .count = (size_t)v->chart_count, .first_new = SIZE_MAX };
	struct error err;
	memcpy(c.key, v->chart, sizeof v->chart);
	if (!app_w(a)->site) {
		app_say(a, true, "chart: nothing has been read yet");
		return;
	}
	if (text[strspn(text, " ")] == '\0')
		c.count = 0;
	else if (!charts_take(&c, app_w(a)->site, text, &err)) {
		app_say(a, true, "chart: %s", err.text);
		return;
	}
	memcpy(v->chart, c.key, sizeof v->chart);
	v->chart_count = (int)c.count;
	v->focus = PANEL_TIMELINE;
	v->zoomed = true;
	v->lane_scroll = c.first_new == SIZE_MAX ? 0 : (int)c.first_new;
	app_chart_scroll(a, 0);
	if (c.count)
		app_say(a, false, "%zu charted; / adds, -NAME removes, an empty line shows the lanes of the site", c.count);
	else
		app_say(a, false, "The lanes of the site");
}

/* The word that is being typed, without its "-"; NULL: no names are being typed. */
static const char *typed_word(const struct view *v, bool *removes) {
	const char *text = v->prompt_text, *word = strrchr(text, ' ');
	if (v->prompt == PROMPT_COMMAND && strncmp(text, "chart ", 6) == 0)
		text += 6;
	else if (v->prompt != PROMPT_CHART)
		return NULL;
	word = word && word >= text ? word + 1 : text;
	*removes = *word == '-';
	return *removes ? word + 1 : word;
}

/* Name i of those that the word may become; false past the end. */
static bool candidate(const struct app *a, bool removes, size_t i, char out[SERIES_KEY_SIZE]) {
	const struct site *site = app_w(a)->site;
	if (i >= (removes ? (size_t)a->view.chart_count : series_count(site)))
		return false;
	if (removes)
		memcpy(out, a->view.chart[i], SERIES_KEY_SIZE);
	else
		series_key(site, i, out);
	return true;
}

struct segments { char at[SEGMENTS_MAX][SERIES_KEY_SIZE]; size_t count; };

/* The name up to its next dot, once. */
static void segment_add(struct segments *s, const char *key, size_t begun) {
	size_t length = begun + strcspn(key + begun, "."), from = begun;
	length += key[length] == '.';
	while (from > 0 && key[from - 1] != '.')
		from--;
	for (size_t i = 0; i < s->count; i++)
		if (!strncmp(s->at[i], key + from, length - from) && s->at[i][length - from] == '\0')
			return;
	if (s->count < SEGMENTS_MAX)
		snprintf(s->at[s->count++], SERIES_KEY_SIZE, "%.*s", (int)(length - from), key + from);
}

static void join(char *out, size_t size, const struct segments *s) {
	size_t n = 0;
	for (size_t i = 0; i < s->count; i++) {
		if (n + strlen(s->at[i]) + 5 >= size) {
			snprintf(out + n, size - n, " \u2026");
			return;
		}
		n += (size_t)snprintf(out + n, size - n, "%s%s", i ? " " : "", s->at[i]);
	}
}

bool app_chart_hint(struct app *a) {
	struct view *v = &a->view;
	char key[SERIES_KEY_SIZE];
	bool removes;
	const char *word = typed_word(v, &removes);
	if (!word)
		return false;
	size_t begun = strlen(word), found = 0;
	struct segments *s = mem_zalloc(1, sizeof *s);
	v->prompt_hint[0] = '\0';
	if (!begun && !removes) {
		snprintf(v->prompt_hint, sizeof v->prompt_hint, "gen.G07.kw gen.*.oil_kpa load_mw -NAME; Tab completes");
	} else if (strchr(word, '*')) {
		for (size_t i = 0; candidate(a, removes, i, key); i++)
			found += series_match(word, key);
		snprintf(v->prompt_hint, sizeof v->prompt_hint, "%zu series", found);
	} else {
		for (size_t i = 0; candidate(a, removes, i, key); i++)
			if (strncasecmp(key, word, begun) == 0)
				segment_add(s, key, begun);
		join(v->prompt_hint, sizeof v->prompt_hint, s);
	}
	free(s);
	return true;
}

bool app_chart_complete(struct app *a) {
	struct view *v = &a->view;
	char key[SERIES_KEY_SIZE], whole[SERIES_KEY_SIZE] = "";
	bool removes;
	const char *word = typed_word(v, &removes);
	if (!word)
		return false;
	size_t begun = strlen(word), end = strlen(v->prompt_text), found = 0;
	for (size_t i = 0; candidate(a, removes, i, key); i++) {
		if (strncasecmp(key, word, begun) != 0)
			continue;
		if (found++ == 0)
			memcpy(whole, key, sizeof whole);
		size_t same = 0;
		while (whole[same] && whole[same] == key[same])
			same++;
		whole[same] = '\0';
	}
	if (!found || end - begun + strlen(whole) + 2 > sizeof v->prompt_text)
		return true;
	snprintf(v->prompt_text + end - begun, sizeof v->prompt_text - (end - begun), "%s%s", whole, found == 1 ? " " : "");
	v->prompt_cursor = (int)strlen(v->prompt_text);
	return true;
}
