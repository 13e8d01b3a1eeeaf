/* The header is a list of segments, each with forms from long to short (the last may be empty), and a list of steps that says which
 * segment gives way next. Steps are taken until all fits; what then still does not fit is cut at the right, where the least matters. */
#include "header.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "numbers.h"
#include "panel_alarms_list.h"
#include "utf8.h"

/* In the order in which they stand. PROGRAM to RECORD stand at the left, the others at the right end. */
enum segment_id { SEG_PROGRAM, SEG_SITE, SEG_WHATIF, SEG_MODE, SEG_ORIGIN, SEG_DEMO, SEG_GAP, SEG_ALARMS, SEG_RECORD, SEG_DAMAGE, SEG_FOLD, SEG_RATE, SEG_DATE, SEG_TIME, SEG_UTC, SEG_PERIOD, SEG_COUNT };
#define SEG_RIGHT SEG_DAMAGE
#define FORMS 5
#define FORM_SIZE 72

struct segment {
	char form[FORMS][FORM_SIZE];
	int forms, now;
	enum role role;
};

/* What gives way, one form a step. */
static const uint8_t steps[] = {
	SEG_RECORD, SEG_PERIOD, SEG_DATE, SEG_FOLD, SEG_ALARMS, SEG_PROGRAM, SEG_DATE, SEG_SITE, SEG_WHATIF, SEG_ALARMS, SEG_GAP, SEG_DAMAGE, SEG_SITE, SEG_SITE, SEG_FOLD,
	SEG_UTC, SEG_PERIOD, SEG_GAP, SEG_RATE, SEG_MODE, SEG_DAMAGE, SEG_ORIGIN, SEG_TIME, SEG_GAP, SEG_ALARMS, SEG_MODE, SEG_DEMO, SEG_TIME, SEG_MODE, SEG_MODE,
	SEG_TIME, SEG_WHATIF, SEG_WHATIF, SEG_ALARMS, SEG_ORIGIN,
};
/* The same for recordings of more than a day, where a time without its day could be any. */
static const uint8_t steps_days[] = {
	SEG_RECORD, SEG_PERIOD, SEG_DATE, SEG_FOLD, SEG_ALARMS, SEG_PROGRAM, SEG_SITE, SEG_WHATIF, SEG_ALARMS, SEG_GAP, SEG_SITE, SEG_SITE, SEG_UTC, SEG_FOLD, SEG_PERIOD,
	SEG_DAMAGE, SEG_GAP, SEG_RATE, SEG_MODE, SEG_DAMAGE, SEG_ORIGIN, SEG_TIME, SEG_GAP, SEG_ALARMS, SEG_MODE, SEG_DATE, SEG_DEMO, SEG_TIME, SEG_MODE, SEG_MODE,
	SEG_TIME, SEG_WHATIF, SEG_WHATIF, SEG_ALARMS, SEG_ORIGIN,
};
#define DAY_MS 86400000

static void form_add(struct segment *s, enum role role, const char *text) {
	s->role = role;
	if (s->forms < FORMS)
		utf8_clean(s->form[s->forms++], FORM_SIZE, text, strlen(text));
}

static const char *segment_text(const struct segment *s) {
	return s->forms && s->now < s->forms ? s->form[s->now] : "";
}

static void site_forms(struct segment *s, const struct world *w) {
	char text[FORM_SIZE];
	const char *name = w->site && *w->site->name ? w->site->name : w->source_name ? w->source_name : "";
	utf8_clean(text, sizeof text, name, strlen(name));
	form_add(s, ROLE_HEADER, text);
	char *blank = strchr(text, ' ');
	if (blank && blank - text >= 3) /* "Memphis bring-up" is "Memphis" for short */
		*blank = '\0';
	form_add(s, ROLE_HEADER, text);
	form_add(s, ROLE_HEADER, "");
}

