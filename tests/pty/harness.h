/* A terminal for tests: a program runs below a small shell with job control on a pseudo-terminal, its output is drawn by libvterm and
 * its screen, modes and end can be asked for. Every wait is for a condition and has a limit; nothing sleeps blindly. No cmocka here: the
 * bench uses it too. */
#ifndef MWTOP_PTY_HARNESS_H
#define MWTOP_PTY_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

#include "buf.h"

#define PTY_LIMIT_MS 10000 /* for what should take milliseconds: a slow machine, valgrind */

struct pty;

struct pty_options {
	const char *const *argv; /* NULL ended */
	const char *const *env;  /* "NAME=value", NULL ended: the whole environment */
	int cols, rows;
};

/* How the program stands, as its shell saw it. */
enum pty_state { PTY_RUNNING, PTY_STOPPED, PTY_EXITED, PTY_KILLED };

/* Starts it; NULL when the system refuses. */
struct pty *pty_start(const struct pty_options *options);
/* Kills what is left and frees all. */
void pty_free(struct pty *p);

/* Takes output for at most `ms`; returns whether anything came. */
bool pty_pump(struct pty *p, int ms);
/* Takes at most `most` bytes of output, whatever there is, without waiting: a slow line. Returns how many. */
size_t pty_take(struct pty *p, size_t most);
/* Takes output until the screen shows `text` (or no longer, with `shown` false). */
bool pty_wait_text(struct pty *p, const char *text, bool shown, int limit_ms);
/* Takes output until `done` says so. */
bool pty_wait(struct pty *p, bool (*done)(struct pty *p, void *data), void *data, int limit_ms);
/* Takes output until nothing has come for `quiet_ms`. */
bool pty_wait_quiet(struct pty *p, int quiet_ms, int limit_ms);
/* Waits for the end or a stop. With `read_output` false nobody reads the terminal meanwhile. */
bool pty_wait_state(struct pty *p, enum pty_state state, int limit_ms, bool read_output);

/* Types; output is taken when the terminal will not take more. */
bool pty_type(struct pty *p, const char *keys);
void pty_resize(struct pty *p, int cols, int rows);
void pty_signal(struct pty *p, int signal_number);
void pty_continue(struct pty *p, bool foreground); /* what fg and bg do */
void pty_hang_up(struct pty *p);                   /* the terminal goes away */

enum pty_state pty_state(const struct pty *p);
int pty_status(const struct pty *p);               /* exit status, or signal number */
pid_t pty_pid(const struct pty *p);
int pty_master(const struct pty *p);
/* The screen as text, rows ended by newlines, trailing blanks cut; owned by p, valid until the next call. */
const char *pty_screen(struct pty *p);
bool pty_shows(struct pty *p, const char *text);
int pty_coloured_cells(struct pty *p);             /* cells whose colours are not the terminal's own */
bool pty_alternate(const struct pty *p);
bool pty_cursor_visible(const struct pty *p);
bool pty_mouse(const struct pty *p);               /* the program has asked for reports of the mouse */
bool pty_modes_restored(struct pty *p);            /* the tty's modes are those from before the start */
const struct buf *pty_bytes(const struct pty *p);  /* all that came */
size_t pty_answers(const struct pty *p);           /* bytes that the terminal would have had to answer */
bool pty_is_utf8_clean(struct pty *p);             /* no replacement characters on the screen */

/* CPU time that it has used so far; a number from a "Name: value" line of a file of its in /proc; -1 when it is gone. */
int64_t pty_cpu_us(const struct pty *p);
int64_t pty_proc_value(const struct pty *p, const char *file, const char *name);

#endif
