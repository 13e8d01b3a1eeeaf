/* The Countdown panel: how long until training starts, GO or NO-GO for the load after the start, and why. The reasons carry their
 * remedies ("cap 345 W or 30,147 GPUs") and are wrapped, never cut; what is fulfilled stands below them as far as there is room. */
#include "panel_countdown_parts.h"

#include <stdio.h>
#include <string.h>

#include "digits.h"
#include "utf8.h"
#include "values.h"

#define LINE_SIZE 256

/* The lines under the clock, in the order of their importance. */
enum mark_kind { MARK_FAILS, MARK_HOLDS, MARK_NEUTRAL };
struct line { enum mark_kind mark; char text[LINE_SIZE]; };
#define LINES_MAX (VERDICT_WHY_MAX + 8)
struct lines { struct line at[LINES_MAX]; int count; };

static const struct { uint32_t glyph; enum role glyph_role, role; } marks[] = {
	[MARK_FAILS] = { 0x2716, ROLE_NOGO, ROLE_TEXT }, [MARK_HOLDS] = { 0x25CF, ROLE_TEXT, ROLE_TEXT }, [MARK_NEUTRAL] = { ' ', ROLE_DIM, ROLE_DIM },
};

static char *line_add(struct lines *lines, enum mark_kind mark) {
	struct line *line = &lines->at[lines->count < LINES_MAX ? lines->count++ : LINES_MAX - 1];
	line->mark = mark;
	return line->text;
}

static void ready_line(struct lines *lines, const struct world *w) {
	struct reading ready = frame_get(w->frame, M_GPU_READY, 0);
	char have[NUMBER_SIZE], need[NUMBER_SIZE], clock[NUMBER_SIZE], at[48] = "";
	double needed = w->site->training.gpus_needed;
	bool known = ready.quality == QUALITY_GOOD || ready.quality == QUALITY_STALE, enough = known && ready.value >= needed;
	if (!w->site->gpu.present)
		return;
	number_text(have, known ? ready.value : NAN, 0, NUMBER_PLAIN);
	number_text(need, needed, 0, NUMBER_PLAIN);
	if (!enough && w->verdict.ready_at_ms != TIME_NONE)
		snprintf(at, sizeof at, ", all at %.10s", value_clock(clock, w, w->verdict.ready_at_ms));
	snprintf(line_add(lines, enough ? MARK_HOLDS : MARK_FAILS), LINE_SIZE, "GPUs ready %s of %s%s%s", have, need, ready.quality == QUALITY_STALE ? " (stale)" : "", at);
}

/* What the start takes and leaves; only said where nothing failed on it, or where there is room for all. */
static void margin_lines(struct lines *lines, const struct world *w) {
	char need[NUMBER_SIZE], have[NUMBER_SIZE], margin[NUMBER_SIZE], n1[NUMBER_SIZE];
	const struct derived *d = &w->derived;
	double start = d->q[D_START_MARGIN_MW].value;
	value_derived(need, w, D_START_LOAD_MW);
	value_derived(have, w, D_AVAILABLE_MW);
	value_derived(margin, w, D_START_MARGIN_MW);
	if (start >= 0)
		snprintf(line_add(lines, MARK_HOLDS), LINE_SIZE, "start %s of %s MW: %s left", need, have, margin);
	bool asked = w->site->policy.stance != STANCE_N0;
	const struct quantity *of = &d->q[w->site->policy.stance == STANCE_N1_FEED ? D_FIRM_FEED_MW : D_FIRM_MW];
	double firm = of->value - d->q[D_START_LOAD_MW].value;
	number_sum(n1, firm, 2, NUMBER_SIGNED, of->reporting, of->total);
	if (!isnan(firm))
		snprintf(line_add(lines, asked && firm >= 0 ? MARK_HOLDS : MARK_NEUTRAL), LINE_SIZE, "after the start, less a %s: %s MW",
		         w->site->policy.stance == STANCE_N1_FEED ? "feed" : "set", n1);
}

/* A reason as the verdict words it; that of an alarm with its priority first where it would not fit into a row otherwise. */
static void why_line(struct lines *lines, const char *why, int width) {
	static const char tail[] = ", high alarm";
	size_t length = strlen(why), kept = length - (sizeof tail - 1);
	char clean[LINE_SIZE - 8];
	bool alarm = length >= sizeof tail && strcmp(why + kept, tail) == 0;
	bool shorter = alarm && utf8_cells(why) > (size_t)width;
	utf8_clean(clean, sizeof clean, why, shorter ? kept : length);
	snprintf(line_add(lines, MARK_FAILS), LINE_SIZE, "%s%s", shorter ? "high: " : "", clean);
}

