/* Pseudo-terminal, shell and screen; see harness.h. The shell is a process of its own, the leader of the session: it starts the program in
 * a process group in the foreground, tells us through a pipe what became of it, and takes the terminal back when it stops. */
#include "pty/harness.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "times.h"

struct report { /* from the shell */
	enum pty_state state;
	int status;
	pid_t pid;
};

struct pty {
	int master, reports, orders; /* reports from the shell, orders to it */
	pid_t shell;
	struct report last;
	struct termios before;
	VTerm *vt;
	VTermScreen *screen;
	bool alternate, cursor_visible;
	bool mouse; /* it is to report it */
	size_t answers;
	int cols, rows;
	struct buf bytes, text;
};

static void run_program(const struct pty_options *o) {
	static const int standard[] = { SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE, SIGTERM, SIGCONT,
	                                SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT }; /* the last: cmocka's handlers */
	sigset_t none;

	for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++)
		signal(standard[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execve(o->argv[0], (char *const *)(uintptr_t)o->argv, (char *const *)(uintptr_t)o->env);
	fprintf(stderr, "%s: %s\n", o->argv[0], strerror(errno));
	_exit(127);
}

static void tell(int reports, enum pty_state state, int status, pid_t pid) {
	struct report r = { state, status, pid };
	ssize_t ignored = write(reports, &r, sizeof r);

	(void)ignored;
}

static void obey(char order, pid_t pid) {
	if (order == 'f')
		tcsetpgrp(STDIN_FILENO, pid);
	if (order == 'f' || order == 'b')
		kill(-pid, SIGCONT);
}

/* The shell: orders come in, reports go out, until the program has ended and nobody wants anything any more. */
static void run_shell(const struct pty_options *o, int reports, int orders) {
	pid_t pid;
	int status;
	char order;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
	signal(SIGTTIN, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
	if (read(orders, &order, 1) != 1) /* the modes have been looked at */
		_exit(0);
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		tcsetpgrp(STDIN_FILENO, getpid());
		close(reports);
		close(orders);
		run_program(o);
	}
	setpgid(pid, pid);
	tcsetpgrp(STDIN_FILENO, pid);
	tell(reports, PTY_RUNNING, 0, pid);
	for (;;) {
		struct pollfd p = { .fd = orders, .events = POLLIN };
		pid_t got = waitpid(pid, &status, WNOHANG | WUNTRACED);

		if (got == pid && WIFSTOPPED(status)) {
			tcsetpgrp(STDIN_FILENO, getpgrp());
			tell(reports, PTY_STOPPED, WSTOPSIG(status), pid);
		} else if (got == pid) {
			tell(reports, WIFEXITED(status) ? PTY_EXITED : PTY_KILLED, WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), pid);
			break;
		}
		if (poll(&p, 1, 5) > 0) {
			if (read(orders, &order, 1) != 1)
				break;
			obey(order, pid);
		}
	}
	while (read(orders, &order, 1) == 1) /* keeps the terminal open until it has been looked at */
		continue;
	kill(-pid, SIGKILL);
	_exit(0);
}

static int on_property(VTermProp property, VTermValue *value, void *data) {
	struct pty *p = data;

	if (property == VTERM_PROP_ALTSCREEN)
		p->alternate = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		p->cursor_visible = value->boolean;
	if (property == VTERM_PROP_MOUSE)
		p->mouse = value->number != VTERM_PROP_MOUSE_NONE;
	return 1;
}

static void on_answer(const char *bytes, size_t count, void *data) {
	struct pty *p = data;

	(void)bytes;
	p->answers += count;
}

static void make_screen(struct pty *p) {
	static const VTermScreenCallbacks callbacks = { .settermprop = on_property };

	p->vt = vterm_new(p->rows > 0 ? p->rows : 24, p->cols > 0 ? p->cols : 80);
	vterm_set_utf8(p->vt, 1);
	vterm_output_set_callback(p->vt, on_answer, p);
	p->screen = vterm_obtain_screen(p->vt);
	vterm_screen_set_callbacks(p->screen, &callbacks, p);
	vterm_screen_enable_altscreen(p->screen, 1);
	vterm_screen_reset(p->screen, 1);
	p->cursor_visible = true;
	p->answers = 0;
}

static bool take_report(struct pty *p) {
	return read(p->reports, &p->last, sizeof p->last) == (ssize_t)sizeof p->last;
}

struct pty *pty_start(const struct pty_options *o) {
	struct winsize size = { .ws_col = (unsigned short)o->cols, .ws_row = (unsigned short)o->rows };
	struct pty *p = mem_zalloc(1, sizeof *p);
	int reports[2], orders[2];

