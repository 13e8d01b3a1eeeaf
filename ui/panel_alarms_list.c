/* The sequence of events: recorded events and alarms by rule, merged by time of arrival. Device clocks are shown beside it but never sorted
 * by, so that a clock that runs ahead cannot steal the first-out. Always true: entries come newest first and none is later than the cursor. */
#include "panel_alarms_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"
#include "values.h"

#define FLOOD_WINDOW_MS 600000
#define FLOOD_ON 10 /* more than these begin a flood */
#define FLOOD_OFF 5 /* fewer than these end it */
#define FLOOD_LOOKBACK 1024
#define FIRST_OUT_MS 10000
#define FIRST_OUT_EXTRA 64 /* older entries that are looked at to judge the oldest one shown */
#define SCROLL_MOST 5000

enum role alarms_role(enum priority priority) {
	static const enum role roles[PRIORITY_COUNT] = {
		[PRIORITY_LOW] = ROLE_ALARM_LOW, [PRIORITY_MEDIUM] = ROLE_ALARM_MEDIUM, [PRIORITY_HIGH] = ROLE_ALARM_HIGH,
	};
	return roles[(unsigned)priority < PRIORITY_COUNT ? priority : PRIORITY_LOW];
}

const char *alarms_bus_word(const struct world *w, const char *src) {
	return w->site && site_find(w->site, CLASS_BUS, src, strlen(src)) >= 0 ? "bus " : "";
}

uint32_t alarms_glyph(enum priority priority) {
	return priority == PRIORITY_HIGH ? 0x2716 : priority == PRIORITY_MEDIUM ? 0x25b2 : 0x25cf;
}

