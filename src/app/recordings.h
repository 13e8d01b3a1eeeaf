/* The recordings that there are to choose from: those that a bare name finds, and those of the current directory; and its scenario files. */
#ifndef MWTOP_RECORDINGS_H
#define MWTOP_RECORDINGS_H

#include <stdbool.h>
#include <stddef.h>

struct recording_entry {
	char *name, *path; /* what SOURCE may be to open it; where it lies */
	bool bundled;
};
struct recordings {
	struct recording_entry *at;
	size_t count;
};

/* Scenario files of the current directory (NAME.scenario), by name. */
void scenario_files_find(struct recordings *out);
/* By name; of two with one name the one that opening it takes. At most 1000. Freed with recordings_free. */
void recordings_find(struct recordings *out);
void recordings_free(struct recordings *r);

#endif
