/* Parsing of edits: one table row per verb says its words, what value follows, within which bounds, and whether "over DURATION" may
 * end the line. What the site does not allow is refused here, so that whoever applies an edit need not look again. */
#include "edits_table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "options.h"
#include "words.h"

/* Beyond these a number is a slip of the finger, whatever the site. */
#define POWER_MW_MOST 100000.0
#define OVER_MS_MOST (366 * (int64_t)86400000)

const struct edit_row edit_rows[EDIT_VERB_COUNT] = {
	[EDIT_GEN_TRIP] = { "gen", "trip", VALUE_NONE, false, "gen G07|all trip" },
	[EDIT_GEN_START] = { "gen", "start", VALUE_NONE, false, "gen G07|all start" },
	[EDIT_GEN_STOP] = { "gen", "stop", VALUE_NONE, false, "gen G07|all stop" },
	[EDIT_GEN_RESTORE] = { "gen", "restore", VALUE_NONE, false, "gen G07|all restore" },
	[EDIT_GEN_MAX] = { "gen", "max", VALUE_KW, false, "gen G07|all max 1800kW" },
	[EDIT_FEED_LOSE] = { "feed", "lose", VALUE_NONE, false, "feed TVA|all lose" },
	[EDIT_FEED_RESTORE] = { "feed", "restore", VALUE_NONE, false, "feed TVA|all restore" },
	[EDIT_FEED_LIMIT] = { "feed", "limit", VALUE_MW, false, "feed TVA|all limit 50MW" },
	[EDIT_FEED_IMPORT] = { "feed", "import", VALUE_MW, false, "feed TVA|all import 4.2MW" },
	[EDIT_FEED_PROMISE] = { "feed", "promise", VALUE_DATE_MW, false, "feed TVA|all promise 2024-08-15 50MW" },
	[EDIT_GPU_ONLINE] = { "gpu", "online", VALUE_COUNT, true, "gpu online 32000 [over 40m]" },
	[EDIT_GPU_CAP] = { "gpu", "cap", VALUE_W, true, "gpu cap 402W [over 90s]" },
	[EDIT_GPU_DRAW] = { "gpu", "draw", VALUE_W, false, "gpu draw 548W" },
	[EDIT_GPU_MODEL] = { "gpu", "model", VALUE_MODEL, false, "gpu model B200" },
	[EDIT_JOB_START] = { "job", "start", VALUE_NONE, true, "job start [over 90s]" },
	[EDIT_JOB_STALL] = { "job", "stall", VALUE_DURATION, false, "job stall 30s" },
	[EDIT_JOB_STOP] = { "job", "stop", VALUE_NONE, false, "job stop" },
	[EDIT_TRAINING_START] = { "training", "start", VALUE_TIME, false, "training start TIME" },
	[EDIT_TRAINING_HOLD] = { "training", "hold", VALUE_NONE, false, "training hold" },
	[EDIT_TRAINING_GO] = { "training", "go", VALUE_NONE, false, "training go" },
	[EDIT_TRAINING_GPUS] = { "training", "gpus", VALUE_COUNT, false, "training gpus 24500" },
	[EDIT_SITE_PUE] = { "site", "pue", VALUE_FACTOR, false, "site pue 1.15" },
	[EDIT_SITE_OVERHEAD] = { "site", "overhead", VALUE_W, false, "site overhead 525W" },
	[EDIT_SITE_RESERVE] = { "site", "reserve", VALUE_MW, false, "site reserve 2.5MW" },
	[EDIT_SITE_STANCE] = { "site", "stance", VALUE_STANCE, false, "site stance n0|n1-set|n1-feed" },
	[EDIT_SITE_AUX] = { "site", "aux", VALUE_MW, false, "site aux 1.05MW" },
	[EDIT_SITE_INLET] = { "site", "inlet", VALUE_CELSIUS, false, "site inlet 40C" },
};

static const char *const nouns[] = { "gen", "feed", "gpu", "job", "training", "site", NULL };

const char *edit_usage(size_t index) {
	return index < EDIT_VERB_COUNT ? edit_rows[index].usage : NULL;
}

