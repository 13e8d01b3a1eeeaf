/* Marks and times of the timeline. Always true: in a column the gravest mark is the one that shows; ticks stand on round local times; a
 * label is whole or absent; the cursor wins over all. */
#include "panel_timeline_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strip.h"
#include "utf8.h"

static const enum role priority_role[PRIORITY_COUNT] = {
	[PRIORITY_LOW] = ROLE_ALARM_LOW, [PRIORITY_MEDIUM] = ROLE_ALARM_MEDIUM, [PRIORITY_HIGH] = ROLE_ALARM_HIGH,
};

#define WEIGHT_NOTE 10 /* a letter covers a note, and nothing that weighs more: neither a trip, an alarm, nor another letter */

static void mark_put(struct strip_mark *marks, int column, int weight, enum role role, uint32_t glyph) {
	if (column >= 0 && weight > marks[column].weight)
		marks[column] = (struct strip_mark){ column, weight, role, glyph };
}

static void marks_of_events(const struct timeline *t, struct strip_mark *marks) {
	const struct event_list *list = t->w->events;
	if (!list)
		return;
	for (size_t i = event_list_after(list, t->from_ms - 1); i < list->count && list->at[i].t_ms <= t->to_ms; i++) {
		const struct event *e = &list->at[i];
		enum role role = priority_role[e->priority < PRIORITY_COUNT ? e->priority : PRIORITY_LOW];
		int column = timeline_column(t, e->t_ms);
		if (!strcmp(e->kind, "trip") && e->state != EVENT_CLEAR)
			mark_put(marks, column, 40 + (int)e->priority, role, 0x25b2);
		else if (e->state == EVENT_RAISE)
			mark_put(marks, column, 20 + (int)e->priority, role, 0x25cf);
		else if (e->state == EVENT_NOTE)
			mark_put(marks, column, WEIGHT_NOTE, ROLE_MARK, '+');
	}
}

