/* Timed statements: sensors, gateways, faults, clocks, and everything else as an edit. Names are looked up and durations checked here,
 * so that an entry can be carried out as it stands. */
#include "script_lines.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "edits_table.h"

static struct script_entry *add_entry(struct script *s, int64_t at_ms, enum script_verb verb) {
	if (s->count == s->room) {
		s->room = s->room ? 2 * s->room : 32;
		s->entry = mem_resize(s->entry, s->room, sizeof *s->entry);
	}
	struct script_entry *e = &s->entry[s->count];
	memset(e, 0, sizeof *e);
	e->order = s->count++;
	e->at_ms = at_ms;
	e->verb = verb;
	e->gen = -1;
	e->for_ms = INT64_MAX;
	return e;
}

static bool find_gen(const struct words *w, const struct site *site, const char *name, size_t length, int *gen, struct error *err) {
	const char *known[SITE_GEN_MAX + 1] = { NULL };
	char text[WORD_SIZE];
	*gen = site_find(site, CLASS_GEN, name, length);
	if (*gen >= 0)
		return true;
	for (size_t i = 0; i < site->gen_count && i < SITE_GEN_MAX; i++)
		known[i] = site->gen[i].id;
	snprintf(text, sizeof text, "%.*s", (int)(length < sizeof text ? length : sizeof text - 1), name);
	return words_refuse(w, "set", text, known, err);
}

/* "for 30s" or "over 30s" at the end of the line, or nothing. */
static bool parse_for(struct words *w, int64_t *for_ms, struct error *err) {
	if (!words_take(w, "for") && !words_take(w, "over"))
		return words_end(w, err);
	return words_duration(w, "how long", for_ms, err) && words_end(w, err);
}

static const struct sentinel {
	const char *name;
	double value;
} sentinels[] = {
	{ "FFFF", 65535 }, { "FFFE", 65534 }, { "FFFD", 65533 }, { "FFFC", 65532 }, { "FFFB", 65531 }, { "8000", 32768 },
	{ "blank", 9223372036854775808.0 },
};

/* What a device of that kind sends when it has no value. */
static double sentinel_default(const struct site *site, size_t column) {
	enum metric_id id;
	size_t object;
	bool known = site_column_parts(site, column, &id, &object);
	return known && metric_at(id)->flags & METRIC_REGISTER ? sentinels[0].value : 9223372036854775808.0;
}

static bool parse_sentinel(struct words *w, const struct site *site, struct script_entry *e, struct error *err) {
	enum metric_id id;
	size_t object;
	e->number = sentinel_default(site, e->column);
	if (!site_column_parts(site, e->column, &id, &object) || metric_at(id)->kind != METRIC_NUMBER)
		return words_error(w, err, "only a number can be a sentinel");
	for (size_t i = 0; i < sizeof sentinels / sizeof *sentinels; i++) {
		if (words_take(w, sentinels[i].name)) {
			e->number = sentinels[i].value;
			return true;
		}
	}
	return true;
}

static bool parse_device_clock(struct script *s, struct words *w, int64_t at_ms, const char *device, struct error *err) {
	int gen;
	double ms;
	if (!find_gen(w, s->site, device, strlen(device), &gen, err) || !words_number(w, unit_ms, "the clock", &ms, err))
		return false;
	struct script_entry *e = add_entry(s, at_ms, SCRIPT_DEVICE_CLOCK);
	e->gen = gen;
	e->number = ms;
	return words_end(w, err);
}

static bool parse_sensor(struct script *s, struct words *w, int64_t at_ms, struct error *err) {
	static const char *const kinds[] = { "drop", "stuck", "noise", "sentinel", NULL };
	char name[WORD_SIZE];
	if (!words_next(w))
		return words_error(w, err, "sensor needs a column such as gen.G07.kw");
	memcpy(name, w->word, sizeof name);
	if (words_take(w, "clock"))
		return parse_device_clock(s, w, at_ms, name, err);
	long column = site_column_find(s->site, name, strlen(name));
	if (column < 0)
		return words_error(w, err, "no such column: \"%s\"; expected CLASS.OBJECT.KEY such as gen.G07.kw", name);
	words_next(w);
	int kind = word_find(kinds, w->word, strlen(w->word));
	if (kind < 0)
		return words_refuse(w, "sensor fault", w->word, kinds, err);
	struct script_entry *e = add_entry(s, at_ms, SCRIPT_SENSOR);
	e->column = (size_t)column;
	e->sensor = (enum sensor_kind)kind;
	if (e->sensor == SENSOR_SENTINEL && !parse_sentinel(w, s->site, e, err))
		return false;
	return parse_for(w, &e->for_ms, err);
}

