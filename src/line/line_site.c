/* Site lines to struct site, through a cJSON tree. Whatever is wrong is refused with the path of the key ("gen.G03.rated_kw"),
 * from which the column is found by scanning once more; keys that are not known are skipped. Of a key that stands twice in an
 * object the last wins; an object id that stands twice is refused. */
#include "line_site.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gpu.h"
#include "json_scan.h"
#include "site_fields.h"
#include "utf8.h"

struct reader {
	struct site *site;
	struct error *err;
	char path[160]; /* of the fault */
};

/* Refuses `key` within `where` ("" for the site itself); returns false. */
static bool refuse(struct reader *r, const char *where, const char *key, const char *why) {
	snprintf(r->path, sizeof r->path, "%s%s%s", where, *where && *key ? "." : "", key);
	return error_set(r->err, "%s: %s", *r->path ? r->path : "site", why);
}

/* The last member of that key, NULL when there is none or it is null. */
static const cJSON *member(const cJSON *object, const char *key) {
	const cJSON *found = NULL, *item;
	cJSON_ArrayForEach(item, object)
		if (item->string != NULL && strcmp(item->string, key) == 0)
			found = item;
	return cJSON_IsNull(found) ? NULL : found;
}

static bool read_number(struct reader *r, const char *where, const char *key, const cJSON *item, double least, double most, double *out) {
	char why[80];
	if (!cJSON_IsNumber(item))
		return refuse(r, where, key, "expected a number");
	double value = item->valuedouble;
	if (value < least && least == ABOVE_ZERO)
		return refuse(r, where, key, "must be above 0");
	if (!(value >= least && value <= most)) {
		snprintf(why, sizeof why, "must lie between %g and %g", least, most);
		return refuse(r, where, key, why);
	}
	*out = value;
	return true;
}

static bool read_fields(struct reader *r, const char *where, const cJSON *object, const struct site_field *fields, void *out) {
	for (const struct site_field *f = fields; f->key != NULL; f++) {
		const cJSON *item = member(object, f->key);
		if (item != NULL && !read_number(r, where, f->key, item, f->least, f->most, site_field_at(out, f)))
			return false;
	}
	return true;
}

/* Text for people: cut to fit, made safe for a terminal. An absent key leaves what is there. */
static bool read_text(struct reader *r, const char *where, const char *key, const cJSON *object, char *out, size_t size) {
	const cJSON *item = member(object, key);
	if (item == NULL)
		return true;
	if (!cJSON_IsString(item))
		return refuse(r, where, key, "expected text");
	utf8_clean(out, size, item->valuestring, strlen(item->valuestring));
	return true;
}

/* Sets *index to that of the word; an absent key leaves it. */
static bool read_word(struct reader *r, const char *where, const char *key, const cJSON *object, const char *const *words, int *index) {
	const cJSON *item = member(object, key);
	if (item == NULL)
		return true;
	int found = cJSON_IsString(item) ? word_find(words, item->valuestring, strlen(item->valuestring)) : -1;
	if (found >= 0) {
		*index = found;
		return true;
	}
	char why[120] = "expected one of:";
	for (size_t i = 0, used = strlen(why); words[i] != NULL && used < sizeof why; i++)
		used += (size_t)snprintf(why + used, sizeof why - used, " %s", words[i]);
	return refuse(r, where, key, why);
}

static bool read_time(struct reader *r, const char *where, const char *key, const cJSON *object, int64_t *t_ms) {
	const cJSON *item = member(object, key);
	if (item == NULL)
		return true;
	if (!cJSON_IsString(item) || !time_parse_iso(item->valuestring, strlen(item->valuestring), t_ms))
		return refuse(r, where, key, "expected a time such as 2024-07-22T09:20:00Z");
	return true;
}

static bool read_bus_name(struct reader *r, const char *where, const char *key, const cJSON *object, int *bus) {
	const cJSON *item = member(object, key);
	if (item == NULL) {
		*bus = 0;
		return r->site->bus_count == 1 || refuse(r, where, key, "not given, and the site has not exactly one bus");
	}
	if (!cJSON_IsString(item))
		return refuse(r, where, key, "expected the name of a bus");
	*bus = site_find(r->site, CLASS_BUS, item->valuestring, strlen(item->valuestring));
	return *bus >= 0 || refuse(r, where, key, "no such bus");
}

