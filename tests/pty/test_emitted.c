/* What is sent for a change of the screen: read back through a real terminal emulation it is the screen that was wanted, whatever it was
 * before; it is never more than a whole redraw, and under a limit it gets there too. */
#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#include "emit.h"
#include "random.h"
#include "theme.h"
#include "utf8.h"

#define SEED 20261126

struct screen {
	VTerm *vt;
	VTermScreen *screen;
	struct emitter emitter;
	struct grid shown, wanted;
	struct buf out;
};

/* Kinds of terminals: what they can do. */
static const struct { const char *name; bool utf8, ech, rep, bce, late_wrap; int colours; } kinds[] = {
	{ "xterm-256color", true, true, true, true, true, 256 },
	{ "xterm-direct", true, true, false, true, true, EMIT_DIRECT },
	{ "screen", true, false, false, false, true, 8 },
	{ "vt100", false, false, false, false, true, 0 },
	{ "no late wrap", true, true, false, true, false, 16 },
};
#define KINDS (sizeof kinds / sizeof *kinds)

static void make_pens(struct emitter *e, int colours) {
	for (int i = 0; i < ROLE_COUNT; i++) {
		int32_t fg = i % 3 == 0 ? -1 : i * 5 % (colours > 256 ? 256 : colours ? colours : 1);
		int32_t bg = i % 7 == 3 ? i * 11 % (colours > 256 ? 256 : colours ? colours : 1) : -1;
		if (colours > 256 && fg >= 0)
			fg = EMIT_DIRECT | fg * 65793;
		unsigned attributes = i % 5 == 0 ? STYLE_BOLD : i % 5 == 1 ? STYLE_REVERSE : i % 5 == 2 ? STYLE_UNDERLINE : i % 11 == 3 ? STYLE_BLINK : 0;
		e->role[i] = (struct pen){ colours ? fg : -1, colours ? bg : -1, i == ROLE_TEXT ? 0 : attributes };
	}
	e->role[ROLE_TEXT] = (struct pen){ -1, -1, 0 };
}

static void set_size(struct screen *s, int cols, int rows) {
	vterm_set_size(s->vt, rows, cols);
	vterm_screen_reset(s->screen, 1);
	grid_resize(&s->shown, cols, rows);
	grid_resize(&s->wanted, cols, rows);
	buf_clear(&s->out);
	emit_forget(&s->emitter);
	emit_clear(&s->emitter, &s->shown, &s->out);
	vterm_input_write(s->vt, s->out.data, s->out.len);
	buf_clear(&s->out);
}

static void set_up(struct screen *s, size_t kind, int cols, int rows) {
	*s = (struct screen){ 0 };
	s->vt = vterm_new(rows, cols);
	vterm_set_utf8(s->vt, 1);
	s->screen = vterm_obtain_screen(s->vt);
	s->emitter = (struct emitter){ .utf8 = kinds[kind].utf8, .ech = kinds[kind].ech, .rep = kinds[kind].rep, .bce = kinds[kind].bce,
		.late_wrap = kinds[kind].late_wrap };
	make_pens(&s->emitter, kinds[kind].colours);
	grid_init(&s->shown);
	grid_init(&s->wanted);
	set_size(s, cols, rows);
}

static void tear_down(struct screen *s) {
	vterm_free(s->vt);
	grid_free(&s->shown);
	grid_free(&s->wanted);
	buf_free(&s->out);
}

static bool colour_is(VTermScreen *screen, VTermColor got, int32_t want, bool background) {
	if (background ? VTERM_COLOR_IS_DEFAULT_BG(&got) : VTERM_COLOR_IS_DEFAULT_FG(&got))
		return want < 0;
	if (want < 0)
		return false;
	if (VTERM_COLOR_IS_INDEXED(&got))
		return want == got.indexed.idx;
	(void)screen;
	return want == (EMIT_DIRECT | got.rgb.red << 16 | got.rgb.green << 8 | got.rgb.blue);
}

static void expect_cell(struct screen *s, int x, int y) {
	VTermScreenCell got;
	struct cell c = s->wanted.cells[y * s->wanted.cols + x];
	const struct pen *pen = &s->emitter.role[c.role];
	uint32_t want = c.ch > 126 && !s->emitter.utf8 ? '?' : c.ch;
	vterm_screen_get_cell(s->screen, (VTermPos){ .row = y, .col = x }, &got);
	uint32_t ch = got.chars[0] ? got.chars[0] : ' ';
	bool visible = want != ' ' || pen->attributes & (STYLE_REVERSE | STYLE_UNDERLINE);
	bool same = ch == want && colour_is(s->screen, got.bg, pen->bg, true) && got.attrs.reverse == !!(pen->attributes & STYLE_REVERSE) &&
	            !got.attrs.underline == !(pen->attributes & STYLE_UNDERLINE);
	if (visible && want != ' ')
		same = same && colour_is(s->screen, got.fg, pen->fg, false) && got.attrs.bold == !!(pen->attributes & STYLE_BOLD) &&
		       got.attrs.blink == !!(pen->attributes & STYLE_BLINK);
	if (!same)
		fail_msg("%d,%d of %dx%d: U+%04X instead of U+%04X (role %s)", x, y, s->wanted.cols, s->wanted.rows, (unsigned)ch, (unsigned)want, role_keys[c.role]);
}

