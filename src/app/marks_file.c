/* Marks on the disk; see marks_file.h. Always true: what a file holds that is no mark is written back as it was; a file that is none of marks is never
 * written. */
#include "marks_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bundled.h"
#include "file_replace.h"
#include "hash.h"
#include "inifile.h"
#include "remote.h"
#include "state_dir.h"

#define ENDING ".marks"
#define STEM_MOST 60
#define LOCK_TRIES 200
#define LOCK_WAIT_NS 2000000 /* 2 ms */

struct marks_file {
	char *path;          /* owned; NULL: not kept */
	char *first;         /* owned; where to begin from while there is no file; NULL */
	bool state;          /* it is in the state directory, which may have to be made */
	bool given_up;       /* it could not be read or written */
	struct buf text;     /* of the file as it was read or written last */
	struct mark_list list;
	struct error fault;
};

/* ---- where ---- */

static bool is_bundled(const char *path) {
	char *real = realpath(path, NULL), *slash = real ? strrchr(real, '/') : NULL;
	bool found = false;
	for (size_t i = 0; slash && i < BUNDLED_PLACES && !found; i++) {
		char *place = bundled_place(i), *there = place ? realpath(place, NULL) : NULL;
		found = there && strlen(there) == (size_t)(slash - real) && !strncmp(there, real, strlen(there));
		free(there);
		free(place);
	}
	free(real);
	return found;
}

/* Length of the name without ".zst". */
static size_t plain_length(const char *path) {
	size_t n = strlen(path);
	return n > 4 && !strcmp(path + n - 4, ".zst") ? n - 4 : n;
}

/* "PLACE/memphis-bring-up-0123456789abcdef.marks": the last part of `name` for people, and its hash, which tells names apart. */
static char *state_path(const char *name, bool whole) {
	char stem[STEM_MOST + 1];
	const char *slash = whole ? NULL : strrchr(name, '/'), *from = slash ? slash + 1 : name;
	size_t n = 0, length = strlen(name) - (size_t)(from - name);
	char *place = state_dir("marks");
	for (size_t i = 0; i < length && n < STEM_MOST; i++) {
		char c = from[i];
		bool plain = mark_is_letter((unsigned char)c) || c == '.' || c == '_' || c == '-';
		if (plain && !(n == 0 && c == '.'))
			stem[n++] = c;
		else if (n > 0 && stem[n - 1] != '-')
			stem[n++] = '-';
	}
	stem[n] = '\0';
	char *path = place ? mem_printf("%s/%s-%016llx" ENDING, place, stem, (unsigned long long)hash_text(name, strlen(name))) : NULL;
	free(place);
	return path;
}

static bool is_writable_beside(const char *path) {
	const char *slash = strrchr(path, '/');
	char *directory = slash ? mem_strndup(path, slash == path ? 1 : (size_t)(slash - path)) : mem_strdup(".");
	bool fine = access(directory, W_OK | X_OK) == 0;
	free(directory);
	return fine;
}

/* What is bundled goes by its name alone, wherever it is installed; other files by the whole path. */
static void find_place(struct marks_file *m, const char *source) {
	struct stat info;
	if (remote_is_address(source)) {
		m->path = state_path(source, true);
		m->state = true;
		return;
	}
	if (!strcmp(source, "-") || stat(source, &info) != 0 || !(S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)))
		return;
	char *beside = S_ISDIR(info.st_mode) ? mem_printf("%s/mwtop" ENDING, source) : mem_printf("%.*s" ENDING, (int)plain_length(source), source);
	bool bundled = S_ISREG(info.st_mode) && is_bundled(source);
	if (!bundled && is_writable_beside(beside)) {
		m->path = beside;
		return;
	}
	char *real = realpath(source, NULL);
	const char *slash = real ? strrchr(real, '/') : NULL, *name = bundled && slash ? slash + 1 : real ? real : source;
	char *named = mem_strndup(name, plain_length(name));
	m->path = state_path(named, false);
	m->state = true;
	m->first = beside;
	free(named);
	free(real);
}

/* ---- reading and writing ---- */

#define GIVEN_UP "marks are there until the program ends, and the file stays as it is"

static bool refuse(struct marks_file *m, const char *path, const char *why) {
	m->given_up = true;
	return error_set(&m->fault, "%s: %s; " GIVEN_UP, path, why);
}

