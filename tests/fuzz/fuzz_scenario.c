/* Fuzz: scenario files, and operations on a scenario. What is read is written and read as the same; a refusal names line and column and adds
 * nothing; after any undoing and redoing nothing is lost. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edit_site.h"
#include "scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_round(const struct scenario *s, const struct site *site, const struct time_context *context) {
	struct scenario *again = scenario_new();
	struct buf text = { 0 };
	struct error err;
	size_t count, count_again;
	scenario_write(s, site, &text);
	if (!scenario_read(again, text.data ? text.data : "", text.len, "again", site, context, &err)) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	const struct edit *e = scenario_edits(s, &count), *f = scenario_edits(again, &count_again);
	if (count != count_again)
		abort();
	for (size_t i = 0; i < count; i++)
		if (!edit_equal(&e[i], &f[i]))
			abort();
	buf_free(&text);
	scenario_free(again);
}

/* The last byte says how often to go back and forth. */
static void check_undo(struct scenario *s, uint8_t moves) {
	size_t count, now;
	scenario_edits(s, &count);
	for (int i = 0; i < (moves & 7); i++)
		scenario_remove(s, (size_t)(moves >> 3) % (count + 1));
	if (moves & 64)
		scenario_clear(s);
	while (scenario_undo(s))
		;
	scenario_edits(s, &now);
	if (now != 0 || !scenario_redo(s))
		abort();
	scenario_edits(s, &now);
	if (now != count)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	static struct site *site;
	static struct time_context context;
	if (!site)
		site = edit_site_make(&context);
	if (!site)
		abort();
	struct scenario *s = scenario_new();
	struct error err = { "" };
	size_t count, column, line;
	bool fine = scenario_read(s, (const char *)data, size, "fuzz", site, &context, &err);
	scenario_edits(s, &count);
	if (!fine && (count > 0 || sscanf(err.text, "fuzz:%zu: column %zu: ", &line, &column) != 2 || line < 1 || column < 1 || column > size + 1))
		abort();
	if (fine && count > 0) {
		check_round(s, site, &context);
		check_undo(s, data[size - 1]);
	}
	scenario_free(s);
	return 0;
}
