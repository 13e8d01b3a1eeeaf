/* One handler per action of ui/actions.h. A handler changes the view or the player and nothing of the site. */
#include "app_state.h"

#include <ctype.h>
#include <string.h>

#include "overlay_difference.h"
#include "screen.h"

#define SECOND_MS 1000
#define MINUTE_MS 60000

static int64_t cursor(const struct app *a) { return app_w(a)->cursor_ms; }

static int64_t window_ms(const struct app *a) {
	int64_t from, to;
	screen_timeline_span(app_w(a), &a->view, &from, &to);
	return to > from ? to - from : MINUTE_MS;
}

static void act_pause(struct app *a) {
	const struct world *w = app_w(a);
	bool running = a->player.playing || a->player.follow;
	if (!running && w->cursor_ms == session_end_ms(a->session)) {
		if (a->view.live && !session_whatif_on(a->session))
			a->player.follow = true;
		else
			app_say(a, false, "End of %s: Home goes to the start", session_whatif_on(a->session) ? "what is computed" : "the recording");
		return;
	}
	player_pause(&a->player, running, cursor(a), a->mono_ms);
}

/* Stops at the next or previous sample. */
static void step(struct app *a, bool forward) {
	struct frame frame;
	frame_init(&frame);
	struct source *source = session_source(a->session);
	const struct world *w = app_w(a);
	int64_t from = !forward && w->frame && w->frame->t_ms < cursor(a) ? cursor(a) : cursor(a) - 1;
	bool found = forward ? source_frame_after(source, cursor(a), &frame) : source_frame_before(source, from, &frame);
	int64_t t_ms = found ? frame.t_ms : cursor(a), period_ms = w->site ? (int64_t)(w->site->period_s * 1000) : SECOND_MS;
	if (session_whatif_on(a->session) && cursor(a) + (forward ? period_ms : 0) > w->last_ms) /* computed, as often as it was sampled */
		t_ms = cursor(a) + (forward ? period_ms : -period_ms);
	player_pause(&a->player, true, t_ms, a->mono_ms);
	frame_free(&frame);
}
static void act_step_forward(struct app *a) { step(a, true); }
static void act_step_back(struct app *a) { step(a, false); }

static void act_forward(struct app *a) { app_go(a, cursor(a) + 10 * SECOND_MS, false); }
static void act_back(struct app *a) { app_go(a, cursor(a) - 10 * SECOND_MS, false); }
static void act_forward_minute(struct app *a) { app_go(a, cursor(a) + MINUTE_MS, false); }
static void act_back_minute(struct app *a) { app_go(a, cursor(a) - MINUTE_MS, false); }
static void act_window_forward(struct app *a) { app_go(a, cursor(a) + window_ms(a), true); }
static void act_window_back(struct app *a) { app_go(a, cursor(a) - window_ms(a), true); }
static void act_start(struct app *a) { app_go(a, app_w(a)->first_ms, true); }

/* In the what-if the newest sample comes first, and then the end of what is computed. */
static void act_end(struct app *a) {
	if (session_whatif_on(a->session) && cursor(a) >= app_w(a)->last_ms) {
		app_go(a, session_end_ms(a->session), true);
		return;
	}
	app_go(a, app_w(a)->last_ms, true);
	player_pause(&a->player, true, app_w(a)->last_ms, a->mono_ms);
	a->player.follow = true;
}

static void act_goto(struct app *a) { app_prompt_open(a, PROMPT_GOTO); }
static void act_search(struct app *a) {
	if (a->view.overlay == OVERLAY_HELP)
		app_help_search(a);
	else
		app_prompt_open(a, a->key == '/' && app_chart_shown(a) ? PROMPT_CHART : PROMPT_SEARCH);
}
static void act_command(struct app *a) { app_prompt_open(a, PROMPT_COMMAND); }

