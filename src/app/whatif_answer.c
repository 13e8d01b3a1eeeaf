/* The answer of a what-if; see whatif_answer.h. What is over the branch is added up in the same way on both sides: by the branch's own totals where it
 * computes, and by the recorded frames of the same time for the baseline. */
#include "whatif_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How often capacity and GO are looked at: once a minute, and seldom enough for a long time. What lies between two that differ is halved. */
#define LOOK_MS 60000
#define LOOKS_MOST 480
#define EVENTS_MOST 400

#define WHATIF_VALUE_ROW(id, key_, unit_, decimals_, signed_, help_) [W_##id] = { key_, unit_, decimals_, signed_, help_ },
static const struct whatif_value extras[WHATIF_EXTRA_COUNT] = { WHATIF_VALUE_LIST(WHATIF_VALUE_ROW) };
#undef WHATIF_VALUE_ROW

struct whatif_value whatif_value_at(size_t index) {
	if (index >= DERIVED_COUNT)
		return extras[index - DERIVED_COUNT];
	const struct derived_info *d = derived_info_at((enum derived_id)index);
	return (struct whatif_value){ d->key, d->unit, d->decimals, d->is_signed, d->help };
}

static double rounded(double value, int decimals) {
	double scale = pow(10, decimals);
	return round(value * scale) / scale;
}

double whatif_delta(const struct whatif_answer *a, size_t index) {
	int decimals = whatif_value_at(index).decimals;
	double delta = rounded(a->scenario.value[index], decimals) - rounded(a->baseline.value[index], decimals);
	return delta == 0 ? 0 : delta; /* no -0 */
}

static void set(struct whatif_side *side, enum whatif_extra id, double value) { side->value[DERIVED_COUNT + id] = value; }
static double get(const struct whatif_side *side, enum whatif_extra id) { return side->value[DERIVED_COUNT + id]; }

static double good(const struct frame *f, enum metric_id id) {
	return frame_good(f, id, 0) ? frame_get(f, id, 0).value : NAN;
}

/* The part of a side that is of one time. */
static void take_time(struct whatif_side *side, const struct frame *f, const struct derived *d, const struct verdict *v) {
	side->derived = *d;
	side->verdict = *v;
	side->site = *f->site;
	for (size_t i = 0; i < DERIVED_COUNT; i++)
		side->value[i] = d->q[i].value;
	set(side, W_ONLINE, good(f, M_GPU_ONLINE));
	set(side, W_READY, good(f, M_GPU_READY));
	set(side, W_JOB, good(f, M_GPU_JOB));
	set(side, W_CAP_W, good(f, M_GPU_CAP_W));
}

static void keep_further(struct whatif_side *side, double hz, double nominal) {
	double old = get(side, W_HZ_EXTREME);
	if (hz == hz && !(fabs(old - nominal) >= fabs(hz - nominal)))
		set(side, W_HZ_EXTREME, hz);
}

/* The frequency of a frame, as far as it is measured within its sample. */
static void see_hz(struct whatif_side *side, const struct frame *f) {
	static const enum metric_id ids[] = { M_BUS_HZ, M_BUS_HZ_MIN, M_BUS_HZ_MAX };
	for (size_t b = 0; b < f->site->bus_count; b++)
		for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
			if (frame_good(f, ids[i], b))
				keep_further(side, frame_get(f, ids[i], b).value, f->site->bus[b].nominal_hz);
}

static void add(struct whatif_side *side, enum whatif_extra id, double value) {
	if (value == value)
		set(side, id, get(side, id) + value);
}
static void most(struct whatif_side *side, enum whatif_extra id, double value) { set(side, id, fmax(get(side, id), value)); }
static void least(struct whatif_side *side, enum whatif_extra id, double value) { set(side, id, fmin(get(side, id), value)); }

