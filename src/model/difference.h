/* What changed between two moments of a site: who picked up the load, power, sets and breakers, GPUs, alarms. Pure: two frames with what is derived
 * from them, and the alarm log, make rows. The changes of a section stand by their size, the largest first; those that are not known come
 * after them. A reading that is missing, stale or bad stays visible as that, and no change is made of it. What did not change by as much as is
 * printed has no row and is counted. Objects are the same when their ids are: one that the site of one moment does not have is missing there. */
#ifndef MWTOP_DIFFERENCE_H
#define MWTOP_DIFFERENCE_H

#include "alarms.h"

enum difference_section { DIFFERENCE_PICKUP, DIFFERENCE_POWER, DIFFERENCE_SETS, DIFFERENCE_GPUS, DIFFERENCE_ALARMS, DIFFERENCE_SECTIONS };
extern const char *const difference_words[];  /* "pickup" "power" ... as JSON and CSV have them */
extern const char *const difference_titles[]; /* "Who picked up the load" ... */

/* NUMBER and WORD have then and now; the others are alarms: raised after then and not over, over that was there then, raised and over between. */
enum difference_kind { DIFFERENCE_NUMBER, DIFFERENCE_WORD, DIFFERENCE_RAISED, DIFFERENCE_ENDED, DIFFERENCE_PASSED };
extern const char *const difference_kind_words[]; /* "number" "word" "raised" "ended" "raised and ended" */

struct difference_value {
	struct reading reading;   /* of a number */
	bool at_least;            /* a sum of which a member is missing */
	char word[SITE_ID_SIZE];  /* of a word: "loaded"; "no data", "stale", "bad" where it is not good */
};

struct difference_row {
	enum difference_section section;
	enum difference_kind kind;
	char name[48];            /* for people: "G07", "feed TVA", "headroom_mw" */
	char key[80];             /* "gen.G07.kw", "headroom_mw"; of an alarm its id */
	const char *unit;
	int decimals;
	bool is_signed;
	struct difference_value then, now;
	double change;            /* NaN: not known on one side */
	double share_pct;         /* PICKUP: of all that was picked up (change > 0) or given up (change < 0); NaN */
	double weight;            /* what they are sorted by */
	int64_t on_ms, off_ms;    /* of an alarm; off_ms TIME_NONE while it holds now */
	enum priority priority;
	char text[112];
};

#define DIFFERENCE_ALARMS_MAX 500

struct difference {
	int64_t then_ms, now_ms;              /* asked for */
	int64_t then_frame_ms, now_frame_ms;  /* of the samples */
	struct difference_row *row;           /* owned; by section */
	size_t count, room;
	size_t first[DIFFERENCE_SECTIONS + 1];/* rows [first[s], first[s + 1]) are those of section s */
	size_t same[DIFFERENCE_SECTIONS];     /* what is known and did not change: it has no row */
	double up_kw, down_kw;                /* PICKUP: sums of the known changes, down_kw <= 0 */
	size_t unknown;                       /* of its rows the change is not known */
	size_t alarms_left_out;               /* more than DIFFERENCE_ALARMS_MAX */
	bool alarms_known;                    /* the log goes up to now */
};

struct difference_side {
	int64_t t_ms;
	const struct frame *frame;     /* not NULL */
	const struct derived *derived;
};

/* Of two sides in the order of time. `log`: the alarm log; log_to_ms: how far it goes. Zero `out` is fine, an old one is filled anew. */
void difference_make(struct difference *out, const struct difference_side *then, const struct difference_side *now, const struct alarm *log, size_t log_count,
                     int64_t log_to_ms);
void difference_free(struct difference *d);

/* What a feed, set or battery gives, in kW; one whose breaker is measured open gives 0. `object` < 0: missing. */
struct reading difference_power_kw(const struct frame *frame, enum metric_class class, int object);

/* Whether its times lie within seconds: then they are told with milliseconds, or two of one second would look the same. */
bool difference_is_fine(const struct difference *d);
/* "00:00:20", or then "00:00:00.200". Returns out. */
char *difference_lasted(const struct difference *d, char out[TIME_ISO_SIZE]);

#endif