static void change_speed(struct app *a, double speed) {
	player_set_speed(&a->player, speed, cursor(a), a->mono_ms);
	app_say(a, false, "Speed %g×", a->player.speed);
}
static void act_faster(struct app *a) { change_speed(a, player_speed_step(a->player.speed, true)); }
static void act_slower(struct app *a) { change_speed(a, player_speed_step(a->player.speed, false)); }
static void act_speed_one(struct app *a) { change_speed(a, 1); }

static void go_moment(struct app *a, const struct moment *m) {
	app_go(a, m->t_ms, true);
	char text[sizeof m->src + sizeof m->text + sizeof "bus"];
	app_say(a, false, "%s", site_say(app_w(a)->site, m->src, m->text, text, sizeof text));
}

static void act_event_next(struct app *a) {
	struct moment m;
	if (world_moment_after(app_w(a), cursor(a), &m))
		go_moment(a, &m);
	else
		app_say(a, false, app_w(a)->fold_done ? "No later event" : "No later event in what has been read so far");
}

static void act_event_previous(struct app *a) {
	struct moment m;
	if (world_moment_before(app_w(a), cursor(a), &m))
		go_moment(a, &m);
	else
		app_say(a, false, "No earlier event");
}

static void act_undo_jump(struct app *a) {
	if (a->jump_count == 0)
		app_say(a, false, "No jump to undo");
	else {
		a->jump_count--;
		app_go(a, a->jump[a->jump_count].cursor_ms, false);
		a->player.playing = a->jump[a->jump_count].playing;
	}
}

static void focus(struct app *a, int panel) {
	a->view.focus = (enum panel)((panel + PANEL_COUNT) % PANEL_COUNT);
}
static void act_panel_next(struct app *a) { focus(a, (int)a->view.focus + 1); }
static void act_panel_previous(struct app *a) { focus(a, (int)a->view.focus - 1); }
static void act_panel_1(struct app *a) { focus(a, 0); }
static void act_panel_2(struct app *a) { focus(a, 1); }
static void act_panel_3(struct app *a) { focus(a, 2); }
static void act_panel_4(struct app *a) { focus(a, 3); }
static void act_panel_5(struct app *a) { focus(a, 4); }
static void act_panel_6(struct app *a) { focus(a, 5); }
static void act_zoom_panel(struct app *a) {
	a->view.zoomed = !a->view.zoomed;
	a->view.gen_open = false;
	app_gens_move(a, 0);
}

/* What acts on the rows of the focused panel; NULL: it has none. */
struct row_acts { void (*open)(struct app *a), (*sort)(struct app *a), (*sort_reverse)(struct app *a), (*filter)(struct app *a), (*columns)(struct app *a, int by); };
static const struct row_acts row_acts[PANEL_COUNT] = {
	[PANEL_GENERATORS] = { app_gens_open, app_gens_sort, app_gens_sort_reverse, app_gens_filter, app_gens_columns },
	[PANEL_ALARMS] = { app_alarm_go, app_alarm_sort, NULL, app_alarm_filter, NULL },
};

static void row_act(struct app *a, void (*act)(struct app *a), const char *what) {
	if (act)
		act(a);
	else
		app_say(a, false, "%s", what);
}
static void act_open(struct app *a) {
	row_act(a, row_acts[a->view.focus].open, "Nothing to open here: 3 a set; 5 z opens the list of alarms, whose rows are moments");
}
static void act_sort(struct app *a) { row_act(a, row_acts[a->view.focus].sort, "Nothing to sort here: 3 z sets, 5 z alarms"); }
static void act_sort_reverse(struct app *a) { row_act(a, row_acts[a->view.focus].sort_reverse, "No order to turn round here: 3 z sets"); }
static void act_filter(struct app *a) { row_act(a, row_acts[a->view.focus].filter, "Nothing to filter here: 3 z sets, 5 z alarms"); }
static void columns(struct app *a, int by) {
	if (row_acts[a->view.focus].columns)
		row_acts[a->view.focus].columns(a, by);
	else
		app_say(a, false, "No columns to move here: 3 z sets");
}
static void act_columns_left(struct app *a) { columns(a, -1); }
static void act_columns_right(struct app *a) { columns(a, 1); }

