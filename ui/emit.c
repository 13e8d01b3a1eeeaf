/* Bytes for what differs between two grids. Runs of cells that differ are gathered row by row; two are joined when sending the cells between
 * them again costs no more than jumping over them; then always the run that is cheapest to reach comes next. Always true: `shown` is what
 * the terminal shows after the bytes so far; x is -1 after the last column was written, since there terminals differ. */
#include "emit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit_text.h"
#include "utf8.h"

#define RUNS_CHOSEN 250 /* of more, the order is that of the rows */
#define NEAR_ROWS 3
#define VISIBLE_ON_BLANK (STYLE_REVERSE | STYLE_UNDERLINE)
#define CLEARED 255     /* role of a cell of `shown` that was cleared */

struct run { int y, from, to; bool sent; };

void emit_forget(struct emitter *e) {
	e->x = e->y = -1;
	e->pen_known = false;
	e->turn = 0;
}

/* ---- the pen and cells ---- */

static void set_pen(struct emitter *e, const struct pen *to, struct buf *out) {
	struct emit_text text;
	emit_style_change(&e->pen, e->pen_known, to, &text);
	if (text.len > 0)
		buf_add(out, text.at, text.len);
	e->pen = *to;
	e->pen_known = true;
}

static const struct pen *pen_of(const struct emitter *e, struct cell c) {
	return c.role == CLEARED ? &emit_plain : &e->role[c.role < ROLE_COUNT ? c.role : ROLE_TEXT];
}

static uint32_t glyph(const struct emitter *e, struct cell c) {
	if (c.ch < 0x20 || c.ch == 0x7F || (c.ch > 0x7E && (!e->utf8 || !utf8_is_cell(c.ch))))
		return '?';
	return c.ch;
}

/* A blank of which nothing but the background is to be seen. */
static bool is_blank(const struct emitter *e, struct cell c) {
	return c.ch == ' ' && !(pen_of(e, c)->attributes & VISIBLE_ON_BLANK);
}

static bool looks_same(const struct emitter *e, struct cell a, struct cell b) {
	if (a.ch == b.ch && a.role == b.role)
		return true;
	const struct pen *p = pen_of(e, a), *q = pen_of(e, b);
	if (is_blank(e, a) && is_blank(e, b))
		return p->bg == q->bg;
	return glyph(e, a) == glyph(e, b) && emit_pen_same(p, q);
}

static size_t glyph_size(const struct emitter *e, struct cell c) {
	char bytes[4];
	return utf8_encode(glyph(e, c), bytes);
}

/* ---- runs ---- */

struct runs { struct run *at; size_t count, room; };

static void add_run(struct runs *r, int y, int from, int to) {
	if (r->count == r->room) {
		r->room = r->room ? 2 * r->room : 64;
		r->at = mem_resize(r->at, r->room, sizeof *r->at);
	}
	r->at[r->count++] = (struct run){ y, from, to, false };
}

/* Whether sending the cells between two runs again is no dearer than jumping over them. */
static bool worth_joining(const struct emitter *e, const struct cell *row, int end, int next) {
	struct emit_text jump;
	const struct pen *last = pen_of(e, row[end - 1]), *pen = last;
	size_t cost = 0;
	emit_csi(&jump, next - end, 'C');
	if ((size_t)(next - end) > jump.len)
		return false;
	for (int x = end; x < next; x++) {
		cost += glyph_size(e, row[x]) + emit_style_cost(pen, true, pen_of(e, row[x]));
		pen = pen_of(e, row[x]);
	}
	return cost + emit_style_cost(pen, true, pen_of(e, row[next])) <= jump.len + emit_style_cost(last, true, pen_of(e, row[next]));
}

static void gather_row(const struct emitter *e, const struct grid *shown, const struct grid *wanted, int y, struct runs *out) {
	const struct cell *old = shown->cells + (size_t)y * (size_t)shown->cols, *new = wanted->cells + (size_t)y * (size_t)wanted->cols;
	/* Where writing the last cell would scroll, it stays. */
	int cols = y == wanted->rows - 1 && !e->late_wrap ? wanted->cols - 1 : wanted->cols;
	size_t first = out->count;
	for (int x = 0; x < cols; x++) {
		if ((old[x].ch == new[x].ch && old[x].role == new[x].role) || looks_same(e, old[x], new[x]))
			continue;
		struct run *last = out->count > first ? &out->at[out->count - 1] : NULL;
		if (last && (x == last->to || worth_joining(e, new, last->to, x)))
			last->to = x + 1;
		else
			add_run(out, y, x, x + 1);
	}
}

/* The pen for blanks: any with this background will do that shows nothing on them. */
static void set_blank_pen(struct emitter *e, const struct pen *pen, struct buf *out) {
	if (e->pen_known && e->pen.bg == pen->bg && !(e->pen.attributes & VISIBLE_ON_BLANK))
		return;
	struct pen kept = { e->pen.fg, pen->bg, e->pen.attributes & ~VISIBLE_ON_BLANK };
	bool cheaper = e->pen_known && emit_style_cost(&e->pen, true, &kept) <= emit_style_cost(&e->pen, true, pen);
	set_pen(e, cheaper ? &kept : pen, out);
}

/* Erases instead of writing blanks, where that is shorter; the cursor stays. False where it is not. */
static bool erase(struct emitter *e, int x, int count, bool to_end, bool to_run_end, struct buf *out) {
	struct emit_text t;
	if (!e->bce && e->pen.bg >= 0)
		return false;
	emit_csi(&t, 0, 'K');
	if (!to_end || count <= 3) {
		emit_csi(&t, count, 'X');
		if (!e->ech || !to_run_end || (size_t)count <= t.len)
			return false;
	}
	buf_add(out, t.at, t.len);
	e->x = x;
	return true;
}

