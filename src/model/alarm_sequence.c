/* The sequence of events; see alarm_sequence.h. Always true: entries come newest first and none is later than the cursor; device clocks are never sorted
 * by, so that a clock that runs ahead cannot steal the first-out. What stands beside an entry is found from its place in both lists, so that asking for
 * one entry looks at a few others, however long the lists are. */
#include "alarm_sequence.h"

#include <string.h>

#define SCAN_MOST 20000    /* entries that are looked at for those of a filter */
#define NEIGHBOURS 4       /* entries before and after that may have changed places */

static bool word_is_in(const char *word, size_t length, const char *text) {
	char part[64];
	if (length >= sizeof part)
		return false;
	memcpy(part, word, length);
	part[length] = '\0';
	return strcasestr(text, part) != NULL;
}

bool alarms_filter_holds(const char *filter, const char *const *texts, size_t count) {
	for (const char *at = filter + strspn(filter, " "); *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		bool found = false;
		for (size_t i = 0; i < count && !found; i++)
			found = word_is_in(at, length, texts[i]);
		if (!found)
			return false;
		at += length;
	}
	return true;
}

static size_t raised_until(const struct world *w, int64_t t_ms) { return alarms_until(w->alarm_log, w->alarm_log_count, t_ms); }

static bool is_raised_by(const struct alarm *a, const struct event *e) {
	size_t kind = strlen(e->kind);
	return e->state == EVENT_RAISE && a->device && a->on_ms == e->t_ms && !strcmp(a->src, e->src) && !strncmp(a->id, e->kind, kind) &&
	       (!a->id[kind] || !strcmp(a->id + kind + 1, e->ansi));
}

/* The alarm of the log that an event raised; NULL when it raised none, or one that stood already. */
static const struct alarm *alarm_of_event(const struct world *w, const struct event *e) {
	if (e->state != EVENT_RAISE)
		return NULL;
	for (size_t i = raised_until(w, e->t_ms); i > 0 && w->alarm_log[i - 1].on_ms == e->t_ms; i--)
		if (is_raised_by(&w->alarm_log[i - 1], e))
			return &w->alarm_log[i - 1];
	return NULL;
}

static struct alarms_entry entry_of_event(const struct world *w, const struct event *e) {
	const struct alarm *a = alarm_of_event(w, e);
	return (struct alarms_entry){ .t_ms = e->t_ms, .t_src_ms = e->t_src_ms, .off_ms = a ? a->off_ms : TIME_NONE, .priority = e->priority, .state = e->state,
	                              .trip = strcmp(e->kind, "trip") == 0, .alarm = a, .first_out = a && alarm_first_out(w->alarm_log, a), .src = e->src,
	                              .text = e->text, .ansi = e->ansi };
}

static struct alarms_entry entry_of_alarm(const struct world *w, const struct alarm *a) {
	return (struct alarms_entry){ .t_ms = a->on_ms, .t_src_ms = TIME_NONE, .off_ms = a->off_ms, .priority = a->priority, .state = EVENT_RAISE, .rule = true,
	                              .alarm = a, .first_out = alarm_first_out(w->alarm_log, a), .src = a->src, .text = a->text, .ansi = "" };
}

const char *alarms_priority_word(enum priority priority) {
	return priority_words[(unsigned)priority < PRIORITY_COUNT ? priority : PRIORITY_LOW];
}

static bool entry_is_wanted(const struct alarms_entry *e, const char *filter) {
	const char *texts[] = { e->src, e->text, e->state == EVENT_CLEAR ? "clear" : e->state == EVENT_NOTE ? "note" : alarms_priority_word(e->priority),
	                        e->first_out ? "first-out" : "", e->ansi };
	return !*filter || alarms_filter_holds(filter, texts, sizeof texts / sizeof *texts);
}

/* Among the events, or nowhere. */
static bool is_no_entry(const struct alarm *a) { return a->device || a->came_suppressed; }

/* The newest entry of the first so many events and alarms, which become fewer by it; false where there is none. Of equal times the event counts as the
 * older: a rule can only follow from what was there. */
static bool take_newest(const struct world *w, size_t *events, size_t *alarms, struct alarms_entry *out) {
	while (*alarms && is_no_entry(&w->alarm_log[*alarms - 1]))
		--*alarms;
	if (!*events && !*alarms)
		return false;
	if (*alarms && (!*events || w->alarm_log[*alarms - 1].on_ms >= w->events->at[*events - 1].t_ms))
		*out = entry_of_alarm(w, &w->alarm_log[--*alarms]);
	else
		*out = entry_of_event(w, &w->events->at[--*events]);
	out->events_before = *events;
	out->alarms_before = *alarms;
	return true;
}

