/* Opening a source, its range, and following it while it grows. What its head and its tail say is looked at by source_look.c; a time is found by
 * find.c, everything is read by scan.c. */
#include "directory.h"
#include "remote.h"
#include "source_parts.h"
#include "spool.h"
#include "store_kind.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"

#define PUMP_BYTES (8u << 20)         /* taken from a stream in one source_advance */
#define POLL_MS 500                   /* a file that grows is looked at so often */
#define YOUNG_MS 10000                /* a file changed so lately, or so many periods ago, may be growing */
#define YOUNG_PERIODS 5
#define LIVE_MS 60000                 /* data so near to the wall clock are live */
#define STALE_PERIODS 2.5
#define DAY_S 86400.0                 /* what is further away in a file or a pipe is a recording that is copied or played */
#define STALE_LEAST_MS 3000

/* ---- opening ---- */

static bool is_zstd(int fd) {
	unsigned char b[4];
	if (store_pread(fd, b, 4, 0) != 4)
		return false;
	bool frame = b[0] == 0x28 && b[1] == 0xB5 && b[2] == 0x2F && b[3] == 0xFD;
	bool skippable = b[0] >> 4 == 5 && b[1] == 0x2A && b[2] == 0x4D && b[3] == 0x18;
	return frame || skippable;
}

static bool attach_spool(struct source *s, int fd, struct error *err) {
	struct spool *spool = spool_open(fd, err);
	if (!spool)
		return error_prefix(err, "%s", s->name);
	s->feeding = &spool_feeder;
	s->feeder = spool;
	s->store = spool_store(spool);
	return true;
}

/* A zstd file in one piece, or in pieces that are too large to be decoded one by one, is decoded as a whole into the spool. */
static bool attach_unpacked(struct source *s, int fd, struct error *err) {
	if (!attach_spool(s, fd, err))
		return false;
	while (!spool_ended(s->feeder))
		spool_pump(s->feeder, PUMP_BYTES);
	s->ended = true;
	const char *fault = spool_fault(s->feeder);
	if (fault && store_size(s->store) == 0)
		return error_set(err, "%s: %s", s->name, fault);
	s->note = mem_printf("%s", fault ? fault : "compressed as a whole: unpacked into a temporary file");
	return true;
}

static bool attach_file(struct source *s, int fd, const struct stat *info, struct error *err) {
	uint64_t size = (uint64_t)info->st_size;
	s->mtime_ms = (int64_t)info->st_mtim.tv_sec * 1000 + info->st_mtim.tv_nsec / 1000000;
	if (!is_zstd(fd)) {
		s->store = store_new_plain(fd, size);
		return true;
	}
	if (!store_frames_suit(fd, size))
		return attach_unpacked(s, fd, err);
	s->store = store_new_frames(fd, size);
	if (!s->store) {
		close(fd);
		return error_set(err, "%s: no memory for zstd", s->name);
	}
	store_resize(s->store, size, true);
	return true;
}

/* Opens what the path names; -1 with err. */
static int open_path(const char *path, struct error *err) {
	int fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		error_set(err, "%s: %s", strcmp(path, "-") == 0 ? "standard input" : path, strerror(errno));
	return fd;
}

static bool attach_directory(struct source *s, int fd, struct error *err) {
	struct directory *d = directory_open(fd, s->name, err);
	if (!d)
		return false;
	s->feeding = &directory_feeder;
	s->feeder = d;
	s->store = directory_store(d);
	return true;
}

static bool attach(struct source *s, int fd, struct error *err) {
	struct stat info;
	if (fstat(fd, &info) < 0) {
		error_set(err, "%s: %s", s->name, strerror(errno));
		close(fd);
		return false;
	}
	if (S_ISDIR(info.st_mode))
		return attach_directory(s, fd, err);
	if (!S_ISREG(info.st_mode) || lseek(fd, 0, SEEK_CUR) != 0) {
		if (!attach_spool(s, fd, err))
			return false;
		spool_pump(s->feeder, PUMP_BYTES);
		s->ended = spool_ended(s->feeder);
		return true;
	}
	return attach_file(s, fd, &info, err);
}

static bool attach_named(struct source *s, const char *path, const struct source_access *access, struct error *err) {
	if (remote_is_address(path)) {
		struct remote *remote = remote_open(path, access, err);
		if (!remote)
			return false;
		s->feeding = &remote_feeder;
		s->feeder = remote;
		s->store = remote_store(remote);
		return true;
	}
	int fd = open_path(path, err);
	return fd >= 0 && attach(s, fd, err);
}

/* The first damage where a site line should stand; false when there is none. */
static bool head_damage(struct source *s, struct line_at *line) {
	lines_seek(&s->lines, 0, false);
	for (unsigned i = 0; i < SOURCE_HEAD_LINES_MAX && lines_next(&s->lines, line) != LINES_END && !line->unfinished; i++)
		if (line->kind == LINES_LOST)
			return true;
	return false;
}

