/* The event loop on poll(). It holds a list of watched descriptors, sixteen one-shot deadlines and, once signals are asked for, a
 * signalfd. Always true: a descriptor has at most one watch; a watch that was removed (also by another callback of the same round)
 * is not called any more, and one that was added in a round is first called in the next; poll sleeps without a timeout when there is
 * no deadline, so that a loop at rest makes no wake-up. */
#include "loop.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "times.h"

#define DEADLINES 16
#define SIGNALS 65

struct watch {
	int fd;
	unsigned what;
	uint64_t born; /* tells a new watch from an older one of the same number */
	loop_fd_callback *callback;
	void *data;
};

struct deadline {
	int64_t at_ms;
	loop_timer_callback *callback;
	void *data;
};

struct loop {
	struct watch *watches;
	struct pollfd *polls;   /* one per watch, rebuilt for each round */
	uint64_t *births;       /* of the watch that each of them was made from */
	size_t count, room;
	uint64_t next_birth, wakeups;
	struct deadline deadlines[DEADLINES];
	bool stopped;
	int signal_fd;          /* -1 until signals are asked for */
	sigset_t signals, mask_before;
	struct {
		loop_signal_callback *callback;
		void *data;
	} on_signal[SIGNALS];
	struct sigaction pipe_before;
};

struct loop *loop_new(struct error *err) {
	struct loop *l = mem_zalloc(1, sizeof *l);
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	l->signal_fd = -1;
	sigemptyset(&l->signals);
	for (int i = 0; i < DEADLINES; i++)
		l->deadlines[i].at_ms = TIME_NONE;
	sigemptyset(&ignore.sa_mask);
	if (sigaction(SIGPIPE, &ignore, &l->pipe_before) != 0 || sigprocmask(SIG_SETMASK, NULL, &l->mask_before) != 0) {
		error_set(err, "cannot set up signals: %s", strerror(errno));
		free(l);
		return NULL;
	}
	return l;
}

