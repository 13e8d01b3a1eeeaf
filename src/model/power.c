/* Derived values of a frame: sums with their count of members, capacity, margins per bus. Only good readings report; what is missing makes a sum
 * a lower bound. Nothing here is ever infinite. */
#include "power.h"

#include <assert.h>
#include <string.h>

#define DERIVED_ROW(id, key_, unit_, decimals_, sign, help_, assumptions_) \
	[D_##id] = { .key = key_, .unit = unit_, .decimals = decimals_, .is_signed = sign, .help = help_, .assumptions = assumptions_ },
static const struct derived_info infos[DERIVED_COUNT] = { DERIVED_LIST(DERIVED_ROW) };

const char *const bus_tie_words[] = { "UNKNOWN", "PARALLEL", "ISLAND", "DEAD", NULL };
static_assert(sizeof bus_tie_words / sizeof *bus_tie_words == BUS_DEAD + 2, "one word per tie state");

/* "When the residual equals what is missing" (DOMAIN.md rule 4), within this share of the load. */
#define CARRYING_SHARE 0.02
#define DEAD_SHARE 0.2 /* of nominal voltage, DOMAIN.md rule 5 */

const struct derived_info *derived_info_at(enum derived_id id) { return &infos[id]; }

int derived_find(const char *key, size_t length) {
	for (int i = 0; i < DERIVED_COUNT; i++)
		if (strlen(infos[i].key) == length && !memcmp(infos[i].key, key, length))
			return i;
	return -1;
}

static double good_value(const struct frame *f, enum metric_id id, size_t object) {
	size_t c = site_column(f->site, id, object);
	return f->quality[c] == QUALITY_GOOD ? f->value[c] : NAN;
}

double power_gen_max_kw(const struct frame *frame, size_t gen) {
	double max = good_value(frame, M_GEN_MAX_KW, gen);
	return isnan(max) ? frame->site->gen[gen].rated_kw : max;
}

double power_feed_limit_mw(const struct frame *frame, size_t feed) {
	double limit = good_value(frame, M_FEED_LIMIT_MW, feed);
	return isnan(limit) ? frame->site->feed[feed].limit_mw : limit;
}

bool power_feed_in_service(const struct frame *frame, size_t feed) {
	double kv = good_value(frame, M_FEED_KV, feed), nominal = frame->site->bus[frame->site->feed[feed].bus].nominal_kv;
	if (kv < DEAD_SHARE * nominal)
		return false;
	return frame_label(frame, M_FEED_BREAKER, feed) != BREAKER_OPEN && power_feed_limit_mw(frame, feed) > 0;
}

/* Adds a member that may be unknown. A sum of nothing known stays NaN, unless it has no members at all: then the caller leaves it NaN of 0. */
static void add(struct quantity *q, double value) {
	q->total++;
	if (isnan(value))
		return;
	q->value = q->reporting++ ? q->value + value : value;
}

static struct quantity sum_of(struct quantity a, struct quantity b) {
	struct quantity q = { isnan(a.value) ? b.value : isnan(b.value) ? a.value : a.value + b.value, (uint16_t)(a.reporting + b.reporting),
		              (uint16_t)(a.total + b.total) };
	return q;
}

/* a - b; what is missing in either makes the difference uncertain: the counts of both stand in it. */
static struct quantity less(struct quantity a, struct quantity b) {
	struct quantity q = { a.value - b.value, (uint16_t)(a.reporting + b.reporting), (uint16_t)(a.total + b.total) };
	return q;
}

static struct quantity minus(struct quantity a, double value) {
	a.value -= value;
	return a;
}

/* What one electrical bus (or all as one) has for its N-1. */
struct zone {
	double online_mw, load_mw, set_mw, feed_mw;
	const char *set, *feed;
	bool used;
};

struct adding {
	const struct frame *f;
	struct derived *d;
	int zone_of_bus[SITE_BUS_MAX];
	struct zone zone[SITE_BUS_MAX];
	bool split;               /* the load of each bus is known */
	double greatest_set_mw, greatest_feed_mw; /* of what is available */
};

/* Joins buses by closed ties; without the load of each bus all count as one. */
static void find_zones(struct adding *a) {
	const struct site *site = a->f->site;
	a->split = site->bus_count > 1;
	for (size_t i = 0; i < site->bus_count; i++)
		a->split &= frame_good(a->f, M_BUS_GPU_MW, i);
	for (size_t i = 0; i < site->bus_count; i++)
		a->zone_of_bus[i] = a->split ? (int)i : 0;
	for (size_t round = 0; a->split && round < site->tie_count; round++)
		for (size_t i = 0; i < site->tie_count; i++) {
			int *x = &a->zone_of_bus[site->tie[i].bus_a], *y = &a->zone_of_bus[site->tie[i].bus_b];
			if (frame_label(a->f, M_TIE_BREAKER, i) == BREAKER_CLOSED)
				*x = *y = *x < *y ? *x : *y;
		}
}

static void add_feeds(struct adding *a) {
	const struct frame *f = a->f;
	struct quantity *q = a->d->q;
	for (size_t i = 0; i < f->site->feed_count; i++) {
		double limit = power_feed_limit_mw(f, i);
		bool in_service = power_feed_in_service(f, i);
		int breaker = frame_label(f, M_FEED_BREAKER, i);
		add(&q[D_IMPORT_MW], breaker == BREAKER_OPEN ? 0 : good_value(f, M_FEED_MW, i));
		add(&q[D_AVAILABLE_MW], in_service ? limit : 0);
		add(&q[D_RATED_MW], in_service ? limit : 0);
		bool online = in_service && breaker == BREAKER_CLOSED;
		add(&q[D_ONLINE_MW], online ? limit : breaker < 0 && in_service ? NAN : 0);
		if (in_service && limit > a->greatest_feed_mw)
			a->greatest_feed_mw = limit;
		struct zone *z = &a->zone[a->zone_of_bus[f->site->feed[i].bus]];
		z->used = true;
		if (!online)
			continue;
		z->online_mw += limit;
		if (limit > z->feed_mw) {
			z->feed_mw = limit;
			z->feed = f->site->feed[i].id;
		}
	}
}

/* Not tripped, locked out or out of service: 1; that: 0; not known: -1. A closed breaker proves that a set can run. */
static int set_available(int state, int breaker) {
	if (state == GEN_TRIPPED || state == GEN_LOCKOUT || state == GEN_OUT_OF_SERVICE)
		return 0;
	return state >= 0 || breaker == BREAKER_CLOSED ? 1 : -1;
}

static void add_set(struct adding *a, size_t i) {
	const struct frame *f = a->f;
	struct quantity *q = a->d->q;
	int state = frame_label(f, M_GEN_STATE, i), breaker = frame_label(f, M_GEN_BREAKER, i);
	double max_mw = power_gen_max_kw(f, i) / 1000, kw = breaker == BREAKER_OPEN ? 0 : good_value(f, M_GEN_KW, i);
	int available = set_available(state, breaker);
	bool loaded = breaker == BREAKER_CLOSED && (state == GEN_LOADED || state == GEN_UNLOADING);
	bool unknown = breaker < 0 || (state < 0 && breaker == BREAKER_CLOSED);
	add(&q[D_GEN_MW], kw / 1000);
	add(&q[D_RATED_MW], f->site->gen[i].rated_kw / 1000);
	add(&q[D_AVAILABLE_MW], available < 0 ? NAN : available * max_mw);
	add(&q[D_ONLINE_MW], loaded ? max_mw : unknown ? NAN : 0);
	add(&q[D_RUNNING_MW], loaded ? max_mw : unknown ? NAN : 0);
	add(&q[D_SPINNING_MW], loaded ? max_mw - kw / 1000 : unknown ? NAN : 0);
	if (available > 0 && max_mw > a->greatest_set_mw)
		a->greatest_set_mw = max_mw;
	if (state >= 0)
		a->d->gens_in_state[state]++;
	a->d->gens_reporting = (uint16_t)(a->d->gens_reporting + !isnan(kw));
	struct zone *z = &a->zone[a->zone_of_bus[f->site->gen[i].bus]];
	z->used = true;
	if (!loaded)
		return;
	z->online_mw += max_mw;
	if (max_mw > z->set_mw) {
		z->set_mw = max_mw;
		z->set = f->site->gen[i].id;
	}
}

/* Headroom and N-1 of the worst zone. What nobody can lose gives no margin. */
static void find_margins(struct adding *a) {
	struct quantity *q = a->d->q, load = q[D_LOAD_MW];
	double worst_set = INFINITY, worst_feed = INFINITY;
	const char *set = "", *feed = "";
	q[D_HEADROOM_MW] = less(q[D_ONLINE_MW], load);
	for (size_t i = 0; i < SITE_BUS_MAX; i++) {
		const struct zone *z = &a->zone[i];
		double headroom = z->online_mw - (a->split ? z->load_mw : load.value);
		if (!z->used || isnan(headroom))
			continue;
		if (z->set && headroom - z->set_mw < worst_set) {
			worst_set = headroom - z->set_mw;
			set = z->set;
		}
		if (z->feed && headroom - z->feed_mw < worst_feed) {
			worst_feed = headroom - z->feed_mw;
			feed = z->feed;
		}
	}
	q[D_N1_SET_MW] = q[D_N1_FEED_MW] = q[D_N1_MW] = q[D_HEADROOM_MW];
	q[D_N1_SET_MW].value = isinf(worst_set) ? NAN : worst_set;
	q[D_N1_FEED_MW].value = isinf(worst_feed) ? NAN : worst_feed;
	q[D_N1_MW].value = fmin(q[D_N1_SET_MW].value, q[D_N1_FEED_MW].value);
	const char *lost = !(worst_set < worst_feed) ? feed : set;
	memcpy(a->d->n1_worst, lost, strlen(lost) + 1);
}

static void find_ties(struct adding *a) {
	const struct site *site = a->f->site;
	bool fed[SITE_BUS_MAX] = { false }, known[SITE_BUS_MAX] = { false };
	int joined[SITE_BUS_MAX];
	for (size_t b = 0; b < site->bus_count; b++)
		joined[b] = site->tie_count ? (int)b : 0;
	for (size_t round = 0; round < site->tie_count; round++)
		for (size_t i = 0; i < site->tie_count; i++) {
			int *x = &joined[site->tie[i].bus_a], *y = &joined[site->tie[i].bus_b];
			if (frame_label(a->f, M_TIE_BREAKER, i) == BREAKER_CLOSED)
				*x = *y = *x < *y ? *x : *y;
		}
	if (!site->tie_count)
		for (size_t b = 0; b < site->bus_count; b++)
			joined[b] = (int)b;
	for (size_t i = 0; i < site->feed_count; i++) {
		int bus = joined[site->feed[i].bus], breaker = frame_label(a->f, M_FEED_BREAKER, i);
		known[bus] |= breaker >= 0;
		fed[bus] |= breaker == BREAKER_CLOSED && power_feed_in_service(a->f, i);
	}
	for (size_t i = 0; i < site->gen_count; i++)
		known[joined[site->gen[i].bus]] |= frame_label(a->f, M_GEN_BREAKER, i) == BREAKER_CLOSED;
	for (size_t b = 0; b < site->bus_count; b++)
		a->d->tie[b] = frame_bus_dead(a->f, b) ? BUS_DEAD : fed[joined[b]] ? BUS_PARALLEL : known[joined[b]] ? BUS_ISLAND : BUS_UNKNOWN;
}

/* DOMAIN.md rule 4: sets without data are not said to have tripped; the residual may prove that they carry. */
static void find_missing(struct adding *a, const double *last_kw) {
	const struct quantity *q = a->d->q;
	if (!last_kw)
		return;
	for (size_t i = 0; i < a->f->site->gen_count; i++)
		if (isnan(good_value(a->f, M_GEN_KW, i)) && frame_label(a->f, M_GEN_BREAKER, i) != BREAKER_OPEN && !isnan(last_kw[i]))
			a->d->missing_kw += last_kw[i];
	double missing_mw = a->d->missing_kw / 1000;
	a->d->probably_carrying = missing_mw > 0 && fabs(q[D_RESIDUAL_MW].value + missing_mw) <= CARRYING_SHARE * q[D_LOAD_MW].value;
}

static void find_gpus(struct adding *a) {
	const struct site *site = a->f->site;
	struct quantity *q = a->d->q;
	double online = good_value(a->f, M_GPU_ONLINE, 0), cap_w = good_value(a->f, M_GPU_CAP_W, 0);
	if (!site->gpu.present)
		return;
	if (isnan(cap_w))
		cap_w = site->gpu.tdp_w;
	q[D_WATTS_PER_GPU].value = online > 0 ? q[D_LOAD_MW].value * 1e6 / online : NAN;
	q[D_GPUS_FIT] = q[D_AVAILABLE_MW];
	q[D_GPUS_FIT].value = power_gpus_fit(&site->gpu, q[D_AVAILABLE_MW].value - site->policy.reserve_mw, cap_w);
	q[D_GPUS_FIT_FIRM] = q[D_FIRM_MW];
	q[D_GPUS_FIT_FIRM].value = power_gpus_fit(&site->gpu, q[D_FIRM_MW].value - site->policy.reserve_mw, cap_w);
	if (!site->training.present)
		return;
	q[D_START_LOAD_MW].value = site->training.gpus_needed * power_facility_w(&site->gpu, cap_w) / 1e6;
	q[D_START_LOAD_MW].reporting = q[D_START_LOAD_MW].total = 1;
	q[D_START_MARGIN_MW] = minus(q[D_AVAILABLE_MW], q[D_START_LOAD_MW].value);
	q[D_START_N1_MW] = minus(q[D_FIRM_MW], q[D_START_LOAD_MW].value);
}

void power_derive(const struct frame *frame, const double *last_kw, struct derived *out) {
	const struct site *site = frame->site;
	struct adding a = { .f = frame, .d = out };
	struct quantity *q = out->q;
	memset(out, 0, sizeof *out);
	for (int i = 0; i < DERIVED_COUNT; i++)
		q[i].value = NAN;
	out->gens_total = (uint16_t)site->gen_count;
	find_zones(&a);
	for (size_t b = 0; a.split && b < site->bus_count; b++)
		a.zone[a.zone_of_bus[b]].load_mw += good_value(frame, M_BUS_GPU_MW, b);
	add_feeds(&a);
	for (size_t i = 0; i < site->gen_count; i++)
		add_set(&a, i);
	for (size_t i = 0; i < site->store_count; i++)
		add(&q[D_STORE_MW], good_value(frame, M_STORE_MW, i));
	if (site->gpu.present)
		add(&q[D_LOAD_MW], good_value(frame, M_GPU_MW, 0));
	q[D_SUPPLY_MW] = sum_of(sum_of(q[D_IMPORT_MW], q[D_GEN_MW]), q[D_STORE_MW]);
	double aux = good_value(frame, M_AUX_MW, 0);
	q[D_RESIDUAL_MW] = minus(less(q[D_SUPPLY_MW], q[D_LOAD_MW]), isnan(aux) ? 0 : aux);
	q[D_FIRM_MW] = minus(q[D_AVAILABLE_MW], a.greatest_set_mw);
	q[D_FIRM_FEED_MW] = minus(q[D_AVAILABLE_MW], a.greatest_feed_mw);
	find_margins(&a);
	find_ties(&a);
	find_missing(&a, last_kw);
	find_gpus(&a);
}
