/* INI text: [section] lines and key = value lines. A thin wrapper on inih, and its only user. A comment is a line that begins with
 * ';' or '#', or what follows a blank and ';'. Blanks around key and value are dropped; a line is read on its own, however far
 * it is indented. A section holds at most 49 bytes, a key 48, a line 190. ':' separates like '='. */
#ifndef MWTOP_INIFILE_H
#define MWTOP_INIFILE_H

#include <stdbool.h>

#include "buf.h"
#include "error.h"

/* One key = value line; `line` counts from 1. The strings are valid during the call. False with err stops the reading. */
typedef bool inifile_row(void *data, const char *section, const char *key, const char *value, int line, struct error *err);

/* Reads NUL-ended text. The first fault, of form or refused by `row`, is reported as "NAME: line N: why"; false. */
bool inifile_parse(const char *text, const char *name, inifile_row *row, void *data, struct error *err);
/* The same, with the number of the line apart from the reason, which err holds alone: for one who goes on after a fault. */
bool inifile_parse_at(const char *text, inifile_row *row, void *data, int *line, struct error *err);
/* inifile_parse for a file of at most 1 MiB; one that cannot be read is "PATH: why". */
bool inifile_read(const char *path, inifile_row *row, void *data, struct error *err);
/* The text of such a file, NUL-ended, into an empty buffer of the caller's. False with err. */
bool inifile_text(const char *path, struct buf *out, struct error *err);

/* What was wrong with a line; the text is valid during the call. */
typedef void inifile_fault(void *data, int line, const char *why);
/* The same, but no fault of a line ends the reading: each is told with its line, and the next line is read. False with err only for a file that
 * cannot be read at all. */
void inifile_parse_all(const char *text, inifile_row *row, inifile_fault *told, void *data);
bool inifile_read_all(const char *path, inifile_row *row, inifile_fault *told, void *data, struct error *err);

#endif
