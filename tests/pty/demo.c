/* The program that the tests of the terminal drive; see demo.h. It is the dashboard's loop in small: keys, signals and sizes in, grids out. */
#include "pty/demo.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "loop.h"
#include "term.h"
#include "times.h"

struct demo {
	struct loop *loop;
	struct term *term;
	struct grid grid;
	int frame, keys, wakes;
	uint32_t last_key;
	bool flood; /* a new frame as soon as the last is out, of changing text everywhere */
};

static void show(struct demo *d) {
	struct grid *g = &d->grid;
	struct rect all;
	uint64_t bytes, writes;
	int cols, rows;

	term_size(d->term, &cols, &rows);
	grid_resize(g, cols, rows);
	all = grid_rect(g);
	term_counts(d->term, &bytes, &writes);
	struct mouse mouse = term_mouse(d->term);
	put_format(g, all, 0, 0, ROLE_TEXT, "size %dx%d. mouse %d %d at %d,%d.", cols, rows, (int)mouse.kind, mouse.button, mouse.col, mouse.row);
	put_format(g, all, 0, 1, ROLE_ALARM_HIGH, "keys %d last %x.", d->keys, (unsigned)d->last_key);
	put_format(g, all, 0, 2, ROLE_BANNER, "shown %d writes %d.", d->frame, (int)writes);
	put_format(g, all, 0, 3, ROLE_STRONG, "bar \xe2\x96\x95\xe2\x96\x88\xe2\x96\x88\xe2\x96\x8f\xe2\x96\x8f depth %d utf8 %d.", (int)term_colours(d->term),
	           term_utf8(d->term));
	for (int y = 4; d->flood && y < rows; y++)
		for (int x = 0; x < cols; x++)
			put_char(g, all, x, y, (enum role)((x + y + d->frame) % ROLE_COUNT), (uint32_t)('a' + (x * y + d->frame) % 26));
	d->frame++;
	term_show(d->term, g);
}

static void act(struct demo *d, uint32_t key) {
	d->keys++;
	d->last_key = key;
	if (key == 'q' || key == KEY_CTRL('c'))
		loop_stop(d->loop);
	if (key == KEY_CTRL('z'))
		term_suspend(d->term);
	if (key == KEY_CTRL('l'))
		term_redraw(d->term);
	if (key == 'f')
		d->flood = !d->flood;
	if (key == 'S')
		raise(SIGSEGV);
	if (key == 'A')
		raise(SIGABRT);
	if (key == 'X')
		exit(7);
}

static void settle(struct demo *d);

static void on_esc(void *data);

static void take_keys(struct demo *d) {
	bool hangup = false;
	int wait_ms;
	uint32_t key;

	while ((key = term_key(d->term, &hangup, &wait_ms)) != KEYCODE_NONE)
		act(d, key);
	if (hangup)
		loop_stop(d->loop);
	if (wait_ms > 0)
		loop_deadline(d->loop, 0, clock_mono_ms() + wait_ms, on_esc, d);
}

static void on_esc(void *data) {
	take_keys(data);
	show(data);
	settle(data);
}

static void on_tty(void *data, int fd, unsigned what) {
	struct demo *d = data;

	(void)fd;
	if (what & LOOP_WRITE)
		term_flush(d->term);
	if (what & (LOOP_READ | LOOP_HANGUP))
		take_keys(d);
	if ((what & LOOP_READ) || d->flood)
		show(d);
	settle(d);
}

static void on_signal(void *data, int signal_number) {
	struct demo *d = data;

	if (signal_number == SIGTERM || signal_number == SIGHUP)
		loop_stop(d->loop);
	if (signal_number == SIGCONT)
		term_redraw(d->term);
	show(d);
	settle(d);
}

static void settle(struct demo *d) {
	bool write_too = term_wants_write(d->term) || d->flood;

	loop_watch(d->loop, term_fd(d->term), LOOP_READ | (write_too ? LOOP_WRITE : 0), on_tty, d);
}

int demo_main(void) {
	static const int signals[] = { SIGWINCH, SIGCONT, SIGTERM, SIGHUP };
	struct demo d = { 0 };
	struct error err = { 0 };
	bool cannot = false;

	grid_init(&d.grid);
	d.loop = loop_new(&err);
	d.term = term_open(theme_default(), &cannot, &err);
	if (!d.term) {
		printf("cannot %d: %s\n", cannot, err.text);
		loop_free(d.loop);
		return 3;
	}
	d.grid.ascii = !term_utf8(d.term);
	term_set_mouse(d.term, true);
	loop_watch_signals(d.loop, signals, 4, on_signal, &d, &err);
	show(&d);
	settle(&d);
	loop_run(d.loop, NULL, NULL);
	term_close(d.term);
	loop_free(d.loop);
	grid_free(&d.grid);
	return 0;
}
