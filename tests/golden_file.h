/* Golden files: a screen as text, then one letter per cell for its role. GOLDEN_RENEW writes them. */
#ifndef MWTOP_TEST_GOLDEN_FILE_H
#define MWTOP_TEST_GOLDEN_FILE_H

#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "support.h"

#define ROLES_LINE "---- roles ----\n"

__attribute__((unused)) static char *golden_read(const char *path) {
	FILE *f = fopen(path, "r");
	if (!f)
		return NULL;
	char *text = calloc(1, 1 << 20);
	size_t n = fread(text, 1, (1 << 20) - 1, f);
	text[n] = '\0';
	fclose(f);
	return text;
}

/* Prints the first row in which two texts differ. */
static void golden_show_difference(const char *want, const char *got) {
	for (int row = 1; *want || *got; row++) {
		int w = (int)strcspn(want, "\n"), g = (int)strcspn(got, "\n");
		if (w != g || memcmp(want, got, (size_t)w)) {
			print_message("row %d\n  want |%.*s|\n  got  |%.*s|\n", row, w, want, g, got);
			return;
		}
		want += w + (want[w] == '\n');
		got += g + (got[g] == '\n');
	}
}

static int golden_compare(const char *name, const struct buf *got) {
	char *path = mem_printf("tests/golden/%s.txt", name);
	char *want = golden_read(path);
	int bad = 0;
	if (getenv("GOLDEN_RENEW")) {
		FILE *f = fopen(path, "w");
		if (!f || fwrite(got->data, 1, got->len, f) != got->len || fclose(f))
			fail_msg("cannot write %s", path);
	} else if (!want || strcmp(want, got->data)) {
		print_message("%s: %s\n", path, want ? "differs" : "is not there: make golden");
		if (want)
			golden_show_difference(want, got->data);
		bad = 1;
	}
	free(want);
	free(path);
	return bad;
}

/* The grid against tests/golden/NAME.txt; 1 when it differs. */
__attribute__((unused)) static int golden_check(const char *name, const struct grid *g) {
	struct buf out = { 0 };
	grid_text(g, &out);
	buf_puts(&out, ROLES_LINE);
	grid_roles(g, &out);
	int bad = golden_compare(name, &out);
	buf_free(&out);
	return bad;
}

#endif
