/* Messages and time; see app.h. The cursor is always what the player says at the time of the last message. */
#include "app_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen.h"
#include "utf8.h"

#define FRAME_GAP_MS 33       /* at most 30 pictures a second while playing fast */
#define FOLD_SHOWN_EVERY_MS 200
#define LIVE_TICK_MS 1000
#define LIVE_LATE_MS 250

struct app *app_new(struct session *session, const char *at, double speed, int64_t mono_ms) {
	struct app *a = mem_zalloc(1, sizeof *a);
	a->session = session;
	a->mono_ms = mono_ms;
	a->fold_shown_ms = mono_ms; /* the first picture stands for a while before progress is drawn over it */
	a->record_ms = TIME_NONE;
	a->at = at;
	a->cols = 80;
	a->rows = 24;
	a->dirty = true;
	view_init(&a->view);
	player_init(&a->player, 0, mono_ms);
	player_set_speed(&a->player, speed, 0, mono_ms);
	a->player.follow = true;
	a->palette = palette_new();
	app_marks_open(a);
	app_update(a, &(struct app_msg){ .kind = APP_TICK, .mono_ms = mono_ms });
	return a;
}

/* Once there is something to look at: a recording plays from its start, a live source is followed, either from the time that was given, which
 * may lie in a past that is still to come. */
static void app_begin(struct app *a) {
	const struct world *w = app_w(a);
	struct error err;
	session_refresh(a->session);
	int64_t t_ms = w->first_ms;
	bool live = w->link != LINK_FILE, at = a->at != NULL;
	a->begun = true;
	if (at && !source_knows_past(session_source(a->session))) {
		a->begun = false;
		return;
	}
	if (at && !session_parse_time(a->session, a->at, true, &t_ms, &err)) {
		app_say(a, true, "--at: %s", err.text);
		at = false;
		t_ms = w->first_ms;
	}
	bool streams = source_fd(session_source(a->session)) >= 0 && !live; /* what is asked for may still come */
	bool outside = at && !streams && (t_ms < w->first_ms || t_ms > w->last_ms);
	if (outside) { /* the nearest end is shown, and it stands there */
		session_refuse_outside(a->session, a->at, &err);
		app_say(a, true, "%s", err.text);
		t_ms = t_ms < w->first_ms ? w->first_ms : w->last_ms;
	}
	a->player.follow = live && !at;
	a->player.playing = !a->player.follow && !outside;
	a->player.anchor_ms = t_ms;
	a->player.anchor_mono_ms = a->mono_ms;
}

void app_free(struct app *a) {
	if (!a)
		return;
	session_set_marks(a->session, NULL, NULL);
	marks_file_close(a->marks);
	palette_free(a->palette);
	free(a);
}

const char *app_watch_wanted(const struct app *a) { return a->watch_wanted; }

struct app *app_succeed(struct app *old, struct session *session, int64_t mono_ms) {
	struct app *a = app_new(session, NULL, old->player.speed, mono_ms);
	struct palette *typed = old->palette;
	old->palette = a->palette;
	a->palette = typed;
	a->cols = old->cols;
	a->rows = old->rows;
	a->drawn_ascii = old->drawn_ascii;
	if (old->config)
		app_set_config(a, old->config);
	app_free(old);
	return a;
}
void app_set_scenario(struct app *a, const char *path) { a->scenario = path; }
const struct view *app_view(const struct app *a) { return &a->view; }
const struct world *app_world(const struct app *a) { return app_w(a); }

void app_say(struct app *a, bool is_error, const char *format, ...) {
	char text[sizeof a->view.message];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	utf8_clean(a->view.message, sizeof a->view.message, text, strlen(text));
	a->view.message_is_error = is_error;
	a->dirty = true;
}

/* A daemon that turns out to serve a recording is no live source: it plays. A stream that ended is looked at where it ended. */
static void leave_live(struct app *a, int64_t cursor) {
	if (a->view.live || !a->player.follow)
		return;
	player_pause(&a->player, true, cursor, a->mono_ms);
}

/* Lets the world and the view agree with the player at a->mono_ms. */
static void app_sync(struct app *a) {
	const struct world *w = app_w(a);
	struct source *source = session_source(a->session);
	int64_t first, last;
	if (!source_range(source, &first, &last)) {
		session_refresh(a->session);
		a->view.live = w->link != LINK_FILE;
		a->view.playing = a->player.follow;
		return;
	}
	if (!a->begun)
		app_begin(a);
	a->view.live = source_link(source) != LINK_FILE;
	int64_t end = session_end_ms(a->session);
	int64_t cursor = player_cursor(&a->player, a->mono_ms, first, a->player.follow ? last : end); /* what is followed is never the future */
	if (a->view.live && a->player.follow)
		cursor = source_newest_ms(source);
	leave_live(a, cursor);
	if (a->player.playing && cursor == end) {
		player_pause(&a->player, true, cursor, a->mono_ms);
		if (!a->view.live)
			app_say(a, false, end > last ? "End of what is computed" : "End of the recording");
		else
			a->player.follow = true;
	}
	bool moved = cursor != w->cursor_ms;
	session_set_away(a->session, a->view.live && !a->player.follow);
	session_seek(a->session, cursor);
	if (!a->player.follow)
		source_want(source, cursor, a->player.playing ? a->player.speed : 0);
	a->view.playing = a->player.playing || (a->player.follow && a->view.live);
	a->view.speed = a->player.speed;
	a->dirty |= moved;
	app_chart_sync(a);
	if (a->scenario && w->frame) {
		const char *path = a->scenario;
		a->scenario = NULL;
		app_whatif_open(a, path, a->at == NULL);
		app_sync(a); /* it has moved the cursor and stopped there, and no tick may come */
	}
}

