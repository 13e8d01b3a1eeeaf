/* All derived values of a frame in one pass over the feeds and one over the sets. A quantity is built as a sum of what reports, with
 * the count of what should; only good, finite readings report. It runs for every line of a recording that is folded, so it
 * finds the columns once and walks them by stride, and makes no text. */
#include "derive.h"

#include <string.h>

/* What one pass gathers besides the quantities. */
struct pass {
	struct bus_tally tally[SITE_BUS_MAX];
	double set_mw, feed_mw; /* the greatest available set; the largest feed in service */
	bool feeds_report;      /* every feed's power is known */
	size_t missing;         /* sets whose power is not known */
};

/* The readings of one object: columns by slot. */
struct view {
	const double *value;
	const uint8_t *quality;
};

static bool view_known(struct view v, size_t slot) {
	return v.quality[slot] == QUALITY_GOOD && isfinite(v.value[slot]);
}

/* The index of a label, -1 when it is not known. */
static int view_label(struct view v, size_t slot, int count) {
	double word = v.value[slot];
	return v.quality[slot] == QUALITY_GOOD && word >= 0 && word < count ? (int)word : -1;
}

static struct view view_of(const struct frame *f, enum metric_class class) {
	size_t base = f->site->class_base[class];
	return (struct view){ f->value + base, f->quality + base };
}

/* A member of a sum: always counted, added when known. */
static void add(struct quantity *q, bool known, double value) {
	q->total++;
	if (known) {
		q->reporting++;
		q->value += value;
	}
}

static struct quantity sum_of(struct quantity a, struct quantity b) {
	return (struct quantity){ a.value + b.value, (uint16_t)(a.reporting + b.reporting), (uint16_t)(a.total + b.total) };
}

/* `whole` less a part that may not be known; a lower bound where either is one. */
static struct quantity less(struct quantity whole, struct quantity part) {
	struct quantity q = sum_of(whole, part);
	q.value = whole.value - part.value;
	if (!part.total)
		return (struct quantity){ NAN, 0, 0 };
	return q;
}

static struct quantity less_number(struct quantity whole, double number) {
	whole.value -= number;
	return whole;
}

static struct bus_tally *tally_at(struct pass *p, const struct site *site, int bus) {
	return &p->tally[bus >= 0 && (size_t)bus < site->bus_count ? bus : 0];
}

static void derive_feeds(const struct frame *f, struct pass *p, struct derived *out) {
	const struct site *site = f->site;
	struct quantity *q = out->q;
	for (size_t i = 0; i < site->feed_count; i++) {
		struct reading mw = frame_get(f, M_FEED_MW, i);
		int breaker = frame_label(f, M_FEED_BREAKER, i);
		double limit = power_feed_limit_mw(f, i);
		bool in_service = power_feed_in_service(f, i), limit_known = isfinite(limit);
		double give = in_service && limit_known ? limit : 0;
		struct bus_tally *t = tally_at(p, site, site->feed[i].bus);

		add(&q[D_AVAILABLE_MW], !in_service || limit_known, give);
		add(&q[D_RATED_MW], !in_service || limit_known, give);
		add(&q[D_ONLINE_MW], !in_service || (breaker >= 0 && limit_known), breaker == BREAKER_CLOSED ? give : 0);
		bool open = breaker == BREAKER_OPEN, mw_known = open || (mw.quality == QUALITY_GOOD && isfinite(mw.value));
		add(&q[D_IMPORT_MW], mw_known, open ? 0 : mw.value);
		p->feeds_report &= mw_known;

		if (give > p->feed_mw)
			p->feed_mw = give;
		t->feed_unknown |= in_service && breaker < 0;
		if (!in_service || breaker != BREAKER_CLOSED)
			continue;
		t->feed_closed = true;
		t->online_mw += give;
		if (t->feed < 0 || give > t->feed_mw) {
			t->feed = (int)i;
			t->feed_mw = give;
		}
	}
}

/* Slots of the metrics of a set that the sums read. */
struct gen_slots { size_t state, breaker, kw, max_kw, stride; };

