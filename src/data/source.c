/* Opening a source, its range, and following it while it grows. Only the head (up to the first site and the first time) and the
 * last lines are read here; a time is found by find.c, everything is read by scan.c. */
#include "source_parts.h"
#include "store_kind.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"

#define HEAD_LINES_MAX 1000u
#define HEAD_TIMES 12           /* times looked at for the first one */
#define WILD_MS 86400000         /* a time so far from the others stands alone */
#define HEAD_BYTES_MAX (4ull << 20)
#define TAIL_BYTES_MAX (64ull << 20)  /* of the file, looked at from the end for a last time */
#define PUMP_BYTES (8u << 20)         /* taken from a stream in one source_advance */
#define POLL_MS 500                   /* a file that grows is looked at so often */
#define YOUNG_MS 10000                /* a file changed so lately, or so many periods ago, may be growing */
#define YOUNG_PERIODS 5
#define LIVE_MS 60000                 /* data so near to the wall clock are live */
#define STALE_PERIODS 2.5
#define STALE_LEAST_MS 3000

/* ---- the head and the tail ---- */

static int by_time(const void *a, const void *b) {
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

/* The earliest of a few times that has company within a day: one wild clock does not stretch the range, one late line does not shrink it. */
static int64_t earliest(int64_t *times, unsigned count) {
	qsort(times, count, sizeof *times, by_time);
	for (unsigned i = 0; i + 1 < count; i++)
		if (times[i + 1] - times[i] < WILD_MS)
			return times[i];
	return times[0];
}

/* Looks for the first site line and the first time. */
static void look_at_head(struct source *s) {
	struct line_at line;
	int64_t times[HEAD_TIMES];
	unsigned count = 0;
	struct error err;
	unsigned lines = 0;
	bool site = sites_newest(&s->sites) != NULL;
	lines_seek(&s->lines, 0, false);
	while (lines_next(&s->lines, &line) != LINES_END && !line.unfinished) {
		if (++lines > HEAD_LINES_MAX || store_offset(s->store, line.at) > HEAD_BYTES_MAX)
			break;
		if (line.kind != LINES_TEXT)
			continue;
		if (!site) {
			bool likely = line_is_site(line.text, line.length) || line_time(line.text, line.length) == TIME_NONE;
			site = likely && sites_note(&s->sites, line.at, line.text, line.length, &err);
			continue;
		}
		int64_t t_ms = line_time(line.text, line.length);
		if (t_ms == TIME_NONE)
			continue;
		times[count++] = t_ms;
		if (count == HEAD_TIMES)
			break;
	}
	if (count > 0)
		s->first_ms = earliest(times, count);
}

/* Takes every time from the lines' place on into the range. */
static bool take_times(struct source *s) {
	struct timed_line line;
	bool found = false;
	while (find_next_timed(s, store_end(s->store), &line)) {
		bool wild = s->last_ms != TIME_NONE && line.t_ms - s->last_ms >= WILD_MS;
		if (wild && (s->wild_ms == TIME_NONE || llabs((long long)(line.t_ms - s->wild_ms)) >= WILD_MS))
			s->wild_ms = line.t_ms; /* believed when the next says so too */
		else if (line.t_ms > s->last_ms)
			s->last_ms = line.t_ms;
		s->tail = line.next;
		found = true;
	}
	return found;
}

static void look_at_tail(struct source *s) {
	store_pos end = store_end(s->store), most = store_at_offset(s->store, TAIL_BYTES_MAX);
	for (store_pos back = store_stride(s->store); back <= most; back *= 4) {
		store_pos from = end > back ? end - back : 0;
		if (from > 0)
			from = store_align(s->store, from);
		lines_seek(&s->lines, from, from > 0 && store_is_bytewise(s->store));
		if ((from < end && take_times(s)) || from == 0)
			return;
	}
}

static void look_at_growth(struct source *s) {
	if (s->first_ms == TIME_NONE)
		look_at_head(s);
	if (store_offset(s->store, store_end(s->store) - s->tail) > HEAD_BYTES_MAX) {
		look_at_tail(s);
	} else {
		lines_seek(&s->lines, s->tail, false);
		take_times(s);
	}
}

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
	s->spool = spool_open(fd, err);
	if (!s->spool)
		return error_prefix(err, "%s", s->name);
	s->store = spool_store(s->spool);
	return true;
}

