/* The grid and everything that writes into it. Invariants: `cells` holds rows * cols cells, no cell holds 0, and no write lands outside
 * the rect that a call was given nor outside the grid. On an ASCII grid no cell holds anything over 126: the tables here say what
 * each glyph becomes, so that panels are written once, in Unicode. */
#include "cells.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

#define GRID_SIDE_MAX 4096
#define FORMAT_SIZE 512

#define ROLE_KEY_OF(id, key, letter, help) key,
#define ROLE_LETTER_OF(id, key, letter, help) letter,
const char *const role_keys[ROLE_COUNT] = { ROLE_LIST(ROLE_KEY_OF) };
const char role_letters[ROLE_COUNT + 1] = { ROLE_LIST(ROLE_LETTER_OF) '\0' };

/* One character for one: the width of a line never depends on the charset. `next` replaces a blank that follows ("≥ 22" is ">=22"). */
struct fallback { uint32_t cp; char ascii, next; };
static const struct fallback fallbacks[] = {
	{ 0x00A0, ' ', 0 }, { 0x00B0, ' ', 0 }, { 0x00B1, '~', 0 }, { 0x00B5, 'u', 0 }, { 0x00B7, '.', 0 }, { 0x2010, '-', 0 },
	{ 0x2011, '-', 0 }, { 0x2012, '-', 0 }, { 0x2013, '-', 0 }, { 0x2014, '-', 0 }, { 0x2016, '=', 0 }, { 0x2018, '\'', 0 },
	{ 0x2019, '\'', 0 }, { 0x201C, '"', 0 }, { 0x201D, '"', 0 }, { 0x2022, '*', 0 }, { 0x2026, '~', 0 }, { 0x2190, '<', 0 },
	{ 0x2191, '^', 0 }, { 0x2192, '>', 0 }, { 0x2193, 'v', 0 }, { 0x2212, '-', 0 }, { 0x2248, '~', 0 }, { 0x2260, '!', '=' },
	{ 0x2264, '<', '=' }, { 0x2265, '>', '=' }, { 0x22A0, '#', 0 },
	{ 0x2500, '-', 0 }, { 0x2501, '=', 0 }, { 0x2502, '|', 0 }, { 0x2503, '|', 0 }, { 0x2504, '-', 0 }, { 0x2506, ':', 0 },
	{ 0x254C, '-', 0 }, { 0x254E, ':', 0 },
	{ 0x2581, '_', 0 }, { 0x2582, '.', 0 }, { 0x2583, '-', 0 }, { 0x2584, '=', 0 }, { 0x2585, '+', 0 }, { 0x2586, '*', 0 },
	{ 0x2587, '%', 0 }, { 0x2588, '#', 0 }, { 0x2589, '#', 0 }, { 0x258A, '#', 0 }, { 0x258B, '#', 0 }, { 0x258C, '#', 0 },
	{ 0x258D, '-', 0 }, { 0x258E, '-', 0 }, { 0x258F, '|', 0 }, { 0x2580, '"', 0 }, { 0x2590, '#', 0 }, { 0x2591, ':', 0 },
	{ 0x2592, '%', 0 }, { 0x2593, '#', 0 }, { 0x2594, '"', 0 }, { 0x2595, '|', 0 },
	{ 0x25A0, '#', 0 }, { 0x25A1, 'o', 0 }, { 0x25B2, '^', 0 }, { 0x25B4, '^', 0 }, { 0x25B6, '>', 0 }, { 0x25B8, '>', 0 },
	{ 0x25BC, 'v', 0 }, { 0x25BE, 'v', 0 }, { 0x25C0, '<', 0 }, { 0x25C2, '<', 0 }, { 0x25C6, '*', 0 }, { 0x25C7, 'o', 0 },
	{ 0x25CB, 'o', 0 }, { 0x25CC, '~', 0 }, { 0x25CF, '*', 0 }, { 0x25D0, '+', 0 }, { 0x25D1, '=', 0 }, { 0x25D4, '/', 0 },
	{ 0x25D5, '\\', 0 }, { 0x2713, '+', 0 }, { 0x2714, '+', 0 }, { 0x2716, 'X', 0 }, { 0x2717, 'x', 0 }, { 0x2718, 'x', 0 },
};

/* U+00C0 to U+00FF without their marks: names of places keep readable. */
static const char latin_plain[] = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

static char braille_ascii(uint32_t cp) {
	static const char by_dots[] = " ..::**##";
	unsigned dots = 0;
	for (uint32_t bits = cp & 0xFF; bits; bits &= bits - 1)
		dots++;
	return by_dots[dots];
}

static const struct fallback *fallback_find(uint32_t cp) {
	for (size_t i = 0; i < sizeof fallbacks / sizeof *fallbacks; i++)
		if (fallbacks[i].cp == cp)
			return &fallbacks[i];
	return NULL;
}

static uint32_t ascii_of(uint32_t cp) {
	if (cp <= 126)
		return cp;
	if (cp >= 0xC0 && cp <= 0xFF)
		return (uint32_t)(unsigned char)latin_plain[cp - 0xC0];
	if (cp >= 0x2800 && cp <= 0x28FF)
		return (uint32_t)(unsigned char)braille_ascii(cp);
	if (cp >= 0x250C && cp <= 0x257F)
		return '+'; /* corners and crossings; the straight lines stand in the table, which is asked first */
	return '?';
}

static uint32_t cell_char(const struct grid *g, uint32_t cp) {
	if (!utf8_is_cell(cp))
		return '?';
	if (!g->ascii || cp <= 126)
		return cp;
	const struct fallback *f = fallback_find(cp);
	return f ? (uint32_t)(unsigned char)f->ascii : ascii_of(cp);
}

