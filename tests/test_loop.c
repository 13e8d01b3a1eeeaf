/* The event loop: what is called, when, and above all when not. */
#include "support.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop.h"
#include "times.h"

struct fixture {
	struct loop *l;
	struct error err;
	int pipe[2], other[2];
	int calls, other_calls, fired[8], fired_count, signals[8], signal_count;
	unsigned what;
};

static int setup(void **state) {
	struct fixture *f = calloc(1, sizeof *f);

	if (!f || pipe2(f->pipe, O_NONBLOCK | O_CLOEXEC) != 0 || pipe2(f->other, O_NONBLOCK | O_CLOEXEC) != 0)
		return -1;
	f->l = loop_new(&f->err);
	*state = f;
	return f->l ? 0 : -1;
}

static int teardown(void **state) {
	struct fixture *f = *state;

	loop_free(f->l);
	for (int i = 0; i < 2; i++) {
		if (f->pipe[i] >= 0)
			close(f->pipe[i]);
		close(f->other[i]);
	}
	free(f);
	return 0;
}

static void stop(void *data) {
	loop_stop(((struct fixture *)data)->l);
}

/* Runs for `ms` and returns how often poll returned in that time. */
static uint64_t run_for(struct fixture *f, int ms) {
	uint64_t before = loop_wakeups(f->l);

	loop_deadline(f->l, 15, clock_mono_ms() + ms, stop, f);
	loop_run(f->l, NULL, NULL);
	return loop_wakeups(f->l) - before;
}

static void on_readable(void *data, int fd, unsigned what) {
	struct fixture *f = data;
	char byte;

	f->calls++;
	f->what |= what;
	if (read(fd, &byte, 1) == 0 || f->calls > 100)
		loop_watch(f->l, fd, 0, NULL, NULL);
}

static void test_rest_is_silent(void **state) {
	struct fixture *f = *state;

	loop_watch(f->l, f->pipe[0], LOOP_READ, on_readable, f);
	assert_true(run_for(f, 300) <= 1); /* the deadline that ends it */
	assert_int_equal(f->calls, 0);
}

static void test_reads_and_end_of_pipe(void **state) {
	struct fixture *f = *state;

	loop_watch(f->l, f->pipe[0], LOOP_READ, on_readable, f);
	assert_int_equal(write(f->pipe[1], "ab", 2), 2);
	run_for(f, 20);
	assert_int_equal(f->calls, 2);
	assert_int_equal(f->what, LOOP_READ);
	close(f->pipe[1]);
	f->pipe[1] = -1;
	run_for(f, 20);
	assert_int_equal(f->calls, 3);
	assert_true(f->what & LOOP_HANGUP);
}

static void on_writable(void *data, int fd, unsigned what) {
	struct fixture *f = data;

	f->what = what;
	f->calls++;
	loop_watch(f->l, fd, 0, NULL, NULL);
}

static void test_writable(void **state) {
	struct fixture *f = *state;

	loop_watch(f->l, f->pipe[1], LOOP_WRITE, on_writable, f);
	run_for(f, 20);
	assert_int_equal(f->calls, 1);
	assert_int_equal(f->what, LOOP_WRITE);
}

/* Both are readable in one round; the first that runs removes the other. */
static void remove_both(void *data, int fd, unsigned what) {
	struct fixture *f = data;

	(void)fd, (void)what;
	f->calls++;
	loop_watch(f->l, f->pipe[0], 0, NULL, NULL);
	loop_watch(f->l, f->other[0], 0, NULL, NULL);
}

static void test_removal_in_a_callback(void **state) {
	struct fixture *f = *state;

	loop_watch(f->l, f->pipe[0], LOOP_READ, remove_both, f);
	loop_watch(f->l, f->other[0], LOOP_READ, remove_both, f);
	assert_int_equal(write(f->pipe[1], "a", 1), 1);
	assert_int_equal(write(f->other[1], "a", 1), 1);
	run_for(f, 20);
	assert_int_equal(f->calls, 1);
}

static void count_other(void *data, int fd, unsigned what) {
	struct fixture *f = data;
	char byte;

	(void)what;
	f->other_calls++;
	if (read(fd, &byte, 1) != 1)
		f->other_calls += 100; /* called without anything to read */
	loop_watch(f->l, fd, 0, NULL, NULL);
}

