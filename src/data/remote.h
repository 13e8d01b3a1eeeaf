/* A daemon's recording and what it goes on sending, on the way into files of our own that a source reads: first what is newest and a coarse
 * picture of all before it, then every line as it comes; finer samples of the past when somebody looks at them. */
#ifndef MWTOP_REMOTE_H
#define MWTOP_REMOTE_H

#include "error.h"
#include "feeder.h"
#include "source.h"

struct remote;

/* Whether a SOURCE names a daemon: http://, https://, unix:. */
bool remote_is_address(const char *name);
/* Begins to ask; nothing is there yet. NULL with err: an address that cannot be one, no libcurl, a token file that cannot be read, no room
 * for temporary files. */
struct remote *remote_open(const char *address, const struct source_access *access, struct error *err);
/* Owned by the remote; joined. */
struct store *remote_store(struct remote *r);
extern const struct feeder_kind remote_feeder;

#endif
