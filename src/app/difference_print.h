/* A difference as text, JSON and CSV, for `mwtop diff`. */
#ifndef MWTOP_DIFFERENCE_PRINT_H
#define MWTOP_DIFFERENCE_PRINT_H

#include "world.h"

/* world->difference is not NULL. */
void difference_text(const struct world *w, struct buf *out);
void difference_json(const struct world *w, struct buf *out);
void difference_csv(const struct world *w, struct buf *out);

#endif
