/* Scenario files: read with a bound, saved whole or not at all (file_replace). */
#include "scenario_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_replace.h"

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

bool scenario_file_save(struct scenario *s, const char *path, const struct site *site, struct error *err) {
	struct buf text = { 0 };
	if (!path[0])
		return error_set(err, "a scenario needs a file name to be saved");
	scenario_write(s, site, &text);
	bool fine = file_replace(path, &text, "not saved, give another name", err);
	if (fine)
		scenario_mark_saved(s);
	buf_free(&text);
	return fine;
}
