/* Single losses; see the header. First the sums of every bus, then of the buses that are joined; from these each loss is a few subtractions. Always
 * true: what counts as online is what power_derive counts (a stale breaker is open), so that the least margin of a feed or set is n1_mw wherever
 * n1_worst names something. */
#include "contingency.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derive.h"
#include "swing.h"

const char *const contingency_kind_words[] = { "feed", "set", "bus", NULL };
const char *const contingency_outcome_words[] = { "unknown", "no load", "dark", "short", "feed opens", "sheds", "over contract", "holds", NULL };

/* What stands on a bus, or on all that are joined. */
struct sums {
	double online_mw, load_mw;
	double import_mw, limit_mw, trip_mw; /* of the closed feeds; NaN: one is not known */
	double trip_s;                       /* the least */
	double ramp_mw_s, room_mw;           /* of the loaded sets; room: up to their maximum */
	size_t feeds;
};

struct site_sums {
	const struct frame *frame;
	bool apart;                          /* the load of every bus is known */
	uint8_t group[SITE_BUS_MAX];
	struct sums bus[SITE_BUS_MAX], joined[SITE_BUS_MAX];
	double watts_per_gpu;
};

static int bus_of(const struct site *site, int bus) { return bus >= 0 && (size_t)bus < site->bus_count ? bus : 0; }

static double good(const struct frame *f, enum metric_id id, size_t object) {
	return frame_good(f, id, object) ? frame_get(f, id, object).value : NAN;
}

static bool feed_counts(const struct frame *f, size_t i) {
	return power_feed_in_service(f, i) && frame_label(f, M_FEED_BREAKER, i) == BREAKER_CLOSED;
}

static bool set_counts(const struct frame *f, size_t i) {
	return frame_label(f, M_GEN_STATE, i) == GEN_LOADED && frame_label(f, M_GEN_BREAKER, i) == BREAKER_CLOSED;
}

static double feed_mw(const struct frame *f, size_t i) { /* NaN: no contract is known */
	return power_feed_limit_mw(f, i);
}

static double set_mw(const struct frame *f, size_t i) { return power_gen_max_kw(f, i) / 1000; }

static void sums_add(struct sums *to, const struct sums *from) {
	to->online_mw += from->online_mw;
	to->load_mw += from->load_mw;
	to->import_mw += from->import_mw;
	to->limit_mw += from->limit_mw;
	to->trip_mw += from->trip_mw;
	to->trip_s = from->feeds && (!to->feeds || from->trip_s < to->trip_s) ? from->trip_s : to->trip_s;
	to->ramp_mw_s += from->ramp_mw_s;
	to->room_mw += from->room_mw;
	to->feeds += from->feeds;
}

static struct sums feed_sums(const struct frame *f, size_t i) {
	const struct site_feed *feed = &f->site->feed[i];
	double limit = feed_mw(f, i);
	return (struct sums){ .online_mw = isfinite(limit) ? limit : 0, .import_mw = good(f, M_FEED_MW, i), .limit_mw = limit, .trip_mw = feed->trip_mw,
	                      .trip_s = feed->trip_s, .feeds = 1 };
}

static struct sums set_sums(const struct frame *f, size_t i) {
	double kw = good(f, M_GEN_KW, i);
	return (struct sums){ .online_mw = set_mw(f, i), .ramp_mw_s = f->site->gen[i].ramp_kw_s / 1000, .room_mw = set_mw(f, i) - kw / 1000 };
}

static void sums_make(struct site_sums *s, const struct frame *f, const struct derived *d) {
	const struct site *site = f->site;
	memset(s, 0, sizeof *s);
	s->frame = f;
	s->apart = power_bus_groups(f, s->group);
	s->watts_per_gpu = d->q[D_WATTS_PER_GPU].value;
	for (size_t i = 0; i < site->feed_count; i++)
		if (feed_counts(f, i)) {
			struct sums one = feed_sums(f, i);
			sums_add(&s->bus[bus_of(site, site->feed[i].bus)], &one);
		}
	for (size_t i = 0; i < site->gen_count; i++)
		if (set_counts(f, i)) {
			struct sums one = set_sums(f, i);
			sums_add(&s->bus[bus_of(site, site->gen[i].bus)], &one);
		}
	bool known = !isnan(d->q[D_HEADROOM_MW].value);
	for (size_t b = 0; b < SITE_BUS_MAX && b < (site->bus_count ? site->bus_count : 1); b++) {
		s->bus[b].load_mw = !known ? NAN : s->apart ? good(f, M_BUS_GPU_MW, b) : b ? 0 : d->q[D_LOAD_MW].value;
		sums_add(&s->joined[s->group[b]], &s->bus[b]);
	}
}

#define SWING_S 4.0 /* within that the extreme of a step is over */