/* Takes what is still pending, so that a signal that came too late does not kill the process when it is unblocked. */
static void drain_signals(struct loop *l) {
	struct signalfd_siginfo info;

	while (read(l->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
		continue;
}

void loop_free(struct loop *l) {
	if (!l)
		return;
	if (l->signal_fd >= 0) {
		drain_signals(l);
		close(l->signal_fd);
		sigprocmask(SIG_SETMASK, &l->mask_before, NULL);
	}
	sigaction(SIGPIPE, &l->pipe_before, NULL);
	free(l->watches);
	free(l->polls);
	free(l->births);
	free(l);
}

static struct watch *find_watch(struct loop *l, int fd) {
	for (size_t i = 0; i < l->count; i++)
		if (l->watches[i].fd == fd)
			return &l->watches[i];
	return NULL;
}

static struct watch *add_watch(struct loop *l, int fd) {
	struct watch *w;

	if (l->count == l->room) {
		l->room = l->room ? 2 * l->room : 8;
		l->watches = mem_resize(l->watches, l->room, sizeof *l->watches);
	}
	w = &l->watches[l->count++];
	*w = (struct watch){ .fd = fd, .born = ++l->next_birth };
	return w;
}

void loop_watch(struct loop *l, int fd, unsigned what, loop_fd_callback *callback, void *data) {
	struct watch *w = find_watch(l, fd);

	if (!what) {
		if (w)
			*w = l->watches[--l->count];
		return;
	}
	if (!w)
		w = add_watch(l, fd);
	w->what = what;
	w->callback = callback;
	w->data = data;
}

static void on_signal_fd(void *data, int fd, unsigned what) {
	struct loop *l = data;
	struct signalfd_siginfo info;

	(void)what;
	while (!l->stopped && read(fd, &info, sizeof info) == (ssize_t)sizeof info)
		if (info.ssi_signo < SIGNALS && l->on_signal[info.ssi_signo].callback)
			l->on_signal[info.ssi_signo].callback(l->on_signal[info.ssi_signo].data, (int)info.ssi_signo);
}

bool loop_watch_signals(struct loop *l, const int *signals, int count, loop_signal_callback *callback, void *data, struct error *err) {
	int fd;

	for (int i = 0; i < count; i++) {
		if (signals[i] <= 0 || signals[i] >= SIGNALS || sigaddset(&l->signals, signals[i]) != 0)
			return error_set(err, "cannot watch signal %d", signals[i]);
		l->on_signal[signals[i]].callback = callback;
		l->on_signal[signals[i]].data = data;
	}
	if (sigprocmask(SIG_BLOCK, &l->signals, NULL) != 0)
		return error_set(err, "cannot block signals: %s", strerror(errno));
	fd = signalfd(l->signal_fd, &l->signals, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return error_set(err, "cannot watch signals: %s", strerror(errno));
	l->signal_fd = fd;
	loop_watch(l, fd, LOOP_READ, on_signal_fd, l);
	return true;
}

void loop_deadline(struct loop *l, int id, int64_t at_ms, loop_timer_callback *callback, void *data) {
	if (id < 0 || id >= DEADLINES)
		return;
	l->deadlines[id] = (struct deadline){ .at_ms = callback ? at_ms : TIME_NONE, .callback = callback, .data = data };
}

static void fire_deadlines(struct loop *l) {
	int64_t now_ms = clock_mono_ms();

	for (int i = 0; i < DEADLINES && !l->stopped; i++) {
		struct deadline due = l->deadlines[i];
		if (due.at_ms == TIME_NONE || due.at_ms > now_ms)
			continue;
		l->deadlines[i].at_ms = TIME_NONE;
		due.callback(due.data);
	}
}

/* Milliseconds that poll may sleep; -1 for ever. */
static int time_to_sleep(const struct loop *l) {
	int64_t next_ms = INT64_MAX, left_ms;

	for (int i = 0; i < DEADLINES; i++)
		if (l->deadlines[i].at_ms != TIME_NONE && l->deadlines[i].at_ms < next_ms)
			next_ms = l->deadlines[i].at_ms;
	if (next_ms == INT64_MAX)
		return -1;
	left_ms = next_ms - clock_mono_ms();
	return left_ms <= 0 ? 0 : left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

static nfds_t prepare_polls(struct loop *l) {
	l->polls = mem_resize(l->polls, l->room + 1, sizeof *l->polls);
	l->births = mem_resize(l->births, l->room + 1, sizeof *l->births);
	for (size_t i = 0; i < l->count; i++) {
		const struct watch *w = &l->watches[i];
		short events = (short)((w->what & LOOP_READ ? POLLIN : 0) | (w->what & LOOP_WRITE ? POLLOUT : 0));
		l->polls[i] = (struct pollfd){ .fd = w->fd, .events = events };
		l->births[i] = w->born;
	}
	return (nfds_t)l->count;
}

/* What to report of `revents` to one that wants `what`. The end of a pipe comes as a hang-up alone: it is readable too. */
static unsigned translate(short revents, unsigned what) {
	unsigned got = 0;
	bool hangup = revents & (POLLHUP | POLLERR | POLLNVAL);

	if (revents & POLLIN || hangup)
		got |= LOOP_READ;
	if (revents & POLLOUT)
		got |= LOOP_WRITE;
	return (got & what) | (hangup ? LOOP_HANGUP : 0);
}

static void dispatch(struct loop *l, nfds_t polled) {
	for (nfds_t i = 0; i < polled && !l->stopped; i++) {
		struct pollfd p = l->polls[i];
		struct watch *w = p.revents ? find_watch(l, p.fd) : NULL;
		struct watch call;
		unsigned got;

		if (!w || w->born != l->births[i])
			continue;
		call = *w;
		got = translate(p.revents, call.what);
		if (p.revents & POLLNVAL) /* closed under us: it would be reported for ever */
			loop_watch(l, p.fd, 0, NULL, NULL);
		if (got)
			call.callback(call.data, call.fd, got);
	}
}

void loop_run(struct loop *l, bool (*idle)(void *data), void *data) {
	l->stopped = false;
	while (!l->stopped) {
		nfds_t polled;
		bool busy;
		int ready;

		fire_deadlines(l);
		if (l->stopped)
			break;
		busy = idle && idle(data);
		if (l->stopped)
			break;
		polled = prepare_polls(l);
		ready = poll(l->polls, polled, busy ? 0 : time_to_sleep(l));
		l->wakeups++;
		if (ready > 0)
			dispatch(l, polled);
	}
}

void loop_stop(struct loop *l) {
	l->stopped = true;
}

uint64_t loop_wakeups(const struct loop *l) {
	return l->wakeups;
}
