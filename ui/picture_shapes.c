/* Shapes for the characters whose whole point is to meet their neighbours: fonts leave seams there, and a fallback font has another
 * width. Always true: a shape stays within its cells, and equal neighbours are drawn as one. */
#include "picture_shapes.h"

static void add_rect(struct buf *out, double x, double y, double w, double h, const char *colour, double opacity) {
	buf_printf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"", x, y, w, h, colour);
	if (opacity < 1)
		buf_printf(out, " opacity=\"%.2f\"", opacity);
	buf_puts(out, "/>\n");
}

/* U+2581..2588 rise from below, U+2589..258F shrink from the left, U+2591..2593 are shades. */
static bool add_block(struct buf *out, uint32_t ch, struct shape_cell at, int cells, const char *colour) {
	if (ch >= 0x2581 && ch <= 0x2588) {
		double h = at.h * (double)(ch - 0x2580) / 8;
		add_rect(out, at.x, at.y + at.h - h, at.w * cells, h, colour, 1);
	} else if (ch >= 0x2589 && ch <= 0x258f) {
		for (int i = 0; i < cells; i++)
			add_rect(out, at.x + i * at.w, at.y, at.w * (double)(0x2590 - ch) / 8, at.h, colour, 1);
	} else if (ch >= 0x2591 && ch <= 0x2593) {
		add_rect(out, at.x, at.y, at.w * cells, at.h, colour, 0.25 * (double)(ch - 0x2590));
	} else if (ch == 0x2580 || ch == 0x2594) {
		add_rect(out, at.x, at.y, at.w * cells, at.h / (ch == 0x2580 ? 2 : 8), colour, 1);
	} else if (ch == 0x2590 || ch == 0x2595) {
		double w = at.w / (ch == 0x2590 ? 2 : 8);
		for (int i = 0; i < cells; i++)
			add_rect(out, at.x + (i + 1) * at.w - w, at.y, w, at.h, colour, 1);
	} else {
		return false;
	}
	return true;
}

static bool add_braille(struct buf *out, uint32_t ch, struct shape_cell at, int cells, const char *colour) {
	static const struct { unsigned char x, y; } place[8] = { { 0, 0 }, { 0, 1 }, { 0, 2 }, { 1, 0 }, { 1, 1 }, { 1, 2 }, { 0, 3 }, { 1, 3 } };
	if (ch < 0x2800 || ch > 0x28ff)
		return false;
	double w = at.w / 2, h = at.h / 4;
	for (int i = 0; i < cells; i++)
		for (int bit = 0; bit < 8; bit++)
			if ((ch - 0x2800) >> bit & 1)
				add_rect(out, at.x + i * at.w + place[bit].x * w + w * 0.1, at.y + place[bit].y * h + h * 0.1, w * 0.8, h * 0.8, colour, 1);
	return true;
}

/* Arms of the box characters that the screen uses. */
enum { LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8 };
static const struct { uint32_t ch; unsigned arms; } boxes[] = {
	{ 0x2500, LEFT | RIGHT }, { 0x2501, LEFT | RIGHT }, { 0x2502, UP | DOWN }, { 0x2503, UP | DOWN },
	{ 0x250c, RIGHT | DOWN }, { 0x2510, LEFT | DOWN }, { 0x2514, RIGHT | UP }, { 0x2518, LEFT | UP },
	{ 0x251c, UP | DOWN | RIGHT }, { 0x2524, UP | DOWN | LEFT }, { 0x252c, LEFT | RIGHT | DOWN }, { 0x2534, LEFT | RIGHT | UP },
	{ 0x253c, LEFT | RIGHT | UP | DOWN }, { 0x256d, RIGHT | DOWN }, { 0x256e, LEFT | DOWN }, { 0x256f, LEFT | UP }, { 0x2570, RIGHT | UP },
};

static void add_arms(struct buf *out, unsigned arms, struct shape_cell at, int cells, const char *colour) {
	double mx = at.w / 2, my = at.h / 2;
	buf_printf(out, "<path fill=\"none\" stroke=\"%s\" d=\"", colour);
	for (int i = 0; i < cells; i++) {
		double x = at.x + i * at.w, y = at.y;
		if (arms == (LEFT | RIGHT)) {
			buf_printf(out, "M%.2f %.2fH%.2f", x, y + my, x + at.w * cells);
			break;
		}
		double to_x[2] = { x, x + at.w }, to_y[2] = { y, y + at.h };
		for (int k = 0; k < 2; k++) {
			if (arms >> k & 1)
				buf_printf(out, "M%.2f %.2fH%.2f", x + mx, y + my, to_x[k]);
			if (arms >> (k + 2) & 1)
				buf_printf(out, "M%.2f %.2fV%.2f", x + mx, y + my, to_y[k]);
		}
	}
	buf_puts(out, "\"/>\n");
}

static bool add_box(struct buf *out, uint32_t ch, struct shape_cell at, int cells, const char *colour) {
	for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++)
		if (boxes[i].ch == ch) {
			add_arms(out, boxes[i].arms, at, cells, colour);
			return true;
		}
	if (ch != 0x2571)
		return false;
	buf_printf(out, "<path fill=\"none\" stroke=\"%s\" d=\"", colour);
	for (int k = 0; k < cells; k++)
		buf_printf(out, "M%.2f %.2fL%.2f %.2f", at.x + k * at.w, at.y + at.h, at.x + (k + 1) * at.w, at.y);
	buf_puts(out, "\"/>\n");
	return true;
}

bool picture_shape(struct buf *out, uint32_t ch, struct shape_cell at, int cells, const char *colour) {
	return add_block(out, ch, at, cells, colour) || add_braille(out, ch, at, cells, colour) ||
	       add_box(out, ch, at, cells, colour);
}