/* A zstd file in one piece, or in pieces that are too large to be decoded one by one, is decoded as a whole into the spool. */
static bool attach_unpacked(struct source *s, int fd, struct error *err) {
	if (!attach_spool(s, fd, err))
		return false;
	while (!spool_ended(s->spool))
		spool_pump(s->spool, PUMP_BYTES);
	s->ended = true;
	if (spool_fault(s->spool) && store_size(s->store) == 0)
		return error_set(err, "%s: %s", s->name, spool_fault(s->spool));
	s->note = mem_printf("%s", spool_fault(s->spool) ? spool_fault(s->spool) : "compressed as a whole: unpacked into a temporary file");
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

static bool attach(struct source *s, int fd, struct error *err) {
	struct stat info;
	if (fstat(fd, &info) < 0 || S_ISDIR(info.st_mode)) {
		error_set(err, "%s: %s", s->name, strerror(S_ISDIR(info.st_mode) ? EISDIR : errno));
		close(fd);
		return false;
	}
	if (!S_ISREG(info.st_mode) || lseek(fd, 0, SEEK_CUR) != 0) {
		if (!attach_spool(s, fd, err))
			return false;
		spool_pump(s->spool, PUMP_BYTES);
		s->ended = spool_ended(s->spool);
		return true;
	}
	return attach_file(s, fd, &info, err);
}

static bool refuse_siteless(const struct source *s, struct error *err) {
	if (store_size(s->store) == 0)
		return error_set(err, "%s: it is empty", s->name);
	return error_set(err, "%s: no site line in the first %u lines; is it a recording?", s->name, HEAD_LINES_MAX);
}

static struct source *open_source(const char *path, bool any, struct error *err) {
	int fd = open_path(path, err);
	if (fd < 0)
		return NULL;
	struct source *s = mem_zalloc(1, sizeof *s);
	s->name = mem_strdup(strcmp(path, "-") == 0 ? "standard input" : path);
	s->first_ms = s->last_ms = s->wild_ms = TIME_NONE;
	s->opened_ms = clock_wall_ms();
	s->fresh_mono_ms = clock_mono_ms();
	sites_init(&s->sites);
	if (!attach(s, fd, err))
		goto failed;
	lines_init(&s->lines, s->store, SOURCE_LINE_WINDOW);
	look_at_head(s);
	bool complete = !s->spool || s->ended;
	if (!any && complete && !sites_newest(&s->sites)) {
		refuse_siteless(s, err);
		goto failed;
	}
	look_at_tail(s);
	return s;
failed:
	source_close(s);
	return NULL;
}

struct source *source_open(const char *path, struct error *err) {
	return open_source(path, false, err);
}

struct source *source_open_any(const char *path, struct error *err) {
	return open_source(path, true, err);
}

void source_close(struct source *s) {
	if (!s)
		return;
	lines_free(&s->lines);
	if (s->spool)
		spool_close(s->spool);
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
	if (s->spool && spool_fault(s->spool))
		return spool_fault(s->spool);
	return s->note;
}

const struct site *source_site(const struct source *s) {
	return sites_newest(&s->sites);
}

bool source_range(const struct source *s, int64_t *first_ms, int64_t *last_ms) {
	if (s->first_ms == TIME_NONE && s->last_ms == TIME_NONE)
		return false;
	int64_t first = s->first_ms != TIME_NONE ? s->first_ms : s->last_ms;
	int64_t last = s->last_ms != TIME_NONE ? s->last_ms : s->first_ms;
	*first_ms = first < last ? first : last;
	*last_ms = first < last ? last : first;
	return true;
}

/* ---- following ---- */

static bool advance_stream(struct source *s) {
	if (s->ended)
		return false;
	bool more = spool_pump(s->spool, PUMP_BYTES);
	s->ended = spool_ended(s->spool);
	s->grew = s->grew || more;
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
		s->shrunk++;
		s->tail = 0;
		s->last_ms = TIME_NONE;
		store_resize(s->store, size, true);
		find_forget(s);
		look_at_tail(s);
		return true;
	}
	s->grew = true;
	store_resize(s->store, size, false);
	return true;
}

bool source_advance(struct source *s) {
	if (!(s->spool ? advance_stream(s) : advance_file(s)))
		return false;
	s->fresh_mono_ms = clock_mono_ms();
	look_at_growth(s);
	return true;
}

bool source_read_all(struct source *s, struct error *err) {
	while (source_fd(s) >= 0) {
		struct pollfd p = { .fd = source_fd(s), .events = POLLIN };
		if (poll(&p, 1, -1) < 0 && errno != EINTR)
			return error_set(err, "%s: %s", s->name, strerror(errno));
		source_advance(s);
	}
	return sites_newest(&s->sites) || refuse_siteless(s, err);
}

int source_fd(const struct source *s) {
	return s->spool && !s->ended ? spool_fd(s->spool) : -1;
}

static bool may_grow(const struct source *s) {
	const struct site *site = source_site(s);
	double young_ms = site && YOUNG_PERIODS * 1000 * site->period_s > YOUNG_MS ? YOUNG_PERIODS * 1000 * site->period_s : YOUNG_MS;
	return s->spool ? !s->ended : s->grew || (double)(clock_wall_ms() - s->mtime_ms) < young_ms;
}

int source_poll_ms(const struct source *s) {
	return !s->spool && may_grow(s) ? POLL_MS : 0;
}

enum link_state source_link(const struct source *s) {
	const struct site *site = source_site(s);
	bool near_now = s->last_ms != TIME_NONE && llabs((long long)(clock_wall_ms() - s->last_ms)) < LIVE_MS;
	if (s->spool && s->ended)
		return near_now && s->grew ? LINK_DOWN : LINK_FILE;
	if (!s->spool && !s->grew)
		return LINK_FILE;
	double quiet_ms = STALE_PERIODS * 1000 * (site ? site->period_s : 1);
	if (quiet_ms < STALE_LEAST_MS)
		quiet_ms = STALE_LEAST_MS;
	return (double)(clock_mono_ms() - s->fresh_mono_ms) <= quiet_ms ? LINK_LIVE : LINK_STALE;
}
