/* The one table of actions. Key handling, the last row, the help screen and the manual are all made from it, so that none of them can
 * tell another story. Always true: row i describes the action of id i, every row but ACT_NONE has a name, a key and a help line, and
 * no key stands in two rows (tests/test_actions.c holds the table to it). */
#include "actions.h"

#include <assert.h>

const char *const action_group_titles[] = {
	[GROUP_TRANSPORT] = "Time", [GROUP_VIEW] = "What is shown", [GROUP_PANEL] = "Panels", [GROUP_ALARMS] = "Alarms (here only; nothing is sent)",
	[GROUP_WHATIF] = "What if (nothing is commanded)", [GROUP_PROGRAM] = "Program", [GROUP_COUNT] = NULL,
};

/* ROW_AT's first argument is where it belongs; a ROW is there everywhere. */
#define ROW(...) ROW_AT(0, __VA_ARGS__)
#define ROW_AT(WHERE, ID, NAME, GROUP, TEXT, ASCII, BRIEF, HELP, ...) \
	[ACT_##ID] = { .id = ACT_##ID, .name = NAME, .group = GROUP_##GROUP, .keys = { __VA_ARGS__ }, .key_text = TEXT, .key_ascii = ASCII, \
	               .brief = BRIEF, .help = HELP, .where = (WHERE) }

/* The same for one that is there in the what-if only. */
#define ROW_WHATIF(ID, NAME, TEXT, BRIEF, HELP, ...) \
	[ACT_##ID] = { .id = ACT_##ID, .name = NAME, .group = GROUP_WHATIF, .keys = { __VA_ARGS__ }, .key_text = TEXT, .key_ascii = TEXT, .brief = BRIEF, \
	               .help = HELP, .where = WHERE_WHATIF, .whatif = true }

/* Places that several rows have in common. */
#define EVERY_PANEL (WHERE_SET - 1u)
#define EVERY_ZOOM (EVERY_PANEL & ~(WHERE_ZOOM(0) - 1u))
#define IN_LISTS (WHERE_MARKS | WHERE_EDITS | WHERE_VIOLATIONS)
#define IN_OVERLAYS (IN_LISTS | WHERE_SETTINGS | WHERE_DIFFERENCE | WHERE_ASSUMPTIONS)
#define IN_TIMELINE WHERE_PANEL(PANEL_TIMELINE)
#define IN_ALARMS WHERE_PANEL(PANEL_ALARMS)
#define IN_SETS WHERE_ZOOM(PANEL_GENERATORS)
#define IN_ROWS ((EVERY_ZOOM & ~WHERE_ZOOM(PANEL_COUNTDOWN)) | WHERE_SET | WHERE_FOCUS(PANEL_GENERATORS) | WHERE_FOCUS(PANEL_GPUS) | IN_ALARMS | IN_OVERLAYS)
#define IN_ALARM_LIST WHERE_ZOOM(PANEL_ALARMS)

/* Function keys are lost in some multiplexers, and cursor keys on some links: each has a letter beside it. Ctrl-H is what some
 * terminals send for Backspace. */
