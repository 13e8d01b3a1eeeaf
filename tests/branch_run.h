/* A constant or recorded baseline with edits, for tests of the branch. Edits are written as a person types them; times as "+90s" count from T0. */
#ifndef MWTOP_TEST_BRANCH_RUN_H
#define MWTOP_TEST_BRANCH_RUN_H

#include "branch.h"
#include "model_site.h"

struct branch_run {
	struct site *site;
	struct baseline base;
	struct frame frame, out;       /* the constant frame; what was computed last */
	struct derived derived;        /* of `out` */
	struct branch *branch;
	struct edit edit[64];
	size_t edits;
};

__attribute__((unused)) static int64_t run_ms(double seconds) {
	return T0 + (int64_t)(seconds * 1000);
}

/* `seconds` of the frame that model_frame makes (or of `frame`), one a second, the first at T0. */
__attribute__((unused)) static void branch_run_open(struct branch_run *r, struct site *site, const struct frame *frame, size_t seconds) {
	memset(r, 0, sizeof *r);
	r->site = site;
	frame_init(&r->frame);
	frame_init(&r->out);
	if (frame)
		frame_copy(&r->frame, frame);
	else
		model_frame(&r->frame, site, T0);
	baseline_init(&r->base, site);
	for (size_t i = 0; i < seconds; i++) {
		struct derived d;
		r->frame.t_ms = run_ms((double)i);
		power_derive(&r->frame, NULL, &d);
		assert_true(baseline_add(&r->base, &r->frame, &d));
	}
	r->branch = branch_new(&r->base);
}

__attribute__((unused)) static void branch_run_close(struct branch_run *r) {
	branch_free(r->branch);
	baseline_free(&r->base);
	frame_free(&r->frame);
	frame_free(&r->out);
	site_free(r->site);
}

/* Gives the branch the edits so far, starting from the constant frame. */
__attribute__((unused)) static void branch_run_apply(struct branch_run *r) {
	int64_t start_ms = branch_start_ms(&r->base, r->edit, r->edits);
	long row = start_ms == TIME_NONE ? -1 : baseline_row(&r->base, start_ms);
	if (start_ms != TIME_NONE && row < 0)
		row = 0;
	if (row >= (long)r->base.recorded)
		row = (long)r->base.recorded - 1;
	if (row >= 0)
		r->frame.t_ms = r->base.t_ms[row];
	branch_set_edits(r->branch, r->edit, r->edits, row >= 0 ? &r->frame : NULL, NULL);
}

__attribute__((unused)) static void branch_run_edit(struct branch_run *r, const char *text) {
	struct error err;
	struct time_context context = { .tz = tz_utc(), .cursor_ms = T0, .plus_ms = T0, .minus_ms = T0, .training_ms = T_START };
	if (!edit_parse(text, r->site, &context, &r->edit[r->edits], &err))
		fail_msg("%s: %s", text, err.text);
	size_t at = r->edits++;
	while (at > 0 && r->edit[at - 1].at_ms > r->edit[at].at_ms) {
		struct edit e = r->edit[at];
		r->edit[at] = r->edit[at - 1];
		r->edit[--at] = e;
	}
	branch_run_apply(r);
}

/* The computed frame, with what is derived from it. */
__attribute__((unused)) static const struct frame *branch_run_at(struct branch_run *r, double seconds) {
	r->frame.t_ms = run_ms(seconds);
	branch_frame(r->branch, &r->frame, &r->out);
	power_derive(&r->out, NULL, &r->derived);
	return &r->out;
}

/* The first violation of a kind, or NULL; everything is computed first. */
__attribute__((unused)) static const struct violation *branch_run_violation(struct branch_run *r, enum violation_kind kind) {
	size_t count;
	branch_compute(r->branch, INT64_MAX, SIZE_MAX);
	const struct violation *v = branch_violations(r->branch, &count);
	for (size_t i = 0; i < count; i++)
		if (v[i].kind == kind)
			return &v[i];
	return NULL;
}

#endif
