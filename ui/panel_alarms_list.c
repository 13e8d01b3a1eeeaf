/* Rows of the Alarms panel: one alarm with its state, one entry of the sequence of events. Always true: what is known of an alarm is told by
 * glyph, word and place, never by colour alone; what does not fit is left out whole. */
#include "panel_alarms_list.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"
#include "values.h"
#include "wrap.h"

#define WIDE_UTC 76     /* cells from which on UTC stands beside local time */
#define DEVICE_CELLS 24
#define OFFSET_CELLS 8
#define TEXT_LEAST 16   /* of a text that is cut */

enum role alarms_role(enum priority priority) {
	static const enum role roles[PRIORITY_COUNT] = {
		[PRIORITY_LOW] = ROLE_ALARM_LOW, [PRIORITY_MEDIUM] = ROLE_ALARM_MEDIUM, [PRIORITY_HIGH] = ROLE_ALARM_HIGH,
	};
	return roles[(unsigned)priority < PRIORITY_COUNT ? priority : PRIORITY_LOW];
}

uint32_t alarms_glyph(enum priority priority) {
	return priority == PRIORITY_HIGH ? 0x2716 : priority == PRIORITY_MEDIUM ? 0x25b2 : 0x25cf;
}

struct alarm_counts alarms_counts(const struct world *w) {
	return w->alarms ? w->alarms->counts : (struct alarm_counts){ 0 };
}

char *alarms_counts_short(char *out, size_t size, const struct world *w) {
	struct alarm_counts c = alarms_counts(w);
	int n = snprintf(out, size, "%uH %uM %uL %us", c.active[PRIORITY_HIGH], c.active[PRIORITY_MEDIUM], c.active[PRIORITY_LOW], c.shelved);
	if (c.unack && (size_t)n < size)
		n += snprintf(out + n, size - (size_t)n, " %u!", c.unack);
	if (w->flood.on && (size_t)n < size)
		snprintf(out + n, size - (size_t)n, " FLOOD");
	return out;
}

enum role alarms_gravest_role(const struct world *w) {
	struct alarm_counts c = alarms_counts(w);
	int gravest = PRIORITY_COUNT - 1;
	while (gravest >= 0 && !c.active[gravest])
		gravest--;
	return gravest < 0 ? ROLE_DIM : alarms_role((enum priority)gravest);
}

static bool put_aside(const struct alarm_line *line) {
	return line->state == ALARM_SHELVED || line->state == ALARM_SUPPRESSED;
}

uint32_t alarms_line_glyph(const struct alarm_line *line) {
	return put_aside(line) ? '-' : line->active ? alarms_glyph(line->alarm->priority) : 0x25cb;
}

enum role alarms_line_role(const struct alarm_line *line) {
	if (put_aside(line))
		return ROLE_DIM;
	bool inverse = line->state == ALARM_UNACK && line->alarm->priority == PRIORITY_HIGH;
	return inverse ? ROLE_ALARM_UNACK : alarms_role(line->alarm->priority);
}

uint32_t alarms_line_mark(const struct alarm_line *line) {
	return line->state == ALARM_UNACK || line->state == ALARM_RTN_UNACK ? '!' : ' ';
}

bool alarms_line_wants_hand(const struct alarm_line *line) {
	return line->state == ALARM_UNACK || line->state == ALARM_ACKED || line->state == ALARM_RTN_UNACK;
}

char *alarms_clock(char *out, size_t size, const struct tz *tz, int64_t t_ms, bool with_ms) {
	struct civil c;
	tz_civil(tz, t_ms, &c);
	if (with_ms)
		snprintf(out, size, "%02d:%02d:%02d.%03d", c.hour % 100, c.minute % 100, c.second % 100, c.ms % 1000);
	else
		snprintf(out, size, "%02d:%02d:%02d", c.hour % 100, c.minute % 100, c.second % 100);
	return out;
}

static const struct tz *zone_of(const struct world *w) {
	return w->site && w->site->tz ? w->site->tz : tz_utc();
}

