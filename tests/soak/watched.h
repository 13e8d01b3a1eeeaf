/* Memory and descriptors of a process over a long run, which must not grow once it has settled. */
#ifndef MWTOP_SOAK_WATCHED_H
#define MWTOP_SOAK_WATCHED_H

#include <stdbool.h>
#include <sys/types.h>

struct watched {
	const char *name;
	pid_t pid;
	long kib, descriptors;           /* of the last sample: anonymous memory, open descriptors */
	long base_kib, base_descriptors; /* of the last sample while it settled */
	long most_kib, most_descriptors; /* of all samples since */
};

/* Takes a sample; false when the process is gone. */
bool watched_sample(struct watched *w, bool settling);
/* Whether it was flat since it settled; says so on standard output when not. */
bool watched_is_flat(const struct watched *w);

#endif
