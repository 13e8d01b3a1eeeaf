/* /metrics: the newest values, what is derived from them, and the daemon's own counters in the Prometheus text format. */
#ifndef MWTOP_METRICS_TEXT_H
#define MWTOP_METRICS_TEXT_H

#include "api.h"
#include "station.h"

void metrics_write(const struct station *station, const struct api_counts *counts, const char *version, struct buf *out);

#endif
