/* What comes from a stream, line by line. Only whole lines are written, so that a connection cut in mid-line leaves nothing torn. Always
 * true: a line is here once, however often a connection was made again: the last lines are known by their hashes until one comes that
 * is new and later than all. A line of more than LINE_LENGTH_MAX is passed over. */
#include "remote_tail.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "line.h"
#include "lines.h"

#define OVERLAP_WINDOW (256u << 10)
#define OVERLAP_MAX (64u << 20) /* of the text, whose lines are known when a connection is made again */
#define STRANGE_MOST 1000      /* lines in a row that are none of telemetry: this is no daemon */
#define ENDLESS (16u << 20)     /* without a line end, this is no stream of lines */

bool tail_init(struct tail *t, struct error *err) {
	*t = (struct tail){ .first_ms = TIME_NONE, .last_ms = TIME_NONE, .latest_ms = TIME_NONE };
	return roll_init(&t->text, err);
}

void tail_free(struct tail *t) {
	roll_free(&t->text);
	buf_free(&t->partial);
	buf_free(&t->held);
	free(t->known);
	*t = (struct tail){ .text.fd = -1 };
}

/* Where a hash stands, or the empty place for it. */
static uint64_t *place_of(const struct tail *t, uint64_t hash) {
	size_t mask = t->known_room - 1, i = (size_t)hash & mask;
	while (t->known[i] != 0 && t->known[i] != hash)
		i = (i + 1) & mask;
	return &t->known[i];
}

static void know(struct tail *t, const char *line, size_t length) {
	uint64_t hash = hash_text(line, length);
	if (length > 0)
		*place_of(t, hash) = hash ? hash : 1;
}

static bool is_known(const struct tail *t, uint64_t hash) {
	return t->known && *place_of(t, hash) != 0;
}

static void forget(struct tail *t) {
	free(t->known);
	t->known = NULL;
}

/* Goes through the lines from `from` on; counts them, and knows them once there is room for them. */
static size_t pass_lines(struct tail *t, store_pos from) {
	struct lines lines;
	struct line_at line;
	size_t count = 0;
	lines_init(&lines, t->text.store, OVERLAP_WINDOW);
	lines_seek(&lines, from, from > t->text.begin);
	for (enum lines_kind kind; (kind = lines_next(&lines, &line)) != LINES_END && !line.unfinished; count++)
		if (t->known && kind == LINES_TEXT)
			know(t, line.text, line.length);
	lines_free(&lines);
	return count;
}

void tail_resume(struct tail *t) {
	bool all = t->text.end - t->text.begin <= OVERLAP_MAX;
	store_pos from = all ? t->text.begin : t->text.end - OVERLAP_MAX;
	buf_clear(&t->partial);
	t->skipping = false;
	t->bytes = t->strange = 0;
	t->anchored = false;
	buf_clear(&t->held);
	forget(t);
	size_t count = pass_lines(t, from);
	if (count == 0)
		return;
	for (t->known_room = 16; t->known_room < 2 * count;)
		t->known_room *= 2;
	t->known = mem_zalloc(t->known_room, sizeof *t->known);
	pass_lines(t, from);
}

static void keep_line(struct tail *t, const char *line, size_t length, struct buf *out) {
	buf_add(out, line, length);
	buf_add(out, "\n", 1);
	t->lines++;
}

/* A line that is new: its time is the newest. */
static void take_new(struct tail *t, const char *line, size_t length, int64_t t_ms, bool *fresh, struct buf *out) {
	if (t_ms != TIME_NONE) {
		t->first_ms = t->first_ms == TIME_NONE ? t_ms : t->first_ms;
		t->latest_ms = t->latest_ms == TIME_NONE || t_ms > t->latest_ms ? t_ms : t->latest_ms;
		t->last_ms = t_ms;
		*fresh = true;
	}
	keep_line(t, line, length, out);
}