/* ", clock -2 h": the times of the data are not those of this machine's clock; "" when they are. */
static char *clock_words(char *out, size_t size, const struct world *w) {
	char off[NUMBER_SIZE];
	bool any = w->edge.present && w->edge.clock_off_s != 0;
	out[0] = '\0';
	if (any)
		snprintf(out, size, ", clock %c%.20s", w->edge.clock_off_s < 0 ? '-' : '+', number_age_long(off, fabs(w->edge.clock_off_s)));
	return out;
}

/* The age of the data stands with it, whatever it is. */
static void live_forms(struct segment *s, const struct world *w, const struct view *v) {
	char text[FORM_SIZE], age[NUMBER_SIZE] = "", clock[NUMBER_SIZE];
	clock_words(clock, sizeof clock, w);
	if (w->edge.present)
		number_age_long(age, floor(w->age_s));
	const char *word = w->link == LINK_DOWN ? "LINK DOWN" : w->link == LINK_STALE ? "LIVE, STALE" : "LIVE";
	if (w->link == LINK_STALE && !w->edge.present)
		word = "NO DATA YET";
	const char *brief = w->link == LINK_DOWN ? "DOWN" : w->link == LINK_STALE ? "STALE" : "LIVE", *blank = *age ? " " : "";
	bool away = !v->playing || w->edge.away, ahead = w->whatif && w->whatif->future;
	if (!v->playing)
		snprintf(text, sizeof text, "\u2016 PAUSED  %s%s%.20s%.20s", word, blank, age, clock);
	else if (away)
		snprintf(text, sizeof text, "\u25b6 %s %s%s%.20s%.20s", ahead ? "AHEAD OF" : "BEHIND", word, blank, age, clock);
	else
		snprintf(text, sizeof text, "\u25b6 %s%s%.20s%.20s", word, blank, age, clock);
	form_add(s, ROLE_BANNER, text);
	snprintf(text, sizeof text, "%s%s%s%.20s%.20s", !v->playing ? "PAUSED " : ahead ? "AHEAD " : away ? "BEHIND " : "", brief, blank, age, clock);
	form_add(s, ROLE_BANNER, text);
	form_add(s, ROLE_BANNER, !v->playing ? "PAUSED" : ahead ? "AHEAD" : away ? "BEHIND" : brief);
}

/* Never without it, on no screen: edits command nothing, and what is computed is no measurement. */
static void whatif_forms(struct segment *s, const struct world *w, const struct view *v) {
	char text[FORM_SIZE];
	if (!w->whatif || !w->whatif->on)
		return;
	snprintf(text, sizeof text, "WHAT-IF %s%s", whatif_show_words[v->show], w->whatif->future ? " COMPUTED" : "");
	form_add(s, ROLE_BANNER, text);
	const char *alone = v->show == WHATIF_BASELINE ? " BASELINE" : v->show == WHATIF_SCENARIO ? " SCENARIO" : "";
	snprintf(text, sizeof text, "WHAT-IF%s%s", alone, w->whatif->future ? " COMPUTED" : "");
	form_add(s, ROLE_BANNER, text);
	if (*alone && w->whatif->future)
		form_add(s, ROLE_BANNER, "WHAT-IF COMPUTED");
	if (*alone || w->whatif->future) /* each of these words says it, too */
		form_add(s, ROLE_BANNER, w->whatif->future ? "COMPUTED" : alone + 1);
}

