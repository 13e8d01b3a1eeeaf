/* The inside of a session, for the files that make it up: session.c fills the world at the cursor, session_live.c what a live source adds,
 * session_record.c records what comes in, session_track.c reads the series of the zoomed Timeline, session_difference.c compares the cursor with
 * another moment. */
#ifndef MWTOP_SESSION_STATE_H
#define MWTOP_SESSION_STATE_H

#include "recorder.h"
#include "session.h"
#include "scenario.h"
#include "tap.h"
#include "whatif.h"

#define SESSION_ACTIVE_MAX 512
#define SESSION_RATE_SPAN_MS 600000 /* "the rate of the last 10 minutes" (DESIGN.md, ready_at) */

struct session {
	struct source *source;
	struct fold *fold, *next_fold; /* next: the same anew, after positions became void, until it has got as far */
	uint32_t revision;
	struct world world;
	struct frame frame, earlier, minute, edge_frame;
	int64_t minute_ms;   /* the full minute for which `minute` was read; TIME_NONE: none */
	double *last_kw;
	int64_t *last_kw_ms;
	size_t last_room;
	const struct alarm *active[SESSION_ACTIVE_MAX];
	struct alarm_desk *desk;
	struct alarm_list alarms;
	char name[160];
	int64_t rate_for_ms; /* cursor for which ready_rate was computed; TIME_NONE: none */
	double ready_rate;
	bool away;           /* the cursor has left the live edge */
	int64_t left_ms;     /* the newest time then */
	int64_t clock_off_mono_ms; /* since when the clock of the data has been off; 0: it is not */
	int64_t edge_for_ms; /* newest time for which the edge was judged; TIME_NONE: not yet */
	struct difference difference; /* of the world's, while it is looked at */
	struct recorder *recorder; /* NULL: nothing is recorded */
	struct tap *tap;
	struct buf tapped;
	struct {
		struct track *series;      /* owned; NULL: none was asked for yet */
		struct source_scan *scan;  /* owned; NULL: nothing is being read */
		uint32_t round;            /* of the track, when that was opened */
		int64_t to_ms;
		bool resting;              /* nobody looks: what was read is kept, and nothing more is */
		struct error damage;       /* the first line that could not be read; "": none yet */
		bool disorder;             /* some came out of order */
		int past;                  /* lines after that, one after the other */
	} track;
	struct {
		bool on;
		struct scenario *scenario; /* owned; NULL: none was begun */
		struct whatif *engine;     /* owned; NULL with it */
		struct world_whatif world;
		struct frame frame, moved, then; /* computed; a recorded one in another time; computed ten minutes before */
		int64_t rate_for_ms;       /* ten seconds and scenario for which the rate was computed */
		uint64_t rate_of;
		double rate;
		struct branch_transient transient;
		bool working;              /* the last slice left work */
		char file[256];
	} whatif;
};

/* Where a sample stands for a time more than 2.5 periods after it: what was good becomes stale, and true is returned. */
bool session_age_frame(struct frame *frame, int64_t t_ms);
/* In such a gap no sum is a bound of anything: derived values of which a member does not report become NaN. */
void session_forget_bounds(struct derived *d);
/* The computed frame at a cursor past the recording into s->frame; false where there is none. */
bool session_future_frame(struct session *s);
/* What the scenario makes of the frame at the cursor; after the baseline's verdict. */
void session_fill_whatif(struct session *s);
void session_whatif_close(struct session *s);
bool session_whatif_work(struct session *s, int64_t budget_ms, bool *shown);
/* Forgets what the track has read, as positions are void (session_track.c). */
void session_track_renew(struct session *s);
void session_track_close(struct session *s);
/* "not known: no data for 12 s", and no figures. */
void session_not_known(struct verdict *verdict, double quiet_s);
/* Link, age and edge of a live source; after the frame at the cursor was filled. */
void session_fill_live(struct session *s);

#endif
