/* Between alarms.c, alarm_rules.c and alarm_log.c: rules resolved to columns, and the log with its index. */
#ifndef MWTOP_ALARM_PARTS_H
#define MWTOP_ALARM_PARTS_H

#include "alarms.h"

#define ENTRY_NONE SIZE_MAX

enum value_source { VALUE_COLUMN, VALUE_DERIVED, VALUE_TIE };
enum limit_source { LIMIT_FIXED, LIMIT_COLUMN, LIMIT_DERIVED, LIMIT_QUALITY };

/* One rule over the objects of its pattern: `count` values from `column` on, `stride` apart, and their points side by side. */
struct rule_group {
	const struct alarm_rule *rule;
	enum value_source source;
	enum limit_source limit;
	enum metric_class class;
	bool absolute;             /* the rule says abs(...) */
	double sign;               /* +1 where above is bad, -1 where below is */
	size_t column, limit_column, stride; /* columns; a derived id or a bus for the other sources */
	size_t first_object, count, first_point;
	size_t busy;               /* points that are not idle */
};

enum phase { PHASE_IDLE, PHASE_PENDING, PHASE_ACTIVE, PHASE_CLEARING };

struct point {
	double limit;              /* fixed, or the site's number where the frame has none; NaN: none */
	enum phase phase;
	int64_t held_ms;           /* how long pending or clearing, gaps not counted */
	int64_t first_ms;
	size_t entry;              /* in the log while active or clearing */
};

#define FAULT_MAX 32
struct alarm_rules {
	struct rule_group *group;  /* owned */
	struct point *point;       /* owned */
	double *bound;             /* owned; per point: the signed fixed limit */
	size_t group_count, point_count, group_room, point_room;
	bool need_derived;
	size_t fault_count;
	char fault[FAULT_MAX][160];
};

/* Resolves the rules of a site; all points idle. */
void alarm_rules_make(struct alarm_rules *r, const struct site *site);
void alarm_rules_free(struct alarm_rules *r);
/* The name of a point's object, as it stands in the log. */
const char *alarm_rules_object(const struct rule_group *g, const struct site *site, size_t index);

/* In order of on_ms. Over each run of 64 entries, and each run of 64 such runs, the latest end is kept, so that what is active at
 * a time is found without looking at what has long ended. */
struct alarm_log {
	struct alarm *at;          /* owned */
	int64_t *run_end, *long_end; /* owned; INT64_MAX: one is open */
	size_t count, room, dropped;
	bool unsorted;
};

void alarm_log_free(struct alarm_log *log);
/* Its index, or ENTRY_NONE when the log is full. */
size_t alarm_log_open(struct alarm_log *log, const struct alarm *alarm);
void alarm_log_close(struct alarm_log *log, size_t entry, int64_t t_ms);
/* Puts entries that came with an earlier time than the one before them into order. Returns the new index of each old one, owned
 * by the caller, or NULL when nothing moved. */
uint32_t *alarm_log_sort(struct alarm_log *log);
size_t alarm_log_active(const struct alarm_log *log, int64_t t_ms, const struct alarm **out, size_t room);

#endif
