/* The sequence of moments: recorded events and alarms raised by rule, merged in time order. Device alarms are their events already, and the clearing
 * of an event is no stop. Both lists are in order, so that every question is two bisections and a short walk. */
#include "world.h"

#include <stdio.h>
#include <string.h>

const char *const link_state_words[] = { "file", "live", "stale", "down", NULL };

static bool event_is_moment(const struct event *e) { return e->state != EVENT_CLEAR; }

/* A device alarm stands among the events, a suppressed one nowhere. */
static bool alarm_is_moment(const struct alarm *a) { return !a->device && !a->came_suppressed; }

static void from_event(const struct event *e, struct moment *out) {
	*out = (struct moment){ .t_ms = e->t_ms, .priority = e->priority, .glyph = !strcmp(e->kind, "trip") ? 'x' : e->state == EVENT_RAISE ? '!' : '.' };
	snprintf(out->src, sizeof out->src, "%s", e->src);
	snprintf(out->text, sizeof out->text, "%s", *e->text ? e->text : e->kind);
}

static void from_alarm(const struct alarm *a, struct moment *out) {
	*out = (struct moment){ .t_ms = a->on_ms, .priority = a->priority, .glyph = '!' };
	snprintf(out->src, sizeof out->src, "%s", a->src);
	snprintf(out->text, sizeof out->text, "%s", a->text);
}

/* Steps through both lists at once. `event` and `alarm` are the next to look at. */
struct walk { size_t event, alarm; };

static bool next(const struct world *w, struct walk *at, struct moment *out) {
	size_t events = w->events ? w->events->count : 0;
	while (at->event < events && !event_is_moment(&w->events->at[at->event]))
		at->event++;
	while (at->alarm < w->alarm_log_count && !alarm_is_moment(&w->alarm_log[at->alarm]))
		at->alarm++;
	bool event = at->event < events, alarm = at->alarm < w->alarm_log_count;
	if (event && (!alarm || w->events->at[at->event].t_ms <= w->alarm_log[at->alarm].on_ms))
		from_event(&w->events->at[at->event++], out);
	else if (alarm)
		from_alarm(&w->alarm_log[at->alarm++], out);
	return event || alarm;
}

/* The same backwards; indices are one past what is looked at next. */
static bool previous(const struct world *w, struct walk *at, struct moment *out) {
	while (at->event > 0 && !event_is_moment(&w->events->at[at->event - 1]))
		at->event--;
	while (at->alarm > 0 && !alarm_is_moment(&w->alarm_log[at->alarm - 1]))
		at->alarm--;
	bool event = at->event > 0, alarm = at->alarm > 0;
	if (alarm && (!event || w->alarm_log[at->alarm - 1].on_ms >= w->events->at[at->event - 1].t_ms))
		from_alarm(&w->alarm_log[--at->alarm], out);
	else if (event)
		from_event(&w->events->at[--at->event], out);
	return event || alarm;
}

static struct walk walk_after(const struct world *w, int64_t t_ms) {
	return (struct walk){ w->events ? event_list_after(w->events, t_ms) : 0, alarms_until(w->alarm_log, w->alarm_log_count, t_ms) };
}

/* Of all moments at the time of the first that `at` comes to, the most important, then the first. */
static bool most_important(const struct world *w, struct walk at, struct moment *out) {
	struct moment m;
	if (!next(w, &at, out))
		return false;
	while (next(w, &at, &m) && m.t_ms == out->t_ms)
		if (m.priority > out->priority)
			*out = m;
	return true;
}

bool world_is_read(const struct world *w) {
	return w->fold_done || w->cursor_ms == TIME_NONE || (w->folded_to_ms != TIME_NONE && w->folded_to_ms >= w->cursor_ms);
}

bool world_moment_after(const struct world *w, int64_t t_ms, struct moment *out) {
	return most_important(w, walk_after(w, t_ms), out);
}

bool world_moment_before(const struct world *w, int64_t t_ms, struct moment *out) {
	struct walk at;
	if (t_ms == INT64_MIN)
		return false;
	at = walk_after(w, t_ms - 1);
	if (!previous(w, &at, out))
		return false;
	return most_important(w, out->t_ms == INT64_MIN ? (struct walk){ 0, 0 } : walk_after(w, out->t_ms - 1), out);
}

size_t world_moments(const struct world *w, int64_t from_ms, int64_t to_ms, struct moment *out, size_t room) {
	struct walk at = walk_after(w, to_ms);
	struct moment m;
	size_t count = 0;
	while (count < room && previous(w, &at, &m) && m.t_ms > from_ms)
		out[count++] = m;
	for (size_t i = 0; i < count / 2; i++) {
		m = out[i];
		out[i] = out[count - 1 - i];
		out[count - 1 - i] = m;
	}
	return count;
}

const struct gen_change *world_gen_change(const struct world *w, size_t gen, enum gen_state state) {
	const struct gen_change *last = NULL;
	for (size_t i = 0; i < w->gen_change_count && w->gen_changes[i].t_ms <= w->cursor_ms; i++)
		if (w->gen_changes[i].gen == gen)
			last = &w->gen_changes[i];
	return last && last->state == state ? last : NULL;
}
