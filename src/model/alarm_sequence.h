/* The sequence of events: recorded events and alarms by rule, merged by time of arrival, and how certain that order is. The sequence is all that there is
 * up to the cursor of a world; a filter says which of it is given out, and never what an entry is. */
#ifndef MWTOP_ALARM_SEQUENCE_H
#define MWTOP_ALARM_SEQUENCE_H

#include "device_clock.h"
#include "world.h"

/* One line of the sequence. */
struct alarms_entry {
	int64_t t_ms, t_src_ms;    /* arrival; the device's clock or TIME_NONE */
	int64_t off_ms;            /* of an alarm: when it ended, TIME_NONE while it lasts and for notes */
	enum priority priority;
	enum event_state state;
	bool trip, rule;
	bool first_out;            /* of its group, by time of arrival (alarms.h) */
	const struct alarm *alarm; /* that it raised, or NULL */
	const char *src, *text, *ansi; /* borrowed from the world */
	size_t events_before, alarms_before; /* of the world's events and of its log: what is older than this */
};
/* "high". */
const char *alarms_priority_word(enum priority priority);
/* The newest `room` entries at or before the cursor that hold the words of `filter`, newest first; returns how many. */
size_t alarms_sequence(const struct world *w, const char *filter, struct alarms_entry *out, size_t room);
/* Whether the order of an entry and one beside it is not certain: by the clocks of their devices they may have happened the other way round. What stands
 * beside it in the sequence counts, whatever is shown of that. */
bool alarms_order_uncertain(const struct world *w, const struct device_clocks *clocks, const struct alarms_entry *e);
/* The entry with which an alarm of the log was raised; false where there is none up to the cursor. */
bool alarms_entry_of(const struct world *w, const struct alarm *alarm, struct alarms_entry *out);
/* The same of an alarm of the log, by the entry with which it was raised. */
bool alarms_alarm_uncertain(const struct world *w, const struct device_clocks *clocks, const struct alarm *alarm);
/* The clocks of devices as the events up to the cursor tell them; free with device_clocks_free. */
void alarms_clocks(const struct world *w, struct device_clocks *out);
/* "in" a filter is each of its words, found in one of the texts, whatever their case. */
bool alarms_filter_holds(const char *filter, const char *const *texts, size_t count);

#endif