/* True also where there is no such file: then *there is false. */
static bool read_file(struct marks_file *m, const char *path, struct buf *out, bool *there) {
	struct stat info;
	struct error err;
	*there = stat(path, &info) == 0;
	if (!*there)
		return errno == ENOENT || errno == ENOTDIR || refuse(m, path, strerror(errno));
	if (!S_ISREG(info.st_mode))
		return refuse(m, path, S_ISDIR(info.st_mode) ? "is a directory" : "is no plain file");
	if (info.st_size > MARKS_FILE_MAX)
		return refuse(m, path, "is too long for a file of marks");
	if (inifile_text(path, out, &err))
		return true;
	m->given_up = true;
	return error_set(&m->fault, "%s; " GIVEN_UP, err.text);
}

/* Takes the text (owned by m from now on) and the marks in it. */
static void take(struct marks_file *m, struct buf text, const char *path) {
	buf_free(&m->text);
	m->text = text;
	m->fault.text[0] = '\0';
	size_t bad = mark_text_read(text.data ? text.data : "", text.len, &m->list, &m->fault);
	if (bad)
		error_prefix(&m->fault, "%s", path);
	if (bad > 1) {
		struct error first = m->fault;
		error_set(&m->fault, "%s; and %zu more such %s", first.text, bad - 1, bad > 2 ? "lines" : "line");
	}
}

struct marks_file *marks_file_open(const char *source) {
	struct marks_file *m = mem_zalloc(1, sizeof *m);
	struct buf text = { 0 };
	bool there = false;
	find_place(m, source);
	const char *path = m->path;
	bool fine = !path || read_file(m, path, &text, &there);
	if (fine && !there && m->first) {
		path = m->first;
		fine = read_file(m, path, &text, &there);
	}
	if (fine && there)
		take(m, text, path);
	else
		buf_free(&text);
	return m;
}

void marks_file_close(struct marks_file *m) {
	if (!m)
		return;
	free(m->path);
	free(m->first);
	buf_free(&m->text);
	free(m);
}

const struct mark_list *marks_file_list(const struct marks_file *m) { return &m->list; }
const char *marks_file_path(const struct marks_file *m) { return m->given_up ? NULL : m->path; }
const char *marks_file_fault(const struct marks_file *m) { return m->fault.text; }

/* What is known already, with the mark. */
static void edit_known(struct marks_file *m, const struct mark *mark) {
	struct buf text = { 0 };
	mark_text_edit(m->text.data ? m->text.data : "", m->text.len, mark, &text);
	take(m, text, m->path ? m->path : "marks");
}

static bool is_file(int fd, const char *path) {
	struct stat here, there;
	return fstat(fd, &here) == 0 && stat(path, &there) == 0 && here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

/* Between reading the file and replacing it no other dashboard does the same. Who has waited for a file that was replaced meanwhile takes the new one. -1
 * where the file system has no locks or another keeps it longer than LOCK_TRIES; then it is done without. */
static int lock(const char *path) {
	for (int tries = 0; tries < LOCK_TRIES; tries++) {
		int fd = open(path, O_RDONLY | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0666);
		bool locked = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
		if (locked && is_file(fd, path))
			return fd;
		bool again = locked || (fd >= 0 && errno == EWOULDBLOCK);
		if (fd >= 0)
			close(fd);
		if (!again)
			return -1;
		if (!locked)
			nanosleep(&(struct timespec){ .tv_nsec = LOCK_WAIT_NS }, NULL);
	}
	return -1;
}

/* The file as it is now may hold what another dashboard has set; one that is gone (lock makes an empty one) does not
 * take the marks along. */
static bool write_locked(struct marks_file *m, const struct mark *mark, struct error *err) {
	struct buf now = { 0 };
	bool there = false;
	if (!read_file(m, m->path, &now, &there)) {
		*err = m->fault;
		buf_free(&now);
		edit_known(m, mark);
		return false;
	}
	if (now.len)
		take(m, now, m->path);
	else
		buf_free(&now);
	edit_known(m, mark);
	bool fine = file_replace(m->path, &m->text, "no file keeps it", err);
	m->given_up = !fine;
	return fine;
}

static bool write_kept(struct marks_file *m, const struct mark *mark, struct error *err) {
	if (m->state && !state_dir_make(m->path, err)) {
		edit_known(m, mark);
		m->given_up = true;
		return false;
	}
	int fd = lock(m->path);
	bool fine = write_locked(m, mark, err);
	if (fd >= 0)
		close(fd);
	return fine;
}

bool marks_file_set(struct marks_file *m, const struct mark *mark, struct error *err) {
	if (m->path && !m->given_up)
		return write_kept(m, mark, err);
	edit_known(m, mark);
	return true;
}
