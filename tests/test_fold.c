/* What the fold says about the times of a recording: how long nothing came, and by how much they go back, in words and never less than nothing. */
#include "source_files.h"
#include "recording.h"

#include "fold.h"

#define SECOND INT64_C(1000)

/* Frames at these seconds, after each other; what is noted about them, joined by " | ". */
static char *notes_of(const int64_t *at_s, size_t count, bool *in_range) {
	struct recording r;
	struct buf text = { 0 };
	char *dir = test_dir_make(), *path;
	recording_init(&r);
	recording_site(&r, "test", 2, 1, 1);
	for (size_t i = 0; i < count; i++)
		recording_frame(&r, RECORDING_START + at_s[i] * SECOND);
	path = test_file_write(dir, "night.ndjson", r.text.data, r.text.len);
	struct source *source = must_open(path);
	struct fold *fold = fold_open(source);
	fold_step(fold, TIME_NONE, 0);
	const struct event_list *events = fold_events(fold);
	buf_puts(&text, "");
	for (size_t i = 0; i < events->count; i++)
		buf_printf(&text, "%s%s", i ? " | " : "", events->at[i].text);
	*in_range = !strstr(text.data, "-");
	fold_close(fold);
	source_close(source);
	recording_free(&r);
	free(path);
	test_dir_remove(dir);
	return text.data;
}

static void times_are_told_in_words(void **state) {
	static const struct { int64_t at_s[8]; size_t count; const char *says; } rows[] = {
		{ { 0, 1, 2, 3 }, 4, "" },
		{ { 0, 1, 62, 63 }, 4, "has no samples for 61 s before this" },
		{ { 0, 1, 10801, 10802 }, 4, "has no samples for 3 h before this" },
		{ { 0, 1, 2, -1, 3 }, 5, "has a line of this time 3 s late, behind newer ones; mwtop check names it" },
		/* A clock that is set back by three hours and then misses 30 s: against the sample before, not against the latest ever. In the order of their times. */
		{ { 0, 1, -10799, -10798, -10768, -10767 }, 6, "goes back by 3 h from here | has no samples for 30 s before this" },
		{ { 0, 1, -3599, -3598, -3594, 1 }, 6, "goes back by 1 h from here | has no samples for 4 s before this | has no samples for 59 min 55 s before this" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool in_range;
		char *said = notes_of(rows[i].at_s, rows[i].count, &in_range);
		if (strcmp(said, rows[i].says) || !in_range)
			fail_msg("row %zu: said \"%s\", expected \"%s\"", i, said, rows[i].says);
		free(said);
	}
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(times_are_told_in_words) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
