/* Moments, civil dates and durations by plain arithmetic, and the two clocks. A recording has a time in each of a million lines, so
 * that reading and writing ISO 8601 asks neither the C library nor a zone. Always true: the calendar is the proleptic Gregorian
 * one, days count from 1970-01-01, and divisions round towards the past. */
#include "times.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "times_internal.h"

#define DAY_MS 86400000LL

static int64_t floor_div(int64_t a, int64_t b) {
	int64_t q = a / b;
	return q - (a % b < 0);
}

/* A year is taken to begin in March, so that the leap day is its last; 400 years are 146097 days. */
int64_t days_from_civil(int64_t year, int month, int day) {
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t month_from_march = (month + 9) % 12;
	int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

void civil_from_ms(int64_t t_ms, struct civil *out) {
	int64_t days = floor_div(t_ms, DAY_MS);
	int in_day = (int)(t_ms % DAY_MS + (t_ms % DAY_MS < 0 ? DAY_MS : 0)); /* days * DAY_MS would overflow at the ends */
	int64_t shifted = days + 719468;
	int64_t era = floor_div(shifted, 146097);
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month_from_march = (int)((5 * day_of_year + 2) / 153);
	*out = (struct civil){
		.month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9,
		.day = (int)(day_of_year - (153 * month_from_march + 2) / 5) + 1,
		.hour = in_day / 3600000,
		.minute = in_day / 60000 % 60,
		.second = in_day / 1000 % 60,
		.ms = in_day % 1000,
		.weekday = (int)((days % 7 + 11) % 7),
	};
	out->year = (int)(year_of_era + era * 400 + (out->month <= 2));
}

int64_t ms_from_civil(const struct civil *c) {
	int64_t seconds = days_from_civil(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 + c->second;
	return seconds * 1000 + c->ms;
}

/* Reads exactly `count` digits; -1 when there is another character. */
static int digits(const char *p, int count) {
	int value = 0;
	for (int i = 0; i < count; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		value = value * 10 + (p[i] - '0');
	}
	return value;
}

static int month_days(int year, int month) {
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month == 2 && leap ? 29 : days[month - 1];
}

/* "Z", "+02", "+0200" or "+02:00" at p, which ends at `end`; false when it is none of them. */
static bool scan_offset(const char *p, const char *end, int *offset_s) {
	size_t left = (size_t)(end - p);
	*offset_s = 0;
	if (left == 1 && *p == 'Z')
		return true;
	if ((left != 3 && left != 5 && left != 6) || (*p != '+' && *p != '-') || (left == 6 && p[3] != ':'))
		return false;
	int hours = digits(p + 1, 2), minutes = left == 3 ? 0 : digits(end - 2, 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return false;
	*offset_s = (*p == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return true;
}

bool scan_date(const char *p, struct civil *out) {
	int year = digits(p, 4), month = digits(p + 5, 2), day = digits(p + 8, 2);
	if (year < 0 || p[4] != '-' || p[7] != '-' || month < 1 || month > 12 || day < 1 || day > month_days(year, month))
		return false;
	out->year = year;
	out->month = month;
	out->day = day;
	return true;
}

const char *scan_clock(const char *p, const char *end, struct civil *out) {
	if (end - p < 5 || p[2] != ':')
		return NULL;
	out->hour = digits(p, 2);
	out->minute = digits(p + 3, 2);
	if (out->hour < 0 || out->hour > 23 || out->minute < 0 || out->minute > 59)
		return NULL;
	p += 5;
	if (p == end || *p != ':')
		return p;
	out->second = end - p >= 3 ? digits(p + 1, 2) : -1;
	if (out->second < 0 || out->second > 60) /* 60: a leap second, read as the next second */
		return NULL;
	p += 3;
	if (p == end || *p != '.')
		return p;
	if (++p == end || digits(p, 1) < 0)
		return NULL;
	for (int scale = 100; p < end && digits(p, 1) >= 0; p++, scale /= 10)
		out->ms += digits(p, 1) * scale;
	return p;
}

enum iso_form scan_iso(const char *text, size_t length, struct civil *out) {
	*out = (struct civil){ 0 };
	const char *end = text + length;
	if (length < 10 || !scan_date(text, out))
		return ISO_NONE;
	if (length == 10)
		return ISO_LOCAL;
	if (text[10] != 'T' && text[10] != ' ')
		return ISO_NONE;
	const char *p = scan_clock(text + 11, end, out);
	if (!p)
		return ISO_NONE;
	if (p == end)
		return ISO_LOCAL;
	return scan_offset(p, end, &out->offset_s) ? ISO_ABSOLUTE : ISO_NONE;
}

bool time_parse_iso(const char *text, size_t length, int64_t *t_ms) {
	struct civil c;
	/* A moment without its seconds is a form for people, not for lines. */
	if (length < 20 || text[10] != 'T' || text[16] != ':' || scan_iso(text, length, &c) != ISO_ABSOLUTE)
		return false;
	*t_ms = ms_from_civil(&c) - c.offset_s * 1000LL;
	return true;
}

static char *put_digits(char *p, int count, int64_t value) {
	for (int i = count - 1; i >= 0; i--, value /= 10)
		p[i] = (char)('0' + value % 10);
	return p + count;
}

char *time_format_iso(int64_t t_ms, char out[TIME_ISO_SIZE]) {
	struct civil c;
	civil_from_ms(t_ms, &c);
	char *p = out;
	int year = c.year;
	if (year < 0 || year > 9999)
		*p++ = year < 0 ? '-' : '+';
	if (year < 0)
		year = -year;
	p = put_digits(p, year > 9999 ? 9 : 4, year);
	*p++ = '-';
	p = put_digits(p, 2, c.month);
	*p++ = '-';
	p = put_digits(p, 2, c.day);
	*p++ = 'T';
	p = put_digits(p, 2, c.hour);
	*p++ = ':';
	p = put_digits(p, 2, c.minute);
	*p++ = ':';
	p = put_digits(p, 2, c.second);
	*p++ = '.';
	p = put_digits(p, 3, c.ms);
	*p++ = 'Z';
	*p = '\0';
	return out;
}

char *time_format_hms(int64_t ms, char out[TIME_ISO_SIZE]) {
	uint64_t seconds = (ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms) / 1000;
	uint64_t hours = seconds / 3600;
	int width = 2;
	for (uint64_t rest = hours / 100; rest; rest /= 10)
		width++;
	char *p = put_digits(out, width, (int64_t)hours);
	*p++ = ':';
	p = put_digits(p, 2, (int64_t)(seconds / 60 % 60));
	*p++ = ':';
	p = put_digits(p, 2, (int64_t)(seconds % 60));
	*p = '\0';
	return out;
}

/* Up to three units from the first that is not 0 on; zeros at the end are left out. */
char *time_format_lasted(int64_t ms, char out[TIME_ISO_SIZE]) {
	static const struct { uint64_t s; const char *word; } units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" }, { 1, "s" } };
	uint64_t length = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms, rest = length / 1000 + (length % 1000 >= 500);
	if (length < 100000) {
		snprintf(out, TIME_ISO_SIZE, "%.4g s", (double)length / 1000);
		return out;
	}
	size_t n = 0, first = 0;
	while (rest < units[first].s)
		first++;
	for (size_t i = first; i < 4 && i < first + 3 && rest > 0; i++) {
		n += (size_t)snprintf(out + n, TIME_ISO_SIZE - n, "%s%" PRIu64 " %s", n ? " " : "", rest / units[i].s, units[i].word);
		rest %= units[i].s;
	}
	return out;
}

static int64_t clock_ms(clockid_t clock) {
	struct timespec now;
	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_wall_ms(void) {
	return clock_ms(CLOCK_REALTIME);
}

int64_t clock_mono_ms(void) {
	return clock_ms(CLOCK_MONOTONIC);
}

size_t times_until(const int64_t *at_ms, size_t count, int64_t t_ms) {
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (at_ms[middle] <= t_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
