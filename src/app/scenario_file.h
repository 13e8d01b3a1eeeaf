/* Scenario files (mwtop-scenario(5)): reading one into a scenario, and saving one. Paths are taken as they are. */
#ifndef MWTOP_SCENARIO_FILE_H
#define MWTOP_SCENARIO_FILE_H

#include "scenario.h"

#define SCENARIO_FILE_MAX (4u << 20) /* bytes */

/* Adds the edits of the file at `path` as one operation; a pipe is read to its end. Where none were in force before, the scenario counts as
 * saved then. False with a message that names the file, and the line and column of a bad edit; nothing was added then. */
bool scenario_file_load(struct scenario *s, const char *path, const struct site *site, const struct time_context *context, struct error *err);
/* Writes the edits in force to `path`, replacing a file that is there (a link stays, what it leads to is replaced), and marks the scenario as
 * saved. A reader sees the old file or the new one, whole. False with a message that names the file; the old one is untouched then. */
bool scenario_file_save(struct scenario *s, const char *path, const struct site *site, struct error *err);

#endif
