/* Sites: their defaults, and the numbering of columns. Always true after site_finish: class_base[c] is the number of columns of
 * the classes before c, and columns of a class lie object by object, metric by metric. Defaults marked [M] in DOMAIN.md are
 * fields of the site, so that a recording can state another. */
#include "site.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const stance_words[] = { "n0", "n1-set", "n1-feed", NULL };
const char *const shed_words[] = { "cap", "breaker", "none", NULL };
const char *const priority_words[] = { "low", "medium", "high", NULL };
const char *const origin_words[] = { "measured", "imported", "simulated", "computed", NULL };
const char *const rule_op_words[] = { ">", ">=", "<", "<=", "==", "!=", "is", NULL };

#define WORDS_MATCH(words, count) static_assert(sizeof(words) / sizeof *(words) == (count) + 1, "one word for each value")
WORDS_MATCH(stance_words, STANCE_COUNT);
WORDS_MATCH(shed_words, SHED_COUNT);
WORDS_MATCH(priority_words, PRIORITY_COUNT);
WORDS_MATCH(origin_words, ORIGIN_COUNT);
WORDS_MATCH(rule_op_words, OP_COUNT);

/* The H100 of DOMAIN.md, "Power per GPU", in a hall of PUE 1.25. */
static const struct gpu_plan gpu_default = {
	.model = "H100", .array = 512, .tdp_w = 700, .cap_min_w = 200, .idle_w = 72, .ready_w = 118, .train_w = 548, .stall_w = 152,
	.overhead_w = 575, .network_pct = 10, .pue = 1.25, .cool_s = 120,
};
/* A lean-burn set of DOMAIN.md, "Gensets" and "Dynamics". */
static const struct site_gen gen_default = {
	.rated_kw = 2500, .min_pct = 30, .block_pct = 20, .ramp_kw_s = 25, .start_s = 60, .droop_pct = 5, .h_s = 1.2, .mva = 3.125,
	.tg_s = 0.05, .te_s = 0.3, .u_hz = 57.5, .u_s = 0.1,
};
static const struct site_feed feed_default = { .limit_mw = NAN, .trip_mw = NAN, .trip_s = NAN };

struct site_gen site_gen_default(void) {
	return gen_default;
}

struct site_feed site_feed_default(void) {
	return feed_default;
}

struct site *site_new(void) {
	struct site *site = mem_zalloc(1, sizeof *site);
	memcpy(site->schema, "mwtop/1", sizeof "mwtop/1");
	memcpy(site->tz_name, "UTC", sizeof "UTC");
	site->tz = tz_utc();
	site->period_s = 1;
	site->gpu = gpu_default;
	site->training.start_ms = TIME_NONE;
	site->policy = (struct policy){ .stance = STANCE_N0, .shed = SHED_CAP, .cap_s = 15, .breaker_s = 0.2 };
	for (size_t i = 0; i < SITE_FEED_MAX; i++)
		site->feed[i] = feed_default;
	site_finish(site);
	return site;
}

void site_free(struct site *site) {
	if (!site)
		return;
	free(site->gen);
	free(site->rule);
	free(site->json);
	free(site);
}

/* The last array may be half full. */
static size_t count_arrays(const struct gpu_plan *gpu) {
	if (!gpu->present || !isfinite(gpu->installed) || gpu->installed <= 0 || !(gpu->array >= 1))
		return 0;
	double count = ceil(gpu->installed / gpu->array);
	return count < SITE_ARRAY_MAX ? (size_t)count : SITE_ARRAY_MAX;
}

static int promise_order(const void *a, const void *b) {
	const struct promise *x = a, *y = b;
	return (x->t_ms > y->t_ms) - (x->t_ms < y->t_ms);
}

void site_finish(struct site *site) {
	site->array_count = count_arrays(&site->gpu);
	for (size_t i = 0; i < site->feed_count; i++)
		qsort(site->feed[i].promise, site->feed[i].promise_count, sizeof site->feed[i].promise[0], promise_order);
	site->column_count = 0;
	for (enum metric_class class = 0; class < CLASS_COUNT; class++) {
		site->class_base[class] = site->column_count;
		site->column_count += site_class_count(site, class) * metric_class_size(class);
	}
}

