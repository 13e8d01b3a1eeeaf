/* A scan: lines in the order of the file, each read and judged against the one before it. A scan reads frames with a reader of its
 * own, so that the template of the last frame line stays, but sites come from the source, which keeps them. A torn last line of a
 * file that then grows after all is counted back and handed out whole. */
#include "source_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "hash.h"

#define SCAN_WINDOW (256u << 10) /* a frame of our writer is decoded straight into it; 1 MiB is no faster */
#define GAP_PERIODS 2.5

struct source_scan {
	struct source *source; /* not owned */
	struct lines lines;
	struct line_reader *reader;
	struct frame frame;
	struct damage_counts counts;
	bool from_start, torn_told;
	int64_t last_ms, last_frame_ms;
	uint64_t last_event;   /* hash of its line */
	size_t last_event_length;
	uint32_t revision;
	bool damaged;
	struct error first_damage;
};

struct source_scan *source_scan_open(struct source *s, int64_t from_ms) {
	struct source_scan *scan = mem_zalloc(1, sizeof *scan);
	struct timed_line where = { 0 };
	scan->source = s;
	scan->reader = line_reader_new();
	scan->last_ms = scan->last_frame_ms = TIME_NONE;
	scan->revision = s->revision;
	frame_init(&scan->frame);
	lines_init(&scan->lines, s->store, SCAN_WINDOW);
	scan->from_start = from_ms == TIME_NONE || !find_before(s, from_ms, &where, NULL);
	if (!scan->from_start) {
		lines_seek(&scan->lines, where.at, false);
		line_reader_use(scan->reader, sites_at(&s->sites, where.at));
	}
	return scan;
}

void source_scan_close(struct source_scan *scan) {
	if (!scan)
		return;
	lines_free(&scan->lines);
	frame_free(&scan->frame);
	line_reader_free(scan->reader);
	free(scan);
}

static void keep_first(struct source_scan *scan, const struct scan_line *out) {
	if (scan->damaged)
		return;
	scan->damaged = true;
	scan->first_damage = out->err;
}

/* "FILE: line N" or, when lines were not counted, "FILE: byte N". */
static bool complain(struct source_scan *scan, const struct line_at *line, struct scan_line *out, const char *why) {
	unsigned long long byte = store_offset(scan->source->store, line->at);
	const char *separator = strncmp(why, "column ", 7) == 0 ? ", " : ": ";
	if (scan->from_start)
		error_set(&out->err, "%s: line %llu%s%s", scan->source->name, (unsigned long long)line->number, separator, why);
	else
		error_set(&out->err, "%s: byte %llu%s%s", scan->source->name, byte, separator, why);
	out->kind = LINE_BAD;
	keep_first(scan, out);
	return true;
}

static bool give_bad(struct source_scan *scan, const struct line_at *line, struct scan_line *out, const char *why) {
	scan->counts.unreadable++;
	return complain(scan, line, out, why);
}

static bool give_torn(struct source_scan *scan, const struct line_at *line, struct scan_line *out) {
	const struct source *s = scan->source;
	char why[96];
	if (scan->torn_told || source_may_go_on(s))
		return false;
	scan->torn_told = true;
	scan->counts.torn++;
	out->torn = true;
	out->too_long = line->kind == LINES_TOO_LONG;
	size_t length = line->kind == LINES_TOO_LONG ? (size_t)line->bytes : line->length;
	if (length > 0)
		snprintf(why, sizeof why, "torn: the file ends after %zu bytes of a line", length);
	else
		snprintf(why, sizeof why, "torn: the file ends within a compressed frame");
	return complain(scan, line, out, why);
}

static bool give_damage(struct source_scan *scan, const struct line_at *line, struct scan_line *out) {
	char why[160];
	if (line->kind == LINES_TOO_LONG) {
		scan->counts.too_long++;
		out->too_long = true;
		snprintf(why, sizeof why, "column 1: %llu bytes, over 1 MiB, passed over", (unsigned long long)line->bytes);
		return complain(scan, line, out, why);
	}
	if (line->kind == LINES_ZEROS) {
		snprintf(why, sizeof why, "column 1: %llu zero bytes", (unsigned long long)line->bytes);
		return give_bad(scan, line, out, why);
	}
	scan->counts.blocks++;
	out->block = true;
	out->kind = LINE_BAD;
	error_set(&out->err, "%s: byte %llu: %s; %llu bytes lost", scan->source->name, (unsigned long long)line->lost_at, line->why,
	          (unsigned long long)line->bytes);
	keep_first(scan, out);
	return true;
}

static bool give_site(struct source_scan *scan, const struct line_at *line, struct scan_line *out) {
	const struct site *site = sites_note(&scan->source->sites, line->at, line->text, line->length, &out->err);
	if (!site) {
		struct error why = out->err;
		return give_bad(scan, line, out, why.text);
	}
	out->kind = LINE_SITE;
	out->site = site;
	line_reader_use(scan->reader, site);
	return true;
}

