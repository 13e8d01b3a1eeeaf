/* Watching a daemon, from its process to the drawn grid: what is fed to mwtopd's standard input is what the reducer shows, through pauses, jumps
 * into the past, a daemon that is killed and comes back. Real processes on loopback; every wait is for a condition, with a limit. */
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

static void feed(struct night *n) {
	while (n->sent < n->r.text.len) {
		ssize_t written = write(n->daemon.input, n->r.text.data + n->sent, n->r.text.len - n->sent);
		assert_true(written > 0);
		n->sent += (size_t)written;
	}
}

/* A collector that begins tells the site first. */
static void start_daemon(struct night *n, const char *listen) {
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

static void night_begin(struct night *n, size_t frames, size_t gens) {
	*n = (struct night){ .dir = test_dir_make() };
	n->record = mem_printf("%s/record", n->dir);
	recording_plain(&n->r, frames, gens, 1);
	start_daemon(n, "127.0.0.1:0");
	feed(n);
}

static void night_end(struct night *n) {
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

static void open_app(struct night *n, const char *at) {
	struct error err;
	n->session = session_open(n->address, NULL, &err);
	if (!n->session)
		fail_msg("%s", err.text);
	n->app = app_new(n->session, at, 1, clock_mono_ms());
}

static void step(struct night *n) {
	struct pollfd p = { .fd = source_fd(session_source(n->session)), .events = POLLIN };
	poll(&p, p.fd >= 0 ? 1 : 0, 20);
	app_update(n->app, &(struct app_msg){ .kind = APP_SOURCE, .mono_ms = clock_mono_ms() });
	while (app_work(n->app, 50, clock_mono_ms()))
		continue;
	app_update(n->app, &(struct app_msg){ .kind = APP_TICK, .mono_ms = clock_mono_ms() });
}

static void key(struct night *n, uint32_t code) {
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

static const struct world *world(const struct night *n) {
	return app_world(n->app);
}

static int64_t newest(const struct night *n) {
	return n->r.frames[n->r.frame_count - 1].t_ms;
}

/* One more second, fed. */
static void go_on(struct night *n, int64_t ms) {
	recording_frame(&n->r, newest(n) + ms);
	feed(n);
}

/* What the source holds is what was fed: each line once, in its order. `gaps`: as many as the recording has. */
static void expect_whole(struct night *n, uint64_t gaps) {
	struct source_scan *scan = source_scan_open(session_source(n->session), TIME_NONE);
	struct scan_line line;
	struct damage_counts damage;
	size_t frames = 0, events = 0;
	while (source_scan_next(scan, &line)) {
		if (line.kind == LINE_FRAME) {
			assert_true(frames < n->r.frame_count);
			expect_frame(line.frame, &n->r.frames[frames++]);
		}
		events += line.kind == LINE_EVENT;
	}
	source_scan_counts(scan, &damage);
	source_scan_close(scan);
	assert_int_equal(frames, n->r.frame_count);
	assert_int_equal(events, n->r.event_count);
	assert_int_equal(damage.doubled + damage.misordered + damage.unreadable + damage.torn + damage.blocks, 0);
	assert_int_equal(damage.gaps, gaps);
}

static void test_following(void **state) {
	(void)state;
	struct night n;
	night_begin(&n, 120, 3);
	open_app(&n, NULL);
	assert_true(app_view(n.app)->live);
	UNTIL(&n, world(&n)->frame && world(&n)->cursor_ms == newest(&n));
	UNTIL(&n, world(&n)->first_ms == n.r.frames[0].t_ms); /* the past comes after it */
	for (int i = 0; i < 5; i++) {
		go_on(&n, 1000);
		UNTIL(&n, world(&n)->cursor_ms == newest(&n));
		assert_int_equal(world(&n)->link, LINK_LIVE);
		assert_true(app_view(n.app)->live && app_view(n.app)->playing);
		expect_frame(world(&n)->frame, &n.r.frames[n.r.frame_count - 1]);
	}
	expect_whole(&n, 0);
	night_end(&n);
}

static void alarm_event(struct night *n, const char *text) {
	struct event event = { .t_ms = newest(n), .t_src_ms = TIME_NONE, .state = EVENT_RAISE, .priority = PRIORITY_HIGH, .id = "900" };
	snprintf(event.src, sizeof event.src, "G001");
	snprintf(event.kind, sizeof event.kind, "trip");
	snprintf(event.text, sizeof event.text, "%s", text);
	line_write_event(&n->r.text, &event);
	n->r.event_count++;
}

static void test_pause_and_return(void **state) {
	(void)state;
	struct night n;
	night_begin(&n, 120, 3);
	open_app(&n, NULL);
	UNTIL(&n, world(&n)->cursor_ms == newest(&n) && world(&n)->first_ms == n.r.frames[0].t_ms);
	int64_t left = newest(&n);
	key(&n, ' ');
	assert_false(app_view(n.app)->playing);
	go_on(&n, 1000);
	alarm_event(&n, "low gas pressure");
	go_on(&n, 1000);
	UNTIL(&n, world(&n)->edge.t_ms == newest(&n) && world(&n)->edge.new_high == 1);
	assert_true(world(&n)->cursor_ms == left);
	assert_true(world(&n)->edge.present && world(&n)->edge.away);
	assert_int_equal(world(&n)->edge.new_alarms, 1);
	assert_non_null(strstr(world(&n)->edge.newest, "low gas pressure"));
	assert_true(world(&n)->edge.now_ms >= newest(&n));
	key(&n, 'H'); /* a minute back: a recording like any other */
	assert_true(world(&n)->cursor_ms == left - 60000);
	expect_frame(world(&n)->frame, &n.r.frames[n.r.frame_count - 3 - 60]);
	key(&n, KEYCODE_END);
	go_on(&n, 1000);
	UNTIL(&n, world(&n)->cursor_ms == newest(&n));
	assert_false(world(&n)->edge.away);
	assert_int_equal(world(&n)->edge.new_alarms, 0);
	night_end(&n);
}

/* Killed, lines of an hour later come after its return: everything is there once, the hour is a gap. */
static void test_killed_and_back(void **state) {
	(void)state;
	struct night n;
	night_begin(&n, 60, 3);
	open_app(&n, NULL);
	UNTIL(&n, world(&n)->cursor_ms == newest(&n) && world(&n)->first_ms == n.r.frames[0].t_ms);
	for (int round = 1; round <= 3; round++) {
		daemon_end(&n.daemon, SIGKILL);
		daemon_free(&n.daemon);
		UNTIL(&n, world(&n)->link == LINK_DOWN && strstr(world(&n)->link_note, "next try"));
		assert_true(world(&n)->quiet_since_ms == newest(&n)); /* what is shown, and since when it stands */
		expect_frame(world(&n)->frame, &n.r.frames[n.r.frame_count - 1]);
		char *listen = mem_strdup(n.listen);
		start_daemon(&n, listen);
		free(listen);
		go_on(&n, 3600000);
		go_on(&n, 1000);
		UNTIL(&n, world(&n)->cursor_ms == newest(&n) && world(&n)->link == LINK_LIVE);
		assert_string_equal(world(&n)->link_note, "");
		expect_whole(&n, (uint64_t)round);
	}
	night_end(&n);
}

static uint64_t requests(struct night *n) {
	struct reply reply;
	daemon_get(&n->daemon, "/metrics", &reply);
	const char *at = strstr(reply.body.data, "\nmwtopd_requests_total ");
	assert_non_null(at);
	uint64_t count = strtoull(at + 23, NULL, 10);
	reply_free(&reply);
	return count;
}

/* A long past is coarse first; where one looks it becomes what was recorded, and is fetched once. */
static void test_the_past_is_refined(void **state) {
	(void)state;
	struct night n;
	night_begin(&n, 4000, 60);
	assert_true(n.r.text.len > 3u << 20);
	open_app(&n, NULL);
	UNTIL(&n, world(&n)->cursor_ms == newest(&n) && world(&n)->first_ms < newest(&n) - 3900000);
	key(&n, KEYCODE_HOME);
	UNTIL(&n, world(&n)->frame && world(&n)->frame->window_s == 0);
	key(&n, KEYCODE_HOME); /* the first window began before its line */
	assert_true(world(&n)->cursor_ms == n.r.frames[0].t_ms);
	expect_frame(world(&n)->frame, &n.r.frames[0]);
	key(&n, ' ');
	static const int seconds[] = { 1000, 2000, 3000, 1010, 2010, 60 };
	uint64_t before = 0;
	for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
		char iso[TIME_ISO_SIZE];
		if (i == 3)
			before = requests(&n);
		key(&n, 'g');
		for (const char *c = time_format_iso(n.r.frames[seconds[i]].t_ms, iso); *c; c++)
			key(&n, (unsigned char)*c);
		key(&n, KEYCODE_ENTER);
		if (app_view(n.app)->playing)
			key(&n, ' ');
		UNTIL(&n, world(&n)->frame->window_s == 0 && world(&n)->cursor_ms >= n.r.frames[seconds[i]].t_ms);
		const struct frame *f = world(&n)->frame;
		expect_frame(f, &n.r.frames[(f->t_ms - RECORDING_START) / 1000]);
	}
	assert_int_equal(requests(&n), before + 1); /* the one that counts them */
	key(&n, KEYCODE_END);
	go_on(&n, 1000);
	UNTIL(&n, world(&n)->cursor_ms == newest(&n));
	night_end(&n);
}

static void test_a_time_to_open_at(void **state) {
	(void)state;
	struct night n;
	char iso[TIME_ISO_SIZE];
	night_begin(&n, 300, 3);
	open_app(&n, time_format_iso(RECORDING_START + 100000, iso));
	UNTIL(&n, world(&n)->cursor_ms >= RECORDING_START + 100000 && world(&n)->cursor_ms < RECORDING_START + 130000 && world(&n)->frame);
	assert_true(app_view(n.app)->live);
	night_end(&n);
}

static void test_a_daemon_that_is_not_there(void **state) {
	(void)state;
	struct night n;
	night_begin(&n, 20, 3);
	daemon_end(&n.daemon, SIGKILL);
	daemon_free(&n.daemon);
	open_app(&n, NULL);
	UNTIL(&n, strstr(world(&n)->link_note, "refused"));
	assert_int_equal(world(&n)->link, LINK_DOWN);
	assert_null(world(&n)->frame);
	char *listen = mem_strdup(n.listen);
	start_daemon(&n, listen);
	free(listen);
	go_on(&n, 1000);
	UNTIL(&n, world(&n)->frame && world(&n)->cursor_ms == newest(&n));
	night_end(&n);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_following), cmocka_unit_test(test_pause_and_return), cmocka_unit_test(test_killed_and_back),
		cmocka_unit_test(test_the_past_is_refined), cmocka_unit_test(test_a_time_to_open_at), cmocka_unit_test(test_a_daemon_that_is_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
