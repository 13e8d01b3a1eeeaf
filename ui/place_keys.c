/* The one table of the keys that a place names as its own. A new place, or another key of one, is a row here; what a key does stands in actions.c. Always
 * true: every action of a row belongs to its place there. */
#include "place_keys.h"

#define PLACE_KEYS_MOST 9
#define BACK { ACT_ZOOM_PANEL, ACT_NONE, "back" }
#define ROWS(brief) { ACT_ROW_UP, ACT_ROW_DOWN, brief }

static const struct { unsigned where; struct place_key key[PLACE_KEYS_MOST + 1]; } places[] = {
	{ WHERE_ZOOM(PANEL_SUPPLY), { ROWS("rows"), { ACT_ASSUMPTIONS, ACT_NONE, "assumptions" }, BACK } },
	{ WHERE_ZOOM(PANEL_COUNTDOWN), { { ACT_ASSUMPTIONS, ACT_NONE, "assumptions" }, BACK } },
	{ WHERE_ZOOM(PANEL_GENERATORS), { { ACT_SORT, ACT_NONE, "order" }, { ACT_SORT_REVERSE, ACT_NONE, "reverse" }, { ACT_FILTER, ACT_NONE, "filter" },
	                                  { ACT_OPEN, ACT_NONE, "set" }, { ACT_COLUMNS_LEFT, ACT_COLUMNS_RIGHT, "columns" }, BACK } },
	{ WHERE_SET, { ROWS("events"), { ACT_OPEN, ACT_NONE, "jump" }, { ACT_COLUMNS_LEFT, ACT_COLUMNS_RIGHT, "sets" }, { ACT_CLOSE, ACT_NONE, "table" }, BACK } },
	{ WHERE_ZOOM(PANEL_GPUS), { ROWS("arrays"), BACK } },
	{ WHERE_ZOOM(PANEL_ALARMS), { { ACT_ALARM_ACK, ACT_NONE, "ack" }, { ACT_ALARM_ACK_ALL, ACT_NONE, "all" }, { ACT_ALARM_SHELVE, ACT_NONE, "shelve" },
	                              { ACT_SORT, ACT_NONE, "order" }, { ACT_FILTER, ACT_NONE, "filter" }, { ACT_OPEN, ACT_NONE, "jump" }, BACK,
	                              { ACT_SEARCH, ACT_NONE, "search" } } },
	{ WHERE_FOCUS(PANEL_ALARMS), { { ACT_ALARM_ACK, ACT_NONE, "ack" }, { ACT_ALARM_ACK_ALL, ACT_NONE, "all" }, { ACT_ALARM_SHELVE, ACT_NONE, "shelve" },
	                               { ACT_ZOOM_PANEL, ACT_NONE, "zoom" } } },
	{ WHERE_ZOOM(PANEL_TIMELINE), { { ACT_SEARCH, ACT_NONE, "charts" }, { ACT_ZOOM_IN, ACT_ZOOM_OUT, "window" }, ROWS("lanes"), { ACT_EVENT_NEXT, ACT_NONE, "event" },
	                                { ACT_MARK, ACT_NONE, "mark" }, BACK, { ACT_MARKS, ACT_NONE, "marks" }, { ACT_DIFFERENCE, ACT_NONE, "difference" },
	                                { ACT_UNDO_JUMP, ACT_NONE, "undo jump" } } },
};

const struct place_key *place_keys(unsigned where) {
	static const struct place_key none = { ACT_NONE, ACT_NONE, "" };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (places[i].where & where)
			return places[i].key;
	return &none;
}
