/* Samples from /proc; see watched.h. */
#include "watched.h"

#include <dirent.h>
#include <stdio.h>

#define ROUNDING_KIB 2048    /* and a twentieth: allocators round */
#define ROUNDING_DESCRIPTORS 2 /* a request may be on its way */

static long anonymous_kib(pid_t pid) {
	char path[64], line[256];
	long kib = -1;
	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	FILE *f = fopen(path, "r");
	while (f && kib < 0 && fgets(line, sizeof line, f))
		if (sscanf(line, "RssAnon: %ld", &kib) != 1)
			kib = -1;
	if (f)
		fclose(f);
	return kib;
}

static long count_descriptors(pid_t pid) {
	char path[64];
	long count = 0;
	snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
	DIR *d = opendir(path);
	if (!d)
		return -1;
	for (struct dirent *entry; (entry = readdir(d));)
		count += entry->d_name[0] != '.';
	closedir(d);
	return count;
}

bool watched_sample(struct watched *w, bool settling) {
	w->kib = anonymous_kib(w->pid);
	w->descriptors = count_descriptors(w->pid);
	if (settling) {
		w->base_kib = w->most_kib = w->kib;
		w->base_descriptors = w->most_descriptors = w->descriptors;
	}
	w->most_kib = w->kib > w->most_kib ? w->kib : w->most_kib;
	w->most_descriptors = w->descriptors > w->most_descriptors ? w->descriptors : w->most_descriptors;
	return w->kib >= 0 && w->descriptors >= 0;
}

bool watched_is_flat(const struct watched *w) {
	bool flat = w->most_kib <= w->base_kib + w->base_kib / 20 + ROUNDING_KIB && w->most_descriptors <= w->base_descriptors + ROUNDING_DESCRIPTORS;
	if (!flat)
		printf("FAILED %s: %ld KiB and %ld descriptors once it had settled, up to %ld and %ld later\n", w->name, w->base_kib, w->base_descriptors, w->most_kib,
		       w->most_descriptors);
	return flat;
}
