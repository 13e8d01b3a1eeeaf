/* What comes in through a source from now on, line by line as it came, for who copies it. */
#ifndef MWTOP_TAP_H
#define MWTOP_TAP_H

#include "buf.h"
#include "source.h"

struct tap;

/* Begins behind the newest line (`all`: at the first). The source is not owned. */
struct tap *tap_open(struct source *source, bool all);
void tap_close(struct tap *t);
/* Appends the lines that are new, with their newlines, each once: first of all the site line that governs them. Damaged lines are left
 * out. Call after source_advance. */
void tap_take(struct tap *t, struct buf *out);
/* Lines taken so far, site lines aside. */
uint64_t tap_lines(const struct tap *t);

#endif
