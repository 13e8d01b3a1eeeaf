/* `mwtop [SOURCE]`: the dashboard. */
#include "command.h"
#include "dashboard.h"
#include "scenario_file.h"
#include "themes.h"

#include <sys/stat.h>

enum { OPT_AT, OPT_SPEED, OPT_ASCII, OPT_THEME, OPT_MAX_BPS, OPT_SCENARIO, OPT_HELP, OPT_VERSION, OPT_ACCESS, OPT_COUNT = OPT_ACCESS + ACCESS_ROWS };
static const struct option_row rows[OPT_COUNT] = {
	[OPT_AT] = { "at", 0, OPTION_TEXT, "TIME", 0, 0, "open at this time: 14:05, ISO 8601, T-30m, -10m (from the end), +90s (from the start)" },
	[OPT_SPEED] = { "speed", 0, OPTION_NUMBER, "N", 0.1, 10000, "play N times as fast as it was" },
	[OPT_ASCII] = { "ascii", 0, OPTION_FLAG, NULL, 0, 0, "draw with ASCII characters only" },
	[OPT_THEME] = { "theme", 0, OPTION_TEXT, "NAME|FILE", 0, 0, "colours: a name that `mwtop theme list` tells, none, or a theme file (isa-grey)" },
	[OPT_MAX_BPS] = { "max-bps", 0, OPTION_NUMBER, "N", 300, 1e9, "send the terminal at most N bytes a second: pictures are left out, keys are not" },
	[OPT_SCENARIO] = { "scenario", 0, OPTION_TEXT, "FILE", 0, 0, "open in the what-if with the edits of this file (mwtop-scenario(5))" },
	[OPT_HELP] = { "help", 'h', OPTION_FLAG, NULL, 0, 0, "this help; each subcommand has it too" },
	[OPT_VERSION] = { "version", 0, OPTION_FLAG, NULL, 0, 0, "the version" },
	ACCESS_OPTIONS(OPT_ACCESS),
};

#define DEMO_NAME "memphis-bring-up"
#define DEMO_AT "T-20m"
#define LOCAL_SOCKET "/run/mwtopd.sock"

/* Without a SOURCE: the daemon of this machine when it is there, else the bundled night. */
static const char *default_source(bool *demo) {
	struct stat info;
	*demo = stat(LOCAL_SOCKET, &info) != 0 || !S_ISSOCK(info.st_mode);
	return *demo ? DEMO_NAME : "unix:" LOCAL_SOCKET;
}

/* What can be told at once to be no TIME is refused before anything is drawn. */
static bool check_at(struct session *session, const char *at, struct error *err) {
	int64_t t_ms;
	return session_world(session)->first_ms == TIME_NONE || session_parse_time(session, at, true, &t_ms, err) || error_prefix(err, "--at");
}

/* A file that cannot be read, or does not fit the site, is refused before anything is drawn. */
static bool check_scenario(struct session *session, const char *path, struct error *err) {
	struct scenario *tried = scenario_new();
	struct time_context context;
	session_time_context(session, true, &context);
	bool fine = scenario_file_load(tried, path, session_world(session)->site, &context, err);
	scenario_free(tried);
	return fine;
}

static int run(const struct invocation *call) {
	struct error err;
	bool demo = false;
	const char *name = call->argc > 0 ? call->argv[0] : default_source(&demo);
	struct source_access access = command_access(call, OPT_ACCESS);
	struct dashboard_options options = { .at = demo ? DEMO_AT : NULL, .speed = 1, .ascii = call->option[OPT_ASCII].given };
	options.theme = *theme_default();
	if (call->option[OPT_THEME].given && !themes_load(call->option[OPT_THEME].text, &options.theme, &err))
		return command_refuse("", "--theme: %s", err.text);
	struct session *session = session_open(name, &access, &err);
	int status = EXIT_REFUSED;
	if (!session)
		return command_refuse("", "%s", err.text);
	session_set_demo(session, demo);
	if (call->option[OPT_AT].given)
		options.at = call->option[OPT_AT].text;
	if (call->option[OPT_SPEED].given)
		options.speed = call->option[OPT_SPEED].number;
	if (call->option[OPT_MAX_BPS].given)
		options.max_bps = call->option[OPT_MAX_BPS].number;
	if (call->option[OPT_SCENARIO].given)
		options.scenario = call->option[OPT_SCENARIO].text;
	if (options.scenario && session_world(session)->site && !check_scenario(session, options.scenario, &err))
		command_refuse("", "%s", err.text);
	else if (options.at && !check_at(session, options.at, &err))
		command_refuse("", "%s", err.text);
	else
		status = dashboard_run(session, &options);
	session_close(session);
	return status;
}

const struct command command_dashboard = {
	.name = "", .operands = "[SOURCE]", .least = 0, .most = 1,
	.help = "watch the power of a site: live, or replayed from a recording (a daemon's http://HOST:PORT or unix:PATH; FILE, FILE.zst, a directory of segments, -, or a bundled name)",
	.rows = rows, .row_count = OPT_COUNT, .run = run,
};
