/* Inside of the reducer, shared by app.c (messages, time), app_act.c (one handler per action) and app_prompt.c (the line where one types). */
#ifndef MWTOP_APP_STATE_H
#define MWTOP_APP_STATE_H

#include "app.h"
#include "hit.h"
#include "marks_file.h"
#include "themes.h"

#define JUMPS_MAX 64

/* What is kept of the mouse between its reports. */
struct mouse_memory {
	bool pressed;           /* once, at that cell and time: the next press may be the second of a double click */
	int col, row;
	int64_t mono_ms;
	bool dragging;          /* over this chart */
	struct hit_chart chart;
};

struct app {
	struct session *session;
	struct player player;
	struct view view;
	int cols, rows;
	int64_t mono_ms;         /* of the message being handled */
	struct { int64_t cursor_ms; bool playing; } jump[JUMPS_MAX]; /* as it was before jumps, newest last */
	size_t jump_count;
	enum app_wish wish;
	bool dirty;
	int64_t fold_shown_ms;   /* when the progress of the fold was last drawn */
	bool unshown;            /* there is progress that was not drawn */
	const char *at;          /* where to begin; not owned */
	bool begun;              /* there was something to look at */
	struct config *config;   /* not owned; NULL: nothing can be set */
	const char *scenario;    /* a file that is still to be opened; not owned */
	char save_path[160];     /* of a scenario, while it is asked whether to replace it */
	bool quit_when_saved;
	char edit_words[48];     /* "gpu cap": before a value that is typed alone, while one edits a field */
	bool prompt_fresh;       /* nothing was typed yet: a digit takes the place of the number that stands there */
	struct { size_t theme; bool rate_shown; } before; /* as it was when the settings were opened */
	char theme_wanted[64];   /* by a command; "": the settings are */
	char watch_wanted[160];  /* the source that is to be watched in place of this one */
	struct palette *palette; /* owned */
	int64_t record_ms;       /* when the recording wants a tick; TIME_NONE */
	uint32_t key;            /* being handled */
	struct mouse_memory mouse;
	bool drawn_ascii;        /* the terminal has ASCII alone, whatever the options say */
	struct marks_file *marks; /* owned */
	int64_t asked_ms;        /* the cursor when the prompt was opened: what is marked, however long one types */
	int64_t difference_ms;   /* what the cursor is compared with, while that is shown */
	char shelve_id[48], shelve_src[SITE_ID_SIZE], shelve_text[64]; /* what is asked how long to shelve */
};

static inline const struct world *app_w(const struct app *a) { return session_world(a->session); }
/* Moves the cursor; remembers where it was when `jump`. */
void app_go(struct app *a, int64_t t_ms, bool jump);
void app_act(struct app *a, enum action_id id);
/* Starts or stops recording what comes in; and what has to be done for it from time to time. */
void app_record(struct app *a);
void app_record_tick(struct app *a);
/* Alarms (app_alarms.c): acts at the cursor on the selected row of the zoomed panel, else on the gravest. */
void app_alarm_move(struct app *a, int by);
void app_alarm_ack(struct app *a);
void app_alarm_ack_all(struct app *a);
void app_alarm_shelve(struct app *a);
void app_alarm_go(struct app *a);
void app_alarm_tell(struct app *a); /* says the selected row whole */
void app_alarm_sort(struct app *a);
void app_alarm_filter(struct app *a);
/* What was typed at their prompts: how long to shelve ("" is 30 minutes), which words to show. */
void app_alarm_shelve_for(struct app *a, const char *text);
void app_alarm_filter_by(struct app *a, const char *text);
/* Marks (app_marks.c): one for each of its actions; what is asked for a letter; keys of their list, false: they do what they always do. */
void app_marks_open(struct app *a);
void app_mark(struct app *a);
void app_mark_go(struct app *a);
void app_marks(struct app *a);
void app_difference(struct app *a);
void app_mark_answer(struct app *a, uint32_t key);
void app_mark_hint(struct app *a);
void app_marks_move(struct app *a, int by);
bool app_marks_key(struct app *a, uint32_t key);
/* What follows "mark", "mark-go" and "difference": a letter and words; a letter; a letter, "'" or a TIME. */
void app_mark_words(struct app *a, const char *text);
void app_mark_go_to(struct app *a, const char *text);
void app_difference_with(struct app *a, const char *text);
/* After the world has followed: so does the difference that is shown. */
void app_difference_sync(struct app *a);
/* The sets (app_generators.c): the cursor over them by rows as they are shown; the zoomed table's order, filter and columns; one set in full. */
void app_gens_move(struct app *a, int by);
void app_gens_open(struct app *a);
void app_gens_sort(struct app *a);
void app_gens_sort_reverse(struct app *a);
void app_gens_filter(struct app *a);
void app_gens_filter_by(struct app *a, const char *text);
void app_gens_columns(struct app *a, int by); /* in a set in full: to the set before or after */
void app_set_event_go(struct app *a);         /* to the moment of its selected event */
/* Whether a set in full is on the screen. */
bool app_gens_opened(const struct app *a);
/* The what-if (app_whatif.c): one for each of its actions; a typed line; the answers to its questions. */
void app_whatif(struct app *a);
void app_whatif_open(struct app *a, const char *path, bool go);
void app_whatif_file(struct app *a, const char *path); /* what follows "scenario" */
bool app_whatif_line(struct app *a, const char *line, bool nudge); /* false: refused, and said why */
void app_edit_typed(struct app *a, const char *text); /* at the prompt of a field: its value alone, or any line; what is refused stays there */
bool app_edit_is_value(const char *text);
void app_edit_toggle(struct app *a);
void app_edit_value(struct app *a);
void app_edit_more(struct app *a);
void app_edit_less(struct app *a);
void app_edit_undo(struct app *a);
void app_edit_redo(struct app *a);
void app_whatif_show(struct app *a);
void app_whatif_edits(struct app *a);
void app_whatif_violations(struct app *a);
void app_whatif_save(struct app *a);
void app_whatif_save_to(struct app *a, const char *path);
void app_whatif_answer(struct app *a, uint32_t key);
/* Moves the edit cursor: over the fields of the panel, its violations, or the list of edits. */
void app_edit_move(struct app *a, int by);
/* The help (app_help.c): opens it for where one is, or goes back there; asks for words that its rows must have; takes these words, while they are typed too;
 * Esc: first all rows again. A key while one types, which may open and scroll it; false: it is for the line. */