static void judge_time(struct source_scan *scan, int64_t t_ms, struct scan_line *out) {
	out->t_ms = t_ms;
	out->misordered = scan->last_ms != TIME_NONE && t_ms < scan->last_ms;
	scan->counts.misordered += out->misordered;
	scan->last_ms = t_ms;
}

static bool give_frame(struct source_scan *scan, struct scan_line *out) {
	const struct frame *f = &scan->frame;
	out->frame = &scan->frame;
	out->site = f->site;
	judge_time(scan, f->t_ms, out);
	if (scan->last_frame_ms != TIME_NONE) {
		double period_s = f->window_s > f->site->period_s ? f->window_s : f->site->period_s;
		out->doubled = f->t_ms == scan->last_frame_ms;
		out->gap = (double)(f->t_ms - scan->last_frame_ms) > GAP_PERIODS * 1000 * period_s;
		scan->counts.doubled += out->doubled;
		scan->counts.gaps += out->gap;
	}
	scan->last_frame_ms = f->t_ms;
	return true;
}

static bool give_event(struct source_scan *scan, const struct line_at *line, struct scan_line *out) {
	uint64_t hash = hash_text(line->text, line->length);
	judge_time(scan, out->event.t_ms, out);
	out->doubled = hash == scan->last_event && line->length == scan->last_event_length;
	scan->counts.doubled += out->doubled;
	scan->last_event = hash;
	scan->last_event_length = line->length;
	return true;
}

/* False: an empty line. */
static bool give_text(struct source_scan *scan, const struct line_at *line, struct scan_line *out) {
	const struct site *site = NULL;
	out->text = line->text;
	out->length = line->length;
	out->site = line_reader_site(scan->reader);
	if (line_is_site(line->text, line->length))
		return give_site(scan, line, out);
	out->kind = line_read(scan->reader, line->text, line->length, &scan->frame, &out->event, &site, &out->err);
	switch (out->kind) {
	case LINE_FRAME:
		return give_frame(scan, out);
	case LINE_EVENT:
		return give_event(scan, line, out);
	case LINE_SITE: /* written in an unusual way: read again by the source, which keeps it, and let go of here */
		line_reader_free(scan->reader);
		scan->reader = line_reader_new();
		return give_site(scan, line, out);
	case LINE_BAD: {
		struct error why = out->err;
		return give_bad(scan, line, out, why.text);
	}
	case LINE_EMPTY:
		break;
	}
	return false;
}

/* After the file grew or became another: what was said about its end no longer holds. */
static void follow_source(struct source_scan *scan) {
	const struct source *s = scan->source;
	if (scan->torn_told && source_may_go_on(s)) {
		scan->torn_told = false;
		scan->counts.torn--;
	}
	if (scan->revision != s->revision) {
		store_pos at = lines_position(&scan->lines), end = store_end(s->store);
		scan->revision = s->revision;
		lines_free(&scan->lines);
		lines_init(&scan->lines, s->store, SCAN_WINDOW);
		lines_seek(&scan->lines, at < end ? at : end, store_is_within(s->store, at < end ? at : end));
		scan->from_start = false;
	}
}

bool source_scan_next(struct source_scan *scan, struct scan_line *out) {
	struct line_at line;
	follow_source(scan);
	for (;;) {
		enum lines_kind kind = lines_next(&scan->lines, &line);
		out->kind = LINE_BAD;
		out->text = NULL;
		out->length = 0;
		out->line_number = scan->from_start ? line.number : 0;
		out->frame = NULL;
		out->site = NULL;
		out->t_ms = TIME_NONE;
		out->misordered = out->doubled = out->gap = out->torn = out->too_long = out->block = false;
		out->err.text[0] = 0;
		if (kind == LINES_END)
			return false;
		if (line.unfinished) {
			out->text = line.length > 0 ? line.text : NULL;
			out->length = line.length;
			return give_torn(scan, &line, out);
		}
		if (kind != LINES_TEXT)
			return give_damage(scan, &line, out);
		if (give_text(scan, &line, out))
			return true;
	}
}

double source_scan_progress(const struct source_scan *scan) {
	const struct store *store = scan->source->store;
	uint64_t size = store_size(store), at = store_offset(store, lines_position(&scan->lines));
	return size == 0 || at >= size ? 1 : (double)at / (double)size;
}

void source_scan_counts(const struct source_scan *scan, struct damage_counts *out) {
	*out = scan->counts;
}

const char *source_scan_first_damage(const struct source_scan *scan) {
	return scan->damaged ? scan->first_damage.text : NULL;
}
