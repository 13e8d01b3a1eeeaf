/* How the world is looked at: focus, zoom, selection, the open overlay, what is being typed, the transport as it is shown. Changed by the
 * app's reducer only; the screen reads it. Nothing in it is a fact about the site. */
#ifndef MWTOP_VIEW_H
#define MWTOP_VIEW_H

#include "world.h"

enum panel { PANEL_SUPPLY, PANEL_COUNTDOWN, PANEL_GENERATORS, PANEL_GPUS, PANEL_ALARMS, PANEL_TIMELINE, PANEL_COUNT };
extern const char *const panel_words[]; /* "supply" ... */

enum overlay { OVERLAY_NONE, OVERLAY_HELP, OVERLAY_ASSUMPTIONS /* of the derived numbers */, OVERLAY_EDITS /* of the scenario */, OVERLAY_VIOLATIONS, OVERLAY_SETTINGS,
	OVERLAY_MARKS, OVERLAY_DIFFERENCE };
enum setting { SETTING_THEME, SETTING_RATE, SETTING_COUNT };
/* In the what-if: which of the two the panels show. */
enum whatif_show { WHATIF_BOTH, WHATIF_SCENARIO, WHATIF_BASELINE, WHATIF_SHOW_COUNT };
extern const char *const whatif_show_words[]; /* "BASELINE > SCENARIO" ... */
enum prompt_kind { PROMPT_NONE, PROMPT_GOTO, PROMPT_SEARCH, PROMPT_COMMAND, PROMPT_SHELVE, PROMPT_FILTER, PROMPT_FILTER_SETS,
	PROMPT_CHART /* names of series for the zoomed Timeline */, PROMPT_EDIT, PROMPT_SAVE,
	PROMPT_REPLACE, PROMPT_UNSAVED /* of the what-if; the last two ask for a letter */,
	PROMPT_HELP /* words for the rows of the help */,
	PROMPT_MARK, PROMPT_MARK_GO, PROMPT_DIFFERENCE /* these ask for a letter */ };

/* Order of the list of the zoomed Alarms panel. */
enum alarm_sort { ALARM_SORT_STATE, ALARM_SORT_TIME, ALARM_SORT_SOURCE, ALARM_SORT_COUNT };
extern const char *const alarm_sort_words[]; /* "time" ... */

/* Order of the rows of the zoomed Generators panel. */
enum gen_sort { GEN_SORT_SITE, GEN_SORT_STATE, GEN_SORT_KW, GEN_SORT_LOAD, GEN_SORT_SPARE, GEN_SORT_COOLANT, GEN_SORT_HOURS, GEN_SORT_ALARM, GEN_SORT_COUNT };
extern const char *const gen_sort_words[]; /* "site order" "state" ... */

struct theme_list;

#define VIEW_CHARTS_MAX 32

/* The rows of the palette that are in sight: what one may mean by what is typed so far, the best first. */
#define PALETTE_ROWS 12
struct palette_row { char text[72], note[112], key[20]; };
struct palette_view {
	struct palette_row row[PALETTE_ROWS];
	int count, chosen;   /* rows in sight; of them the chosen one, -1: what is typed */
	size_t first, total; /* of all that fit */
};

struct view {
	enum panel focus;
	bool zoomed;                  /* the focused panel fills the screen */
	bool live;                    /* the source is live (else a recording) */
	bool playing;
	double speed;
	int64_t window_ms;            /* width of the timeline; 0: the whole recording */
	char chart[VIEW_CHARTS_MAX][48]; /* series that the zoomed Timeline charts (series.h) */
	int chart_count;              /* 0: the lanes of the site */
	int lane_scroll;              /* of the zoomed Timeline: first lane; held within what there is where it is drawn */
	int selected_gen, gen_scroll; /* the set (an index of the site, wherever its row stands); first set of the panel that is not zoomed */
	enum gen_sort gen_sort;
	bool gen_sort_reverse;
	char gen_filter[48];          /* words that each row of the zoomed panel must hold; "": all */
	int gen_row, gen_column;      /* the first of its rows, and of its columns that scroll */
	bool gen_open;                /* zoomed: the selected set in full in place of the table */
	uint64_t set_event;           /* its selected event; 0, or one that it has not: the newest */
	int help_scroll;
	enum overlay help_of;         /* what the help lies over, and is of */
	char help_filter[48];         /* words that each row of the help must hold; "": all */
	int supply_scroll;            /* first row of the zoomed Supply panel, where it is higher than the screen */
	int selected_array;           /* of the GPUs panel */
	int alarm_row;                /* selected row of the zoomed Alarms panel; alarm_key wins while a row has it */
	uint64_t alarm_key;           /* what is selected, whatever comes above it; 0: by the row alone */
	enum alarm_sort alarm_sort;
	char alarm_filter[48];        /* words that each row must hold; "": all */
	enum overlay overlay;
	enum whatif_show show;
	int field[PANEL_COUNT];       /* the field of each panel that the edit cursor is on */
	int edit_row;                 /* selected row of the list of edits */
	int mark_row;                 /* selected row of the list of marks */
	char difference_with[48];     /* what the cursor is compared with: "mark a", "before the jump" */
	enum prompt_kind prompt;
	char prompt_text[160];
	int prompt_cursor;            /* byte offset */
	struct palette_view palette;  /* while a command is typed */
	char prompt_hint[96];         /* what may be typed, beside it; "" none */
	char message[256];            /* one line, last row; "" none */
	bool message_is_error;
	char search[64];              /* last search */
	bool rate_shown;              /* the status field with bytes per second sent to this terminal */
	double rate_bps;              /* NaN: not known yet */
	enum setting setting;         /* the row of the settings */
	const struct theme_list *themes; /* to choose from, not owned; NULL: not asked for yet */
	size_t theme;                 /* of them: that which is shown */
	const char *colours;          /* what the terminal shows of it: "256 colours" */
	char recording[96];           /* what `r` records to, for the header; "" when nothing is */
};

void view_init(struct view *v);

#endif
