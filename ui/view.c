/* The view as the program starts with it. */
#include "view.h"

const char *const panel_words[] = { "supply", "countdown", "generators", "gpus", "alarms", "timeline", NULL };
_Static_assert(sizeof panel_words / sizeof *panel_words == PANEL_COUNT + 1, "a word for each panel");

const char *const alarm_sort_words[] = { "active or over, priority, unacknowledged first", "time", "source", NULL };
_Static_assert(sizeof alarm_sort_words / sizeof *alarm_sort_words == ALARM_SORT_COUNT + 1, "words for each order");

const char *const gen_sort_words[] = { "site order", "state", "kW", "% of rating", "spare", "temperature", "hours", "alarm", NULL };
_Static_assert(sizeof gen_sort_words / sizeof *gen_sort_words == GEN_SORT_COUNT + 1, "words for each order of the sets");

void view_init(struct view *v) {
	*v = (struct view){ .focus = PANEL_GENERATORS, .speed = 1, .window_ms = 3600 * 1000 };
}

const char *const whatif_show_words[] = { "BASELINE \u2192 SCENARIO", "SCENARIO", "BASELINE", NULL };
