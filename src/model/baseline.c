/* The baseline's columns. The recorded load is split into its fast and its slow part here: the slow part lags behind the fast one by the plan's
 * cool_s, so that fast = load - slow and slow' = (share x fast - slow) / cool_s give both from the load alone. */
#include "baseline.h"

#include <stdlib.h>
#include <string.h>

#include "demand.h"

#define ROW_ROOM 4096

void baseline_init(struct baseline *b, const struct site *site) {
	*b = (struct baseline){ .site = site };
	frame_init(&b->last);
	b->last_kw = mem_zalloc(site->gen_count + 1, sizeof *b->last_kw);
	b->max_kw = mem_zalloc(site->gen_count + 1, sizeof *b->max_kw);
	for (size_t i = 0; i < site->gen_count; i++) {
		b->last_kw[i] = NAN;
		b->max_kw[i] = NAN;
	}
}

void baseline_free(struct baseline *b) {
	free(b->t_ms);
	free(b->load_mw);
	free(b->fast_mw);
	free(b->other_mw);
	free(b->aux_mw);
	free(b->gpus);
	free(b->bus_share);
	free(b->event);
	free(b->last_kw);
	free(b->max_kw);
	frame_free(&b->last);
	memset(b, 0, sizeof *b);
}

static void make_room(struct baseline *b) {
	if (b->count < b->room)
		return;
	b->room = b->room ? b->room * 2 : ROW_ROOM;
	b->t_ms = mem_resize(b->t_ms, b->room, sizeof *b->t_ms);
	b->load_mw = mem_resize(b->load_mw, b->room, sizeof *b->load_mw);
	b->fast_mw = mem_resize(b->fast_mw, b->room, sizeof *b->fast_mw);
	b->other_mw = mem_resize(b->other_mw, b->room, sizeof *b->other_mw);
	b->aux_mw = mem_resize(b->aux_mw, b->room, sizeof *b->aux_mw);
	b->gpus = mem_resize(b->gpus, b->room, sizeof *b->gpus);
	if (b->site->bus_count > 1)
		b->bus_share = mem_resize(b->bus_share, b->room * b->site->bus_count, sizeof *b->bus_share);
}

static void happened(struct baseline *b, enum baseline_kind kind, size_t object, double value) {
	if (b->event_count == b->event_room) {
		b->event_room = b->event_room ? b->event_room * 2 : 64;
		b->event = mem_resize(b->event, b->event_room, sizeof *b->event);
	}
	b->event[b->event_count++] = (struct baseline_event){ b->count, kind, (int)object, value };
}

static bool is_lost(int state) {
	return state == GEN_TRIPPED || state == GEN_LOCKOUT || state == GEN_OUT_OF_SERVICE;
}

static void note_gen(struct baseline *b, const struct frame *f, size_t i) {
	int was = frame_label(&b->last, M_GEN_STATE, i), is = frame_label(f, M_GEN_STATE, i);
	double max_kw = frame_get(f, M_GEN_MAX_KW, i).value;
	if (was >= 0 && is >= 0 && was != is) {
		if (is_lost(is) && !(is_lost(was) && is == GEN_LOCKOUT))
			happened(b, BASELINE_GEN_LOST, i, is);
		else if (is_lost(was) && !is_lost(is))
			happened(b, BASELINE_GEN_BACK, i, is);
	}
	if (frame_good(f, M_GEN_MAX_KW, i) && fabs(max_kw - b->max_kw[i]) >= 1)
		happened(b, BASELINE_GEN_MAX, i, max_kw);
}

static void note_feed(struct baseline *b, const struct frame *f, size_t i) {
	bool was = power_feed_in_service(&b->last, i), is = power_feed_in_service(f, i);
	double old_mw = power_feed_limit_mw(&b->last, i), new_mw = power_feed_limit_mw(f, i);
	if (old_mw != new_mw && new_mw == new_mw)
		happened(b, BASELINE_FEED_LIMIT, i, new_mw);
	if (was != is && (new_mw > 0 || is)) /* a contract of 0 is told as a limit */
		happened(b, BASELINE_FEED_CLOSED, i, is);
}

