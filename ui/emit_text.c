/* See emit_text.h. Each motion and change of style is tried in every form that may be the shortest. */
#include "emit_text.h"

#include <stdlib.h>
#include <string.h>

const struct pen emit_plain = { -1, -1, 0 };

/* ---- styles ---- */

static const struct { unsigned style; int on, off; } attributes[] = {
	{ STYLE_BOLD, 1, 22 }, { STYLE_DIM, 2, 22 }, { STYLE_UNDERLINE, 4, 24 }, { STYLE_BLINK, 5, 25 }, { STYLE_REVERSE, 7, 27 },
};
#define ATTRIBUTES (sizeof attributes / sizeof *attributes)

static void add_number(struct emit_text *t, int n) {
	char digits[12];
	size_t len = 0;
	do
		digits[len++] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	while (len > 0)
		t->at[t->len++] = digits[--len];
}

static void add_parameter(struct emit_text *t, int n) {
	if (t->len > 2)
		t->at[t->len++] = ';';
	add_number(t, n);
}

static void add_colour(struct emit_text *t, int32_t colour, int base) {
	if (colour < 0) {
		add_parameter(t, base + 9);
	} else if (colour < 8) {
		add_parameter(t, base + colour);
	} else if (colour < 16) {
		add_parameter(t, base + 60 + colour - 8);
	} else if (colour < EMIT_DIRECT) {
		add_parameter(t, base + 8);
		add_parameter(t, 5);
		add_parameter(t, colour);
	} else {
		add_parameter(t, base + 8);
		add_parameter(t, 2);
		add_parameter(t, colour >> 16 & 0xFF);
		add_parameter(t, colour >> 8 & 0xFF);
		add_parameter(t, colour & 0xFF);
	}
}

/* From a known pen, by what differs; or from the plain one, after a reset. */
static void style_from(const struct pen *from, const struct pen *to, bool reset, struct emit_text *out) {
	unsigned set = from->attributes, off = set & ~to->attributes;
	out->len = 2;
	memcpy(out->at, "\033[", 2);
	if (reset && (to->attributes || to->fg >= 0 || to->bg >= 0)) /* a reset alone is ESC [ m */
		add_parameter(out, 0);
	for (size_t i = 0; i < ATTRIBUTES; i++) {
		if (!(off & set & attributes[i].style))
			continue;
		add_parameter(out, attributes[i].off);
		for (size_t k = 0; k < ATTRIBUTES; k++)
			if (attributes[k].off == attributes[i].off)
				set &= ~attributes[k].style;
	}
	for (size_t i = 0; i < ATTRIBUTES; i++)
		if (to->attributes & ~set & attributes[i].style)
			add_parameter(out, attributes[i].on);
	if (from->fg != to->fg)
		add_colour(out, to->fg, 30);
	if (from->bg != to->bg)
		add_colour(out, to->bg, 40);
	out->at[out->len++] = 'm';
}

bool emit_pen_same(const struct pen *a, const struct pen *b) {
	return a->fg == b->fg && a->bg == b->bg && a->attributes == b->attributes;
}

void emit_style_change(const struct pen *from, bool known, const struct pen *to, struct emit_text *out) {
	struct emit_text other;
	out->len = 0;
	if (known && emit_pen_same(from, to))
		return;
	style_from(&emit_plain, to, true, out);
	if (!known)
		return;
	style_from(from, to, false, &other);
	if (other.len < out->len)
		*out = other;
}

size_t emit_style_cost(const struct pen *from, bool known, const struct pen *to) {
	struct emit_text text;
	emit_style_change(from, known, to, &text);
	return text.len;
}

/* ---- motions ---- */

static void take_shorter(struct emit_text *best, const struct emit_text *other) {
	if (best->len == 0 || other->len < best->len)
		*best = *other;
}

void emit_csi(struct emit_text *t, int n, char final) {
	memcpy(t->at, "\033[", 2);
	t->len = 2;
	if (n > 1)
		add_number(t, n);
	t->at[t->len++] = final;
}

static void repeat(struct emit_text *t, char c, int count) {
	for (int i = 0; i < count; i++)
		t->at[t->len++] = c;
}

static void move_down(int x, int y, int to_x, int to_y, struct emit_text *best) {
	int down = to_y - y;
	struct emit_text t = { .len = 0 };
	if (down > 8)
		return;
	if (to_x == 0) {
		repeat(&t, '\r', 1);
		repeat(&t, '\n', down);
		take_shorter(best, &t);
	} else if (x >= to_x && x - to_x <= 6) { /* a line feed keeps the column */
		repeat(&t, '\n', down);
		repeat(&t, '\b', x - to_x);
		take_shorter(best, &t);
	}
	if (x == to_x) {
		emit_csi(&t, down, 'B');
		take_shorter(best, &t);
	}
}

static void move_along(int x, int to_x, struct emit_text *best) {
	struct emit_text t = { .len = 0 };
	if (to_x == 0) {
		repeat(&t, '\r', 1);
		take_shorter(best, &t);
	}
	emit_csi(&t, to_x + 1, 'G');
	take_shorter(best, &t);
	if (x < 0)
		return;
	emit_csi(&t, abs(to_x - x), to_x > x ? 'C' : 'D');
	take_shorter(best, &t);
	if (to_x < x && x - to_x <= 4) {
		t.len = 0;
		repeat(&t, '\b', x - to_x);
		take_shorter(best, &t);
	}
}

void emit_motion(int x, int y, int to_x, int to_y, struct emit_text *best) {
	best->len = 0;
	if (x == to_x && y == to_y)
		return;
	memcpy(best->at, "\033[", 2);
	best->len = 2;
	if (to_y > 0)
		add_number(best, to_y + 1);
	if (to_x > 0) {
		best->at[best->len++] = ';';
		add_number(best, to_x + 1);
	}
	best->at[best->len++] = 'H';
	if (y == to_y)
		move_along(x, to_x, best);
	else if (y >= 0 && to_y > y)
		move_down(x, y, to_x, to_y, best);
}