/* The object of that key or NULL; *ok is false when it is something else. */
static const cJSON *member_object(struct reader *r, const cJSON *root, const char *key, bool *ok) {
	const cJSON *item = member(root, key);
	*ok = item == NULL || cJSON_IsObject(item) || refuse(r, "", key, "expected an object");
	return *ok ? item : NULL;
}

static bool id_is_good(const char *id) {
	size_t length = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
	return length > 0 && length < SITE_ID_SIZE && id[length] == '\0';
}

/* One of the classes of named objects. `add` reads one object at its index; the count is raised before it, so that it is found. */
struct object_class {
	const char *key;
	enum metric_class class;
	size_t most;
	size_t count_offset; /* of the count in struct site */
	bool (*read)(struct reader *r, const char *where, const cJSON *object, size_t index);
	char *(*id)(struct site *site, size_t index);
};

static bool read_objects(struct reader *r, const cJSON *root, const struct object_class *c) {
	bool ok;
	const cJSON *all = member_object(r, root, c->key, &ok), *item;
	if (all == NULL)
		return ok;
	char why[64], where[80];
	snprintf(why, sizeof why, "more than %zu", c->most);
	size_t *count = (size_t *)(void *)((char *)r->site + c->count_offset);
	if ((size_t)cJSON_GetArraySize(all) > c->most)
		return refuse(r, "", c->key, why);
	if (c->class == CLASS_GEN)
		r->site->gen = mem_zalloc((size_t)cJSON_GetArraySize(all), sizeof *r->site->gen);
	cJSON_ArrayForEach(item, all) {
		if (!id_is_good(item->string)) {
			utf8_clean(where, 48, item->string, strlen(item->string));
			return refuse(r, c->key, where, "an id has 1 to 23 letters, digits, _ or -");
		}
		if (site_find(r->site, c->class, item->string, strlen(item->string)) >= 0)
			return refuse(r, c->key, item->string, "stands twice");
		snprintf(where, sizeof where, "%s.%s", c->key, item->string);
		if (!cJSON_IsObject(item))
			return refuse(r, where, "", "expected an object");
		size_t index = (*count)++;
		char *id = c->id(r->site, index);
		memset(id, 0, SITE_ID_SIZE);
		if (!c->read(r, where, item, index))
			return false;
		memcpy(id, item->string, strlen(item->string) + 1);
	}
	return true;
}

static bool read_bus(struct reader *r, const char *where, const cJSON *object, size_t index) {
	struct site_bus *bus = &r->site->bus[index];
	bus->nominal_kv = 0; /* not stated: no share of it is ever taken */
	bus->nominal_hz = 60;
	return read_fields(r, where, object, bus_fields, bus);
}

static bool read_promise(struct reader *r, const char *where, const cJSON *item, struct promise *promise) {
	promise->t_ms = TIME_NONE;
	const cJSON *limit = member(item, "limit_mw");
	if (!read_time(r, where, "t", item, &promise->t_ms))
		return false;
	if (promise->t_ms == TIME_NONE)
		return refuse(r, where, "t", "a promise needs a time");
	if (limit == NULL)
		return refuse(r, where, "limit_mw", "a promise needs a limit");
	return read_number(r, where, "limit_mw", limit, 0, 1e9, &promise->limit_mw);
}

static bool read_feed(struct reader *r, const char *where, const cJSON *object, size_t index) {
	struct site_feed *feed = &r->site->feed[index];
	*feed = site_feed_default();
	if (!read_bus_name(r, where, "bus", object, &feed->bus) || !read_fields(r, where, object, feed_fields, feed))
		return false;
	const cJSON *list = member(object, "promise"), *item;
	if (list != NULL && !cJSON_IsArray(list))
		return refuse(r, where, "promise", "expected a list");
	cJSON_ArrayForEach(item, list) {
		char at[120];
		snprintf(at, sizeof at, "%s.promise.%zu", where, feed->promise_count + 1);
		if (feed->promise_count == SITE_PROMISE_MAX)
			return refuse(r, where, "promise", "more than 16");
		if (!cJSON_IsObject(item))
			return refuse(r, at, "", "expected an object");
		if (!read_promise(r, at, item, &feed->promise[feed->promise_count++]))
			return false;
	}
	return true;
}

static bool read_gen(struct reader *r, const char *where, const cJSON *object, size_t index) {
	struct site_gen *gen = &r->site->gen[index];
	*gen = site_gen_default();
	return read_bus_name(r, where, "bus", object, &gen->bus) && read_fields(r, where, object, gen_fields, gen);
}