static const struct action actions[] = {
	[ACT_NONE] = { .id = ACT_NONE, .name = "", .group = GROUP_PROGRAM, .key_text = "", .key_ascii = "", .help = "" },
	ROW(PAUSE, "pause", TRANSPORT, "Space", "Space", "pause", "pause, or play on", ' '),
	ROW(STEP_FORWARD, "step", TRANSPORT, ". t", ". t", NULL, "one sample forward", '.', 't'),
	ROW(STEP_BACK, "step-back", TRANSPORT, ", T", ", T", NULL, "one sample back", ',', 'T'),
	ROW_AT(WHERE_SETTINGS | WHERE_ZOOM(PANEL_TIMELINE), BACK, "back", TRANSPORT, "← h", "Left h", "-10 s", "10 seconds back", KEYCODE_LEFT, 'h'),
	ROW_AT(WHERE_SETTINGS | WHERE_ZOOM(PANEL_TIMELINE), FORWARD, "forward", TRANSPORT, "→ l", "Right l", "+10 s", "10 seconds forward", KEYCODE_RIGHT, 'l'),
	ROW(BACK_MINUTE, "back-minute", TRANSPORT, "H", "H", NULL, "1 minute back", 'H'),
	ROW(FORWARD_MINUTE, "forward-minute", TRANSPORT, "L", "L", NULL, "1 minute forward", 'L'),
	ROW_AT(IN_TIMELINE, WINDOW_BACK, "window-back", TRANSPORT, "PgUp b", "PgUp b", NULL, "one window of the timeline back", KEYCODE_PGUP, 'b'),
	ROW_AT(IN_TIMELINE, WINDOW_FORWARD, "window-forward", TRANSPORT, "PgDn f", "PgDn f", NULL, "one window of the timeline forward", KEYCODE_PGDN, 'f'),
	ROW(START, "start", TRANSPORT, "Home 0", "Home 0", NULL, "to the start of the recording", KEYCODE_HOME, '0'),
	ROW(END, "end", TRANSPORT, "End G", "End G", NULL, "to the newest sample", KEYCODE_END, 'G'),
	ROW(GOTO, "goto", TRANSPORT, "g", "g", "go to", "go to a time: 14:05, T-30m, -10m, +90s, ISO", 'g'),
	ROW(FASTER, "faster", TRANSPORT, ">", ">", NULL, "play faster, up to 10,000x", '>'),
	ROW(SLOWER, "slower", TRANSPORT, "<", "<", NULL, "play slower, down to 0.1x", '<'),
	ROW(SPEED_ONE, "speed-one", TRANSPORT, "Backspace", "Backspace", NULL, "play at the pace of the recording", KEYCODE_BACKSPACE, KEY_CTRL('h')),
	ROW_AT(IN_ALARMS | IN_TIMELINE, EVENT_NEXT, "event-next", TRANSPORT, "e", "e", "event", "to the next event or alarm", 'e'),
	ROW_AT(IN_ALARMS | IN_TIMELINE, EVENT_PREVIOUS, "event-previous", TRANSPORT, "E", "E", NULL, "to the event or alarm before", 'E'),
	ROW_AT(WHERE_ZOOM(PANEL_TIMELINE), UNDO_JUMP, "undo-jump", TRANSPORT, "o", "o", NULL, "undo the last jump", 'o'),
	ROW_AT(IN_TIMELINE, MARK, "mark", TRANSPORT, "m", "m", NULL, "set a mark here: then its letter", 'm'),
	ROW_AT(IN_TIMELINE, MARK_GO, "mark-go", TRANSPORT, "'", "'", NULL, "to a mark: then its letter; ' jumps back", '\''),
	ROW_AT(IN_TIMELINE | WHERE_MARKS, MARKS, "marks", TRANSPORT, "M", "M", NULL, "the marks: Enter goes there, x removes", 'M'),
	ROW_AT(IN_TIMELINE | WHERE_MARKS | WHERE_DIFFERENCE, DIFFERENCE, "difference", TRANSPORT, "d", "d", NULL, "what changed since a mark, or ' the last jump", 'd'),

	ROW_AT(IN_TIMELINE, ZOOM_IN, "zoom-in", VIEW, "] +", "] +", NULL, "timeline: a shorter window", ']', '+'),
	ROW_AT(IN_TIMELINE, ZOOM_OUT, "zoom-out", VIEW, "[ -", "[ -", NULL, "timeline: a longer window, up to the whole", '[', '-'),
	ROW_AT(IN_ALARMS | IN_TIMELINE, SEARCH, "search", VIEW, "/", "/", NULL, "search events; zoomed Timeline: charts", '/'),
	ROW_AT(IN_ALARMS | IN_TIMELINE, SEARCH_NEXT, "search-next", VIEW, "n", "n", NULL, "next match", 'n'),
	ROW_AT(IN_ALARMS | IN_TIMELINE, SEARCH_PREVIOUS, "search-previous", VIEW, "N", "N", NULL, "match before", 'N'),
	ROW_AT(WHERE_PANEL(PANEL_SUPPLY) | WHERE_PANEL(PANEL_COUNTDOWN) | WHERE_ASSUMPTIONS, ASSUMPTIONS, "assumptions", VIEW, "i", "i", NULL, "derived numbers: what they mean and assume", 'i'),

	ROW(PANEL_NEXT, "panel-next", PANEL, "Tab", "Tab", NULL, "next panel", KEYCODE_TAB),
	ROW(PANEL_PREVIOUS, "panel-previous", PANEL, "Shift-Tab", "Shift-Tab", NULL, "panel before", KEYCODE_BACKTAB),
	ROW(PANEL_1, "panel-supply", PANEL, "1", "1", NULL, "Supply", '1'),
	ROW(PANEL_2, "panel-countdown", PANEL, "2", "2", NULL, "Countdown", '2'),
	ROW(PANEL_3, "panel-generators", PANEL, "3", "3", NULL, "Generators", '3'),
	ROW(PANEL_4, "panel-gpus", PANEL, "4", "4", NULL, "GPUs", '4'),
	ROW(PANEL_5, "panel-alarms", PANEL, "5", "5", NULL, "Alarms and events", '5'),
	ROW(PANEL_6, "panel-timeline", PANEL, "6", "6", NULL, "Timeline", '6'),
	ROW_AT(IN_ROWS, ROW_UP, "row-up", PANEL, "↑ k", "Up k", NULL, "a row up", KEYCODE_UP, 'k'),
	ROW_AT(IN_ROWS, ROW_DOWN, "row-down", PANEL, "↓ j", "Down j", NULL, "a row down", KEYCODE_DOWN, 'j'),
	ROW_AT(EVERY_PANEL | WHERE_SET, ZOOM_PANEL, "zoom-panel", PANEL, "z", "z", "zoom", "the panel over the whole screen, and back", 'z'),
	ROW_AT(WHERE_PANEL(PANEL_GENERATORS) | WHERE_SET | IN_ALARM_LIST | WHERE_MARKS | WHERE_SETTINGS, OPEN, "open", PANEL, "Enter J", "Enter J", NULL, "the selected set in full; a row's moment", KEYCODE_ENTER, 'J'),
	ROW_AT(IN_SETS | IN_ALARM_LIST, SORT, "sort", PANEL, "O", "O", NULL, "next order of the sets, or of the alarms", 'O'),
	ROW_AT(IN_SETS, SORT_REVERSE, "sort-reverse", PANEL, "I", "I", NULL, "sets: the order the other way round", 'I'),
	ROW_AT(IN_SETS | IN_ALARM_LIST, FILTER, "filter", PANEL, "F", "F", NULL, "only rows with these words: tripped, G0", 'F'),
	ROW_AT(IN_SETS | WHERE_SET, COLUMNS_LEFT, "columns-left", PANEL, "(", "(", NULL, "columns before; in full: the set before", '('),
	ROW_AT(IN_SETS | WHERE_SET, COLUMNS_RIGHT, "columns-right", PANEL, ")", ")", NULL, "columns after; in full: the next set", ')'),

	ROW_AT(IN_ALARMS, ALARM_ACK, "ack", ALARMS, "a", "a", NULL, "acknowledge the selected or gravest alarm", 'a'),
	ROW_AT(IN_ALARMS, ALARM_ACK_ALL, "ack-all", ALARMS, "A", "A", NULL, "acknowledge all", 'A'),
	ROW_AT(IN_ALARMS, ALARM_SHELVE, "shelve", ALARMS, "v", "v", NULL, "shelve it for a time, or take it back", 'v'),

	ROW(WHATIF, "what-if", WHATIF, "w", "w", "what-if", "ask what if, or leave and keep the scenario", 'w'),
	ROW_WHATIF(EDIT_TOGGLE, "edit-toggle", "x", "trip", "trip or restore; remove an edit of the list", 'x', KEYCODE_DELETE),
	ROW_WHATIF(EDIT_VALUE, "edit-value", "Enter", "value", "type a value; alarms: to the moment of the row", KEYCODE_ENTER),
	ROW_WHATIF(EDIT_MORE, "edit-more", "+", NULL, "a step more", '+', '='),
	ROW_WHATIF(EDIT_LESS, "edit-less", "-", NULL, "a step less", '-'),
	ROW_WHATIF(EDIT_UNDO, "undo", "u", "undo", "undo the last edit", 'u'),
	ROW_WHATIF(EDIT_REDO, "redo", "Ctrl-R", NULL, "make it again", KEY_CTRL('r')),
	ROW_WHATIF(WHATIF_SHOW, "what-if-show", "b", "both", "baseline, scenario, or both side by side", 'b'),
	ROW_WHATIF(WHATIF_EDITS, "edits", "c", NULL, "the list of edits with their times", 'c'),
	ROW_WHATIF(WHATIF_VIOLATIONS, "violations", "V", "violations", "all that the scenario breaks, each row a jump", 'V'),
	ROW_WHATIF(WHATIF_SAVE, "what-if-save", "s", "save", "save the scenario to a file", 's'),

	ROW(COMMAND, "command", PROGRAM, ":", ":", "command", "type the name of an action, or an edit", ':'),
	ROW(HELP, "help", PROGRAM, "? F1", "? F1", "help", "this help", '?', KEYCODE_F1),
	ROW(SETTINGS, "settings", PROGRAM, "C F2", "C F2", NULL, "settings: the theme, with a preview", 'C', KEYCODE_F2),
	ROW(RECORD, "record", PROGRAM, "r", "r", NULL, "live: start or stop recording what comes in", 'r'),
	ROW(RATE, "rate", PROGRAM, "B", "B", NULL, "show the bytes a second sent here", 'B'),
	ROW(SAVE_SCREEN, "save-screen", PROGRAM, "S", "S", NULL, "save the screen as text and SVG", 'S'),
	ROW(REDRAW, "redraw", PROGRAM, "Ctrl-L", "Ctrl-L", NULL, "draw the screen anew", KEY_CTRL('l')),
	ROW(SUSPEND, "suspend", PROGRAM, "Ctrl-Z", "Ctrl-Z", NULL, "suspend; fg comes back", KEY_CTRL('z')),
	ROW_AT(EVERY_ZOOM | WHERE_SET | WHERE_WHATIF | IN_OVERLAYS, CLOSE, "close", PROGRAM, "Esc", "Esc", NULL, "close what is open; leave zoom or what-if", KEYCODE_ESC),
	ROW(QUIT, "quit", PROGRAM, "q Ctrl-C", "q Ctrl-C", "quit", "quit", 'q', KEY_CTRL('c')),
};
static_assert(sizeof actions / sizeof actions[0] == ACT_COUNT, "a row for every action");
static_assert(sizeof action_group_titles / sizeof action_group_titles[0] == GROUP_COUNT + 1, "a title for every group");

const struct action *action_at(enum action_id id) {
	return (unsigned)id < ACT_COUNT ? &actions[id] : &actions[ACT_NONE];
}

static enum action_id find(uint32_t key, bool whatif) {
	for (unsigned id = ACT_NONE + 1; id < ACT_COUNT; id++)
		for (const uint32_t *k = actions[id].keys; *k && actions[id].whatif == whatif; k++)
			if (*k == key)
				return actions[id].id;
	return ACT_NONE;
}

enum action_id action_for_key(uint32_t key, bool whatif) {
	enum action_id id = whatif && key != KEYCODE_NONE ? find(key, true) : ACT_NONE;
	return id == ACT_NONE && key != KEYCODE_NONE ? find(key, false) : id;
}
