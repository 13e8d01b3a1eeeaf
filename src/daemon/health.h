/* /healthz: how the daemon is, as JSON. */
#ifndef MWTOP_HEALTH_H
#define MWTOP_HEALTH_H

#include "api.h"
#include "station.h"

void health_write(const struct station *station, const struct api_counts *counts, const char *version, struct buf *out);

#endif
