/* What fills a source's store when that is not one file as it stands: a stream into a spool, a directory of segments, a daemon. */
#ifndef MWTOP_FEEDER_H
#define MWTOP_FEEDER_H

#include "store.h"
#include "world.h"

struct feeder_kind {
	bool streams; /* lines come one after the other from elsewhere: until it has ended more may follow, and a time without is a silence */
	/* Takes in what is there, about `most` bytes of it, without waiting. True when there is something new to read. */
	bool (*pump)(void *feeder, size_t most);
	/* Nothing more is expected. */
	bool (*ended)(const void *feeder);
	/* What is unusual about it, for the status, or NULL. */
	const char *(*note)(const void *feeder);
	/* Descriptor that is readable when pump has something to do, or -1: it is to be looked at from time to time. */
	int (*fd)(const void *feeder);
	void (*free)(void *feeder);
	/* The rest may be NULL. Changes when positions of before became void. */
	uint32_t (*revision)(const void *feeder);
	enum link_state (*link)(const void *feeder);
	/* Seconds since the newest sample was new; NaN: not known. */
	double (*age_s)(const void *feeder);
	/* Time of the first line that there is, also where that has not come itself; TIME_NONE. */
	int64_t (*first_ms)(const void *feeder);
	/* Whether something of all the past there is has come, be it coarse. */
	bool (*knows_past)(const void *feeder);
	/* The samples around t are looked at, at that speed of playing: fetch them if they are only there in a coarse form. */
	void (*want)(void *feeder, int64_t t_ms, double speed);
	/* Lets go of the oldest, about as roll_trim; true when something went. */
	bool (*trim)(void *feeder, uint64_t keep_bytes);
	/* Everything up to now is wanted, as it was recorded; `ended` then tells when it is there, or `fault` (NULL: none) why not. */
	void (*complete)(void *feeder);
	const char *(*fault)(const void *feeder);
};

#endif