static bool parse_gateway(struct script *s, struct words *w, int64_t at_ms, struct error *err) {
	char list[256];
	size_t first = s->count;
	int64_t for_ms = INT64_MAX;
	/* The list may be longer than a word holds. */
	words_next(w);
	snprintf(list, sizeof list, "%.*s", (int)(w->next - (w->line + w->column - 1)), w->line + w->column - 1);
	for (char *p = list; p;) {
		char *comma = strchr(p, ',');
		int gen;
		if (!find_gen(w, s->site, p, comma ? (size_t)(comma - p) : strlen(p), &gen, err))
			return false;
		add_entry(s, at_ms, SCRIPT_GATEWAY)->gen = gen;
		p = comma ? comma + 1 : NULL;
	}
	if (!words_take(w, "drop"))
		return words_error(w, err, "expected: gateway G04,G05,G06 drop for 6m");
	if (!parse_for(w, &for_ms, err))
		return false;
	for (size_t i = first; i < s->count; i++)
		s->entry[i].for_ms = for_ms;
	return true;
}

static bool parse_fault(struct script *s, struct words *w, int64_t at_ms, struct error *err) {
	static const char *const kinds[] = { "low-gas", "gas-dip", "hot", "exhaust", "limit", NULL };
	int gen;
	words_next(w);
	const char *name = strncmp(w->word, "gen.", 4) == 0 ? w->word + 4 : w->word;
	if (!find_gen(w, s->site, name, strlen(name), &gen, err))
		return false;
	words_next(w);
	int kind = word_find(kinds, w->word, strlen(w->word));
	if (kind < 0)
		return words_refuse(w, "fault", w->word, kinds, err);
	struct script_entry *e = add_entry(s, at_ms, SCRIPT_FAULT);
	e->gen = gen;
	e->fault = (enum fault_kind)kind;
	e->for_ms = e->fault == FAULT_LOW_GAS ? 90000 : 120000;
	if (e->fault == FAULT_LIMIT && !words_number(w, unit_kw, "the limit", &e->number, err))
		return false;
	if (!parse_for(w, &e->for_ms, err))
		return false;
	if (e->for_ms < 1000 || e->for_ms > 7 * (int64_t)86400000)
		return words_error(w, err, "a fault lasts from 1s to 7d");
	if (e->fault != FAULT_LOW_GAS)
		return true;
	int64_t trip_ms = at_ms + e->for_ms;
	add_entry(s, trip_ms, SCRIPT_TRIP)->gen = gen;
	return true;
}

static bool parse_clock(struct script *s, struct words *w, int64_t at_ms, struct error *err) {
	double seconds;
	if (!words_take(w, "step"))
		return words_error(w, err, "expected: clock step -2s");
	if (!words_number(w, unit_s, "the step", &seconds, err))
		return false;
	if (fabs(seconds) > 86400)
		return words_error(w, err, "a step is at most a day");
	add_entry(s, at_ms, SCRIPT_CLOCK)->number = seconds * 1000;
	return words_end(w, err);
}

static bool parse_recorder(struct script *s, struct words *w, int64_t at_ms, struct error *err) {
	if (!words_take(w, "stop"))
		return words_error(w, err, "expected: recorder stop for 40s");
	return parse_for(w, &add_entry(s, at_ms, SCRIPT_RECORDER)->for_ms, err);
}

static const struct statement {
	const char *word;
	bool (*parse)(struct script *, struct words *, int64_t, struct error *);
} statements[] = {
	{ "sensor", parse_sensor }, { "gateway", parse_gateway }, { "fault", parse_fault }, { "clock", parse_clock },
	{ "recorder", parse_recorder },
};
#define STATEMENT_COUNT (sizeof statements / sizeof *statements)

/* A word that begins neither a statement nor an edit is refused with the nearest of both. */
static bool check_first_word(const struct words *w, bool at_given, struct error *err) {
	const char *known[STATEMENT_COUNT + 8];
	struct words ahead = *w;
	size_t n = 0;
	words_next(&ahead);
	for (; edit_nouns[n]; n++) {
		known[n] = edit_nouns[n];
		if (strcasecmp(ahead.word, known[n]) == 0)
			return true;
	}
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		known[n++] = statements[i].word;
	known[n] = at_given ? NULL : "at";
	known[n + 1] = NULL;
	return words_refuse(&ahead, "statement", ahead.word, known, err);
}

bool script_statement(struct script *s, struct words *w, int64_t at_ms, bool at_given, const struct time_context *context,
                      struct error *err) {
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		if (words_take(w, statements[i].word))
			return statements[i].parse(s, w, at_ms, err);
	if (!check_first_word(w, at_given, err))
		return false;
	const struct edit *model = NULL;
	struct edit edit;
	for (size_t i = 0; i < s->count; i++)
		if (s->entry[i].verb == SCRIPT_EDIT)
			model = edit_later_model(model, &s->entry[i].edit, at_ms);
	edit_clear(&edit, at_ms);
	edit.at_given = at_given;
	if (!edit_parse_after(w, s->site, model, context, &edit, err))
		return false;
	add_entry(s, at_ms, SCRIPT_EDIT)->edit = edit;
	return true;
}