static size_t events_until(const struct world *w, int64_t t_ms) { return w->events ? event_list_after(w->events, t_ms) : 0; }

/* The other way: the oldest entry behind so many of both, up to the cursor. */
static bool take_next(const struct world *w, size_t *events, size_t *alarms, struct alarms_entry *out) {
	size_t event_end = events_until(w, w->cursor_ms), alarm_end = raised_until(w, w->cursor_ms);
	while (*alarms < alarm_end && is_no_entry(&w->alarm_log[*alarms]))
		++*alarms;
	if (*events < event_end && (*alarms >= alarm_end || w->events->at[*events].t_ms <= w->alarm_log[*alarms].on_ms))
		*out = entry_of_event(w, &w->events->at[(*events)++]);
	else if (*alarms < alarm_end)
		*out = entry_of_alarm(w, &w->alarm_log[(*alarms)++]);
	else
		return false;
	return true;
}

/* Both lists from their ends. */
size_t alarms_sequence(const struct world *w, const char *filter, struct alarms_entry *out, size_t room) {
	if (w->cursor_ms == TIME_NONE)
		return 0;
	size_t events = events_until(w, w->cursor_ms), alarms = raised_until(w, w->cursor_ms), count = 0;
	for (int scanned = 0; count < room && scanned < SCAN_MOST && take_newest(w, &events, &alarms, &out[count]); scanned++)
		count += entry_is_wanted(&out[count], filter);
	return count;
}

bool alarms_entry_of(const struct world *w, const struct alarm *alarm, struct alarms_entry *out) {
	if (w->cursor_ms == TIME_NONE || alarm->on_ms > w->cursor_ms || alarm->came_suppressed)
		return false;
	if (!alarm->device) {
		*out = entry_of_alarm(w, alarm);
		out->events_before = events_until(w, alarm->on_ms);
		out->alarms_before = (size_t)(alarm - w->alarm_log);
		return true;
	}
	for (size_t i = events_until(w, alarm->on_ms - 1), end = events_until(w, alarm->on_ms); i < end; i++) {
		if (!is_raised_by(alarm, &w->events->at[i]))
			continue;
		*out = entry_of_event(w, &w->events->at[i]);
		out->events_before = i;
		out->alarms_before = raised_until(w, alarm->on_ms - 1);
		return true;
	}
	return false;
}

/* An alarm by rule happened within the last sample. */
static struct happened entry_span(const struct world *w, const struct device_clocks *clocks, const struct alarms_entry *e) {
	double period_ms = w->site ? w->site->period_s * 1000 : 0;
	if (e->rule)
		return (struct happened){ (double)e->t_ms - period_ms, (double)e->t_ms };
	return device_clocks_span(clocks, e->src, e->t_ms, e->t_src_ms);
}

/* What one device tells is in the order of its own clock, right or wrong. */
static bool pair_uncertain(const struct world *w, const struct device_clocks *clocks, const struct alarms_entry *older, const struct alarms_entry *newer) {
	if (!strcmp(older->src, newer->src) && !older->rule && !newer->rule)
		return older->t_src_ms != TIME_NONE && newer->t_src_ms != TIME_NONE && older->t_src_ms > newer->t_src_ms;
	return happened_overlap(entry_span(w, clocks, older), entry_span(w, clocks, newer));
}

bool alarms_order_uncertain(const struct world *w, const struct device_clocks *clocks, const struct alarms_entry *e) {
	size_t events = e->events_before, alarms = e->alarms_before;
	struct alarms_entry other;
	for (int i = 0; i < NEIGHBOURS && take_newest(w, &events, &alarms, &other); i++)
		if (pair_uncertain(w, clocks, &other, e))
			return true;
	events = e->events_before + !e->rule;
	alarms = e->alarms_before + e->rule;
	for (int i = 0; i < NEIGHBOURS && take_next(w, &events, &alarms, &other); i++)
		if (pair_uncertain(w, clocks, e, &other))
			return true;
	return false;
}

bool alarms_alarm_uncertain(const struct world *w, const struct device_clocks *clocks, const struct alarm *alarm) {
	struct alarms_entry entry;
	return alarms_entry_of(w, alarm, &entry) && alarms_order_uncertain(w, clocks, &entry);
}

void alarms_clocks(const struct world *w, struct device_clocks *out) {
	device_clocks_estimate(w->events, w->cursor_ms != TIME_NONE ? events_until(w, w->cursor_ms) : 0, out);
}
