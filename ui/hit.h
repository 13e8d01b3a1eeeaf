/* What lies under a cell of the screen: a pure function of (world, view, size), which asks the panels' own arithmetic and draws nothing. */
#ifndef MWTOP_HIT_H
#define MWTOP_HIT_H

#include "actions.h"
#include "view.h"

enum hit_kind {
	HIT_NONE,      /* header, frames, messages, what lies beside a list */
	HIT_KEY,       /* an action of the key row */
	HIT_TITLE,     /* the title row of a panel */
	HIT_PANEL,     /* a panel, and nothing in it that can be chosen */
	HIT_SET,       /* Generators: a set */
	HIT_ALARM,     /* Alarms: an alarm or an entry of the sequence */
	HIT_EVENT,     /* Generators: an event of the set in full */
	HIT_VIOLATION, /* a row of the scenario's violations, in the panel or over the screen */
	HIT_EDIT,      /* a row of the list of edits */
	HIT_MARK,      /* a row of the list of marks */
	HIT_COMMAND,   /* a row of the palette */
	HIT_ARRAY,     /* zoomed GPUs: an array of the map */
	HIT_SETTING,   /* a row of the settings */
	HIT_TIME,      /* the chart of the timeline, or of a set in full */
	HIT_OVERLAY    /* what lies over the screen otherwise */
};

/* The columns of a timeline and the times [from, to) that they stand for: what a drag goes on in, whatever the screen shows meanwhile. */
struct hit_chart {
	int x, columns;
	int64_t from_ms, to_ms;
};

struct hit {
	enum hit_kind kind;
	enum panel panel;       /* TITLE, PANEL, SET, ARRAY, EVENT, ALARM, TIME, and VIOLATION without an overlay */
	enum action_id action;  /* KEY */
	int index;              /* SET, ARRAY: of the site; VIOLATION, EDIT, MARK, SETTING: its row; COMMAND: of those in sight */
	uint64_t key;           /* ALARM, EVENT: of its row (view.alarm_key, view.set_event) */
	int64_t t_ms;           /* TIME, ALARM, EVENT: the moment */
	struct hit_chart chart; /* TIME */
};

/* `ascii`: the screen is drawn so, which moves the key row. Any (col, row) may be asked for. */
struct hit hit_test(const struct world *w, const struct view *v, int cols, int rows, bool ascii, int col, int row);
/* The time under a column, from the nearest one where it is none of the chart. */
int64_t hit_chart_time(const struct hit_chart *c, int col);

#endif
