/* One font of 3 x 5 points. Three rows: two points a cell by half blocks; in ASCII the same points read as seven segments of '_' and '|'.
 * Five rows: a point is two cells wide, so that digits are not narrow. */
#include "digits.h"

#include <string.h>

struct glyph {
	char c;
	uint8_t width;  /* points */
	uint8_t row[5]; /* bit `width - 1` is the left point */
};
static const struct glyph glyphs[] = {
	{ '0', 3, { 7, 5, 5, 5, 7 } }, { '1', 3, { 2, 6, 2, 2, 7 } }, { '2', 3, { 7, 1, 7, 4, 7 } }, { '3', 3, { 7, 1, 7, 1, 7 } },
	{ '4', 3, { 5, 5, 7, 1, 1 } }, { '5', 3, { 7, 4, 7, 1, 7 } }, { '6', 3, { 7, 4, 7, 5, 7 } }, { '7', 3, { 7, 1, 1, 1, 1 } },
	{ '8', 3, { 7, 5, 7, 5, 7 } }, { '9', 3, { 7, 5, 7, 1, 7 } }, { 'T', 3, { 7, 2, 2, 2, 2 } }, { '-', 2, { 0, 0, 3, 0, 0 } },
	{ '+', 3, { 0, 2, 7, 2, 0 } }, { ':', 1, { 0, 1, 0, 1, 0 } }, { '.', 1, { 0, 0, 0, 0, 1 } }, { ' ', 1, { 0, 0, 0, 0, 0 } },
};
/* Seven segments in three rows; '1', 'T' and '+' are not what their points would give. */
struct segments { char c, row[3][4]; };
static const struct segments segments[] = {
	{ '0', { " _ ", "| |", "|_|" } }, { '1', { "   ", "  |", "  |" } }, { '2', { " _ ", " _|", "|_ " } }, { '3', { " _ ", " _|", " _|" } },
	{ '4', { "   ", "|_|", "  |" } }, { '5', { " _ ", "|_ ", " _|" } }, { '6', { " _ ", "|_ ", "|_|" } }, { '7', { " _ ", "  |", "  |" } },
	{ '8', { " _ ", "|_|", "|_|" } }, { '9', { " _ ", "|_|", " _|" } }, { 'T', { "___", " | ", " | " } }, { '-', { "  ", "__", "  " } },
	{ '+', { "   ", "_|_", " | " } }, { ':', { " ", ".", "." } }, { '.', { " ", " ", "." } }, { ' ', { " ", " ", " " } },
};
_Static_assert(sizeof glyphs / sizeof *glyphs == sizeof segments / sizeof *segments, "both fonts know the same characters");
#define GLYPH_COUNT (sizeof glyphs / sizeof *glyphs)

static size_t glyph_find(char c) {
	for (size_t i = 0; i < GLYPH_COUNT; i++)
		if (glyphs[i].c == c)
			return i;
	return GLYPH_COUNT - 1;
}

static int glyph_cells(size_t i, int height) {
	return glyphs[i].width * (height >= 5 ? 2 : 1);
}

static bool point_set(const struct glyph *gl, int x, int y) {
	return y < 5 && gl->row[y] >> (gl->width - 1 - x) & 1;
}

int digits_width(const char *text, int height) {
	int width = 0;
	for (; *text; text++)
		width += glyph_cells(glyph_find(*text), height) + (text[1] ? 1 : 0);
	return width;
}

static void draw_segments(struct grid *g, struct rect r, int x, int y, enum role role, size_t i) {
	for (int row = 0; row < 3; row++)
		put_text(g, r, x, y + row, role, segments[i].row[row]);
}

static void draw_halves(struct grid *g, struct rect r, int x, int y, enum role role, size_t i) {
	static const uint32_t half[4] = { ' ', 0x2584, 0x2580, 0x2588 };
	for (int row = 0; row < 3; row++)
		for (int p = 0; p < glyphs[i].width; p++) {
			int upper = point_set(&glyphs[i], p, 2 * row), lower = point_set(&glyphs[i], p, 2 * row + 1);
			put_char(g, r, x + p, y + row, role, half[upper * 2 + lower]);
		}
}

static void draw_points(struct grid *g, struct rect r, int x, int y, enum role role, size_t i) {
	for (int row = 0; row < 5; row++)
		for (int p = 0; p < glyphs[i].width * 2; p++)
			put_char(g, r, x + p, y + row, role, point_set(&glyphs[i], p / 2, row) ? 0x2588 : ' ');
}

int digits_draw(struct grid *g, struct rect r, int x, int y, int height, enum role role, const char *text) {
	for (; *text; text++) {
		size_t i = glyph_find(*text);
		if (height >= 5)
			draw_points(g, r, x, y, role, i);
		else if (g->ascii)
			draw_segments(g, r, x, y, role, i);
		else
			draw_halves(g, r, x, y, role, i);
		x += glyph_cells(i, height) + (text[1] ? 1 : 0);
	}
	return x;
}
