/* What networks and daemons do to a watcher: after each, nothing is lost and nothing doubled, the screen's words say what happened, and memory
 * stays where it was. A real daemon, a proxy in front of it that misbehaves, and the reducer. */
#include "live_night.h"

#include "fault_proxy.h"
#include "snapshot.h"

#define MEMORY_MOST_KIB (64 * 1024) /* more than before a fault */

struct watch {
	struct night night;
	struct fault_proxy proxy;
	char *address;
	long memory_kib;
};

static long memory_kib(void) {
	FILE *f = fopen("/proc/self/status", "r");
	char line[256];
	long kib = 0;
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "RssAnon: %ld kB", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib;
}

static void begin_with(struct watch *w, enum fault fault) {
	night_begin(&w->night, 60, 3);
	fault_proxy_start(&w->proxy, w->night.daemon.port);
	fault_proxy_do(&w->proxy, fault, 0);
	w->address = mem_printf("http://127.0.0.1:%d", w->proxy.port);
	open_app_by(&w->night, w->address, NULL);
	w->memory_kib = memory_kib();
}

static void begin(struct watch *w) {
	begin_with(w, FAULT_NONE);
	UNTIL(&w->night, world(&w->night)->cursor_ms == newest(&w->night) && world(&w->night)->first_ms == w->night.r.frames[0].t_ms);
	assert_int_equal(world(&w->night)->link, LINK_LIVE);
}

/* All is well again: a sample comes, the words are gone. */
static void recover(struct watch *w) {
	fault_proxy_do(&w->proxy, FAULT_NONE, 0);
	UNTIL(&w->night, world(&w->night)->link != LINK_DOWN && world(&w->night)->frame);
	go_on(&w->night, 1000);
	UNTIL(&w->night, world(&w->night)->frame && world(&w->night)->frame->t_ms == newest(&w->night) && world(&w->night)->link == LINK_LIVE);
	UNTIL(&w->night, world(&w->night)->first_ms == w->night.r.frames[0].t_ms);
	assert_string_equal(world(&w->night)->link_note, "");
	assert_true(memory_kib() - w->memory_kib < MEMORY_MOST_KIB);
}

static void end(struct watch *w) {
	fault_proxy_end(&w->proxy);
	night_end(&w->night);
	free(w->address);
}

/* The link is down, the values stay, and these words say why. */
static void expect_down(struct watch *w, const char *words) {
	struct night *n = &w->night;
	int64_t shown = world(n)->frame ? world(n)->frame->t_ms : TIME_NONE;
	UNTIL(n, world(n)->link != LINK_LIVE && strstr(world(n)->link_note, words)); /* down; or, of a daemon that has nothing yet, stale */
	if (shown != TIME_NONE)
		assert_true(world(n)->frame && world(n)->frame->t_ms >= shown);
	for (const char *c = world(n)->link_note; *c; c++)
		assert_true((unsigned char)*c >= ' ' && *c != 0x7F);
}

static void test_cut_in_mid_line(void **state) {
	(void)state;
	static const uint64_t cuts[] = { 0, 1, 17, 160, 450, 1000 };
	struct watch w;
	begin(&w);
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		fault_proxy_do(&w.proxy, FAULT_CUT_AFTER, cuts[i]);
		for (int k = 0; k < 200 && world(&w.night)->link != LINK_DOWN; k++) { /* they come packed: some take many lines */
			go_on(&w.night, 1000);
			step(&w.night);
		}
		expect_down(&w, "cut");
		recover(&w);
		expect_whole(&w.night, 0);
	}
	end(&w);
}

static void test_cut_again_and_again(void **state) {
	(void)state;
	struct watch w;
	begin(&w);
	for (int i = 0; i < 4; i++) {
		fault_proxy_do(&w.proxy, FAULT_CUT, 0);
		go_on(&w.night, 1000);
		UNTIL(&w.night, world(&w.night)->frame->t_ms == newest(&w.night) && world(&w.night)->link == LINK_LIVE);
	}
	recover(&w);
	expect_whole(&w.night, 0);
	end(&w);
}

static void test_the_port_is_closed(void **state) {
	(void)state;
	struct watch w;
	begin(&w);
	fault_proxy_do(&w.proxy, FAULT_REFUSE, 0);
	expect_down(&w, "refused");
	assert_non_null(strstr(world(&w.night)->link_note, "127.0.0.1"));
	for (int k = 0; k < 20; k++) /* a hole, to be filled */
		go_on(&w.night, 1000);
	recover(&w);
	expect_whole(&w.night, 0);
	end(&w);
}

/* Silence, and a header that never ends; both at once, since each takes its time. */
static void test_silence(void **state) {
	(void)state;
	struct watch silent, half;
	bool told = false, both = false;
	int64_t began_ms, long_ms = getenv("MWTOP_TEST_LONG") ? 30000 : 0;
	begin(&silent);
	begin(&half);
	fault_proxy_do(&silent.proxy, FAULT_STALL, 0);
	fault_proxy_do(&half.proxy, FAULT_HALF_HEADER, 0);
	began_ms = clock_mono_ms();
	while (!both || clock_mono_ms() - began_ms < long_ms) {
		const struct world *a = world(&silent.night), *b = world(&half.night);
		step(&silent.night);
		step(&half.night);
		if (a->link == LINK_STALE && !told) { /* first the data are old, with their age, then the link is down */
			assert_true(a->age_s >= 3);
			assert_true(a->quiet_since_ms == newest(&silent.night));
			told = true;
		}
		both = both || (told && strstr(a->link_note, "silent") && strstr(b->link_note, "silent"));
		if (clock_mono_ms() - began_ms > 60000)
			fail_msg("%d: \"%s\", \"%s\"", told, a->link_note, b->link_note);
	}
	for (int k = 0; k < 5; k++)
		go_on(&silent.night, 1000);
	recover(&silent);
	expect_whole(&silent.night, 0);
	recover(&half);
	expect_whole(&half.night, 0);
	end(&silent);
	end(&half);
}