static void expect_shown(struct screen *s) {
	for (int y = 0; y < s->wanted.rows; y++)
		for (int x = 0; x < s->wanted.cols; x++)
			if (s->emitter.late_wrap || y < s->wanted.rows - 1 || x < s->wanted.cols - 1)
				expect_cell(s, x, y);
}

static void send(struct screen *s, size_t most) {
	for (int turn = 0; turn < 10000; turn++) {
		buf_clear(&s->out);
		bool whole = emit_changes(&s->emitter, &s->shown, &s->wanted, most, &s->out);
		if (s->out.len > 0)
			vterm_input_write(s->vt, s->out.data, s->out.len);
		assert_true(whole || s->out.len > 0); /* it always goes on */
		if (whole)
			return;
	}
	fail_msg("it does not come to an end");
}

static int below(struct random *r, int n) {
	return (int)(random_next(r) % (uint64_t)n);
}

/* Changes some stretches: texts, bars, blanks, whole rows. */
static void change(struct random *r, struct grid *g) {
	static const uint32_t glyphs[] = { ' ', ' ', 'a', '7', 0x2588, 0x2500, 0x25CF, 'x' };
	for (int n = below(r, 14); n-- > 0;) {
		int y = below(r, g->rows), x = below(r, g->cols), length = below(r, 4) ? 1 + below(r, 9) : g->cols;
		uint8_t role = (uint8_t)below(r, ROLE_COUNT);
		bool mixed = below(r, 2);
		uint32_t ch = glyphs[below(r, 8)];
		for (; length-- > 0 && x < g->cols; x++) {
			g->cells[y * g->cols + x] = (struct cell){ ch, role };
			if (mixed)
				ch = glyphs[below(r, 8)];
		}
	}
}

static void run_random(size_t most, int rounds) {
	struct random r;
	random_seed(&r, SEED, most);
	for (size_t k = 0; k < KINDS; k++)
		for (int round = 0; round < rounds; round++) {
			struct screen s;
			set_up(&s, k, 2 + below(&r, 60), 1 + below(&r, 14));
			for (int i = 0; i < 12; i++) {
				change(&r, &s.wanted);
				send(&s, most);
				expect_shown(&s);
			}
			tear_down(&s);
		}
}

static void test_any_change(void **state) {
	(void)state;
	run_random(SIZE_MAX, 60);
}

static void test_any_change_in_parts(void **state) {
	(void)state;
	run_random(1, 15);
	run_random(40, 30);
}

/* While a frame goes out in parts the screen goes on changing: in the end it is the newest. */
static void test_newest_in_parts(void **state) {
	(void)state;
	struct random r;
	struct screen s;
	random_seed(&r, SEED, 7);
	set_up(&s, 0, 80, 24);
	for (int i = 0; i < 200; i++) {
		change(&r, &s.wanted);
		buf_clear(&s.out);
		emit_changes(&s.emitter, &s.shown, &s.wanted, 100, &s.out);
		if (s.out.len > 0)
			vterm_input_write(s.vt, s.out.data, s.out.len);
		assert_true(s.out.len < 100 + 80 * 30);
	}
	send(&s, 100);
	expect_shown(&s);
	tear_down(&s);
}

static void test_nothing_costs_nothing(void **state) {
	(void)state;
	struct random r;
	struct screen s;
	random_seed(&r, SEED, 9);
	set_up(&s, 0, 80, 24);
	change(&r, &s.wanted);
	send(&s, SIZE_MAX);
	assert_true(emit_changes(&s.emitter, &s.shown, &s.wanted, SIZE_MAX, &s.out));
	buf_clear(&s.out);
	assert_true(emit_changes(&s.emitter, &s.shown, &s.wanted, SIZE_MAX, &s.out));
	assert_int_equal(s.out.len, 0);
	tear_down(&s);
}

static size_t redraw_bytes(const struct screen *s) {
	struct emitter e = s->emitter;
	struct grid blank;
	struct buf out = { 0 };
	grid_init(&blank);
	grid_resize(&blank, s->wanted.cols, s->wanted.rows);
	emit_forget(&e);
	emit_clear(&e, &blank, &out);
	emit_changes(&e, &blank, &s->wanted, SIZE_MAX, &out);
	size_t bytes = out.len;
	buf_free(&out);
	grid_free(&blank);
	return bytes;
}

/* A small change is a few bytes; no change is more than drawing all of it anew, give or take the order of the runs. */
static void test_frugal(void **state) {
	(void)state;
	struct random r;
	struct screen s;
	random_seed(&r, SEED, 11);
	set_up(&s, 0, 80, 24);
	for (int i = 0; i < 40; i++)
		change(&r, &s.wanted);
	send(&s, SIZE_MAX);
	for (int i = 0; i < 100; i++) {
		change(&r, &s.wanted);
		size_t whole = redraw_bytes(&s);
		buf_clear(&s.out);
		emit_changes(&s.emitter, &s.shown, &s.wanted, SIZE_MAX, &s.out);
		assert_true(s.out.len <= whole);
	}
	s.wanted.cells[5 * 80 + 10] = (struct cell){ 'q', s.wanted.cells[5 * 80 + 10].role };
	buf_clear(&s.out);
	emit_changes(&s.emitter, &s.shown, &s.wanted, SIZE_MAX, &s.out);
	assert_true(s.out.len > 0 && s.out.len < 40);
	tear_down(&s);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_change), cmocka_unit_test(test_any_change_in_parts), cmocka_unit_test(test_newest_in_parts),
		cmocka_unit_test(test_nothing_costs_nothing), cmocka_unit_test(test_frugal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
