/* A scenario as a recording on standard output, that `mwtop` replays: the branch from its start on. Its site lines are of origin "computed" and list all
 * edits; a new one comes when an edit changes the site. Frames are the branch's. Events are the recording's, but those of sets and feeds that say
 * what the dispatch does there, or that an edit took over: in their place stands what the branch's dispatch does. */
#ifndef MWTOP_WHATIF_RECORD_H
#define MWTOP_WHATIF_RECORD_H

#include "session.h"

/* Computes the session's scenario to until_ms and writes it; past the recording the computed future. False with err when there is nothing to write, or
 * it cannot be written. */
bool whatif_record(struct session *s, int64_t until_ms, struct error *err);

#endif
