/* What becomes of closed segments. Each is compressed as recordings are (source.h), in slices; the .zst is on the disk before it gets its name, and
 * its name is before the plain file goes, so that at any moment one of them is whole. Then those that are too old are removed. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "recorder_parts.h"

#define SLICE (256u << 10)
#define HELD_MOST (4u * LINE_LENGTH_MAX) /* without a newline in it this is no line */
#define DAY_MS 86400000

enum packing_state { PACKING_TEXT, PACKING_DATA_SYNC, PACKING_NAME_SYNC };

struct packing {
	size_t index;                    /* of the segment */
	enum packing_state state;
	int fd;                          /* owned; of the plain file */
	char *packed;                    /* owned; name of the .zst */
	struct recording_writer *writer; /* owned; NULL after its end */
	uint64_t offset;                 /* of the plain file, read so far */
	struct buf text;                 /* read, but not yet handed on: the beginning of a line */
	bool passing;                    /* over a line too long to be one */
	bool any;                        /* a line was handed on */
	uint64_t number;                 /* of the sync that is waited for */
};

static void packing_free(struct recorder *r) {
	struct packing *p = r->packing;
	if (p == NULL)
		return;
	recording_abandon(p->writer);
	if (p->fd >= 0)
		close(p->fd);
	buf_free(&p->text);
	free(p->packed);
	free(p);
	r->packing = NULL;
}

void recorder_pack_stop(struct recorder *r) {
	r->pack_failed = true;
	if (r->packing != NULL && r->packing->state != PACKING_NAME_SYNC)
		packing_free(r);
}

void recorder_pack_free(struct recorder *r) {
	packing_free(r);
	for (size_t i = 0; i < r->segment_count; i++)
		free(r->segment[i].plain);
	free(r->segment);
}

/* Leaves the plain file as it is, this one and all others of this run: where one cannot be written, the next cannot either. */
static bool give_up(struct recorder *r, struct error *err) {
	error_set(err, "%s stays as it is: %s", r->segment[r->packing->index].plain, err->text);
	packing_free(r);
	recorder_pack_stop(r);
	return true;
}

static bool begin(struct recorder *r, size_t index, struct error *err) {
	const char *plain = r->segment[index].plain;
	struct packing *p = r->packing = mem_zalloc(1, sizeof *p);
	r->segment[index].to_pack = false;
	p->index = index;
	p->packed = mem_printf("%s.zst", plain);
	p->fd = open(plain, O_RDONLY | O_CLOEXEC);
	if (p->fd < 0 && errno == ENOENT) { /* somebody took it away */
		packing_free(r);
		return true;
	}
	if (p->fd < 0)
		error_set(err, "%s", strerror(errno));
	else
		p->writer = recording_create(p->packed, err);
	return p->writer != NULL || give_up(r, err);
}

/* Hands the whole lines of p->text on. */
static bool hand_on(struct packing *p, struct error *err) {
	char *text = p->text.data, *newline = memrchr(text, '\n', p->text.len);
	if (newline == NULL) {
		p->passing |= p->text.len > HELD_MOST;
		if (p->passing)
			buf_clear(&p->text);
		return true;
	}
	char *first = p->passing ? (char *)memchr(text, '\n', p->text.len) + 1 : text;
	size_t count = (size_t)(newline + 1 - first), rest = (size_t)(text + p->text.len - newline) - 1;
	p->passing = false;
	p->any |= count > 0;
	if (count > 0 && !recording_write(p->writer, first, count, err))
		return false;
	memmove(text, newline + 1, rest);
	p->text.len = rest;
	return true;
}

/* The end of the plain file: the last frame goes out, and is to be on the disk before the file gets its name. A file that held no
 * whole line is not worth one. */
static bool finish_text(struct recorder *r, struct error *err) {
	struct packing *p = r->packing;
	if (!p->any) {
		unlink(r->segment[p->index].plain);
		r->segment[p->index].range_known = true;
		packing_free(r);
		return true;
	}
	if (!recording_flush(p->writer, err))
		return give_up(r, err);
	char *part = mem_printf("%s.part", p->packed);
	int fd = open(part, O_RDONLY | O_CLOEXEC);
	free(part);
	if (fd < 0) {
		error_set(err, "%s: %s", p->packed, strerror(errno));
		return give_up(r, err);
	}
	p->number = recorder_sync_ask(r->sync, SYNC_PACKED, 0, fd, -1);
	p->state = PACKING_DATA_SYNC;
	close(fd);
	return true;
}

