/* The options in force: the default, under the system's file, under the user's, under the environment, under the command line, under `:set`.
 * What is faulty counts as not written: the place below keeps its say, the fault is kept as one line, and nothing stops. No file is ever
 * written. */
#ifndef MWTOP_CONFIG_H
#define MWTOP_CONFIG_H

#include "buf.h"
#include "dashboard_options.h"

#define CONFIG_SYSTEM_FILE "/etc/mwtop.conf"

enum config_place { CONFIG_DEFAULT, CONFIG_SYSTEM, CONFIG_USER, CONFIG_ENVIRONMENT, CONFIG_LINE, CONFIG_SET, CONFIG_PLACE_COUNT };

struct config {
	struct option_value value[DASH_COUNT]; /* in force; texts are owned by `text` or come from the command line */
	char *text[DASH_COUNT];                /* owned; the value as it was written; NULL: not set */
	enum config_place place[DASH_COUNT];
	int line[DASH_COUNT];                  /* in a file, from 1 */
	char *path[CONFIG_PLACE_COUNT];        /* owned; of the files that were there; else NULL */
	struct buf faults;                     /* one line each: "FILE: line N: KEY: why" */
	size_t fault_count;
};

/* The defaults. */
void config_init(struct config *c);
void config_free(struct config *c);
/* Reads a file as that of CONFIG_SYSTEM or CONFIG_USER. False when there is none; what else is wrong with it is a fault. */
bool config_read_file(struct config *c, enum config_place place, const char *path);
/* Reads $MWTOP_NAME of each option (MWTOP_MAX_BPS); empty ones are not there. */
void config_read_environment(struct config *c);
/* Puts what the command line said on top; texts point into it. The operand is the source. False with err for a value that is none. */
bool config_take_line(struct config *c, const struct invocation *call, struct error *err);
/* Sets one by hand. False with err. */
bool config_set(struct config *c, enum dashboard_option id, const char *text, struct error *err);

/* The user's file, owned by the caller: $XDG_CONFIG_HOME/mwtop/mwtop.conf, else ~/.config/mwtop/mwtop.conf; NULL without a home. */
char *config_user_file(void);
/* System file, user file and environment of this process, read once; lives until the program ends. */
struct config *config_shared(void);

/* Where a value comes from: "/etc/mwtop.conf: line 3", "$MWTOP_SPEED", "--speed", ":set", "default". Returns out. */
char *config_where(const struct config *c, enum dashboard_option id, char *out, size_t size);
/* The value as text: what was written, else the default; "" where there is neither. */
const char *config_text(const struct config *c, enum dashboard_option id);
/* The environment variable of an option. Returns out. */
char *config_variable(enum dashboard_option id, char *out, size_t size);
/* All faults in one line, for a dashboard that goes on: the first, and how many more there are. "" when there are none. Returns out. */
char *config_notice(const struct config *c, char *out, size_t size);

#endif
