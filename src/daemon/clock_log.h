/* How far the lines of a recording are out of order: a clock that was set back, a late event. No line comes after one that is later by more
 * than the disorder, which bounds what a search by time can miss. */
#ifndef MWTOP_CLOCK_LOG_H
#define MWTOP_CLOCK_LOG_H

#include <stdint.h>

#include "times.h"

struct clock_log {
	int64_t latest_ms, earliest_ms; /* of all lines; TIME_NONE: none yet */
	int64_t disorder_ms;
};

static inline void clock_log_init(struct clock_log *c) {
	*c = (struct clock_log){ TIME_NONE, TIME_NONE, 0 };
}

/* The next line with a time, in the order of the recording. */
static inline void clock_log_add(struct clock_log *c, int64_t t_ms) {
	if (c->latest_ms != TIME_NONE && c->latest_ms - t_ms > c->disorder_ms)
		c->disorder_ms = c->latest_ms - t_ms;
	if (c->latest_ms == TIME_NONE || t_ms > c->latest_ms)
		c->latest_ms = t_ms;
	if (c->earliest_ms == TIME_NONE || t_ms < c->earliest_ms)
		c->earliest_ms = t_ms;
}

/* Of one stretch of lines and another behind it. */
static inline int64_t clock_log_disorder(const struct clock_log *a, const struct clock_log *b) {
	int64_t most_ms = a->disorder_ms > b->disorder_ms ? a->disorder_ms : b->disorder_ms;
	int64_t between_ms = a->latest_ms != TIME_NONE && b->earliest_ms != TIME_NONE ? a->latest_ms - b->earliest_ms : 0;
	return between_ms > most_ms ? between_ms : most_ms;
}

#endif