static void begin_sums(struct whatif_side *side) {
	static const enum whatif_extra none[] = { W_HZ_EXTREME, W_HZ_SETTLED, W_ROCOF, W_LOAD_MOST, W_IMPORT_MOST, W_IMPORT_LEAST };
	for (size_t i = W_HZ_EXTREME; i < WHATIF_EXTRA_COUNT; i++)
		set(side, (enum whatif_extra)i, 0);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		set(side, none[i], NAN);
}

/* What a branch adds up to; on the baseline's side after what was recorded. */
static void add_totals(struct whatif_side *side, const struct branch_totals *t, double nominal) {
	add(side, W_LOAD_MWH, t->load_mwh);
	add(side, W_IMPORT_MWH, t->import_mwh);
	add(side, W_GEN_MWH, t->gen_mwh);
	add(side, W_UNSERVED_MWH, t->unserved_mwh);
	most(side, W_UNSERVED_MOST, t->unserved_most_mw);
	most(side, W_SHED_GPUS, t->shed_gpus);
	if (isfinite(t->load_most_mw))
		most(side, W_LOAD_MOST, t->load_most_mw);
	if (isfinite(t->import_most_mw)) {
		most(side, W_IMPORT_MOST, t->import_most_mw);
		least(side, W_IMPORT_LEAST, t->import_least_mw);
	}
	keep_further(side, t->hz_extreme, nominal);
	set(side, W_HZ_SETTLED, t->hz_settled);
	set(side, W_ROCOF, t->rocof_hz_s);
}

/* The recorded frames of (from, until] into the baseline, and the frequency of both. As in a branch a sample stands for the time since the one before;
 * the first is the state that both begin with. */
static void add_recorded(struct session *s, struct whatif_answer *a) {
	struct whatif *w = session_whatif(s);
	struct source_scan *scan = source_scan_open(session_source(s), a->from_ms);
	struct scan_line line;
	struct frame made;
	struct derived d;
	int64_t before = TIME_NONE;
	frame_init(&made);
	while (source_scan_next(scan, &line) && !(line.kind == LINE_FRAME && line.t_ms > a->until_ms)) {
		if (line.kind != LINE_FRAME || line.doubled || line.misordered || line.t_ms < a->from_ms)
			continue;
		double hours = before == TIME_NONE ? 0 : (double)(line.t_ms - before) / 3600000;
		before = line.t_ms;
		power_derive(line.frame, NULL, &d);
		see_hz(&a->baseline, line.frame);
		add(&a->baseline, W_LOAD_MWH, d.q[D_LOAD_MW].value * hours);
		add(&a->baseline, W_IMPORT_MWH, d.q[D_IMPORT_MW].value * hours);
		add(&a->baseline, W_GEN_MWH, d.q[D_GEN_MW].value * hours);
		most(&a->baseline, W_LOAD_MOST, d.q[D_LOAD_MW].value);
		most(&a->baseline, W_IMPORT_MOST, d.q[D_IMPORT_MW].value);
		least(&a->baseline, W_IMPORT_LEAST, d.q[D_IMPORT_MW].value);
		if (a->edit_count > 0 && whatif_frame(w, line.frame, &made))
			see_hz(&a->scenario, &made);
	}
	frame_free(&made);
	source_scan_close(scan);
}

static void take_branch(struct session *s, struct whatif_answer *a) {
	const struct world *w = session_world(s);
	struct branch_totals future;
	double nominal = w->site->bus_count ? w->site->bus[0].nominal_hz : 60;
	begin_sums(&a->baseline);
	begin_sums(&a->scenario);
	add_recorded(s, a);
	if (a->until_ms > w->last_ms && whatif_future_totals(session_whatif(s), a->until_ms, &future))
		add_totals(&a->baseline, &future, nominal);
	bool computed = w->whatif && w->whatif->from_ms != TIME_NONE;
	if (a->edit_count > 0 && computed)
		add_totals(&a->scenario, &w->whatif->totals, nominal);
	else
		memcpy(a->scenario.value + WHATIF_OVER_BRANCH, a->baseline.value + WHATIF_OVER_BRANCH, (WHATIF_VALUE_COUNT - WHATIF_OVER_BRANCH) * sizeof *a->baseline.value);
}

