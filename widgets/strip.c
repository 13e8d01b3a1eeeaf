/* One-row strips. Always true: nothing is written outside the row y of the rect, and what does not fit is left out whole rather than
 * cut in two: half a time of day would be another time. */
#include "strip.h"

#include <math.h>

#include "utf8.h"

void strip_marks(struct grid *g, struct rect r, int y, const struct strip_mark *marks, size_t count) {
	for (size_t i = 0; i < count; i++) {
		bool beaten = false;
		for (size_t k = 0; k < count && !beaten; k++)
			beaten = marks[k].column == marks[i].column &&
			         (marks[k].weight > marks[i].weight || (marks[k].weight == marks[i].weight && k < i));
		if (!beaten)
			put_char(g, r, marks[i].column, y, marks[i].role, marks[i].glyph);
	}
}

struct span { int first, last; };

static bool span_free(const struct span *taken, int count, struct span want) {
	for (int i = 0; i < count; i++)
		if (want.first <= taken[i].last + 1 && want.last >= taken[i].first - 1)
			return false;
	return true;
}

/* The heaviest label not yet done (the leftmost of equals), or count. */
static size_t label_next(const struct strip_label *labels, size_t count, uint64_t done) {
	size_t best = count;
	for (size_t i = 0; i < count; i++)
		if (!(done >> i & 1) && (best == count || labels[i].weight > labels[best].weight))
			best = i;
	return best;
}

static uint32_t tick_glyph(const struct grid *g, const struct strip_label *l, bool above, bool text_before) {
	if (l->glyph || g->ascii)
		return l->glyph ? l->glyph : '|';
	if (above)
		return text_before ? 0x2510u : 0x250cu;
	return text_before ? 0x2518u : 0x2514u;
}

int strip_labels(struct grid *g, struct rect r, int y, bool above, const struct strip_label *labels, size_t count) {
	struct span taken[STRIP_LABELS_MAX];
	int placed = 0;
	uint64_t done = 0;
	if (count > STRIP_LABELS_MAX)
		count = STRIP_LABELS_MAX;
	for (size_t i = label_next(labels, count, done); i < count; i = label_next(labels, count, done)) {
		done |= (uint64_t)1 << i;
		const struct strip_label *l = &labels[i];
		int cells = (int)utf8_cells(l->text);
		struct span want = { l->column, l->column + cells };
		bool before = want.last >= r.w;
		if (before)
			want = (struct span){ l->column - cells, l->column };
		if (want.first < 0 || want.last >= r.w || l->column < 0 || !span_free(taken, placed, want))
			continue;
		taken[placed++] = want;
		put_char(g, r, l->column, y, l->role, tick_glyph(g, l, above, before));
		put_text(g, r, before ? want.first : l->column + 1, y, l->role, l->text);
	}
	return placed;
}

void strip_spark(struct grid *g, struct rect r, int x, int y, int width, enum role role, const struct chart_bin *bins, size_t count,
                 struct chart_scale scale) {
	static const char height_ascii[9] = "__..--==#";
	for (int i = 0; i < width; i++) {
		struct chart_bin b = chart_bin_at(bins, count, i, width);
		if (isnan(b.lowest) || isnan(b.highest)) {
			put_char(g, r, x + i, y, ROLE_MISSING, g->ascii ? '.' : 0xb7u);
			continue;
		}
		double span = scale.most - scale.least, middle = ((double)b.lowest + (double)b.highest) / 2;
		double share = span > 0 ? fmin(fmax((middle - scale.least) / span, 0), 1) : 0;
		int part = (int)lround(share * 8);
		uint32_t block = part < 1 ? 0x2581u : 0x2580u + (uint32_t)part;
		put_char(g, r, x + i, y, role, g->ascii ? (uint32_t)height_ascii[part] : block);
	}
}

uint32_t strip_shade(const struct grid *g, double share) {
	static const uint32_t unicode[5] = { ' ', 0x2591, 0x2592, 0x2593, 0x2588 };
	static const uint32_t ascii[5] = { ' ', '.', ':', '+', '#' };
	int step = !(share > 0) ? 0 : share >= 1 ? 4 : share < 1.0 / 3 ? 1 : share < 2.0 / 3 ? 2 : 3;
	return g->ascii ? ascii[step] : unicode[step];
}