/* Closes the other descriptor, which gets its number back from a new pipe: the old event must not reach the new watch. */
static void replace_other(void *data, int fd, unsigned what) {
	struct fixture *f = data;
	int fresh[2], old = f->other[0];

	(void)what;
	loop_watch(f->l, fd, 0, NULL, NULL);
	loop_watch(f->l, old, 0, NULL, NULL);
	close(old);
	close(f->other[1]);
	if (pipe2(fresh, O_NONBLOCK | O_CLOEXEC) != 0 || fresh[0] != old)
		fail_msg("the number was not given out again");
	f->other[0] = fresh[0];
	f->other[1] = fresh[1];
	loop_watch(f->l, old, LOOP_READ, count_other, f);
}

static void test_number_that_is_used_again(void **state) {
	struct fixture *f = *state;

	loop_watch(f->l, f->pipe[0], LOOP_READ, replace_other, f);
	loop_watch(f->l, f->other[0], LOOP_READ, count_other, f);
	assert_int_equal(write(f->pipe[1], "a", 1), 1);
	assert_int_equal(write(f->other[1], "a", 1), 1);
	run_for(f, 20);
	assert_int_equal(f->other_calls, 0);
	assert_int_equal(write(f->other[1], "b", 1), 1);
	run_for(f, 20);
	assert_int_equal(f->other_calls, 1);
}

static void test_descriptor_closed_under_it(void **state) {
	struct fixture *f = *state;
	int gone = dup(f->pipe[0]);

	loop_watch(f->l, gone, LOOP_READ, on_readable, f);
	close(gone);
	assert_true(run_for(f, 50) < 5);
	assert_true(f->what & LOOP_HANGUP);
}

static void test_many_descriptors(void **state) {
	struct fixture *f = *state;
	int fds[100];

	for (int i = 0; i < 100; i++) {
		fds[i] = dup(f->pipe[1]);
		loop_watch(f->l, fds[i], LOOP_WRITE, on_writable, f);
	}
	run_for(f, 30);
	assert_int_equal(f->calls, 100);
	for (int i = 0; i < 100; i++)
		close(fds[i]);
}

static void note(struct fixture *f, int id) {
	if (f->fired_count < 8)
		f->fired[f->fired_count++] = id;
}
static void fire_1(void *data) {
	note(data, 1);
}
static void fire_2(void *data) {
	note(data, 2);
}
static void fire_again(void *data) {
	struct fixture *f = data;

	note(f, 3);
	if (f->fired_count < 3)
		loop_deadline(f->l, 3, clock_mono_ms() + 5, fire_again, f);
}

static void test_deadlines(void **state) {
	struct fixture *f = *state;
	int64_t now_ms = clock_mono_ms();

	loop_deadline(f->l, 1, now_ms + 40, fire_1, f);
	loop_deadline(f->l, 2, now_ms + 10, fire_2, f);
	run_for(f, 80);
	assert_int_equal(f->fired_count, 2); /* once each */
	assert_int_equal(f->fired[0], 2);
	assert_int_equal(f->fired[1], 1);
}

static void test_deadline_moved_and_removed(void **state) {
	struct fixture *f = *state;

	loop_deadline(f->l, 1, clock_mono_ms() + 10, fire_1, f);
	loop_deadline(f->l, 1, clock_mono_ms() + 10000, fire_1, f);
	loop_deadline(f->l, 2, clock_mono_ms() + 10, fire_2, f);
	loop_deadline(f->l, 2, TIME_NONE, fire_2, f);
	assert_true(run_for(f, 40) <= 2);
	assert_int_equal(f->fired_count, 0);
	loop_deadline(f->l, 16, 0, fire_1, f); /* no such number: nothing */
	loop_deadline(f->l, -1, 0, fire_1, f);
	run_for(f, 10);
	assert_int_equal(f->fired_count, 0);
}

static void test_deadline_sets_itself(void **state) {
	struct fixture *f = *state;

	loop_deadline(f->l, 3, 0, fire_again, f); /* long past: at once */
	run_for(f, 60);
	assert_int_equal(f->fired_count, 3);
}

static void on_signal(void *data, int signal_number) {
	struct fixture *f = data;

	if (f->signal_count < 8)
		f->signals[f->signal_count++] = signal_number;
}

static void test_signals(void **state) {
	struct fixture *f = *state;
	static const int wanted[] = { SIGUSR1, SIGTERM }, more[] = { SIGUSR2 };

	assert_true(loop_watch_signals(f->l, wanted, 2, on_signal, f, &f->err));
	assert_true(loop_watch_signals(f->l, more, 1, on_signal, f, &f->err));
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGTERM);
	kill(getpid(), SIGUSR2);
	run_for(f, 20);
	assert_int_equal(f->signal_count, 3);
	assert_true(run_for(f, 50) <= 1);
}

