/* Parsing of edits: a row of the table (edits_table.c) says the words of a verb, what value follows and whether "over DURATION" may end
 * the line; bounds_of says within which bounds. What the site does not allow is refused here, so that whoever applies an edit need not look again. */
#include "edits_table.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "options.h"
#include "words.h"

/* Beyond these a number is a slip of the finger, whatever the site. */
#define POWER_MW_MOST 100000.0
#define GPUS_MOST 1e8
#define OVER_MS_MOST (366 * (int64_t)86400000)

/* Set or feed by id, exactly, else in any case; "all". */
static bool parse_object(struct words *w, const struct site *site, enum metric_class class, int *object, struct error *err) {
	const char *known[SITE_GEN_MAX + 2];
	size_t count = site_class_count(site, class), n = 0;
	const char *what = class == CLASS_GEN ? "set" : "feed";
	words_next(w);
	if (strcasecmp(w->word, "all") == 0 && count > 0) {
		*object = -1;
		return true;
	}
	*object = site_find(site, class, w->word, strlen(w->word));
	for (size_t i = 0; i < count && i < SITE_GEN_MAX; i++) {
		known[n++] = site_object_id(site, class, i);
		if (*object < 0 && strcasecmp(known[i], w->word) == 0)
			*object = (int)i;
	}
	known[n] = NULL;
	if (*object >= 0)
		return true;
	if (count == 0)
		return words_error(w, err, "this site has no %ss", what);
	known[n] = "all";
	known[n + 1] = NULL;
	return words_refuse(w, what, w->word, known, err);
}

static bool parse_verb(struct words *w, const char *noun, enum edit_verb *verb, struct error *err) {
	const char *known[EDIT_VERB_COUNT + 1];
	char what[32];
	size_t n = 0;
	words_next(w);
	for (size_t i = 0; i < EDIT_VERB_COUNT; i++) {
		if (strcmp(edit_rows[i].noun, noun) != 0)
			continue;
		if (strcasecmp(edit_rows[i].word, w->word) == 0) {
			*verb = (enum edit_verb)i;
			return true;
		}
		known[n++] = edit_rows[i].word;
	}
	known[n] = NULL;
	snprintf(what, sizeof what, "%s edit", noun);
	return words_refuse(w, what, w->word, known, err);
}

struct bounds {
	double least, most;
	const char *why_least, *why_most;
};

static double rated_most(const struct site *site, int object) {
	double most = 0;
	for (size_t i = 0; i < site->gen_count; i++)
		if (object < 0 || (size_t)object == i)
			most = fmax(most, site->gen[i].rated_kw);
	return most;
}

static double import_least(const struct site *site, int object) {
	double least = INFINITY;
	for (size_t i = 0; i < site->feed_count; i++)
		if (object < 0 || (size_t)object == i)
			least = fmin(least, site->feed[i].import_min_mw);
	return isfinite(least) ? least : 0;
}

/* What the site allows for the number of an edit. */
static struct bounds bounds_of(const struct site *site, const struct edit *e) {
	const struct gpu_plan *gpu = &site->gpu;
	switch (e->verb) {
	case EDIT_GEN_MAX:
		return (struct bounds){ 0, rated_most(site, e->object), "", " (the rating)" };
	case EDIT_FEED_IMPORT:
		return (struct bounds){ import_least(site, e->object), POWER_MW_MOST, " (import_min_mw)", "" };
	case EDIT_GPU_CAP:
		return (struct bounds){ gpu->cap_min_w, gpu->tdp_w, " (the model's least)", " (the model's TDP)" };
	case EDIT_GPU_DRAW:
		return (struct bounds){ gpu->idle_w, gpu->tdp_w, " (idle)", " (the model's TDP)" };
	case EDIT_GPU_ONLINE:
	case EDIT_TRAINING_GPUS: {
		double least = e->verb == EDIT_GPU_ONLINE ? 0 : 1;
		if (gpu->installed > 0)
			return (struct bounds){ least, gpu->installed, "", " (installed)" };
		return (struct bounds){ least, GPUS_MOST, "", "" };
	}
	case EDIT_SITE_PUE:
		return (struct bounds){ 1, 5, "", "" };
	case EDIT_SITE_OVERHEAD:
		return (struct bounds){ 0, 10000, "", "" };
	case EDIT_SITE_INLET:
		return (struct bounds){ -60, 70, "", "" };
	default:
		return (struct bounds){ 0, POWER_MW_MOST, "", "" };
	}
}

