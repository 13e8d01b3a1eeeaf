/* The tty under the screen: modes, the one non-blocking write per frame, and the way back to the shell. No curses here. */
#ifndef MWTOP_TERM_TTY_H
#define MWTOP_TERM_TTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

#include "buf.h"
#include "error.h"

struct tty {
	int fd;                   /* an open file description of its own, so that O_NONBLOCK does not reach the shell */
	struct termios before;    /* as they were */
	struct buf out;           /* what has still to be sent, from `sent` on */
	size_t sent;
	char enter[256], leave[256]; /* escape sequences that take and give back the screen */
	const char *extra_on, *extra_off; /* sent behind `enter` and before `leave`; NULL: nothing */
	bool entered;             /* the screen is ours */
	bool enter_due;           /* `enter` goes out with the first frame */
	bool dead;                /* hung up, or no longer ours: nothing is sent or read any more */
	uint64_t bytes, writes;
};

/* Opens the terminal of standard output (which must be one) for reading and writing. */
bool tty_open(struct tty *y, struct error *err);
/* Modes for reading keys; the next frame is sent with `enter` before it; until tty_leave a crash restores the terminal. */
void tty_enter(struct tty *y);
/* Sends what is pending and `leave` within 200 ms whatever the terminal does, and puts the modes back. Does nothing when not entered. */
void tty_leave(struct tty *y);
/* tty_leave, stop the whole process group with SIGTSTP, and tty_enter once we are continued in the foreground. When a signal that ends
 * the process waits instead, the tty is dead on return. */
void tty_suspend(struct tty *y);
/* In the background (continued by `bg` with the screen on): stops as tty_suspend does, at once. */
void tty_stop_in_background(struct tty *y);
/* Whether someone else has changed the modes that tty_enter set (a shell after SIGSTOP and SIGCONT). */
bool tty_was_changed(const struct tty *y);
void tty_close(struct tty *y);
/* What is switched on besides the screen, and how it is switched off; on == "" switches it off. At once if the screen is ours, and whenever it is
 * taken or given back, also by a crash. The strings are not copied. */
void tty_set_extra(struct tty *y, const char *on, const char *off);
/* Sends a frame; what the terminal does not take stays pending. Only while nothing is pending. */
void tty_send(struct tty *y, const char *bytes, size_t count);
void tty_flush(struct tty *y);
bool tty_pending(const struct tty *y);
/* Reads what is there; 0 for nothing, -1 when the terminal is gone. */
int tty_read(struct tty *y, void *bytes, size_t room);
/* The size as the kernel has it; 0 where it does not know. */
void tty_size(const struct tty *y, int *cols, int *rows);

#endif