static void test_signal_that_cannot_be(void **state) {
	struct fixture *f = *state;
	static const int wrong[] = { 4711 };

	assert_false(loop_watch_signals(f->l, wrong, 1, on_signal, f, &f->err));
	assert_true(strlen(f->err.text) > 0);
}

/* The mask and SIGPIPE are as before afterwards, and a signal that came too late kills nobody. */
static void test_free_restores(void **state) {
	struct error err;
	sigset_t before, after;
	struct sigaction pipe_before, pipe_after;
	static const int wanted[] = { SIGTERM };
	struct loop *l;
	struct fixture f = { 0 };

	(void)state;
	sigprocmask(SIG_SETMASK, NULL, &before);
	sigaction(SIGPIPE, NULL, &pipe_before);
	l = loop_new(&err);
	assert_non_null(l);
	sigaction(SIGPIPE, NULL, &pipe_after);
	assert_true(pipe_after.sa_handler == SIG_IGN);
	assert_true(loop_watch_signals(l, wanted, 1, on_signal, &f, &err));
	sigprocmask(SIG_SETMASK, NULL, &after);
	assert_int_equal(sigismember(&after, SIGTERM), 1);
	kill(getpid(), SIGTERM);
	loop_free(l);
	sigprocmask(SIG_SETMASK, NULL, &after);
	sigaction(SIGPIPE, NULL, &pipe_after);
	assert_int_equal(sigismember(&after, SIGTERM), sigismember(&before, SIGTERM));
	assert_true(pipe_after.sa_handler == pipe_before.sa_handler);
	loop_free(NULL);
}

struct work {
	struct fixture *f;
	int left, done_before_key;
	bool key_seen;
};

static void on_key(void *data, int fd, unsigned what) {
	struct work *w = data;
	char byte;

	(void)what;
	w->key_seen = read(fd, &byte, 1) == 1;
	w->done_before_key = w->left;
}

static bool slice(void *data) {
	struct work *w = data;

	if (w->left > 0)
		w->left--;
	if (w->left == 500 && write(w->f->pipe[1], "k", 1) != 1)
		w->left = 0;
	return w->left > 0;
}

/* Sliced work goes on without sleeping, what arrives is still seen between two slices, and afterwards the loop rests. */
static void test_idle_work(void **state) {
	struct fixture *f = *state;
	struct work w = { .f = f, .left = 1000 };
	uint64_t after;

	loop_watch(f->l, f->pipe[0], LOOP_READ, on_key, &w);
	loop_deadline(f->l, 15, clock_mono_ms() + 200, stop, f);
	loop_run(f->l, slice, &w);
	assert_int_equal(w.left, 0);
	assert_true(w.key_seen);
	assert_int_equal(w.done_before_key, 500);
	after = loop_wakeups(f->l);
	assert_true(after < 1010);
}

static void test_stop_inside_a_callback(void **state) {
	struct fixture *f = *state;
	int64_t from_ms = clock_mono_ms();

	loop_deadline(f->l, 0, 0, stop, f);
	loop_deadline(f->l, 1, 0, fire_1, f);
	loop_run(f->l, NULL, NULL);
	assert_int_equal(f->fired_count, 0);
	assert_true(clock_mono_ms() - from_ms < 1000);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_rest_is_silent, setup, teardown),
		cmocka_unit_test_setup_teardown(test_reads_and_end_of_pipe, setup, teardown),
		cmocka_unit_test_setup_teardown(test_writable, setup, teardown),
		cmocka_unit_test_setup_teardown(test_removal_in_a_callback, setup, teardown),
		cmocka_unit_test_setup_teardown(test_number_that_is_used_again, setup, teardown),
		cmocka_unit_test_setup_teardown(test_descriptor_closed_under_it, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_descriptors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deadlines, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deadline_moved_and_removed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deadline_sets_itself, setup, teardown),
		cmocka_unit_test_setup_teardown(test_signals, setup, teardown),
		cmocka_unit_test_setup_teardown(test_signal_that_cannot_be, setup, teardown),
		cmocka_unit_test(test_free_restores),
		cmocka_unit_test_setup_teardown(test_idle_work, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stop_inside_a_callback, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
