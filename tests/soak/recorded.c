/* Reading what was recorded; see recorded.h. One window of a file and one line are held at a time. */
#include "recorded.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zstd.h>

#include "buf.h"

#define WINDOW (256 << 10)

struct reading {
	struct sequence *out;
	struct buf line;         /* begun, not ended */
	ZSTD_DCtx *unpacker;
	const char *fault;
};

static void take_text(struct reading *r, const char *text, size_t count) {
	for (const char *at = text, *end = text + count; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t length = (size_t)((newline ? newline : end) - at);
		buf_add(&r->line, at, length);
		if (newline) {
			sequence_add(r->out, r->line.data, r->line.len, 0);
			buf_clear(&r->line);
		}
		at += length + (newline != NULL);
	}
}

static void take_packed(struct reading *r, const char *bytes, size_t count) {
	static char text[WINDOW];
	ZSTD_inBuffer in = { bytes, count, 0 };
	ZSTD_outBuffer out = { text, sizeof text, sizeof text };
	while (!r->fault && (in.pos < in.size || out.pos == out.size)) {
		out.pos = 0;
		if (ZSTD_isError(ZSTD_decompressStream(r->unpacker, &out, &in)))
			r->fault = "damaged zstd";
		else
			take_text(r, text, out.pos);
	}
}

static bool ends_with(const char *text, const char *end) {
	size_t length = strlen(text), tail = strlen(end);
	return length >= tail && strcmp(text + length - tail, end) == 0;
}

static bool read_file(const char *path, struct sequence *out) {
	static char bytes[WINDOW];
	struct reading r = { .out = out };
	size_t n;
	FILE *f = fopen(path, "rb");
	bool packed = ends_with(path, ".zst");
	r.unpacker = packed ? ZSTD_createDCtx() : NULL;
	while (f && !r.fault && (n = fread(bytes, 1, sizeof bytes, f)) > 0)
		if (packed)
			take_packed(&r, bytes, n);
		else
			take_text(&r, bytes, n);
	if (!f || ferror(f))
		r.fault = strerror(errno);
	if (f)
		fclose(f);
	out->bad += r.line.len > 0;
	ZSTD_freeDCtx(r.unpacker);
	buf_free(&r.line);
	if (r.fault)
		fprintf(stderr, "soak: %s: %s\n", path, r.fault);
	return !r.fault;
}

static int is_segment(const struct dirent *entry) {
	return ends_with(entry->d_name, ".ndjson") || ends_with(entry->d_name, ".ndjson.zst");
}

/* Without the ending: "...Z-1.ndjson" comes after "...Z.ndjson.zst". */
static int by_name(const struct dirent **a, const struct dirent **b) {
	char *left = mem_strndup((*a)->d_name, strcspn((*a)->d_name, ".")), *right = mem_strndup((*b)->d_name, strcspn((*b)->d_name, "."));
	int order = strverscmp(left, right);
	free(left);
	free(right);
	return order;
}

bool recorded_read(const char *path, struct sequence *out) {
	struct stat info;
	struct dirent **entries = NULL;
	if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode))
		return read_file(path, out);
	int count = scandir(path, &entries, is_segment, by_name);
	bool fine = count > 0;
	if (!fine)
		fprintf(stderr, "soak: %s: no segment is there\n", path);
	for (int i = 0; i < count; i++) {
		char *file = mem_printf("%s/%s", path, entries[i]->d_name);
		fine = fine && read_file(file, out);
		free(file);
		free(entries[i]);
	}
	free(entries);
	return fine;
}