/* What the contracts of the feeds in service add up to; NaN when one states none. `over`: a feed that takes more than its own, or -1. */
static double contract_mw(const struct world *w, int *over) {
	double sum = 0;
	*over = -1;
	for (size_t i = 0; i < w->site->feed_count; i++) {
		double limit = power_feed_limit_mw(w->frame, i);
		if (!power_feed_in_service(w->frame, i))
			continue;
		sum += limit;
		if (*over < 0 && frame_good(w->frame, M_FEED_MW, i) && frame_get(w->frame, M_FEED_MW, i).value > limit)
			*over = (int)i;
	}
	return sum;
}

static void import_line(struct lines *lines, const struct world *w) {
	char import[NUMBER_SIZE], contract[NUMBER_SIZE];
	const struct quantity *q = &w->derived.q[D_IMPORT_MW];
	int over;
	double limit = contract_mw(w, &over);
	if (!w->site->feed_count || isnan(q->value))
		return;
	if (over >= 0 && w->site->feed_count > 1) {
		number_text(import, frame_get(w->frame, M_FEED_MW, (size_t)over).value, 2, NUMBER_PLAIN);
		number_text(contract, power_feed_limit_mw(w->frame, (size_t)over), 2, NUMBER_PLAIN);
		snprintf(line_add(lines, MARK_FAILS), LINE_SIZE, "import of %s %s, contract %s MW", w->site->feed[over].id, import, contract);
		return;
	}
	bool out = q->value < -0.005; /* below what is shown it is neither */
	number_sum(import, out ? -q->value : q->value < 0 ? 0 : q->value, 2, NUMBER_PLAIN, q->reporting, q->total);
	number_text(contract, limit, 2, NUMBER_PLAIN);
	if (!out && isfinite(limit) && limit > 0)
		snprintf(line_add(lines, over >= 0 ? MARK_FAILS : MARK_HOLDS), LINE_SIZE, "import %s, contract %s MW", import, contract);
	else
		snprintf(line_add(lines, MARK_NEUTRAL), LINE_SIZE, "%s %s MW", out ? "export" : "import", import);
}

/* Once the job runs: what is left, what the loss of one would leave, what is taken of what was agreed. */
static void running_lines(struct lines *lines, const struct world *w) {
	char text[NUMBER_SIZE];
	const struct quantity *q = w->derived.q;
	enum stance stance = w->site->policy.stance;
	double asked = stance == STANCE_N1_SET ? q[D_N1_SET_MW].value : stance == STANCE_N1_FEED ? q[D_N1_FEED_MW].value : NAN;
	value_derived(text, w, D_HEADROOM_MW);
	if (!isnan(q[D_HEADROOM_MW].value))
		snprintf(line_add(lines, q[D_HEADROOM_MW].value < 0 ? MARK_FAILS : MARK_HOLDS), LINE_SIZE, "headroom %s MW", text);
	value_derived(text, w, D_N1_MW);
	if (!isnan(q[D_N1_MW].value))
		snprintf(line_add(lines, isnan(asked) ? MARK_NEUTRAL : asked < 0 ? MARK_FAILS : MARK_HOLDS), LINE_SIZE, "N-1 %s MW%s%s", text,
		         *w->derived.n1_worst ? " without " : "", w->derived.n1_worst);
	import_line(lines, w);
}

static void lines_make(struct lines *lines, const struct world *w, int width) {
	bool running = w->verdict.state == TRAINING_RUNNING;
	lines->count = 0;
	for (size_t i = 0; i < w->verdict.why_count && i < VERDICT_WHY_MAX; i++)
		if (verdict_why_is_told(&w->verdict, i))
			why_line(lines, w->verdict.why[i], width);
	if (running) {
		running_lines(lines, w);
		return;
	}
	bool said = false; /* the verdict speaks of the GPUs itself when they are what fails */
	for (int i = 0; i < lines->count; i++)
		said = said || strstr(lines->at[i].text, "ready");
	if (!said)
		ready_line(lines, w);
	margin_lines(lines, w);
	if (w->in_gap || w->link == LINK_STALE || w->link == LINK_DOWN) /* what held when the data ended need not hold now */
		for (int i = 0; i < lines->count; i++)
			if (lines->at[i].mark == MARK_HOLDS)
				lines->at[i].mark = MARK_NEUTRAL;
}

