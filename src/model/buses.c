/* What depends on which buses are one: the N-1 margins and whether a bus runs in parallel with the grid. Buses that closed ties
 * join form a group, named by its lowest index. Margins are per group only where the load of every bus is known; else all
 * buses count as one, and the assumptions of n1_mw say so. */
#include "derive.h"

#include <string.h>

void power_join_buses(const struct frame *frame, int without, uint8_t group[SITE_BUS_MAX]) {
	const struct site *site = frame->site;
	for (size_t b = 0; b < SITE_BUS_MAX; b++)
		group[b] = (uint8_t)b;
	for (size_t t = 0; t < site->tie_count; t++) {
		const struct site_tie *tie = &site->tie[t];
		struct reading breaker = frame_get(frame, M_TIE_BREAKER, t);
		if (breaker.quality != QUALITY_GOOD || breaker.value != BREAKER_CLOSED || tie->bus_a < 0 || tie->bus_b < 0 ||
		    (size_t)tie->bus_a >= site->bus_count || (size_t)tie->bus_b >= site->bus_count || tie->bus_a == without || tie->bus_b == without)
			continue;
		uint8_t a = group[tie->bus_a], b = group[tie->bus_b], low = a < b ? a : b, high = a < b ? b : a;
		for (size_t i = 0; i < site->bus_count; i++)
			if (group[i] == high)
				group[i] = low;
	}
}

static bool loads_known(const struct frame *frame) {
	const struct site *site = frame->site;
	for (size_t b = 0; b < site->bus_count; b++)
		if (!frame_good(frame, M_BUS_GPU_MW, b))
			return false;
	return site->bus_count > 1;
}

bool power_bus_groups(const struct frame *frame, uint8_t group[SITE_BUS_MAX]) {
	memset(group, 0, SITE_BUS_MAX);
	if (!loads_known(frame))
		return false;
	power_join_buses(frame, -1, group);
	return true;
}

static void tally_add(struct bus_tally *to, const struct bus_tally *from) {
	to->online_mw += from->online_mw;
	if (from->set >= 0 && (to->set < 0 || from->set_mw > to->set_mw)) {
		to->set = from->set;
		to->set_mw = from->set_mw;
	}
	if (from->feed >= 0 && (to->feed < 0 || from->feed_mw > to->feed_mw)) {
		to->feed = from->feed;
		to->feed_mw = from->feed_mw;
	}
	to->feed_closed |= from->feed_closed;
	to->feed_unknown |= from->feed_unknown;
	to->set_closed |= from->set_closed;
}

/* The margins of one group: the lesser than what was found so far is kept, with what it would lose. */
static void margin_take(const struct site *site, const struct bus_tally *t, double load_mw, struct derived *out) {
	double *n1_set = &out->q[D_N1_SET_MW].value, *n1_feed = &out->q[D_N1_FEED_MW].value, *n1 = &out->q[D_N1_MW].value;
	double headroom = t->online_mw - load_mw, lost = 0;
	const char *id = "";
	if (!(*n1_set <= headroom - t->set_mw))
		*n1_set = headroom - t->set_mw;
	if (!(*n1_feed <= headroom - t->feed_mw))
		*n1_feed = headroom - t->feed_mw;
	if (t->set >= 0 && t->set_mw > lost) {
		lost = t->set_mw;
		id = site->gen[t->set].id;
	}
	if (t->feed >= 0 && t->feed_mw >= lost && t->feed_mw > 0) {
		lost = t->feed_mw;
		id = site->feed[t->feed].id;
	}
	if (!(*n1 <= headroom - lost)) {
		*n1 = headroom - lost;
		memcpy(out->n1_worst, id, *id ? SITE_ID_SIZE : 1);
	}
}

static const struct bus_tally tally_zero = { .set = -1, .feed = -1 };

static void margins_by_group(const struct frame *frame, const struct bus_tally *tally, struct derived *out) {
	const struct site *site = frame->site;
	uint8_t group[SITE_BUS_MAX];
	power_join_buses(frame, -1, group);
	bool taken = false;
	for (size_t g = 0; g < site->bus_count; g++) {
		struct bus_tally sum = tally_zero;
		double load_mw = 0;
		for (size_t b = g; b < site->bus_count; b++)
			if (group[b] == g) {
				tally_add(&sum, &tally[b]);
				load_mw += frame_get(frame, M_BUS_GPU_MW, b).value;
			}
		if (!(load_mw > 0)) /* nothing to lose here */
			continue;
		margin_take(site, &sum, load_mw, out);
		taken = true;
	}
	if (!taken)
		margin_take(site, &tally_zero, 0, out);
}

void power_margins(const struct frame *frame, const struct bus_tally *tally, struct derived *out) {
	const struct site *site = frame->site;
	const struct quantity *headroom = &out->q[D_HEADROOM_MW];
	static const enum derived_id ids[] = { D_N1_SET_MW, D_N1_FEED_MW, D_N1_MW };
	for (size_t i = 0; i < 3; i++)
		out->q[ids[i]] = (struct quantity){ NAN, headroom->reporting, headroom->total };
	out->n1_worst[0] = '\0';
	if (!isnan(headroom->value)) {
		if (loads_known(frame)) {
			margins_by_group(frame, tally, out);
		} else {
			struct bus_tally sum = tally[0];
			for (size_t b = 1; b < site->bus_count; b++)
				tally_add(&sum, &tally[b]);
			margin_take(site, &sum, out->q[D_LOAD_MW].value, out);
		}
	}
	if (!site->gen_count)
		out->q[D_N1_SET_MW] = (struct quantity){ NAN, 0, 0 };
	if (!site->feed_count)
		out->q[D_N1_FEED_MW] = (struct quantity){ NAN, 0, 0 };
}

/* Voltage decides first, the bus's own, or where it has no reading, that of the buses joined to it. */
static bool group_dead(const struct frame *frame, const uint8_t *group, size_t bus) {
	if (frame_good(frame, M_BUS_KV, bus))
		return frame_bus_dead(frame, bus);
	bool dead = false;
	for (size_t b = 0; b < frame->site->bus_count; b++)
		if (group[b] == group[bus] && frame_good(frame, M_BUS_KV, b)) {
			if (!frame_bus_dead(frame, b))
				return false;
			dead = true;
		}
	return dead;
}

void power_ties(const struct frame *frame, const struct bus_tally *tally, struct derived *out) {
	const struct site *site = frame->site;
	uint8_t group[SITE_BUS_MAX];
	struct bus_tally sum[SITE_BUS_MAX];
	power_join_buses(frame, -1, group);
	for (size_t b = 0; b < site->bus_count; b++)
		sum[b] = tally_zero;
	for (size_t b = 0; b < site->bus_count; b++)
		tally_add(&sum[group[b]], &tally[b]);
	for (size_t b = 0; b < site->bus_count; b++) {
		const struct bus_tally *t = &sum[group[b]];
		out->tie[b] = group_dead(frame, group, b) ? BUS_DEAD
		            : t->feed_closed ? BUS_PARALLEL
		            : t->set_closed && !t->feed_unknown ? BUS_ISLAND : BUS_UNKNOWN;
	}
}
