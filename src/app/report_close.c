/* The figures of report_close.h. Always true: what is not known changes no figure, and a stretch beyond a limit ends at the first sample that is
 * known to be within. */
#include "report_close.h"

#include <string.h>

static const struct extreme never = { NAN, TIME_NONE };

void closeness_init(struct closeness *c) {
	*c = (struct closeness){ .set_share = never, .load_most = never, .import_most = never };
	struct margin_least *margins[] = { &c->headroom, &c->n1, &c->spinning };
	for (size_t i = 0; i < sizeof margins / sizeof *margins; i++)
		margins[i]->all = margins[i]->complete = never;
	for (size_t b = 0; b < SITE_BUS_MAX; b++)
		c->bus[b] = (struct bus_close){ .lowest_hz = never, .highest_hz = never, .held_hz = never, .rocof_hz_s = never, .last_hz = NAN, .last_ms = TIME_NONE };
	for (size_t i = 0; i < SITE_FEED_MAX; i++) {
		struct feed_close *f = &c->feed[i];
		f->import_mw = f->over_mw = f->export_mw = never;
		f->over_limit_mw = f->over_import_mw = NAN;
		f->over.longest_ms = f->over.run_ms = f->over_trip.longest_ms = f->over_trip.run_ms = TIME_NONE;
	}
}

static bool take_least(struct extreme *e, double value, int64_t t_ms) {
	if (isnan(value) || e->value <= value)
		return false;
	*e = (struct extreme){ value, t_ms };
	return true;
}

static bool take_most(struct extreme *e, double value, int64_t t_ms) {
	if (isnan(value) || e->value >= value)
		return false;
	*e = (struct extreme){ value, t_ms };
	return true;
}

static void take_margin(struct margin_least *m, const struct quantity *q, int64_t t_ms, const char *worst) {
	bool whole = q->reporting >= q->total;
	if (take_least(&m->all, q->value, t_ms)) {
		m->at_least = !whole;
		memcpy(m->worst, worst, strnlen(worst, SITE_ID_SIZE - 1) + 1);
	}
	if (whole)
		take_least(&m->complete, q->value, t_ms);
}

static void take_beyond(struct beyond *b, bool is, double seconds, int64_t t_ms) {
	if (!is) {
		b->run_s = 0;
		b->run_ms = TIME_NONE;
		return;
	}
	if (b->run_ms == TIME_NONE)
		b->run_ms = t_ms;
	b->run_s += seconds;
	b->total_s += seconds;
	if (b->longest_ms == TIME_NONE || b->run_s > b->longest_s) {
		b->longest_s = b->run_s;
		b->longest_ms = b->run_ms;
	}
}

/* The highest (or lowest) within a decimated sample where it tells it, else what was read. */
static double within(const struct frame *f, enum metric_id id, size_t object, bool high) {
	size_t c = site_column(f->site, id, object);
	const double *range = high ? f->high : f->low;
	return f->window_s > 0 && f->ranged && !isnan(range[c]) ? range[c] : f->value[c];
}

static void add_feed(struct feed_close *c, const struct frame *f, size_t i, double seconds) {
	struct reading mw = frame_get(f, M_FEED_MW, i);
	double limit = power_feed_limit_mw(f, i), trip = f->site->feed[i].trip_mw;
	if (mw.quality != QUALITY_GOOD)
		return;
	double most = within(f, M_FEED_MW, i, true), least = within(f, M_FEED_MW, i, false);
	take_most(&c->import_mw, most, f->t_ms);
	if (take_most(&c->over_mw, most - limit, f->t_ms)) {
		c->over_limit_mw = limit;
		c->over_import_mw = most;
	}
	if (least < 0)
		take_most(&c->export_mw, -least, f->t_ms);
	take_beyond(&c->over, mw.value > limit, seconds, f->t_ms);
	take_beyond(&c->over_trip, mw.value > trip, seconds, f->t_ms);
}

#define SLOPE_PERIODS 1.5      /* between samples further apart than that the slope is not known */
#define FELL_FURTHEST_SHARE 0.5 /* of nominal: what a meter says below that of a bus that dies is noise */

/* The bus died within this sample: how far it had fallen by then; NaN where it did not, or nothing tells. */
static double dying_hz(const struct bus_close *c, const struct frame *f, size_t i) {
	bool died = c->alive && frame_bus_dead(f, i) && f->dead_told >> i & 1;
	return died && f->dead_hz[i] >= FELL_FURTHEST_SHARE * f->site->bus[i].nominal_hz ? f->dead_hz[i] : NAN;
}

static void take_dying(struct bus_close *c, double hz, int64_t t_ms) {
	if (take_least(&c->lowest_hz, hz, t_ms))
		c->lowest_within = c->dying = true;
}

static void take_slope(struct bus_close *c, double hz, double seconds, int64_t t_ms) {
	double slope = (hz - c->last_hz) / seconds;
	if (isfinite(slope) && !(fabs(slope) <= fabs(c->rocof_hz_s.value)))
		c->rocof_hz_s = (struct extreme){ slope, t_ms };
}

