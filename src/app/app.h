/* The dashboard's state and its reducer: app_update(app, msg) is the only thing that changes it. No terminal, no clock: a message carries
 * the time. Tests drive it with messages and look at the world, the view, or the drawn grid. */
#ifndef MWTOP_APP_H
#define MWTOP_APP_H

#include "actions.h"
#include "cells.h"
#include "config.h"
#include "mouse.h"
#include "player.h"
#include "session.h"

enum app_msg_kind {
	APP_KEY,    /* key */
	APP_TICK,   /* time has passed */
	APP_SOURCE, /* the source may have something new */
	APP_RESIZE, /* cols, rows */
	APP_MOUSE,  /* mouse */
};
struct app_msg {
	enum app_msg_kind kind;
	int64_t mono_ms;
	uint32_t key;
	int cols, rows;
	struct mouse mouse;
};

/* What the caller has to do, taken with app_take_wish. */
enum app_wish { APP_WISH_NONE, APP_WISH_QUIT, APP_WISH_SUSPEND, APP_WISH_REDRAW, APP_WISH_SAVE, APP_WISH_THEMES /* app_offer_themes */,
	APP_WISH_WATCH /* app_watch_wanted */ };

struct app;
struct command_history;
/* `session` is not owned. `at`: a TIME as on the command line, read once there is something to look at (it must live so long); NULL: a
 * recording opens playing from its start, a live source at its newest. */
struct app *app_new(struct session *session, const char *at, double speed, int64_t mono_ms);
/* A scenario file to open in the what-if once there is a sample (NULL: none); not owned. */
void app_set_scenario(struct app *a, const char *path);
/* The options in force, not owned: takes those that the reducer has to do with, and says what is wrong with them. `:set` acts on them. */
void app_set_config(struct app *a, struct config *config);
bool app_can_set(enum dashboard_option id); /* whether `:set` acts on a running dashboard */
bool app_ascii(const struct app *a);
bool app_mouse(const struct app *a); /* whether the terminal is to report the mouse */
double app_max_bps(const struct app *a); /* what the terminal is sent at the most; 0: any */
void app_free(struct app *a); /* NULL is fine; before its session is closed */
void app_update(struct app *a, const struct app_msg *msg);
enum app_wish app_take_wish(struct app *a);
/* What was typed as commands: the app's own, empty at first; app_succeed takes it along. */
struct command_history *app_history(struct app *a);
/* The source that is to be watched in place of this one, as the command line would name it. */
const char *app_watch_wanted(const struct app *a);
/* Another session takes the place of the app's: a new app of it, with what was typed before. The old app is freed; its session is not. */
struct app *app_succeed(struct app *old, struct session *session, int64_t mono_ms);
/* A slice of about `budget_ms` of background reading; true while there is more to do. */
bool app_work(struct app *a, int64_t budget_ms, int64_t mono_ms);
/* Whether the screen has changed since the last call. */
bool app_take_dirty(struct app *a);
/* When the next APP_TICK is due on the monotonic clock, TIME_NONE when nothing will change by itself. */
int64_t app_next_tick(struct app *a, int64_t mono_ms);
/* Bytes per second sent to the terminal, for who wants to see them; NaN: not known yet. */
void app_set_rate(struct app *a, double bytes_per_s);
/* The themes that there are, of which `current` is shown, and what the terminal shows of one ("256 colours"); not owned, valid until the next call.
 * Opens the settings, or takes the theme that was asked for. Which theme is to be shown then stands in the view. */
void app_offer_themes(struct app *a, const struct theme_list *themes, size_t current, const char *colours);
/* Whether there is a handler for it: so for every action. */
bool app_handles(enum action_id id);
void app_draw(struct app *a, struct grid *g);
/* One line for the last row: a result or a fault. */
void app_say(struct app *a, bool is_error, const char *format, ...) PRINTF_LIKE(3, 4);
const struct view *app_view(const struct app *a);
const struct world *app_world(const struct app *a);

#endif