/* Index of the first alarm of the log with on_ms >= t. */
static size_t alarm_from(const struct world *w, int64_t t_ms) {
	size_t low = 0, high = w->alarm_log_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (w->alarm_log[middle].on_ms < t_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void marks_of_alarms(const struct timeline *t, struct strip_mark *marks) {
	const struct world *w = t->w;
	for (size_t i = alarm_from(w, t->from_ms); i < w->alarm_log_count && w->alarm_log[i].on_ms <= t->to_ms; i++) {
		const struct alarm *a = &w->alarm_log[i];
		if (!a->device && !a->came_suppressed) /* those of devices are among the events */
			mark_put(marks, timeline_column(t, a->on_ms), 20 + (int)a->priority, priority_role[a->priority], 0x25cf);
	}
}

#define REPORTED_WITHIN_MS 30000 /* a device tells of its trip so near to the sample that shows it */

/* Whether the set's trip at that time stands among the events. */
static bool trip_is_reported(const struct world *w, const char *id, int64_t t_ms) {
	const struct event_list *list = w->events;
	for (size_t i = list ? event_list_after(list, t_ms - REPORTED_WITHIN_MS - 1) : 0; list && i < list->count && list->at[i].t_ms <= t_ms + REPORTED_WITHIN_MS; i++)
		if (!strcmp(list->at[i].kind, "trip") && !strcmp(list->at[i].src, id))
			return true;
	return false;
}

/* Sets that came to be tripped or locked out, which no device reported: many recordings have samples and no events. */
static void marks_of_changes(const struct timeline *t, struct strip_mark *marks) {
	const struct world *w = t->w;
	if (!w->site || !w->gen_change_count)
		return;
	bool *down = mem_zalloc(w->site->gen_count + 1, sizeof *down);
	for (size_t i = 0; i < w->gen_change_count && w->gen_changes[i].t_ms <= t->to_ms; i++) {
		const struct gen_change *c = &w->gen_changes[i];
		if (c->gen >= w->site->gen_count)
			continue;
		bool trips = c->state == GEN_TRIPPED || c->state == GEN_LOCKOUT;
		if (trips && !down[c->gen] && !c->first && c->t_ms >= t->from_ms && !trip_is_reported(w, w->site->gen[c->gen].id, c->t_ms))
			mark_put(marks, timeline_column(t, c->t_ms), 40 + PRIORITY_HIGH, ROLE_ALARM_HIGH, 0x25b2);
		down[c->gen] = trips;
	}
	free(down);
}

/* Edits of the scenario, and where what it violates begins. */
static void marks_of_whatif(const struct timeline *t, struct strip_mark *marks) {
	const struct world_whatif *what = t->w->whatif;
	if (!what || !what->on)
		return;
	for (size_t i = 0; i < what->edit_count; i++)
		mark_put(marks, timeline_column(t, what->edits[i].at_ms), 60, ROLE_WHATIF, 'w');
	for (size_t i = 0; i < what->violation_count; i++)
		mark_put(marks, timeline_column(t, what->violations[i].start_ms), 50, ROLE_ABNORMAL, 0x2716);
}

/* The column of a letter: that of its time, or the nearest free one beside it; -1: none is near. */
static int letter_column(const struct timeline *t, const struct strip_mark *marks, int column) {
	static const int beside[] = { 0, 1, -1, 2, -2, 3, -3 };
	for (size_t i = 0; column >= 0 && i < sizeof beside / sizeof *beside; i++) {
		int at = column + beside[i];
		if (at >= 0 && at < t->columns && marks[at].weight <= WEIGHT_NOTE)
			return at;
	}
	return -1;
}

/* What a person has marked, after what happened. */
static void marks_of_person(const struct timeline *t, struct strip_mark *marks) {
	const struct mark_list *list = t->w->marks;
	for (size_t i = 0; list && i < list->count; i++)
		mark_put(marks, letter_column(t, marks, timeline_column(t, list->at[i].t_ms)), 15, ROLE_MARK, (unsigned char)list->at[i].letter);
}

void timeline_marks(struct grid *g, struct rect r, int y, const struct timeline *t) {
	int first, end;
	if (t->columns <= 0)
		return;
	struct strip_mark *marks = mem_zalloc((size_t)t->columns, sizeof *marks);
	marks_of_events(t, marks);
	marks_of_alarms(t, marks);
	marks_of_changes(t, marks);
	marks_of_whatif(t, marks);
	marks_of_person(t, marks);
	for (int x = 0; x < t->columns; x++)
		if (marks[x].weight)
			put_char(g, r, x, y, marks[x].role, marks[x].glyph);
	free(marks);
	if (timeline_unread(t, &first, &end))
		for (int x = first; x < end; x++)
			put_char(g, r, x, y, ROLE_MISSING, g->ascii ? '/' : 0x2571);
	int cursor = timeline_column(t, t->w->cursor_ms);
	if (cursor >= 0)
		put_role(g, rect_clip((struct rect){ r.x + cursor, r.y + y, 1, 1 }, r), ROLE_CURSOR);
}

/* Steps that a person reads easily. */
static const int tick_steps_s[] = { 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 2419200 };
#define TICK_STEPS (sizeof tick_steps_s / sizeof tick_steps_s[0])

/* The finest step whose labels (of 5 to 8 cells) leave some air. */
static int64_t tick_step(const struct timeline *t) {
	for (size_t i = 0; i < TICK_STEPS; i++) {
		int64_t step = (int64_t)tick_steps_s[i] * 1000;
		double cells = (double)step * t->columns / (double)(t->to_ms - t->from_ms);
		if (cells >= (step < 60000 ? 12 : 10))
			return step;
	}
	return (t->to_ms - t->from_ms) / (t->columns / 10 + 1) + 1;
}

#define TICK_SIZE 24

static void tick_text(char out[16], const struct tz *tz, int64_t t_ms, int64_t step) {
	static const char *const months[] = { "?", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil c;
	tz_civil(tz, t_ms, &c);
	if (c.hour == 0 && c.minute == 0 && c.second == 0 && step >= 60000)
		snprintf(out, 16, "%d %s", c.day % 100, months[c.month >= 1 && c.month <= 12 ? c.month : 0]);
	else if (step < 60000)
		snprintf(out, 16, "%02d:%02d:%02d", c.hour % 100, c.minute % 100, c.second % 100);
	else
		snprintf(out, 16, "%02d:%02d", c.hour % 100, c.minute % 100);
}

struct ticks {
	struct strip_label label[STRIP_LABELS_MAX];
	char text[STRIP_LABELS_MAX][TICK_SIZE];
	size_t count;
};

static void ticks_add(struct ticks *k, int column, enum role role, int weight, uint32_t glyph, const char *text) {
	if (column < 0 || k->count >= STRIP_LABELS_MAX)
		return;
	snprintf(k->text[k->count], sizeof k->text[0], "%s", text);
	k->label[k->count] = (struct strip_label){ column, k->text[k->count], role, weight, glyph };
	k->count++;
}

/* Offset of the site's clocks at a time; *past gets how far they are past a round local time then. */
static int64_t clocks_at(const struct tz *tz, int64_t t_ms, int64_t step, struct civil *c, int64_t *past) {
	tz_civil(tz, t_ms, c);
	int64_t offset = (int64_t)c->offset_s * 1000, rest = (t_ms + offset) % step;
	*past = rest < 0 ? rest + step : rest;
	return offset;
}

/* The first round local time after t, where the clocks may have been put back or forward: what comes twice is shown twice. */
static int64_t tick_after(const struct tz *tz, int64_t t_ms, int64_t step) {
	struct civil c;
	int64_t past, at;
	clocks_at(tz, t_ms, step, &c, &past);
	at = t_ms + step - past;
	clocks_at(tz, at, step, &c, &past);
	if (past == 0)
		return at;
	int64_t back = at - past, rest;
	clocks_at(tz, back, step, &c, &rest);
	return rest == 0 && back > t_ms ? back : at + step - past;
}

/* Where the clocks change, the label tells the zone. */
static void ticks_of_time(const struct timeline *t, const struct tz *tz, struct ticks *k) {
	struct civil c;
	char text[TICK_SIZE];
	int64_t step = tick_step(t), past, offset = clocks_at(tz, t->from_ms, step, &c, &past);
	for (int64_t at = tick_after(tz, t->from_ms - 1, step); at <= t->to_ms && k->count < STRIP_LABELS_MAX; at = tick_after(tz, at, step)) {
		int64_t now = clocks_at(tz, at, step, &c, &past);
		bool changed = now != offset;
		tick_text(text, tz, at, step);
		if (changed)
			snprintf(text + strlen(text), sizeof text - strlen(text), " %.8s", c.zone);
		ticks_add(k, timeline_column(t, at), ROLE_DIM, changed ? 3 : 1, 0, text);
		offset = now;
	}
}

static void tick_of_training(const struct timeline *t, const struct tz *tz, struct ticks *k) {
	const struct training_plan *plan = t->w->site ? &t->w->site->training : NULL;
	struct civil c;
	char text[16];
	if (!plan || !plan->present || plan->start_ms == TIME_NONE)
		return;
	tz_civil(tz, plan->start_ms, &c);
	snprintf(text, sizeof text, "%02d:%02d T", c.hour % 100, c.minute % 100);
	ticks_add(k, timeline_column(t, plan->start_ms), ROLE_MARK, 50, 0, text);
}

/* At the right; before the cursor, if that stands there and there is room. */
static int note_column(int width, const char *text, const char *note, int cursor) {
	int cells = (int)utf8_cells(note), right = width - 1 - cells, left = cursor - cells - 2;
	return cursor < right - 1 ? right : left > (int)utf8_cells(text) + 1 ? left : right;
}

void timeline_axis(struct grid *g, struct rect r, int y, const struct timeline *t, bool above, bool ticks, const char *text, enum role text_role,
                   const char *note) {
	const struct tz *tz = t->w->site && t->w->site->tz ? t->w->site->tz : tz_utc();
	struct ticks k = { .count = 0 };
	int cursor = timeline_column(t, t->w->cursor_ms), shift = t->columns < r.w ? r.w - t->columns : 0;
	if (above)
		ticks_add(&k, cursor, ROLE_CURSOR, 100, 0x25bc, "");
	if (ticks) { /* else another row has them */
		tick_of_training(t, tz, &k);
		ticks_of_time(t, tz, &k);
	}
	for (size_t i = 0; i < k.count; i++)
		k.label[i].column += shift;
	if (text[0] && k.count < STRIP_LABELS_MAX) {
		int length = (int)utf8_cells(text), at = above && cursor >= 0 && cursor + shift <= length + 1 ? cursor + shift + 2 : 0;
		k.label[k.count++] = (struct strip_label){ at, text, text_role, 90, ' ' };
	}
	if (note[0] && k.count < STRIP_LABELS_MAX)
		k.label[k.count++] = (struct strip_label){ note_column(r.w, text, note, above ? cursor + shift : -1), note, ROLE_DIM, 2, ' ' };
	strip_labels(g, r, y, above, k.label, k.count);
}

void timeline_span_words(const struct timeline *t, char out[32]) {
	double s = (double)(t->to_ms - t->from_ms) / 1000;
	if (s < 120)
		snprintf(out, 32, "%.3g s", s);
	else if (s < 7200)
		snprintf(out, 32, "%.3g min", s / 60);
	else if (s < 172800)
		snprintf(out, 32, "%.3g h", s / 3600);
	else
		snprintf(out, 32, "%.4g days", s / 86400);
}