static bool take_text(struct recorder *r, struct error *err) {
	struct packing *p = r->packing;
	ssize_t n;
	do
		n = pread(p->fd, buf_reserve(&p->text, SLICE), SLICE, (off_t)p->offset);
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return finish_text(r, err);
	if (n < 0) {
		error_set(err, "%s", strerror(errno));
		return give_up(r, err);
	}
	p->offset += (uint64_t)n;
	p->text.len += (size_t)n;
	return hand_on(p, err) || give_up(r, err);
}

static bool give_name(struct recorder *r, struct error *err) {
	struct packing *p = r->packing;
	struct recording_writer *writer = p->writer;
	p->writer = NULL;
	if (!recording_close(writer, err))
		return give_up(r, err);
	r->segment[p->index].packed = true;
	p->number = recorder_sync_ask(r->sync, SYNC_PACKED, 0, -1, r->dir_fd);
	p->state = PACKING_NAME_SYNC;
	return true;
}

static bool go_on(struct recorder *r, int64_t end_ms, struct error *err) {
	struct packing *p = r->packing;
	if (p->state == PACKING_TEXT)
		return take_text(r, err);
	int64_t left = end_ms - clock_mono_ms();
	if (!recorder_sync_done(r->sync, p->number, left < 0 ? 0 : left))
		return true;
	int fault = recorder_sync_fault(r->sync, SYNC_PACKED);
	if (fault != 0) {
		error_set(err, "%s: %s", p->packed, strerror(fault));
		return give_up(r, err);
	}
	if (p->state == PACKING_DATA_SYNC)
		return give_name(r, err);
	unlink(r->segment[p->index].plain);
	packing_free(r);
	return true;
}

/* ---- what is too old ---- */

static void find_range(struct segment *s) {
	char *path = mem_printf("%s%s", s->plain, s->packed ? ".zst" : "");
	struct error unreadable; /* what cannot be read is not removed */
	struct source *source = source_open(path, &unreadable);
	int64_t first_ms;
	if (source == NULL || !source_range(source, &first_ms, &s->last_ms))
		s->last_ms = TIME_NONE;
	s->range_known = true;
	source_close(source);
	free(path);
}

static void remove_segment(struct recorder *r, size_t index) {
	struct segment *s = &r->segment[index];
	char *packed = mem_printf("%s.zst", s->plain);
	unlink(s->packed ? packed : s->plain);
	free(packed);
	free(s->plain);
	memmove(s, s + 1, (--r->segment_count - index) * sizeof *s);
}

/* By its end, and by its last line: the first after a long silence may stand alone in it, and has been believed since. */
static bool is_old(const struct recorder *r, const struct segment *s) {
	bool recent = s->written_ms != TIME_NONE && s->written_ms - r->newest_ms < DAY_MS && (double)(r->newest_ms - s->written_ms) <= r->keep_s * 1000;
	return !recent && s->last_ms != TIME_NONE && (double)(r->newest_ms - s->last_ms) > r->keep_s * 1000;
}

/* Looks at one segment whose end is not known, or removes one that is too old. A clock that runs ahead of this machine's by more than a day
 * makes nothing old. */
static bool tidy(struct recorder *r) {
	if (!(r->keep_s > 0) || r->newest_ms == TIME_NONE || r->path != NULL)
		return false;
	bool ahead = r->newest_ms > clock_wall_ms() + DAY_MS;
	for (size_t i = 0; i < r->segment_count; i++) {
		struct segment *s = &r->segment[i];
		if (!s->range_known) {
			find_range(s);
			return true;
		}
		if (!ahead && is_old(r, s)) {
			remove_segment(r, i);
			return true;
		}
	}
	return false;
}

bool recorder_pack_step(struct recorder *r, int64_t end_ms, struct error *err) {
	if (r->packing != NULL)
		return go_on(r, end_ms, err);
	for (size_t i = 0; i < r->segment_count && !r->pack_failed; i++)
		if (r->segment[i].to_pack)
			return begin(r, i, err);
	return tidy(r);
}
