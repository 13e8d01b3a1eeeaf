/* Event loop, terminal and reducer; see dashboard.h. It sleeps until a key, data, a signal or the next tick; a paused recording whose fold
 * is done makes no wake-up. */
#include "dashboard.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "command.h"
#include "command_history.h"
#include "loop.h"
#include "picture.h"
#include "snapshot.h"
#include "term.h"
#include "themes.h"

enum { TIMER_TICK, TIMER_ESC, TIMER_SOURCE, TIMER_LIMIT, TIMER_RATE };
#define WORK_BUDGET_MS 6
#define RATE_MS 2000      /* over so long bytes per second are counted */
#define FIRST_DATA_MS 200 /* the first picture waits so long for something to show */

struct dashboard {
	struct session **session; /* the caller's */
	const struct source_access *access;
	struct app *app;
	struct term *term;
	struct loop *loop;
	struct grid grid;
	struct theme theme;       /* as it is shown */
	struct theme_list themes; /* that were offered; of them theme_at is shown */
	size_t theme_at;
	int source_fd, signal_number;
	double max_bps; /* what the terminal is sent at the most; 0: any */
	uint64_t rate_bytes; /* sent when the rate was last counted */
	int64_t rate_ms;     /* when that was; TIME_NONE: not counting */
};

static void dashboard_settle(struct dashboard *d);
static void watch_source(struct dashboard *d);
static void on_tick(void *data);

static void send(struct dashboard *d, struct app_msg msg) {
	msg.mono_ms = clock_mono_ms();
	app_update(d->app, &msg);
}

static bool write_file(const char *path, const struct buf *bytes) {
	FILE *f = fopen(path, "wx");
	if (!f)
		return false;
	bool fine = fwrite(bytes->data, 1, bytes->len, f) == bytes->len;
	return fclose(f) == 0 && fine;
}

/* The screen as it stands, as text and SVG, named after the time at the cursor; nothing is overwritten. */
static void save_screen(struct dashboard *d) {
	struct civil at;
	struct buf text = { 0 }, svg = { 0 };
	tz_civil(tz_utc(), app_world(d->app)->cursor_ms, &at);
	grid_text(&d->grid, &text);
	picture_svg(&d->grid, &d->theme, "mwtop", &svg);
	for (int n = 1; n < 100; n++) {
		char stem[64], path[80];
		snprintf(stem, sizeof stem, "mwtop-%04d%02d%02dT%02d%02d%02dZ-%d", at.year, at.month, at.day, at.hour, at.minute, at.second, n);
		snprintf(path, sizeof path, "%s.svg", stem);
		if (!write_file(path, &svg)) {
			if (errno == EEXIST)
				continue;
			app_say(d->app, true, "Cannot write %s: %s", path, strerror(errno));
			break;
		}
		snprintf(path, sizeof path, "%s.txt", stem);
		if (write_file(path, &text))
			app_say(d->app, false, "Saved %s.svg and .txt", stem);
		else
			app_say(d->app, true, "Cannot write %s: %s", path, strerror(errno));
		break;
	}
	buf_free(&text);
	buf_free(&svg);
}

/* Read anew each time, so that one who writes a theme sees it by opening the settings. */
static void offer_themes(struct dashboard *d) {
	free(d->themes.at);
	d->theme_at = themes_list(&d->theme, &d->themes);
	app_offer_themes(d->app, &d->themes, d->theme_at, colour_depth_words[term_colours(d->term)]);
}

/* Shows the theme that the view names. */
static void follow_theme(struct dashboard *d) {
	const struct view *v = app_view(d->app);
	if (v->themes != &d->themes || v->theme == d->theme_at)
		return;
	d->theme_at = v->theme;
	d->theme = d->themes.at[d->theme_at];
	term_set_theme(d->term, &d->theme);
}

/* Another session in place of this one; what cannot be opened leaves all as it is. */
static void watch(struct dashboard *d) {
	struct error err;
	struct session *session = session_open(app_watch_wanted(d->app), d->access, &err);
	if (!session) {
		app_say(d->app, true, "%s", err.text);
		return;
	}
	if (d->source_fd >= 0)
		loop_watch(d->loop, d->source_fd, 0, NULL, NULL);
	d->app = app_succeed(d->app, session, clock_mono_ms());
	session_close(*d->session);
	*d->session = session;
	watch_source(d);
	app_say(d->app, false, "Watching %s", session_world(session)->source_name);
}

static void grant(struct dashboard *d) {
	switch (app_take_wish(d->app)) {
	case APP_WISH_NONE: break;
	case APP_WISH_QUIT: loop_stop(d->loop); break;
	case APP_WISH_SUSPEND:
		term_suspend(d->term);
		send(d, (struct app_msg){ .kind = APP_TICK });
		break;
	case APP_WISH_REDRAW: term_redraw(d->term); break;
	case APP_WISH_SAVE: save_screen(d); break;
	case APP_WISH_THEMES: offer_themes(d); break;
	case APP_WISH_WATCH: watch(d); break;
	}
	follow_theme(d);
}

