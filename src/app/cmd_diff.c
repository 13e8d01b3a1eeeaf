/* `mwtop diff`: what changed between two times, from the same session as the dashboard, and so with the rows of its `d`. */
#include "command.h"
#include "difference_print.h"
#include "session.h"

enum { OPT_FROM, OPT_TO, OPT_FORMAT, OPT_ACCESS, OPT_COUNT = OPT_ACCESS + ACCESS_ROWS };
enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_FROM] = { "from", 0, OPTION_TEXT, "TIME", 0, 0, "the one moment; the start without it" },
	[OPT_TO] = { "to", 0, OPTION_TEXT, "TIME", 0, 0, "the other one, not before it; the end without it, of a live source now" },
	[OPT_FORMAT] = { "format", 0, OPTION_CHOICE, "text|json|csv", 0, 0, "form of the answer" },
	ACCESS_OPTIONS(OPT_ACCESS),
};

/* A time that was given lies within the recording. */
static bool take_time(struct session *s, const struct option_value *o, const char *name, int64_t *t_ms, struct error *err) {
	char first[TIME_ISO_SIZE], last[TIME_ISO_SIZE];
	const struct world *w = session_world(s);
	if (!o->given)
		return true;
	if (!session_parse_time(s, o->text, true, t_ms, err))
		return error_prefix(err, "%s", name);
	if (*t_ms < w->first_ms || *t_ms > w->last_ms)
		return error_set(err, "%s %s: outside the recording, which goes from %s to %s", name, o->text, time_format_iso(w->first_ms, first), time_format_iso(w->last_ms, last));
	return true;
}

static bool answer(struct session *s, const struct invocation *call, struct buf *out, struct error *err) {
	static void (*const print[])(const struct world *w, struct buf *out) = { difference_text, difference_json, difference_csv };
	enum format format = call->option[OPT_FORMAT].given ? (enum format)call->option[OPT_FORMAT].number : FORMAT_TEXT;
	char damage[DAMAGE_TEXT_SIZE];
	int64_t from_ms, to_ms;
	if (!source_read_all(session_source(s), err))
		return false;
	if (!source_range(session_source(s), &from_ms, &to_ms))
		return error_set(err, "%s: no samples", session_world(s)->source_name);
	session_refresh(s);
	if (!take_time(s, &call->option[OPT_FROM], "--from", &from_ms, err) || !take_time(s, &call->option[OPT_TO], "--to", &to_ms, err))
		return false;
	if (to_ms < from_ms)
		return error_set(err, "--to lies before --from");
	session_fold_to(s, to_ms);
	session_seek(s, to_ms);
	if (!session_difference(s, from_ms, err))
		return false;
	print[format](session_world(s), out);
	command_tell_damage("diff", damage_text(&session_world(s)->damage, damage), session_world(s)->damage_first);
	return true;
}

static int run(const struct invocation *call) {
	struct error err;
	struct buf out = { 0 };
	struct source_access access = command_access(call, OPT_ACCESS);
	struct session *s = session_open(call->argv[0], &access, &err);
	int status = EXIT_REFUSED;
	if (!s)
		return command_refuse("diff", "%s", err.text);
	if (!answer(s, call, &out, &err))
		command_refuse("diff", "%s", err.text);
	else if (command_output("diff", out.data, out.len))
		status = EXIT_FINE;
	buf_free(&out);
	session_close(s);
	return status;
}

const struct command command_diff = {
	.name = "diff", .operands = "SOURCE", .least = 1, .most = 1,
	.help = "what changed between two times: who picked up the load, power, sets, GPUs, alarms",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
