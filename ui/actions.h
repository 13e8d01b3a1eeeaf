/* The one table of what can be done: name, keys, help. Key handling, the last row, the help screen and the manual come out of it. */
#ifndef MWTOP_ACTIONS_H
#define MWTOP_ACTIONS_H

#include "view.h"

/* Keys as term.c reports them: a Unicode character, or one of these. */
enum key {
	KEYCODE_NONE = 0, KEYCODE_TAB = 9, KEYCODE_ENTER = 13, KEYCODE_ESC = 27, KEYCODE_BACKSPACE = 127,
	KEYCODE_UP = 0x110000, KEYCODE_DOWN, KEYCODE_LEFT, KEYCODE_RIGHT, KEYCODE_HOME, KEYCODE_END, KEYCODE_PGUP, KEYCODE_PGDN,
	KEYCODE_DELETE, KEYCODE_BACKTAB, KEYCODE_F1, KEYCODE_F2, KEYCODE_F3, KEYCODE_F4,
	KEYCODE_MOUSE /* no key: the mouse did something, which stands beside it */
};
#define KEY_CTRL(c) ((c) & 31)

enum action_group { GROUP_TRANSPORT, GROUP_VIEW, GROUP_PANEL, GROUP_ALARMS, GROUP_WHATIF, GROUP_PROGRAM, GROUP_COUNT };
extern const char *const action_group_titles[];

/* X(id, name, group, keys (up to 5, 0 ended), keys in words, help) — the rows stand in actions.c */
enum action_id {
	ACT_NONE, ACT_PAUSE, ACT_STEP_FORWARD, ACT_STEP_BACK, ACT_FORWARD, ACT_BACK, ACT_FORWARD_MINUTE, ACT_BACK_MINUTE,
	ACT_WINDOW_FORWARD, ACT_WINDOW_BACK, ACT_START, ACT_END, ACT_GOTO, ACT_FASTER, ACT_SLOWER, ACT_SPEED_ONE,
	ACT_EVENT_NEXT, ACT_EVENT_PREVIOUS, ACT_UNDO_JUMP, ACT_MARK, ACT_MARK_GO, ACT_MARKS, ACT_DIFFERENCE, ACT_PANEL_NEXT, ACT_PANEL_PREVIOUS, ACT_PANEL_1, ACT_PANEL_2, ACT_PANEL_3,
	ACT_PANEL_4, ACT_PANEL_5, ACT_PANEL_6, ACT_ROW_UP, ACT_ROW_DOWN, ACT_ZOOM_PANEL,
	ACT_OPEN, ACT_SORT, ACT_SORT_REVERSE, ACT_FILTER, ACT_COLUMNS_LEFT, ACT_COLUMNS_RIGHT, ACT_ZOOM_IN, ACT_ZOOM_OUT, ACT_SEARCH,
	ACT_SEARCH_NEXT, ACT_SEARCH_PREVIOUS, ACT_COMMAND, ACT_HELP, ACT_SETTINGS, ACT_ASSUMPTIONS, ACT_RECORD, ACT_SAVE_SCREEN, ACT_RATE, ACT_REDRAW, ACT_SUSPEND, ACT_CLOSE, ACT_QUIT,
	ACT_ALARM_ACK, ACT_ALARM_ACK_ALL, ACT_ALARM_SHELVE,
	ACT_WHATIF, ACT_EDIT_TOGGLE, ACT_EDIT_VALUE, ACT_EDIT_MORE, ACT_EDIT_LESS, ACT_EDIT_UNDO, ACT_EDIT_REDO, ACT_WHATIF_SHOW, ACT_WHATIF_EDITS, ACT_WHATIF_VIOLATIONS,
	ACT_WHATIF_SAVE,
	ACT_COUNT
};

/* Where an action belongs, as bits: what has the keys, zoomed or not, and what lies over it. An action with none is there everywhere. The help begins with
 * those of the place that it was asked from (where.h). */
#define WHERE_FOCUS(panel) (1u << (panel))                 /* the panel has the keys beside others */
#define WHERE_ZOOM(panel) (1u << (PANEL_COUNT + (panel)))  /* it has the whole screen */
#define WHERE_PANEL(panel) (WHERE_FOCUS(panel) | WHERE_ZOOM(panel))
enum where_place {
	WHERE_SET = 1 << 2 * PANEL_COUNT, /* one set in full */
	WHERE_WHATIF = WHERE_SET << 1, WHERE_SETTINGS = WHERE_SET << 2, WHERE_MARKS = WHERE_SET << 3, WHERE_EDITS = WHERE_SET << 4,
	WHERE_VIOLATIONS = WHERE_SET << 5, WHERE_DIFFERENCE = WHERE_SET << 6, WHERE_ASSUMPTIONS = WHERE_SET << 7
};

struct action {
	enum action_id id;
	const char *name;       /* "event-next" */
	enum action_group group;
	uint32_t keys[6];       /* 0 ended */
	const char *key_text;   /* "e" ; "← h" */
	const char *key_ascii;  /* "e" ; "Left h" */
	const char *brief;      /* for the key row: "event"; NULL: not there */
	const char *help;       /* one line */
	unsigned where;         /* WHERE_ bits; 0: anywhere */
	bool whatif;            /* in the what-if only, where its keys come before those of others */
};

const struct action *action_at(enum action_id id);
/* The action of a key outside prompts; ACT_NONE when there is none. `whatif`: the mode is on. */
enum action_id action_for_key(uint32_t key, bool whatif);

#endif
