/* Site lines to struct site, through a cJSON tree. Whatever is wrong is refused with the path of the key ("gen.G03.rated_kw") and its
 * column; keys that are not known are skipped. Of a key that stands twice in an object the last wins; an object id that stands
 * twice is refused. Here: the head and the named objects; the rest stands in site_plans.c. */
#include "line_site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "site_reader.h"
#include "utf8.h"

static bool read_bus_name(struct site_reader *r, const char *where, const char *key, const cJSON *object, int *bus) {
	const cJSON *item = site_member(object, key);
	if (item == NULL) {
		*bus = 0;
		return r->site->bus_count == 1 || site_refuse(r, where, key, "not given, and the site has not exactly one bus");
	}
	if (!cJSON_IsString(item))
		return site_refuse(r, where, key, "expected the name of a bus");
	*bus = site_find(r->site, CLASS_BUS, item->valuestring, strlen(item->valuestring));
	return *bus >= 0 || site_refuse(r, where, key, "no such bus");
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
	bool (*read)(struct site_reader *r, const char *where, const cJSON *object, size_t index);
	char *(*id)(struct site *site, size_t index);
};

static bool read_objects(struct site_reader *r, const cJSON *root, const struct object_class *c) {
	bool ok;
	const cJSON *all = site_member_object(r, root, c->key, &ok), *item;
	if (all == NULL)
		return ok;
	char why[64], where[80];
	snprintf(why, sizeof why, "more than %zu", c->most);
	size_t *count = (size_t *)(void *)((char *)r->site + c->count_offset);
	if ((size_t)cJSON_GetArraySize(all) > c->most)
		return site_refuse(r, "", c->key, why);
	if (c->class == CLASS_GEN)
		r->site->gen = mem_zalloc((size_t)cJSON_GetArraySize(all), sizeof *r->site->gen);
	cJSON_ArrayForEach(item, all) {
		if (!id_is_good(item->string)) {
			utf8_clean(where, 48, item->string, strlen(item->string));
			return site_refuse(r, c->key, where, "an id has 1 to 23 letters, digits, _ or -");
		}
		if (site_find(r->site, c->class, item->string, strlen(item->string)) >= 0)
			return site_refuse(r, c->key, item->string, "stands twice");
		snprintf(where, sizeof where, "%s.%s", c->key, item->string);
		if (!cJSON_IsObject(item))
			return site_refuse(r, where, "", "expected an object");
		size_t index = (*count)++;
		char *id = c->id(r->site, index);
		memset(id, 0, SITE_ID_SIZE);
		if (!c->read(r, where, item, index))
			return false;
		memcpy(id, item->string, strlen(item->string) + 1);
	}
	return true;
}

static bool read_bus(struct site_reader *r, const char *where, const cJSON *object, size_t index) {
	struct site_bus *bus = &r->site->bus[index];
	bus->nominal_kv = 0; /* not stated: no share of it is ever taken */
	bus->nominal_hz = 60;
	return site_read_fields(r, where, object, bus_fields, bus);
}

static bool read_promise(struct site_reader *r, const char *where, const cJSON *item, struct promise *promise) {
	promise->t_ms = TIME_NONE;
	const cJSON *limit = site_member(item, "limit_mw");
	if (!site_read_time(r, where, "t", item, &promise->t_ms))
		return false;
	if (promise->t_ms == TIME_NONE)
		return site_refuse(r, where, "t", "a promise needs a time");
	if (limit == NULL)
		return site_refuse(r, where, "limit_mw", "a promise needs a limit");
	return site_read_number(r, where, "limit_mw", limit, 0, 1e9, &promise->limit_mw);
}

