/* The map of an import, read and checked. */
#ifndef MWTOP_IMPORT_MAP_H
#define MWTOP_IMPORT_MAP_H

#include "error.h"
#include "site.h"

#define IMPORT_COLUMNS_MAX 128 /* entries of [columns] */
#define IMPORT_MEAN_MAX 8      /* table columns in one mean */
#define IMPORT_SENTINELS_MAX 16

struct import_column {
	char key[80];                        /* "bus.A.kv" */
	size_t column;                       /* of the site */
	char name[IMPORT_MEAN_MAX][64];      /* columns of the table whose mean it is */
	size_t name_count;
	double scale, offset;                /* value * scale + offset */
};

struct import_map {
	struct site *site;                   /* owned */
	char separator, time_name[64], time_format[64];
	const struct tz *tz;
	double sentinel[IMPORT_SENTINELS_MAX];
	size_t sentinel_count, column_count;
	struct import_column column[IMPORT_COLUMNS_MAX];
};

/* NULL with "FILE: line N: why". Free with import_map_free. */
struct import_map *import_map_read(const char *path, struct error *err);
void import_map_free(struct import_map *m);

#endif
