/* What the timeline draws of the baseline past the end of the recording: the history of a branch without edits, made in slices. */
#ifndef MWTOP_WHATIF_FUTURE_H
#define MWTOP_WHATIF_FUTURE_H

#include "branch.h"
#include "history.h"

struct whatif_future {
	struct history *history; /* owned; NULL: not begun */
	struct frame recorded, frame;
	int64_t reached_ms, end_ms;
};

void whatif_future_init(struct whatif_future *f);
void whatif_future_free(struct whatif_future *f);
/* Forgets what was made: the recording has grown. */
void whatif_future_clear(struct whatif_future *f);
/* Goes on up to until_ms and no further than end_ms, both times; `branch` has no edits and begins where the baseline's recorded rows end. Another
 * end_ms begins anew. True while there is more to do when clock_mono_ms has come to stop_mono_ms. */
bool whatif_future_work(struct whatif_future *f, const struct baseline *base, struct branch *branch, int64_t end_ms, int64_t until_ms, int64_t stop_mono_ms);
/* `frame`, which history has already, stands until the step of the future at next_ms: between them it is no gap. */
void whatif_future_hold(struct history *h, struct frame *frame, const struct derived *d, int64_t row_ms, int64_t next_ms, int64_t end_ms);

#endif
