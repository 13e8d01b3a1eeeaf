/* What the tests of the history share: one that is filled second by second. */
#ifndef MWTOP_TEST_HISTORY_TAPE_H
#define MWTOP_TEST_HISTORY_TAPE_H

#include "history.h"
#include "model_site.h"

struct tape {
	struct site *site;
	struct frame frame;
	struct derived derived;
	struct history *h;
};

/* A history of `seconds` at 1 Hz, nothing in it. */
static inline struct tape tape_new(size_t gens, int64_t seconds) {
	struct tape t = { .site = model_site(1, gens) };
	frame_init(&t.frame);
	model_frame(&t.frame, t.site, T0);
	power_derive(&t.frame, NULL, &t.derived);
	t.h = history_new(t.site, T0, T0 + (seconds - 1) * 1000);
	return t;
}

static inline void tape_free(struct tape *t) {
	history_free(t->h);
	frame_free(&t->frame);
	site_free(t->site);
}

/* The sample of one second: load `mw`, import the same over ten. */
static inline void put(struct tape *t, int64_t second, double mw) {
	t->frame.t_ms = T0 + second * 1000;
	t->derived.q[D_LOAD_MW].value = mw;
	frame_set(&t->frame, M_FEED_MW, 0, mw / 10);
	history_add(t->h, &t->frame, &t->derived);
}

static inline size_t series(const struct tape *t, const char *key) {
	long found = history_series_find(t->h, key);
	if (found < 0)
		fail_msg("no series %s", key);
	return (size_t)found;
}

#endif
