#include "remote.h"
#include <stddef.h>
#include <string.h>
bool remote_is_address(const char *name) { return !strncmp(name, "http://", 7); }
struct remote *remote_open(const char *address, const struct source_access *access, struct error *err) { (void)address; (void)access; (void)err; return NULL; }
struct store *remote_store(struct remote *r) { (void)r; return NULL; }
const struct feeder_kind remote_feeder = { 0 };
