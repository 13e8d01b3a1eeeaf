/* What is left after each single loss: every feed with a closed breaker, every loaded set, every bus section of a site with several. The margins of
 * feeds and sets are those whose least is n1_mw (power.h), loss by loss; a bus section takes its own load with it and is not counted in n1_mw. A
 * site of one bus has none: with it all is lost. Pure functions of a frame and what is derived from it. */
#ifndef MWTOP_CONTINGENCY_H
#define MWTOP_CONTINGENCY_H

#include "power.h"

enum contingency_kind { CONTINGENCY_FEED, CONTINGENCY_SET, CONTINGENCY_BUS, CONTINGENCY_KIND_COUNT };
extern const char *const contingency_kind_words[]; /* "feed" "set" "bus" */

/* How the rest fares. In this order: the first that holds. */
enum contingency_outcome {
	CONTINGENCY_UNKNOWN,  /* the load, or what is lost, is not known */
	CONTINGENCY_NO_LOAD,  /* nothing hangs on it: its buses carry no load */
	CONTINGENCY_DARK,     /* a bus section to which no other with load is joined: its own load goes with it, and that is all */
	CONTINGENCY_SHORT,    /* margin_mw below 0 */
	CONTINGENCY_OPENS,    /* the import stays above trip_mw for trip_s: the feed opens, and that is a second loss */
	CONTINGENCY_SHEDS,    /* an island in which relays or stages act on the way, or which has no rest: sets or load go off */
	CONTINGENCY_OVER,     /* enough, but the import is over the contract for over_s */
	CONTINGENCY_HOLDS,
	CONTINGENCY_OUTCOME_COUNT
};
extern const char *const contingency_outcome_words[]; /* "unknown" "no load" "dark" "short" "feed opens" "sheds" "over contract" "holds" */

/* Of the buses that are joined (power_bus_groups), one group after the other; NaN: not known, or does not apply. */
struct contingency {
	enum contingency_kind kind;
	enum contingency_outcome outcome;
	size_t object;      /* index of the feed, set or bus */
	int bus;            /* lowest of the buses that are joined; -1: all buses count as one */
	double lost_mw;     /* of online_mw */
	double carried_mw;  /* what it carries now */
	double left_mw;     /* online_mw of its buses less that */
	double load_mw;     /* of them, to be carried by what is left; of a bus section: without its own */
	double dark_mw;     /* of a bus section: its own load, which goes with it; else 0 */
	double margin_mw;   /* left_mw - load_mw; of a bus section the least of what it falls apart into */
	double import_mw;   /* of the feeds that remain, at once: they take the step first */
	double over_s;      /* until the sets that remain have brought the import down to the contract; 0: never over it; NaN: not known, or it stays */
	double rest_hz;     /* of an island on droop; NaN also where a feed holds the frequency, or there is no rest */
	double extreme_hz;  /* of that island, farthest from nominal on the way (swing.h); NaN also where under CONTINGENCY_SWING_SHARE is lost */
	bool at_least;      /* a member of headroom_mw does not report: left_mw and margin_mw are lower bounds, gpus_off and over_s upper ones, and short,
	                     * feed opens and sheds are what may be */
	double gpus_off;    /* whole GPUs that must go off, at the present W per GPU; 0: none */
	double cap_w;       /* the cap at which those online would fit; NaN: none is needed, or none within the model's range helps */
};
#define CONTINGENCY_MAX (SITE_FEED_MAX + SITE_GEN_MAX + SITE_BUS_MAX)

/* Of what an island carries: a lesser loss is a small step, and only its rest is computed. */
#define CONTINGENCY_SWING_SHARE 0.05

/* All single losses into `out` (room for CONTINGENCY_MAX), the least margin first, unknown ones last; of equals a feed first. Returns how many.
 * `derived` is of that frame. */
size_t contingency_list(const struct frame *frame, const struct derived *derived, struct contingency *out);
/* "TVA", "G07", "A"; lives as long as the site. */
const char *contingency_id(const struct site *site, const struct contingency *c);
/* How the rest fares in words: of contingency_outcome_words, or "may be short", "feed may open", "may shed" where that is concluded from a lower bound. */
const char *contingency_outcome_text(const struct contingency *c);
/* What follows, beside its margin and outcome: "1,853 GPUs off or cap 345 W", "import 10.06 MW at once", "island: extreme 58.52 Hz, at rest on droop 59.31 Hz"; `whole` false: the
 * same for narrow places, "1,853 off, 345 W", "58.52 Hz"; of lower bounds "up to 1,853 GPUs off or cap ≥ 345 W", "up to 1,853 off". "": nothing to say. Returns out. */
#define CONTINGENCY_TEXT_SIZE 96
char *contingency_print(const struct contingency *c, bool whole, char out[CONTINGENCY_TEXT_SIZE]);

#endif