/* Where no panel in sight says them; "1H1M0L" at the least. Of a part that is read no count is told: none would read as "nothing is wrong". */
static void alarm_forms(struct segment *s, const struct world *w) {
	static const char *const unread[] = { "alarms not read yet", "alarms ?", "alarms ?", "?H?M?L" };
	for (size_t i = 0; !world_is_read(w) && i < sizeof unread / sizeof *unread; i++)
		form_add(s, ROLE_MISSING, unread[i]);
	if (s->forms)
		return;
	char text[FORM_SIZE], counts[48];
	struct alarm_counts c = alarms_counts(w);
	unsigned high = c.active[PRIORITY_HIGH], medium = c.active[PRIORITY_MEDIUM], low = c.active[PRIORITY_LOW];
	enum role role = alarms_gravest_role(w);
	snprintf(text, sizeof text, "alarms %s", alarms_counts_short(counts, sizeof counts, w));
	form_add(s, role, text);
	form_add(s, role, counts);
	const char *flood = w->flood.on ? " FLOOD" : "";
	char shelved[16] = "";
	if (c.shelved) /* none is to be forgotten on the shelf */
		snprintf(shelved, sizeof shelved, " %us", c.shelved);
	snprintf(text, sizeof text, "%uH %uM %uL%s%s", high, medium, low, shelved, flood);
	form_add(s, role, text);
	snprintf(text, sizeof text, "%uH%uM%uL%s%s", high, medium, low, shelved + (*shelved != 0), flood);
	form_add(s, role, text);
	if (!w->flood.on)
		return;
	snprintf(text, sizeof text, "%uH%uM%uL%s FLD", high, medium, low, shelved + (*shelved != 0));
	form_add(s, role, text);
}

static void record_forms(struct segment *s, const struct view *v) {
	char text[FORM_SIZE];
	if (!*v->recording)
		return;
	snprintf(text, sizeof text, "REC %.60s", v->recording);
	form_add(s, ROLE_BANNER, text);
	form_add(s, ROLE_BANNER, "REC");
}

static void rate_forms(struct segment *s, const struct view *v) {
	char text[FORM_SIZE], number[NUMBER_SIZE];
	if (!v->rate_shown)
		return;
	if (isnan(v->rate_bps))
		snprintf(text, sizeof text, "\u2014 B/s");
	else
		snprintf(text, sizeof text, "%.20s B/s", number_text(number, v->rate_bps, 0, NUMBER_PLAIN));
	form_add(s, ROLE_HEADER, text);
	form_add(s, ROLE_HEADER, "");
}

static void mode_forms(struct segment *s, const struct world *w, const struct view *v) {
	char text[FORM_SIZE], speed[NUMBER_SIZE];
	if (v->live) {
		live_forms(s, w, v);
		return;
	}
	int decimals = v->speed < 1 ? 1 : 0;
	snprintf(text, sizeof text, "\u25b6 REPLAY %.20s\u00d7", number_text(speed, v->speed, decimals, NUMBER_PLAIN));
	form_add(s, ROLE_BANNER, v->playing ? text : "\u2016 REPLAY PAUSED");
	form_add(s, ROLE_BANNER, v->playing ? "REPLAY" : "REPLAY PAUSED");
	form_add(s, ROLE_BANNER, v->playing ? "REPLAY" : "PAUSED");
	form_add(s, ROLE_BANNER, v->playing ? "\u25b6" : "\u2016");
}

static void origin_forms(struct segment *s, const struct world *w) {
	static const char *const words[ORIGIN_COUNT][2] = {
		[ORIGIN_IMPORTED] = { "IMPORTED", "IMP" }, [ORIGIN_SIMULATED] = { "SIMULATED", "SIM" }, [ORIGIN_COMPUTED] = { "COMPUTED", "COMP" },
	};
	for (int i = 0; w->site && i < 2; i++)
		form_add(s, ROLE_BANNER, words[w->site->origin][i] ? words[w->site->origin][i] : "");
}

static void gap_forms(struct segment *s, const struct world *w) {
	char text[FORM_SIZE], age[NUMBER_SIZE];
	if (!w->frame)
		return;
	number_age_long(age, ((double)w->cursor_ms - (double)w->frame->t_ms) / 1000);
	snprintf(text, sizeof text, "GAP, no data for %.20s", age);
	form_add(s, ROLE_MISSING, text);
	snprintf(text, sizeof text, "GAP %.20s", age);
	form_add(s, ROLE_MISSING, text);
	form_add(s, ROLE_MISSING, "GAP");
}