static bool refuse_siteless(struct source *s, struct error *err) {
	struct line_at line;
	if (store_size(s->store) == 0)
		return error_set(err, "%s: it is empty", s->name);
	if (*s->site_fault.text)
		return error_set(err, "%s: %s; no other line of it is a site", s->name, s->site_fault.text);
	if (head_damage(s, &line))
		return error_set(err, "%s: byte %llu: %s, %llu bytes lost, and no site line in the first %u lines that can be read: use another copy; mwtop check says what is left",
		                 s->name, (unsigned long long)line.lost_at, line.why, (unsigned long long)line.bytes, SOURCE_HEAD_LINES_MAX);
	size_t length = strlen(s->name);
	if (length > 4 && !strcmp(s->name + length - 4, ".zst"))
		return error_set(err, "%s: byte 0: no zstd frame begins there, and no site line is in it: damaged, or no recording; use another copy", s->name);
	return error_set(err, "%s: no site line in the first %u lines; is it a recording?", s->name, SOURCE_HEAD_LINES_MAX);
}

static struct source *open_source(const char *path, const struct source_access *access, bool any, struct error *err) {
	struct source *s = mem_zalloc(1, sizeof *s);
	s->name = mem_strdup(strcmp(path, "-") == 0 ? "standard input" : path);
	s->first_ms = s->last_ms = s->wild_ms = s->newest_ms = TIME_NONE;
	s->opened_ms = clock_wall_ms();
	s->fresh_mono_ms = clock_mono_ms();
	sites_init(&s->sites);
	if (!attach_named(s, path, access, err))
		goto failed;
	lines_init(&s->lines, s->store, SOURCE_LINE_WINDOW);
	source_look_at_head(s);
	bool complete = !s->feeding || !s->feeding->streams || s->ended;
	if (!any && complete && !sites_newest(&s->sites)) {
		refuse_siteless(s, err);
		goto failed;
	}
	source_note_heads(s);
	source_look_at_tail(s);
	return s;
failed:
	source_close(s);
	return NULL;
}

struct source *source_open(const char *path, struct error *err) {
	return open_source(path, NULL, false, err);
}

struct source *source_open_with(const char *path, const struct source_access *access, struct error *err) {
	return open_source(path, access, false, err);
}

struct source *source_open_any(const char *path, struct error *err) {
	return open_source(path, NULL, true, err);
}

void source_close(struct source *s) {
	if (!s)
		return;
	lines_free(&s->lines);
	if (s->feeding)
		s->feeding->free(s->feeder);
	else
		store_free(s->store);
	sites_free(&s->sites);
	free(s->name);
	free(s->note);
	free(s);
}

/* ---- what is known ---- */

const char *source_name(const struct source *s) {
	return s->name;
}

const char *source_note(const struct source *s) {
	const char *note = s->feeding && s->feeding->note ? s->feeding->note(s->feeder) : NULL;
	return note ? note : s->note;
}

const struct site *source_site(const struct source *s) {
	return sites_newest(&s->sites);
}

bool source_range(const struct source *s, int64_t *first_ms, int64_t *last_ms) {
	if (s->first_ms == TIME_NONE && s->last_ms == TIME_NONE)
		return false;
	int64_t first = s->first_ms != TIME_NONE ? s->first_ms : s->last_ms;
	int64_t last = s->last_ms != TIME_NONE ? s->last_ms : s->first_ms;
	int64_t told = s->feeding && s->feeding->first_ms ? s->feeding->first_ms(s->feeder) : TIME_NONE;
	if (told != TIME_NONE && told < first)
		first = told;
	*first_ms = first < last ? first : last;
	*last_ms = first < last ? last : first;
	return true;
}

int64_t source_newest_ms(const struct source *s) {
	return s->newest_ms;
}

/* ---- following ---- */

/* What was known of positions is no longer true. */
static void forget_positions(struct source *s) {
	s->revision++;
	s->tail = 0;
	s->first_ms = s->last_ms = s->wild_ms = s->newest_ms = TIME_NONE;
	sites_forget(&s->sites);
	find_forget(s);
	source_look_at_head(s);
	source_note_heads(s);
	source_look_at_tail(s);
}

static bool advance_fed(struct source *s) {
	if (s->ended && s->feeding->streams)
		return false;
	bool more = s->feeding->pump(s->feeder, PUMP_BYTES);
	s->ended = s->feeding->ended(s->feeder);
	s->grew = s->grew || more;
	uint32_t revision = s->feeding->revision ? s->feeding->revision(s->feeder) : 0;
	if (revision != s->feeder_revision) {
		s->feeder_revision = revision;
		forget_positions(s);
		return true;
	}
	return more;
}

