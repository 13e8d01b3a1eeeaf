/* The baseline's history past the recording; see whatif_future.h. Always true: it has the very frames that stand at the cursor there, at the steps
 * that the scenario's history has without edits. */
#include "whatif_future.h"

#include "whatif.h"

void whatif_future_init(struct whatif_future *f) {
	*f = (struct whatif_future){ .reached_ms = TIME_NONE, .end_ms = TIME_NONE };
	frame_init(&f->recorded);
	frame_init(&f->frame);
}

void whatif_future_clear(struct whatif_future *f) {
	history_free(f->history);
	f->history = NULL;
	f->reached_ms = TIME_NONE;
}

void whatif_future_free(struct whatif_future *f) {
	whatif_future_clear(f);
	frame_free(&f->recorded);
	frame_free(&f->frame);
}

void whatif_future_hold(struct history *h, struct frame *frame, const struct derived *d, int64_t row_ms, int64_t next_ms, int64_t end_ms) {
	int64_t t_ms = frame->t_ms;
	for (int64_t t = t_ms + row_ms; t < next_ms && t <= end_ms; t += row_ms) {
		frame->t_ms = t;
		history_add(h, frame, d);
	}
	frame->t_ms = t_ms;
}

static void begin(struct whatif_future *f, const struct baseline *base, int64_t end_ms) {
	if (f->history && f->end_ms == end_ms)
		return;
	whatif_future_clear(f);
	f->end_ms = end_ms;
	f->history = history_new(base->site, base->last.t_ms, end_ms);
	frame_copy(&f->recorded, &base->last);
}

bool whatif_future_work(struct whatif_future *f, const struct baseline *base, struct branch *branch, int64_t end_ms, int64_t until_ms, int64_t stop_mono_ms) {
	struct derived d;
	int64_t row_ms = baseline_step_ms(base->site);
	begin(f, base, end_ms);
	for (uint64_t n = 1;; n++) {
		int64_t t = f->reached_ms == TIME_NONE ? base->last.t_ms + row_ms : f->reached_ms + WHATIF_STEP_MS;
		if (t > until_ms || t > end_ms)
			return false;
		f->recorded.t_ms = t;
		branch_frame(branch, &f->recorded, &f->frame);
		power_derive(&f->frame, NULL, &d);
		branch_derive_firm(branch, &f->frame, &d);
		history_add(f->history, &f->frame, &d);
		whatif_future_hold(f->history, &f->frame, &d, row_ms, t + WHATIF_STEP_MS, end_ms);
		f->reached_ms = t;
		if (n % 64 == 0 && clock_mono_ms() >= stop_mono_ms)
			return true;
	}
}