char *alarms_zones(char out[ALARMS_ZONES_SIZE], const struct world *w, const struct alarms_row *entries, size_t count, size_t first, int height) {
	struct civil newest, oldest;
	size_t end = first + (size_t)(height > 0 ? height : 0), last = (end < count ? end : count) - 1;
	bool any = first < count && height > 0;
	int64_t cursor_ms = w->cursor_ms == TIME_NONE ? 0 : w->cursor_ms;
	tz_civil(zone_of(w), any ? entries[first].t_ms : cursor_ms, &newest);
	tz_civil(zone_of(w), any ? entries[last].t_ms : cursor_ms, &oldest);
	if (strcmp(newest.zone, oldest.zone))
		snprintf(out, ALARMS_ZONES_SIZE, "%s/%s", oldest.zone, newest.zone);
	else
		snprintf(out, ALARMS_ZONES_SIZE, "%s", newest.zone);
	return out;
}

/* How the times of a list stand; all its rows have them in the same cells. */
struct times_style {
	bool ms, utc;
	bool days;  /* one in sight is of another day, and its seconds have room */
	bool about; /* this one is not exact: a "~" in the blank before it, and no milliseconds */
};

#define CLOCK_CELLS 8 /* "04:02:10" */
#define CLOCK_MS_CELLS 12
#define DAY_CELLS 15  /* "22 Jul 04:02:10" */

/* Local time, with the day where it is another one, and UTC where there is room; the x after them. */
static int times_draw(struct grid *g, struct rect r, int x, int y, const struct world *w, int64_t t_ms, struct times_style style) {
	char text[NUMBER_SIZE];
	bool other_day = value_other_day(w, t_ms);
	if (style.about)
		put_char(g, r, x - 1, y, ROLE_DIM, '~');
	if (other_day)
		put_text(g, r, x, y, ROLE_DIM, style.days ? value_when_exact(text, w, t_ms) : value_when(text, w, t_ms));
	else
		put_text(g, r, x, y, ROLE_DIM, alarms_clock(text, sizeof text, zone_of(w), t_ms, style.ms && !style.about));
	x += style.days ? DAY_CELLS : other_day || style.ms ? CLOCK_MS_CELLS : CLOCK_CELLS;
	if (!style.utc)
		return x;
	put_format(g, r, x + 2 - style.about, y, ROLE_DIM, "%s%sZ", style.about ? "~" : "", alarms_clock(text, sizeof text, tz_utc(), t_ms, !style.about));
	return x + 15;
}

/* "bus A" or "G07", in the selected row as the cursor; the x after it. */
static int source_draw(struct grid *g, struct rect r, int x, int y, const struct world *w, const char *src, int cells, bool selected) {
	char text[NUMBER_SIZE];
	snprintf(text, sizeof text, "%s%.40s", site_bus_word(w->site, src), src);
	int end = put_text(g, r, x, y, selected ? ROLE_CURSOR : ROLE_STRONG, text);
	return end < x + cells ? x + cells : end;
}

/* What follows the text, each piece whole or not at all. */
static int piece_draw(struct grid *g, struct rect r, int x, int y, enum role role, const char *before, const char *text) {
	if (!text[0] || x + 2 + (int)(utf8_cells(before) + utf8_cells(text)) > r.w)
		return x;
	x = put_text(g, r, x + 2, y, role, before);
	return put_text(g, r, x, y, role, text);
}

/* What the state says beside its word: since when, until when. */
static void line_note(char out[NUMBER_SIZE + 16], const struct world *w, const struct alarm_line *line, bool exact) {
	char when[NUMBER_SIZE];
	char *(*words)(char *, const struct world *, int64_t) = exact ? value_when_exact : value_when;
	out[0] = '\0';
	if (line->state == ALARM_SHELVED)
		snprintf(out, NUMBER_SIZE + 16, "until %s", words(when, w, line->shelved_until_ms));
	else if (line->state == ALARM_ACKED)
		snprintf(out, NUMBER_SIZE + 16, "acked %s", words(when, w, line->acked_ms));
	else if (!line->active)
		snprintf(out, NUMBER_SIZE + 16, "ended %s", words(when, w, line->alarm->off_ms));
}

/* In a sign where that lets the text stand whole, or where words would leave next to nothing of it. */
static const char *doubt_words(int room, int cells) {
	static const char words[] = "order uncertain", sign[] = "order ?";
	int beside_words = room - (int)sizeof words - 1, beside_sign = room - (int)sizeof sign - 1;
	return beside_words >= cells || (beside_sign < cells && beside_words >= TEXT_LEAST) ? words : sign;
}

