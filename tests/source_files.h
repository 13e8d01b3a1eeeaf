/* Recordings of recording.h as files, written as the program writes them, and sources that must open. */
#ifndef MWTOP_TEST_SOURCE_FILES_H
#define MWTOP_TEST_SOURCE_FILES_H

#include "recording.h"

#include "source.h"

/* A name that ends in .zst is compressed. */
static inline void write_recording(const char *path, const struct buf *text) {
	struct error err;
	struct recording_writer *w = recording_create(path, &err);
	if (!w || !recording_write(w, text->data, text->len, &err) || !recording_close(w, &err))
		fail_msg("%s", err.text);
}

/* The same, and the bytes of the file as it is then; they are no more than the text. */
static inline void write_packed(const char *path, const struct buf *text, struct buf *bytes) {
	write_recording(path, text);
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	bytes->len = fread(buf_reserve(bytes, text->len), 1, text->len, file);
	fclose(file);
}

static inline struct source *must_open(const char *path) {
	struct error err;
	struct source *s = source_open(path, &err);
	if (!s)
		fail_msg("%s", err.text);
	return s;
}

#endif
