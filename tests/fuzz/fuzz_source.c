/* Any bytes as the file of a source, plain or zstd: opened, scanned, jumped in; then the same file as it grows. A frame handed out for
 * a time fits that time, a scan ends, and a plain file that grew gives the same frames as one that was whole. Seeds: corpus-source/. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source.h"

#define LINES_MAX 100000
#define JUMPS 24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool ok) {
	if (!ok)
		abort();
}

static uint64_t mix(uint64_t sum, uint64_t value) {
	return (sum ^ value) * 1099511628211u;
}

/* Goes on with a scan to its present end; a sum over the frames and events. */
static uint64_t scan_on(struct source_scan *scan, uint64_t sum) {
	struct scan_line line;
	int lines = 0;
	while (source_scan_next(scan, &line)) {
		demand(++lines < LINES_MAX);
		demand((line.kind == LINE_BAD) == (line.err.text[0] != 0));
		if (line.kind != LINE_FRAME && line.kind != LINE_EVENT)
			continue;
		sum = mix(mix(sum, (uint64_t)line.t_ms), line.kind == LINE_FRAME ? line.frame->site->gen_count : line.event.text[0]);
	}
	demand(!source_scan_next(scan, &line));
	double progress = source_scan_progress(scan);
	demand(progress >= 0 && progress <= 1);
	return sum;
}

static void jump(struct source *s) {
	struct frame f;
	int64_t first = 0, last = 0;
	frame_init(&f);
	if (source_range(s, &first, &last))
		demand(first <= last);
	for (int i = -2; i < JUMPS; i++) {
		double share = (double)(i * 7 % JUMPS) / (JUMPS - 1);
		int64_t t_ms = first + (int64_t)(share * ((double)last - (double)first));
		if (source_frame_before(s, t_ms, &f))
			demand(f.t_ms <= t_ms && f.site);
		if (source_frame_after(s, t_ms, &f))
			demand(f.t_ms > t_ms && f.site);
	}
	frame_free(&f);
}

static uint64_t whole(const char *path) {
	struct error err;
	struct source *s = source_open_any(path, &err);
	if (!s)
		return 0;
	jump(s);
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	uint64_t sum = scan_on(scan, 0);
	jump(s);
	demand(!source_advance(s));
	source_scan_close(scan);
	source_close(s);
	return sum;
}

static uint64_t growing(int fd, const char *path, const uint8_t *data, size_t size) {
	struct error err;
	demand(ftruncate(fd, 0) == 0 && pwrite(fd, data, size / 3, 0) == (ssize_t)(size / 3));
	struct source *s = source_open_any(path, &err);
	if (!s)
		return 0;
	struct source_scan *scan = source_scan_open(s, TIME_NONE);
	uint64_t sum = scan_on(scan, 0);
	for (size_t at = size / 3, n; at < size; at += n) {
		n = (size - at + 1) / 2;
		demand(pwrite(fd, data + at, n, (off_t)at) == (ssize_t)n);
		demand(source_advance(s) || source_note(s)); /* one that is unpacked as a whole is not followed */
		sum = scan_on(scan, sum);
		jump(s);
	}
	source_scan_close(scan);
	source_close(s);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	char path[64];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	if (fd < 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
		return 0;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	bool zstd = size >= 12 && ((data[0] == 0x28 && data[1] == 0xB5) || data[1] == 0x2A);
	uint64_t at_once = whole(path), grown = growing(fd, path, data, size);
	demand(zstd || memchr(data, 0, size) || at_once == grown);
	close(fd);
	return 0;
}