static void on_terminal(void *data, int fd, unsigned what) {
	struct dashboard *d = data;
	bool hangup = false;
	int wait_ms = 0;
	uint32_t key;
	(void)fd;
	if (what & LOOP_WRITE)
		term_flush(d->term);
	if (what & (LOOP_READ | LOOP_HANGUP))
		while ((key = term_key(d->term, &hangup, &wait_ms)) != KEYCODE_NONE) {
			if (key == KEYCODE_MOUSE)
				send(d, (struct app_msg){ .kind = APP_MOUSE, .mouse = term_mouse(d->term) });
			else
				send(d, (struct app_msg){ .kind = APP_KEY, .key = key });
			grant(d);
		}
	if (hangup || (what & LOOP_HANGUP)) {
		loop_stop(d->loop);
		return;
	}
	if (wait_ms > 0)
		loop_deadline(d->loop, TIMER_ESC, clock_mono_ms() + wait_ms, on_tick, d);
	dashboard_settle(d);
}

static void on_tick(void *data) {
	struct dashboard *d = data;
	send(d, (struct app_msg){ .kind = APP_TICK });
	on_terminal(d, term_fd(d->term), LOOP_READ);
}

static void on_source(void *data, int fd, unsigned what) {
	struct dashboard *d = data;
	(void)what;
	send(d, (struct app_msg){ .kind = APP_SOURCE });
	d->source_fd = source_fd(session_source(*d->session));
	if (fd >= 0 && d->source_fd != fd)
		loop_watch(d->loop, fd, 0, NULL, NULL);
	dashboard_settle(d);
}

static void watch_source(struct dashboard *d) {
	d->source_fd = source_fd(session_source(*d->session));
	if (d->source_fd >= 0)
		loop_watch(d->loop, d->source_fd, LOOP_READ, on_source, d);
}

static void on_source_timer(void *data) { on_source(data, -1, 0); }

static void take_size(struct dashboard *d) {
	int cols, rows;
	term_size(d->term, &cols, &rows);
	grid_resize(&d->grid, cols, rows);
	send(d, (struct app_msg){ .kind = APP_RESIZE, .cols = cols, .rows = rows });
}

static void on_signal(void *data, int signal_number) {
	struct dashboard *d = data;
	if (signal_number == SIGWINCH) {
		take_size(d);
	} else if (signal_number == SIGCONT) {
		take_size(d);
		term_redraw(d->term);
	} else if (signal_number == SIGTSTP) {
		term_suspend(d->term);
	} else {
		d->signal_number = signal_number;
		loop_stop(d->loop);
		return;
	}
	dashboard_settle(d);
}

static void on_limit(void *data) {
	struct dashboard *d = data;
	term_flush(d->term);
	dashboard_settle(d);
}

/* What is counted is what was sent since the last time, this line among it. */
static void on_rate(void *data) {
	struct dashboard *d = data;
	uint64_t bytes, writes;
	int64_t now_ms = clock_mono_ms();
	term_counts(d->term, &bytes, &writes);
	double rate = d->rate_ms == TIME_NONE ? NAN : (double)(bytes - d->rate_bytes) * 1000 / (double)(now_ms - d->rate_ms);
	d->rate_bytes = bytes;
	d->rate_ms = now_ms;
	app_set_rate(d->app, rate);
	loop_deadline(d->loop, TIMER_RATE, now_ms + RATE_MS, on_rate, d);
	dashboard_settle(d);
}

/* Counts while the field is shown. */
static void watch_rate(struct dashboard *d) {
	bool shown = app_view(d->app)->rate_shown;
	if (shown == (d->rate_ms != TIME_NONE))
		return;
	d->rate_ms = TIME_NONE;
	loop_deadline(d->loop, TIMER_RATE, TIME_NONE, NULL, NULL);
	if (shown)
		on_rate(d);
}

/* What `:set` may have changed of the terminal. */
static void take_options(struct dashboard *d) {
	d->grid.ascii = app_ascii(d->app) || !term_utf8(d->term);
	term_set_mouse(d->term, app_mouse(d->app));
	if (d->max_bps != app_max_bps(d->app)) {
		d->max_bps = app_max_bps(d->app);
		term_set_limit(d->term, d->max_bps);
	}
}

static void draw(struct dashboard *d) {
	take_options(d);
	grid_resize(&d->grid, d->grid.cols, d->grid.rows);
	app_draw(d->app, &d->grid);
	term_show(d->term, &d->grid);
}