	p->master = -1;
	p->cols = o->cols;
	p->rows = o->rows;
	if (pipe2(reports, O_CLOEXEC) != 0 || pipe2(orders, O_CLOEXEC) != 0) {
		free(p);
		return NULL;
	}
	p->shell = forkpty(&p->master, NULL, NULL, &size);
	if (p->shell == 0) {
		struct termios modes;
		close(reports[0]);
		close(orders[1]);
		tcgetattr(STDIN_FILENO, &modes);
		modes.c_cc[VERASE] = 8; /* something of its own to be found again */
		modes.c_lflag &= ~(tcflag_t)ECHOCTL;
		modes.c_iflag |= IXON | IMAXBEL;
		tcsetattr(STDIN_FILENO, TCSANOW, &modes);
		tell(reports[1], PTY_RUNNING, 0, 0);
		run_shell(o, reports[1], orders[0]);
	}
	close(reports[1]);
	close(orders[0]);
	p->reports = reports[0];
	p->orders = orders[1];
	make_screen(p);
	if (p->shell < 0 || !take_report(p)) {
		pty_free(p);
		return NULL;
	}
	tcgetattr(p->master, &p->before);
	if (write(p->orders, "g", 1) != 1 || !take_report(p)) {
		pty_free(p);
		return NULL;
	}
	fcntl(p->reports, F_SETFL, O_NONBLOCK);
	fcntl(p->master, F_SETFL, O_NONBLOCK);
	return p;
}

void pty_free(struct pty *p) {
	if (p->last.pid > 0 && p->last.state < PTY_EXITED)
		kill(-p->last.pid, SIGKILL);
	close(p->orders);
	close(p->reports);
	if (p->master >= 0)
		close(p->master);
	if (p->shell > 0)
		waitpid(p->shell, NULL, 0);
	vterm_free(p->vt);
	buf_free(&p->bytes);
	buf_free(&p->text);
	free(p);
}

size_t pty_take(struct pty *p, size_t most) {
	char bytes[65536];
	ssize_t n = p->master < 0 ? -1 : read(p->master, bytes, most < sizeof bytes ? most : sizeof bytes);

	if (n <= 0)
		return 0;
	buf_add(&p->bytes, bytes, (size_t)n);
	vterm_input_write(p->vt, bytes, (size_t)n);
	return (size_t)n;
}

static bool take_output(struct pty *p) { return pty_take(p, SIZE_MAX) > 0; }

bool pty_pump(struct pty *p, int ms) {
	struct pollfd polls[] = { { .fd = p->master, .events = POLLIN }, { .fd = p->reports, .events = POLLIN } };
	bool came = false;

	if (poll(polls, 2, ms) <= 0)
		return false;
	if (polls[1].revents & POLLIN)
		take_report(p);
	if (polls[0].revents & POLLIN)
		while (take_output(p))
			came = true;
	return came;
}

bool pty_wait(struct pty *p, bool (*done)(struct pty *p, void *data), void *data, int limit_ms) {
	int64_t until_ms = clock_mono_ms() + limit_ms;

	while (!done(p, data)) {
		if (clock_mono_ms() >= until_ms)
			return false;
		pty_pump(p, 10);
	}
	return true;
}

struct wanted {
	const char *text;
	bool shown;
};

static bool has_text(struct pty *p, void *data) {
	const struct wanted *w = data;

	return pty_shows(p, w->text) == w->shown;
}

bool pty_wait_text(struct pty *p, const char *text, bool shown, int limit_ms) {
	struct wanted w = { text, shown };

	return pty_wait(p, has_text, &w, limit_ms);
}

bool pty_wait_quiet(struct pty *p, int quiet_ms, int limit_ms) {
	int64_t until_ms = clock_mono_ms() + limit_ms;

	while (clock_mono_ms() < until_ms)
		if (!pty_pump(p, quiet_ms))
			return true;
	return false;
}

bool pty_wait_state(struct pty *p, enum pty_state state, int limit_ms, bool read_output) {
	int64_t until_ms = clock_mono_ms() + limit_ms;
	struct pollfd report = { .fd = p->reports, .events = POLLIN };

	while (p->last.state != state) {
		if (clock_mono_ms() >= until_ms)
			return false;
		if (read_output)
			pty_pump(p, 5);
		else if (poll(&report, 1, 5) > 0)
			take_report(p);
	}
	if (read_output)
		while (take_output(p))
			continue;
	return true;
}

bool pty_type(struct pty *p, const char *keys) {
	size_t left = strlen(keys);
	int64_t until_ms = clock_mono_ms() + PTY_LIMIT_MS;

	while (left > 0 && clock_mono_ms() < until_ms) {
		ssize_t n = write(p->master, keys, left);
		if (n > 0) {
			keys += n;
			left -= (size_t)n;
		} else if (n < 0 && errno != EAGAIN) {
			return false;
		} else {
			pty_pump(p, 5);
		}
	}
	return left == 0;
}

