/* The map of an import:
 *
 *	[import]
 *	site = FILE.json              the site line's object, relative to the map
 *	separator = comma             or semicolon, tab, or one character
 *	time = NAME                   column of the time
 *	time_format = %d-%b-%Y %H:%M:%S   as strptime(3) has it; iso: ISO 8601; unix: seconds since 1970
 *	zone = Europe/Madrid          for times without an offset of their own
 *	missing = -9999 65535         readings that mean "no value"; an empty field always does
 *	[columns]
 *	bus.A.hz = Frequency
 *	bus.A.kv = mean(U1, U2, U3) * 0.001 + 0
 */
#include "import_map.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inifile.h"
#include "line.h"

#define SITE_FILE_MAX (1u << 20)

struct reading_map {
	struct import_map *map;
	const char *path;
};

static bool copy_text(char *to, size_t size, const char *value, struct error *err) {
	if (strlen(value) >= size)
		return error_set(err, "\"%s\" is too long", value);
	memcpy(to, value, strlen(value) + 1);
	return true;
}

/* The site file, beside the map. */
static bool read_site(struct reading_map *r, const char *value, struct error *err) {
	const char *slash = strrchr(r->path, '/');
	char *path = *value == '/' || !slash ? mem_strdup(value) : mem_printf("%.*s/%s", (int)(slash - r->path), r->path, value);
	char *text = mem_alloc(SITE_FILE_MAX);
	FILE *f = fopen(path, "r");
	size_t length = f ? fread(text, 1, SITE_FILE_MAX, f) : 0;
	bool fine = f && length < SITE_FILE_MAX;
	if (!fine)
		error_set(err, "%s: %s", path, f ? "larger than 1 MiB" : strerror(errno));
	if (f)
		fclose(f);
	if (fine) {
		site_free(r->map->site);
		r->map->site = line_parse_site(text, length, err);
		fine = r->map->site || error_prefix(err, "%s", path);
	}
	free(text);
	free(path);
	return fine;
}

/* A semicolon goes by its name: after a blank it begins a comment in an INI file. */
static bool read_separator(struct import_map *m, const char *value, struct error *err) {
	static const struct { const char *name; char separator; } names[] = { { "comma", ',' }, { "semicolon", ';' }, { "tab", '\t' } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(value, names[i].name)) {
			m->separator = names[i].separator;
			return true;
		}
	m->separator = value[0];
	return (value[0] && value[1] == '\0') || error_set(err, "separator: expected comma, semicolon, tab or one character");
}

static bool read_missing(struct import_map *m, const char *value, struct error *err) {
	char *end;
	for (const char *at = value; *(at += strspn(at, " ,")); at = end) {
		if (m->sentinel_count == IMPORT_SENTINELS_MAX)
			return error_set(err, "missing: at most %d values", IMPORT_SENTINELS_MAX);
		m->sentinel[m->sentinel_count++] = strtod(at, &end);
		if (end == at)
			return error_set(err, "missing: expected numbers, not \"%s\"", at);
	}
	return true;
}

static bool read_setting(struct reading_map *r, const char *key, const char *value, struct error *err) {
	struct import_map *m = r->map;
	if (!strcmp(key, "site"))
		return read_site(r, value, err);
	if (!strcmp(key, "separator"))
		return read_separator(m, value, err);
	if (!strcmp(key, "time"))
		return copy_text(m->time_name, sizeof m->time_name, value, err);
	if (!strcmp(key, "time_format"))
		return copy_text(m->time_format, sizeof m->time_format, value, err);
	if (!strcmp(key, "zone"))
		return (m->tz = tz_open(value, err)) != NULL;
	if (!strcmp(key, "missing"))
		return read_missing(m, value, err);
	return error_set(err, "no such setting: %s; expected site, separator, time, time_format, zone or missing", key);
}

/* "NAME" or "mean(A, B, C)", then "* 0.001" and "+ 1" or "- 1", each optional. */
static bool read_column(struct import_map *m, const char *key, const char *value, struct error *err) {
	if (m->column_count == IMPORT_COLUMNS_MAX)
		return error_set(err, "at most %d columns", IMPORT_COLUMNS_MAX);
	struct import_column *c = &m->column[m->column_count];
	char names[200], *rest = NULL;
	memset(c, 0, sizeof *c);
	c->scale = 1;
	if (!copy_text(c->key, sizeof c->key, key, err) || !copy_text(names, sizeof names, value, err))
		return false;
	char *tail = strncmp(names, "mean(", 5) ? names : strchr(names, ')');
	if (!tail)
		return error_set(err, "mean(: expected a closing bracket");
	char *star = strstr(tail, " * ");
	if (star) {
		c->scale = strtod(star + 3, &rest);
		if (rest == star + 3)
			return error_set(err, "expected a number after *");
		rest += strspn(rest, " ");
		if (*rest == '+' || *rest == '-') {
			char *number = rest + 1 + strspn(rest + 1, " "), *end;
			c->offset = strtod(number, &end) * (*rest == '-' ? -1 : 1);
			rest = end;
		}
		if (*rest)
			return error_set(err, "not understood: \"%s\"", rest);
		*star = '\0';
	}
	bool mean = tail != names;
	if (mean)
		*tail = '\0';
	for (char *save, *name = strtok_r(mean ? names + 5 : names, mean ? "," : "", &save); name; name = strtok_r(NULL, ",", &save)) {
		name += strspn(name, " ");
		for (size_t n = strlen(name); n > 0 && name[n - 1] == ' ';)
			name[--n] = '\0';
		if (c->name_count == IMPORT_MEAN_MAX)
			return error_set(err, "mean of at most %d columns", IMPORT_MEAN_MAX);
		if (!copy_text(c->name[c->name_count++], sizeof c->name[0], name, err))
			return false;
	}
	m->column_count++;
	return c->name_count > 0 ? true : error_set(err, "expected the name of a column");
}

static bool take_row(void *data, const char *section, const char *key, const char *value, int line, struct error *err) {
	struct reading_map *r = data;
	(void)line;
	if (!strcmp(section, "import"))
		return read_setting(r, key, value, err);
	if (!strcmp(section, "columns"))
		return read_column(r->map, key, value, err);
	return error_set(err, "no such section: [%s]; expected [import] or [columns]", section);
}

static bool resolve(struct import_map *m, const char *path, struct error *err) {
	if (!m->site)
		return error_set(err, "%s: [import] has no site = FILE.json", path);
	if (!m->time_name[0] || !m->time_format[0])
		return error_set(err, "%s: [import] needs time and time_format", path);
	if (!m->column_count)
		return error_set(err, "%s: [columns] is empty", path);
	for (size_t i = 0; i < m->column_count; i++) {
		long column = site_column_find(m->site, m->column[i].key, strlen(m->column[i].key));
		if (column < 0)
			return error_set(err, "%s: %s: the site has no such value", path, m->column[i].key);
		m->column[i].column = (size_t)column;
	}
	return true;
}

struct import_map *import_map_read(const char *path, struct error *err) {
	struct import_map *m = mem_zalloc(1, sizeof *m);
	struct reading_map r = { m, path };
	m->separator = ',';
	m->tz = tz_utc();
	if (inifile_read(path, take_row, &r, err) && resolve(m, path, err))
		return m;
	import_map_free(m);
	return NULL;
}

void import_map_free(struct import_map *m) {
	if (m)
		site_free(m->site);
	free(m);
}
