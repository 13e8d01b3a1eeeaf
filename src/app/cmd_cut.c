/* `mwtop cut`: a range of a recording as a recording of its own: the site that governs it first, then the lines of [from, to) byte for byte. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "session.h"

enum { OPT_FROM, OPT_TO, OPT_OUT, OPT_ACCESS, OPT_COUNT = OPT_ACCESS + ACCESS_ROWS };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_FROM] = { "from", 0, OPTION_TEXT, "TIME", 0, 0, "first time (inclusive); the start without it" },
	[OPT_TO] = { "to", 0, OPTION_TEXT, "TIME", 0, 0, "last time (exclusive); the end without it" },
	[OPT_OUT] = { "output", 'o', OPTION_TEXT, "FILE", 0, 0, "write here (.zst: compressed; -: standard output)" },
	ACCESS_OPTIONS(OPT_ACCESS),
};

struct cut {
	int64_t from_ms, to_ms; /* TIME_NONE: open */
	struct recording_writer *writer;
	const struct site *written;
	uint64_t lines;
};

static bool take_time(const struct option_value *o, struct session *s, int64_t *t_ms, const char *name, struct error *err) {
	*t_ms = TIME_NONE;
	if (!o->given)
		return true;
	return session_parse_time(s, o->text, true, t_ms, err) || error_prefix(err, "%s", name);
}

static bool write_line(struct cut *c, const struct scan_line *line, struct error *err) {
	struct buf text = { 0 };
	if (line->site && line->site != c->written) {
		line_write_site(&text, line->site);
		c->written = line->site;
	}
	buf_add(&text, line->text, line->length);
	buf_puts(&text, "\n");
	c->lines++;
	bool fine = recording_write(c->writer, text.data, text.len, err);
	buf_free(&text);
	return fine;
}

static bool copy_lines(struct cut *c, struct source *source, struct error *err) {
	struct source_scan *scan = source_scan_open(source, TIME_NONE);
	struct scan_line line;
	bool fine = true;
	while (fine && source_scan_next(scan, &line)) {
		bool dated = line.kind == LINE_FRAME || line.kind == LINE_EVENT;
		if (!dated || (c->from_ms != TIME_NONE && line.t_ms < c->from_ms) || (c->to_ms != TIME_NONE && line.t_ms >= c->to_ms))
			continue;
		fine = write_line(c, &line, err);
	}
	source_scan_close(scan);
	return fine;
}

static bool cut(struct session *s, const struct option_value *o, struct error *err) {
	struct cut c = { 0 };
	if (!o[OPT_OUT].given)
		return error_set(err, "expected -o FILE: where the cut goes");
	if (!source_read_all(session_source(s), err))
		return false;
	session_refresh(s);
	if (!take_time(&o[OPT_FROM], s, &c.from_ms, "--from", err) || !take_time(&o[OPT_TO], s, &c.to_ms, "--to", err))
		return false;
	if (c.from_ms != TIME_NONE && c.to_ms != TIME_NONE && c.to_ms <= c.from_ms)
		return error_set(err, "--to does not lie after --from");
	c.writer = recording_may_replace(session_source(s), o[OPT_OUT].text, err) ? recording_create(o[OPT_OUT].text, err) : NULL;
	if (!c.writer)
		return false;
	bool fine = copy_lines(&c, session_source(s), err);
	if (fine && c.lines == 0)
		fine = error_set(err, "%s: nothing lies in that range", session_world(s)->source_name);
	if (fine)
		return recording_close(c.writer, err);
	recording_abandon(c.writer);
	return false;
}

static int run(const struct invocation *call) {
	struct error err;
	struct source_access access = command_access(call, OPT_ACCESS);
	struct session *s = session_open(call->argv[0], &access, &err);
	bool fine = s && cut(s, call->option, &err);
	session_close(s);
	return fine ? EXIT_FINE : command_refuse("cut", "%s", err.text);
}

const struct command command_cut = {
	.name = "cut", .operands = "SOURCE", .least = 1, .most = 1, .help = "a range of a recording, as a recording of its own",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
