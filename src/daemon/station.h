/* What the daemon knows: the newest site and frame, the ring of the newest lines, and the recording that history is read from. Every
 * line that a feed brings goes in here, and everything that clients get comes out of here. */
#ifndef MWTOP_STATION_H
#define MWTOP_STATION_H

#include "clock_log.h"
#include "hub.h"
#include "newest.h"
#include "recorder.h"
#include "site_log.h"

struct station {
	struct newest newest;
	struct hub *hub;
	struct recorder *recorder;   /* NULL: a finished recording is served */
	char *path;                  /* what source_open takes: the directory of the recorder, or the finished recording */
	char *private_dir;           /* NULL, or made for this run and removed with it */
	const char *source;          /* where the lines come from, for people */
	uint64_t recorded;           /* number of the byte in the hub up to which everything is in the recording */
	int64_t begun_mono_ms;
	bool recording_failed;
	struct buf batch;
	struct site_log past, live;  /* of what was recorded before this run, and since */
	struct clock_log past_clock, live_clock;
	struct source *past_source;  /* while the past is being read */
	struct source_scan *past_scan;
	int64_t known_to_ms;         /* lines up to there were recorded before and are passed over, until a later one comes; TIME_NONE */
};

struct station_options {
	const char *record_dir;      /* NULL: a private one in $TMPDIR */
	const char *own_times;       /* NULL, or the finished recording to serve */
	double keep_s;
	size_t ring_bytes;
	bool read_again;             /* what is fed begins with lines that an earlier run has recorded: a file that is read from its start */
	const char *source;          /* not copied */
};

/* NULL with err. */
struct station *station_open(const struct station_options *options, struct error *err);
/* False with err when the recording could not be kept whole. */
bool station_close(struct station *s, struct error *err);
/* Takes whole lines as they arrived. What cannot be read is left out, counted, and said in the journal for the first few. */
void station_take(struct station *s, const char *lines, size_t length);
/* Reads on, for about so long, in what was recorded before this run, to know which site governs where; true while there is more. */
bool station_work(struct station *s, int64_t budget_ms);
/* Whether the past has been read, so that station_disorder_ms is known; and by how much lines are out of order. */
bool station_knows_past(const struct station *s);
int64_t station_disorder_ms(const struct station *s);
/* The site line that governs at t, or NULL when it is not known (yet). */
const char *station_site_at(const struct station *s, int64_t t_ms);
/* Seconds since the newest frame arrived; NaN: none yet, or a finished recording. */
double station_age_s(const struct station *s);
/* Bytes recorded since the daemon began; of a finished recording its size. */
uint64_t station_bytes(const struct station *s);
/* "ok", "stale" (nothing for 2.5 periods, at least 3 s), "starting" (no frame yet). */
const char *station_state(const struct station *s);

#endif