static void scroll(int *at, int by) {
	*at += by;
	if (*at < 0)
		*at = 0;
}

static void select_array(struct app *a, int by) {
	const struct world *w = app_w(a);
	int count = w->site ? (int)w->site->array_count : 0, at = a->view.selected_array + by;
	at = at >= count ? count - 1 : at;
	a->view.selected_array = at > 0 ? at : 0;
}

static void scroll_supply(struct app *a, int by) {
	int most = screen_supply_scroll_most(a->cols, a->rows, app_w(a), &a->view), at = a->view.supply_scroll;
	at = (at < most ? at : most) + by;
	a->view.supply_scroll = at > most ? most : at > 0 ? at : 0;
}

static void row(struct app *a, int by) {
	struct view *v = &a->view;
	bool alone = v->zoomed && v->show != WHATIF_BOTH && (v->focus == PANEL_SUPPLY || v->focus == PANEL_GPUS); /* the panel as it is without the what-if */
	if (v->overlay == OVERLAY_EDITS || v->overlay == OVERLAY_VIOLATIONS) {
		app_edit_move(a, by);
		return;
	}
	if (v->overlay == OVERLAY_MARKS) {
		app_marks_move(a, by);
		return;
	}
	if (v->overlay == OVERLAY_DIFFERENCE && v->help_scroll + by > difference_scroll_most(a->rows, app_w(a), &a->view))
		return;
	if (v->overlay == OVERLAY_HELP && v->help_scroll + by > screen_help_scroll_most(a->cols, a->rows, app_w(a), &a->view))
		return;
	if (v->overlay != OVERLAY_NONE)
		scroll(&v->help_scroll, by);
	else if (app_chart_shown(a))
		app_chart_scroll(a, by);
	else if (session_whatif_on(a->session) && !alone && v->focus != PANEL_GENERATORS && !(v->focus == PANEL_ALARMS && v->show == WHATIF_BASELINE))
		app_edit_move(a, by);
	else if (v->focus == PANEL_ALARMS)
		app_alarm_move(a, by);
	else if (v->focus == PANEL_GPUS)
		select_array(a, by);
	else if (v->focus == PANEL_SUPPLY && v->zoomed)
		scroll_supply(a, by);
	else
		app_gens_move(a, by);
}
static void act_row_up(struct app *a) { row(a, -1); }
static void act_row_down(struct app *a) { row(a, 1); }

/* Widths of the timeline; 0, the whole recording, stands before the first. */
static const int64_t windows_s[] = { 604800, 259200, 86400, 43200, 21600, 10800, 3600, 1800, 600, 300, 60, 30 };
#define WINDOW_COUNT (sizeof windows_s / sizeof *windows_s)

static void act_zoom_in(struct app *a) {
	const struct world *w = app_w(a);
	int64_t now_s = (a->view.window_ms ? a->view.window_ms : w->last_ms - w->first_ms) / SECOND_MS;
	for (size_t i = 0; i < WINDOW_COUNT; i++)
		if (windows_s[i] < now_s) {
			a->view.window_ms = windows_s[i] * SECOND_MS;
			return;
		}
}

static void act_zoom_out(struct app *a) {
	const struct world *w = app_w(a);
	int64_t whole_s = (w->last_ms - w->first_ms) / SECOND_MS, now_s = a->view.window_ms / SECOND_MS;
	if (now_s == 0)
		return;
	a->view.window_ms = 0;
	for (size_t i = WINDOW_COUNT; i-- > 0;)
		if (windows_s[i] > now_s) {
			if (windows_s[i] < whole_s)
				a->view.window_ms = windows_s[i] * SECOND_MS;
			return;
		}
}

static bool holds(const char *text, const char *part) { return strcasestr(text, part) != NULL; }

