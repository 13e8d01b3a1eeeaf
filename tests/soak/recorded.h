/* What a recorder left on the disk, read without any of the programs' own code for it: plain files and zstd by its library. */
#ifndef MWTOP_SOAK_RECORDED_H
#define MWTOP_SOAK_RECORDED_H

#include <stdbool.h>

#include "sequence.h"

/* All lines of a file, or of a directory of segments (*.ndjson, *.ndjson.zst) in the order of their names. A last line without its newline
 * counts as bad. False after a message when something cannot be read. */
bool recorded_read(const char *path, struct sequence *out);

#endif
