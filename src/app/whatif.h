/* The what-if over a source: reads the baseline, keeps the branch in step with the edits, and folds its frames into alarms and history. The
 * dashboard and `mwtop whatif` both get their numbers here. The source is not owned; it has a site and frames. */
#ifndef MWTOP_WHATIF_H
#define MWTOP_WHATIF_H

#include "branch.h"
#include "history.h"
#include "source.h"
#include "alarms.h"

/* The computed future ends this long after the recording, and where a training starts later, half an hour after its start, but within a day. */
#define WHATIF_FUTURE_MS (6 * INT64_C(3600000))
#define WHATIF_AFTER_START_MS (30 * INT64_C(60000))
#define WHATIF_FUTURE_MOST_MS (24 * INT64_C(3600000))
#define WHATIF_STEP_MS INT64_C(10000) /* of the history of the future */
#define WHATIF_FUTURE_ASKED_MS (31 * 24 * INT64_C(3600000)) /* where somebody asks for it */

struct whatif;
/* `about_ms`: where the first edit is expected; an earlier one costs reading again. */
struct whatif *whatif_open(struct source *source, int64_t about_ms);
void whatif_close(struct whatif *w);
/* The computed future reaches to t at least, within WHATIF_FUTURE_ASKED_MS of the recording's end. Before whatif_work. */
void whatif_set_end(struct whatif *w, int64_t t_ms);
/* The edits in force in the order of time (copied). Reads and computes nothing yet. */
void whatif_set_edits(struct whatif *w, const struct edit *edits, size_t count);
/* A slice of about budget_ms (0: no bound) of reading and computing, not past until_ms (TIME_NONE: all, the future too). True while there is
 * more to do below it. Which violations are there without the edits, too, is told last. */
bool whatif_work(struct whatif *w, int64_t until_ms, int64_t budget_ms);
/* Where the branch leaves the recording (TIME_NONE: nowhere), up to where it is computed, and where the future ends. */
int64_t whatif_from_ms(const struct whatif *w);
int64_t whatif_reached_ms(const struct whatif *w);
int64_t whatif_end_ms(const struct whatif *w);
/* The computed frame for a recorded one. False while the baseline has not been read so far. */
bool whatif_frame(struct whatif *w, const struct frame *recorded, struct frame *out);
/* The baseline's own frame of a time past the recording, computed without edits; `recorded` is the last frame with its time moved there. */
bool whatif_future_frame(struct whatif *w, const struct frame *recorded, struct frame *out);
/* What is derived of the frame that whatif_frame (whatif_future_frame) made last: power_derive, but that promises which came in what is computed are
 * not firm. */
void whatif_derive(const struct whatif *w, const struct frame *frame, const double *last_kw, struct derived *out);
void whatif_future_derive(const struct whatif *w, const struct frame *frame, const double *last_kw, struct derived *out);
/* Of the branch without edits, which begins where the recording ends, computed to t: what the future adds to the baseline. False: none. */
bool whatif_future_totals(struct whatif *w, int64_t t_ms, struct branch_totals *out);
struct branch *whatif_branch(struct whatif *w);
const struct baseline *whatif_baseline(const struct whatif *w);
/* Of the branch's frames, from its start on; NULL: not begun. Rules only: what devices report is the recording's. */
const struct history *whatif_history(const struct whatif *w);
/* Of the baseline past the recording, as far as it is computed: begun once whatif_future_frame was called, by whatif_work with a budget. NULL: not begun. */
const struct history *whatif_future_history(const struct whatif *w);
const struct alarm_engine *whatif_alarms(const struct whatif *w);

#endif
