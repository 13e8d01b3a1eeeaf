/* The table of an import, row by row, to frames; see import.h. Fields may be quoted as RFC 4180 has it, but hold no newline. */
#include "import.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "import_map.h"

#define FIELDS_MAX 1024

struct import {
	const struct import_map *map;
	const char *path;
	size_t time_field, field[IMPORT_COLUMNS_MAX][IMPORT_MEAN_MAX];
	struct frame frame;
	struct buf lines;
	char *at[FIELDS_MAX]; /* fields of the row, into the row */
	size_t count;
};

/* Cuts the row in place. */
static void split(struct import *im, char *row) {
	char separator = im->map->separator;
	row[strcspn(row, "\r\n")] = '\0';
	for (im->count = 0; im->count < FIELDS_MAX;) {
		char *to = row, *from = row;
		bool quoted = *from == '"', more;
		from += quoted;
		im->at[im->count++] = row;
		for (; *from && (quoted || *from != separator); from++) {
			if (quoted && *from == '"' && from[1] != '"') {
				quoted = false;
				continue;
			}
			from += quoted && *from == '"';
			*to++ = *from;
		}
		more = *from == separator;
		row = from + 1;
		*to = '\0';
		if (!more)
			return;
	}
}

static bool find_field(const struct import *im, const char *name, size_t *field, struct error *err) {
	for (size_t i = 0; i < im->count; i++)
		if (!strcmp(im->at[i], name)) {
			*field = i;
			return true;
		}
	return error_set(err, "%s: line 1: no column named \"%s\"", im->path, name);
}

static bool take_header(struct import *im, char *row, struct error *err) {
	const struct import_map *m = im->map;
	split(im, strncmp(row, "\xEF\xBB\xBF", 3) ? row : row + 3);
	if (!find_field(im, m->time_name, &im->time_field, err))
		return false;
	for (size_t i = 0; i < m->column_count; i++)
		for (size_t j = 0; j < m->column[i].name_count; j++)
			if (!find_field(im, m->column[i].name[j], &im->field[i][j], err))
				return false;
	return true;
}

static bool read_time(const struct import *im, const char *text, int64_t *t_ms, struct error *err) {
	const struct import_map *m = im->map;
	struct tm tm = { 0 };
	char *end;
	if (!strcmp(m->time_format, "iso")) {
		if (time_parse_iso(text, strlen(text), t_ms))
			return true;
	} else if (!strcmp(m->time_format, "unix")) {
		double seconds = strtod(text, &end);
		*t_ms = (int64_t)llround(seconds * 1000);
		if (end != text && *end == '\0' && fabs(seconds) < 1e11)
			return true;
	} else {
		end = strptime(text, m->time_format, &tm);
		struct civil c = { .year = tm.tm_year + 1900, .month = tm.tm_mon + 1, .day = tm.tm_mday, .hour = tm.tm_hour, .minute = tm.tm_min, .second = tm.tm_sec };
		*t_ms = tz_moment(m->tz, &c);
		if (end && *end == '\0')
			return true;
	}
	return error_set(err, "the time \"%.40s\" is not of the form %s", text, m->time_format);
}

/* One field; NaN when it is empty or a sentinel. */
static bool read_field(const struct import *im, size_t field, double *value, struct error *err) {
	char *end;
	*value = NAN;
	if (field >= im->count)
		return error_set(err, "only %zu fields", im->count);
	const char *text = im->at[field] + strspn(im->at[field], " ");
	if (!*text)
		return true;
	*value = strtod(text, &end);
	if (end == text || end[strspn(end, " ")] != '\0')
		return error_set(err, "\"%.40s\" is not a number", text);
	for (size_t i = 0; i < im->map->sentinel_count; i++)
		if (*value == im->map->sentinel[i])
			*value = NAN;
	return true;
}

static bool take_row(struct import *im, char *row, struct error *err) {
	const struct import_map *m = im->map;
	int64_t t_ms;
	split(im, row);
	if (im->time_field >= im->count)
		return error_set(err, "only %zu fields", im->count);
	if (!read_time(im, im->at[im->time_field], &t_ms, err))
		return false;
	frame_reset(&im->frame, m->site, t_ms);
	for (size_t i = 0; i < m->column_count; i++) {
		const struct import_column *c = &m->column[i];
		double sum = 0, value;
		for (size_t j = 0; j < c->name_count; j++) {
			if (!read_field(im, im->field[i][j], &value, err))
				return false;
			sum += value;
		}
		im->frame.value[c->column] = sum / (double)c->name_count * c->scale + c->offset;
		im->frame.quality[c->column] = isfinite(im->frame.value[c->column]) ? QUALITY_GOOD : QUALITY_MISSING;
	}
	frame_apply_rules(&im->frame);
	line_write_frame(&im->lines, &im->frame);
	return true;
}

static bool import_rows(struct import *im, FILE *f, struct recording_writer *out, void (*report)(void *, const char *), void *data,
                        struct import_result *result, struct error *err) {
	char *row = NULL;
	size_t room = 0;
	uint64_t number = 1;
	bool fine = getline(&row, &room, f) > 0 || error_set(err, "%s: empty", im->path);
	fine = fine && take_header(im, row, err);
	line_write_site(&im->lines, im->map->site);
	while (fine && getline(&row, &room, f) > 0) {
		struct error why;
		number++;
		if (row[strspn(row, " \r\n")] == '\0')
			continue;
		if (take_row(im, row, &why)) {
			result->rows++;
		} else {
			result->skipped++;
			error_prefix(&why, "%s: line %" PRIu64, im->path, number);
			if (report)
				report(data, why.text);
		}
		fine = recording_write(out, im->lines.data ? im->lines.data : "", im->lines.len, err);
		buf_clear(&im->lines);
	}
	free(row);
	if (fine && result->rows == 0)
		fine = error_set(err, "%s: not one row could be read", im->path);
	return fine;
}

bool import_csv(const char *csv_path, const char *map_path, struct recording_writer *out, void (*report)(void *data, const char *line),
                void *data, struct import_result *result, struct error *err) {
	struct import_map *map = import_map_read(map_path, err);
	if (!map)
		return false;
	struct import *im = mem_zalloc(1, sizeof *im);
	FILE *f = fopen(csv_path, "r");
	bool fine = f || error_set(err, "%s: %s", csv_path, strerror(errno));
	*result = (struct import_result){ 0 };
	im->map = map;
	im->path = csv_path;
	frame_init(&im->frame);
	fine = fine && import_rows(im, f, out, report, data, result, err);
	if (f)
		fclose(f);
	frame_free(&im->frame);
	buf_free(&im->lines);
	free(im);
	import_map_free(map);
	return fine;
}
