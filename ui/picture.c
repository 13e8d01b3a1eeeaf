/* Pictures of a grid. All forms walk it run by run: a run is a stretch of a row with one role (for SVG also of one kind of character).
 * Always true: a picture is a function of grid and theme alone, so that the same screen gives the same bytes. */
#include "picture.h"

#include <stdio.h>
#include <string.h>

#include "picture_shapes.h"
#include "utf8.h"

#define CELL_W 9.0
#define CELL_H 18.0
#define BASELINE 14.0
#define FONT_PX 15
#define BACKGROUND 0x000000 /* where the theme leaves it to the terminal: what the contrasts of isa-grey are made for */
#define FOREGROUND 0xc8ccd0
#define LIGHT_BACKGROUND 0xf7f7f5

static const struct cell *cell_at(const struct grid *g, int x, int y) {
	return &g->cells[y * g->cols + x];
}

static void add_character(struct buf *out, uint32_t ch) {
	char bytes[4];
	buf_add(out, bytes, utf8_encode(ch, bytes));
}

static void escaped_character(struct buf *out, uint32_t ch) {
	static const struct { uint32_t ch; const char *text; } names[] = {
		{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\'', "&#39;" },
	};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].ch == ch) {
			buf_puts(out, names[i].text);
			return;
		}
	add_character(out, utf8_is_cell(ch) ? ch : '?');
}

void picture_add_escaped(struct buf *out, const char *text) {
	uint32_t ch;
	for (size_t left = strlen(text), n; left; left -= n, text += n) {
		n = utf8_decode(text, left, &ch);
		escaped_character(out, ch);
	}
}

void picture_text(const struct grid *g, struct buf *out) {
	grid_text(g, out);
}

/* Of every role at one depth. */
struct pens { struct pen role[ROLE_COUNT]; };

static struct pens pens_at(const struct theme *t, enum colour_depth depth) {
	struct pens pens;
	for (int i = 0; i < ROLE_COUNT; i++)
		pens.role[i] = theme_pen(t, (enum role)i, depth);
	return pens;
}

/* Columns of row y that must be written: trailing blanks that show nothing are left out. */
static int row_end(const struct grid *g, const struct pens *pens, int y) {
	int end = g->cols;
	while (end > 0) {
		const struct cell *c = cell_at(g, end - 1, y);
		const struct pen *pen = &pens->role[c->role];
		if (c->ch != ' ' || pen->attributes & (STYLE_REVERSE | STYLE_UNDERLINE) || pen->bg != -1)
			break;
		end--;
	}
	return end;
}

static void sgr_colour(struct buf *out, int base, int32_t colour) {
	if (colour >= EMIT_DIRECT)
		buf_printf(out, ";%d;2;%d;%d;%d", base + 8, colour >> 16 & 255, colour >> 8 & 255, colour & 255);
	else if (colour >= 16)
		buf_printf(out, ";%d;5;%d", base + 8, colour);
	else if (colour >= 0)
		buf_printf(out, ";%d", colour < 8 ? base + colour : base + 60 + colour - 8);
}

static void sgr_style(struct buf *out, struct pen pen) {
	static const struct { unsigned bit; int code; } codes[] = {
		{ STYLE_BOLD, 1 }, { STYLE_DIM, 2 }, { STYLE_UNDERLINE, 4 }, { STYLE_BLINK, 5 }, { STYLE_REVERSE, 7 },
	};
	buf_puts(out, "\033[0");
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (pen.attributes & codes[i].bit)
			buf_printf(out, ";%d", codes[i].code);
	sgr_colour(out, 30, pen.fg);
	sgr_colour(out, 40, pen.bg);
	buf_puts(out, "m");
}

void picture_ansi(const struct grid *g, const struct theme *theme, enum colour_depth depth, struct buf *out) {
	struct pens pens = pens_at(theme, depth);
	for (int y = 0; y < g->rows; y++) {
		int end = row_end(g, &pens, y), role = -1;
		for (int x = 0; x < end; x++) {
			const struct cell *c = cell_at(g, x, y);
			if (c->role != role)
				sgr_style(out, pens.role[c->role]);
			role = c->role;
			add_character(out, c->ch);
		}
		buf_puts(out, role >= 0 ? "\033[0m\n" : "\n");
	}
}

/* What a role looks like where there are no attributes but weight: reversed and dimmed colours are worked out here. */
struct look {
	char fg[8], bg[8];
	bool has_bg, bold, underline;
};

static int32_t mixed(int32_t a, int32_t b) {
	int32_t out = 0;
	for (int shift = 0; shift <= 16; shift += 8)
		out |= (((a >> shift & 255) * 5 + (b >> shift & 255) * 3) / 8) << shift;
	return out;
}

/* What a picture shows where no role says otherwise. */
struct page { int32_t fg, bg; };

/* A theme for light terminals has a light page. */
static struct page page_of(const struct theme *t) {
	struct pen pen = theme_page_pen(t, COLOUR_TRUE);
	bool light = t->terminal == TERMINAL_LIGHT;
	return (struct page){ pen.fg < 0 ? (light ? BACKGROUND : FOREGROUND) : pen.fg & 0xffffff, pen.bg < 0 ? (light ? LIGHT_BACKGROUND : BACKGROUND) : pen.bg & 0xffffff };
}

