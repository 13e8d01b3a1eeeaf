/* `mwtop check`: every line of a recording read, each damage named. Gaps and marked qualities are reported and are not damage. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundled.h"
#include "command.h"
#include "session.h"
#include "utf8.h"

enum { OPT_FORMAT, OPT_ALL, OPT_COUNT };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_FORMAT] = { "format", 0, OPTION_CHOICE, "text|json|csv", 0, 0, "form of the answer" },
	[OPT_ALL] = { "all", 0, OPTION_FLAG, NULL, 0, 0, "name every fault, not only the first 100" },
};
#define FAULTS_SHOWN 100
#define VALUE_MOST 1e9

struct tally {
	uint64_t lines, sites, frames, events, marked, faults;
	uint64_t bad, huge; /* values of the frame before */
	struct damage_counts damage;
	int64_t first_ms, last_ms;
};

/* Faults go to standard output in text, to standard error beside JSON and CSV. */
static void name_fault(struct tally *t, bool all, FILE *to, const char *what) {
	char clean[600];
	if (!all && ++t->faults > FAULTS_SHOWN)
		return;
	utf8_clean(clean, sizeof clean, what, strlen(what));
	fprintf(to, "%s\n", clean);
}

static void name_time(struct tally *t, bool all, FILE *to, const char *path, const struct scan_line *line, const char *what) {
	char iso[TIME_ISO_SIZE], text[600];
	snprintf(text, sizeof text, "%s: line %" PRIu64 ", %s: %s", path, line->line_number, time_format_iso(line->t_ms, iso), what);
	name_fault(t, all, to, text);
}

static uint64_t marked_values(const struct frame *frame) {
	uint64_t n = 0;
	for (size_t c = 0; c < frame->count; c++)
		n += frame->quality[c] == QUALITY_STALE || frame->quality[c] == QUALITY_BAD;
	return n;
}

static bool is_bad(const struct frame *f, size_t column) { return f->quality[column] == QUALITY_BAD; }

/* Nothing on a site is that large, in any unit. What is no number at all was read as bad. */
static bool is_huge(const struct frame *f, size_t column) { return fabs(f->value[column]) > VALUE_MOST; }

typedef bool odd_value(const struct frame *f, size_t column);

/* Values that cannot be: where they begin and where they become more than the `*before` of the frame before. */
static void name_odd(struct tally *t, bool all, FILE *to, const char *path, const struct scan_line *line, odd_value *is_odd, const char *what, uint64_t *before) {
	const struct frame *f = line->frame;
	char key[64], text[160];
	uint64_t odd = 0;
	size_t first = 0;
	for (size_t c = f->count; c-- > 0;)
		if (is_odd(f, c)) {
			odd++;
			first = c;
		}
	if (odd > *before) {
		site_column_key(f->site, first, key, sizeof key);
		if (odd == 1)
			snprintf(text, sizeof text, "%s is %s (not damage)", key, what);
		else
			snprintf(text, sizeof text, "%s and %" PRIu64 " more are %s (not damage)", key, odd - 1, what);
		name_time(t, all, to, path, line, text);
	}
	*before = odd;
}

static void take_line(struct tally *t, bool all, FILE *to, const char *path, const struct scan_line *line) {
	t->lines++;
	t->sites += line->kind == LINE_SITE;
	t->frames += line->kind == LINE_FRAME;
	t->events += line->kind == LINE_EVENT;
	if (line->kind == LINE_FRAME) {
		t->marked += marked_values(line->frame);
		name_odd(t, all, to, path, line, is_bad, "bad", &t->bad);
		name_odd(t, all, to, path, line, is_huge, "larger than anything can be", &t->huge);
	}
	if (line->kind == LINE_BAD)
		name_fault(t, all, to, line->err.text);
	if (line->misordered)
		name_time(t, all, to, path, line, "earlier than the line before it");
	if (line->doubled)
		name_time(t, all, to, path, line, "stands here a second time");
	if (line->gap)
		name_time(t, all, to, path, line, "after a gap (not damage)");
	if (line->t_ms != TIME_NONE && (line->kind == LINE_FRAME || line->kind == LINE_EVENT)) {
		t->first_ms = t->first_ms == TIME_NONE || line->t_ms < t->first_ms ? line->t_ms : t->first_ms;
		t->last_ms = line->t_ms > t->last_ms ? line->t_ms : t->last_ms;
	}
}

