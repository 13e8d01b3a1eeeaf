/* Charts. A line is first laid out as a bitmap of dots of one cell column at a time (2 x 4 dots a cell; 1 x 3 in ASCII), from the
 * extents that each dot column covers, and then written as characters, so that no memory is needed however large the chart is.
 * Always true: dot rows count from the bottom, 0 .. height-1, and an extent with first > last is a column without a value. */
#include "chart.h"

#include <math.h>

#include "utf8.h"

#define BRAILLE 0x2800u

struct extent { int first, last; };

static bool bin_known(struct chart_bin b) {
	return !isnan(b.lowest) && !isnan(b.highest);
}

static bool scale_usable(struct chart_scale s) {
	return isfinite(s.least) && isfinite(s.most) && s.most > s.least;
}

static float least_of(float a, float b) { return isnan(a) || b < a ? b : a; }
static float most_of(float a, float b) { return isnan(a) || b > a ? b : a; }

int chart_columns(const struct grid *g, int width) {
	return g->ascii ? width : 2 * width;
}

/* Dot rows of a cell: of lines and of rules alike, so that what is above a rule is drawn above it, or at its height. */
static int dots_per_row(const struct grid *g) { return g->ascii ? 3 : 4; }

struct chart_bin chart_bin_at(const struct chart_bin *bins, size_t count, int column, int columns) {
	struct chart_bin out = { NAN, NAN };
	if (!count || columns <= 0 || column < 0 || column >= columns)
		return out;
	size_t first = (size_t)column * count / (size_t)columns;
	size_t last = ((size_t)column + 1) * count / (size_t)columns;
	for (size_t i = first; i < last || i == first; i++)
		if (bin_known(bins[i])) {
			out.lowest = least_of(out.lowest, bins[i].lowest);
			out.highest = most_of(out.highest, bins[i].highest);
		}
	return out;
}

/* Height of a value in units of which `height` make the whole, 0 at the bottom edge. */
static double rise(double value, struct chart_scale s, int height) {
	double share = (value - s.least) / (s.most - s.least);
	return fmin(fmax(share, 0), 1) * height;
}

static int dot_of(double value, struct chart_scale s, int height) {
	int dot = (int)rise(value, s, height);
	return dot < height ? dot : height - 1;
}

int chart_row(double value, struct chart_scale scale, int rows) {
	if (rows <= 0 || isnan(value) || !scale_usable(scale))
		return 0;
	return rows - 1 - dot_of(value, scale, rows);
}

static struct extent extent_of(struct chart_bin b, struct chart_scale s, int height) {
	if (!bin_known(b))
		return (struct extent){ 1, 0 };
	return (struct extent){ dot_of(b.lowest, s, height), dot_of(b.highest, s, height) };
}

/* Draws the column up or down to the one before, so that a step shows as an edge; a gap before it joins nothing. */
static struct extent extent_joined(struct extent now, struct extent before) {
	if (now.first > now.last || before.first > before.last)
		return now;
	if (now.first > before.last + 1)
		now.first = before.last + 1;
	if (now.last < before.first - 1)
		now.last = before.first - 1;
	return now;
}

static uint32_t braille_cell(const struct extent e[2], int bottom) {
	static const unsigned bit[2][4] = { { 0x40, 0x04, 0x02, 0x01 }, { 0x80, 0x20, 0x10, 0x08 } };
	unsigned dots = 0;
	for (int x = 0; x < 2; x++)
		for (int y = 0; y < 4; y++)
			if (bottom + y >= e[x].first && bottom + y <= e[x].last)
				dots |= bit[x][y];
	return dots ? BRAILLE + dots : 0;
}

static uint32_t ascii_cell(struct extent e, int bottom) {
	static const char one[3] = { '_', '-', '~' };
	int hits = 0, at = 0;
	for (int y = 0; y < 3; y++)
		if (bottom + y >= e.first && bottom + y <= e.last) {
			hits++;
			at = y;
		}
	return hits == 0 ? 0 : hits == 1 ? (uint32_t)one[at] : '|';
}

/* A rule by its dot row: a dotted line. */
static const uint32_t rule_dots[4] = { 0x2840, 0x2804, 0x2802, 0x2801 };

static bool is_rule(struct cell c) {
	for (int i = 0; c.role == ROLE_LIMIT && i < 4; i++)
		if (c.ch == rule_dots[i])
			return true;
	return false;
}

/* The braille of a line drawn before: two lines in one cell are both seen. 0 where there is none; a rule gives way. */
static uint32_t dots_there(const struct grid *g, struct rect r, int x, int y) {
	struct rect at = rect_clip(rect_clip((struct rect){ r.x + x, r.y + y, 1, 1 }, r), grid_rect(g));
	struct cell c = rect_empty(at) ? (struct cell){ 0 } : g->cells[(size_t)at.y * (size_t)g->cols + (size_t)at.x];
	uint32_t ch = is_rule(c) ? 0 : c.ch;
	return ch > BRAILLE && ch <= BRAILLE + 0xFF ? ch : 0;
}

void chart_line(struct grid *g, struct rect r, enum role role, const struct chart_bin *bins, size_t count, struct chart_scale scale) {
	if (r.w <= 0 || r.h <= 0 || !scale_usable(scale))
		return;
	int per_cell = g->ascii ? 1 : 2, per_row = dots_per_row(g), height = r.h * per_row;
	struct extent before = { 1, 0 };
	for (int x = 0; x < r.w; x++) {
		struct extent e[2] = { { 1, 0 }, { 1, 0 } };
		for (int i = 0; i < per_cell; i++) {
			struct extent plain = extent_of(chart_bin_at(bins, count, x * per_cell + i, r.w * per_cell), scale, height);
			e[i] = extent_joined(plain, before);
			before = plain;
		}
		for (int row = 0; row < r.h; row++) {
			int bottom = (r.h - 1 - row) * per_row;
			uint32_t ch = g->ascii ? ascii_cell(e[0], bottom) : braille_cell(e, bottom);
			if (ch)
				put_char(g, r, x, row, role, g->ascii ? ch : ch | dots_there(g, r, x, row));
		}
	}
}