static void note_changes(struct baseline *b, const struct frame *f) {
	for (size_t i = 0; b->last.site && i < b->site->gen_count; i++)
		note_gen(b, f, i);
	for (size_t i = 0; b->last.site && i < b->site->feed_count; i++)
		note_feed(b, f, i);
	for (size_t i = 0; i < b->site->gen_count; i++)
		if (frame_good(f, M_GEN_MAX_KW, i))
			b->max_kw[i] = frame_get(f, M_GEN_MAX_KW, i).value;
}

/* Feeds and sets; those without data with what they last carried. NaN: nothing is known. */
static double supplied_mw(struct baseline *b, const struct frame *f, const struct derived *d) {
	double mw = d->q[D_GEN_MW].value, import = d->q[D_IMPORT_MW].value;
	for (size_t i = 0; i < b->site->gen_count; i++) {
		if (frame_good(f, M_GEN_KW, i))
			b->last_kw[i] = frame_get(f, M_GEN_KW, i).value;
		else if (frame_label(f, M_GEN_BREAKER, i) != BREAKER_OPEN && b->last_kw[i] == b->last_kw[i])
			mw = (mw == mw ? mw : 0) + b->last_kw[i] / 1000;
	}
	return mw == mw && import == import ? mw + import : mw == mw ? mw : import;
}

static float last_known(const struct frame *f, enum metric_id id, float before) {
	return frame_good(f, id, 0) ? (float)frame_get(f, id, 0).value : before;
}

/* The fast part of row `r`; the first row is taken to be at rest. */
static double split_fast(const struct baseline *b, size_t r) {
	double share = demand_slow_share(&b->site->gpu), load = b->load_mw[r];
	if (r == 0)
		return load / (1 + share);
	double dt = (double)(b->t_ms[r] - b->t_ms[r - 1]) / 1000, lag = fmax(0, b->site->gpu.cool_s), k = dt / (lag + dt);
	double slow = ((b->load_mw[r - 1] - b->fast_mw[r - 1]) * (1 - k) + k * share * load) / (1 + k * share);
	return load - slow;
}

/* Shares of the load by bus: as measured, or as they were, or all on the first. */
static void put_shares(struct baseline *b, const struct frame *f, size_t r) {
	size_t buses = b->site->bus_count;
	double sum = 0;
	if (!b->bus_share)
		return;
	for (size_t i = 0; f && i < buses; i++)
		sum += frame_good(f, M_BUS_GPU_MW, i) ? fmax(0, frame_get(f, M_BUS_GPU_MW, i).value) : NAN;
	for (size_t i = 0; i < buses; i++)
		b->bus_share[r * buses + i] = f && sum > 0 ? (float)(fmax(0, frame_get(f, M_BUS_GPU_MW, i).value) / sum)
		                            : r > 0 ? b->bus_share[(r - 1) * buses + i] : (float)(i == 0);
}

static bool same_objects(const struct site *a, const struct site *b) {
	return a == b || (a->gen_count == b->gen_count && a->feed_count == b->feed_count && a->bus_count == b->bus_count &&
	                  a->column_count == b->column_count);
}

bool baseline_add(struct baseline *b, const struct frame *f, const struct derived *d) {
	size_t r = b->count;
	if (!same_objects(b->site, f->site) || (r > 0 && f->t_ms <= b->t_ms[r - 1]))
		return false;
	make_room(b);
	note_changes(b, f);
	double load = d->q[D_LOAD_MW].value, supply = supplied_mw(b, f, d), aux = frame_good(f, M_AUX_MW, 0) ? frame_get(f, M_AUX_MW, 0).value : 0;
	if (load != load)
		load = supply == supply ? fmax(0, supply - aux) : r > 0 ? b->load_mw[r - 1] : 0;
	struct baseline_gpus before = r > 0 ? b->gpus[r - 1] : (struct baseline_gpus){ NAN, NAN, NAN, NAN };
	b->t_ms[r] = f->t_ms;
	b->load_mw[r] = load;
	b->other_mw[r] = supply == supply ? supply - load : r > 0 ? b->other_mw[r - 1] : 0;
	b->aux_mw[r] = (float)aux;
	b->gpus[r] = (struct baseline_gpus){
		last_known(f, M_GPU_ONLINE, before.online), last_known(f, M_GPU_READY, before.ready), last_known(f, M_GPU_JOB, before.job),
		last_known(f, M_GPU_CAP_W, before.cap_w),
	};
	b->fast_mw[r] = split_fast(b, r);
	put_shares(b, f, r);
	b->count++;
	b->recorded = b->count;
	frame_copy(&b->last, f);
	return true;
}