static struct whatif_state state_of(const struct frame *f, const struct derived *d, const struct verdict *v) {
	struct whatif_state state = {
		.available_mw = d->q[D_AVAILABLE_MW].value, .firm_mw = d->q[D_FIRM_MW].value, .firm_feed_mw = d->q[D_FIRM_FEED_MW].value,
		.start_load_mw = d->q[D_START_LOAD_MW].value, .ready = good(f, M_GPU_READY), .go = v->go,
		.training = v->state,
	};
	if (v->why_count > 0)
		memcpy(state.why, v->why[0], sizeof state.why);
	return state;
}

static bool look(struct session *s, int64_t t_ms, struct whatif_moment *out) {
	session_seek(s, t_ms);
	const struct world *w = session_world(s);
	if (!w->frame || !w->whatif || !w->whatif->frame)
		return false;
	out->t_ms = t_ms;
	out->baseline = state_of(w->frame, &w->derived, &w->verdict);
	out->scenario = state_of(w->whatif->frame, &w->whatif->derived, &w->whatif->verdict);
	return true;
}

/* Equal as far as a person would call it so: to 10 kW, and whether all GPUs are there. */
static bool alike(const struct whatif_state *a, const struct whatif_state *b, double needed) {
	const double x[] = { a->available_mw, a->firm_mw, a->firm_feed_mw }, y[] = { b->available_mw, b->firm_mw, b->firm_feed_mw };
	for (size_t i = 0; i < 3; i++)
		if (fabs(x[i] - y[i]) >= 0.01 || (x[i] == x[i]) != (y[i] == y[i]))
			return false;
	return a->go == b->go && (a->training == TRAINING_RUNNING) == (b->training == TRAINING_RUNNING) && (a->ready >= needed) == (b->ready >= needed);
}

static bool same(const struct whatif_answer *a, const struct whatif_moment *x, const struct whatif_moment *y) {
	return alike(&x->baseline, &y->baseline, a->baseline.site.training.gpus_needed) &&
	       alike(&x->scenario, &y->scenario, a->scenario.site.training.gpus_needed);
}

/* Everything that is new after `before` up to `then`, which differ: the first that is unlike, by halving. */
static void add_moments(struct session *s, struct whatif_answer *a, const struct whatif_moment *before, const struct whatif_moment *then) {
	struct whatif_moment low = *before, high = *then, middle;
	while (high.t_ms - low.t_ms > 1000) {
		int64_t t_ms = low.t_ms + (high.t_ms - low.t_ms) / 2;
		if (!look(s, t_ms - t_ms % 1000 > low.t_ms ? t_ms - t_ms % 1000 : t_ms, &middle))
			break;
		if (same(a, &low, &middle))
			low = middle;
		else
			high = middle;
	}
	if (a->moment_count == WHATIF_MOMENT_MAX) {
		a->moments_cut = true;
		return;
	}
	a->moment[a->moment_count++] = high;
	if (!same(a, &high, then))
		add_moments(s, a, &high, then);
}

static int by_time(const void *x, const void *y) {
	const int64_t *a = x, *b = y;
	return *a < *b ? -1 : *a > *b;
}

