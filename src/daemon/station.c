/* The station. Always true: what is in the hub below `recorded` is in the recording too, since a line is written there first; when
 * recording has failed, `recorded` stays where it was and the ring alone goes on. */
#include "station.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal.h"
#include "source.h"

#define BAD_TOLD 10 /* unreadable lines that the journal names */
#define LINES_A_LOOK 64 /* between two looks at the clock */
#define STALE_PERIODS 2.5
#define STALE_LEAST_S 3
#define PRIVATE_NAME "mwtopd-"
#define ORPHAN_MS 60000

static void remove_files(const char *directory) {
	DIR *d = opendir(directory);
	for (struct dirent *e; d && (e = readdir(d));)
		unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
}

/* Made a while ago: a daemon that has just begun may not hold its lock yet. */
static bool time_is_past(const struct stat *info) {
	return clock_wall_ms() - ((int64_t)info->st_mtim.tv_sec * 1000 + info->st_mtim.tv_nsec / 1000000) > ORPHAN_MS;
}

/* Directories that daemons left which were killed: ours, of the name, and locked by no recorder. */
static void remove_orphans(const char *base) {
	DIR *d = opendir(base);
	for (struct dirent *e; d && (e = readdir(d));) {
		struct stat info;
		if (strncmp(e->d_name, PRIVATE_NAME, sizeof PRIVATE_NAME - 1) != 0)
			continue;
		char *path = mem_printf("%s/%s", base, e->d_name);
		int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0 && fstat(fd, &info) == 0 && info.st_uid == geteuid() && time_is_past(&info) && flock(fd, LOCK_EX | LOCK_NB) == 0) {
			remove_files(path);
			rmdir(path);
		}
		if (fd >= 0)
			close(fd);
		free(path);
	}
	if (d)
		closedir(d);
}

static char *make_private_dir(struct error *err) {
	const char *temporary = getenv("TMPDIR"), *base = temporary && *temporary ? temporary : "/tmp";
	remove_orphans(base);
	char *path = mem_printf("%s/" PRIVATE_NAME "XXXXXX", base);
	if (mkdtemp(path))
		return path;
	error_set(err, "cannot make a temporary directory (%s): %s", path, strerror(errno));
	free(path);
	return NULL;
}

/* ---- what was recorded before ---- */

static void close_past(struct station *s) {
	source_scan_close(s->past_scan);
	source_close(s->past_source);
	s->past_scan = NULL;
	s->past_source = NULL;
}

static bool open_past(struct station *s, struct error *err) {
	s->past_source = source_open(s->path, err);
	if (s->past_source)
		s->past_scan = source_scan_open(s->past_source, TIME_NONE);
	return s->past_source != NULL;
}

/* What cannot be read may have a time all the same, by which a search is led astray. */
static void note_past(struct station *s, const struct scan_line *line) {
	int64_t t_ms = line->kind == LINE_BAD && line->text ? line_time(line->text, line->length) : line->t_ms;
	if (line->kind != LINE_BAD)
		site_log_add(&s->past, line->kind, line->text, line->length, line->t_ms);
	if (t_ms != TIME_NONE)
		clock_log_add(&s->past_clock, t_ms);
}

bool station_knows_past(const struct station *s) {
	return !s->past_scan;
}

int64_t station_disorder_ms(const struct station *s) {
	return clock_log_disorder(&s->past_clock, &s->live_clock);
}

bool station_work(struct station *s, int64_t budget_ms) {
	int64_t until_ms = clock_mono_ms() + budget_ms;
	struct scan_line line;
	for (unsigned i = 1; s->past_scan; i++) {
		if (!source_scan_next(s->past_scan, &line))
			close_past(s);
		else
			note_past(s, &line);
		if (i % LINES_A_LOOK == 0 && clock_mono_ms() >= until_ms)
			break;
	}
	return s->past_scan != NULL;
}

const char *station_site_at(const struct station *s, int64_t t_ms) {
	const char *site = site_log_find(&s->live, t_ms);
	return site ? site : site_log_find(&s->past, t_ms);
}

/* The last site and frame of the finished recording. */
static bool load_newest(struct station *s, struct error *err) {
	struct source *source = source_open(s->path, err);
	int64_t first_ms, last_ms;
	struct scan_line line;
	struct error ignored;
	if (!source || !open_past(s, err)) {
		source_close(source);
		return false;
	}
	while (station_work(s, 1000))
		continue;
	if (source_range(source, &first_ms, &last_ms)) {
		const char *site = station_site_at(s, last_ms);
		struct source_scan *scan = source_scan_open(source, last_ms);
		if (site)
			newest_take(&s->newest, site, strlen(site), &ignored);
		while (source_scan_next(scan, &line))
			if (line.text && line.kind != LINE_BAD)
				newest_take(&s->newest, line.text, line.length, &ignored);
		source_scan_close(scan);
	}
	source_close(source);
	return s->newest.frame.len > 0 || error_set(err, "%s: no frame in it", s->path);
}

/* The site that governed last in what was recorded before: whoever writes to us may have told it once, to a daemon that is gone. */
static void take_recorded_site(struct station *s, bool read_again) {
	struct error ignored;
	struct source *source = source_open(s->path, &ignored);
	struct source_scan *scan = NULL;
	struct scan_line line;
	struct buf text = { 0 };
	int64_t first_ms, last_ms;
	if (source && source_range(source, &first_ms, &last_ms)) {
		scan = source_scan_open(source, last_ms);
		if (source_scan_next(scan, &line) && line.site)
			line_write_site(&text, line.site);
		if (read_again)
			s->known_to_ms = last_ms;
	}
	if (text.len > 0)
		station_take(s, text.data, text.len);
	source_scan_close(scan);
	source_close(source);
	buf_free(&text);
}