static bool check_bounds(const struct words *w, const struct site *site, const struct edit *e, const char *unit, struct error *err) {
	struct bounds b = bounds_of(site, e);
	const struct edit_row *row = &edit_rows[e->verb];
	if (isnan(b.least)) /* the site does not say; but nothing of this is ever negative */
		b = (struct bounds){ 0, b.most, "", b.why_most };
	/* Not "<=": a bound that the site does not know is NaN and binds nothing. */
	if (e->number < b.least)
		return words_error(w, err, "%s %s must be at least %.10g%s%s", row->noun, row->word, b.least, unit, b.why_least);
	if (e->number > b.most)
		return words_error(w, err, "%s %s must be at most %.10g%s%s", row->noun, row->word, b.most, unit, b.why_most);
	return true;
}

/* The units of a number; NULL: another kind of value. */
static const struct unit *units_of(enum edit_value value) {
	static const struct unit *const units[] = {
		[VALUE_KW] = unit_kw, [VALUE_MW] = unit_mw, [VALUE_W] = unit_w, [VALUE_CELSIUS] = unit_c, [VALUE_FACTOR] = unit_none,
		[VALUE_DATE_MW] = unit_mw, [VALUE_STANCE] = NULL,
	};
	return units[value];
}

static bool parse_amount(struct words *w, const struct site *site, struct edit *e, struct error *err) {
	const struct unit *units = units_of(edit_rows[e->verb].value);
	struct words number = *w;
	char unit[8] = "";
	words_next(&number); /* the column of a refusal, wherever the unit stands */
	if (units->name)
		snprintf(unit, sizeof unit, " %s", units->name);
	if (!words_number(w, units, edit_rows[e->verb].word, &e->number, err))
		return false;
	return check_bounds(&number, site, e, unit, err);
}

static bool parse_count(struct words *w, const struct site *site, struct edit *e, struct error *err) {
	if (!words_number(w, unit_none, "the number of GPUs", &e->number, err))
		return false;
	if (e->number != floor(e->number))
		return words_error(w, err, "GPUs are whole: \"%s\"", w->word);
	return check_bounds(w, site, e, "", err);
}

static bool parse_model(struct words *w, struct edit *e, struct error *err) {
	const char *known[17];
	size_t n = 0;
	words_next(w);
	const struct gpu_model *model = w->word[0] ? gpu_model_find(w->word) : NULL;
	if (model) {
		snprintf(e->word, sizeof e->word, "%s", model->name);
		return true;
	}
	while (n < 16 && gpu_model_at(n)) {
		known[n] = gpu_model_at(n)->name;
		n++;
	}
	known[n] = NULL;
	return words_refuse(w, "GPU model", w->word, known, err);
}

static bool parse_stance(struct words *w, struct edit *e, struct error *err) {
	words_next(w);
	for (size_t i = 0; i < STANCE_COUNT; i++) {
		if (strcasecmp(stance_words[i], w->word) == 0) {
			snprintf(e->word, sizeof e->word, "%s", stance_words[i]);
			e->number = (double)i;
			return true;
		}
	}
	const char *known[STANCE_COUNT + 1] = { NULL };
	for (size_t i = 0; i < STANCE_COUNT; i++)
		known[i] = stance_words[i];
	return words_refuse(w, "stance", w->word, known, err);
}

static bool parse_over(struct words *w, const char *what, double *over_s, struct error *err) {
	int64_t ms;
	if (!words_duration(w, what, &ms, err))
		return false;
	if (ms > OVER_MS_MOST)
		return words_error(w, err, "%s must be at most 366d", what);
	*over_s = (double)ms / 1000;
	return true;
}

static bool parse_value(struct words *w, const struct site *site, const struct time_context *context, struct edit *e,
                        struct error *err) {
	switch (edit_rows[e->verb].value) {
	case VALUE_NONE:
		return true;
	case VALUE_KW:
	case VALUE_MW:
	case VALUE_W:
	case VALUE_CELSIUS:
	case VALUE_FACTOR:
		return parse_amount(w, site, e, err);
	case VALUE_COUNT:
		return parse_count(w, site, e, err);
	case VALUE_DATE_MW:
		return words_time(w, context, &e->when_ms, err) && parse_amount(w, site, e, err);
	case VALUE_TIME:
		return words_time(w, context, &e->when_ms, err);
	case VALUE_DURATION:
		if (!parse_over(w, edit_rows[e->verb].word, &e->over_s, err))
			return false;
		return e->over_s > 0 || words_error(w, err, "%s must last longer than 0", edit_rows[e->verb].word);
	case VALUE_MODEL:
		return parse_model(w, e, err);
	case VALUE_STANCE:
		return parse_stance(w, e, err);
	}
	return false;
}