void pty_resize(struct pty *p, int cols, int rows) {
	struct winsize size = { .ws_col = (unsigned short)cols, .ws_row = (unsigned short)rows };

	p->cols = cols;
	p->rows = rows;
	while (take_output(p)) /* what was meant for the old size */
		continue;
	vterm_set_size(p->vt, rows > 0 ? rows : 24, cols > 0 ? cols : 80);
	ioctl(p->master, TIOCSWINSZ, &size);
}

void pty_signal(struct pty *p, int signal_number) {
	kill(p->last.pid, signal_number);
}

void pty_continue(struct pty *p, bool foreground) {
	ssize_t ignored = write(p->orders, foreground ? "f" : "b", 1);

	(void)ignored;
	p->last.state = PTY_RUNNING;
}

void pty_hang_up(struct pty *p) {
	close(p->master);
	p->master = -1;
}

enum pty_state pty_state(const struct pty *p) { return p->last.state; }
int pty_status(const struct pty *p) { return p->last.status; }
pid_t pty_pid(const struct pty *p) { return p->last.pid; }
int pty_master(const struct pty *p) { return p->master; }
bool pty_alternate(const struct pty *p) { return p->alternate; }
bool pty_cursor_visible(const struct pty *p) { return p->cursor_visible; }
bool pty_mouse(const struct pty *p) { return p->mouse; }
const struct buf *pty_bytes(const struct pty *p) { return &p->bytes; }
size_t pty_answers(const struct pty *p) { return p->answers; }

static VTermScreenCell cell_at(struct pty *p, int row, int col) {
	VTermScreenCell cell;
	VTermPos at = { .row = row, .col = col };

	memset(&cell, 0, sizeof cell);
	vterm_screen_get_cell(p->screen, at, &cell);
	return cell;
}

static void add_character(struct buf *out, uint32_t cp) {
	if (cp < 0x80) {
		char c = (char)cp;
		buf_add(out, &c, 1);
	} else if (cp < 0x800) {
		buf_printf(out, "%c%c", (int)(0xc0 | cp >> 6), (int)(0x80 | (cp & 63)));
	} else {
		buf_printf(out, "%c%c%c", (int)(0xe0 | cp >> 12), (int)(0x80 | (cp >> 6 & 63)), (int)(0x80 | (cp & 63)));
	}
}

const char *pty_screen(struct pty *p) {
	int rows, cols;

	vterm_get_size(p->vt, &rows, &cols);
	buf_clear(&p->text);
	for (int y = 0; y < rows; y++) {
		size_t end = p->text.len;
		for (int x = 0; x < cols; x++) {
			uint32_t cp = cell_at(p, y, x).chars[0];
			add_character(&p->text, cp == 0 || cp > 0xffff ? ' ' : cp);
			if (cp != 0 && cp != ' ')
				end = p->text.len;
		}
		p->text.len = end;
		buf_add(&p->text, "\n", 1);
	}
	return p->text.data;
}

bool pty_shows(struct pty *p, const char *text) { return strstr(pty_screen(p), text) != NULL; }
bool pty_is_utf8_clean(struct pty *p) { return !pty_shows(p, "\xef\xbf\xbd"); }

int pty_coloured_cells(struct pty *p) {
	int rows, cols, count = 0;

	vterm_get_size(p->vt, &rows, &cols);
	for (int y = 0; y < rows; y++)
		for (int x = 0; x < cols; x++) {
			VTermScreenCell cell = cell_at(p, y, x);
			count += !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
		}
	return count;
}

bool pty_modes_restored(struct pty *p) {
	struct termios now;

	return tcgetattr(p->master, &now) == 0 && now.c_iflag == p->before.c_iflag && now.c_oflag == p->before.c_oflag
	       && now.c_cflag == p->before.c_cflag && now.c_lflag == p->before.c_lflag
	       && memcmp(now.c_cc, p->before.c_cc, sizeof now.c_cc) == 0;
}

int64_t pty_cpu_us(const struct pty *p) {
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(p->last.pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
		return -1;
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t pty_proc_value(const struct pty *p, const char *file, const char *name) {
	char path[64], line[256];
	size_t len = strlen(name);
	int64_t value = -1;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/%s", (int)p->last.pid, file);
	f = fopen(path, "r");
	if (!f)
		return -1;
	while (fgets(line, sizeof line, f))
		if (strncmp(line, name, len) == 0 && line[len] == ':')
			value = strtoll(line + len + 1, NULL, 10);
	fclose(f);
	return value;
}