/* ---- opening and closing ---- */

static bool open_recorder(struct station *s, const struct station_options *o, struct error *err) {
	if (o->record_dir)
		s->path = mem_strdup(o->record_dir);
	else if ((s->private_dir = make_private_dir(err)))
		s->path = mem_strdup(s->private_dir);
	if (!s->path)
		return false;
	struct error none; /* nothing was recorded before: no fault */
	if (o->record_dir)
		open_past(s, &none);
	s->recorder = recorder_open(&(struct recorder_options){ .dir = s->path, .keep_s = o->keep_s }, err);
	if (s->recorder && o->record_dir)
		take_recorded_site(s, o->read_again);
	return s->recorder != NULL;
}

struct station *station_open(const struct station_options *o, struct error *err) {
	struct station *s = mem_zalloc(1, sizeof *s);
	newest_init(&s->newest);
	clock_log_init(&s->past_clock);
	clock_log_init(&s->live_clock);
	s->hub = hub_new(o->ring_bytes);
	s->source = o->source;
	s->known_to_ms = TIME_NONE;
	s->begun_mono_ms = clock_mono_ms();
	if (o->own_times)
		s->path = mem_strdup(o->own_times);
	if (o->own_times ? load_newest(s, err) : open_recorder(s, o, err))
		return s;
	struct error ignored;
	station_close(s, &ignored);
	return NULL;
}

bool station_close(struct station *s, struct error *err) {
	bool fine = true;
	if (!s)
		return true;
	if (s->private_dir)
		remove_files(s->private_dir); /* first, so that nothing is compressed in vain */
	if (s->recorder)
		fine = recorder_close(s->recorder, err) || s->private_dir;
	if (s->private_dir) {
		remove_files(s->private_dir);
		rmdir(s->private_dir);
	}
	close_past(s);
	site_log_free(&s->past);
	site_log_free(&s->live);
	newest_free(&s->newest);
	hub_free(s->hub);
	buf_free(&s->batch);
	free(s->path);
	free(s->private_dir);
	free(s);
	return fine;
}

static void tell_bad(const struct station *s, const struct error *err) {
	if (s->newest.bad <= BAD_TOLD)
		journal_line("%s: a line that cannot be read: %s%s", s->source, err->text, s->newest.bad == BAD_TOLD ? "; others are only counted" : "");
}

static void pass_on(struct station *s) {
	struct error err;
	if (s->batch.len == 0)
		return;
	if (s->recorder && !recorder_write(s->recorder, s->batch.data, s->batch.len, &err)) {
		s->recording_failed = true;
		s->recorded = hub_end(s->hub) + recorder_kept(s->recorder);
		journal_line("%s", err.text);
	}
	hub_append(s->hub, s->batch.data, s->batch.len);
	if (!s->recording_failed)
		s->recorded = hub_end(s->hub);
	buf_clear(&s->batch);
}

/* Whether an earlier run has recorded it; from the first that is later on none has. */
static bool is_known(struct station *s, const char *line, size_t length) {
	int64_t t_ms = s->known_to_ms != TIME_NONE ? line_time(line, length) : TIME_NONE;
	if (t_ms == TIME_NONE)
		return false;
	bool known = t_ms <= s->known_to_ms;
	if (!known)
		s->known_to_ms = TIME_NONE;
	return known;
}

void station_take(struct station *s, const char *lines, size_t length) {
	struct error err;
	while (length > 0) {
		const char *newline = memchr(lines, '\n', length);
		size_t n = newline ? (size_t)(newline - lines) : length;
		enum line_kind kind = is_known(s, lines, n) ? LINE_EMPTY : newest_take(&s->newest, lines, n, &err);
		if (kind == LINE_BAD)
			tell_bad(s, &err);
		else if (kind != LINE_EMPTY) {
			buf_add(&s->batch, lines, n);
			buf_puts(&s->batch, "\n");
			site_log_add(&s->live, kind, lines, n, s->newest.last_ms);
			if (kind == LINE_FRAME || kind == LINE_EVENT)
				clock_log_add(&s->live_clock, s->newest.last_ms);
		}
		n += newline != NULL;
		lines += n;
		length -= n;
	}
	pass_on(s);
}

double station_age_s(const struct station *s) {
	if (!s->recorder || s->newest.arrived_mono_ms == TIME_NONE)
		return NAN;
	return (double)(clock_mono_ms() - s->newest.arrived_mono_ms) / 1000;
}

uint64_t station_bytes(const struct station *s) {
	struct stat info;
	if (s->recorder)
		return recorder_bytes(s->recorder);
	return stat(s->path, &info) == 0 ? (uint64_t)info.st_size : 0;
}

const char *station_state(const struct station *s) {
	double age_s = station_age_s(s), period_s = s->newest.governing ? s->newest.governing->period_s : 1;
	if (s->newest.frame.len == 0)
		return "starting";
	return age_s > STALE_LEAST_S && age_s > STALE_PERIODS * period_s ? "stale" : "ok";
}
