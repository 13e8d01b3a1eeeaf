/* A tap is a scan that stands at the present end. When positions become void (finer samples of the past came in) it looks for its
 * place again by the last line it took. */
#include "tap.h"

#include <stdlib.h>

#include "hash.h"

struct tap {
	struct source *source;
	struct source_scan *scan;  /* NULL: not begun, there is nothing yet */
	uint32_t revision;
	bool all, begun;           /* begun: it knows its place */
	bool passing;              /* what is not later than last_ms */
	const struct site *written;
	int64_t last_ms;           /* of the last line taken or passed; TIME_NONE: none */
	uint64_t last_hash, lines;
};

static void note(struct tap *t, const struct scan_line *line) {
	t->last_ms = line->t_ms;
	t->last_hash = hash_text(line->text, line->length);
}

/* Goes to the present end without taking anything. */
static void pass_all(struct tap *t) {
	struct scan_line line;
	while (source_scan_next(t->scan, &line))
		if (line.kind == LINE_FRAME || line.kind == LINE_EVENT)
			note(t, &line);
}

static void begin(struct tap *t) {
	int64_t first, last;
	if (!source_site(t->source))
		return;
	bool there = source_range(t->source, &first, &last);
	t->scan = source_scan_open(t->source, there && !t->all ? last : TIME_NONE);
	t->revision = source_revision(t->source);
	t->begun = true;
	if (!t->all)
		pass_all(t);
}

struct tap *tap_open(struct source *source, bool all) {
	struct tap *t = mem_zalloc(1, sizeof *t);
	t->source = source;
	t->all = all;
	t->last_ms = TIME_NONE;
	begin(t);
	return t;
}

void tap_close(struct tap *t) {
	if (!t)
		return;
	if (t->scan)
		source_scan_close(t->scan);
	free(t);
}

static void add(struct tap *t, const struct scan_line *line, struct buf *out) {
	if (line->site && line->site != t->written) {
		line_write_site(out, line->site);
		t->written = line->site;
	}
	if (line->kind == LINE_SITE)
		return;
	buf_add(out, line->text, line->length);
	buf_add(out, "\n", 1);
	t->lines++;
	note(t, line);
}

/* Stands behind the last line taken again. Where that is no longer to be found, what is not later than it is passed over. */
static void find_place(struct tap *t) {
	struct scan_line line;
	bool found = false;
	source_scan_close(t->scan);
	t->revision = source_revision(t->source);
	t->scan = source_scan_open(t->source, t->last_ms);
	while (!found && source_scan_next(t->scan, &line))
		found = line.t_ms == t->last_ms && line.text && hash_text(line.text, line.length) == t->last_hash;
	if (found)
		return;
	source_scan_close(t->scan);
	t->scan = source_scan_open(t->source, t->last_ms);
	t->passing = true;
}

static bool is_taken(struct tap *t, const struct scan_line *line) {
	if (line->kind != LINE_SITE && line->kind != LINE_FRAME && line->kind != LINE_EVENT)
		return false;
	if (t->passing && line->kind != LINE_SITE && line->t_ms > t->last_ms)
		t->passing = false;
	return !t->passing;
}

void tap_take(struct tap *t, struct buf *out) {
	struct scan_line line;
	if (!t->begun)
		begin(t);
	else if (t->revision != source_revision(t->source) && t->last_ms != TIME_NONE)
		find_place(t);
	while (t->scan && source_scan_next(t->scan, &line))
		if (is_taken(t, &line))
			add(t, &line, out);
}

uint64_t tap_lines(const struct tap *t) {
	return t->lines;
}