static bool is_damaged(const struct tally *t) {
	const struct damage_counts *d = &t->damage;
	return d->unreadable || d->torn || d->misordered || d->doubled || d->too_long || d->blocks || !t->sites || !(t->frames || t->events);
}

static void print(const struct tally *t, const char *path, int format, struct buf *out) {
	char from[TIME_ISO_SIZE] = "", to[TIME_ISO_SIZE] = "";
	const struct damage_counts *d = &t->damage;
	const struct { const char *key; uint64_t value; } row[] = {
		{ "lines", t->lines }, { "sites", t->sites }, { "frames", t->frames }, { "events", t->events }, { "unreadable", d->unreadable },
		{ "torn", d->torn }, { "misordered", d->misordered }, { "doubled", d->doubled }, { "too_long", d->too_long },
		{ "damaged_blocks", d->blocks }, { "gaps", d->gaps }, { "marked_values", t->marked },
	};
	if (t->first_ms != TIME_NONE) {
		time_format_iso(t->first_ms, from);
		time_format_iso(t->last_ms, to);
	}
	if (format == 1) {
		buf_puts(out, "{\"file\":");
		json_add_string(out, path);
		buf_printf(out, ",\"from\":%s%s%s,\"to\":%s%s%s,\"damaged\":%s", *from ? "\"" : "", *from ? from : "null", *from ? "\"" : "",
		           *to ? "\"" : "", *to ? to : "null", *to ? "\"" : "", is_damaged(t) ? "true" : "false");
		for (size_t i = 0; i < sizeof row / sizeof *row; i++)
			buf_printf(out, ",\"%s\":%" PRIu64, row[i].key, row[i].value);
		buf_puts(out, "}\n");
		return;
	}
	if (format == 2)
		buf_puts(out, "key,value\n");
	else
		buf_printf(out, "%s: %s%s%s%s\n", path, is_damaged(t) ? "damaged" : "fine", *from ? ", " : "", from, *from ? " to " : "");
	if (format == 0 && *to) {
		out->len--;
		buf_printf(out, "%s\n", to);
	}
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (format == 2)
			buf_printf(out, "%s,%" PRIu64 "\n", row[i].key, row[i].value);
		else if (row[i].value || i < 4)
			buf_printf(out, "  %-15s %" PRIu64 "\n", row[i].key, row[i].value);
}

static void read_lines(struct source *source, struct tally *t, bool all, FILE *to, const char *path) {
	struct source_scan *scan = source_scan_open(source, TIME_NONE);
	struct scan_line line;
	while (source_scan_next(scan, &line))
		take_line(t, all, to, path, &line);
	source_scan_counts(scan, &t->damage);
	source_scan_close(scan);
}

static int run(const struct invocation *call) {
	struct error err;
	struct buf out = { 0 };
	struct tally t = { .first_ms = TIME_NONE, .last_ms = TIME_NONE };
	int format = call->option[OPT_FORMAT].given ? (int)call->option[OPT_FORMAT].number : 0;
	FILE *to = format == 0 ? stdout : stderr;
	bool all = call->option[OPT_ALL].given;
	char *path = bundled_find(call->argv[0], &err);
	struct source *source = path ? source_open_any(path, &err) : NULL;
	free(path);
	if (!source)
		return command_refuse("check", "%s", err.text);
	struct error unread;
	(void)source_read_all(source, &unread); /* a site-less stream is named below */
	path = mem_zalloc(strlen(call->argv[0]) + 1, 4);
	utf8_clean(path, strlen(call->argv[0]) * 4 + 4, call->argv[0], strlen(call->argv[0]));
	read_lines(source, &t, all, to, path);
	if (!all && t.faults > FAULTS_SHOWN)
		fprintf(to, "... and %" PRIu64 " more: --all names them\n", t.faults - FAULTS_SHOWN);
	if (!t.sites)
		fprintf(to, "%s: no site line\n", path);
	if (!(t.frames || t.events))
		fprintf(to, "%s: no samples\n", path);
	print(&t, path, format, &out);
	bool fine = command_output("check", out.data, out.len);
	buf_free(&out);
	source_close(source);
	free(path);
	return !fine ? EXIT_REFUSED : is_damaged(&t) ? EXIT_BAD_ANSWER : EXIT_FINE;
}

const struct command command_check = {
	.name = "check", .operands = "FILE", .least = 1, .most = 1, .help = "read every line and name what is damaged; exit status 1 when something is",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