/* To the end of the sample, and to its lowest and highest, which were reached within it: no less steep than over the whole of it. */
static void take_slopes(struct bus_close *c, const struct frame *f, size_t i) {
	double seconds = c->last_ms == TIME_NONE ? NAN : (double)(f->t_ms - c->last_ms) / 1000;
	bool near = f->window_s <= 0 && seconds > 0 && seconds <= SLOPE_PERIODS * f->site->period_s;
	const enum metric_id ids[] = { M_BUS_HZ, M_BUS_HZ_MIN, M_BUS_HZ_MAX };
	for (size_t k = 0; near && k < sizeof ids / sizeof *ids; k++)
		if (frame_good(f, ids[k], i))
			take_slope(c, frame_get(f, ids[k], i).value, seconds, f->t_ms);
	if (near)
		take_slope(c, dying_hz(c, f, i), seconds, f->t_ms);
	c->last_hz = frame_good(f, M_BUS_HZ, i) ? frame_get(f, M_BUS_HZ, i).value : NAN;
	c->last_ms = f->t_ms;
}

static void take_low(struct bus_close *c, double hz, bool is_within, int64_t t_ms) {
	if (take_least(&c->held_hz, hz, t_ms))
		c->held_within = is_within;
	if (!take_least(&c->lowest_hz, hz, t_ms))
		return;
	c->lowest_within = is_within;
	c->dying = false;
}

static void add_bus(struct bus_close *c, const struct frame *f, size_t i, enum bus_tie tie, double seconds) {
	c->island_s += tie == BUS_ISLAND ? seconds : 0;
	c->dead_s += tie == BUS_DEAD ? seconds : 0;
	c->parallel_s += tie == BUS_PARALLEL ? seconds : 0;
	struct reading hz = frame_get(f, M_BUS_HZ, i), least = frame_get(f, M_BUS_HZ_MIN, i), most = frame_get(f, M_BUS_HZ_MAX, i);
	if (hz.quality == QUALITY_GOOD) {
		bool window = f->window_s > 0 && f->ranged;
		take_low(c, within(f, M_BUS_HZ, i, false), window, f->t_ms);
		if (take_most(&c->highest_hz, within(f, M_BUS_HZ, i, true), f->t_ms))
			c->highest_within = window;
	}
	if (least.quality == QUALITY_GOOD)
		take_low(c, within(f, M_BUS_HZ_MIN, i, false), true, f->t_ms);
	if (most.quality == QUALITY_GOOD && take_most(&c->highest_hz, within(f, M_BUS_HZ_MAX, i, true), f->t_ms))
		c->highest_within = true;
	take_dying(c, dying_hz(c, f, i), f->t_ms);
	take_slopes(c, f, i);
	c->alive = !frame_bus_dead(f, i);
}

static void add_sets(struct closeness *c, const struct frame *f) {
	for (size_t i = 0; i < f->site->gen_count; i++) {
		double most_kw = power_gen_max_kw(f, i);
		if (!frame_good(f, M_GEN_KW, i) || !(most_kw > 0) || frame_label(f, M_GEN_BREAKER, i) == BREAKER_OPEN)
			continue;
		double kw = within(f, M_GEN_KW, i, true);
		if (!take_most(&c->set_share, kw / most_kw, f->t_ms))
			continue;
		memcpy(c->set_id, f->site->gen[i].id, SITE_ID_SIZE);
		c->set_kw = kw;
		c->set_max_kw = most_kw;
	}
}

static void add_energy(double *mwh, const struct quantity *q, double seconds) {
	*mwh += isnan(q->value) ? 0 : q->value * seconds / 3600;
}

void closeness_add(struct closeness *c, const struct frame *frame, const struct derived *derived, double seconds) {
	const struct site *site = frame->site;
	const struct quantity *q = derived->q;
	c->frames++;
	c->known_s += seconds;
	c->decimated |= frame->window_s > 0;
	c->incomplete += q[D_HEADROOM_MW].reporting < q[D_HEADROOM_MW].total;
	c->online_incomplete += quantity_is_bound(&q[D_ONLINE_MW]);
	take_margin(&c->headroom, &q[D_HEADROOM_MW], frame->t_ms, "");
	take_margin(&c->n1, &q[D_N1_MW], frame->t_ms, derived->n1_worst);
	take_margin(&c->spinning, &q[D_SPINNING_MW], frame->t_ms, "");
	take_most(&c->load_most, q[D_LOAD_MW].value, frame->t_ms);
	take_most(&c->import_most, q[D_IMPORT_MW].value, frame->t_ms);
	add_energy(&c->load_mwh, &q[D_LOAD_MW], seconds);
	add_energy(&c->import_mwh, &q[D_IMPORT_MW], seconds);
	add_energy(&c->gen_mwh, &q[D_GEN_MW], seconds);
	for (size_t b = 0; b < site->bus_count; b++)
		add_bus(&c->bus[b], frame, b, derived->tie[b], seconds);
	for (size_t i = 0; i < site->feed_count; i++)
		add_feed(&c->feed[i], frame, i, seconds);
	add_sets(c, frame);
}