static bool read_tie(struct reader *r, const char *where, const cJSON *object, size_t index) {
	struct site_tie *tie = &r->site->tie[index];
	if (!read_bus_name(r, where, "a", object, &tie->bus_a) || !read_bus_name(r, where, "b", object, &tie->bus_b))
		return false;
	return tie->bus_a != tie->bus_b || refuse(r, where, "b", "a tie joins two different buses");
}

static bool read_store(struct reader *r, const char *where, const cJSON *object, size_t index) {
	struct site_store *store = &r->site->store[index];
	store->mw = store->mwh = 0;
	return read_bus_name(r, where, "bus", object, &store->bus) && read_fields(r, where, object, store_fields, store);
}

static char *bus_id(struct site *site, size_t i) { return site->bus[i].id; }
static char *feed_id(struct site *site, size_t i) { return site->feed[i].id; }
static char *gen_id(struct site *site, size_t i) { return site->gen[i].id; }
static char *tie_id(struct site *site, size_t i) { return site->tie[i].id; }
static char *store_id(struct site *site, size_t i) { return site->store[i].id; }

/* Buses first: the others name them. */
static const struct object_class classes[] = {
	{ "bus", CLASS_BUS, SITE_BUS_MAX, offsetof(struct site, bus_count), read_bus, bus_id },
	{ "feed", CLASS_FEED, SITE_FEED_MAX, offsetof(struct site, feed_count), read_feed, feed_id },
	{ "gen", CLASS_GEN, SITE_GEN_MAX, offsetof(struct site, gen_count), read_gen, gen_id },
	{ "tie", CLASS_TIE, SITE_TIE_MAX, offsetof(struct site, tie_count), read_tie, tie_id },
	{ "store", CLASS_STORE, SITE_STORE_MAX, offsetof(struct site, store_count), read_store, store_id },
};

static bool read_gpu(struct reader *r, const cJSON *root) {
	bool ok;
	const cJSON *object = member_object(r, root, "gpu", &ok);
	if (object == NULL)
		return ok;
	struct gpu_plan *gpu = &r->site->gpu;
	gpu->present = true;
	if (!read_text(r, "gpu", "model", object, gpu->model, sizeof gpu->model))
		return false;
	const struct gpu_model *known = gpu_model_find(gpu->model);
	if (known != NULL)
		gpu_plan_use(gpu, known);
	if (!read_fields(r, "gpu", object, gpu_fields, gpu))
		return false;
	if (gpu->installed / gpu->array > SITE_ARRAY_MAX)
		return refuse(r, "gpu", "array", "makes more than 4096 arrays of what is installed");
	return gpu->cap_min_w <= gpu->tdp_w || refuse(r, "gpu", "cap_min_w", "is above tdp_w");
}

static bool read_training(struct reader *r, const cJSON *root) {
	bool ok;
	const cJSON *object = member_object(r, root, "training", &ok);
	if (object == NULL)
		return ok;
	struct training_plan *training = &r->site->training;
	training->present = true;
	return read_text(r, "training", "name", object, training->name, sizeof training->name) &&
	       read_time(r, "training", "start", object, &training->start_ms) &&
	       read_fields(r, "training", object, training_fields, training);
}

static bool read_stages(struct reader *r, const cJSON *object, struct policy *policy) {
	const cJSON *list = member(object, "stages"), *item;
	if (list != NULL && !cJSON_IsArray(list))
		return refuse(r, "policy", "stages", "expected a list of [Hz, percent]");
	cJSON_ArrayForEach(item, list) {
		char at[32];
		snprintf(at, sizeof at, "policy.stages.%zu", policy->stage_count + 1);
		if (policy->stage_count == SITE_STAGE_MAX)
			return refuse(r, "policy", "stages", "more than 8");
		if (!cJSON_IsArray(item) || cJSON_GetArraySize(item) != 2)
			return refuse(r, at, "", "expected [Hz, percent]");
		size_t i = policy->stage_count++;
		if (!read_number(r, at, "1", item->child, 0, 1000, &policy->stage[i].hz) ||
		    !read_number(r, at, "2", item->child->next, 0, 100, &policy->stage[i].pct))
			return false;
	}
	return true;
}

static bool read_policy(struct reader *r, const cJSON *root) {
	bool ok;
	const cJSON *object = member_object(r, root, "policy", &ok);
	if (object == NULL)
		return ok;
	struct policy *policy = &r->site->policy;
	int stance = (int)policy->stance, shed = (int)policy->shed;
	if (!read_word(r, "policy", "stance", object, stance_words, &stance) || !read_word(r, "policy", "shed", object, shed_words, &shed))
		return false;
	policy->stance = (enum stance)stance;
	policy->shed = (enum shed_kind)shed;
	return read_fields(r, "policy", object, policy_fields, policy) && read_stages(r, object, policy);
}

