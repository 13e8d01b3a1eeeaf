/* Lines that another program writes: to a pipe, to standard input ("-"), or to a file that grows. */
#ifndef MWTOP_COLLECT_H
#define MWTOP_COLLECT_H

#include "buf.h"
#include "error.h"

#include <stdint.h>

struct collect;

/* NULL with err. A named pipe waits for writers, one after the other; a file is followed by its name, also after it was moved away. */
struct collect *collect_open(const char *path, struct error *err);
void collect_close(struct collect *c); /* NULL is fine */
int collect_fd(const struct collect *c);
int64_t collect_due(const struct collect *c);
/* Appends whole lines that have come, some ten thousand bytes; false when there are none. Never blocks. */
bool collect_read(struct collect *c, struct buf *out);
/* A file, which is read from its beginning; else what comes through a pipe. */
bool collect_is_file(const struct collect *c);
const char *collect_note(struct collect *c);

#endif