/* Bytes of `text` for one row of `width` cells: as many whole words as fit; after a ':' or ';' in its second half, rather there. */
static size_t row_bytes(const char *text, int width) {
	size_t length = strlen(text), at = 0, word = 0, clause = 0;
	for (int cells = 0; at < length && cells < width; cells++) {
		uint32_t cp;
		at += utf8_decode(text + at, length - at, &cp);
		if (at == length || text[at] == ' ') {
			word = at;
			if ((cp == ':' || cp == ';') && cells * 2 > width)
				clause = at;
		}
	}
	return at == length ? length : clause ? clause : word ? word : at;
}

/* Draws the text in as many rows as it takes and as there are; returns the rows. With g NULL only counts. */
static int wrap(struct grid *g, struct rect r, int x, int y, enum role role, const char *text) {
	int rows = 0;
	char row[LINE_SIZE];
	while (*text && r.w - x > 0) {
		size_t n = row_bytes(text, r.w - x);
		if (g && y + rows < r.h) {
			utf8_clean(row, sizeof row, text, n);
			put_text(g, r, x, y + rows, role, row);
		}
		rows++;
		for (text += n; *text == ' '; text++)
			;
	}
	return rows;
}

static int line_draw(struct grid *g, struct rect r, int y, const struct line *line) {
	int x = r.w >= 24 ? 2 : 0;
	if (x)
		put_char(g, r, 0, y, marks[line->mark].glyph_role, marks[line->mark].glyph);
	return wrap(g, r, x, y, marks[line->mark].role, line->text);
}

/* From row y on, as many lines as fit wholly; of those that do not, how many there are. */
static void lines_draw(struct grid *g, struct rect r, int y, const struct lines *lines) {
	for (int i = 0; i < lines->count && y < r.h; i++) {
		int rows = wrap(NULL, r, r.w >= 24 ? 2 : 0, 0, ROLE_TEXT, lines->at[i].text);
		int fails_left = 0;
		for (int k = i; k < lines->count; k++)
			fails_left += lines->at[k].mark == MARK_FAILS;
		bool last_row = y + rows == r.h && fails_left > 1;
		if (i > 0 && fails_left && (y + rows > r.h || last_row)) {
			if (y + rows == r.h && fails_left <= 1)
				line_draw(g, r, y, &lines->at[i]);
			else
				put_format(g, r, r.w >= 24 ? 2 : 0, y, ROLE_NOGO, fails_left == 1 ? "%d more reason" : "%d more reasons", fails_left);
			return;
		}
		if (i > 0 && y + rows > r.h)
			continue; /* a shorter one may still fit */
		y += line_draw(g, r, y, &lines->at[i]);
	}
}

/* "T-00:14:48", after the start "T+…"; "" without a start. */
static void clock_text(char out[TIME_ISO_SIZE + 4], const struct world *w, const char *minus) {
	char hms[TIME_ISO_SIZE];
	double s = w->verdict.t_minus_s;
	out[0] = '\0';
	if (isnan(s))
		return;
	bool before = s > 0 || (s == 0 && w->verdict.state == TRAINING_COUNTDOWN);
	snprintf(out, TIME_ISO_SIZE + 4, "T%s%.20s", before ? minus : "+", time_format_hms((int64_t)(s * 1000), hms));
}

static enum role verdict_role(const struct verdict *v) {
	return v->state == TRAINING_RUNNING ? ROLE_STRONG : v->go ? ROLE_GO : ROLE_NOGO;
}

