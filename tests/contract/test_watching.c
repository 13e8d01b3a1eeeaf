/* Watching a daemon, from its process to the drawn grid: what is fed to mwtopd's standard input is what the reducer shows, through pauses, jumps
 * into the past, a daemon that is killed and comes back. Real processes on loopback; every wait is for a condition, with a limit. */
#include "live_night.h"

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

/* A daemon that comes back knows the site that was told to the one before, and reads a file on from where that stopped. */
static void test_a_collector_that_tells_its_site_once(void **state) {
	(void)state;
	struct night n;
	night_begin(&n, 30, 3);
	open_app(&n, NULL);
	UNTIL(&n, world(&n)->frame && world(&n)->cursor_ms == newest(&n));
	assert_int_equal(daemon_end(&n.daemon, SIGKILL), 128 + SIGKILL);
	daemon_free(&n.daemon);
	char *listen = mem_strdup(n.listen);
	size_t sent = n.sent;
	n.sent = 0; /* no site line of its own */
	start_daemon(&n, listen);
	n.sent = sent;
	free(listen);
	go_on(&n, 1000);
	UNTIL(&n, world(&n)->cursor_ms == newest(&n) && world(&n)->first_ms == n.r.frames[0].t_ms); /* the past was on its way, perhaps */
	expect_whole(&n, 0);
	night_end(&n);
}

static void test_a_file_that_is_read_again(void **state) {
	(void)state;
	struct night n = { .dir = test_dir_make() };
	char *path = mem_printf("%s/lines.ndjson", n.dir);
	n.record = mem_printf("%s/record", n.dir);
	recording_plain(&n.r, 40, 3, 1);
	for (int round = 0; round < 3; round++) {
		const char *const argv[] = { "--collect", path, "--record", n.record, "--listen", "127.0.0.1:0", NULL };
		FILE *f = fopen(path, "w");
		fwrite(n.r.text.data, 1, n.r.text.len, f);
		fclose(f);
		daemon_start(&n.daemon, argv);
		free(n.address);
		n.address = mem_printf("http://127.0.0.1:%d", n.daemon.port);
		open_app(&n, NULL);
		UNTIL(&n, world(&n)->frame && world(&n)->cursor_ms == newest(&n) && world(&n)->first_ms == n.r.frames[0].t_ms);
		expect_whole(&n, 0);
		app_free(n.app);
		session_close(n.session);
		n.app = NULL;
		n.session = NULL;
		assert_int_equal(daemon_end(&n.daemon, SIGTERM), 0);
		daemon_free(&n.daemon);
		recording_frame(&n.r, newest(&n) + 1000);
	}
	recording_free(&n.r);
	free(path);
	free(n.record);
	free(n.address);
	test_dir_remove(n.dir);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_following), cmocka_unit_test(test_pause_and_return), cmocka_unit_test(test_killed_and_back),
		cmocka_unit_test(test_the_past_is_refined), cmocka_unit_test(test_a_time_to_open_at), cmocka_unit_test(test_a_daemon_that_is_not_there),
		cmocka_unit_test(test_a_collector_that_tells_its_site_once), cmocka_unit_test(test_a_file_that_is_read_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