/* An island that has lost one set (-1: none of its own, but the last feed) which carried so much. */
static void island_judge(const struct site_sums *s, int group, long lost_set, struct contingency *l) {
	const struct frame *f = s->frame;
	struct swing_set sets[SITE_GEN_MAX];
	struct swing_case c = { .nominal_hz = f->site->bus[group].nominal_hz, .load_mw = l->carried_mw, .sets = sets };
	for (size_t i = 0; i < f->site->gen_count; i++) {
		if ((long)i == lost_set || !set_counts(f, i) || s->group[bus_of(f->site, f->site->gen[i].bus)] != group)
			continue;
		double kw = good(f, M_GEN_KW, i);
		sets[c.set_count++] = swing_set_of(&f->site->gen[i], kw / 1000, set_mw(f, i));
		c.load_mw += kw / 1000;
	}
	if (!isfinite(c.load_mw))
		return;
	swing_case_shed(&c, &f->site->policy);
	struct swing swing;
	swing_init(&swing, &c);
	l->rest_hz = swing_droop_hz(&swing);
	if (!isnan(l->rest_hz) && fabs(l->carried_mw) >= CONTINGENCY_SWING_SHARE * c.load_mw) {
		swing_run(&swing, SWING_S, NULL, 0);
		l->extreme_hz = swing.extreme_hz;
	}
	if (isnan(l->rest_hz) || swing.event_count > 0)
		l->outcome = CONTINGENCY_SHEDS;
}

/* The feeds that remain take the step first, and the sets bring it down by their ramps. */
static void import_judge(struct contingency *c, const struct sums *left) {
	c->import_mw = left->import_mw + c->carried_mw;
	double over_mw = c->import_mw - left->limit_mw, above_mw = c->import_mw - left->trip_mw;
	bool reach = left->ramp_mw_s > 0 && left->room_mw >= over_mw;
	c->over_s = over_mw <= 0 ? 0 : reach ? over_mw / left->ramp_mw_s : NAN;
	if (c->outcome == CONTINGENCY_HOLDS && above_mw > 0 && !(reach && above_mw / left->ramp_mw_s <= left->trip_s))
		c->outcome = CONTINGENCY_OPENS;
	else if (c->outcome == CONTINGENCY_HOLDS && over_mw > 0)
		c->outcome = CONTINGENCY_OVER;
}

/* What is short, as GPUs and as a cap. */
static void cost(const struct site_sums *s, struct contingency *c) {
	const struct gpu_plan *gpu = &s->frame->site->gpu;
	if (c->outcome != CONTINGENCY_SHORT || !gpu->present)
		return;
	double gpus = c->load_mw * 1e6 / s->watts_per_gpu, off = ceil(-c->margin_mw * 1e6 / s->watts_per_gpu - 1e-6);
	c->gpus_off = isfinite(off) ? fmin(off, ceil(gpus)) : NAN;
	double cap = power_cap_for(gpu, c->left_mw, floor(gpus + 0.5));
	c->cap_w = cap >= gpu->cap_min_w && cap < power_cap_w(s->frame) ? cap : NAN;
}

static void judge(const struct site_sums *s, struct contingency *c, const struct sums *left, long lost_set) {
	c->left_mw = left->online_mw;
	c->load_mw = left->load_mw;
	c->margin_mw = c->left_mw - c->load_mw;
	c->import_mw = c->over_s = c->rest_hz = c->extreme_hz = c->cap_w = NAN;
	c->outcome = CONTINGENCY_UNKNOWN;
	if (isnan(c->lost_mw) || !isfinite(c->margin_mw)) {
		c->margin_mw = NAN;
		c->gpus_off = NAN;
		return;
	}
	if (s->apart && !(c->load_mw > 0)) {
		c->outcome = c->kind == CONTINGENCY_BUS && c->dark_mw > 0 ? CONTINGENCY_DARK : CONTINGENCY_NO_LOAD;
		c->margin_mw = NAN;
		return;
	}
	c->outcome = c->margin_mw < 0 ? CONTINGENCY_SHORT : CONTINGENCY_HOLDS;
	if (left->feeds)
		import_judge(c, left);
	else if (c->outcome == CONTINGENCY_HOLDS && !isnan(c->carried_mw) && c->kind != CONTINGENCY_BUS)
		island_judge(s, c->bus < 0 ? 0 : c->bus, lost_set, c);
	cost(s, c);
}

/* The sums of its buses without one member. */
static struct sums without(const struct site_sums *s, int group, const struct sums *one, bool feed) {
	struct sums left = s->joined[group];
	left.online_mw -= one->online_mw;
	left.ramp_mw_s -= one->ramp_mw_s;
	left.room_mw -= one->room_mw;
	left.feeds -= feed;
	return left;
}

