/* The forms in which people write times and durations. Always true: what is accepted is accepted whole (nothing may follow),
 * and a sum that leaves the range of a moment is refused. */
#include <string.h>

#include "times_internal.h"

#define DURATION_MOST_MS 1e15 /* 31,000 years */

/* Units from long to short; each may stand once, in this order. */
static const struct { const char *word; double ms; } units[] = {
	{ "d", 86400e3 }, { "h", 3600e3 }, { "m", 60e3 }, { "s", 1e3 }, { "ms", 1 },
};
#define UNIT_COUNT (sizeof units / sizeof *units)

/* Digits with an optional fraction; returns what follows, NULL when there is no digit or too many. */
static const char *scan_number(const char *p, const char *end, double *value) {
	const char *start = p;
	double scale = 1;
	*value = 0;
	for (; p < end && *p >= '0' && *p <= '9' && p - start < 15; p++)
		*value = *value * 10 + (*p - '0');
	if (p == start)
		return NULL;
	if (p < end && *p == '.')
		for (p++; p < end && *p >= '0' && *p <= '9' && scale < 1e9; p++)
			*value += (*p - '0') / (scale *= 10);
	return p[-1] == '.' ? NULL : p;
}

/* Index of the unit at p, at `from` or later, or UNIT_COUNT. "ms" is tried before "m". */
static size_t scan_unit(const char *p, const char *end, size_t from) {
	for (size_t i = UNIT_COUNT; i-- > from;) {
		size_t length = strlen(units[i].word);
		if ((size_t)(end - p) >= length && memcmp(p, units[i].word, length) == 0)
			return i;
	}
	return UNIT_COUNT;
}

static bool scan_duration(const char *p, const char *end, int64_t *ms) {
	double total = 0, number;
	const char *start = p;
	for (size_t unit = 0; p < end; unit++) {
		const char *after = scan_number(p, end, &number);
		if (!after)
			return false;
		if (after == end) { /* a bare number, alone */
			total = number * 1e3;
			if (p != start)
				return false;
			p = after;
			break;
		}
		unit = scan_unit(after, end, unit);
		if (unit == UNIT_COUNT)
			return false;
		total += number * units[unit].ms;
		p = after + strlen(units[unit].word);
	}
	if (p == start || total > DURATION_MOST_MS)
		return false;
	*ms = (int64_t)(total + 0.5);
	return true;
}

bool time_parse_duration(const char *text, int64_t *ms) {
	return scan_duration(text, text + strlen(text), ms);
}

/* base + sign * duration at p. `what` names the base when there is none. */
static bool relative(const char *p, const char *end, int64_t base_ms, const char *what, int64_t *t_ms, struct error *err) {
	int64_t ms;
	if (!scan_duration(p + 1, end, &ms))
		return error_set(err, "\"%.*s\" is no duration (expected 90s, 30m, 1h30m, 2d)", (int)(end - p - 1), p + 1);
	if (base_ms == TIME_NONE)
		return error_set(err, "%s is not known here", what);
	if (__builtin_add_overflow(base_ms, *p == '-' ? -ms : ms, t_ms) || *t_ms == TIME_NONE)
		return error_set(err, "%.*s is out of range", (int)(end - p), p);
	return true;
}

/* "9:05", "14:05", "14:05:30" on the cursor's day in the zone of the site. */
static bool on_the_day(const char *p, const char *end, const struct time_context *context, int64_t *t_ms, struct error *err) {
	char padded[32] = "0";
	size_t length = (size_t)(end - p), shift = length > 1 && p[1] == ':' ? 1 : 0;
	struct civil clock = { 0 }, day;
	if (length + shift >= sizeof padded)
		return false;
	memcpy(padded + shift, p, length);
	const char *padded_end = padded + shift + length;
	if (scan_clock(padded, padded_end, &clock) != padded_end)
		return false;
	if (context->cursor_ms == TIME_NONE)
		return error_set(err, "%.*s: on which day? Nothing is open yet; give the date too", (int)length, p);
	tz_civil(context->tz, context->cursor_ms, &day);
	day.hour = clock.hour;
	day.minute = clock.minute;
	day.second = clock.second;
	day.ms = clock.ms;
	*t_ms = tz_moment(context->tz, &day);
	return true;
}

bool time_parse(const char *text, const struct time_context *context, int64_t *t_ms, struct error *err) {
	const char *p = text, *end = text + strlen(text);
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	size_t length = (size_t)(end - p);
	bool from_training = length && (*p == 'T' || *p == 't') && (length == 1 || p[1] == '-' || p[1] == '+');
	if (from_training && length > 1)
		return relative(p + 1, end, context->training_ms, "the start of training", t_ms, err);
	if (from_training) {
		*t_ms = context->training_ms;
		return *t_ms != TIME_NONE || error_set(err, "the start of training is not known here");
	}
	if (length && *p == '-')
		return relative(p, end, context->minus_ms, "the time to count back from", t_ms, err);
	if (length && *p == '+')
		return relative(p, end, context->plus_ms, "the time to count from", t_ms, err);
	struct civil c;
	enum iso_form form = scan_iso(p, length, &c);
	if (form != ISO_NONE) {
		*t_ms = form == ISO_LOCAL ? tz_moment(context->tz, &c) : ms_from_civil(&c) - c.offset_s * 1000LL;
		return true;
	}
	err->text[0] = '\0';
	if (on_the_day(p, end, context, t_ms, err))
		return true;
	if (err->text[0])
		return false;
	return error_set(err, "\"%.*s\" is no time (expected 14:05, 14:05:30, 2024-07-22T14:05:30Z, T-30m, -10m or +90s)",
	                 (int)(length < 80 ? length : 80), p);
}
