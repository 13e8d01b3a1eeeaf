/* The terminal: the only file that speaks to ncurses (its terminfo). It shows grids and reports keys; each finished frame goes out in one non-blocking write,
 * at most one pending. Restores the terminal on close, on suspend, and when the process is told to end. */
#ifndef MWTOP_TERM_H
#define MWTOP_TERM_H

#include "actions.h"
#include "cells.h"
#include "mouse.h"
#include "theme.h"

struct term;
/* Opens /dev/tty (or fd 1 and 0 where they are one). NULL with err: no terminal; `*cannot` is set when there is a terminal that cannot
 * be painted (TERM unset, dumb, without cursor addressing): print the snapshot instead. Honours NO_COLOR. The theme is not kept. */
struct term *term_open(const struct theme *theme, bool *cannot, struct error *err);
void term_close(struct term *t);
/* Another theme: the next term_show draws all of the screen in it. The theme is not kept. */
void term_set_theme(struct term *t, const struct theme *theme);
enum colour_depth term_colours(const struct term *t); /* what is sent: no more than the theme uses */
bool term_utf8(const struct term *t);       /* the locale's charset is UTF-8 and TERM is not linux-without-glyphs */
int term_fd(const struct term *t);          /* to poll for keys */
bool term_wants_write(const struct term *t);/* a frame is pending: poll for writability, then term_flush */
void term_flush(struct term *t); /* sends what is pending or waits, as far as the terminal and the limit allow */
void term_size(struct term *t, int *cols, int *rows); /* asks the tty; 80x24 when it says 0x0 and no COLUMNS/LINES */
/* Shows the grid: what changed since the last one is sent. While a frame is pending the newest grid replaces older ones. */
void term_show(struct term *t, const struct grid *g);
void term_redraw(struct term *t);           /* forget what is on screen: the next term_show sends all */
/* Next key, or KEYCODE_NONE when there is none now. *hangup is set when the terminal is gone. Never blocks; fragments of
 * escape sequences that are not known are swallowed whole. `*wait_ms` > 0: an Esc is pending, call again after that. */
uint32_t term_key(struct term *t, bool *hangup, int *wait_ms);
/* What the mouse did, after term_key has returned KEYCODE_MOUSE. */
struct mouse term_mouse(const struct term *t);
/* Asks the terminal to report the mouse, or no longer; nothing is asked of one that is not known to do so. It is never asked for at first, and
 * what was asked for ends with the screen: on close, on suspend, and when the process is told to end or crashes. */
void term_set_mouse(struct term *t, bool on);
void term_suspend(struct term *t);          /* leaves the screen and stops the process (SIGTSTP); on return the screen is set up again */
/* Sends no more than so many bytes a second (0: any), by leaving frames out, or parts of them until they fit: what is sent is always from the
 * newest grid, the first and the last row first. A key is answered within about a fifth of a second whatever was sent before. */
void term_set_limit(struct term *t, double bytes_per_s);
/* When term_flush is to be called again for what the limit has held back, on the monotonic clock; TIME_NONE: nothing is. */
int64_t term_next_ms(const struct term *t);
/* Bytes and writes sent so far, for the bench. */
void term_counts(const struct term *t, uint64_t *bytes, uint64_t *writes);

#endif
