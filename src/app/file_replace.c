/* A file is replaced whole or not at all; see file_replace.h. */
#include "file_replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

bool file_replace(const char *path, const struct buf *text, const char *otherwise, struct error *err) {
	struct stat info;
	char *target = realpath(path, NULL); /* through links */
	bool there = target && stat(target, &info) == 0;
	if (there && !S_ISREG(info.st_mode)) {
		free(target);
		return error_set(err, "%s: is %s; %s", path, S_ISDIR(info.st_mode) ? "a directory" : "no plain file", otherwise);
	}
	if (!target)
		target = mem_strdup(path);
	char *part = mem_printf("%s.%ld.part", target, (long)getpid());
	bool fine = replace_file(target, part, there ? &info : NULL, text);
	if (fine)
		sync_directory(target);
	else
		error_set(err, "%s: %s; %s", path, strerror(errno), otherwise);
	free(part);
	free(target);
	return fine;
}
