/* `mwtop whatif`: a scenario over a source without the dashboard, from the same session, and so with the same numbers. Files are read first, then
 * edits in the order in which they were given. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "scenario_file.h"
#include "whatif_answer.h"
#include "whatif_record.h"

enum { OPT_EDIT, OPT_FILE, OPT_AT, OPT_UNTIL, OPT_FORMAT, OPT_ACCESS, OPT_COUNT = OPT_ACCESS + ACCESS_ROWS };
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_NDJSON };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_EDIT] = { "edit", 'e', OPTION_LIST, "EDIT", 0, 0, "an edit, as in a scenario file; may be given more than once" },
	[OPT_FILE] = { "file", 'f', OPTION_LIST, "FILE", 0, 0, "a scenario file; may be given more than once" },
	[OPT_AT] = { "at", 0, OPTION_TEXT, "TIME", 0, 0, "derived values at this time, just after its edits, and of edits without \"at\"; the time of the last edit without it" },
	[OPT_UNTIL] = { "until", 0, OPTION_TEXT, "TIME", 0, 0, "end of the branch; without it the end of the recording, or ten minutes after the last edit" },
	[OPT_FORMAT] = { "format", 0, OPTION_CHOICE, "text|json|csv|ndjson", 0, 0, "form of the answer; ndjson: the branch as a recording" },
	ACCESS_OPTIONS(OPT_ACCESS),
};

#define AFTER_MS INT64_C(600000) /* of the branch, where the recording ends before */

static bool take_time(struct session *s, const struct option_value *o, const char *name, int64_t *t_ms, struct error *err) {
	return !o->given || session_parse_time(s, o->text, true, t_ms, err) || error_prefix(err, "%s", name);
}

/* Files, then edits, into the session's scenario. */
static bool take_edits(struct session *s, const struct invocation *call, int64_t at_ms, struct error *err) {
	const struct option_value *files = &call->option[OPT_FILE], *edits = &call->option[OPT_EDIT];
	const struct world *w = session_world(s);
	struct time_context context;
	struct edit edit;
	session_time_context(s, true, &context);
	context.cursor_ms = at_ms;
	for (size_t i = 0; i < files->list_count; i++)
		if (!scenario_file_load(session_scenario(s), files->list[i], w->site, &context, err))
			return false;
	for (size_t i = 0; i < edits->list_count; i++)
		if (!scenario_parse(session_scenario(s), edits->list[i], w->site, &context, &edit, err) || !scenario_add(session_scenario(s), &edit, false, err))
			return error_prefix(err, "--edit \"%s\"", edits->list[i]);
	return true;
}

static bool refuse_time(struct session *s, const char *name, const char *why, struct error *err) {
	char first[TIME_ISO_SIZE], last[TIME_ISO_SIZE];
	const struct world *w = session_world(s);
	return error_set(err, "%s %s; the recording goes from %s to %s", name, why, time_format_iso(w->first_ms, first), time_format_iso(w->last_ms, last));
}

struct times { int64_t at_ms, until_ms; };

static bool take_times(struct session *s, const struct invocation *call, struct times *out, struct error *err) {
	const struct world *w = session_world(s);
	out->at_ms = w->last_ms;
	if (!take_time(s, &call->option[OPT_AT], "--at", &out->at_ms, err) || !take_edits(s, call, out->at_ms, err))
		return false;
	size_t count;
	const struct edit *edits = scenario_edits(session_scenario(s), &count);
	if (!call->option[OPT_AT].given && count > 0)
		out->at_ms = edits[count - 1].at_ms > w->first_ms ? edits[count - 1].at_ms : w->first_ms;
	if (out->at_ms < w->first_ms)
		return refuse_time(s, "--at", "lies before the recording", err);
	int64_t latest = count > 0 && edits[count - 1].at_ms > out->at_ms ? edits[count - 1].at_ms : out->at_ms;
	bool alone = count == 0 && out->at_ms <= w->last_ms; /* the recording says it all */
	out->until_ms = latest + AFTER_MS > w->last_ms && !alone ? latest + AFTER_MS : w->last_ms;
	if (!take_time(s, &call->option[OPT_UNTIL], "--until", &out->until_ms, err))
		return false;
	if (out->until_ms < out->at_ms)
		return refuse_time(s, "--until", "lies before the time that is asked for", err);
	if (out->until_ms > w->last_ms + WHATIF_FUTURE_ASKED_MS)
		return refuse_time(s, call->option[OPT_UNTIL].given ? "--until" : call->option[OPT_AT].given ? "--at" : "the last edit", "lies more than 31 days after the end of the recording", err);
	return true;
}

static bool print(struct session *s, const struct times *t, enum format format, struct buf *out, struct error *err) {
	struct whatif_answer *a = mem_zalloc(1, sizeof *a);
	bool fine = whatif_answer_make(s, t->at_ms, t->until_ms, a, err);
	if (fine && format == FORMAT_JSON)
		whatif_json(a, out);
	else if (fine && format == FORMAT_CSV)
		whatif_csv(a, out);
	else if (fine)
		whatif_text(a, out);
	free(a);
	return fine;
}

/* The branch as a recording goes out as it is made. */
static bool record(struct session *s, int64_t until_ms, struct error *err) {
	errno = 0;
	bool fine = whatif_record(s, until_ms, err);
	if (!fine && errno == EPIPE) /* a closed pipe is quiet */
		*err->text = '\0';
	return fine;
}

static bool answer(struct session *s, const struct invocation *call, struct buf *out, int *status, struct error *err) {
	(void)status;
	enum format format = call->option[OPT_FORMAT].given ? (enum format)call->option[OPT_FORMAT].number : FORMAT_TEXT;
	int64_t first, last;
	struct times t;
	if (!source_read_all(session_source(s), err))
		return false;
	if (!source_range(session_source(s), &first, &last))
		return error_set(err, "%s: no samples", session_world(s)->source_name);
	session_refresh(s);
	if (!session_whatif_enter(s, err) || !take_times(s, call, &t, err))
		return false;
	if (format == FORMAT_NDJSON)
		return record(s, t.until_ms, err);
	return print(s, &t, format, out, err);
}

static int run(const struct invocation *call) { return command_run_answer("whatif", call, OPT_ACCESS, answer); }

const struct command command_whatif = {
	.name = "whatif", .operands = "SOURCE", .least = 1, .most = 1,
	.help = "what would be if: baseline, scenario and difference; nothing is commanded",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
