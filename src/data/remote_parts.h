/* The inside of a remote: remote.c is the feeder and what it knows; remote_ask.c asks and takes the
 * answers, remote_trouble.c has what becomes of those that fail. */
#ifndef MWTOP_REMOTE_PARTS_H
#define MWTOP_REMOTE_PARTS_H

#include "http.h"
#include "random.h"
#include "remote.h"
#include "remote_past.h"
#include "remote_plan.h"
#include "remote_tail.h"

/* What is asked for; of each kind at most one is on its way. */
enum ask { ASK_SITE, ASK_NOW, ASK_RANGE, ASK_WHOLE, ASK_COARSE, ASK_STRETCH, ASK_STREAM, ASK_COUNT };

struct fetch {
	struct remote *remote;
	enum ask ask;
	struct http_call *call; /* NULL: not on its way */
	struct buf text;        /* of the answer, where it is gathered; of a refusal its first 4 KiB */
	bool answered;          /* the last one gave what was asked for; text holds it */
	int status;             /* of the answer on its way */
	uint64_t unended;       /* bytes of it since the last end of a line, where it is not gathered */
	int64_t from_ms, to_ms; /* of the span asked for */
	int64_t retry_ms;       /* when it is to be asked again; TIME_NONE */
	unsigned failures;      /* in a row */
};

struct remote {
	struct http *http;
	struct store *store;    /* joined: the past, then the tail */
	size_t past_stores;     /* how many of them are the past */
	struct past past;
	struct tail tail;
	struct fetch fetch[ASK_COUNT];
	struct random random;
	bool started, changed;
	bool recording;         /* the daemon serves a recording that does not go on */
	bool whole;             /* everything up to now is asked for, or there */
	bool ended;
	bool from_now;          /* the past is not wanted */
	bool no_past;           /* the daemon has nothing from before the newest frame */
	bool connected;         /* the stream runs */
	bool empty;             /* the daemon answers, and has nothing yet */
	bool brought;           /* and has brought something new */
	double period_s;        /* of its samples, as its site says */
	int64_t window_ms;      /* of what is coarse */
	uint64_t whole_origin;
	uint32_t revision;
	double age_s;           /* of the newest sample when it came; NaN: none */
	int64_t age_mono_ms;    /* when that was */
	struct error trouble;   /* "" when all is well */
	struct error fault;     /* for good; "" */
	char note[sizeof(struct error) + 40];
};

/* Asks for what stands at the beginning. */
void remote_start(struct remote *r);
/* Asks again for what is due at that time of the monotonic clock. */
void remote_retry_due(struct remote *r, int64_t mono_ms);
/* Asks for everything up to now. */
void remote_ask_whole(struct remote *r);
/* Asks for the coarse windows around t finely; nothing while another stretch is on its way. */
void remote_ask_stretch(struct remote *r, int64_t t_ms);
/* What was asked for did not come, or is of no use: said in r->trouble, and asked for again later. Where everything is wanted, it is the end. */
void remote_fail(struct fetch *f, const struct http_result *result);
/* Nothing more is asked for; why stands in r->fault. */
void remote_end_for_good(struct remote *r, const struct error *why);
/* Places of what is there have changed. */
void remote_rejoin(struct remote *r);

#endif
