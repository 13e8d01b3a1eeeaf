/* Series by name; see series.h. */
#include "series.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

size_t series_count(const struct site *site) {
	return DERIVED_COUNT + (site ? site->column_count : 0);
}

char *series_key(const struct site *site, size_t i, char out[SERIES_KEY_SIZE]) {
	out[0] = '\0';
	if (i < DERIVED_COUNT)
		snprintf(out, SERIES_KEY_SIZE, "%s", derived_info_at((enum derived_id)i)->key);
	else if (site)
		site_column_key(site, i - DERIVED_COUNT, out, SERIES_KEY_SIZE);
	return out;
}

bool series_info(const struct site *site, const char *key, struct series_info *out) {
	int derived = derived_find(key, strlen(key));
	enum metric_id id;
	size_t object;
	if (derived >= 0) {
		const struct derived_info *d = derived_info_at((enum derived_id)derived);
		*out = (struct series_info){ d->unit, d->decimals, NULL, d->help };
		return true;
	}
	long column = site ? site_column_find(site, key, strlen(key)) : -1;
	if (column < 0 || !site_column_parts(site, (size_t)column, &id, &object))
		return false;
	const struct metric *m = metric_at(id);
	*out = (struct series_info){ m->unit, m->decimals, m->kind == METRIC_LABEL ? m->words : NULL, m->help };
	return true;
}

static bool same_letter(char a, char b) {
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Where a star failed to match it takes one character more: the last star alone has to be tried again. */
bool series_match(const char *pattern, const char *key) {
	const char *star = NULL, *from = NULL;
	while (*key) {
		if (*pattern == '*') {
			star = pattern++;
			from = key;
		} else if (*pattern && same_letter(*pattern, *key)) {
			pattern++;
			key++;
		} else if (star) {
			pattern = star + 1;
			key = ++from;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

size_t series_find(const struct site *site, const char *pattern, char (*out)[SERIES_KEY_SIZE], size_t room) {
	char key[SERIES_KEY_SIZE];
	size_t found = 0;
	for (size_t i = 0; i < series_count(site); i++) {
		if (!series_match(pattern, series_key(site, i, key)))
			continue;
		if (found < room)
			memcpy(out[found], key, sizeof key);
		found++;
	}
	return found;
}

bool series_refuse(const struct site *site, const char *pattern, struct error *err) {
	size_t count = series_count(site);
	char (*key)[SERIES_KEY_SIZE] = mem_zalloc(count + 1, sizeof *key);
	const char **name = mem_zalloc(count + 1, sizeof *name);
	for (size_t i = 0; i < count; i++)
		name[i] = series_key(site, i, key[i]);
	const char *near = strchr(pattern, '*') ? NULL : word_nearest(pattern, name);
	if (near)
		error_set(err, "nothing is called \"%s\"; did you mean %s?", pattern, near);
	else
		error_set(err, "nothing is called \"%s\"; names are like gen.G07.oil_kpa, gen.*.kw, bus.A.hz, load_mw", pattern);
	free(name);
	free(key);
	return false;
}

struct reading series_reading(const struct frame *frame, const struct derived *derived, const char *key) {
	struct reading none = { NAN, QUALITY_MISSING, TIME_NONE };
	int id = derived_find(key, strlen(key));
	if (id >= 0 && derived) {
		double value = derived->q[id].value;
		return (struct reading){ value, value == value ? QUALITY_GOOD : QUALITY_MISSING, TIME_NONE };
	}
	long column = frame && frame->site ? site_column_find(frame->site, key, strlen(key)) : -1;
	if (column < 0 || (size_t)column >= frame->count)
		return none;
	return (struct reading){ frame->value[column], (enum quality)frame->quality[column], frame->since_ms[column] };
}