static struct look look_of(const struct theme *t, enum role role) {
	struct page page = page_of(t);
	struct pen pen = theme_pen(t, role, COLOUR_TRUE);
	int32_t fg = pen.fg < 0 ? page.fg : pen.fg & 0xffffff, bg = pen.bg < 0 ? page.bg : pen.bg & 0xffffff;
	if (pen.attributes & STYLE_REVERSE) {
		int32_t swap = fg;
		fg = bg;
		bg = swap;
	}
	if (pen.attributes & STYLE_DIM)
		fg = mixed(fg, bg);
	struct look l = { .has_bg = bg != page.bg, .bold = pen.attributes & STYLE_BOLD, .underline = pen.attributes & STYLE_UNDERLINE };
	snprintf(l.fg, sizeof l.fg, "#%06x", (unsigned)fg & 0xffffffu);
	snprintf(l.bg, sizeof l.bg, "#%06x", (unsigned)bg & 0xffffffu);
	return l;
}

void picture_html(const struct grid *g, const struct theme *theme, const char *title, struct buf *out) {
	struct page page = page_of(theme);
	struct pens pens = pens_at(theme, COLOUR_TRUE);
	buf_puts(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
	picture_add_escaped(out, title);
	buf_printf(out, "</title>\n<style>body{background:#%06x}pre{color:#%06x;font:%dpx/1.25 monospace}\n", (unsigned)page.bg, (unsigned)page.fg, FONT_PX);
	for (int i = 0; i < ROLE_COUNT; i++) {
		struct look l = look_of(theme, (enum role)i);
		buf_printf(out, ".%s{color:%s%s%s%s%s}\n", role_keys[i], l.fg, l.has_bg ? ";background:" : "", l.has_bg ? l.bg : "",
		           l.bold ? ";font-weight:bold" : "", l.underline ? ";text-decoration:underline" : "");
	}
	buf_puts(out, "</style></head><body><pre>\n");
	for (int y = 0; y < g->rows; y++) {
		int end = row_end(g, &pens, y), role = -1;
		for (int x = 0; x < end; x++) {
			const struct cell *c = cell_at(g, x, y);
			if (c->role != role)
				buf_printf(out, "%s<span class=\"%s\">", role < 0 ? "" : "</span>", role_keys[c->role]);
			role = c->role;
			escaped_character(out, c->ch);
		}
		buf_puts(out, role < 0 ? "\n" : "</span>\n");
	}
	buf_puts(out, "</pre></body></html>\n");
}

/* Cells from x on with the same role, up to `to`. */
static int run_of_role(const struct grid *g, int x, int y, int to) {
	int end = x + 1;
	while (end < to && cell_at(g, end, y)->role == cell_at(g, x, y)->role)
		end++;
	return end;
}

/* Text that one element can hold: printable ASCII; words apart by one blank stay together. */
static int run_of_text(const struct grid *g, int x, int y, int to) {
	int end = x;
	for (int i = x; i < to && cell_at(g, i, y)->ch > 31 && cell_at(g, i, y)->ch < 127; i++) {
		if (cell_at(g, i, y)->ch != ' ')
			end = i + 1;
		else if (i > end)
			break;
	}
	return end;
}

static int run_of_equals(const struct grid *g, int x, int y, int to) {
	int end = x + 1;
	while (end < to && cell_at(g, end, y)->ch == cell_at(g, x, y)->ch)
		end++;
	return end;
}

static void svg_text(const struct grid *g, const struct look *l, int x, int y, int end, struct buf *out) {
	bool single = cell_at(g, x, y)->ch > 126;
	double left = x * CELL_W + (single ? CELL_W / 2 : 0);
	buf_printf(out, "<text x=\"%.2f\" y=\"%.2f\" fill=\"%s\"%s%s", left, y * CELL_H + BASELINE, l->fg,
	           l->bold ? " font-weight=\"bold\"" : "", l->underline ? " text-decoration=\"underline\"" : "");
	if (single)
		buf_puts(out, " text-anchor=\"middle\">");
	else
		buf_printf(out, " textLength=\"%.2f\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">", (end - x) * CELL_W);
	for (int i = x; i < end; i++)
		escaped_character(out, cell_at(g, i, y)->ch);
	buf_puts(out, "</text>\n");
}

static void svg_run(const struct grid *g, const struct look *l, int x, int y, int to, struct buf *out) {
	if (l->has_bg)
		buf_printf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"/>\n", x * CELL_W, y * CELL_H,
		           (to - x) * CELL_W, CELL_H, l->bg);
	while (x < to) {
		uint32_t ch = cell_at(g, x, y)->ch;
		if (ch == ' ') {
			x++;
			continue;
		}
		int end = run_of_text(g, x, y, to);
		if (end == x) {
			end = run_of_equals(g, x, y, to);
			if (picture_shape(out, ch, (struct shape_cell){ x * CELL_W, y * CELL_H, CELL_W, CELL_H }, end - x, l->fg)) {
				x = end;
				continue;
			}
			end = x + 1;
		}
		svg_text(g, l, x, y, end, out);
		x = end;
	}
}

void picture_svg(const struct grid *g, const struct theme *theme, const char *title, struct buf *out) {
	double w = g->cols * CELL_W, h = g->rows * CELL_H;
	buf_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
	           "viewBox=\"-8 -8 %.2f %.2f\" font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"%d\" "
	           "shape-rendering=\"crispEdges\">\n<title>",
	           w + 16, h + 16, w + 16, h + 16, FONT_PX);
	picture_add_escaped(out, title);
	buf_printf(out, "</title>\n<rect x=\"-8\" y=\"-8\" width=\"%.2f\" height=\"%.2f\" rx=\"6\" fill=\"#%06x\"/>\n", w + 16, h + 16, (unsigned)page_of(theme).bg);
	for (int y = 0; y < g->rows; y++)
		for (int x = 0, end; x < g->cols; x = end) {
			end = run_of_role(g, x, y, g->cols);
			struct look l = look_of(theme, (enum role)cell_at(g, x, y)->role);
			svg_run(g, &l, x, y, end, out);
		}
	buf_puts(out, "</svg>\n");
}