static void line_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct alarm_line *line, bool uncertain, bool days, bool selected) {
	char note[NUMBER_SIZE + 16];
	const struct alarm *a = line->alarm;
	enum role role = alarms_line_role(line);
	put_char(g, r, 0, y, role, alarms_line_glyph(line));
	put_char(g, r, 1, y, role, alarms_line_mark(line));
	put_text(g, r, 2, y, role, alarm_state_words[line->state]);
	int x = put_format(g, r, 13, y, role, "%-6s", priority_words[(unsigned)a->priority < PRIORITY_COUNT ? a->priority : 0]);
	x = times_draw(g, r, x + 1, y, w, a->on_ms, (struct times_style){ r.w >= 100, r.w >= ALARMS_WIDE_DEVICE, days, a->about });
	x = source_draw(g, r, x + 1, y, w, a->src, 5, selected);
	line_note(note, w, line, r.w >= ALARMS_WIDE_DAYS);
	int tail = (line->first_out ? 11 : 0) + (*note ? 2 + (int)utf8_cells(note) : 0), room = r.w - x - 1 - tail;
	static const char *const doubts[] = { "order uncertain", "order ?", "" }; /* beside the whole text; the sequence says it, too */
	size_t k = uncertain ? 0 : 2;
	while (k < 2 && room - 2 - (int)strlen(doubts[k]) < (int)utf8_cells(a->text))
		k++;
	const char *doubt = doubts[k];
	room -= *doubt ? 2 + (int)strlen(doubt) : 0;
	x = put_words(g, r, x + 1, y, room > 12 ? room : r.w - x - 1, put_aside(line) ? ROLE_DIM : ROLE_TEXT, site_bus_text(w->site, a->src, a->text), true);
	x = piece_draw(g, r, x, y, ROLE_STRONG, "", line->first_out ? "first-out" : "");
	x = piece_draw(g, r, x, y, ROLE_TEXT, "", doubt);
	x = piece_draw(g, r, x, y, ROLE_DIM, "", note);
	char raises[40] = "";
	if (line->raises > 1) /* what its device raised again while it held */
		snprintf(raises, sizeof raises, "raised %zu times", line->raises);
	piece_draw(g, r, x, y, ROLE_TEXT, "", raises);
}

void alarms_lines_draw(struct grid *g, struct rect r, const struct world *w, const struct alarm_line *const *lines, size_t count, size_t first, size_t selected) {
	struct device_clocks clocks = { 0 };
	size_t end = r.h <= 0 ? first : count - first < (size_t)r.h ? count : first + (size_t)r.h;
	bool days = false;
	if (first > count)
		return;
	alarms_clocks(w, &clocks);
	for (size_t i = first; r.w >= ALARMS_WIDE_DAYS && i < end; i++)
		days |= value_other_day(w, lines[i]->alarm->on_ms);
	for (size_t i = first; i < end; i++)
		line_draw(g, r, (int)(i - first), w, lines[i], alarms_alarm_uncertain(w, &clocks, lines[i]->alarm), days, i == selected);
	device_clocks_free(&clocks);
}

/* Glyph, role and word of an entry. */
struct look { uint32_t glyph; enum role role; const char *word; };

static struct look look_of(const struct alarms_entry *e) {
	if (e->state == EVENT_CLEAR)
		return (struct look){ 0x25cb, ROLE_DIM, "clear" };
	if (e->state == EVENT_NOTE && !e->trip)
		return (struct look){ '+', ROLE_MARK, "note" };
	return (struct look){ e->trip ? 0x25b2 : 0x25cf, alarms_role(e->priority), alarms_priority_word(e->priority) };
}

/* "09:02:10.700Z -0.417  -0.34±0.05": what the device's clock said, where there is room how far that is from when it arrived, and by how much the clock is
 * off, in seconds; "?" where that is not known. Returns the x behind the column. */
