/* Alarm statistics over a range, from the log of the fold: how many of each priority and source, which came most often, which stood longest, and
 * floods (alarms.h). An alarm that was raised before the range and still stood in it counts as standing, not as raised; one that came suppressed counts as
 * that alone. Pure. */
#ifndef MWTOP_REPORT_ALARMS_H
#define MWTOP_REPORT_ALARMS_H

#include "alarms.h"

#define FLOOD_ROOM 16
#define ALARM_CHATTER 3                     /* raised within a minute (ISA-18.2) */
#define ALARM_CHATTER_MS INT64_C(60000)
#define ALARM_STALE_MS INT64_C(86400000)
#define ALARM_TOP 10                        /* the most frequent, of which the share is told */

/* Alarms of one source and id, or of one source. */
struct alarm_group {
	const char *id, *src, *text; /* borrowed from the log; id "" and text "" for a source */
	enum priority priority;      /* highest of the group */
	size_t raised, standing;     /* within the range; before it and still there */
	int64_t stood_ms, longest_ms; /* within the range: together, and the longest one */
	bool open;                   /* one stands at the end of the range */
	size_t most_in_minute;       /* raised within a minute, in the range */
	bool stale;                  /* one has stood for ALARM_STALE_MS or longer, counted from when it was raised */
};

struct flood { int64_t from_ms, to_ms; size_t most; }; /* most raised within 10 minutes during it */

struct alarm_stats {
	size_t raised[PRIORITY_COUNT], raised_all, standing, open, suppressed;
	size_t most_in_window;       /* raised within 10 minutes */
	int64_t most_ms;             /* when that was reached; TIME_NONE */
	struct alarm_group *kind;    /* owned: by source and id, the most often raised first */
	size_t kind_count;
	struct alarm_group *source;  /* owned: by source, the most often raised first */
	size_t source_count;
	size_t flood_count;          /* may be more than FLOOD_ROOM */
	int64_t flood_ms;            /* of all floods together */
	size_t chattering, stale;    /* kinds of alarms that did so */
	size_t top_raised;           /* raised by the ALARM_TOP most frequent kinds */
	struct flood flood[FLOOD_ROOM];
};
/* `log` in the order of on_ms, [from, to]. Free with alarm_stats_free. */
void alarm_stats_make(struct alarm_stats *s, const struct alarm *log, size_t count, int64_t from_ms, int64_t to_ms);
void alarm_stats_free(struct alarm_stats *s);

#endif
