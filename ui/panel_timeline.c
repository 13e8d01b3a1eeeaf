/* The Timeline panel: where in the recording one stands, and what the site did around it. It puts the parts together by the room there is: one
 * lane with times in its title row; with more rows an axis below and more lanes; zoomed all lanes with read-outs at the cursor. Always
 * true: all rows share one span and one set of columns, so that what stands above one another happened at one time. */
#include "panel.h"
#include "panel_timeline_parts.h"
#include "screen.h"

#include <stdio.h>
#include <string.h>

#include "utf8.h"

static int lane_gutter(const struct timeline_lane *lane) {
	return strcmp(lane->unit, "MW") == 0 ? 4 : lane->unit[0] ? 6 : 8;
}

/* How many lanes fit: the first ones, each with at least `least` rows. */
static size_t lanes_fitting(size_t count, int rows, int least) {
	size_t fit = rows >= least ? (size_t)(rows / least) : 1;
	return fit < count ? fit : count;
}

static void lanes_draw(struct grid *g, struct rect r, int gutter, const struct timeline *t, const struct timeline_lane *lanes, size_t count, bool titles) {
	for (size_t i = 0; i < count; i++) {
		int y = r.h * (int)i / (int)count, end = r.h * ((int)i + 1) / (int)count;
		struct rect at = { r.x, r.y + y, r.w, end - y };
		if (titles && at.h > 2) {
			timeline_lane_title(g, at, t, &lanes[i]);
			at.y++;
			at.h--;
		}
		timeline_lane_draw(g, at, gutter, t, &lanes[i]);
	}
}

/* The units of the lanes that stand under each other without titles of their own: "MW", "Hz kV". */
static void title_words(char *out, size_t size, const struct timeline *t, const struct timeline_lane *lanes, size_t count, bool tall) {
	char span[32], period[40] = "", units[32] = "";
	const struct site *s = t->w->site;
	timeline_span_words(t, span);
	int columns = t->columns > 0 ? t->columns : 1;
	double column_s = (double)(t->to_ms - t->from_ms) / 1000 / columns;
	double bin_s = t->w->history ? (double)history_bin_ms(t->w->history, t->from_ms, t->to_ms, (size_t)columns) / 1000 : 0;
	if (s && bin_s > s->period_s && bin_s > column_s)
		snprintf(period, sizeof period, ", %.4g s bins", bin_s);
	else if (s && (tall || column_s < s->period_s))
		snprintf(period, sizeof period, ", %.4g s samples", s->period_s);
	for (size_t i = 0; i < count && strlen(units) + sizeof lanes->unit + 1 < sizeof units; i++) {
		strcat(units, " ");
		strcat(units, lanes[i].unit);
	}
	if (tall)
		snprintf(out, size, "Timeline  %s%s ", span, period);
	else
		snprintf(out, size, "Timeline%s %s%s ", units, span, period);
}

/* What the glyphs mean, in words as long as there is room for. */
#define LEGENDS 4
static const char *legend(const struct grid *g, int room, bool power) {
	static const char *const words[2][LEGENDS] = {
		{ "█ online  ─ available  ⠒ load  ▲ trip  ● alarm  + note  · gap",
		  "█ online ─ available ⠒ load ▲ trip ● alarm", "▲ trip  ● alarm  + note  · gap", "▲ trip ● alarm" },
		{ ": online  - available  _-~ load  ^ trip  * alarm  + note  . gap",
		  ": online - available _-~ load ^ trip * alarm", "^ trip  * alarm  + note  . gap", "^ trip * alarm" },
	};
	for (int i = power ? 0 : LEGENDS / 2; i < LEGENDS; i++)
		if ((int)utf8_cells(words[g->ascii][i]) <= room)
			return words[g->ascii][i];
	return "";
}

/* Cells of the title row for the legend: beside the title, and on one side of the cursor's glyph. */
static int legend_room(const struct timeline *t, int width, int title) {
	int cursor = timeline_column(t, t->w->cursor_ms), whole = width - title - 4;
	if (cursor < 0)
		return whole;
	cursor += width - t->columns;
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

/* The lanes that are shown, and where their chart stands in the inside of the panel. */
struct plan {
	struct timeline t;
	struct timeline_lane lanes[TIMELINE_LANES_MAX];
	size_t count;
	bool power, tall;
	int below, gutter; /* rows of marks and times under the chart; cells of the scale beside it */
	struct rect chart;
};

/* False where there is nothing to show; `count` tells whether there could be. */
static bool plan_make(struct plan *p, struct rect in, const struct world *w, const struct view *v) {
	p->t = (struct timeline){ .w = w, .v = v };
	p->count = timeline_lanes(w, p->lanes, TIMELINE_LANES_MAX);
	p->tall = in.h >= 6;
	p->power = lane_is_power(p->lanes, p->count);
	screen_timeline_span(w, v, &p->t.from_ms, &p->t.to_ms);
	if (rect_empty(in) || w->first_ms == TIME_NONE || p->t.to_ms <= p->t.from_ms || !p->count)
		return false;
	p->below = p->tall ? 2 : in.h >= 2 ? 1 : 0;
	p->gutter = 0;
	p->count = lanes_fitting(p->power && !p->tall ? 1 : p->count, in.h - p->below, panel_zoomed(v, PANEL_TIMELINE) ? 5 : p->tall ? (p->power ? 9 : 5) : 1);
	for (size_t i = 0; i < p->count; i++)
		p->gutter = lane_gutter(&p->lanes[i]) > p->gutter ? lane_gutter(&p->lanes[i]) : p->gutter;
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

void panel_timeline_draw(struct grid *g, struct rect r, const struct world *w, const struct view *v) {
	struct plan p;
	struct panel_room room = panel_begin(g, r, v, PANEL_TIMELINE, "");
	struct rect in = room.inside;
	if (rect_empty(in))
		return;
	bool titled = in.y > r.y, zoomed = panel_zoomed(v, PANEL_TIMELINE);
	if (!plan_make(&p, in, w, v)) {
		if (titled)
			put_text(g, (struct rect){ in.x, r.y, in.w, 1 }, 0, 0, v->focus == PANEL_TIMELINE ? ROLE_FOCUS : ROLE_TITLE, " Timeline ");
		draw_empty(g, in, p.count ? "no data yet" : "nothing to draw: the site has no series");
		return;
	}
	lanes_draw(g, (struct rect){ in.x, in.y, in.w, in.h - p.below }, p.gutter, &p.t, p.lanes, p.count, zoomed || p.count > 1);
	if (p.below)
		timeline_marks(g, p.chart, in.h - p.below, &p.t);
	if (p.tall)
		timeline_axis(g, p.chart, in.h - 1, &p.t, false, true, "", ROLE_DIM, "");
	if (!titled)
		return;
	char title[96];
	title_words(title, sizeof title, &p.t, p.lanes, p.count, p.tall);
	int left = in.x > r.x + 1 ? in.x : r.x; /* the title of a box begins at its inside, that of a rule at the edge */
	struct rect row = { left, r.y, in.x + in.w - left, 1 };
	const char *note = p.tall ? legend(g, legend_room(&p.t, in.w, (int)utf8_cells(title)), p.power) : "";
	timeline_axis(g, row, 0, &p.t, true, !p.tall, title, v->focus == PANEL_TIMELINE ? ROLE_FOCUS : ROLE_TITLE, note);
}
