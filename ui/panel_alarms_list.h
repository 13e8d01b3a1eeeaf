/* The sequence of events, and what the Alarms panel counts; its own parts. */
#ifndef MWTOP_PANEL_ALARMS_LIST_H
#define MWTOP_PANEL_ALARMS_LIST_H

#include "cells.h"
#include "world.h"

enum role alarms_role(enum priority priority);
/* "bus " where src is a bus: "A frequency" would read as an article. */
const char *alarms_bus_word(const struct world *w, const char *src);
uint32_t alarms_glyph(enum priority priority);

/* Whether alarms come in a flood at the cursor: over 10 raised within 10 minutes, until fewer than 5. *recent: how many in the last 10. */
bool alarms_flood(const struct world *w, unsigned *recent);

/* One line of the sequence. */
struct alarms_entry {
	int64_t t_ms, t_src_ms;    /* arrival; the device's clock or TIME_NONE */
	int64_t off_ms;            /* of an alarm by rule: when it ended, TIME_NONE while it lasts */
	enum priority priority;
	enum event_state state;
	bool trip, rule;
	bool first_out;            /* the first raise of high priority after 10 s without one, by time of arrival */
	const char *src, *text, *ansi; /* borrowed from the world */
};
/* The newest `room` entries at or before the cursor, newest first; returns how many. */
size_t alarms_sequence(const struct world *w, struct alarms_entry *out, size_t room);
/* Draws them, newest first, from the `scroll`-th on; `wide`: a heading, UTC beside local, the device's clock. */
void alarms_sequence_draw(struct grid *g, struct rect r, const struct world *w, bool wide, int scroll);

#endif
