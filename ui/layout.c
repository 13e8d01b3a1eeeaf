/* Where each panel stands: plain geometry from the size of the terminal and what the site has. A layout is a stack of bands; rows are
 * given out band by band in the order of their importance, first the least that is of use, then what is wanted, then what is left over.
 * Bands never overlap, and their rows add up to no more than there are, whatever the numbers say. */
#include "screen.h"

#include "panel.h"

#define CELL_COLS 39 /* a set with its bar: Generators shows two of them in 80 columns */

struct band { int least, want, most; };

static int least_of(int a, int b) {
	return a < b ? a : b;
}
static int most_of(int a, int b) {
	return a > b ? a : b;
}

/* Raises each band in turn towards a goal as far as the rows go; returns the rows left. */
static int rows_raise(int rows, const struct band *bands, int *heights, const int *order, int count, int (*goal)(const struct band *)) {
	for (int i = 0; i < count; i++) {
		int *h = &heights[order[i]];
		int more = least_of(goal(&bands[order[i]]) - *h, rows);
		if (more > 0) {
			*h += more;
			rows -= more;
		}
	}
	return rows;
}

static int goal_least(const struct band *b) { return b->least; }
static int goal_want(const struct band *b) { return b->want; }
static int goal_most(const struct band *b) { return b->most; }

/* `order` lists the bands by importance, `spare` those that take what is left over at the end, the first of them first. */
static void rows_spread(int rows, const struct band *bands, int *heights, const int *order, const int *spare, int count) {
	for (int i = 0; i < count; i++)
		heights[order[i]] = 0;
	rows = rows_raise(rows, bands, heights, order, count, goal_least);
	rows = rows_raise(rows, bands, heights, order, count, goal_want);
	rows_raise(rows, bands, heights, spare, count, goal_most);
}

/* Two panels side by side in one band, or the one that is there over its whole width. */
static void pair_place(struct layout *out, int y, int cols, int h, enum panel left, bool has_left, enum panel right, bool has_right) {
	int half = has_left && has_right ? cols / 2 : cols;
	if (has_left)
		out->panel[left] = (struct rect){ 0, y, half, h };
	if (has_right)
		out->panel[right] = (struct rect){ cols - (has_left ? cols - half : cols), y, has_left ? cols - half : cols, h };
}

static int rows_for(size_t gens, int columns) {
	return gens ? (int)((gens + (size_t)columns - 1) / (size_t)columns) : 0;
}

enum { BAND_TOP, BAND_GENERATORS, BAND_GPUS, BAND_TIMELINE, BAND_COUNT };

/* Supply | Countdown, Generators, GPUs | Alarms, Timeline: four bands over the whole width, with boxes or without. */
static void stack_place(int cols, int rows, const struct layout_wish *wish, const struct band *bands, struct layout *out) {
	static const int order[] = { BAND_TOP, BAND_GPUS, BAND_TIMELINE, BAND_GENERATORS };
	static const int spare[] = { BAND_GENERATORS, BAND_GPUS, BAND_TOP, BAND_TIMELINE };
	int h[BAND_COUNT], y = 1;
	rows_spread(rows - 2, bands, h, order, spare, BAND_COUNT);
	pair_place(out, y, cols, h[BAND_TOP], PANEL_SUPPLY, true, PANEL_COUNTDOWN, wish->training);
	y += h[BAND_TOP];
	pair_place(out, y, cols, h[BAND_GENERATORS], PANEL_GENERATORS, wish->gens > 0, PANEL_GENERATORS, false);
	y += h[BAND_GENERATORS];
	pair_place(out, y, cols, h[BAND_GPUS], PANEL_GPUS, wish->gpus, PANEL_ALARMS, true);
	y += h[BAND_GPUS];
	pair_place(out, y, cols, h[BAND_TIMELINE], PANEL_TIMELINE, true, PANEL_TIMELINE, false);
}

/* 80 x 24: no boxes. Rows 1-6, 7-14, 15-18, 19-22 for 14 sets. */
static void compact_place(int cols, int rows, const struct layout_wish *wish, struct layout *out) {
	int gen_rows = rows_for(wish->gens, most_of(1, (cols - 1) / CELL_COLS));
	bool gens = wish->gens > 0, full = gens || wish->gpus || wish->training; /* else Supply has a feed or a bus alone */
	/* a set a row, where that leaves the others theirs */
	int gen_most = rows - 20 >= 2 + (int)wish->gens ? 2 + (int)wish->gens : most_of(3, 1 + gen_rows);
	int bare = most_of(3, least_of(10, 1 + (int)(wish->feeds + 2 * wish->buses)));
	const struct band bands[BAND_COUNT] = {
		[BAND_TOP] = { full ? 5 : 3, full ? 6 : bare, full ? 8 : bare },
		[BAND_GENERATORS] = { gens ? 3 : 0, gens ? most_of(3, 1 + gen_rows) : 0, gens ? gen_most : 0 },
		[BAND_GPUS] = { 3, 4, 9 },
		[BAND_TIMELINE] = { 3, wish->strip ? 3 : 4, rows }, /* the strip costs a row of the timeline, not of the sets */
	};
	stack_place(cols, rows, wish, bands, out);
}

/* 200 x 60: as compact, in boxes and with more of everything. */
static void wide_place(int cols, int rows, const struct layout_wish *wish, struct layout *out) {
	int gen_rows = wish->gens <= 32 ? rows_for(wish->gens, 2) : rows_for(wish->gens, 3);
	bool gens = wish->gens > 0;
	const struct band bands[BAND_COUNT] = {
		[BAND_TOP] = { 9, 11, 11 },
		[BAND_GENERATORS] = { gens ? 6 : 0, gens ? most_of(6, 3 + gen_rows) : 0, gens ? most_of(6, 3 + gen_rows) : 0 },
		[BAND_GPUS] = { 8, 12, 16 },
		[BAND_TIMELINE] = { 8, 12, rows },
	};
	stack_place(cols, rows, wish, bands, out);
}

