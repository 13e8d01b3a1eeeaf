/* The Timeline panel: where in the recording one stands, and what the site did around it. It puts the parts together by the room there is: one
 * lane with times in its title row; with more rows an axis below and more lanes; zoomed all lanes with read-outs at the cursor. Always
 * true: all rows share one span and one set of columns, so that what stands above one another happened at one time. */
#include "panel.h"
#include "panel_timeline_parts.h"
#include "screen.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "numbers.h"
#include "utf8.h"

static int lane_gutter(const struct timeline_lane *lane) {
	return lane->chosen ? 8 : strcmp(lane->unit, "MW") == 0 ? 4 : lane->unit[0] ? 6 : 8;
}

/* How many lanes fit: the first ones, each with at least `least` rows. */
static size_t lanes_fitting(size_t count, int rows, int least) {
	size_t fit = rows >= least ? (size_t)(rows / least) : 1;
	return fit < count ? fit : count;
}

/* Rows of chart from which on a lane with a title has one: a chosen lane is told by nothing else. */
static int title_rows(const struct timeline_lane *lane) {
	return lane->chosen ? 2 : 3;
}

/* Returns the scale of the last. */
static struct chart_scale lanes_draw(struct grid *g, struct rect r, int gutter, const struct timeline *t, const struct timeline_lane *lanes, size_t count, bool titles) {
	struct chart_scale scale = { NAN, NAN };
	for (size_t i = 0; i < count; i++) {
		int y = r.h * (int)i / (int)count, end = r.h * ((int)i + 1) / (int)count;
		struct rect at = { r.x, r.y + y, r.w, end - y };
		if (titles && at.h >= title_rows(&lanes[i])) {
			timeline_lane_title(g, at, t, &lanes[i]);
			at.y++;
			at.h--;
		}
		scale = timeline_lane_draw(g, at, gutter, t, &lanes[i]);
	}
	return scale;
}

/* The units of the lanes that stand under each other without titles of their own: "MW", "Hz kV". */
static void title_words(char *out, size_t size, const struct timeline *t, const struct timeline_lane *lanes, size_t count, bool tall, const char *more) {
	char span[32], period[40] = "", units[48] = "";
	const struct site *s = t->w->site;
	timeline_span_words(t, span);
	int columns = t->columns > 0 ? t->columns : 1;
	double column_s = (double)(t->to_ms - t->from_ms) / 1000 / columns;
	const struct world_whatif *what = t->w->whatif && t->w->whatif->on && t->from_ms > t->w->last_ms ? t->w->whatif : NULL; /* none of it is recorded */
	const struct history *history = what ? what->history : t->w->history;
	double bin_s = history ? (double)history_bin_ms(history, t->from_ms, t->to_ms, (size_t)columns) / 1000 : 0, step_s = what ? (double)what->step_ms / 1000 : 0;
	if (what && bin_s <= step_s) {
		if (tall || column_s < step_s)
			snprintf(period, sizeof period, ", %.4g s steps", step_s);
	} else if (s && bin_s > s->period_s && bin_s > column_s)
		snprintf(period, sizeof period, ", %.4g s bins", bin_s);
	else if (s && (tall || column_s < s->period_s))
		snprintf(period, sizeof period, ", %.4g s samples", s->period_s);
	for (size_t i = 0; !t->compact && i < count && strlen(units) + sizeof lanes->unit + 1 < sizeof units; i++) {
		strcat(units, " ");
		strcat(units, lanes[i].unit);
	}
	if (t->compact)
		snprintf(out, size, "Timeline%s %s%s ", more, span, period);
	else if (tall)
		snprintf(out, size, "Timeline  %s%s%s ", span, period, more);
	else
		snprintf(out, size, "Timeline%s %s%s ", units, span, period);
}

/* What a zoomed panel says of itself: which lanes are in sight, which key chooses others, and how far their numbers are read. */
static void more_words(char *out, size_t size, const struct timeline *t, size_t first, size_t shown, size_t count, bool keys) {
	const struct track *track = timeline_track(t);
	int n = 0;
	out[0] = '\0';
	if (shown < count)
		n = snprintf(out, size, ", lanes %zu-%zu of %zu", first + 1, first + shown, count);
	if (keys && panel_zoomed(t->v, PANEL_TIMELINE) && !t->v->chart_count && n >= 0 && (size_t)n < size)
		n += snprintf(out + n, size - (size_t)n, ", / charts");
	if (track && track_progress(track) < 1 && n >= 0 && (size_t)n < size)
		snprintf(out + n, size - (size_t)n, ", %.0f %% read", floor(100 * track_progress(track)));
}