/* Repeating up to the last column but one leaves some terminals (libvterm's) believing that they are to wrap: not there. */
static void write_cells(const struct emitter *e, struct cell c, int count, bool inside, struct buf *out) {
	char bytes[4];
	size_t size = utf8_encode(glyph(e, c), bytes);
	struct emit_text t;
	emit_csi(&t, count - 1, 'b');
	buf_add(out, bytes, size);
	if (count > 1 && e->rep && inside && t.len < size * (size_t)(count - 1)) {
		buf_add(out, t.at, t.len);
		return;
	}
	for (int i = 1; i < count; i++)
		buf_add(out, bytes, size);
}

/* How far from x on the cells look the same as that one. */
static int stretch(const struct emitter *e, const struct cell *row, int x, int end) {
	int n = 1;
	while (x + n < end && looks_same(e, row[x], row[x + n]))
		n++;
	return n;
}

static void send_run(struct emitter *e, struct grid *shown, const struct grid *wanted, const struct run *run, struct buf *out) {
	const struct cell *row = wanted->cells + (size_t)run->y * (size_t)wanted->cols;
	struct cell *old = shown->cells + (size_t)run->y * (size_t)shown->cols;
	struct emit_text t;
	emit_motion(e->x, e->y, run->from, run->y, &t);
	buf_add(out, t.at, t.len);
	e->y = run->y;
	for (int x = run->from; x < run->to;) {
		int n = stretch(e, row, x, run->to);
		bool blank = is_blank(e, row[x]);
		if (blank)
			set_blank_pen(e, pen_of(e, row[x]), out);
		else
			set_pen(e, pen_of(e, row[x]), out);
		bool to_end = blank && stretch(e, row, x, wanted->cols) == wanted->cols - x;
		e->x = x + n < wanted->cols ? x + n : -1;
		if (!blank || !erase(e, x, n, to_end && x + n == wanted->cols, x + n == run->to, out))
			write_cells(e, row[x], n, x + n < wanted->cols - 1, out);
		x += n;
	}
	memcpy(old + run->from, row + run->from, (size_t)(run->to - run->from) * sizeof *row);
}

/* The run that is cheapest to reach from where the cursor stands. */
static size_t nearest(const struct emitter *e, const struct runs *runs, const struct grid *wanted) {
	size_t best = runs->count, best_cost = SIZE_MAX, far = runs->count, far_cost = SIZE_MAX;
	for (size_t i = 0; i < runs->count; i++) {
		const struct run *run = &runs->at[i];
		struct emit_text t;
		if (run->sent)
			continue;
		emit_motion(e->x, e->y, run->from, run->y, &t);
		size_t cost = t.len + emit_style_cost(&e->pen, e->pen_known, pen_of(e, wanted->cells[(size_t)run->y * (size_t)wanted->cols + (size_t)run->from]));
		bool near = e->y < 0 || abs(run->y - e->y) <= NEAR_ROWS;
		if (near && cost < best_cost)
			best = i, best_cost = cost;
		if (cost < far_cost)
			far = i, far_cost = cost;
	}
	return best < runs->count ? best : far;
}

static void send_all(struct emitter *e, struct grid *shown, const struct grid *wanted, struct runs *runs, struct buf *out) {
	for (size_t n = 0; n < runs->count; n++) {
		size_t i = runs->count <= RUNS_CHOSEN ? nearest(e, runs, wanted) : n;
		runs->at[i].sent = true;
		send_run(e, shown, wanted, &runs->at[i], out);
	}
}

/* Where a row stands in the order of a limited frame: the first, the last, then from `turn` on. */
static int rank_of(const struct emitter *e, int y, int rows) {
	return y == 0 ? 0 : y == rows - 1 ? 1 : 2 + (y - e->turn + rows) % rows;
}

/* As many rows as the limit allows. */
static bool send_some(struct emitter *e, struct grid *shown, const struct grid *wanted, struct runs *runs, size_t most, struct buf *out) {
	size_t begin = out->len;
	for (int rank = 0; rank < wanted->rows + 2; rank++)
		for (size_t i = 0; i < runs->count; i++) {
			struct run *run = &runs->at[i];
			if (run->sent || rank_of(e, run->y, wanted->rows) != rank)
				continue;
			if (out->len > begin && out->len - begin >= most) {
				e->turn = run->y;
				return false;
			}
			run->sent = true;
			send_run(e, shown, wanted, run, out);
		}
	return true;
}

bool emit_changes(struct emitter *e, struct grid *shown, const struct grid *wanted, size_t most, struct buf *out) {
	struct runs runs = { 0 };
	bool whole = true;
	for (int y = 0; y < wanted->rows; y++)
		gather_row(e, shown, wanted, y, &runs);
	if (most == SIZE_MAX)
		send_all(e, shown, wanted, &runs, out);
	else
		whole = send_some(e, shown, wanted, &runs, most, out);
	free(runs.at);
	return whole;
}

void emit_clear(struct emitter *e, struct grid *shown, struct buf *out) {
	e->pen_known = false;
	set_pen(e, &emit_plain, out);
	buf_puts(out, "\033[H\033[2J");
	e->x = e->y = 0;
	for (size_t i = 0; i < (size_t)shown->cols * (size_t)shown->rows; i++)
		shown->cells[i] = (struct cell){ ' ', CLEARED };
}
