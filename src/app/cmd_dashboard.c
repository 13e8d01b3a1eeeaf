/* `mwtop [SOURCE]`: the dashboard. */
#include "command.h"
#include "config.h"
#include "dashboard.h"
#include "plain_run.h"
#include "scenario_file.h"
#include "themes.h"

#include <sys/stat.h>

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

/* A source that a file names is no fault of the dashboard's: what is shown instead would be another site. */
static int refuse_source(const struct config *c, const char *operand, const struct error *err) {
	char where[600];
	const char *near = operand ? command_near(operand) : NULL;
	if (near)
		return command_refuse("", "%s (did you mean mwtop %s?)", err->text, near);
	if (c->place[DASH_SOURCE] == CONFIG_DEFAULT || c->place[DASH_SOURCE] == CONFIG_LINE)
		return command_refuse("", "%s", err->text);
	return command_refuse("", "%s: source: %s", config_where(c, DASH_SOURCE, where, sizeof where), err->text);
}

static int run(const struct invocation *call) {
	struct error err;
	struct config *config = config_shared();
	bool demo = false;
	int status = EXIT_REFUSED;
	if (!config_take_line(config, call, &err))
		return command_refuse("", "%s", err.text);
	const char *name = config->value[DASH_SOURCE].given ? config->value[DASH_SOURCE].text : default_source(&demo);
	struct source_access access = command_access(call, DASH_ACCESS);
	struct session *session = session_open(name, &access, &err);
	if (!session)
		return refuse_source(config, call->argc > 0 ? call->argv[0] : NULL, &err);
	session_set_demo(session, demo);
	struct dashboard_options options = {
		.config = config, .access = &access, .scenario = config->value[DASH_SCENARIO].text,
		.at = config->value[DASH_AT].given ? config->value[DASH_AT].text : demo ? DEMO_AT : NULL,
	};
	if (!themes_load(config_text(config, DASH_THEME), &options.theme, &err))
		options.theme = *theme_default(); /* gone since it was checked */
	bool plain = config->value[DASH_PLAIN].given;
	if (options.scenario && plain)
		command_refuse("", "--scenario is for the screen, --plain has none: `mwtop whatif` answers in text");
	else if (options.scenario && session_world(session)->site && !check_scenario(session, options.scenario, &err))
		command_refuse("", "%s", err.text);
	else if (options.at && !check_at(session, options.at, &err))
		command_refuse("", "%s", err.text);
	else if (plain)
		status = plain_run(session, config, options.at);
	else
		status = dashboard_run(&session, &options);
	session_close(session);
	return status;
}

const struct command command_dashboard = {
	.name = "", .operands = "[SOURCE]", .least = 0, .most = 1,
	.help = "watch the power of a site: live, or replayed from a recording (a daemon's http://HOST:PORT or unix:PATH; FILE, FILE.zst, a directory of segments, -, or a bundled name)",
	.rows = dashboard_rows, .row_count = DASH_COUNT, .run = run,
};
