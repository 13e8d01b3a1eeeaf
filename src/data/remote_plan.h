/* What to ask a daemon for: pure arithmetic, and the texts of requests. */
#ifndef MWTOP_REMOTE_PLAN_H
#define MWTOP_REMOTE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* What /v1/range says. TIME_NONE and 0 where it does not. */
struct remote_range {
	int64_t first_ms, last_ms;
	uint64_t bytes;
};

/* False when the text is no such object. */
bool remote_read_range(const char *json, size_t length, struct remote_range *out);
/* Width of the windows in which a span is fetched first: a round one, so that there are at most 500. */
int64_t remote_window_ms(int64_t span_ms);
/* The stretch around t that is fetched finely: whole windows, some minutes, within [from, to). */
void remote_stretch(int64_t t_ms, int64_t window_ms, int64_t from_ms, int64_t to_ms, int64_t *begin_ms, int64_t *end_ms);
/* Milliseconds until the next try after `failures` in a row (from 1): half a second, doubling to 30 s, each a quarter more or less by
 * `chance` (0..1). */
int64_t remote_backoff_ms(unsigned failures, double chance);
/* "/v1/frames?from=...&to=...&every=60s"; TIME_NONE and 0 leave their part out. The caller frees it. */
char *remote_target(const char *path, int64_t from_ms, int64_t to_ms, int64_t every_ms);

#endif
