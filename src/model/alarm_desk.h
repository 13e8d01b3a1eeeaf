/* The desk: what a person did about alarms, and the state of each alarm that follows from it (ISA-18.2, OPC UA Part 9). An act stands at a time
 * of the recording, the cursor's when it was done: at any earlier time it has not happened. The log says what came and went, the desk who has
 * seen it; together they give the state at a time, whatever was looked at before. Nothing of it is ever sent, and no act changes whether
 * training can start.
 *
 * UNACK: it holds and nobody has acknowledged it; ACKED: it holds and somebody has; RTN-UNACK: it is over and nobody had acknowledged it;
 * NORM: over, and acknowledged. SHELVED: put aside by a person until a time, whether it holds or not; then it is what it would have been
 * without. SUPPRESSED: it holds, and is out of service by design (alarms.h). What came and went while suppressed is NORM. An alarm that
 * comes again is UNACK again; acknowledging it covers all that it did up to then. What a device raises again while it holds is the same alarm:
 * after an acknowledgement that is a new occurrence, which wants one of its own (a re-alarm); before one it is only counted. */
#ifndef MWTOP_ALARM_DESK_H
#define MWTOP_ALARM_DESK_H

#include "alarms.h"

enum alarm_state { ALARM_NORM, ALARM_UNACK, ALARM_ACKED, ALARM_RTN_UNACK, ALARM_SHELVED, ALARM_SUPPRESSED, ALARM_STATE_COUNT };
extern const char *const alarm_state_words[]; /* "NORM" "UNACK" "ACKED" "RTN-UNACK" "SHELVED" "SUPPRESSED" */

/* One alarm at a time: its newest occurrence. */
struct alarm_line {
	const struct alarm *alarm;  /* into the log */
	enum alarm_state state;
	bool active;                /* it holds at that time */
	bool first_out;
	int64_t acked_ms;           /* when this occurrence was acknowledged; TIME_NONE: not */
	int64_t raised_ms;          /* when it was raised last; the alarm's on_ms if once */
	size_t raises;              /* since it came: 1, and what the device raised again */
	size_t occurrences;         /* since it came: 1, and how often it was raised again after an acknowledgement */
	int64_t shelved_until_ms;   /* TIME_NONE: not shelved */
};

/* Shelved and suppressed alarms are counted as such and nowhere else. */
struct alarm_counts {
	unsigned active[PRIORITY_COUNT];
	unsigned unack;             /* UNACK and RTN-UNACK */
	unsigned shelved, suppressed;
};

/* Every alarm that is not NORM: those that hold first (highest priority, then not acknowledged, then oldest), then RTN-UNACK (highest priority, then newest), SHELVED,
 * SUPPRESSED. Zero is an empty list; free with alarm_list_free. */
struct alarm_list {
	struct alarm_line *at;      /* owned */
	size_t count, room;
	struct alarm_counts counts;
	const struct alarm **latest; /* owned; scratch */
};
void alarm_list_free(struct alarm_list *list);

#define ALARM_SHELVE_LEAST_MS 1000
#define ALARM_SHELVE_MOST_MS 86400000
#define ALARM_ACTS_MAX 100000

struct alarm_desk;
struct alarm_desk *alarm_desk_new(void);
void alarm_desk_free(struct alarm_desk *d);
/* Acts at t_ms on the alarm of that id and object. False when the desk is full (ALARM_ACTS_MAX). A shelf has an end, always: `until_ms` is
 * held to t + least .. t + most of the above. */
bool alarm_desk_ack(struct alarm_desk *d, const char *id, const char *src, int64_t t_ms);
bool alarm_desk_shelve(struct alarm_desk *d, const char *id, const char *src, int64_t t_ms, int64_t until_ms);
bool alarm_desk_unshelve(struct alarm_desk *d, const char *id, const char *src, int64_t t_ms);
/* The state of an alarm at t, `alarm` being its newest occurrence at or before t. */
struct alarm_line alarm_desk_line(const struct alarm_desk *d, const struct alarm_engine *engine, const struct alarm *alarm, int64_t t_ms);
/* Fills the list for t; its pointers are good until the engine is fed. */
void alarm_desk_list(const struct alarm_desk *d, const struct alarm_engine *engine, int64_t t_ms, struct alarm_list *list);

#endif