/* After anything happened: draw if needed, and say what to wake up for. */
static void dashboard_settle(struct dashboard *d) {
	int64_t now = clock_mono_ms();
	watch_rate(d);
	if (app_take_dirty(d->app))
		draw(d);
	loop_deadline(d->loop, TIMER_LIMIT, term_next_ms(d->term), on_limit, d);
	loop_watch(d->loop, term_fd(d->term), LOOP_READ | (term_wants_write(d->term) ? LOOP_WRITE : 0), on_terminal, d);
	int64_t next = app_next_tick(d->app, now);
	loop_deadline(d->loop, TIMER_TICK, next, on_tick, d);
	int poll_ms = source_poll_ms(session_source(*d->session));
	loop_deadline(d->loop, TIMER_SOURCE, poll_ms > 0 ? now + poll_ms : TIME_NONE, on_source_timer, d);
}

static bool on_idle(void *data) {
	struct dashboard *d = data;
	if (term_wants_write(d->term))
		return false; /* the picture first: the terminal wakes us when it takes the rest */
	bool more = app_work(d->app, WORK_BUDGET_MS, clock_mono_ms());
	if (app_take_dirty(d->app)) {
		draw(d);
		dashboard_settle(d);
	}
	return more;
}

static int print_snapshot(struct session *session, const char *at, const struct config *config) {
	struct buf out = { 0 };
	char notice[512];
	if (*config_notice(config, notice, sizeof notice))
		command_refuse("", "%s", notice);
	const struct world *w = session_world(session);
	int64_t first, last;
	struct error err;
	if (!source_read_all(session_source(session), &err))
		return command_refuse("", "%s", err.text);
	session_refresh(session);
	if (!source_range(session_source(session), &first, &last))
		return command_refuse("", "%s: no samples yet", w->source_name);
	int64_t t = last;
	if (at && !session_parse_time(session, at, true, &t, &err))
		return command_refuse("", "--at: %s", err.text);
	if (t < first || t > last) {
		session_refuse_outside(session, at, &err);
		return command_refuse("", "%s", err.text);
	}
	session_fold_to(session, t);
	session_seek(session, t);
	snapshot_text(session_world(session), &out);
	bool fine = command_output("", out.data, out.len);
	buf_free(&out);
	return fine ? EXIT_FINE : EXIT_REFUSED;
}

/* Signals are ours before the terminal is, so that none can end the process with the terminal changed. */
static bool dashboard_listen(struct dashboard *d, struct error *err) {
	static const int signals[] = { SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	d->loop = loop_new(err);
	return d->loop && loop_watch_signals(d->loop, signals, sizeof signals / sizeof *signals, on_signal, d, err);
}

/* A daemon answers in a few milliseconds: the first picture is then one with something on it. */
static void await_first(struct dashboard *d) {
	struct source *source = session_source(*d->session);
	int64_t until_ms = clock_mono_ms() + FIRST_DATA_MS, left_ms;
	while (source_is_remote(source) && !app_world(d->app)->frame && (left_ms = until_ms - clock_mono_ms()) > 0) {
		struct pollfd p = { .fd = source_fd(source), .events = POLLIN };
		if (p.fd < 0 || poll(&p, 1, (int)left_ms) <= 0)
			return;
		send(d, (struct app_msg){ .kind = APP_SOURCE });
		if (*app_world(d->app)->link_note)
			return;
	}
}

static void dashboard_start(struct dashboard *d, const struct dashboard_options *options) {
	d->rate_ms = TIME_NONE;
	d->app = app_new(*d->session, options->at, options->config->value[DASH_SPEED].number, clock_mono_ms());
	app_set_config(d->app, options->config);
	app_set_scenario(d->app, options->scenario);
	if (options->config->value[DASH_HISTORY].given)
		command_history_read(app_history(d->app));
	take_options(d);
	watch_source(d);
	take_size(d);
	await_first(d);
	dashboard_settle(d);
}

/* What was typed, for the next time. By now the terminal is a plain one again. */
static void keep_history(struct dashboard *d, const struct config *config) {
	struct error err;
	if (config->value[DASH_HISTORY].given && !command_history_write(app_history(d->app), &err))
		command_refuse("", "%s", err.text);
}

int dashboard_run(struct session **session, const struct dashboard_options *options) {
	struct dashboard d = { .session = session, .access = options->access, .theme = options->theme };
	struct error err;
	bool cannot = false;
	if (!dashboard_listen(&d, &err)) {
		loop_free(d.loop);
		return command_refuse("", "%s", err.text);
	}
	d.term = term_open(&d.theme, &cannot, &err);
	if (!d.term) {
		loop_free(d.loop);
		return print_snapshot(*session, options->at, options->config);
	}
	grid_init(&d.grid);
	dashboard_start(&d, options);
	loop_run(d.loop, on_idle, &d);
	term_close(d.term);
	loop_free(d.loop);
	keep_history(&d, options->config);
	app_free(d.app);
	grid_free(&d.grid);
	free(d.themes.at);
	return d.signal_number ? 128 + d.signal_number : EXIT_FINE;
}
