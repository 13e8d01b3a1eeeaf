/* The directory of segments. Names are YYYYMMDDTHHMMSSZ-NNN.ndjson[.zst], so that plain sorting gives the order in which they were
 * opened: the number is always there ('-' sorts before '.'), and counts on from the newest name where the time does not. Files of
 * other names are not ours and are left alone. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder_parts.h"

#define PLAIN_END ".ndjson"
#define PACKED_END ".ndjson.zst"
#define PART_END ".ndjson.zst.part"
#define STAMP_LENGTH 16
#define SHORT_NUMBERS 999u /* from here on the number is 999 and six digits, which sorts after 998 */

/* Length of the stamp and number at the beginning of the name; 0 when it is none of ours. */
static size_t stem_length(const char *name) {
	static const char form[] = "00000000T000000Z";
	for (size_t i = 0; i < STAMP_LENGTH; i++)
		if (form[i] == '0' ? name[i] < '0' || name[i] > '9' : name[i] != form[i])
			return 0;
	size_t length = STAMP_LENGTH;
	if (name[length] == '-') {
		size_t digits = strspn(name + length + 1, "0123456789");
		length += digits > 0 ? digits + 1 : 0;
	}
	return length;
}

static unsigned number_of(const char *stem) {
	const char *number = stem + STAMP_LENGTH + 1;
	if (stem[STAMP_LENGTH] != '-')
		return 0;
	if (strlen(number) > 3)
		return SHORT_NUMBERS + (unsigned)strtoul(number + 3, NULL, 10);
	return (unsigned)strtoul(number, NULL, 10);
}

static char *make_stem(const char *stamp, unsigned number) {
	if (number < SHORT_NUMBERS)
		return mem_printf("%.*s-%03u", STAMP_LENGTH, stamp, number);
	return mem_printf("%.*s-999%06u", STAMP_LENGTH, stamp, number - SHORT_NUMBERS);
}

char *recorder_names_next(struct recorder *r, int64_t t_ms) {
	char stamp[64];
	struct civil c;
	tz_civil(tz_utc(), t_ms, &c);
	int year = c.year < 0 ? 0 : c.year > 9999 ? 9999 : c.year;
	snprintf(stamp, sizeof stamp, "%04d%02d%02dT%02d%02d%02dZ", year, c.month, c.day, c.hour, c.minute, c.second);
	const char *newest = r->newest_name;
	bool later = newest == NULL || strncmp(stamp, newest, STAMP_LENGTH) > 0;
	char *stem = later ? make_stem(stamp, 0) : make_stem(newest, number_of(newest) + 1);
	free(r->newest_name);
	r->newest_name = stem;
	return mem_printf("%s/%s" PLAIN_END, r->dir, stem);
}

void recorder_add_segment(struct recorder *r, const char *plain, bool to_pack, bool packed) {
	if (r->segment_count == r->segment_room) {
		r->segment_room = r->segment_room ? 2 * r->segment_room : 16;
		r->segment = mem_resize(r->segment, r->segment_room, sizeof *r->segment);
	}
	r->segment[r->segment_count++] = (struct segment){ .plain = mem_strdup(plain), .to_pack = to_pack, .packed = packed, .last_ms = TIME_NONE,
		.written_ms = TIME_NONE };
}

static bool exists_beside(const struct recorder *r, const char *name, size_t stem, const char *end) {
	char *other = mem_printf("%.*s%s", (int)stem, name, end);
	struct stat info;
	bool there = fstatat(r->dir_fd, other, &info, AT_SYMLINK_NOFOLLOW) == 0;
	free(other);
	return there;
}

/* A .zst has its name only when it is complete: the plain file beside one goes. What was not completed goes, too. */
static void take_name(struct recorder *r, const char *name) {
	size_t stem = stem_length(name);
	if (stem == 0)
		return;
	const char *end = name + stem;
	bool plain = strcmp(end, PLAIN_END) == 0, packed = strcmp(end, PACKED_END) == 0;
	if (strcmp(end, PART_END) == 0 || (plain && exists_beside(r, name, stem, PACKED_END))) {
		unlinkat(r->dir_fd, name, 0);
		return;
	}
	if (!plain && !packed)
		return;
	char *own = mem_strndup(name, stem), *path = mem_printf("%s/%s" PLAIN_END, r->dir, own);
	recorder_add_segment(r, path, plain, packed);
	free(path);
	if (r->newest_name == NULL || strcmp(own, r->newest_name) > 0) {
		free(r->newest_name);
		r->newest_name = own;
	} else {
		free(own);
	}
}

static int by_name(const void *a, const void *b) {
	return strcmp(((const struct segment *)a)->plain, ((const struct segment *)b)->plain);
}

static bool list(struct recorder *r, struct error *err) {
	DIR *d = opendir(r->dir);
	if (d == NULL)
		return error_set(err, "%s: %s", r->dir, strerror(errno));
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		take_name(r, e->d_name);
	closedir(d);
	if (r->segment_count > 1)
		qsort(r->segment, r->segment_count, sizeof *r->segment, by_name);
	return true;
}

bool recorder_names_open(struct recorder *r, struct error *err) {
	if (mkdir(r->dir, 0777) < 0 && errno != EEXIST)
		return error_set(err, "%s: %s", r->dir, strerror(errno));
	r->dir_fd = open(r->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->dir_fd < 0 || access(r->dir, W_OK | X_OK) < 0)
		return error_set(err, "%s: %s", r->dir, strerror(errno));
	/* A second recorder would compress what the first one still writes. */
	if (flock(r->dir_fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		return error_set(err, "%s: something else records into it; choose another directory", r->dir);
	return list(r, err);
}
