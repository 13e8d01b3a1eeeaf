/* Frames of a branch: the recorded frame with what the branch computes in its place. What the branch does not compute and what no longer fits (an
 * engine's pressures when it runs here and was tripped there) is missing, never kept as if it were measured. */
#include "branch_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAME_KW 1.0 /* a set whose power differs by no more keeps its other readings */

static void apply_to_site(struct site *site, const struct edit *e, int64_t *planned_ms) {
	struct training_plan *training = &site->training;
	switch (e->verb) {
	case EDIT_GPU_DRAW: site->gpu.train_w = e->number; break;
	case EDIT_GPU_MODEL:
		if (gpu_model_find(e->word))
			gpu_plan_use(&site->gpu, gpu_model_find(e->word));
		break;
	case EDIT_SITE_PUE: site->gpu.pue = e->number; break;
	case EDIT_SITE_OVERHEAD: site->gpu.overhead_w = e->number; break;
	case EDIT_TRAINING_START: training->start_ms = *planned_ms = e->when_ms; break;
	case EDIT_TRAINING_HOLD: training->start_ms = TIME_NONE; break;
	case EDIT_TRAINING_GO: training->start_ms = *planned_ms; break;
	case EDIT_TRAINING_GPUS: training->gpus_needed = e->number; break;
	case EDIT_SITE_RESERVE: site->policy.reserve_mw = e->number; break;
	case EDIT_SITE_STANCE: site->policy.stance = (enum stance)e->number; break;
	default: break;
	}
}

/* Whether it changes what apply_to_site changes. */
static bool is_of_site(const struct edit *e) {
	return e->verb == EDIT_GPU_DRAW || e->verb == EDIT_GPU_MODEL || (e->verb >= EDIT_TRAINING_START && e->verb <= EDIT_SITE_STANCE);
}

const struct site *branch_site(struct branch *b, int64_t t_ms, const struct site *recorded) {
	size_t count = 0;
	bool any = false;
	while (count < b->edit_count && b->edit[count].at_ms <= t_ms)
		any |= is_of_site(&b->edit[count++]);
	if (!any)
		return recorded;
	if (b->site_of == recorded && b->site_edits == count)
		return b->site;
	int64_t planned_ms = recorded->training.start_ms != TIME_NONE ? recorded->training.start_ms : b->baseline->site->training.start_ms;
	*b->site = *recorded;
	b->site->json = NULL;
	for (size_t i = 0; i < count; i++)
		apply_to_site(b->site, &b->edit[i], &planned_ms);
	b->site_of = recorded;
	b->site_edits = count;
	return b->site;
}

static bool took(const struct branch *b, bool gen, size_t object, int64_t t_ms) {
	for (size_t i = 0; i < b->edit_count && b->edit[i].at_ms <= t_ms; i++) {
		const struct edit *e = &b->edit[i];
		bool kind = gen ? e->verb <= EDIT_GEN_MAX : e->verb >= EDIT_FEED_LOSE && e->verb <= EDIT_FEED_PROMISE;
		if (kind && (e->object < 0 || (size_t)e->object == object))
			return true;
	}
	return false;
}

bool branch_took_gen(const struct branch *b, size_t gen, int64_t t_ms) { return took(b, true, gen, t_ms); }
bool branch_took_feed(const struct branch *b, size_t feed, int64_t t_ms) { return took(b, false, feed, t_ms); }

static void forget_others(struct frame *f, size_t gen, bool all) {
	static const enum metric_id by_load[] = { M_GEN_KVAR, M_GEN_EXH_C, M_GEN_EXH_SPREAD_C };
	static const enum metric_id by_state[] = { M_GEN_HZ, M_GEN_RPM, M_GEN_OIL_KPA, M_GEN_COOLANT_C, M_GEN_GAS_KPA };
	for (size_t i = 0; i < sizeof by_load / sizeof *by_load; i++)
		frame_set(f, by_load[i], gen, NAN);
	for (size_t i = 0; all && i < sizeof by_state / sizeof *by_state; i++)
		frame_set(f, by_state[i], gen, NAN);
}

