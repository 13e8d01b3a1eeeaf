/* What the tests of the daemon's streams share: the test writes the daemon's standard input, so that every line and its moment are known. */
#ifndef MWTOP_TEST_DAEMON_FEED_H
#define MWTOP_TEST_DAEMON_FEED_H

#include "support.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon_run.h"
#include "times.h"

#define SITE "{\"site\":{\"schema\":\"mwtop/1\",\"name\":\"Test\",\"period_s\":1,\"bus\":{\"A\":{\"nominal_kv\":13.8}},\"gen\":{\"G1\":{\"bus\":\"A\"}}}}\n"
#define START INT64_C(1721639100000) /* 2024-07-22T09:05:00Z */

static inline void give(struct daemon *d, const char *text, size_t length) {
	while (length > 0) {
		ssize_t n = write(d->input, text, length);
		assert_true(n > 0);
		text += n;
		length -= (size_t)n;
	}
}

/* Frames [from, to) of one second each, every one different, `padding` bytes longer. Appended to *all too. */
static inline void give_frames(struct daemon *d, int from, int to, int padding, struct buf *all) {
	struct buf lines = { 0 };
	char t[TIME_ISO_SIZE];
	for (int i = from; i < to; i++)
		buf_printf(&lines, "{\"t\":\"%s\",\"gen\":{\"G1\":{\"kw\":%d}},\"x\":\"%*s\"}\n", time_format_iso(START + i * 1000, t), i, padding, "");
	give(d, lines.data, lines.len);
	if (all)
		buf_add(all, lines.data, lines.len);
	buf_free(&lines);
}

static inline void start(struct daemon *d, const char *const *more) {
	const char *arguments[16] = { "--collect", "-", "--listen", "127.0.0.1:0" };
	for (size_t i = 0; more && more[i]; i++)
		arguments[4 + i] = more[i];
	daemon_start(d, arguments);
	give(d, SITE, strlen(SITE));
}

/* Waits until the daemon has that frame. */
static inline void wait_for(const struct daemon *d, int frame) {
	char wanted[32];
	int64_t until_ms = clock_mono_ms() + DAEMON_WAIT_MS;
	snprintf(wanted, sizeof wanted, "\"kw\":%d}", frame);
	for (bool there = false; !there;) {
		struct reply r;
		daemon_get(d, "/v1/now", &r);
		there = r.status == 200 && strstr(r.body.data, wanted);
		reply_free(&r);
		if (clock_mono_ms() > until_ms)
			fail_msg("frame %d did not come", frame);
	}
}

static inline void assert_text(const struct buf *got, const struct buf *expected) {
	if (got->len != expected->len || memcmp(got->data, expected->data, got->len) != 0)
		fail_msg("expected %zu bytes:\n%.600s\ngot %zu:\n%.600s", expected->len, expected->data, got->len, got->data);
}

#endif