void chart_band(struct grid *g, struct rect r, enum role role, const struct chart_bin *bins, size_t count, struct chart_scale scale) {
	if (r.w <= 0 || r.h <= 0 || !scale_usable(scale))
		return;
	static const char part_ascii[9] = "  ...::::";
	for (int x = 0; x < r.w; x++) {
		struct chart_bin b = chart_bin_at(bins, count, x, r.w);
		if (!bin_known(b))
			continue;
		int eighths = (int)lround(rise(b.lowest, scale, r.h * 8));
		for (int row = r.h - 1; row >= 0 && eighths > 0; row--, eighths -= 8) {
			int part = eighths < 8 ? eighths : 8;
			uint32_t ch = g->ascii ? (uint32_t)part_ascii[part] : 0x2580u + (uint32_t)part;
			if (ch != ' ')
				put_char(g, r, x, row, role, ch);
		}
	}
}

/* The character in the grid where (x, row) of r lies; 0 outside. */
static uint32_t char_at(const struct grid *g, struct rect r, int x, int row) {
	int cx = r.x + x, cy = r.y + row;
	return cx < 0 || cy < 0 || cx >= g->cols || cy >= g->rows ? 0 : g->cells[cy * g->cols + cx].ch;
}

/* A dot a cell, where a line has two: at the height of the dots of a line, in characters that fonts have which have those of a line (few have the scan
 * lines U+23BA to U+23BD). The value is rounded as those of bins are. */
static void rule_cell(struct grid *g, struct rect r, enum role role, int x, double value, struct chart_scale scale) {
	static const uint32_t ascii[3] = { ',', '-', '\'' };
	int per_row = dots_per_row(g), dot = dot_of((double)(float)value, scale, r.h * per_row), row = r.h - 1 - dot / per_row;
	if (char_at(g, r, x, row) == ' ')
		put_char(g, r, x, row, role, (g->ascii ? ascii : rule_dots)[dot % per_row]);
}

void chart_steps(struct grid *g, struct rect r, enum role role, const struct chart_bin *bins, size_t count, struct chart_scale scale) {
	if (r.w <= 0 || r.h <= 0 || !scale_usable(scale))
		return;
	for (int x = 0; x < r.w; x++) {
		struct chart_bin b = chart_bin_at(bins, count, x, r.w);
		if (bin_known(b) && b.highest >= scale.least && b.highest <= scale.most)
			rule_cell(g, r, role, x, b.highest, scale);
	}
}

void chart_rule(struct grid *g, struct rect r, enum role role, double value, struct chart_scale scale) {
	if (r.w <= 0 || r.h <= 0 || !scale_usable(scale) || !(value >= scale.least && value <= scale.most))
		return;
	for (int x = 0; x < r.w; x++)
		rule_cell(g, r, role, x, value, scale);
}

void chart_gaps(struct grid *g, struct rect r, enum role role, const struct chart_bin *bins, size_t count) {
	for (int x = 0; x < r.w && r.h > 0; x++)
		if (!bin_known(chart_bin_at(bins, count, x, r.w)))
			put_char(g, r, x, r.h - 1, role, g->ascii ? '.' : 0xb7u);
}

void chart_hatch(struct grid *g, struct rect r, enum role role, const char *text) {
	put_fill(g, r, role, g->ascii ? '/' : 0x2571u);
	int cells = (int)utf8_cells(text);
	if (cells > 0 && cells + 2 <= r.w && r.h > 0)
		put_format(g, r, (r.w - cells - 2) / 2, r.h / 2, role, " %s ", text);
}

bool chart_range(const struct chart_bin *bins, size_t count, double *least, double *most) {
	bool found = false;
	for (size_t i = 0; i < count; i++) {
		if (!bin_known(bins[i]))
			continue;
		found = true;
		*least = isnan(*least) || bins[i].lowest < *least ? (double)bins[i].lowest : *least;
		*most = isnan(*most) || bins[i].highest > *most ? (double)bins[i].highest : *most;
	}
	return found;
}

double chart_step(double span, int steps) {
	if (!isfinite(span) || span <= 0 || steps < 1)
		return 1;
	double raw = span / steps, ten = pow(10, floor(log10(raw)));
	static const double round_to[] = { 1, 2, 5, 10 };
	for (int i = 0; i < 4; i++)
		if (raw <= round_to[i] * ten * (1 + 1e-9))
			return round_to[i] * ten;
	return 10 * ten;
}

struct chart_scale chart_scale_round(double least, double most, double span_least, int steps) {
	if (!isfinite(least) || !isfinite(most) || most < least)
		return (struct chart_scale){ 0, 1 };
	if (most - least < span_least) {
		double middle = (least + most) / 2, half = span_least / 2;
		if (least >= 0 && middle < half)
			middle = half;
		if (most < 0 && middle > -half)
			middle = -half;
		least = middle - half;
		most = middle + half;
	}
	if (most <= least)
		most = least + 1;
	double step = chart_step(most - least, steps);
	struct chart_scale s = { floor(least / step + 1e-9) * step, ceil(most / step - 1e-9) * step };
	return s.most > s.least ? s : (struct chart_scale){ least, least + 1 };
}