static void put_gen(const struct branch *b, struct frame *f, size_t i) {
	const struct busbar *bar = &b->cursor->bar[branch_gen_group(b, i)];
	const struct dispatch_gen *g = &bar->dispatch.gen[i];
	double was_kw = frame_get(f, M_GEN_KW, i).value;
	bool other_state = frame_label(f, M_GEN_STATE, i) != (int)g->state;
	if (b->cursor->took_gen[i]) { /* out of the recording's hands, and so are its pressures and temperatures */
		forget_others(f, i, true);
	} else if (other_state || !(fabs(was_kw - g->kw) <= SAME_KW)) {
		forget_others(f, i, other_state);
	}
	frame_set(f, M_GEN_STATE, i, g->state);
	frame_set(f, M_GEN_BREAKER, i, g->closed ? BREAKER_CLOSED : BREAKER_OPEN);
	frame_set(f, M_GEN_KW, i, g->closed ? g->kw : 0);
	frame_set(f, M_GEN_MAX_KW, i, dispatch_gen_max_kw(&bar->dispatch, i));
	if (dispatch_island(&bar->dispatch) && g->closed)
		frame_set(f, M_GEN_CTL, i, bar->droop[i] ? CTL_DROOP : CTL_ISOCH);
}

static double nominal_kv(const struct site *site, int bus) {
	return bus >= 0 && (size_t)bus < site->bus_count ? site->bus[bus].nominal_kv : NAN;
}

static void put_feed(struct branch *b, struct frame *f, size_t i) {
	const struct busbar *bar = &b->cursor->bar[branch_feed_group(b, i)];
	const struct dispatch_feed *d = &bar->dispatch.feed[i];
	bool was = power_feed_in_service(f, i), is = d->closed && d->limit_mw > 0;
	if (was != is) {
		frame_set(f, M_FEED_MVAR, i, NAN);
		frame_set(f, M_FEED_KV, i, is || bar->back_ms[i] != TIME_NONE ? nominal_kv(f->site, f->site->feed[i].bus) : 0);
	}
	b->firm_limit_mw[i] = d->firm_limit_mw;
	frame_set(f, M_FEED_MW, i, d->mw);
	frame_set(f, M_FEED_LIMIT_MW, i, d->limit_mw);
	frame_set(f, M_FEED_BREAKER, i, d->closed ? BREAKER_CLOSED : BREAKER_OPEN);
}

static void put_bus(const struct branch *b, struct frame *f, size_t i) {
	const struct busbar *bar = &b->cursor->bar[b->group[i]];
	bool island = dispatch_island(&bar->dispatch), was_dead = frame_bus_dead(f, i);
	if (bar->dead) {
		frame_set(f, M_BUS_HZ, i, NAN);
		frame_set(f, M_BUS_HZ_MIN, i, bar->hz_min);
		frame_set(f, M_BUS_HZ_MAX, i, bar->hz_max);
		frame_set(f, M_BUS_KV, i, 0);
		return;
	}
	if (was_dead)
		frame_set(f, M_BUS_KV, i, f->site->bus[i].nominal_kv);
	/* In parallel the frequency is the grid's, and was recorded, unless the record was none of the grid's. */
	struct reading hz = frame_get(f, M_BUS_HZ, i);
	bool of_grid = hz.quality == QUALITY_GOOD && fabs(hz.value / f->site->bus[i].nominal_hz - 1) < 0.005 && !was_dead;
	if (!island && of_grid)
		return;
	frame_set(f, M_BUS_HZ, i, bar->hz);
	frame_set(f, M_BUS_HZ_MIN, i, bar->hz_min);
	frame_set(f, M_BUS_HZ_MAX, i, bar->hz_max);
}

static double unserved_mw(const struct branch *b) {
	double mw = 0;
	for (size_t g = 0; g < b->groups; g++)
		mw += b->cursor->bar[g].unserved_mw;
	return mw;
}

static void put_arrays(struct frame *f, const struct branch *b) {
	const struct demand_branch *d = &b->cursor->demand;
	for (size_t i = 0; d->online_edited && i < f->site->array_count; i++)
		frame_set(f, M_ARRAY_ONLINE, i, demand_array_online(&d->demand, i));
}

