/* Time. A moment is `int64_t` milliseconds since 1970-01-01T00:00:00Z, named t_ms or *_ms; TIME_NONE is "no moment".
 * Nothing here reads a clock except clock_wall_ms and clock_mono_ms. Zones are glibc's, by IANA name. */
#ifndef MWTOP_TIMES_H
#define MWTOP_TIMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

#define TIME_NONE INT64_MIN
#define TIME_ISO_SIZE 32

struct civil {
	int year, month, day;  /* month 1..12, day 1..31 */
	int hour, minute, second, ms;
	int weekday;           /* 0 = Sunday */
	int offset_s;          /* east of UTC */
	char zone[8];          /* "CDT" */
};

struct tz; /* a zone; immutable, lives until the program ends, shared by name */

/* The zone of an IANA name ("America/Chicago", "UTC"); NULL with err when there is no such zone. */
const struct tz *tz_open(const char *name, struct error *err);
const struct tz *tz_utc(void);
const char *tz_name(const struct tz *tz);
void tz_civil(const struct tz *tz, int64_t t_ms, struct civil *out);
/* The moment of a local date and time (year..ms of `in`); a time that a change of clocks skips moves forward, one that is
 * doubled is the earlier. */
int64_t tz_moment(const struct tz *tz, const struct civil *in);

/* "2024-07-22T09:05:12.000Z", fraction and offset (+02:00) allowed, 'Z' or an offset demanded. Reads at most `length` bytes, all
 * of them must belong. */
bool time_parse_iso(const char *text, size_t length, int64_t *t_ms);
/* Writes "2024-07-22T09:05:12.000Z"; returns out. */
char *time_format_iso(int64_t t_ms, char out[TIME_ISO_SIZE]);
/* "1h30m", "90s", "40m", "2d", "250ms" to ms; a bare number is seconds. */
bool time_parse_duration(const char *text, int64_t *ms);
/* "00:14:48" (hours may exceed 99); the sign is left to the caller: |ms| is written. Returns out. */
char *time_format_hms(int64_t ms, char out[TIME_ISO_SIZE]);
/* How long something lasted, for people: "0.2 s", "61 s", "5 min 24 s", "3 h", "12 d 3 h 4 min"; of |ms|. Returns out. */
char *time_format_lasted(int64_t ms, char out[TIME_ISO_SIZE]);

/* What the forms of TIME on the command line and after `g` are relative to; TIME_NONE where unknown. */
struct time_context {
	const struct tz *tz;
	int64_t cursor_ms;   /* "14:05" is on its day */
	int64_t minus_ms;    /* "-10m" counts from here */
	int64_t plus_ms;     /* "+90s" counts from here */
	int64_t training_ms; /* "T-30m", "T", "T+5m" */
};
/* Any form of TIME: 14:05, 14:05:30, ISO 8601 (a local one without offset too, also "2024-07-22 14:05"), T-30m, -10m, +90s. */
bool time_parse(const char *text, const struct time_context *context, int64_t *t_ms, struct error *err);

int64_t clock_wall_ms(void);
int64_t clock_mono_ms(void);

/* Of times in order: how many are at or before t. */
size_t times_until(const int64_t *at_ms, size_t count, int64_t t_ms);

#endif