void app_search(struct app *a, bool forward) {
	const struct world *w = app_w(a);
	struct moment m = { .t_ms = cursor(a) };
	if (a->view.search[0] == '\0') {
		app_say(a, false, "Nothing to search for: / asks");
		return;
	}
	while (forward ? world_moment_after(w, m.t_ms, &m) : world_moment_before(w, m.t_ms, &m))
		if (holds(m.text, a->view.search) || holds(m.src, a->view.search)) {
			go_moment(a, &m);
			return;
		}
	app_say(a, false, "No %s event with \"%s\"", forward ? "later" : "earlier", a->view.search);
}
static void act_search_next(struct app *a) { app_search(a, true); }
static void act_search_previous(struct app *a) { app_search(a, false); }

static void toggle_overlay(struct app *a, enum overlay overlay) {
	a->view.overlay = a->view.overlay == overlay ? OVERLAY_NONE : overlay;
	a->view.help_scroll = 0;
}
static void act_assumptions(struct app *a) { toggle_overlay(a, OVERLAY_ASSUMPTIONS); }
static void act_settings(struct app *a) { app_settings_ask(a, ""); }
static void act_save_screen(struct app *a) { a->wish = APP_WISH_SAVE; }
static void act_record(struct app *a) { app_record(a); }
static void act_rate(struct app *a) {
	a->view.rate_shown = !a->view.rate_shown;
	a->view.rate_bps = NAN;
}
static void act_redraw(struct app *a) { a->wish = APP_WISH_REDRAW; }
static void act_suspend(struct app *a) { a->wish = APP_WISH_SUSPEND; }

static void act_close(struct app *a) {
	if (a->view.overlay == OVERLAY_HELP)
		app_help_close(a);
	else if (a->view.overlay != OVERLAY_NONE)
		a->view.overlay = OVERLAY_NONE;
	else if (app_gens_opened(a))
		a->view.gen_open = false;
	else if (a->view.zoomed)
		act_zoom_panel(a);
	else if (session_whatif_on(a->session))
		app_whatif(a);
}

/* `q` closes what lies over the screen first, as in every pager; from the screen itself it quits. */
static void act_quit(struct app *a) {
	if (a->view.overlay == OVERLAY_HELP)
		app_help(a);
	else if (a->view.overlay != OVERLAY_NONE)
		a->view.overlay = OVERLAY_NONE;
	else if (app_gens_opened(a))
		a->view.gen_open = false;
	else if (app_w(a)->whatif && app_w(a)->whatif->unsaved)
		app_prompt_open(a, PROMPT_UNSAVED);
	else
		a->wish = APP_WISH_QUIT;
}

