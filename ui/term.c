/* The terminal. curses (ncursesw) decides what to send: it writes into a file in memory, and each finished frame is read back from there
 * and sent by term_tty in one non-blocking write. Always true: `shown` is the grid that curses was last told of, so that only cells that
 * differ are handed over; while a frame is pending nothing is drawn, and the newest grid waits in `next`; curses never touches the
 * tty, its modes or our signals. What a terminal would have to answer is never asked. */
#define NCURSES_WIDECHAR 1
#include "term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#include "log.h"
#include "term_keys.h"
#include "term_tty.h"
#include "times.h"

#define SIZE_MAX_CELLS 4096

struct term {
	struct tty tty;
	struct keys keys;
	FILE *memory;           /* what curses writes to */
	int memory_fd;
	SCREEN *screen;
	struct buf frame;       /* one frame, read back */
	struct grid shown, next;
	bool next_waits, redraw;
	bool utf8;
	enum colour_depth depth;
	attr_t attributes[ROLE_COUNT];
	int pairs[ROLE_COUNT];
	uint64_t frames;        /* that had anything to send */
};

/* Signals whose handlers newterm replaces. */
static const int curses_signals[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
#define CURSES_SIGNALS (sizeof curses_signals / sizeof curses_signals[0])

static void set_or_unset(const char *name, const char *value) {
	if (value)
		setenv(name, value, 1);
	else
		unsetenv(name);
}

/* newterm, without LINES and COLUMNS (the size comes with each grid) and without a change of our signal handlers. */
static SCREEN *new_screen(FILE *memory) {
	static const char *const sizes[] = { "LINES", "COLUMNS" };
	struct sigaction handlers[CURSES_SIGNALS];
	char *values[2];
	SCREEN *screen;

	for (size_t i = 0; i < CURSES_SIGNALS; i++)
		sigaction(curses_signals[i], NULL, &handlers[i]);
	for (size_t i = 0; i < 2; i++) {
		values[i] = getenv(sizes[i]) ? mem_strdup(getenv(sizes[i])) : NULL;
		unsetenv(sizes[i]);
	}
	setenv("NCURSES_NO_PADDING", "1", 1); /* no delays: no terminal of today needs them */
	screen = newterm(NULL, memory, memory);
	for (size_t i = 0; i < 2; i++) {
		set_or_unset(sizes[i], values[i]);
		free(values[i]);
	}
	for (size_t i = 0; i < CURSES_SIGNALS; i++)
		sigaction(curses_signals[i], &handlers[i], NULL);
	return screen;
}

static const char *capability(const char *name) {
	const char *text = tigetstr(name);

	return text == (char *)-1 || !text ? "" : text;
}

/* Appends a capability without its padding marks "$<5/>". */
static void add_capability(char *out, size_t size, const char *name) {
	size_t len = strlen(out);

	for (const char *c = capability(name); *c && len + 1 < size; c++) {
		if (c[0] == '$' && c[1] == '<' && strchr(c, '>'))
			c = strchr(c, '>');
		else
			out[len++] = *c;
	}
	out[len] = '\0';
}

static void prepare_sequences(struct tty *y) {
	static const char *const enter[] = { "smcup", "smkx", "civis", "sgr0" };
	static const char *const leave[] = { "sgr0", "op", "rmkx", "cnorm", "rmcup" };

	for (size_t i = 0; i < sizeof enter / sizeof enter[0]; i++)
		add_capability(y->enter, sizeof y->enter, enter[i]);
	for (size_t i = 0; i < sizeof leave / sizeof leave[0]; i++)
		add_capability(y->leave, sizeof y->leave, leave[i]);
	if (!*capability("rmcup")) /* no second screen to leave: at least an empty one */
		add_capability(y->leave, sizeof y->leave, "clear");
}

/* Whether colours are numbers of 8 bits each for red, green and blue: the extended capability RGB, in its three forms. */
static bool has_direct_colours(void) {
	const char *text = capability("RGB");

	return COLORS >= 1 << 24 && (tigetflag("RGB") == 1 || tigetnum("RGB") == 8 || strcmp(text, "8/8/8") == 0);
}

static enum colour_depth find_depth(void) {
	const char *no_color = getenv("NO_COLOR");

	if ((no_color && *no_color) || !has_colors() || start_color() == ERR || COLOR_PAIRS <= ROLE_COUNT)
		return COLOUR_NONE;
	if (has_direct_colours())
		return COLOUR_TRUE;
	return COLORS >= 256 ? COLOUR_256 : COLORS >= 16 ? COLOUR_16 : COLORS >= 8 ? COLOUR_8 : COLOUR_NONE;
}

/* The number that curses knows a colour by at this depth; -1 or `otherwise` for the terminal's own. */
static int colour_number(enum colour_depth depth, int32_t rgb, uint8_t basic, int otherwise) {
	if (depth == COLOUR_8 || depth == COLOUR_16)
		return basic < 8 ? basic : otherwise;
	if (rgb < 0)
		return otherwise;
	if (depth == COLOUR_256)
		return theme_nearest_256(rgb);
	return rgb > 0 && rgb < 8 ? 8 : rgb; /* 1 to 7 would be the palette's */
}

static attr_t attributes_of(unsigned style) {
	static const struct {
		unsigned style;
		attr_t attribute;
	} rows[] = {
		{ STYLE_BOLD, A_BOLD }, { STYLE_DIM, A_DIM }, { STYLE_REVERSE, A_REVERSE }, { STYLE_UNDERLINE, A_UNDERLINE },
		{ STYLE_BLINK, A_BLINK },
	};
	attr_t attributes = A_NORMAL;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (style & rows[i].style)
			attributes |= rows[i].attribute;
	return attributes;
}

/* One pair per role, made once. */
static void prepare_colours(struct term *t, const struct theme *theme) {
	bool own;

	t->depth = find_depth();
	own = t->depth != COLOUR_NONE && use_default_colors() == OK;
	for (int role = 0; role < ROLE_COUNT; role++) {
		const struct style *s = &theme->style[role];
		int fg = colour_number(t->depth, s->fg, s->fg8, own ? -1 : COLOR_WHITE);
		int bg = colour_number(t->depth, s->bg, s->bg8, own ? -1 : COLOR_BLACK);

		if (t->depth == COLOUR_NONE) {
			t->attributes[role] = attributes_of(s->mono);
			continue;
		}
		t->attributes[role] = attributes_of(s->attributes);
		if ((fg != -1 || bg != -1) && init_extended_pair(role + 1, fg, bg) == OK)
			t->pairs[role] = role + 1;
	}
}

/* The glyphs of the Linux console are too few for ours. */
static bool find_utf8(void) {
	const char *name = getenv("TERM");

	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && !(name && strcmp(name, "linux") == 0);
}

static bool open_memory(struct term *t, struct error *err) {
	t->memory_fd = memfd_create("mwtop-screen", MFD_CLOEXEC);
	t->memory = t->memory_fd < 0 ? NULL : fdopen(t->memory_fd, "r+");
	if (!t->memory)
		return error_set(err, "cannot make a screen in memory: %s", strerror(errno));
	return true;
}

/* Whether curses knows the terminal and can move its cursor. */
static bool open_screen(struct term *t, struct error *err) {
	const char *name = getenv("TERM");

	if (!name || !*name)
		return error_set(err, "TERM is not set: the dashboard cannot be painted");
	t->screen = new_screen(t->memory);
	if (!t->screen)
		return error_set(err, "no terminal description for TERM=%s: the dashboard cannot be painted", name);
	if (!*capability("cup"))
		return error_set(err, "TERM=%s cannot move its cursor: the dashboard cannot be painted", name);
	return true;
}

static void close_screen(struct term *t) {
	if (t->screen)
		delscreen(t->screen);
	if (t->memory)
		fclose(t->memory);
	else if (t->memory_fd >= 0)
		close(t->memory_fd);
}

static void term_free(struct term *t) {
	close_screen(t);
	tty_close(&t->tty);
	buf_free(&t->frame);
	grid_free(&t->shown);
	grid_free(&t->next);
	free(t);
}

struct term *term_open(const struct theme *theme, bool *cannot, struct error *err) {
	struct term *t = mem_zalloc(1, sizeof *t);

	*cannot = false;
	t->memory_fd = -1;
	t->redraw = true;
	grid_init(&t->shown);
	grid_init(&t->next);
	if (!tty_open(&t->tty, err) || !open_memory(t, err))
		goto fail;
	setlocale(LC_CTYPE, "");
	if (!open_screen(t, err)) {
		*cannot = true;
		goto fail;
	}
	t->utf8 = find_utf8();
	prepare_sequences(&t->tty);
	prepare_colours(t, theme);
	typeahead(-1);
	leaveok(stdscr, TRUE);
	scrollok(stdscr, FALSE);
	doupdate(); /* what newterm has to say, margins for 24 lines among it, ends here: `enter` is ours */
	lseek(t->memory_fd, 0, SEEK_SET);
	tty_enter(&t->tty);
	return t;
fail:
	term_free(t);
	return NULL;
}

void term_close(struct term *t) {
	if (!t)
		return;
	tty_leave(&t->tty);
	log_line("term: %llu frames, %llu writes, %llu bytes", (unsigned long long)t->frames, (unsigned long long)t->tty.writes,
	         (unsigned long long)t->tty.bytes);
	term_free(t);
}

enum colour_depth term_colours(const struct term *t) {
	return t->depth;
}

bool term_utf8(const struct term *t) {
	return t->utf8;
}

int term_fd(const struct term *t) {
	return t->tty.fd;
}

bool term_wants_write(const struct term *t) {
	return tty_pending(&t->tty);
}

void term_counts(const struct term *t, uint64_t *bytes, uint64_t *writes) {
	*bytes = t->tty.bytes;
	*writes = t->tty.writes;
}

static int size_or(int asked, const char *variable, int otherwise) {
	const char *text = getenv(variable);
	long given;

	if (asked <= 0) {
		given = text ? strtol(text, NULL, 10) : 0;
		asked = given > 0 && given <= SIZE_MAX_CELLS ? (int)given : otherwise;
	}
	return asked > SIZE_MAX_CELLS ? SIZE_MAX_CELLS : asked;
}

void term_size(struct term *t, int *cols, int *rows) {
	tty_size(&t->tty, cols, rows);
	*cols = size_or(*cols, "COLUMNS", 80);
	*rows = size_or(*rows, "LINES", 24);
}

/* What a cell is shown as: one column wide for curses too, whatever the grid says. */
static wchar_t glyph(const struct term *t, uint32_t ch) {
	if (ch < 0x20 || ch == 0x7f)
		return L'?';
	if (ch < 0x7f)
		return (wchar_t)ch;
	return t->utf8 && wcwidth((wchar_t)ch) == 1 ? (wchar_t)ch : L'?';
}

static void hand_over(const struct term *t, const struct grid *g, int row, int from, int to) {
	const struct cell *cells = g->cells + (size_t)row * (size_t)g->cols;

	for (int x = from; x < to;) {
		cchar_t run[64];
		int count = 0;

		for (; x + count < to && count < 64; count++) {
			struct cell c = cells[x + count];
			wchar_t text[2] = { glyph(t, c.ch), L'\0' };
			int role = c.role < ROLE_COUNT ? c.role : ROLE_TEXT;
			setcchar(&run[count], text, t->attributes[role], (short)t->pairs[role], NULL);
		}
		mvadd_wchnstr(row, x, run, count);
		x += count;
	}
}

static bool cell_same(struct cell a, struct cell b) {
	return a.ch == b.ch && a.role == b.role;
}

static void hand_over_changes(const struct term *t, const struct grid *g, bool all) {
	for (int y = 0; y < g->rows; y++) {
		const struct cell *new = g->cells + (size_t)y * (size_t)g->cols;
		const struct cell *old = t->shown.cells + (size_t)y * (size_t)g->cols;
		int from = 0, to = g->cols;

		while (!all && from < to && cell_same(new[from], old[from]))
			from++;
		while (!all && to > from && cell_same(new[to - 1], old[to - 1]))
			to--;
		hand_over(t, g, y, from, to);
	}
}

static void grid_copy(struct grid *to, const struct grid *from) {
	if (to->cols != from->cols || to->rows != from->rows)
		grid_resize(to, from->cols, from->rows);
	memcpy(to->cells, from->cells, (size_t)from->cols * (size_t)from->rows * sizeof *from->cells);
}

/* Takes what curses wrote since the last time. */
static void read_back(struct term *t) {
	off_t end = lseek(t->memory_fd, 0, SEEK_CUR);
	ssize_t n;

	buf_clear(&t->frame);
	if (end > 0) {
		n = pread(t->memory_fd, buf_reserve(&t->frame, (size_t)end), (size_t)end, 0);
		t->frame.len = n > 0 ? (size_t)n : 0;
	}
	lseek(t->memory_fd, 0, SEEK_SET);
}

static void draw(struct term *t, const struct grid *g) {
	bool resized = g->cols != t->shown.cols || g->rows != t->shown.rows;
	bool all = resized || t->redraw;

	set_term(t->screen);
	if (resized)
		resizeterm(g->rows, g->cols);
	if (all)
		clearok(curscr, TRUE);
	hand_over_changes(t, g, all);
	grid_copy(&t->shown, g);
	t->redraw = false;
	wnoutrefresh(stdscr);
	doupdate();
	read_back(t);
	t->frames += t->frame.len > 0;
	tty_send(&t->tty, t->frame.data, t->frame.len);
}

void term_show(struct term *t, const struct grid *g) {
	if (g->cols < 1 || g->rows < 1 || t->tty.dead)
		return;
	if (tty_pending(&t->tty)) {
		grid_copy(&t->next, g);
		t->next_waits = true;
		return;
	}
	t->next_waits = false;
	draw(t, g);
}

void term_flush(struct term *t) {
	tty_flush(&t->tty);
	if (!t->next_waits || tty_pending(&t->tty))
		return;
	t->next_waits = false;
	draw(t, &t->next);
}

void term_redraw(struct term *t) {
	tty_stop_in_background(&t->tty);
	if (tty_was_changed(&t->tty)) {
		tty_leave(&t->tty);
		tty_enter(&t->tty);
	}
	t->redraw = true;
}

void term_suspend(struct term *t) {
	tty_suspend(&t->tty);
	t->next_waits = false;
	t->redraw = true;
}

uint32_t term_key(struct term *t, bool *hangup, int *wait_ms) {
	*hangup = false;
	*wait_ms = 0;
	for (;;) {
		char bytes[KEYS_ROOM];
		uint32_t key = keys_next(&t->keys, t->keys.last_ms, wait_ms);
		int n;

		if (key != KEYCODE_NONE)
			return key;
		n = tty_read(&t->tty, bytes, sizeof bytes);
		if (n <= 0) {
			*hangup = n < 0;
			return keys_next(&t->keys, clock_mono_ms(), wait_ms);
		}
		keys_feed(&t->keys, bytes, (size_t)n, clock_mono_ms());
	}
}