/* "=" is what people write for "==". */
static bool read_op(struct reader *r, const char *where, const cJSON *item, enum rule_op *op) {
	const cJSON *word = member(item, "op");
	if (cJSON_IsString(word) && strcmp(word->valuestring, "=") == 0) {
		*op = OP_EQ;
		return true;
	}
	int index = -1;
	if (!read_word(r, where, "op", item, rule_op_words, &index))
		return false;
	*op = (enum rule_op)index;
	return index >= 0 || refuse(r, where, "op", "a rule needs an operator");
}

static bool read_limit(struct reader *r, const char *where, const cJSON *item, struct alarm_rule *rule) {
	const cJSON *limit = member(item, "limit");
	rule->limit = NAN;
	if (limit == NULL)
		return rule->op == OP_QUALITY || refuse(r, where, "limit", "a rule needs a limit");
	if (cJSON_IsString(limit))
		return read_text(r, where, "limit", item, rule->limit_key, sizeof rule->limit_key);
	return read_number(r, where, "limit", limit, -1e12, 1e12, &rule->limit);
}

static bool read_rule(struct reader *r, const char *where, const cJSON *item, struct alarm_rule *rule) {
	int priority = PRIORITY_LOW;
	rule->limit_scale = 1;
	if (!read_text(r, where, "id", item, rule->id, sizeof rule->id) || !read_text(r, where, "value", item, rule->value, sizeof rule->value) ||
	    !read_text(r, where, "text", item, rule->text, sizeof rule->text) || !read_op(r, where, item, &rule->op) ||
	    !read_limit(r, where, item, rule) || !read_fields(r, where, item, rule_fields, rule) ||
	    !read_word(r, where, "priority", item, priority_words, &priority))
		return false;
	rule->priority = (enum priority)priority;
	if (*rule->id == '\0')
		return refuse(r, where, "id", "a rule needs an id");
	return *rule->value != '\0' || refuse(r, where, "value", "a rule needs the value that it watches");
}

static bool read_rules(struct reader *r, const cJSON *root) {
	const cJSON *list = member(root, "alarms"), *item;
	struct site *site = r->site;
	if (list == NULL)
		return true;
	if (!cJSON_IsArray(list))
		return refuse(r, "", "alarms", "expected a list");
	if (cJSON_GetArraySize(list) > SITE_RULE_MAX)
		return refuse(r, "", "alarms", "more than 128");
	site->rule = mem_zalloc((size_t)cJSON_GetArraySize(list), sizeof *site->rule);
	cJSON_ArrayForEach(item, list) {
		char where[32];
		snprintf(where, sizeof where, "alarms.%zu", site->rule_count + 1);
		if (!cJSON_IsObject(item))
			return refuse(r, where, "", "expected an object");
		struct alarm_rule *rule = &site->rule[site->rule_count++];
		if (!read_rule(r, where, item, rule))
			return false;
		for (size_t i = 0; i + 1 < site->rule_count; i++)
			if (strcmp(site->rule[i].id, rule->id) == 0)
				return refuse(r, where, "id", "stands twice");
	}
	return true;
}

/* Script and seed, or the source, and what was edited: for people. */
static bool read_origin(struct reader *r, const cJSON *root) {
	bool ok;
	const cJSON *object = member_object(r, root, "origin", &ok), *edit;
	if (object == NULL)
		return ok;
	int kind = ORIGIN_MEASURED;
	char script[64] = "", source[96] = "", text[256];
	if (!read_word(r, "origin", "kind", object, origin_words, &kind) || !read_text(r, "origin", "script", object, script, sizeof script) ||
	    !read_text(r, "origin", "source", object, source, sizeof source))
		return false;
	r->site->origin = (enum origin_kind)kind;
	int n = snprintf(text, sizeof text, "%s%s%s", script, *script && *source ? ", " : "", source);
	const cJSON *seed = member(object, "seed"), *edits = member(object, "edits");
	if (cJSON_IsNumber(seed))
		n += snprintf(text + n, sizeof text - (size_t)n, "%sseed %.0f", n > 0 ? " " : "", fmin(fmax(seed->valuedouble, -1e18), 1e18));
	if (cJSON_IsArray(edits))
		cJSON_ArrayForEach(edit, edits)
			if (cJSON_IsString(edit) && (size_t)n < sizeof text)
				n += snprintf(text + n, sizeof text - (size_t)n, "%s%s", n > 0 ? "; " : "", edit->valuestring);
	utf8_clean(r->site->origin_text, sizeof r->site->origin_text, text, strlen(text));
	return true;
}