static bool refuse_word(const struct words *w, const char *what, const char *const *known, struct error *err) {
	const char *near = w->word[0] ? word_nearest(w->word, known) : NULL;
	char list[200] = "";
	for (size_t i = 0; known[i]; i++)
		snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? ", " : "", known[i]);
	if (near)
		return words_error(w, err, "no such %s: \"%s\"; did you mean %s?", what, w->word, near);
	if (!w->word[0])
		return words_error(w, err, "%s is missing: %s", what, list);
	return words_error(w, err, "no such %s: \"%s\"; one of %s", what, w->word, list);
}

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
	return refuse_word(w, what, known, err);
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
	return refuse_word(w, what, known, err);
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
		return (struct bounds){ 0, gpu->installed, "", " (installed)" };
	case EDIT_TRAINING_GPUS:
		return (struct bounds){ 1, gpu->installed, "", " (installed)" };
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
	/* Not "<": a bound that the site does not know is NaN and binds nothing. */
	if (e->number < b.least)
		return words_error(w, err, "%s %s must be at least %.10g%s%s", row->noun, row->word, b.least, unit, b.why_least);
	if (e->number > b.most)
		return words_error(w, err, "%s %s must be at most %.10g%s%s", row->noun, row->word, b.most, unit, b.why_most);
	return true;
}

static bool parse_amount(struct words *w, const struct site *site, const struct unit *units, struct edit *e, struct error *err) {
	char unit[8] = "";
	if (units->name)
		snprintf(unit, sizeof unit, " %s", units->name);
	if (!words_number(w, units, edit_rows[e->verb].word, &e->number, err))
		return false;
	return check_bounds(w, site, e, unit, err);
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
	return refuse_word(w, "GPU model", known, err);
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
	return refuse_word(w, "stance", known, err);
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
		return parse_amount(w, site, unit_kw, e, err);
	case VALUE_MW:
		return parse_amount(w, site, unit_mw, e, err);
	case VALUE_W:
		return parse_amount(w, site, unit_w, e, err);
	case VALUE_CELSIUS:
		return parse_amount(w, site, unit_c, e, err);
	case VALUE_FACTOR:
		return parse_amount(w, site, unit_none, e, err);
	case VALUE_COUNT:
		return parse_count(w, site, e, err);
	case VALUE_DATE_MW:
		return words_time(w, context, &e->when_ms, err) && parse_amount(w, site, unit_mw, e, err);
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

static bool parse_noun(struct words *w, const char **noun, struct error *err) {
	words_next(w);
	for (size_t i = 0; nouns[i]; i++) {
		if (strcasecmp(nouns[i], w->word) == 0) {
			*noun = nouns[i];
			return true;
		}
	}
	return refuse_word(w, "edit", nouns, err);
}

static bool check_plan(const struct words *w, const struct site *site, const char *noun, struct error *err) {
	if ((strcmp(noun, "gpu") == 0 || strcmp(noun, "job") == 0) && !site->gpu.present)
		return words_error(w, err, "this site has no GPUs");
	if (strcmp(noun, "training") == 0 && !site->training.present)
		return words_error(w, err, "this site has no training");
	return true;
}

bool edit_parse_words(struct words *w, const struct site *site, const struct time_context *context, struct edit *out, struct error *err) {
	const char *noun = nouns[0];
	if (!parse_noun(w, &noun, err) || !check_plan(w, site, noun, err))
		return false;
	if (strcmp(noun, "gen") == 0 && !parse_object(w, site, CLASS_GEN, &out->object, err))
		return false;
	if (strcmp(noun, "feed") == 0 && !parse_object(w, site, CLASS_FEED, &out->object, err))
		return false;
	if (!parse_verb(w, noun, &out->verb, err) || !parse_value(w, site, context, out, err))
		return false;
	if (edit_rows[out->verb].over && words_take(w, "over") && !parse_over(w, "over", &out->over_s, err))
		return false;
	return words_end(w, err);
}

void edit_clear(struct edit *e, int64_t at_ms) {
	memset(e, 0, sizeof *e); /* padding too: equal edits are equal bytes */
	e->at_ms = at_ms;
	e->object = -1;
	e->when_ms = TIME_NONE;
}

bool edit_parse(const char *line, const struct site *site, const struct time_context *context, struct edit *out, struct error *err) {
	struct words w;
	words_begin(&w, line);
	edit_clear(out, context->cursor_ms);
	if (words_take(&w, "at")) {
		if (!words_time(&w, context, &out->at_ms, err))
			return false;
		out->at_given = true;
	}
	return edit_parse_words(&w, site, context, out, err);
}
