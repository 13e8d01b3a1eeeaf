/* The program on a line that takes 9,600 bytes a second, with --max-bps: keys are answered at once whatever waits, the limit holds, and the screen is
 * whole in the end. And the rate that it shows of itself. */
#include "support.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "pty/asserts.h"
#include "pty/program.h"
#include "times.h"

#define LINE_BPS 9600
#define ANSWER_MS 250
#define TRIES 4 /* the machine may be busy with something else: one of them has to be in time */

/* Takes what the line lets through, until the screen shows `text` or `limit_ms` have passed; returns how long it took. */
static int64_t slow_wait(struct pty *p, const char *text, int limit_ms) {
	int64_t from_ms = clock_mono_ms(), now_ms = from_ms;
	size_t taken = 0;

	while (now_ms - from_ms < limit_ms && !(text && pty_shows(p, text))) {
		struct pollfd none = { .fd = -1 };
		poll(&none, 1, 5);
		now_ms = clock_mono_ms();
		size_t due = (size_t)((now_ms - from_ms) * LINE_BPS / 1000);
		if (due > taken)
			taken += pty_take(p, due - taken);
		if (taken < due)
			taken = due; /* what was not used is lost */
	}
	return now_ms - from_ms;
}

static struct pty *start_slow(void) {
	const char *const argv[] = { program.mwtop, program.recording, "--at", "T-20m", "--max-bps", "9600", NULL };
	struct pty *p = program_start_with(argv, program_env, 120, 40);

	if (slow_wait(p, "? help", PTY_LIMIT_MS) >= PTY_LIMIT_MS)
		fail_msg("no first screen:\n%s", pty_screen(p));
	return p;
}

static void test_keys_are_answered(void **state) {
	struct pty *p = start_slow();
	int64_t best = PTY_LIMIT_MS;

	(void)state;
	slow_wait(p, NULL, 1500); /* all of the first screen */
	for (int i = 0; i < TRIES && best > ANSWER_MS; i++) {
		assert_true(pty_type(p, "z")); /* another screen altogether */
		slow_wait(p, NULL, 120);
		assert_true(pty_type(p, "g"));
		int64_t took = slow_wait(p, "go to:", 5000);
		best = took < best ? took : best;
		assert_true(pty_type(p, "\033"));
		slow_wait(p, "? help", 5000);
		slow_wait(p, NULL, 1000);
	}
	if (best > ANSWER_MS)
		fail_msg("a key was answered after %d ms at the best", (int)best);
	program_quits(p);
}

/* Fast playing changes all the time: no more is sent than may be, and once it rests the newest screen stands there. */
static void test_limit_holds(void **state) {
	struct pty *p = start_slow();
	int64_t from_ms;
	size_t from;

	(void)state;
	assert_true(pty_type(p, ">>>>>>>>"));
	slow_wait(p, NULL, 500);
	from = pty_bytes(p)->len;
	from_ms = clock_mono_ms();
	while (clock_mono_ms() - from_ms < 2000)
		pty_pump(p, 20); /* a reader that takes all there is */
	double rate = (double)(pty_bytes(p)->len - from) * 1000 / (double)(clock_mono_ms() - from_ms);
	if (rate > LINE_BPS * 1.1)
		fail_msg("%.0f bytes a second", rate);
	assert_true(pty_type(p, " "));
	assert_true(pty_wait_text(p, "PAUSED", true, PTY_LIMIT_MS));
	assert_true(pty_wait_quiet(p, 300, PTY_LIMIT_MS));
	char *at_rest = mem_strdup(pty_screen(p));
	assert_true(pty_type(p, "\f")); /* drawn anew: the same */
	assert_true(pty_wait_quiet(p, 500, PTY_LIMIT_MS));
	assert_string_equal(at_rest, pty_screen(p));
	free(at_rest);
	program_quits(p);
}

/* Nobody reads: with a limit too it sleeps. */
static void test_unread(void **state) {
	struct pty *p = start_slow();
	int64_t until_ms, cpu_us;
	struct pollfd none = { .fd = -1 };

	(void)state;
	assert_true(pty_type(p, ">>>>>>>>z"));
	until_ms = clock_mono_ms() + 1500;
	while (clock_mono_ms() < until_ms)
		poll(&none, 1, 50);
	cpu_us = pty_cpu_us(p);
	until_ms = clock_mono_ms() + 1000;
	while (clock_mono_ms() < until_ms)
		poll(&none, 1, 50);
	if (pty_cpu_us(p) - cpu_us > 200000) /* it plays on, 10,000 times as fast, but makes no picture */
		fail_msg("%d ms of CPU in a second", (int)((pty_cpu_us(p) - cpu_us) / 1000));
	program_quits(p);
}

static void test_rate(void **state) {
	const char *const argv[] = { program.mwtop, program.recording, "--at", "T-20m", NULL };
	struct pty *p = program_start_with(argv, program_env, 120, 40);

	(void)state;
	assert_shows(p, "? help");
	assert_false(pty_shows(p, "B/s"));
	assert_true(pty_type(p, "B"));
	assert_shows(p, "\xe2\x80\x94 B/s"); /* not known yet */
	assert_true(pty_wait_text(p, "\xe2\x80\x94 B/s", false, PTY_LIMIT_MS));
	assert_shows(p, "B/s");
	assert_true(pty_type(p, "B"));
	assert_true(pty_wait_text(p, "B/s", false, PTY_LIMIT_MS));
	program_quits(p);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys_are_answered),
		cmocka_unit_test(test_limit_holds),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_rate),
	};
	return cmocka_run_group_tests(tests, program_set_up, program_tear_down);
}
