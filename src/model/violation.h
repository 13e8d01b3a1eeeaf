/* What a scenario breaks: kinds, words and bounds. A violation has an object, a start, an end, and its greatest size with the moment of that. */
#ifndef MWTOP_VIOLATION_H
#define MWTOP_VIOLATION_H

#include "site.h"

/* X(id, word, unit, class of the object, what it is in words) */
#define VIOLATION_LIST(X) \
	X(IMPORT, "import", "MW", FEED, "import over contract") \
	X(FEED_TRIP, "feed-trip", "MW", FEED, "feed tripped by overload") \
	X(EXPORT, "export", "MW", FEED, "reverse power at the intertie") \
	X(SET_OVER, "set-over", "kW", GEN, "set over its maximum") \
	X(SET_UNDER, "set-under", "kW", GEN, "set under its minimum load") \
	X(BLOCK, "block", "kW", GEN, "step over the block load of a set") \
	X(RAMP, "ramp", "MW/s", AUX, "load moves faster than the sets ramp") \
	X(HZ, "hz", "Hz", BUS, "frequency out of bounds") \
	X(N1, "n1", "MW", AUX, "short after the loss that the stance covers") \
	X(UNSERVED, "unserved", "MW", AUX, "load shed") \
	X(DEAD, "dead", "Hz", BUS, "bus dead")

#define VIOLATION_ENUM(id, ...) VIOLATION_##id,
enum violation_kind { VIOLATION_LIST(VIOLATION_ENUM) VIOLATION_KIND_COUNT };
#undef VIOLATION_ENUM

struct violation_info {
	const char *word, *unit;
	enum metric_class class; /* CLASS_AUX: of the whole site */
	const char *text;
};
const struct violation_info *violation_info_at(enum violation_kind kind);
int violation_decimals(enum violation_kind kind); /* with which its sizes are printed */

struct violation {
	enum violation_kind kind;
	int object;              /* index in the kind's class; -1: the site */
	int64_t start_ms, end_ms; /* end: TIME_NONE while it stands where the computation has got to */
	double size;             /* greatest, in the kind's unit: what is beyond the limit is size - limit */
	double limit;
	int64_t size_ms;         /* when it was greatest */
	bool baseline;           /* it is there without the edits, too; see violations_compare */
};

/* What comes back within this is the same violation. [M] */
#define VIOLATION_AGAIN_MS 10000
/* By how much more, and for how many times as long and some more, one may break a limit and be the same as another. [M] */
#define VIOLATION_ALIKE_EXCESS 1.5
#define VIOLATION_ALIKE_DURATION 2
#define VIOLATION_ALIKE_MS 30000
/* Sets `baseline` of each: whether among the others some of that kind and object overlap it in time, or are no more than VIOLATION_AGAIN_MS away, and are
 * together no less grave. What lasts much longer or goes much further than they is not the same. Both in the order of their start. */
void violations_compare(struct violation *of, size_t count, const struct violation *others, size_t other_count);

/* "TVA import over contract 10.06 MW of 8.00 for 6.3 s"; what still stands lasts up to now_ms ("... for 6.3 s, and goes on"); at the end ", also without
 * the edits" where that is so. Returns out. */
char *violation_print(const struct violation *v, const struct site *site, int64_t now_ms, char *out, size_t size);
/* The same for narrow places: "TVA import 10.06/8.00 MW 6.3 s", in fewer cells "TVA import 10.06/8 MW 6.3 s" or without the duration. */
char *violation_brief(const struct violation *v, const struct site *site, int64_t now_ms, int cells, char *out, size_t size);

#endif
