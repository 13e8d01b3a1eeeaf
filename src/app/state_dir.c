/* Where state is kept; see state_dir.h. */
#include "state_dir.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alloc.h"

char *state_dir(const char *name) {
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (state && *state == '/')
		return mem_printf("%s/mwtop/%s", state, name);
	return home && *home == '/' ? mem_printf("%s/.local/state/mwtop/%s", home, name) : NULL;
}

bool state_dir_make(const char *path, struct error *err) {
	char *way = mem_strdup(path);
	bool fine = true;
	for (char *slash = strchr(way + 1, '/'); slash && fine; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		fine = mkdir(way, 0700) == 0 || errno == EEXIST || error_set(err, "%s: %s", way, strerror(errno));
		*slash = '/';
	}
	free(way);
	return fine;
}