void app_go(struct app *a, int64_t t_ms, bool jump) {
	const struct world *w = app_w(a);
	if (w->first_ms == TIME_NONE)
		return;
	if (jump && w->cursor_ms != TIME_NONE) {
		if (a->jump_count == JUMPS_MAX)
			memmove(a->jump, a->jump + 1, --a->jump_count * sizeof *a->jump);
		a->jump[a->jump_count].playing = a->player.playing;
		a->jump[a->jump_count++].cursor_ms = w->cursor_ms;
	}
	int64_t end = session_end_ms(a->session);
	t_ms = t_ms < w->first_ms ? w->first_ms : t_ms > end ? end : t_ms;
	bool playing = a->player.playing;
	player_jump(&a->player, t_ms, a->mono_ms);
	a->player.playing = playing;
	a->dirty = true;
}

/* A key that the what-if alone knows says so where that is off. */
static void act_on_key(struct app *a, uint32_t key) {
	enum action_id id = action_for_key(key, session_whatif_on(a->session)), what_if = action_for_key(key, true);
	if (id != ACT_NONE || what_if == ACT_NONE)
		app_act(a, id);
	else
		app_say(a, false, "what if: w (there it is: %s)", action_at(what_if)->help);
}

void app_update(struct app *a, const struct app_msg *msg) {
	a->mono_ms = msg->mono_ms;
	switch (msg->kind) {
	case APP_KEY:
		a->view.message[0] = '\0';
		a->view.message_is_error = false;
		a->dirty = true;
		a->key = msg->key;
		if (a->view.prompt != PROMPT_NONE)
			app_prompt_key(a, msg->key);
		else if (a->view.overlay == OVERLAY_SETTINGS && app_settings_key(a, msg->key))
			break;
		else if (a->view.overlay != OVERLAY_MARKS || !app_marks_key(a, msg->key))
			act_on_key(a, msg->key);
		break;
	case APP_SOURCE:
		if (session_advance(a->session))
			a->dirty = true;
		app_record_tick(a);
		break;
	case APP_RESIZE:
		a->cols = msg->cols;
		a->rows = msg->rows;
		a->dirty = true;
		break;
	case APP_MOUSE: app_mouse_act(a, &msg->mouse); break;
	case APP_TICK:
		a->dirty |= a->view.live;
		app_record_tick(a);
		break;
	}
	app_sync(a);
	app_difference_sync(a);
	app_palette_sync(a, msg->kind == APP_RESIZE);
}

enum app_wish app_take_wish(struct app *a) {
	enum app_wish wish = a->wish;
	a->wish = APP_WISH_NONE;
	return wish;
}

bool app_take_dirty(struct app *a) {
	bool dirty = a->dirty;
	a->dirty = false;
	return dirty;
}

bool app_work(struct app *a, int64_t budget_ms, int64_t mono_ms) {
	const struct world *w = app_w(a);
	int64_t from = 0, to = 0;
	bool changed = false;
	if (w->site)
		screen_timeline_span(w, &a->view, &from, &to);
	bool more = session_work(a->session, from, to, budget_ms, &changed);
	a->unshown |= changed; /* what was held back is shown by the last slice, whatever that one does */
	if (a->unshown && (!more || mono_ms - a->fold_shown_ms >= FOLD_SHOWN_EVERY_MS)) {
		a->fold_shown_ms = mono_ms;
		a->unshown = false;
		session_refresh(a->session);
		app_difference_sync(a);
		a->dirty = true;
	}
	return more;
}

/* While samples come, each brings the clock along; it ticks by itself a little later than one would have come. */
static int64_t live_tick(const struct world *w, int64_t mono_ms) {
	return w->edge.present ? mono_ms + LIVE_TICK_MS + LIVE_LATE_MS - w->edge.now_ms % 1000 : mono_ms + LIVE_TICK_MS;
}

static int64_t earlier(int64_t a, int64_t b) {
	return a == TIME_NONE || (b != TIME_NONE && b < a) ? b : a;
}

static int64_t next_cursor_tick(struct app *a, int64_t mono_ms) {
	const struct world *w = app_w(a);
	if (!a->player.playing || w->cursor_ms == TIME_NONE)
		return TIME_NONE;
	int64_t next = (w->cursor_ms / 1000 + 1) * 1000;
	struct frame frame;
	frame_init(&frame);
	if (source_frame_after(session_source(a->session), w->cursor_ms, &frame) && frame.t_ms < next)
		next = frame.t_ms;
	frame_free(&frame);
	int64_t when = player_when(&a->player, next > session_end_ms(a->session) ? session_end_ms(a->session) : next);
	return when < mono_ms + FRAME_GAP_MS ? mono_ms + FRAME_GAP_MS : when;
}

int64_t app_next_tick(struct app *a, int64_t mono_ms) {
	int64_t next = earlier(next_cursor_tick(a, mono_ms), a->record_ms);
	return a->view.live ? earlier(next, live_tick(app_w(a), mono_ms)) : next;
}

void app_set_rate(struct app *a, double bytes_per_s) {
	a->view.rate_bps = bytes_per_s;
	a->dirty = true;
}

bool app_draws_ascii(const struct app *a) { return a->drawn_ascii; }

void app_draw(struct app *a, struct grid *g) {
	a->drawn_ascii = g->ascii;
	screen_draw(g, app_w(a), &a->view);
}
