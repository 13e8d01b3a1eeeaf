/* Alarm rules of the site over frames, and device alarms from events, folded into a log. The engine is a state machine per
 * (rule, object); feeding it the same frames gives the same log, however they arrive in slices. What is active at a time t
 * is read from the log, so that a jump to t equals playing up to it.
 *
 * What a rule may say: value "gen.*.kw", "feed.TVA.mw", "gpu.cap_w", "bus.*.tie" (with a word), a derived name, or any of them in
 * abs(...); op and a number, or as limit a metric of the same object (where the frame has none, the site's number of that
 * name), a number of the site (trip_mw, rated_kw, min_kw, u_hz, nominal_kv and nominal_hz of the object's bus, tdp_w, ...), a
 * word of a label, or beside a derived value another; times scale. "is" missing, stale or bad looks at the quality.
 * An alarm comes when the condition held for on_s, and goes when the value was back by more than the deadband for off_s. What is not
 * known (not good, a balance with a member missing) neither raises nor clears, and no delay runs while it is so, or over a gap.
 * A derived value other than the balance counts as far as it is certain. The object of a derived value is "site".
 *
 * Suppressed (out of service by design, ISA-18.2) is an alarm whose rule says so, and one of a set while that is measured out_of_service. It
 * is in the log and nowhere else: it is not active, counts in no flood and is no first-out. */
#ifndef MWTOP_ALARMS_H
#define MWTOP_ALARMS_H

#include "event.h"
#include "power.h"

struct alarm {
	int64_t on_ms, off_ms;          /* off_ms TIME_NONE while active */
	int64_t first_ms;               /* when the condition began (on_ms less the delay) */
	char id[48];                    /* rule id or kind of the event */
	char src[SITE_ID_SIZE];         /* object: "TVA", "G07" */
	char text[112];                 /* "import over contract" */
	char group[16];                 /* for first-out; "" none */
	enum priority priority;
	bool device;                    /* from an event */
	bool about;                     /* raised by a decimated sample: on_ms is only as exact as its window */
	bool by_design;                 /* its rule says suppress */
	bool came_suppressed;           /* was suppressed at on_ms */
	double value, limit;            /* at on_ms; NaN for device alarms */
	uint32_t repeats;               /* for alarms_repeats; 0: never raised again */
};

/* The group of what has none of its own and is of high priority. */
#define ALARM_GROUP_COMMON "site"
/* First-out: the first alarm of its group to arrive after that long without one. */
#define ALARM_FIRST_OUT_MS 10000
/* A flood begins with more than _ON alarms in the window before, and ends when fewer than _OFF are left in it (ISA-18.2). */
#define ALARM_FLOOD_WINDOW_MS 600000
#define ALARM_FLOOD_ON 10
#define ALARM_FLOOD_OFF 5

struct alarm_flood {
	bool on;
	unsigned recent;                /* alarms in the window that ends at the time asked for */
	int64_t since_ms;               /* TIME_NONE: no flood */
};

struct alarm_engine;
/* For one site; the log survives a change of site (alarms_resite). */
struct alarm_engine *alarms_new(const struct site *site);
void alarms_free(struct alarm_engine *e);
/* The same rule on the same object goes on where it was; other active alarms end. The old site must still be there. */
void alarms_resite(struct alarm_engine *e, const struct site *site);
void alarms_frame(struct alarm_engine *e, const struct frame *frame, const struct derived *derived);
/* Device alarms are those of one source, kind and ANSI number. A raise of one that stands opens no second: its time is kept (alarms_repeats), and who had
 * acknowledged it has to do so again (alarm_desk.h). A clear without number fits any. */
void alarms_event(struct alarm_engine *e, const struct event *event);
/* Rules that could not be resolved ("no such metric: feed.*.mww"), one line each; index from 0, NULL past the end. */
const char *alarms_fault(const struct alarm_engine *e, size_t index);
/* The log in order of on_ms; valid until the next call that feeds. Bounded at 100,000, as are raises of what stands; alarms_dropped counts the rest. */
const struct alarm *alarms_log(const struct alarm_engine *e, size_t *count);
size_t alarms_dropped(const struct alarm_engine *e);
/* Alarms active at t (on_ms <= t < off_ms) and not suppressed then, highest priority first, then oldest; writes up to `room` pointers into
 * the log. */
size_t alarms_active(const struct alarm_engine *e, int64_t t_ms, const struct alarm **out, size_t room);
/* The newest occurrence at or before t of every alarm that ever came, newest first: what came again (the same id and object) is one alarm. */
size_t alarms_latest(const struct alarm_engine *e, int64_t t_ms, const struct alarm **out, size_t room);
/* How often the device raised an alarm of the log again while it stood, at or before t; *last_ms: when last, its on_ms if never. */
size_t alarms_repeats(const struct alarm_engine *e, const struct alarm *alarm, int64_t t_ms, int64_t *last_ms);
/* How many different alarms there are in the log: room enough for alarms_latest. */
size_t alarms_points(const struct alarm_engine *e);
bool alarms_suppressed(const struct alarm_engine *e, const struct alarm *alarm, int64_t t_ms);
struct alarm_flood alarms_flood(const struct alarm_engine *e, int64_t t_ms);
/* Of a log in order of on_ms: how many came at or before t, which is the index of the first that came after. */
size_t alarms_until(const struct alarm *log, size_t count, int64_t t_ms);
/* Whether an entry of a log (in order of on_ms; alarms of one time in the order of their arrival) is the first-out of its group. */
bool alarm_first_out(const struct alarm *log, const struct alarm *alarm);
/* Whether the rules read derived values (then the fold must derive every frame). */
bool alarms_need_derived(const struct alarm_engine *e);

#endif
