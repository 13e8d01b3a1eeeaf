/* The event loop: descriptors, deadlines and signals in one poll. It sleeps until something is due: with nothing to read and no
 * deadline it makes no wake-up at all. Callbacks run on the caller's thread, one at a time. */
#ifndef MWTOP_LOOP_H
#define MWTOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

struct loop;
#define LOOP_READ 1u
#define LOOP_WRITE 2u
#define LOOP_HANGUP 4u /* reported, never asked for */

typedef void loop_fd_callback(void *data, int fd, unsigned what);
typedef void loop_timer_callback(void *data);
typedef void loop_signal_callback(void *data, int signal_number);

struct loop *loop_new(struct error *err);
void loop_free(struct loop *l);
/* Watches fd for `what` (0 removes it). One callback per fd; calling again changes it. */
void loop_watch(struct loop *l, int fd, unsigned what, loop_fd_callback *callback, void *data);
/* Signals come through a signalfd: blocked for the process from here on, until loop_free. */
bool loop_watch_signals(struct loop *l, const int *signals, int count, loop_signal_callback *callback, void *data, struct error *err);
/* One-shot deadline at clock_mono_ms() >= at_ms; `id` is the caller's (0..15), setting again moves it, TIME_NONE removes it. */
void loop_deadline(struct loop *l, int id, int64_t at_ms, loop_timer_callback *callback, void *data);
/* Runs until loop_stop. `idle` (may be NULL) is called instead of sleeping while it returns true: sliced work. */
void loop_run(struct loop *l, bool (*idle)(void *data), void *data);
void loop_stop(struct loop *l);
/* How often poll returned so far: tests and the bench see by it that a loop at rest stays asleep. */
uint64_t loop_wakeups(const struct loop *l);

#endif