static void test_endless_answers(void **state) {
	(void)state;
	static const struct { enum fault fault; const char *words; } rows[] = {
		{ FAULT_ENDLESS, "no end of a line" }, { FAULT_ENDLESS_LINES, "no telemetry" },
	};
	struct watch w;
	struct damage_counts damage;
	begin(&w);
	for (size_t i = 0; i < 2; i++) {
		fault_proxy_do(&w.proxy, rows[i].fault, 0);
		expect_down(&w, rows[i].words);
		assert_true(memory_kib() - w.memory_kib < MEMORY_MOST_KIB);
		recover(&w);
		expect_lines(&w.night, &damage);
		assert_int_equal(damage.doubled + damage.misordered, 0);
	}
	end(&w);
}

/* From the beginning: there is nothing to show but what is the matter; and in the middle. */
static void test_answers_of_no_use(void **state) {
	(void)state;
	static const struct { enum fault fault; const char *first, *later; } rows[] = {
		{ FAULT_WRONG_TYPES, "no site", "ended the stream" },
		{ FAULT_NO_HTTP, "no HTTP", "no HTTP" },
		{ FAULT_401, "token", "show a token" },
		{ FAULT_429, "too many watchers", "429" },
		{ FAULT_503, "nothing to show", "503" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct watch w;
		begin_with(&w, rows[i].fault);
		expect_down(&w, rows[i].first);
		assert_null(world(&w.night)->frame);
		recover(&w);
		expect_whole(&w.night, 0);
		fault_proxy_do(&w.proxy, rows[i].fault, 0);
		expect_down(&w, rows[i].later);
		recover(&w);
		expect_whole(&w.night, 0);
		end(&w);
	}
}

/* A daemon whose clock is set back or ahead by an hour: what came last is what is shown, and all of it is kept, also over a cut. */
static void test_a_clock_that_jumps(void **state) {
	(void)state;
	static const int64_t jumps_ms[] = { -3600000, 3600000, -3600000 };
	struct watch w;
	struct damage_counts damage;
	begin(&w);
	for (size_t i = 0; i < sizeof jumps_ms / sizeof *jumps_ms; i++) {
		for (int k = 0; k < 3; k++) {
			go_on(&w.night, k == 0 ? jumps_ms[i] : 1000);
			UNTIL(&w.night, world(&w.night)->frame->t_ms == newest(&w.night) && world(&w.night)->cursor_ms == newest(&w.night));
			assert_false(world(&w.night)->in_gap);
		}
		fault_proxy_do(&w.proxy, FAULT_CUT, 0);
		for (int k = 0; k < 3; k++)
			go_on(&w.night, 1000);
		UNTIL(&w.night, world(&w.night)->frame->t_ms == newest(&w.night) && world(&w.night)->link == LINK_LIVE);
		expect_lines(&w.night, &damage);
		assert_int_equal(damage.unreadable + damage.torn + damage.doubled, 0);
	}
	end(&w);
}

/* The daemon stops between two turns and another is there: it has the recording, and goes on. */
static void test_another_daemon_behind_the_address(void **state) {
	(void)state;
	struct watch w;
	begin(&w);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(daemon_end(&w.night.daemon, SIGTERM), 0);
		daemon_free(&w.night.daemon);
		start_daemon(&w.night, "127.0.0.1:0");
		fault_proxy_target(&w.proxy, w.night.daemon.port);
		recover(&w);
		expect_whole(&w.night, 0);
	}
	end(&w);
}

/* Commands that need all of it come to an end too, with words. */
static void test_all_of_an_endless_answer(void **state) {
	(void)state;
	static const struct { enum fault fault; const char *words; } rows[] = {
		{ FAULT_ENDLESS, "no end of a line" }, { FAULT_CUT_AFTER, "cut" }, { FAULT_401, "token" }, { FAULT_REFUSE, "refused" },
	};
	struct watch w;
	begin(&w);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct error err;
		struct source *s = source_open(w.address, &err);
		assert_non_null(s);
		fault_proxy_do(&w.proxy, rows[i].fault, 400);
		assert_false(source_read_all(s, &err));
		if (!strstr(err.text, rows[i].words))
			fail_msg("%zu: %s", i, err.text);
		source_close(s);
		recover(&w);
	}
	end(&w);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut_in_mid_line), cmocka_unit_test(test_cut_again_and_again), cmocka_unit_test(test_the_port_is_closed),
		cmocka_unit_test(test_silence), cmocka_unit_test(test_endless_answers), cmocka_unit_test(test_answers_of_no_use),
		cmocka_unit_test(test_a_clock_that_jumps), cmocka_unit_test(test_all_of_an_endless_answer), cmocka_unit_test(test_another_daemon_behind_the_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