static int device_draw(struct grid *g, struct rect r, int x, int y, const struct device_clocks *clocks, const struct alarms_entry *e) {
	char clock[NUMBER_SIZE], error[DEVICE_CLOCK_TEXT_SIZE];
	int end = x + DEVICE_CELLS + (r.w >= ALARMS_WIDE_OFFSET ? OFFSET_CELLS : 0);
	if (e->t_src_ms == TIME_NONE)
		return end;
	const struct device_clock *c = device_clocks_find(clocks, e->src);
	x = put_format(g, r, x, y, ROLE_DIM, "%sZ ", alarms_clock(clock, sizeof clock, tz_utc(), e->t_src_ms, true));
	if (r.w >= ALARMS_WIDE_OFFSET) {
		put_text(g, r, x, y, ROLE_DIM, device_clock_print_offset(e->t_ms, e->t_src_ms, error));
		x += OFFSET_CELLS;
	}
	put_text(g, r, x, y, c && c->off ? ROLE_ABNORMAL : ROLE_DIM, device_clock_print(c, error));
	return end;
}

static void tail_draw(struct grid *g, struct rect r, int x, int y, const struct world *w, const struct alarms_entry *e, const char *uncertain) {
	char text[NUMBER_SIZE];
	bool ended = e->state == EVENT_RAISE && e->off_ms != TIME_NONE && e->off_ms <= w->cursor_ms;
	x = piece_draw(g, r, x, y, ROLE_STRONG, "", e->first_out ? "first-out" : "");
	x = piece_draw(g, r, x, y, ROLE_TEXT, "", uncertain);
	x = piece_draw(g, r, x, y, ROLE_DIM, "ANSI ", e->ansi);
	if (ended)
		piece_draw(g, r, x, y, ROLE_DIM, "cleared after ", number_age_long(text, (double)(e->off_ms - e->t_ms) / 1000));
}

struct entry_style { bool wide, selected, uncertain, days; };

static void entry_draw(struct grid *g, struct rect r, int y, const struct world *w, const struct device_clocks *clocks, const struct alarms_entry *e,
                       struct entry_style style) {
	struct look look = look_of(e);
	bool utc = style.wide && r.w >= WIDE_UTC;
	put_char(g, r, 0, y, look.role, look.glyph);
	int x = times_draw(g, r, 2, y, w, e->t_ms, (struct times_style){ r.w >= 56, utc, style.days, e->alarm && e->alarm->about });
	if (utc)
		x = put_format(g, r, x + 2, y, look.role, "%-6s", look.word);
	if (style.wide && r.w >= ALARMS_WIDE_DEVICE)
		x = device_draw(g, r, x + 2, y, clocks, e);
	x = source_draw(g, r, x + 1, y, w, e->src, style.wide ? 5 : 0, style.selected);
	int room = r.w - x - 1 - (e->first_out ? 11 : 0) - (e->state == EVENT_CLEAR && !utc ? (int)sizeof "cleared" : 0);
	const char *uncertain = style.uncertain && r.w >= WIDE_UTC ? doubt_words(room, (int)utf8_cells(e->text)) : "";
	room -= *uncertain ? 2 + (int)strlen(uncertain) : 0;
	x = put_words(g, r, x + 1, y, room > 4 ? room : r.w - x - 1, e->state == EVENT_CLEAR ? ROLE_DIM : ROLE_TEXT, site_bus_text(w->site, e->src, e->text), true);
	if (e->state == EVENT_CLEAR && !utc)
		x = put_text(g, r, x + 1, y, ROLE_DIM, "cleared");
	tail_draw(g, r, x, y, w, e, uncertain);
}

void alarms_entries_draw(struct grid *g, struct rect r, const struct world *w, const struct alarms_entry *list, size_t count, size_t first, bool wide,
                         size_t selected) {
	struct device_clocks clocks = { 0 };
	if (rect_empty(r))
		return;
	if (wide)
		alarms_clocks(w, &clocks);
	bool days = false;
	for (size_t i = first; r.w >= ALARMS_WIDE_DAYS && i < count && i < first + (size_t)r.h; i++)
		days |= value_other_day(w, list[i].t_ms);
	for (size_t i = first; i < count && i < first + (size_t)r.h; i++) {
		struct entry_style style = { wide, i == selected, wide && alarms_order_uncertain(w, &clocks, &list[i]), days };
		entry_draw(g, r, (int)(i - first), w, &clocks, &list[i], style);
	}
	device_clocks_free(&clocks);
}