/* Import and limits are summed anew: what is not known of the lost feed is of no matter any more. */
static void feeds_without(const struct site_sums *s, int group, size_t lost, struct sums *left) {
	const struct frame *f = s->frame;
	left->import_mw = left->limit_mw = left->trip_mw = left->trip_s = 0;
	for (size_t i = 0, n = 0; i < f->site->feed_count; i++) {
		if (i == lost || !feed_counts(f, i) || s->group[bus_of(f->site, f->site->feed[i].bus)] != group)
			continue;
		struct sums one = feed_sums(f, i);
		left->import_mw += one.import_mw;
		left->limit_mw += one.limit_mw;
		left->trip_mw += one.trip_mw;
		left->trip_s = !n++ || one.trip_s < left->trip_s ? one.trip_s : left->trip_s;
	}
}

static void lose_feed(const struct site_sums *s, size_t i, struct contingency *c) {
	const struct frame *f = s->frame;
	int group = s->group[bus_of(f->site, f->site->feed[i].bus)];
	struct sums one = feed_sums(f, i), left = without(s, group, &one, true);
	feeds_without(s, group, i, &left);
	*c = (struct contingency){ .kind = CONTINGENCY_FEED, .object = i, .bus = s->apart ? group : -1, .lost_mw = feed_mw(f, i), .carried_mw = one.import_mw };
	judge(s, c, &left, -1);
}

static void lose_set(const struct site_sums *s, size_t i, struct contingency *c) {
	const struct frame *f = s->frame;
	int group = s->group[bus_of(f->site, f->site->gen[i].bus)];
	struct sums one = set_sums(f, i), left = without(s, group, &one, false);
	if (isnan(one.room_mw)) /* its own power is not known: that of the others is */
		left.room_mw = left.online_mw;
	*c = (struct contingency){ .kind = CONTINGENCY_SET, .object = i, .bus = s->apart ? group : -1, .lost_mw = set_mw(f, i),
	                           .carried_mw = good(f, M_GEN_KW, i) / 1000 };
	judge(s, c, &left, (long)i);
}

/* The section goes with its sources and its load; what was joined by way of it falls apart. */
static void lose_bus(const struct site_sums *s, size_t bus, struct contingency *c) {
	const struct site *site = s->frame->site;
	uint8_t group[SITE_BUS_MAX];
	*c = (struct contingency){ .kind = CONTINGENCY_BUS, .object = bus, .bus = s->group[bus], .lost_mw = s->bus[bus].online_mw, .carried_mw = NAN,
	                           .dark_mw = s->bus[bus].load_mw };
	power_join_buses(s->frame, (int)bus, group);
	struct sums rest = { 0 };
	double least = NAN;
	for (size_t g = 0; g < site->bus_count; g++) {
		struct sums part = { 0 };
		for (size_t b = 0; b < site->bus_count; b++)
			if (b != bus && group[b] == g && s->group[b] == s->group[bus])
				sums_add(&part, &s->bus[b]);
		sums_add(&rest, &part);
		if (part.load_mw > 0 && !(least <= part.online_mw - part.load_mw))
			least = part.online_mw - part.load_mw;
	}
	judge(s, c, &rest, -1);
	if (isnan(c->margin_mw))
		return;
	c->margin_mw = least;
	c->outcome = least < 0 ? CONTINGENCY_SHORT : CONTINGENCY_HOLDS;
	c->rest_hz = c->import_mw = c->over_s = NAN; /* what the section carries is not measured */
	cost(s, c);
}

static int compare(const void *left, const void *right) {
	const struct contingency *a = left, *b = right;
	bool a_none = isnan(a->margin_mw), b_none = isnan(b->margin_mw);
	if (a_none != b_none)
		return a_none ? 1 : -1;
	if (!a_none && a->margin_mw != b->margin_mw)
		return a->margin_mw < b->margin_mw ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->object < b->object ? -1 : a->object > b->object;
}

size_t contingency_list(const struct frame *frame, const struct derived *derived, struct contingency *out) {
	const struct site *site = frame->site;
	struct site_sums s;
	size_t count = 0;
	if (!site || frame->count < site->column_count)
		return 0;
	sums_make(&s, frame, derived);
	for (size_t i = 0; i < site->feed_count; i++)
		if (feed_counts(frame, i))
			lose_feed(&s, i, &out[count++]);
	for (size_t i = 0; i < site->gen_count; i++)
		if (set_counts(frame, i))
			lose_set(&s, i, &out[count++]);
	for (size_t b = 0; s.apart && b < site->bus_count; b++)
		if (s.bus[b].online_mw > 0 || s.bus[b].load_mw > 0)
			lose_bus(&s, b, &out[count++]);
	for (size_t i = 0; i < count; i++)
		out[i].at_least = quantity_is_bound(&derived->q[D_HEADROOM_MW]);
	qsort(out, count, sizeof *out, compare);
	return count;
}

