/* The one table of the dashboard's options. From its rows come the command line, mwtop.conf(5) and its environment variables, `:set`, --help,
 * both manuals, the completion, and what is said of a value that is none. A new row is a new option in all of them; what `:set` does with it on
 * a running dashboard stands in app_set.c. */
#ifndef MWTOP_DASHBOARD_OPTIONS_H
#define MWTOP_DASHBOARD_OPTIONS_H

#include "command.h"

/* Where an option may stand. */
#define USE_LINE 0u /* on the command line alone */
#define USE_FILE 1u /* in mwtop.conf and the environment too */

/* A value of the right kind that is none all the same; false with err, which does not name the option. */
typedef bool option_check(const char *text, struct error *err);
option_check check_source, check_window, check_theme;

/* X(id, name, letter, kind, argument, least, most, uses, default, check, help); default: as text, "" where there is none */
#define DASHBOARD_LIST(X) \
	X(SOURCE, "source", 0, TEXT, "SOURCE", 0, 0, USE_FILE, "", check_source, "what is watched when no SOURCE is given") \
	X(AT, "at", 0, TEXT, "TIME", 0, 0, USE_LINE, "", NULL, "open at this time: 14:05, ISO 8601, T-30m, -10m (from the end), +90s (from the start)") \
	X(SPEED, "speed", 0, NUMBER, "N", 0.1, 10000, USE_FILE, "1", NULL, "play N times as fast as it was") \
	X(WINDOW, "window", 0, TEXT, "DURATION", 0, 0, USE_FILE, "1h", check_window, "width of the timeline: 10m, 6h, 2d, or all of the recording") \
	X(ASCII, "ascii", 0, FLAG, NULL, 0, 0, USE_FILE, "no", NULL, "ASCII characters only") \
	X(THEME, "theme", 0, TEXT, "THEME|FILE", 0, 0, USE_FILE, "isa-grey", check_theme, "colours: a name that `mwtop theme list` tells, none, or a theme file") \
	X(MAX_BPS, "max-bps", 0, NUMBER, "N", 300, 1e9, USE_FILE, "", NULL, "send the terminal at most N bytes a second: pictures are left out, keys are not") \
	X(MOUSE, "mouse", 0, FLAG, "leave the mouse to the terminal, which selects text with it", 0, 0, USE_FILE, "yes", NULL, "a click focuses, selects or goes to a time, the wheel zooms the timeline") \
	X(HISTORY, "history", 0, FLAG, "forget the commands when the program ends", 0, 0, USE_FILE, "yes", NULL, "the last 100 commands are there the next time") \
	X(PLAIN, "plain", 0, FLAG, NULL, 0, 0, USE_FILE, "no", NULL, "no screen: what changes, in words, line by line, for screen readers and logs") \
	X(MAX_LINES, "max-lines", 0, INTEGER, "N", 0, 100000, USE_FILE, "60", NULL, "with --plain: at most N lines a minute, 0 for any number; what is left out is counted") \
	X(SCENARIO, "scenario", 0, TEXT, "FILE", 0, 0, USE_LINE, "", NULL, "open in the what-if with the edits of this file (mwtop-scenario(5))") \
	X(HELP, "help", 'h', FLAG, NULL, 0, 0, USE_LINE, "", NULL, "this help; each subcommand has it too") \
	X(VERSION, "version", 0, FLAG, NULL, 0, 0, USE_LINE, "", NULL, "the version") \
	X(TOKEN_FILE, "token-file", 0, TEXT, "FILE", 0, 0, USE_FILE, "", NULL, ACCESS_TOKEN_HELP) \
	X(CACERT, "cacert", 0, TEXT, "FILE", 0, 0, USE_FILE, "", NULL, ACCESS_CACERT_HELP) \
	X(PROXY, "proxy", 0, TEXT, "URL", 0, 0, USE_FILE, "", NULL, ACCESS_PROXY_HELP)

#define DASHBOARD_ENUM(id, ...) DASH_##id,
enum dashboard_option { DASHBOARD_LIST(DASHBOARD_ENUM) DASH_COUNT };
#undef DASHBOARD_ENUM
#define DASH_ACCESS DASH_TOKEN_FILE /* the rows of command_access */

extern const struct option_row dashboard_rows[DASH_COUNT];
extern const struct dashboard_use {
	unsigned uses;
	const char *otherwise; /* the default */
	option_check *check;   /* NULL: any value of its kind */
} dashboard_uses[DASH_COUNT];

/* Takes a text as the value of an option, checked. False with err, which does not name it. */
bool dashboard_option_take(enum dashboard_option id, const char *text, struct option_value *value, struct error *err);
/* The nearest name of those that may stand in mwtop.conf, or NULL. */
const char *dashboard_option_near(const char *name);
/* A width of the timeline, checked, in ms; 0: the whole recording. */
int64_t dashboard_window_ms(const char *text);

#endif
