/* Finding losses; see report_loss.h. Always true: `known` holds the last good reading of every set and feed of `site`, and nothing of another. */
#include "report_loss.h"

#include <stdlib.h>
#include <string.h>

#define CARRIED_SHARE 0.02 /* of its rating: less is no load that could be lost */
#define STEP_SHARE 0.02    /* of the load before: less is noise */

struct known { int state, breaker; double kw; bool in_service; };

struct loss_watch {
	const struct site *site;
	struct known *gen, feed[SITE_FEED_MAX];
	int64_t last_ms;       /* of the sample before; TIME_NONE: none */
	double load_mw;        /* of the sample before, NaN: not known */
	struct loss list[LOSS_ROOM], step;
	size_t count, found;
	bool has_step;
};

struct loss_watch *loss_watch_new(void) {
	struct loss_watch *w = mem_zalloc(1, sizeof *w);
	w->last_ms = TIME_NONE;
	w->load_mw = NAN;
	return w;
}

void loss_watch_free(struct loss_watch *w) {
	if (!w)
		return;
	free(w->gen);
	free(w);
}

static void resite(struct loss_watch *w, const struct site *site) {
	w->site = site;
	w->gen = mem_resize(w->gen, site->gen_count + 1, sizeof *w->gen);
	for (size_t i = 0; i < site->gen_count; i++)
		w->gen[i] = (struct known){ -1, -1, NAN, true };
	for (size_t i = 0; i < site->feed_count; i++)
		w->feed[i] = (struct known){ -1, -1, NAN, false };
}

static void name_object(struct loss *l, enum metric_class class, const char *id, double kw) {
	l->mw += kw / 1000;
	if (l->count < LOSS_OBJECTS) {
		l->object[l->count].class = class;
		l->object[l->count].kw = kw;
		memcpy(l->object[l->count].id, id, SITE_ID_SIZE);
	}
	l->count++;
}

static bool is_out(int state) { return state == GEN_TRIPPED || state == GEN_LOCKOUT; }

static void look_at_gen(struct loss_watch *w, const struct frame *f, size_t i, struct loss *l) {
	struct known *k = &w->gen[i];
	int state = frame_label(f, M_GEN_STATE, i), breaker = frame_label(f, M_GEN_BREAKER, i);
	const struct site_gen *gen = &f->site->gen[i];
	bool carried = k->breaker == BREAKER_CLOSED && !is_out(k->state) && k->kw > CARRIED_SHARE * gen->rated_kw;
	bool left = breaker == BREAKER_OPEN && k->state != GEN_UNLOADING && state != GEN_UNLOADING;
	if (carried && (left || is_out(state)))
		name_object(l, CLASS_GEN, gen->id, k->kw);
	k->state = state >= 0 ? state : k->state;
	k->breaker = breaker >= 0 ? breaker : k->breaker;
	if (frame_good(f, M_GEN_KW, i))
		k->kw = frame_get(f, M_GEN_KW, i).value;
}

static void look_at_feed(struct loss_watch *w, const struct frame *f, size_t i, struct loss *l) {
	struct known *k = &w->feed[i];
	int breaker = frame_label(f, M_FEED_BREAKER, i);
	bool in_service = power_feed_in_service(f, i);
	if (k->in_service && k->breaker != BREAKER_OPEN && (breaker == BREAKER_OPEN || !in_service) && isfinite(k->kw))
		name_object(l, CLASS_FEED, f->site->feed[i].id, k->kw);
	k->breaker = breaker >= 0 ? breaker : k->breaker;
	k->in_service = in_service;
	if (frame_good(f, M_FEED_MW, i))
		k->kw = frame_get(f, M_FEED_MW, i).value * 1000;
}

/* Keeps the largest; the list stays in the order of time. */
static void keep(struct loss_watch *w, const struct loss *l) {
	w->found++;
	if (w->count == LOSS_ROOM) {
		size_t least = 0;
		for (size_t i = 1; i < w->count; i++)
			if (fabs(w->list[i].mw) < fabs(w->list[least].mw))
				least = i;
		if (fabs(w->list[least].mw) >= fabs(l->mw))
			return;
		memmove(&w->list[least], &w->list[least + 1], (w->count - least - 1) * sizeof *w->list);
		w->count--;
	}
	w->list[w->count++] = *l;
}

static void look_at_load(struct loss_watch *w, const struct frame *f, const struct derived *d, bool gap) {
	double load_mw = d->q[D_LOAD_MW].value, rise = load_mw - w->load_mw;
	if (!gap && fabs(rise) >= STEP_SHARE * fabs(w->load_mw) && rise != 0 && (!w->has_step || fabs(rise) > fabs(w->step.mw))) {
		w->has_step = true;
		w->step = (struct loss){ .before_ms = w->last_ms, .t_ms = f->t_ms, .step = true, .mw = rise };
	}
	w->load_mw = load_mw;
}

void loss_watch_add(struct loss_watch *w, const struct frame *frame, const struct derived *derived, bool gap) {
	struct loss l = { .before_ms = w->last_ms, .t_ms = frame->t_ms };
	if (w->site != frame->site)
		resite(w, frame->site);
	for (size_t i = 0; i < frame->site->feed_count; i++)
		look_at_feed(w, frame, i, &l);
	for (size_t i = 0; i < frame->site->gen_count; i++)
		look_at_gen(w, frame, i, &l);
	if (l.count > 0)
		keep(w, &l);
	look_at_load(w, frame, derived, gap || w->last_ms == TIME_NONE);
	w->last_ms = frame->t_ms;
}

const struct loss *loss_watch_list(struct loss_watch *w, size_t *count, size_t *found) {
	*found = w->found;
	*count = w->count ? w->count : w->has_step;
	return w->count ? w->list : &w->step;
}
