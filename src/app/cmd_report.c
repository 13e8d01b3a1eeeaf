/* `mwtop report`: one page for an incident, from the same session as the dashboard. */
#include <string.h>

#include "command.h"
#include "report.h"

enum { OPT_FROM, OPT_TO, OPT_OUT, OPT_SCENARIO, OPT_ACCESS, OPT_COUNT = OPT_ACCESS + ACCESS_ROWS };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_FROM] = { "from", 0, OPTION_TEXT, "TIME", 0, 0, "first time (inclusive); the start without it" },
	[OPT_TO] = { "to", 0, OPTION_TEXT, "TIME", 0, 0, "last time (inclusive); the end without it, of a live source now" },
	[OPT_OUT] = { "output", 'o', OPTION_TEXT, "FILE", 0, 0, "write the page here (-: standard output)" },
	[OPT_SCENARIO] = { "scenario", 0, OPTION_TEXT, "FILE", 0, 0, "compare with this scenario; its edits without a time act at the start of the range" },
	ACCESS_OPTIONS(OPT_ACCESS),
};

static bool take_time(const struct option_value *o, const char *name, struct session *s, int64_t *t_ms, struct error *err) {
	*t_ms = TIME_NONE;
	return !o->given || session_parse_time(s, o->text, true, t_ms, err) || error_prefix(err, "%s", name);
}

/* A range of which no part is recorded is refused with what there is. */
static bool refuse_outside(const struct world *w, struct error *err) {
	char first[TIME_ISO_SIZE], last[TIME_ISO_SIZE];
	return error_set(err, "nothing lies between --from and --to: the recording goes from %s to %s", time_format_iso(w->first_ms, first),
	                 time_format_iso(w->last_ms, last));
}

static bool write_page(const char *path, const struct buf *page, struct error *err) {
	struct recording_writer *w = recording_create(path, err);
	if (!w)
		return false;
	if (recording_write(w, page->data, page->len, err))
		return recording_close(w, err);
	recording_abandon(w);
	return false;
}

static bool report(struct session *s, const struct invocation *call, struct error *err) {
	const struct option_value *o = call->option;
	struct report_request request = { .source = call->argv[0], .scenario = o[OPT_SCENARIO].given ? o[OPT_SCENARIO].text : NULL };
	struct buf page = { 0 };
	int64_t first, last;
	if (!o[OPT_OUT].given)
		return error_set(err, "expected -o FILE: where the page goes");
	if (!source_read_all(session_source(s), err))
		return false;
	if (!source_range(session_source(s), &first, &last))
		return error_set(err, "%s: no samples", session_world(s)->source_name);
	session_refresh(s);
	if (!take_time(&o[OPT_FROM], "--from", s, &request.from_ms, err) || !take_time(&o[OPT_TO], "--to", s, &request.to_ms, err))
		return false;
	if (request.from_ms != TIME_NONE && request.to_ms != TIME_NONE && request.to_ms < request.from_ms)
		return error_set(err, "--to lies before --from");
	if ((request.from_ms != TIME_NONE && request.from_ms > last) || (request.to_ms != TIME_NONE && request.to_ms < first))
		return refuse_outside(session_world(s), err);
	bool fine = recording_may_replace(session_source(s), o[OPT_OUT].text, err) && report_make(s, &request, &page, err) && write_page(o[OPT_OUT].text, &page, err);
	buf_free(&page);
	return fine;
}

static int run(const struct invocation *call) {
	struct error err;
	struct source_access access = command_access(call, OPT_ACCESS);
	struct session *s = session_open(call->argv[0], &access, &err);
	bool fine = s && report(s, call, &err);
	session_close(s);
	return fine ? EXIT_FINE : command_refuse("report", "%s", err.text);
}

const struct command command_report = {
	.name = "report", .operands = "SOURCE", .least = 1, .most = 1, .help = "one page for an incident: summary, charts, events, who picked up the load, how close to collapse",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