static void damage_forms(struct segment *s, const struct damage_counts *d) {
	uint64_t lines = damage_lines(d), order = damage_order(d);
	char text[FORM_SIZE];
	if (!lines && !order)
		return;
	int n = lines ? snprintf(text, sizeof text, "%llu %s unreadable", (unsigned long long)lines, lines == 1 ? "line" : "lines") : 0;
	if (order)
		snprintf(text + n, sizeof text - (size_t)n, "%s%llu out of order", n ? ", " : "", (unsigned long long)order);
	form_add(s, ROLE_ERROR, text);
	snprintf(text, sizeof text, "%llu %s", (unsigned long long)(lines ? lines : order), lines ? "unreadable" : "out of order");
	form_add(s, ROLE_ERROR, text);
	form_add(s, ROLE_ERROR, "!");
}

static void fold_forms(struct segment *s, const struct world *w) {
	char text[FORM_SIZE];
	double share = w->fold_progress >= 0 && w->fold_progress <= 1 ? w->fold_progress : 0;
	for (int i = 0; i < 2; i++) {
		snprintf(text, sizeof text, "%s%.0f %%", i ? "" : "reading ", share * 100);
		form_add(s, ROLE_HEADER, text);
	}
	form_add(s, ROLE_HEADER, "");
}

static void period_forms(struct segment *s, const struct world *w) {
	char text[FORM_SIZE];
	double period_s = w->frame && w->frame->window_s > 0 ? w->frame->window_s : w->site->period_s;
	for (int i = 0; i < 2; i++) {
		snprintf(text, sizeof text, "%g s%s", period_s, i ? "" : " samples");
		form_add(s, ROLE_HEADER, text);
	}
	form_add(s, ROLE_HEADER, "");
}

/* A view that follows a live source shows the live clock: it ticks whatever the link does. */
static void time_forms(struct segment seg[SEG_COUNT], const struct world *w, const struct view *v) {
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil c, u;
	char text[FORM_SIZE];
	if (w->cursor_ms == TIME_NONE) {
		form_add(&seg[SEG_TIME], ROLE_HEADER, "no time yet");
		return;
	}
	bool follows = v->live && w->edge.present && !w->edge.away;
	tz_civil(w->site ? w->site->tz : tz_utc(), follows ? w->edge.now_ms : w->cursor_ms, &c);
	tz_civil(tz_utc(), follows ? w->edge.now_ms : w->cursor_ms, &u);
	const char *month = months[(unsigned)(c.month - 1) % 12];
	snprintf(text, sizeof text, "%s %d %s %d", days[(unsigned)c.weekday % 7], c.day, month, c.year);
	form_add(&seg[SEG_DATE], ROLE_HEADER, text);
	snprintf(text, sizeof text, "%d %s", c.day, month);
	form_add(&seg[SEG_DATE], ROLE_HEADER, text);
	form_add(&seg[SEG_DATE], ROLE_HEADER, "");
	char ms[8] = "";
	struct moment m; /* on an event the clock says the whole of its time, since the frame is the one before it */
	if (!follows && c.ms && world_moment_before(w, w->cursor_ms + 1, &m) && m.t_ms == w->cursor_ms)
		snprintf(ms, sizeof ms, ".%03d", c.ms % 1000);
	else if (w->site && w->site->period_s < 1)
		snprintf(ms, sizeof ms, ".%d", c.ms / 100 % 10);
	snprintf(text, sizeof text, "%02d:%02d:%02d%s %s", c.hour, c.minute, c.second, ms, c.zone);
	form_add(&seg[SEG_TIME], ROLE_HEADER, text);
	text[8] = '\0';
	form_add(&seg[SEG_TIME], ROLE_HEADER, text);
	text[5] = '\0';
	form_add(&seg[SEG_TIME], ROLE_HEADER, text);
	form_add(&seg[SEG_TIME], ROLE_HEADER, "");
	if (c.offset_s == 0)
		return; /* the zone is UTC: one clock says it */
	snprintf(text, sizeof text, "%02d:%02d:%02d%sZ", u.hour, u.minute, u.second, ms);
	form_add(&seg[SEG_UTC], ROLE_HEADER, text);
	form_add(&seg[SEG_UTC], ROLE_HEADER, "");
}

