/* The tables themselves. Bounds only refuse what is senseless (negative power, a PUE below 1), not what is unusual. */
#include "site_fields.h"

#include <stddef.h>

#define MOST 1e9
#define FIELD(type, key, least, most) { #key, offsetof(struct type, key), least, most }
#define END_OF_FIELDS { NULL, 0, 0, 0 }

const struct site_field bus_fields[] = {
	FIELD(site_bus, nominal_kv, 0, 5000),
	FIELD(site_bus, nominal_hz, ABOVE_ZERO, 1000),
	END_OF_FIELDS,
};

const struct site_field feed_fields[] = {
	FIELD(site_feed, limit_mw, 0, MOST),
	FIELD(site_feed, trip_mw, 0, MOST),
	FIELD(site_feed, trip_s, 0, MOST),
	FIELD(site_feed, import_min_mw, -MOST, MOST),
	END_OF_FIELDS,
};

const struct site_field gen_fields[] = {
	FIELD(site_gen, rated_kw, ABOVE_ZERO, MOST),
	FIELD(site_gen, min_pct, 0, 100),
	FIELD(site_gen, block_pct, 0, 100),
	FIELD(site_gen, ramp_kw_s, ABOVE_ZERO, MOST),
	FIELD(site_gen, start_s, 0, MOST),
	FIELD(site_gen, droop_pct, ABOVE_ZERO, 100),
	FIELD(site_gen, h_s, ABOVE_ZERO, 1000),
	FIELD(site_gen, mva, ABOVE_ZERO, MOST),
	FIELD(site_gen, tg_s, 0, 1000),
	FIELD(site_gen, te_s, 0, 1000),
	FIELD(site_gen, u_hz, 0, 1000),
	FIELD(site_gen, u_s, 0, MOST),
	END_OF_FIELDS,
};

const struct site_field store_fields[] = {
	FIELD(site_store, mw, 0, MOST),
	FIELD(site_store, mwh, 0, MOST),
	END_OF_FIELDS,
};

const struct site_field gpu_fields[] = {
	FIELD(gpu_plan, installed, 0, MOST),
	FIELD(gpu_plan, array, 1, MOST),
	FIELD(gpu_plan, tdp_w, ABOVE_ZERO, 1e6),
	FIELD(gpu_plan, cap_min_w, 0, 1e6),
	FIELD(gpu_plan, idle_w, 0, 1e6),
	FIELD(gpu_plan, ready_w, 0, 1e6),
	FIELD(gpu_plan, train_w, 0, 1e6),
	FIELD(gpu_plan, stall_w, 0, 1e6),
	FIELD(gpu_plan, overhead_w, 0, 1e6),
	FIELD(gpu_plan, network_pct, 0, 1000),
	FIELD(gpu_plan, pue, 1, 100),
	FIELD(gpu_plan, cool_s, 0, MOST),
	END_OF_FIELDS,
};

const struct site_field training_fields[] = {
	FIELD(training_plan, gpus_needed, 0, MOST),
	END_OF_FIELDS,
};

const struct site_field policy_fields[] = {
	FIELD(policy, reserve_mw, 0, MOST),
	FIELD(policy, cap_s, 0, MOST),
	FIELD(policy, breaker_s, 0, MOST),
	END_OF_FIELDS,
};

const struct site_field rule_fields[] = {
	{ "scale", offsetof(struct alarm_rule, limit_scale), -MOST, MOST },
	FIELD(alarm_rule, deadband, 0, MOST),
	FIELD(alarm_rule, on_s, 0, MOST),
	FIELD(alarm_rule, off_s, 0, MOST),
	END_OF_FIELDS,
};
