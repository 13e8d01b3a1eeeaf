/* Writing a recording. Lines are gathered to about 256 KiB; then plain text is written out, and of a .zst one independent frame
 * with its size and checksum, of whole lines only. The file gets its name when it is complete: until then it is NAME.part, so that
 * a run that breaks off leaves nothing that looks whole. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "source.h"

#define FRAME_TEXT (256u << 10)
#define LEVEL 3

struct recording_writer {
	int fd;             /* owned, but for standard output */
	char *path, *part;  /* owned; part NULL: written in place */
	struct buf text;    /* whole lines, not yet written */
	ZSTD_CCtx *packer;  /* owned; NULL: plain */
	char *packed;       /* owned */
	size_t packed_room;
	bool failed;        /* what the file holds is not whole */
};

static bool ends_with(const char *text, const char *end) {
	size_t length = strlen(text), tail = strlen(end);
	return length >= tail && strcmp(text + length - tail, end) == 0;
}

static void writer_free(struct recording_writer *w) {
	if (w->fd >= 0 && w->fd != STDOUT_FILENO)
		close(w->fd);
	ZSTD_freeCCtx(w->packer);
	buf_free(&w->text);
	free(w->packed);
	free(w->path);
	free(w->part);
	free(w);
}

static bool start_packer(struct recording_writer *w, struct error *err) {
	w->packer = ZSTD_createCCtx();
	if (!w->packer)
		return error_set(err, "%s: no memory for zstd", w->path);
	ZSTD_CCtx_setParameter(w->packer, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(w->packer, ZSTD_c_checksumFlag, 1);
	ZSTD_CCtx_setParameter(w->packer, ZSTD_c_contentSizeFlag, 1);
	return true;
}

static bool open_file(struct recording_writer *w, struct error *err) {
	struct stat info;
	bool there = stat(w->path, &info) == 0;
	if (there && S_ISDIR(info.st_mode))
		return error_set(err, "%s: %s", w->path, strerror(EISDIR));
	if (!there || S_ISREG(info.st_mode))
		w->part = mem_printf("%s.part", w->path);
	w->fd = open(w->part ? w->part : w->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (w->fd >= 0)
		return true;
	error_set(err, "%s: %s", w->part ? w->part : w->path, strerror(errno));
	free(w->part);
	w->part = NULL;
	return false;
}

bool recording_may_replace(const struct source *s, const char *path, struct error *err) {
	struct stat out, in;
	if (stat(path, &out) != 0 || !S_ISREG(out.st_mode) || stat(source_name(s), &in) != 0)
		return true;
	if (out.st_dev == in.st_dev && out.st_ino == in.st_ino)
		return error_set(err, "%s is what is read: give another name", path);
	return true;
}

struct recording_writer *recording_create(const char *path, struct error *err) {
	struct recording_writer *w = mem_zalloc(1, sizeof *w);
	bool standard = strcmp(path, "-") == 0;
	w->fd = standard ? STDOUT_FILENO : -1;
	w->path = mem_strdup(standard ? "standard output" : path);
	if ((!standard && !open_file(w, err)) || (ends_with(path, ".zst") && !start_packer(w, err))) {
		recording_abandon(w);
		return NULL;
	}
	return w;
}

static bool put(struct recording_writer *w, const char *bytes, size_t count, struct error *err) {
	while (count > 0) {
		ssize_t n = write(w->fd, bytes, count);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			w->failed = true;
			return error_set(err, "%s: %s", w->path, strerror(n < 0 ? errno : EIO));
		}
		bytes += n;
		count -= (size_t)n;
	}
	return true;
}

/* Writes out `count` bytes of whole lines: as they are, or as one frame. */
static bool put_lines(struct recording_writer *w, const char *lines, size_t count, struct error *err) {
	if (count == 0)
		return true;
	if (!w->packer)
		return put(w, lines, count, err);
	size_t room = ZSTD_compressBound(count);
	if (w->packed_room < room) {
		w->packed = mem_resize(w->packed, room, 1);
		w->packed_room = room;
	}
	size_t length = ZSTD_compress2(w->packer, w->packed, w->packed_room, lines, count);
	if (ZSTD_isError(length)) {
		w->failed = true;
		return error_set(err, "%s: zstd: %s", w->path, ZSTD_getErrorName(length));
	}
	return put(w, w->packed, length, err);
}

bool recording_flush(struct recording_writer *w, struct error *err) {
	bool fine = put_lines(w, w->text.data, w->text.len, err);
	buf_clear(&w->text);
	return fine;
}

/* Bytes of the whole lines at the beginning of `lines` that fit into `room`; of one line where not even that fits. */
static size_t whole_lines(const char *lines, size_t length, size_t room) {
	if (length <= room)
		return length;
	const char *newline = memrchr(lines, '\n', room);
	if (!newline)
		newline = memchr(lines, '\n', length);
	return newline ? (size_t)(newline - lines) + 1 : length;
}

bool recording_write(struct recording_writer *w, const char *lines, size_t length, struct error *err) {
	if (w->failed)
		return error_set(err, "%s: an earlier write failed", w->path);
	while (length > 0) {
		size_t room = w->text.len < FRAME_TEXT ? FRAME_TEXT - w->text.len : 0;
		size_t count = whole_lines(lines, length, room);
		if (count > room && w->text.len > 0) {
			if (!recording_flush(w, err))
				return false;
			continue;
		}
		bool site = line_is_site(lines, count);
		if (site) { /* alone in its frame: damage to the samples beside it must not cost the site, which all of them need */
			const char *newline = memchr(lines, '\n', count);
			count = newline ? (size_t)(newline - lines) + 1 : count;
			if (!recording_flush(w, err))
				return false;
		}
		buf_add(&w->text, lines, count);
		if (site && !recording_flush(w, err))
			return false;
		lines += count;
		length -= count;
	}
	return w->text.len < FRAME_TEXT || recording_flush(w, err);
}

bool recording_close(struct recording_writer *w, struct error *err) {
	bool fine = !w->failed ? recording_flush(w, err) : error_set(err, "%s: an earlier write failed", w->path);
	if (w->fd != STDOUT_FILENO) {
		if (close(w->fd) < 0 && fine)
			fine = error_set(err, "%s: %s", w->path, strerror(errno));
		w->fd = -1;
	}
	if (w->part && fine && rename(w->part, w->path) < 0)
		fine = error_set(err, "%s: %s", w->path, strerror(errno));
	if (w->part && !fine)
		unlink(w->part);
	writer_free(w);
	return fine;
}

void recording_abandon(struct recording_writer *w) {
	if (!w)
		return;
	if (w->part)
		unlink(w->part);
	writer_free(w);
}
