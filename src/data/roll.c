/* A text in a file of its own. Always true: position p of the text lies at p - origin of the file, and the file is never longer than the text
 * that is there, but for a trim that failed. A trim moves what is kept to the beginning of the file: it is at most half of it, so that
 * nothing is written over before it was read, and every file system can do it. */
#include "roll.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "line.h"
#include "lines.h"
#include "store_kind.h"

#define TEXT_MAX (64ull << 30) /* a few bytes can unpack to a full disk */
#define MOVE_BYTES (256u << 10)

int roll_file(struct error *err) {
	const char *base = getenv("TMPDIR");
	if (!base || !*base)
		base = "/tmp";
	char *path = mem_printf("%s/mwtop-spool-XXXXXX", base);
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		error_set(err, "cannot make a temporary file in %s: %s", base, strerror(errno));
	else
		unlink(path);
	free(path);
	return fd;
}

bool roll_write_at(int fd, const void *bytes, size_t count, uint64_t offset) {
	for (size_t done = 0; done < count;) {
		ssize_t n = pwrite(fd, (const char *)bytes + done, count - done, (off_t)(offset + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = ENOSPC;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

bool roll_init(struct roll *r, struct error *err) {
	*r = (struct roll){ .fd = roll_file(err) };
	if (r->fd < 0)
		return false;
	r->store = store_new_extent(r->fd, 0, 0);
	return true;
}

void roll_free(struct roll *r) {
	if (r->fd >= 0)
		close(r->fd);
	*r = (struct roll){ .fd = -1 };
}

bool roll_add(struct roll *r, const void *bytes, size_t count, struct error *err) {
	if (r->end - r->origin + count > TEXT_MAX)
		return error_set(err, "it would grow over 64 GiB");
	if (!roll_write_at(r->fd, bytes, count, r->end - r->origin))
		return error_set(err, "%s", strerror(errno));
	r->end += count;
	return true;
}

void roll_clear(struct roll *r) {
	r->end = r->begin;
}

/* The first line that begins at or after `from`; r->end when there is no whole one. */
static store_pos line_from(struct roll *r, store_pos from) {
	struct lines lines;
	struct line_at line;
	enum lines_kind kind;
	lines_init(&lines, r->store, MOVE_BYTES);
	lines_seek(&lines, from, true);
	while ((kind = lines_next(&lines, &line)) != LINES_END && (kind != LINES_TEXT || line.at < from) && !line.unfinished)
		continue;
	store_pos at = kind == LINES_TEXT && !line.unfinished ? line.at : r->end;
	lines_free(&lines);
	return at;
}

/* The last site line before `to`, with its newline; empty when there is none. */
static void site_before(struct roll *r, store_pos to, struct buf *out) {
	struct lines lines;
	struct line_at line;
	enum lines_kind kind;
	lines_init(&lines, r->store, MOVE_BYTES);
	lines_seek(&lines, r->begin, false);
	while ((kind = lines_next(&lines, &line)) != LINES_END && !line.unfinished && line.at < to) {
		if (kind != LINES_TEXT || !line_is_site(line.text, line.length))
			continue;
		buf_clear(out);
		buf_add(out, line.text, line.length);
		buf_add(out, "\n", 1);
	}
	lines_free(&lines);
}

static bool move_text(struct roll *r, store_pos from, uint64_t to_offset) {
	char *text = mem_alloc(MOVE_BYTES);
	bool fine = true;
	for (store_pos at = from; fine && at < r->end;) {
		size_t size = r->end - at < MOVE_BYTES ? (size_t)(r->end - at) : MOVE_BYTES;
		fine = store_pread(r->fd, text, size, at - r->origin) == (long long)size && roll_write_at(r->fd, text, size, to_offset + (at - from));
		at += size;
	}
	free(text);
	return fine;
}

bool roll_trim(struct roll *r, uint64_t keep_bytes) {
	struct buf site = { 0 };
	if (r->end - r->begin <= 2 * keep_bytes)
		return false;
	store_pos from = line_from(r, r->end - keep_bytes);
	if (from == r->end)
		return false;
	site_before(r, from, &site);
	uint64_t size = site.len + (r->end - from);
	bool fits = size <= from - r->origin && site.len <= from - r->begin;
	if (fits) {
		bool moved = roll_write_at(r->fd, site.data, site.len, 0) && move_text(r, from, site.len);
		r->begin = moved ? from - site.len : from;
		r->origin = moved ? r->begin : r->origin;
		bool cut = moved && ftruncate(r->fd, (off_t)size) == 0;
		(void)cut; /* a file that stays as long as it was is written over */
		store_let_go(r->store, r->begin, r->begin - r->origin);
	}
	buf_free(&site);
	return fits;
}
