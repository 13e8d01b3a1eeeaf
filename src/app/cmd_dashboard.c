/* `mwtop [SOURCE]`: the dashboard. */
#include "command.h"
#include "dashboard.h"

enum { OPT_AT, OPT_SPEED, OPT_ASCII, OPT_HELP, OPT_VERSION, OPT_COUNT };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_AT] = { "at", 0, OPTION_TEXT, "TIME", 0, 0, "open at this time: 14:05, ISO 8601, T-30m, -10m (from the end), +90s (from the start)" },
	[OPT_SPEED] = { "speed", 0, OPTION_NUMBER, "N", 0.1, 10000, "play N times as fast as it was" },
	[OPT_ASCII] = { "ascii", 0, OPTION_FLAG, NULL, 0, 0, "draw with ASCII characters only" },
	[OPT_HELP] = { "help", 'h', OPTION_FLAG, NULL, 0, 0, "this help; each subcommand has it too" },
	[OPT_VERSION] = { "version", 0, OPTION_FLAG, NULL, 0, 0, "the version" },
};

#define DEMO_NAME "memphis-bring-up"
#define DEMO_AT "T-20m"

static int run(const struct invocation *call) {
	struct error err;
	bool demo = call->argc == 0;
	const char *name = demo ? DEMO_NAME : call->argv[0];
	const char *at = call->option[OPT_AT].given ? call->option[OPT_AT].text : demo ? DEMO_AT : NULL;
	struct dashboard_options options = { .at_ms = TIME_NONE, .speed = 1, .ascii = call->option[OPT_ASCII].given };
	struct session *session = session_open(name, &err);
	int status = EXIT_REFUSED;
	if (!session)
		return command_refuse("", "%s", err.text);
	session_set_demo(session, demo);
	if (call->option[OPT_SPEED].given)
		options.speed = call->option[OPT_SPEED].number;
	if (at) {
		if (!session_parse_time(session, at, true, &options.at_ms, &err)) {
			command_refuse("", "--at: %s", err.text);
			goto out;
		}
	}
	status = dashboard_run(session, &options);
out:
	session_close(session);
	return status;
}

const struct command command_dashboard = {
	.name = "", .operands = "[SOURCE]", .least = 0, .most = 1,
	.help = "watch the power of a site: live, or replayed from a recording (FILE, FILE.zst, -, or a bundled name)",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