/* 120 x 40: Generators beside GPUs over Alarms. */
static void normal_place(int cols, int rows, const struct layout_wish *wish, struct layout *out) {
	static const int order[] = { BAND_TOP, BAND_TIMELINE, BAND_GENERATORS }, spare[] = { BAND_GENERATORS, BAND_TOP, BAND_TIMELINE };
	bool gens = wish->gens > 0;
	int mid = most_of(12, 2 + (int)wish->gens);
	const struct band bands[BAND_COUNT] = {
		[BAND_TOP] = { 7, 9, 9 }, [BAND_GENERATORS] = { 9, mid, mid + most_of(1, (rows - 40) / 3) }, [BAND_TIMELINE] = { 6, 9, rows },
	};
	int h[BAND_COUNT] = { 0 }, y = 1;
	rows_spread(rows - 2, bands, h, order, spare, 3);
	pair_place(out, y, cols, h[BAND_TOP], PANEL_SUPPLY, true, PANEL_COUNTDOWN, wish->training);
	y += h[BAND_TOP];
	if (!gens || !wish->gpus) {
		enum panel left = gens ? PANEL_GENERATORS : PANEL_GPUS;
		pair_place(out, y, cols, h[BAND_GENERATORS], left, gens || wish->gpus, PANEL_ALARMS, true);
	} else {
		pair_place(out, y, cols, h[BAND_GENERATORS], PANEL_GENERATORS, true, PANEL_ALARMS, true);
		struct rect right = out->panel[PANEL_ALARMS];
		int upper = most_of(5, least_of(right.h * 2 / 5, 8));
		out->panel[PANEL_GPUS] = (struct rect){ right.x, right.y, right.w, upper };
		out->panel[PANEL_ALARMS] = (struct rect){ right.x, right.y + upper, right.w, right.h - upper };
	}
	y += h[BAND_GENERATORS];
	out->panel[PANEL_TIMELINE] = (struct rect){ 0, y, cols, h[BAND_TIMELINE] };
}

/* Anything smaller: one column, what matters most first; a panel that gets no row is not shown. */
static void small_place(int cols, int rows, const struct layout_wish *wish, struct layout *out) {
	int gens = (int)wish->gens, gen_rows = 1 + rows_for(wish->gens, most_of(1, cols / 20));
	bool titled = panel_titled(cols, rows);
	const struct band all[PANEL_COUNT] = {
		[PANEL_COUNTDOWN] = { 1, titled ? 6 : 3, 7 },
		[PANEL_SUPPLY] = { 1, titled ? 6 : 4, 8 },
		[PANEL_ALARMS] = { 1, titled ? 3 : 1, 6 },
		[PANEL_GENERATORS] = { 1, titled ? most_of(3, least_of(gen_rows, rows / 4)) : 1, titled ? gen_rows : 3 },
		[PANEL_GPUS] = { 1, 1, 4 },
		[PANEL_TIMELINE] = { 0, 1, rows },
	};
	static const int importance[] = { PANEL_COUNTDOWN, PANEL_SUPPLY, PANEL_ALARMS, PANEL_GENERATORS, PANEL_GPUS, PANEL_TIMELINE };
	int order[PANEL_COUNT], h[PANEL_COUNT] = { 0 }, count = 0, y = rows > 1 ? 1 : 0;
	for (int i = 0; i < PANEL_COUNT; i++) {
		enum panel p = (enum panel)importance[i];
		if ((p == PANEL_COUNTDOWN && !wish->training) || (p == PANEL_GENERATORS && !gens) || (p == PANEL_GPUS && !wish->gpus))
			continue;
		order[count++] = importance[i];
	}
	rows_spread(most_of(0, rows - 1 - most_of(out->keys.h, out->strip.h)), all, h, order, order, count);
	for (int i = 0; i < count; i++) {
		out->panel[order[i]] = (struct rect){ 0, y, cols, h[order[i]] };
		y += h[order[i]];
	}
}

#define STRIP_ROWS_LEAST 10 /* on fewer rows the strip takes that of the keys */

void layout_compute(int cols, int rows, const struct layout_wish *wish, struct layout *out) {
	*out = (struct layout){ .boxed = panel_boxed(cols, rows) };
	if (cols <= 0 || rows <= 0)
		return;
	out->header = (struct rect){ 0, 0, cols, 1 };
	if (rows >= 3)
		out->keys = (struct rect){ 0, rows - 1, cols, 1 };
	if (wish->strip && rows >= 3) {
		out->strip = (struct rect){ 0, rows >= STRIP_ROWS_LEAST ? rows - 2 : rows - 1, cols, 1 };
		if (rows < STRIP_ROWS_LEAST)
			out->keys = (struct rect){ 0 };
	}
	int left = rows - (wish->strip && rows >= STRIP_ROWS_LEAST ? 1 : 0); /* what the panels and the keys have */
	if (wish->zoomed && rows >= 3)
		out->panel[wish->focus] = (struct rect){ 0, 1, cols, left - 2 };
	else if (cols >= 160 && rows >= 44)
		wide_place(cols, left, wish, out);
	else if (out->boxed)
		normal_place(cols, left, wish, out);
	else if (cols >= 72 && rows >= 16)
		compact_place(cols, left, wish, out);
	else
		small_place(cols, left, wish, out);
}
