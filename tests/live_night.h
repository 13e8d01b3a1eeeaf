/* A night that is watched: a daemon that is fed through its standard input, and a session and reducer that look at it, in the test's own loop. */
#ifndef MWTOP_TEST_LIVE_NIGHT_H
#define MWTOP_TEST_LIVE_NIGHT_H

#include "recording.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "app.h"
#include "daemon_run.h"

#define WAIT_MS 15000

struct night {
	struct recording r;
	struct daemon daemon;
	char *dir, *record, *listen, *address;
	size_t sent;          /* bytes of r.text that were fed */
	struct session *session;
	struct app *app;
};

static inline void feed(struct night *n) {
	while (n->sent < n->r.text.len) {
		ssize_t written = write(n->daemon.input, n->r.text.data + n->sent, n->r.text.len - n->sent);
		assert_true(written > 0);
		n->sent += (size_t)written;
	}
}

/* A collector that begins tells the site first. */
static inline void start_daemon(struct night *n, const char *listen) {
	const char *const argv[] = { "--collect", "-", "--record", n->record, "--listen", listen, NULL };
	daemon_start(&n->daemon, argv);
	free(n->listen);
	free(n->address);
	n->listen = mem_printf("127.0.0.1:%d", n->daemon.port);
	n->address = mem_printf("http://%s", n->listen);
	if (n->sent > 0) {
		const char *end = strchr(n->r.text.data, '\n') + 1;
		assert_true(write(n->daemon.input, n->r.text.data, (size_t)(end - n->r.text.data)) > 0);
	}
}

static inline void night_begin(struct night *n, size_t frames, size_t gens) {
	*n = (struct night){ .dir = test_dir_make() };
	n->record = mem_printf("%s/record", n->dir);
	recording_plain(&n->r, frames, gens, 1);
	start_daemon(n, "127.0.0.1:0");
	feed(n);
}

static inline void night_end(struct night *n) {
	app_free(n->app);
	session_close(n->session);
	daemon_end(&n->daemon, SIGTERM);
	daemon_free(&n->daemon);
	recording_free(&n->r);
	free(n->record);
	free(n->listen);
	free(n->address);
	test_dir_remove(n->dir);
}

static inline void open_app_by(struct night *n, const char *address, const char *at) {
	struct error err;
	n->session = session_open(address, NULL, &err);
	if (!n->session)
		fail_msg("%s", err.text);
	n->app = app_new(n->session, at, 1, clock_mono_ms());
}

static inline void open_app(struct night *n, const char *at) {
	open_app_by(n, n->address, at);
}

static inline void step(struct night *n) {
	struct pollfd p = { .fd = source_fd(session_source(n->session)), .events = POLLIN };
	poll(&p, p.fd >= 0 ? 1 : 0, 20);
	app_update(n->app, &(struct app_msg){ .kind = APP_SOURCE, .mono_ms = clock_mono_ms() });
	while (app_work(n->app, 50, clock_mono_ms()))
		continue;
	app_update(n->app, &(struct app_msg){ .kind = APP_TICK, .mono_ms = clock_mono_ms() });
}

static inline void key(struct night *n, uint32_t code) {
	app_update(n->app, &(struct app_msg){ .kind = APP_KEY, .key = code, .mono_ms = clock_mono_ms() });
}

/* Runs the loop until `condition` holds. */
#define UNTIL(n, condition) \
	do { \
		int64_t until_ms_ = clock_mono_ms() + WAIT_MS; \
		while (!(condition)) { \
			if (clock_mono_ms() > until_ms_) \
				fail_msg("not within %d ms: %s; link: %s %s", WAIT_MS, #condition, link_state_words[app_world((n)->app)->link], app_world((n)->app)->link_note); \
			step(n); \
		} \
	} while (0)

static inline const struct world *world(const struct night *n) {
	return app_world(n->app);
}

static inline int64_t newest(const struct night *n) {
	return n->r.frames[n->r.frame_count - 1].t_ms;
}

/* One more second, fed. */
static inline void go_on(struct night *n, int64_t ms) {
	recording_frame(&n->r, newest(n) + ms);
	feed(n);
}

/* What the source holds is what was fed: each line once, in its order. */
static inline void expect_lines(struct night *n, struct damage_counts *damage) {
	struct source_scan *scan = source_scan_open(session_source(n->session), TIME_NONE);
	struct scan_line line;
	size_t frames = 0, events = 0;
	while (source_scan_next(scan, &line)) {
		if (line.kind == LINE_FRAME) {
			assert_true(frames < n->r.frame_count);
			expect_frame(line.frame, &n->r.frames[frames++]);
		}
		events += line.kind == LINE_EVENT;
	}
	source_scan_counts(scan, damage);
	source_scan_close(scan);
	assert_int_equal(frames, n->r.frame_count);
	assert_int_equal(events, n->r.event_count);
}

/* And nothing is the matter with it, but for `gaps` that the recording has. */
static inline void expect_whole(struct night *n, uint64_t gaps) {
	struct damage_counts damage;
	expect_lines(n, &damage);
	assert_int_equal(damage.doubled + damage.misordered + damage.unreadable + damage.torn + damage.blocks, 0);
	assert_int_equal(damage.gaps, gaps);
}

#endif
