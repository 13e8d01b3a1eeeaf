/* The terminal. terminfo (of ncurses) says what it can do; emit.c works out what to send, and term_tty sends each finished frame in one
 * non-blocking write. Always true: `shown` is what the terminal shows once all that was sent has arrived; while a write is pending nothing is
 * drawn, and the newest grid waits in `next`; under a limit of bytes per second a frame may go out in parts, each made from the newest grid.
 * What a terminal would have to answer is never asked. */
#include "term.h"

#include <curses.h>

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emit.h"
#include "log.h"
#include "term_keys.h"
#include "term_tty.h"
#include "times.h"

#define SIZE_MAX_CELLS 4096
#define LIMIT_SLICE_MS 100 /* a limit is kept over so long */

/* <term.h> of ncurses declares it, but has a struct term of its own. */
extern int setupterm(const char *name, int fd, int *fault);

struct term {
	struct tty tty;
	struct keys keys;
	struct emitter emitter;
	struct buf frame;       /* one frame, or the part of it that is sent */
	struct grid shown, next;
	bool next_waits, redraw;
	enum colour_depth depth;
	bool mouse;             /* it is to report the mouse */
	uint64_t frames;        /* that had anything to send */
	double limit_bps;       /* 0: none */
	double allowance;       /* bytes that may be sent now; negative: a debt */
	int64_t allowed_ms;     /* when that was so */
};

static const char *capability(const char *name) {
	const char *text = tigetstr(name);

	return text == (char *)-1 || !text ? "" : text;
}

/* Copies a capability without its padding marks "$<5/>", after what is there. */
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

/* Presses, releases and what moves between, in SGR form (1006). A terminal that knows only the older form sends that, which is swallowed. */
static const char mouse_on[] = "\033[?1000h\033[?1002h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1002l\033[?1000l";

