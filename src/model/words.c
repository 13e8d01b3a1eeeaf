/* Splitting a line of the edit language, and its numbers, durations and times. Nothing is allocated; `next` always points at the
 * first byte after the word taken last. */
#include "words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "options.h"

#define YEAR_0_MS (-62167219200000)
#define YEAR_10000_MS 253402300800000
#define WORD_LIST_SIZE 200

const struct unit unit_kw[] = { { "kW", 1 }, { "MW", 1000 }, { "GW", 1e6 }, { "W", 0.001 }, { NULL, 0 } };
const struct unit unit_mw[] = { { "MW", 1 }, { "GW", 1000 }, { "kW", 0.001 }, { "W", 1e-6 }, { NULL, 0 } };
const struct unit unit_w[] = { { "W", 1 }, { "kW", 1000 }, { "MW", 1e6 }, { NULL, 0 } };
const struct unit unit_c[] = { { "C", 1 }, { "°C", 1 }, { NULL, 0 } };
const struct unit unit_none[] = { { NULL, 0 } };
const struct unit unit_ms[] = { { "ms", 1 }, { "s", 1000 }, { NULL, 0 } };
const struct unit unit_s[] = { { "s", 1 }, { "ms", 0.001 }, { "m", 60 }, { NULL, 0 } };

void words_begin(struct words *w, const char *line) {
	*w = (struct words){ .line = line, .next = line, .column = 1 };
}

static const char *skip_blanks(const char *p) {
	while (*p == ' ' || *p == '\t' || *p == '\r')
		p++;
	return p;
}

bool words_next(struct words *w) {
	const char *p = skip_blanks(w->next), *end = p;
	while (*end && !strchr(" \t\r", *end))
		end++;
	size_t length = (size_t)(end - p);
	w->column = (size_t)(p - w->line) + 1;
	w->cut = length >= WORD_SIZE;
	if (w->cut)
		length = WORD_SIZE - 1;
	memcpy(w->word, p, length);
	w->word[length] = '\0';
	w->next = end;
	return length > 0;
}

bool words_take(struct words *w, const char *text) {
	struct words ahead = *w;
	if (!words_next(&ahead) || strcasecmp(ahead.word, text) != 0)
		return false;
	*w = ahead;
	return true;
}

void words_rest(struct words *w, char *out, size_t size) {
	const char *p = skip_blanks(w->next), *end = p + strlen(p);
	while (end > p && strchr(" \t\r", end[-1]))
		end--;
	snprintf(out, size, "%.*s", (int)(end - p), p);
	w->column = (size_t)(p - w->line) + 1;
	w->word[0] = '\0';
	w->next += strlen(w->next);
}

bool words_error(const struct words *w, struct error *err, const char *format, ...) {
	char text[sizeof err->text - 32];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return error_set(err, "column %zu: %s", w->column, text);
}

bool words_refuse(const struct words *w, const char *what, const char *text, const char *const *known, struct error *err) {
	const char *near = word_nearest(text, known);
	char list[WORD_LIST_SIZE] = "";
	if (near)
		return words_error(w, err, "no such %s: \"%s\"; did you mean %s?", what, text, near);
	for (size_t n = 0, i = 0; known[i]; i++) {
		bool fits = n + strlen(known[i]) + sizeof ", ..." < sizeof list;
		n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", i ? ", " : "", fits ? known[i] : "...");
		if (!fits)
			break;
	}
	if (!text[0])
		return words_error(w, err, "%s is missing: %s", what, list);
	return words_error(w, err, "no such %s: \"%s\"; one of %s", what, text, list);
}

bool words_end(struct words *w, struct error *err) {
	if (!words_next(w))
		return true;
	return words_error(w, err, "nothing expected after this, found \"%s\"", w->word);
}

/* The unit that is written from `name` up to `end`. */
static const struct unit *unit_find(const struct unit *units, const char *name, const char *end) {
	size_t length = (size_t)(end - name);
	for (const struct unit *u = units; u->name; u++)
		if (strlen(u->name) == length && strncasecmp(u->name, name, length) == 0)
			return u;
	return NULL;
}

