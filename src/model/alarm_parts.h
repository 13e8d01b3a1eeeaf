/* Between alarms.c and its parts: alarm_rules.c resolves rules to columns, alarm_log.c holds the log with its index, alarm_names.c tells which
 * entries are the same alarm again, alarm_service.c when sets were out of service, alarm_repeats.c what devices raised
 * again, alarm_flood.c when there were floods. */
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
	uint32_t *point;           /* owned; of each entry, the number of its (id, src) */
	int64_t *run_end, *long_end; /* owned; INT64_MAX: one is open */
	size_t count, room, dropped;
	bool unsorted;
	struct alarm_names *names; /* owned; NULL before the first entry */
};

void alarm_log_free(struct alarm_log *log);
/* Its index, or ENTRY_NONE when the log is full. */
size_t alarm_log_open(struct alarm_log *log, const struct alarm *alarm);
void alarm_log_close(struct alarm_log *log, size_t entry, int64_t t_ms);
/* Puts entries that came with an earlier time than the one before them into order. Returns the new index of each old one, owned
 * by the caller, or NULL when nothing moved. */
uint32_t *alarm_log_sort(struct alarm_log *log);
size_t alarm_log_active(const struct alarm_log *log, int64_t t_ms, const struct alarm **out, size_t room);
size_t alarm_log_latest(const struct alarm_log *log, int64_t t_ms, const struct alarm **out, size_t room);

uint32_t alarm_hash(const char *id, const char *src);
/* Numbers for the pairs (id, src), from 0 on, in the order in which they were first asked for. */
struct alarm_names;
void alarm_names_free(struct alarm_names *n);
uint32_t alarm_names_number(struct alarm_names **n, const char *id, const char *src);
size_t alarm_names_count(const struct alarm_names *n);

/* When sets were out of service, by their id, so that a change of site loses nothing. */
struct service_span { char src[SITE_ID_SIZE]; int64_t from_ms, to_ms; }; /* to_ms TIME_NONE: still */
struct service_log {
	struct service_span *span; /* owned; in order of from_ms */
	size_t *open;              /* owned; per set of the site: its open span plus 1, 0: in service */
	size_t count, room, gens;
	const struct site *site;
};
void service_free(struct service_log *s);
/* A state that is not known changes nothing. */
void service_frame(struct service_log *s, const struct frame *frame);
bool service_is_out(const struct service_log *s, const char *src, int64_t t_ms);

/* When devices raised again what stood already, a list for each alarm that this happened to (alarm.repeats less 1). */
struct repeat_list { int64_t *at_ms; size_t count, room; }; /* owned; in order */
struct repeat_log {
	struct repeat_list *list;  /* owned */
	size_t count, room, total;
};
void repeats_free(struct repeat_log *r);
/* False when there is no more room. A time before the alarm came counts as that. */
bool repeats_add(struct repeat_log *r, struct alarm *alarm, int64_t t_ms);
/* As alarms_repeats. */
size_t repeats_until(const struct repeat_log *r, const struct alarm *alarm, int64_t t_ms, int64_t *last_ms);

/* The floods of a log, found in one pass over it that goes on where it stopped. */
struct flood_span { int64_t from_ms, to_ms; }; /* to_ms TIME_NONE: none of the alarms so far ended it */
struct flood_log {
	int64_t *on;               /* owned; when the alarms that count came */
	struct flood_span *span;   /* owned */
	size_t count, room, span_count, span_room, low, taken;
};
void flood_free(struct flood_log *f);
void flood_restart(struct flood_log *f);
void flood_take(struct flood_log *f, const struct alarm_log *log);
struct alarm_flood flood_at(const struct flood_log *f, int64_t t_ms);

#endif
