/* The world at the cursor in words, JSON and CSV: what `once` prints. Keys are those of DESIGN.md and mwtop(1). Text that came from a
 * recording is cleaned (text, CSV) or escaped (JSON) on its way. */
#ifndef MWTOP_SNAPSHOT_H
#define MWTOP_SNAPSHOT_H

#include "buf.h"
#include "world.h"

void snapshot_text(const struct world *w, struct buf *out);
void snapshot_json(const struct world *w, struct buf *out);
/* One line "key,value,unit,quality,since" per value. */
void snapshot_csv(const struct world *w, struct buf *out);

#endif
