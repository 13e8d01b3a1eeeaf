/* Floods of alarms. Always true: on[] holds when the alarms that count came, in order; on[low..] are those within the window before the last;
 * spans follow each other, and only the last may be open. An open one ends, if nothing more comes, when the fifth alarm from the end leaves
 * the window; what is true at a time depends on what came up to it alone. */
#include "alarm_parts.h"

#include <stdlib.h>

void flood_free(struct flood_log *f) {
	free(f->on);
	free(f->span);
	*f = (struct flood_log){ 0 };
}

void flood_restart(struct flood_log *f) {
	f->count = f->span_count = f->low = f->taken = 0;
}

static struct flood_span *flood_open(const struct flood_log *f) {
	return f->span_count && f->span[f->span_count - 1].to_ms == TIME_NONE ? &f->span[f->span_count - 1] : NULL;
}

/* When the window holds one alarm fewer than ALARM_FLOOD_OFF, if no more come than those up to now. */
static int64_t flood_end(const struct flood_log *f) {
	return f->on[f->count - ALARM_FLOOD_OFF] + ALARM_FLOOD_WINDOW_MS;
}

static void flood_add(struct flood_log *f, int64_t on_ms) {
	struct flood_span *open = flood_open(f);
	if (open && flood_end(f) <= on_ms)
		open->to_ms = flood_end(f);
	if (f->count == f->room) {
		f->room = f->room ? f->room * 2 : 64;
		f->on = mem_resize(f->on, f->room, sizeof *f->on);
	}
	f->on[f->count++] = on_ms;
	while (f->on[f->low] <= on_ms - ALARM_FLOOD_WINDOW_MS)
		f->low++;
	if (flood_open(f) || f->count - f->low <= ALARM_FLOOD_ON)
		return;
	if (f->span_count == f->span_room) {
		f->span_room = f->span_room ? f->span_room * 2 : 8;
		f->span = mem_resize(f->span, f->span_room, sizeof *f->span);
	}
	f->span[f->span_count++] = (struct flood_span){ on_ms, TIME_NONE };
}

void flood_take(struct flood_log *f, const struct alarm_log *log) {
	for (; f->taken < log->count; f->taken++)
		if (!log->at[f->taken].came_suppressed)
			flood_add(f, log->at[f->taken].on_ms);
}

struct alarm_flood flood_at(const struct flood_log *f, int64_t t_ms) {
	struct alarm_flood flood = { .since_ms = TIME_NONE };
	flood.recent = (unsigned)(times_until(f->on, f->count, t_ms) - times_until(f->on, f->count, t_ms - ALARM_FLOOD_WINDOW_MS));
	for (size_t i = f->span_count; i > 0; i--) {
		const struct flood_span *span = &f->span[i - 1];
		if (span->from_ms > t_ms)
			continue;
		flood.on = t_ms < (span->to_ms == TIME_NONE ? flood_end(f) : span->to_ms);
		flood.since_ms = flood.on ? span->from_ms : TIME_NONE;
		break;
	}
	return flood;
}