static void title_text(char *out, size_t size, const struct world *w) {
	static const char *const words[] = {
		[TRAINING_NONE] = "no start set", [TRAINING_COUNTDOWN] = "starts in", [TRAINING_RUNNING] = "runs", [TRAINING_OVERDUE] = "OVERDUE",
		[TRAINING_STOPPED] = "stopped",
	};
	enum training_state state = w->verdict.state;
	int64_t since_ms = state == TRAINING_RUNNING || state == TRAINING_OVERDUE ? w->site->training.start_ms : state == TRAINING_STOPPED ? w->verdict.stopped_ms : TIME_NONE;
	const char *word = state == TRAINING_COUNTDOWN && w->verdict.t_minus_s <= 0 ? "starts now" : words[state];
	char since[24] = "";
	if (since_ms != TIME_NONE) {
		char when[NUMBER_SIZE];
		value_when(when, w, since_ms);
		if (!value_other_day(w, since_ms))
			when[strlen("04:20")] = '\0';
		snprintf(since, sizeof since, " since %.16s", when + (*when == ' '));
	}
	const char *name = w->site->training.name;
	char clean[48];
	utf8_clean(clean, sizeof clean, *name ? name : "Training", strlen(*name ? name : "Training"));
	snprintf(out, size, "%s %s%s", clean, word, since);
}

/* "04:20 CDT": when it is. */
static void start_text(char *out, size_t size, const struct world *w) {
	struct civil c, u;
	out[0] = '\0';
	if (w->site->training.start_ms == TIME_NONE)
		return;
	tz_civil(w->site->tz, w->site->training.start_ms, &c);
	tz_civil(tz_utc(), w->site->training.start_ms, &u);
	if (c.offset_s)
		snprintf(out, size, "%02d:%02d %s %02d:%02dZ", c.hour, c.minute, c.zone, u.hour, u.minute);
	else
		snprintf(out, size, "%02d:%02dZ", c.hour, c.minute);
}

/* One row: the clock, the verdict and, as far as there is room, when it is. */
static void head_row_draw(struct grid *g, struct rect r, const struct world *w, bool named) {
	char clock[TIME_ISO_SIZE + 4], start[64], title[96];
	enum role role = verdict_role(&w->verdict);
	const char *word = verdict_word(&w->verdict);
	int x = 0, verdict_x = r.w - (int)utf8_cells(word);
	clock_text(clock, w, "\u2212");
	start_text(start, sizeof start, w);
	if (named && w->site->training.name[0]) {
		title_text(title, sizeof title, w);
		int room = verdict_x - 1 - (int)utf8_cells(clock) - 1;
		if (room >= (int)utf8_cells(w->site->training.name))
			x = put_cut(g, r, 0, 0, (int)utf8_cells(title) <= room ? room : (int)utf8_cells(w->site->training.name), ROLE_DIM,
			            (int)utf8_cells(title) <= room ? title : w->site->training.name) + 1;
	}
	x = put_text(g, r, x, 0, ROLE_STRONG, *clock ? clock : "no start set") + 2;
	if (!named && verdict_x - x - 2 >= (int)utf8_cells(start))
		put_text(g, r, x, 0, ROLE_DIM, start);
	if (verdict_x >= x - 1)
		put_text(g, r, verdict_x, 0, role, word);
	else if (named) { /* no room for both: the verdict is the shorter answer */
		put_fill(g, (struct rect){ r.x, r.y, r.w, 1 }, ROLE_TEXT, ' ');
		put_text(g, r, 0, 0, role, word);
	}
}

/* Big digits at the left, verdict, time and stance at their right; returns the rows taken, 0 when there is no room for it. */
static int big_draw(struct grid *g, struct rect r, const struct world *w) {
	char clock[TIME_ISO_SIZE + 4], start[64];
	enum role role = verdict_role(&w->verdict);
	const char *word = verdict_word(&w->verdict);
	clock_text(clock, w, "-");
	int height = r.h >= 9 ? 5 : 3, width = digits_width(clock, height);
	if (r.h < 7 || !*clock || width + 16 > r.w)
		return 0;
	start_text(start, sizeof start, w);
	digits_draw(g, r, 0, 0, height, ROLE_STRONG, clock);
	int x = width + 3;
	put_text(g, r, x, height == 5 ? 1 : 0, role, word);
	put_cut(g, r, x, height == 5 ? 2 : 1, r.w - x, ROLE_DIM, start);
	put_format(g, r, x, height == 5 ? 3 : 2, ROLE_TEXT, "%s accepted", value_stance(w->site->policy.stance));
	return height;
}

/* `of`: what `have` is put together from. */
struct requirement { const char *name; double have, need; int decimals; const char *unit; bool asked; struct quantity of; };

