/* A directory of segments, as a recorder leaves it, seen as one recording that may go on growing. */
#ifndef MWTOP_DIRECTORY_H
#define MWTOP_DIRECTORY_H

#include "error.h"
#include "feeder.h"

struct directory;

/* `fd` is the directory's and belongs to it from here on. NULL with err "NAME: why": it cannot be read, there is no segment in it. */
struct directory *directory_open(int fd, const char *name, struct error *err);
/* Owned by the directory. */
struct store *directory_store(struct directory *d);
extern const struct feeder_kind directory_feeder;

#endif