/* The times at which to look: evenly, and just after what the branch's sets and feeds did. */
static size_t times_of(struct session *s, const struct whatif_answer *a, int64_t **out) {
	size_t events, count = 0;
	const struct dispatch_event *event = branch_events(whatif_branch(session_whatif(s)), &events);
	/* Past the recording from its end on: when something came is then as much of a question as what is there. */
	int64_t from_ms = a->future ? session_world(s)->last_ms : a->at_ms, step = (a->until_ms - from_ms) / LOOKS_MOST / LOOK_MS * LOOK_MS + LOOK_MS;
	int64_t *t = mem_zalloc(LOOKS_MOST + EVENTS_MOST + a->edit_count + 8, sizeof *t);
	for (int64_t at = from_ms; at < a->until_ms && count <= LOOKS_MOST; at += step)
		t[count++] = at;
	for (size_t i = 0, taken = 0; i < events && taken < EVENTS_MOST; i++)
		if (event[i].t_ms > from_ms && event[i].t_ms + 1000 < a->until_ms && event[i].kind >= HAPPENED_TRIP) {
			t[count++] = event[i].t_ms + 1000;
			taken++;
		}
	for (size_t i = 0; i < a->edit_count; i++)
		if (a->edits[i].at_ms > from_ms && a->edits[i].at_ms < a->until_ms)
			t[count++] = a->edits[i].at_ms;
	t[count++] = a->until_ms;
	qsort(t, count, sizeof *t, by_time);
	*out = t;
	return count;
}

static void take_moments(struct session *s, struct whatif_answer *a) {
	struct whatif_moment before, now;
	int64_t *t;
	size_t count = times_of(s, a, &t);
	bool any = false;
	for (size_t i = 0; i < count; i++) {
		if (!look(s, t[i], &now))
			continue;
		if (!any)
			a->moment[a->moment_count++] = now;
		else if (!same(a, &before, &now))
			add_moments(s, a, &before, &now);
		any = true;
		before = now;
	}
	free(t);
}

/* The sample at or after t: the edits of t are in it. */
static int64_t sample_at(struct session *s, int64_t t_ms) {
	const struct baseline *b = whatif_baseline(session_whatif(s));
	long row = b ? baseline_row(b, t_ms) : -1;
	if (row < 0 || b->t_ms[row] == t_ms || (size_t)row + 1 >= b->count)
		return t_ms;
	return b->t_ms[row + 1];
}

static bool one_bus(struct session *s) {
	uint8_t group[SITE_BUS_MAX];
	const struct baseline *b = whatif_baseline(session_whatif(s));
	bool split = false;
	if (!b || !b->bus_share || !power_bus_groups(session_world(s)->frame, group))
		return true;
	for (size_t i = 0; i < b->site->bus_count; i++)
		split |= group[i] != group[0];
	return !split;
}

bool whatif_answer_make(struct session *s, int64_t at_ms, int64_t until_ms, struct whatif_answer *out, struct error *err) {
	const struct world *w = session_world(s);
	memset(out, 0, sizeof *out);
	session_fold_to(s, TIME_NONE);
	session_whatif_compute(s, until_ms);
	out->at_ms = sample_at(s, at_ms);
	out->until_ms = until_ms > out->at_ms ? until_ms : out->at_ms;
	session_whatif_compute(s, out->until_ms);
	out->edits = scenario_edits(session_scenario(s), &out->edit_count);
	session_seek(s, out->at_ms);
	if (!w->frame || !w->whatif || !w->whatif->frame)
		return error_set(err, "%s: there is no sample at that time", w->source_name);
	out->future = out->at_ms > w->last_ms;
	out->from_ms = w->whatif->from_ms != TIME_NONE && out->edit_count > 0 ? w->whatif->from_ms : out->at_ms;
	if (out->from_ms > out->until_ms)
		out->from_ms = out->until_ms;
	out->one_bus = one_bus(s);
	snprintf(out->source, sizeof out->source, "%s%s%s", origin_words[w->site->origin], *w->site->origin_text ? ", " : "", w->site->origin_text);
	take_time(&out->baseline, w->frame, &w->derived, &w->verdict);
	take_time(&out->scenario, w->whatif->frame, &w->whatif->derived, &w->whatif->verdict);
	take_branch(s, out);
	take_moments(s, out);
	session_seek(s, out->at_ms);
	out->violations = w->whatif->violations;
	out->violation_count = w->whatif->violation_count;
	return true;
}