long baseline_row(const struct baseline *b, int64_t t_ms) {
	return (long)times_until(b->t_ms, b->count, t_ms) - 1;
}

/* The demand as the last row leaves it. */
static void demand_from_row(const struct baseline *b, struct demand *d) {
	size_t r = b->count - 1;
	const struct baseline_gpus *g = &b->gpus[r];
	struct edit e = { .verb = EDIT_GPU_ONLINE, .number = g->online };
	demand_init(d, b->site, b->t_ms[r]);
	demand_edit(d, &e);
	e.verb = EDIT_GPU_CAP;
	e.number = g->cap_w == g->cap_w ? g->cap_w : b->site->gpu.tdp_w;
	demand_edit(d, &e);
	if (g->job > 0) {
		e.verb = EDIT_JOB_START;
		d->needed = g->job;
		demand_edit(d, &e);
	}
	d->slow_mw = b->load_mw[r] - b->fast_mw[r];
}

static void forecast_row(struct baseline *b, const struct demand *d, double scale) {
	size_t r = b->count;
	make_room(b);
	b->t_ms[r] = d->t_ms;
	b->load_mw[r] = demand_mw(d) * scale;
	b->fast_mw[r] = d->server_mw * scale;
	b->other_mw[r] = b->other_mw[r - 1];
	b->aux_mw[r] = b->aux_mw[r - 1];
	put_shares(b, NULL, r);
	b->gpus[r] = (struct baseline_gpus){ (float)d->online, (float)d->ready, (float)d->job, (float)d->cap_w };
	b->count++;
}

static void forecast_plain(struct baseline *b, int64_t until_ms, int64_t step_ms) {
	while (b->t_ms[b->count - 1] + step_ms <= until_ms) {
		size_t r = b->count;
		make_room(b);
		b->t_ms[r] = b->t_ms[r - 1] + step_ms;
		b->load_mw[r] = b->load_mw[r - 1];
		b->fast_mw[r] = b->fast_mw[r - 1];
		b->other_mw[r] = b->other_mw[r - 1];
		b->aux_mw[r] = b->aux_mw[r - 1];
		b->gpus[r] = b->gpus[r - 1];
		put_shares(b, NULL, r);
		b->count++;
	}
}

int64_t baseline_step_ms(const struct site *site) {
	int64_t step_ms = (int64_t)(site->period_s * 1000 + 0.5);
	return step_ms < 1000 ? 1000 : step_ms;
}

void baseline_forecast(struct baseline *b, int64_t until_ms, double ready_rate) {
	const struct training_plan *training = &b->site->training;
	int64_t step_ms = baseline_step_ms(b->site);
	if (b->count == 0)
		return;
	float online = b->gpus[b->count - 1].online;
	if (!b->site->gpu.present || online != online) {
		forecast_plain(b, until_ms, step_ms);
		return;
	}
	struct demand d;
	demand_from_row(b, &d);
	/* What the model does not know of this site (its fluctuation, its meters) stays as it was. */
	double scale = d.server_mw > 0 ? b->fast_mw[b->count - 1] / d.server_mw : 1;
	d.slow_mw /= scale > 0 ? scale : 1;
	double missing = training->present ? training->gpus_needed - d.online : 0;
	if (missing > 0 && ready_rate > 0) {
		struct edit e = { .verb = EDIT_GPU_ONLINE, .number = training->gpus_needed, .over_s = fmax(1, missing / ready_rate) };
		demand_edit(&d, &e);
	}
	while (d.t_ms + step_ms <= until_ms) {
		bool starts = training->present && training->start_ms != TIME_NONE && d.t_ms + step_ms > training->start_ms && !d.job_on;
		if (starts && d.ready >= training->gpus_needed && training->start_ms >= b->t_ms[b->recorded - 1]) {
			struct edit e = { .verb = EDIT_JOB_START, .over_s = BASELINE_JOB_RAMP_S };
			demand_edit(&d, &e);
		}
		demand_step(&d, step_ms);
		forecast_row(b, &d, scale);
	}
}

void baseline_unforecast(struct baseline *b) {
	b->count = b->recorded;
}