static bool read_schema(struct reader *r, const cJSON *root) {
	static const char family[] = "mwtop/";
	const cJSON *item = member(root, "schema");
	if (!cJSON_IsString(item))
		return refuse(r, "", "schema", "expected \"mwtop/1\"");
	const char *schema = item->valuestring, *number = schema + sizeof family - 1;
	if (strcmp(schema, "mwtop/1") == 0)
		return true;
	if (strncmp(schema, family, sizeof family - 1) == 0 && *number && number[strspn(number, "0123456789")] == '\0')
		return refuse(r, "", "schema", "written by a newer mwtop; this one reads mwtop/1");
	return refuse(r, "", "schema", "not known; this program reads mwtop/1");
}

static bool read_head(struct reader *r, const cJSON *root) {
	struct site *site = r->site;
	if (!read_schema(r, root) || !read_text(r, "", "name", root, site->name, sizeof site->name) ||
	    !read_text(r, "", "about", root, site->about, sizeof site->about) ||
	    !read_text(r, "", "tz", root, site->tz_name, sizeof site->tz_name))
		return false;
	struct error unknown;
	const struct tz *tz = tz_open(site->tz_name, &unknown);
	site->tz = tz != NULL ? tz : tz_utc();
	const cJSON *period = member(root, "period_s");
	return period == NULL || read_number(r, "", "period_s", period, 1e-3, 86400, &site->period_s);
}

static bool read_all(struct reader *r, const cJSON *root) {
	if (!read_head(r, root) || !read_origin(r, root))
		return false;
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (!read_objects(r, root, &classes[i]))
			return false;
	return read_gpu(r, root) && read_training(r, root) && read_policy(r, root) && read_rules(r, root);
}

/* Moves to the last member of that key (or the list's element of that number) of the value that begins at the scanner's next
 * token; false when there is none, and then the scanner is where it was. */
static bool descend(struct json_scan *s, const char *part, size_t length) {
	struct json_scan walk = *s, found = *s;
	enum json_kind kind = json_next(&walk);
	int level = walk.depth;
	bool any = false;
	char *end;
	unsigned long number = strtoul(part, &end, 10), seen = 0;
	if (kind != JSON_OBJECT && kind != JSON_ARRAY)
		return false;
	for (;;) {
		struct json_scan before = walk;
		enum json_kind token = json_next(&walk);
		if (token == JSON_FAULT || token == JSON_END || walk.depth < level)
			break;
		bool child = kind == JSON_OBJECT ? token == JSON_KEY && walk.depth == level
		                                 : before.depth == level && token != JSON_OBJECT_END && token != JSON_ARRAY_END;
		if (!child)
			continue;
		bool same = kind == JSON_OBJECT ? walk.length == length && memcmp(walk.token, part, length) == 0 : ++seen == number;
		if (same) {
			found = kind == JSON_OBJECT ? walk : before;
			any = true;
		}
	}
	*s = found;
	return any;
}

/* Column of what `path` names; of what holds it where it is missing. */
static size_t find_column(const char *text, size_t length, const char *path) {
	struct json_scan s;
	json_scan_init(&s, text, length);
	descend(&s, "site", 4);
	while (*path != '\0') {
		size_t part = strcspn(path, ".");
		if (!descend(&s, path, part))
			break;
		path += part + (path[part] == '.');
	}
	json_next(&s);
	return json_token_column(&s);
}

struct site *line_site_read(const char *text, size_t length, struct error *err, size_t *column) {
	struct reader r = { .site = site_new(), .err = err };
	cJSON *tree = cJSON_ParseWithLength(text, length);
	const cJSON *root = member(tree, "site") != NULL ? member(tree, "site") : tree;
	bool ok;
	if (tree == NULL)
		ok = refuse(&r, "", "", "a number in it is too long");
	else if (!cJSON_IsObject(root))
		ok = refuse(&r, "", "", "expected an object");
	else
		ok = read_all(&r, root);
	cJSON_Delete(tree);
	if (!ok) {
		*column = find_column(text, length, r.path);
		site_free(r.site);
		return NULL;
	}
	site_finish(r.site);
	return r.site;
}