void grid_init(struct grid *g) {
	*g = (struct grid){ 0 };
}

void grid_free(struct grid *g) {
	free(g->cells);
	bool ascii = g->ascii;
	grid_init(g);
	g->ascii = ascii;
}

static int side_clamp(int n) {
	return n < 0 ? 0 : n > GRID_SIDE_MAX ? GRID_SIDE_MAX : n;
}

void grid_resize(struct grid *g, int cols, int rows) {
	cols = side_clamp(cols);
	rows = side_clamp(rows);
	if (cols != g->cols || rows != g->rows || !g->cells) {
		g->cells = mem_resize(g->cells, (size_t)cols * (size_t)rows + 1, sizeof *g->cells);
		g->cols = cols;
		g->rows = rows;
	}
	put_fill(g, grid_rect(g), ROLE_TEXT, ' ');
}

struct rect grid_rect(const struct grid *g) {
	return (struct rect){ 0, 0, g->cols, g->rows };
}

bool rect_empty(struct rect r) {
	return r.w <= 0 || r.h <= 0;
}

struct rect rect_clip(struct rect a, struct rect b) {
	int x0 = a.x > b.x ? a.x : b.x, y0 = a.y > b.y ? a.y : b.y;
	int x1 = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
	int y1 = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
	struct rect c = { x0, y0, x1 - x0, y1 - y0 };
	return rect_empty(c) ? (struct rect){ x0, y0, 0, 0 } : c;
}

/* The cell at (x, y) of r, or NULL when it is not to be drawn. */
static struct cell *cell_at(struct grid *g, struct rect r, int x, int y) {
	if (x < 0 || y < 0 || x >= r.w || y >= r.h)
		return NULL;
	int gx = r.x + x, gy = r.y + y;
	if (gx < 0 || gy < 0 || gx >= g->cols || gy >= g->rows)
		return NULL;
	return &g->cells[(size_t)gy * (size_t)g->cols + (size_t)gx];
}

void put_char(struct grid *g, struct rect r, int x, int y, enum role role, uint32_t ch) {
	struct cell *c = cell_at(g, r, x, y);
	if (c)
		*c = (struct cell){ cell_char(g, ch), (uint8_t)role };
}

/* Draws at most `most` characters of the text; returns the x after the last. */
static int put_some(struct grid *g, struct rect r, int x, int y, enum role role, const char *text, size_t most) {
	size_t length = strlen(text);
	char next = 0;
	for (size_t done = 0; length && done < most; done++) {
		uint32_t cp;
		size_t n = utf8_decode(text, length, &cp);
		text += n;
		length -= n;
		const struct fallback *f = g->ascii && cp > 126 ? fallback_find(cp) : NULL;
		put_char(g, r, x++, y, role, next && cp == ' ' ? (uint32_t)(unsigned char)next : cp);
		next = f ? f->next : 0;
	}
	return x;
}

int put_text(struct grid *g, struct rect r, int x, int y, enum role role, const char *text) {
	return put_some(g, r, x, y, role, text, SIZE_MAX);
}

int put_format(struct grid *g, struct rect r, int x, int y, enum role role, const char *format, ...) {
	char text[FORMAT_SIZE];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return n < 0 ? x : put_text(g, r, x, y, role, text);
}

int put_cut(struct grid *g, struct rect r, int x, int y, int width, enum role role, const char *text) {
	if (width <= 0)
		return x;
	if (utf8_cells(text) <= (size_t)width)
		return put_text(g, r, x, y, role, text);
	x = put_some(g, r, x, y, role, text, (size_t)width - 1);
	put_char(g, r, x, y, role, 0x2026);
	return x + 1;
}

int put_right(struct grid *g, struct rect r, int x_least, int x_end, int y, enum role role, const char *text) {
	size_t cells = utf8_cells(text);
	if (x_end < x_least)
		return x_end;
	if (cells > (size_t)(x_end - x_least)) {
		put_cut(g, r, x_least, y, x_end - x_least, role, text);
		return x_least;
	}
	put_text(g, r, x_end - (int)cells, y, role, text);
	return x_end - (int)cells;
}

void put_fill(struct grid *g, struct rect r, enum role role, uint32_t ch) {
	struct cell cell = { cell_char(g, ch), (uint8_t)role };
	r = rect_clip(r, grid_rect(g));
	for (int y = 0; y < r.h; y++)
		for (int x = 0; x < r.w; x++)
			*cell_at(g, r, x, y) = cell;
}

void put_role(struct grid *g, struct rect r, enum role role) {
	r = rect_clip(r, grid_rect(g));
	for (int y = 0; y < r.h; y++)
		for (int x = 0; x < r.w; x++)
			cell_at(g, r, x, y)->role = (uint8_t)role;
}

void grid_text(const struct grid *g, struct buf *out) {
	for (int y = 0; y < g->rows; y++) {
		const struct cell *row = &g->cells[(size_t)y * (size_t)g->cols];
		int end = g->cols;
		while (end > 0 && row[end - 1].ch == ' ')
			end--;
		for (int x = 0; x < end; x++) {
			char *at = buf_reserve(out, 4);
			out->len += utf8_encode(row[x].ch, at);
		}
		buf_puts(out, "\n");
	}
}

void grid_roles(const struct grid *g, struct buf *out) {
	for (int y = 0; y < g->rows; y++) {
		const struct cell *row = &g->cells[(size_t)y * (size_t)g->cols];
		for (int x = 0; x < g->cols; x++)
			buf_add(out, &role_letters[row[x].role], 1);
		buf_puts(out, "\n");
	}
}
