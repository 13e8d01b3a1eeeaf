/* Bundled recordings and scripts; see bundled.h. */
#include "bundled.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "remote.h"

#define SCRIPT_PLACES 2

/* `directory` below that of the executable; NULL when that cannot be told. */
static char *beside_executable(const char *directory) {
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n <= 0)
		return NULL;
	self[n] = '\0';
	char *slash = strrchr(self, '/');
	return slash ? mem_printf("%.*s/%s", (int)(slash - self), self, directory) : NULL;
}

char *bundled_place_of(const char *what, size_t index) {
	if (index == 2)
		return mem_printf(MWTOP_PREFIX "/share/mwtop/%s", what);
	char *beside = index < 2 ? mem_printf(index == 0 ? "%s" : "../share/mwtop/%s", what) : NULL;
	char *place = beside ? beside_executable(beside) : NULL;
	free(beside);
	return place;
}

char *bundled_place(size_t index) { return bundled_place_of("recordings", index); }

static char *find_in(const char *directory, const char *name) {
	static const char *const endings[] = { ".ndjson.zst", ".ndjson" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		char *path = mem_printf("%s/%s%s", directory, name, endings[i]);
		if (access(path, R_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

char *bundled_find(const char *name, struct error *err) {
	if (!strcmp(name, "-") || remote_is_address(name) || access(name, F_OK) == 0)
		return mem_strdup(name);
	if (strchr(name, '/') == NULL) {
		char *path = NULL;
		for (size_t i = 0; i < BUNDLED_PLACES && !path; i++) {
			char *place = bundled_place(i);
			path = place ? find_in(place, name) : NULL;
			free(place);
		}
		if (path)
			return path;
	}
	const char *colon = strrchr(name, ':');
	if (colon && colon[1] && colon[1 + strspn(colon + 1, "0123456789")] == '\0')
		error_set(err, "%s: no such file or bundled recording; a daemon is http://%s", name, name);
	else
		error_set(err, "%s: no such file or bundled recording; `mwtop list` names them", name);
	return NULL;
}

/* In the source tree scripts lie in recordings/, here or beside the build. */
static char *script_place(size_t index) {
	if (index == 0)
		return mem_strdup("recordings");
	return index == 1 ? beside_executable("../recordings") : bundled_place(index - SCRIPT_PLACES);
}

char *bundled_find_script(const char *name) {
	char *path = mem_strdup(name);
	for (size_t i = 0; i < SCRIPT_PLACES + BUNDLED_PLACES && access(path, F_OK) != 0 && !strchr(name, '/'); i++) {
		char *place = script_place(i);
		free(path);
		path = mem_printf("%s/%s.sim", place ? place : ".", name);
		free(place);
	}
	if (access(path, F_OK) == 0)
		return path;
	free(path);
	return mem_strdup(name);
}