const char *contingency_id(const struct site *site, const struct contingency *c) {
	static const enum metric_class classes[] = { CLASS_FEED, CLASS_GEN, CLASS_BUS };
	return site_object_id(site, classes[c->kind], c->object);
}

const char *contingency_outcome_text(const struct contingency *c) {
	static const char *const may[CONTINGENCY_OUTCOME_COUNT] = {
		[CONTINGENCY_SHORT] = "may be short", [CONTINGENCY_OPENS] = "feed may open", [CONTINGENCY_SHEDS] = "may shed",
	};
	return c->at_least && may[c->outcome] ? may[c->outcome] : contingency_outcome_words[c->outcome];
}

static void print_short(const struct contingency *c, bool whole, char out[CONTINGENCY_TEXT_SIZE]) {
	const char *most = c->at_least ? "up to " : "", *least = c->at_least ? "\u2265 " : "";
	char gpus[COUNT_TEXT_SIZE], cap[32] = "";
	if (!isnan(c->cap_w))
		snprintf(cap, sizeof cap, whole ? "cap %s%.0f W" : "%s%.0f W", least, c->cap_w);
	if (isnan(c->gpus_off))
		snprintf(out, CONTINGENCY_TEXT_SIZE, "%s", cap);
	else if (!whole && c->at_least) /* for a cap there is no room then */
		snprintf(out, CONTINGENCY_TEXT_SIZE, "%s%s off", most, count_text(c->gpus_off, gpus));
	else if (*cap)
		snprintf(out, CONTINGENCY_TEXT_SIZE, whole ? "%s%s GPUs off or %s" : "%s%s off, %s", most, count_text(c->gpus_off, gpus), cap);
	else if (c->gpus_off > 0)
		snprintf(out, CONTINGENCY_TEXT_SIZE, "%s%s GPUs off", most, count_text(c->gpus_off, gpus));
}

static void print_import(const struct contingency *c, bool whole, char out[CONTINGENCY_TEXT_SIZE]) {
	const char *way = c->import_mw < 0 ? "export" : "import";
	if (isnan(c->import_mw))
		snprintf(out, CONTINGENCY_TEXT_SIZE, "%s", whole && c->kind == CONTINGENCY_SET ? "what it carries is not known" : "");
	else if (c->outcome == CONTINGENCY_OVER && !isnan(c->over_s))
		snprintf(out, CONTINGENCY_TEXT_SIZE, whole ? "import %.2f MW at once, down to it after %s%.0f s" : "import %.2f %s%.0fs", c->import_mw,
		         !c->at_least ? "" : whole ? "at most " : "\u2264", ceil(c->over_s)); /* over a contract is import */
	else
		snprintf(out, CONTINGENCY_TEXT_SIZE, whole ? "%s %.2f MW at once" : "%s %.2f", way, fabs(c->import_mw));
}

char *contingency_print(const struct contingency *c, bool whole, char out[CONTINGENCY_TEXT_SIZE]) {
	*out = '\0';
	if (c->outcome == CONTINGENCY_UNKNOWN)
		snprintf(out, CONTINGENCY_TEXT_SIZE, "%s", !whole ? "" : isnan(c->lost_mw) ? "no contract is stated" : "the load is not known");
	else if (c->kind == CONTINGENCY_BUS)
		snprintf(out, CONTINGENCY_TEXT_SIZE, whole ? "its own %.2f MW of load are dark" : "%.2f MW dark", c->dark_mw);
	else if (c->outcome == CONTINGENCY_SHORT)
		print_short(c, whole, out);
	else if (c->outcome == CONTINGENCY_SHEDS && !isnan(c->extreme_hz))
		snprintf(out, CONTINGENCY_TEXT_SIZE, whole ? "island: extreme %.2f Hz, relays or stages act" : "%.2f Hz", c->extreme_hz);
	else if (c->outcome == CONTINGENCY_SHEDS)
		snprintf(out, CONTINGENCY_TEXT_SIZE, "%s", whole ? "island: no rest, relays or stages act" : "no rest");
	else if (!isnan(c->extreme_hz))
		snprintf(out, CONTINGENCY_TEXT_SIZE, whole ? "island: extreme %.2f Hz, at rest on droop %.2f Hz" : "%.2f Hz", c->extreme_hz, c->rest_hz);
	else if (!isnan(c->rest_hz))
		snprintf(out, CONTINGENCY_TEXT_SIZE, whole ? "island, at rest on droop %.2f Hz" : "%.2f Hz", c->rest_hz);
	else if (c->outcome != CONTINGENCY_NO_LOAD)
		print_import(c, whole, out);
	return out;
}
