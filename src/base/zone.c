/* Time zones of the C library, hidden: the one file that sets TZ. Always true: a zone name was checked against the directory of
 * zones before the library saw it (it would quietly take an unknown name for UTC), and UTC itself asks nobody. The library
 * knows one zone at a time; it is switched only when another one is asked for, which is rare: one site, one zone. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "times_internal.h"

#define ZONE_NAME_MAX 64
#define ZONE_DIRECTORY "/usr/share/zoneinfo"
#define DAY_S 86400

struct tz {
	char name[ZONE_NAME_MAX];
	struct tz *next; /* all that were opened, in a list */
};

static const struct tz utc = { .name = "UTC" };
static struct tz *opened;
static const struct tz *current; /* the one that TZ names; NULL: not set by us yet */

const struct tz *tz_utc(void) {
	return &utc;
}

const char *tz_name(const struct tz *tz) {
	return tz->name;
}

static bool name_is_plain(const char *name) {
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
	size_t length = strlen(name);
	return length > 0 && length < ZONE_NAME_MAX && strspn(name, allowed) == length && name[0] != '/' && name[0] != '-';
}

/* Whether the directory of zones holds a zone file of that name. */
static bool zone_exists(const char *name) {
	const char *directory = getenv("TZDIR");
	char *path = mem_printf("%s/%s", directory && *directory ? directory : ZONE_DIRECTORY, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	free(path);
	if (fd < 0)
		return false;
	struct stat info;
	char magic[4];
	bool is_zone = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && read(fd, magic, sizeof magic) == (ssize_t)sizeof magic &&
	               memcmp(magic, "TZif", sizeof magic) == 0;
	close(fd);
	return is_zone;
}

const struct tz *tz_open(const char *name, struct error *err) {
	if (strcmp(name, utc.name) == 0)
		return &utc;
	for (const struct tz *tz = opened; tz; tz = tz->next)
		if (strcmp(tz->name, name) == 0)
			return tz;
	if (!name_is_plain(name) || !zone_exists(name)) {
		error_set(err, "no such time zone: \"%s\" (expected a name like America/Chicago)", name);
		return NULL;
	}
	struct tz *tz = mem_zalloc(1, sizeof *tz);
	memcpy(tz->name, name, strlen(name) + 1);
	tz->next = opened;
	opened = tz;
	return tz;
}

/* Local time of a zone that is not UTC; false where the library has none (years beyond an int). */
static bool zone_local(const struct tz *tz, int64_t t_s, struct tm *out) {
	if (current != tz) {
		char value[ZONE_NAME_MAX + 1] = ":";
		memcpy(value + 1, tz->name, ZONE_NAME_MAX);
		setenv("TZ", value, 1);
		tzset();
		current = tz;
	}
	time_t t = (time_t)t_s;
	return localtime_r(&t, out) != NULL;
}

static int64_t zone_offset_s(const struct tz *tz, int64_t t_s) {
	struct tm local;
	return tz != &utc && zone_local(tz, t_s, &local) ? (int64_t)local.tm_gmtoff : 0;
}

static void zone_word(char *out, size_t size, const char *word) {
	size_t length = strnlen(word, size - 1);
	memcpy(out, word, length);
	out[length] = '\0';
}

void tz_civil(const struct tz *tz, int64_t t_ms, struct civil *out) {
	int64_t t_s = t_ms / 1000 - (t_ms % 1000 < 0);
	struct tm local;
	if (tz == &utc || !zone_local(tz, t_s, &local)) {
		civil_from_ms(t_ms, out);
		zone_word(out->zone, sizeof out->zone, "UTC");
		return;
	}
	*out = (struct civil){
		.year = local.tm_year + 1900, .month = local.tm_mon + 1, .day = local.tm_mday,
		.hour = local.tm_hour, .minute = local.tm_min, .second = local.tm_sec, .ms = (int)(t_ms - t_s * 1000),
		.weekday = local.tm_wday, .offset_s = (int)local.tm_gmtoff,
	};
	zone_word(out->zone, sizeof out->zone, local.tm_zone ? local.tm_zone : "");
}

int64_t tz_moment(const struct tz *tz, const struct civil *in) {
	int64_t as_utc_ms = ms_from_civil(in);
	int64_t as_utc_s = as_utc_ms / 1000 - (as_utc_ms % 1000 < 0);
	/* A change of clocks moves by a day at most, so that a day to either side shows both offsets around it. */
	int64_t before_s = zone_offset_s(tz, as_utc_s - DAY_S), after_s = zone_offset_s(tz, as_utc_s + DAY_S);
	int64_t early_s = before_s > after_s ? before_s : after_s; /* the greater offset is the earlier moment */
	if (zone_offset_s(tz, as_utc_s - early_s) == early_s)
		return as_utc_ms - early_s * 1000;
	int64_t late_s = before_s + after_s - early_s;
	if (zone_offset_s(tz, as_utc_s - late_s) == late_s)
		return as_utc_ms - late_s * 1000;
	/* Skipped: the clock as it ran before shows what the new one calls later. */
	return as_utc_ms - before_s * 1000;
}
