/* Import of a table of comma-separated values through a map (INI, mwtop-telemetry(5)): columns to keys, scale, time format and zone,
 * sentinels. A row that cannot be read is reported by file and line and skipped; times out of order are kept as they are. */
#ifndef MWTOP_IMPORT_H
#define MWTOP_IMPORT_H

#include "source.h"

struct import_result {
	uint64_t rows, skipped;
};

/* `report` (may be NULL) gets one line per row that was skipped. False with err when the map or the table as a whole is of no use; the map
 * names a site file relative to itself. */
bool import_csv(const char *csv_path, const char *map_path, struct recording_writer *out, void (*report)(void *data, const char *line),
                void *data, struct import_result *result, struct error *err);

#endif
