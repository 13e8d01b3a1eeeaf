/* The statements of a script that happen at a time. For script.c. */
#ifndef MWTOP_SCRIPT_LINES_H
#define MWTOP_SCRIPT_LINES_H

#include "script.h"
#include "words.h"

/* Reads what follows "at TIME" and adds its entries at that time. `context` serves times inside edits. */
bool script_statement(struct script *s, struct words *w, int64_t at_ms, bool at_given, const struct time_context *context,
                      struct error *err);

#endif