/* What shedding leaves of the GPUs: without power none; by breakers fewer; by caps all of them at less. */
static void put_shed(const struct branch *b, struct frame *f, double load_mw) {
	const struct demand_branch *d = &b->cursor->demand;
	double online = (double)d->gpus.online, share = d->load_mw > 0 ? fmin(1, load_mw / d->load_mw) : 0, cap = (double)d->gpus.cap_w;
	bool dead = share < 0.001, caps = f->site->policy.shed == SHED_CAP && !dead; /* no more than the meters' error is nothing */
	share = dead ? 0 : share;
	if (!(online == online))
		return;
	if (caps) /* what is left, spread over those that are online */
		frame_set(f, M_GPU_CAP_W, 0, fmax(f->site->gpu.cap_min_w, fmin(cap, power_cap_for(&d->demand.plan, load_mw, online))));
	else if (cap == cap)
		frame_set(f, M_GPU_CAP_W, 0, cap);
	frame_set(f, M_GPU_ONLINE, 0, caps ? online : floor(online * share));
	frame_set(f, M_GPU_READY, 0, caps ? (double)d->gpus.ready : floor((double)d->gpus.ready * share));
	frame_set(f, M_GPU_JOB, 0, caps ? (double)d->gpus.job : floor((double)d->gpus.job * share));
	for (size_t i = 0; !caps && i < f->site->array_count; i++)
		frame_set(f, M_ARRAY_ONLINE, i, NAN); /* which of them is not known */
}

static void put_gpus(const struct branch *b, struct frame *f) {
	const struct demand_branch *d = &b->cursor->demand;
	double load = fmax(0, d->load_mw - unserved_mw(b)), recorded = frame_get(f, M_GPU_MW, 0).value;
	frame_set(f, M_GPU_MW, 0, load);
	if (unserved_mw(b) > 0)
		put_shed(b, f, load);
	for (size_t i = 0; i < f->site->bus_count; i++)
		if (frame_good(f, M_BUS_GPU_MW, i) && recorded > 0)
			frame_set(f, M_BUS_GPU_MW, i, frame_get(f, M_BUS_GPU_MW, i).value * load / recorded);
	if (d->aux_mw == d->aux_mw)
		frame_set(f, M_AUX_MW, 0, d->aux_mw);
	if (unserved_mw(b) > 0 || (!d->active && b->cursor->row < b->baseline->recorded))
		return;
	frame_set(f, M_GPU_ONLINE, 0, (double)d->gpus.online);
	frame_set(f, M_GPU_READY, 0, (double)d->gpus.ready);
	frame_set(f, M_GPU_JOB, 0, (double)d->gpus.job);
	frame_set(f, M_GPU_CAP_W, 0, (double)d->gpus.cap_w);
	put_arrays(f, b);
}

/* Between two computed rows an edit acts at its own time; true: the cursor then stands between them and cannot go on from there. */
static bool edits_since_row(struct branch *b, int64_t t_ms) {
	const struct branch_state *s = b->cursor;
	if (s->next_edit >= b->edit_count || b->edit[s->next_edit].at_ms > t_ms)
		return false;
	branch_edits_to(b, b->cursor, b->cursor_swing, t_ms);
	return true;
}

void branch_frame(struct branch *b, const struct frame *recorded, struct frame *out) {
	int64_t t_ms = recorded->t_ms;
	long row = baseline_row(b->baseline, t_ms);
	branch_compute(b, t_ms, SIZE_MAX);
	frame_copy(out, recorded);
	out->site = branch_site(b, t_ms, recorded->site);
	for (size_t i = 0; i < SITE_FEED_MAX; i++)
		b->firm_limit_mw[i] = NAN;
	if (!b->started || row < 0 || (size_t)row < b->first_row || ((size_t)row == b->first_row && b->edit_count == 0 && row + 1 < (long)b->baseline->recorded))
		return;
	if ((size_t)row > b->state->row)
		row = (long)b->state->row;
	branch_cursor_to(b, (size_t)row);
	bool between = edits_since_row(b, t_ms);
	for (size_t i = 0; i < out->site->gen_count; i++)
		put_gen(b, out, i);
	for (size_t i = 0; i < out->site->feed_count; i++)
		put_feed(b, out, i);
	for (size_t i = 0; i < out->site->bus_count; i++)
		put_bus(b, out, i);
	if (out->site->gpu.present)
		put_gpus(b, out);
	if (between)
		b->cursor->row = SIZE_MAX; /* from a checkpoint anew */
	out->ranged = false;
	frame_apply_rules(out);
}

