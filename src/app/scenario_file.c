/* Scenario files. Saving writes a file beside the one that is meant, syncs it, and gives it the name: at no moment is there half a file
 * under that name, and a full disk costs nothing that was there. */
#include "scenario_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool refuse(struct error *err, const char *path, const char *what_to_do) {
	return error_set(err, "%s: %s; %s", path, strerror(errno), what_to_do);
}

static bool read_all(int fd, const char *path, struct buf *out, struct error *err) {
	for (;;) {
		ssize_t n = read(fd, buf_reserve(out, 65536), 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return refuse(err, path, "the scenario was not read");
		if (n == 0)
			return true;
		out->len += (size_t)n;
		if (out->len > SCENARIO_FILE_MAX)
			return error_set(err, "%s: longer than 4 MiB, which is no scenario; expected one edit a line", path);
	}
}

bool scenario_file_load(struct scenario *s, const char *path, const struct site *site, const struct time_context *context, struct error *err) {
	struct buf text = { 0 };
	struct stat info;
	size_t before;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return refuse(err, path, "give the name of a scenario file");
	bool fine = fstat(fd, &info) == 0 || refuse(err, path, "the scenario was not read");
	if (fine && S_ISDIR(info.st_mode))
		fine = error_set(err, "%s: is a directory; give the name of a scenario file", path);
	fine = fine && read_all(fd, path, &text, err);
	close(fd);
	scenario_edits(s, &before);
	fine = fine && scenario_read(s, text.data ? text.data : "", text.len, path, site, context, err);
	if (fine && before == 0)
		scenario_mark_saved(s);
	buf_free(&text);
	return fine;
}

static bool write_all(int fd, const struct buf *text) {
	for (size_t done = 0; done < text->len;) {
		ssize_t n = write(fd, text->data + done, text->len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (n == 0)
				errno = EIO;
			return false;
		}
		done += (size_t)n;
	}
	return true;
}

/* The name of the file is on the disk only when its directory is. */
static void sync_directory(const char *path) {
	const char *slash = strrchr(path, '/');
	char *directory = slash ? mem_strndup(path, slash == path ? 1 : (size_t)(slash - path)) : mem_strdup(".");
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(directory);
}

/* Writes `text` as `part` with the permissions of `like` (NULL: those of a new file), then renames it to `path`. */
static bool replace_file(const char *path, const char *part, const struct stat *like, const struct buf *text) {
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		return false;
	bool fine = (!like || fchmod(fd, like->st_mode & 07777) == 0) && write_all(fd, text) && fsync(fd) == 0;
	int why = errno;
	if (close(fd) < 0 && fine) {
		fine = false;
		why = errno;
	}
	if (fine && rename(part, path) < 0) {
		fine = false;
		why = errno;
	}
	if (!fine)
		unlink(part);
	errno = why;
	return fine;
}

bool scenario_file_save(struct scenario *s, const char *path, const struct site *site, struct error *err) {
	struct buf text = { 0 };
	struct stat info;
	if (!path[0])
		return error_set(err, "a scenario needs a file name to be saved");
	char *target = realpath(path, NULL); /* through links */
	bool there = target && stat(target, &info) == 0;
	if (there && !S_ISREG(info.st_mode)) {
		free(target);
		return error_set(err, "%s: is %s; save the scenario under another name", path, S_ISDIR(info.st_mode) ? "a directory" : "no plain file");
	}
	if (!target)
		target = mem_strdup(path);
	char *part = mem_printf("%s.%ld.part", target, (long)getpid());
	scenario_write(s, site, &text);
	bool fine = replace_file(target, part, there ? &info : NULL, &text);
	if (fine) {
		sync_directory(target);
		scenario_mark_saved(s);
	} else {
		refuse(err, path, "the scenario is not saved; save it under another name");
	}
	buf_free(&text);
	free(part);
	free(target);
	return fine;
}