/* What waited was new after all. */
static void take_held(struct tail *t, bool *fresh, struct buf *out) {
	for (const char *at = t->held.data, *end = at + t->held.len, *newline; at < end; at = newline + 1) {
		newline = memchr(at, '\n', (size_t)(end - at));
		take_new(t, at, (size_t)(newline - at), line_time(at, (size_t)(newline - at)), fresh, out);
	}
	buf_free(&t->held);
}

/* A line of a connection that was made again. */
static void take_again(struct tail *t, const char *line, size_t length, uint64_t hash, int64_t t_ms, bool *fresh, struct buf *out) {
	if (is_known(t, hash ? hash : 1)) {
		t->dropped++;
		t->anchored = true;
		buf_clear(&t->held);
		return;
	}
	bool later = t_ms != TIME_NONE && (t->latest_ms == TIME_NONE || t_ms > t->latest_ms);
	if (!t->anchored && !later && t->held.len < OVERLAP_MAX) {
		buf_add(&t->held, line, length);
		buf_add(&t->held, "\n", 1);
		return;
	}
	if (t->held.len > 0)
		take_held(t, fresh, out);
	if (later)
		forget(t);
	take_new(t, line, length, t_ms, fresh, out);
}

/* The same site again says nothing. */
static bool is_told(struct tail *t, uint64_t hash) {
	bool same = hash == t->site_hash;
	t->site_hash = hash;
	t->strange = 0;
	return same;
}

/* One line, without its newline. Lines are gathered in `out`, to be written at once. */
static void take_line(struct tail *t, const char *line, size_t length, bool *fresh, struct buf *out) {
	while (length > 0 && *line == '\0') { /* as lines.c reads them: zeros before a line are none of it */
		line++;
		length--;
	}
	if (length > 0 && line[length - 1] == '\r')
		length--;
	if (length == 0 && t->held.len > 0)
		take_held(t, fresh, out); /* a heartbeat: all of what was recorded has come */
	if (length == 0 || length > LINE_LENGTH_MAX || t->strange > STRANGE_MOST)
		return;
	uint64_t hash = hash_text(line, length);
	if (line_is_site(line, length)) {
		if (!is_told(t, hash))
			keep_line(t, line, length, out);
		return;
	}
	int64_t t_ms = line_time(line, length);
	t->strange = t_ms == TIME_NONE ? t->strange + 1 : 0;
	if (t->known)
		take_again(t, line, length, hash, t_ms, fresh, out);
	else
		take_new(t, line, length, t_ms, fresh, out);
}

static void keep_partial(struct tail *t, const char *bytes, size_t count) {
	if (!t->skipping)
		buf_add(&t->partial, bytes, count);
	if (t->partial.len > LINE_LENGTH_MAX) {
		buf_clear(&t->partial);
		t->skipping = true;
	}
}

bool tail_take(struct tail *t, const char *bytes, size_t count, bool *fresh, struct error *err) {
	const char *at = bytes, *end = bytes + count, *newline;
	struct buf out = { 0 };
	t->bytes += count;
	while ((newline = memchr(at, '\n', (size_t)(end - at)))) {
		size_t length = (size_t)(newline - at);
		if (t->skipping) {
			t->skipping = false;
		} else if (t->partial.len > 0) {
			buf_add(&t->partial, at, length);
			take_line(t, t->partial.data, t->partial.len, fresh, &out);
		} else {
			take_line(t, at, length, fresh, &out);
		}
		buf_clear(&t->partial);
		at = newline + 1;
		t->bytes = (uint64_t)(end - at);
	}
	keep_partial(t, at, (size_t)(end - at));
	bool fine = out.len == 0 || roll_add(&t->text, out.data, out.len, err) || error_prefix(err, "cannot write to the temporary file");
	buf_free(&out);
	store_resize(t->text.store, t->text.end, false);
	if (fine && t->strange > STRANGE_MOST)
		return error_set(err, "what it sends is no telemetry: %u lines without a time", STRANGE_MOST);
	return fine && (t->bytes <= ENDLESS || error_set(err, "no end of a line in 16 MiB: this is no telemetry"));
}