bool branch_computes(enum metric_id id) {
	static const enum metric_id computed[] = {
		M_GEN_STATE, M_GEN_BREAKER, M_GEN_CTL, M_GEN_KW, M_GEN_MAX_KW, M_FEED_MW, M_FEED_LIMIT_MW, M_FEED_BREAKER, M_BUS_HZ, M_BUS_HZ_MIN, M_BUS_HZ_MAX,
		M_BUS_KV, M_BUS_GPU_MW, M_GPU_ONLINE, M_GPU_READY, M_GPU_JOB, M_GPU_MW, M_GPU_CAP_W, M_ARRAY_ONLINE, M_AUX_MW,
	};
	for (size_t i = 0; i < sizeof computed / sizeof *computed; i++)
		if (computed[i] == id)
			return true;
	return false;
}

void branch_derive_firm(const struct branch *b, const struct frame *frame, struct derived *out) {
	power_derive_firm(frame, b->firm_limit_mw, out);
}

/* The path of a transient: the branch is computed again from the checkpoint before it, and its swing kept at 10 ms. */
static size_t trace(struct branch *b, const struct branch_transient_at *at, size_t until_row) {
	if (!b->point) {
		b->point = mem_zalloc(BRANCH_POINT_MAX, sizeof *b->point);
		b->hz = mem_zalloc(BRANCH_POINT_MAX, sizeof *b->hz);
	}
	struct busbar_swing *swing = &b->cursor_swing[at->group];
	if (at->row > b->first_row) {
		branch_cursor_to(b, at->row - 1);
	} else {
		b->cursor->row = SIZE_MAX; /* from the first checkpoint anew */
	}
	swing->point = b->point;
	swing->count = 0;
	swing->room = BRANCH_POINT_MAX;
	branch_cursor_to(b, until_row);
	size_t count = swing->count;
	swing->point = NULL;
	swing->count = swing->room = 0;
	for (size_t i = 0; i < count; i++)
		b->hz[i] = b->point[i].hz;
	return count;
}

bool branch_transient_at(struct branch *b, int64_t t_ms, struct branch_transient *out) {
	const struct branch_transient_at *at = NULL;
	for (size_t i = 0; i < b->transient_count; i++)
		if (b->transient[i].start_ms <= t_ms && t_ms - b->transient[i].start_ms <= BRANCH_TRANSIENT_MS + 60000)
			at = &b->transient[i];
	if (!at || !b->started)
		return false;
	long last = baseline_row(b->baseline, at->start_ms + BRANCH_TRANSIENT_MS);
	size_t until = (size_t)last > b->state->row ? b->state->row : (size_t)last;
	size_t count = trace(b, at, until);
	const struct swing *w = &b->cursor_swing[at->group].swing;
	*out = (struct branch_transient){
		.start_ms = at->start_ms, .step_ms = 10, .count = count, .hz = b->hz, .rocof_hz_s = w->rocof_hz_s, .extreme_hz = w->extreme_hz,
		.settled_hz = w->dead ? NAN : swing_droop_hz(w), .extreme_ms = at->start_ms + (int64_t)(w->extreme_s * 1000 + 0.5),
	};
	snprintf(out->text, sizeof out->text, "%s %.2f MW%s%s", at->lost_mw > 0 ? "short of" : "too much by", fabs(at->lost_mw),
	         w->dead ? ": collapse" : ", ISO 8528-5 ", w->dead ? "" : iso_words[swing_class(w)]);
	return count > 0;
}
