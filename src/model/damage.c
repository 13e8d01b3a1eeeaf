/* What was wrong with the lines of a recording, in words; see world.h. */
#include "world.h"

#include <stdio.h>

uint64_t damage_lines(const struct damage_counts *d) { return d->unreadable + d->torn + d->too_long + d->blocks; }

uint64_t damage_order(const struct damage_counts *d) { return d->misordered + d->doubled; }

char *damage_text(const struct damage_counts *d, char out[DAMAGE_TEXT_SIZE]) {
	unsigned long long lines = damage_lines(d), order = damage_order(d);
	int n = 0;
	*out = '\0';
	if (lines)
		n = snprintf(out, DAMAGE_TEXT_SIZE, "%llu %s unreadable", lines, lines == 1 ? "line" : "lines");
	if (order)
		snprintf(out + n, DAMAGE_TEXT_SIZE - (size_t)n, "%s%llu %sout of order", n ? ", " : "", order, n ? "" : order == 1 ? "line " : "lines ");
	return out;
}
