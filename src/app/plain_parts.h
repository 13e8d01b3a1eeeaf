/* The inside of plain.h: what was told last, and one function for each kind of change. Each says what differs and takes it as told; with `out`
 * NULL it only takes it. */
#ifndef MWTOP_PLAIN_PARTS_H
#define MWTOP_PLAIN_PARTS_H

#include "plain.h"

#define PLAIN_ALARMS_MAX 512
#define PLAIN_WHY_SIZE 640
#define PLAIN_COUNTS_SIZE 64

/* A value that may ramp: what was told, and since when it has been what it is. */
struct plain_ramp {
	double value, seen; /* NaN: nothing yet */
	int64_t since_ms;
};

/* What a set or a feed is, as far as it is told. */
struct plain_set {
	int state;       /* enum gen_state; -1: not known; PLAIN_NO_DATA */
	int breaker;     /* enum breaker; -1: not known */
	double kw;       /* last good */
	struct plain_ramp max_kw;
};
#define PLAIN_NO_DATA (-2)

struct plain_feed {
	int breaker;     /* as above; PLAIN_NO_DATA */
	bool dead;       /* no voltage */
	double mw, limit_mw;
};

struct plain_bus {
	enum bus_tie tie;
	int band;        /* how far the frequency has strayed: 0, then 1.. above and -1.. below */
	double extreme_hz;
};

struct plain_alarm {
	char id[48], src[SITE_ID_SIZE], text[112];
	int64_t on_ms;
	bool about;             /* it was told with a time that is not exact: a finer past may tell another one */
	enum priority priority;
};

/* Of the start, as it was told last. */
enum plain_verdict { PLAIN_UNTOLD, PLAIN_NO_GO, PLAIN_GO, PLAIN_RUNNING };

struct plain {
	bool begun;
	const struct site *site;
	int64_t t_ms, minute;   /* of the world before */
	size_t events_taken, alarms_taken; /* entries at t_ms itself that were there then */
	uint64_t damaged;       /* lines that were told as left out */
	int64_t damage_ms;      /* and when */
	int clock_told;         /* the clock of the data runs ahead (1), behind (-1), or was not said to */
	enum link_state link_told; /* LINK_FILE: nothing yet, or it never was live */
	struct plain_set *set;  /* owned, one for each */
	struct plain_feed feed[SITE_FEED_MAX];
	struct plain_bus bus[SITE_BUS_MAX];
	double online, job;
	struct plain_ramp cap_w;
	struct plain_alarm *alarm; /* owned, PLAIN_ALARMS_MAX; that are active */
	size_t alarm_count;
	enum plain_verdict verdict;
	bool flood;
	char why[PLAIN_WHY_SIZE]; /* without its figures */
	enum training_state training;
	int64_t start_ms;
};

void plain_say(struct plain_lines *out, int64_t t_ms, bool important, const char *format, ...) PRINTF_LIKE(4, 5);
/* "30.49 MW", "at least 22.70 MW (13 of 14 report)", "not known". Returns out. */
char *plain_sum(const struct world *w, enum derived_id id, char *out, size_t size);
/* "1,390 kW" of a value, "not known" for NaN. Returns out. */
char *plain_number(double value, int decimals, const char *unit, char *out, size_t size);
/* "2 high, 1 low" of the active alarms, "none". Returns out. */
char *plain_alarm_counts(const struct world *w, char *out, size_t size);

void plain_sets(struct plain *p, const struct world *w, struct plain_lines *out);
void plain_feeds(struct plain *p, const struct world *w, struct plain_lines *out);
void plain_buses(struct plain *p, const struct world *w, struct plain_lines *out);
void plain_gpus(struct plain *p, const struct world *w, struct plain_lines *out);
void plain_alarms(struct plain *p, const struct world *w, struct plain_lines *out);
void plain_training(struct plain *p, const struct world *w, struct plain_lines *out);
void plain_link(struct plain *p, const struct world *w, struct plain_lines *out);
void plain_clock(struct plain *p, const struct world *w, struct plain_lines *out);
void plain_damage(struct plain *p, const struct world *w, struct plain_lines *out);
/* The state in a few lines, and the line of each minute. */
void plain_opening(const struct world *w, struct plain_lines *out);
void plain_minute(const struct world *w, struct plain_lines *out);

extern const char *const plain_gen_words[GEN_STATE_COUNT];
/* "parallel with the grid" ... of enum bus_tie. */
extern const char *const plain_tie_words[];

#endif
