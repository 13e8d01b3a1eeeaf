/* From a recorded frame to a state of the dispatch that goes on from there. */
#include <math.h>
#include <string.h>

#include "dispatch_sets.h"
#include "power.h"

/* Sets that carry this much more than their minimum are being regulated. */
#define ADOPT_REGULATED_SHARE 1.05

/* The engine's state; where it is not known, by its breaker and power. */
static enum gen_state state_of(const struct frame *f, size_t i, bool carries) {
	int state = frame_label(f, M_GEN_STATE, i);
	if (state >= 0)
		return (enum gen_state)state;
	return carries ? GEN_LOADED : GEN_STOPPED;
}

static enum dispatch_command command_of(const struct frame *f, size_t i, enum gen_state state) {
	int mode = frame_label(f, M_GEN_MODE, i);
	if (mode < 0 || mode == MODE_AUTO)
		return COMMAND_AUTO;
	return state == GEN_LOADED || (state >= GEN_STARTING && state <= GEN_SYNCHRONISING) ? COMMAND_START : COMMAND_STOP;
}

static double power_of(const struct frame *f, size_t i, const double *last_kw) {
	if (frame_good(f, M_GEN_KW, i))
		return fmax(0, frame_get(f, M_GEN_KW, i).value);
	return last_kw && last_kw[i] > 0 ? last_kw[i] : 0;
}

static void adopt_gen(struct dispatch *d, const struct frame *f, size_t i, const double *last_kw) {
	struct dispatch_gen *g = &d->gen[i];
	double kw = power_of(f, i, last_kw);
	int breaker = frame_label(f, M_GEN_BREAKER, i);
	bool carries = kw > 0 && breaker != BREAKER_OPEN;
	g->state = state_of(f, i, carries);
	g->since_ms = d->t_ms;
	g->command = command_of(f, i, g->state);
	g->max_kw = fmin(power_gen_max_kw(f, i), d->site->gen[i].rated_kw);
	if (frame_label(f, M_GEN_MODE, i) == MODE_OFF && g->state == GEN_STOPPED)
		g->state = GEN_OUT_OF_SERVICE;
	/* A breaker is closed in these states only; loaded without one is a set about to synchronise. */
	bool may_close = g->state == GEN_LOADED || g->state == GEN_UNLOADING;
	g->closed = may_close && (breaker == BREAKER_CLOSED || (breaker < 0 && carries));
	if (g->state == GEN_LOADED && !g->closed)
		g->state = breaker == BREAKER_OPEN ? GEN_RUNNING : GEN_LOADED;
	g->closed |= g->state == GEN_LOADED;
	g->kw = g->closed ? fmin(kw, fmax(g->max_kw, 0)) : 0;
	g->target_kw = g->kw;
	g->block_kw = d->site->gen[i].rated_kw * d->site->gen[i].block_pct / 100;
}

static void adopt_feed(struct dispatch *d, const struct frame *f, size_t i) {
	struct dispatch_feed *feed = &d->feed[i];
	double limit = power_feed_limit_mw(f, i);
	size_t past = 0;
	if (limit == limit)
		feed->limit_mw = feed->firm_limit_mw = limit;
	feed->closed = power_feed_in_service(f, i) || !(limit > 0);
	if (frame_label(f, M_FEED_BREAKER, i) == BREAKER_OPEN)
		feed->closed = false;
	feed->mw = frame_good(f, M_FEED_MW, i) ? frame_get(f, M_FEED_MW, i).value : 0;
	while (past < feed->promise_count && feed->promise[past].t_ms <= f->t_ms)
		past++;
	feed->promise_count -= past;
	memmove(feed->promise, feed->promise + past, feed->promise_count * sizeof feed->promise[0]);
}

/* What the import control holds: what it was seen to hold, where it has sets to hold it with. */
static void adopt_imports(struct dispatch *d) {
	double kw = 0, least_kw = 0;
	for (size_t i = 0; i < d->site->gen_count; i++) {
		kw += d->gen[i].kw;
		least_kw += dispatch_gen_carries(&d->gen[i]) ? dispatch_gen_min_kw(d, i) : 0;
	}
	for (size_t i = 0; i < d->site->feed_count && kw > ADOPT_REGULATED_SHARE * least_kw; i++) {
		struct dispatch_feed *f = &d->feed[i];
		double most = f->limit_mw * (1 - DISPATCH_MARGIN_SHARE);
		if (f->closed && f->mw >= d->site->feed[i].import_min_mw && f->mw <= f->limit_mw)
			f->import_mw = fmin(f->mw, most);
	}
}

void dispatch_adopt(struct dispatch *d, const struct site *site, const struct frame *frame, const double *last_kw) {
	dispatch_init(d, site, frame->t_ms);
	for (size_t i = 0; i < site->gen_count; i++)
		adopt_gen(d, frame, i, last_kw);
	for (size_t i = 0; i < site->feed_count; i++)
		adopt_feed(d, frame, i);
	adopt_imports(d);
	d->sets_mw = dispatch_sets_mw(d);
	d->load_mw = d->sets_mw + dispatch_feeds_mw(d);
}
