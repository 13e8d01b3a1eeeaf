/* A what-if made by hand over the tripped night of worlds.h: the seventh set did not trip, the cap is 345 W, and TVA gives more than its contract. For the
 * tests of the screen: derived values and verdict are the model's own, the branch's history, violations and transient are written here. */
#ifndef MWTOP_TEST_WHATIF_WORLD_H
#define MWTOP_TEST_WHATIF_WORLD_H

#include "worlds.h"


#define WHATIF_EDITS 3
#define WHATIF_VIOLATIONS 3
#define WHATIF_POINTS 500

struct whatif_world {
	struct test_world t;
	struct world_whatif f;
	struct frame frame;
	struct site site; /* as the edits make it */
	struct edit edit[WHATIF_EDITS];
	struct violation violation[WHATIF_VIOLATIONS];
	struct history *history;
	struct branch_transient transient;
	float hz[WHATIF_POINTS];
};

static void whatif_frame(struct whatif_world *x, struct frame *f, int64_t t_ms) {
	world_frame(&x->t, f, t_ms);
	f->site = &x->site;
	for (size_t i = 0; i < x->site.gen_count; i++)
		world_set(f, i, t_ms, 1900);
	frame_set(f, M_FEED_MW, 0, 10.06);
	frame_set(f, M_GPU_CAP_W, 0, 345);
	frame_set(f, M_GPU_MW, 0, 36.6);
	frame_set(f, M_BUS_HZ, 0, 59.2);
}

static void whatif_edits(struct whatif_world *x) {
	static const char *const lines[WHATIF_EDITS] = { "at 03:55:00 gpu cap 345W over 90s", "at 04:02:00 gen G07 restore", "at 04:05:00 feed TVA limit 8MW" };
	struct time_context context = { .tz = x->t.site->tz, .cursor_ms = WORLD_CURSOR_MS, .plus_ms = WORLD_CURSOR_MS, .minus_ms = WORLD_CURSOR_MS,
	                                .training_ms = WORLD_START_MS };
	struct error err;
	for (size_t i = 0; i < WHATIF_EDITS; i++)
		if (!edit_parse(lines[i], x->t.site, &context, &x->edit[i], &err))
			fail_msg("%s: %s", lines[i], err.text);
}

static void whatif_violations(struct whatif_world *x) {
	x->violation[0] = (struct violation){ VIOLATION_RAMP, -1, WORLD_CURSOR_MS - 500000, WORLD_CURSOR_MS - 498000, 4.1, 0.325, WORLD_CURSOR_MS - 500000, false };
	x->violation[1] = (struct violation){ VIOLATION_IMPORT, 0, WORLD_CURSOR_MS - 60000, WORLD_CURSOR_MS + 6300, 10.06, 8, WORLD_CURSOR_MS - 60000, false };
	x->violation[2] = (struct violation){ VIOLATION_SET_OVER, 6, WORLD_CURSOR_MS + 300000, TIME_NONE, 2610, 2500, WORLD_CURSOR_MS + 300000, false };
}

static void whatif_history(struct whatif_world *x) {
	struct frame f;
	struct derived d;
	int64_t end = x->f.end_ms;
	frame_init(&f);
	x->history = history_new(x->t.site, x->f.from_ms, end);
	for (int64_t at = x->f.from_ms; at <= x->f.reached_ms; at += 10000) {
		whatif_frame(x, &f, at);
		power_derive(&f, NULL, &d);
		history_add(x->history, &f, &d);
	}
	frame_free(&f);
	x->f.history = x->history;
}

/* A dip of 1.2 Hz in two thirds of a second, then the rest on droop. */
static void whatif_transient(struct whatif_world *x) {
	for (int i = 0; i < WHATIF_POINTS; i++) {
		double s = i / 100.0;
		x->hz[i] = (float)(60 - (s < 0.66 ? 1.2 * s / 0.66 : s < 1.5 ? 1.2 - 0.6 * (s - 0.66) / 0.84 : 0.6));
	}
	x->transient = (struct branch_transient){ .start_ms = WORLD_CURSOR_MS - 3000, .step_ms = 10, .count = WHATIF_POINTS, .hz = x->hz, .rocof_hz_s = -4.57,
	                                          .extreme_hz = 58.8, .settled_hz = 59.4, .extreme_ms = WORLD_CURSOR_MS - 2340 };
	strcpy(x->transient.text, "TVA lost: 8.0 MW");
}

/* Must not be moved once made. */
WORLDS_OK void whatif_world_make(struct whatif_world *x, bool future) {
	memset(x, 0, sizeof *x);
	test_world_make(&x->t, (struct world_wish){ WORLD_TRIPPED, 14, 1, 1, true, true, true });
	struct test_world *t = &x->t;
	x->site = *t->site;
	x->site.training.start_ms = WORLD_START_MS;
	t->v.playing = false;
	t->v.speed = 1;
	if (future) {
		t->w.cursor_ms = WORLD_LAST_MS + 600000;
		world_frame(t, &t->frame, t->w.cursor_ms);
		power_derive(&t->frame, t->last_kw, &t->w.derived);
	}
	frame_init(&x->frame);
	whatif_frame(x, &x->frame, t->w.cursor_ms);
	x->f = (struct world_whatif){ .on = true, .frame = &x->frame, .from_ms = WORLD_CURSOR_MS - 612000, .reached_ms = WORLD_LAST_MS + 1200000,
	                              .end_ms = WORLD_LAST_MS + 6 * INT64_C(3600000), .future = future, .edits = x->edit, .edit_count = WHATIF_EDITS,
	                              .made_count = WHATIF_EDITS, .violations = x->violation, .violation_count = WHATIF_VIOLATIONS, .unsaved = true };
	whatif_edits(x);
	whatif_violations(x);
	power_derive(&x->frame, NULL, &x->f.derived);
	power_judge(&x->frame, &x->f.derived, NULL, 0, NAN, &x->f.verdict);
	whatif_history(x);
	whatif_transient(x);
	t->w.whatif = &x->f;

}

WORLDS_OK void whatif_world_free(struct whatif_world *x) {
	history_free(x->history);
	frame_free(&x->frame);
	test_world_free(&x->t);
}

#endif
