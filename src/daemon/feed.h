/* Where lines come from: a reel that is played as if it happened now, or what another program writes, as it comes. */
#ifndef MWTOP_FEED_H
#define MWTOP_FEED_H

#include "line.h"

struct feed;
enum feed_kind { FEED_SIM, FEED_REPLAY, FEED_COLLECT };

struct feed_options {
	enum feed_kind kind;
	const char *name;
	double speed;      /* of playing; times of the lines are moved by one constant, so at other speeds than 1 they leave the clock */
	bool loop;         /* begin again at the end, with another constant */
	const char *at;    /* NULL, or the TIME that is now; what lies before comes at once */
};

/* NULL with err. */
struct feed *feed_open(const struct feed_options *options, struct error *err);
void feed_close(struct feed *f); /* NULL is fine */
/* When to call feed_next, on the monotonic clock; TIME_NONE: no more comes. A collecting feed may be readable sooner: feed_fd. */
int64_t feed_due(const struct feed *f);
/* Descriptor to poll for readability, or -1. */
int feed_fd(const struct feed *f);
/* Appends the lines that are due, of one moment; false when nothing was. */
bool feed_next(struct feed *f, struct buf *out);
/* Whether what comes now is past: it is taken in before anyone is served. */
bool feed_in_past(const struct feed *f);
/* It begins with what it may have brought before, each time it is opened: a file that another program writes, a reel that begins in the
 * middle. */
bool feed_reads_again(const struct feed *f);
/* What has to be said in the journal ("it has ended"), once; NULL. */
const char *feed_note(struct feed *f);

#endif
