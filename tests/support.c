/* Temporary directories and files for tests, and where the bundled recordings are. */
#include "support.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *ftw) {
	(void)info; (void)kind; (void)ftw;
	return remove(path);
}

char *test_dir_make(void) {
	const char *base = getenv("TMPDIR");
	char *path = NULL;
	if (asprintf(&path, "%s/mwtop-test-XXXXXX", base && *base ? base : "/tmp") < 0 || !mkdtemp(path))
		fail_msg("cannot make a temporary directory");
	return path;
}

void test_dir_remove(char *path) {
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(path);
}

char *test_file_write(const char *dir, const char *name, const void *bytes, size_t length) {
	char *path = NULL;
	if (asprintf(&path, "%s/%s", dir, name) < 0)
		fail_msg("out of memory");
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(bytes, 1, length, f) != length || fclose(f))
		fail_msg("cannot write %s", path);
	return path;
}

char *test_bundled_path(const char *name) {
	const char *build = getenv("MWTOP_BUILD");
	return mem_printf("%s/recordings/%s.ndjson.zst", build && *build ? build : "build", name);
}