/* terminfo tells how a report begins (kmous) where a terminal has them. The Linux console has none, whatever it says: the mouse there is gpm's. */
static bool reports_mouse(void) {
	const char *name = getenv("TERM"), *report = capability("kmous");

	return (!strncmp(report, "\033[M", 3) || !strncmp(report, "\033[<", 3)) && !(name && strncmp(name, "linux", 5) == 0);
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
static bool has_direct_colours(int colours) {
	const char *text = capability("RGB");

	return colours >= 1 << 24 && (tigetflag("RGB") == 1 || tigetnum("RGB") == 8 || strcmp(text, "8/8/8") == 0);
}

static enum colour_depth find_depth(void) {
	const char *no_color = getenv("NO_COLOR");
	int colours = tigetnum("colors");

	if ((no_color && *no_color) || colours < 8 || !*capability("setaf"))
		return COLOUR_NONE;
	if (has_direct_colours(colours))
		return COLOUR_TRUE;
	return colours >= 256 ? COLOUR_256 : colours >= 16 ? COLOUR_16 : COLOUR_8;
}

/* Attributes that this terminal has. */
static unsigned attributes_known(void) {
	static const struct { unsigned style; const char *capability; } rows[] = {
		{ STYLE_BOLD, "bold" }, { STYLE_DIM, "dim" }, { STYLE_REVERSE, "rev" }, { STYLE_UNDERLINE, "smul" }, { STYLE_BLINK, "blink" },
	};
	unsigned known = 0;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (*capability(rows[i].capability))
			known |= rows[i].style;
	return known;
}

static void prepare_pens(struct term *t, const struct theme *theme) {
	unsigned known = attributes_known();

	t->depth = theme->colourless ? COLOUR_NONE : find_depth();
	for (int role = 0; role < ROLE_COUNT; role++) {
		t->emitter.role[role] = theme_pen(theme, (enum role)role, t->depth);
		t->emitter.role[role].attributes &= known;
	}
}

void term_set_theme(struct term *t, const struct theme *theme) {
	prepare_pens(t, theme);
	t->redraw = true;
}

/* The glyphs of the Linux console are too few for ours. */
static bool find_utf8(void) {
	const char *name = getenv("TERM");

	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0 && !(name && strcmp(name, "linux") == 0);
}

/* Whether terminfo knows the terminal, and it moves its cursor as ECMA-48 has it, which emit.c speaks. */
static bool open_terminfo(const struct tty *y, struct error *err) {
	const char *name = getenv("TERM");
	char move[64] = "";
	int known = 0;

	if (!name || !*name)
		return error_set(err, "TERM is not set: the dashboard cannot be painted");
	if (setupterm(NULL, y->fd, &known) != 0 && known != 1)
		return error_set(err, "no terminal description for TERM=%s: the dashboard cannot be painted", name);
	add_capability(move, sizeof move, "cup");
	if (strcmp(move, "\033[%i%p1%d;%p2%dH") != 0)
		return error_set(err, "TERM=%s cannot move its cursor (as ECMA-48 terminals do): the dashboard cannot be painted", name);
	return true;
}

static void prepare_emitter(struct term *t, const struct theme *theme) {
	struct emitter *e = &t->emitter;
	char repeat[64] = "";

	add_capability(repeat, sizeof repeat, "rep");
	e->utf8 = find_utf8();
	e->ech = *capability("ech") != '\0';
	e->rep = strcmp(repeat, "%p1%c\033[%p2%{1}%-%db") == 0;
	e->bce = tigetflag("bce") == 1;
	e->late_wrap = tigetflag("am") != 1 || tigetflag("xenl") == 1;
	emit_forget(e);
	prepare_pens(t, theme);
}

static void term_free(struct term *t) {
	tty_close(&t->tty);
	buf_free(&t->frame);
	grid_free(&t->shown);
	grid_free(&t->next);
	free(t);
}

struct term *term_open(const struct theme *theme, bool *cannot, struct error *err) {
	struct term *t = mem_zalloc(1, sizeof *t);

	*cannot = false;
	t->redraw = true;
	grid_init(&t->shown);
	grid_init(&t->next);
	if (!tty_open(&t->tty, err))
		goto fail;
	setlocale(LC_CTYPE, "");
	if (!open_terminfo(&t->tty, err)) {
		*cannot = true;
		goto fail;
	}
	prepare_emitter(t, theme);
	prepare_sequences(&t->tty);
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
	return t->emitter.utf8;
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

static void grid_copy(struct grid *to, const struct grid *from) {
	if (to->cols != from->cols || to->rows != from->rows)
		grid_resize(to, from->cols, from->rows);
	memcpy(to->cells, from->cells, (size_t)from->cols * (size_t)from->rows * sizeof *from->cells);
}

/* ---- the limit ---- */

static double burst_of(const struct term *t) {
	return t->limit_bps * LIMIT_SLICE_MS / 1000;
}

static void earn(struct term *t) {
	int64_t now_ms = clock_mono_ms();

	t->allowance += (double)(now_ms - t->allowed_ms) * t->limit_bps / 1000;
	if (t->allowance > burst_of(t))
		t->allowance = burst_of(t);
	t->allowed_ms = now_ms;
}

void term_set_limit(struct term *t, double bytes_per_s) {
	t->limit_bps = bytes_per_s;
	t->allowance = burst_of(t);
	t->allowed_ms = clock_mono_ms();
}

/* When there is enough again for a part of a frame. */
int64_t term_next_ms(const struct term *t) {
	if (!t->next_waits || tty_pending(&t->tty) || !(t->limit_bps > 0))
		return TIME_NONE;
	double missing = burst_of(t) / 2 - t->allowance;
	return t->allowed_ms + (missing > 0 ? (int64_t)(missing * 1000 / t->limit_bps) + 1 : 0);
}

/* ---- drawing ---- */

/* Sends what `next` has that is not shown, or the part that the limit allows; what is left waits. */
static void draw(struct term *t) {
	bool resized = t->next.cols != t->shown.cols || t->next.rows != t->shown.rows;
	size_t most = SIZE_MAX;

	if (t->limit_bps > 0) {
		earn(t);
		if (t->allowance < burst_of(t) / 2)
			return;
		most = (size_t)t->allowance;
	}
	buf_clear(&t->frame);
	if (resized)
		grid_resize(&t->shown, t->next.cols, t->next.rows);
	if (resized || t->redraw) {
		emit_forget(&t->emitter);
		emit_clear(&t->emitter, &t->shown, &t->frame);
	}
	t->redraw = false;
	t->next_waits = !emit_changes(&t->emitter, &t->shown, &t->next, most, &t->frame);
	t->allowance -= (double)t->frame.len;
	t->frames += t->frame.len > 0;
	tty_send(&t->tty, t->frame.data, t->frame.len);
}

void term_show(struct term *t, const struct grid *g) {
	if (g->cols < 1 || g->rows < 1 || t->tty.dead)
		return;
	grid_copy(&t->next, g);
	t->next_waits = true;
	if (!tty_pending(&t->tty))
		draw(t);
}

void term_flush(struct term *t) {
	tty_flush(&t->tty);
	if (t->next_waits && !tty_pending(&t->tty) && !t->tty.dead)
		draw(t);
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

void term_set_mouse(struct term *t, bool on) {
	on = on && reports_mouse();
	if (t->mouse == on)
		return;
	t->mouse = on;
	tty_set_extra(&t->tty, on ? mouse_on : "", mouse_off);
}

struct mouse term_mouse(const struct term *t) {
	return t->keys.mouse;
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
