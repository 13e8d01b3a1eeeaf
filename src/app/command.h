/* Subcommands: one row each of name, options and function. Parsing, --help, the nearest word and the manual come out of these rows. */
#ifndef MWTOP_COMMAND_H
#define MWTOP_COMMAND_H

#include "buf.h"
#include "options.h"
#include "source.h"

/* Exit statuses of every command. */
enum { EXIT_FINE = 0, EXIT_BAD_ANSWER = 1, EXIT_REFUSED = 2 };

#define COMMAND_OPTIONS_MAX 24

struct invocation {
	const struct option_value *option; /* one per row of the command */
	int argc;                          /* operands */
	char **argv;
};

struct command {
	const char *name;      /* "once"; "" is the dashboard */
	const char *operands;  /* "SOURCE", "[SOURCE]", "" */
	int least, most;       /* operands */
	const char *help;      /* one line */
	const struct option_row *rows;
	size_t row_count;
	int (*run)(const struct invocation *call); /* exit status */
};

const struct command *command_at(size_t index);          /* NULL past the end; 0 is the dashboard */
const struct command *command_find(const char *name);    /* NULL */
const char *command_near(const char *operand);           /* the name of one that is nearly meant by what names no file; NULL */

extern const struct command command_dashboard, command_once, command_list, command_size, command_check, command_cut, command_import,
	command_sim, command_chart, command_record, command_whatif, command_diff, command_report, command_theme, command_config, command_completion;

/* How a daemon is reached: rows for every command that takes a SOURCE, and what was given for them. */
#define ACCESS_ROWS 3
#define ACCESS_TOKEN_HELP "bearer token for a daemon (without it $MWTOP_TOKEN)"
#define ACCESS_CACERT_HELP "certificates to trust for https (PEM)"
#define ACCESS_PROXY_HELP "proxy for http and https; \"\" for none (without it the environment's)"
#define ACCESS_OPTIONS(FIRST) \
	[FIRST] = { "token-file", 0, OPTION_TEXT, "FILE", 0, 0, ACCESS_TOKEN_HELP }, \
	[(FIRST) + 1] = { "cacert", 0, OPTION_TEXT, "FILE", 0, 0, ACCESS_CACERT_HELP }, \
	[(FIRST) + 2] = { "proxy", 0, OPTION_TEXT, "URL", 0, 0, ACCESS_PROXY_HELP }
/* What was not given there is what mwtop.conf and the environment say. */
struct source_access command_access(const struct invocation *call, size_t first);

/* Prints "mwtop[ NAME]: text" to standard error as one line and returns EXIT_REFUSED. */
int command_refuse(const char *name, const char *format, ...) PRINTF_LIKE(2, 3);
/* Says on standard error, in one line, that lines of what was read could not be taken; nothing when all was well. `first`: the first message, or NULL. */
void command_tell_damage(const char *name, const char *counts, const char *first);
/* A command that answers about its SOURCE: opens it (its access rows begin at `access`), asks `answer` for the bytes and prints them. Without an answer
 * the error is told, unless it is empty (what went wrong is known already), and the exit status is EXIT_REFUSED; *status stands for one that is out. */
struct session;
typedef bool command_answer(struct session *s, const struct invocation *call, struct buf *out, int *status, struct error *err);
int command_run_answer(const char *name, const struct invocation *call, size_t access, command_answer *answer);
/* Writes all bytes to standard output; false with a line on standard error when that fails (a closed pipe is quiet). */
bool command_output(const char *name, const char *bytes, size_t length);

#endif
