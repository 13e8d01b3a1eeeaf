/* --help of each command, and the lists that the manual takes from the program, out of the same tables. */
#ifndef MWTOP_HELP_TEXT_H
#define MWTOP_HELP_TEXT_H

#include "buf.h"
#include "command.h"

void help_text(const struct command *command, struct buf *out);
/* Appends a list in mdoc: "options NAME" (NAME "" or "mwtop": the dashboard), "keys", "commands", "derived", "metrics", "edits", "roles", "config"; false when there is none
 * of that name. */
bool doc_list(const char *what, const char *name, struct buf *out);
/* Reads a manual page with lines ".\" LIST what [name]" on standard input and writes it with the lists in their places. For the build. */
int doc_run(int argc, char **argv);

#endif