/* The zoomed panel's table: what the start asks for, what there is. */
static void requirements_draw(struct grid *g, struct rect r, int y, const struct world *w) {
	const struct derived *d = &w->derived;
	enum stance stance = w->site->policy.stance;
	double load = d->q[D_START_LOAD_MW].value;
	const struct requirement rows[] = {
		{ "GPUs ready", frame_get(w->frame, M_GPU_READY, 0).value, w->site->training.gpus_needed, 0, "", true, { 0, 1, 1 } },
		{ "available (N-0)", d->q[D_AVAILABLE_MW].value, load, 2, " MW", true, d->q[D_AVAILABLE_MW] },
		{ "firm, less the greatest set", d->q[D_FIRM_MW].value, load, 2, " MW", stance == STANCE_N1_SET, d->q[D_FIRM_MW] },
		{ "firm, less the largest feed", d->q[D_FIRM_FEED_MW].value, load, 2, " MW", stance == STANCE_N1_FEED, d->q[D_FIRM_FEED_MW] },
	};
	put_text(g, r, 0, y, ROLE_TITLE, "Requirement");
	put_right(g, r, 0, 42, y, ROLE_DIM, "have");
	put_right(g, r, 0, 54, y, ROLE_DIM, "need");
	put_right(g, r, 0, 66, y++, ROLE_DIM, "margin");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++, y++) {
		char have[NUMBER_SIZE], need[NUMBER_SIZE], margin[NUMBER_SIZE];
		bool fails = !(rows[i].have >= rows[i].need);
		put_char(g, r, 0, y, fails && rows[i].asked ? ROLE_NOGO : ROLE_TEXT, fails && rows[i].asked ? 0x2716 : rows[i].asked ? 0x25CF : ' ');
		put_cut(g, r, 2, y, 30, rows[i].asked ? ROLE_TEXT : ROLE_DIM, rows[i].name);
		put_right(g, r, 32, 42, y, ROLE_TEXT, number_sum(have, rows[i].have, rows[i].decimals, NUMBER_PLAIN, rows[i].of.reporting, rows[i].of.total));
		put_right(g, r, 43, 54, y, ROLE_TEXT, number_text(need, rows[i].need, rows[i].decimals, NUMBER_PLAIN));
		put_right(g, r, 55, 66, y, fails && rows[i].asked ? ROLE_ABNORMAL : ROLE_TEXT, number_sum(margin, rows[i].have - rows[i].need, rows[i].decimals, NUMBER_SIGNED, rows[i].of.reporting, rows[i].of.total));
		put_text(g, r, 66, y, ROLE_DIM, rows[i].unit);
		if (!rows[i].asked)
			put_text(g, r, 70, y, ROLE_DIM, r.w >= 110 ? "not asked by the accepted stance" : "unasked");
	}
}

static int head_draw(struct grid *g, struct rect r, const struct world *w, bool named, bool *big) {
	int y = big_draw(g, r, w);
	*big = y > 0;
	if (y)
		return y;
	head_row_draw(g, r, w, named);
	return 1;
}

void panel_countdown_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	char title[96], stance[48];
	struct lines lines;
	if (rect_empty(r) || !w->site)
		return;
	if (!w->site->training.present) {
		if (panel_zoomed(v, PANEL_COUNTDOWN)) /* else the screen has no room for it */
			countdown_none_draw(g, r, w, v);
		return;
	}
	title_text(title, sizeof title, w);
	struct panel_room room = panel_begin(g, r, v, PANEL_COUNTDOWN, title);
	if (!w->frame) {
		put_cut(g, room.inside, 0, 0, room.inside.w, ROLE_DIM, "no sample yet");
		return;
	}
	bool big = false;
	int y = head_draw(g, room.inside, w, room.title_cells == 0, &big);
	snprintf(stance, sizeof stance, "%s accepted", value_stance(w->site->policy.stance));
	if (!big && !panel_note(g, &room, ROLE_TEXT, stance)) /* the stance is in sight, or GO means nothing (DOMAIN.md, rule 8) */
		panel_note(g, &room, ROLE_TEXT, value_stance(w->site->policy.stance));
	lines_make(&lines, w, room.inside.w - 2);
	if (panel_zoomed(v, PANEL_COUNTDOWN) && w->verdict.state != TRAINING_RUNNING && room.inside.h - y >= 12 && room.inside.w >= 66) {
		requirements_draw(g, room.inside, y + 1, w);
		y += 7;
	}
	lines_draw(g, room.inside, y, &lines);
}
