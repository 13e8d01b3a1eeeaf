/* INI text: [section] lines and key = value lines. A thin wrapper on inih, and its only user. A comment is a line that begins with
 * ';' or '#', or what follows a blank and ';'. Blanks around key and value are dropped; a line is read on its own, however far
 * it is indented. A section holds at most 49 bytes, a key 48, a line 190. ':' separates like '='. */
#ifndef MWTOP_INIFILE_H
#define MWTOP_INIFILE_H

#include <stdbool.h>

#include "error.h"

/* One key = value line; `line` counts from 1. The strings are valid during the call. False with err stops the reading. */
typedef bool inifile_row(void *data, const char *section, const char *key, const char *value, int line, struct error *err);

/* Reads NUL-ended text. The first fault, of form or refused by `row`, is reported as "NAME: line N: why"; false. */
bool inifile_parse(const char *text, const char *name, inifile_row *row, void *data, struct error *err);
/* The same for a file of at most 1 MiB; one that cannot be read is "PATH: why". */
bool inifile_read(const char *path, inifile_row *row, void *data, struct error *err);

#endif
