/* What the daemon has to say, one line each with the time in UTC: to standard error, or to a file. */
#ifndef MWTOP_JOURNAL_H
#define MWTOP_JOURNAL_H

#include "error.h"

/* Writes to that file from here on, appending; NULL: to standard error. False with err leaves things as they were. */
bool journal_open(const char *path, struct error *err);
/* The same file by its name again, after it was moved away. */
bool journal_reopen(struct error *err);
/* Characters that could act on a terminal are made '?'. */
void journal_line(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