/* A plain decimal number: no hex, no "inf" or "nan", which strtod would take. Returns its end or NULL. */
static const char *number_read(const char *text, double *out) {
	const char *p = text;
	if (*p == '+' || *p == '-')
		p++;
	if (!isdigit((unsigned char)*p) && *p != '.')
		return NULL;
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		return NULL;
	char *end;
	*out = strtod(text, &end);
	return end == text ? NULL : end;
}

char *words_units(const struct unit *units, const char *last, char *out, size_t size) {
	size_t n = 0;
	out[0] = '\0';
	for (const struct unit *u = units; u->name && n < size; u++)
		n += (size_t)snprintf(out + n, size - n, "%s, ", u->name);
	if (n < size)
		snprintf(out + n - (n ? 2 : 0), size - n, "%s%s", n ? " or " : "", last);
	return out;
}

static bool number_refuse(const struct words *w, const struct unit *units, const char *what, struct error *err) {
	char list[64];
	if (!units->name)
		return words_error(w, err, "%s is a plain number, found \"%s\"", what, w->word);
	return words_error(w, err, "%s is a number with %s, found \"%s\"", what, words_units(units, "no unit", list, sizeof list), w->word);
}

/* Reads in the line itself, since a word may have been cut. */
bool words_number(struct words *w, const struct unit *units, const char *what, double *out, struct error *err) {
	words_next(w);
	const struct unit *u = NULL;
	const char *end = number_read(w->line + w->column - 1, out);
	if (end && end < w->next) {
		u = unit_find(units, end, w->next);
		if (!u)
			end = NULL;
	}
	if (!end)
		return number_refuse(w, units, what, err);
	struct words number = *w, ahead = *w;
	if (end == w->next && words_next(&ahead)) {
		u = unit_find(units, ahead.line + ahead.column - 1, ahead.next);
		if (u)
			*w = ahead;
	}
	if (u)
		*out *= u->scale;
	*out += 0.0; /* no negative zero */
	return isfinite(*out) || words_error(&number, err, "%s is too large", what);
}

bool words_duration(struct words *w, const char *what, int64_t *ms, struct error *err) {
	words_next(w);
	if (w->cut || !time_parse_duration(w->word, ms) || *ms < 0)
		return words_error(w, err, "%s is a duration such as 90s or 40m, found \"%s\"", what, w->word);
	return true;
}

/* "2024-08-15": ten characters, digits and dashes in their places. */
static bool looks_like_date(const char *text) {
	static const char shape[] = "dddd-dd-dd";
	for (size_t i = 0; i < sizeof shape - 1; i++)
		if (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != '-')
			return false;
	return text[10] == '\0';
}

bool words_time(struct words *w, const struct time_context *context, int64_t *t_ms, struct error *err) {
	char text[2 * WORD_SIZE];
	struct error why;
	if (!words_next(w))
		return words_error(w, err, "a time is missing: 14:05, 2024-07-22 14:05, T-30m, -10m, +90s");
	if (w->cut)
		return words_error(w, err, "this is too long to be a time");
	snprintf(text, sizeof text, "%s", w->word);
	if (looks_like_date(text)) {
		struct words ahead = *w;
		bool clock = words_next(&ahead) && isdigit((unsigned char)ahead.word[0]) && strchr(ahead.word, ':');
		snprintf(text, sizeof text, "%s %s", w->word, clock ? ahead.word : "00:00");
		if (clock)
			w->next = ahead.next;
	}
	if (!time_parse(text, context, t_ms, &why))
		return words_error(w, err, "%s", why.text);
	/* Others have no ISO 8601 of four digits, so that they could not be written down. */
	if (*t_ms < YEAR_0_MS || *t_ms >= YEAR_10000_MS)
		return words_error(w, err, "a time lies in the years 0000 to 9999");
	return true;
}
