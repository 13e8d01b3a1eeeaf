/* An epoll instance that holds the sockets and a timer. Always true: the timer is armed exactly while a moment is awaited, or has come and
 * was not taken. */
#include "http_wait.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "loop.h"
#include "times.h"

#define EVENTS_MAX 64

bool http_wait_open(struct http_wait *w, struct error *err) {
	struct epoll_event event = { .events = EPOLLIN };
	w->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	w->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	event.data.fd = w->timer_fd;
	if (w->epoll_fd < 0 || w->timer_fd < 0 || epoll_ctl(w->epoll_fd, EPOLL_CTL_ADD, w->timer_fd, &event) < 0)
		return error_set(err, "cannot wait for the network: %s", strerror(errno));
	return true;
}

void http_wait_close(struct http_wait *w) {
	if (w->epoll_fd >= 0)
		close(w->epoll_fd);
	if (w->timer_fd >= 0)
		close(w->timer_fd);
	*w = (struct http_wait){ -1, -1 };
}

void http_wait_watch(struct http_wait *w, int fd, unsigned what) {
	struct epoll_event event = { .data.fd = fd };
	if (what == 0) {
		epoll_ctl(w->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
		return;
	}
	event.events = (what & LOOP_READ ? EPOLLIN : 0u) | (what & LOOP_WRITE ? EPOLLOUT : 0u);
	if (epoll_ctl(w->epoll_fd, EPOLL_CTL_MOD, fd, &event) < 0 && errno == ENOENT)
		epoll_ctl(w->epoll_fd, EPOLL_CTL_ADD, fd, &event);
}

void http_wait_until(struct http_wait *w, int64_t at_ms) {
	struct itimerspec when = { 0 };
	if (at_ms != TIME_NONE) {
		int64_t at = at_ms > 0 ? at_ms : 1; /* zero would disarm it */
		when.it_value.tv_sec = at / 1000;
		when.it_value.tv_nsec = at % 1000 * 1000000;
	}
	timerfd_settime(w->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

size_t http_wait_take(struct http_wait *w, struct http_ready *out, size_t room) {
	struct epoll_event events[EVENTS_MAX];
	int got = epoll_wait(w->epoll_fd, events, room < EVENTS_MAX ? (int)room : EVENTS_MAX, 0);
	size_t count = 0;
	for (int i = 0; i < got; i++) {
		uint32_t what = events[i].events;
		uint64_t times;
		if (events[i].data.fd != w->timer_fd)
			out[count++] = (struct http_ready){ events[i].data.fd, (what & EPOLLIN ? LOOP_READ : 0) | (what & EPOLLOUT ? LOOP_WRITE : 0) |
			                                                           (what & (EPOLLERR | EPOLLHUP) ? LOOP_HANGUP : 0) };
		else if (read(w->timer_fd, &times, sizeof times) >= 0)
			out[count++] = (struct http_ready){ HTTP_WAIT_MOMENT, 0 };
	}
	return count;
}
