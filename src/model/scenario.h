/* A scenario: the list of edits that a person made, with undo and redo. Every change is an operation with a number, and each edit knows by
 * which operations it came and went; a cursor says how many operations are in force, so that undoing and redoing only move the cursor. What
 * acts is the list in force in the order of its times, those of one time in the order of making. In it `at_given` is always set, for an edit
 * of a scenario has its time. Owns its edits; no I/O. */
#ifndef MWTOP_SCENARIO_H
#define MWTOP_SCENARIO_H

#include "buf.h"
#include "edits.h"

#define SCENARIO_EDIT_MAX 10000 /* with those that undo could bring back */

struct scenario;

struct scenario *scenario_new(void);
void scenario_free(struct scenario *s);
/* Adds an edit after those in force; what was undone before is forgotten. `nudge`: when the last operation was a nudge too, of the same verb,
 * object and time, the edit takes its place, so that ten presses of + are one edit and one undo. False with err when there are too many. */
bool scenario_add(struct scenario *s, const struct edit *edit, bool nudge, struct error *err);
/* False when there is nothing to undo or redo. */
bool scenario_undo(struct scenario *s);
bool scenario_redo(struct scenario *s);
/* Takes one edit out, by its place among those in force in the order of time; an operation that undo takes back like any other. */
bool scenario_remove(struct scenario *s, size_t index);
/* Takes all out, as one operation that undo takes back. */
void scenario_clear(struct scenario *s);
/* Puts the edits in force of another one in the place of all, as one operation that undo takes back. False with err when there are too many. */
bool scenario_replace(struct scenario *s, const struct scenario *by, struct error *err);
/* Edits in force in the order of time; they stand until the scenario changes. */
const struct edit *scenario_edits(const struct scenario *s, size_t *count);
size_t scenario_made(const struct scenario *s); /* edits in force, and those that redo would bring back */
/* Changes whenever the list in force does. */
uint64_t scenario_revision(const struct scenario *s);
/* Whether the list in force differs from what it was when it was last marked as saved (new and empty: saved). */
bool scenario_unsaved(const struct scenario *s);
void scenario_mark_saved(struct scenario *s);

/* Parses one line as edit_parse does, with the GPU model that the edits in force make of the site's at the time of the edit: after
 * "gpu model B200" its caps are within bounds. Adds nothing. */
bool scenario_parse(const struct scenario *s, const char *line, const struct site *site, const struct time_context *context, struct edit *out,
                    struct error *err);
/* Reads a scenario file: one edit a line, # begins a comment, empty lines are fine. Adds what it reads as one operation; in the error
 * "NAME:LINE: column N: why", and nothing was added then. `context->cursor_ms`: the time of edits without "at". */
bool scenario_read(struct scenario *s, const char *text, size_t length, const char *name, const struct site *site,
                   const struct time_context *context, struct error *err);
/* Writes the edits in force as such a file, each with its time: what scenario_read makes of it is the same list. */
void scenario_write(const struct scenario *s, const struct site *site, struct buf *out);

#endif