static bool parse_noun(struct words *w, bool at_given, const char **noun, struct error *err) {
	const char *known[8];
	size_t n = 0;
	words_next(w);
	for (; edit_nouns[n]; n++) {
		known[n] = edit_nouns[n];
		if (strcasecmp(edit_nouns[n], w->word) == 0) {
			*noun = edit_nouns[n];
			return true;
		}
	}
	known[n] = at_given ? NULL : "at";
	known[n + 1] = NULL;
	return words_refuse(w, "edit", w->word, known, err);
}

static bool check_plan(const struct words *w, const struct site *site, const char *noun, struct error *err) {
	if ((strcmp(noun, "gpu") == 0 || strcmp(noun, "job") == 0) && !site->gpu.present)
		return words_error(w, err, "this site has no GPUs");
	if (strcmp(noun, "training") == 0 && !site->training.present)
		return words_error(w, err, "this site has no training");
	return true;
}

/* "over DURATION" where it may stand, and nothing after it. What is left is refused with what could have stood there. */
static bool parse_tail(struct words *w, struct edit *out, struct error *err) {
	static const char *const over[] = { "over", NULL };
	const struct edit_row *row = &edit_rows[out->verb];
	const struct unit *units = units_of(row->value);
	size_t length = strlen(w->word);
	bool bare = units && units->name && length && isdigit((unsigned char)w->word[length - 1]);
	bool taken = row->over && words_take(w, "over");
	if (taken && !parse_over(w, "over", &out->over_s, err))
		return false;
	struct words rest = *w;
	char expected[64];
	if (taken || (!row->over && !bare) || !words_next(&rest))
		return words_end(w, err);
	if (row->over && word_nearest(rest.word, over))
		return words_refuse(&rest, "end of this edit", rest.word, over, err);
	words_units(bare ? units : unit_none, row->over ? "\"over DURATION\"" : "nothing", expected, sizeof expected);
	return words_error(&rest, err, "expected %s after this, found \"%s\"", expected, rest.word);
}

bool edit_parse_words(struct words *w, const struct site *site, const struct time_context *context, struct edit *out, struct error *err) {
	const char *noun = edit_nouns[0];
	if (!parse_noun(w, out->at_given, &noun, err) || !check_plan(w, site, noun, err))
		return false;
	if (strcmp(noun, "gen") == 0 && !parse_object(w, site, CLASS_GEN, &out->object, err))
		return false;
	if (strcmp(noun, "feed") == 0 && !parse_object(w, site, CLASS_FEED, &out->object, err))
		return false;
	if (!parse_verb(w, noun, &out->verb, err) || !parse_value(w, site, context, out, err))
		return false;
	return parse_tail(w, out, err);
}

const struct edit *edit_later_model(const struct edit *a, const struct edit *b, int64_t at_ms) {
	if (b->verb != EDIT_GPU_MODEL || b->at_ms > at_ms || (a && a->at_ms > b->at_ms))
		return a;
	return b;
}

bool edit_parse_after(struct words *w, const struct site *site, const struct edit *model, const struct time_context *context, struct edit *out,
                      struct error *err) {
	const struct gpu_model *changed = model ? gpu_model_find(model->word) : NULL;
	if (!changed)
		return edit_parse_words(w, site, context, out, err);
	struct site after = *site; /* what it points to stays the site's */
	gpu_plan_use(&after.gpu, changed);
	return edit_parse_words(w, &after, context, out, err);
}

void edit_clear(struct edit *e, int64_t at_ms) {
	memset(e, 0, sizeof *e); /* padding too: equal edits are equal bytes */
	e->at_ms = at_ms;
	e->object = -1;
	e->when_ms = TIME_NONE;
}

bool edit_equal(const struct edit *a, const struct edit *b) {
	return a->at_ms == b->at_ms && a->at_given == b->at_given && a->verb == b->verb && a->object == b->object && a->number == b->number &&
	       a->over_s == b->over_s && a->when_ms == b->when_ms && strcmp(a->word, b->word) == 0;
}

bool edit_parse_at(struct words *w, const struct time_context *context, struct edit *out, struct error *err) {
	edit_clear(out, context->cursor_ms);
	out->at_given = words_take(w, "at");
	if (out->at_given)
		return words_time(w, context, &out->at_ms, err);
	return out->at_ms != TIME_NONE || words_error(w, err, "\"at TIME\" is missing: there is no time to go by");
}

bool edit_parse(const char *line, const struct site *site, const struct time_context *context, struct edit *out, struct error *err) {
	struct words w;
	words_begin(&w, line);
	return edit_parse_at(&w, context, out, err) && edit_parse_words(&w, site, context, out, err);
}
