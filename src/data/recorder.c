/* The open segment. Lines are written as they come, in one write for each run of them; what a write that failed left is cut back to whole
 * lines. Always true: `size` is the length of the file and ends with a whole line, its first line is the site that governed then, and
 * whatever was written is synced, with the thread, or makes recorder_due say when it is to be. Into a directory, a segment is opened by its
 * first line with a time, since that names it; the site waits for that. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "recorder_parts.h"

#define SEGMENT_BYTES (1ull << 30)
#define SYNC_AFTER_MS 4000      /* after the first write that is not synced; the disk has the rest of the 5 s */
#define DAY_MS INT64_C(86400000)
#define ROTATE_DAYS_MS 60000    /* a clock that steps to and fro over midnight makes no more segments than this */
#define CLOSE_STEP_MS 1000
#define NAME_TRIES 100

/* ---- opening and closing ---- */

static bool ends_with(const char *text, const char *end) {
	size_t length = strlen(text), tail = strlen(end);
	return length > tail && strcmp(text + length - tail, end) == 0;
}

static bool open_path(struct recorder *r, const char *path, struct error *err) {
	struct stat info;
	const char *slash = strrchr(path, '/');
	r->dir = slash == NULL ? mem_strdup(".") : mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
	r->pack_path = ends_with(path, ".zst");
	r->path = mem_strndup(path, strlen(path) - (r->pack_path ? strlen(".zst") : 0));
	if (lstat(path, &info) == 0 || lstat(r->path, &info) == 0)
		return error_set(err, "%s: there is such a file already; choose another name", lstat(path, &info) == 0 ? path : r->path);
	r->dir_fd = open(r->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return (r->dir_fd >= 0 && access(r->dir, W_OK | X_OK) == 0) || error_set(err, "%s: %s", r->dir, strerror(errno));
}

static void recorder_free(struct recorder *r) {
	recorder_pack_free(r);
	recorder_sync_free(r->sync);
	if (r->fd >= 0)
		close(r->fd);
	if (r->dir_fd >= 0)
		close(r->dir_fd);
	buf_free(&r->site);
	free(r->newest_name);
	free(r->dir);
	free(r->path);
	free(r->file);
	free(r);
}

struct recorder *recorder_open(const struct recorder_options *options, struct error *err) {
	struct recorder *r = mem_zalloc(1, sizeof *r);
	r->fd = r->dir_fd = -1;
	r->keep_s = options->keep_s;
	r->segment_bytes = options->segment_bytes > 0 ? options->segment_bytes : SEGMENT_BYTES;
	r->last_ms = r->newest_ms = r->day_rotated_ms = r->unsynced_ms = TIME_NONE;
	bool fine;
	if (options->dir != NULL) {
		r->dir = mem_strdup(options->dir);
		fine = recorder_names_open(r, err);
	} else {
		fine = open_path(r, options->path, err);
	}
	if (fine && (r->sync = recorder_sync_new(err)) != NULL)
		return r;
	recorder_free(r);
	return NULL;
}

static void ask_sync(struct recorder *r, bool name) {
	recorder_sync_ask(r->sync, SYNC_SEGMENT, r->file_id, r->fd, name ? r->dir_fd : -1);
	r->unsynced_ms = TIME_NONE;
}

/* Closes the open segment, if any, which is then to be compressed. */
static void close_segment(struct recorder *r) {
	if (r->fd < 0)
		return;
	ask_sync(r, false);
	close(r->fd);
	r->fd = -1;
	recorder_add_segment(r, r->file, (r->path == NULL || r->pack_path) && !r->failed, false);
	r->segment[r->segment_count - 1].written_ms = r->written_ms; /* the last by name */
}

/* Ends the recording; the message is the caller's one answer of false. */
static bool stop(struct recorder *r, const char *file, int why, struct error *err) {
	error_set(err, "%s: %s; recording has stopped", file, strerror(why));
	r->failed = true;
	close_segment(r);
	recorder_pack_stop(r);
	return false;
}

bool recorder_close(struct recorder *r, struct error *err) {
	bool fine = true;
	struct error why;
	close_segment(r);
	recorder_sync_done(r->sync, recorder_sync_ask(r->sync, SYNC_SEGMENT, 0, -1, r->dir_fd), -1);
	int fault = recorder_sync_fault(r->sync, SYNC_SEGMENT);
	if (fault != 0 && !r->failed)
		fine = error_set(err, "%s: %s", r->file != NULL ? r->file : r->dir, strerror(fault));
	while (recorder_work(r, CLOSE_STEP_MS, &why))
		if (why.text[0] != '\0' && fine) {
			*err = why;
			fine = false;
		}
	recorder_free(r);
	return fine;
}

/* ---- writing ---- */

/* Writes all of it, or of what got in leaves the whole lines; errno says why. */
static bool put(struct recorder *r, const char *text, size_t length) {
	size_t done = 0;
	while (done < length) {
		ssize_t n = write(r->fd, text + done, length - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int why = n < 0 ? errno : EIO;
			const char *newline = memrchr(text, '\n', done);
			size_t whole = newline != NULL ? (size_t)(newline - text) + 1 : 0;
			r->size += whole;
			r->bytes += whole;
			r->kept = whole;
			if (ftruncate(r->fd, (off_t)r->size) < 0)
				log_line("%s: %s", r->file, strerror(errno)); /* a torn last line, which a reader leaves alone */
			errno = why;
			return false;
		}
		done += (size_t)n;
	}
	r->size += length;
	r->bytes += length;
	if (r->unsynced_ms == TIME_NONE && length > 0)
		r->unsynced_ms = clock_mono_ms();
	return true;
}

/* Makes the file of the next segment; errno says why not. */
static bool create_file(struct recorder *r, int64_t t_ms) {
	for (int i = 0; i < NAME_TRIES && r->fd < 0; i++) {
		free(r->file);
		r->file = r->path != NULL ? mem_strdup(r->path) : recorder_names_next(r, t_ms);
		r->fd = open(r->file, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
		if (r->fd < 0 && (errno != EEXIST || r->path != NULL))
			return false;
	}
	return r->fd >= 0;
}

/* Opens a segment with the site in it. t_ms names it; TIME_NONE for the one file. */
static bool open_segment(struct recorder *r, int64_t t_ms, struct error *err) {
	close_segment(r);
	if (!create_file(r, t_ms))
		return stop(r, r->file, errno, err);
	r->file_id++;
	r->size = 0;
	r->timed = t_ms != TIME_NONE;
	r->written_ms = TIME_NONE;
	r->day = t_ms == TIME_NONE ? 0 : t_ms / DAY_MS - (t_ms % DAY_MS < 0);
	if (put(r, r->site.data, r->site.len)) {
		ask_sync(r, true);
		return true;
	}
	int why = errno;
	unlink(r->file); /* there is nothing in it */
	close(r->fd);
	r->fd = -1;
	return stop(r, r->file, why, err);
}

/* Whether it is a site, which governs from here on. What only looks like one is a line like others. */
static bool take_site(struct recorder *r, const char *line, size_t length) {
	struct error unreadable;
	if (!line_is_site(line, length - 1))
		return false;
	if (r->site.len == length && memcmp(r->site.data, line, length) == 0)
		return true;
	struct site *site = line_parse_site(line, length - 1, &unreadable);
	if (site == NULL)
		return false;
	site_free(site);
	buf_clear(&r->site);
	buf_add(&r->site, line, length);
	return true;
}

static bool within_a_day(int64_t a, int64_t b) {
	return a != TIME_NONE && b != TIME_NONE && llabs((long long)(a - b)) < DAY_MS;
}

/* Takes the time in; true when a neighbour confirms it. One clock gone astray neither begins a day nor makes others old. */
static bool take_time(struct recorder *r, int64_t t_ms) {
	bool confirmed = within_a_day(t_ms, r->last_ms) || within_a_day(t_ms, r->newest_ms);
	r->last_ms = t_ms;
	if (confirmed)
		r->newest_ms = t_ms;
	return confirmed;
}

/* Whether a confirmed time begins a segment of another day. */
static bool begins_day(struct recorder *r, int64_t t_ms) {
	int64_t now_ms = clock_mono_ms();
	if (t_ms / DAY_MS - (t_ms % DAY_MS < 0) == r->day || (r->day_rotated_ms != TIME_NONE && now_ms - r->day_rotated_ms < ROTATE_DAYS_MS))
		return false;
	r->day_rotated_ms = now_ms;
	return true;
}

/* Lines not yet written, one after the other in the text that was handed in. */
struct run {
	const char *begin;
	size_t length;
};

static bool put_run(struct recorder *r, struct run *run, struct error *err) {
	if (run->length > 0 && !put(r, run->begin, run->length)) {
		int why = errno;
		r->kept += (size_t)(run->begin - r->given);
		return stop(r, r->file, why, err);
	}
	run->length = 0;
	return true;
}

/* Whether that line has to stand in a new segment. */
static bool needs_segment(struct recorder *r, const struct run *run, size_t length, bool site, int64_t t_ms, bool confirmed) {
	if (r->path != NULL || r->fd < 0)
		return r->fd < 0 && (r->path != NULL ? site : t_ms != TIME_NONE);
	if (confirmed && r->timed && begins_day(r, t_ms))
		return true;
	return t_ms != TIME_NONE && r->timed && r->size + run->length + length > r->segment_bytes;
}

static bool take_line(struct recorder *r, const char *line, size_t length, struct run *run, struct error *err) {
	bool site = take_site(r, line, length);
	if (r->site.len == 0)
		return true;
	int64_t t_ms = site ? TIME_NONE : line_time(line, length - 1);
	bool confirmed = t_ms != TIME_NONE && take_time(r, t_ms);
	if (needs_segment(r, run, length, site, t_ms, confirmed)) {
		if (!put_run(r, run, err))
			return false;
		if (!open_segment(r, t_ms, err)) {
			r->kept = (size_t)(line - r->given);
			return false;
		}
		if (site) /* stands in it */
			return true;
	}
	if (r->fd < 0)
		return true;
	if (run->length == 0)
		run->begin = line;
	run->length += length;
	if (t_ms != TIME_NONE)
		r->written_ms = t_ms;
	return true;
}

bool recorder_write(struct recorder *r, const char *lines, size_t length, struct error *err) {
	struct run run = { lines, 0 };
	const char *at = lines, *end = lines + length, *newline;
	r->given = lines;
	r->kept = 0;
	if (r->failed)
		return true;
	int fault = recorder_sync_fault(r->sync, SYNC_SEGMENT);
	if (fault != 0)
		return stop(r, r->file, fault, err);
	for (; at < end && (newline = memchr(at, '\n', (size_t)(end - at))) != NULL; at = newline + 1)
		if (!take_line(r, at, (size_t)(newline + 1 - at), &run, err))
			return false;
	if (!put_run(r, &run, err))
		return false;
	r->kept = length;
	return true;
}

size_t recorder_kept(const struct recorder *r) {
	return r->kept;
}

/* ---- the rest of it ---- */

void recorder_split(struct recorder *r) {
	if (r->path == NULL && r->fd >= 0)
		close_segment(r);
}

bool recorder_failed(const struct recorder *r) {
	return r->failed;
}

bool recorder_work(struct recorder *r, int64_t budget_ms, struct error *err) {
	int64_t end_ms = clock_mono_ms() + budget_ms;
	err->text[0] = '\0';
	do
		if (!recorder_pack_step(r, end_ms, err))
			return false;
	while (err->text[0] == '\0' && clock_mono_ms() < end_ms);
	return true;
}

int64_t recorder_due(const struct recorder *r) {
	return r->unsynced_ms == TIME_NONE ? TIME_NONE : r->unsynced_ms + SYNC_AFTER_MS;
}

void recorder_tick(struct recorder *r, int64_t mono_ms) {
	if (r->fd >= 0 && r->unsynced_ms != TIME_NONE && mono_ms >= recorder_due(r))
		ask_sync(r, false);
}

const char *recorder_file(const struct recorder *r) {
	return r->fd >= 0 ? r->file : NULL;
}

uint64_t recorder_bytes(const struct recorder *r) {
	return r->bytes;
}