/* Number of alarms of the log with on_ms <= t. */
static size_t raised_until(const struct world *w, int64_t t_ms) {
	size_t low = 0, high = w->alarm_log_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (w->alarm_log[middle].on_ms <= t_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool alarms_flood(const struct world *w, unsigned *recent) {
	*recent = 0;
	if (w->cursor_ms == TIME_NONE)
		return false;
	size_t end = raised_until(w, w->cursor_ms), oldest = end > FLOOD_LOOKBACK ? end - FLOOD_LOOKBACK : 0;
	bool flood = false;
	for (size_t i = oldest; i < end; i++) {
		int64_t now = w->alarm_log[i].on_ms;
		while (oldest < i && w->alarm_log[oldest].on_ms <= now - FLOOD_WINDOW_MS) {
			oldest++;
			flood = flood && i - oldest >= FLOOD_OFF;
		}
		flood = flood || i + 1 - oldest > FLOOD_ON;
	}
	while (oldest < end && w->alarm_log[oldest].on_ms <= w->cursor_ms - FLOOD_WINDOW_MS)
		oldest++;
	*recent = (unsigned)(end - oldest);
	return flood && *recent >= FLOOD_OFF;
}

static struct alarms_entry entry_of_event(const struct event *e) {
	return (struct alarms_entry){ .t_ms = e->t_ms, .t_src_ms = e->t_src_ms, .off_ms = TIME_NONE, .priority = e->priority, .state = e->state,
	                              .trip = strcmp(e->kind, "trip") == 0, .src = e->src, .text = e->text, .ansi = e->ansi };
}

static struct alarms_entry entry_of_alarm(const struct alarm *a) {
	return (struct alarms_entry){ .t_ms = a->on_ms, .t_src_ms = TIME_NONE, .off_ms = a->off_ms, .priority = a->priority, .state = EVENT_RAISE,
	                              .rule = true, .src = a->src, .text = a->text, .ansi = "" };
}

static bool is_high_raise(const struct alarms_entry *e) {
	return e->priority == PRIORITY_HIGH && e->state == EVENT_RAISE;
}

static void mark_first_out(struct alarms_entry *list, size_t count) {
	for (size_t i = 0; i < count; i++) {
		bool first = is_high_raise(&list[i]);
		for (size_t k = i + 1; first && k < count && list[k].t_ms > list[i].t_ms - FIRST_OUT_MS; k++)
			first = !is_high_raise(&list[k]);
		list[i].first_out = first;
	}
}

/* Both lists from their ends; of equal times the event counts as the older: a rule can only follow from what was there. */
static size_t merge_back(const struct world *w, struct alarms_entry *out, size_t room) {
	size_t events = w->events ? event_list_after(w->events, w->cursor_ms) : 0, alarms = raised_until(w, w->cursor_ms), count = 0;
	while (count < room && (events || alarms)) {
		if (alarms && w->alarm_log[alarms - 1].device) { /* stands among the events */
			alarms--;
			continue;
		}
		if (alarms && (!events || w->alarm_log[alarms - 1].on_ms >= w->events->at[events - 1].t_ms))
			out[count++] = entry_of_alarm(&w->alarm_log[--alarms]);
		else
			out[count++] = entry_of_event(&w->events->at[--events]);
	}
	return count;
}

size_t alarms_sequence(const struct world *w, struct alarms_entry *out, size_t room) {
	if (w->cursor_ms == TIME_NONE || !room)
		return 0;
	struct alarms_entry *all = mem_zalloc(room + FIRST_OUT_EXTRA, sizeof *all);
	size_t count = merge_back(w, all, room + FIRST_OUT_EXTRA);
	mark_first_out(all, count);
	count = count < room ? count : room;
	memcpy(out, all, count * sizeof *out);
	free(all);
	return count;
}

static char *clock_ms(char out[NUMBER_SIZE], const struct tz *tz, int64_t t_ms, bool with_ms) {
	struct civil c;
	tz_civil(tz, t_ms, &c);
	if (with_ms)
		snprintf(out, NUMBER_SIZE, "%02d:%02d:%02d.%03d", c.hour % 100, c.minute % 100, c.second % 100, c.ms % 1000);
	else
		snprintf(out, NUMBER_SIZE, "%02d:%02d:%02d", c.hour % 100, c.minute % 100, c.second % 100);
	return out;
}

/* Glyph, role and word of an entry. */
struct look { uint32_t glyph; enum role role; const char *word; };

static struct look look_of(const struct alarms_entry *e) {
	if (e->state == EVENT_CLEAR)
		return (struct look){ 0x25cb, ROLE_DIM, "clear" };
	if (e->state == EVENT_NOTE && !e->trip)
		return (struct look){ '+', ROLE_MARK, "note" };
	return (struct look){ e->trip ? 0x25b2 : 0x25cf, alarms_role(e->priority), priority_words[(unsigned)e->priority < PRIORITY_COUNT ? e->priority : 0] };
}

/* "-0.300 s": the device's clock less the arrival. */
static void device_words(char out[NUMBER_SIZE], const struct alarms_entry *e) {
	char clock[NUMBER_SIZE];
	out[0] = '\0';
	if (e->t_src_ms == TIME_NONE)
		return;
	double off_s = ((double)e->t_src_ms - (double)e->t_ms) / 1000;
	clock_ms(clock, tz_utc(), e->t_src_ms, true);
	if (fabs(off_s) < 10000)
		snprintf(out, NUMBER_SIZE, "%.14sZ %+.3f s", clock, off_s);
	else
		snprintf(out, NUMBER_SIZE, "%.14sZ far off", clock);
}

/* What follows the text, each piece whole or not at all. */
static int piece_draw(struct grid *g, struct rect r, int x, int y, enum role role, const char *before, const char *text) {
	if (!text[0] || x + 2 + (int)(utf8_cells(before) + utf8_cells(text)) > r.w)
		return x;
	x = put_text(g, r, x + 2, y, role, before);
	return put_text(g, r, x, y, role, text);
}

static void tail_draw(struct grid *g, struct rect r, int x, int y, const struct world *w, const struct alarms_entry *e) {
	char text[NUMBER_SIZE];
	bool ended = e->rule && e->off_ms != TIME_NONE && e->off_ms <= w->cursor_ms;
	x = piece_draw(g, r, x, y, ROLE_STRONG, "", e->first_out ? "first-out" : "");
	x = piece_draw(g, r, x, y, ROLE_DIM, "ANSI ", e->ansi);
	if (ended)
		piece_draw(g, r, x, y, ROLE_DIM, "cleared after ", number_age_long(text, (double)(e->off_ms - e->t_ms) / 1000));
}

static void entry_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct alarms_entry *e, bool wide) {
	char text[NUMBER_SIZE];
	const struct tz *tz = w->site && w->site->tz ? w->site->tz : tz_utc();
	struct look look = look_of(e);
	put_char(g, r, 0, y, look.role, look.glyph);
	int x = put_text(g, r, 2, y, ROLE_DIM, value_other_day(w, e->t_ms) ? value_when(text, w, e->t_ms) : clock_ms(text, tz, e->t_ms, r.w >= 56));
	if (wide && r.w >= 76) {
		x = put_format(g, r, x + 2, y, ROLE_DIM, "%sZ", clock_ms(text, tz_utc(), e->t_ms, true));
		x = put_format(g, r, x + 2, y, look.role, "%-6s", look.word);
	}
	if (wide && r.w >= 112) {
		device_words(text, e);
		put_text(g, r, x + 2, y, ROLE_DIM, text);
		x += 2 + 24;
	}
	snprintf(text, sizeof text, "%s%.40s", alarms_bus_word(w, e->src), e->src);
	x = put_format(g, r, x + 1, y, ROLE_STRONG, wide ? "%-5s" : "%s", text);
	int tail = e->first_out ? 11 : 0, room = r.w - x - 1 - tail;
	x = put_cut(g, r, x + 1, y, room > 4 ? room : r.w - x - 1, e->state == EVENT_CLEAR ? ROLE_DIM : ROLE_TEXT, e->text);
	if (e->state == EVENT_CLEAR && !(wide && r.w >= 76))
		x = put_text(g, r, x + 1, y, ROLE_DIM, "cleared");
	tail_draw(g, r, x, y, w, e);
}

static void heading_draw(struct grid *g, struct rect r, const struct world *w) {
	struct civil c;
	tz_civil(w->site && w->site->tz ? w->site->tz : tz_utc(), w->cursor_ms == TIME_NONE ? 0 : w->cursor_ms, &c);
	int x = put_text(g, r, 0, 0, ROLE_TITLE, "Sequence of events");
	if (r.w >= 76)
		put_format(g, r, x + 2, 0, ROLE_DIM, "newest first; %s, UTC%s", c.zone, r.w >= 112 ? ", priority, device clock and how far it is off" : ", priority");
}

void alarms_sequence_draw(struct grid *g, struct rect r, const struct world *w, bool wide, int scroll) {
	if (rect_empty(r))
		return;
	if (wide) {
		heading_draw(g, r, w);
		r.y++;
		r.h--;
	}
	scroll = scroll < 0 ? 0 : scroll > SCROLL_MOST ? SCROLL_MOST : scroll;
	size_t room = (size_t)(r.h > 0 ? r.h : 0) + (size_t)scroll;
	struct alarms_entry *list = mem_zalloc(room + 1, sizeof *list);
	size_t count = alarms_sequence(w, list, room);
	if (count < room && (size_t)scroll + (size_t)r.h > count)
		scroll = (int)count > r.h ? (int)count - r.h : 0;
	for (int y = 0; y < r.h && (size_t)(y + scroll) < count; y++)
		entry_draw(g, r, y, w, &list[y + scroll], wide);
	if (!count && wide && r.h > 0)
		put_text(g, r, 0, 0, ROLE_DIM, "nothing up to the cursor");
	free(list);
}