size_t site_class_count(const struct site *site, enum metric_class class) {
	switch (class) {
	case CLASS_BUS: return site->bus_count;
	case CLASS_FEED: return site->feed_count;
	case CLASS_GEN: return site->gen_count;
	case CLASS_TIE: return site->tie_count;
	case CLASS_STORE: return site->store_count;
	case CLASS_ARRAY: return site->array_count;
	case CLASS_GPU:
	case CLASS_AUX: return 1;
	case CLASS_COUNT: break;
	}
	return 0;
}

/* Classes of which there is one object, without a name. */
static bool class_is_single(enum metric_class class) {
	return class == CLASS_GPU || class == CLASS_AUX;
}

const char *site_object_id(const struct site *site, enum metric_class class, size_t object) {
	static _Thread_local char number[24];
	if (object >= site_class_count(site, class))
		return "";
	switch (class) {
	case CLASS_BUS: return site->bus[object].id;
	case CLASS_FEED: return site->feed[object].id;
	case CLASS_GEN: return site->gen[object].id;
	case CLASS_TIE: return site->tie[object].id;
	case CLASS_STORE: return site->store[object].id;
	case CLASS_ARRAY:
		snprintf(number, sizeof number, "%zu", object + 1);
		return number;
	default: return "";
	}
}

/* "1" to "196", without leading zeros. */
static int find_array(const struct site *site, const char *id, size_t length) {
	size_t number = 0;
	if (!length || length > 6 || id[0] == '0')
		return -1;
	for (size_t i = 0; i < length; i++) {
		if (id[i] < '0' || id[i] > '9')
			return -1;
		number = number * 10 + (size_t)(id[i] - '0');
	}
	return number <= site->array_count ? (int)number - 1 : -1;
}

int site_find(const struct site *site, enum metric_class class, const char *id, size_t length) {
	if (class == CLASS_ARRAY)
		return find_array(site, id, length);
	if (class_is_single(class))
		return length ? -1 : 0;
	size_t count = site_class_count(site, class);
	for (size_t i = 0; i < count; i++) {
		const char *own = site_object_id(site, class, i);
		if (strncmp(own, id, length) == 0 && strlen(own) == length)
			return (int)i;
	}
	return -1;
}

const char *site_bus_word(const struct site *site, const char *src) {
	return site && site_find(site, CLASS_BUS, src, strlen(src)) >= 0 ? "bus " : "";
}

const char *site_bus_text(const struct site *site, const char *src, const char *text) {
	size_t own = strlen(site_bus_word(site, src));
	return own && !strncmp(text, "bus ", own) ? text + own : text;
}

char *site_say(const struct site *site, const char *src, const char *text, char *out, size_t size) {
	snprintf(out, size, "%s%s%s%s", site_bus_word(site, src), src, *src ? " " : "", site_bus_text(site, src, text));
	return out;
}

bool site_column_parts(const struct site *site, size_t column, enum metric_id *id, size_t *object) {
	if (column >= site->column_count)
		return false;
	/* The last class that begins at or before the column and is not empty. */
	enum metric_class class = CLASS_COUNT - 1;
	while (site->class_base[class] > column)
		class--;
	size_t within = column - site->class_base[class], size = metric_class_size(class);
	*id = (enum metric_id)((size_t)metric_class_first(class) + within % size);
	*object = within / size;
	return true;
}

long site_column_find(const struct site *site, const char *key, size_t length) {
	const char *dot = memchr(key, '.', length), *last = memrchr(key, '.', length);
	if (!dot)
		return -1;
	int class = word_find(metric_class_words, key, (size_t)(dot - key));
	if (class < 0 || class_is_single((enum metric_class)class) != (dot == last))
		return -1;
	/* An id may hold dots itself: it is what lies between the first and the last. */
	size_t id_length = dot == last ? 0 : (size_t)(last - dot - 1);
	int object = site_find(site, (enum metric_class)class, dot + 1, id_length);
	enum metric_id id = metric_find((enum metric_class)class, last + 1, (size_t)(key + length - last - 1));
	if (object < 0 || id == METRIC_COUNT)
		return -1;
	return (long)site_column(site, id, (size_t)object);
}

char *site_column_key(const struct site *site, size_t column, char *out, size_t size) {
	enum metric_id id;
	size_t object;
	if (!site_column_parts(site, column, &id, &object)) {
		snprintf(out, size, "%s", "");
		return out;
	}
	const struct metric *m = metric_at(id);
	const char *own = site_object_id(site, m->class, object);
	snprintf(out, size, "%s%s%s.%s", metric_class_words[m->class], *own ? "." : "", own, m->key);
	return out;
}
