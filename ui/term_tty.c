/* The tty under the screen. Always true: at most one frame is pending (`out` from `sent` on); nothing here blocks longer than the
 * 200 ms of tty_leave; while `entered`, a fatal signal or exit() writes `leave` and puts the modes back before the process goes. */
#include "term_tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "times.h"

#define LEAVE_MS 200

static const int fatal_signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
#define FATAL_SIGNALS (sizeof fatal_signals / sizeof fatal_signals[0])

/* What the handlers need: they get no argument. One screen at a time is ours. */
static struct {
	struct tty *volatile tty;
	struct sigaction before[FATAL_SIGNALS];
	bool at_exit;
} rescue;

bool tty_open(struct tty *y, struct error *err) {
	char name[256];

	memset(y, 0, sizeof *y);
	y->fd = -1;
	if (!isatty(STDOUT_FILENO))
		return error_set(err, "standard output is not a terminal");
	if (ttyname_r(STDOUT_FILENO, name, sizeof name) == 0)
		y->fd = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (y->fd < 0)
		y->fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (y->fd < 0)
		return error_set(err, "cannot open the terminal: %s", strerror(errno));
	if (tcgetattr(y->fd, &y->before) != 0) {
		error_set(err, "cannot read the modes of the terminal: %s", strerror(errno));
		tty_close(y);
		return false;
	}
	return true;
}

void tty_close(struct tty *y) {
	tty_leave(y);
	if (y->fd >= 0)
		close(y->fd);
	y->fd = -1;
	buf_free(&y->out);
}

/* Async-signal-safe: one attempt. The part of a frame that may stand before it is ended by CAN. */
static void rescue_now(void) {
	struct tty *y = rescue.tty;
	ssize_t ignored;

	if (!y || !y->entered)
		return;
	rescue.tty = NULL;
	if (y->sent < y->out.len) {
		tcflush(y->fd, TCOFLUSH);
		ignored = write(y->fd, "\x18", 1);
	}
	if (y->extra_off)
		ignored = write(y->fd, y->extra_off, strlen(y->extra_off));
	ignored = write(y->fd, y->leave, strlen(y->leave));
	(void)ignored;
	tcsetattr(y->fd, TCSANOW, &y->before);
}

static void on_fatal(int signal_number, siginfo_t *info, void *context) {
	(void)context;
	rescue_now();
	for (size_t i = 0; i < FATAL_SIGNALS; i++)
		sigaction(fatal_signals[i], &rescue.before[i], NULL);
	if (info->si_code <= 0) /* sent by someone; a fault comes again by itself, with the handler that was there before */
		raise(signal_number);
}

static void on_exit_leave(void) {
	struct tty *y = rescue.tty;

	if (y)
		tty_leave(y);
}

static void rescue_arm(struct tty *y) {
	struct sigaction action = { .sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO };

	sigemptyset(&action.sa_mask);
	rescue.tty = y;
	if (!rescue.at_exit)
		rescue.at_exit = atexit(on_exit_leave) == 0;
	for (size_t i = 0; i < FATAL_SIGNALS; i++)
		sigaction(fatal_signals[i], &action, &rescue.before[i]);
}

static void rescue_disarm(void) {
	rescue.tty = NULL;
	for (size_t i = 0; i < FATAL_SIGNALS; i++)
		sigaction(fatal_signals[i], &rescue.before[i], NULL);
}

/* Keys one by one and without echo; Ctrl-C, Ctrl-Z, Ctrl-S as keys; output as it is written. */
static struct termios key_modes(const struct termios *before) {
	struct termios modes = *before;

	modes.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXOFF);
	modes.c_oflag &= ~(tcflag_t)OPOST;
	modes.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	modes.c_cc[VMIN] = 1; /* so that a read of nothing is EAGAIN, and 0 means hung up */
	modes.c_cc[VTIME] = 0;
	return modes;
}

void tty_enter(struct tty *y) {
	struct termios modes;

	if (y->entered || y->fd < 0)
		return;
	tcgetattr(y->fd, &y->before);
	modes = key_modes(&y->before);
	tcsetattr(y->fd, TCSANOW, &modes); /* in the background this stops us until we are in the foreground again: as it should */
	y->entered = true;
	rescue_arm(y);
	y->enter_due = true;
}

bool tty_was_changed(const struct tty *y) {
	struct termios now, wanted = key_modes(&y->before);

	if (!y->entered || tcgetattr(y->fd, &now) != 0)
		return false;
	return now.c_lflag != wanted.c_lflag || now.c_iflag != wanted.c_iflag || now.c_oflag != wanted.c_oflag;
}

static bool wait_writable(const struct tty *y, int64_t until_ms) {
	struct pollfd p = { .fd = y->fd, .events = POLLOUT };
	int64_t left_ms = until_ms - clock_mono_ms();

	return left_ms > 0 && poll(&p, 1, (int)left_ms) > 0 && !(p.revents & (POLLERR | POLLHUP | POLLNVAL));
}

static void drop_output(struct tty *y) {
	buf_clear(&y->out);
	y->sent = 0;
}

