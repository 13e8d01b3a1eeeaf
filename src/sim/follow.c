/* Site fields after an edit. What a frame carries (cap, limit, states) is not the site's; what the GPUs are, the plan, the policy and
 * the promises are. */
#include "follow.h"

#include <string.h>

static void follow_promises(struct site *told, const struct plant *p) {
	for (size_t i = 0; i < told->feed_count; i++) {
		const struct dispatch_feed *f = &p->bar.dispatch.feed[i];
		told->feed[i].promise_count = f->promise_count;
		memcpy(told->feed[i].promise, f->promise, sizeof f->promise);
	}
}

bool follow_edit(struct site *told, const struct edit *e, const struct plant *p, int64_t *planned_ms) {
	struct training_plan *training = &told->training;
	switch (e->verb) {
	case EDIT_FEED_PROMISE: follow_promises(told, p); return true;
	case EDIT_GPU_DRAW:
	case EDIT_GPU_MODEL:
	case EDIT_SITE_PUE:
	case EDIT_SITE_OVERHEAD: told->gpu = p->demand.plan; return true;
	case EDIT_TRAINING_START: training->start_ms = *planned_ms = e->when_ms; return true;
	case EDIT_TRAINING_HOLD: training->start_ms = TIME_NONE; return true;
	case EDIT_TRAINING_GO: training->start_ms = *planned_ms; return true;
	case EDIT_TRAINING_GPUS: training->gpus_needed = e->number; return true;
	case EDIT_SITE_RESERVE: told->policy.reserve_mw = e->number; return true;
	case EDIT_SITE_STANCE: told->policy.stance = (enum stance)e->number; return true;
	default: return false;
	}
}
