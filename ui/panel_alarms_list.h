/* The parts of the Alarms panel: the alarms with their states, the sequence of events, and the rows of both that can be selected. */
#ifndef MWTOP_PANEL_ALARMS_LIST_H
#define MWTOP_PANEL_ALARMS_LIST_H

#include "alarm_sequence.h"
#include "cells.h"
#include "view.h"

/* Cells from which on the sequence has the device's clock, and how far that is from the arrival. */
#define ALARMS_WIDE_DEVICE 112
#define ALARMS_WIDE_OFFSET 140
#define ALARMS_WIDE_DAYS 100 /* from which on times of another day have seconds */

enum role alarms_role(enum priority priority);
uint32_t alarms_glyph(enum priority priority);
/* "04:02:13.000". */
char *alarms_clock(char *out, size_t size, const struct tz *tz, int64_t t_ms, bool with_ms);
/* Counts at the cursor, all zero where nothing is known. */
struct alarm_counts alarms_counts(const struct world *w);
/* "1H 0M 2L 0s 3! FLOOD": active by priority, shelved, what is not acknowledged if there is any, and a flood; returns out. */
char *alarms_counts_short(char *out, size_t size, const struct world *w);
/* Of the gravest alarm that holds, dim where none does. */
enum role alarms_gravest_role(const struct world *w);
/* Whether the panel in rect r of a screen of that size says the counts by priority, above row `covered` from which on something lies over it. */
bool alarms_counts_shown(struct rect r, int cols, int rows, const struct world *w, const struct view *v, int covered);

/* Glyph and role of an alarm in its state: inverse only for what holds, is high and not acknowledged; dim for what is put aside. */
uint32_t alarms_line_glyph(const struct alarm_line *line);
enum role alarms_line_role(const struct alarm_line *line);
/* '!' beside the glyph of what is not acknowledged, else a blank. */
uint32_t alarms_line_mark(const struct alarm_line *line);
/* Whether somebody has to do something about it: it holds or is not acknowledged, and is not put aside. */
bool alarms_line_wants_hand(const struct alarm_line *line);

/* A row of the zoomed panel: an alarm, or an entry of the sequence. */
#define ALARMS_ROWS_MOST 5000 /* entries of the sequence that can be reached */
struct alarms_row {
	const struct alarm_line *line; /* NULL: an entry */
	struct alarms_entry entry;
	int64_t t_ms;                  /* the moment that it jumps to */
	uint64_t key;                  /* never 0 */
};
/* All rows in their order, owned by the caller; *lines of them are alarms, which stand first. */
struct alarms_row *alarms_rows(const struct world *w, const struct view *v, size_t *count, size_t *lines);
/* An alarm, or an entry of the sequence, as a row. */
struct alarms_row alarms_row_of_line(const struct alarm_line *line);
struct alarms_row alarms_row_of_entry(const struct alarms_entry *e);
/* Index of the selected row; 0 when there are none. */
size_t alarms_selected(const struct view *v, const struct alarms_row *rows, size_t count);

/* Entries, newest first; `wide`: UTC beside local, the device's clock and its error. `selected`: index, or SIZE_MAX. `list` may go on past what
 * is drawn, so that what stands beside the last is known. */
void alarms_entries_draw(struct grid *g, struct rect r, const struct world *w, const struct alarms_entry *list, size_t count, size_t first, bool wide,
                         size_t selected);
#define ALARMS_ZONES_SIZE 24
/* The zone of the local times of entries [first, first + height): "CST", and where the clocks were changed between them "CDT/CST"; of the cursor where there
 * are none. Returns out. */
char *alarms_zones(char out[ALARMS_ZONES_SIZE], const struct world *w, const struct alarms_row *entries, size_t count, size_t first, int height);
/* The row of the panel in rect r of a screen of that size that lies in screen row y; false where there is none. What it points to is the world's. */
bool alarms_row_at(struct rect r, int cols, int rows, const struct world *w, const struct view *v, int y, struct alarms_row *out);
/* The selected row of a panel that is not zoomed, where it shows it; false where it does not. */
bool alarms_row_shown(struct rect r, int cols, int rows, const struct world *w, const struct view *v, struct alarms_row *out);
/* Alarms in the rows of a rect, from `first` on. `selected`: index, or SIZE_MAX. */
void alarms_lines_draw(struct grid *g, struct rect r, const struct world *w, const struct alarm_line *const *lines, size_t count, size_t first, size_t selected);

#endif
