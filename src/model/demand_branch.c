/* Demand of a branch; see the header. Watts below are of the servers, before cooling and network. */
#include "demand_branch.h"

#include <string.h>

#include "bounds.h"

/* What the draw of a GPU in the job is taken to swing around its ramp; beyond, a meter is wrong. */
#define ACTIVITY_LEAST (-1.0)
#define ACTIVITY_MOST 2.0

void demand_branch_init(struct demand_branch *d, const struct baseline *b, size_t row) {
	memset(d, 0, sizeof *d);
	demand_init(&d->demand, b->site, b->t_ms[row]);
	d->start_ms = TIME_NONE;
	d->planned_ms = b->site->training.start_ms;
	d->aux_mw = NAN;
	d->slow_mw = b->load_mw[row] - b->fast_mw[row];
	d->load_mw = b->load_mw[row];
	d->other_mw = b->other_mw[row];
	d->gpus = b->gpus[row];
}

bool demand_branch_takes(const struct edit *e) {
	return (e->verb >= EDIT_GPU_ONLINE && e->verb <= EDIT_TRAINING_GPUS) || e->verb == EDIT_SITE_PUE || e->verb == EDIT_SITE_OVERHEAD ||
	       e->verb == EDIT_SITE_AUX;
}

static double known(float value, double otherwise) {
	return value == value ? (double)value : otherwise;
}

/* Watts of one GPU in each of its states, under a cap. */
struct watts {
	double idle, ready, work, overhead;
};

static struct watts watts_of(const struct gpu_plan *p, double cap_w) {
	return (struct watts){ bounds_lesser(p->idle_w, cap_w), bounds_lesser(p->ready_w, cap_w), bounds_lesser(demand_train_w(p), cap_w), p->overhead_w };
}

/* Of all GPUs whose job has that activity. */
static double servers_w(const struct watts *w, double powered, double ready, double job, double activity) {
	return (powered - ready) * w->idle + (ready - job) * w->ready + job * (w->ready + activity * (w->work - w->ready)) + powered * w->overhead;
}

struct recorded {
	double online, ready, job, cap_w;
	double activity;
	double factor; /* recorded over modelled */
};

/* What the record tells of a row. */
static struct recorded read_row(const struct baseline *b, size_t row) {
	const struct baseline_gpus *g = &b->gpus[row];
	const struct gpu_plan *plan = &b->site->gpu;
	struct recorded r = { .online = known(g->online, 0), .cap_w = known(g->cap_w, plan->tdp_w) };
	r.ready = bounds_lesser(known(g->ready, r.online), r.online);
	r.job = bounds_lesser(known(g->job, 0), r.ready);
	struct watts w = watts_of(plan, r.cap_w);
	double took = b->fast_mw[row] * 1e6, span = r.job * (w.work - w.ready);
	if (span > 0)
		r.activity = bounds_lesser(bounds_greater((took - servers_w(&w, r.online, r.ready, r.job, 0)) / span, ACTIVITY_LEAST), ACTIVITY_MOST);
	double modelled = servers_w(&w, r.online, r.ready, r.job, r.activity);
	r.factor = modelled > 0 ? took / modelled : 1;
	return r;
}

/* Counts and cap that no edit has taken over follow the record. */
static void follow_record(struct demand_branch *d, const struct recorded *r) {
	struct demand *m = &d->demand;
	if (!d->online_edited) {
		m->online = m->powered = r->online;
		m->ready = r->ready;
		m->loading_count = 0;
		m->online_ramp = (struct ramp){ r->online, r->online, m->t_ms, 0 };
	}
	if (!d->cap_edited) {
		double cap = d->plan_edited ? fmin(fmax(r->cap_w, m->plan.cap_min_w), m->plan.tdp_w) : r->cap_w;
		m->cap_ramp = (struct ramp){ cap, cap, m->t_ms, 0 };
	}
	if (!d->job_edited) {
		m->job_on = r->job > 0;
		if (!d->gpus_edited)
			m->needed = r->job;
		m->job_ramp = (struct ramp){ 1, 1, m->t_ms, 0 };
	}
}

static void start_job(struct demand_branch *d, double over_s) {
	struct edit e = { .verb = EDIT_JOB_START, .over_s = over_s };
	demand_edit(&d->demand, &e);
	d->job_edited = true;
	d->start_ms = TIME_NONE;
}

/* The training is moved or held: where the job does not run yet, it is no longer the recording that starts it. */
static void edit_training(struct demand_branch *d, const struct edit *e) {
	if (e->verb == EDIT_TRAINING_START)
		d->planned_ms = e->when_ms;
	if (d->gpus.job > 0)
		return;
	if (!d->job_edited && !d->gpus_edited)
		d->demand.needed = d->demand.needed > 0 ? d->demand.needed : d->demand.plan.installed;
	d->job_edited = true;
	d->demand.job_on = false;
	d->start_ms = e->verb == EDIT_TRAINING_HOLD ? TIME_NONE : d->planned_ms;
}