static bool advance_file(struct source *s) {
	struct stat info;
	if (fstat(store_fd(s->store), &info) < 0)
		return false;
	uint64_t size = (uint64_t)info.st_size, before = store_size(s->store);
	s->mtime_ms = (int64_t)info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1000000;
	if (size == before)
		return false;
	if (size < before) {
		s->revision++;
		s->tail = 0;
		s->last_ms = TIME_NONE;
		store_resize(s->store, size, true);
		find_forget(s);
		source_look_at_tail(s);
		return true;
	}
	s->grew = true;
	store_resize(s->store, size, false);
	return true;
}

bool source_advance(struct source *s) {
	if (!(s->feeding ? advance_fed(s) : advance_file(s)))
		return false;
	s->fresh_mono_ms = clock_mono_ms();
	source_look_at_growth(s);
	return true;
}

bool source_trim(struct source *s, uint64_t keep_bytes) {
	if (!s->feeding || !s->feeding->trim || !s->feeding->trim(s->feeder, keep_bytes))
		return false;
	find_forget(s);
	s->first_ms = TIME_NONE;
	source_look_at_head(s);
	return true;
}

bool source_read_all(struct source *s, struct error *err) {
	if (s->feeding && s->feeding->complete)
		s->feeding->complete(s->feeder);
	while (source_fd(s) >= 0) {
		struct pollfd p = { .fd = source_fd(s), .events = POLLIN };
		if (poll(&p, 1, -1) < 0 && errno != EINTR)
			return error_set(err, "%s: %s", s->name, strerror(errno));
		source_advance(s);
	}
	const char *fault = s->feeding && s->feeding->complete ? s->feeding->fault(s->feeder) : NULL;
	if (fault)
		return error_set(err, "%s: %s", s->name, fault);
	return sites_newest(&s->sites) || refuse_siteless(s, err);
}

int source_fd(const struct source *s) {
	return s->feeding && !(s->feeding->streams && s->ended) ? s->feeding->fd(s->feeder) : -1;
}

static bool may_grow(const struct source *s) {
	const struct site *site = source_site(s);
	double young_ms = site && YOUNG_PERIODS * 1000 * site->period_s > YOUNG_MS ? YOUNG_PERIODS * 1000 * site->period_s : YOUNG_MS;
	if (s->feeding)
		return s->feeding->streams ? !s->ended : s->grew || !s->feeding->ended(s->feeder);
	return s->grew || (double)(clock_wall_ms() - s->mtime_ms) < young_ms;
}

int source_poll_ms(const struct source *s) {
	return !(s->feeding && s->feeding->streams) && may_grow(s) ? POLL_MS : 0;
}

enum link_state source_link(const struct source *s) {
	const struct site *site = source_site(s);
	double quiet_ms = STALE_PERIODS * 1000 * (site ? site->period_s : 1);
	quiet_ms = quiet_ms < STALE_LEAST_MS ? STALE_LEAST_MS : quiet_ms;
	if (s->feeding && s->feeding->link) {
		enum link_state link = s->feeding->link(s->feeder);
		return link == LINK_LIVE && s->feeding->age_s(s->feeder) * 1000 > quiet_ms ? LINK_STALE : link;
	}
	bool near_now = s->last_ms != TIME_NONE && llabs((long long)(clock_wall_ms() - s->last_ms)) < LIVE_MS;
	bool streams = s->feeding && s->feeding->streams;
	if (streams && s->ended)
		return near_now && s->grew ? LINK_DOWN : LINK_FILE;
	if (!streams && !s->grew)
		return LINK_FILE;
	return (double)(clock_mono_ms() - s->fresh_mono_ms) <= quiet_ms ? LINK_LIVE : LINK_STALE;
}

double source_age_s(const struct source *s) {
	if (s->feeding && s->feeding->age_s)
		return s->feeding->age_s(s->feeder);
	return s->last_ms == TIME_NONE ? NAN : fmax(0, (double)(clock_wall_ms() - s->last_ms) / 1000);
}

double source_clock_off_s(const struct source *s) {
	int64_t newest_ms = source_newest_ms(s);
	if (newest_ms == TIME_NONE || source_link(s) == LINK_FILE)
		return NAN;
	bool told = s->feeding && s->feeding->age_s; /* by a daemon, which saw it come */
	double since_s = told ? s->feeding->age_s(s->feeder) : (double)(clock_mono_ms() - s->fresh_mono_ms) / 1000;
	double off_s = (double)(newest_ms - clock_wall_ms()) / 1000 + since_s;
	return told || fabs(off_s) < DAY_S ? off_s : NAN;
}

uint32_t source_revision(const struct source *s) {
	return s->revision;
}

void source_want(struct source *s, int64_t t_ms, double speed) {
	if (s->feeding && s->feeding->want)
		s->feeding->want(s->feeder, t_ms, speed);
}

bool source_knows_past(const struct source *s) {
	return !s->feeding || !s->feeding->knows_past || s->feeding->knows_past(s->feeder);
}

bool source_is_remote(const struct source *s) {
	return s->feeding == &remote_feeder;
}