/* One set. `last_kw`: its last good reading, or NaN. */
static void derive_gen(const struct site *site, size_t i, struct view v, const struct gen_slots *s, double last_kw, struct pass *p,
                       struct derived *out) {
	struct quantity *q = out->q;
	const struct site_gen *gen = &site->gen[i];
	int state = view_label(v, s->state, GEN_STATE_COUNT), breaker = view_label(v, s->breaker, BREAKER_COUNT);
	double rated_mw = gen->rated_kw > 0 ? gen->rated_kw / 1000 : 0;
	double max_mw = view_known(v, s->max_kw) ? v.value[s->max_kw] / 1000 : rated_mw;
	if (!(max_mw > 0))
		max_mw = 0;
	if (state >= 0)
		out->gens_in_state[state]++;

	bool out_of_it = state == GEN_TRIPPED || state == GEN_LOCKOUT || state == GEN_OUT_OF_SERVICE;
	double give = out_of_it || (state < 0 && breaker != BREAKER_CLOSED) ? 0 : max_mw;
	add(&q[D_RATED_MW], true, rated_mw);
	add(&q[D_AVAILABLE_MW], state >= 0 || breaker == BREAKER_CLOSED, give);
	if (give > p->set_mw)
		p->set_mw = give;

	bool loaded = state == GEN_LOADED && breaker == BREAKER_CLOSED;
	bool loaded_known = loaded || breaker == BREAKER_OPEN || (state >= 0 && state != GEN_LOADED);
	add(&q[D_RUNNING_MW], loaded_known, loaded ? max_mw : 0);

	bool open = breaker == BREAKER_OPEN, kw_known = open || view_known(v, s->kw);
	double mw = open ? 0 : kw_known ? v.value[s->kw] / 1000 : 0;
	add(&q[D_GEN_MW], kw_known, mw);
	add(&q[D_SPINNING_MW], loaded_known && (!loaded || kw_known), loaded ? max_mw - mw : 0);
	if (!kw_known) {
		double stale = v.quality[s->kw] == QUALITY_STALE ? v.value[s->kw] : NAN;
		double last = isfinite(last_kw) ? last_kw : stale;
		p->missing++;
		out->missing_kw += isfinite(last) ? last : 0;
	}

	struct bus_tally *t = tally_at(p, site, gen->bus);
	t->set_closed |= breaker == BREAKER_CLOSED;
	if (!loaded)
		return;
	t->online_mw += max_mw;
	if (t->set < 0 || max_mw > t->set_mw) {
		t->set = (int)i;
		t->set_mw = max_mw;
	}
}

static void derive_gens(const struct frame *f, const double *last_kw, struct pass *p, struct derived *out) {
	struct gen_slots s = { metric_at(M_GEN_STATE)->slot, metric_at(M_GEN_BREAKER)->slot, metric_at(M_GEN_KW)->slot,
	                       metric_at(M_GEN_MAX_KW)->slot, metric_class_size(CLASS_GEN) };
	struct view v = view_of(f, CLASS_GEN);
	for (size_t i = 0; i < f->site->gen_count; i++, v.value += s.stride, v.quality += s.stride)
		derive_gen(f->site, i, v, &s, last_kw ? last_kw[i] : NAN, p, out);
	out->q[D_ONLINE_MW] = sum_of(out->q[D_ONLINE_MW], out->q[D_RUNNING_MW]);
	out->gens_reporting = out->q[D_GEN_MW].reporting;
	out->gens_total = out->q[D_GEN_MW].total;
}

static void derive_stores(const struct frame *f, struct derived *out) {
	for (size_t i = 0; i < f->site->store_count; i++) {
		struct reading mw = frame_get(f, M_STORE_MW, i);
		add(&out->q[D_STORE_MW], mw.quality == QUALITY_GOOD && isfinite(mw.value), mw.value);
	}
	out->q[D_SUPPLY_MW] = sum_of(sum_of(out->q[D_IMPORT_MW], out->q[D_GEN_MW]), out->q[D_STORE_MW]);
}

/* A sum of which nothing reports is not known. */
static void sums_finish(struct derived *out) {
	static const enum derived_id sums[] = { D_AVAILABLE_MW, D_RATED_MW, D_ONLINE_MW, D_RUNNING_MW, D_IMPORT_MW, D_GEN_MW,
	                                        D_STORE_MW, D_SUPPLY_MW, D_SPINNING_MW };
	for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
		if (!out->q[sums[i]].reporting)
			out->q[sums[i]].value = NAN;
}

static void derive_load(const struct frame *f, const struct pass *p, struct derived *out) {
	struct quantity *q = out->q;
	struct reading mw = frame_get(f, M_GPU_MW, 0), online = frame_get(f, M_GPU_ONLINE, 0), aux = frame_get(f, M_AUX_MW, 0);
	bool known = mw.quality == QUALITY_GOOD && isfinite(mw.value);
	uint16_t total = f->site->gpu.present || known;
	q[D_LOAD_MW] = (struct quantity){ known ? mw.value : NAN, known, total };
	q[D_RESIDUAL_MW] = less(q[D_SUPPLY_MW], q[D_LOAD_MW]);
	if (aux.quality == QUALITY_GOOD && isfinite(aux.value))
		q[D_RESIDUAL_MW].value -= aux.value;
	q[D_HEADROOM_MW] = less(q[D_ONLINE_MW], q[D_LOAD_MW]);
	bool counted = known && online.quality == QUALITY_GOOD && online.value > 0;
	q[D_WATTS_PER_GPU] = (struct quantity){ counted ? mw.value * 1e6 / online.value : NAN, counted, total };

	/* DOMAIN.md rule 4: silent sets whose last power is what the balance lacks still carry it. */
	double lacking = -q[D_RESIDUAL_MW].value, missing_mw = out->missing_kw / 1000;
	out->probably_carrying = p->missing && missing_mw > 0 && known && p->feeds_report &&
	                         fabs(lacking - missing_mw) <= 0.02 * mw.value && fabs(lacking - missing_mw) < fabs(lacking);
}