void app_help(struct app *a);
void app_help_search(struct app *a);
void app_help_filter_by(struct app *a, const char *text);
void app_help_close(struct app *a);
bool app_help_key(struct app *a, uint32_t key);
/* Asks for the themes: to open the settings, or, with a name, to take that one. */
void app_settings_ask(struct app *a, const char *theme);
/* A key while the settings are open; false: it does what it always does. */
bool app_settings_key(struct app *a, uint32_t key);
/* "KEY" or "KEY VALUE" after "set" (app_set.c). */
void app_set(struct app *a, const char *text);
/* Charts of the zoomed Timeline (app_chart.c): what was typed, names and patterns; "" is the lanes of the site. What may be typed beside its prompt or after
 * ":chart "; false where something else is being typed. Scrolls its lanes; lets the session read what they show. */
void app_chart(struct app *a, const char *text);
bool app_chart_hint(struct app *a);
bool app_chart_complete(struct app *a);
void app_chart_scroll(struct app *a, int by);
void app_chart_sync(struct app *a);
bool app_chart_shown(const struct app *a); /* the Timeline is zoomed and has the keys */
/* What the mouse did (app_mouse.c). */
void app_mouse_act(struct app *a, const struct mouse *m);
bool app_draws_ascii(const struct app *a);
/* What is typed after ":" (app_command.c): a row of this table with what follows it, an edit, or an action's name. */
struct command_word {
	const char *word;    /* NULL ends the table */
	const char *operand; /* in words: "TIME" */
	bool operand_needed; /* without it the word is that of an action, or nothing */
	const char *help;
	void (*run)(struct app *a, const char *rest);
};
extern const struct command_word command_words[];
void app_command(struct app *a, const char *text);
bool app_is_time(const struct app *a, const char *text); /* a TIME in whole, of two letters or more */
bool app_goto(struct app *a, const char *text);
/* The palette (app_palette.c): the list over ":". Opened and closed with its prompt; after what is typed has changed; a key that is its own,
 * false: it edits the line. Enter on a chosen row does it, or, where it wants more, puts it into the line; false: nothing is chosen. What was run
 * is remembered. */
struct palette;
struct palette *palette_new(void);
void palette_free(struct palette *p);
void app_palette_open(struct app *a);
void app_palette_follow(struct app *a);
bool app_palette_key(struct app *a, uint32_t key);
bool app_palette_enter(struct app *a);
/* Chooses a row in sight; one that is chosen is done as Enter does it. */
void app_palette_click(struct app *a, int row);
/* After the cursor has moved, or the screen has another size. */
void app_palette_sync(struct app *a, bool resized);
/* What there was when it was opened. */
const struct theme_entries *app_palette_themes(const struct app *a);
void app_palette_remember(struct app *a, const char *text);
/* A key while a prompt is open. */
void app_prompt_key(struct app *a, uint32_t key);
void app_prompt_open(struct app *a, enum prompt_kind kind);
/* Says beside the prompt what may be typed now; completes the last word (app_complete.c). */
void app_prompt_hint(struct app *a);
void app_prompt_complete(struct app *a);
/* Next (or previous) moment whose text or source holds view.search. */
void app_search(struct app *a, bool forward);

#endif
