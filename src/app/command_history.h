/* The last commands that were typed, oldest first, each once; and the file that keeps them from one session to the next: $XDG_STATE_HOME/mwtop/history,
 * one a line. It is read when the program starts and written once, whole, when it ends. */
#ifndef MWTOP_COMMAND_HISTORY_H
#define MWTOP_COMMAND_HISTORY_H

#include <stddef.h>

#include "error.h"

#define HISTORY_MAX 100
#define HISTORY_LINE_SIZE 160

struct command_history {
	char line[HISTORY_MAX][HISTORY_LINE_SIZE];
	size_t count;
	size_t added; /* so many of the newest came since it was read */
};

/* Puts a line at the end, cleaned; one that is there already moves there. Blank ones are left out. */
void command_history_add(struct command_history *h, const char *line);
/* Reads the file, if there is one that can be read. */
void command_history_read(struct command_history *h);
/* Adds what came since to what the file holds now, if anything did. False with err. */
bool command_history_write(const struct command_history *h, struct error *err);

#endif
