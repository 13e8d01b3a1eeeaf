/* The journal of the daemon. Always true: each line leaves in one write, so that lines of several writers do not mix. */
#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "times.h"
#include "utf8.h"

static int journal_fd = STDERR_FILENO;
static char *journal_path;

static bool open_file(const char *path, struct error *err) {
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0640);
	if (fd < 0)
		return error_set(err, "%s: %s", path, strerror(errno));
	if (journal_fd != STDERR_FILENO)
		close(journal_fd);
	journal_fd = fd;
	return true;
}

bool journal_open(const char *path, struct error *err) {
	if (!path)
		return true;
	if (!open_file(path, err))
		return false;
	free(journal_path);
	journal_path = mem_strdup(path);
	return true;
}

bool journal_reopen(struct error *err) {
	return !journal_path || open_file(journal_path, err);
}

void journal_line(const char *format, ...) {
	char raw[1024], clean[1024], line[1100], stamp[TIME_ISO_SIZE];
	va_list args;
	va_start(args, format);
	vsnprintf(raw, sizeof raw, format, args);
	va_end(args);
	utf8_clean(clean, sizeof clean, raw, strlen(raw));
	int n = snprintf(line, sizeof line, "%s mwtopd: %s\n", time_format_iso(clock_wall_ms(), stamp), clean);
	ssize_t written = write(journal_fd, line, (size_t)n);
	(void)written; /* there is nobody left to tell */
}