static void derive_start(const struct frame *f, const struct pass *p, struct derived *out) {
	const struct site *site = f->site;
	struct quantity *q = out->q;
	q[D_FIRM_MW] = less_number(q[D_AVAILABLE_MW], p->set_mw);
	q[D_FIRM_FEED_MW] = less_number(q[D_AVAILABLE_MW], p->feed_mw);
	struct quantity none = { NAN, 0, 0 };
	q[D_START_LOAD_MW] = q[D_START_MARGIN_MW] = q[D_START_N1_MW] = q[D_GPUS_FIT] = q[D_GPUS_FIT_FIRM] = none;
	if (!site->gpu.present)
		return;
	double cap_w = power_cap_w(f);
	q[D_GPUS_FIT] = q[D_AVAILABLE_MW];
	q[D_GPUS_FIT].value = power_gpus_fit(&site->gpu, q[D_AVAILABLE_MW].value - site->policy.reserve_mw, cap_w);
	q[D_GPUS_FIT_FIRM] = q[D_FIRM_MW];
	q[D_GPUS_FIT_FIRM].value = power_gpus_fit(&site->gpu, q[D_FIRM_MW].value - site->policy.reserve_mw, cap_w);
	if (!site->training.present)
		return;
	double load = site->training.gpus_needed * power_facility_w(&site->gpu, cap_w) / 1e6;
	q[D_START_LOAD_MW] = (struct quantity){ load, isfinite(load) != 0, 1 };
	q[D_START_MARGIN_MW] = less_number(q[D_AVAILABLE_MW], load);
	q[D_START_N1_MW] = less_number(q[D_FIRM_MW], load);
}

void power_derive_firm(const struct frame *frame, const double *firm_limit_mw, struct derived *out) {
	struct quantity *q = out->q;
	double promised_mw = 0, feed_mw = 0, set_mw = q[D_AVAILABLE_MW].value - q[D_FIRM_MW].value;
	for (size_t i = 0; i < frame->site->feed_count; i++) {
		double limit = power_feed_limit_mw(frame, i), firm = firm_limit_mw[i] < limit ? firm_limit_mw[i] : limit;
		if (!power_feed_in_service(frame, i) || !isfinite(limit))
			continue;
		promised_mw += limit - firm;
		feed_mw = fmax(feed_mw, firm);
	}
	if (!(promised_mw > 0))
		return;
	q[D_FIRM_MW].value = q[D_AVAILABLE_MW].value - promised_mw - set_mw;
	q[D_FIRM_FEED_MW].value = q[D_AVAILABLE_MW].value - promised_mw - feed_mw;
	q[D_START_N1_MW].value = q[D_FIRM_MW].value - q[D_START_LOAD_MW].value;
	if (frame->site->gpu.present)
		q[D_GPUS_FIT_FIRM].value = power_gpus_fit(&frame->site->gpu, q[D_FIRM_MW].value - frame->site->policy.reserve_mw, power_cap_w(frame));
}

double power_cap_w(const struct frame *frame) {
	struct reading cap = frame_get(frame, M_GPU_CAP_W, 0);
	return (cap.quality == QUALITY_GOOD || cap.quality == QUALITY_STALE) && cap.value >= 0 && isfinite(cap.value) ? cap.value : frame->site->gpu.tdp_w;
}

static void derived_unknown(struct derived *out) {
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < DERIVED_COUNT; i++)
		out->q[i].value = NAN;
}

void power_derive(const struct frame *frame, const double *last_kw, struct derived *out) {
	if (!frame->site || frame->count < frame->site->column_count) {
		derived_unknown(out);
		return;
	}
	memset(out, 0, sizeof *out);
	struct pass p = { .feeds_report = true };
	for (size_t b = 0; b < SITE_BUS_MAX; b++)
		p.tally[b].set = p.tally[b].feed = -1;
	derive_feeds(frame, &p, out);
	derive_gens(frame, last_kw, &p, out);
	derive_stores(frame, out);
	sums_finish(out);
	derive_load(frame, &p, out);
	derive_start(frame, &p, out);
	power_margins(frame, p.tally, out);
	power_ties(frame, p.tally, out);
	for (size_t i = 0; i < DERIVED_COUNT; i++) /* absurd readings may overflow */
		if (!isfinite(out->q[i].value))
			out->q[i].value = NAN;
}