/* The range of a compact panel's only lane: " 0 to 45 MW". */
static void range_words(char *out, size_t size, const struct timeline_lane *lane, struct chart_scale s) {
	char least[NUMBER_SIZE], most[NUMBER_SIZE];
	double step = chart_step(s.most - s.least, 5);
	int decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
	snprintf(out, size, "%s%s", *lane->unit ? " " : "", lane->unit);
	if (!isnan(s.least))
		snprintf(out, size, " %.16s to %.16s%s%s", number_text(least, s.least, decimals, NUMBER_PLAIN), number_text(most, s.most, decimals, NUMBER_PLAIN), *lane->unit ? " " : "", lane->unit);
}

/* A row of marks without any says so: that nothing happened is worth knowing. */
static void nothing_marked(struct grid *g, struct rect chart, int y, const struct timeline *t) {
	char text[80], span[32];
	int first, end, cursor = timeline_column(t, t->w->cursor_ms);
	struct rect row = rect_clip((struct rect){ chart.x, chart.y + y, chart.w, 1 }, grid_rect(g));
	if (!t->w->events || timeline_unread(t, &first, &end) || t->from_ms > t->w->last_ms) /* of what is computed nothing is told */
		return;
	for (int x = 0; x < row.w; x++)
		if (g->cells[(size_t)row.y * (size_t)g->cols + (size_t)(row.x + x)].ch != ' ')
			return;
	timeline_span_words(t, span);
	snprintf(text, sizeof text, "no trips, alarms or notes in these %s", span);
	int cells = (int)utf8_cells(text), x = cursor >= 0 && cursor <= cells ? cursor + 2 : 0;
	if (x + cells <= row.w)
		put_text(g, row, x, 0, ROLE_DIM, text);
}

/* What the glyphs mean, in words as long as there is room for; `line`: what the line of the lane of power is, "" where there is no such lane. */
#define LEGENDS 4
static const char *legend(const struct grid *g, int room, const char *line, char out[128]) {
	static const char *const words[2][LEGENDS] = {
		{ "█ online  ⠂ available  ⠒ %s  ▲ trip  ● alarm  + note  · gap",
		  "█ online ⠂ available ⠒ %s ▲ trip ● alarm", "▲ trip  ● alarm  + note  · gap", "▲ trip ● alarm" },
		{ ": online  - available  _-~ %s  ^ trip  * alarm  + note  . gap",
		  ": online - available _-~ %s ^ trip * alarm", "^ trip  * alarm  + note  . gap", "^ trip * alarm" },
	};
	for (int i = *line ? 0 : LEGENDS / 2; i < LEGENDS; i++) {
		const char *text = words[g->ascii][i], *at = strstr(text, "%s");
		snprintf(out, 128, "%.*s%s%s", at ? (int)(at - text) : (int)strlen(text), text, at ? line : "", at ? at + 2 : "");
		if ((int)utf8_cells(out) <= room)
			return out;
	}
	return "";
}

/* Cells of the title row for the legend: beside the title, and on one side of the cursor's glyph. */
static int legend_room(const struct timeline *t, int width, int title) {
	int cursor = timeline_column(t, t->w->cursor_ms), whole = width - title - 4;
	if (cursor < 0)
		return whole;
	cursor += width - t->columns;
	if (cursor <= title + 1) /* the title stands behind it */
		return width - cursor - 2 - title - 4;
	int left = cursor - title - 4, right = width - cursor - 4;
	int room = left > right ? left : right;
	return room < whole ? room : whole;
}

static void draw_empty(struct grid *g, struct rect r, const char *why) {
	put_cut(g, r, 0, r.h > 1 ? r.h / 2 : 0, r.w, ROLE_MISSING, why);
}

static bool lane_is_power(const struct timeline_lane *lanes, size_t count) {
	return count && lanes[0].band[0];
}

/* What the panel draws: which lanes, on what, and where their chart stands in the inside of the panel. */
struct plan {
	struct timeline t;
	struct timeline_lane all[TIMELINE_LANES_MAX];
	size_t found, first, count; /* lanes that there are; the first in sight, how many are */
	int below, gutter;          /* rows below the lanes, cells before the charts */
	bool zoomed, tall;
	struct rect chart;
};

static void plan_lanes(struct plan *p, struct rect in) {
	bool power = lane_is_power(p->all, p->found);
	p->below = p->tall ? TIMELINE_AXIS_ROWS : in.h >= 2 ? 1 : 0;
	if (p->zoomed && p->tall) {
		p->count = timeline_lanes_fit(p->t.v, p->found, in.h - p->below);
		p->first = (size_t)p->t.v->lane_scroll < p->found - p->count ? (size_t)p->t.v->lane_scroll : p->found - p->count;
	} else {
		p->count = lanes_fitting(power && !p->tall ? 1 : p->found, in.h - p->below, p->tall ? (power ? 9 : 5) : 1);
	}
}