static void segments_fill(struct segment seg[SEG_COUNT], const struct world *w, const struct view *v, bool with_alarms) {
	form_add(&seg[SEG_PROGRAM], ROLE_HEADER, "mwtop");
	form_add(&seg[SEG_PROGRAM], ROLE_HEADER, "");
	site_forms(&seg[SEG_SITE], w);
	whatif_forms(&seg[SEG_WHATIF], w, v);
	mode_forms(&seg[SEG_MODE], w, v);
	origin_forms(&seg[SEG_ORIGIN], w);
	if (with_alarms)
		alarm_forms(&seg[SEG_ALARMS], w);
	record_forms(&seg[SEG_RECORD], v);
	rate_forms(&seg[SEG_RATE], v);
	if (w->demo)
		form_add(&seg[SEG_DEMO], ROLE_BANNER, "DEMO");
	if (w->in_gap)
		gap_forms(&seg[SEG_GAP], w);
	damage_forms(&seg[SEG_DAMAGE], &w->damage);
	if (!w->fold_done && w->folded_to_ms != TIME_NONE)
		fold_forms(&seg[SEG_FOLD], w);
	time_forms(seg, w, v);
	for (size_t i = 0; seg[SEG_WHATIF].forms && i < 2; i++) { /* on the smallest screens these give way to it */
		static const enum segment_id least[] = { SEG_MODE, SEG_ORIGIN };
		form_add(&seg[least[i]], seg[least[i]].role, "");
	}
	if (w->site)
		period_forms(&seg[SEG_PERIOD], w);
}

/* Cells with one blank at the left edge and two between segments (one on the smallest). */
static int segments_width(const struct segment seg[SEG_COUNT], int gap) {
	int width = gap - 1;
	for (int i = 0; i < SEG_COUNT; i++) {
		int cells = (int)utf8_cells(segment_text(&seg[i]));
		width += cells ? cells + gap : 0;
	}
	return width - (width >= gap ? gap : 0);
}

static void segments_fit(struct segment seg[SEG_COUNT], int cols, int gap, bool days) {
	const uint8_t *order = days ? steps_days : steps;
	for (size_t i = 0; i < (days ? sizeof steps_days : sizeof steps) && segments_width(seg, gap) > cols; i++) {
		struct segment *s = &seg[order[i]];
		if (s->now + 1 < s->forms)
			s->now++;
	}
}

void header_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v, bool with_alarms) {
	struct segment seg[SEG_COUNT] = { 0 };
	int gap = r.w < 60 ? 1 : 2, x = gap - 1, right = 0;
	put_fill(g, (struct rect){ r.x, r.y, r.w, r.h > 0 ? 1 : 0 }, ROLE_HEADER, ' ');
	segments_fill(seg, w, v, with_alarms);
	segments_fit(seg, r.w, gap, w->first_ms != TIME_NONE && w->last_ms - w->first_ms > DAY_MS);
	for (int i = SEG_RIGHT; i < SEG_COUNT; i++) {
		int cells = (int)utf8_cells(segment_text(&seg[i]));
		right += cells ? cells + gap : 0;
	}
	for (int i = 0; i < SEG_COUNT; i++) {
		if (i == SEG_RIGHT && x < r.w - right + 1)
			x = r.w - right + 1; /* the same blank at the right edge as at the left, where there is room */
		const char *text = segment_text(&seg[i]);
		bool whole = x + (int)utf8_cells(text) <= r.w;
		if (*text && (whole || i < SEG_RIGHT)) /* a time that is cut would be another time */
			x = put_text(g, r, x, 0, seg[i].role, text) + gap;
	}
}