static void put_leave(struct tty *y) {
	buf_puts(&y->out, y->extra_off ? y->extra_off : "");
	buf_puts(&y->out, y->leave);
}

/* What is pending and then `leave`; a terminal that nobody reads loses what the kernel holds, which makes room for the way back. */
static void send_leave(struct tty *y) {
	int64_t until_ms = clock_mono_ms() + LEAVE_MS;

	put_leave(y);
	tty_flush(y);
	while (tty_pending(y) && wait_writable(y, until_ms))
		tty_flush(y);
	if (!tty_pending(y))
		return;
	tcflush(y->fd, TCOFLUSH);
	drop_output(y);
	buf_puts(&y->out, "\x18"); /* CAN: ends the sequence that may be cut */
	put_leave(y);
	tty_flush(y);
}

void tty_leave(struct tty *y) {
	sigset_t block, before;

	if (!y->entered)
		return;
	sigemptyset(&block);
	sigaddset(&block, SIGTTOU); /* in the background it would stop us half way out */
	sigprocmask(SIG_BLOCK, &block, &before);
	if (!y->enter_due)
		send_leave(y);
	drop_output(y);
	tcsetattr(y->fd, TCSANOW, &y->before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	y->entered = false;
	rescue_disarm();
}

static bool in_background(const struct tty *y) {
	pid_t foreground = tcgetpgrp(y->fd);

	return foreground > 0 && foreground != getpgrp();
}

static bool end_is_near(void) {
	static const int ends[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	sigset_t waiting;

	sigpending(&waiting);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (sigismember(&waiting, ends[i]) == 1)
			return true;
	return false;
}

/* Stops with the default action of `signal_number`, whatever the mask says: the process alone or its whole group. */
static void stop_with(int signal_number, bool group) {
	struct sigaction standard = { .sa_handler = SIG_DFL }, before;
	sigset_t unblock, mask;

	sigemptyset(&standard.sa_mask);
	sigemptyset(&unblock);
	sigaddset(&unblock, signal_number);
	sigaction(signal_number, &standard, &before);
	sigprocmask(SIG_UNBLOCK, &unblock, &mask);
	kill(group ? 0 : getpid(), signal_number);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(signal_number, &before, NULL);
}

/* Stays stopped while in the background, and takes the screen once it is ours again. A group that the kernel will not stop any more
 * (its shell is gone) has lost its terminal. */
static void enter_in_foreground(struct tty *y) {
	for (int quick = 0; in_background(y);) {
		int64_t from_ms = clock_mono_ms();

		if (end_is_near() || quick > 2) {
			y->dead = true;
			return;
		}
		stop_with(SIGTTOU, false);
		quick = clock_mono_ms() - from_ms < 20 ? quick + 1 : 0;
	}
	tty_enter(y);
}

void tty_suspend(struct tty *y) {
	tty_leave(y);
	stop_with(SIGTSTP, true);
	enter_in_foreground(y);
}

void tty_stop_in_background(struct tty *y) {
	if (!in_background(y))
		return;
	tty_leave(y);
	enter_in_foreground(y);
}

bool tty_pending(const struct tty *y) {
	return !y->dead && y->sent < y->out.len;
}

void tty_flush(struct tty *y) {
	ssize_t n;

	if (!tty_pending(y))
		return;
	do
		n = write(y->fd, y->out.data + y->sent, y->out.len - y->sent);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		if (errno != EAGAIN)
			y->dead = true;
		return;
	}
	y->sent += (size_t)n;
	y->bytes += (uint64_t)n;
	y->writes++;
	if (y->sent == y->out.len) {
		buf_clear(&y->out);
		y->sent = 0;
	}
}

void tty_send(struct tty *y, const char *bytes, size_t count) {
	if (y->dead || !y->entered || count == 0)
		return;
	if (y->enter_due) {
		buf_puts(&y->out, y->enter);
		buf_puts(&y->out, y->extra_on ? y->extra_on : "");
	}
	y->enter_due = false;
	buf_add(&y->out, bytes, count);
	tty_flush(y);
}

/* The way back is there before the way in, so that a crash between them does no harm. */
void tty_set_extra(struct tty *y, const char *on, const char *off) {
	bool shown = y->entered && !y->enter_due && !y->dead;

	if (*on)
		y->extra_off = off;
	y->extra_on = *on ? on : NULL;
	if (!shown)
		return;
	buf_puts(&y->out, *on ? on : off);
	tty_flush(y);
}

int tty_read(struct tty *y, void *bytes, size_t room) {
	ssize_t n;

	if (y->dead)
		return -1;
	do
		n = read(y->fd, bytes, room);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		return (int)n;
	if (n < 0 && errno == EAGAIN)
		return 0;
	y->dead = true;
	return -1;
}

void tty_size(const struct tty *y, int *cols, int *rows) {
	struct winsize size;

	*cols = *rows = 0;
	if (ioctl(y->fd, TIOCGWINSZ, &size) == 0) {
		*cols = size.ws_col;
		*rows = size.ws_row;
	}
}