/* False where there is nothing to show; `found` tells whether there could be. */
static bool plan_make(struct plan *p, struct rect in, const struct world *w, const struct view *v) {
	*p = (struct plan){ .t = { .w = w, .v = v }, .zoomed = panel_zoomed(v, PANEL_TIMELINE), .tall = in.h >= 6 };
	p->found = timeline_lanes_shown(w, v, p->all, TIMELINE_LANES_MAX);
	screen_timeline_span(w, v, &p->t.from_ms, &p->t.to_ms);
	if (rect_empty(in) || w->first_ms == TIME_NONE || p->t.to_ms <= p->t.from_ms || !p->found)
		return false;
	plan_lanes(p, in);
	for (size_t i = p->first; i < p->first + p->count; i++)
		p->gutter = lane_gutter(&p->all[i]) > p->gutter ? lane_gutter(&p->all[i]) : p->gutter;
	p->t.compact = !p->tall && p->count == 1 && in.w >= p->gutter + 21;
	p->gutter += p->t.compact && !strcmp(p->all[p->first].unit, "MW"); /* room for a decimal */
	if (in.w < p->gutter + 20)
		p->gutter = 0;
	p->t.columns = in.w - p->gutter;
	p->chart = (struct rect){ in.x + p->gutter, in.y, p->t.columns, in.h };
	return true;
}

bool timeline_chart_at(struct rect r, int cols, int rows, const struct world *w, const struct view *v, struct timeline *t, struct rect *chart) {
	struct plan p;
	if (!plan_make(&p, panel_inside(cols, rows, r, v, PANEL_TIMELINE), w, v))
		return false;
	*t = p.t;
	*chart = p.chart;
	return true;
}

/* Whether a title fits before the cursor's glyph or behind it. */
static bool title_fits(const struct timeline *t, int width, const char *title) {
	int cursor = timeline_column(t, t->w->cursor_ms), cells = (int)utf8_cells(title);
	cursor = cursor < 0 ? width : cursor + width - t->columns;
	return cells + 1 < cursor || cursor + 2 + cells < width;
}

/* The longest title that fits: without the key, then without the samples, then without the lanes. */
#define TITLES 4
static void title_choose(char *title, size_t size, const struct plan *p, int width, struct chart_scale scale) {
	const struct timeline *t = &p->t;
	const struct timeline_lane *lanes = p->all + p->first;
	char more[64], span[32];
	for (int brief = 0; brief < (p->tall ? TITLES : 1); brief++) {
		more_words(more, sizeof more, t, p->first, p->count, p->zoomed ? p->found : p->count, brief == 0);
		if (t->compact)
			range_words(more, sizeof more, lanes, scale);
		timeline_span_words(t, span);
		if (brief < 2 || t->compact)
			title_words(title, size, t, lanes, p->count, p->tall, brief < 2 ? more : "");
		else
			snprintf(title, size, "Timeline  %s%s ", span, brief < TITLES - 1 ? more : "");
		if (title_fits(t, width, title))
			return;
	}
}

static void title_draw(struct grid *g, struct rect row, int width, const struct plan *p, struct chart_scale scale) {
	char title[128], words[128];
	const struct timeline *t = &p->t;
	const struct timeline_lane *lanes = p->all + p->first;
	title_choose(title, sizeof title, p, row.w, scale);
	const char *line = !lane_is_power(lanes, p->count) ? "" : strcmp(lanes[0].line, "supply_mw") ? "load" : "supply"; /* a site without GPUs tells of no load */
	const char *note = p->tall ? legend(g, legend_room(t, width, (int)utf8_cells(title)), line, words) : "";
	timeline_axis(g, row, 0, t, true, !p->tall, title, t->v->focus == PANEL_TIMELINE ? ROLE_FOCUS : ROLE_TITLE, note);
}

void panel_timeline_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	struct plan p;
	struct panel_room room = panel_begin(g, r, v, PANEL_TIMELINE, "");
	struct rect in = room.inside;
	if (rect_empty(in))
		return;
	bool titled = in.y > r.y;
	if (!plan_make(&p, in, w, v)) {
		if (titled)
			put_text(g, (struct rect){ in.x, r.y, in.w, 1 }, 0, 0, v->focus == PANEL_TIMELINE ? ROLE_FOCUS : ROLE_TITLE, " Timeline ");
		draw_empty(g, in, p.found ? "no data yet" : "nothing to draw: the site has no series");
		return;
	}
	struct chart_scale scale = lanes_draw(g, (struct rect){ in.x, in.y, in.w, in.h - p.below }, p.gutter, &p.t, p.all + p.first, p.count, p.zoomed || p.count > 1);
	if (p.below) {
		timeline_marks(g, p.chart, in.h - p.below, &p.t);
		nothing_marked(g, p.chart, in.h - p.below, &p.t);
	}
	if (p.tall)
		timeline_axis(g, p.chart, in.h - 1, &p.t, false, true, "", ROLE_DIM, "");
	int left = in.x > r.x + 1 ? in.x : r.x; /* the title of a box begins at its inside, that of a rule at the edge */
	if (titled)
		title_draw(g, (struct rect){ left, r.y, in.x + in.w - left, 1 }, in.w, &p, scale);
}
