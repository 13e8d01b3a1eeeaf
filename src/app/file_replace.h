/* Writing a small file whole or not at all: beside the one that is meant, synced, then given its name. At no moment is there half a file under that
 * name, and a full disk costs nothing that was there. */
#ifndef MWTOP_FILE_REPLACE_H
#define MWTOP_FILE_REPLACE_H

#include "buf.h"
#include "error.h"

/* Replaces (or makes) the file, through links, and keeps the permissions of one that was there. False with "PATH: why; OTHERWISE". */
bool file_replace(const char *path, const struct buf *text, const char *otherwise, struct error *err);

#endif
