/* The shared parts, and finding the place of what was refused: cJSON keeps no places, so the text is scanned once more along the
 * path, which happens for a bad site only. */
#include "site_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_scan.h"
#include "utf8.h"

bool site_refuse(struct site_reader *r, const char *where, const char *key, const char *why) {
	snprintf(r->path, sizeof r->path, "%s%s%s", where, *where && *key ? "." : "", key);
	return error_set(r->err, "%s: %s", *r->path ? r->path : "site", why);
}

const cJSON *site_member(const cJSON *object, const char *key) {
	const cJSON *found = NULL, *item;
	cJSON_ArrayForEach(item, object)
		if (item->string != NULL && strcmp(item->string, key) == 0)
			found = item;
	return cJSON_IsNull(found) ? NULL : found;
}

bool site_read_number(struct site_reader *r, const char *where, const char *key, const cJSON *item, double least, double most, double *out) {
	char why[80];
	if (!cJSON_IsNumber(item))
		return site_refuse(r, where, key, "expected a number");
	double value = item->valuedouble;
	if (value < least && least == ABOVE_ZERO)
		return site_refuse(r, where, key, "must be above 0");
	if (!(value >= least && value <= most)) {
		snprintf(why, sizeof why, "must lie between %g and %g", least, most);
		return site_refuse(r, where, key, why);
	}
	*out = value;
	return true;
}

bool site_read_fields(struct site_reader *r, const char *where, const cJSON *object, const struct site_field *fields, void *out) {
	for (const struct site_field *f = fields; f->key != NULL; f++) {
		const cJSON *item = site_member(object, f->key);
		if (item != NULL && !site_read_number(r, where, f->key, item, f->least, f->most, site_field_at(out, f)))
			return false;
	}
	return true;
}

bool site_read_text(struct site_reader *r, const char *where, const char *key, const cJSON *object, char *out, size_t size) {
	const cJSON *item = site_member(object, key);
	if (item == NULL)
		return true;
	if (!cJSON_IsString(item))
		return site_refuse(r, where, key, "expected text");
	utf8_clean(out, size, item->valuestring, strlen(item->valuestring));
	return true;
}

bool site_read_word(struct site_reader *r, const char *where, const char *key, const cJSON *object, const char *const *words, int *index) {
	const cJSON *item = site_member(object, key);
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
	return site_refuse(r, where, key, why);
}

bool site_read_time(struct site_reader *r, const char *where, const char *key, const cJSON *object, int64_t *t_ms) {
	const cJSON *item = site_member(object, key);
	if (item == NULL)
		return true;
	if (!cJSON_IsString(item) || !time_parse_iso(item->valuestring, strlen(item->valuestring), t_ms))
		return site_refuse(r, where, key, "expected a time such as 2024-07-22T09:20:00Z");
	return true;
}

const cJSON *site_member_object(struct site_reader *r, const cJSON *root, const char *key, bool *ok) {
	const cJSON *item = site_member(root, key);
	*ok = item == NULL || cJSON_IsObject(item) || site_refuse(r, "", key, "expected an object");
	return *ok ? item : NULL;
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
size_t site_find_column(const char *text, size_t length, const char *path) {
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
