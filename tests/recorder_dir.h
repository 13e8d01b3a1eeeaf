/* What the tests of the recorder share: numbered lines, and reading a directory of segments back. */
#ifndef MWTOP_TEST_RECORDER_DIR_H
#define MWTOP_TEST_RECORDER_DIR_H

#include "support.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "buf.h"
#include "recorder.h"
#include "times.h"

#define SITE "{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"One\"}}\n"
#define SITE_2 "{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"Two\"}}\n"
#define T0 INT64_C(1721639100000) /* 2024-07-22T09:05:00Z */
#define HOUR INT64_C(3600000)

/* Line number n at t_ms, with `pad` bytes more. */
static inline void add_line(struct buf *out, int64_t t_ms, unsigned n, size_t pad) {
	char time[TIME_ISO_SIZE];
	buf_printf(out, "{\"t\":\"%s\",\"n\":%u", time_format_iso(t_ms, time), n);
	if (pad > 0) {
		buf_puts(out, ",\"x\":\"");
		memset(buf_reserve(out, pad), 'a' + (int)(n % 26), pad);
		out->len += pad;
		buf_puts(out, "\"");
	}
	buf_puts(out, "}\n");
}

static inline bool there(const char *path) {
	return access(path, F_OK) == 0;
}

static inline void load_file(const char *path, struct buf *out) {
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		fail_msg("cannot open %s", path);
	for (size_t n = 1; n > 0; out->len += n)
		n = fread(buf_reserve(out, 65536), 1, 65536, f);
	fclose(f);
	buf_add(out, "", 0);
}

/* Adds the text of FILE or FILE.zst. */
static inline void load_text(const char *path, struct buf *out) {
	size_t length = strlen(path);
	struct buf packed = { 0 };
	if (length < 4 || strcmp(path + length - 4, ".zst") != 0) {
		load_file(path, out);
		return;
	}
	load_file(path, &packed);
	ZSTD_DCtx *stream = ZSTD_createDCtx();
	ZSTD_inBuffer in = { packed.data, packed.len, 0 };
	size_t left = 0;
	while (in.pos < in.size) {
		ZSTD_outBuffer to = { buf_reserve(out, 1 << 18), 1 << 18, 0 };
		left = ZSTD_decompressStream(stream, &to, &in);
		if (ZSTD_isError(left))
			fail_msg("%s: %s", path, ZSTD_getErrorName(left));
		out->len += to.pos;
	}
	assert_int_equal(left, 0); /* whole */
	buf_add(out, "", 0);
	ZSTD_freeDCtx(stream);
	buf_free(&packed);
}

static inline int not_hidden(const struct dirent *e) {
	return e->d_name[0] != '.';
}

static inline int by_bytes(const struct dirent **a, const struct dirent **b) {
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The names in the directory, sorted as plain text, each followed by a space. The caller owns it. */
static inline char *names_in(const char *dir) {
	struct dirent **entry;
	struct buf out = { 0 };
	int count = scandir(dir, &entry, not_hidden, by_bytes);
	buf_puts(&out, "");
	for (int i = 0; i < count; i++) {
		buf_printf(&out, "%s ", entry[i]->d_name);
		free(entry[i]);
	}
	free(entry);
	return out.data;
}

static inline void assert_names(const char *dir, const char *expected) {
	char *names = names_in(dir);
	assert_string_equal(names, expected);
	free(names);
}

static inline void assert_text(const char *path, const char *expected) {
	struct buf text = { 0 };
	load_text(path, &text);
	assert_string_equal(text.data, expected);
	buf_free(&text);
}

static inline struct recorder *open_dir(const char *dir, double keep_s, uint64_t segment_bytes) {
	const struct recorder_options options = { .dir = dir, .keep_s = keep_s, .segment_bytes = segment_bytes };
	struct error err;
	struct recorder *r = recorder_open(&options, &err);
	if (r == NULL)
		fail_msg("%s", err.text);
	return r;
}

static inline void write_text(struct recorder *r, const char *text) {
	struct error err;
	if (!recorder_write(r, text, strlen(text), &err))
		fail_msg("%s", err.text);
}

static inline void write_line(struct recorder *r, int64_t t_ms, unsigned n, size_t pad) {
	struct buf line = { 0 };
	add_line(&line, t_ms, n, pad);
	write_text(r, line.data);
	buf_free(&line);
}

/* Does all the work there is; what it reports is to be nothing. */
static inline void work_all(struct recorder *r) {
	struct error err;
	while (recorder_work(r, 100, &err))
		assert_string_equal(err.text, "");
	assert_string_equal(err.text, "");
}

static inline void close_fine(struct recorder *r) {
	struct error err;
	if (!recorder_close(r, &err))
		fail_msg("%s", err.text);
}

#endif
