/* A site whose frames are large (about 25 kB with 256 sets), as a script for mwtopd --sim. */
#ifndef MWTOP_BENCH_BIG_SITE_H
#define MWTOP_BENCH_BIG_SITE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "alloc.h"

#define BIG_SITE_SETS 256

static inline bool big_site_write_site(const char *dir) {
	char *path = mem_printf("%s/big.json", dir);
	FILE *f = fopen(path, "w");
	free(path);
	if (!f)
		return false;
	fprintf(f, "{\"schema\":\"mwtop/1\",\"name\":\"Big\",\"tz\":\"UTC\",\"period_s\":1,\"bus\":{\"A\":{\"nominal_kv\":13.8,\"nominal_hz\":60}},"
	           "\"feed\":{\"GRID\":{\"bus\":\"A\",\"limit_mw\":50}},\"gen\":{");
	for (int i = 1; i <= BIG_SITE_SETS; i++)
		fprintf(f, "%s\"G%03d\":{\"bus\":\"A\",\"rated_kw\":2500}", i > 1 ? "," : "", i);
	fprintf(f, "},\"gpu\":{\"model\":\"H100\",\"installed\":400000,\"array\":512},"
	           "\"training\":{\"name\":\"Big\",\"start\":\"2024-07-23T00:00:00Z\",\"gpus_needed\":100000}}\n");
	return fclose(f) == 0;
}

/* Two days of it, a frame a second: DIR/big.json and DIR/big.sim. Returns the path of the script, owned by the caller; NULL with errno. */
static inline char *big_site_write(const char *dir) {
	char *path = mem_printf("%s/big.sim", dir);
	FILE *f = fopen(path, "w");
	bool fine = f && fputs("site big.json\nseed 1\nfrom 2024-07-22T00:00:00Z\nto 2024-07-24T00:00:00Z\n", f) >= 0;
	fine = f && fclose(f) == 0 && fine && big_site_write_site(dir);
	if (fine)
		return path;
	free(path);
	return NULL;
}

static inline void big_site_remove(const char *dir) {
	static const char *const names[] = { "big.json", "big.sim" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = mem_printf("%s/%s", dir, names[i]);
		unlink(path);
		free(path);
	}
}

#endif
