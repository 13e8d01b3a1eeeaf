/* The events of a branch that is written as a recording: which of the recording's stay, and what the scenario adds. */
#ifndef MWTOP_WHATIF_EVENTS_H
#define MWTOP_WHATIF_EVENTS_H

#include "branch.h"
#include "fold.h"

/* Whether an event of the recording stays in the branch. What the dispatch of a set or feed does is told by the branch; of a set or feed that an edit
 * took over nothing stays but the end of alarms. */
bool whatif_event_stays(const struct branch *b, const struct site *site, const struct event *event);
/* The device alarms that stand at t, raised again at that time with their own clock's time: a recording that begins there must not lose them. */
void whatif_events_standing(const struct fold *fold, const struct branch *b, const struct site *site, int64_t t_ms, struct event_list *out);
/* The edits up to until_ms as notes, the end of the alarms of what they take over, and what the branch's sets and feeds did. A trip that the
 * recording tells, too, stays in the recording's words. */
void whatif_events_of_branch(const struct fold *fold, const struct branch *b, const struct site *site, const struct edit *edits, size_t edit_count,
                             int64_t until_ms, struct event_list *out);

#endif
