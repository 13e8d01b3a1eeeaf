/* The body of /v1/frames, /v1/events and /v1/stream: history from a snapshot of the recording, then, for a stream, what comes, from the
 * very byte at which the snapshot ends. */
#ifndef MWTOP_STREAM_H
#define MWTOP_STREAM_H

#include "flow.h"
#include "excerpt.h"
#include "station.h"

#define STREAM_HEARTBEAT_MS 5000

struct stream_options {
	bool history;               /* begin with `range` */
	struct excerpt_range range;
	bool live;                  /* go on with what comes; without `history`, the newest site and frame come first */
	int64_t every_ms;           /* 0: every line */
	bool compress;              /* zstd, all that is there flushed each time it runs dry */
};

/* NULL with err. The station must outlive it; free with its close. */
struct flow *stream_open(struct station *station, const struct stream_options *options, struct error *err);

#endif
