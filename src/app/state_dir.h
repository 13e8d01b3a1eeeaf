/* Where the program keeps what is to outlast it and is no configuration (XDG Base Directory Specification). */
#ifndef MWTOP_STATE_DIR_H
#define MWTOP_STATE_DIR_H

#include "error.h"

/* "$XDG_STATE_HOME/mwtop/NAME", else "~/.local/state/mwtop/NAME"; the caller frees it. A relative XDG_STATE_HOME is ignored. NULL: there is no home. */
char *state_dir(const char *name);
/* Makes every directory on the way to the file. False with err. */
bool state_dir_make(const char *path, struct error *err);

#endif