typedef void handler(struct app *a);
static handler *const handlers[ACT_COUNT] = {
	[ACT_PAUSE] = act_pause, [ACT_STEP_FORWARD] = act_step_forward, [ACT_STEP_BACK] = act_step_back,
	[ACT_FORWARD] = act_forward, [ACT_BACK] = act_back,
	[ACT_FORWARD_MINUTE] = act_forward_minute, [ACT_BACK_MINUTE] = act_back_minute,
	[ACT_WINDOW_FORWARD] = act_window_forward, [ACT_WINDOW_BACK] = act_window_back,
	[ACT_START] = act_start, [ACT_END] = act_end, [ACT_GOTO] = act_goto,
	[ACT_FASTER] = act_faster, [ACT_SLOWER] = act_slower, [ACT_SPEED_ONE] = act_speed_one,
	[ACT_EVENT_NEXT] = act_event_next, [ACT_EVENT_PREVIOUS] = act_event_previous, [ACT_UNDO_JUMP] = act_undo_jump,
	[ACT_PANEL_NEXT] = act_panel_next, [ACT_PANEL_PREVIOUS] = act_panel_previous,
	[ACT_PANEL_1] = act_panel_1, [ACT_PANEL_2] = act_panel_2, [ACT_PANEL_3] = act_panel_3,
	[ACT_PANEL_4] = act_panel_4, [ACT_PANEL_5] = act_panel_5, [ACT_PANEL_6] = act_panel_6,
	[ACT_ROW_UP] = act_row_up, [ACT_ROW_DOWN] = act_row_down, [ACT_ZOOM_PANEL] = act_zoom_panel,
	[ACT_ZOOM_IN] = act_zoom_in, [ACT_ZOOM_OUT] = act_zoom_out,
	[ACT_SEARCH] = act_search, [ACT_SEARCH_NEXT] = act_search_next, [ACT_SEARCH_PREVIOUS] = act_search_previous,
	[ACT_COMMAND] = act_command, [ACT_HELP] = app_help, [ACT_SETTINGS] = act_settings, [ACT_ASSUMPTIONS] = act_assumptions,
	[ACT_RECORD] = act_record, [ACT_RATE] = act_rate, [ACT_SAVE_SCREEN] = act_save_screen, [ACT_REDRAW] = act_redraw, [ACT_SUSPEND] = act_suspend,
	[ACT_CLOSE] = act_close, [ACT_QUIT] = act_quit,
	[ACT_MARK] = app_mark, [ACT_MARK_GO] = app_mark_go, [ACT_MARKS] = app_marks, [ACT_DIFFERENCE] = app_difference,
	[ACT_WHATIF] = app_whatif, [ACT_EDIT_TOGGLE] = app_edit_toggle, [ACT_EDIT_VALUE] = app_edit_value, [ACT_EDIT_MORE] = app_edit_more,
	[ACT_EDIT_LESS] = app_edit_less, [ACT_EDIT_UNDO] = app_edit_undo, [ACT_EDIT_REDO] = app_edit_redo, [ACT_WHATIF_SHOW] = app_whatif_show,
	[ACT_WHATIF_EDITS] = app_whatif_edits, [ACT_WHATIF_VIOLATIONS] = app_whatif_violations, [ACT_WHATIF_SAVE] = app_whatif_save,
	[ACT_ALARM_ACK] = app_alarm_ack, [ACT_ALARM_ACK_ALL] = app_alarm_ack_all, [ACT_ALARM_SHELVE] = app_alarm_shelve,
	[ACT_OPEN] = act_open, [ACT_SORT] = act_sort, [ACT_SORT_REVERSE] = act_sort_reverse, [ACT_FILTER] = act_filter,
	[ACT_COLUMNS_LEFT] = act_columns_left, [ACT_COLUMNS_RIGHT] = act_columns_right,
};

/* While something lies over the screen, what moves the cursor in time moves in it. */
static bool overlay_takes(struct app *a, enum action_id id) {
	static const struct { enum action_id id; int by; } moves[] = {
		{ ACT_WINDOW_FORWARD, 10 }, { ACT_WINDOW_BACK, -10 }, { ACT_START, -10000 }, { ACT_END, 10000 }, { ACT_PAUSE, 10 },
	};
	if (a->view.overlay == OVERLAY_NONE || a->view.overlay == OVERLAY_SETTINGS)
		return false;
	bool marks = a->view.overlay == OVERLAY_MARKS, list = marks || a->view.overlay == OVERLAY_EDITS || a->view.overlay == OVERLAY_VIOLATIONS;
	for (size_t i = 0; list && i < sizeof moves / sizeof *moves; i++)
		if (moves[i].id == id) {
			(marks ? app_marks_move : app_edit_move)(a, moves[i].by);
			return true;
		}
	int most = a->view.overlay == OVERLAY_HELP ? screen_help_scroll_most(a->cols, a->rows, app_w(a), &a->view) : a->view.overlay == OVERLAY_DIFFERENCE ? difference_scroll_most(a->rows, app_w(a), &a->view) : 10000;
	for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
		if (moves[i].id == id) {
			scroll(&a->view.help_scroll, moves[i].by);
			if (a->view.help_scroll > most)
				a->view.help_scroll = most;
			return true;
		}
	return false;
}

bool app_handles(enum action_id id) { return id < ACT_COUNT && handlers[id]; }

void app_act(struct app *a, enum action_id id) {
	if (overlay_takes(a, id))
		return;
	if (id < ACT_COUNT && handlers[id])
		handlers[id](a);
}
