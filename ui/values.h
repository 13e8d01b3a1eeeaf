/* From the model's numbers to the screen's: a frame's reading, a derived quantity, a bus, the fleet of sets. */
#ifndef MWTOP_VALUES_H
#define MWTOP_VALUES_H

#include "numbers.h"
#include "world.h"

/* A reading as a number; its age is counted to now_ms. `unit` NULL: none. */
struct number value_number(const struct reading *reading, int decimals, const char *unit, int64_t now_ms);
/* Draws metric `id` of `object` right-aligned before x_end (number_put) with the metric's own decimals. */
int value_put(struct grid *g, struct rect r, int x_end, int y, int width, const struct world *w, enum metric_id id, size_t object, const char *unit);
/* The text of a derived value with its sign and decimals: "≥ 22.70". */
char *value_derived(char out[NUMBER_SIZE], const struct world *w, enum derived_id id);
/* "N-0", "N-1 set", "N-1 feed". */
const char *value_stance(enum stance stance);
/* "04:04:58" in the site's zone. */
char *value_clock(char out[NUMBER_SIZE], const struct world *w, int64_t t_ms);

/* The same; "25 Jul 04:04" when that is another day than the cursor's. */
char *value_when(char out[NUMBER_SIZE], const struct world *w, int64_t t_ms);
/* The same of the beginning of an alarm; "~04:04:58" where that is not known exactly. */
char *value_since(char out[NUMBER_SIZE], const struct world *w, const struct alarm *alarm);
/* The same with the seconds of another day, too: "22 Jul 04:02:10". Returns out. */
char *value_when_exact(char out[NUMBER_SIZE], const struct world *w, int64_t t_ms);
/* Whether t_ms is on another local day than the cursor. */
bool value_other_day(const struct world *w, int64_t t_ms);

/* Of the sets alone: rated, able to run now, running (MW). available is what the site has less the feeds in service. */
struct fleet { double rated_mw, available_mw; struct quantity running_mw; };
struct fleet value_fleet(const struct world *w);

#endif
