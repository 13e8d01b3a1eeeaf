/* Writing a recording. Lines go to NAME.part, which takes its name when it is closed whole, so that a run that breaks off leaves nothing half.
 * Compressed: each zstd frame holds whole lines, about 256 KiB of them, with its size and checksum, and can be read on its own. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "source.h"

#define FRAME_TEXT (256u << 10)
#define PLAIN_TEXT (64u << 10)
#define LEVEL 3

struct recording_writer {
	char *path, *part; /* part NULL: straight to the descriptor */
	int fd;
	ZSTD_CCtx *zstd;   /* NULL: plain */
	struct buf text, packed;
};

struct recording_writer *recording_create(const char *path, struct error *err) {
	struct recording_writer *w = mem_zalloc(1, sizeof *w);
	size_t n = strlen(path);
	w->path = mem_strdup(path);
	if (!strcmp(path, "-")) {
		w->fd = STDOUT_FILENO;
		return w;
	}
	if (access(path, F_OK) == 0 && access(path, W_OK) != 0) {
		error_set(err, "%s: %s", path, strerror(errno));
		goto refused;
	}
	bool special = !strncmp(path, "/dev/", 5);
	if (!special)
		w->part = mem_printf("%s.part", path);
	w->fd = open(special ? path : w->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (w->fd < 0) {
		error_set(err, "%s: %s", special ? path : w->part, strerror(errno));
		goto refused;
	}
	if (n > 4 && !strcmp(path + n - 4, ".zst")) {
		w->zstd = ZSTD_createCCtx();
		ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_compressionLevel, LEVEL);
		ZSTD_CCtx_setParameter(w->zstd, ZSTD_c_checksumFlag, 1);
	}
	return w;
refused:
	free(w->part);
	free(w->path);
	free(w);
	return NULL;
}

static bool write_bytes(struct recording_writer *w, const char *bytes, size_t length, struct error *err) {
	while (length > 0) {
		ssize_t n = write(w->fd, bytes, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set(err, "%s: %s", w->path, strerror(errno));
		bytes += n;
		length -= (size_t)n;
	}
	return true;
}

static bool flush(struct recording_writer *w, struct error *err) {
	bool fine = true;
	if (w->text.len == 0)
		return true;
	if (w->zstd) {
		size_t room = ZSTD_compressBound(w->text.len);
		char *to = buf_reserve(&w->packed, room);
		size_t n = ZSTD_compress2(w->zstd, to, room, w->text.data, w->text.len);
		fine = ZSTD_isError(n) ? error_set(err, "%s: %s", w->path, ZSTD_getErrorName(n)) : write_bytes(w, to, n, err);
	} else {
		fine = write_bytes(w, w->text.data, w->text.len, err);
	}
	buf_clear(&w->text);
	return fine;
}

bool recording_write(struct recording_writer *w, const char *lines, size_t length, struct error *err) {
	size_t most = w->zstd ? FRAME_TEXT : PLAIN_TEXT;
	if (w->text.len > 0 && w->text.len + length > most && !flush(w, err))
		return false;
	buf_add(&w->text, lines, length);
	return w->text.len < most || flush(w, err);
}

static void release(struct recording_writer *w) {
	ZSTD_freeCCtx(w->zstd);
	buf_free(&w->text);
	buf_free(&w->packed);
	free(w->part);
	free(w->path);
	free(w);
}

bool recording_close(struct recording_writer *w, struct error *err) {
	bool fine = flush(w, err);
	if (w->fd != STDOUT_FILENO && close(w->fd) != 0 && fine)
		fine = error_set(err, "%s: %s", w->path, strerror(errno));
	if (fine && w->part && rename(w->part, w->path) != 0)
		fine = error_set(err, "%s: %s", w->path, strerror(errno));
	if (!fine && w->part)
		unlink(w->part);
	release(w);
	return fine;
}

void recording_abandon(struct recording_writer *w) {
	if (w->fd != STDOUT_FILENO)
		close(w->fd);
	if (w->part)
		unlink(w->part);
	release(w);
}
