/* A directory of segments. Each is opened once and read through the descriptor it was opened by, so that one that is compressed or removed
 * meanwhile stays readable. Always true: `newest` is the stem of the last segment taken in; only segments whose name sorts behind it are
 * added, so that a plain segment and its compressed form are never both read; only the last one may grow. */
#include "directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "times.h"

#define SEGMENTS_MAX 1000 /* a descriptor each: of more, the newest */
#define YOUNG_MS 10000    /* changed so lately, it may be growing */

struct directory {
	int fd;              /* owned */
	struct store *store; /* owned; joined */
	char *newest;        /* owned; NULL: none yet */
	bool grows;          /* the last segment is plain */
	int64_t mtime_ms;    /* of the last segment */
	char note[160];
};

struct names {
	char **at; /* owned, as each of them */
	size_t count, room;
};

/* Length of the name without ".ndjson" or ".ndjson.zst"; 0 when it ends otherwise. */
static size_t stem_length(const char *name) {
	static const char *const endings[] = { ".ndjson", ".ndjson.zst" };
	size_t length = strlen(name);
	for (size_t i = 0; i < 2; i++) {
		size_t end = strlen(endings[i]);
		if (length > end && strcmp(name + length - end, endings[i]) == 0)
			return length - end;
	}
	return 0;
}

static int by_stem(const void *a, const void *b) {
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	size_t n = stem_length(x), m = stem_length(y);
	int order = memcmp(x, y, n < m ? n : m);
	if (order == 0 && n != m)
		order = n < m ? -1 : 1;
	return order != 0 ? order : (int)strlen(y) - (int)strlen(x); /* the compressed form first: it is whole */
}

static bool is_behind(const struct directory *d, const char *name) {
	size_t n = stem_length(name), m = d->newest ? strlen(d->newest) : 0;
	if (n == 0 || name[0] == '.')
		return false;
	if (!d->newest)
		return true;
	int order = memcmp(name, d->newest, n < m ? n : m);
	return order != 0 ? order > 0 : n > m;
}

static void names_free(struct names *names) {
	for (size_t i = 0; i < names->count; i++)
		free(names->at[i]);
	free(names->at);
}

/* The segments that are new, in order. */
static bool list_names(struct directory *d, struct names *names, struct error *err) {
	int fd = openat(d->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	if (!list) {
		error_set(err, "%s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return false;
	}
	while ((entry = readdir(list))) {
		if (!is_behind(d, entry->d_name))
			continue;
		if (names->count == names->room) {
			names->room = names->room ? 2 * names->room : 16;
			names->at = mem_resize(names->at, names->room, sizeof *names->at);
		}
		names->at[names->count++] = mem_strdup(entry->d_name);
	}
	closedir(list);
	if (names->count > 0)
		qsort(names->at, names->count, sizeof *names->at, by_stem);
	return true;
}

static bool is_compressed(const char *name) {
	size_t length = strlen(name);
	return length > 4 && strcmp(name + length - 4, ".zst") == 0;
}

/* NULL with a note when it cannot be read. */
static struct store *open_segment(struct directory *d, const char *name, struct stat *info) {
	struct store *store = NULL;
	int fd = openat(d->fd, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 || fstat(fd, info) < 0 || !S_ISREG(info->st_mode)) {
		snprintf(d->note, sizeof d->note, "%s is left out: %s", name, fd < 0 ? strerror(errno) : "it is no file");
	} else if (!is_compressed(name)) {
		store = store_new_plain(fd, (uint64_t)info->st_size);
	} else if (!store_frames_suit(fd, (uint64_t)info->st_size)) {
		snprintf(d->note, sizeof d->note, "%s is left out: it is compressed as a whole", name);
	} else {
		store = store_new_frames(fd, (uint64_t)info->st_size);
		if (store)
			store_resize(store, (uint64_t)info->st_size, true);
	}
	if (!store && fd >= 0)
		close(fd);
	return store;
}

/* What was written to the last segment since; true when it is more. */
static bool take_growth(struct directory *d) {
	size_t count = store_joined_count(d->store);
	struct stat info;
	if (count == 0 || !d->grows)
		return false;
	struct store *last = store_joined_at(d->store, count - 1, NULL);
	if (fstat(store_fd(last), &info) < 0)
		return false;
	d->mtime_ms = (int64_t)info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1000000;
	if ((uint64_t)info.st_size <= store_size(last)) /* one that became shorter is read as far as it goes */
		return false;
	store_resize(last, (uint64_t)info.st_size, false);
	store_joined_resized(d->store);
	return true;
}

static void add_segment(struct directory *d, const char *name) {
	size_t stem = stem_length(name);
	struct stat info;
	struct store *store = open_segment(d, name, &info);
	if (store) {
		store_joined_replace(d->store, store_joined_count(d->store), 0, &store, 1);
		d->grows = !is_compressed(name);
		d->mtime_ms = (int64_t)info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1000000;
	}
	free(d->newest);
	d->newest = mem_printf("%.*s", (int)stem, name);
}

static bool take_segments(struct directory *d, struct error *err) {
	struct names names = { 0 };
	if (!list_names(d, &names, err))
		return false;
	size_t first = names.count > SEGMENTS_MAX ? names.count - SEGMENTS_MAX : 0;
	if (first > 0)
		snprintf(d->note, sizeof d->note, "the oldest %zu segments are left out: %d are read", first, SEGMENTS_MAX);
	if (names.count > 0)
		take_growth(d); /* the last word of the one before */
	for (size_t i = first; i < names.count; i++)
		if (is_behind(d, names.at[i]))
			add_segment(d, names.at[i]);
	names_free(&names);
	return true;
}

struct directory *directory_open(int fd, const char *name, struct error *err) {
	struct directory *d = mem_zalloc(1, sizeof *d);
	d->fd = fd;
	d->store = store_new_joined();
	if (!take_segments(d, err)) {
		error_prefix(err, "%s", name);
	} else if (store_joined_count(d->store) > 0) {
		return d;
	} else if (*d->note) {
		error_set(err, "%s: %s", name, d->note);
	} else {
		error_set(err, "%s: no segment (*.ndjson, *.ndjson.zst) in this directory", name);
	}
	directory_feeder.free(d);
	return NULL;
}

struct store *directory_store(struct directory *d) {
	return d->store;
}

static bool directory_pump(void *feeder, size_t most) {
	struct directory *d = feeder;
	struct error err;
	uint64_t before = store_size(d->store);
	(void)most;
	take_growth(d);
	take_segments(d, &err); /* a directory that is gone brings nothing new */
	return store_size(d->store) > before;
}

static bool directory_ended(const void *feeder) {
	const struct directory *d = feeder;
	return !d->grows || clock_wall_ms() - d->mtime_ms >= YOUNG_MS;
}

static const char *directory_note(const void *feeder) {
	const struct directory *d = feeder;
	return *d->note ? d->note : NULL;
}

static int directory_fd(const void *feeder) {
	(void)feeder;
	return -1;
}

static void directory_free(void *feeder) {
	struct directory *d = feeder;
	store_free(d->store);
	close(d->fd);
	free(d->newest);
	free(d);
}

const struct feeder_kind directory_feeder = {
	.pump = directory_pump, .ended = directory_ended, .note = directory_note, .fd = directory_fd, .free = directory_free,
};
