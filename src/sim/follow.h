/* The site line follows the edits that change it: a new one is written whenever this says so. */
#ifndef MWTOP_FOLLOW_H
#define MWTOP_FOLLOW_H

#include "plant.h"

/* Puts an edit that was applied to the plant into the site as it is told to readers. `planned_ms` keeps the training start through a
 * hold. True when the site changed. */
bool follow_edit(struct site *told, const struct edit *edit, const struct plant *p, int64_t *planned_ms);

#endif