static void edit_plan(struct demand_branch *d, const struct edit *e) {
	double before = demand_slow_share(&d->demand.plan);
	demand_edit(&d->demand, e);
	/* An assumption about the site, which was always so: what is slow stands at once where it would have come to. */
	double after = demand_slow_share(&d->demand.plan);
	if (e->verb == EDIT_SITE_PUE && before > 0)
		d->slow_mw *= after / before;
	d->plan_edited |= e->verb == EDIT_GPU_MODEL;
}

/* Takes the counts over from the record before the first edit of them. */
static void begin(struct demand_branch *d, const struct baseline *b, size_t row, int64_t t_ms) {
	double needed = b->site->training.present ? b->site->training.gpus_needed : b->site->gpu.installed;
	if (d->active)
		return;
	d->active = true;
	d->demand.t_ms = t_ms;
	struct recorded r = read_row(b, row);
	follow_record(d, &r);
	if (!(d->demand.needed > 0))
		d->demand.needed = needed;
}

void demand_branch_edit(struct demand_branch *d, const struct baseline *b, size_t row, const struct edit *e) {
	double needed = b->site->training.present ? b->site->training.gpus_needed : b->site->gpu.installed;
	if (!demand_branch_takes(e))
		return;
	if (e->verb == EDIT_SITE_AUX) {
		d->aux_mw = e->number;
		return;
	}
	begin(d, b, row, e->at_ms);
	d->demand.t_ms = e->at_ms;
	switch (e->verb) {
	case EDIT_GPU_ONLINE: d->online_edited = true; demand_edit(&d->demand, e); break;
	case EDIT_GPU_CAP: d->cap_edited = true; demand_edit(&d->demand, e); break;
	case EDIT_TRAINING_GPUS: d->gpus_edited = true; demand_edit(&d->demand, e); break;
	case EDIT_JOB_START:
		if (!d->gpus_edited && !d->job_edited && !(d->gpus.job > 0))
			d->demand.needed = needed;
		start_job(d, e->over_s);
		break;
	case EDIT_JOB_STOP: d->job_edited = true; demand_edit(&d->demand, e); break;
	case EDIT_TRAINING_START:
	case EDIT_TRAINING_HOLD:
	case EDIT_TRAINING_GO:
		if (!d->gpus_edited && !d->job_edited)
			d->demand.needed = d->gpus.job > 0 ? d->demand.needed : needed;
		edit_training(d, e);
		break;
	default: edit_plan(d, e); break;
	}
}

/* The activity of the branch's job: the record's, or that of a job that an edit started. */
static double activity_of(const struct demand_branch *d, const struct recorded *r, const struct watts *w) {
	const struct demand *m = &d->demand;
	double activity = d->job_edited ? ramp_at(&m->job_ramp, m->t_ms) : r->activity;
	if (m->stall_end_ms == TIME_NONE || m->t_ms >= m->stall_end_ms || !(w->work > w->ready))
		return activity;
	return fmin(activity, (fmin(demand_stall_w(&m->plan), w->work) - w->ready) / (w->work - w->ready));
}

static void model_row(struct demand_branch *d, const struct baseline *b, size_t row, int64_t dt_ms) {
	struct demand *m = &d->demand;
	struct recorded r = read_row(b, row);
	if (d->start_ms != TIME_NONE && m->t_ms >= d->start_ms)
		start_job(d, BASELINE_JOB_RAMP_S);
	follow_record(d, &r);
	demand_counts(m);
	struct watts w = watts_of(&m->plan, m->cap_w);
	double fast = r.factor * servers_w(&w, m->powered, m->ready, m->job, activity_of(d, &r, &w)) * 1e-6;
	double dt = (double)dt_ms / 1000, lag = bounds_greater(m->plan.cool_s, 0);
	d->slow_mw += (fast * demand_slow_share(&m->plan) - d->slow_mw) * (dt > 0 ? dt / (lag + dt) : 0);
	d->load_mw = fast + d->slow_mw;
	d->gpus = (struct baseline_gpus){ (float)m->online, (float)m->ready, (float)m->job, (float)m->cap_w };
}

void demand_branch_row(struct demand_branch *d, const struct baseline *b, size_t row, int64_t t_ms, int64_t dt_ms) {
	d->other_mw = b->other_mw[row];
	if (d->aux_mw == d->aux_mw)
		d->other_mw += d->aux_mw - (double)b->aux_mw[row];
	if (d->active && b->site->gpu.present && b->gpus[row].online == b->gpus[row].online) {
		d->demand.t_ms = t_ms;
		model_row(d, b, row, dt_ms);
		return;
	}
	d->load_mw = b->load_mw[row];
	d->slow_mw = b->load_mw[row] - b->fast_mw[row];
	d->gpus = b->gpus[row];
}