static bool read_feed(struct site_reader *r, const char *where, const cJSON *object, size_t index) {
	struct site_feed *feed = &r->site->feed[index];
	*feed = site_feed_default();
	if (!read_bus_name(r, where, "bus", object, &feed->bus) || !site_read_fields(r, where, object, feed_fields, feed))
		return false;
	const cJSON *list = site_member(object, "promise"), *item;
	if (list != NULL && !cJSON_IsArray(list))
		return site_refuse(r, where, "promise", "expected a list");
	cJSON_ArrayForEach(item, list) {
		char at[120];
		snprintf(at, sizeof at, "%s.promise.%zu", where, feed->promise_count + 1);
		if (feed->promise_count == SITE_PROMISE_MAX)
			return site_refuse(r, where, "promise", "more than 16");
		if (!cJSON_IsObject(item))
			return site_refuse(r, at, "", "expected an object");
		if (!read_promise(r, at, item, &feed->promise[feed->promise_count++]))
			return false;
	}
	return true;
}

static bool read_gen(struct site_reader *r, const char *where, const cJSON *object, size_t index) {
	struct site_gen *gen = &r->site->gen[index];
	*gen = site_gen_default();
	return read_bus_name(r, where, "bus", object, &gen->bus) && site_read_fields(r, where, object, gen_fields, gen);
}

static bool read_tie(struct site_reader *r, const char *where, const cJSON *object, size_t index) {
	struct site_tie *tie = &r->site->tie[index];
	if (!read_bus_name(r, where, "a", object, &tie->bus_a) || !read_bus_name(r, where, "b", object, &tie->bus_b))
		return false;
	return tie->bus_a != tie->bus_b || site_refuse(r, where, "b", "a tie joins two different buses");
}

static bool read_store(struct site_reader *r, const char *where, const cJSON *object, size_t index) {
	struct site_store *store = &r->site->store[index];
	store->mw = store->mwh = 0;
	return read_bus_name(r, where, "bus", object, &store->bus) && site_read_fields(r, where, object, store_fields, store);
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

static bool read_schema(struct site_reader *r, const cJSON *root) {
	static const char family[] = "mwtop/";
	const cJSON *item = site_member(root, "schema");
	if (!cJSON_IsString(item))
		return site_refuse(r, "", "schema", "expected \"mwtop/1\"");
	const char *schema = item->valuestring, *number = schema + sizeof family - 1;
	if (strcmp(schema, "mwtop/1") == 0)
		return true;
	if (strncmp(schema, family, sizeof family - 1) == 0 && *number && number[strspn(number, "0123456789")] == '\0')
		return site_refuse(r, "", "schema", "written by a newer mwtop; this one reads mwtop/1");
	return site_refuse(r, "", "schema", "not known; this program reads mwtop/1");
}

static bool read_head(struct site_reader *r, const cJSON *root) {
	struct site *site = r->site;
	if (!read_schema(r, root) || !site_read_text(r, "", "name", root, site->name, sizeof site->name) ||
	    !site_read_text(r, "", "about", root, site->about, sizeof site->about) ||
	    !site_read_text(r, "", "tz", root, site->tz_name, sizeof site->tz_name))
		return false;
	struct error unknown;
	const struct tz *tz = tz_open(site->tz_name, &unknown);
	site->tz = tz != NULL ? tz : tz_utc();
	const cJSON *period = site_member(root, "period_s");
	return period == NULL || site_read_number(r, "", "period_s", period, 1e-3, 86400, &site->period_s);
}

static bool read_all(struct site_reader *r, const cJSON *root) {
	if (!read_head(r, root))
		return false;
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
		if (!read_objects(r, root, &classes[i]))
			return false;
	return site_read_plans(r, root);
}

struct site *line_site_read(const char *text, size_t length, struct error *err, size_t *column) {
	struct site_reader r = { .site = site_new(), .err = err };
	cJSON *tree = cJSON_ParseWithLength(text, length);
	const cJSON *root = site_member(tree, "site") != NULL ? site_member(tree, "site") : tree;
	bool ok;
	if (tree == NULL)
		ok = site_refuse(&r, "", "", "a number in it is too long");
	else if (!cJSON_IsObject(root))
		ok = site_refuse(&r, "", "", "expected an object");
	else
		ok = read_all(&r, root);
	cJSON_Delete(tree);
	if (!ok) {
		*column = site_find_column(text, length, r.path);
		site_free(r.site);
		return NULL;
	}
	site_finish(r.site);
	return r.site;
}
