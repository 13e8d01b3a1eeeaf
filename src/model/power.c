/* The names of the derived values, and the few questions about one set or one feed that everybody asks. The sums over a whole
 * frame are in derive.c. */
#include "power.h"

#include <string.h>

#define DERIVED_ROW(id, key_, unit_, decimals_, signed_, help_, assumptions_) \
	[D_##id] = { .key = key_, .unit = unit_, .decimals = decimals_, .is_signed = signed_, .help = help_, .assumptions = assumptions_ },
static const struct derived_info rows[DERIVED_COUNT] = { DERIVED_LIST(DERIVED_ROW) };
#undef DERIVED_ROW

const char *const bus_tie_words[] = { "UNKNOWN", "PARALLEL", "ISLAND", "DEAD", NULL };

const struct derived_info *derived_info_at(enum derived_id id) {
	return &rows[id];
}

int derived_find(const char *key, size_t length) {
	for (int i = 0; i < DERIVED_COUNT; i++)
		if (strlen(rows[i].key) == length && !memcmp(rows[i].key, key, length))
			return i;
	return -1;
}

static bool reading_known(struct reading r) {
	return r.quality == QUALITY_GOOD && isfinite(r.value);
}

double power_gen_max_kw(const struct frame *frame, size_t gen) {
	struct reading max = frame_get(frame, M_GEN_MAX_KW, gen);
	double kw = reading_known(max) ? max.value : frame->site->gen[gen].rated_kw;
	return kw > 0 ? kw : 0;
}

double power_feed_limit_mw(const struct frame *frame, size_t feed) {
	struct reading limit = frame_get(frame, M_FEED_LIMIT_MW, feed);
	return reading_known(limit) ? limit.value : frame->site->feed[feed].limit_mw;
}

bool power_feed_in_service(const struct frame *frame, size_t feed) {
	const struct site *site = frame->site;
	struct reading kv = frame_get(frame, M_FEED_KV, feed), breaker = frame_get(frame, M_FEED_BREAKER, feed);
	int bus = site->feed[feed].bus;
	double nominal = bus >= 0 && (size_t)bus < site->bus_count ? site->bus[bus].nominal_kv : NAN;
	if (reading_known(kv) && kv.value < 0.2 * nominal)
		return false;
	if (reading_known(breaker) && breaker.value == BREAKER_OPEN)
		return false;
	return !(power_feed_limit_mw(frame, feed) <= 0);
}
