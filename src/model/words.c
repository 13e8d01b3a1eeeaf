/* Splitting a line of the edit language, and its numbers, durations and times. Nothing is allocated; `next` always points at the
 * first byte after the word taken last. */
#include "words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct unit unit_kw[] = { { "kW", 1 }, { "MW", 1000 }, { "W", 0.001 }, { NULL, 0 } };
const struct unit unit_mw[] = { { "MW", 1 }, { "kW", 0.001 }, { "W", 1e-6 }, { NULL, 0 } };
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
	if (length >= WORD_SIZE)
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

bool words_end(struct words *w, struct error *err) {
	if (!words_next(w))
		return true;
	return words_error(w, err, "nothing expected after this, found \"%s\"", w->word);
}

static const struct unit *unit_find(const struct unit *units, const char *name) {
	for (const struct unit *u = units; u->name; u++)
		if (strcasecmp(u->name, name) == 0)
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
	return end == text || !isfinite(*out) ? NULL : end;
}

static bool number_refuse(const struct words *w, const struct unit *units, const char *what, struct error *err) {
	if (!units->name)
		return words_error(w, err, "%s is a plain number, found \"%s\"", what, w->word);
	return words_error(w, err, "%s is a number with or without %s, found \"%s\"", what, units->name, w->word);
}

bool words_number(struct words *w, const struct unit *units, const char *what, double *out, struct error *err) {
	words_next(w);
	const char *end = number_read(w->word, out);
	if (!end)
		return number_refuse(w, units, what, err);
	if (*end) {
		const struct unit *u = unit_find(units, end);
		if (!u)
			return number_refuse(w, units, what, err);
		*out *= u->scale;
		return true;
	}
	struct words ahead = *w;
	const struct unit *u = words_next(&ahead) ? unit_find(units, ahead.word) : NULL;
	if (u) {
		*out *= u->scale;
		w->next = ahead.next;
	}
	return true;
}

bool words_duration(struct words *w, const char *what, int64_t *ms, struct error *err) {
	words_next(w);
	if (!time_parse_duration(w->word, ms) || *ms < 0)
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
		return words_error(w, err, "a time is missing here");
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
	return true;
}
