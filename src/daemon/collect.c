/* Following a pipe or a file. The source API is of no use here: it keeps all that came, and a daemon runs for months. Only a line that
 * has no end yet is kept; one over LINE_LENGTH_MAX is passed over. */
#include "collect.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "line.h"
#include "times.h"

#define LOOK_MS 250        /* a file is looked at so often */
#define READ_BYTES (16u << 10)
#define TURN_BYTES (32u << 10) /* taken in one call, about */

struct collect {
	char *path;
	int fd;
	bool regular, ended, skipping;
	int64_t due_mono_ms;   /* of a file */
	uint64_t read;         /* bytes of the file */
	struct buf rest;       /* the beginning of a line */
	char bytes[READ_BYTES];
	const char *note;
};

static int open_input(const char *path, struct error *err) {
	struct stat info;
	bool standard = strcmp(path, "-") == 0;
	/* A named pipe that is open for writing too never comes to its end. */
	bool fifo = !standard && stat(path, &info) == 0 && S_ISFIFO(info.st_mode);
	int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, (fifo ? O_RDWR : O_RDONLY) | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &info) < 0)
		error_set(err, "%s: %s", standard ? "standard input" : path, strerror(errno));
	else if (S_ISDIR(info.st_mode))
		error_set(err, "%s: %s", path, strerror(EISDIR));
	else
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

struct collect *collect_open(const char *path, struct error *err) {
	struct stat info;
	int fd = open_input(path, err);
	if (fd < 0)
		return NULL;
	struct collect *c = mem_zalloc(1, sizeof *c);
	c->path = mem_strdup(path);
	c->fd = fd;
	c->regular = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
	c->due_mono_ms = c->regular ? clock_mono_ms() : TIME_NONE;
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return c;
}

void collect_close(struct collect *c) {
	if (!c)
		return;
	if (c->fd >= 0)
		close(c->fd);
	buf_free(&c->rest);
	free(c->path);
	free(c);
}

int collect_fd(const struct collect *c) {
	return c->regular || c->ended ? -1 : c->fd;
}

int64_t collect_due(const struct collect *c) {
	return c->due_mono_ms;
}

bool collect_is_file(const struct collect *c) {
	return c->regular;
}

const char *collect_note(struct collect *c) {
	const char *note = c->note;
	c->note = NULL;
	return note;
}

/* Passes on the whole lines of what was read, keeps the rest. */
static void take(struct collect *c, const char *bytes, size_t count, struct buf *out) {
	const char *last = memrchr(bytes, '\n', count);
	size_t whole = last ? (size_t)(last - bytes) + 1 : 0;
	const char *first = memchr(bytes, '\n', count);
	size_t begin = 0;
	if (c->skipping && first) {
		begin = (size_t)(first - bytes) + 1;
		c->skipping = false;
	}
	if (whole > begin) {
		if (c->rest.len > 0)
			buf_add(out, c->rest.data, c->rest.len);
		buf_clear(&c->rest);
		buf_add(out, bytes + begin, whole - begin);
	}
	if (c->skipping)
		return;
	buf_add(&c->rest, bytes + whole, count - whole);
	if (c->rest.len > LINE_LENGTH_MAX) {
		buf_clear(&c->rest);
		c->skipping = true;
		c->note = "a line over 1 MiB is passed over";
	}
}

/* Whether the name belongs to another file by now, or the file became shorter. */
static bool was_replaced(const struct collect *c) {
	struct stat here, there;
	if (fstat(c->fd, &here) < 0 || stat(c->path, &there) < 0)
		return false;
	return here.st_ino != there.st_ino || here.st_dev != there.st_dev || (uint64_t)here.st_size < c->read;
}

/* From the beginning of the file that bears the name now. */
static void follow_name(struct collect *c) {
	int fd = open(c->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return;
	close(c->fd);
	c->fd = fd;
	c->read = 0;
	c->skipping = false;
	buf_clear(&c->rest);
	c->note = "the file was replaced; its successor is read from the beginning";
	c->due_mono_ms = clock_mono_ms();
}

/* Reads until there is no more (0, negative: why errno says) or enough for one call. */
static ssize_t read_some(struct collect *c, struct buf *out, size_t most) {
	ssize_t n = 1;
	while (out->len < most && (n = read(c->fd, c->bytes, sizeof c->bytes)) > 0) {
		c->read += (uint64_t)n;
		take(c, c->bytes, (size_t)n, out);
	}
	return n;
}

bool collect_read(struct collect *c, struct buf *out) {
	size_t before = out->len;
	if (c->ended)
		return false;
	ssize_t n = read_some(c, out, before + TURN_BYTES);
	if (c->regular) {
		c->due_mono_ms = clock_mono_ms() + (n > 0 ? 0 : LOOK_MS);
		if (n <= 0 && was_replaced(c) && (n = read_some(c, out, before + TURN_BYTES)) <= 0) /* its end may have come since */
			follow_name(c);
	} else if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		c->ended = true;
		c->note = n == 0 ? "it has ended" : "it cannot be read any more";
	}
	return out->len > before;
}
